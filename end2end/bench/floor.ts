/** A factory with as many cards on its Tasks page as a measurement asks for. */
import { mutationId } from "../support/fixtures";
import type { Item } from "../support/tasks";
import type { Client } from "./http";

export const FACTORY = "logam-presisi";

interface Snapshot {
  epoch: string;
  seq: number;
  items: Item[];
}

/** Most items one order takes. */
const ITEMS_MAX = 500;

export function snapshot(admin: Client): Promise<Snapshot> {
  return admin.call("load_tasks", { factory: FACTORY });
}

/** Creates items until the Tasks page holds `cards`. */
export async function fill(admin: Client, cards: number): Promise<Snapshot> {
  let missing = cards - (await snapshot(admin)).items.length;
  if (missing < 0) throw new Error(`the page already holds ${cards - missing} cards`);
  for (; missing > 0; missing -= ITEMS_MAX) {
    await admin.call("create_purchase_order", {
      ...{ factory: FACTORY, mutation_id: mutationId() },
      order: {
        po_number: `UKUR-${cards}-${missing}`,
        client: "PT Sinar Abadi",
        // Spread over the year, so that the page sorts and colours them as it would real ones.
        delivery_deadline: `2030-${String(1 + (missing % 12)).padStart(2, "0")}-15`,
        items: Array.from({ length: Math.min(missing, ITEMS_MAX) }, (_, place) => ({
          ...{ item_name: `Bracket ${place + 1}`, specification: "SS400 6 mm, galvanis" },
          ...{ quantity: "12", quantity_unit: "pcs" },
        })),
      },
    });
  }
  return snapshot(admin);
}
