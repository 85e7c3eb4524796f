/** Every screen at every size and theme: fits its width, has one heading, and complains about nothing. */
import type { Page } from "@playwright/test";
import { expect, FACTORY, live, test } from "./support/fixtures";
import { screensOf } from "./support/screens";

// From narrow to wide, as a window that is drawn larger.
const SIZES = [
  { width: 390, height: 844 },
  // A desk's window at 200 %.
  { width: 720, height: 450 },
  { width: 820, height: 1180 },
  // The same tablet, turned.
  { width: 1180, height: 820 },
  { width: 1440, height: 900 },
];
const THEMES = ["light", "dark"] as const;

test("every screen fits, has one heading and no complaints, in both themes", async ({ browser, server, signIn }, testInfo) => {
  test.setTimeout(240_000);
  const faults: string[] = [];
  let where = "";
  const listen = (page: Page) => {
    page.on("pageerror", (error) => void faults.push(`${where}: ${error}`));
    page.on("console", (message) => {
      // What the configuration does is no complaint of ours.
      if (/blocked by Playwright/.test(message.text())) return;
      if (["error", "warning"].includes(message.type())) faults.push(`${where}: ${message.text()}`);
    });
    page.on("response", (answer) => {
      if (answer.status() >= 400) faults.push(`${where}: ${answer.status()} ${answer.url()}`);
    });
  };
  const look = async (page: Page, name: string, theme: string) => {
    for (const size of SIZES) {
      where = `${name} ${theme} ${size.width}`;
      await page.setViewportSize(size);
      const seen = await page.evaluate(async () => {
        await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
        const root = document.documentElement;
        const edge = root.clientWidth;
        // Named, so that a failure says what sticks out.
        const wide = root.scrollWidth > edge ? [...document.body.querySelectorAll("*")] : [];
        const out = wide.filter((element) => element.getBoundingClientRect().right > edge + 1);
        const headings = [...document.querySelectorAll("h1")].filter((heading) => heading.checkVisibility());
        return {
          sticking: out.slice(0, 5).map((element) => `${element.tagName} ${element.className}`),
          overflow: root.scrollWidth - edge,
          headings: headings.length,
        };
      });
      expect.soft(seen, where).toEqual({ sticking: [], overflow: 0, headings: 1 });
      await testInfo.attach(where, { body: await page.screenshot({ animations: "disabled" }), contentType: "image/png" });
    }
  };

  for (const theme of THEMES) {
    const page = await signIn("maya", `/${FACTORY}/tasks`, { colorScheme: theme });
    listen(page);
    const screens = await screensOf(page);
    for (const [name, path] of Object.entries(screens)) {
      await test.step(`${name}, ${theme}`, async () => {
        where = `${name} ${theme}`;
        await page.setViewportSize(SIZES[0]);
        await page.goto(path);
        await live(page);
        await look(page, name, theme);
      });
    }
    await test.step(`scan, ${theme}`, async () => {
      where = `scan ${theme}`;
      await page.setViewportSize(SIZES[0]);
      await page.goto(`/${FACTORY}/scan`);
      // Its line is nobody's business, so there is no pill; it is awake once it knows of its camera.
      await expect(page.locator("main.scan")).not.toHaveAttribute("data-scan", "asking");
      await look(page, "scan", theme);
    });
    await test.step(`own track without the app, ${theme}`, async () => {
      const operator = await signIn("budi", `/${FACTORY}/tasks`, { colorScheme: theme });
      listen(operator);
      const path = await operator.locator(".track__hit").first().getAttribute("href");
      await operator.goto(path!);
      await look(operator, "own track", theme);
    });
    await test.step(`sheets of people, ${theme}`, async () => {
      await page.setViewportSize(SIZES[0]);
      await page.goto(`/${FACTORY}/people`);
      await live(page);
      await page.getByRole("button", { name: "Undang orang" }).click();
      await look(page, "invite sheet", theme);
      await page.locator("dialog[open]").getByRole("button", { name: "Tutup", exact: true }).first().click();
      await page.locator(".person").first().getByRole("button", { name: "Ubah" }).click();
      await look(page, "member sheet", theme);
    });
    await test.step(`tablet, ${theme}`, async () => {
      const tablet = await signIn("maya", `/${FACTORY}/devices`, { colorScheme: theme });
      listen(tablet);
      where = `tablet ${theme}`;
      await tablet.locator("#device-name").fill("Tablet QC 1");
      await tablet.getByRole("button", { name: "Daftarkan perangkat ini" }).click();
      await tablet.getByRole("button", { name: "Keluar dan serahkan tablet" }).click();
      await expect(tablet).toHaveURL(/\/tablet$/);
      await look(tablet, "tablet", theme);
    });
    await test.step(`login, ${theme}`, async () => {
      const context = await browser.newContext({ baseURL: server.url, colorScheme: theme });
      const login = await context.newPage();
      listen(login);
      where = `login ${theme}`;
      await login.setViewportSize(SIZES[0]);
      await login.goto("/login");
      await expect(login.getByRole("button", { name: "Masuk", exact: true })).toBeVisible();
      await look(login, "login", theme);
      await context.close();
    });
  }
  expect(faults).toEqual([]);
});

test("the Tasks page follows a window that is made narrower", async ({ signIn }) => {
  const page = await signIn("maya");
  for (const size of [{ width: 1180, height: 820 }, { width: 820, height: 1180 }, { width: 390, height: 844 }]) {
    await page.setViewportSize(size);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(overflow, { message: `${size.width}` }).toBe(0);
  }
});
