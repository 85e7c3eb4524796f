/** What is tapped before the app is awake, or where it never wakes: a plain form that saves. */
import type { Browser, Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, PASSWORD, test } from "./support/fixtures";
import { createOrder, itemPath, refused } from "./support/orders";
import type { Server } from "./support/server";
import { item, progress, snapshot, track, type Item } from "./support/tasks";

const heading = (page: Page) => page.getByRole("heading", { level: 1 });
const percent = (page: Page) => page.getByLabel(/^Kemajuan .* dalam persen$/);
const noScript = (page: Page) => page.evaluate(() => document.querySelectorAll("script[type=module], link[rel=preload], link[rel=modulepreload]").length);

/** Somebody whose browser gets no code of the app. */
async function asleep(browser: Browser, server: Server, username: string, path = `/${FACTORY}/tasks`): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url });
  await context.route("**/pkg/*.{js,wasm}", (route) => route.abort());
  await signInAs(context.request, server, username);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

/** Somebody whose browser runs no scripts. */
async function withoutScripts(browser: Browser, server: Server, username: string, path: string): Promise<Page> {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  await signInAs(context.request, server, username);
  const page = await context.newPage();
  await page.goto(path);
  return page;
}

async function signInAs(request: Page["request"], server: Server, username: string): Promise<void> {
  const answer = await request.post("/api/login_again", { headers: { origin: server.url }, data: { username, password: PASSWORD } });
  expect(answer.ok()).toBe(true);
}

async function advance(admin: Page, { id }: Item, to: number): Promise<void> {
  const { tracks } = await item(admin, id);
  const set = await call(admin, "advance_track", {
    ...{ factory: FACTORY, mutation_id: mutationId(), item_id: id, department: "production", progress: to, note: null },
    version: tracks[2].version,
  });
  expect(set.status).toBe(200);
}

async function made(admin: Page, name: string): Promise<Item> {
  const [found] = await createOrder(admin, name, [{ item_name: `Poros <b>${name}</b>` }], { delivery_deadline: "2026-01-01" });
  return found;
}

test("a tap counts without scripts: the value is saved, seen by everybody at once, and the list comes back with its filter", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const { id } = await made(admin, "PO-TIDUR-1");
  const budi = await withoutScripts(browser, server, "budi", `/${FACTORY}/tasks?q=PO-TIDUR`);
  await track(budi, id, "production").getByRole("link").click();
  await expect(budi).toHaveURL(new RegExp(`/${FACTORY}/items/${id}/track`));
  // Names are text, whatever is in them.
  await expect(heading(budi)).toHaveText("Prod · Poros <b>PO-TIDUR-1</b>");
  expect(await noScript(budi)).toBe(0);

  await budi.getByLabel("Catatan").fill("Separuh jadi");
  // It counts instead of what is typed, whatever that is.
  await percent(budi).fill("");
  await budi.getByRole("button", { name: "50", exact: true }).click();
  await expect(budi).toHaveURL(`${server.url}/${FACTORY}/tasks?q=PO-TIDUR#item-${id}`);
  await expect(progress(budi, id, "production")).toHaveAttribute("aria-valuenow", "50");
  await expect(track(budi, id, "production")).toContainText("Anda · baru saja");
  await expect(progress(admin, id, "production")).toHaveAttribute("aria-valuenow", "50");

  // What is typed, and the keyboard.
  await track(budi, id, "production").getByRole("link").click();
  await expect(percent(budi)).toHaveValue("50");
  await percent(budi).fill("63");
  await percent(budi).press("Enter");
  await expect(progress(budi, id, "production")).toHaveAttribute("aria-valuenow", "63");
  await budi.context().close();
});

test("what is refused comes back with its reason, and what was typed stays", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-2");
  const budi = await asleep(browser, server, "budi", `/${FACTORY}/items/${work.id}/track`);
  const send = async () => {
    await budi.evaluate(() => ((document.querySelector(".plain-form") as HTMLFormElement).noValidate = true));
    await budi.getByRole("button", { name: "Simpan" }).click();
  };
  const note = `"><img src=x onerror=alert(1)> & ünï`;
  const wrongs = { "101": /0.*100.*101/, "-1": /0.*100.*-1/, "": /wajib diisi/, "99999999999999999999": /terlalu besar/, "12.5": /“12\.5”/ };
  for (const [wrong, reason] of Object.entries(wrongs)) {
    await percent(budi).fill(wrong);
    await budi.getByLabel("Catatan").fill(note);
    await send();
    await expect(budi.getByRole("alert")).toHaveText(reason);
    await expect(percent(budi)).toHaveAttribute("aria-invalid", "true");
    await expect(percent(budi)).toHaveValue(wrong);
    await expect(budi.getByLabel("Catatan")).toHaveValue(note);
  }
  expect((await item(admin, work.id)).tracks[2].progress).toBe(0);

  // Also the longest note there is.
  const long = "é %".repeat(666);
  await percent(budi).fill("101");
  await budi.getByLabel("Catatan").fill(long);
  await send();
  await expect(percent(budi)).toHaveAttribute("aria-invalid", "true");
  await expect(budi.getByLabel("Catatan")).toHaveValue(long);

  // Somebody was quicker: nothing is overwritten, and the second try is meant.
  await advance(admin, work, 40);
  await percent(budi).fill("70");
  await send();
  await expect(budi.getByRole("alert")).toBeVisible();
  await expect(budi.locator("#progress-by")).toContainText("40%");
  await expect(percent(budi)).toHaveValue("70");
  expect((await item(admin, work.id)).tracks[2].progress).toBe(40);
  await send();
  await expect.poll(async () => (await item(admin, work.id)).tracks[2].progress).toBe(70);
  await budi.context().close();
});

test("a form counts for whoever it was drawn for, and once", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-3");
  const budi = await asleep(browser, server, "budi", `/${FACTORY}/items/${work.id}/track`);
  const fields = await budi.evaluate(() => Object.fromEntries(new FormData(document.querySelector(".plain-form") as HTMLFormElement) as any) as Record<string, string>);
  const send = async (changed: Record<string, string>) => {
    const headers = { origin: server.url, accept: "text/html" };
    const answer = await budi.request.post("/api/save_own_track", { headers, form: { ...fields, ...changed }, maxRedirects: 0 });
    expect(answer.status()).toBe(302);
    return answer.headers().location;
  };
  const { seq } = await snapshot(admin);
  for (let again = 0; again < 2; again++) expect(await send({ "entry[quick]": "25" })).toMatch(/\/tasks#item-/);
  expect((await item(admin, work.id)).tracks[2].progress).toBe(25);
  expect((await snapshot(admin)).seq).toBe(seq + 1);
  // Nowhere else than to this site.
  for (const next of ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]) {
    expect(await send({ "entry[quick]": "25", "entry[next]": next }), next).toBe("/");
  }
  expect(await send({ "entry[factory]": "/evil.example", "entry[quick]": "25" })).toBe("/");
  // Another department's track, another factory's item, and what never was: refused, and nothing done.
  for (const changed of [{ "entry[department]": "qc" }, { "entry[item]": crypto.randomUUID() }, { "entry[factory]": "nirwana" }]) {
    expect(await send({ "entry[mutation]": mutationId(), "entry[quick]": "90", ...changed })).toContain("__err=");
  }
  expect((await snapshot(admin)).seq).toBe(seq + 1);

  // Somebody else signed in meanwhile, in the same browser.
  await signInAs(budi.request, server, "andi");
  await percent(budi).fill("90");
  await budi.getByRole("button", { name: "Simpan" }).click();
  await expect(budi).toHaveURL(new RegExp(`/${FACTORY}/tasks$`));
  expect((await item(admin, work.id)).tracks[2].progress).toBe(25);
  await budi.context().close();
});

test("what was typed outlives the end of the session", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-4");
  const budi = await asleep(browser, server, "budi", `/${FACTORY}/items/${work.id}/track`);
  await percent(budi).fill("35");
  await budi.getByLabel("Catatan").fill("Menunggu & lanjut");
  await budi.context().clearCookies();
  await budi.getByRole("button", { name: "Simpan" }).click();
  await budi.getByLabel("Nama pengguna").fill("budi");
  await budi.getByLabel("Kata sandi").fill(PASSWORD);
  await budi.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(percent(budi)).toHaveValue("35");
  await expect(budi.getByLabel("Catatan")).toHaveValue("Menunggu & lanjut");
  await budi.getByRole("button", { name: "Simpan" }).click();
  await expect.poll(async () => (await item(admin, work.id)).tracks[2].progress).toBe(35);
  await budi.context().close();
});

test("who has no track there, or finds the item gone, is led to what there is", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-5");
  const office = await asleep(browser, server, "maya", `/${FACTORY}/items/${work.id}/track`);
  await expect(office).toHaveURL(`${server.url}/${FACTORY}/items/${work.id}`);
  await office.context().close();
  const budi = await asleep(browser, server, "budi");
  const answer = await budi.goto(`/${FACTORY}/items/${crypto.randomUUID()}/track`);
  expect(answer!.status()).toBe(404);
  await budi.context().close();
});

test("where the app is awake the same address opens its sheet", async ({ signIn }) => {
  const budi = await signIn("budi");
  const { items } = await snapshot(budi);
  const work = items.find((item) => !item.is_delivered)!;
  await budi.evaluate((path) => {
    const link = Object.assign(document.createElement("a"), { href: path });
    document.querySelector("main")!.append(link);
    link.click();
  }, `/${FACTORY}/items/${work.id}/track`);
  await expect(budi).toHaveURL(new RegExp(`/${FACTORY}/items/${work.id}$`));
  await expect(budi.locator("dialog[open]")).toHaveAttribute("data-item-id", work.id);
  await live(budi);
});

test("an issue is reported and solved without scripts, and seen by everybody at once", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-6");
  await admin.goto(itemPath(work));
  await live(admin);
  const sari = await withoutScripts(browser, server, "sari", itemPath(work));
  const issues = (page: Page) => page.locator("#issue");
  await issues(sari).getByRole("button", { name: "Laporkan" }).click();
  await expect(heading(sari)).toHaveText("Laporkan issue · Poros <b>PO-TIDUR-6</b>");
  expect(await sari.locator("script[type=module], link[rel=preload], link[rel=modulepreload]").count()).toBe(0);

  // Blanks are nothing; what was typed stays.
  await sari.getByLabel("Judul").fill("   ");
  await sari.getByLabel("Keterangan").fill("Baris satu\n<i>dua</i> & \"tiga\"");
  await sari.getByLabel("Kritis").check();
  await sari.getByRole("button", { name: "Laporkan" }).click();
  await refused(sari.getByLabel("Judul"), "Judul");
  await expect(sari.getByLabel("Keterangan")).toHaveValue("Baris satu\n<i>dua</i> & \"tiga\"");
  await expect(sari.getByLabel("Kritis")).toBeChecked();
  expect((await item(admin, work.id)).issues).toEqual([]);

  await sari.getByLabel("Judul").fill("Retak <b>di las</b>");
  await sari.getByRole("button", { name: "Laporkan" }).click();
  await expect(sari).toHaveURL(`${server.url}${itemPath(work)}#issue`);
  await expect(issues(sari).getByRole("heading", { name: "Retak <b>di las</b>" })).toBeVisible();
  await expect(issues(admin).locator('[data-priority="critical"]')).toContainText("Retak <b>di las</b>");
  await expect(issues(admin)).toContainText("1 terbuka");

  const solve = issues(sari).getByRole("button", { name: "Selesai: Retak <b>di las</b>" });
  await solve.click();
  const form = sari.url();
  await expect(heading(sari)).toHaveText("Retak <b>di las</b>");
  await sari.getByRole("button", { name: "Selesai" }).click();
  await expect(sari).toHaveURL(`${server.url}${itemPath(work)}#issue`);
  await expect(issues(sari).locator('[data-issue-status="resolved"]')).toHaveCount(1);
  await expect(issues(admin).locator('[data-issue-status="resolved"]')).toHaveCount(1);
  // What is solved already has no form any more, whoever goes back to it.
  await sari.goto(form);
  await expect(sari).toHaveURL(`${server.url}${itemPath(work)}`);
  await sari.context().close();
});

test("a delivery is recorded without scripts; what is refused comes back as it was typed", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-7");
  const joko = await withoutScripts(browser, server, "joko", itemPath(work));
  const amount = joko.getByLabel("Jumlah (pcs)");
  const deliveries = joko.locator("#pengiriman");
  await deliveries.getByRole("button", { name: "Catat pengiriman" }).click();
  for (const [wrong, reason] of [["", "Jumlah"], ["0", ""], ["-5", ""], ["dua puluh", ""], ["99999999999999999999", ""], ["10,5", "10 pcs"]]) {
    await amount.fill(wrong);
    await joko.getByLabel("Catatan").fill("SJ <12>");
    await joko.getByRole("button", { name: "Catat", exact: true }).click();
    await refused(amount, reason);
    await expect(amount).toHaveValue(wrong);
    await expect(joko.getByLabel("Catatan")).toHaveValue("SJ <12>");
  }
  expect((await item(admin, work.id)).quantity_delivered).toBe(0);
  await amount.fill("2,5");
  await joko.getByRole("button", { name: "Catat", exact: true }).click();
  await expect(joko).toHaveURL(`${server.url}${itemPath(work)}#pengiriman`);
  await expect(deliveries).toContainText("2,5 pcs");
  await expect(deliveries).toContainText("SJ <12>");

  await deliveries.getByRole("button", { name: "Catat pengiriman" }).click();
  await expect(joko.locator("#quantity-rest")).toHaveText("Sisa 7,5 pcs");
  await joko.getByRole("button", { name: "Semua sisa" }).click();
  await expect(deliveries).toContainText("Terkirim seluruhnya");
  await expect(deliveries.getByRole("button")).toHaveCount(0);
  // Nothing is left: no form.
  await joko.goto(`${itemPath(work)}/delivery`);
  await expect(joko).toHaveURL(`${server.url}${itemPath(work)}`);
  await joko.context().close();
});

test("who may not deliver has no form for it, and a form counts for whoever it was drawn for, and once", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-8");
  const budi = await asleep(browser, server, "budi", `${itemPath(work)}/delivery`);
  await expect(budi).toHaveURL(`${server.url}${itemPath(work)}`);
  await budi.context().close();

  const joko = await asleep(browser, server, "joko", `${itemPath(work)}/delivery`);
  const fields = await joko.evaluate(() => Object.fromEntries(new FormData(document.querySelector(".plain-form") as HTMLFormElement) as any) as Record<string, string>);
  const send = async (page: Page, door: string, form: Record<string, string>) => {
    const answer = await page.request.post(`/api/${door}`, { headers: { origin: server.url, accept: "text/html" }, form, maxRedirects: 0 });
    expect(answer.status()).toBe(302);
    return answer.headers().location;
  };
  // Twice: told so, in case another one was meant.
  for (const to of [/#pengiriman$/, /\/delivery\?/]) expect(await send(joko, "save_delivery", { ...fields, "entry[quantity]": "3" })).toMatch(to);
  expect((await item(admin, work.id)).quantity_delivered).toBe(30_000);
  const report = { ...fields, "entry[mutation]": mutationId(), "entry[title]": "Satu kali", "entry[priority]": "low" };
  for (const to of [/#issue$/, /\/issue\?/]) expect(await send(joko, "save_issue", report)).toMatch(to);
  const { issues } = await item(admin, work.id);
  expect(issues.length).toBe(1);
  // Another factory's, what never was, and another person's form: nothing is done.
  for (const changed of [{ "entry[item]": crypto.randomUUID() }, { "entry[factory]": "nirwana" }]) {
    expect(await send(joko, "save_delivery", { ...fields, "entry[mutation]": mutationId(), "entry[quantity]": "1", ...changed })).toContain("__err=");
  }
  const solved = { ...fields, "entry[mutation]": mutationId(), "entry[issue]": crypto.randomUUID() };
  expect(await send(joko, "save_solved_issue", solved)).toContain("__err=");
  await signInAs(joko.request, server, "agus");
  expect(await send(joko, "save_delivery", { ...fields, "entry[mutation]": mutationId(), "entry[quantity]": "1" })).toBe("/");
  expect((await item(admin, work.id)).quantity_delivered).toBe(30_000);
  await joko.context().close();
});

test("what became of it meanwhile is said, and what was typed stays", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-9");
  const joko = await asleep(browser, server, "joko", `${itemPath(work)}/delivery`);
  const sari = await asleep(browser, server, "sari", `${itemPath(work)}/issue`);
  const budi = await asleep(browser, server, "budi", `${itemPath(work)}/track`);
  const { order } = await item(admin, work.id);
  const change = { factory: FACTORY, mutation_id: mutationId(), id: order.id, version: order.version, status: "cancelled" };
  expect((await call(admin, "set_purchase_order_status", change)).status).toBe(200);

  await joko.getByLabel("Jumlah (pcs)").fill("5");
  await joko.getByRole("button", { name: "Catat", exact: true }).click();
  await expect(joko.getByRole("alert")).toContainText(/batal/i);
  await expect(joko.getByLabel("Jumlah (pcs)")).toHaveValue("5");
  await sari.getByLabel("Judul").fill("Aus");
  await sari.getByRole("button", { name: "Laporkan" }).click();
  await expect(sari.getByRole("alert")).toContainText(/batal/i);
  await expect(sari.getByLabel("Judul")).toHaveValue("Aus");
  await percent(budi).fill("45");
  await budi.getByRole("button", { name: "Simpan" }).click();
  await expect(budi.getByRole("alert")).toContainText(/batal/i);
  await expect(percent(budi)).toHaveValue("45");
  for (const page of [joko, sari, budi]) await page.context().close();
});

test("a form leads to the item, and never to itself: nobody enters a thing twice", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-11");
  const joko = await withoutScripts(browser, server, "joko", itemPath(work));
  await joko.locator("#pengiriman").getByRole("button", { name: "Catat pengiriman" }).click();
  // The language is chosen on the form itself, which then comes again by its own address.
  await joko.request.post("/api/choose_language", { headers: { origin: server.url }, form: { language: "en" }, maxRedirects: 0 });
  await joko.setExtraHTTPHeaders({ referer: joko.url() });
  await joko.goto(joko.url());
  await joko.setExtraHTTPHeaders({});
  await joko.getByLabel("Quantity (pcs)").fill("2.5");
  await joko.getByRole("button", { name: "Record", exact: true }).click();
  await expect(joko).toHaveURL(`${server.url}${itemPath(work)}#pengiriman`);
  expect((await item(admin, work.id)).quantity_delivered).toBe(25_000);
  await joko.context().close();
});

test("a form whose answer is lost enters nothing twice: loaded anew, it says that it is saved", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-13");
  const joko = await asleep(browser, server, "joko", itemPath(work));
  const amount = joko.getByLabel("Jumlah (pcs)");
  await joko.locator("#pengiriman").getByRole("button", { name: "Catat pengiriman" }).click();
  const form = joko.url();
  await amount.fill("4");
  let loses = true;
  await joko.route("**/api/save_delivery", async (route) => {
    if (!loses) return route.continue();
    await route.fetch({ maxRedirects: 0 });
    await route.abort();
  });
  await Promise.all([joko.waitForEvent("requestfailed"), joko.getByRole("button", { name: "Catat", exact: true }).click()]);
  await expect(joko).toHaveURL("chrome-error://chromewebdata/");
  expect((await item(admin, work.id)).quantity_delivered).toBe(40_000);
  await joko.goto(form);
  await expect(heading(joko)).toHaveText("Sudah tersimpan");
  await expect(joko.locator(".plain-form")).toContainText("4 pcs");
  await expect(amount).toHaveCount(0);

  // What is sent with something else in it after all is not lost: it is there for the next one.
  loses = false;
  const other = await joko.context().newPage();
  await other.route("**/pkg/*.{js,wasm}", (route) => route.abort());
  await other.goto(`${itemPath(work)}/delivery`);
  await other.getByLabel("Jumlah (pcs)").fill("1");
  const [sent] = await Promise.all([other.waitForRequest("**/api/save_delivery"), other.getByRole("button", { name: "Catat", exact: true }).click()]);
  await expect(other).toHaveURL(/#pengiriman$/);
  const again = await joko.request.post("/api/save_delivery", {
    headers: { origin: server.url, accept: "text/html" },
    form: Object.fromEntries(new URLSearchParams(sent.postData()!.replace("quantity%5D=1", "quantity%5D=2"))),
  });
  await joko.goto(again.url());
  await expect(heading(joko)).toHaveText("Sudah tersimpan");
  await joko.getByRole("link", { name: "Isi yang lain" }).click();
  await expect(amount).toHaveValue("2");
  await joko.getByRole("button", { name: "Catat", exact: true }).click();
  await expect(joko).toHaveURL(`${server.url}${itemPath(work)}#pengiriman`);
  expect((await item(admin, work.id)).quantity_delivered).toBe(70_000);

  // An issue as well.
  await joko.locator("#issue").getByRole("button", { name: "Laporkan" }).click();
  const report = joko.url();
  await joko.getByLabel("Judul").fill("Kurang label");
  await joko.getByRole("button", { name: "Laporkan" }).click();
  await expect(joko).toHaveURL(`${server.url}${itemPath(work)}#issue`);
  await joko.goto(report);
  await expect(heading(joko)).toHaveText("Sudah tersimpan");
  await expect(joko.locator(".plain-form")).toContainText("Kurang label");
  await joko.getByRole("link", { name: "Ke item" }).click();
  await expect(joko.locator("#issue")).toContainText("Kurang label");
  await joko.context().close();
});

test("a value that is corrected on a form that was sent already is asked about, and not lost", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-14");
  const budi = await asleep(browser, server, "budi", `/${FACTORY}/items/${work.id}/track`);
  const fields = await budi.evaluate(() => Object.fromEntries(new FormData(document.querySelector(".plain-form") as HTMLFormElement) as any) as Record<string, string>);
  const first = await budi.request.post("/api/save_own_track", { headers: { origin: server.url, accept: "text/html" }, form: { ...fields, "entry[quick]": "25" } });
  expect(first.ok()).toBe(true);
  await budi.getByRole("button", { name: "50", exact: true }).click();
  await expect(budi.getByRole("alert")).toBeVisible();
  await expect(budi.locator("#progress-by")).toContainText("25%");
  await expect(percent(budi)).toHaveValue("50");
  await budi.getByRole("button", { name: "Simpan" }).click();
  await expect.poll(async () => (await item(admin, work.id)).tracks[2].progress).toBe(50);
  await budi.context().close();
});

test("what one person typed is not there for whoever signs in after him", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-15");
  const budi = await asleep(browser, server, "budi", `/${FACTORY}/items/${work.id}/track`);
  await percent(budi).fill("80");
  await budi.getByLabel("Catatan").fill("Punya Budi");
  await budi.context().clearCookies();
  await budi.getByRole("button", { name: "Simpan" }).click();
  await budi.getByLabel("Nama pengguna").fill("sari");
  await budi.getByLabel("Kata sandi").fill(PASSWORD);
  await budi.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(heading(budi)).toContainText("QC");
  await expect(percent(budi)).toHaveValue("0");
  await expect(budi.getByLabel("Catatan")).toHaveValue("");
  await budi.context().close();
});

test("who may not any more is told so where it was typed", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-12");
  const joko = await asleep(browser, server, "joko", `${itemPath(work)}/delivery`);
  const { body } = await call<{ members: { id: string; name: string; version: number }[] }>(admin, "load_people", { factory: FACTORY });
  const { id, version, name } = body.members.find(({ name }) => name.startsWith("Joko"))!;
  const edit = { factory: FACTORY, mutation_id: mutationId(), id, version, edit: { name, role: "operator", departments: ["qc"] } };
  expect((await call(admin, "edit_member", edit)).status).toBe(200);
  await joko.getByLabel("Jumlah (pcs)").fill("4");
  await joko.getByRole("button", { name: "Catat", exact: true }).click();
  await expect(joko.getByRole("alert")).toBeVisible();
  await expect(joko.getByLabel("Jumlah (pcs)")).toHaveValue("4");
  expect((await item(admin, work.id)).quantity_delivered).toBe(0);
  await joko.context().close();
});

test("who signs in on the way to a form is led to the item afterwards", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-10");
  const sari = await asleep(browser, server, "sari", itemPath(work));
  await sari.context().clearCookies();
  await sari.locator("#issue").getByRole("button", { name: "Laporkan" }).click();
  await sari.getByLabel("Nama pengguna").fill("sari");
  await sari.getByLabel("Kata sandi").fill(PASSWORD);
  await sari.getByRole("button", { name: "Masuk", exact: true }).click();
  await sari.getByLabel("Judul").fill("Retak lagi");
  await sari.getByRole("button", { name: "Laporkan" }).click();
  await expect(sari).toHaveURL(`${server.url}${itemPath(work)}#issue`);
  await expect(sari.locator("#issue")).toContainText("Retak lagi");
  await sari.context().close();
});
