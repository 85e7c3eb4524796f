/** The manager's overview: what is late and why, live; punctuality and load; on paper and on a phone. */
import type { Locator, Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, test } from "./support/fixtures";
import { createOrder } from "./support/orders";
import { item, type Department, type Item } from "./support/tasks";

const OVERVIEW = `/${FACTORY}/overview`;

const row = (page: Page, poNumber: string): Locator => page.locator(`li.late[data-po-number="${poNumber}"]`);
const load = (page: Page, department: Department): Locator => page.locator(`.load[data-department="${department}"]`);

/** What a figure says. */
async function figure(page: Page, name: "orders" | "late" | "on-time" | "issues"): Promise<number> {
  return Number((await page.locator(`[data-kpi="${name}"] .kpi__value`).textContent())!.replace(/[^0-9]/g, ""));
}

async function items(page: Page, department: Department): Promise<number> {
  return Number(/\d+/.exec((await load(page, department).locator("b").textContent())!)![0]);
}

async function advance(page: Page, of: Item, department: Department, to: number): Promise<void> {
  const { version } = (await item(page, of.id)).tracks.find((track) => track.department === department)!;
  const answer = await call(page, "advance_track", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: of.id, department, progress: to, note: null, version },
  });
  expect(answer.status).toBe(200);
}

async function report(page: Page, of: Item, title: string, priority: string): Promise<void> {
  const answer = await call(page, "report_issue", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: of.id, title, description: null, priority },
  });
  expect(answer.status).toBe(200);
}

async function deliver(page: Page, of: Item): Promise<void> {
  const answer = await call(page, "record_delivery", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: of.id, quantity: "10", note: null },
  });
  expect(answer.status).toBe(200);
}

/** Writes down from now on which parts of the page change, except news, the pill, and what only paper shows. */
async function watchParts(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = new Set<string>();
    (window as any).partsSeen = seen;
    new MutationObserver((records) => {
      for (const record of records) {
        const element = record.target instanceof Element ? record.target : record.target.parentElement;
        if (!element || element.closest(".toasts, .pill, .only-print")) continue;
        const part = element.closest<HTMLElement>("li.late, li.load, [data-kpi], .causes, .ontime, .timeline, section");
        const { poNumber, department, kpi } = part?.dataset ?? {};
        seen.add([part?.className.split(" ")[0] ?? element.tagName, poNumber ?? department ?? kpi].filter(Boolean).join(" "));
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

/** What changed since. Two frames later everything that one event causes has happened. */
async function parts(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return [...((window as any).partsSeen as Set<string>)].sort();
  });
}

/** A day of Jakarta, so many days from now, as the form types it. */
function day(fromNow: number): string {
  return new Date(Date.now() + 7 * 3_600_000 + fromNow * 86_400_000).toISOString().slice(0, 10);
}

/** Late for longer than anything else, so that it comes first. */
const LONG_AGO = { is_urgent: true, delivery_deadline: "2024-01-15" };

test("a late order says who holds it and why, and follows what operators do", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [shaft, cover] = await createOrder(admin, "PO-UJI-TELAT", [{ item_name: "Poros" }, { item_name: "Tutup" }], LONG_AGO);
  for (const department of ["drafting", "purchasing"] as const) await advance(admin, shaft, department, 100);
  await advance(admin, shaft, "production", 20);
  await advance(admin, cover, "drafting", 100);

  const manager = await signIn("hendra");
  await manager.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "Ringkasan" }).click();
  await expect(manager).toHaveURL(OVERVIEW);
  await live(manager);
  await expect(manager.getByRole("heading", { level: 1 })).toHaveText("Ringkasan");
  const late = row(manager, "PO-UJI-TELAT");
  await expect(manager.locator("li.late").first()).toHaveAttribute("data-po-number", "PO-UJI-TELAT");
  await expect(late).toContainText("URGENT");
  await expect(late).toContainText(/Terlambat \d+ hari/);
  await expect(late).toContainText("Purch 0%");
  await expect(late).toContainText("kabar terakhir Maya");
  await expect(late.getByRole("link", { name: "Item yang menahan: Tutup" })).toHaveAttribute("href", `/${FACTORY}/items/${cover.id}`);
  await expect(late.getByRole("link", { name: "PO-UJI-TELAT" })).toHaveAttribute("href", `/${FACTORY}/purchase-orders/${cover.order.id}`);

  // An operator works on what holds it: the figure moves without a reload, and nothing else is written.
  const [purchasing, production] = [await items(manager, "purchasing"), await items(manager, "production")];
  await watchParts(manager);
  const dewi = await signIn("dewi");
  await advance(dewi, cover, "purchasing", 100);
  await expect(late).toContainText("Prod 0%");
  await expect(late).toContainText("kabar terakhir Dewi");
  expect([await items(manager, "purchasing"), await items(manager, "production")]).toEqual([purchasing - 1, production + 1]);
  expect(await parts(manager)).toEqual(["late PO-UJI-TELAT", "load production", "load purchasing", "timeline"]);

  // A problem that stops the work takes over.
  const issues = await figure(manager, "issues");
  await report(dewi, shaft, "Retak rambut setelah induksi", "critical");
  await expect(late).toHaveAttribute("data-cause", "issue");
  await expect(late.locator("b")).toHaveText("Retak rambut setelah induksi");
  await expect(late).toContainText("1 issue terbuka, Kritis");
  await expect(late.getByRole("link", { name: "Item yang menahan: Poros" })).toBeVisible();
  expect(await figure(manager, "issues")).toBe(issues + 1);

  // What has left is late no more.
  const before = await figure(manager, "late");
  for (const delivered of [shaft, cover]) await deliver(admin, delivered);
  await expect(late).toHaveCount(0);
  expect(await figure(manager, "late")).toBe(before - 1);
  await manager.reload();
  await live(manager);
  expect(await figure(manager, "late")).toBe(before - 1);
});

test("an order becomes late at midnight, on a page that nobody touches", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [pump] = await createOrder(admin, "PO-UJI-MALAM", [{ item_name: "Pompa" }], { is_urgent: true, delivery_deadline: day(0) });
  for (const department of ["drafting", "purchasing", "production", "qc"] as const) await advance(admin, pump, department, 100);
  const manager = await signIn("hendra");
  await manager.clock.install();
  await manager.goto(OVERVIEW);
  await live(manager);
  const order = row(manager, "PO-UJI-MALAM");
  // Those that are late come before it, and more of them than are drawn at first.
  await manager.getByRole("button", { name: "lainnya" }).click();
  // A fifth of the work is left, and the day.
  await expect(order).toContainText("Hari ini");
  const late = await figure(manager, "late");
  await manager.clock.fastForward(24 * 3_600_000 + 60_000);
  await expect(order).toContainText("Terlambat 1 hari");
  expect(await figure(manager, "late")).toBeGreaterThan(late);
});

test("an order that ends counts in the rate, and its week says so in words", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [late] = await createOrder(admin, "PO-UJI-AKHIR", [{ item_name: "Roda" }], { delivery_deadline: day(-1) });
  const manager = await signIn("hendra", OVERVIEW);
  const chart = manager.getByRole("img", { name: /persen tepat waktu, \d+ dari \d+ PO/ });
  const said = async () => {
    const [, percent, on_time, all] = /^(\d+) persen tepat waktu, (\d+) dari (\d+)/.exec((await chart.getAttribute("aria-label"))!)!;
    return { percent: Number(percent), on_time: Number(on_time), all: Number(all) };
  };
  const before = await said();
  expect(before.all).toBeGreaterThan(4);
  expect(await figure(manager, "on-time")).toBe(before.percent);
  await deliver(admin, late);
  await expect.poll(said).toEqual({ percent: Math.floor((before.on_time * 100) / (before.all + 1)), on_time: before.on_time, all: before.all + 1 });
  expect(await figure(manager, "on-time")).toBe((await said()).percent);
});

test("loads lead to the same items on the Tasks page, and name their late ones", async ({ signIn }) => {
  const manager = await signIn("hendra", OVERVIEW);
  const production = load(manager, "production");
  const count = await items(manager, "production");
  await expect(production.getByRole("img")).toHaveAttribute("aria-label", new RegExp(`^Prod: ${count} item, `));
  await production.getByRole("link", { name: "Prod" }).click();
  await expect(manager).toHaveURL(/\/tasks\?dept=production$/);
  await live(manager);
  await expect(manager.locator(".cards > li")).toHaveCount(count);
});

test("operators find no entry in the navigation, and may look all the same", async ({ signIn }) => {
  const budi = await signIn("budi", OVERVIEW);
  await expect(budi.getByRole("heading", { level: 1 })).toHaveText("Ringkasan");
  await expect(budi.getByRole("link", { name: "Ringkasan" })).toHaveCount(0);
});

test("without a script the page can be read, and its bars are right", async ({ browser, server, signIn }) => {
  const state = await (await signIn("hendra")).context().storageState();
  const context = await browser.newContext({ baseURL: server.url, storageState: state, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(OVERVIEW);
  await expect(page.locator("li.late").first()).toBeVisible();
  const widths = await page.locator(".load__items").evaluateAll((bars) => bars.map((bar) => Number(bar.getAttribute("width"))));
  expect(widths.length).toBe(5);
  expect(Math.max(...widths)).toBeGreaterThan(20);
  expect(Math.max(...widths)).toBeLessThanOrEqual(100);
  await context.close();
});

test("on paper there is no navigation, but the date, and light colours", async ({ signIn }) => {
  const manager = await signIn("hendra", OVERVIEW, { colorScheme: "dark" });
  await expect(manager.locator(".overview__printed")).toBeHidden();
  const ink = () => manager.locator(".load__n b").first().evaluate((text) => getComputedStyle(text).color);
  const dark = await ink();
  await manager.emulateMedia({ media: "print" });
  await expect(manager.locator(".overview__printed")).toContainText(/^Ringkasan · PT Logam Presisi Jaya Data per \d+ \S+, \d\d:\d\d$/);
  for (const gone of [".nav", ".topbar", ".toasts"]) await expect(manager.locator(gone)).toBeHidden();
  await expect(manager.locator("li.late").first()).toBeVisible();
  expect(await ink()).not.toBe(dark);
  const pdf = await manager.pdf({ format: "A4" });
  expect(pdf.length).toBeGreaterThan(10_000);
});

test("a phone scrolls down only, and what is tapped is large enough", async ({ signIn }) => {
  const manager = await signIn("hendra", OVERVIEW, { viewport: { width: 360, height: 780 }, hasTouch: true, isMobile: true });
  const overflow = () => manager.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(overflow).toBe(0);
  const small = await manager.evaluate(() => {
    const targets = [...document.querySelectorAll("main a, main button, .nav__list a")];
    // The number of a row and the name of a department are as large as their row.
    const box = (target: Element) => (target.matches(".po-no, .load__name") ? target.closest("li")! : target);
    const height = (target: Element) => Math.round(box(target).getBoundingClientRect().height);
    return targets
      .filter((target) => !target.closest(".event") && target.checkVisibility() && height(target) < 48)
      .map((target) => `${target.textContent} ${height(target)}`);
  });
  expect(small).toEqual([]);
});
