//! Merging a burst of events into fewer that leave the same state.
//!
//! The law: applying what [`coalesce`] returns, in its order, ends where applying every event one by one ends, on
//! every screen, also when events come twice. It is kept by five facts:
//!
//! 1. Versions of one row grow with `seq`, and the result is in the order of `seq`, so no version guard meets a newer
//!    row before an older one.
//! 2. A merged event stands where its newest part stood, so its older part moves later. That is allowed only past
//!    events that neither write the fields it writes (`item-delivered` and `item-updated` both write `is_delivered`)
//!    nor need what it brings.
//! 3. Merged patches say nothing about what other events wrote between them. So they are merged only when the burst
//!    holds every version of the row between them: of a late duplicate and a new event, it does not.
//! 4. Nothing moves past an event that is about no order: a customer's name stands in all of his.
//! 5. Events that bring or take away cards (`po-created`, added items, a status) are needed by every other event of
//!    their order: nothing of that order moves past them, and they move past nothing of it.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    event::{Change, Event},
    ids::PurchaseOrderId,
    planted::{Mistake, planted},
    purchase_order::{PurchaseOrderStatusChanged, PurchaseOrderUrgentChanged, TrackUpdated, Version},
};

/// Type and subject: what may stand for both in a burst.
type Key = (&'static str, Uuid);

/// The events of one order that a later one may still be merged with, as places in the result.
#[derive(Default)]
struct Open {
    /// The last event of the order, if it brought or took away cards.
    cards: Option<(Key, usize)>,
    /// Events since then, by key.
    fields: HashMap<Key, usize>,
    /// The last version of the order's own row in this burst.
    version: Version,
}

/// Merges a burst: events of one type and subject become one with the newest values, all changed fields and the
/// oldest "before", as far as the final state stays the same; a repeated event counts once.
///
/// A merged event keeps actor and mutation of its newest part only. Whoever waits for an own mutation to come back
/// must look at the events before they are merged.
#[must_use]
pub fn coalesce(mut events: Vec<Event>) -> Vec<Event> {
    if events.len() < 2 {
        return events;
    }
    events.sort_by_key(|event| event.seq);
    events.dedup_by(|later, earlier| later == earlier);
    let mut merged: Vec<Option<Event>> = Vec::with_capacity(events.len());
    let mut orders: HashMap<PurchaseOrderId, Open> = HashMap::new();
    for event in events {
        let Some(order) = event.change.po_id() else {
            // A customer's name stands in all of its orders: nothing moves past.
            orders.clear();
            merged.push(Some(event));
            continue;
        };
        let open = orders.entry(order).or_default();
        let key = merge_key(&event.change);
        let place = open.take(key, order, &event.change);
        let held = place.and_then(|place| merged[place].take_if(|held| continues(held, &event)));
        let event = match held {
            Some(held) => merge(held, event),
            None => event,
        };
        open.put(key, merged.len(), &event.change);
        merged.push(Some(event));
    }
    merged.into_iter().flatten().collect()
}

impl Open {
    /// Closes what may not move past `change`; the place of the event `change` may be merged with.
    fn take(&mut self, key: Key, order: PurchaseOrderId, change: &Change) -> Option<usize> {
        if change.subject() == order.0 {
            if change.version() != self.version.saturating_add(1) {
                self.cards = None;
                self.fields.remove(&("po-updated", change.subject()));
            }
            self.version = change.version();
        }
        let cards = self.cards.take().filter(|(held, _)| *held == key).map(|(_, place)| place);
        if let Change::ItemDelivered(delivered) = change {
            self.fields.remove(&("item-updated", delivered.item_id.0));
        }
        cards.or_else(|| self.fields.remove(&key))
    }

    fn put(&mut self, key: Key, place: usize, change: &Change) {
        if moves_cards(change) {
            self.fields.clear();
            self.cards = Some((key, place));
        } else {
            self.fields.insert(key, place);
        }
    }
}

/// Whether no version of an item's own row is missing between the two; its other writer, `item-delivered`, closes.
fn continues(held: &Event, newer: &Event) -> bool {
    !matches!(newer.change, Change::ItemUpdated(_)) || newer.version == held.version.saturating_add(1)
}

/// Whether cards appear or vanish with it.
fn moves_cards(change: &Change) -> bool {
    match change {
        Change::PurchaseOrderCreated(_) | Change::PurchaseOrderStatusChanged(_) => true,
        Change::PurchaseOrderUpdated(updated) => !updated.items_added.is_empty(),
        _ => false,
    }
}

/// Deliveries each stay, because each is a fact of its own and not a newer value of the last.
fn merge_key(change: &Change) -> Key {
    let subject = match change {
        Change::ItemDelivered(delivered) => delivered.delivery.id.0,
        _ => change.subject(),
    };
    (change.name(), subject)
}

/// `newer` with what `held` changed and it did not.
fn merge(held: Event, newer: Event) -> Event {
    if newer.version <= held.version || planted(Mistake::CoalesceKeepsOlder) {
        return held;
    }
    let Event { factory_id, seq, ts, actor, device, mutation_id, .. } = newer;
    // Made anew, because the changed keys are those of both.
    let event = Event::new(absorb(held.change, newer.change), factory_id, seq, ts, actor, mutation_id);
    Event { device, ..event }
}

fn absorb(held: Change, newer: Change) -> Change {
    match (held, newer) {
        (Change::PurchaseOrderUpdated(mut held), Change::PurchaseOrderUpdated(newer)) => {
            // The held items must not arrive with the order as it was before the newer patch.
            let whole = Change::PurchaseOrderUpdated(newer.clone());
            for item in &mut held.items_added {
                item.apply(&whole);
            }
            // What the first one changed, the newer one found changed already: the oldest value is the first one's.
            let before = std::mem::replace(&mut held.before, newer.before.without(&held.patch));
            held.before.absorb(before);
            held.patch.absorb(newer.patch);
            held.items_added.extend(newer.items_added);
            held.po_number = newer.po_number;
            held.version = newer.version;
            Change::PurchaseOrderUpdated(held)
        }
        (Change::ItemUpdated(mut held), Change::ItemUpdated(newer)) => {
            let before = std::mem::replace(&mut held.before, newer.before.without(&held.patch));
            held.before.absorb(before);
            held.patch.absorb(newer.patch);
            held.po_number = newer.po_number;
            held.quantity_unit = newer.quantity_unit;
            held.version = newer.version;
            Change::ItemUpdated(held)
        }
        (Change::TrackUpdated(held), Change::TrackUpdated(newer)) => {
            Change::TrackUpdated(TrackUpdated { old_progress: held.old_progress, ..newer })
        }
        (Change::PurchaseOrderStatusChanged(held), Change::PurchaseOrderStatusChanged(newer)) => {
            Change::PurchaseOrderStatusChanged(PurchaseOrderStatusChanged { old_status: held.old_status, ..newer })
        }
        (Change::PurchaseOrderUrgentChanged(held), Change::PurchaseOrderUrgentChanged(newer)) => {
            Change::PurchaseOrderUrgentChanged(PurchaseOrderUrgentChanged { was_urgent: held.was_urgent, ..newer })
        }
        (_, newer) => newer,
    }
}
