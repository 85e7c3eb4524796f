//! A factory that lives by the rules, and a screen that lives by its events.

use std::collections::BTreeMap;

use model::{
    Change, Department, Event, Quantity, Refusal, Timestamp,
    ids::{DeliveryId, IssueId, ItemId, PhotoId, PurchaseOrderId},
    purchase_order::{Item, ItemPatch, NewIds, OrderPatch, OrderStatus, Photo, Priority, PurchaseOrder, Version},
};

use super::{Counting, NOW, admin, created, event, item_draft};

/// One thing somebody tries. Numbers choose among what is there.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Deed {
    Advance(usize, usize, i64),
    Report(usize),
    Resolve(usize, usize),
    Photo(usize, usize),
    Deliver(usize, i64),
    Total(usize, i64),
    Rename(usize, u8),
    Respecify(usize, bool),
    Deadline(usize, bool),
    Vendor(usize, bool),
    Urgent(usize, bool),
    AddItem(usize),
    Status(usize, OrderStatus),
}

/// The truth: every order and item, and the log.
#[derive(Default)]
pub(crate) struct Factory {
    pub(crate) orders: Vec<PurchaseOrder>,
    pub(crate) items: Vec<Item>,
    pub(crate) log: Vec<Event>,
}

impl Factory {
    /// Two orders, created; then what of `deeds` the rules allow.
    pub(crate) fn after(deeds: &[Deed]) -> Factory {
        Factory::done(deeds, false)
    }

    /// The same, and an order ends with its last delivery, as the ledger ends it.
    pub(crate) fn completing(deeds: &[Deed]) -> Factory {
        Factory::done(deeds, true)
    }

    fn done(deeds: &[Deed], completes: bool) -> Factory {
        let mut factory = Factory::default();
        let mut ids = Counting(7 << 64);
        for n in [1, 2] {
            let (order, items, change) = created(n, &[("Pulley", 10)]);
            factory.orders.push(order);
            factory.items.extend(items);
            factory.record(change);
        }
        for deed in deeds {
            if let Ok(change) = factory.attempt(*deed, &mut ids) {
                let completed = factory.record(change).filter(|_| completes);
                completed.map(|order| factory.record(order.complete()));
            }
        }
        factory
    }

    fn attempt(&self, deed: Deed, ids: &mut Counting) -> Result<Change, Refusal> {
        let who = admin();
        let now = Timestamp(NOW.0 + self.log.len() as i64);
        let item = |n: usize| &self.items[n % self.items.len()];
        let order = |n: usize| &self.orders[n % self.orders.len()];
        let edit_item = |n: usize, patch: ItemPatch| item(n).edit(patch, item(n).version, &who, now);
        let edit_order = |n: usize, patch: OrderPatch, items: Vec<Item>| {
            let order = order(n);
            order.edit(patch, items, order.version, &who)
        };
        match deed {
            Deed::Advance(n, department, to) => {
                let department = Department::ALL[department % 5];
                item(n).advance_track(department, to, None, item(n).track(department).version, &who, now)
            }
            Deed::Report(n) => item(n).report_issue(IssueId(ids.next()), "Bor patah", None, Priority::High, &who, now),
            Deed::Resolve(n, which) => {
                let issues = &item(n).issues;
                let issue = issues.get(which % issues.len().max(1)).ok_or(Refusal::Unknown)?;
                item(n).resolve_issue(issue, &who, now)
            }
            Deed::Photo(n, which) => {
                let issues = &item(n).issues;
                let issue = issues.get(which % issues.len().max(1)).ok_or(Refusal::Unknown)?;
                let photo = Photo::new(PhotoId(ids.next()), (1600, 1200), 300_000, &who, now);
                item(n).add_issue_photo(issue, photo, &who)
            }
            Deed::Deliver(n, some) => item(n).deliver(DeliveryId(ids.next()), Quantity::whole(some), None, &who, now),
            Deed::Total(n, total) => {
                edit_item(n, ItemPatch { quantity_total: Some(Quantity::whole(total)), ..ItemPatch::default() })
            }
            Deed::Rename(n, to) => {
                edit_item(n, ItemPatch { item_name: Some(format!("Item {to}")), ..ItemPatch::default() })
            }
            Deed::Respecify(n, some) => {
                let specification = Some(some.then(|| "S45C".to_owned()));
                edit_item(n, ItemPatch { specification, ..ItemPatch::default() })
            }
            Deed::Deadline(n, some) => {
                let delivery_deadline = Some(some.then(|| super::date("2026-12-01")));
                edit_order(n, OrderPatch { delivery_deadline, ..OrderPatch::default() }, Vec::new())
            }
            Deed::Vendor(n, is_vendor_job) => {
                let patch = OrderPatch { is_vendor_job: Some(is_vendor_job), ..OrderPatch::default() };
                edit_order(n, patch, Vec::new())
            }
            Deed::Urgent(n, is_urgent) => order(n).set_urgent(is_urgent, &who),
            Deed::AddItem(n) => {
                let id = ids.item();
                let items = order(n).new_items(&[item_draft(&format!("Added {id}"), 4)], ids);
                edit_order(n, OrderPatch::default(), items)
            }
            Deed::Status(n, to) => {
                let order = order(n);
                let items = self.items.iter().filter(|item| item.order.id == order.id).cloned().collect();
                order.set_status(to, order.version, items, &who)
            }
        }
    }

    /// The order whose last item left with this.
    fn record(&mut self, change: Change) -> Option<PurchaseOrder> {
        let left = match &change {
            Change::ItemDelivered(delivered) if delivered.is_delivered => Some(delivered.po_id),
            Change::ItemUpdated(updated) if updated.patch.is_delivered == Some(true) => Some(updated.po_id),
            _ => None,
        };
        if let Change::PurchaseOrderUpdated(updated) = &change {
            self.items.extend(updated.items_added.iter().cloned());
        }
        for item in &mut self.items {
            item.apply(&change);
        }
        for order in &mut self.orders {
            order.apply(&change);
        }
        self.log.push(event(change, self.log.len() as i64 + 1));
        let id = left.filter(|id| self.items.iter().all(|item| item.order.id != *id || item.is_delivered))?;
        self.orders.iter().find(|order| order.id == id).cloned()
    }

    /// The items a fresh page would show.
    pub(crate) fn on_screen(&self) -> BTreeMap<ItemId, Item> {
        let shown = self.items.iter().filter(|item| shows(item.order.status));
        shown.map(|item| (item.id, item.clone())).collect()
    }
}

fn shows(status: OrderStatus) -> bool {
    matches!(status, OrderStatus::Active | OrderStatus::Completed)
}

/// A page that begins empty. It remembers the version of orders whose cards are gone, so that a late copy of an older
/// event cannot bring them back.
#[derive(Default)]
pub(crate) struct Screen {
    pub(crate) items: BTreeMap<ItemId, Item>,
    orders: BTreeMap<PurchaseOrderId, Version>,
}

impl Screen {
    pub(crate) fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> BTreeMap<ItemId, Item> {
        let mut screen = Screen::default();
        events.into_iter().for_each(|event| screen.apply(event));
        screen.items
    }

    pub(crate) fn apply(&mut self, event: &Event) {
        for item in self.items.values_mut() {
            item.apply(&event.change);
        }
        let arriving = match &event.change {
            Change::PurchaseOrderCreated(created) => &created.items,
            Change::PurchaseOrderUpdated(updated) => &updated.items_added,
            Change::PurchaseOrderStatusChanged(changed) => &changed.items,
            _ => &Vec::new(),
        };
        let Some(order) = event.change.po_id() else { return };
        let known = self.orders.entry(order).or_default();
        for item in arriving {
            if item.order.version >= *known {
                self.items.entry(item.id).or_insert_with(|| item.clone());
            }
        }
        if event.change.subject() == order.0 {
            *known = event.change.version().max(*known);
        }
        self.items.retain(|_, item| shows(item.order.status));
    }
}
