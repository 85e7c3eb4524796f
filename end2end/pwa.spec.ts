/** The installed app: it opens without a server, from what the device knows, and comes true by itself. */
import { appendFile, cp } from "node:fs/promises";
import { join } from "node:path";
import type { BrowserContext, Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, PASSWORD, TASKS, test } from "./support/fixtures";
import { kept } from "./support/kept";
import { createOrder } from "./support/orders";
import { item, progress, snapshot } from "./support/tasks";

test.use({ serviceWorkers: "allow" });

/** Until the worker has all files, and the device what the page shows. */
async function ready(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const { active } = (await navigator.serviceWorker.getRegistration())!;
    if (active!.state !== "activated") await new Promise((done) => active!.addEventListener("statechange", done, { once: true }));
  });
  await expect.poll(() => kept(page), { timeout: 30_000 }).not.toBeNull();
}

async function keptUpTo(page: Page, seq: number): Promise<void> {
  await expect.poll(async () => (await kept(page))?.tasks.seq ?? 0, { timeout: 30_000 }).toBeGreaterThanOrEqual(seq);
}

/** The same device, after its browser ended. */
async function reopened(context: BrowserContext, path: string): Promise<Page> {
  for (const page of context.pages()) await page.close({ runBeforeUnload: false });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

const noLine = (page: Page) => expect(page.locator('.pill[data-state="offline"], .pill[data-state="stale"]')).toBeVisible({ timeout: 30_000 });

test("without a server the app opens on the last known state, says its age, takes work, and comes true", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  const admin = await signIn("maya");
  const [made] = await createOrder(admin, "PO-LURING-1", [{ item_name: "Poros luring" }], { delivery_deadline: "2026-01-01" });
  const { seq } = await snapshot(budi);
  await ready(budi);
  await keptUpTo(budi, seq);
  await server.kill();

  const context = budi.context();
  // By the app's own address: it knows the factory.
  const opened = await reopened(context, "/");
  await expect(opened).toHaveURL(new RegExp(`/${FACTORY}/tasks$`));
  await expect(opened.locator(`[data-item-id="${made.id}"]`)).toContainText("Poros luring");
  await noLine(opened);
  await expect(opened.locator(".pill")).toContainText(/\d\d:\d\d/);

  // The item as it is known from the list.
  await opened.locator(`[data-item-id="${made.id}"] .card__name a`).click();
  await expect(opened.getByRole("heading", { level: 1 })).toHaveText("Poros luring");
  await expect(opened.getByText("Dibuka tanpa sambungan")).toBeVisible();
  await opened.goBack();

  await opened.locator(`[data-item-id="${made.id}"] .track__hit`).click();
  await opened.getByLabel("Kemajuan Prod dalam persen").fill("45");
  await opened.getByRole("button", { name: "Simpan 45%" }).click();
  await expect(progress(opened, made.id, "production")).toHaveAttribute("aria-valuenow", "45");

  // It ends once more, and knows what was done.
  const again = await reopened(context, `/${FACTORY}/tasks`);
  await expect(progress(again, made.id, "production")).toHaveAttribute("aria-valuenow", "45");
  await expect(again.locator(".queued")).toHaveText("1 menunggu");

  await server.run();
  await live(again);
  await expect.poll(async () => (await item(again, made.id)).tracks[2].progress).toBe(45);
  await expect(again.locator(".queued")).toHaveCount(0);
  // Somebody else's work reaches the page that began without a server, like any other.
  const now = await item(again, made.id);
  const set = await call(admin, "advance_track", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: made.id, department: "qc", progress: 30, note: null },
    version: now.tracks[3].version,
  });
  expect(set.status).toBe(200);
  await expect(progress(again, made.id, "qc")).toHaveAttribute("aria-valuenow", "30");
});

test("on a line that takes everything and answers nothing the icon opens the app, and a shortcut its page", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  const { seq } = await snapshot(budi);
  await ready(budi);
  await keptUpTo(budi, seq);
  const context = budi.context();
  server.freeze();
  const opened = await reopened(context, "/");
  await expect(opened).toHaveURL(new RegExp(`/${FACTORY}/tasks$`));
  await expect(opened.locator("[data-item-id]").first()).toBeVisible();
  await noLine(opened);
  const shortcut = await reopened(context, "/?ke=purchase-orders");
  await expect(shortcut).toHaveURL(new RegExp(`/${FACTORY}/purchase-orders$`));
  server.thaw();
});

test("what a plain form leads to is the server's, however long that takes: the device knows only what was before", async ({ server, signIn }) => {
  const joko = await signIn("joko");
  await ready(joko);
  const { id, quantity_unit } = (await snapshot(joko)).items.find((item) => !item.is_delivered && item.quantity_delivered === 0)!;
  await joko.goto(`/${FACTORY}/items/${id}/delivery`);
  await joko.route("**/api/save_delivery", async (route) => {
    const response = await route.fetch({ maxRedirects: 0 });
    server.freeze();
    await route.fulfill({ response });
  });
  await joko.getByLabel(`Jumlah (${quantity_unit})`).fill("1");
  await joko.getByRole("button", { name: "Catat", exact: true }).click({ noWaitAfter: true });
  // Longer than the worker waits for other pages.
  await joko.waitForTimeout(7_000);
  server.thaw();
  await expect(joko).toHaveURL(new RegExp(`/items/${id}#pengiriman$`));
  await expect(joko.locator("html")).not.toHaveAttribute("data-shell", "");
  await expect(joko.locator("#pengiriman")).toContainText(`1 ${quantity_unit}`);
});

test("what the device keeps is what the log says, whichever of two pages writes it down", async ({ signIn }) => {
  const budi = await signIn("budi");
  await ready(budi);
  const beside = await budi.context().newPage();
  await beside.goto(TASKS);
  await live(beside);
  const admin = await signIn("maya");
  const [first, second] = (await snapshot(admin)).items.filter((item) => !item.is_delivered);
  // Each is taken for the one that writes in turn, by the item that the other one wrote last.
  for (const [turn, { id }] of [first, second, first, second].entries()) {
    const { tracks } = await item(admin, id);
    const set = await call(admin, "advance_track", {
      ...{ factory: FACTORY, mutation_id: mutationId(), item_id: id, department: "qc", progress: 11 + turn, note: null },
      version: tracks[3].version,
    });
    expect(set.status).toBe(200);
    await keptUpTo(budi, (await snapshot(admin)).seq);
  }
  const [{ seq, items }, device] = [await snapshot(admin), (await kept(budi))!];
  expect(device.tasks.seq).toBe(seq);
  expect(device.tasks.items).toEqual(items);
});

test("an item page that was opened without a server gets its history when there is one", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const known = items.find((item) => item.tracks[2].progress > 0)!;
  await ready(budi);
  await server.kill();
  const page = await reopened(budi.context(), `/${FACTORY}/items/${known.id}`);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(known.item_name);
  await expect(page.getByText("Dibuka tanpa sambungan")).toBeVisible();
  await server.run();
  await live(page);
  await expect(page.getByText("Dibuka tanpa sambungan")).toHaveCount(0);
  await expect(page.locator(".history li, .timeline li").first()).toBeVisible();
});

test("who signed out leaves nothing to be opened, and the next person finds his own", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  await ready(budi);
  await budi.getByRole("button", { name: /Keluar/ }).first().click();
  await expect(budi).toHaveURL(/\/login/);
  await expect.poll(() => kept(budi)).toBeNull();
  const context = budi.context();
  await server.kill();
  const nothing = await reopened(context, `/${FACTORY}/tasks`);
  await expect(nothing.getByRole("heading", { name: "Tidak ada sambungan" })).toBeVisible();
  await expect(nothing.locator(".card")).toHaveCount(0);

  await server.run();
  const rina = await reopened(context, "/login");
  await rina.getByLabel("Nama pengguna").fill("rina");
  await rina.getByLabel("Kata sandi").fill(PASSWORD);
  await rina.getByRole("button", { name: "Masuk", exact: true }).click();
  await live(rina);
  await ready(rina);
  expect((await kept(rina))!.viewer.actor.name).toMatch(/^Rina/);
});

test("who signs in again on the same page is kept again", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  await ready(budi);
  // Ends this session from outside, as an administrator would.
  await budi.request.post("/api/logout", { headers: { origin: server.url }, form: {}, maxRedirects: 0 });
  const again = budi.locator("#masuk-lagi");
  await expect(again).toBeVisible();
  await expect.poll(() => kept(budi)).toBeNull();
  await again.getByLabel("Nama pengguna").fill("budi");
  await again.getByLabel("Kata sandi").fill(PASSWORD);
  await again.getByRole("button", { name: "Masuk" }).click();
  await live(budi);
  // Nothing happens in between that would be written down.
  await expect.poll(() => kept(budi), { timeout: 30_000 }).not.toBeNull();
  expect((await kept(budi))!.tasks).toMatchObject({ items: (await snapshot(budi)).items });
});

test("a page that dies while it writes leaves what was known before, and its half is cleared away", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  await ready(budi);
  const before = (await kept(budi))!;
  const context = budi.context();
  await budi.close();

  const dying = await context.newPage();
  await dying.addInitScript((factory) => {
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, key) {
      // The last it would write, which makes the rest count.
      if (key === factory) {
        document.documentElement.dataset.died = "";
        this.transaction.abort();
      }
      return put.call(this, value, key);
    };
  }, FACTORY);
  await dying.goto(TASKS);
  await live(dying);
  await expect(dying.locator("html[data-died]")).toBeAttached({ timeout: 30_000 });
  expect(await kept(dying)).toEqual(before);
  await server.kill();
  const opened = await reopened(context, TASKS);
  await noLine(opened);
  await expect(opened.locator(".card").first()).toBeVisible();

  const writers = () =>
    opened.evaluate(async () => {
      const opening = indexedDB.open("lacakpo-kept");
      await new Promise((done) => (opening.onsuccess = done));
      const keys = opening.result.transaction("kept").objectStore("kept").getAllKeys();
      await new Promise((done) => (keys.onsuccess = done));
      opening.result.close();
      return new Set(keys.result.map((key) => String(key).split("/")[1]).filter(Boolean)).size;
    });
  expect(await writers()).toBe(2);
  await server.run();
  await live(opened);
  await expect.poll(writers, { timeout: 30_000 }).toBe(1);
  expect((await kept(opened))!.tasks.items).toEqual((await snapshot(opened)).items);
});

test("what the cache holds is everybody's, and nobody's data", async ({ signIn }) => {
  const budi = await signIn("budi");
  await budi.goto(`/${FACTORY}/items/${(await snapshot(budi)).items[0].id}`);
  await ready(await reopened(budi.context(), TASKS).then(async (page) => (await live(page), page)));
  const page = budi.context().pages()[0];
  const cached = await page.evaluate(async () => {
    const found: string[] = [];
    for (const name of await caches.keys()) {
      for (const request of await (await caches.open(name)).keys()) {
        found.push(new URL(request.url).pathname);
      }
    }
    const shell = await (await caches.match("/shell"))!.text();
    return { found, shell };
  });
  expect(cached.found.length).toBeGreaterThan(5);
  for (const path of cached.found) expect(path).toMatch(/^\/(pkg\/[^/]+|[^/]+\.(png|svg|ico|webp|webmanifest)|shell)$/);
  expect(cached.shell).not.toMatch(/Budi|logam-presisi|PO-2026/i);
});

test("the browser finds it installable", async ({ signIn }) => {
  const maya = await signIn("maya");
  await ready(maya);
  const devtools = await maya.context().newCDPSession(maya);
  const { installabilityErrors } = (await devtools.send("Page.getInstallabilityErrors")) as { installabilityErrors: { errorId: string }[] };
  // A browser window of a test is a private one, which nothing can be installed from; everything else is ours.
  expect(installabilityErrors.map((error) => error.errorId).filter((id) => id !== "in-incognito")).toEqual([]);
  const { errors, url, data } = (await devtools.send("Page.getAppManifest")) as { errors: unknown[]; url: string; data: string };
  expect(errors).toEqual([]);
  expect(url).toMatch(/\/manifest\.webmanifest$/);
  const manifest = JSON.parse(data);
  for (const { src } of [...manifest.icons, ...manifest.screenshots]) {
    expect((await maya.request.get(src)).headers()["content-type"], src).toMatch(/^image\//);
  }
  for (const { url } of manifest.shortcuts) {
    await maya.goto(url);
    await expect(maya).toHaveURL(new RegExp(`/${FACTORY}/${new URL(url, "http://x").searchParams.get("ke")}`));
  }
});

test("a new version is offered, and waits for what is being typed", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  await ready(budi);
  const { items } = await snapshot(budi);
  const id = items.find((item) => item.tracks[2].progress < 100)!.id;
  await budi.locator(`[data-item-id="${id}"] .track__hit`).click();
  await budi.getByLabel("Catatan", { exact: true }).fill("setengah kalimat");
  // Another build has other files.
  const [before] = await budi.evaluate(() => caches.keys());
  const newer = join(server.folder, "site");
  await cp(server.site, newer, { recursive: true });
  await appendFile(join(newer, "icon.svg"), "<!-- newer -->");
  server.site = newer;
  await server.stop();
  await server.run();
  await live(budi);
  await budi.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.update());
  await expect(budi.getByText("Versi baru tersedia")).toBeVisible();
  await budi.waitForTimeout(2_500); // Long enough for a page that looks every second to reload, if it were to.
  await expect(budi.getByLabel("Catatan", { exact: true })).toHaveValue("setengah kalimat");
  await budi.evaluate(() => ((window as any).before = true));
  await budi.getByRole("button", { name: /^Simpan/ }).click();
  await budi.waitForFunction(() => !("before" in window), undefined, { timeout: 20_000 });
  await live(budi);
  await expect.poll(() => budi.evaluate(() => caches.keys())).toEqual([expect.not.stringMatching(before)]);
  await expect(budi.getByText("Versi baru tersedia")).toHaveCount(0);
});
