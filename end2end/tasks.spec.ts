/** A long Tasks page: what is seen comes first, the rest as somebody gets there. */
import { call, expect, FACTORY, live, mutationId, TASKS, test } from "./support/fixtures";
import { createOrder } from "./support/orders";
import { card, item, itemIds, progress, snapshot, track } from "./support/tasks";

const PATH = `/${FACTORY}/tasks`;
const FIRST = 30;

test("the first cards come with the page, the others before anybody gets there, in one order", async ({ signIn }) => {
  const page = await signIn("dewi", PATH);
  const { items } = await snapshot(page);
  expect(items.length).toBeGreaterThan(FIRST + 20);
  const html = await (await page.request.get(PATH)).text();
  expect(html.match(/<article[^>]* data-item-id=/g)?.length).toBe(FIRST);
  // The counters are those of all.
  await expect(page.locator(".cards__note")).toContainText(`${items.length} dari ${items.length} item`);
  await expect(page.locator(".topbar__title")).toContainText(`${items.length} item`);
  await expect.poll(async () => {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    return (await itemIds(page)).length;
  }).toBe(items.length);
  expect(await itemIds(page)).toEqual(items.map((item) => item.id));
  await expect(page.locator(".cards__more")).toHaveCount(0);
});

test("what enters above pushes nothing out, and a search looks through all of them", async ({ signIn }) => {
  const page = await signIn("dewi", PATH);
  const { items } = await snapshot(page);
  const drawn = await itemIds(page);
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  await createOrder(admin, "PO-UJI-PANJANG", [{ item_name: "Poros atas" }, { item_name: "Poros bawah" }]);
  await expect(page.locator('.cards [data-po-number="PO-UJI-PANJANG"]')).toHaveCount(2);
  const now = await itemIds(page);
  expect(now.slice(2, 2 + drawn.length)).toEqual(drawn);

  const last = items.at(-1)!;
  await page.locator("#cari").fill(`${last.order.po_number} ${last.item_name}`);
  await expect(page.locator(`.cards [data-item-id="${last.id}"]`)).toBeVisible();
});

test("a filter in the URL is drawn from all items", async ({ signIn }) => {
  const page = await signIn("dewi", `${PATH}?late=1`);
  const shown = await page.locator(".cards__note").innerText();
  const html = await (await page.request.get(`${PATH}?late=1`)).text();
  const count = Number(shown.split(" ")[0]);
  expect(html.match(/<article[^>]* data-item-id=/g)?.length ?? 0).toBe(Math.min(count, FIRST));
  expect(html).toContain(shown.split(" · ")[0].replace(/\s+/g, " "));
});

test("what a card says of time stays true on a page that nobody touches", async ({ signIn }) => {
  const budi = await signIn("budi");
  await budi.clock.install();
  await budi.goto(TASKS);
  await live(budi);
  const deadline = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  const [made] = await createOrder(await signIn("maya"), "PO-UJI-WAKTU", [{ item_name: "Poros waktu" }], { delivery_deadline: deadline });
  const [own, other] = [track(budi, made.id, "production"), track(budi, made.id, "drafting")].map((of) => of.locator(".track__by"));
  for (const department of ["production", "drafting"]) {
    const by = department === "production" ? budi : await signIn("rina");
    const change = { item_id: made.id, department, progress: 40, note: null, version: 1 };
    expect((await call(by, "advance_track", { factory: FACTORY, mutation_id: mutationId(), ...change })).status).toBe(200);
  }
  await expect(own).toHaveText("Anda · baru saja");
  await expect(other).toHaveText("Rina · baru saja");
  const chip = card(budi, made.id).locator(".card__status .chip");
  await expect(chip).toHaveText(/Terlambat [34] hari/);
  // The factory's days, seven hours ahead of Greenwich.
  const today = () => budi.evaluate(() => Math.floor((Date.now() + 7 * 3_600_000) / 86_400_000));
  const [days, day] = [Number((await chip.innerText()).match(/\d+/)![0]), await today()];

  // A tick writes what says something else, and nothing besides.
  await budi.evaluate(() => {
    (window as any).written = 0;
    const observer = new MutationObserver((records) => ((window as any).written += records.length));
    observer.observe(document.querySelector(".cards")!, { subtree: true, childList: true, characterData: true, attributes: true });
  });
  await budi.clock.runFor("02:05");
  await expect(own).toHaveText(/^Anda · [12] mnt lalu$/);
  await expect(other).toHaveText(/^Rina · [12] mnt$/);
  const written = await budi.evaluate(() => (window as any).written as number);
  expect(written).toBeGreaterThanOrEqual(2);
  // Two lines at two ticks, and whose hour or day is full just then.
  expect(written).toBeLessThan(20);

  await budi.clock.fastForward("01:00:30");
  await expect(own).toHaveText("Anda · 1 jam lalu");
  await budi.clock.fastForward("24:00:00");
  await expect(own).toHaveText("Anda · kemarin");
  await expect(other).toHaveText("Rina · kemarin");
  await expect(chip).toHaveText(new RegExp(`Terlambat ${days + (await today()) - day} hari`));
});

test("without scripts a link leads to all of them", async ({ signIn, browser, server }) => {
  const page = await signIn("dewi", PATH);
  const { items } = await snapshot(page);
  const plain = await browser.newContext({
    baseURL: server.url,
    storageState: await page.context().storageState(),
    javaScriptEnabled: false,
  });
  const reader = await plain.newPage();
  await reader.goto(PATH);
  await expect(reader.locator(".cards [data-item-id]")).toHaveCount(FIRST);
  await reader.getByRole("link", { name: `Tampilkan ${items.length - FIRST} item lagi` }).click();
  await expect(reader.locator(".cards [data-item-id]")).toHaveCount(items.length);
  await plain.close();
});

test("a burst of live events moves nothing that is being looked at", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  for (const viewport of [{ width: 1440, height: 900 }, { width: 390, height: 844 }]) {
    const watcher = await signIn("dewi", `/${FACTORY}/tasks`, { viewport });
    // What comes late on its own (the rest of the list, fonts) is not the events'.
    await watcher.waitForTimeout(1_000);
    await watcher.evaluate(() => {
      const seen = { shifted: 0, what: [] as string[] };
      (window as any).seen = seen;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as any[]) {
          if (entry.hadRecentInput) continue;
          const sources = entry.sources.map((source: any) => source.node);
          seen.shifted += entry.value;
          seen.what.push(...sources.map((node: any) => node?.className ?? node?.nodeName ?? "?"));
        }
      }).observe({ type: "layout-shift", buffered: false });
    });
    const shown = (await itemIds(watcher)).slice(0, 12);
    for (const id of shown) {
      const now = await item(admin, id);
      for (const { department, version, progress: was } of now.tracks.slice(0, 4)) {
        const answer = await call(admin, "advance_track", {
          ...{ factory: FACTORY, mutation_id: mutationId(), item_id: id, department, progress: was >= 100 ? 9 : 100, note: null, version },
        });
        expect(answer.status).toBe(200);
      }
    }
    const last = await item(admin, shown.at(-1)!);
    await expect(progress(watcher, last.id, "qc")).toHaveAttribute("aria-valuenow", String(last.tracks[3].progress));
    // News comes and goes without a move, too.
    await expect(watcher.locator(".toast, .toasts__more")).toHaveCount(0, { timeout: 30_000 });
    const seen = await watcher.evaluate(() => (window as any).seen as { shifted: number; what: string[] });
    expect(seen, `${viewport.width}`).toEqual({ shifted: 0, what: [] });
  }
});
