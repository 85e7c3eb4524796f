/** `server`: a private server for each test. `signIn`: a browser context of its own, signed in, on a page. */
import { test as base, expect, type Browser, type BrowserContext, type Page } from "@playwright/test";
import { Server } from "./server";

export const FACTORY = "logam-presisi";
/** The Tasks page with every card drawn, however far down. */
export const TASKS = `/${FACTORY}/tasks?semua=1`;
export const PASSWORD = "lacak-demo-2026";

interface Fixtures {
  server: Server;
  signIn: (username: string, path?: string, options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
  /** The app may panic: the test makes it. */
  mayPanic: boolean;
}

export const test = base.extend<Fixtures>({
  server: async ({}, use) => {
    const server = await Server.start(process.env.LACAKPO_TEMPLATE);
    await use(server);
    await server.dispose();
  },
  mayPanic: [false, { option: true }],
  signIn: async ({ browser, server, mayPanic }, use) => {
    const contexts: BrowserContext[] = [];
    // Of every page, also of those that a test opens beside the first; until the test is over.
    const faults: string[] = [];
    await use(async (username, path = TASKS, options = {}) => {
      const context = await browser.newContext({ baseURL: server.url, ...options });
      contexts.push(context);
      // What a service worker asks for itself does not carry the context's locale.
      const { locale = "id-ID" } = options;
      await context.addCookies([{ name: "bahasa", value: locale.slice(0, 2), url: server.url }]);
      // A panic is a trap, after which nothing on the page is alive.
      context.on("weberror", (error) => {
        if (!mayPanic && /RuntimeError|unreachable/.test(String(error.error()))) faults.push(String(error.error()));
      });
      context.on("console", (message) => {
        if (message.type() === "error" && /panick|hydration/i.test(message.text())) faults.push(message.text());
      });
      const page = await context.newPage();
      const early: string[] = [];
      page.on("pageerror", (error) => early.push(String(error)));
      const answer = await context.request.post("/api/login_again", {
        headers: { origin: server.url },
        data: { username, password: PASSWORD },
      });
      expect(answer.ok(), await answer.text()).toBe(true);
      await page.goto(path);
      await live(page);
      expect([...early, ...faults]).toEqual([]);
      return page;
    });
    for (const context of contexts) await context.close();
    expect(faults).toEqual([]);
  },
});

export { expect };

/** Waits until the page is hydrated and its line is live. */
export async function live(page: Page): Promise<void> {
  await expect(page.locator('.pill[data-state="live"]')).toBeVisible();
}

/** Calls a server function as the page's own script would. */
export async function call<T>(page: Page, name: string, body: unknown): Promise<{ status: number; body: T }> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.post(`/api/${name}`, { headers: { origin }, data: body });
  const text = await answer.text();
  return { status: answer.status(), body: (text ? JSON.parse(text) : null) as T };
}

/** A fresh mutation id: UUID version 7. */
export function mutationId(): string {
  const time = Date.now().toString(16).padStart(12, "0");
  const random = crypto.randomUUID().replaceAll("-", "");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(13, 16)}-${"89ab"[Number(`0x${random[16]}`) & 3]}${random.slice(17, 20)}-${random.slice(20, 32)}`;
}
