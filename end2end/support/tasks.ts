/** The Tasks page as a test sees it: by its stable hooks. */
import { expect, type Locator, type Page } from "@playwright/test";

export type Department = "drafting" | "purchasing" | "production" | "qc" | "delivery";

export function card(page: Page, itemId: string): Locator {
  return page.locator(`[data-item-id="${itemId}"]`).first();
}

export function track(page: Page, itemId: string, department: Department): Locator {
  return card(page, itemId).locator(`.track[data-department="${department}"]`);
}

export function progress(page: Page, itemId: string, department: Department): Locator {
  return track(page, itemId, department).getByRole("progressbar");
}

export function toast(page: Page, kind: "info" | "success" | "warning" | "error"): Locator {
  return page.getByRole("status").locator(`[data-toast="${kind}"]`);
}

/** Closes what news there is. */
export async function closeToasts(page: Page): Promise<void> {
  const buttons = page.locator(".toast button");
  while ((await buttons.count()) > 0) await buttons.first().click({ timeout: 2_000 }).catch(() => undefined);
}

/** Ids of the shown items, in order. */
export async function itemIds(page: Page): Promise<string[]> {
  return page.locator(".cards [data-item-id]").evaluateAll((cards) => cards.map((card) => card.getAttribute("data-item-id")!));
}

/** The first shown item whose track is below 100 %. */
export async function unfinished(page: Page, department: Department): Promise<string> {
  const id = await page.evaluate((department) => {
    const bars = document.querySelectorAll(`.cards .track[data-department="${department}"] [role=progressbar]`);
    for (const bar of bars) {
      if (Number(bar.getAttribute("aria-valuenow")) < 100) return bar.closest("[data-item-id]")!.getAttribute("data-item-id");
    }
    return null;
  }, department);
  expect(id).not.toBeNull();
  return id!;
}

interface Snapshot {
  seq: number;
  items: Item[];
}

export interface Item {
  id: string;
  item_name: string;
  quantity_total: number;
  quantity_delivered: number;
  quantity_unit: string;
  is_delivered: boolean;
  version: number;
  order: { id: string; version: number; po_number: string; is_urgent: boolean; client: { name: string } };
  tracks: { department: Department; progress: number; version: number; updated_by: { name: string } | null }[];
  issues: { id: string; title: string; status: string }[];
}

/** What the database says now. */
export async function snapshot(page: Page, factory = "logam-presisi"): Promise<Snapshot> {
  const origin = new URL(page.url()).origin;
  const answer = await page.request.post("/api/load_tasks", { headers: { origin }, data: { factory } });
  expect(answer.ok()).toBe(true);
  return answer.json();
}

export async function item(page: Page, itemId: string): Promise<Item> {
  const found = (await snapshot(page)).items.find((item) => item.id === itemId);
  expect(found, `item ${itemId}`).toBeDefined();
  return found!;
}
