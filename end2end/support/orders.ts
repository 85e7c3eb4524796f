/** Purchase orders as a test makes and sees them. */
import { expect, type Locator, type Page } from "@playwright/test";
import { call, FACTORY, mutationId } from "./fixtures";
import { snapshot, type Item } from "./tasks";

export interface Line {
  item_name: string;
  specification?: string;
  quantity?: string;
  quantity_unit?: string;
}

/** A new order, made as the form's own script makes it; its items, in their order. */
export async function createOrder(admin: Page, po_number: string, lines: Line[], changes: object = {}): Promise<Item[]> {
  const answer = await call(admin, "create_purchase_order", {
    ...{ factory: FACTORY, mutation_id: mutationId() },
    order: {
      ...{ po_number, client: "PT Uji Coba", order_date: "", delivery_deadline: "2099-12-31" },
      ...{ is_urgent: false, is_vendor_job: false },
      ...changes,
      items: lines.map((line) => ({ specification: "", quantity: "10", quantity_unit: "pcs", ...line })),
    },
  });
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  const { items } = await snapshot(admin);
  return lines.map((line) => {
    const found = items.find((item) => item.order.po_number === po_number && item.item_name === line.item_name);
    expect(found, `${po_number}: ${line.item_name}`).toBeDefined();
    return found!;
  });
}

export const orderPath = (item: Item) => `/${FACTORY}/purchase-orders/${item.order.id}`;
export const itemPath = (item: Item) => `/${FACTORY}/items/${item.id}`;

/** The input is marked as refused and described by the reason. */
export async function refused(input: Locator, reason: string): Promise<void> {
  await expect(input).toHaveAttribute("aria-invalid", "true");
  await expect(input).toHaveAccessibleDescription(new RegExp(reason.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")));
}

/** The input is not marked any more. */
export async function accepted(input: Locator): Promise<void> {
  await expect(input).not.toHaveAttribute("aria-invalid", "true");
}

/** A row of the order list. */
export function orderRow(page: Page, poNumber: string): Locator {
  return page.locator(`tr[data-po-number="${poNumber}"]`);
}

/** A tab of the order list; its counter is `.n`. */
export function tab(page: Page, name: "Aktif" | "Selesai" | "Diarsipkan" | "Dibatalkan"): Locator {
  return page.locator("label.opt", { has: page.locator("input[name=status]"), hasText: name });
}

/** What a counter says. */
export async function count(counter: Locator): Promise<number> {
  return Number(await counter.locator(".n").textContent());
}
