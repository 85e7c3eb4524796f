/**
 * A front before the server, on loopback, that adds the two headers by which a page becomes cross-origin isolated:
 * only then is the browser's clock exact to 5 µs instead of 100 µs, and a hand-written write takes less than that.
 * It also serves the hand-written page, so that both pages come from the same place by the same way.
 */
import { createServer, request, type Server as HttpServer } from "node:http";
import { connect, type AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

/** Where a page posts its own copy, and where the hand-written page is. */
const COPY = "/bench/copy";
const BY_HAND = "/bench/by-hand";
const ISOLATED = { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" };

export class Front {
  readonly copyPath = COPY;
  readonly byHandPath = BY_HAND;
  /** The last page posted to `copyPath`. */
  copy = "";
  /** What goes to the end of its body. */
  script = "";
  private readonly sockets = new Set<Duplex>();

  private constructor(
    private readonly http: HttpServer,
    private readonly target: URL,
  ) {}

  static async start(target: string): Promise<Front> {
    const front: Front = new Front(createServer(), new URL(target));
    front.http.on("request", (incoming, outgoing) => {
      if (incoming.url === COPY) {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk) => chunks.push(chunk));
        incoming.on("end", () => {
          front.copy = Buffer.concat(chunks).toString();
          outgoing.end();
        });
      } else if (incoming.url === BY_HAND) {
        outgoing.writeHead(200, { "content-type": "text/html; charset=utf-8", ...ISOLATED });
        outgoing.end(front.copy.replace(/<\/body>/, () => `<script>${front.script}</script></body>`));
      } else {
        const { hostname, port } = front.target;
        const { method, url: path, headers } = incoming;
        const passed = request({ hostname, port, method, path, headers }, (answer) => {
          outgoing.writeHead(answer.statusCode!, { ...answer.headers, ...ISOLATED });
          answer.pipe(outgoing);
        });
        passed.on("error", () => outgoing.destroy());
        incoming.pipe(passed);
      }
    });
    front.http.on("upgrade", (incoming, socket, head) => {
      const server = connect(Number(front.target.port), front.target.hostname);
      for (const end of [socket, server]) {
        front.sockets.add(end);
        end.on("error", () => end.destroy());
        end.on("close", () => front.sockets.delete(end));
      }
      const lines = [`GET ${incoming.url} HTTP/1.1`];
      for (let i = 0; i < incoming.rawHeaders.length; i += 2) {
        lines.push(`${incoming.rawHeaders[i]}: ${incoming.rawHeaders[i + 1]}`);
      }
      server.write(`${lines.join("\r\n")}\r\n\r\n`);
      server.write(head);
      server.pipe(socket).pipe(server);
    });
    await new Promise<void>((listening) => front.http.listen(0, "127.0.0.1", listening));
    return front;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  async dispose(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    this.http.closeAllConnections();
    await new Promise((closed) => this.http.close(closed));
  }
}
