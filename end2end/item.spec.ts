/** One item: its issues, its deliveries, its history, and that a page that was left hears nothing more. */
import type { Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, test } from "./support/fixtures";
import { count, createOrder, itemPath, orderRow, refused, tab } from "./support/orders";
import { card, item, progress, snapshot, toast, type Department, type Item } from "./support/tasks";

const issue = (page: Page, title: string) => page.locator("#issue li", { hasText: title });
const deliveries = (page: Page) => page.locator("#pengiriman");

async function advance(page: Page, of: Item, department: Department, to: number, note: string | null = null): Promise<void> {
  const { version } = (await item(page, of.id)).tracks.find((track) => track.department === department)!;
  const answer = await call(page, "advance_track", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: of.id, department, progress: to, note, version },
  });
  expect(answer.status).toBe(200);
}

test("an issue is reported by one, seen by another, and solved by a third", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-ISSUE", [{ item_name: "Kopling" }]);
  const reporter = await signIn("sari", itemPath(target));
  const solver = await signIn("dewi", itemPath(target));
  const badge = card(admin, target.id).locator("[data-issues]");
  await expect(card(admin, target.id)).toBeVisible();
  await expect(badge).toHaveCount(0);
  const { seq } = await snapshot(admin);

  await reporter.locator("#issue").getByRole("button", { name: "Laporkan" }).click();
  const dialog = reporter.getByRole("dialog", { name: "Laporkan issue" });
  const [title, description] = [dialog.getByLabel("Judul"), dialog.getByLabel("Keterangan")];
  await expect(title).toBeFocused();
  await title.fill("   ");
  await description.fill("Retak di dua tempat");
  await dialog.getByLabel("Kritis").check();
  await dialog.getByRole("button", { name: "Laporkan" }).click();
  await refused(title, "Judul wajib diisi.");
  await expect(title).toHaveValue("   ");
  await expect(description).toHaveValue("Retak di dua tempat");
  await expect(dialog.getByLabel("Kritis")).toBeChecked();
  expect((await snapshot(admin)).seq).toBe(seq);

  await title.fill("Las retak");
  await dialog.getByRole("button", { name: "Laporkan" }).click();
  await expect(dialog).toBeHidden();
  await expect(toast(solver, "warning")).toContainText("⚠️ Issue Baru: Las retak");
  for (const page of [reporter, solver]) {
    await expect(issue(page, "Las retak")).toHaveAttribute("data-issue-status", "open");
    await expect(issue(page, "Las retak")).toHaveAttribute("data-priority", "critical");
    await expect(issue(page, "Las retak")).toContainText("Retak di dua tempat");
  }
  await expect(issue(reporter, "Las retak")).toContainText("Kritis · Anda");
  await expect(issue(solver, "Las retak")).toContainText("Kritis · Sari");
  await expect(badge).toHaveAttribute("data-issues", "1");
  await expect(badge).toHaveText("1 issue · Kritis");
  expect((await snapshot(admin)).seq).toBe(seq + 1);

  // Exactly: the news of it has a button that closes it.
  const solved = (page: Page) => page.getByRole("button", { name: "Selesai: Las retak", exact: true });
  await solved(solver).click();
  await expect(toast(reporter, "success")).toContainText("✅ Issue Selesai: Las retak");
  for (const page of [reporter, solver]) {
    await expect(issue(page, "Las retak")).toHaveAttribute("data-issue-status", "resolved");
    await expect(solved(page)).toHaveCount(0);
  }
  await expect(issue(reporter, "Las retak")).toContainText("oleh Dewi · dilaporkan Anda");
  await expect(issue(solver, "Las retak")).toContainText("oleh Anda · dilaporkan Sari");
  await expect(badge).toHaveCount(0);
});

test("partial deliveries add up, too much is refused at the field, and the last one completes the order", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const completed = await count(tab(admin, "Selesai"));
  const [target] = await createOrder(admin, "PO-UJI-KIRIM", [{ item_name: "Kopling" }]);
  await expect(orderRow(admin, "PO-UJI-KIRIM")).toBeVisible();
  const joko = await signIn("joko", itemPath(target));
  const watcher = await signIn("hendra", itemPath(target));
  const tasks = await signIn("dewi");
  const dialog = joko.getByRole("dialog", { name: "Catat pengiriman" });
  const quantity = dialog.getByLabel("Jumlah (pcs)");
  const open = () => deliveries(joko).getByRole("button", { name: "Catat pengiriman" }).click();

  // Only delivery and admins record; a manager reads.
  await expect(deliveries(watcher).getByRole("button")).toHaveCount(0);

  await open();
  await expect(quantity).toBeFocused();
  const bad: [string, string][] = [
    ["10,5", "Melebihi sisa: tinggal 10 pcs yang belum terkirim."],
    ["0", "Jumlah harus lebih dari nol."],
    ["dua", "“dua” bukan angka"],
    ["", "Jumlah wajib diisi."],
  ];
  for (const [typed, reason] of bad) {
    await quantity.fill(typed);
    await quantity.press("Enter");
    await refused(quantity, reason);
    await expect(quantity).toHaveValue(typed);
  }
  expect((await item(admin, target.id)).version).toBe(target.version);

  await quantity.fill("4");
  await dialog.getByLabel("Catatan").fill("surat jalan 17");
  await dialog.getByRole("button", { name: "Catat 4 pcs" }).click();
  await expect(dialog).toBeHidden();
  for (const page of [joko, watcher]) {
    await expect(deliveries(page)).toContainText("4 dari 10 pcs");
    await expect(page.locator("[data-delivery-id]")).toHaveCount(1);
    await expect(page.locator("[data-delivery-id]")).toContainText("surat jalan 17");
  }
  await expect(card(tasks, target.id).locator(".qty")).toHaveText("10 pcs · terkirim 4/10");

  await open();
  await expect(quantity).toHaveValue("");
  await expect(dialog).toContainText("Sisa 6 pcs");
  await quantity.fill("6,0001");
  await quantity.press("Enter");
  await refused(quantity, "Melebihi sisa: tinggal 6 pcs yang belum terkirim.");
  await quantity.fill("2,5");
  await dialog.getByRole("button", { name: "Catat 2,5 pcs" }).click();
  for (const page of [joko, watcher]) {
    await expect(deliveries(page)).toContainText("6,5 dari 10 pcs");
    await expect(page.locator("[data-delivery-id]")).toHaveCount(2);
    await expect(deliveries(page).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "65");
  }
  await expect(card(tasks, target.id).locator(".qty")).toHaveText("10 pcs · terkirim 6,5/10");

  await open();
  await dialog.getByRole("button", { name: "Semua sisa" }).click();
  await dialog.getByRole("button", { name: "Catat 3,5 pcs" }).click();
  for (const page of [joko, watcher]) {
    await expect(deliveries(page)).toContainText("Terkirim seluruhnya");
    await expect(deliveries(page).getByRole("progressbar")).toHaveAttribute("aria-valuenow", "100");
    await expect(page.locator("[data-delivery-id]")).toHaveCount(3);
    await expect(page.locator("[data-state=queued]")).toHaveCount(0);
    await expect(page.locator(".item-head")).toContainText("PO SELESAI");
  }
  await expect(deliveries(joko).getByRole("button", { name: "Catat pengiriman" })).toHaveCount(0);
  await expect(card(tasks, target.id)).toHaveClass(/card--delivered/);

  await expect(orderRow(admin, "PO-UJI-KIRIM")).toHaveCount(0);
  await expect(tab(admin, "Selesai").locator(".n")).toHaveText(String(completed + 1));
  await tab(admin, "Selesai").click();
  await expect(orderRow(admin, "PO-UJI-KIRIM")).toContainText("Terkirim");
});

test("the history lists every step, newest first, from and to, while it happens", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-RIWAYAT", [{ item_name: "Kopling" }]);
  const watcher = await signIn("hendra", itemPath(target));
  const budi = await signIn("budi");
  const joko = await signIn("joko");
  const rows = watcher.locator(".timeline .event p");
  const steps = ["Maya Lestari membuat PO-UJI-RIWAYAT untuk PT Uji Coba · 1 item"];
  const happened = async (step: string) => {
    steps.unshift(step);
    await expect(rows).toHaveText(steps);
  };
  await expect(rows).toHaveText(steps);

  await advance(budi, target, "production", 40, "mesin 2");
  await happened("Budi Santoso menaikkan Prod 0% → 40%");
  await expect(watcher.locator(".timeline .event").first()).toContainText("mesin 2");
  await advance(budi, target, "production", 25);
  await happened("Budi Santoso menurunkan Prod 40% → 25%");

  const reported = await call<any>(admin, "report_issue", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: target.id },
    ...{ title: "Las retak", description: null, priority: "high" },
  });
  expect(reported.status).toBe(200);
  await happened("Maya Lestari melaporkan issue Las retak · Tinggi");
  const { issues } = await item(admin, target.id);
  await call(admin, "resolve_issue", { factory: FACTORY, mutation_id: mutationId(), issue_id: issues[0].id });
  await happened("Maya Lestari menutup issue Las retak");

  for (const [quantity, step] of [
    ["4", "Joko Prasetyo mengirim 4 pcs · terkirim 0 → 4"],
    ["2,5", "Joko Prasetyo mengirim 2,5 pcs · terkirim 4 → 6,5"],
  ]) {
    await call(joko, "record_delivery", { factory: FACTORY, mutation_id: mutationId(), item_id: target.id, quantity, note: null });
    await happened(step);
  }
  await call(admin, "set_purchase_order_urgent", { factory: FACTORY, mutation_id: mutationId(), id: target.order.id, is_urgent: true });
  await happened("Maya Lestari menandai PO-UJI-RIWAYAT URGENT");

  // What came piece by piece is what the log says.
  await watcher.reload();
  await live(watcher);
  await expect(rows).toHaveText(steps);
  await watcher.getByLabel("Riwayat departemen").selectOption("production");
  await expect(rows).toHaveText(steps.filter((step) => step.includes("Prod ")));
});

test("a half-typed issue survives what others do meanwhile, and a slip on close", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-KETIK", [{ item_name: "Kopling" }]);
  const typist = await signIn("sari", itemPath(target));
  const dialog = typist.getByRole("dialog", { name: "Laporkan issue" });
  const [title, description] = [dialog.getByLabel("Judul"), dialog.getByLabel("Keterangan")];
  const report = typist.locator("#issue").getByRole("button", { name: "Laporkan" }).first();
  await report.click();
  await description.fill("dua lem");
  await title.fill("Plat kura");
  const kept = await title.elementHandle();

  await advance(admin, target, "production", 40);
  await call(admin, "report_issue", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: target.id },
    ...{ title: "Cat mengelupas", description: null, priority: "low" },
  });
  await expect(issue(typist, "Cat mengelupas")).toHaveCount(1);
  await expect(typist.locator('[role=progressbar][aria-label="Prod"]').first()).toHaveAttribute("aria-valuenow", "40");
  await expect(dialog).toBeVisible();
  await expect(title).toBeFocused();
  expect(await typist.evaluate((input) => input!.isConnected, kept)).toBe(true);
  await title.pressSequentially("ng");
  await expect(title).toHaveValue("Plat kurang");
  await expect(description).toHaveValue("dua lem");

  await typist.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await report.click();
  await expect(title).toHaveValue("Plat kurang");
  await expect(description).toHaveValue("dua lem");
});

test("unknown, malformed and foreign item ids answer alike", async ({ signIn }) => {
  const page = await signIn("maya");
  const neighbour = await signIn("sinta", "/teknik-abadi/tasks");
  const foreign = (await snapshot(neighbour, "teknik-abadi")).items[0].id;
  const answers = [];
  for (const id of [mutationId(), foreign, "bukan-id", "00000000-0000-0000-0000-000000000000", "1%27--"]) {
    const answer = await page.request.get(`/${FACTORY}/items/${id}`);
    // The id that was asked for, moments and nonces differ; nothing else may.
    const body = (await answer.text()).replaceAll(id, "…").replaceAll(/\d{13}/g, "t").replaceAll(/[\w-]{22}(?=")/g, "n");
    expect(answer.status(), id).toBe(404);
    expect(body).toContain("Tidak ditemukan");
    answers.push(body);
  }
  for (const body of answers) expect(body).toEqual(answers[0]);
});

test("a page that was left handles nothing more: its channels are given up, and news is told once", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-KANAL", [{ item_name: "Kopling" }], {
    // Among the first of the list, which is drawn as far as it is seen.
    delivery_deadline: "2020-01-01",
  });
  const page = await signIn("dewi");
  const sent: any[] = [];
  page.on("websocket", (socket) => socket.on("framesent", ({ payload }) => void sent.push(JSON.parse(String(payload)))));
  const documents = [`doc:item:${target.id}`, `doc:po:${target.order.id}`];

  await page.goto(itemPath(target));
  await live(page);
  // The name of its customer comes by another list.
  const channels = [...documents, expect.stringMatching(/^list:client:/)];
  expect(sent[0]).toMatchObject({ type: "hello", channels });
  const before = sent.length;

  // Inside the app: the line stays, what it carries changes.
  await page.evaluate(() => ((window as any).samePage = true));
  await page.getByRole("link", { name: "Tugas" }).first().click();
  await expect(card(page, target.id)).toBeVisible();
  await live(page);
  expect(await page.evaluate(() => (window as any).samePage)).toBe(true);
  // Beside what the line says by itself: where somebody is, and whether it is alive.
  const asked = () => sent.slice(before).filter(({ type }) => type !== "ping" && type !== "presence");
  await expect.poll(() => asked().at(-1)?.type).toBe("subscribe");
  const frames = asked();
  expect(frames.map((frame) => frame.type)).not.toContain("hello");
  // A subscription replaces the one before it.
  expect(frames.at(-1).channels).toEqual([expect.stringMatching(/^list:po:/)]);

  await advance(admin, target, "production", 40);
  await expect(toast(page, "info")).toHaveCount(1);
  await expect(progress(page, target.id, "production")).toHaveAttribute("aria-valuenow", "40");
});

test("the deadline chip of a delivered item names the deadline as it is now", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [first] = await createOrder(admin, "PO-UJI-CHIP", [{ item_name: "Kopling" }, { item_name: "Poros" }]);
  const delivery = { factory: FACTORY, mutation_id: mutationId(), item_id: first.id, quantity: "10", note: null };
  expect((await call(admin, "record_delivery", delivery)).status).toBe(200);
  const watcher = await signIn("hendra", itemPath(first));
  const { id, version } = first.order;
  const header = { po_number: "PO-UJI-CHIP", client: "PT Uji Coba", order_date: "", is_vendor_job: false, items_added: [] };
  const edit = { ...header, delivery_deadline: "2100-01-01" };
  await call(admin, "edit_purchase_order", { factory: FACTORY, mutation_id: mutationId(), id, version, edit });
  await expect(watcher.locator(".facts")).toContainText("1 Jan 2100");
  await expect(watcher.locator(".item-head .chip")).toHaveAttribute("title", "Jumat, 1 Jan 2100");
});
