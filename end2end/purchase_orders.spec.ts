/** Purchase orders from the form to the archive: what one person types, the others see, and nothing typed is lost. */
import { changes, watchChanges } from "./support/changes";
import { call, expect, FACTORY, live, mutationId, TASKS, test } from "./support/fixtures";
import { accepted, count, createOrder, orderPath, orderRow, refused, tab } from "./support/orders";
import { card, item, snapshot, toast } from "./support/tasks";

const FORM = `/${FACTORY}/purchase-orders/new`;
const LIST = `/${FACTORY}/purchase-orders`;

test("a bad order is refused where it is wrong, keeps what was typed, and enters once when it is right", async ({ signIn }) => {
  const admin = await signIn("maya", FORM);
  const before = await snapshot(admin);
  const taken = before.items[0].order.po_number;
  const number = admin.getByLabel("Nomor PO");
  const client = admin.getByLabel("Klien", { exact: true });
  const name = (line: number) => admin.getByLabel(`Nama item ${line}`, { exact: true });
  const quantity = (line: number) => admin.getByLabel(`Jumlah ${line}`, { exact: true });
  const send = admin.getByRole("button", { name: /^Buat PO/ });

  await number.fill(taken);
  const bad: [string, string][] = [
    ["dua puluh", "“dua puluh” bukan angka"],
    ["-5", "Jumlah harus lebih dari nol."],
    ["0", "Jumlah harus lebih dari nol."],
    ["99999999999999999999", "Angka terlalu besar."],
  ];
  for (const [index, [typed]] of bad.entries()) {
    if (index > 0) await admin.getByRole("button", { name: "Tambah item" }).click();
    await name(index + 1).fill(`Poros ${index + 1}`);
    await quantity(index + 1).fill(typed);
  }
  await send.click();

  await refused(client, "Klien wajib diisi.");
  await expect(client).toBeFocused();
  for (const [index, [typed, reason]] of bad.entries()) {
    await refused(quantity(index + 1), reason);
    await expect(quantity(index + 1)).toHaveValue(typed);
    await accepted(name(index + 1));
    await expect(name(index + 1)).toHaveValue(`Poros ${index + 1}`);
  }
  await expect(number).toHaveValue(taken);
  expect((await snapshot(admin)).seq).toBe(before.seq);

  // Readable now, but the number is somebody else's: only the server knows.
  await client.fill("CV Baru Jaya");
  await accepted(client);
  for (const index of bad.keys()) {
    await quantity(index + 1).fill(`${index + 1},5`);
    await accepted(quantity(index + 1));
  }
  await send.click();
  await refused(number, `Nomor ${taken} sudah dipakai.`);
  await expect(number).toHaveValue(taken);
  await expect(client).toHaveValue("CV Baru Jaya");
  for (const index of bad.keys()) await expect(quantity(index + 1)).toHaveValue(`${index + 1},5`);
  expect((await snapshot(admin)).seq).toBe(before.seq);

  await number.fill("PO-UJI-001");
  await accepted(number);
  await send.click();
  await admin.waitForURL(`**/${FACTORY}/tasks`);
  const after = await snapshot(admin);
  expect(after.seq).toBe(before.seq + 1);
  const made = after.items.filter((item) => item.order.po_number === "PO-UJI-001");
  expect(made.map((item) => [item.item_name, item.quantity_total])).toEqual(
    bad.map((_, index) => [`Poros ${index + 1}`, (index + 1.5) * 10_000]),
  );
});

test("rows copied from a spreadsheet become lines where they are pasted", async ({ signIn }) => {
  const admin = await signIn("maya", FORM);
  const rows = ["Flange DN80\t24\tpcs\tFC250", "Pipa SCH40\t1.250,5\tm\tGalvanis", "Baut M16\t96\tset\t"].join("\r\n");
  await admin.getByLabel("Nama item 1", { exact: true }).evaluate((input, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, rows);
  const lines = [
    ["Flange DN80", "24", "pcs", "FC250"],
    ["Pipa SCH40", "1.250,5", "m", "Galvanis"],
    ["Baut M16", "96", "set", ""],
  ];
  await expect(admin.locator(".lines > li")).toHaveCount(lines.length);
  for (const [index, values] of lines.entries()) {
    for (const [place, label] of ["Nama item", "Jumlah", "Satuan", "Spesifikasi"].entries()) {
      await expect(admin.getByLabel(`${label} ${index + 1}`, { exact: true })).toHaveValue(values[place]);
    }
  }
  await admin.getByLabel("Nomor PO").fill("PO-UJI-TEMPEL");
  await admin.getByLabel("Klien", { exact: true }).fill("PT Tempel");
  await admin.getByRole("button", { name: "Buat PO · 3 item" }).click();
  await admin.waitForURL(`**/${FACTORY}/tasks`);
  const made = (await snapshot(admin)).items.filter((item) => item.order.po_number === "PO-UJI-TEMPEL");
  expect(made.map((item) => [item.item_name, item.quantity_total, item.quantity_unit])).toEqual([
    ["Flange DN80", 240_000, "pcs"],
    ["Pipa SCH40", 12_505_000, "m"],
    ["Baut M16", 960_000, "set"],
  ]);
});

test("HTML, scripts and formulas in names are text on every screen, and nothing runs", async ({ signIn }) => {
  const watcher = await signIn("dewi");
  const admin = await signIn("maya", FORM);
  const names = ["<b>tebal</b>", '=HYPERLINK("x")', "</textarea><script>window.ran = true</script>"];
  const client = '<img src="x" onerror="window.ran = true">';
  const dialogs: string[] = [];
  for (const page of [watcher, admin]) {
    page.on("dialog", (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
  }

  await admin.getByLabel("Nomor PO").fill("PO-UJI-<i>");
  await admin.getByLabel("Klien", { exact: true }).fill(client);
  for (const [index, name] of names.entries()) {
    if (index > 0) await admin.getByRole("button", { name: "Tambah item" }).click();
    await admin.getByLabel(`Nama item ${index + 1}`, { exact: true }).fill(name);
    await admin.getByLabel(`Jumlah ${index + 1}`, { exact: true }).fill("1");
  }
  await admin.getByRole("button", { name: /^Buat PO/ }).click();
  await admin.waitForURL(`**/${FACTORY}/tasks`);

  const verbatim = async () => {
    for (const page of [watcher, admin]) {
      const shown = page.locator('.cards [data-po-number="PO-UJI-<i>"]');
      await expect(shown.getByRole("heading")).toHaveText(names);
      await expect(shown.locator(".card__po b")).toHaveText(names.map(() => "PO-UJI-<i>"));
      await expect(shown.locator(".card__po span")).toHaveText(names.map(() => client));
      await expect(shown.locator(".card__name :is(b, script, textarea), .card__po :is(i, img)")).toHaveCount(0);
      expect(await page.evaluate(() => (window as any).ran)).toBeUndefined();
    }
  };
  // As the browser draws it, live; then as the server does.
  await verbatim();
  for (const page of [watcher, admin]) {
    await page.goto(TASKS);
    await live(page);
  }
  await verbatim();
  expect(dialogs).toEqual([]);
});

test("a changed client and deadline change just that on the other screen, without news", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [first, second] = await createOrder(admin, "PO-UJI-UBAH", [{ item_name: "Kopling" }, { item_name: "Roda gigi" }]);
  const watcher = await signIn("dewi");
  const ids = [first.id, second.id];
  const texts = async () =>
    Promise.all(ids.map((id) => card(watcher, id).locator(".card__head, .card__spec, .card__po b, .qty").allTextContents()));
  const before = await texts();
  await watchChanges(watcher);

  await admin.goto(orderPath(first));
  await live(admin);
  await admin.getByRole("link", { name: "Ubah", exact: true }).click();
  await admin.getByLabel("Klien", { exact: true }).fill("PT Ganti Nama");
  await admin.getByLabel("Tenggat kirim").fill("2100-01-01");
  await admin.getByRole("button", { name: "Simpan perubahan" }).click();
  await admin.waitForURL(`**${orderPath(first)}`);
  await expect(admin.locator(".facts")).toContainText("PT Ganti Nama");

  for (const id of ids) {
    await expect(card(watcher, id).locator(".card__po span")).toHaveText("PT Ganti Nama");
    await expect(card(watcher, id).locator(".chip")).toHaveAttribute("title", "Jumat, 1 Jan 2100");
  }
  const seen = await changes(watcher);
  await expect(watcher.locator(".toast")).toHaveCount(0);
  expect(await texts()).toEqual(before);
  for (const change of seen) {
    expect(ids, JSON.stringify(change)).toContain(change.card);
    expect(change.place, JSON.stringify(change)).toMatch(/^(card__po|card__status|chip)/);
  }
});

test("a changed name and quantity change just that card on the other screen, without news", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [first, second] = await createOrder(admin, "PO-UJI-ITEM", [{ item_name: "Kopling" }, { item_name: "Roda gigi" }]);
  const watcher = await signIn("dewi");
  await watchChanges(watcher);

  await admin.goto(`${orderPath(first)}/edit`);
  await live(admin);
  await admin.getByLabel("Nama item 2", { exact: true }).fill("Roda gigi lurus");
  await admin.getByLabel("Jumlah 2", { exact: true }).fill("12,25");
  await admin.getByRole("button", { name: "Simpan perubahan" }).click();
  await admin.waitForURL(`**${orderPath(first)}`);

  const changed = card(watcher, second.id);
  await expect(changed.getByRole("heading")).toHaveText("Roda gigi lurus");
  await expect(changed.locator(".qty")).toHaveText("12,25 pcs");
  const seen = await changes(watcher);
  await expect(watcher.locator(".toast")).toHaveCount(0);
  for (const change of seen) {
    expect(change.card, JSON.stringify(change)).toBe(second.id);
    expect(change.place, JSON.stringify(change)).toMatch(/^(card__name|qty)/);
  }
  const untouched = await item(admin, first.id);
  expect(untouched).toEqual(first);
});

const editOf = (client: string) => ({
  ...{ po_number: "PO-UJI-BASI", client, order_date: "", delivery_deadline: "2099-12-31" },
  ...{ is_vendor_job: false, items_added: [] },
});

test("what somebody else changes while it is typed over stands beside it, live", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [first] = await createOrder(admin, "PO-UJI-BASI", [{ item_name: "Kopling" }]);
  const typist = await signIn("maya", `${orderPath(first)}/edit`);
  const client = typist.getByLabel("Klien", { exact: true });
  const name = typist.getByLabel("Nama item 1", { exact: true });
  await client.fill("PT Setengah Diket");

  const { id, version } = first.order;
  const edited = await call(admin, "edit_purchase_order", {
    ...{ factory: FACTORY, mutation_id: mutationId(), id, version, edit: editOf("PT Lebih Cepat") },
  });
  expect(edited.status).toBe(200);
  const renamed = await call(admin, "edit_item", {
    ...{ factory: FACTORY, mutation_id: mutationId(), id: first.id, version: first.version },
    item: { item_name: "Kopling baru", specification: "", quantity: "10", quantity_unit: "pcs" },
  });
  expect(renamed.status).toBe(200);

  await expect(typist.getByRole("alert")).toContainText("PO ini baru saja diubah orang lain.");
  await expect(typist.locator(".current")).toContainText("Klien sekarang: PT Lebih Cepat");
  // Typed over: kept, with the cursor. Not typed over: follows.
  await expect(client).toHaveValue("PT Setengah Diket");
  await expect(client).toBeFocused();
  await expect(name).toHaveValue("Kopling baru");
  await typist.getByRole("button", { name: "Pakai ini" }).click();
  await expect(client).toHaveValue("PT Lebih Cepat");
  await expect(typist.locator(".current")).toHaveCount(0);
});

test("an edit of what is old by then is refused with what it says now, and what was typed is kept", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [first] = await createOrder(admin, "PO-UJI-BASI", [{ item_name: "Kopling" }]);
  const deaf = await signIn("maya");
  // It hears nothing, so it saves over something it does not know.
  await deaf.routeWebSocket(/\/live\b/, () => {});
  await deaf.goto(`${orderPath(first)}/edit`);
  const client = deaf.getByLabel("Klien", { exact: true });
  const quantity = deaf.getByLabel("Jumlah 1", { exact: true });
  await expect(client).toBeEnabled();
  const { id, version } = first.order;
  const edited = await call(admin, "edit_purchase_order", {
    ...{ factory: FACTORY, mutation_id: mutationId(), id, version, edit: editOf("PT Lebih Cepat") },
  });
  expect(edited.status).toBe(200);
  const resized = await call(admin, "edit_item", {
    ...{ factory: FACTORY, mutation_id: mutationId(), id: first.id, version: first.version },
    item: { item_name: "Kopling", specification: "", quantity: "11", quantity_unit: "pcs" },
  });
  expect(resized.status).toBe(200);
  const { seq } = await snapshot(admin);

  await client.fill("PT Terlambat");
  await quantity.fill("99");
  await deaf.getByRole("button", { name: "Simpan perubahan" }).click();
  await expect(deaf.getByRole("alert")).toContainText("PO ini baru saja diubah orang lain.");
  await expect(deaf.locator(".current").filter({ hasText: "Klien sekarang" })).toContainText("PT Lebih Cepat");
  await expect(deaf.locator(".current").filter({ hasText: "Jumlah sekarang" })).toContainText("11");
  await expect(client).toHaveValue("PT Terlambat");
  await expect(quantity).toHaveValue("99");
  expect((await snapshot(admin)).seq).toBe(seq);

  // Having seen it, the person may insist.
  await deaf.getByRole("button", { name: "Simpan perubahan" }).click();
  await deaf.waitForURL(`**${orderPath(first)}`);
  const now = await item(admin, first.id);
  expect([now.order.client.name, now.quantity_total]).toEqual(["PT Terlambat", 990_000]);
});

test("urgent, cancelled, active again, archived: the other screen follows each step", async ({ signIn }) => {
  const admin = await signIn("maya");
  const made = await createOrder(admin, "PO-UJI-STATUS", [{ item_name: "Kopling" }, { item_name: "Roda gigi" }]);
  const watcher = await signIn("hendra");
  await admin.goto(orderPath(made[0]));
  await live(admin);
  const cards = watcher.locator('.cards [data-po-number="PO-UJI-STATUS"]');
  const button = (name: string) => admin.getByRole("group", { name: "Tindakan PO" }).getByRole("button", { name });
  const dialog = (name: string) => admin.getByRole("dialog", { name });
  const status = admin.locator(".item-head .chip[data-status]");
  await expect(cards).toHaveCount(2);

  await button("Tandai urgent").click();
  await expect(toast(watcher, "warning")).toContainText("🔴 URGENT: PO-UJI-STATUS");
  await expect(cards.locator(".badge--urgent")).toHaveCount(2);
  await expect(admin.locator(".item-head .badge--urgent")).toBeVisible();
  await button("Cabut tanda urgent").click();
  await expect(cards.locator(".badge--urgent")).toHaveCount(0);
  await expect(admin.locator(".item-head .badge--urgent")).toHaveCount(0);

  const { seq } = await snapshot(admin);
  await button("Batalkan PO").click();
  await dialog("Batalkan PO ini?").getByRole("button", { name: "Kembali" }).click();
  await expect(dialog("Batalkan PO ini?")).toBeHidden();
  await expect(status).toHaveCount(0);
  expect((await snapshot(admin)).seq).toBe(seq);
  await button("Batalkan PO").click();
  await dialog("Batalkan PO ini?").getByRole("button", { name: "Batalkan PO" }).click();
  await expect(toast(watcher, "info")).toContainText(/PO PO-UJI-STATUS dibatalkan\s*oleh Maya Lestari/);
  await expect(cards).toHaveCount(0);
  await expect(status).toHaveText("Dibatalkan");
  await expect(button("Tandai urgent")).toHaveCount(0);

  await button("Aktifkan lagi").click();
  await dialog("Aktifkan PO ini lagi?").getByRole("button", { name: "Aktifkan lagi" }).click();
  await expect(status).toHaveCount(0);
  await expect(cards).toHaveCount(2);
  for (const item of made) await expect(card(watcher, item.id).getByRole("heading")).toHaveText(item.item_name);

  await button("Arsipkan").click();
  await dialog("Arsipkan PO ini?").getByRole("button", { name: "Arsipkan" }).click();
  await expect(cards).toHaveCount(0);
  await expect(status).toHaveText("Diarsipkan");
  await expect(admin.locator("[data-event=po-status-changed]")).toHaveCount(3);
});

test("the tabs of the order list and their counters are true while somebody else works", async ({ signIn }) => {
  const admin = await signIn("maya");
  const watcher = await signIn("hendra", LIST);
  const [active, cancelled] = [await count(tab(watcher, "Aktif")), await count(tab(watcher, "Dibatalkan"))];

  const [made] = await createOrder(admin, "PO-UJI-TAB", [{ item_name: "Kopling" }], { is_urgent: true });
  await expect(tab(watcher, "Aktif").locator(".n")).toHaveText(String(active + 1));
  await expect(orderRow(watcher, "PO-UJI-TAB")).toContainText("PT Uji Coba");
  await expect(orderRow(watcher, "PO-UJI-TAB").locator(".badge--urgent")).toBeVisible();
  await expect(watcher.locator("tbody tr").first()).toHaveAttribute("data-po-number", "PO-UJI-TAB");

  const { id, version } = made.order;
  const answer = await call(admin, "set_purchase_order_status", {
    ...{ factory: FACTORY, mutation_id: mutationId(), id, version, status: "cancelled" },
  });
  expect(answer.status).toBe(200);
  await expect(tab(watcher, "Aktif").locator(".n")).toHaveText(String(active));
  await expect(tab(watcher, "Dibatalkan").locator(".n")).toHaveText(String(cancelled + 1));
  await expect(orderRow(watcher, "PO-UJI-TAB")).toHaveCount(0);

  await tab(watcher, "Dibatalkan").click();
  await expect(watcher).toHaveURL(/[?&]status=cancelled/);
  await expect(orderRow(watcher, "PO-UJI-TAB")).toBeVisible();
  await live(watcher);
  await watcher.reload();
  await live(watcher);
  await expect(tab(watcher, "Dibatalkan").getByRole("radio")).toBeChecked();
  await expect(orderRow(watcher, "PO-UJI-TAB")).toBeVisible();

  // The tab that is shown follows too, and "back" leads to the one before.
  const again = await call(admin, "set_purchase_order_status", {
    ...{ factory: FACTORY, mutation_id: mutationId(), id, version: version + 1, status: "archived" },
  });
  expect(again.status).toBe(200);
  await expect(orderRow(watcher, "PO-UJI-TAB")).toHaveCount(0);
  await expect(tab(watcher, "Dibatalkan").locator(".n")).toHaveText(String(cancelled));
  await watcher.goBack();
  await expect(tab(watcher, "Aktif").getByRole("radio")).toBeChecked();
  await watcher.getByRole("searchbox").first().fill("tidak ada yang begini");
  await expect(watcher.getByRole("heading", { name: "Tidak ada yang cocok" })).toBeVisible();
});

test("an operator reads orders, is offered nothing else, and is told politely who makes them", async ({ signIn }) => {
  const budi = await signIn("budi", LIST);
  await expect(budi.locator("tbody tr").first()).toBeVisible();
  for (const name of ["PO baru", "Impor"]) await expect(budi.getByRole("link", { name, exact: true })).toHaveCount(0);

  await budi.locator("tbody tr a").first().click();
  await expect(budi.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(budi.getByRole("heading", { name: "Riwayat" })).toBeVisible();
  await expect(budi.getByRole("group", { name: "Tindakan PO" })).toHaveCount(0);
  const order = budi.url();

  await budi.goto(FORM);
  await expect(budi.getByRole("main")).toContainText("Hanya admin yang bisa membuat PO.");
  await expect(budi.getByRole("textbox")).toHaveCount(0);
  await budi.goto(`${order}/edit`);
  await expect(budi.getByRole("main")).toContainText("Hanya admin yang bisa mengubah PO.");
  await expect(budi.getByRole("textbox")).toHaveCount(0);
  await budi.getByRole("link", { name: "Ke daftar PO" }).click();
  await expect(budi.locator("tbody tr").first()).toBeVisible();
});
