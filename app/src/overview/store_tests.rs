//! What the overview shows after events, without a browser.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering::Relaxed},
};

use model::{
    ActorRef, Change, Department, Quantity, Timestamp,
    event::coalesce,
    ids::{ClientId, DeliveryId, Epoch, FactoryId, IssueId, ItemId, TrackId, UserId},
    overview::{OpenOrder, Urgency},
    purchase_order::{
        Client, Delivery, Issue, IssueChanged, IssueStatus, Item, ItemDelivered, OrderPatch, OrderStatus, Priority,
        PurchaseOrder, PurchaseOrderCreated, PurchaseOrderStatusChanged, PurchaseOrderUpdated,
        PurchaseOrderUrgentChanged, Track, TrackUpdated,
    },
};
use uuid::Uuid;

use super::*;

const JAKARTA: i32 = 420;
const EPOCH: Epoch = Epoch(Uuid::from_u128(7));
/// 2026-09-10T12:00 in Jakarta.
const NOON: i64 = 1_789_016_400_000;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn today() -> Date {
    day("2026-09-10")
}

fn order(number: u128, deadline: &str) -> PurchaseOrder {
    PurchaseOrder {
        id: PurchaseOrderId(Uuid::from_u128(number)),
        version: 1,
        po_number: format!("PO-2026-{number:03}"),
        client: Client { id: ClientId(Uuid::from_u128(9)), name: "PT Sinar Abadi".into() },
        order_date: None,
        delivery_deadline: deadline.parse().ok(),
        is_urgent: false,
        is_vendor_job: false,
        status: OrderStatus::Active,
        created_at: Timestamp(NOON - 86_400_000),
    }
}

fn item(order: &PurchaseOrder, number: u128) -> Item {
    let id = order.id.0.as_u128() * 100 + number;
    let track =
        |department: Department| Track::new(TrackId(Uuid::from_u128(id * 10 + department.index() as u128)), department);
    Item {
        id: ItemId(Uuid::from_u128(id)),
        version: 1,
        order: order.clone(),
        item_name: format!("Bracket {number}"),
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

/// A factory with one late order, one at risk, and one that has time; each with two items.
struct Factory {
    orders: Vec<PurchaseOrder>,
    items: Vec<Item>,
    seq: i64,
}

impl Factory {
    fn new() -> Factory {
        let orders: Vec<PurchaseOrder> =
            [(1, "2026-09-07"), (2, "2026-09-15"), (3, "2027-03-01")].map(|(n, day)| order(n, day)).into();
        let items = orders.iter().flat_map(|order| [item(order, 1), item(order, 2)]).collect();
        Factory { orders, items, seq: 10 }
    }

    fn snapshot(&self) -> OverviewSnapshot {
        let mut snapshot =
            OverviewSnapshot { epoch: EPOCH, seq: self.seq, orders: vec![], finished: vec![], events: vec![] };
        for order in &self.orders {
            let own: Vec<Item> = self.items.iter().filter(|item| item.order.id == order.id).cloned().collect();
            let row = OpenOrder::new(order.clone(), &own);
            match order.status {
                OrderStatus::Active => snapshot.orders.push(row),
                OrderStatus::Completed | OrderStatus::Archived => snapshot.finished.extend(row.finished()),
                OrderStatus::Cancelled => {}
            }
        }
        snapshot
    }

    /// The event of `change`, which is true from now on.
    fn event(&mut self, change: Change) -> Event {
        self.seq += 1;
        if let Change::PurchaseOrderCreated(created) = &change {
            self.orders.push(created.order.clone());
            self.items.extend(created.items.iter().cloned());
        }
        for order in &mut self.orders {
            order.apply(&change);
        }
        for item in &mut self.items {
            item.apply(&change);
        }
        let actor = ActorRef { id: UserId(Uuid::from_u128(5)), name: "Maya".into() };
        Event::new(change, FactoryId(Uuid::from_u128(1)), self.seq, Timestamp(NOON + self.seq), actor, None)
    }

    fn item(&self, order: u128, number: u128) -> &Item {
        let id = ItemId(Uuid::from_u128(order * 100 + number));
        self.items.iter().find(|item| item.id == id).expect("an item")
    }

    fn order(&self, number: u128) -> &PurchaseOrder {
        self.orders.iter().find(|order| order.id.0.as_u128() == number).expect("an order")
    }

    fn advance(&mut self, order: u128, item: u128, department: Department, progress: u8) -> Event {
        let item = self.item(order, item);
        let before = item.track(department);
        let track = Track {
            version: before.version + 1,
            progress,
            updated_by: Some(ActorRef { id: UserId(Uuid::from_u128(6)), name: "Sari".into() }),
            updated_at: Some(Timestamp(NOON + self.seq)),
            ..before.clone()
        };
        let change = TrackUpdated {
            po_id: item.order.id,
            po_number: item.order.po_number.clone(),
            item_id: item.id,
            item_name: item.item_name.clone(),
            old_progress: before.progress,
            track,
        };
        self.event(Change::TrackUpdated(change))
    }

    fn report(&mut self, order: u128, priority: Priority) -> Event {
        let item = self.item(order, 1);
        let issue = Issue {
            id: IssueId(Uuid::from_u128(1000 + self.seq as u128)),
            version: 1,
            title: "Retak".into(),
            description: None,
            priority,
            status: IssueStatus::Open,
            reporter: ActorRef { id: UserId(Uuid::from_u128(6)), name: "Sari".into() },
            reported_at: Timestamp(NOON),
            resolver: None,
            resolved_at: None,
            photos: Vec::new(),
        };
        let changed = IssueChanged {
            po_id: item.order.id,
            po_number: item.order.po_number.clone(),
            item_id: item.id,
            item_name: item.item_name.clone(),
            issue,
        };
        self.event(Change::IssueCreated(changed))
    }

    fn deadline(&mut self, order: u128, deadline: &str) -> Event {
        let order = self.order(order);
        let patch = OrderPatch { delivery_deadline: Some(deadline.parse().ok()), ..OrderPatch::default() };
        let change = PurchaseOrderUpdated {
            po_id: order.id,
            po_number: order.po_number.clone(),
            version: order.version + 1,
            before: patch.before(order),
            patch,
            items_added: Vec::new(),
        };
        self.event(Change::PurchaseOrderUpdated(change))
    }

    fn urgent(&mut self, order: u128, is_urgent: bool) -> Event {
        let order = self.order(order);
        let change = PurchaseOrderUrgentChanged {
            po_id: order.id,
            po_number: order.po_number.clone(),
            version: order.version + 1,
            was_urgent: Some(order.is_urgent),
            is_urgent,
        };
        self.event(Change::PurchaseOrderUrgentChanged(change))
    }

    fn status(&mut self, order: u128, status: OrderStatus) -> Event {
        let order = self.order(order);
        let after = PurchaseOrder { status, version: order.version + 1, ..order.clone() };
        let items = self.items.iter().filter(|item| item.order.id == order.id);
        let items = items.map(|item| Item { order: after.clone(), ..item.clone() });
        let change = PurchaseOrderStatusChanged {
            po_id: order.id,
            po_number: order.po_number.clone(),
            version: order.version + 1,
            old_status: order.status,
            status,
            items: if status == OrderStatus::Active { items.collect() } else { Vec::new() },
        };
        self.event(Change::PurchaseOrderStatusChanged(change))
    }

    fn deliver(&mut self, order: u128, number: u128) -> Event {
        let item = self.item(order, number);
        let at = Timestamp(NOON + self.seq);
        let by = ActorRef { id: UserId(Uuid::from_u128(6)), name: "Joko".into() };
        let id = DeliveryId(Uuid::from_u128(2000 + self.seq as u128));
        let change = ItemDelivered {
            po_id: item.order.id,
            po_number: item.order.po_number.clone(),
            item_id: item.id,
            item_name: item.item_name.clone(),
            version: item.version + 1,
            quantity_delivered: item.quantity_total,
            is_delivered: true,
            delivered_at: Some(at),
            quantity_unit: "pcs".into(),
            delivery: Delivery { id, quantity: item.quantity_total, note: None, by, at },
        };
        self.event(Change::ItemDelivered(change))
    }

    fn create(&mut self, number: u128, deadline: &str) -> Event {
        let order = order(number, deadline);
        let items = vec![item(&order, 1)];
        self.event(Change::PurchaseOrderCreated(PurchaseOrderCreated { order, items }))
    }
}

fn with_store(test: impl FnOnce(&mut Factory, OverviewStore)) {
    let owner = Owner::new();
    owner.with(|| {
        let mut factory = Factory::new();
        let store = OverviewStore::new(factory.snapshot(), today(), JAKARTA);
        test(&mut factory, store);
    });
}

fn numbers(store: OverviewStore) -> Vec<u128> {
    store.listed.get_untracked().into_iter().map(|id| id.0.as_u128()).collect()
}

fn row(store: OverviewStore, number: u128) -> ConcernRow {
    store.row(PurchaseOrderId(Uuid::from_u128(number))).expect("a listed order")
}

/// Everything that is on the screen.
fn screen(store: OverviewStore) -> (Vec<Concern>, Totals, Punctuality, Pace) {
    let concerns = numbers(store).into_iter().map(|number| row(store, number).concern.get_untracked()).collect();
    (concerns, store.totals.get_untracked(), store.punctuality.get_untracked(), store.pace.get_untracked())
}

#[test]
fn a_report_changes_its_order_s_row_and_glows_there() {
    with_store(|factory, store| {
        assert_eq!(numbers(store), [1, 2]);
        let before = row(store, 2).concern.get_untracked();
        assert_eq!(store.apply(&factory.advance(1, 1, Department::Drafting, 100)), Applied::Here);
        let shown = row(store, 1).concern.get_untracked();
        assert_eq!((shown.holder, shown.item.0.as_u128()), (Department::Drafting, 102));
        assert_eq!(row(store, 2).concern.get_untracked(), before);
        store.apply(&factory.report(1, Priority::Critical));
        assert_eq!(row(store, 1).concern.get_untracked().item.0.as_u128(), 101);
        let glows = [1, 2].map(|number| row(store, number).glow.get_untracked());
        assert!(glows[0] > 0 && glows[1] == 0, "{glows:?}");
    });
}

#[test]
fn what_somebody_else_s_event_leaves_alone_is_not_written() {
    with_store(|factory, store| {
        let writes = Arc::new(AtomicUsize::new(0));
        let concern = row(store, 2).concern;
        let count = writes.clone();
        let watch = Memo::new(move |_| {
            concern.with(|_| ());
            count.fetch_add(1, Relaxed)
        });
        watch.get_untracked();
        for event in [factory.advance(1, 1, Department::Qc, 30), factory.report(3, Priority::Low)] {
            store.apply(&event);
            watch.get_untracked();
        }
        assert_eq!(writes.load(Relaxed), 1);
        store.apply(&factory.advance(2, 1, Department::Qc, 30));
        watch.get_untracked();
        // The second item, which nobody has begun, holds it as before.
        assert_eq!(writes.load(Relaxed), 2);
    });
}

#[test]
fn midnight_makes_an_order_late_without_a_glow() {
    with_store(|_, store| {
        assert_eq!(row(store, 2).concern.get_untracked().urgency, Urgency::AtRisk);
        store.set_today(day("2026-09-16"));
        let shown = row(store, 2).concern.get_untracked();
        assert_eq!((shown.urgency, shown.days_left), (Urgency::Late, -1));
        assert_eq!((store.totals.get_untracked().late, row(store, 2).glow.get_untracked()), (2, 0));
    });
}

#[test]
fn an_order_s_end_counts_in_the_rate() {
    with_store(|factory, store| {
        let events = [factory.deliver(2, 1), factory.deliver(2, 2), factory.status(2, OrderStatus::Completed)];
        for event in &events {
            assert_eq!(store.apply(event), Applied::Here);
        }
        assert_eq!((numbers(store), store.punctuality.get_untracked().percent()), (vec![1], Some(100)));
        assert!(store.row(factory.order(2).id).is_none());
        store.apply(&factory.create(4, "2026-09-09"));
        assert_eq!(numbers(store), [1, 4]);
    });
}

/// Chosen by a seed, applied one by one or merged, with a fresh snapshot laid over it somewhere: always what a page shows
/// that is opened now.
#[test]
fn any_events_end_where_a_fresh_page_begins() {
    for seed in 0..40_u64 {
        with_store(|factory, store| {
            let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1);
            let mut below = |end: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (state >> 33) % end
            };
            let mut burst = Vec::new();
            for step in 0..30 {
                let (order, item) = (1 + u128::from(below(3)), 1 + u128::from(below(2)));
                let is_active = factory.order(order).status == OrderStatus::Active;
                let event = match below(9) {
                    _ if !is_active => factory.status(order, OrderStatus::Active),
                    0..3 => factory.advance(order, item, Department::ALL[below(5) as usize], below(101) as u8),
                    3 => factory.report(order, Priority::ALL[below(4) as usize]),
                    4 => factory.deadline(order, ["2026-09-01", "2026-09-12", ""][below(3) as usize]),
                    5 => factory.urgent(order, below(2) == 0),
                    6 => factory.deliver(order, item),
                    7 => factory.create(100 + u128::from(seed) * 100 + step, "2026-09-20"),
                    _ => factory.status(order, [OrderStatus::Archived, OrderStatus::Cancelled][below(2) as usize]),
                };
                burst.push(event);
                if below(3) == 0 {
                    for event in coalesce(std::mem::take(&mut burst)) {
                        assert_eq!(store.apply(&event), Applied::Here, "seed {seed}, step {step}");
                    }
                    let fresh = OverviewStore::new(factory.snapshot(), today(), JAKARTA);
                    assert_eq!(screen(store), screen(fresh), "seed {seed}, step {step}");
                }
                if step == 20 {
                    burst.clear();
                    let cursor = store.reset(factory.snapshot());
                    assert_eq!(cursor, Cursor { epoch: EPOCH, seq: factory.seq });
                }
            }
        });
    }
}
