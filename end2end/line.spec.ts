/** The line in bad company: half-open, of another version, refusing late. The screen says so, and nothing typed is lost. */
import type { Page, WebSocketRoute } from "@playwright/test";
import { expect, live, test } from "./support/fixtures";
import { progress, toast, unfinished } from "./support/tasks";

/** Puts a hand on the page's socket. The page is loaded anew, because only new sockets pass through it. */
async function tap(page: Page): Promise<{ mute: boolean; protocol: number | null; drop: () => Promise<void> }> {
  const sockets: WebSocketRoute[] = [];
  const hand = {
    mute: false,
    protocol: null as number | null,
    drop: async () => {
      for (const socket of sockets.splice(0)) await socket.close();
    },
  };
  await page.routeWebSocket(/\/live\b/, (socket) => {
    sockets.push(socket);
    const server = socket.connectToServer();
    socket.onMessage((message) => {
      if (hand.mute) return;
      const said = hand.protocol === null ? message : String(message).replace(/"protocol":\d+/, `"protocol":${hand.protocol}`);
      server.send(said);
    });
    server.onMessage((message) => {
      if (!hand.mute) socket.send(message);
    });
  });
  await page.reload();
  await live(page);
  return hand;
}

/** Not before the reload: a server that understands the page again would be no reason for one. */
function understoodAfterReload(page: Page, hand: { protocol: number | null }): void {
  page.on("request", (request) => {
    if (request.isNavigationRequest()) hand.protocol = null;
  });
}

test("a line that stays open and says nothing is not called live", async ({ signIn }) => {
  const page = await signIn("dewi");
  const hand = await tap(page);
  hand.mute = true;
  await expect(page.locator('.pill:not([data-state="live"])')).toBeVisible({ timeout: 20_000 });
  hand.mute = false;
  await live(page);
});

test("the pill says how late the last change came", async ({ signIn }) => {
  const page = await signIn("dewi");
  const budi = await signIn("budi");
  const id = await unfinished(page, "production");
  await page.locator(".pill").hover();
  await expect(page.locator(".pill__late")).toHaveText("Belum ada perubahan sejak halaman ini tersambung");
  await budi.locator(`[data-item-id="${id}"] .track__hit`).click();
  await budi.getByLabel("Kemajuan Prod dalam persen").fill("58");
  await budi.getByRole("button", { name: "Simpan 58%" }).click();
  await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", "58");
  await expect(page.locator(".pill__late")).toHaveText(/^Perubahan terakhir tiba dalam \d+,\d dtk$/);
  await page.mouse.move(0, 0);
  await expect(page.locator(".pill__late")).toBeEmpty();
});

test("a page of another version reloads only once nothing typed would be lost", async ({ signIn }) => {
  const page = await signIn("budi");
  const hand = await tap(page);
  const id = await unfinished(page, "production");
  await page.evaluate(() => ((window as any).loadedOnce = true));
  // In the middle of a reload there is nobody to ask; then it is asked again.
  const loadedOnce = () => page.evaluate(() => (window as any).loadedOnce === true).catch(() => null);

  await page.locator(`[data-item-id="${id}"] .track__hit`).click();
  const note = page.getByLabel("Catatan", { exact: true });
  await note.fill("separuh jal");
  hand.protocol = 99;
  await hand.drop();
  const notice = page.locator(".notice", { hasText: "Versi baru tersedia" });
  await expect(notice).toBeVisible();
  await expect(page.locator(".pill")).not.toHaveAttribute("data-state", "live");
  // Longer than it looks whether it may.
  await page.waitForTimeout(3_000);
  expect(await loadedOnce()).toBe(true);
  await expect(note).toHaveValue("separuh jal");

  understoodAfterReload(page, hand);
  await page.getByRole("button", { name: "Batal" }).click();
  await expect.poll(loadedOnce).toBe(false);
  await live(page);
  await expect(notice).toHaveCount(0);
});

test("a page of another version does not reload again and again", async ({ signIn }) => {
  const page = await signIn("dewi");
  const hand = await tap(page);
  let loads = 0;
  page.on("load", () => (loads += 1));
  hand.protocol = 99;
  await hand.drop();
  await expect.poll(() => loads).toBe(1);
  await expect(page.locator('.notice[role="status"]')).toBeVisible();
  await page.waitForTimeout(4_000);
  expect(loads).toBe(1);
  understoodAfterReload(page, hand);
  await page.getByRole("button", { name: "Muat ulang" }).click();
  await live(page);
});

test("what only the server refuses can be opened again with what was typed", async ({ signIn }) => {
  const page = await signIn("budi");
  const id = await unfinished(page, "production");
  const before = await progress(page, id, "production").getAttribute("aria-valuenow");
  await page.route("**/api/advance_track", (route) =>
    route.fulfill({ status: 409, json: { error: "refused", refusals: [{ code: "stale" }] } }),
  );
  await page.locator(`[data-item-id="${id}"] .track__hit`).click();
  await page.getByLabel("Kemajuan Prod dalam persen").fill("71");
  await page.getByLabel("Catatan", { exact: true }).fill("mesin 3");
  await page.getByRole("button", { name: "Simpan 71%" }).click();

  await expect(toast(page, "error")).toContainText("Tidak tersimpan");
  await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", before!);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.unroute("**/api/advance_track");
  await toast(page, "error").getByRole("button", { name: "Buka lagi" }).click();
  await expect(page.getByLabel("Catatan", { exact: true })).toHaveValue("mesin 3");
  await expect(page.getByLabel("Kemajuan Prod dalam persen")).toHaveValue("71");
  await page.getByRole("button", { name: "Simpan 71%" }).click();
  await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", "71");
});
