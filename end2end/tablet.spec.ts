/** A shared tablet's day: enrolled by an admin, worked at by PIN, locked, unlocked, handed over. */
import type { BrowserContext, BrowserContextOptions, Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, test } from "./support/fixtures";
import { item, progress, unfinished } from "./support/tasks";

const PIN = "2580";

/** A tablet of its own, enrolled by Maya and left at its entrance. */
async function enrolled(tablet: Page): Promise<void> {
  await tablet.locator("#device-name").fill("Tablet QC 1");
  await tablet.getByRole("button", { name: "Daftarkan perangkat ini" }).click();
  await expect(tablet.getByText("Perangkat ini adalah tablet bersama")).toBeVisible();
  await tablet.getByRole("button", { name: "Keluar dan serahkan tablet" }).click();
  await expect(tablet).toHaveURL(/\/tablet$/);
}

async function enter(tablet: Page, name: string, pin = PIN): Promise<void> {
  await tablet.locator(".op").filter({ hasText: name }).click();
  for (const digit of pin) await tablet.getByRole("button", { name: digit, exact: true }).click();
  await tablet.getByRole("button", { name: "Masuk", exact: true }).click();
}

function deviceCookie(context: BrowserContext) {
  return context.cookies().then((cookies) => cookies.find((cookie) => cookie.name === "lacakpo-device"));
}

test("enrol, come in by PIN, work, lock, unlock, hand over", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/devices`);
  const tablet = await signIn("maya", `/${FACTORY}/devices`, { viewport: { width: 1280, height: 800 } });
  await enrolled(tablet);
  await expect(admin.getByRole("heading", { name: "Tablet QC 1" })).toBeVisible();
  expect((await deviceCookie(tablet.context()))!.httpOnly).toBe(true);

  await enter(tablet, "Sari");
  await expect(tablet).toHaveURL(new RegExp(`/${FACTORY}/tasks`));
  await live(tablet);

  // Her track is the button; what she does is on everybody's screen.
  const id = await unfinished(tablet, "qc");
  const card = tablet.locator(`[data-item-id="${id}"]`).first();
  await card.locator(".track__hit").click();
  const sheet = tablet.locator("dialog.sheet[open]");
  await sheet.getByRole("textbox", { name: "Catatan" }).fill("dua lubang diulang");

  // Locked in the middle of it: nobody sees or does anything, and what was typed stays.
  await tablet.evaluate(() => document.querySelector<HTMLButtonElement>("[data-lock]")!.click());
  const lock = tablet.locator("dialog.lock[open]");
  await expect(lock).toBeVisible();
  await expect.poll(async () => (await call(tablet, "load_tasks", { factory: FACTORY })).status).toBe(401);
  await enter(tablet, "Sari", "1379");
  await expect(lock.getByText("PIN salah.")).toBeVisible();
  await enter(tablet, "Sari");
  await expect(lock).toBeHidden();
  await live(tablet);
  await expect(sheet.getByRole("textbox", { name: "Catatan" })).toHaveValue("dua lubang diulang");
  const before = (await item(tablet, id)).tracks.find((track) => track.department === "qc")!.progress;
  await sheet.locator(".quick label").filter({ hasText: "100" }).click();
  await sheet.getByRole("button", { name: /Simpan/ }).click();
  await expect(progress(tablet, id, "qc")).toHaveAttribute("aria-valuenow", "100");
  expect(before).toBeLessThan(100);

  // The history says from where.
  await admin.goto(`/${FACTORY}/items/${id}`);
  await live(admin);
  await expect(admin.getByText("dua lubang diulang").first()).toBeVisible();

  // Handed over: another one's name and PIN, another one's page.
  await tablet.evaluate(() => document.querySelector<HTMLButtonElement>("[data-lock]")!.click());
  await enter(tablet, "Joko");
  await expect(tablet.locator("dialog.lock[open]")).toBeHidden();
  await live(tablet);
  await expect(tablet.locator(".nav__foot, .topbar").first()).toContainText(/Joko/);
  expect((await call<{ actor: { name: string } }>(tablet, "load_viewer", { factory: FACTORY })).body.actor.name).toMatch(/Joko/);

  // Not trusted any more: out at once.
  await admin.goto(`/${FACTORY}/devices`);
  await live(admin);
  await admin.getByRole("button", { name: "Cabut" }).click();
  await expect(admin.getByText("Belum ada tablet bersama")).toBeVisible();
  await expect(tablet).toHaveURL(/\/login$/, { timeout: 3_000 });
  await tablet.goto("/tablet");
  await expect(tablet.getByText("Bukan tablet bersama")).toBeVisible();
});

/** A tablet at which Sari has just come in, that locks after a minute; its clock is the test's. */
async function lockingAfterAMinute(signIn: (username: string, path?: string, options?: BrowserContextOptions) => Promise<Page>): Promise<Page> {
  const admin = await signIn("maya", `/${FACTORY}/settings`);
  await admin.getByLabel("Tablet bersama terkunci setelah").selectOption("1");
  await admin.getByRole("button", { name: "Simpan" }).click();
  // Saved; the page may be drawn anew with the new settings before anybody has read its message.
  await expect(admin.getByRole("button", { name: "Simpan", exact: true })).toBeDisabled();
  const tablet = await signIn("maya", `/${FACTORY}/devices`, { viewport: { width: 1280, height: 800 } });
  await enrolled(tablet);
  await tablet.clock.install();
  await enter(tablet, "Sari");
  await live(tablet);
  return tablet;
}

test("a tablet that nobody touches locks by itself, and also for the server", async ({ signIn }) => {
  const tablet = await lockingAfterAMinute(signIn);
  await tablet.clock.runFor(40_000);
  await tablet.mouse.click(5, 300);
  await tablet.clock.runFor(40_000);
  await expect(tablet.locator("dialog.lock[open]")).toBeHidden();
  await tablet.clock.runFor(25_000);
  await expect(tablet.locator("dialog.lock[open]")).toBeVisible();
  await tablet.reload();
  await expect(tablet).toHaveURL(/\/tablet/);
});

test("a tablet without a line goes on working, and locks once the line is back", async ({ signIn }) => {
  const tablet = await lockingAfterAMinute(signIn);
  const id = await unfinished(tablet, "qc");
  const lock = tablet.locator("dialog.lock[open]");
  await tablet.context().setOffline(true);
  await tablet.clock.runFor(90_000);
  await expect(lock).toBeHidden();
  await tablet.locator(`[data-item-id="${id}"] .track__hit`).click();
  await tablet.getByLabel("Kemajuan QC dalam persen").fill("41");
  await tablet.getByRole("button", { name: "Simpan 41%" }).click();
  await expect(progress(tablet, id, "qc")).toHaveAttribute("aria-valuenow", "41");
  await tablet.clock.runFor(90_000);
  await expect(lock).toBeHidden();
  await tablet.context().setOffline(false);
  await expect(async () => {
    await tablet.clock.runFor(2_000);
    await expect(lock).toBeVisible({ timeout: 200 });
  }).toPass({ timeout: 30_000 });
  await enter(tablet, "Sari");
  await expect(async () => {
    await tablet.clock.runFor(2_000);
    expect((await item(tablet, id)).tracks[3].progress).toBe(41);
  }).toPass({ timeout: 30_000 });
});

test("a PIN is worth nothing outside the tablet, and works there without JavaScript", async ({ signIn, browser, server }) => {
  const tablet = await signIn("maya", `/${FACTORY}/devices`);
  await enrolled(tablet);
  const state = await tablet.context().storageState();

  const elsewhere = await browser.newContext({ baseURL: server.url });
  const outside = await elsewhere.newPage();
  await outside.goto("/tablet");
  await expect(outside.getByText("Bukan tablet bersama")).toBeVisible();
  const people = (await call<{ people: { id: string; name: string }[] }>(tablet, "load_tablet", {})).body.people;
  const sari = people.find((person) => person.name.startsWith("Sari"))!;
  expect((await call(outside, "log_in_by_pin_again", { user_id: sari.id, pin: PIN })).status).toBe(422);
  await elsewhere.close();

  const plain = await browser.newContext({ baseURL: server.url, storageState: state, javaScriptEnabled: false });
  const page = await plain.newPage();
  await page.goto(`/${FACTORY}/tasks?urgent=1`);
  await expect(page).toHaveURL(/\/tablet\?next=/);
  await page.locator(".op").filter({ hasText: "Sari" }).click();
  await page.locator("#pin").fill("1379");
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(page.getByText("PIN salah.")).toBeVisible();
  await page.locator(".op").filter({ hasText: "Sari" }).click();
  await page.locator("#pin").fill(PIN);
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/${FACTORY}/tasks`));

  // The session alone, taken to another browser, is nobody's.
  const session = (await plain.cookies()).find((cookie) => cookie.name === "lacakpo")!;
  const thief = await browser.newContext({ baseURL: server.url });
  await thief.addCookies([session]);
  const stolen = await thief.newPage();
  await stolen.goto(`/${FACTORY}/tasks`);
  await expect(stolen).toHaveURL(/\/login/);
  await thief.close();

  // The lock needs no code: it leads back to the entrance, and nobody goes on in her name.
  await page.goto(`/${FACTORY}/tasks`);
  await page.locator("[data-lock]").first().click();
  await expect(page).toHaveURL(/\/tablet/);
  await page.goto(`/${FACTORY}/tasks`);
  await expect(page).toHaveURL(/\/tablet\?next=/);
  await plain.close();
});

test("a device enrolled with a lost answer is one device", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/devices`);
  const body = { factory: FACTORY, mutation_id: mutationId(), name: "Tablet Gudang" };
  expect((await call(admin, "enrol_device", body)).status).toBe(200);
  const first = (await deviceCookie(admin.context()))!.value;
  expect((await call(admin, "enrol_device", body)).status).toBe(200);
  expect((await deviceCookie(admin.context()))!.value).not.toBe(first);
  await expect(admin.locator("[data-device]")).toHaveCount(1);
  expect((await call<unknown>(admin, "load_tablet", {})).body).not.toBeNull();
});
