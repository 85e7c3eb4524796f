/** Two people, two browsers, one factory: each sees the other's work, and nothing else moves. */
import { call, expect, FACTORY, live, mutationId, test } from "./support/fixtures";
import { card, closeToasts, item, itemIds, progress, snapshot, toast, track, unfinished, type Item } from "./support/tasks";

test("a new order appears at the top of both screens, and the second keeps scroll, focus and half-typed text", async ({
  signIn,
}) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders/new`);
  const purchasing = await signIn("dewi");

  // Half-typed text in the own track's sheet, in a scrolled page.
  await purchasing.evaluate(() => window.scrollTo(0, 900));
  const before = await itemIds(purchasing);
  const own = purchasing.locator(".cards .track--own .track__hit").nth(12);
  await own.click();
  const note = purchasing.getByLabel("Catatan", { exact: true });
  await note.fill("menunggu plat da");
  const scrolled = await purchasing.evaluate(() => window.scrollY);
  const kept = await purchasing.locator(".cards [data-item-id]").nth(3).elementHandle();

  const number = await admin.getByLabel("Nomor PO").inputValue();
  await admin.getByLabel("Klien", { exact: true }).fill("PT Sinar Abadi");
  for (const [line, name] of ["Bracket A", "Bracket B", "Bracket C"].entries()) {
    if (line > 0) await admin.getByRole("button", { name: "Tambah item" }).click();
    await admin.getByLabel(`Nama item ${line + 1}`, { exact: true }).fill(name);
    await admin.getByLabel(`Jumlah ${line + 1}`, { exact: true }).fill("12,5");
  }
  await admin.getByRole("button", { name: /^Buat PO/ }).click();

  await expect(toast(purchasing, "success")).toContainText(`PO Baru: ${number}`);
  await expect(toast(purchasing, "success")).toContainText("PT Sinar Abadi · 3 item · oleh Maya Lestari");
  await expect(toast(admin, "success")).toContainText(`PO Baru: ${number}`);
  await admin.waitForURL(`**/${FACTORY}/tasks`);
  for (const page of [admin, purchasing]) {
    const top = page.locator(".cards [data-item-id]");
    for (const [place, name] of ["Bracket A", "Bracket B", "Bracket C"].entries()) {
      await expect(top.nth(place)).toContainText(name);
      await expect(top.nth(place)).toHaveAttribute("data-po-number", number);
    }
  }
  const after = await itemIds(purchasing);
  expect(after.slice(3)).toEqual(before);
  await expect(note).toHaveValue("menunggu plat da");
  await expect(note).toBeFocused();
  expect(await purchasing.evaluate((card) => card!.isConnected, kept)).toBe(true);
  // The browser anchors what is looked at: the three cards went in above it, so it stays where it is on screen.
  const moved = (await purchasing.evaluate(() => window.scrollY)) - scrolled;
  expect(moved).toBeGreaterThanOrEqual(0);
  await purchasing.getByRole("button", { name: "Batal" }).click();
});

test("a track update touches only the leaves that show it", async ({ signIn }) => {
  const watcher = await signIn("dewi");
  const actor = await signIn("budi");
  const id = await unfinished(watcher, "production");
  const old = (await item(actor, id)).tracks[2].progress;
  const to = old === 60 ? 65 : 60;

  await watcher.evaluate(() => {
    const seen: { kind: string; target: string; card: string | null; department: string | null }[] = [];
    (window as any).seen = seen;
    new MutationObserver((records) => {
      for (const record of records) {
        const element = record.target instanceof Element ? record.target : record.target.parentElement!;
        if (element.closest(".toasts, .pill, .filling-in")) continue;
        seen.push({
          kind: record.type === "attributes" ? record.attributeName! : record.type,
          target: element.className.toString(),
          card: element.closest("[data-item-id]")?.getAttribute("data-item-id") ?? null,
          department: element.closest("[data-department]")?.getAttribute("data-department") ?? null,
        });
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });

  await actor.locator(`[data-item-id="${id}"] .track__hit`).click();
  await actor.getByLabel("Kemajuan Prod dalam persen").fill(String(to));
  await actor.getByRole("button", { name: `Simpan ${to}%` }).click();

  await expect(progress(watcher, id, "production")).toHaveAttribute("aria-valuenow", String(to));
  await expect(track(watcher, id, "production")).toContainText("Budi");
  await expect(toast(watcher, "info")).toContainText(`Prod: ${old}% → ${to}%`);
  await expect(toast(actor, "info")).toHaveCount(0);

  // Two frames later everything that one event causes has happened.
  await watcher.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const seen = (await watcher.evaluate(() => (window as any).seen)) as {
    kind: string;
    target: string;
    card: string | null;
    department: string | null;
  }[];
  expect(seen.length).toBeGreaterThanOrEqual(3);
  expect(seen.length).toBeLessThanOrEqual(5);
  for (const record of seen) {
    expect(record.card, JSON.stringify(record)).toBe(id);
    expect(record.department).toBe("production");
  }
  const leaves = seen.map((record) => `${record.kind} ${record.target.split(" ")[0]}`);
  expect(new Set(leaves).size).toBe(leaves.length);
});

test("each event reaches the second browser with its toast", async ({ signIn }) => {
  const watcher = await signIn("hendra");
  const admin = await signIn("maya");
  const { items } = await snapshot(watcher);
  const target = items.find((item) => item.issues.length === 0 && !item.order.is_urgent && !item.is_delivered)!;
  const siblings = items.filter((item) => item.order.id === target.order.id);
  const factory = FACTORY;
  const po = target.order.po_number;

  const reported = await call<any>(admin, "report_issue", {
    ...{ factory, mutation_id: mutationId(), item_id: target.id },
    ...{ title: "Lubang baut <b>meleset</b>", description: null, priority: "critical" },
  });
  expect(reported.status).toBe(200);
  await expect(toast(watcher, "warning")).toContainText("⚠️ Issue Baru: Lubang baut <b>meleset</b>");
  await expect(toast(watcher, "warning")).toContainText(`${target.item_name} · ${po} · oleh Maya Lestari`);
  await expect(card(watcher, target.id).locator("[data-issues]")).toHaveAttribute("data-issues", "1");
  await expect(card(watcher, target.id).locator("[data-issues]")).toContainText("Kritis");

  // Three toasts are shown at once; each is closed by hand before the next, as an impatient person would.
  await closeToasts(watcher);
  const issue_id = reported.body.events[0].change.issue.id;
  await call(admin, "resolve_issue", { factory, mutation_id: mutationId(), issue_id });
  await expect(toast(watcher, "success")).toContainText("✅ Issue Selesai: Lubang baut <b>meleset</b>");
  await expect(card(watcher, target.id).locator("[data-issues]")).toHaveCount(0);

  await closeToasts(watcher);
  await call(admin, "set_purchase_order_urgent", { factory, mutation_id: mutationId(), id: target.order.id, is_urgent: true });
  await expect(toast(watcher, "warning").filter({ hasText: `🔴 URGENT: ${po}` })).toContainText("oleh Maya Lestari");
  for (const item of siblings) await expect(card(watcher, item.id).locator(".badge--urgent")).toBeVisible();
  await call(admin, "set_purchase_order_urgent", { factory, mutation_id: mutationId(), id: target.order.id, is_urgent: false });
  await expect(card(watcher, target.id).locator(".badge--urgent")).toHaveCount(0);

  await closeToasts(watcher);
  const rest = (target.quantity_total - target.quantity_delivered) / 10_000;
  const delivered = await call<any>(admin, "record_delivery", {
    ...{ factory, mutation_id: mutationId(), item_id: target.id, note: null },
    quantity: String(rest).replace(".", ","),
  });
  expect(delivered.status).toBe(200);
  await expect(toast(watcher, "success").filter({ hasText: `📦 Terkirim: ${target.item_name}` })).toContainText(
    `${po} · oleh Maya Lestari`,
  );
  await expect(card(watcher, target.id)).toHaveClass(/card--delivered/);

  await closeToasts(watcher);
  const other = items.find((item) => item.order.id !== target.order.id)!;
  const others = items.filter((item) => item.order.id === other.order.id);
  await call(admin, "set_purchase_order_status", {
    ...{ factory, mutation_id: mutationId(), id: other.order.id, version: other.order.version, status: "cancelled" },
  });
  await expect(toast(watcher, "info")).toContainText(`PO ${other.order.po_number} dibatalkan`);
  for (const item of others) await expect(card(watcher, item.id)).toHaveCount(0);
});

test("a refused change rolls back on the actor's screen and says why", async ({ signIn }) => {
  const first = await signIn("budi");
  const second = await signIn("andi");
  const id = await unfinished(first, "production");
  const before: Item = await item(first, id);
  const old = before.tracks[2].progress;

  // The second screen hears nothing, so it acts on a version that is old by then.
  await second.routeWebSocket(/\/live\b/, () => {});
  await second.reload();
  await second.locator(`[data-item-id="${id}"] .track__hit`).click();
  const moved = old >= 50 ? old - 10 : old + 10;
  const answer = await call(first, "advance_track", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: id, department: "production" },
    ...{ progress: moved, note: null, version: before.tracks[2].version },
  });
  expect(answer.status).toBe(200);
  await second.getByLabel("Kemajuan Prod dalam persen").fill("99");
  await second.getByRole("button", { name: "Simpan 99%" }).click();
  await expect(toast(second, "error")).toContainText("Data sudah diubah orang lain");
  await expect(progress(second, id, "production")).not.toHaveAttribute("aria-valuenow", "99");
  expect((await item(first, id)).tracks[2].progress).toBe(moved);
});

test("filters live in the URL and stay live", async ({ signIn }) => {
  const watcher = await signIn("hendra");
  const admin = await signIn("maya");
  await watcher.getByRole("checkbox", { name: /Ada issue/ }).check();
  await expect(watcher).toHaveURL(/[?&]issue=1/);
  const shown = await itemIds(watcher);
  const { items } = await snapshot(admin);
  expect(shown.length).toBe(items.filter((item) => item.issues.some((issue) => issue.status === "open")).length);

  const quiet = items.find((item) => item.issues.length === 0)!;
  await call(admin, "report_issue", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: quiet.id },
    ...{ title: "Cat mengelupas", description: null, priority: "low" },
  });
  await expect(card(watcher, quiet.id)).toBeVisible();
  await expect(watcher.getByRole("checkbox", { name: /Ada issue/ })).toBeChecked();
  await expect(watcher.locator("label", { hasText: "Ada issue" }).locator(".n")).toHaveText(String(shown.length + 1));

  await watcher.reload();
  await live(watcher);
  await expect(watcher.getByRole("checkbox", { name: /Ada issue/ })).toBeChecked();
  expect((await itemIds(watcher)).length).toBe(shown.length + 1);
  await watcher.getByRole("searchbox").first().fill("tidak ada yang begini");
  await expect(watcher.getByText("Tidak ada yang cocok")).toBeVisible();
});
