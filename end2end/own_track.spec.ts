/** A tap on the own track before the app is awake, or where it never wakes: a plain form that saves. */
import type { Browser, Page } from "@playwright/test";
import { call, expect, FACTORY, live, mutationId, PASSWORD, test } from "./support/fixtures";
import { createOrder } from "./support/orders";
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
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  await signInAs(context.request, server, "budi");
  const budi = await context.newPage();
  await budi.goto(`/${FACTORY}/tasks?q=PO-TIDUR`);
  await track(budi, id, "production").getByRole("link").click();
  await expect(budi).toHaveURL(new RegExp(`/${FACTORY}/items/${id}/track`));
  // Names are text, whatever is in them.
  await expect(heading(budi)).toHaveText("Prod · Poros <b>PO-TIDUR-1</b>");
  expect(await noScript(budi)).toBe(0);

  await budi.getByLabel("Catatan").fill("Separuh jadi");
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
  await context.close();
});

test("what is refused comes back with its reason, and what was typed stays", async ({ browser, server, signIn }) => {
  const admin = await signIn("maya");
  const work = await made(admin, "PO-TIDUR-2");
  const budi = await asleep(browser, server, "budi", `/${FACTORY}/items/${work.id}/track`);
  const send = async () => {
    await budi.evaluate(() => ((document.querySelector(".own-track") as HTMLFormElement).noValidate = true));
    await budi.getByRole("button", { name: "Simpan" }).click();
  };
  const note = `"><img src=x onerror=alert(1)> & ünï`;
  for (const wrong of ["101", "-1", "", "99999999999999999999"]) {
    await percent(budi).fill(wrong);
    await budi.getByLabel("Catatan").fill(note);
    await send();
    await expect(budi.getByRole("alert")).toHaveText(/0.*100/);
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
  const fields = await budi.evaluate(() => Object.fromEntries(new FormData(document.querySelector(".own-track") as HTMLFormElement) as any) as Record<string, string>);
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
