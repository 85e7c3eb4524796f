//! What the order list shows after events, without a browser.

use model::{
    ActorRef, Department, Quantity, Timestamp,
    ids::{ClientId, DeliveryId, Epoch, FactoryId, ItemId, TrackId, UserId},
    purchase_order::{
        Client, Delivery, Item, ItemDelivered, ItemPatch, ItemUpdated, OrderPatch, PurchaseOrder, PurchaseOrderCreated,
        PurchaseOrderUpdated, PurchaseOrderUrgentChanged, Track, TrackUpdated,
    },
};
use uuid::Uuid;

use super::*;
use crate::purchase_order::order_signals::ItemCount;

const FACTORY: FactoryId = FactoryId(Uuid::from_u128(1));

fn today() -> Date {
    Date::from_ymd_opt(2026, 9, 10).expect("a day")
}

fn order(number: u128, status: OrderStatus) -> PurchaseOrder {
    PurchaseOrder {
        id: PurchaseOrderId(Uuid::from_u128(number)),
        version: 1,
        po_number: format!("PO-2026-{number:03}"),
        client: Client { id: ClientId(Uuid::from_u128(9)), name: "PT Sinar Abadi".into() },
        order_date: None,
        delivery_deadline: Date::from_ymd_opt(2026, 9, 7),
        is_urgent: false,
        is_vendor_job: false,
        status,
        created_at: Timestamp(number as i64 * 1_000),
    }
}

fn item(order: &PurchaseOrder, number: u128, progress: u8) -> Item {
    let id = order.id.0.as_u128() * 100 + number;
    let track = |department: Department| {
        let id = TrackId(Uuid::from_u128(id * 10 + department.index() as u128));
        Track { progress, ..Track::new(id, department) }
    };
    Item {
        id: ItemId(Uuid::from_u128(id)),
        version: 1,
        order: order.clone(),
        item_name: "Bracket".into(),
        specification: None,
        quantity_total: Quantity::whole(10),
        quantity_unit: "pcs".into(),
        quantity_delivered: Quantity::ZERO,
        is_delivered: false,
        delivered_at: None,
        tracks: Department::ALL.map(track),
        issues: Vec::new(),
    }
}

fn row(number: u128, status: OrderStatus) -> OrderRow {
    let order = order(number, status);
    let items = [item(&order, 1, 10), item(&order, 2, 21)];
    OrderRow::new(order, &items)
}

fn snapshot(seq: i64, numbers: &[u128], status: OrderStatus) -> OrdersSnapshot {
    let counts = OrderStatus::ALL.map(|tab| if tab == status { numbers.len() as u32 } else { 3 });
    let orders = numbers.iter().map(|number| row(*number, status)).collect();
    OrdersSnapshot { epoch: Epoch(Uuid::from_u128(7)), seq, now: Timestamp(0), orders, counts, status }
}

fn event(seq: i64, change: Change) -> Event {
    let actor = ActorRef { id: UserId(Uuid::from_u128(5)), name: "Maya".into() };
    Event::new(change, FACTORY, seq, Timestamp(seq), actor, None)
}

fn moved(number: u128, item_number: u128, from: u8, to: u8) -> Change {
    let order = order(number, OrderStatus::Active);
    let item = item(&order, item_number, to);
    Change::TrackUpdated(TrackUpdated {
        po_id: order.id,
        po_number: order.po_number,
        item_id: item.id,
        item_name: item.item_name,
        old_progress: from,
        track: Track { version: 2, ..item.tracks[2].clone() },
    })
}

fn status_changed(number: u128, from: OrderStatus, to: OrderStatus, items: Vec<Item>) -> Change {
    let order = order(number, from);
    Change::PurchaseOrderStatusChanged(PurchaseOrderStatusChanged {
        po_id: order.id,
        po_number: order.po_number,
        version: 2,
        old_status: from,
        status: to,
        items,
    })
}

fn with_store(status: OrderStatus, test: impl FnOnce(OrderStore)) {
    let owner = Owner::new();
    owner.with(|| test(OrderStore::new(snapshot(10, &[3, 2, 1], status), OrderFilter::all_of(status), today())));
}

fn numbers(store: OrderStore) -> Vec<u128> {
    store.visible.get_untracked().into_iter().map(|id| id.0.as_u128()).collect()
}

fn shown(store: OrderStore, number: u128) -> OrderSignals {
    store.row(PurchaseOrderId(Uuid::from_u128(number))).expect("a held order")
}

#[test]
fn a_created_order_comes_on_top() {
    with_store(OrderStatus::Active, |store| {
        let order = order(8, OrderStatus::Active);
        let items = vec![item(&order, 1, 0)];
        store.apply(&event(11, Change::PurchaseOrderCreated(PurchaseOrderCreated { order, items })), true);
        assert_eq!(numbers(store), [8, 3, 2, 1]);
        assert!(shown(store, 8).is_new);
        assert_eq!(store.tabs.get_untracked(), [4, 3, 3, 3]);
    });
}

#[test]
fn averages_follow_tracks_exactly_and_once() {
    with_store(OrderStatus::Active, |store| {
        let progress = || shown(store, 2).progress.map(|progress| progress.get_untracked());
        assert_eq!(progress(), [15; 5]);
        let change = event(11, moved(2, 1, 10, 80));
        for _ in 0..2 {
            store.apply(&change, true);
            assert_eq!(progress(), [15, 15, 50, 15, 15]);
        }
        assert_eq!(shown(store, 2).progress_glow.get_untracked(), 1);
        store.apply(&event(12, moved(2, 1, 80, 0)), false);
        assert_eq!(progress()[2], 10);
        assert_eq!(shown(store, 2).progress_glow.get_untracked(), 1, "own changes do not glow");
    });
}

#[test]
fn what_the_snapshot_has_is_not_counted_again() {
    with_store(OrderStatus::Active, |store| {
        store.apply(&event(10, moved(2, 1, 10, 80)), true);
        assert_eq!(shown(store, 2).progress[2].get_untracked(), 15);
    });
}

#[test]
fn an_order_leaves_with_its_status_and_returns_to_its_place() {
    with_store(OrderStatus::Active, |store| {
        store.apply(&event(11, status_changed(2, OrderStatus::Active, OrderStatus::Cancelled, vec![])), true);
        assert_eq!((numbers(store), store.tabs.get_untracked()), (vec![3, 1], [2, 3, 3, 4]));
        assert_eq!(store.flags.get_untracked().late, 2);
        let active = order(2, OrderStatus::Active);
        let items = vec![item(&active, 1, 10), item(&active, 2, 21)];
        let again = status_changed(2, OrderStatus::Cancelled, OrderStatus::Active, items);
        assert_eq!(store.apply(&event(12, again), true), Applied::Here);
        assert_eq!((numbers(store), store.tabs.get_untracked()), (vec![3, 2, 1], [3, 3, 3, 3]));
        assert_eq!(shown(store, 2).progress[0].get_untracked(), 15);
    });
}

#[test]
fn an_order_that_enters_without_its_items_is_read_afresh() {
    with_store(OrderStatus::Archived, |store| {
        let archived = status_changed(9, OrderStatus::Active, OrderStatus::Archived, vec![]);
        assert_eq!(store.apply(&event(11, archived), true), Applied::Incomplete);
        assert_eq!(store.tabs.get_untracked(), [2, 3, 4, 3]);
        let elsewhere = status_changed(8, OrderStatus::Active, OrderStatus::Cancelled, vec![]);
        assert_eq!(store.apply(&event(12, elsewhere), true), Applied::Here);
    });
}

#[test]
fn header_fields_change_in_place() {
    with_store(OrderStatus::Active, |store| {
        let held = shown(store, 1);
        let updated = PurchaseOrderUpdated {
            po_id: held.id,
            po_number: "SA/117".into(),
            version: 2,
            patch: OrderPatch { po_number: Some("SA/117".into()), delivery_deadline: Some(None), ..Default::default() },
            before: OrderPatch::default(),
            items_added: vec![item(&order(1, OrderStatus::Active), 3, 0)],
        };
        store.apply(&event(11, Change::PurchaseOrderUpdated(updated)), true);
        let urgent = PurchaseOrderUrgentChanged {
            po_id: held.id,
            po_number: "SA/117".into(),
            version: 3,
            was_urgent: Some(false),
            is_urgent: true,
        };
        store.apply(&event(12, Change::PurchaseOrderUrgentChanged(urgent)), true);
        let order = held.order.get_untracked();
        assert_eq!((order.po_number.as_str(), order.delivery_deadline, order.is_urgent), ("SA/117", None, true));
        assert_eq!(held.items.get_untracked(), ItemCount { all: 3, delivered: 0 });
        assert_eq!(held.progress[0].get_untracked(), 10);
        assert_eq!(store.flags.get_untracked(), FlagCounts { urgent: 1, late: 2, vendor: 0 });
        assert_eq!(held.glow.get_untracked(), 2);
    });
}

#[test]
fn deliveries_count_and_a_changed_quantity_asks_for_the_truth() {
    with_store(OrderStatus::Active, |store| {
        let held = shown(store, 1);
        let item = item(&held.order.get_untracked(), 1, 100);
        let by = ActorRef { id: UserId(Uuid::from_u128(5)), name: "Maya".into() };
        let delivery = |last: bool| {
            let delivery = Delivery {
                id: DeliveryId(Uuid::from_u128(77)),
                quantity: Quantity::whole(5),
                note: None,
                by: by.clone(),
                at: Timestamp(0),
            };
            Change::ItemDelivered(ItemDelivered {
                po_id: held.id,
                po_number: "PO".into(),
                item_id: item.id,
                item_name: "Bracket".into(),
                version: 2,
                quantity_delivered: Quantity::whole(5),
                is_delivered: last,
                delivered_at: None,
                quantity_unit: "pcs".into(),
                delivery,
            })
        };
        store.apply(&event(11, delivery(false)), true);
        assert_eq!(held.items.get_untracked().delivered, 0);
        store.apply(&event(12, delivery(true)), true);
        assert_eq!(held.items.get_untracked().delivered, 1);
        let patch = ItemPatch { is_delivered: Some(false), ..Default::default() };
        let updated = ItemUpdated {
            po_id: held.id,
            po_number: "PO".into(),
            item_id: item.id,
            item_name: "Bracket".into(),
            version: 4,
            patch,
            before: ItemPatch::default(),
            quantity_unit: "pcs".into(),
        };
        assert_eq!(store.apply(&event(13, Change::ItemUpdated(updated)), true), Applied::Incomplete);
    });
}

#[test]
fn a_snapshot_of_the_same_status_keeps_rows_and_one_of_another_replaces_them() {
    with_store(OrderStatus::Active, |store| {
        let held = shown(store, 2);
        let mut fresh = snapshot(20, &[4, 2], OrderStatus::Active);
        fresh.orders[1].order.is_urgent = true;
        assert_eq!(store.reset(fresh).seq, 20);
        assert_eq!(numbers(store), [4, 2]);
        assert!(held.order.get_untracked().is_urgent, "the same signals go on");
        assert!(shown(store, 4).is_new && !shown(store, 2).is_new);
        store.reset(snapshot(21, &[6, 5], OrderStatus::Archived));
        assert_eq!((numbers(store), store.status.get_untracked()), (vec![6, 5], OrderStatus::Archived));
        assert!(!shown(store, 6).is_new);
        assert_eq!(store.flags.get_untracked().late, 0, "an archived order is not late");
    });
}

#[test]
fn the_filter_decides_what_is_shown_and_a_new_day_who_is_late() {
    with_store(OrderStatus::Active, |store| {
        let late = OrderFilter { late: true, ..OrderFilter::default() };
        store.set_filter(late);
        assert_eq!(numbers(store), [3, 2, 1]);
        store.set_today(Date::from_ymd_opt(2026, 9, 7).expect("a day"));
        assert_eq!(numbers(store), [0_u128; 0]);
        store.set_filter(OrderFilter { query: "003".into(), ..OrderFilter::default() });
        assert_eq!(numbers(store), [3]);
    });
}
