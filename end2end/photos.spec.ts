/** Photos of an issue: from one device to every screen of the factory, and what is no photo is told. */
import type { Page } from "@playwright/test";
import { call, expect, FACTORY, mutationId, test } from "./support/fixtures";
import { createOrder, itemPath } from "./support/orders";
import { card } from "./support/tasks";

const issue = (page: Page, title: string) => page.locator("#issue li.row-item", { hasText: title });
const thumbnails = (page: Page, title: string) => issue(page, title).locator("[data-photo-id]");
const addTo = (page: Page, title: string) => page.getByLabel(`Tambah foto: ${title}`);

/** A photo as a camera takes one: `width` × `height` pixels, drawn by the browser itself. */
async function photo(page: Page, width: number, height: number, colour = "#b00"): Promise<Buffer> {
  const base64 = await page.evaluate(
    async ([width, height, colour]) => {
      const canvas = new OffscreenCanvas(width as number, height as number);
      const context = canvas.getContext("2d")!;
      context.fillStyle = colour as string;
      context.fillRect(0, 0, canvas.width, canvas.height);
      const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: "image/jpeg" })).arrayBuffer());
      return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
    },
    [width, height, colour] as const,
  );
  return Buffer.from(base64, "base64");
}

const file = (buffer: Buffer, name = "IMG_0001.jpg", mimeType = "image/jpeg") => ({ name, mimeType, buffer });

/** Whether the pictures of these images have come, and how large they are. */
async function sizes(page: Page, selector: string): Promise<[number, number][]> {
  const images = page.locator(selector);
  await expect
    .poll(() => images.evaluateAll((all) => all.every((image) => (image as HTMLImageElement).naturalWidth > 0)))
    .toBe(true);
  return images.evaluateAll((all) =>
    all.map((image) => [(image as HTMLImageElement).naturalWidth, (image as HTMLImageElement).naturalHeight]),
  );
}

async function reported(admin: Page, po: string, title: string) {
  const [target] = await createOrder(admin, po, [{ item_name: "Kopling" }]);
  const id = mutationId();
  const answer = await call(admin, "report_issue", {
    ...{ factory: FACTORY, mutation_id: id, item_id: target.id },
    ...{ title, description: null, priority: "high" },
  });
  expect(answer.status).toBe(200);
  return { target, issueId: id };
}

test("an issue is reported with photos on one device, and another sees them come", async ({ signIn }) => {
  const admin = await signIn("maya");
  const [target] = await createOrder(admin, "PO-UJI-FOTO", [{ item_name: "Kopling" }]);
  await expect(card(admin, target.id)).toBeVisible();
  const reporter = await signIn("sari", itemPath(target));
  const watcher = await signIn("dewi", itemPath(target));
  const [large, small, wrong] = [await photo(reporter, 4000, 3000), await photo(reporter, 300, 400), await photo(reporter, 8, 8)];

  await reporter.locator("#issue").getByRole("button", { name: "Laporkan" }).click();
  const dialog = reporter.getByRole("dialog", { name: "Laporkan issue" });
  await dialog.getByLabel("Judul").fill("Las retak");
  const input = dialog.getByLabel("Tambah foto");
  await input.setInputFiles([file(large), file(wrong)]);
  await input.setInputFiles(file(small));
  await expect(dialog.getByRole("img")).toHaveCount(3);
  // Taken back before it is sent, with the keyboard.
  await dialog.getByRole("button", { name: "Hapus foto 2" }).focus();
  await reporter.keyboard.press("Enter");
  await expect(dialog.getByRole("img")).toHaveCount(2);
  await dialog.getByRole("button", { name: "Laporkan" }).click();
  await expect(dialog).toBeHidden();

  for (const page of [reporter, watcher]) {
    await expect(thumbnails(page, "Las retak")).toHaveCount(2);
    await expect(issue(page, "Las retak").locator("[data-state]")).toHaveCount(0);
    await issue(page, "Las retak").scrollIntoViewIfNeeded();
    const seen = await sizes(page, "#issue [data-photo-id] img");
    expect(seen).toEqual([
      [240, 180],
      [180, 240],
    ]);
  }
  // Everybody finds it in the history.
  await expect(watcher.getByRole("main")).toContainText("Sari Puspita menambah foto pada issue Las retak");

  // Large, on a tap; the other one, on a key; and back where one was.
  const first = thumbnails(watcher, "Las retak").first();
  await first.click();
  const view = watcher.getByRole("dialog", { name: "Las retak" });
  await expect(view).toContainText("Foto 1 dari 2 · Sari");
  expect(await sizes(watcher, ".photo-view__picture")).toEqual([[1600, 1200]]);
  await watcher.keyboard.press("ArrowRight");
  await expect(view).toContainText("Foto 2 dari 2 · Sari");
  expect(await sizes(watcher, ".photo-view__picture")).toEqual([[300, 400]]);
  await expect(view.getByRole("button", { name: "Berikutnya" })).toBeDisabled();
  await view.getByRole("button", { name: "Sebelumnya" }).click();
  await expect(view).toContainText("Foto 1 dari 2 · Sari");
  await watcher.keyboard.press("Escape");
  await expect(view).toBeHidden();
  await expect(first).toBeFocused();

  // A page drawn anew shows the same.
  await watcher.reload();
  await expect(thumbnails(watcher, "Las retak")).toHaveCount(2);
});

test("a photo is added to an open issue by somebody else, live on the other screen, where nothing moves", async ({ signIn }) => {
  const admin = await signIn("maya");
  const { target } = await reported(admin, "PO-UJI-FOTO", "Bor patah");
  const adder = await signIn("budi", itemPath(target));
  const watcher = await signIn("dewi", itemPath(target));
  await expect(issue(watcher, "Bor patah")).toBeVisible();
  const box = await issue(watcher, "Bor patah").boundingBox();
  await addTo(adder, "Bor patah").setInputFiles(file(await photo(adder, 800, 600)));
  for (const page of [adder, watcher]) {
    await expect(thumbnails(page, "Bor patah")).toHaveCount(1);
    expect(await sizes(page, "#issue [data-photo-id] img")).toEqual([[240, 180]]);
  }
  expect((await issue(watcher, "Bor patah").boundingBox())!.height).toBe(box!.height);

  // Solved, it keeps its photo and takes no more.
  await watcher.getByRole("button", { name: "Selesai: Bor patah", exact: true }).click();
  for (const page of [adder, watcher]) {
    await expect(issue(page, "Bor patah")).toHaveAttribute("data-issue-status", "resolved");
    await expect(thumbnails(page, "Bor patah")).toHaveCount(1);
    await expect(addTo(page, "Bor patah")).toHaveCount(0);
  }
});

test("what is no photo is refused with a reason, and a good one goes beside it", async ({ signIn }) => {
  const admin = await signIn("maya");
  const { target } = await reported(admin, "PO-UJI-FOTO", "Cat luntur");
  const page = await signIn("budi", itemPath(target));
  const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="document.title='x'"><script>alert(1)</script></svg>`);
  const text = Buffer.from("bukan foto");
  await addTo(page, "Cat luntur").setInputFiles([file(text, "catatan.jpg"), file(await photo(page, 80, 60))]);
  const fault = issue(page, "Cat luntur").getByRole("alert");
  await expect(fault).toContainText("Foto tidak tersimpan. Berkas ini bukan foto. Pakai foto JPEG, PNG, atau WebP.");
  await expect(thumbnails(page, "Cat luntur")).toHaveCount(1);
  // Again is refused again, and its picture stays until it is given up.
  await fault.getByRole("button", { name: "Coba lagi" }).click();
  await expect(fault).toContainText("Berkas ini bukan foto");
  await expect(issue(page, "Cat luntur").locator('[data-state="failed"]')).toHaveCount(1);
  await fault.getByRole("button", { name: "Hapus" }).click();
  await expect(fault).toHaveCount(0);
  await expect(issue(page, "Cat luntur").locator("[data-state]")).toHaveCount(0);
  // What a browser can draw is drawn on the device, and then it is a picture and no page.
  const before = await page.title();
  await addTo(page, "Cat luntur").setInputFiles(file(svg, "gambar.svg", "image/svg+xml"));
  await expect(thumbnails(page, "Cat luntur").or(fault)).not.toHaveCount(1);
  expect(await page.title()).toBe(before);
});

test("a photo waits while the server is down, and is there once when it is back", async ({ signIn, server }) => {
  const admin = await signIn("maya");
  const { target } = await reported(admin, "PO-UJI-FOTO", "Baut hilang");
  const page = await signIn("budi", itemPath(target));
  const taken = await photo(page, 1200, 900);
  await server.kill();
  await addTo(page, "Baut hilang").setInputFiles(file(taken));
  const waiting = issue(page, "Baut hilang").locator('[data-state="sending"]');
  await expect(waiting).toContainText("Menunggu kirim");
  await expect(waiting.locator("img")).toBeVisible();
  await server.run();
  await expect(thumbnails(page, "Baut hilang")).toHaveCount(1, { timeout: 30_000 });
  await expect(issue(page, "Baut hilang").locator("[data-state]")).toHaveCount(0);
});

test("nine photos are too many, and nobody of another factory sees one", async ({ signIn }) => {
  const admin = await signIn("maya");
  const { target } = await reported(admin, "PO-UJI-FOTO", "Plat kurang");
  const page = await signIn("budi", itemPath(target));
  const one = await photo(page, 40, 30);
  await addTo(page, "Plat kurang").setInputFiles(Array.from({ length: 9 }, () => file(one)));
  await expect(page.getByRole("status").locator('[data-toast="error"]')).toContainText("Paling banyak 8 foto untuk satu issue.");
  await expect(thumbnails(page, "Plat kurang")).toHaveCount(8);
  await expect(addTo(page, "Plat kurang")).toHaveCount(0);
  const id = await thumbnails(page, "Plat kurang").first().getAttribute("data-photo-id");
  const own = await page.request.get(`/${FACTORY}/photos/${id}`);
  expect([own.status(), own.headers()["content-type"]]).toEqual([200, "image/jpeg"]);
  const stranger = await signIn("sinta", "/teknik-abadi/tasks");
  for (const path of [`/${FACTORY}/photos/${id}`, `/teknik-abadi/photos/${id}`, `/${FACTORY}/photos/${id}/thumbnail`]) {
    expect((await stranger.request.get(path)).status(), path).toBe(404);
  }
});
