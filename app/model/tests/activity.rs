//! The log as history: what a filter shows, and what many events come to.

mod support;

use std::collections::BTreeMap;

use model::{
    Change, Date, Department, DocType, Event, Quantity, Timestamp,
    activity::{ActivityFilter, Digest, Fact, Kind, Object, OrderFacts, Since, Value, What, facts},
    event::coalesce,
    ids::{ItemId, PurchaseOrderId, UserId},
    purchase_order::{IssueStatus, OrderStatus},
};
use proptest::{collection::vec, prelude::*};
use support::{
    date, manager,
    screen::{Deed, Factory},
    strategies as any_, uuid,
};

/// A day after the deadline of the orders in these tests.
fn today() -> Date {
    date("2026-09-08")
}

fn digest_of(log: &[Event]) -> Digest {
    let mut digest = Digest::default();
    for event in log {
        assert!(digest.add(event), "{event:?}");
    }
    digest
}

/// What is said of an order, and of each of its items.
type Said = (Vec<String>, BTreeMap<ItemId, Vec<String>>);

/// What a digest says, without who did it and how often.
fn said(digest: &Digest) -> BTreeMap<PurchaseOrderId, Said> {
    let sorted = |facts: &[Fact]| {
        let mut facts: Vec<String> = facts.iter().map(|fact| format!("{fact:?}")).collect();
        facts.sort();
        facts
    };
    let orders = digest.orders(today()).into_iter().map(|order| {
        let items = order.items.iter().map(|item| {
            let mut said = sorted(&item.facts);
            said.push(format!("{} +{} -{}", item.item_name, item.issues_reported, item.issues_resolved));
            said.push(format!("{} {} {}", item.delivered, item.quantity_unit, item.is_delivered));
            (item.id, said)
        });
        (order.order.id, (sorted(&order.facts), items.collect()))
    });
    orders.collect()
}

#[test]
fn many_events_come_to_one_line_for_each_item() {
    use Deed::{Advance, Deadline, Deliver, Rename, Report, Resolve, Total, Urgent};
    let percent = |what: Department, from: u8, to: u8| Fact {
        what: What::Progress(what),
        from: Some(Value::Percent(from)),
        to: Value::Percent(to),
    };
    let total = |from: i64, to: i64| Fact {
        what: What::QuantityTotal,
        from: Some(Value::Amount(Quantity::whole(from), "pcs".into())),
        to: Value::Amount(Quantity::whole(to), "pcs".into()),
    };
    let name =
        |to: &str| Fact { what: What::ItemName, from: Some(Value::Text("Pulley".into())), to: Value::Text(to.into()) };
    // What is done to the first item; its facts, issues reported and resolved, pieces that left.
    type Row<'a> = (&'a [Deed], Vec<Fact>, (u32, u32), i64);
    let table: Vec<Row<'_>> = vec![
        (&[Advance(0, 3, 20), Advance(0, 3, 80)], vec![percent(Department::Qc, 0, 80)], (0, 0), 0),
        (
            &[Advance(0, 3, 80), Advance(0, 0, 50), Advance(0, 3, 60)],
            vec![percent(Department::Drafting, 0, 50), percent(Department::Qc, 0, 60)],
            (0, 0),
            0,
        ),
        (&[Advance(0, 3, 80), Advance(0, 3, 0)], vec![], (0, 0), 0),
        (&[Report(0), Report(0), Resolve(0, 0)], vec![], (2, 1), 0),
        (&[Deliver(0, 3), Deliver(0, 4)], vec![], (0, 0), 7),
        (&[Rename(0, 1), Rename(0, 2), Total(0, 20), Total(0, 30)], vec![name("Item 2"), total(10, 30)], (0, 0), 0),
        (&[Urgent(0, true), Deadline(0, false)], vec![], (0, 0), 0),
    ];
    for (deeds, facts, issues, delivered) in table {
        let factory = Factory::after(deeds);
        // Without the two creations.
        let mut digest = Digest::new(factory.orders.iter().map(OrderFacts::from).collect());
        factory.log[2..].iter().for_each(|event| assert!(digest.add(event)));
        let orders = digest.orders(today());
        let [order] = orders.as_slice() else { panic!("{deeds:?}: {orders:#?}") };
        assert_eq!(order.events as usize, deeds.len(), "{deeds:?}");
        assert_eq!(order.items.is_empty(), matches!(deeds[0], Urgent(..)), "{deeds:?}");
        for item in &order.items {
            assert_eq!(item.facts, facts, "{deeds:?}");
            assert_eq!((item.issues_reported, item.issues_resolved), issues, "{deeds:?}");
            assert_eq!(item.delivered, Quantity::whole(delivered), "{deeds:?}");
            assert_eq!(item.people, ["Ani"]);
            assert_eq!(item.is_unchanged(), facts.is_empty() && issues == (0, 0) && delivered == 0, "{deeds:?}");
        }
    }
}

#[test]
fn urgent_orders_come_first_and_late_ones_next() {
    let order = |n: u128, deadline: &str, is_urgent: bool, status: OrderStatus| OrderFacts {
        id: PurchaseOrderId(uuid(n << 32)),
        po_number: format!("PO-{n}"),
        client: "PT X".into(),
        deadline: (!deadline.is_empty()).then(|| date(deadline)),
        is_urgent,
        status,
    };
    let orders = vec![
        order(1, "", false, OrderStatus::Active),
        order(2, "2026-09-20", false, OrderStatus::Active),
        order(3, "2026-09-01", false, OrderStatus::Active),
        order(4, "2026-09-30", true, OrderStatus::Active),
        // What is done or called off presses nobody.
        order(5, "2026-09-10", true, OrderStatus::Cancelled),
        order(6, "2026-08-31", false, OrderStatus::Completed),
        order(7, "2026-09-01", false, OrderStatus::Active),
    ];
    let mut digest = Digest::new(orders.clone());
    for (n, known) in (1..).zip(orders) {
        let change = Change::PurchaseOrderUrgentChanged(model::purchase_order::PurchaseOrderUrgentChanged {
            po_id: known.id,
            po_number: known.po_number,
            version: 2,
            was_urgent: Some(!known.is_urgent),
            is_urgent: known.is_urgent,
        });
        assert!(digest.add(&support::event(change, n)));
    }
    let numbers: Vec<&str> = digest.orders(today()).iter().map(|order| order.order.po_number.as_str()).collect();
    assert_eq!(numbers, ["PO-4", "PO-3", "PO-7", "PO-6", "PO-5", "PO-2", "PO-1"]);
}

#[test]
fn an_order_nobody_told_of_is_asked_for() {
    let log = Factory::after(&[Deed::Advance(0, 0, 50)]).log;
    let mut digest = Digest::default();
    assert!(!digest.add(&log[2]));
    assert!(digest.orders(today()).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_burst_comes_to_the_same_merged_twice_or_in_two_parts(
        deeds in vec(deeds(), 0..24),
        split in any::<prop::sample::Index>(),
    ) {
        let log = Factory::after(&deeds).log;
        let truth = digest_of(&log);
        prop_assert_eq!(said(&digest_of(&coalesce(log.clone()))), said(&truth), "merged");
        let twice: Vec<Event> = log.iter().flat_map(|event| [event.clone(), event.clone()]).collect();
        prop_assert_eq!(&digest_of(&twice), &truth, "each twice");
        // A page has the first part from the server, as it came over the wire.
        let split = split.index(log.len() + 1);
        let json = serde_json::to_string(&digest_of(&log[..split])).expect("serializes");
        let mut page: Digest = serde_json::from_str(&json).expect("comes back");
        log[split..].iter().for_each(|event| assert!(page.add(event)));
        prop_assert_eq!(&page, &truth, "in two parts");
    }

    #[test]
    fn no_event_makes_facts_or_filters_panic(event in any_::events(), query in any_::texts()) {
        let _ = facts(&event.change, "pcs");
        let filter = ActivityFilter { query, ..ActivityFilter::default() };
        let _ = filter.shows(&event, 420);
        Digest::default().add(&event);
        prop_assert!(Kind::of(&event.change).is_some(), "every event is of a kind");
    }

    #[test]
    fn a_filter_survives_the_url(
        person in prop::option::of(any_::ids()),
        query in any_::texts(),
        kind in prop::option::of(prop::sample::select(Kind::ALL.to_vec())),
        days in (prop::option::of(any_::dates()), prop::option::of(any_::dates())),
        object in prop::option::of((prop::sample::select(DocType::ALL.to_vec()), any_::ids())),
    ) {
        let object = object.map(|(doc, id)| Object { doc, id });
        let filter = ActivityFilter { person: person.map(UserId), object, query, kind, from: days.0, to: days.1 };
        let query = filter.to_query();
        let get = |name: &str| query.iter().find(|(key, _)| *key == name).map(|(_, value)| value.clone());
        prop_assert_eq!(&ActivityFilter::from_query(get), &filter);
    }
}

fn deeds() -> impl Strategy<Value = Deed> {
    let n = || 0..3_usize;
    prop_oneof![
        4 => (n(), 0..5_usize, 0..=100_i64).prop_map(|(n, department, to)| Deed::Advance(n, department, to)),
        2 => n().prop_map(Deed::Report),
        2 => (n(), n()).prop_map(|(n, which)| Deed::Resolve(n, which)),
        3 => (n(), 1..6_i64).prop_map(|(n, some)| Deed::Deliver(n, some)),
        3 => (n(), 1..12_i64).prop_map(|(n, total)| Deed::Total(n, total)),
        2 => (n(), any::<u8>()).prop_map(|(n, to)| Deed::Rename(n, to)),
        2 => (n(), any::<bool>()).prop_map(|(n, some)| Deed::Deadline(n, some)),
        2 => (n(), any::<bool>()).prop_map(|(n, on)| Deed::Urgent(n, on)),
        1 => n().prop_map(Deed::AddItem),
        2 => (n(), any_::statuses()).prop_map(|(n, to)| Deed::Status(n, to)),
    ]
}

#[test]
fn an_event_says_from_what_to_what() {
    let log = Factory::after(&[
        Deed::Total(0, 20),
        Deed::Deadline(0, false),
        Deed::Deliver(0, 3),
        Deed::Report(0),
        Deed::Resolve(0, 0),
        Deed::Status(1, OrderStatus::Cancelled),
    ])
    .log;
    let amount = |whole: i64| Value::Amount(Quantity::whole(whole), "pcs".into());
    let expected = [
        (What::QuantityTotal, amount(10), amount(20)),
        (What::Deadline, Value::Day(date("2026-09-07")), Value::Nothing),
        (What::QuantityDelivered, amount(0), amount(3)),
        (What::Issue, Value::Nothing, Value::Issue(IssueStatus::Open)),
        (What::Issue, Value::Issue(IssueStatus::Open), Value::Issue(IssueStatus::Resolved)),
        (What::Status, Value::Status(OrderStatus::Active), Value::Status(OrderStatus::Cancelled)),
    ];
    for (event, (what, from, to)) in log[2..].iter().zip(expected) {
        assert_eq!(facts(&event.change, ""), [Fact { what, from: Some(from), to }]);
    }
}

#[test]
fn a_filter_shows_what_matches_every_wish() {
    let log = Factory::after(&[Deed::Advance(0, 3, 50), Deed::Rename(0, 7)]).log;
    let (created, advanced, renamed) = (&log[0], &log[2], &log[3]);
    let shown = |filter: &ActivityFilter| [created, advanced, renamed].map(|event| filter.shows(event, 420));
    let day = advanced.ts.date_at_offset(420);
    let all = ActivityFilter::default;
    let about = |doc, id| ActivityFilter { object: Some(Object { doc, id }), ..all() };
    let order = advanced.change.po_id().expect("of an order").0;
    let item = advanced.change.item_id().expect("of an item").0;
    let table = [
        (all(), [true, true, true]),
        (ActivityFilter { person: Some(advanced.actor.id), ..all() }, [true, true, true]),
        (ActivityFilter { person: Some(manager().id), ..all() }, [false, false, false]),
        (ActivityFilter { kind: Some(Kind::Progress), ..all() }, [false, true, false]),
        (about(DocType::PurchaseOrder, order), [true, true, true]),
        (about(DocType::Item, item), [false, true, true]),
        (about(DocType::Item, order), [false, false, false]),
        (about(DocType::Client, item), [false, false, false]),
        (ActivityFilter { kind: Some(Kind::Order), ..all() }, [true, false, true]),
        (ActivityFilter { query: " 2026-001 ".into(), ..all() }, [true, true, true]),
        (ActivityFilter { query: "pulley PO-2026".into(), ..all() }, [false, true, false]),
        (ActivityFilter { query: "item 7".into(), ..all() }, [false, false, true]),
        (ActivityFilter { query: "po-2027".into(), ..all() }, [false, false, false]),
        (ActivityFilter { from: Some(day), to: Some(day), ..all() }, [true, true, true]),
        (ActivityFilter { from: day.succ_opt(), ..all() }, [false, false, false]),
        (ActivityFilter { to: day.pred_opt(), ..all() }, [false, false, false]),
    ];
    for (filter, expected) in table {
        assert_eq!(shown(&filter), expected, "{filter:?}");
    }
    // Late in London is the next day in Jakarta.
    let mut late = advanced.clone();
    late.ts = Timestamp(18 * 3_600_000);
    let second = ActivityFilter { from: Some(date("1970-01-02")), ..all() };
    assert!(second.shows(&late, 420) && !second.shows(&late, 0));
}

#[test]
fn since_says_these_words() {
    let now = Timestamp(1_000 * 3_600_000);
    let hours = |text: &str| (now.0 - text.parse::<Since>().expect("a word").moment(now, 420).0) / 3_600_000;
    assert_eq!((hours("terakhir"), hours("24jam")), (12, 24));
    let at: Since = "2026-11-21T06:00".parse().expect("a moment");
    assert_eq!(at.moment(now, 420), Timestamp(1_795_215_600_000));
    assert_eq!(at.to_string(), "2026-11-21T06:00");
    assert_eq!("2026-11-21T06:00:30".parse(), Ok(at));
    for text in ["", "kemarin", "2026-11-21", "2026-13-21T06:00", "２０２６-11-21T06:00"] {
        assert!(text.parse::<Since>().is_err(), "{text}");
    }
}
