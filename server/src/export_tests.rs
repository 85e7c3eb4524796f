//! Every kind of event as lines of a spreadsheet, and that nothing in it runs.

use model::{
    ActorRef, Department, Quantity,
    ids::{DeliveryId, FactoryId, IssueId, ItemId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{
        Delivery, Issue, IssueChanged, IssueStatus, ItemDelivered, ItemPatch, ItemUpdated, Priority, Track,
        TrackUpdated,
    },
};
use uuid::Uuid;

use super::*;

const ID: Uuid = Uuid::from_u128(1);
const PO: PurchaseOrderId = PurchaseOrderId(ID);
const ITEM: ItemId = ItemId(ID);

fn who(name: &str) -> ActorRef {
    ActorRef { id: UserId(ID), name: name.into() }
}

/// The lines of `change`, done by `name` at 13:15:02 in Jakarta.
fn said(change: Change, name: &str) -> Vec<String> {
    said_in(Language::Indonesian, change, name)
}

fn said_in(language: Language, change: Change, name: &str) -> Vec<String> {
    let event = Event::new(change, FactoryId(ID), 7, model::Timestamp(1_795_241_702_000), who(name), None);
    let lines: Vec<u8> = rows(&event, 420, language).iter().flat_map(line).collect();
    let text = String::from_utf8(lines).unwrap_or_default();
    text.split_terminator("\r\n").map(str::to_owned).collect()
}

fn track(item_name: &str, note: &str) -> Change {
    let mut track = Track::new(TrackId(ID), Department::Qc);
    (track.progress, track.last_note) = (80, Some(note.to_owned()));
    let (po_number, item_name) = ("PO-1".to_owned(), item_name.to_owned());
    Change::TrackUpdated(TrackUpdated { po_id: PO, po_number, item_id: ITEM, item_name, old_progress: 20, track })
}

fn delivered() -> Change {
    Change::ItemDelivered(ItemDelivered {
        po_id: PO,
        po_number: "PO-1".into(),
        item_id: ITEM,
        item_name: "Bracket".into(),
        version: 2,
        quantity_delivered: Quantity::from_scaled(12_505_000),
        is_delivered: false,
        delivered_at: None,
        quantity_unit: "kg".into(),
        delivery: Delivery {
            id: DeliveryId(ID),
            quantity: Quantity::from_scaled(5_000),
            note: None,
            by: who("Joko"),
            at: model::Timestamp(0),
        },
    })
}

fn issue() -> Change {
    Change::IssueCreated(IssueChanged {
        po_id: PO,
        po_number: "PO-1".into(),
        item_id: ITEM,
        item_name: "Bracket".into(),
        issue: Issue {
            id: IssueId(ID),
            version: 1,
            title: "Retak".into(),
            description: Some("Dua \"tempat\"; dalam".into()),
            priority: Priority::High,
            status: IssueStatus::Open,
            reporter: who("Sari"),
            reported_at: model::Timestamp(0),
            resolver: None,
            resolved_at: None,
            photos: Vec::new(),
        },
    })
}

#[test]
fn each_thing_that_changed_is_a_line() {
    let edited = Change::ItemUpdated(ItemUpdated {
        po_id: PO,
        po_number: "PO-1".into(),
        item_id: ITEM,
        item_name: "Bracket".into(),
        version: 2,
        patch: ItemPatch {
            item_name: Some("Bracket SKF".into()),
            quantity_total: Some(Quantity::whole(30)),
            ..ItemPatch::default()
        },
        before: ItemPatch {
            item_name: Some("Bracket".into()),
            quantity_total: Some(Quantity::whole(24)),
            ..ItemPatch::default()
        },
        quantity_unit: "pcs".into(),
    });
    let at = "2026-11-21 13:15:02";
    let table = [
        (track("Bracket", "Sisa 24"), vec![format!("{at};Sari;;Kemajuan;PO-1;Bracket;Kemajuan QC;20;80;%;Sisa 24;7")]),
        (delivered(), vec![format!("{at};Sari;;Pengiriman;PO-1;Bracket;Terkirim;1250;1250,5;kg;;7")]),
        (
            issue(),
            vec![format!("{at};Sari;;Issue;PO-1;Bracket;Issue;;terbuka;;\"Retak · Dua \"\"tempat\"\"; dalam\";7")],
        ),
        (
            edited,
            vec![
                format!("{at};Sari;;PO;PO-1;Bracket SKF;Nama;Bracket;Bracket SKF;;;7"),
                format!("{at};Sari;;PO;PO-1;Bracket SKF;Jumlah;24;30;pcs;;7"),
            ],
        ),
    ];
    for (change, lines) in table {
        assert_eq!(said(change, "Sari"), lines);
    }
}

#[test]
fn words_are_of_the_asked_language_and_numbers_are_not() {
    let at = "2026-11-21 13:15:02";
    let table = [
        (track("Bracket", "Sisa 24"), format!("{at};Sari;;Progress;PO-1;Bracket;QC progress;20;80;%;Sisa 24;7")),
        (delivered(), format!("{at};Sari;;Delivery;PO-1;Bracket;Delivered;1250;1250,5;kg;;7")),
        (issue(), format!("{at};Sari;;Issue;PO-1;Bracket;Issue;;open;;\"Retak · Dua \"\"tempat\"\"; dalam\";7")),
    ];
    for (change, text) in table {
        assert_eq!(said_in(Language::English, change, "Sari"), [text]);
    }
}

#[test]
fn what_people_wrote_does_not_run() {
    for hostile in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "＝1", "\"=1", "=HYPERLINK(\"http://evil.example\";\"x\")"]
    {
        let lines = said(track(hostile, hostile), hostile);
        let mut reader = csv::ReaderBuilder::new().delimiter(b';').has_headers(false).from_reader(lines[0].as_bytes());
        let cells = reader.records().next().and_then(Result::ok).unwrap_or_default();
        for place in [1, 5, 10] {
            assert_eq!(cells.get(place), Some(format!("'{hostile}").as_str()), "{hostile}");
        }
        assert_eq!(cells.get(7), Some("20"), "and numbers of ours stay numbers");
    }
}
