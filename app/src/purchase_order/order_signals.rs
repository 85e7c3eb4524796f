//! One order of the list on screen.

use leptos::prelude::*;
use model::{
    ids::PurchaseOrderId,
    purchase_order::{OrderRow, PurchaseOrder},
};

/// How many items an order has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemCount {
    /// All.
    pub all: u32,
    /// Those that left the factory.
    pub delivered: u32,
}

/// One order on screen: signals by part, so that an event wakes only what shows that part.
#[derive(Clone)]
pub struct OrderSignals {
    /// Which order.
    pub id: PurchaseOrderId,
    /// It came while the page was open.
    pub is_new: bool,
    /// Number, client, deadline, flags, status.
    pub order: ArcRwSignal<PurchaseOrder>,
    /// Its items.
    pub items: ArcRwSignal<ItemCount>,
    /// Average progress per department in flow order, percent.
    pub progress: [ArcRwSignal<u8>; 5],
    /// Counts remote changes of the order itself; each one glows.
    pub glow: ArcRwSignal<u32>,
    /// Counts remote changes of progress.
    pub progress_glow: ArcRwSignal<u32>,
}

impl OrderSignals {
    /// The signals of `row`.
    #[must_use]
    pub(super) fn new(row: &OrderRow, is_new: bool) -> OrderSignals {
        OrderSignals {
            id: row.order.id,
            is_new,
            order: ArcRwSignal::new(row.order.clone()),
            items: ArcRwSignal::new(item_count(row)),
            progress: row.progress().map(ArcRwSignal::new),
            glow: ArcRwSignal::new(0),
            progress_glow: ArcRwSignal::new(0),
        }
    }

    /// Writes the parts that differ; the ones that glow say so.
    pub(super) fn sync(&self, row: &OrderRow, glows: bool) {
        let mut moved = false;
        for (shown, progress) in self.progress.iter().zip(row.progress()) {
            moved |= set_if_changed(shown, &progress);
        }
        let mut changed = set_if_changed(&self.items, &item_count(row));
        changed |= set_if_changed(&self.order, &row.order);
        for (glow, bump) in [(&self.progress_glow, moved), (&self.glow, changed)] {
            if glows && bump {
                glow.update(|count| *count += 1);
            }
        }
    }
}

fn item_count(row: &OrderRow) -> ItemCount {
    ItemCount { all: row.item_count, delivered: row.items_delivered }
}

fn set_if_changed<T: Clone + PartialEq + Send + Sync + 'static>(signal: &ArcRwSignal<T>, value: &T) -> bool {
    let changed = signal.with_untracked(|shown| shown != value);
    if changed {
        signal.set(value.clone());
    }
    changed
}
