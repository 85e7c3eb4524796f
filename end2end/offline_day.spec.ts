/** A long time without a line: two hundred changes, a browser that dies in between, and everything that can be waiting when
 *  the line comes back. Nothing is lost, nothing is doubled, everything can be seen. */
import type { BrowserContext, Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, PASSWORD, test } from "./support/fixtures";
import { kept } from "./support/kept";
import { createOrder } from "./support/orders";
import { item, progress, snapshot } from "./support/tasks";

test.use({ serviceWorkers: "allow" });

const CHANGES = 200;
const ITEMS = 40;
const button = (page: Page) => page.locator(".queued");

interface Recorded {
  type: string;
  change: { track?: { department: string; progress: number } };
}

async function history(page: Page, id: string): Promise<Recorded[]> {
  const first = await call<{ history: (Recorded & { seq: number })[] }>(page, "load_item", { factory: FACTORY, item_id: id });
  return first.body.history;
}

/** One change by the sheet, as a person makes it. */
async function advance(page: Page, id: string, to: number): Promise<void> {
  await page.locator(`[data-item-id="${id}"] .track__hit`).click();
  await page.getByLabel("Kemajuan Prod dalam persen").fill(String(to));
  await page.getByRole("button", { name: `Simpan ${to}%` }).click();
}

/** Many changes by the same sheet, as fast as the page follows: a program's fingers. */
async function advanceMany(page: Page, changes: [id: string, to: number][]): Promise<void> {
  await page.evaluate(async (changes) => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    const wait = async <T>(find: () => T | null | undefined | false): Promise<T> => {
      for (let frames = 0; frames < 600; frames++) {
        const found = find();
        if (found) return found;
        await frame();
      }
      throw new Error(`nothing came of ${find}`);
    };
    for (const [id, to] of changes) {
      (await wait(() => document.querySelector<HTMLElement>(`[data-item-id="${id}"] .track__hit`))).click();
      const sheet = await wait(() => document.querySelector<HTMLDialogElement>("dialog.sheet[open]"));
      const slider = await wait(() => sheet.querySelector<HTMLInputElement>("input[type=range]"));
      slider.value = String(to);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      const save = await wait(() => [...sheet.querySelectorAll<HTMLElement>("button[type=submit]")].find((button) => button.textContent!.includes(`${to}%`)));
      save.click();
      await wait(() => !sheet.open);
    }
  }, changes);
}

async function reopened(context: BrowserContext, path: string): Promise<Page> {
  for (const page of context.pages()) await page.close({ runBeforeUnload: false });
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

test("two hundred changes of ten minutes without a server, with a dead browser in between, are each there once", async ({ server, signIn }) => {
  test.setTimeout(240_000);
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const items = await createOrder(
    admin,
    "PO-HARI-LURING",
    Array.from({ length: ITEMS }, (_, place) => ({ item_name: `Poros ${place + 1}` })),
    { delivery_deadline: "2026-01-01" },
  );
  const budi = await signIn("budi", `/${FACTORY}/tasks?q=PO-HARI-LURING&semua=1`);
  await expect(budi.locator(".card")).toHaveCount(ITEMS);
  await budi.evaluate(async () => void (await navigator.serviceWorker.ready));
  // The device knows the list, with these items.
  await expect
    .poll(
      () => kept(budi).then((kept) => kept?.tasks.items.some(({ item_name }) => item_name === "Poros 40")),
      { timeout: 30_000 },
    )
    .toBe(true);
  await server.kill();

  let page = budi;
  let made = 0;
  const last = new Map<string, number>();
  const makeUntil = async (end: number) => {
    const changes = Array.from({ length: end - made }, (_, place): [string, number] => {
      return [items[(made + place) % ITEMS].id, 1 + (((made + place) * 7) % 99)];
    });
    await advanceMany(page, changes);
    for (const [id, to] of changes) {
      // As last made, also in the order of the map.
      last.delete(id);
      last.set(id, to);
    }
    made = end;
  };
  await makeUntil(90);
  await expect(button(page)).toHaveText("90 menunggu");
  page = await reopened(page.context(), `/${FACTORY}/tasks?q=PO-HARI-LURING&semua=1`);
  await expect(button(page)).toHaveText("90 menunggu");
  await makeUntil(CHANGES);
  await expect(button(page)).toHaveText(`${CHANGES} menunggu`);
  for (const [id, to] of last) await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", String(to));

  // However long it has been.
  await page.clock.install();
  await page.clock.fastForward("10:00");
  await expect(page.locator('.pill[data-state="offline"]')).toContainText(`${CHANGES} menunggu`);
  await server.run();
  await live(page);
  // In order: when the last has come, all have.
  const [final] = [...last].slice(-1);
  await expect.poll(async () => (await item(admin, final[0])).tracks[2].progress, { timeout: 60_000 }).toBe(final[1]);
  await expect(button(page)).toHaveCount(0);
  const now = new Map((await snapshot(admin)).items.map((item) => [item.id, item.tracks[2].progress]));
  for (const [id, to] of last) {
    expect(now.get(id), "the last value of the day").toBe(to);
    await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", String(to));
  }
  // Each once, in the order it was made.
  for (const [place, { id }] of items.entries()) {
    const own = (await history(admin, id)).filter((event) => event.type === "track-updated").reverse();
    const made = Array.from({ length: CHANGES / ITEMS }, (_, round) => 1 + ((round * ITEMS + place) * 7) % 99);
    expect(own.map((event) => event.change.track!.progress)).toEqual(made);
  }
});

test("a session that ended meanwhile asks for the sign-in, and goes on with what waits", async ({ server, signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const open = items.filter((item) => item.tracks[2].progress < 90).slice(0, 3);
  for (const { id } of open) await expect(budi.locator(`[data-item-id="${id}"]`)).toBeVisible();
  await server.kill();
  for (const [place, { id }] of open.entries()) await advance(budi, id, 91 + place);
  await expect(button(budi)).toHaveText("3 menunggu");
  await server.run();
  // As when an admin ends it, before the page has sent anything.
  const admin = await signIn("maya", `/${FACTORY}/people`);
  const people = await call<{ members: { id: string; username?: string; name: string }[] }>(admin, "load_people", { factory: FACTORY });
  const member = people.body.members.find(({ name }) => name.startsWith("Budi"))!;
  await call(admin, "end_member_sessions", { factory: FACTORY, mutation_id: mutationId(), id: member.id });
  const dialog = budi.getByRole("dialog").filter({ has: budi.locator("input[type=password]") });
  // Whether its three changes were quicker than the admin or not, all of them or some, none is lost. The button is away
  // while one is being sent, too: what has arrived is what counts.
  await expect(async () => {
    if (await dialog.isVisible()) {
      await dialog.getByLabel("Nama pengguna").fill("budi");
      await dialog.locator("input[type=password]").fill(PASSWORD);
      await budi.keyboard.press("Enter");
      await expect(dialog).toBeHidden();
    }
    await expect(button(budi)).toHaveCount(0, { timeout: 5_000 });
    for (const [place, { id }] of open.entries()) expect((await item(admin, id)).tracks[2].progress).toBe(91 + place);
  }).toPass({ timeout: 60_000 });
});

/** A picture, drawn by the browser itself. */
async function photo(page: Page, colour: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const base64 = await page.evaluate(async (colour) => {
    const canvas = new OffscreenCanvas(2000, 1500);
    const context = canvas.getContext("2d")!;
    context.fillStyle = colour;
    context.fillRect(0, 0, canvas.width, canvas.height);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, colour);
  return { name: "IMG.jpg", mimeType: "image/jpeg", buffer: Buffer.from(base64, "base64") };
}

async function report(page: Page, title: string, photos: Awaited<ReturnType<typeof photo>>[]): Promise<void> {
  await page.locator("#issue").getByRole("button", { name: "Laporkan" }).click();
  const dialog = page.getByRole("dialog", { name: "Laporkan issue" });
  await dialog.getByLabel("Judul").fill(title);
  if (photos.length) await dialog.getByLabel("Tambah foto").setInputFiles(photos);
  await dialog.getByRole("button", { name: "Laporkan" }).click();
  await expect(dialog).toBeHidden();
}

const issue = (page: Page, title: string) => page.locator("#issue li.row-item", { hasText: title });

test("an issue with photos, reported without a server, survives the browser and arrives whole and once", async ({ server, signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-FOTO-LURING", [{ item_name: "Kopling luring" }], { delivery_deadline: "2026-01-01" });
  const path = `/${FACTORY}/items/${made.id}`;
  const budi = await signIn("budi", path);
  const photos = [await photo(budi, "#b00"), await photo(budi, "#0b0")];
  await server.kill();
  await report(budi, "Las retak", photos);
  await expect(issue(budi, "Las retak").locator('.photo[data-state="sending"]')).toHaveCount(2);
  await expect(button(budi)).toHaveText("3 menunggu");
  await expect(issue(budi, "Las retak")).toContainText("Menunggu kirim");
  const context = budi.context();
  await budi.close({ runBeforeUnload: false });
  await server.run();

  const again = await context.newPage();
  // What waits is on the screen before it is sent.
  await context.setOffline(false);
  await again.goto(path);
  await live(again);
  await expect(issue(again, "Las retak").locator("[data-photo-id]")).toHaveCount(2, { timeout: 30_000 });
  await expect(button(again)).toHaveCount(0);
  const { issues } = await item(admin, made.id);
  expect(issues.map(({ title }) => title)).toEqual(["Las retak"]);
  expect((issues[0] as unknown as { photos: unknown[] }).photos.length).toBe(2);
});

test("another tab that has the line first sends this one's issue with its photos, and both show them", async ({ server, signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-FOTO-TAB", [{ item_name: "Kopling dua tab" }]);
  const path = `/${FACTORY}/items/${made.id}`;
  const first = await signIn("budi", path);
  const second = await first.context().newPage();
  await second.goto(path);
  await live(second);
  const photos = [await photo(second, "#00b"), await photo(second, "#bb0")];
  await server.kill();
  await report(second, "Baut longgar", photos);
  await expect(button(second)).toHaveText("3 menunggu");
  // The tab that reported it cannot send: the other one must.
  await second.route("**/api/**", (route) => route.abort());
  await server.run();
  await live(first);
  await expect(issue(first, "Baut longgar").locator("[data-photo-id]")).toHaveCount(2, { timeout: 60_000 });
  await second.unroute("**/api/**");
  await live(second);
  await expect(issue(second, "Baut longgar").locator("[data-photo-id]")).toHaveCount(2, { timeout: 30_000 });
  await expect(issue(second, "Baut longgar").locator("[data-state]")).toHaveCount(0);
  await expect(button(second)).toHaveCount(0);
  expect(((await item(admin, made.id)).issues[0] as unknown as { photos: unknown[] }).photos.length).toBe(2);
});

test("photos of a report that is refused wait with it, are mended with it, and thrown away with it", async ({ server, signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-FOTO-TOLAK", [{ item_name: "Kopling ditolak" }]);
  const path = `/${FACTORY}/items/${made.id}`;
  const budi = await signIn("budi", path);
  const photos = [await photo(budi, "#0bb")];
  await budi.context().setOffline(true);
  await expect(budi.locator('.pill[data-state="offline"], .pill[data-state="stale"]')).toBeVisible({ timeout: 30_000 });
  await report(budi, "Cat luntur", photos);
  await expect(button(budi)).toHaveText("2 menunggu");
  const set = async (status: string) => {
    const { order } = await item(admin, made.id).catch(async () => (await call<{ item: typeof made }>(admin, "load_item", { factory: FACTORY, item_id: made.id })).body.item);
    const answer = await call(admin, "set_purchase_order_status", { ...{ factory: FACTORY, mutation_id: mutationId() }, id: order.id, version: order.version, status });
    expect(answer.status).toBe(200);
  };
  await set("cancelled");
  await budi.context().setOffline(false);
  await live(budi);
  await expect(button(budi)).toHaveText("1 perlu diputuskan");
  // The order is taken up again, and so can the report be.
  await set("active");
  await button(budi).click();
  await budi.locator("dialog.sheet[open] .queue__entry").first().getByRole("link", { name: "Perbaiki" }).click();
  const dialog = budi.getByRole("dialog", { name: "Laporkan issue" });
  await expect(dialog.getByLabel("Judul")).toHaveValue("Cat luntur");
  await expect(dialog.locator(".photo img")).toHaveCount(1);
  await dialog.getByRole("button", { name: "Laporkan" }).click();
  await expect(issue(budi, "Cat luntur").locator("[data-photo-id]")).toHaveCount(1, { timeout: 30_000 });
  await expect(button(budi)).toHaveCount(0);
  void server;
});
