/** A plain HTTP client: a browser's would measure itself. */
import { Agent, request } from "node:http";

export interface Answer {
  status: number;
  encoding: string | undefined;
  cookie: string | undefined;
  body: Buffer;
  /** Milliseconds from the request to the first byte of the body. */
  firstByte: number;
}

interface Asked {
  method?: "GET" | "POST";
  headers?: Record<string, string>;
  body?: string;
  agent?: Agent;
}

export function ask(url: string, { method = "GET", headers = {}, body, agent }: Asked = {}): Promise<Answer> {
  return new Promise((done, failed) => {
    const began = performance.now();
    const sent = request(url, { method, headers, agent }, (answer) => {
      const chunks: Buffer[] = [];
      let firstByte = 0;
      answer.on("data", (chunk) => {
        firstByte ||= performance.now() - began;
        chunks.push(chunk);
      });
      answer.on("error", failed);
      answer.on("end", () => {
        const cookie = answer.headers["set-cookie"]?.[0]?.split(";")[0];
        const encoding = answer.headers["content-encoding"];
        done({ status: answer.statusCode!, encoding, cookie, body: Buffer.concat(chunks), firstByte });
      });
    });
    sent.on("error", (error) => failed(new Error(`${method} ${url}: ${error.message}`)));
    sent.end(body);
  });
}

/** Somebody with a session, and connections that are kept. */
export class Client {
  private constructor(
    private readonly url: string,
    readonly cookie: string,
    private readonly agent: Agent,
  ) {}

  static async signIn(url: string, username: string, password: string, connections = 1): Promise<Client> {
    const agent = new Agent({ keepAlive: true, maxSockets: connections });
    const headers = { origin: url, "content-type": "application/json" };
    const answer = await ask(`${url}/api/login_again`, {
      ...{ method: "POST", headers, agent },
      body: JSON.stringify({ username, password }),
    });
    if (answer.status !== 200 || !answer.cookie) throw new Error(`${username} cannot sign in: ${answer.status}`);
    return new Client(url, answer.cookie, agent);
  }

  get(path: string, encoding = "identity"): Promise<Answer> {
    const headers = { cookie: this.cookie, "accept-encoding": encoding };
    return ask(this.url + path, { headers, agent: this.agent });
  }

  /** Calls a server function; what is not 200 is an error. */
  async call<T>(name: string, body: unknown): Promise<T> {
    const headers = { cookie: this.cookie, origin: this.url, "content-type": "application/json" };
    const answer = await ask(`${this.url}/api/${name}`, {
      ...{ method: "POST", headers, agent: this.agent },
      body: JSON.stringify(body),
    });
    if (answer.status !== 200) throw new Error(`${name}: ${answer.status} ${answer.body}`);
    return JSON.parse(String(answer.body)) as T;
  }

  dispose(): void {
    this.agent.destroy();
  }
}
