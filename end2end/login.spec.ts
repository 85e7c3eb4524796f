/** In and out, with and without JavaScript. */
import { expect, FACTORY, PASSWORD, test } from "./support/fixtures";

test("works without JavaScript: login, the Tasks page, a filter, logout", async ({ browser, server }) => {
  const context = await browser.newContext({ baseURL: server.url, javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`/${FACTORY}/tasks?urgent=1`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel("Nama pengguna").fill("budi");
  await page.getByLabel("Kata sandi").fill("salah");
  await page.getByRole("button", { name: "Masuk" }).click();
  await expect(page.getByText("Nama pengguna atau kata sandi salah.")).toBeVisible();

  await page.getByLabel("Nama pengguna").fill("budi");
  await page.getByLabel("Kata sandi").fill(PASSWORD);
  await page.getByRole("button", { name: "Masuk" }).click();
  await expect(page).toHaveURL(new RegExp(`/${FACTORY}/tasks`));
  const cards = page.locator(".cards [data-item-id]");
  expect(await cards.count()).toBeGreaterThan(0);
  // Bars are right before any script has run.
  const bar = page.locator('.track:not(.track--own) [role="progressbar"]:not([aria-valuenow="0"])').first();
  const share = await bar.evaluate((bar) => {
    const fill = getComputedStyle(bar, "::before");
    return { inline: fill.inlineSize, whole: getComputedStyle(bar).inlineSize, p: getComputedStyle(bar).getPropertyValue("--p") };
  });
  expect(share.p.trim()).toBe(await bar.getAttribute("aria-valuenow"));
  await expect(page.locator(".pill")).toContainText("Data per");
  await page.getByRole("button", { name: "Keluar" }).first().click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto(`/${FACTORY}/tasks`);
  await expect(page).toHaveURL(/\/login/);
  await context.close();
});

test("the session cookie cannot be read by scripts and is not sent from other sites", async ({ signIn, server }) => {
  const page = await signIn("maya");
  const cookies = await page.context().cookies(server.url);
  const session = cookies.find((cookie) => cookie.name === "lacakpo")!;
  expect(session.httpOnly).toBe(true);
  expect(session.sameSite).toBe("Lax");
  // Scripts read which language was chosen and which file of styles is here, and nothing else.
  const readable = await page.evaluate(() => document.cookie);
  expect(readable).not.toContain(session.value);
  expect(readable.split("; ").map((cookie) => cookie.split("=")[0]).filter((name) => !["bahasa", "gaya"].includes(name))).toEqual([]);
});

test("the demo people are offered in demo mode only", async ({ browser, server }) => {
  const page = await browser.newPage({ baseURL: server.url });
  await page.goto("/login");
  await page.getByRole("listitem").filter({ hasText: "maya" }).getByRole("button", { name: "Pakai" }).click();
  await expect(page.getByLabel("Nama pengguna")).toHaveValue("maya");
  await page.getByRole("button", { name: "Masuk", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/${FACTORY}/tasks`));
  await page.close();
});

test("a foreign factory answers exactly as an unknown one", async ({ signIn }) => {
  const page = await signIn("maya");
  const answers = [];
  for (const slug of ["teknik-abadi", "tidak-ada"]) {
    const answer = await page.request.get(`/${slug}/tasks`);
    // The slug that was asked for, moments and nonces differ; nothing else may.
    const body = (await answer.text()).replaceAll(slug, "…").replaceAll(/\d{13}/g, "t").replaceAll(/[\w-]{22}(?=")/g, "n");
    answers.push({ status: answer.status(), body });
  }
  expect(answers[0].status).toBe(404);
  expect(answers[0]).toEqual(answers[1]);
});
