/** A fault of the app, after which nothing of it runs. The screen does not go on as if it were true. */
import type { Page } from "@playwright/test";
import { expect, live, test } from "./support/fixtures";
import { createOrder } from "./support/orders";
import { card, unfinished } from "./support/tasks";

test.use({ mayPanic: true });

const notice = (page: Page) => page.getByRole("alert").filter({ hasText: "Halaman ini berhenti bekerja" });

/** From now on nothing can be drawn that is not there, and the app does not expect that. */
async function breakDrawing(page: Page): Promise<void> {
  await page.evaluate(() => {
    document.createElement = () => {
      throw new Error("no room");
    };
  });
}

test("a page that has stopped says so instead of how live it is, and comes back with what it missed", async ({ signIn }) => {
  const dewi = await signIn("dewi");
  const admin = await signIn("maya");
  await expect(notice(dewi)).toBeHidden();
  await breakDrawing(dewi);
  const [made] = await createOrder(admin, "PO-MACET-1", [{ item_name: "Poros macet" }]);
  await expect(notice(dewi)).toBeVisible();
  await expect(dewi.locator(".pill")).toBeHidden();
  await expect(notice(dewi).getByText("stopped")).toBeHidden();
  await notice(dewi).getByRole("button", { name: "Muat ulang" }).click();
  await live(dewi);
  await expect(card(dewi, made.id)).toContainText("Poros macet");
  await expect(notice(dewi)).toBeHidden();
});

test("a page that has stopped keeps what was typed, over whatever is opened and closed", async ({ signIn }) => {
  const budi = await signIn("budi", undefined, { locale: "en-GB" });
  const admin = await signIn("maya");
  await budi.clock.install();
  const id = await unfinished(budi, "production");
  await card(budi, id).locator(".track__hit").click();
  const note = budi.getByLabel("Note", { exact: true });
  await note.fill("half of th");
  await breakDrawing(budi);
  await createOrder(admin, "PO-MACET-2", [{ item_name: "Poros macet" }]);
  // Over the sheet, and in reach of a hand.
  const stopped = budi.getByRole("alert").filter({ hasText: "This page has stopped working" });
  const reload = stopped.getByRole("button", { name: "Reload" });
  await reload.click({ trial: true });
  await budi.clock.runFor("05:00");
  await expect(note).toHaveValue("half of th");
  await budi.keyboard.press("Escape");
  await expect(note).toBeHidden();
  await budi.clock.runFor("05:00");
  await reload.click({ trial: true });
  // One that the app did not open before it stopped.
  await budi.evaluate(() => {
    const dialog = document.body.appendChild(document.createElementNS("http://www.w3.org/1999/xhtml", "dialog")) as HTMLDialogElement;
    dialog.showModal();
  });
  await budi.clock.runFor("00:01");
  await reload.click();
  await live(budi);
  await expect(stopped).toBeHidden();
});

test("a page that has stopped and that nobody touches is loaded anew by itself", async ({ signIn }) => {
  const dewi = await signIn("dewi");
  const admin = await signIn("maya");
  await dewi.clock.install();
  // Who looks at a page by a test touches it, as far as the browser knows.
  await dewi.addInitScript(() => Object.defineProperty(navigator, "userActivation", { value: { hasBeenActive: false } }));
  await dewi.reload();
  await live(dewi);
  await breakDrawing(dewi);
  const [made] = await createOrder(admin, "PO-MACET-3", [{ item_name: "Poros macet" }]);
  await expect(notice(dewi)).toBeVisible();
  await dewi.clock.runFor("02:10");
  await live(dewi);
  await expect(card(dewi, made.id)).toContainText("Poros macet");
});
