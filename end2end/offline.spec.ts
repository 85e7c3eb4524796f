/** Work without a line: what was saved on the device is sent once, in order, whatever happens in between. */
import type { Page, Route } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, PASSWORD, TASKS, test } from "./support/fixtures";
import { createOrder } from "./support/orders";
import { item, progress, snapshot, track, unfinished, type Item } from "./support/tasks";

/** Saves `to` percent by the sheet, as a person does. */
async function advance(page: Page, id: string, department: string, to: number, note = ""): Promise<void> {
  await page.locator(`[data-item-id="${id}"] .track__hit`).click();
  await page.getByLabel(`Kemajuan ${department} dalam persen`).fill(String(to));
  if (note) await page.getByLabel("Catatan", { exact: true }).fill(note);
  await page.getByRole("button", { name: `Simpan ${to}%` }).click();
}

const offline = (page: Page) => expect(page.locator('.pill[data-state="offline"], .pill[data-state="stale"]')).toBeVisible({ timeout: 30_000 });
const queue = (page: Page) => page.locator("dialog.sheet[open] .queue__entry");
/** The way to the list, with how many there are. */
const button = (page: Page) => page.locator(".queued");

/** How often each mutation stands in the history of an item: once. */
async function events(page: Page, id: string): Promise<{ type: string; mutation_id: string; change: { track?: { progress: number } } }[]> {
  const answer = await call<{ history: { type: string; mutation_id: string; change: { track?: { progress: number } } }[] }>(
    page,
    "load_item",
    { factory: FACTORY, item_id: id },
  );
  return answer.body.history;
}

/** Somebody with the right to it sets a track behind the page's back. */
async function set(page: Page, of: Item | string, department: string, to: number): Promise<void> {
  const id = typeof of === "string" ? of : of.id;
  const { version } = (await item(page, id)).tracks.find((track) => track.department === department)!;
  const answer = await call(page, "advance_track", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: id, department, progress: to, note: null, version },
  });
  expect(answer.status).toBe(200);
}

test("what is saved without a server survives the end of the page, and is sent once", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const open = items.filter((item) => item.tracks[2].progress < 50).slice(0, 3).map((item) => item.id);
  const before = await Promise.all(open.map((id) => events(budi, id)));
  await server.kill();
  for (const [n, id] of open.entries()) await advance(budi, id, "Prod", 61 + n, `catatan ${n}`);
  // Twice the same track: in the order of the taps.
  await advance(budi, open[0], "Prod", 67);
  await expect(budi.locator(".pill")).toContainText("4 menunggu");
  await button(budi).click();
  await expect(queue(budi)).toHaveCount(4);
  await expect(queue(budi).first()).toContainText("Menunggu kirim");
  await budi.getByRole("button", { name: "Tutup" }).click();
  // The page dies with everything it has in its head.
  const context = budi.context();
  await budi.close({ runBeforeUnload: false });
  await server.run();

  const again = await context.newPage();
  await again.goto(TASKS);
  await live(again);
  for (const [n, id] of open.entries()) {
    await expect(progress(again, id, "production")).toHaveAttribute("aria-valuenow", String(n === 0 ? 67 : 61 + n));
    await expect.poll(async () => (await item(again, id)).tracks[2].progress).toBe(n === 0 ? 67 : 61 + n);
  }
  await expect(button(again)).toHaveCount(0);
  await expect(again.locator('[data-state="queued"]')).toHaveCount(0);
  for (const [n, id] of open.entries()) {
    const added = (await events(again, id)).length - before[n].length;
    expect(added, "each change once").toBe(n === 0 ? 2 : 1);
  }
});

test("a page that is loaded anew without its answers shows what is on its way at once", async ({ signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  await budi.route("**/api/advance_track", (route) => route.abort());
  await advance(budi, id, "Prod", 63);
  await expect(button(budi)).toHaveText("1 menunggu");
  await budi.reload();
  await expect(progress(budi, id, "production")).toHaveAttribute("aria-valuenow", "63");
  await expect(button(budi)).toHaveText("1 menunggu");
  await budi.unroute("**/api/advance_track");
  await expect.poll(async () => (await item(budi, id)).tracks[2].progress).toBe(63);
  await expect(button(budi)).toHaveCount(0);
});

test("two values for one track are the person's to choose from; what does not clash asks nothing", async ({ server, signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [clashing, agreeing, noted] = await createOrder(admin, "PO-UJI-BENTROK", [
    { item_name: "Poros" }, { item_name: "Puli" }, { item_name: "Rumah" },
  ]);
  const budi = await signIn("budi");
  await budi.context().setOffline(true);
  await offline(budi);
  await advance(budi, clashing.id, "Prod", 60, "tinggal halus");
  await advance(budi, agreeing.id, "Prod", 70);
  await advance(budi, noted.id, "Prod", 30, "mulai");
  await set(admin, clashing, "production", 80);
  await set(admin, agreeing, "production", 70);
  // Elsewhere on the item: no clash at all.
  await set(admin, noted, "qc", 10);
  await budi.context().setOffline(false);
  await live(budi);
  await expect(progress(budi, noted.id, "production")).toHaveAttribute("aria-valuenow", "30");
  await expect.poll(async () => (await item(admin, noted.id)).tracks[2].progress).toBe(30);
  await expect(button(budi)).toHaveText("1 perlu diputuskan");
  // Until then the screen shows what is in force.
  await expect(progress(budi, clashing.id, "production")).toHaveAttribute("aria-valuenow", "80");
  await button(budi).click();
  await expect(queue(budi)).toHaveCount(1);
  await expect(queue(budi)).toContainText(/Maya.* mengisi Prod 80 %\. Pakai yang mana\?/);
  // It waits for the person however often the page is loaded.
  await budi.reload();
  await live(budi);
  await button(budi).click();
  await queue(budi).getByRole("button", { name: "Pakai 60 %" }).click();
  await expect(queue(budi)).toHaveCount(0);
  await expect.poll(async () => (await item(admin, clashing.id)).tracks[2].progress).toBe(60);
  const [newest] = await events(admin, clashing.id);
  expect((newest as unknown as { actor: { name: string } }).actor.name).toContain("Budi");
  expect(JSON.stringify(newest), "the note is not lost").toContain("tinggal halus");
  void server;
});

test("what is refused stays, with the reason, until it is mended or thrown away", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [first, second] = await createOrder(admin, "PO-UJI-TOLAK", [{ item_name: "Kopling" }, { item_name: "Flensa" }]);
  const joko = await signIn("joko", `/${FACTORY}/items/${first.id}`);
  const deliver = async (page: Page, quantity: string): Promise<void> => {
    await page.getByRole("button", { name: "Catat pengiriman" }).first().click();
    const dialog = page.getByRole("dialog", { name: "Catat pengiriman" });
    await dialog.getByLabel("Jumlah (pcs)").fill(quantity);
    await dialog.getByRole("button", { name: `Catat ${quantity} pcs` }).click();
  };
  await joko.context().setOffline(true);
  await offline(joko);
  await deliver(joko, "8");
  const behind = await call(admin, "record_delivery", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: first.id, quantity: "5", note: null },
  });
  expect(behind.status).toBe(200);
  await joko.context().setOffline(false);
  await live(joko);
  await expect(button(joko)).toHaveText("1 perlu diputuskan");
  await joko.goto(`/${FACTORY}/items/${second.id}`);
  await live(joko);
  await button(joko).click();
  await expect(queue(joko)).toContainText("Kirim · Kopling");
  await queue(joko).getByRole("link", { name: "Perbaiki" }).click();
  await expect(joko).toHaveURL(new RegExp(first.id));
  const dialog = joko.getByRole("dialog", { name: "Catat pengiriman" });
  await expect(dialog.getByLabel("Jumlah (pcs)")).toHaveValue("8");
  await dialog.getByLabel("Jumlah (pcs)").fill("5");
  await dialog.getByRole("button", { name: "Catat 5 pcs" }).click();
  await expect(button(joko)).toHaveCount(0);
  const delivered = async (): Promise<boolean> =>
    (await call<{ item: Item }>(admin, "load_item", { factory: FACTORY, item_id: first.id })).body.item.is_delivered;
  await expect.poll(delivered).toBe(true);

  await joko.goto(`/${FACTORY}/items/${second.id}`);
  await live(joko);
  await joko.context().setOffline(true);
  await offline(joko);
  await deliver(joko, "9");
  const other = await call(admin, "record_delivery", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: second.id, quantity: "4", note: null },
  });
  expect(other.status).toBe(200);
  await joko.context().setOffline(false);
  await button(joko).filter({ hasText: "diputuskan" }).click();
  await queue(joko).getByRole("button", { name: "Buang" }).click();
  await expect(joko.getByText("Semua sudah terkirim.")).toBeVisible();
  expect((await item(admin, second.id)).quantity_delivered).toBe(40_000);
});

test("what was typed on top of a value that clashed asks as well, and does not take its place unasked", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-UJI-BENTROK-2", [{ item_name: "Poros dua kali" }]);
  const budi = await signIn("budi");
  await budi.context().setOffline(true);
  await offline(budi);
  await advance(budi, made.id, "Prod", 60);
  await advance(budi, made.id, "Prod", 70);
  await set(admin, made, "production", 80);
  await budi.context().setOffline(false);
  await live(budi);
  await expect(button(budi)).toHaveText("1 perlu diputuskan");
  await button(budi).click();
  await queue(budi).getByRole("button", { name: "Pakai 80 %" }).click();
  // The other one was to be the very version that the server is at now.
  await expect(queue(budi).getByRole("button", { name: "Pakai 70 %" })).toBeVisible();
  await expect(queue(budi)).toHaveCount(1);
  expect((await item(admin, made.id)).tracks[2].progress).toBe(80);
  await queue(budi).getByRole("button", { name: "Pakai 70 %" }).click();
  await expect.poll(async () => (await item(admin, made.id)).tracks[2].progress).toBe(70);
  await expect(button(budi)).toHaveCount(0);
});

test("what is done again takes the refused one's place when it is sent, and not before", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-UJI-URUNG", [{ item_name: "Kopling urung" }]);
  const joko = await signIn("joko", `/${FACTORY}/items/${made.id}`);
  const dialog = joko.getByRole("dialog", { name: "Catat pengiriman" });
  const refuse = (route: Route) => route.fulfill({ status: 422, json: { error: "refused", refusals: [{ code: "not-allowed" }] } });
  await joko.route("**/api/record_delivery", refuse);
  await joko.getByRole("button", { name: "Catat pengiriman" }).first().click();
  await dialog.getByLabel("Jumlah (pcs)").fill("8");
  await dialog.getByRole("button", { name: "Catat 8 pcs" }).click();
  await expect(button(joko)).toHaveText("1 perlu diputuskan");
  await button(joko).click();
  await queue(joko).getByRole("link", { name: "Perbaiki" }).click();
  await expect(dialog.getByLabel("Jumlah (pcs)")).toHaveValue("8");
  // Closed again, to look something up: nothing is lost, neither what was refused nor what is typed.
  await dialog.getByRole("button", { name: "Batal" }).click();
  await expect(dialog).toBeHidden();
  await expect(button(joko)).toHaveText("1 perlu diputuskan");
  await joko.getByRole("button", { name: "Catat pengiriman" }).first().click();
  await expect(dialog.getByLabel("Jumlah (pcs)")).toHaveValue("8");
  // Refused once more, it is one still.
  await dialog.getByRole("button", { name: "Catat 8 pcs" }).click();
  await expect(dialog).toBeHidden();
  await button(joko).click();
  await expect(queue(joko)).toHaveCount(1);
  await joko.unroute("**/api/record_delivery");
  await queue(joko).getByRole("link", { name: "Perbaiki" }).click();
  await dialog.getByLabel("Jumlah (pcs)").fill("2");
  await dialog.getByRole("button", { name: "Catat 2 pcs" }).click();
  await expect.poll(async () => (await item(admin, made.id)).quantity_delivered).toBe(20_000);
  await expect(button(joko)).toHaveCount(0);
});

test("what is half typed is not written over by what is to be done again", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-UJI-SETENGAH", [{ item_name: "Poros setengah" }]);
  const joko = await signIn("joko", `/${FACTORY}/items/${made.id}`);
  const dialog = joko.getByRole("dialog", { name: "Catat pengiriman" });
  const quantity = dialog.getByLabel("Jumlah (pcs)");
  const open = joko.getByRole("button", { name: "Catat pengiriman" }).first();
  const mend = async () => {
    await button(joko).click();
    await queue(joko).getByRole("link", { name: "Perbaiki" }).click();
  };
  const refuse = (route: Route) => route.fulfill({ status: 422, json: { error: "refused", refusals: [{ code: "not-allowed" }] } });
  await joko.route("**/api/record_delivery", refuse);
  await open.click();
  await quantity.fill("8");
  await dialog.getByRole("button", { name: "Catat 8 pcs" }).click();
  await expect(button(joko)).toHaveText("1 perlu diputuskan");
  await joko.unroute("**/api/record_delivery");
  await open.click();
  await quantity.fill("3");
  await dialog.getByRole("button", { name: "Batal" }).click();
  await mend();
  await expect(quantity).toHaveValue("3");
  await expect(dialog.getByRole("status")).toContainText("belum dikirim");
  await quantity.fill("");
  await dialog.getByRole("button", { name: "Batal" }).click();
  await mend();
  await expect(quantity).toHaveValue("8");
  await expect(dialog.getByRole("status")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Catat 8 pcs" }).click();
  await expect.poll(async () => (await item(admin, made.id)).quantity_delivered).toBe(80_000);
  await expect(button(joko)).toHaveCount(0);
});

test("progress that was refused is done again on its item's page, with what was typed", async ({ signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  const refuse = (route: Route) => route.fulfill({ status: 422, json: { error: "refused", refusals: [{ code: "not-allowed" }] } });
  await budi.route("**/api/advance_track", refuse);
  await advance(budi, id, "Prod", 73, "mesin 4");
  await expect(button(budi)).toHaveText("1 perlu diputuskan");
  await budi.unroute("**/api/advance_track");
  await button(budi).click();
  await queue(budi).getByRole("link", { name: "Perbaiki" }).click();
  await expect(budi).toHaveURL(new RegExp(`items/${id}$`));
  await expect(budi.getByLabel("Kemajuan Prod dalam persen")).toHaveValue("73");
  await expect(budi.getByLabel("Catatan", { exact: true })).toHaveValue("mesin 4");
  await budi.getByRole("button", { name: "Simpan 73%" }).click();
  await expect.poll(async () => (await item(budi, id)).tracks[2].progress).toBe(73);
  await expect(button(budi)).toHaveCount(0);
});

test("what was refused by a tap is done again by the same tap", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-UJI-SELESAI", [{ item_name: "Kopling selesai" }]);
  const reported = await call(admin, "report_issue", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: made.id, title: "Retak halus", description: null, priority: "high" },
  });
  expect(reported.status).toBe(200);
  const budi = await signIn("budi", `/${FACTORY}/items/${made.id}`);
  const solve = budi.locator("#issue li.row-item", { hasText: "Retak halus" }).getByRole("button", { name: /Selesai/ });
  await budi.route("**/api/resolve_issue", (route) => route.fulfill({ status: 422, json: { error: "refused", refusals: [{ code: "not-allowed" }] } }));
  await solve.click();
  await expect(button(budi)).toHaveText("1 perlu diputuskan");
  await budi.unroute("**/api/resolve_issue");
  await solve.click();
  // The list has the open ones.
  await expect.poll(async () => (await item(admin, made.id)).issues).toEqual([]);
  await expect(button(budi)).toHaveCount(0);
});

test("a server that cannot store anything keeps all waiting, and refuses nothing", async ({ signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const open = items.filter((item) => item.tracks[2].progress < 50).slice(0, 2).map((item) => item.id);
  await budi.route("**/api/advance_track", (route) => route.fulfill({ status: 503, json: { error: "storage", trouble: "full" } }));
  for (const [n, id] of open.entries()) await advance(budi, id, "Prod", 64 + n);
  await expect(button(budi)).toHaveText("2 menunggu");
  await expect(budi.locator('[data-state="queued"]')).toHaveCount(2);
  await budi.waitForRequest("**/api/advance_track");
  await expect(button(budi)).toHaveText("2 menunggu");
  await budi.unroute("**/api/advance_track");
  for (const [n, id] of open.entries()) await expect.poll(async () => (await item(budi, id)).tracks[2].progress, { timeout: 60_000 }).toBe(64 + n);
  await expect(button(budi)).toHaveCount(0);
});

test("what takes long to send is shown to wait, though the line is up", async ({ signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  let go = (): void => undefined;
  const held = new Promise<void>((done) => (go = done));
  await budi.route("**/api/advance_track", async (route) => {
    await held;
    await route.continue();
  });
  await advance(budi, id, "Prod", 66);
  await expect(button(budi)).toHaveText("1 menunggu");
  await expect(budi.locator(`[data-item-id="${id}"] [data-state="queued"]`)).toHaveCount(1);
  await live(budi);
  go();
  await expect.poll(async () => (await item(budi, id)).tracks[2].progress).toBe(66);
  await expect(button(budi)).toHaveCount(0);
});

test("what waits is sent from a page that follows nothing, too", async ({ signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  const menu = budi.getByRole("navigation", { name: "Utama" });
  // Its code is here from now on.
  await menu.getByRole("link", { name: "Pindai" }).click();
  await expect(budi.locator("main.scan")).toBeVisible();
  await menu.getByRole("link", { name: "Tugas", exact: true }).click();
  await live(budi);
  await budi.context().setOffline(true);
  await offline(budi);
  await advance(budi, id, "Prod", 68);
  await menu.getByRole("link", { name: "Pindai" }).click();
  await expect(button(budi)).toHaveText("1 menunggu");
  await budi.context().setOffline(false);
  await expect(button(budi)).toHaveCount(0, { timeout: 60_000 });
  await expect(budi.locator("main.scan")).toBeVisible();
  expect((await item(budi, id)).tracks[2].progress).toBe(68);
});

test("what one person saved is neither shown nor sent as another's, and signing out asks before it is thrown away", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  const before = (await item(budi, id)).tracks[2].progress;
  await budi.route("**/api/advance_track", (route) => route.abort());
  await advance(budi, id, "Prod", 66);
  await expect(button(budi)).toHaveText("1 menunggu");
  const sign = async (username: string): Promise<void> => {
    const answer = await budi.context().request.post("/api/login_again", {
      headers: { origin: server.url },
      data: { username, password: PASSWORD },
    });
    expect(answer.ok()).toBe(true);
  };
  await sign("andi");
  const andi = await budi.context().newPage();
  await budi.close();
  await andi.goto(TASKS);
  await live(andi);
  await expect(button(andi)).toHaveCount(0);
  await expect(progress(andi, id, "production")).toHaveAttribute("aria-valuenow", String(before));
  expect((await item(andi, id)).tracks[2].progress).toBe(before);

  await sign("budi");
  await andi.route("**/api/advance_track", (route) => route.abort());
  await andi.goto(TASKS);
  await expect(button(andi)).toHaveText("1 menunggu");
  await andi.getByRole("button", { name: "Keluar" }).first().click();
  await expect(andi.getByText("Keluar sekarang membuang semua yang belum terkirim.")).toBeVisible();
  await andi.getByRole("button", { name: "Batal" }).click();
  await expect(button(andi)).toHaveText("1 menunggu");
  await andi.getByRole("button", { name: "Keluar" }).first().click();
  await andi.getByRole("button", { name: "Keluar dan buang" }).click();
  await expect(andi).toHaveURL(/\/login/);
  await andi.unroute("**/api/advance_track");
  await sign("budi");
  await andi.goto(TASKS);
  await live(andi);
  await expect(button(andi)).toHaveCount(0);
  expect((await item(andi, id)).tracks[2].progress).toBe(before);
  await expect(track(andi, id, "production")).not.toHaveAttribute("data-state", "queued");
});

test("what was thrown away with the sign-out does not come back with an answer that another tab was waiting for", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  const before = String((await item(budi, id)).tracks[2].progress);
  const other = await budi.context().newPage();
  await other.goto(TASKS);
  await live(other);
  let go = (): void => undefined;
  const held = new Promise<void>((done) => (go = done));
  let answered = 0;
  // One tab sends for both; whichever has its turn.
  let stays: Page = budi;
  await budi.context().route("**/api/advance_track", async (route) => {
    stays = route.request().frame().page();
    // Refused by the server, whose answer takes long.
    const response = await route.fetch({ postData: route.request().postData()!.replace('"progress":67', '"progress":101') });
    answered = response.status();
    await held;
    await route.fulfill({ response });
  });
  await advance(budi, id, "Prod", 67);
  await expect.poll(() => answered).toBe(422);
  const leaves = stays === budi ? other : budi;
  await expect(button(stays)).toHaveText("1 menunggu");
  await leaves.getByRole("button", { name: "Keluar" }).first().click();
  await leaves.getByRole("button", { name: "Keluar dan buang" }).click();
  await expect(leaves).toHaveURL(/\/login/);
  const settled = stays.waitForResponse("**/api/advance_track");
  go();
  await settled;
  await expect(button(stays)).toHaveCount(0);
  await expect(progress(stays, id, "production")).toHaveAttribute("aria-valuenow", before);

  const again = await leaves.context().request.post("/api/login_again", { headers: { origin: server.url }, data: { username: "budi", password: PASSWORD } });
  expect(again.ok()).toBe(true);
  await leaves.goto(TASKS);
  await live(leaves);
  await expect(button(leaves)).toHaveCount(0);
});
