/** Bad input: refused clearly at its place, and nothing changed. */
import { call, expect, FACTORY, mutationId, test } from "./support/fixtures";
import { item, snapshot, unfinished } from "./support/tasks";

const order = (changes: object, lines: object[] = [{}]) => ({
  ...{ po_number: "PO-UJI-1", client: "PT Uji", order_date: "", delivery_deadline: "", is_urgent: false, is_vendor_job: false },
  ...changes,
  items: lines.map((line) => ({ item_name: "Bracket", specification: "", quantity: "1", quantity_unit: "pcs", ...line })),
});

test("refuses bad orders with the reason at the field, all at once", async ({ signIn }) => {
  const admin = await signIn("maya");
  const { seq } = await snapshot(admin);
  const create = (order: object) =>
    call<any>(admin, "create_purchase_order", { factory: FACTORY, mutation_id: mutationId(), order });
  const table: [object, string, number][] = [
    [order({ po_number: "  " }), "empty-field", 422],
    [order({ po_number: "x".repeat(41) }), "too-long", 422],
    [order({ client: "" }), "empty-field", 422],
    [order({ delivery_deadline: "31/02/2026" }), "not-a-date", 422],
    [order({ delivery_deadline: "01/01/20260" }), "date-out-of-range", 422],
    [order({ delivery_deadline: "01/01/2101" }), "date-out-of-range", 422],
    [order({}, []), "no-items", 422],
    [order({}, [{ item_name: "" }]), "at-line", 422],
    [order({}, [{ quantity: "-5" }]), "at-line", 422],
    [order({}, [{ quantity: "0" }]), "at-line", 422],
    [order({}, [{ quantity: "99999999999999999999" }]), "at-line", 422],
    [order({}, [{ quantity: "dua puluh" }]), "at-line", 422],
    [order({}, [{ quantity: "1,00001" }]), "at-line", 422],
    [order({}, [{ quantity_unit: "" }]), "at-line", 422],
    [order({ po_number: (await snapshot(admin)).items[0].order.po_number }), "duplicate-po-number", 422],
  ];
  for (const [bad, code, status] of table) {
    const answer = await create(bad);
    expect(answer.status, JSON.stringify(bad)).toBe(status);
    expect(answer.body.refusals.map((refusal: any) => refusal.code)).toContain(code);
  }
  const many = await create(order({ po_number: "", client: "" }, [{ item_name: "", quantity: "abc" }]));
  expect(many.body.refusals.length).toBe(4);
  expect((await snapshot(admin)).seq).toBe(seq);
});

test("refuses bad progress, other departments, stale versions and reused mutation ids", async ({ signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  const before = await item(budi, id);
  const version = before.tracks[2].version;
  const body = (changes: object) => ({
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: id, department: "production" },
    ...{ progress: 50, note: null, version },
    ...changes,
  });
  const table: [object, number, string][] = [
    [{ progress: 101 }, 422, "progress-out-of-range"],
    [{ progress: -1 }, 422, "progress-out-of-range"],
    [{ department: "qc", version: before.tracks[3].version }, 403, "other-department"],
    [{ version: version - 1 }, 409, "stale"],
    [{ version: version + 7 }, 409, "stale"],
    [{ note: "x".repeat(2001) }, 422, "too-long"],
    [{ item_id: "01900000-0000-7000-8000-000000000000" }, 404, "unknown"],
  ];
  for (const [changes, status, code] of table) {
    const answer = await call<any>(budi, "advance_track", body(changes));
    expect(answer.status, JSON.stringify(changes)).toBe(status);
    expect(answer.body.refusals[0].code).toBe(code);
  }
  expect(await item(budi, id)).toEqual(before);

  const once = body({ progress: before.tracks[2].progress === 33 ? 34 : 33 });
  const first = await call<any>(budi, "advance_track", once);
  const again = await call<any>(budi, "advance_track", once);
  expect([first.status, again.status]).toEqual([200, 200]);
  expect(again.body).toEqual(first.body);
  const reused = await call<any>(budi, "advance_track", { ...once, progress: 90 });
  expect(reused.status).toBe(409);
  expect(reused.body.refusals[0].code).toBe("mutation-reused");
  const andi = await signIn("andi");
  const stolen = await call<any>(andi, "advance_track", once);
  expect(stolen.status).toBe(409);
  expect((await item(budi, id)).tracks[2].version).toBe(version + 1);
});

test("refuses over-delivery and deliveries that are no quantities", async ({ signIn }) => {
  const joko = await signIn("joko");
  const target = (await snapshot(joko)).items.find((item) => !item.is_delivered)!;
  const rest = (target.quantity_total - target.quantity_delivered) / 10_000;
  const deliver = (quantity: string, page = joko) =>
    call<any>(page, "record_delivery", { factory: FACTORY, mutation_id: mutationId(), item_id: target.id, quantity, note: null });
  const table: [string, string][] = [
    ["-5", "quantity-not-positive"],
    ["0", "quantity-not-positive"],
    ["dua puluh", "not-a-number"],
    ["", "not-a-number"],
    ["99999999999999999999", "too-large"],
    [String(rest + 1).replace(".", ","), "over-delivery"],
  ];
  for (const [quantity, code] of table) {
    const answer = await deliver(quantity);
    expect(answer.status, quantity).toBe(422);
    expect(answer.body.refusals[0].code, quantity).toBe(code);
  }
  const budi = await signIn("budi");
  expect((await deliver("1", budi)).status).toBe(403);
  expect((await item(joko, target.id)).version).toBe(target.version);
});

test("refuses what is not a request of ours", async ({ signIn, server }) => {
  const page = await signIn("maya");
  const url = `${server.url}/api/load_tasks`;
  const json = { "content-type": "application/json" };
  const body = JSON.stringify({ factory: FACTORY });
  const post = (headers: Record<string, string>, data: string) =>
    page.request.post(url, { headers, data: Buffer.from(data) }).then((answer) => answer.status());
  expect(await post({ ...json, origin: server.url }, body)).toBe(200);
  expect(await post({ ...json, origin: "https://evil.example" }, body)).toBe(403);
  expect(await post({ ...json, origin: "null" }, body)).toBe(403);
  expect(await post(json, body)).toBe(403);
  expect(await post({ ...json, origin: server.url }, "{ not json")).toBe(400);
  expect(await post({ ...json, origin: server.url }, "{}")).toBe(400);
  expect(await post({ ...json, origin: server.url }, `{"factory":"${"x".repeat(300_000)}"}`)).toBe(413);
  for (const factory of ["teknik-abadi", "tidak-ada", "", "../x"]) {
    const answer = await call<any>(page, "load_tasks", { factory });
    expect(answer.status, factory).toBe(404);
    expect(answer.body.refusals[0].code).toBe("unknown");
  }
  const signedOut = await page.context().browser()!.newContext();
  const answer = await signedOut.request.post(url, { headers: { origin: server.url }, data: { factory: FACTORY } });
  expect(answer.status()).toBe(401);
  await signedOut.close();
});
