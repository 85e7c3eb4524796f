/** Nobody is left out: axe-core finds nothing, on any page, in either theme or language; and the main work needs no mouse. */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, FACTORY, live, test } from "./support/fixtures";
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
            for (const element of copy.querySelectorAll(`script, style, ${written}`)) element.remove();
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

test("the shortcuts are named where they are asked for", async ({ signIn }) => {
  const maya = await signIn("maya", `/${FACTORY}/tasks`);
  await maya.keyboard.press("?");
  const help = maya.locator("dialog[open]");
  await expect(help.getByRole("heading", { name: "Pintasan" })).toBeVisible();
  await expect(help).toContainText("Cari");
  await maya.keyboard.press("Escape");
  await expect(help).toHaveCount(0);
  // Not while something is being typed.
  await maya.keyboard.press("/");
  await maya.keyboard.type("apa?");
  await expect(maya.getByRole("searchbox").first()).toHaveValue("apa?");
  await expect(maya.locator("dialog[open]")).toHaveCount(0);
});
