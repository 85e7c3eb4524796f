/** People, their rights and their sessions, as admins and as they themselves see them. */
import type { Page, WebSocketRoute } from "@playwright/test";
import { call, expect, FACTORY, live, PASSWORD, TASKS, test } from "./support/fixtures";
import { Server } from "./support/server";
import { item, progress, snapshot, track, unfinished } from "./support/tasks";

const CHOSEN = "kereta pagi ke bandung";

test("somebody is invited, joins by the link, and the admin's page shows it live", async ({ signIn, browser, server }) => {
  const admin = await signIn("maya", `/${FACTORY}/people`);
  await admin.getByRole("button", { name: "Undang orang" }).click();
  const sheet = admin.locator("dialog.sheet[open]");
  await sheet.getByRole("button", { name: "Undang", exact: true }).click();
  await expect(sheet.getByText("Nama wajib diisi.")).toBeVisible();
  await sheet.getByLabel("Nama", { exact: true }).fill("Tono Sudarno");
  await sheet.getByRole("button", { name: "Undang", exact: true }).click();
  await expect(sheet.getByText("Bagian wajib diisi.")).toBeVisible();
  await sheet.getByLabel("QC").check();
  await sheet.getByRole("button", { name: "Undang", exact: true }).click();
  const link = await sheet.getByLabel("Tautan").inputValue();
  expect(link).toContain(`${server.url}/invite/`);

  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const guest = await context.newPage();
  await guest.goto(link);
  await expect(guest.getByText("PT Logam Presisi Jaya mengundang Anda")).toBeVisible();
  await guest.getByLabel("Pilih nama pengguna").fill("maya");
  await guest.getByLabel("Pilih kata sandi").fill(CHOSEN);
  await guest.getByRole("button", { name: "Gabung" }).click();
  await expect(guest.getByText("Nama pengguna ini sudah dipakai.")).toBeVisible();
  await guest.getByLabel("Pilih nama pengguna").fill("tono");
  await guest.getByLabel("Pilih kata sandi").fill(CHOSEN);
  await guest.getByRole("button", { name: "Gabung" }).click();
  await expect(guest).toHaveURL(new RegExp(`/${FACTORY}/tasks`));
  await expect(admin.locator(".person").filter({ hasText: "Tono Sudarno" })).toContainText("tono · Operator · QC");
  await expect(admin.getByText("Tidak ada undangan")).toBeVisible();

  // Once.
  await guest.goto(link);
  await expect(guest.getByText("Tautan tidak berlaku").first()).toBeVisible();
  await context.close();
});

/** From now on the page notes when it is closed to whoever sits there. */
async function watchClosing(page: Page): Promise<void> {
  await page.evaluate(() => {
    const closing = new MutationObserver(() => {
      if (document.querySelector("dialog[open]#masuk-lagi")) {
        document.documentElement.dataset.closedAt ??= String(Date.now());
      }
    });
    closing.observe(document.body, { subtree: true, childList: true, attributes: true });
  });
}

async function closedAt(page: Page): Promise<number> {
  return Number(await page.locator("html").getAttribute("data-closed-at"));
}

test("a role taken away is gone from the open page within a second", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/people`);
  const hendra = await signIn("hendra");
  await expect(hendra.getByRole("link", { name: "Pabrik" })).toHaveCount(0);
  const left = hendra.waitForRequest((request) => request.isNavigationRequest()).then(() => Date.now());
  const row = admin.locator(".person").filter({ hasText: "Hendra" });
  await row.getByRole("button", { name: "Ubah" }).click();
  const sheet = admin.locator("dialog.sheet[open]");
  await sheet.getByLabel("Admin").check();
  const [raised] = await Promise.all([
    admin.waitForResponse(/edit_member/).then(() => Date.now()),
    sheet.getByRole("button", { name: "Simpan" }).click(),
  ]);
  await expect(row).toContainText("Admin");
  // The page is drawn anew by itself, with what he may do now.
  expect((await left) - raised, "from the answer until the page is left").toBeLessThan(1_000);
  await expect(hendra.getByRole("link", { name: "Pabrik" })).toBeVisible();
  await live(hendra);
  await watchClosing(hendra);

  await row.getByRole("button", { name: "Ubah" }).click();
  const [said] = await Promise.all([
    admin.waitForResponse(/set_member_disabled/).then(() => Date.now()),
    sheet.getByRole("button", { name: "Tutup akses" }).click(),
  ]);
  await expect(hendra.locator("dialog[open]#masuk-lagi")).toBeVisible();
  const took = (await closedAt(hendra)) - said;
  expect(took, "from the answer until the page is closed").toBeLessThan(1_000);
  expect((await call(hendra, "load_tasks", { factory: FACTORY })).status).toBe(404);
  await expect(row).toContainText("TANPA AKSES");
  test.info().annotations.push({ type: "revoked after", description: `${took} ms` });
});

test("sessions are listed and ended; a new password ends the others", async ({ signIn }) => {
  const here = await signIn("dewi", `/${FACTORY}/account`);
  const there = await signIn("dewi");
  await here.reload();
  const sessions = here.locator("[data-session]");
  await expect(sessions).toHaveCount(2);
  await expect(sessions.first()).toContainText("Chrome · Linux");
  await sessions.getByRole("button", { name: "Akhiri" }).click();
  await expect(sessions).toHaveCount(1);
  await expect(there.locator("dialog[open]#masuk-lagi")).toBeVisible({ timeout: 2_000 });

  const third = await signIn("dewi");
  await here.getByLabel("Kata sandi sekarang").fill("salah");
  await here.getByLabel("Kata sandi baru").fill(CHOSEN);
  await here.getByRole("button", { name: "Ganti kata sandi" }).click();
  await expect(here.getByText("Kata sandi salah.")).toBeVisible();
  await here.getByLabel("Kata sandi sekarang").fill(PASSWORD);
  await here.getByRole("button", { name: "Ganti kata sandi" }).click();
  await expect(here.locator('[data-toast="success"]')).toBeVisible();
  await expect(third.locator("dialog[open]#masuk-lagi")).toBeVisible({ timeout: 2_000 });
  expect((await call(here, "load_account", { factory: FACTORY })).status).toBe(200);
});

test("a customer's name is put right on every screen that shows it", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/clients`);
  const other = await signIn("budi");
  // One whose items are on the Tasks page.
  const old = (await snapshot(other)).items[0].order.client.name;
  const row = admin.locator("[data-client]").filter({ hasText: old });
  await row.getByRole("button", { name: "Ganti nama" }).click();
  const sheet = admin.locator("dialog.sheet[open]");
  await sheet.getByLabel("Nama").fill("PT Nama Yang Benar");
  await sheet.getByRole("button", { name: "Simpan" }).click();
  await expect(admin.getByRole("heading", { name: "PT Nama Yang Benar" })).toBeVisible();
  await expect(other.getByText(old)).toHaveCount(0);
  await expect(other.getByText("PT Nama Yang Benar").first()).toBeVisible();
});

test("the first factory is made by the terminal's link, once", async ({ browser }) => {
  const server = await Server.start(undefined, []);
  const context = await browser.newContext({ baseURL: server.url });
  const page = await context.newPage();
  try {
    // Printed a moment after the address.
    await expect.poll(() => server.setupLink).toContain("/setup/");
    await page.goto(server.setupLink!);
    await page.getByLabel("Nama pabrik").fill("CV Baja Baru");
    await page.getByLabel("Alamat pabrik").fill("baja-baru");
    await page.getByLabel("Zona waktu").selectOption("Asia/Makassar");
    await page.getByLabel("Nama Anda").fill("Wayan Sudira");
    await page.getByLabel("Nama pengguna").fill("wayan");
    await page.getByLabel("Pilih kata sandi").fill(CHOSEN);
    await page.getByRole("button", { name: "Buat pabrik" }).click();
    await expect(page).toHaveURL(/\/baja-baru\/tasks/);
    await live(page);
    await expect(page.getByRole("link", { name: "Pabrik" })).toBeVisible();
    await page.goto(server.setupLink!);
    await expect(page.getByText("Tautan tidak berlaku").first()).toBeVisible();
  } finally {
    await context.close();
    await server.dispose();
  }
});

test("one person in two factories changes between them, and two tabs show both", async ({ signIn }) => {
  const sinta = await signIn("sinta", "/teknik-abadi/people");
  await sinta.getByRole("button", { name: "Undang orang" }).click();
  const sheet = sinta.locator("dialog.sheet[open]");
  await sheet.getByLabel("Nama", { exact: true }).fill("Hendra");
  await sheet.getByLabel("Manajer").check();
  await sheet.getByRole("button", { name: "Undang", exact: true }).click();
  const link = await sheet.getByLabel("Tautan").inputValue();

  const hendra = await signIn("hendra");
  await hendra.goto(link);
  await hendra.getByRole("button", { name: "Gabung sebagai Hendra" }).click();
  await expect(hendra).toHaveURL(/\/teknik-abadi\/tasks/);
  await live(hendra);
  await hendra.locator(".switch:visible summary").click();
  await hendra.locator(".switch:visible").getByRole("link", { name: "PT Logam Presisi Jaya" }).click();
  await expect(hendra).toHaveURL(new RegExp(`/${FACTORY}/tasks`));
  await live(hendra);
  const second = await hendra.context().newPage();
  await second.goto("/teknik-abadi/tasks");
  await live(second);
  await live(hendra);
  expect(await second.locator(".cards [data-item-id]").count()).not.toBe(await hendra.locator(".cards [data-item-id]").count());
});

test("a page does nothing in the name of whoever signed in in another tab meanwhile", async ({ signIn }) => {
  const first = await signIn("dewi");
  const dewi = await first.context().newPage();
  let cut = false;
  const lines: WebSocketRoute[] = [];
  await dewi.routeWebSocket(/\/live\b/, (line) => {
    if (cut) return;
    line.connectToServer();
    lines.push(line);
  });
  await dewi.goto(TASKS);
  await live(dewi);
  const id = await unfinished(dewi, "purchasing");
  const before = Number(await progress(dewi, id, "purchasing").getAttribute("aria-valuenow"));
  const to = before === 75 ? 50 : 75;
  // Her page hears nothing any more, and in the other tab Budi signs in.
  cut = true;
  for (const line of lines) await line.close();
  const origin = new URL(dewi.url()).origin;
  const other = await first.request.post("/api/login_again", { headers: { origin }, data: { username: "budi", password: PASSWORD } });
  expect(other.ok()).toBe(true);

  await dewi.locator(`[data-item-id="${id}"] .track__hit`).click();
  await dewi.getByLabel("Kemajuan Purch dalam persen").fill(String(to));
  await dewi.getByRole("button", { name: `Simpan ${to}%` }).click();
  const again = dewi.locator("#masuk-lagi");
  await expect(again).toBeVisible();
  expect((await item(first, id)).tracks[1].progress, "nothing was done in Budi's name").toBe(before);

  cut = false;
  await again.getByLabel("Nama pengguna").fill("dewi");
  await again.getByLabel("Kata sandi").fill(PASSWORD);
  await again.getByRole("button", { name: "Masuk" }).click();
  await expect(again).toBeHidden();
  await live(dewi);
  await expect(progress(dewi, id, "purchasing")).toHaveAttribute("aria-valuenow", String(to));
  await expect(track(dewi, id, "purchasing")).toContainText("Anda");
  expect((await item(first, id)).tracks[1].updated_by?.name).toContain("Dewi");
});

test("what happened to a person, a device and a customer has its own page", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/clients`);
  const id = await admin.locator("[data-client]").first().getAttribute("data-client");
  // Renamed, it stands elsewhere in the list.
  const row = admin.locator(`[data-client="${id}"]`);
  const name = await row.locator("h3").innerText();
  const rename = async (to: string): Promise<void> => {
    await row.getByRole("button", { name: "Ganti nama" }).click();
    await admin.getByLabel("Nama", { exact: true }).fill(to);
    await admin.getByRole("button", { name: "Simpan", exact: true }).click();
    await expect(row.locator("h3")).toHaveText(to);
  };
  await rename("PT Nama Kedua");
  await row.getByRole("link", { name: "Riwayat" }).click();
  await expect(admin).toHaveURL(/activity\?objek=client:/);
  await live(admin);
  await expect(admin.getByText("Riwayat klien PT Nama Kedua")).toBeVisible();
  await expect(admin.locator("li[data-event]").first()).toContainText(`mengubah nama klien ${name} → PT Nama Kedua`);
  const events = await admin.locator("li[data-event]").count();

  // Live, with the new name above it, and without what is about others.
  const second = await admin.context().newPage();
  await second.goto(`/${FACTORY}/clients`);
  await live(second);
  const same = second.locator("[data-client]").filter({ hasText: "PT Nama Kedua" });
  await same.getByRole("button", { name: "Ganti nama" }).click();
  await second.getByLabel("Nama", { exact: true }).fill("PT Nama Ketiga");
  await second.getByRole("button", { name: "Simpan", exact: true }).click();
  await expect(admin.getByText("Riwayat klien PT Nama Ketiga")).toBeVisible();
  await expect(admin.locator("li[data-event]")).toHaveCount(events + 1);
  await admin.getByRole("button", { name: "Semua aktivitas" }).click();
  await expect(admin).toHaveURL(`/${FACTORY}/activity`);

  await second.goto(`/${FACTORY}/people`);
  await live(second);
  await second.locator(".person").filter({ hasText: "Hendra" }).getByRole("button", { name: "Ubah" }).click();
  const sheet = second.locator("dialog.sheet[open]");
  await sheet.getByPlaceholder("4–6 angka").fill("4826");
  await sheet.getByRole("button", { name: "Pasang" }).click();
  await expect(second.locator('[data-toast="success"]')).toBeVisible();
  await sheet.getByRole("button", { name: "Batal" }).click();
  await second.locator(".person").filter({ hasText: "Hendra" }).getByRole("link", { name: "Riwayat" }).click();
  await expect(second.locator("li[data-event]").first()).toContainText(/memasang PIN Hendra/);
  const address = new URL(second.url());
  await expect(second.getByText("Riwayat orang Hendra")).toBeVisible();

  // Those who do not administer learn nothing of it.
  const budi = await signIn("budi", address.pathname + address.search);
  await expect(budi.getByText("Riwayat orang yang tidak dikenal")).toBeVisible();
  await expect(budi.locator("li[data-event]")).toHaveCount(0);
});
