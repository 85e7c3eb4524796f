/** Who changed what, from what to what: the log as a page, live, filtered, as a file; and what a shift missed. */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, test } from "./support/fixtures";
import { createOrder } from "./support/orders";
import { item, type Department, type Item } from "./support/tasks";

const ACTIVITY = `/${FACTORY}/activity`;

/** Events on screen, newest first. */
const rows = (page: Page): Locator => page.locator("li[data-event]");
const row = (page: Page, text: string): Locator => rows(page).filter({ hasText: text });

async function advance(page: Page, of: Item, department: Department, to: number, note: string | null = null): Promise<void> {
  const { version } = (await item(page, of.id)).tracks.find((track) => track.department === department)!;
  const answer = await call(page, "advance_track", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: of.id, department, progress: to, note, version },
  });
  expect(answer.status).toBe(200);
}

async function report(page: Page, of: Item, title: string): Promise<void> {
  const answer = await call(page, "report_issue", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: of.id, title, description: null, priority: "high" },
  });
  expect(answer.status).toBe(200);
}

async function edit(page: Page, of: Item, changes: object): Promise<void> {
  const { version } = await item(page, of.id);
  const answer = await call(page, "edit_item", {
    ...{ factory: FACTORY, mutation_id: mutationId(), id: of.id, version },
    item: { item_name: of.item_name, specification: "", quantity: "10", quantity_unit: "pcs", ...changes },
  });
  expect(answer.status).toBe(200);
}

/** The places of the log that are shown. */
async function places(page: Page): Promise<number[]> {
  return rows(page).evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-seq"))));
}

test("what one does appears on the other's page: who, what, from what to what", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-AKTIVITAS", [{ item_name: "Kopling" }]);
  const watcher = await signIn("hendra");
  await watcher.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "Aktivitas" }).click();
  await expect(watcher).toHaveURL(ACTIVITY);
  await live(watcher);
  await expect(row(watcher, "PO-UJI-AKTIVITAS").first()).toContainText("Maya");

  const budi = await signIn("budi");
  await advance(budi, target, "production", 40, "Tinggal bubut");
  const newest = rows(watcher).first();
  await expect(newest).toContainText("Budi Santoso menaikkan Prod 0% → 40%");
  await expect(newest).toContainText("Tinggal bubut");
  await expect(newest.locator("time")).toHaveAttribute("title", /^\S+, \d+ \S+ \d{4}, \d\d:\d\d:\d\d$/);
  await edit(admin, target, { quantity: "24" });
  await expect(rows(watcher).first()).toContainText("mengubah Kopling · Jumlah: 10 pcs → 24 pcs");
  await edit(admin, { ...target, item_name: "Kopling Baru" }, { quantity: "24" });
  await expect(rows(watcher).first()).toContainText("Nama: Kopling → Kopling Baru");

  await rows(watcher).first().getByRole("link", { name: "Kopling Baru" }).click();
  await expect(watcher).toHaveURL(`/${FACTORY}/items/${target.id}`);
});

test("a burst is told event by event, whoever did them", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-RENTETAN", [{ item_name: "Poros" }]);
  const watcher = await signIn("hendra", ACTIVITY);
  const first = (await places(watcher))[0];
  // Steps that the demo's own history does not have.
  for (const to of [11, 23, 37, 41, 53]) await advance(admin, target, "qc", to);
  await expect(row(watcher, "QC 41% → 53%")).toBeVisible();
  await expect.poll(() => places(watcher).then((seen) => seen.filter((seq) => seq > first))).toEqual(
    [5, 4, 3, 2, 1].map((n) => first + n),
  );
  for (const step of ["0% → 11%", "11% → 23%", "23% → 37%", "37% → 41%"]) {
    await expect(row(watcher, `QC ${step}`)).toBeVisible();
  }
});

test("filters live in the URL, survive a reload, and decide what comes live", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-SARING", [{ item_name: "Bantalan" }]);
  const budi = await signIn("budi");
  await advance(budi, target, "production", 10);
  const watcher = await signIn("hendra", ACTIVITY);
  await watcher.getByLabel("Orang").selectOption({ label: "Budi Santoso" });
  await expect(watcher).toHaveURL(/[?&]orang=/);
  await expect(row(watcher, "Maya")).toHaveCount(0);
  await expect(row(watcher, "PO-UJI-SARING")).toHaveCount(1);

  await advance(budi, target, "production", 20);
  await report(admin, target, "Bukan kerja Budi");
  await advance(budi, target, "production", 30);
  await expect(row(watcher, "20% → 30%")).toBeVisible();
  await expect(row(watcher, "10% → 20%")).toBeVisible();
  await expect(row(watcher, "Bukan kerja Budi")).toHaveCount(0);

  await watcher.reload();
  await live(watcher);
  await expect(watcher.getByLabel("Orang").locator("option:checked")).toHaveText("Budi Santoso");
  await expect(row(watcher, "PO-UJI-SARING")).toHaveCount(3);

  await watcher.goto(`${ACTIVITY}?q=bantalan%20saring&jenis=issue`);
  await live(watcher);
  await expect(rows(watcher)).toHaveCount(1);
  await expect(rows(watcher)).toContainText("Bukan kerja Budi");
  await watcher.goto(`${ACTIVITY}?dari=2000-01-01&sampai=2000-01-02`);
  await expect(watcher.getByText("Tidak ada yang cocok")).toBeVisible();
  await watcher.getByRole("button", { name: "Tampilkan semua" }).click();
  await expect(rows(watcher)).not.toHaveCount(0);
});

test("older events come page by page, without a hole", async ({ signIn }) => {
  const watcher = await signIn("hendra", ACTIVITY);
  await expect(rows(watcher)).toHaveCount(50);
  await watcher.getByRole("button", { name: "Muat lebih lama" }).click();
  await expect(rows(watcher)).toHaveCount(100);
  const seen = await places(watcher);
  expect(seen).toEqual(seen.map((_, n) => seen[0] - n));
});

test("what somebody reads does not move: what is new waits above and is counted", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-GULIR", [{ item_name: "Puli" }]);
  const watcher = await signIn("hendra", ACTIVITY);
  await watcher.evaluate(() => window.scrollTo(0, 900));
  const read = rows(watcher).nth(15);
  const seq = await read.getAttribute("data-seq");
  const before = (await read.boundingBox())!.y;
  await advance(admin, target, "qc", 13);
  await advance(admin, target, "qc", 29);
  const button = watcher.getByRole("button", { name: "2 baru" });
  await expect(button).toBeVisible();
  await expect(row(watcher, "QC 0% → 13%")).toHaveCount(0);
  expect((await watcher.locator(`li[data-seq="${seq}"]`).boundingBox())!.y).toBe(before);
  await button.click();
  await expect(row(watcher, "QC 13% → 29%")).toBeInViewport();
  await expect(row(watcher, "QC 0% → 13%")).toBeVisible();
  await expect(button).toHaveCount(0);
});

test("the file has what the filter asks for, and runs nothing", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-UNDUH", [{ item_name: "=HYPERLINK(1)" }]);
  await advance(admin, target, "qc", 35, "+62 812");
  await admin.goto(`${ACTIVITY}?q=uji-unduh&jenis=kemajuan`);
  await live(admin);
  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "Unduh CSV" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^aktivitas-logam-presisi-\d{4}-\d\d-\d\d\.csv$/);
  const text = await readFile(await download.path(), "utf8");
  const lines = text.trimEnd().split("\r\n");
  expect(lines[0]).toBe("\ufeffWaktu;Orang;Perangkat;Jenis;PO;Item;Yang berubah;Dari;Menjadi;Satuan;Catatan;Urutan");
  expect(lines.length).toBe(2);
  expect(lines[1]).toMatch(
    /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d;Maya[^;]*;[^;]*;Kemajuan;PO-UJI-UNDUH;'=HYPERLINK\(1\);Kemajuan QC;0;35;%;'\+62 812;\d+$/,
  );
});

test("a shift reads what changed since it left, says so, and is told the rest live", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-SERAH", [{ item_name: "Roda gigi" }], { is_urgent: true });
  const sari = await signIn("sari", `${ACTIVITY}?sejak=terakhir`);
  await expect(sari.getByText("Belum pernah ditandai")).toBeVisible();
  const order = sari.locator('section[data-po-number="PO-UJI-SERAH"]');
  await expect(order).toContainText("URGENT");
  await expect(sari.locator("section[data-po-number]").first()).toContainText("URGENT");

  const button = sari.getByRole("button", { name: "Sudah saya baca" });
  await button.click();
  await expect(sari.getByText("Dibaca semua")).toBeVisible();
  await expect(button).toBeDisabled();
  await sari.reload();
  await live(sari);
  await expect(sari.getByText("Tidak ada yang berubah")).toBeVisible();

  await advance(admin, target, "qc", 20);
  await report(admin, target, "Gigi aus");
  await advance(admin, target, "qc", 80);
  const line = order.locator(`[data-item-id="${target.id}"]`);
  await expect(line).toContainText("QC 0% → 80%");
  await expect(line).toContainText("1 issue baru");
  await expect(line).toContainText("oleh Maya");
  await expect(order.getByRole("link", { name: "3 peristiwa" })).toBeVisible();
  await expect(button).toBeEnabled();

  // Another person's mark is another's.
  const hendra = await signIn("hendra", `${ACTIVITY}?sejak=terakhir`);
  await expect(hendra.getByText("Belum pernah ditandai")).toBeVisible();
  await sari.getByRole("link", { name: "24 jam" }).click();
  await expect(sari).toHaveURL(/sejak=24jam/);
  await expect(order.locator(`[data-item-id="${target.id}"]`)).toContainText("QC 0% → 80%");
  await sari.getByRole("link", { name: "Semua", exact: true }).click();
  await expect(row(sari, "QC 20% → 80%")).toBeVisible();
});
