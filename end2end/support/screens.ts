/** Every page of a factory that an admin sees, by name. */
import type { Page } from "@playwright/test";
import { FACTORY } from "./fixtures";
import { itemPath, orderPath } from "./orders";
import { snapshot } from "./tasks";

export async function screensOf(page: Page): Promise<Record<string, string>> {
  const { items } = await snapshot(page);
  // The one with the most to show.
  const busy = items.toSorted((a, b) => b.issues.length - a.issues.length)[0];
  return {
    tasks: `/${FACTORY}/tasks`,
    item: itemPath(busy),
    orders: `/${FACTORY}/purchase-orders`,
    order: orderPath(busy),
    "order form": `/${FACTORY}/purchase-orders/new`,
    "edit form": `${orderPath(busy)}/edit`,
    import: `/${FACTORY}/import`,
    overview: `/${FACTORY}/overview`,
    activity: `/${FACTORY}/activity`,
    handover: `/${FACTORY}/activity?sejak=24jam`,
    people: `/${FACTORY}/people`,
    devices: `/${FACTORY}/devices`,
    clients: `/${FACTORY}/clients`,
    settings: `/${FACTORY}/settings`,
    account: `/${FACTORY}/account`,
    labels: `/${FACTORY}/labels?po=${busy.order.id}`,
    travellers: `/${FACTORY}/labels?po=${busy.order.id}&bentuk=kartu`,
  };
}
