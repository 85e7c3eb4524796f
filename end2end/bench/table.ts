/** The reporter of `make bench`: one table on stdout, everything else on stderr. */
import { cpus, loadavg } from "node:os";
import { test } from "@playwright/test";
import type { FullResult, Reporter, TestCase, TestResult } from "@playwright/test/reporter";

/** The table's order, which is not the order of measuring: the cards only ever become more. */
const SECTIONS = ["event", "flat", "mutations", "sockets", "resume", "pages", "load", "phone"] as const;

interface Row {
  place: (typeof SECTIONS)[number];
  section: string;
  what: string;
  app: string;
  /** The yardstick of the same run: hand-written DOM, a bare loop. */
  beside?: string;
  ratio?: string;
  aim?: string;
  /** Whether the aim is met; left out where there is none. */
  met?: boolean;
}

/** Adds rows to the table, under the heading `section`. */
export async function rows(place: Row["place"], section: string, found: Omit<Row, "place" | "section">[]): Promise<void> {
  const body = JSON.stringify(found.map((row) => ({ place, section, ...row })));
  await test.info().attach("rows", { body, contentType: "application/json" });
}

const HEAD: Row = { place: "event", section: "", what: "", app: "lacakPO", beside: "beside", ratio: "ratio", aim: "aim" };

export default class Table implements Reporter {
  private readonly rows: Row[] = [];
  private readonly load = loadavg()[0];

  printsToStdio(): boolean {
    return true;
  }

  onTestBegin(test: TestCase): void {
    process.stderr.write(`== ${test.title}\n`);
  }

  onStdOut(chunk: string | Buffer): void {
    process.stderr.write(chunk);
  }

  onStdErr(chunk: string | Buffer): void {
    process.stderr.write(chunk);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    for (const { name, body } of result.attachments) if (name === "rows") this.rows.push(...JSON.parse(String(body)));
    for (const { message, stack } of result.errors) process.stderr.write(`${test.title}: ${stack ?? message}\n`);
  }

  onError(error: { message?: string }): void {
    process.stderr.write(`${error.message}\n`);
  }

  onEnd({ status, duration }: FullResult): void {
    const columns = ["app", "beside", "ratio", "aim"] as const;
    const all = [HEAD, ...this.rows];
    const width = (of: (row: Row) => string | undefined) => Math.max(...all.map((row) => of(row)?.length ?? 0));
    const first = width((row) => row.what) + 2;
    const widths = columns.map((column) => width((row) => row[column]));
    const line = (row: Row) => {
      const cells = columns.map((column, place) => (row[column] ?? "")[column === "aim" ? "padEnd" : "padStart"](widths[place]));
      const verdict = row.met === undefined ? "" : row.met ? "met" : "NOT MET";
      return `  ${row.what.padEnd(first)}${cells.join("  ")}  ${verdict}`.trimEnd();
    };
    const lines = [line(HEAD)];
    let section = "";
    for (const row of this.rows.toSorted((a, b) => SECTIONS.indexOf(a.place) - SECTIONS.indexOf(b.place))) {
      if (row.section !== section) lines.push("", (section = row.section));
      lines.push(line(row));
    }
    const seconds = Math.round(duration / 1000);
    // Timings on a machine that was busy with something else say little, so the table says how busy it was.
    lines.push("", `${cpus().length} cores, load ${this.load.toFixed(1)} before; ${seconds} s; ${status}`, "");
    process.stdout.write(lines.join("\n"));
  }
}
