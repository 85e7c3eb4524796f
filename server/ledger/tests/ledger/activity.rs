//! The log as history: found by person, object, kind and day; read page by page; never changed; and what a shift missed.

use ledger::{Hidden, LedgerError, hold_clock};
use model::{
    Actor, Command, Department, DocType, Event, Refusal, Role, Timestamp,
    account::{Administration, MemberEdit, SettingsInput},
    activity::{ActivityFilter, ActivitySnapshot, Kind, Object, Since, Value, What},
    ids::{FactoryId, UserId},
};
use sea_orm::ConnectionTrait;
use uuid::Uuid;

use crate::administration::administer;
use crate::world::{World, advance, deliver, new_mutation, report};

/// 2026-11-21T12:00 in Jakarta.
const NOON: Timestamp = Timestamp(1_795_237_200_000);
const HOUR: i64 = 60 * 60 * 1000;
const NOTHING_HIDDEN: Hidden = &[];

async fn page(world: &World, filter: &ActivityFilter, before: Option<i64>, limit: u64) -> ActivitySnapshot {
    world.ledger.activity(world.factory, filter, NOTHING_HIDDEN, before, limit).await.unwrap()
}

fn about(doc: DocType, id: Uuid) -> ActivityFilter {
    ActivityFilter { object: Some(Object { doc, id }), ..ActivityFilter::default() }
}

fn seqs(events: &[Event]) -> Vec<i64> {
    events.iter().map(|event| event.seq).collect()
}

async fn found(world: &World, filter: &ActivityFilter) -> Vec<i64> {
    seqs(&page(world, filter, None, 50).await.events)
}

async fn actor(world: &World, user: UserId) -> Actor {
    world.ledger.actor(user, world.factory).await.unwrap().unwrap()
}

/// Six events: two orders, progress, an issue and its end, a delivery; the last two a day later.
async fn busy() -> World {
    hold_clock(NOON);
    let world = World::new().await;
    let (_, items) = world.order("PO-A", 2).await;
    world.order("PO-B", 1).await;
    world.done(world.operator(Department::Qc), advance(&items[0], Department::Qc, 25)).await;
    let issue = world.done(world.manager, report(&items[1], "Retak")).await.events[0].id;
    hold_clock(Timestamp(NOON.0 + 24 * HOUR));
    world.done(world.admin, Command::ResolveIssue { issue_id: issue.into() }).await;
    world.done(world.operator(Department::Delivery), deliver(&items[0], 4)).await;
    world
}

#[tokio::test]
async fn a_filter_finds_what_it_shows_and_nothing_else() {
    let world = busy().await;
    world.other_order("PO-A", 1).await;
    let all = ActivityFilter::default;
    let day = |day: &str| day.parse().ok();
    let words = |query: &str| ActivityFilter { query: query.into(), ..all() };
    let everything = page(&world, &all(), None, 50).await.events;
    let order = everything[5].change.po_id().unwrap().0;
    let item = everything[0].change.item_id().unwrap().0;
    let table = [
        (all(), vec![6, 5, 4, 3, 2, 1]),
        (ActivityFilter { person: Some(world.admin), ..all() }, vec![5, 2, 1]),
        (ActivityFilter { person: Some(world.stranger), ..all() }, vec![]),
        (ActivityFilter { person: Some(world.other_admin), ..all() }, vec![]),
        (ActivityFilter { kind: Some(Kind::Progress), ..all() }, vec![3]),
        (ActivityFilter { kind: Some(Kind::Issue), ..all() }, vec![5, 4]),
        (ActivityFilter { kind: Some(Kind::Delivery), ..all() }, vec![6]),
        (ActivityFilter { kind: Some(Kind::Order), ..all() }, vec![2, 1]),
        (ActivityFilter { kind: Some(Kind::Issue), person: Some(world.admin), ..all() }, vec![5]),
        (ActivityFilter { from: day("2026-11-22"), ..all() }, vec![6, 5]),
        (ActivityFilter { to: day("2026-11-21"), ..all() }, vec![4, 3, 2, 1]),
        (ActivityFilter { from: day("2026-11-21"), to: day("2026-11-21"), ..all() }, vec![4, 3, 2, 1]),
        (ActivityFilter { from: day("2026-11-23"), ..all() }, vec![]),
        (ActivityFilter { from: day("2026-11-22"), to: day("2026-11-21"), ..all() }, vec![]),
        (ActivityFilter { from: day("2026-11-22"), kind: Some(Kind::Issue), ..all() }, vec![5]),
        (ActivityFilter { from: day("2026-11-22"), person: Some(world.admin), ..all() }, vec![5]),
        (words("po-b"), vec![2]),
        (words(" PO- "), vec![6, 5, 4, 3, 2, 1]),
        (words("barang 1"), vec![6, 3]),
        (words("barang 2 po-a"), vec![5, 4]),
        (ActivityFilter { kind: Some(Kind::Issue), ..words("po-a") }, vec![5, 4]),
        (about(DocType::PurchaseOrder, order), vec![6, 5, 4, 3, 1]),
        (about(DocType::Item, item), vec![6, 3]),
        (ActivityFilter { kind: Some(Kind::Delivery), ..about(DocType::Item, item) }, vec![6]),
        (ActivityFilter { query: "barang 2".into(), ..about(DocType::PurchaseOrder, order) }, vec![5, 4]),
        (ActivityFilter { query: "po-b".into(), ..about(DocType::PurchaseOrder, order) }, vec![]),
        (ActivityFilter { person: Some(world.manager), ..about(DocType::PurchaseOrder, order) }, vec![4]),
        (ActivityFilter { from: day("2026-11-22"), ..about(DocType::Item, item) }, vec![6]),
        (about(DocType::Item, order), vec![]),
        (about(DocType::Client, item), vec![]),
        (words("%"), vec![]),
        (words("_"), vec![]),
        (words("\\"), vec![]),
        (words("' OR 1=1 --"), vec![]),
        (words("tidak ada"), vec![]),
        (words(&"x".repeat(100_000)), vec![]),
    ];
    let every = page(&world, &all(), None, 50).await.events;
    for (filter, expected) in table {
        assert_eq!(found(&world, &filter).await, expected, "{filter:?}");
        // What comes live is filtered by the page, and must not be another choice.
        let shown: Vec<i64> = every.iter().filter(|event| filter.shows(event, 420)).map(|event| event.seq).collect();
        assert_eq!(shown, expected, "on the page: {filter:?}");
    }
}

#[tokio::test]
async fn a_snapshot_says_where_it_stands_and_who_there_is() {
    let world = busy().await;
    let first = page(&world, &ActivityFilter::default(), None, 4).await;
    assert_eq!((first.seq, first.has_older, seqs(&first.events)), (6, true, vec![6, 5, 4, 3]));
    let names: Vec<&str> = first.people.iter().map(|person| person.name.as_str()).collect();
    assert_eq!(names, ["delivery", "hendra", "maya", "qc"], "whoever did something");
    let rest = page(&world, &ActivityFilter::default(), Some(3), 4).await;
    assert_eq!((rest.has_older, seqs(&rest.events), rest.people), (false, vec![2, 1], vec![]));
    assert_eq!(first.epoch, world.ledger.head(world.factory).await.unwrap().epoch);
    // Whoever left stays in the history.
    world.ledger.remove_membership(world.factory, world.manager).await.unwrap();
    let people = page(&world, &ActivityFilter::default(), None, 1).await.people;
    assert!(people.iter().any(|person| person.id == world.manager));
}

#[tokio::test]
async fn what_is_hidden_is_in_no_page() {
    let world = busy().await;
    for filter in [
        ActivityFilter::default(),
        ActivityFilter { query: "PO".into(), ..ActivityFilter::default() },
        ActivityFilter { from: "2026-11-01".parse().ok(), ..ActivityFilter::default() },
        ActivityFilter { person: Some(world.admin), ..ActivityFilter::default() },
        ActivityFilter { kind: Some(Kind::Issue), ..ActivityFilter::default() },
    ] {
        let hidden = world.ledger.activity(world.factory, &filter, &["issue-", "po-"], None, 50).await.unwrap();
        assert!(
            hidden.events.iter().all(|event| [3, 6].contains(&event.seq)),
            "{filter:?}: {:?}",
            seqs(&hidden.events)
        );
    }
}

#[tokio::test]
async fn going_back_page_by_page_shows_each_event_once_while_others_are_appended() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    for n in 0..20 {
        world.done(world.manager, report(&items[0], &format!("Masalah {n}"))).await;
    }
    let filters = [
        ActivityFilter { kind: Some(Kind::Issue), ..ActivityFilter::default() },
        ActivityFilter { person: Some(world.manager), ..ActivityFilter::default() },
        ActivityFilter { from: "2020-01-01".parse().ok(), person: Some(world.manager), ..ActivityFilter::default() },
        ActivityFilter { query: "barang".into(), ..ActivityFilter::default() },
    ];
    for filter in filters {
        let first = page(&world, &filter, None, 7).await;
        let newest = first.events[0].seq;
        let (mut seen, mut more) = (seqs(&first.events), first.has_older);
        while more {
            world.done(world.manager, report(&items[0], "Yang baru")).await;
            let next = page(&world, &filter, seen.last().copied(), 7).await;
            seen.extend(seqs(&next.events));
            more = next.has_older;
        }
        assert_eq!(seen, (2..=newest).rev().collect::<Vec<i64>>(), "{filter:?}");
    }
}

/// The clock was set back: a day has what was dated so, in the order of the log.
#[tokio::test]
async fn a_day_is_what_the_clock_said_and_the_order_is_the_logs() {
    hold_clock(NOON);
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    for shift in [24 * HOUR, -24 * HOUR, 1] {
        hold_clock(Timestamp(NOON.0 + shift));
        world.done(world.manager, report(&items[0], "Retak")).await;
    }
    let on = |day: &str| ActivityFilter { from: day.parse().ok(), to: day.parse().ok(), ..ActivityFilter::default() };
    assert_eq!(found(&world, &on("2026-11-21")).await, [4, 1]);
    assert_eq!(found(&world, &on("2026-11-22")).await, [2]);
    assert_eq!(found(&world, &on("2026-11-20")).await, [3]);
}

#[tokio::test]
async fn a_foreign_factory_is_an_unknown_one_and_nothing_of_it_is_found() {
    let world = busy().await;
    let (_, other_items) = world.other_order("PO-LAIN", 1).await;
    let nowhere = FactoryId(Uuid::now_v7());
    let asked = world.ledger.activity(nowhere, &ActivityFilter::default(), NOTHING_HIDDEN, None, 10).await;
    assert!(matches!(asked, Err(LedgerError::Refused(Refusal::Unknown))));
    for filter in [
        ActivityFilter { query: "lain".into(), ..ActivityFilter::default() },
        ActivityFilter { query: other_items[0].id.to_string(), ..ActivityFilter::default() },
        ActivityFilter { person: Some(world.other_admin), ..ActivityFilter::default() },
    ] {
        assert!(found(&world, &filter).await.is_empty(), "{filter:?}");
    }
    let own = page(&world, &ActivityFilter::default(), None, 50).await;
    assert!(own.people.iter().all(|person| person.id != world.other_admin));
    let stranger = Actor { id: world.other_admin, ..actor(&world, world.admin).await };
    let marked = world.ledger.mark_read(&stranger, 1).await;
    assert!(matches!(marked, Err(LedgerError::Refused(Refusal::Unknown))));
    assert_eq!(world.count("handovers").await, 0);
}

/// However long the log: the newest of any question are found by an index, and a day or an order costs what it has.
#[tokio::test]
async fn every_filter_has_its_index() {
    let world = busy().await;
    let all = ActivityFilter::default;
    let thing = Uuid::from_u128(7);
    let table = [
        (all(), "sqlite_autoindex_events_1 (factory_id=?", false),
        (ActivityFilter { person: Some(world.admin), ..all() }, "ix-events-factory_id-actor_id-seq", false),
        (ActivityFilter { kind: Some(Kind::Delivery), ..all() }, "ix-events-factory_id-type-seq", false),
        (ActivityFilter { kind: Some(Kind::Order), ..all() }, "ix-events-factory_id-type-seq", false),
        (
            ActivityFilter { kind: Some(Kind::Order), person: Some(world.admin), ..all() },
            "ix-events-factory_id-actor_id-seq",
            false,
        ),
        (
            ActivityFilter { kind: Some(Kind::Order), from: "2026-11-21".parse().ok(), ..all() },
            "COVERING INDEX ix-events-factory_id-ts-seq-type-actor_id",
            true,
        ),
        (
            ActivityFilter { person: Some(world.admin), to: "2026-11-21".parse().ok(), ..all() },
            "COVERING INDEX ix-events-factory_id-ts-seq-type-actor_id",
            true,
        ),
        (
            ActivityFilter { from: "2026-11-21".parse().ok(), ..all() },
            "COVERING INDEX ix-events-factory_id-ts-seq-type-actor_id",
            true,
        ),
        (
            ActivityFilter { to: "2026-11-21".parse().ok(), ..all() },
            "COVERING INDEX ix-events-factory_id-ts-seq-type-actor_id",
            true,
        ),
        (ActivityFilter { query: "po-a".into(), ..all() }, "ix-events-factory_id-po_id-seq-item_id", true),
        (
            ActivityFilter { query: "po-a".into(), from: "2026-11-21".parse().ok(), ..all() },
            "ix-events-factory_id-po_id-seq-item_id",
            true,
        ),
        (ActivityFilter { query: "barang 1".into(), ..all() }, "ix-events-factory_id-po_id-seq-item_id", true),
        (about(DocType::PurchaseOrder, thing), "ix-events-factory_id-po_id-seq-item_id", false),
        (about(DocType::Item, thing), "ix-events-factory_id-po_id-seq-item_id", false),
        (about(DocType::Client, thing), "ix-events-factory_id-subject_id-seq", false),
        (
            ActivityFilter { person: Some(world.admin), kind: Some(Kind::Factory), ..about(DocType::Member, thing) },
            "ix-events-factory_id-subject_id-seq",
            false,
        ),
        (
            ActivityFilter { query: "po-a".into(), from: "2026-11-21".parse().ok(), ..about(DocType::Item, thing) },
            "ix-events-factory_id-po_id-seq-item_id",
            false,
        ),
    ];
    for (filter, index, sorted) in table {
        let merged = ActivityFilter { kind: Some(Kind::Order), ..all() } == filter;
        for before in [None, Some(1_000_000)] {
            for hidden in [NOTHING_HIDDEN, &["member-", "device-"]] {
                let plan = world.ledger.activity_plan(world.factory, &filter, hidden, before).await.unwrap();
                let what = format!("{filter:?} before {before:?}:\n{plan}");
                assert!(plan.contains(index), "{what}");
                assert!(!plan.contains("SCAN events"), "{what}");
                let places = plan.split_once("SUBQUERY").map_or(plan.as_str(), |(_, places)| places);
                assert_eq!(places.contains("TEMP B-TREE FOR ORDER BY"), sorted, "{what}");
                // One of each kind, merged as they are read.
                assert_eq!(plan.contains("MERGE"), merged, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn the_log_can_only_grow() {
    let world = busy().await;
    let before = world.dump().await;
    let db = world.connection().await;
    for sql in [
        "UPDATE events SET body = '{}'",
        "UPDATE events SET actor_name = 'Bukan saya' WHERE seq = 1",
        "UPDATE OR REPLACE events SET seq = 1 WHERE seq = 2",
        "DELETE FROM events",
        "DELETE FROM events WHERE seq = 6",
    ] {
        let error = db.execute_unprepared(sql).await.unwrap_err().to_string();
        assert!(error.contains("events are never"), "{sql}: {error}");
    }
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn a_shift_is_told_what_changed_since_it_said_that_it_had_read() {
    hold_clock(NOON);
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 2).await;
    let qc = actor(&world, world.operator(Department::Qc)).await;
    let told = async |since: Since| world.ledger.handover(&qc, since, NOTHING_HIDDEN).await.unwrap();
    hold_clock(Timestamp(NOON.0 + 13 * HOUR));
    let today = "2026-11-22".parse().unwrap();
    let nothing = told(Since::LastRead).await;
    assert_eq!(
        (nothing.mark, nothing.since),
        (None, Timestamp(NOON.0 + HOUR)),
        "twelve hours, until something is said"
    );
    assert!(nothing.digest.orders(today).is_empty() && nothing.digest.seq == 1);
    assert_eq!(told(Since::Day).await.digest.orders(today).len(), 1);

    let first = world.done(qc.id, advance(&items[0], Department::Qc, 20)).await;
    let mark = world.ledger.mark_read(&qc, first.head).await.unwrap();
    assert_eq!((mark.seq, mark.at), (2, Timestamp(NOON.0 + 13 * HOUR)));
    let mut item = items[0].clone();
    item.apply(&first.events[0].change);
    hold_clock(Timestamp(NOON.0 + 20 * HOUR));
    world.done(world.admin, advance(&item, Department::Qc, 80)).await;
    world.done(world.manager, report(&item, "Retak")).await;
    world.done(world.operator(Department::Delivery), deliver(&item, 4)).await;
    let told_now = told(Since::LastRead).await;
    assert_eq!((told_now.mark, told_now.since, told_now.is_cut), (Some(mark), mark.at, false));
    let orders = told_now.digest.orders(today);
    let [order] = orders.as_slice() else { panic!("{orders:#?}") };
    assert_eq!((order.order.po_number.as_str(), order.order.client.as_str()), ("PO-1", "PT Sinar Abadi"));
    let [line] = order.items.as_slice() else { panic!("{order:#?}") };
    let fact = &line.facts[0];
    assert_eq!(fact.what, What::Progress(Department::Qc));
    assert_eq!((fact.from.as_ref(), &fact.to), (Some(&Value::Percent(20)), &Value::Percent(80)));
    assert_eq!((line.issues_reported, line.people.join(", ")), (1, "maya, hendra, delivery".to_owned()));
    assert_eq!((line.delivered.to_string(), line.quantity_unit.as_str()), ("4.0000".to_owned(), "pcs"));
    let later = Since::At((NOON.at_offset(420)) + chrono::Duration::hours(21));
    assert!(told(later).await.digest.orders(today).is_empty());
}

#[tokio::test]
async fn a_mark_is_ones_own_moves_only_forward_and_never_beyond_the_log() {
    let world = busy().await;
    let (maya, hendra) = (actor(&world, world.admin).await, actor(&world, world.manager).await);
    let marked = async |who: &Actor| {
        world.ledger.handover(who, Since::LastRead, NOTHING_HIDDEN).await.unwrap().mark.map(|mark| mark.seq)
    };
    world.ledger.mark_read(&maya, 4).await.unwrap();
    assert_eq!((marked(&maya).await, marked(&hendra).await), (Some(4), None));
    world.ledger.mark_read(&maya, 2).await.unwrap();
    assert_eq!(marked(&maya).await, Some(4));
    world.ledger.mark_read(&maya, i64::MAX).await.unwrap();
    assert_eq!(marked(&maya).await, Some(6));
    world.ledger.mark_read(&hendra, i64::MIN).await.unwrap();
    assert_eq!(marked(&hendra).await, Some(0));
    assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, 6, "no event says it");
    let mutation = new_mutation();
    let (_, items) = world.order("PO-9", 1).await;
    world.ledger.record(world.admin, world.factory, mutation, &report(&items[0], "Retak")).await.unwrap();
    assert_eq!(marked(&maya).await, Some(6));
}

/// So much that it is not all told: the newest is, and that something is left out.
#[tokio::test]
async fn what_is_too_much_is_cut_and_says_so() {
    let world = busy().await;
    let copies = "WITH RECURSIVE places (n) AS (SELECT 7 UNION ALL SELECT n + 1 FROM places WHERE n < 5006) \
                  INSERT INTO events (factory_id, seq, ts, type, subject_id, po_id, item_id, actor_id, actor_name, \
                  mutation_id, body) SELECT factory_id, n, ts, type, subject_id, po_id, item_id, actor_id, actor_name, \
                  mutation_id, json_set(body, '$.seq', n) FROM events, places WHERE seq = 4";
    let db = world.connection().await;
    db.execute_unprepared(copies).await.unwrap();
    db.execute_unprepared("UPDATE factories SET head = 5006 WHERE head = 6").await.unwrap();
    let maya = actor(&world, world.admin).await;
    world.ledger.mark_read(&maya, 6).await.unwrap();
    let told = async || world.ledger.handover(&maya, Since::LastRead, NOTHING_HIDDEN).await.unwrap();
    assert!(!told().await.is_cut, "five thousand are told");
    let all = world.ledger.handover(&maya, Since::At(NOON.at_offset(0)), NOTHING_HIDDEN).await.unwrap();
    assert!(all.is_cut);
    let orders = all.digest.orders("2026-11-22".parse().unwrap()).into_iter().map(|order| order.events).sum::<u32>();
    assert_eq!((orders, all.digest.seq), (5_000, 5_006));
}

#[tokio::test]
async fn who_is_a_member_is_read_by_those_who_look_after_it_alone() {
    let world = busy().await;
    let enrol = Administration::EnrolDevice { name: "Tablet QC 1".into() };
    let settings = SettingsInput {
        name: "PT Uji Sejahtera".into(),
        time_zone: "Asia/Jakarta".into(),
        number_prefix: "PO".into(),
        lock_minutes: 10,
    };
    let edit_factory = Administration::EditFactory { version: 1, settings };
    for deed in [enrol, Administration::CreateClient { name: "PT Baru".into() }, edit_factory] {
        administer(&world, world.admin, deed).await.unwrap();
    }
    let edit =
        MemberEdit { name: "Sari".into(), role: Role::Operator, departments: [Department::Qc].into_iter().collect() };
    let id = world.operator(Department::Qc);
    administer(&world, world.admin, Administration::EditMember { id, version: 1, edit }).await.unwrap();
    let (maya, hendra) = (actor(&world, world.admin).await, actor(&world, world.manager).await);
    let names = async |who: &Actor, filter: &ActivityFilter| -> Vec<&'static str> {
        let page = world.ledger.activity(world.factory, filter, ledger::hidden_from(who), None, 50).await.unwrap();
        assert!(page.events.iter().all(|event| Kind::of(&event.change).is_some()), "every event is of a kind");
        page.events
            .iter()
            .map(|event| event.change.name())
            .filter(|name| Kind::Factory.names().contains(name))
            .collect()
    };
    for filter in [
        ActivityFilter::default(),
        ActivityFilter { kind: Some(Kind::Factory), ..ActivityFilter::default() },
        ActivityFilter { person: Some(world.admin), ..ActivityFilter::default() },
        ActivityFilter { from: "2026-11-22".parse().ok(), ..ActivityFilter::default() },
    ] {
        let all = ["member-updated", "factory-updated", "client-created", "device-created"];
        assert_eq!(names(&maya, &filter).await, all, "{filter:?}");
        assert_eq!(names(&hendra, &filter).await, ["factory-updated", "client-created"], "{filter:?}");
    }
    for who in [&maya, &hendra] {
        let hidden = ledger::hidden_from(who);
        let told = world.ledger.handover(who, Since::Day, hidden).await.unwrap();
        assert_eq!(told.digest.orders("2026-11-22".parse().unwrap()).len(), 2, "what is about no order is no line");
    }
}

#[tokio::test]
async fn each_thing_has_its_own_history_and_name() {
    let world = busy().await;
    let done = async |deed| administer(&world, world.admin, deed).await.unwrap().events[0].id;
    let client = done(Administration::CreateClient { name: "PT Baru".into() }).await;
    let other = done(Administration::CreateClient { name: "PT Lain".into() }).await;
    let rename = |name: &str| Administration::RenameClient { id: client.into(), version: 1, name: name.into() };
    done(rename("PT Baru Sejahtera")).await;
    let device = done(Administration::EnrolDevice { name: "Tablet QC 1".into() }).await;
    let user = world.operator(Department::Qc);
    let edit =
        MemberEdit { name: "Sari".into(), role: Role::Operator, departments: [Department::Qc].into_iter().collect() };
    done(Administration::EditMember { id: user, version: 1, edit }).await;
    let (order, _) = world.other_order("PO-LAIN", 1).await;
    let factory = world.factory.0;
    let table = [
        (about(DocType::Client, client), vec![9, 7], Some("PT Baru Sejahtera")),
        (about(DocType::Client, other), vec![8], Some("PT Lain")),
        (about(DocType::Device, device), vec![10], Some("Tablet QC 1")),
        (about(DocType::Member, user.0), vec![11], Some("Sari")),
        // What somebody did is not what happened to him.
        (about(DocType::Member, world.admin.0), vec![], Some("maya")),
        (about(DocType::Factory, factory), vec![], Some("PT Uji")),
        // Another factory's things are as unknown as none.
        (about(DocType::PurchaseOrder, order.id.0), vec![], None),
        (about(DocType::Member, world.other_admin.0), vec![], None),
        (about(DocType::Factory, world.other_factory.0), vec![], None),
        (about(DocType::Client, Uuid::from_u128(9)), vec![], None),
        // Nor is a thing one of another kind.
        (about(DocType::Device, client), vec![], None),
    ];
    for (filter, expected, name) in table {
        let page = page(&world, &filter, None, 50).await;
        assert_eq!((seqs(&page.events), page.object_name.as_deref()), (expected, name), "{filter:?}");
    }
    let hendra = actor(&world, world.manager).await;
    for (doc, id) in [(DocType::Member, user.0), (DocType::Device, device)] {
        let hidden = ledger::hidden_from(&hendra);
        let page = world.ledger.activity(world.factory, &about(doc, id), hidden, None, 50).await.unwrap();
        assert_eq!((page.events.len(), page.object_name), (0, None), "of {doc:?} only those know who administer");
    }
}
