//! The rules of the overview, as tables.

use uuid::Uuid;

use super::*;
use crate::{
    ids::{ClientId, IssueId},
    purchase_order::{Client, OrderStatus},
};

const JAKARTA: i32 = 420;
const DAY: i64 = 24 * 60 * 60 * 1000;

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// Noon in Jakarta.
fn noon(text: &str) -> Timestamp {
    Timestamp(day(text).and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis() + 5 * 3_600_000)
}

/// An order takes ten days here: two for each department.
fn measure() -> Measure {
    let pace = Pace { whole_order_ms: 10 * DAY, measured: 9 };
    Measure { today: day("2026-11-18"), utc_offset_minutes: JAKARTA, pace }
}

fn order(deadline: Option<&str>, items: Vec<OpenItem>) -> OpenOrder {
    let order = PurchaseOrder {
        id: PurchaseOrderId(Uuid::from_u128(1)),
        version: 1,
        po_number: "PO-2026-009".into(),
        client: Client { id: ClientId(Uuid::from_u128(2)), name: "PT Sinar Abadi".into() },
        order_date: None,
        delivery_deadline: deadline.map(day),
        is_urgent: false,
        is_vendor_job: false,
        status: OrderStatus::Active,
        created_at: noon("2026-11-01"),
    };
    OpenOrder { order, items }
}

fn item(number: u128, progress: [u8; 5]) -> OpenItem {
    OpenItem {
        id: ItemId(Uuid::from_u128(number)),
        item_name: format!("Barang {number}"),
        progress,
        moved: None,
        delivered_at: None,
        issues: Vec::new(),
    }
}

fn moved(item: OpenItem, on: &str) -> OpenItem {
    let moved = Moved { at: noon(on), department: Department::Qc, by: "Sari".into() };
    OpenItem { moved: Some(moved), ..item }
}

fn issue(number: u128, priority: Priority, on: &str) -> OpenIssue {
    let id = IssueId(Uuid::from_u128(number));
    OpenIssue { id, title: format!("Retak {number}"), priority, reported_at: noon(on) }
}

fn troubled(item: OpenItem, issues: &[OpenIssue]) -> OpenItem {
    OpenItem { issues: issues.to_vec(), ..item }
}

#[test]
fn late_is_by_the_deadline_and_at_risk_by_the_pace() {
    use Urgency::{AtRisk, Late};
    let table = [
        // Deadline, progress of the only item; urgency, days left, days of work.
        (Some("2026-11-17"), [100, 100, 100, 100, 90], Some((Late, -1, 1))),
        (Some("2026-11-17"), [100; 5], Some((Late, -1, 0))),
        (Some("2026-11-13"), [0; 5], Some((Late, -5, 10))),
        (Some("2026-11-18"), [100, 100, 100, 100, 90], Some((AtRisk, 0, 1))),
        (Some("2026-11-18"), [100; 5], None),
        (Some("2026-11-27"), [0; 5], Some((AtRisk, 9, 10))),
        (Some("2026-11-28"), [0; 5], None),
        (Some("2026-11-22"), [100, 100, 0, 0, 0], Some((AtRisk, 4, 6))),
        (Some("2026-11-24"), [100, 100, 0, 0, 0], None),
        (None, [0; 5], None),
    ];
    for (deadline, progress, expected) in table {
        let concern = Concern::of(&order(deadline, vec![item(1, progress)]), &measure());
        let seen = concern.map(|concern| (concern.urgency, concern.days_left, concern.work_days));
        assert_eq!(seen, expected, "{deadline:?} {progress:?}");
    }
}

#[test]
fn what_has_left_holds_nothing() {
    let gone = OpenItem { delivered_at: Some(noon("2026-11-10")), ..item(1, [0; 5]) };
    let gone = troubled(gone, &[issue(1, Priority::Critical, "2026-11-09")]);
    assert_eq!(Concern::of(&order(Some("2026-11-01"), vec![gone.clone()]), &measure()), None);
    let concern = Concern::of(&order(Some("2026-11-01"), vec![gone, item(2, [100; 5])]), &measure());
    let concern = concern.expect("it is late");
    assert_eq!((concern.item.0.as_u128(), concern.open_items, concern.issues), (2, 1, 0));
    assert_eq!((concern.holder, concern.progress), (Department::Delivery, 100));
    assert_eq!(Concern::of(&order(Some("2026-11-01"), Vec::new()), &measure()), None);
}

#[test]
fn the_item_that_holds_is_stopped_or_furthest_behind() {
    let critical = [issue(1, Priority::Critical, "2026-11-09")];
    let high = [issue(1, Priority::High, "2026-11-09")];
    let table: [(&str, Vec<OpenItem>, u128, Department); 6] = [
        ("most work left", vec![item(1, [100, 50, 0, 0, 0]), item(2, [20, 0, 0, 0, 0])], 2, Department::Drafting),
        (
            "a critical issue stops",
            vec![item(1, [0; 5]), troubled(item(2, [100, 100, 100, 40, 0]), &critical)],
            2,
            Department::Qc,
        ),
        ("a high one does not", vec![item(1, [0; 5]), troubled(item(2, [100; 5]), &high)], 1, Department::Drafting),
        (
            "silent for longest",
            vec![moved(item(1, [50; 5]), "2026-11-17"), moved(item(2, [50; 5]), "2026-11-12")],
            2,
            Department::Drafting,
        ),
        ("never touched", vec![moved(item(1, [0; 5]), "2026-11-12"), item(2, [0; 5])], 2, Department::Drafting),
        ("the first entered", vec![item(1, [100, 0, 0, 0, 0]), item(2, [0, 100, 0, 0, 0])], 1, Department::Purchasing),
    ];
    for (what, items, holds, holder) in table {
        let concern = Concern::of(&order(Some("2026-11-17"), items), &measure()).expect(what);
        assert_eq!((concern.item.0.as_u128(), concern.holder), (holds, holder), "{what}");
    }
}

/// The Tasks page says the same of an item.
#[test]
fn the_holder_is_the_first_that_has_not_finished() {
    use Department::{Delivery, Drafting, Production, Purchasing};
    let table = [
        ([0, 0, 0, 0, 0], Drafting),
        ([99, 100, 100, 100, 100], Drafting),
        ([100, 0, 50, 0, 0], Purchasing),
        ([100, 100, 99, 100, 0], Production),
        ([100, 100, 100, 100, 100], Delivery),
    ];
    for (progress, holder) in table {
        assert_eq!(item(1, progress).holder(), holder, "{progress:?}");
    }
}

#[test]
fn causes_are_asked_in_order() {
    let of = |item: OpenItem, vendor: bool| {
        let mut row = order(Some("2026-11-17"), vec![item]);
        row.order.is_vendor_job = vendor;
        let concern = Concern::of(&row, &measure()).expect("it is late");
        (concern.cause, concern.waits_for_vendor, concern.silent_days)
    };
    let purchasing = || moved(item(1, [100, 60, 0, 0, 0]), "2026-11-17");
    let qc = || moved(item(1, [100, 100, 100, 60, 0]), "2026-11-15");
    let high = |item: OpenItem| troubled(item, &[issue(1, Priority::High, "2026-11-09")]);
    let low = |item: OpenItem| troubled(item, &[issue(1, Priority::Medium, "2026-11-09")]);
    assert_eq!(of(high(purchasing()), true), (Cause::Issue, true, 1));
    assert_eq!(of(low(purchasing()), true), (Cause::Vendor, true, 1));
    assert_eq!(of(low(purchasing()), false), (Cause::Work, false, 1));
    assert_eq!(of(moved(item(1, [100, 100, 20, 0, 0]), "2026-11-18"), true), (Cause::Vendor, true, 0));
    assert_eq!(of(qc(), true), (Cause::Silence, false, 3), "a vendor checks nothing");
    assert_eq!(of(item(1, [0; 5]), false), (Cause::Silence, false, 17), "since the order was entered");
}

/// Days are the factory's: half an hour before midnight in Jakarta is yesterday.
#[test]
fn silence_is_counted_in_the_factory_s_days() {
    let late_evening = Timestamp(noon("2026-11-17").0 + 11 * 3_600_000 + 1_800_000);
    let mut touched = moved(item(1, [0; 5]), "2026-11-17");
    touched.moved.as_mut().expect("it was moved").at = late_evening;
    let row = order(Some("2026-11-17"), vec![touched]);
    assert_eq!(Concern::of(&row, &measure()).map(|concern| concern.silent_days), Some(1));
    // A clock that is ahead is no silence.
    let ahead = order(Some("2026-11-17"), vec![moved(item(1, [0; 5]), "2026-11-20")]);
    assert_eq!(Concern::of(&ahead, &measure()).map(|concern| concern.silent_days), Some(0));
}

#[test]
fn the_worst_issue_is_the_oldest_of_the_most_pressing() {
    let first =
        troubled(item(1, [0; 5]), &[issue(1, Priority::Low, "2026-11-02"), issue(2, Priority::High, "2026-11-12")]);
    let second = troubled(item(2, [50; 5]), &[issue(3, Priority::High, "2026-11-10")]);
    let concern = Concern::of(&order(Some("2026-11-17"), vec![first, second]), &measure()).expect("it is late");
    assert_eq!((concern.issues, concern.worst.map(|issue| issue.title)), (3, Some("Retak 3".into())));
}

#[test]
fn late_ones_come_first_then_urgent_ones_then_the_tightest() {
    let concern = |number: u128, deadline: &str, urgent: bool, progress: u8| {
        let mut row = order(Some(deadline), vec![item(1, [progress; 5])]);
        row.order.id = PurchaseOrderId(Uuid::from_u128(number));
        row.order.po_number = format!("PO-{number}");
        row.order.is_urgent = urgent;
        Concern::of(&row, &measure()).expect("a concern")
    };
    let mut concerns = [
        concern(5, "2026-11-19", false, 50),
        concern(4, "2026-11-22", false, 0),
        concern(3, "2026-11-26", true, 10),
        concern(2, "2026-11-16", false, 0),
        concern(1, "2026-11-10", false, 90),
        concern(0, "2026-11-17", true, 99),
    ];
    concerns.sort_by_key(Concern::place);
    let numbers: Vec<u128> = concerns.iter().map(|concern| concern.order.id.0.as_u128()).collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5]);
    assert_eq!(concerns[4].slack(), -6);
}
