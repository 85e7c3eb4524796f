//! A small factory for tests: people, an order with items, fresh ids by counting.
#![allow(dead_code, reason = "each test binary uses its part")]

pub(crate) mod requests;
pub(crate) mod screen;
pub(crate) mod strategies;

use model::{
    Actor, Change, Date, Department, Event, Quantity, Role, Timestamp,
    ids::{ClientId, FactoryId, ItemId, MutationId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{Client, Item, ItemDraft, NewIds, OrderDraft, OrderStatus, PurchaseOrder},
};
use uuid::Uuid;

pub(crate) const NOW: Timestamp = Timestamp(1_786_000_000_000);

pub(crate) fn uuid(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

pub(crate) fn factory() -> FactoryId {
    FactoryId(uuid(1))
}

fn person(n: u128, name: &str, role: Role, departments: &[Department]) -> Actor {
    let departments = departments.iter().copied().collect();
    Actor { id: UserId(uuid(n)), name: name.to_owned(), factory_id: factory(), role, departments }
}

pub(crate) fn admin() -> Actor {
    person(10, "Ani", Role::Admin, &[])
}

pub(crate) fn manager() -> Actor {
    person(11, "Made", Role::Manager, &[])
}

/// An operator of `departments`.
pub(crate) fn operator(departments: &[Department]) -> Actor {
    person(12, "Oka", Role::Operator, departments)
}

/// One of each kind.
pub(crate) fn people() -> Vec<Actor> {
    let all = Department::ALL.map(|department| operator(&[department]));
    [admin(), manager(), operator(&[]), operator(&Department::ALL)].into_iter().chain(all).collect()
}

/// An item of an order that is no longer active.
pub(crate) fn closed_item(status: OrderStatus) -> Item {
    let mut item = item();
    item.order.status = status;
    item
}

/// Ids in a row.
pub(crate) struct Counting(pub(crate) u128);

impl Counting {
    pub(crate) fn next(&mut self) -> Uuid {
        self.0 += 1;
        uuid(self.0)
    }
}

impl NewIds for Counting {
    fn item(&mut self) -> ItemId {
        ItemId(self.next())
    }

    fn track(&mut self) -> TrackId {
        TrackId(self.next())
    }
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().expect("an ISO date")
}

pub(crate) fn item_draft(name: &str, total: i64) -> ItemDraft {
    ItemDraft {
        item_name: name.to_owned(),
        specification: Some("FC250".to_owned()),
        quantity_total: Quantity::whole(total),
        quantity_unit: "pcs".to_owned(),
    }
}

pub(crate) fn order_draft(items: &[(&str, i64)]) -> OrderDraft {
    OrderDraft {
        po_number: "PO-2026-001".to_owned(),
        client: "PT Garuda Packaging".to_owned(),
        order_date: Some(date("2026-08-03")),
        delivery_deadline: Some(date("2026-09-07")),
        is_urgent: false,
        is_vendor_job: false,
        items: items.iter().map(|(name, total)| item_draft(name, *total)).collect(),
    }
}

pub(crate) fn client() -> Client {
    Client { id: ClientId(uuid(20)), name: "PT Garuda Packaging".to_owned() }
}

/// A new order with its items, as the rule makes it. `n` keeps the ids of several orders apart.
pub(crate) fn created(n: u128, items: &[(&str, i64)]) -> (PurchaseOrder, Vec<Item>, Change) {
    let base = n << 32;
    let mut ids = Counting(base);
    let id = PurchaseOrderId(uuid(base));
    let change =
        PurchaseOrder::create(id, client(), &order_draft(items), &mut ids, &admin(), NOW).expect("a good order");
    let Change::PurchaseOrderCreated(created) = &change else { panic!("not po-created: {change:?}") };
    (created.order.clone(), created.items.clone(), change)
}

/// One item of ten pieces.
pub(crate) fn item() -> Item {
    let (_, mut items, _) = created(1, &[("Pulley", 10)]);
    items.remove(0)
}

pub(crate) fn event(change: Change, seq: i64) -> Event {
    let mutation = MutationId(uuid(1 << 100 | u128::from(seq.unsigned_abs())));
    Event::new(change, factory(), seq, Timestamp(NOW.0 + seq), admin().to_ref(), Some(mutation))
}
