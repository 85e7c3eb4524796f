/** The code of pages, which comes in files of its own. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page, Route } from "@playwright/test";
import { call, expect, FACTORY, live, PASSWORD, TASKS, test } from "./support/fixtures";
import { site } from "./support/server";
import { card, progress, snapshot, track } from "./support/tasks";

const ORDERS = "**/pkg/split_orders*";
const WORK = "**/pkg/joined_work*";
/** Every file of code but the first. */
const PARTS = /\/pkg\/(split|chunk|joined|shared)_/;

test("a page brings its own code and no other's, named in its head", async ({ signIn }) => {
  const page = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  expect(fetched.filter((name) => name.includes("split_orders")).length).toBeGreaterThan(0);
  expect(fetched.filter((name) => /split_(account|activity)/.test(name))).toEqual([]);
  await expect(page.locator('head link[rel=preload][href*="split_orders"]')).toHaveCount(1);
});

test("a file's name stands for what is in it, because browsers keep it for good", async ({ signIn }) => {
  const page = await signIn("budi");
  const folder = join(site, "pkg");
  const first = readdirSync(folder).filter((name) => /^(lacakpo\.[\w-]{22}\.(js|wasm)|__wasm_split(_manifest)?\.[\w-]{22}\.js(on)?)$/.test(name));
  expect(first.length).toBe(4);
  const [hash] = first.map((name) => name.match(/\.([\w-]{22})\./)![1]);
  for (const name of first) expect(name).toContain(hash);
  const order = ["__wasm_split.", "lacakpo.", "lacakpo.", "__wasm_split_manifest."];
  const sorted = order.map((begin, at) => first.find((name) => name.startsWith(begin) && (begin !== "lacakpo." || name.endsWith(at === 1 ? ".js" : ".wasm")))!);
  const digest = createHash("sha256");
  for (const name of sorted) digest.update(Buffer.from(readFileSync(join(folder, name), "latin1").replaceAll(hash, ""), "latin1"));
  expect(hash).toBe(digest.digest("base64url").slice(0, 22));
  // And it is what the page asked for.
  const asked = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname.split("/").pop()!));
  expect(asked).toEqual(expect.arrayContaining(sorted.slice(0, 3)));
  for (const name of readdirSync(folder).filter((name) => /^(joined|shared)_.*\.wasm$/.test(name))) {
    const own = createHash("sha256").update(readFileSync(join(folder, name))).digest("base64url").slice(0, 22);
    expect(name).toContain(own);
  }
});

test("what the Tasks page fetched by itself is enough: signing in in between needs no other file", async ({ signIn, server }) => {
  const page = await signIn("maya");
  // As after a new version, which has its files by other names.
  await page.route("**/pkg/**", (route) => route.abort());
  await page.request.post("/api/logout", { headers: { origin: server.url }, form: {}, maxRedirects: 0 });
  await expect(page.locator("#masuk-lagi").getByLabel("Nama pengguna")).toBeFocused();
});

/** Holds back what the page works with, or other files; what it answers lets them come. */
async function holdBack(page: Page, files: string | RegExp = WORK): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isOpen = false;
  await page.route(files, (route) => (isOpen ? route.continue() : void held.push(route)));
  return async () => {
    isOpen = true;
    // Some were asked for by a page that has gone.
    for (const route of held) await route.continue().catch(() => undefined);
  };
}

/** Until the page is awake, also without a line: one that sleeps has nothing to say of it. */
async function awake(page: Page): Promise<void> {
  await expect(async () => {
    await page.locator(".pill__hit").click();
    await expect(page.locator(".pill__late")).not.toBeEmpty({ timeout: 300 });
  }).toPass();
}

/** Budi's Tasks page, awake and with its sheet, without what it works with; and the way to let that come. */
async function awakeOnly(budi: Page): Promise<() => Promise<void>> {
  const letCome = await holdBack(budi);
  await budi.reload();
  await awake(budi);
  await expect(budi.locator("dialog.sheet[aria-labelledby=sheet-title]")).toBeAttached();
  return letCome;
}

async function advance(page: Page, id: string, to: number): Promise<void> {
  await card(page, id).locator(".track__hit").click();
  await page.getByLabel("Kemajuan Prod dalam persen").fill(String(to));
  await page.getByRole("button", { name: `Simpan ${to}%` }).click();
  await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", String(to));
}

test("the Tasks page is awake after less than 250 KB of code", async ({ signIn }) => {
  const page = await signIn("budi");
  const fetched = new Set<string>();
  page.on("request", (request) => void fetched.add(request.url()));
  await holdBack(page, PARTS);
  await page.reload();
  await awake(page);
  const code = [...fetched].filter((url) => /\.(js|wasm)$/.test(url) && !PARTS.test(url));
  const sizes = code.map(async (url) => {
    const answer = await fetch(url, { headers: { "accept-encoding": "br" } });
    expect(answer.headers.get("content-encoding"), url).toBe("br");
    return Number(answer.headers.get("content-length"));
  });
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(bytes).toBeGreaterThan(100_000);
  expect(bytes).toBeLessThan(250_000);
});

test("what is saved before the queue's code has come is shown, waits, and is sent once it has", async ({ signIn }) => {
  const admin = await signIn("maya");
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const { id } = items.find((item) => item.tracks[2].progress < 50)!;
  const letCome = await awakeOnly(budi);
  await advance(budi, id, 63);
  await advance(budi, id, 64);
  await expect(track(budi, id, "production")).toContainText("Menunggu kirim");
  await expect(budi.locator('.pill[data-state="live"]')).toHaveCount(0);
  await expect(progress(admin, id, "production")).not.toHaveAttribute("aria-valuenow", "64");
  await letCome();
  await live(budi);
  await expect(progress(admin, id, "production")).toHaveAttribute("aria-valuenow", "64");
  await expect(progress(budi, id, "production")).toHaveAttribute("aria-valuenow", "64");
  await expect(track(budi, id, "production")).not.toContainText("Menunggu kirim");
  expect(await budi.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("lacakpo-early")))).toEqual([]);
});

test("what is saved before the queue's code has come survives the end of the page, and is sent once", async ({ signIn }) => {
  const admin = await signIn("maya");
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const { id } = items.find((item) => item.tracks[2].progress < 50)!;
  await awakeOnly(budi);
  await advance(budi, id, 62);
  const context = budi.context();
  await budi.close({ runBeforeUnload: false });
  const again = await context.newPage();
  const letCome = await holdBack(again);
  await again.goto(TASKS);
  // Still without the code, and shown all the same: nobody enters it twice.
  await expect(progress(again, id, "production")).toHaveAttribute("aria-valuenow", "62");
  await expect(track(again, id, "production")).toContainText("Menunggu kirim");
  const beside = await context.newPage();
  await beside.goto(TASKS);
  await live(beside);
  await expect(progress(admin, id, "production")).toHaveAttribute("aria-valuenow", "62");
  await letCome();
  await live(again);
  await expect(track(again, id, "production")).not.toContainText("Menunggu kirim");
  const { history } = (await call<{ history: { change: { track?: { progress: number } } }[] }>(admin, "load_item", { factory: FACTORY, item_id: id })).body;
  expect(history.filter(({ change }) => change.track?.progress === 62).length).toBe(1);
});

/** Leaves what was saved without a server on the device, for good. */
async function leave(budi: Page, id: string, to: number): Promise<void> {
  await budi.route("**/api/advance_track", (route) => route.abort());
  await advance(budi, id, to);
  await expect(budi.locator(".queued")).toHaveText("1 menunggu");
  await expect.poll(() => budi.evaluate(() => Object.keys(localStorage).filter((key) => /^lacakpo-(early|waiting)/.test(key)).map((key) => key.split(":")[0]))).toEqual(["lacakpo-waiting"]);
}

test("what an earlier visit left on the device is shown before the queue's code has come, and by a form without it", async ({ signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const { id } = items.find((item) => item.tracks[2].progress < 50)!;
  await leave(budi, id, 66);
  const context = budi.context();
  await budi.close();
  const form = await context.newPage();
  await form.route("**/pkg/**", (route) => route.abort());
  await form.goto(`/${FACTORY}/items/${id}/track`);
  await expect(form.getByText("masih menunggu dikirim dari perangkat ini")).toBeVisible();
  const other = items.find((item) => item.id !== id && item.tracks[2].progress < 50)!;
  await form.goto(`/${FACTORY}/items/${other.id}/track`);
  await expect(form.getByText("masih menunggu dikirim dari perangkat ini")).toBeHidden();
  await form.close();

  const again = await context.newPage();
  const letCome = await holdBack(again);
  await again.goto(TASKS);
  await awake(again);
  await expect(progress(again, id, "production")).toHaveAttribute("aria-valuenow", "66");
  await expect(track(again, id, "production")).toContainText("Menunggu kirim");
  await letCome();
  await live(again);
  await expect(track(again, id, "production")).not.toContainText("Menunggu kirim");
  await expect(progress(again, id, "production")).toHaveAttribute("aria-valuenow", "66");
  await expect.poll(() => again.evaluate(() => Object.keys(localStorage).filter((key) => /^lacakpo-(early|waiting)/.test(key)))).toEqual([]);
  const { history } = (await call<{ history: { change: { track?: { progress: number } } }[] }>(again, "load_item", { factory: FACTORY, item_id: id })).body;
  expect(history.filter(({ change }) => change.track?.progress === 66).length).toBe(1);
});

test("what the device remembers and the server has had already is not shown as waiting", async ({ signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const { id } = items.find((item) => item.tracks[2].progress < 50)!;
  await leave(budi, id, 67);
  const left = await budi.evaluate(() => Object.entries(localStorage).find(([key]) => key.startsWith("lacakpo-waiting"))!);
  await budi.unroute("**/api/advance_track");
  await expect.poll(() => budi.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("lacakpo-waiting")))).toEqual([]);
  // As if the page had ended before it could say so.
  await budi.evaluate(([key, text]) => localStorage.setItem(key, text), left);
  await budi.reload();
  await live(budi);
  await expect(track(budi, id, "production")).not.toContainText("Menunggu kirim");
  await expect(budi.locator(".queued")).toHaveCount(0);
  expect(await budi.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("lacakpo-waiting")))).toEqual([]);
});

test("what an earlier visit left is asked about at the sign-out, and thrown away, before the queue's code has come", async ({ signIn, server }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const { id, tracks } = items.find((item) => item.tracks[2].progress < 50)!;
  await leave(budi, id, 68);
  const context = budi.context();
  await budi.close();
  const again = await context.newPage();
  await again.route("**/api/advance_track", (route) => route.abort());
  await holdBack(again);
  await again.goto(TASKS);
  await awake(again);
  await expect(progress(again, id, "production")).toHaveAttribute("aria-valuenow", "68");
  const asked: string[] = [];
  again.on("dialog", (dialog) => void (asked.push(dialog.message()), dialog.accept()));
  await again.getByRole("button", { name: "Keluar" }).click();
  await expect(again).toHaveURL(/\/login/);
  expect(asked.length).toBe(1);
  await again.close();

  const answer = await context.request.post("/api/login_again", { headers: { origin: server.url }, data: { username: "budi", password: PASSWORD } });
  expect(answer.ok()).toBe(true);
  const next = await context.newPage();
  await next.goto(TASKS);
  await live(next);
  await expect(next.locator(".queued")).toHaveCount(0);
  await expect(progress(next, id, "production")).toHaveAttribute("aria-valuenow", String(tracks[2].progress));
  expect((await snapshot(next)).items.find((item) => item.id === id)!.tracks[2].progress).toBe(tracks[2].progress);
  expect(await next.evaluate(() => Object.keys(localStorage).filter((key) => /^lacakpo-(thrown|waiting)/.test(key)))).toEqual([]);
});

test("who signs out before the queue's code has come is asked about what is not sent", async ({ signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const { id } = items.find((item) => item.tracks[2].progress < 50)!;
  await awakeOnly(budi);
  await advance(budi, id, 61);
  const asked: string[] = [];
  budi.on("dialog", (dialog) => void (asked.push(dialog.message()), asked.length === 1 ? dialog.dismiss() : dialog.accept()));
  const out = budi.getByRole("button", { name: "Keluar" });
  await out.click();
  await expect.poll(() => asked.length).toBe(1);
  await expect(progress(budi, id, "production")).toHaveAttribute("aria-valuenow", "61");
  await out.click();
  await expect(budi).toHaveURL(/\/login/);
  expect(await budi.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith("lacakpo-early")))).toEqual([]);
});

test("a tap before the sheet's code has come goes to the plain form", async ({ signIn }) => {
  const budi = await signIn("budi");
  const letCome = await holdBack(budi, PARTS);
  await budi.reload();
  await awake(budi);
  await budi.locator(".track__hit").first().click();
  await expect(budi).toHaveURL(/\/track$/);
  await letCome();
  await expect(budi.getByRole("button", { name: "Simpan" })).toBeVisible();
});

test("code that the server does not have any more: the page is loaded anew by itself", async ({ signIn }) => {
  const budi = await signIn("budi");
  await budi.route(WORK, (route) => route.fulfill({ status: 404 }));
  await budi.reload();
  await budi.evaluate(() => void ((window as any).old = true));
  await budi.waitForFunction(() => !(window as any).old, undefined, { timeout: 30_000 });
  await budi.unroute(WORK);
  await budi.reload();
  await live(budi);
});

test("code that does not come because there is no line: the page stays, says so, and comes alive with the line", async ({ signIn }) => {
  const budi = await signIn("budi");
  const NO_LINE = "**/{pkg/joined_work*,api/load_viewer}";
  await budi.route(NO_LINE, (route) => route.abort());
  await budi.reload();
  await budi.evaluate(() => void ((window as any).old = true));
  await expect(budi.locator('.pill[data-state="offline"], .pill[data-state="stale"]')).toContainText(/\d\d[.:]\d\d/, { timeout: 30_000 });
  await budi.waitForTimeout(8_000);
  await expect(budi.locator('.notice[role="status"]')).toBeHidden();
  await budi.unroute(NO_LINE);
  await live(budi);
  expect(await budi.evaluate(() => (window as any).old)).toBe(true);
});

test("a sign-in whose form does not come shuts nobody in", async ({ signIn, server }) => {
  const budi = await signIn("budi");
  await budi.route(WORK, (route) => route.abort());
  await budi.reload();
  await budi.request.post("/api/logout", { headers: { origin: server.url }, form: {}, maxRedirects: 0 });
  await budi.locator("#masuk-lagi").getByRole("link", { name: "Muat ulang halaman" }).click();
  await expect(budi).toHaveURL(/\/login/);
});

test("a page whose code does not come says so, and comes when asked again", async ({ signIn }) => {
  const page = await signIn("maya");
  await page.route(ORDERS, (route) => route.abort());
  await page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "PO", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Tidak bisa dimuat" })).toBeVisible();
  await page.unroute(ORDERS);
  await page.getByRole("link", { name: "Coba lagi" }).click();
  await expect(page).toHaveURL(`/${FACTORY}/purchase-orders`);
  await live(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("until its code has come, a page can be read, and then it comes alive by itself", async ({ signIn }) => {
  const page = await signIn("maya", `/${FACTORY}/purchase-orders`);
  await page.route(ORDERS, (route) => route.abort());
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator('.pill[data-state="live"]')).toHaveCount(0);
  await page.unroute(ORDERS);
  await live(page);
});
