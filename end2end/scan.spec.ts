/** Labels on paper, and everything that a scan of one opens. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium as engine, type Page } from "@playwright/test";
import { chromium } from "./support/chromium";
import { call, expect, FACTORY, live, mutationId, PASSWORD, TASKS, test } from "./support/fixtures";
import { createOrder, itemPath, orderPath } from "./support/orders";
import { film, photo, wedge } from "./support/scanner";
import { snapshot, toast, type Item } from "./support/tasks";

const MM = 96 / 25.4;
const SCAN = `/${FACTORY}/scan`;
const code = (item: Item, slug = FACTORY) => `https://lacak.example.id/${slug}/items/${item.id}?pindai=1`;
const labels = (item: Item, form = "label") => `/${FACTORY}/labels?po=${item.order.id}&bentuk=${form}`;
const sheet = (page: Page) => page.locator("dialog.sheet[open]");
const onItem = (item: Item) => new RegExp(`${itemPath(item)}$`);

/** How many sheets of paper a page is. */
async function sheets(page: Page): Promise<number> {
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  return pdf.match(/\/Type\s*\/Page(?!s)/g)?.length ?? 0;
}

/** The label of an item, as a person photographs it. */
async function labelOf(page: Page, path: string, item: Item) {
  await page.goto(path);
  await live(page);
  return photo(page.locator(`.label[data-item-id="${item.id}"]`));
}

/** The page that scans, awake: whatever it says of the camera here, it is not asking for it any more. */
async function scanPage(page: Page): Promise<void> {
  await page.goto(SCAN);
  await expect(page.locator("main.scan")).not.toHaveAttribute("data-scan", "asking");
}

test("labels and travellers print what they should, whole, black on white", async ({ signIn }) => {
  const admin = await signIn("maya", TASKS, { colorScheme: "dark" });
  const lines = Array.from({ length: 22 }, (_, place) => ({
    item_name: `Poros roda gigi penggerak utama nomor ${place + 1}`,
    specification: "Baja SCM440, dikeraskan, 58 HRC, diameter 42 mm, panjang 310 mm, alur pasak 12 mm di kedua ujung",
    quantity: "1.250,5",
    quantity_unit: "kg",
  }));
  const items = await createOrder(admin, "PO-UJI-LABEL", lines, { is_urgent: true });
  await admin.goto(orderPath(items[0]));
  await live(admin);
  await admin.getByRole("link", { name: "Cetak label" }).click();
  await expect(admin).toHaveURL(new RegExp(`labels\\?po=${items[0].order.id}&bentuk=label$`));
  const label = admin.locator(".label").first();
  await expect(admin.locator(".label")).toHaveCount(22);
  for (const text of [lines[0].item_name, "Baja SCM440", "PO-UJI-LABEL", "PT Uji Coba", "1.250,5 kg", "31 Des 2099", "URGENT"]) {
    await expect(label).toContainText(text);
  }
  await expect(label.getByRole("img", { name: `Kode QR: ${lines[0].item_name}`, exact: true })).toBeVisible();
  const colours = await label.evaluate((element) => {
    const style = getComputedStyle(element);
    return [style.color, style.backgroundColor];
  });
  expect(colours).toEqual(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]);

  await admin.emulateMedia({ media: "print" });
  for (const other of [".nav", ".topbar", ".labels__head"]) await expect(admin.locator(other)).toBeHidden();
  for (const one of await admin.locator(".label").all()) {
    const box = (await one.boundingBox())!;
    expect([Math.round(box.width / MM), Math.round(box.height / MM)]).toEqual([63, 38]);
    // What does not fit is clipped and pushes nothing out.
    const last = (await one.locator(".label__last").boundingBox())!;
    expect(last.y + last.height).toBeLessThanOrEqual(box.y + box.height + 0.5);
  }
  // 21 of them fit a sheet.
  expect(await sheets(admin)).toBe(2);

  await admin.emulateMedia({ media: null });
  await admin.getByRole("link", { name: "Kartu kerja" }).click();
  const traveller = admin.locator(".traveller").first();
  await expect(admin.locator(".traveller")).toHaveCount(22);
  await expect(traveller.getByRole("rowheader")).toHaveText(["Draft", "Purch", "Prod", "QC", "Delivery"]);
  await expect(traveller.getByRole("columnheader")).toHaveText(["Langkah", "Paraf", "Tanggal", "Catatan"]);
  expect(await sheets(admin)).toBe(11);

  // The other form was chosen in its place: back is where the labels were asked for.
  await admin.goBack();
  await expect(admin).toHaveURL(new RegExp(`${orderPath(items[0])}$`));
});

test("labels follow what others change, and one item has its own", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-SATU", [{ item_name: "Kopling" }, { item_name: "Poros" }]);
  const printer = await signIn("hendra", itemPath(target));
  await printer.getByRole("link", { name: "Cetak label" }).click();
  await expect(printer.locator(".label")).toHaveCount(1);
  await expect(printer.locator(".label h2")).toHaveText("Kopling");
  const item = { item_name: "Kopling karet", specification: "", quantity: "12", quantity_unit: "pcs" };
  const edit = { factory: FACTORY, mutation_id: mutationId(), id: target.id, version: target.version, item };
  expect((await call(admin, "edit_item", edit)).status).toBe(200);
  await expect(printer.locator(".label h2")).toHaveText("Kopling karet");
  await expect(printer.locator(".label")).toContainText("12 pcs");
});

test("a scanner that types opens the own track, from any page, and the next scan the next one", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [first, second] = await createOrder(admin, "PO-UJI-PINDAI", [{ item_name: "Kopling" }, { item_name: "Poros" }]);
  const page = await signIn("budi", `/${FACTORY}/activity`);
  await wedge(page, code(first));
  await expect(page).toHaveURL(onItem(first));
  await expect(sheet(page)).toHaveAttribute("data-department", "production");
  await expect(sheet(page)).toHaveAttribute("data-item-id", first.id);
  // Nobody has done anything with the sheet: it is no reason to ask.
  await wedge(page, code(second));
  await expect(page).toHaveURL(onItem(second));
  await expect(sheet(page)).toHaveAttribute("data-item-id", second.id);
  // Neither the way back nor a reload scans again.
  await page.goBack();
  await expect(page).toHaveURL(onItem(first));
  await expect(page.getByRole("heading", { name: "Kopling", level: 1 })).toBeVisible();
  await expect(sheet(page)).toHaveCount(0);
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`/${FACTORY}/activity$`));

  // A phone's own camera opens the address itself.
  await page.goto(`${itemPath(second)}?pindai=1`);
  await expect(sheet(page)).toHaveAttribute("data-item-id", second.id);
  await expect(page).toHaveURL(onItem(second));

  // Who has no track of his own sees the page.
  await wedge(admin, code(first));
  await expect(admin).toHaveURL(onItem(first));
  await expect(admin.getByRole("heading", { name: "Kopling", level: 1 })).toBeVisible();
  await expect(sheet(admin)).toHaveCount(0);
});

test("what has left, or is not worked on, is opened and said", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [left] = await createOrder(admin, "PO-UJI-KIRIM", [{ item_name: "Kopling" }, { item_name: "Poros" }]);
  const [off] = await createOrder(admin, "PO-UJI-BATAL", [{ item_name: "Bracket" }]);
  const mutation = () => ({ factory: FACTORY, mutation_id: mutationId() });
  await call(admin, "record_delivery", { ...mutation(), item_id: left.id, quantity: "10", note: null });
  const { id, version } = off.order;
  await call(admin, "set_purchase_order_status", { ...mutation(), id, version, status: "cancelled" });
  const page = await signIn("budi", `/${FACTORY}/activity`);
  await wedge(page, code(left));
  await expect(page).toHaveURL(onItem(left));
  await expect(toast(page, "info").filter({ hasText: "Terkirim seluruhnya" })).toBeVisible();
  await expect(sheet(page)).toHaveCount(0);
  await wedge(page, code(off));
  await expect(page).toHaveURL(onItem(off));
  await expect(toast(page, "info").filter({ hasText: "PO-UJI-BATAL: Dibatalkan" })).toBeVisible();
  await expect(sheet(page)).toHaveCount(0);
});

test("a scan takes itself out of the field it was typed into, and nothing that a person typed", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-KETIK", [{ item_name: "Kopling" }]);
  const neighbour = await signIn("sinta", "/teknik-abadi/tasks");
  const foreign = (await snapshot(neighbour, "teknik-abadi")).items[0];
  const search = admin.locator("#cari");
  const warning = toast(admin, "warning");

  await search.click();
  await search.pressSequentially("kop", { delay: 120 });
  await wedge(admin, code(foreign, "teknik-abadi"));
  await expect(warning.filter({ hasText: "Label ini milik pabrik lain." })).toBeVisible();
  await expect(search).toHaveValue("kop");
  await expect(search).toBeFocused();
  await expect(admin).toHaveURL(/[?&]q=kop(&|$)/);
  await search.pressSequentially("ling", { delay: 120 });
  await expect(search).toHaveValue("kopling");

  // Of no factory, and meant for the field: an order's number, say.
  await search.fill("");
  await wedge(admin, "PO-UJI-KETIK");
  await expect(search).toHaveValue("PO-UJI-KETIK");
  // Meant for nothing.
  await search.fill("");
  await search.blur();
  await wedge(admin, "8991234567890");
  await expect(warning.filter({ hasText: "Kode ini bukan label lacakPO." })).toBeVisible();

  // A form that is half filled in is not left for a scan without being asked.
  await admin.goto(`/${FACTORY}/purchase-orders/new`);
  await live(admin);
  const client = admin.getByLabel("Klien", { exact: true });
  await client.click();
  await client.pressSequentially("PT Seten", { delay: 120 });
  await client.evaluate((input: HTMLInputElement) => input.setSelectionRange(3, 3));
  await wedge(admin, code(target));
  await expect(client).toHaveValue("PT Seten");
  expect(await client.evaluate((input: HTMLInputElement) => input.selectionStart)).toBe(3);
  await expect(admin).toHaveURL(/purchase-orders\/new$/);
  await warning.getByRole("button", { name: "Buka item" }).click();
  await expect(admin).toHaveURL(onItem(target));
});

test("a photo of a label opens the own track", async ({ signIn }) => {
  const admin = await signIn("maya", TASKS, { deviceScaleFactor: 3 });
  const [target] = await createOrder(admin, "PO-UJI-FOTO", [{ item_name: "Kopling" }]);
  const taken = await labelOf(admin, labels(target), target);
  const page = await signIn("budi");
  const fetched = () => page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  expect((await fetched()).filter((name) => name.includes("split_scan"))).toEqual([]);
  await page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "Pindai" }).click();
  await expect(page).toHaveURL(new RegExp(`${SCAN}$`));
  await expect(page.locator("main.scan")).not.toHaveAttribute("data-scan", "asking");
  expect((await fetched()).filter((name) => name.includes("split_scan")).length).toBeGreaterThan(0);
  await page.getByLabel("Foto label").setInputFiles(taken);
  await expect(page).toHaveURL(onItem(target));
  await expect(sheet(page)).toHaveAttribute("data-department", "production");
  // The page that scanned is not on the way back.
  await page.goBack();
  await expect(page).toHaveURL(new RegExp(`/${FACTORY}/tasks`));
});

test("photos and codes that open nothing say why", async ({ signIn }) => {
  const neighbour = await signIn("sinta", "/teknik-abadi/tasks", { deviceScaleFactor: 3 });
  const foreign = (await snapshot(neighbour, "teknik-abadi")).items[0];
  const taken = await labelOf(neighbour, `/teknik-abadi/labels?item=${foreign.id}`, foreign);
  const page = await signIn("budi");
  await scanPage(page);
  const notice = page.locator(".scan__notice");
  const pick = page.getByLabel("Foto label");
  await pick.setInputFiles(taken);
  await expect(notice).toHaveText("Label ini milik pabrik lain.");
  await pick.setInputFiles(await photo(page.locator(".scan__typed"), "tanpa-kode.png"));
  await expect(notice).toHaveText("Tidak ada kode QR yang terbaca di foto ini.");
  await pick.setInputFiles({ name: "catatan.jpg", mimeType: "image/jpeg", buffer: Buffer.from("bukan foto") });
  await expect(notice).toHaveText("Berkas ini bukan foto yang bisa dibuka.");

  const field = page.getByLabel("Kode label atau nomor PO");
  const open = page.getByRole("button", { name: "Buka", exact: true });
  await field.fill("https://example.com/bukan-label");
  await open.click();
  await expect(notice).toHaveText("Kode ini bukan label lacakPO.");
  await field.fill(" PO-2026 ");
  await open.click();
  await expect(page).toHaveURL(new RegExp(`/${FACTORY}/purchase-orders\\?q=PO-2026$`));
  const { items } = await snapshot(page);
  await page.goBack();
  await field.fill(items[0].id);
  await field.press("Enter");
  await expect(page).toHaveURL(onItem(items[0]));
});

test("the page without a camera says so, and without permission offers to ask again", async ({ signIn }) => {
  const page = await signIn("budi");
  await page.addInitScript(() => {
    const refuse = () => Promise.reject(new DOMException("", (window as any).refusal ?? "NotAllowedError"));
    navigator.mediaDevices.getUserMedia = refuse;
  });
  await page.goto(SCAN);
  const main = page.locator("main.scan");
  await expect(main).toHaveAttribute("data-scan", "no-permission");
  await expect(main.getByRole("alert")).toContainText("Kamera belum diizinkan");
  for (const [refusal, state] of [["NotFoundError", "no-camera"], ["NotReadableError", "in-use"]]) {
    await page.evaluate((refusal) => ((window as any).refusal = refusal), refusal);
    await main.getByRole("button", { name: "Coba lagi" }).click();
    await expect(main).toHaveAttribute("data-scan", state);
  }
  // Each way around it is large enough for a glove.
  for (const target of [main.getByRole("button"), main.locator(".scan__photo"), main.getByRole("textbox")]) {
    for (const one of await target.all()) expect((await one.boundingBox())!.height).toBeGreaterThanOrEqual(48);
  }
});

test("a camera that sees a label opens it, and is off afterwards", async ({ signIn, server }) => {
  const admin = await signIn("maya", TASKS, { deviceScaleFactor: 3 });
  const [target] = await createOrder(admin, "PO-UJI-KAMERA", [{ item_name: "Kopling" }]);
  await admin.goto(labels(target));
  await live(admin);
  const seen = (await photo(admin.locator(".label__code").first())).buffer;
  const folder = await mkdtemp(join(tmpdir(), "lacakpo-film-"));
  const path = join(folder, "label.y4m");
  await film(admin, seen, path);
  const flags = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", `--use-file-for-fake-video-capture=${path}`];
  const { launchOptions } = chromium;
  const camera = await engine.launch({ ...launchOptions, args: [...launchOptions.args, ...flags] });
  try {
    const context = await camera.newContext({ baseURL: server.url, locale: "id-ID", timezoneId: "Asia/Jakarta" });
    const page = await context.newPage();
    const signedIn = await context.request.post("/api/login_again", {
      headers: { origin: server.url },
      data: { username: "budi", password: PASSWORD },
    });
    expect(signedIn.ok()).toBe(true);
    // Every camera that was opened, to see whether it was closed.
    await page.addInitScript(() => {
      const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      (window as any).opened = [];
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await open(wanted);
        (window as any).opened.push(...stream.getTracks());
        return stream;
      };
    });
    await page.goto(SCAN);
    await expect(page).toHaveURL(onItem(target), { timeout: 20_000 });
    await expect(sheet(page)).toHaveAttribute("data-department", "production");
    const states = () => page.evaluate(() => (window as any).opened.map((track: MediaStreamTrack) => track.readyState));
    await expect.poll(states).toEqual(["ended"]);
  } finally {
    await camera.close();
    await rm(folder, { recursive: true, force: true });
  }
});
