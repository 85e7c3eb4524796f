//! What is said of one order and of the factory.

use chrono::NaiveDate;
use model::{
    Timestamp,
    ids::{ClientId, IssueId, ItemId, PurchaseOrderId},
    overview::{Moved, OpenIssue, Week},
    purchase_order::{Client, OrderStatus, Priority, PurchaseOrder},
};
use uuid::Uuid;

use super::*;

/// 2026-04-14T16:20 in Jakarta.
const AT: Timestamp = Timestamp(1_776_158_400_000);

fn concern(cause: Cause) -> Concern {
    let order = PurchaseOrder {
        id: PurchaseOrderId(Uuid::from_u128(1)),
        version: 1,
        po_number: "PO-2026-009".into(),
        client: Client { id: ClientId(Uuid::from_u128(2)), name: "PT Sinar Abadi".into() },
        order_date: None,
        delivery_deadline: NaiveDate::from_ymd_opt(2026, 4, 12),
        is_urgent: false,
        is_vendor_job: false,
        status: OrderStatus::Active,
        created_at: AT,
    };
    Concern {
        order,
        urgency: Urgency::Late,
        days_left: -5,
        work_days: 9,
        cause,
        item: ItemId(Uuid::from_u128(3)),
        item_name: "Poros".into(),
        holder: Department::Qc,
        progress: 40,
        moved: Some(Moved { at: AT, department: Department::Qc, by: "Joko Susilo".into() }),
        silent_days: 3,
        open_items: 1,
        issues: 0,
        worst: None,
        waits_for_vendor: false,
    }
}

fn with_issues(concern: Concern, issues: u32, priority: Priority) -> Concern {
    let worst = OpenIssue {
        id: IssueId(Uuid::from_u128(4)),
        title: "Retak rambut setelah induksi".into(),
        priority,
        reported_at: AT,
    };
    Concern { issues, worst: Some(worst), ..concern }
}

#[test]
fn the_first_reason_comes_first_and_the_others_after() {
    let silent = concern(Cause::Silence);
    let untouched = Concern { moved: None, ..silent.clone() };
    let both = Concern { waits_for_vendor: true, ..with_issues(concern(Cause::Issue), 3, Priority::Critical) };
    let table = [
        (silent.clone(), "Tidak ada kabar 3 hari", "kabar terakhir Joko, 14 Apr, 16:20"),
        (untouched, "Tidak ada kabar 3 hari", "belum dikerjakan, PO masuk 14 Apr, 16:20"),
        (concern(Cause::Work), "Masih dikerjakan", "kabar terakhir Joko, 14 Apr, 16:20"),
        (
            Concern { waits_for_vendor: true, ..concern(Cause::Vendor) },
            "Menunggu vendor",
            "kabar terakhir Joko, 14 Apr, 16:20",
        ),
        (
            both,
            "Retak rambut setelah induksi",
            "3 issue terbuka, terberat Kritis · menunggu vendor · kabar terakhir Joko, 14 Apr, 16:20",
        ),
        (
            with_issues(silent, 1, Priority::Medium),
            "Tidak ada kabar 3 hari",
            "1 issue, Sedang · kabar terakhir Joko, 14 Apr, 16:20",
        ),
    ];
    for (concern, first, rest) in table {
        assert_eq!((headline(&concern).as_str(), details(&concern, 420).as_str()), (first, rest));
    }
}

#[test]
fn slack_is_days_left_against_work_left() {
    let late = concern(Cause::Work);
    let at_risk = Concern { urgency: Urgency::AtRisk, days_left: 3, ..late.clone() };
    assert_eq!(slack(&late), "butuh ±9 hari lagi");
    assert_eq!(slack(&at_risk), "butuh ±9 hari, kurang 6");
    assert_eq!(slack(&Concern { work_days: 0, ..late }), "tinggal dikirim");
}

#[test]
fn the_rule_says_how_it_is_measured() {
    let pace = |measured: u32| Pace { whole_order_ms: 10 * 24 * 60 * 60 * 1000, measured };
    assert!(rule(pace(9)).contains("(10 hari per PO, nilai tengah 9 PO yang selesai dalam 13 minggu)"));
    assert!(rule(pace(2)).contains("perkiraan sampai 5 PO selesai"));
}

#[test]
fn charts_carry_their_numbers_in_words() {
    let mut totals = Totals { causes: [2, 0, 1, 0], ..Totals::default() };
    assert_eq!(causes(&totals), "Sebab: issue 2, tidak ada kabar 1");
    totals.causes = [0; 4];
    assert_eq!(causes(&totals), "Tidak ada PO terlambat atau berisiko");
    assert_eq!(load(Department::Production, Load { items: 14, late: 3 }), "Prod: 14 item, 3 terlambat");
    assert_eq!(load(Department::Qc, Load::default()), "QC: 0 item, 0 terlambat");
    let week = |day: u32, on_time: u32, late: u32| Week {
        start: NaiveDate::from_ymd_opt(2026, 4, day).expect("a day of April"),
        on_time,
        late,
    };
    let seen = Punctuality { weeks: vec![week(6, 0, 0), week(13, 2, 1), week(20, 1, 0)] };
    assert_eq!(
        punctuality(&seen),
        "75 persen tepat waktu, 3 dari 4 PO dalam 13 minggu. minggu 13 Apr 2026: 2 tepat waktu, 1 terlambat; \
         minggu 20 Apr 2026: 1 tepat waktu, 0 terlambat."
    );
    assert!(punctuality(&Punctuality { weeks: vec![week(6, 0, 0)] }).starts_with("Belum ada"));
}

#[test]
fn a_scale_is_round_and_never_too_short() {
    for (most, full) in [(0, 5), (1, 5), (5, 5), (6, 10), (11, 20), (50, 50), (51, 100), (201, 400), (1999, 2000)] {
        assert_eq!(scale(most), full, "{most}");
    }
}

#[cfg(feature = "ssr")]
#[test]
fn an_english_page_says_the_same() {
    use crate::ui::format::in_english;

    let silent = concern(Cause::Silence);
    let day = Concern { silent_days: 1, moved: None, ..silent.clone() };
    let both = Concern { waits_for_vendor: true, ..with_issues(concern(Cause::Issue), 3, Priority::Critical) };
    let table = [
        (silent.clone(), "No news for 3 days", "last news from Joko, 14 Apr, 16:20"),
        (day, "No news for 1 day", "not started, PO entered 14 Apr, 16:20"),
        (concern(Cause::Work), "In progress", "last news from Joko, 14 Apr, 16:20"),
        (
            both,
            "Retak rambut setelah induksi",
            "3 open issues, worst Critical · waiting for vendor · last news from Joko, 14 Apr, 16:20",
        ),
        (
            with_issues(silent.clone(), 1, Priority::Medium),
            "No news for 3 days",
            "1 issue, Medium · last news from Joko, 14 Apr, 16:20",
        ),
    ];
    for (concern, first, rest) in table {
        assert_eq!(in_english(|| (headline(&concern), details(&concern, 420))), (first.to_owned(), rest.to_owned()));
    }
    assert_eq!(in_english(|| slack(&silent)), "needs ±9 more days");
    assert_eq!(in_english(|| slack(&Concern { work_days: 1, ..silent.clone() })), "needs ±1 more day");
    let at_risk = Concern { urgency: Urgency::AtRisk, days_left: 3, ..silent.clone() };
    assert_eq!(in_english(|| slack(&at_risk)), "needs ±9 days, 6 short");
    assert_eq!(in_english(|| slack(&Concern { work_days: 0, ..silent.clone() })), "only to be delivered");
    let pace = |measured: u32| Pace { whole_order_ms: 10 * 24 * 60 * 60 * 1000, measured };
    assert!(in_english(|| rule(pace(9))).contains("(10 days per PO, the median of 9 POs completed within 13 weeks)"));
    assert!(in_english(|| rule(pace(2))).contains("an estimate until 5 POs are completed"));
    let totals = Totals { causes: [2, 0, 1, 0], ..Totals::default() };
    assert_eq!(in_english(|| causes(&totals)), "Causes: issue 2, no news 1");
    assert_eq!(in_english(|| causes(&Totals::default())), "No PO is late or at risk");
    assert_eq!(in_english(|| load(Department::Qc, Load { items: 1, late: 1 })), "QC: 1 item, 1 late");
    let start = NaiveDate::from_ymd_opt(2026, 5, 11).expect("a day of May");
    let seen = Punctuality { weeks: vec![Week { start, on_time: 3, late: 1 }] };
    assert_eq!(
        in_english(|| punctuality(&seen)),
        "75 per cent on time, 3 of 4 POs in 13 weeks. week of 11 May 2026: 3 on time, 1 late."
    );
}
