/** A spreadsheet enters: good rows in, each bad one named, nothing twice. */
import { resolve } from "node:path";
import { expect, FACTORY, test } from "./support/fixtures";
import { snapshot } from "./support/tasks";

const fixture = (name: string) => resolve(import.meta.dirname, "../app/model/fixtures", name);

test("the dirty file: good rows enter, bad ones are named by line, column and reason, and none enters twice", async ({
  signIn,
}) => {
  const admin = await signIn("sinta", "/teknik-abadi/import");
  const before = (await snapshot(admin, "teknik-abadi")).items.length;
  await admin.locator("input[type=file]").setInputFiles(fixture("po-kotor.csv"));
  const table = admin.getByRole("table", { name: "Baris yang tidak dimasukkan" });
  await expect(table).toBeVisible();
  for (const [line, reason] of [
    ["3", "lebih dari nol"],
    ["4", "bukan angka"],
    ["5", "bukan tanggal"],
    ["6", "wajib diisi"],
    ["13", "terlalu besar"],
    ["15", "tidak dikenal"],
  ]) {
    const row = table.locator("tr", { has: admin.locator(".import__n", { hasText: new RegExp(`^${line}$`) }) });
    await expect(row.first()).toContainText(reason);
  }
  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("button", { name: /Unduh/ }).or(admin.getByRole("link", { name: /Unduh/ })).first().click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.csv$/);
  await admin.getByRole("button", { name: /^Masukkan/ }).click();
  // One good row is of a number that this factory has for another client: it is told, and does not enter.
  await expect(admin.getByRole("main")).toContainText("PO-2026-001 sudah ada untuk klien PT Tirta Pompa Indonesia");
  expect((await snapshot(admin, "teknik-abadi")).items.length).toBe(before + 12);

  await admin.goto("/teknik-abadi/import");
  await admin.locator("input[type=file]").setInputFiles(fixture("po-kotor.csv"));
  await expect(table).toBeVisible();
  const again = admin.getByRole("button", { name: /^Masukkan/ });
  if (await again.isEnabled()) await again.click();
  await expect(admin.getByRole("main")).toContainText("Tidak ada yang baru di berkas ini.");
  expect((await snapshot(admin, "teknik-abadi")).items.length).toBe(before + 12);
});

test("operators may not import", async ({ signIn }) => {
  const budi = await signIn("budi");
  await budi.goto(`/${FACTORY}/import`);
  await expect(budi.getByRole("main")).toContainText(/admin/i);
  await expect(budi.locator("input[type=file]")).toHaveCount(0);
});
