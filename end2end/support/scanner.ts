/** A scanner in the hand of a test: one that types, a photo of a label, and a camera that sees one. */
import { writeFile } from "node:fs/promises";
import type { CDPSession, Locator, Page } from "@playwright/test";

/** Milliseconds between two keys of a scanner. */
const RHYTHM = 5;

/** Types `code` as a scanner does, in its rhythm however busy this machine is, and ends it with Enter. */
export async function wedge(page: Page, code: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  let at = Date.now();
  for (const letter of code) await press(session, { key: letter, text: letter }, (at += RHYTHM));
  await press(session, { key: "Enter", code: "Enter", windowsVirtualKeyCode: 13, text: "\r" }, at + RHYTHM);
  await session.detach();
}

/** The page is told when the key was pressed; by itself it would believe when it heard of it. */
async function press(session: CDPSession, key: { key: string; [more: string]: unknown }, at: number): Promise<void> {
  await session.send("Input.dispatchKeyEvent", { type: "keyDown", timestamp: at / 1000, ...key });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", timestamp: at / 1000, key: key.key });
}

/** A photo of what is on the screen, to be picked. */
export async function photo(label: Locator, name = "label.png") {
  return { name, mimeType: "image/png", buffer: await label.screenshot({ animations: "disabled" }) };
}

/** A film (YUV4MPEG2) of `picture` on a grey table, `width` × `height`, for Chromium's camera; drawn in `page`. */
export async function film(page: Page, picture: Buffer, path: string, [width, height] = [640, 480]): Promise<void> {
  const grey = await page.evaluate(
    async ([source, width, height]) => {
      const bytes = Uint8Array.from(atob(source as string), (letter) => letter.charCodeAt(0));
      const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
      const canvas = new OffscreenCanvas(width as number, height as number);
      const context = canvas.getContext("2d")!;
      context.fillStyle = "#888";
      context.fillRect(0, 0, canvas.width, canvas.height);
      const scale = Math.min(1, (canvas.width * 0.8) / image.width, (canvas.height * 0.8) / image.height);
      const [w, h] = [image.width * scale, image.height * scale];
      context.drawImage(image, (canvas.width - w) / 2, (canvas.height - h) / 2, w, h);
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
      let grey = "";
      for (let at = 0; at < data.length; at += 4) {
        const light = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
        grey += String.fromCharCode(Math.round(16 + (light * 219) / 255));
      }
      return btoa(grey);
    },
    [picture.toString("base64"), width, height] as const,
  );
  const noColour = Buffer.alloc((width * height) / 2, 128);
  const frame = Buffer.concat([Buffer.from("FRAME\n"), Buffer.from(grey, "base64"), noColour]);
  const head = Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\n`);
  await writeFile(path, Buffer.concat([head, ...Array.from({ length: 10 }, () => frame)]));
}
