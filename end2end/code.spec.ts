/** The code of pages, which comes in files of its own. */
import { expect, FACTORY, live, test } from "./support/fixtures";

const ORDERS = "**/pkg/split_orders*";

test("a page brings its own code and no other's, named in its head", async ({ signIn }) => {
  const page = await signIn("maya", `/${FACTORY}/purchase-orders`);
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  expect(fetched.filter((name) => name.includes("split_orders")).length).toBeGreaterThan(0);
  expect(fetched.filter((name) => /split_(account|activity)/.test(name))).toEqual([]);
  await expect(page.locator('head link[rel=preload][href*="split_orders"]')).toHaveCount(1);
});

test("the Tasks page needs one file, and the sign-in in between no other", async ({ signIn, server }) => {
  const page = await signIn("maya");
  const wasm = () =>
    page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name).filter((name) => name.endsWith(".wasm")));
  expect(new Set(await wasm()).size).toBe(1);
  // As after a new version, which has its files by other names.
  await page.route("**/pkg/**", (route) => route.abort());
  await page.request.post("/api/logout", { headers: { origin: server.url }, form: {}, maxRedirects: 0 });
  await expect(page.locator("#masuk-lagi").getByLabel("Nama pengguna")).toBeFocused();
});

test("a page whose code does not come says so, and comes when asked again", async ({ signIn }) => {
  const page = await signIn("maya");
  await page.route(ORDERS, (route) => route.abort());
  await page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "PO", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Tidak bisa dimuat" })).toBeVisible();
  await page.unroute(ORDERS);
  await page.getByRole("link", { name: "Coba lagi" }).click();
  await expect(page).toHaveURL(`/${FACTORY}/purchase-orders`);
  await live(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("until its code has come, a page can be read, and then it comes alive by itself", async ({ signIn }) => {
  const page = await signIn("maya", `/${FACTORY}/purchase-orders`);
  await page.route(ORDERS, (route) => route.abort());
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator('.pill[data-state="live"]')).toHaveCount(0);
  await page.unroute(ORDERS);
  await live(page);
});
