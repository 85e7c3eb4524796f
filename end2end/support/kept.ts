/** What a device keeps of a factory, to open without a server. */
import type { Page } from "@playwright/test";
import { FACTORY } from "./fixtures";
import type { Item } from "./tasks";

export interface Kept {
  viewer: { actor: { name: string } };
  tasks: { seq: number; items: Item[] };
}

/** Nothing where it is not whole. */
export function kept(page: Page): Promise<Kept | null> {
  return page.evaluate(
    (factory) =>
      new Promise<Kept | null>((done) => {
        const opening = indexedDB.open("lacakpo-kept");
        opening.onupgradeneeded = () => opening.transaction!.abort();
        opening.onerror = () => done(null);
        opening.onsuccess = () => {
          const close = (found: Kept | null) => (opening.result.close(), done(found));
          const store = opening.result.transaction("kept").objectStore("kept");
          const asked = store.get(factory);
          asked.onsuccess = () => {
            if (asked.result === undefined) return close(null);
            const [writer, frame] = asked.result.split("\n");
            const below = `${factory}/${writer}`;
            const [order, items] = [store.get(`${below}/order`), store.getAll(IDBKeyRange.bound(`${below}/item/`, `${below}/item0`))];
            store.transaction.oncomplete = () => {
              const known = new Map(items.result.map((text: string) => JSON.parse(text)).map((item: Item) => [item.id, item]));
              const found = JSON.parse(frame);
              found.tasks.items = JSON.parse(order.result).map((id: string) => known.get(id));
              close(found);
            };
          };
        };
      }),
    FACTORY,
  );
}
