//! Every kind of event, word for word.

use model::{
    ActorRef, Date, Timestamp,
    ids::{ClientId, DeliveryId, FactoryId, IssueId, ItemId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{
        Client, Delivery, Issue, IssueChanged, ItemDelivered, ItemPatch, ItemUpdated, OrderPatch, Priority,
        PurchaseOrderStatusChanged, PurchaseOrderUrgentChanged, Track,
    },
};
use uuid::Uuid;

use super::*;

const ID: Uuid = Uuid::from_u128(1);
const PO: PurchaseOrderId = PurchaseOrderId(ID);
const ITEM: ItemId = ItemId(ID);

fn sari() -> ActorRef {
    ActorRef { id: UserId(ID), name: "Sari Dewi".into() }
}

fn said(change: Change) -> String {
    let event = Event::new(change, FactoryId(ID), 1, Timestamp(0), sari(), None);
    let Sentence { parts, note, .. } = Sentence::of(&event, "pcs");
    let words: String = parts
        .into_iter()
        .map(|part| match part {
            Part::Plain(text) | Part::Strong(text) | Part::Delta(text) => text,
        })
        .collect();
    note.map_or(words.clone(), |note| format!("{words} | {note}"))
}

fn track(from: u8, to: u8) -> Change {
    let mut track = Track::new(TrackId(ID), Department::Production);
    track.progress = to;
    track.last_note = Some("Sisa 24".into());
    let (po_number, item_name) = ("PO-2026-015".to_owned(), "Bracket".to_owned());
    Change::TrackUpdated(TrackUpdated { po_id: PO, po_number, item_id: ITEM, item_name, old_progress: from, track })
}

fn issue() -> IssueChanged {
    let issue = Issue {
        id: IssueId(ID),
        version: 1,
        title: "Lubang meleset".into(),
        description: None,
        priority: Priority::High,
        status: IssueStatus::Open,
        reporter: sari(),
        reported_at: Timestamp(0),
        resolver: None,
        resolved_at: None,
        photos: Vec::new(),
    };
    let (po_number, item_name) = ("PO-2026-015".to_owned(), "Bracket".to_owned());
    IssueChanged { po_id: PO, po_number, item_id: ITEM, item_name, issue }
}

#[test]
fn work_is_told_with_from_and_to() {
    let delivered = ItemDelivered {
        po_id: PO,
        po_number: "PO-2026-015".into(),
        item_id: ITEM,
        item_name: "Bracket".into(),
        version: 2,
        quantity_delivered: Quantity::whole(1_250),
        is_delivered: true,
        delivered_at: Some(Timestamp(0)),
        quantity_unit: "kg".into(),
        delivery: Delivery {
            id: DeliveryId(ID),
            quantity: Quantity::whole(50),
            note: Some("Truk B 9214 KX".into()),
            by: sari(),
            at: Timestamp(0),
        },
    };
    let table = [
        (track(50, 80), "Sari Dewi menaikkan Prod 50% → 80% | Sisa 24"),
        (track(80, 50), "Sari Dewi menurunkan Prod 80% → 50% | Sisa 24"),
        (track(80, 80), "Sari Dewi memperbarui Prod tetap 80% | Sisa 24"),
        (Change::IssueCreated(issue()), "Sari Dewi melaporkan issue Lubang meleset · Tinggi"),
        (Change::IssueResolved(issue()), "Sari Dewi menutup issue Lubang meleset"),
        (Change::IssuePhotoAdded(issue()), "Sari Dewi menambah foto pada issue Lubang meleset"),
        (
            Change::ItemDelivered(delivered),
            "Sari Dewi mengirim 50 kg · terkirim 1.200 → 1.250 · lengkap | Truk B 9214 KX",
        ),
    ];
    for (change, text) in table {
        assert_eq!(said(change), text);
    }
}

#[test]
fn changes_of_the_order_name_what_changed() {
    let po_number = || "PO-2026-015".to_owned();
    let status = PurchaseOrderStatusChanged {
        po_id: PO,
        po_number: po_number(),
        version: 2,
        old_status: OrderStatus::Active,
        status: OrderStatus::Cancelled,
        items: Vec::new(),
    };
    let urgent = |is_urgent: bool| {
        let (po_number, was_urgent) = (po_number(), Some(!is_urgent));
        let change = PurchaseOrderUrgentChanged { po_id: PO, po_number, version: 2, was_urgent, is_urgent };
        Change::PurchaseOrderUrgentChanged(change)
    };
    let patch = OrderPatch {
        client: Some(Client { id: ClientId(ID), name: "PT Sinar Abadi".into() }),
        order_date: Some(None),
        delivery_deadline: Some(Date::from_ymd_opt(2026, 4, 20)),
        ..OrderPatch::default()
    };
    let before = OrderPatch {
        client: Some(Client { id: ClientId(ID), name: "PT Tirta Pompa".into() }),
        order_date: Some(Date::from_ymd_opt(2026, 3, 1)),
        delivery_deadline: Some(None),
        ..OrderPatch::default()
    };
    let updated =
        PurchaseOrderUpdated { po_id: PO, po_number: po_number(), version: 2, patch, before, items_added: Vec::new() };
    let long_ago = PurchaseOrderUpdated { before: OrderPatch::default(), ..updated.clone() };
    let item = ItemUpdated {
        po_id: PO,
        po_number: po_number(),
        item_id: ITEM,
        item_name: "Bracket".into(),
        version: 2,
        patch: ItemPatch {
            item_name: Some("Bracket SKF".into()),
            specification: Some(None),
            quantity_total: Some(Quantity::whole(120)),
            quantity_unit: Some("set".into()),
            ..ItemPatch::default()
        },
        before: ItemPatch {
            item_name: Some("Bracket".into()),
            specification: Some(Some("S45C ".repeat(20))),
            quantity_total: Some(Quantity::whole(24)),
            quantity_unit: Some("pcs".into()),
            ..ItemPatch::default()
        },
        quantity_unit: "set".into(),
    };
    let clipped = format!("{}…", "S45C ".repeat(16));
    let table = [
        (Change::PurchaseOrderStatusChanged(status), "Sari Dewi mengubah status PO-2026-015 aktif → dibatalkan"),
        (urgent(true), "Sari Dewi menandai PO-2026-015 URGENT"),
        (urgent(false), "Sari Dewi mencabut tanda URGENT dari PO-2026-015"),
        (
            Change::PurchaseOrderUpdated(updated),
            "Sari Dewi mengubah PO-2026-015 · Klien: PT Tirta Pompa → PT Sinar Abadi · Tanggal PO: 1 Mar 2026 → dihapus \
             · Tenggat: kosong → 20 Apr 2026",
        ),
        (
            Change::PurchaseOrderUpdated(long_ago),
            "Sari Dewi mengubah PO-2026-015 · Klien → PT Sinar Abadi · Tanggal PO → dihapus · Tenggat → 20 Apr 2026",
        ),
        (
            Change::ItemUpdated(item),
            &format!(
                "Sari Dewi mengubah Bracket · Nama: Bracket → Bracket SKF · Spesifikasi: {clipped} → dihapus · \
                 Jumlah: 24 pcs → 120 set · Satuan: pcs → set"
            ),
        ),
    ];
    for (change, text) in table {
        assert_eq!(said(change), text);
    }
}

/// Which part is which decides how it is drawn.
#[test]
fn plain_pieces_stand_together() {
    let change = PurchaseOrderStatusChanged {
        po_id: PO,
        po_number: "PO-2026-015".into(),
        version: 2,
        old_status: OrderStatus::Active,
        status: OrderStatus::Archived,
        items: Vec::new(),
    };
    let change = Change::PurchaseOrderStatusChanged(change);
    let event = Event::new(change, FactoryId(ID), 1, Timestamp(0), sari(), None);
    let delta = Part::Delta("aktif → diarsipkan".into());
    assert_eq!(Sentence::of(&event, "").parts, [strong("Sari Dewi"), plain(" mengubah status PO-2026-015 "), delta]);
}

#[cfg(feature = "ssr")]
#[test]
fn every_sentence_is_english_too() {
    use model::purchase_order::{Item, PurchaseOrder};

    let updated = |items: usize, client: Option<&str>| {
        let client = client.map(|name| Client { id: ClientId(ID), name: name.to_owned() });
        let order = PurchaseOrder {
            id: PO,
            version: 1,
            po_number: "PO-2026-015".into(),
            client: Client { id: ClientId(ID), name: "PT Tirta Pompa".into() },
            order_date: None,
            delivery_deadline: None,
            is_urgent: false,
            is_vendor_job: false,
            status: OrderStatus::Active,
            created_at: Timestamp(0),
        };
        let item = Item {
            id: ITEM,
            version: 1,
            order,
            item_name: "Bracket".into(),
            specification: None,
            quantity_total: Quantity::whole(10),
            quantity_unit: "pcs".into(),
            quantity_delivered: Quantity::ZERO,
            is_delivered: false,
            delivered_at: None,
            tracks: Department::ALL.map(|department| Track::new(TrackId(ID), department)),
            issues: Vec::new(),
        };
        Change::PurchaseOrderUpdated(PurchaseOrderUpdated {
            po_id: PO,
            po_number: "PO-2026-015".into(),
            version: 2,
            patch: OrderPatch { client, delivery_deadline: Some(None), ..OrderPatch::default() },
            before: OrderPatch::default(),
            items_added: vec![item; items],
        })
    };
    let table = [
        (track(50, 80), "Sari Dewi raised Prod 50% → 80% | Sisa 24"),
        (track(80, 80), "Sari Dewi updated Prod, still 80% | Sisa 24"),
        (Change::IssueCreated(issue()), "Sari Dewi reported issue Lubang meleset · High"),
        (Change::IssueResolved(issue()), "Sari Dewi resolved issue Lubang meleset"),
        (
            updated(2, Some("PT Sinar Abadi")),
            "Sari Dewi edited PO-2026-015 · Customer → PT Sinar Abadi · Deadline → removed · added 2 items",
        ),
    ];
    for (change, text) in table {
        assert_eq!(crate::purchase_order::texts::in_english(|| said(change)), text);
    }
}
