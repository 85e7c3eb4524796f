//! The overview kept true by events is the overview that a fresh page would start from.

mod support;

use std::collections::BTreeMap;

use model::{
    Change, Date, Event,
    event::coalesce,
    ids::Epoch,
    overview::{Concern, Finished, OpenOrder, Overview, OverviewSnapshot, Pace, Punctuality, Totals, Urgency},
    purchase_order::{ClientChanged, Item, OrderStatus, PurchaseOrder, PurchaseOrderStatusChanged},
};
use proptest::{collection::vec, prelude::*};
use support::{
    client, created, date, event,
    screen::{Deed, Factory},
    uuid,
};

const JAKARTA: i32 = 420;

/// The day after the deadline of the orders in these tests.
fn after_deadline() -> Date {
    date("2026-09-08")
}

/// What the server would read after `log`.
fn snapshot(log: &[Event]) -> OverviewSnapshot {
    let (mut orders, mut items): (Vec<PurchaseOrder>, Vec<Item>) = (Vec::new(), Vec::new());
    for event in log {
        match &event.change {
            Change::PurchaseOrderCreated(created) => {
                orders.push(created.order.clone());
                items.extend(created.items.iter().cloned());
            }
            Change::PurchaseOrderUpdated(updated) => items.extend(updated.items_added.iter().cloned()),
            _ => {}
        }
        for order in &mut orders {
            order.apply(&event.change);
        }
        for item in &mut items {
            item.apply(&event.change);
        }
    }
    let rows = orders.into_iter().map(|order| {
        let own: Vec<Item> = items.iter().filter(|item| item.order.id == order.id).cloned().collect();
        OpenOrder::new(order, &own)
    });
    let (mut active, mut finished): (Vec<OpenOrder>, Vec<Finished>) = (Vec::new(), Vec::new());
    for row in rows {
        match row.order.status {
            OrderStatus::Active => active.push(row),
            OrderStatus::Completed | OrderStatus::Archived => finished.extend(row.finished()),
            OrderStatus::Cancelled => {}
        }
    }
    let seq = log.last().map_or(0, |event| event.seq);
    OverviewSnapshot { epoch: Epoch(uuid(7)), seq, orders: active, finished, events: Vec::new() }
}

fn fresh(log: &[Event], today: Date) -> Overview {
    Overview::new(snapshot(log), today, JAKARTA)
}

/// Everything that is shown.
fn seen(overview: &Overview) -> (Vec<Concern>, Totals, Punctuality, Pace) {
    let concerns = overview.listed().map(|id| overview.concern(id).expect("a listed order").clone()).collect();
    (concerns, overview.totals(), overview.punctuality().clone(), overview.pace())
}

/// `page` after `events`, and where they bring not enough, after reading afresh what `log` has come to by then.
fn follow(mut page: Overview, events: &[Event], log: &[Event], today: Date) -> (Overview, usize) {
    let mut read = 0;
    for event in events {
        if !page.apply(event) {
            read += 1;
            let so_far: Vec<Event> = log.iter().filter(|known| known.seq <= event.seq).cloned().collect();
            page = fresh(&so_far, today);
        }
    }
    (page, read)
}

#[test]
fn an_order_moves_through_the_figures() {
    use Deed::{Advance, Deadline, Deliver, Status, Urgent};
    let (late, at_risk) = (date("2026-09-08"), date("2026-09-01"));
    // What is done to the first of two orders with one item each; today; late, at risk, finished on time, all finished.
    let table: Vec<(&[Deed], Date, [u32; 4])> = vec![
        (&[], late, [2, 0, 0, 0]),
        (&[], at_risk, [0, 2, 0, 0]),
        (&[], date("2026-08-10"), [0, 0, 0, 0]),
        (&[Advance(0, 0, 100), Advance(0, 1, 100), Advance(0, 2, 100), Advance(0, 3, 100)], at_risk, [0, 1, 0, 0]),
        (&[Deadline(0, false)], late, [1, 0, 0, 0]),
        (&[Deadline(0, true)], late, [1, 0, 0, 0]),
        (&[Urgent(0, true)], late, [2, 0, 0, 0]),
        (&[Deliver(0, 4)], late, [2, 0, 0, 0]),
        (&[Deliver(0, 10)], late, [1, 0, 1, 1]),
        (&[Deliver(0, 10), Status(0, OrderStatus::Archived)], late, [1, 0, 1, 1]),
        (&[Status(0, OrderStatus::Archived)], late, [1, 0, 0, 0]),
        (&[Status(0, OrderStatus::Cancelled)], late, [1, 0, 0, 0]),
        (&[Status(0, OrderStatus::Cancelled), Status(0, OrderStatus::Active)], late, [2, 0, 0, 0]),
        (&[Deliver(0, 10), Status(0, OrderStatus::Archived), Status(0, OrderStatus::Active)], late, [1, 0, 0, 0]),
    ];
    for (deeds, today, expected) in table {
        let log = Factory::completing(deeds).log;
        let (page, read) = follow(fresh(&log[..2], today), &log[2..], &log, today);
        let totals = page.totals();
        let punctual = page.punctuality();
        let figures = [totals.late, totals.at_risk, punctual.on_time(), punctual.all()];
        assert_eq!((figures, read), (expected, 0), "{deeds:?} on {today}");
        assert_eq!(seen(&page), seen(&fresh(&log, today)), "{deeds:?}");
    }
}

#[test]
fn only_what_an_event_concerns_is_judged_anew() {
    let log = Factory::completing(&[Deed::Advance(1, 3, 40)]).log;
    let mut page = fresh(&log[..2], after_deadline());
    let first: Vec<_> = page.take_touched();
    assert_eq!(first.len(), 2);
    assert!(page.apply(&log[2]));
    let touched = page.take_touched();
    assert!(!touched.is_empty() && touched.iter().all(|id| Some(*id) == log[2].change.po_id()), "{touched:?}");
    // Told again, it changes nothing.
    assert!(page.apply(&log[2]));
    assert_eq!(page.take_touched(), []);
}

#[test]
fn midnight_makes_orders_late() {
    let log = Factory::completing(&[]).log;
    let mut page = fresh(&log, date("2026-09-07"));
    assert_eq!((page.totals().late, page.totals().at_risk), (0, 2));
    page.set_today(after_deadline());
    assert_eq!(seen(&page), seen(&fresh(&log, after_deadline())));
    let urgencies: Vec<Urgency> = seen(&page).0.iter().map(|concern| concern.urgency).collect();
    assert_eq!(urgencies, [Urgency::Late, Urgency::Late]);
}

#[test]
fn a_client_s_new_name_stands_with_all_of_its_orders() {
    let mut log = Factory::completing(&[]).log;
    let mut renamed = client();
    renamed.name = "PT Garuda Baru".into();
    let change = ClientChanged { client: renamed, version: 2, old_name: Some(client().name) };
    log.push(event(Change::ClientUpdated(change), 3));
    let (page, _) = follow(fresh(&log[..2], after_deadline()), &log[2..], &log, after_deadline());
    assert!(seen(&page).0.iter().all(|concern| concern.order.client.name == "PT Garuda Baru"));
}

/// Whether an order that ended before the page was read had left whole, only the rows say.
#[test]
fn what_the_events_do_not_bring_is_asked_for() {
    use OrderStatus::{Active, Archived, Cancelled, Completed};
    let change = |from: OrderStatus, to: OrderStatus| {
        let (order, ..) = created(5, &[("Pulley", 10)]);
        Change::PurchaseOrderStatusChanged(PurchaseOrderStatusChanged {
            po_id: order.id,
            po_number: order.po_number,
            version: 2,
            old_status: from,
            status: to,
            items: Vec::new(),
        })
    };
    let table = [
        (Completed, Archived, true),
        (Cancelled, Archived, false),
        (Archived, Completed, false),
        (Archived, Cancelled, true),
        (Archived, Active, false),
    ];
    for (from, to, is_known) in table {
        let mut page = fresh(&[], after_deadline());
        assert_eq!(page.apply(&event(change(from, to), 1)), is_known, "{from:?} to {to:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_events_end_where_a_fresh_page_begins(
        deeds in vec(deeds(), 0..32),
        split in any::<prop::sample::Index>(),
        days in 0..40_u64,
    ) {
        let log = Factory::completing(&deeds).log;
        let today = date("2026-08-10") + chrono::Days::new(days);
        let truth = seen(&fresh(&log, today));
        let split = split.index(log.len() + 1);
        // The first part came with the page, as it goes over the wire.
        let json = serde_json::to_string(&snapshot(&log[..split])).expect("serializes");
        let start = || Overview::new(serde_json::from_str(&json).expect("comes back"), today, JAKARTA);
        let (page, _) = follow(start(), &log[split..], &log, today);
        prop_assert_eq!(&seen(&page), &truth, "one by one");
        let (page, _) = follow(start(), &coalesce(log[split..].to_vec()), &log, today);
        prop_assert_eq!(&seen(&page), &truth, "merged");
        let (page, _) = follow(start(), &[&log[..], &log[split..]].concat(), &log, today);
        prop_assert_eq!(&seen(&page), &truth, "some of it twice");
        let mut page = Overview::new(snapshot(&log), date("2026-08-01"), JAKARTA);
        page.set_today(today);
        prop_assert_eq!(&seen(&page), &truth, "after midnight");
        let numbers: BTreeMap<_, _> = page.listed().map(|id| (id, ())).collect();
        prop_assert_eq!(numbers.len(), page.listed().len(), "each order once");
    }

    #[test]
    fn no_event_makes_it_panic(event in support::strategies::events(), deeds in vec(deeds(), 0..6)) {
        let mut page = fresh(&Factory::completing(&deeds).log, after_deadline());
        let _ = page.apply(&event);
        page.set_today(date("2026-12-31"));
    }
}

fn deeds() -> impl Strategy<Value = Deed> {
    let n = || 0..3_usize;
    prop_oneof![
        5 => (n(), 0..5_usize, 0..=100_i64).prop_map(|(n, department, to)| Deed::Advance(n, department, to)),
        2 => n().prop_map(Deed::Report),
        2 => (n(), n()).prop_map(|(n, which)| Deed::Resolve(n, which)),
        1 => (n(), n()).prop_map(|(n, which)| Deed::Photo(n, which)),
        3 => (n(), 1..11_i64).prop_map(|(n, some)| Deed::Deliver(n, some)),
        3 => (n(), 1..12_i64).prop_map(|(n, total)| Deed::Total(n, total)),
        1 => (n(), 0..4_u8).prop_map(|(n, to)| Deed::Rename(n, to)),
        1 => (n(), any::<bool>()).prop_map(|(n, some)| Deed::Deadline(n, some)),
        1 => (n(), any::<bool>()).prop_map(|(n, vendor)| Deed::Vendor(n, vendor)),
        1 => (n(), any::<bool>()).prop_map(|(n, urgent)| Deed::Urgent(n, urgent)),
        1 => n().prop_map(Deed::AddItem),
        3 => (n(), prop::sample::select(OrderStatus::ALL.to_vec())).prop_map(|(n, to)| Deed::Status(n, to)),
    ]
}
