/** The line breaks; the screen says so, comes back by itself with what it missed, and loses nothing typed. */
import { expect, FACTORY, live, mutationId, PASSWORD, TASKS, test } from "./support/fixtures";
import { progress, snapshot, unfinished } from "./support/tasks";

test("killed during 200 updates, both browsers converge to the database without a reload", async ({ server, signIn }) => {
  test.setTimeout(120_000);
  const first = await signIn("budi");
  const second = await signIn("maya");
  for (const page of [first, second]) await page.evaluate(() => ((window as any).loadedOnce = true));
  const { items } = await snapshot(first);
  const versions = new Map(items.map((item) => [item.id, item.tracks[2].version]));
  const before = await history(second, items.map((item) => item.id).slice(0, 8));

  // Sent as a page sends: the same id again until there is an answer.
  const targets = items.slice(0, 8).map((item) => item.id);
  const acknowledged = new Map<string, number>();
  let killed: Promise<void> | undefined;
  for (let update = 0; update < 200; update++) {
    const id = targets[update % targets.length];
    const version = versions.get(id)!;
    const mutation_id = mutationId();
    const data = { factory: FACTORY, mutation_id, item_id: id, department: "production", progress: update % 101, note: null, version };
    if (update === 60 || update === 130) {
      killed = server.kill().then(() => server.run());
    }
    for (;;) {
      try {
        const answer = await first.request.post(`${server.url}/api/advance_track`, { headers: { origin: server.url }, data });
        if (answer.status() === 200) {
          const event = (await answer.json()).events[0];
          versions.set(id, event.version);
          acknowledged.set(mutation_id, event.seq);
          break;
        }
        expect(answer.status(), await answer.text()).toBe(503);
      } catch (error) {
        if (String(error).includes("expect")) throw error;
      }
      await killed;
    }
  }
  expect(acknowledged.size).toBe(200);
  expect(new Set(acknowledged.values()).size).toBe(200);

  for (const page of [first, second]) await live(page);
  const truth = await snapshot(first);
  for (const page of [first, second]) {
    for (const item of truth.items.filter((item) => targets.includes(item.id))) {
      await expect(progress(page, item.id, "production")).toHaveAttribute("aria-valuenow", String(item.tracks[2].progress));
    }
    expect(await page.evaluate(() => (window as any).loadedOnce)).toBe(true);
  }
  // Every acknowledged update is in the log, once.
  const after = await history(second, targets);
  const recorded = after.filter((id) => acknowledged.has(id));
  expect(recorded.length).toBe(200);
  expect(new Set(recorded).size).toBe(200);
  expect(after.length).toBe(before.length + 200);
});

/** Mutation ids of the track updates of these items, as the log has them. */
async function history(page: import("@playwright/test").Page, ids: string[]): Promise<string[]> {
  const origin = new URL(page.url()).origin;
  const found: string[] = [];
  for (const item_id of ids) {
    const answer = await page.request.post("/api/load_item", { headers: { origin }, data: { factory: FACTORY, item_id } });
    expect(answer.status()).toBe(200);
    const { history } = await answer.json();
    for (const event of history) if (event.type === "track-updated") found.push(event.mutationId);
  }
  return found;
}

test("a stopped server shows in the pill; what was done meanwhile goes through once it is back", async ({ server, signIn }) => {
  const page = await signIn("budi");
  const watcher = await signIn("maya");
  const id = await unfinished(page, "production");
  await server.kill();
  await expect(page.locator('.pill:not([data-state="live"])')).toBeVisible();

  await page.locator(`[data-item-id="${id}"] .track__hit`).click();
  await page.getByLabel("Kemajuan Prod dalam persen").fill("83");
  await page.getByLabel("Catatan", { exact: true }).fill("selesai waktu server mati");
  await page.getByRole("button", { name: "Simpan 83%" }).click();
  await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", "83");
  await expect(page.locator(".pill")).toContainText(/[12] menunggu/);
  await expect(page.locator(`[data-item-id="${id}"] .track--own`)).toHaveAttribute("data-state", "queued");

  await server.run();
  await live(page);
  await live(watcher);
  await expect(progress(watcher, id, "production")).toHaveAttribute("aria-valuenow", "83");
  await expect(page.locator(`[data-item-id="${id}"] .track--own`)).not.toHaveAttribute("data-state", "queued");
});

test("two tabs of one person work while the server is down: each change counts once and both tabs show both", async ({ server, signIn }) => {
  const first = await signIn("budi");
  const second = await first.context().newPage();
  await second.goto(TASKS);
  await live(second);
  const { items } = await snapshot(first);
  const open = items.filter((item) => item.tracks[2].progress < 50).slice(0, 2).map((item) => item.id);
  expect(open.length).toBe(2);
  const before = await history(first, open);
  await server.kill();
  for (const [page, id, percent] of [[first, open[0], 61], [second, open[1], 62]] as const) {
    await page.locator(`[data-item-id="${id}"] .track__hit`).click();
    await page.getByLabel("Kemajuan Prod dalam persen").fill(String(percent));
    await page.getByRole("button", { name: `Simpan ${percent}%` }).click();
    await expect(page.locator(".pill")).toContainText(/[12] menunggu/);
  }
  await server.run();
  for (const page of [first, second]) {
    await live(page);
    await expect(progress(page, open[0], "production")).toHaveAttribute("aria-valuenow", "61");
    await expect(progress(page, open[1], "production")).toHaveAttribute("aria-valuenow", "62");
    await expect(page.locator('[data-state="queued"]')).toHaveCount(0);
  }
  expect((await history(first, open)).length).toBe(before.length + 2);
});

for (const hours of [-1, 1]) {
  test(`a device whose clock is ${hours} h off is as live as any, and its person's work as current`, async ({ server, signIn }) => {
    const dewi = await signIn("dewi");
    // Set in the middle of work, as people do.
    await dewi.evaluate((millis) => {
      const now = Date.now.bind(Date);
      Date.now = () => now() + millis;
    }, hours * 3_600_000);
    const budi = await signIn("budi");
    const id = await unfinished(budi, "production");
    await budi.locator(`[data-item-id="${id}"] .track__hit`).click();
    await budi.getByLabel("Kemajuan Prod dalam persen").fill("64");
    await budi.getByRole("button", { name: "Simpan 64%" }).click();
    await expect(progress(dewi, id, "production")).toHaveAttribute("aria-valuenow", "64");
    await server.kill();
    await expect(dewi.locator('.pill:not([data-state="live"])')).toBeVisible();
    await server.run();
    await live(dewi);
    await dewi.locator(`[data-item-id="${id}"] .track__hit`).click();
    await dewi.getByLabel("Kemajuan Purch dalam persen").fill("33");
    await dewi.getByRole("button", { name: "Simpan 33%" }).click();
    await expect(progress(budi, id, "purchasing")).toHaveAttribute("aria-valuenow", "33");
  });
}

test("a cut network is noticed and healed, with what was missed", async ({ signIn }) => {
  const page = await signIn("dewi");
  const actor = await signIn("budi");
  await page.context().setOffline(true);
  await expect(page.locator('.pill[data-state="offline"]')).toBeVisible({ timeout: 30_000 });
  const id = await unfinished(actor, "production");
  await actor.locator(`[data-item-id="${id}"] .track__hit`).click();
  await actor.getByLabel("Kemajuan Prod dalam persen").fill("77");
  await actor.getByRole("button", { name: "Simpan 77%" }).click();
  await expect(progress(actor, id, "production")).toHaveAttribute("aria-valuenow", "77");
  await page.context().setOffline(false);
  await live(page);
  await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", "77");
});

test("a session that ends in the middle of work asks again, and the typed text is still there", async ({ server, signIn }) => {
  const page = await signIn("budi");
  const id = await unfinished(page, "production");
  await page.locator(`[data-item-id="${id}"] .track__hit`).click();
  await page.getByLabel("Kemajuan Prod dalam persen").fill("42");
  await page.getByLabel("Catatan", { exact: true }).fill("separuh jalan");
  // Ends this session from outside, as an administrator would.
  const out = await page.request.post("/api/logout", { headers: { origin: server.url }, form: {}, maxRedirects: 0 });
  expect(out.status()).toBeLessThan(400);

  const again = page.locator("#masuk-lagi");
  await expect(again).toBeVisible();
  await again.getByLabel("Nama pengguna").fill("budi");
  await again.getByLabel("Kata sandi").fill("salah");
  await again.getByRole("button", { name: "Masuk" }).click();
  await expect(again.getByRole("alert")).toContainText("salah");
  await again.getByLabel("Kata sandi").fill(PASSWORD);
  await again.getByRole("button", { name: "Masuk" }).click();
  await expect(again).toBeHidden();
  await expect(page.getByLabel("Catatan", { exact: true })).toHaveValue("separuh jalan");
  await page.getByRole("button", { name: "Simpan 42%" }).click();
  await live(page);
  await expect(progress(page, id, "production")).toHaveAttribute("aria-valuenow", "42");
  await expect.poll(async () => (await snapshot(page)).items.find((item) => item.id === id)!.tracks[2].progress).toBe(42);
});
