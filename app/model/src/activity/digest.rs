//! What many events come to: for each order and item, from what was at the beginning to what is at the end. Pure.
//!
//! Always true here:
//! - events are added in the order of the log, each once: what is not after [`Digest::seq`] changes nothing;
//! - a merged burst comes to the same as its events one by one, but for who did what between;
//! - what is about no order is no line: people, devices and settings have their own pages;
//! - what went back to where it was is no change, and the item still says that something happened to it.

use serde::{Deserialize, Serialize};

use super::{Fact, Value, What, facts};
use crate::{
    event::{Change, Event},
    ids::{ItemId, PurchaseOrderId},
    purchase_order::{OrderStatus, PurchaseOrder},
    quantity::Quantity,
    time::{Date, Timestamp},
};

/// What the digest shows of an order beside what changed: as it is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderFacts {
    /// Row id.
    pub id: PurchaseOrderId,
    /// Its number.
    pub po_number: String,
    /// For whom.
    pub client: String,
    /// When it must leave.
    pub deadline: Option<Date>,
    /// Shown red.
    pub is_urgent: bool,
    /// Where it stands.
    pub status: OrderStatus,
}

impl From<&PurchaseOrder> for OrderFacts {
    fn from(order: &PurchaseOrder) -> OrderFacts {
        OrderFacts {
            id: order.id,
            po_number: order.po_number.clone(),
            client: order.client.name.clone(),
            deadline: order.delivery_deadline,
            is_urgent: order.is_urgent,
            status: order.status,
        }
    }
}

impl OrderFacts {
    /// In work and past its deadline.
    #[must_use]
    pub fn is_late(&self, today: Date) -> bool {
        self.status == OrderStatus::Active && self.deadline.is_some_and(|deadline| deadline < today)
    }

    fn apply(&mut self, change: &Change) {
        match change {
            Change::PurchaseOrderUpdated(updated) => {
                self.po_number.clone_from(&updated.po_number);
                if let Some(client) = &updated.patch.client {
                    self.client.clone_from(&client.name);
                }
                if let Some(deadline) = updated.patch.delivery_deadline {
                    self.deadline = deadline;
                }
            }
            Change::PurchaseOrderStatusChanged(changed) => self.status = changed.status,
            Change::PurchaseOrderUrgentChanged(changed) => self.is_urgent = changed.is_urgent,
            _ => {}
        }
    }
}

/// What happened to one order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDigest {
    /// The order as it is now.
    pub order: OrderFacts,
    /// What changed about the order as a whole, from beginning to end.
    pub facts: Vec<Fact>,
    /// What happened to its items, in the order in which something first did.
    pub items: Vec<ItemDigest>,
    /// Who did something to the order as a whole, in the order of doing.
    pub people: Vec<String>,
    /// How many events it stands for, those of its items too.
    pub events: u32,
}

/// What happened to one item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemDigest {
    /// Row id.
    pub id: ItemId,
    /// Its name now.
    pub item_name: String,
    /// What changed, from beginning to end; departments in flow order first.
    pub facts: Vec<Fact>,
    /// Issues that were reported.
    pub issues_reported: u32,
    /// Issues that were resolved, also such as were reported before.
    pub issues_resolved: u32,
    /// Photos that were added to issues.
    pub photos_added: u32,
    /// What left meanwhile.
    pub delivered: Quantity,
    /// Its unit.
    pub quantity_unit: String,
    /// All of it has left.
    pub is_delivered: bool,
    /// Who did something, in the order of doing.
    pub people: Vec<String>,
    /// When the last thing happened.
    pub at: Timestamp,
}

/// What many events come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Digest {
    /// The last event in it.
    pub seq: i64,
    /// Orders to which something happened, and others that are known.
    orders: Vec<OrderDigest>,
}

impl Digest {
    /// Of nothing yet. `orders` are those that events will be about.
    #[must_use]
    pub fn new(orders: Vec<OrderFacts>) -> Digest {
        Digest { seq: 0, orders: orders.into_iter().map(OrderDigest::new).collect() }
    }

    /// Adds what happened next. Says whether its order is known: of another one nothing can be shown.
    pub fn add(&mut self, event: &Event) -> bool {
        if event.seq <= self.seq {
            return true;
        }
        self.seq = event.seq;
        let Some(id) = event.change.po_id() else {
            self.rename_client(&event.change);
            return true;
        };
        if let Change::PurchaseOrderCreated(created) = &event.change
            && self.order(id).is_none()
        {
            self.orders.push(OrderDigest::new(OrderFacts::from(&created.order)));
        }
        let Some(order) = self.order(id) else { return false };
        order.add(event);
        true
    }

    /// The orders to which something happened: urgent ones first, then late ones, then by deadline and number.
    #[must_use]
    pub fn orders(&self, today: Date) -> Vec<&OrderDigest> {
        let mut orders: Vec<&OrderDigest> = self.orders.iter().filter(|order| order.events > 0).collect();
        orders.sort_by_key(|OrderDigest { order, .. }| {
            let urgent = order.is_urgent && order.status == OrderStatus::Active;
            (!urgent, !order.is_late(today), order.deadline.is_none(), order.deadline, &order.po_number)
        });
        orders
    }

    /// A customer's name stands with all of its orders.
    fn rename_client(&mut self, change: &Change) {
        let Change::ClientUpdated(changed) = change else { return };
        for order in &mut self.orders {
            if Some(&order.order.client) == changed.old_name.as_ref() {
                order.order.client.clone_from(&changed.client.name);
            }
        }
    }

    fn order(&mut self, id: PurchaseOrderId) -> Option<&mut OrderDigest> {
        self.orders.iter_mut().find(|order| order.order.id == id)
    }
}

impl OrderDigest {
    fn new(order: OrderFacts) -> OrderDigest {
        OrderDigest { order, facts: Vec::new(), items: Vec::new(), people: Vec::new(), events: 0 }
    }

    fn add(&mut self, event: &Event) {
        self.events += 1;
        self.order.apply(&event.change);
        let (Some(id), Some(item_name)) = (event.change.item_id(), event.change.item_name()) else {
            facts(&event.change, "").into_iter().for_each(|fact| absorb(&mut self.facts, fact));
            name(&mut self.people, &event.actor.name);
            return;
        };
        let place = self.items.iter().position(|item| item.id == id).unwrap_or_else(|| {
            self.items.push(ItemDigest::new(id));
            self.items.len() - 1
        });
        let item = &mut self.items[place];
        item_name.clone_into(&mut item.item_name);
        item.add(event);
    }
}

impl ItemDigest {
    fn new(id: ItemId) -> ItemDigest {
        ItemDigest {
            id,
            item_name: String::new(),
            facts: Vec::new(),
            issues_reported: 0,
            issues_resolved: 0,
            photos_added: 0,
            delivered: Quantity::ZERO,
            quantity_unit: String::new(),
            is_delivered: false,
            people: Vec::new(),
            at: Timestamp::default(),
        }
    }

    fn add(&mut self, event: &Event) {
        self.at = event.ts;
        name(&mut self.people, &event.actor.name);
        match &event.change {
            Change::IssueCreated(_) => self.issues_reported += 1,
            Change::IssueResolved(_) => self.issues_resolved += 1,
            Change::IssuePhotoAdded(_) => self.photos_added += 1,
            Change::ItemDelivered(delivered) => {
                self.delivered = self.delivered.checked_add(delivered.delivery.quantity).unwrap_or(Quantity::MAX);
                self.quantity_unit.clone_from(&delivered.quantity_unit);
                self.is_delivered = delivered.is_delivered;
            }
            change => {
                for fact in facts(change, &self.quantity_unit) {
                    match (fact.what, &fact.to) {
                        (What::Delivered, Value::Flag(is_delivered)) => self.is_delivered = *is_delivered,
                        (What::QuantityUnit, Value::Text(unit)) => self.quantity_unit.clone_from(unit),
                        _ => {}
                    }
                    absorb(&mut self.facts, fact);
                }
                self.facts.sort_by_key(|fact| flow(fact.what));
            }
        }
    }

    /// Whether everything is again as it was, though something happened.
    #[must_use]
    pub fn is_unchanged(&self) -> bool {
        let counted = self.issues_reported + self.issues_resolved + self.photos_added;
        self.facts.is_empty() && counted == 0 && self.delivered == Quantity::ZERO
    }
}

/// Departments in flow order, then the rest as it came.
fn flow(what: What) -> usize {
    match what {
        What::Progress(department) => department.index(),
        _ => usize::MAX,
    }
}

/// From the first one's beginning to the last one's end; what comes back to its beginning is no change.
fn absorb(facts: &mut Vec<Fact>, newer: Fact) {
    let Some(place) = facts.iter().position(|fact| fact.what == newer.what) else {
        if newer.from.as_ref() != Some(&newer.to) {
            facts.push(newer);
        }
        return;
    };
    match (&mut facts[place].to, newer.to) {
        // Items are not taken away again: two additions are their sum.
        (Value::Count(sum), Value::Count(more)) => *sum = sum.saturating_add(more),
        (to, newer) => *to = newer,
    }
    if facts[place].from.as_ref() == Some(&facts[place].to) {
        facts.remove(place);
    }
}

fn name(people: &mut Vec<String>, who: &str) {
    if people.iter().all(|known| known != who) {
        people.push(who.to_owned());
    }
}
