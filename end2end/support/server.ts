/** The real binary on a free port of loopback, with a database of its own in a temporary folder. */
import { spawn, type ChildProcess } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";

const root = resolve(import.meta.dirname, "../..");
export const binary = process.env.LACAKPO_BINARY ?? join(root, "target/release/lacakpo");
export const site = process.env.LACAKPO_SITE ?? join(root, "target/site");

export class Server {
  /** Where its files are; another folder counts from the next run on, as after an update. */
  site = site;
  private process?: ChildProcess;
  private port = 0;
  /** Where the first factory is made, if the server said so. */
  setupLink?: string;

  private constructor(
    readonly folder: string,
    private readonly extra: string[],
  ) {}

  /** Starts on a copy of `template` (a folder with a database), or empty. */
  static async start(template?: string, extra: string[] = ["--demo"]): Promise<Server> {
    const folder = await mkdtemp(join(tmpdir(), "lacakpo-"));
    if (template) await cp(template, folder, { recursive: true });
    const server = new Server(folder, extra);
    await server.run();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get database(): string {
    return join(this.folder, "lacakpo.sqlite");
  }

  /** Starts the process; again on the same port when it ran before. */
  async run(): Promise<void> {
    const child = spawn(
      binary,
      [
        ...["--database", `sqlite://${this.database}`, "--site", this.site],
        ...["--listen", `127.0.0.1:${this.port}`, ...this.extra],
      ],
      { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, LACAKPO_LOG: "warn" } },
    );
    this.process = child;
    let errors = "";
    child.stderr!.on("data", (chunk) => (errors += chunk));
    this.port = await new Promise<number>((found, failed) => {
      child.once("error", failed);
      child.once("exit", (code) => failed(new Error(`the server ended with ${code}: ${errors}`)));
      createInterface({ input: child.stdout! }).on("line", (line) => {
        this.setupLink ??= /http:\S+\/setup\/\S+/.exec(line)?.[0];
        const match = /http:\/\/127\.0\.0\.1:(\d+)/.exec(line);
        if (match) found(Number(match[1]));
      });
    });
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** From now on it takes what comes and answers nothing, as a line does that is dead and does not say so. */
  freeze(): void {
    this.process!.kill("SIGSTOP");
  }

  /** It goes on where it was. */
  thaw(): void {
    this.process!.kill("SIGCONT");
  }

  /** Ends it as an operator would. */
  async stop(): Promise<void> {
    await this.end("SIGTERM");
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once("exit", done));
    child.kill(signal);
    await ended;
  }

  async dispose(): Promise<void> {
    await this.kill();
    await rm(this.folder, { recursive: true, force: true });
  }
}
