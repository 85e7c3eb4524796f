/** Who else is here: seen by others at once, by oneself never, and gone by itself. */
import type { Page } from "@playwright/test";
import { expect, FACTORY, live, test } from "./support/fixtures";
import { itemPath } from "./support/orders";
import { card, item, progress, snapshot, unfinished } from "./support/tasks";

const mark = (page: Page, itemId: string) => card(page, itemId).locator(".filling-in");
const people = (page: Page) => page.locator(".people");
const hit = (page: Page, itemId: string) => card(page, itemId).locator(".track__hit");

test("who fills in a progress is named on the others' cards as long as the sheet is open, and touches one leaf", async ({
  signIn,
}) => {
  const watcher = await signIn("dewi");
  const budi = await signIn("budi");
  const id = await unfinished(watcher, "production");
  await card(watcher, id).scrollIntoViewIfNeeded();
  await watcher.evaluate(() => {
    const seen: { place: string; text: string }[] = [];
    (window as any).seen = seen;
    new MutationObserver((records) => {
      for (const { target } of records) {
        const element = target instanceof Element ? target : target.parentElement!;
        // Ages follow the clock.
        if (element.closest(".toasts, .pill, .track__by")) continue;
        seen.push({ place: element.className, text: element.textContent! });
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });

  await hit(budi, id).click();
  await expect(mark(watcher, id)).toHaveText("Budi sedang mengisi Prod");
  await expect(mark(budi, id)).toBeEmpty();
  await expect(watcher.locator(".filling-in:not(:empty)")).toHaveCount(1);
  // Longer than it would stand without being said again.
  await watcher.waitForTimeout(5_000);
  await expect(mark(watcher, id)).toHaveText("Budi sedang mengisi Prod");
  const seen = (await watcher.evaluate(() => (window as any).seen)) as { place: string; text: string }[];
  expect(seen).toEqual([{ place: "filling-in", text: "Budi sedang mengisi Prod" }]);

  await budi.getByRole("button", { name: "Batal" }).click();
  await expect(mark(watcher, id)).toBeEmpty();
});

test("saving ends it, and the change itself still arrives", async ({ signIn }) => {
  const watcher = await signIn("hendra");
  const budi = await signIn("budi");
  const id = await unfinished(watcher, "production");
  await hit(budi, id).click();
  await expect(mark(watcher, id)).toContainText("Budi sedang mengisi");
  await budi.getByLabel("Kemajuan Prod dalam persen").fill("64");
  await budi.getByRole("button", { name: "Simpan 64%" }).click();
  await expect(progress(watcher, id, "production")).toHaveAttribute("aria-valuenow", "64");
  await expect(mark(watcher, id)).toBeEmpty();
});

test("it ends with the tab, and by itself when the network is cut in the middle of it", async ({ signIn }) => {
  const watcher = await signIn("dewi");
  const id = await unfinished(watcher, "production");
  for (const end of [(page: Page) => page.close(), (page: Page) => page.context().setOffline(true)]) {
    const budi = await signIn("budi");
    await hit(budi, id).click();
    await expect(mark(watcher, id)).toContainText("Budi sedang mengisi");
    await end(budi);
    await expect(mark(watcher, id)).toBeEmpty();
  }
});

test("people on an item's page see each other, two tabs of one as one, and nobody sees himself", async ({ signIn }) => {
  const tasks = await signIn("maya");
  const target = await item(tasks, await unfinished(tasks, "production"));
  const budi = await signIn("budi", itemPath(target));
  const dewi = await signIn("dewi", itemPath(target));
  await expect(people(budi)).toContainText("Dewi melihat");
  await expect(people(dewi)).toContainText("Budi melihat");
  await expect(people(budi)).not.toContainText("Budi");
  // Who only looks is shown on no card.
  await expect(mark(tasks, target.id)).toBeEmpty();

  const second = await budi.context().newPage();
  await second.goto(itemPath(target));
  await live(second);
  await expect(people(second)).toContainText("Dewi melihat");
  await expect(people(dewi).locator(".avatar")).toHaveCount(1);

  await second.locator(".track__hit").click();
  await expect(people(dewi)).toContainText("Budi sedang mengisi Prod");
  await expect(dewi.locator('.steps > [data-department="production"] .steps__by')).toHaveText("Budi sedang mengisi");
  await expect(mark(tasks, target.id)).toHaveText("Budi sedang mengisi Prod");
  await second.close();
  await expect(people(dewi)).toContainText("Budi melihat");
  await budi.getByRole("link", { name: "Tugas" }).first().click();
  await expect(people(dewi)).toBeHidden();
});

test("reporting an issue is shown too, and a reload does not leave anybody behind", async ({ signIn }) => {
  const tasks = await signIn("maya");
  const target = await item(tasks, await unfinished(tasks, "production"));
  const sari = await signIn("sari", itemPath(target));
  await sari.locator("#issue").getByRole("button", { name: "Laporkan" }).click();
  await expect(mark(tasks, target.id)).toHaveText("Sari sedang mengisi issue");
  await tasks.reload();
  await live(tasks);
  await expect(mark(tasks, target.id)).toHaveText("Sari sedang mengisi issue");
  await sari.goto(`/${FACTORY}/purchase-orders`);
  await expect(mark(tasks, target.id)).toBeEmpty();
});

test("another factory hears of nobody", async ({ signIn }) => {
  const neighbour = await signIn("sinta", "/teknik-abadi/tasks");
  const heard: string[] = [];
  neighbour.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(String(payload))));
  await neighbour.reload();
  await live(neighbour);
  const watcher = await signIn("maya");
  const budi = await signIn("budi");
  const id = await unfinished(watcher, "production");
  await hit(budi, id).click();
  await expect(mark(watcher, id)).toContainText("Budi sedang mengisi");
  expect(heard.some((frame) => frame.includes("welcome"))).toBe(true);
  expect(heard.filter((frame) => frame.includes("presence") || frame.includes("Budi"))).toEqual([]);
});

test("a page that somebody else is on too is left, by a link, by the way back, and for another item", async ({ signIn }) => {
  const budi = await signIn("budi");
  const [first, second] = (await snapshot(budi)).items.filter((item) => !item.is_delivered && item.tracks[2].progress < 100);
  const dewi = await signIn("dewi", itemPath(first));
  for (const leave of [() => budi.getByRole("link", { name: "Tugas" }).first().click(), () => budi.goBack(), () => budi.goBack()]) {
    // The first time its code comes only now.
    await card(budi, first.id).locator(".card__name a").click();
    await expect(people(budi)).toContainText("Dewi melihat");
    await expect(people(dewi)).toContainText("Budi melihat");
    await leave();
    await expect(card(budi, second.id)).toBeVisible();
    await expect(people(dewi)).toBeHidden();
  }
  await card(budi, first.id).locator(".card__name a").click();
  await expect(people(budi)).toContainText("Dewi melihat");
  // As a scan does, from one item to another.
  await budi.evaluate((path) => {
    const link = document.createElement("a");
    link.href = path;
    document.body.append(link);
    link.click();
    link.remove();
  }, itemPath(second));
  await expect(budi.getByRole("heading", { level: 1 })).toHaveText(second.item_name);
  await expect(people(dewi)).toBeHidden();
  await live(budi);
});
