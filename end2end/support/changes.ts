/** What changes in a page, node by node. */
import type { Page } from "@playwright/test";

export interface Change {
  /** `childList`, `characterData`, or the attribute's name. */
  kind: string;
  /** Classes of the nearest element that has some; an icon counts as what it stands in. */
  place: string;
  /** The item whose card it is in. */
  card: string | null;
}

/** Writes down from now on what changes, except news, the pill, who is here, and tracks, whose "5 mnt" follows the clock. */
export async function watchChanges(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: { kind: string; place: string; card: string | null }[] = [];
    (window as any).changesSeen = seen;
    new MutationObserver((records) => {
      for (const record of records) {
        const element = record.target instanceof Element ? record.target : record.target.parentElement;
        if (!element || element.closest(".toasts, .pill, .people, .filling-in, .tracks")) continue;
        seen.push({
          kind: record.type === "attributes" ? record.attributeName! : record.type,
          place: element.closest("[class]:not(.icon)")?.getAttribute("class") ?? "",
          card: element.closest("[data-item-id]")?.getAttribute("data-item-id") ?? null,
        });
      }
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}

/** What changed since. Two frames later everything that one event causes has happened. */
export async function changes(page: Page): Promise<Change[]> {
  return page.evaluate(async () => {
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return (window as any).changesSeen as Change[];
  });
}
