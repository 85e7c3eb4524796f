/** Nobody is left out: axe-core finds nothing, on any page, in either theme or language; and the main work needs no mouse. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, FACTORY, live, test } from "./support/fixtures";
import { createOrder } from "./support/orders";
import { screensOf } from "./support/screens";
import { item, progress, snapshot, unfinished } from "./support/tasks";

const THEMES = ["light", "dark"] as const;
const LANGUAGES = { "id-ID": "id", "en-GB": "en" } as const;
/** What only Indonesian says; names of orders, items and people are theirs in any language. */
const INDONESIAN = /\b(dan|atau|yang|belum|tidak|sudah|untuk|dengan|oleh|dari|semua|lagi|simpan|batal|ubah|hapus|muat|tenggat|terlambat|terkirim|kemajuan|catatan|riwayat|tugas|hari|minggu|jam|mnt|lalu|kemarin)\b/i;
/** What people wrote, which nobody translates. */
const WRITTEN = ".card__name, .card__spec, .card__po, .note, #issue li, .steps__note, .facts, h1, .history, .feed, .timeline, .issue__title, .issue-item, td, blockquote, .late, .toasts, option, .rows, textarea, .handover";

async function violations(page: Page): Promise<string[]> {
  // Every rule of WCAG 2.2 AA and what the tool calls good practice.
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`));
}

for (const [locale, code] of Object.entries(LANGUAGES)) {
  for (const theme of THEMES) {
    test(`every page can be used by everybody: ${code}, ${theme}`, async ({ browser, server, signIn }) => {
      test.setTimeout(240_000);
      const page = await signIn("maya", `/${FACTORY}/tasks`, { colorScheme: theme, locale });
      const look = async (page: Page, name: string) => {
        await expect(page.locator("html")).toHaveAttribute("lang", code);
        expect.soft(await violations(page), `${name}, ${code}, ${theme}`).toEqual([]);
        if (code === "en") {
          const said = await page.evaluate((written) => {
            const copy = document.body.cloneNode(true) as HTMLElement;
            // What stands in both languages is marked, and one of them is hidden.
            for (const element of copy.querySelectorAll(`script, style, [lang="id"], ${written}`)) element.remove();
            return copy.textContent ?? "";
          }, WRITTEN);
          expect.soft(INDONESIAN.exec(said)?.[0], `${name} in English`).toBeUndefined();
        }
      };
      for (const [name, path] of Object.entries(await screensOf(page))) {
        await test.step(name, async () => {
          await page.goto(path);
          await live(page);
          await look(page, name);
        });
      }
      const operator = await signIn("budi", `/${FACTORY}/tasks`, { colorScheme: theme, locale });
      await test.step("progress sheet", async () => {
        await operator.locator(".track__hit").first().click();
        await expect(operator.locator("dialog[open]")).toBeVisible();
        await look(operator, "progress sheet");
      });
      await test.step("own track without the app", async () => {
        await operator.goto((await operator.locator(".track__hit").first().getAttribute("href"))!);
        await look(operator, "own track without the app");
      });
      await test.step("scan", async () => {
        await operator.goto(`/${FACTORY}/scan`);
        await expect(operator.locator("main.scan")).not.toHaveAttribute("data-scan", "asking");
        await look(operator, "scan");
      });
      for (const [name, opener] of [["report of an issue", "#issue"], ["delivery", "#pengiriman"]]) {
        await test.step(name, async () => {
          const { id } = (await snapshot(page)).items.find((item) => !item.is_delivered)!;
          await page.goto(`/${FACTORY}/items/${id}`);
          await live(page);
          await page.locator(`${opener} button[aria-haspopup=dialog]`).first().click();
          await expect(page.locator("dialog[open]")).toBeVisible();
          await look(page, name);
        });
      }
      await test.step("what is not sent, refused", async () => {
        await operator.goto(`/${FACTORY}/tasks`);
        await live(operator);
        await operator.route("**/api/advance_track", (route) => route.fulfill({ status: 422, json: { error: "refused", refusals: [{ code: "not-allowed" }] } }));
        await operator.locator(".track__hit").first().click();
        await operator.locator("dialog[open] input[type=range]").fill("37");
        await operator.locator("dialog[open] button[type=submit]").click();
        await operator.locator(".queued").click();
        await expect(operator.locator("dialog[open] .queue__entry")).toBeVisible();
        await look(operator, "what is not sent, refused");
      });
      for (const path of ["nowhere", "import", "people"]) {
        await test.step(`${path}, for an operator`, async () => {
          await operator.goto(`/${FACTORY}/${path}`);
          await look(operator, `${path}, for an operator`);
        });
      }
      for (const path of ["/login", "/tablet", "/invite/nobody", "/reset/nobody", "/setup/nobody"]) {
        await test.step(path, async () => {
          const context = await browser.newContext({ baseURL: server.url, colorScheme: theme, locale });
          const stranger = await context.newPage();
          await stranger.goto(path);
          await look(stranger, path);
          await context.close();
        });
      }
    });
  }
}

test("the language is the browser's until it is chosen, and stays chosen, with and without scripts", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, locale: "en-US", javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto("/login?next=%2F");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await page.getByRole("button", { name: "Bahasa Indonesia" }).click();
  await expect(page).toHaveURL(/\/login\?next=%2F$/);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Masuk");
  await expect(page.locator("html")).toHaveAttribute("lang", "id");
  await page.goto("/login");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Masuk");
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Sign in");
  await context.close();
});

test("an operator's work needs no mouse", async ({ signIn }) => {
  const budi = await signIn("budi");
  const id = await unfinished(budi, "production");
  // The skip link is the first thing there is.
  await budi.keyboard.press("Tab");
  await expect(budi.locator(":focus")).toHaveText("Langsung ke isi");
  await budi.keyboard.press("Enter");
  await expect(budi.locator("#isi")).toBeFocused();
  // From anywhere to the search, and back.
  await budi.keyboard.press("/");
  await expect(budi.getByRole("searchbox").first()).toBeFocused();
  await budi.keyboard.press("Escape");
  await budi.locator(`[data-item-id="${id}"] .card__name a`).focus();
  await budi.keyboard.press("Tab");
  for (let presses = 0; presses < 10; presses += 1) {
    if (await budi.evaluate(() => document.activeElement?.matches(".track__hit"))) break;
    await budi.keyboard.press("Tab");
  }
  const focus = budi.locator(":focus");
  await expect(focus).toHaveClass(/track__hit/);
  const ring = await focus.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(ring).not.toBe("none");
  await budi.keyboard.press("Enter");
  const sheet = budi.locator("dialog[open]");
  await expect(sheet).toBeVisible();
  const slider = sheet.getByRole("slider");
  await slider.focus();
  await budi.keyboard.press("Home");
  await budi.keyboard.press("PageUp");
  const to = Number(await slider.inputValue());
  expect(to).toBeGreaterThan(0);
  await slider.press("Tab");
  for (let presses = 0; presses < 15; presses += 1) {
    if (await budi.evaluate(() => document.activeElement?.textContent?.startsWith("Simpan"))) break;
    await budi.keyboard.press("Tab");
  }
  await budi.keyboard.press("Enter");
  await expect(sheet).toHaveCount(0);
  await expect(progress(budi, id, "production")).toHaveAttribute("aria-valuenow", String(to));
  await expect.poll(async () => (await item(budi, id)).tracks[2].progress).toBe(to);
  // Back where it was.
  await expect(budi.locator(":focus")).toHaveClass(/track__hit/);
});

/** Goes on to what fits `selector`, as somebody does who has no mouse. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`no way to ${selector}`);
}

test("reporting an issue, recording a delivery and deciding about what was refused need no mouse", async ({ signIn }) => {
  const admin = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const [made] = await createOrder(admin, "PO-TANPA-TETIKUS", [{ item_name: "Poros tanpa tetikus" }]);
  const joko = await signIn("joko", `/${FACTORY}/items/${made.id}`);
  const sheet = joko.locator("dialog[open]");
  await tabTo(joko, "#issue button[aria-haspopup=dialog]");
  await joko.keyboard.press("Enter");
  await expect(sheet.getByLabel("Judul")).toBeFocused();
  await joko.keyboard.type("Kemasan sobek");
  await tabTo(joko, "input[name=issue-priority]");
  await joko.keyboard.press("ArrowUp");
  // In a line of text Enter sends.
  await joko.keyboard.press("Shift+Tab");
  await sheet.getByLabel("Judul").focus();
  await joko.keyboard.press("Enter");
  await expect(sheet).toHaveCount(0);
  await expect.poll(async () => (await item(admin, made.id)).issues.map(({ title }) => title)).toEqual(["Kemasan sobek"]);

  await joko.route("**/api/record_delivery", (route) => route.fulfill({ status: 422, json: { error: "refused", refusals: [{ code: "not-allowed" }] } }));
  await tabTo(joko, "#pengiriman button[aria-haspopup=dialog]");
  await joko.keyboard.press("Enter");
  await expect(sheet.getByLabel("Jumlah (pcs)")).toBeFocused();
  await joko.keyboard.type("4");
  await joko.keyboard.press("Enter");
  await expect(joko.locator(".queued")).toBeVisible();
  await joko.unroute("**/api/record_delivery");
  await joko.locator(".skip").focus();
  await tabTo(joko, ".queued");
  await joko.keyboard.press("Enter");
  await tabTo(joko, ".queue__deeds a");
  await joko.keyboard.press("Enter");
  await expect(sheet.getByLabel("Jumlah (pcs)")).toHaveValue("4");
  await sheet.getByLabel("Jumlah (pcs)").focus();
  await joko.keyboard.press("Enter");
  await expect.poll(async () => (await item(admin, made.id)).quantity_delivered).toBe(40_000);
  await expect(joko.locator(".queued")).toHaveCount(0);
});

test("what is tapped on the floor is large enough for gloves", async ({ signIn }) => {
  const small = (page: Page, within: string) =>
    page.locator(within).evaluate((place) => {
      const targets = [...place.querySelectorAll<HTMLElement>("a.btn, button, .track__hit, input, textarea, .opt, .check")];
      const large = (target: HTMLElement) => Math.round((target.closest<HTMLElement>("label") ?? target).getBoundingClientRect().height) >= 48;
      return targets.filter((target) => target.checkVisibility() && !large(target)).map((target) => target.outerHTML.slice(0, 120));
    });
  // Nothing is measured while it grows.
  const tablet = { viewport: { width: 800, height: 1280 }, hasTouch: true, reducedMotion: "reduce" as const };
  const budi = await signIn("budi", `/${FACTORY}/tasks`, tablet);
  expect(await small(budi, ".cards")).toEqual([]);
  await budi.locator(".track__hit").first().tap();
  await expect(budi.locator("dialog[open]")).toBeVisible();
  expect(await small(budi, "dialog[open]")).toEqual([]);
  const { id } = (await snapshot(budi)).items.find((item) => !item.is_delivered)!;
  const joko = await signIn("joko", `/${FACTORY}/items/${id}`, tablet);
  for (const place of ["#issue", "#pengiriman"]) {
    expect(await small(joko, place)).toEqual([]);
    await joko.locator(`${place} button[aria-haspopup=dialog]`).first().tap();
    await expect(joko.locator("dialog[open]")).toBeVisible();
    expect(await small(joko, "dialog[open]")).toEqual([]);
    await joko.locator("dialog[open] .sheet__foot button").first().tap();
    await expect(joko.locator("dialog[open]")).toHaveCount(0);
  }
});

test("less motion, more contrast and forced colours are heeded", async ({ signIn }) => {
  const budi = await signIn("budi");
  const bar = budi.locator(".track [role=progressbar]").first();
  const seconds = () => budi.locator(".card").first().evaluate((card) => {
    const style = getComputedStyle(card);
    return Math.max(...`${style.animationDuration},${style.transitionDuration}`.split(",").map(parseFloat));
  });
  await budi.emulateMedia({ reducedMotion: "reduce" });
  expect(await seconds()).toBeLessThanOrEqual(0.001);
  await budi.emulateMedia({ reducedMotion: "no-preference", contrast: "more" });
  const ink = (name: string) => budi.evaluate((name) => getComputedStyle(document.documentElement).getPropertyValue(name), name);
  expect(await ink("--ink-2")).toBe(await ink("--ink"));
  // A bar is a border and a length then; its colour is the system's.
  await budi.emulateMedia({ contrast: "no-preference", forcedColors: "active" });
  expect(await bar.evaluate((bar) => getComputedStyle(bar).borderTopWidth)).toBe("1px");
  expect(await violations(budi)).toEqual([]);
});

test("the shortcuts are named where they are asked for", async ({ signIn }) => {
  const maya = await signIn("maya", `/${FACTORY}/tasks`);
  await maya.keyboard.press("?");
  const help = maya.locator("dialog[open]");
  await expect(help.getByRole("heading", { name: "Pintasan" })).toBeVisible();
  await expect(help).toContainText("Cari");
  await maya.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
  // At once after a sheet, whose focus the browser looks after only with the next frame.
  await maya.keyboard.press("?");
  await expect(help.getByRole("heading", { name: "Pintasan" })).toBeVisible();
  const search = maya.getByRole("searchbox").first();
  await help.evaluate((sheet: HTMLDialogElement) => {
    sheet.close();
    document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
  });
  await expect(search).toBeFocused();
  await search.blur();
  // Not while something is being typed.
  await maya.keyboard.press("/");
  await maya.keyboard.type("apa?");
  await expect(search).toHaveValue("apa?");
  await expect(maya.locator("dialog[open]")).toHaveCount(0);
});
