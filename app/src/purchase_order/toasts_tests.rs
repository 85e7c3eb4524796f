//! The table of product §3: which event tells whom what, for how long, and how loudly.

use model::{
    ActorRef, Change, Department, Event, Quantity, Timestamp,
    ids::{ClientId, DeliveryId, FactoryId, IssueId, ItemId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{
        Client, Delivery, Issue, IssueChanged, IssueStatus, Item, ItemDelivered, ItemPatch, ItemUpdated, OrderPatch,
        OrderStatus, Priority, PurchaseOrder, PurchaseOrderCreated, PurchaseOrderStatusChanged, PurchaseOrderUpdated,
        PurchaseOrderUrgentChanged, Track, TrackUpdated,
    },
};
use uuid::Uuid;

use super::*;

const ID: Uuid = Uuid::from_u128(1);
const SARI: UserId = UserId(ID);
const MAYA: UserId = UserId(Uuid::from_u128(2));
const PO: PurchaseOrderId = PurchaseOrderId(ID);
const ITEM: ItemId = ItemId(ID);

fn number() -> String {
    "PO-2026-015".to_owned()
}

fn name() -> String {
    "Bracket".to_owned()
}

fn sari() -> ActorRef {
    ActorRef { id: SARI, name: "Sari".into() }
}

fn order() -> PurchaseOrder {
    PurchaseOrder {
        id: PO,
        version: 1,
        po_number: number(),
        client: Client { id: ClientId(ID), name: "PT Sinar".into() },
        order_date: None,
        delivery_deadline: None,
        is_urgent: false,
        is_vendor_job: false,
        status: OrderStatus::Active,
        created_at: Timestamp(0),
    }
}

fn created(items: u128) -> Change {
    let item = |id| Item {
        id: ItemId(Uuid::from_u128(id)),
        version: 1,
        order: order(),
        item_name: name(),
        specification: None,
        quantity_total: Quantity::whole(10),
        quantity_unit: "pcs".into(),
        quantity_delivered: Quantity::ZERO,
        is_delivered: false,
        delivered_at: None,
        tracks: Department::ALL.map(|department| Track::new(TrackId(ID), department)),
        issues: Vec::new(),
    };
    Change::PurchaseOrderCreated(PurchaseOrderCreated { order: order(), items: (0..items).map(item).collect() })
}

fn moved() -> Change {
    let track = Track { progress: 80, ..Track::new(TrackId(ID), Department::Qc) };
    let change =
        TrackUpdated { po_id: PO, po_number: number(), item_id: ITEM, item_name: name(), old_progress: 20, track };
    Change::TrackUpdated(change)
}

fn issue() -> IssueChanged {
    let issue = Issue {
        id: IssueId(ID),
        version: 1,
        title: "Retak".into(),
        description: None,
        priority: Priority::High,
        status: IssueStatus::Open,
        reporter: sari(),
        reported_at: Timestamp(0),
        resolver: None,
        resolved_at: None,
        photos: Vec::new(),
    };
    IssueChanged { po_id: PO, po_number: number(), item_id: ITEM, item_name: name(), issue }
}

fn delivered() -> Change {
    let quantity = Quantity::whole(5);
    Change::ItemDelivered(ItemDelivered {
        po_id: PO,
        po_number: number(),
        item_id: ITEM,
        item_name: name(),
        version: 2,
        quantity_delivered: quantity,
        is_delivered: false,
        delivered_at: None,
        quantity_unit: "pcs".into(),
        delivery: Delivery { id: DeliveryId(ID), quantity, note: None, by: sari(), at: Timestamp(0) },
    })
}

fn became(status: OrderStatus) -> Change {
    let old_status = OrderStatus::Active;
    let change =
        PurchaseOrderStatusChanged { po_id: PO, po_number: number(), version: 2, old_status, status, items: vec![] };
    Change::PurchaseOrderStatusChanged(change)
}

fn urgent(is_urgent: bool) -> Change {
    let was_urgent = Some(!is_urgent);
    let change = PurchaseOrderUrgentChanged { po_id: PO, po_number: number(), version: 2, was_urgent, is_urgent };
    Change::PurchaseOrderUrgentChanged(change)
}

fn order_updated() -> Change {
    let (patch, before) = (OrderPatch::default(), OrderPatch::default());
    let change =
        PurchaseOrderUpdated { po_id: PO, po_number: number(), version: 2, patch, before, items_added: vec![] };
    Change::PurchaseOrderUpdated(change)
}

fn item_updated() -> Change {
    Change::ItemUpdated(ItemUpdated {
        po_id: PO,
        po_number: number(),
        item_id: ITEM,
        item_name: name(),
        version: 2,
        patch: ItemPatch::default(),
        before: ItemPatch::default(),
        quantity_unit: "pcs".into(),
    })
}

/// Title, description, milliseconds, kind; whether the actor sees it, too.
type Told = (&'static str, &'static str, u64, ToastKind, bool);

#[test]
fn each_event_tells_exactly_what_the_product_says() {
    use ToastKind::{Info, Success, Warning};
    let table: [(Change, Option<Told>); 13] = [
        (created(3), Some(("PO Baru: PO-2026-015", "PT Sinar · 3 item · oleh Sari", 5_000, Success, true))),
        (created(1), Some(("PO Baru: PO-2026-015", "PT Sinar · 1 item · oleh Sari", 5_000, Success, true))),
        (moved(), Some(("Sari · Bracket", "QC: 20% → 80%", 3_000, Info, false))),
        (
            Change::IssueCreated(issue()),
            Some(("⚠️ Issue Baru: Retak", "Bracket · PO-2026-015 · oleh Sari", 5_000, Warning, false)),
        ),
        (
            Change::IssueResolved(issue()),
            Some(("✅ Issue Selesai: Retak", "Bracket · oleh Sari", 3_000, Success, false)),
        ),
        (delivered(), Some(("📦 Terkirim: Bracket", "PO-2026-015 · oleh Sari", 4_000, Success, false))),
        (became(OrderStatus::Cancelled), Some(("PO PO-2026-015 dibatalkan", "oleh Sari", 4_000, Info, false))),
        (became(OrderStatus::Archived), Some(("PO PO-2026-015 diarsipkan", "oleh Sari", 4_000, Info, false))),
        (became(OrderStatus::Completed), None),
        (urgent(true), Some(("🔴 URGENT: PO-2026-015", "oleh Sari", 5_000, Warning, false))),
        (urgent(false), None),
        (order_updated(), None),
        (item_updated(), None),
    ];
    for (change, told) in table {
        let kind = change.name();
        let event = Event::new(change, FactoryId(ID), 1, Timestamp(0), sari(), None);
        let said = |viewer| {
            let toast = toast(&event, viewer)?;
            Some((toast.title, toast.description, toast.millis, toast.kind))
        };
        let expected = told.map(|(title, about, millis, kind, _)| (title.to_owned(), about.to_owned(), millis, kind));
        assert_eq!(said(MAYA), expected, "{kind} to another");
        let own = expected.filter(|_| told.is_some_and(|(.., is_for_all)| is_for_all));
        assert_eq!(said(SARI), own, "{kind} to who did it");
    }
}
