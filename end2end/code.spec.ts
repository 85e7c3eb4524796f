/** The code of pages, which comes in files of its own. */
import { expect, FACTORY, live, test } from "./support/fixtures";

const ORDERS = "**/pkg/split_orders*";
const TASKS = "**/pkg/split_tasks*";

test("a page brings its own code and no other's, named in its head", async ({ signIn }) => {
  const page = await signIn("maya");
  const fetched = await page.evaluate(() => performance.getEntriesByType("resource").map((entry) => entry.name));
  expect(fetched.filter((name) => name.includes("split_tasks")).length).toBeGreaterThan(0);
  expect(fetched.filter((name) => /split_(orders|login)/.test(name))).toEqual([]);
  await expect(page.locator('head link[rel=preload][href*="split_tasks"]')).toHaveCount(1);
});

test("a page whose code does not come says so, and comes when asked again", async ({ signIn }) => {
  const page = await signIn("maya");
  await page.route(ORDERS, (route) => route.abort());
  await page.getByRole("navigation", { name: "Utama" }).getByRole("link", { name: "PO" }).last().click();
  await expect(page.getByRole("heading", { name: "Tidak bisa dimuat" })).toBeVisible();
  await page.unroute(ORDERS);
  await page.getByRole("link", { name: "Coba lagi" }).click();
  await expect(page).toHaveURL(`/${FACTORY}/purchase-orders`);
  await live(page);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
});

test("until its code has come, a page can be read, and then it comes alive by itself", async ({ signIn }) => {
  const page = await signIn("maya");
  await page.route(TASKS, (route) => route.abort());
  await page.reload();
  await expect(page.locator("[data-item-id]").first()).toBeVisible();
  await expect(page.locator('.pill[data-state="live"]')).toHaveCount(0);
  await page.unroute(TASKS);
  await live(page);
});
