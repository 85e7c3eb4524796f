//! The demo: plausible, the same every time, entered once.

use std::collections::HashSet;

use ledger::{DEMO_NEIGHBOUR, DEMO_PASSWORD, DEMO_USERS, Ledger};
use model::{
    Event, Quantity, Timestamp,
    purchase_order::{ItemDraft, OrderDraft, OrderStatus},
};
use tempfile::TempDir;

/// As the sample file: sixty orders from August to October, some without a deadline.
fn orders() -> Vec<OrderDraft> {
    let first: model::Date = "2026-08-03".parse().unwrap();
    (0..60_u64)
        .map(|n| {
            let ordered = first.checked_add_days(chrono::Days::new(n * 3 / 2)).unwrap();
            OrderDraft {
                po_number: format!("PO-2026-{:03}", n + 1),
                client: format!("PT Klien {}", n % 13),
                order_date: Some(ordered),
                delivery_deadline: (n % 9 != 4).then(|| ordered + chrono::Days::new(10 + n * 7 % 36)),
                is_urgent: n % 11 == 2,
                is_vendor_job: n % 8 == 3,
                items: (0..=n * 5 % 6)
                    .map(|place| ItemDraft {
                        item_name: format!("Pulley SPB {} alur", place + 1),
                        specification: (place % 2 == 0).then(|| "FC250".to_owned()),
                        quantity_total: Quantity::from_scaled(((n + place) % 50 * 10_000 + 12_500) as i64),
                        quantity_unit: ["pcs", "set", "kg"][(n % 3) as usize].to_owned(),
                    })
                    .collect(),
            }
        })
        .collect()
}

/// A Saturday at ten in Jakarta.
const NOW: Timestamp = Timestamp(1_795_230_000_000);

#[tokio::test]
async fn the_demo_is_a_factory_in_full_work() {
    let dir = TempDir::new().unwrap();
    let ledger = Ledger::open(&crate::world::url(&dir.path().join("new/folder/demo.sqlite"))).await.unwrap();
    let started = std::time::Instant::now();
    ledger.seed_demo(&orders(), NOW).await.unwrap();
    println!("seeded in {:?}", started.elapsed());
    let main = ledger.factory_by_slug("logam-presisi").await.unwrap().unwrap();
    let head = ledger.head(main.id).await.unwrap().seq;
    ledger.seed_demo(&orders(), NOW).await.unwrap();
    assert_eq!(ledger.head(main.id).await.unwrap().seq, head, "entered once");

    let log = ledger.events_after(main.id, 0, 100_000).await.unwrap();
    let events: Vec<Event> = log.iter().map(|entry| serde_json::from_str(&entry.json).unwrap()).collect();
    assert!(events.windows(2).all(|pair| pair[0].ts <= pair[1].ts && pair[0].seq + 1 == pair[1].seq));
    assert!(events.iter().all(|event| event.ts <= NOW));
    let names: HashSet<&str> = events.iter().map(|event| event.change.name()).collect();
    for name in ["po-created", "track-updated", "issue-created", "issue-resolved", "item-delivered"] {
        assert!(names.contains(name), "{name}");
    }
    let tasks = ledger.tasks_snapshot(main.id).await.unwrap().items;
    let today = NOW.date_at_offset(main.utc_offset_minutes);
    let late = tasks.iter().filter(|item| item.is_late(today)).count();
    let open_issues: usize = tasks.iter().map(|item| item.open_issues().count()).sum();
    let partly = tasks.iter().filter(|item| item.quantity_delivered > Quantity::ZERO).count();
    let urgent = tasks.iter().filter(|item| item.order.is_urgent).count();
    let counts = ledger.orders_snapshot(main.id, OrderStatus::Active).await.unwrap().counts;
    println!(
        "{} events, {} tasks, {late} late, {open_issues} open issues, {partly} partly, {urgent} urgent, {counts:?}",
        events.len(),
        tasks.len()
    );
    assert!((100..=190).contains(&tasks.len()), "{} tasks", tasks.len());
    assert!(late > 3 && late * 3 < tasks.len(), "{late} late");
    assert!(open_issues >= 8 && partly >= 4 && urgent >= 4);
    assert!(counts.iter().all(|count| *count > 0), "every status: {counts:?}");
    for item in &tasks {
        assert!(item.order.order_date.is_none_or(|date| date <= today));
    }
}

#[tokio::test]
async fn the_demo_is_the_same_every_time_and_its_people_can_sign_in() {
    let mut logs = Vec::new();
    for _ in 0..2 {
        let dir = TempDir::new().unwrap();
        let ledger = Ledger::open(&crate::world::url(&dir.path().join("demo.sqlite"))).await.unwrap();
        ledger.seed_demo(&orders()[..20], NOW).await.unwrap();
        let main = ledger.factory_by_slug("logam-presisi").await.unwrap().unwrap();
        let log = ledger.events_after(main.id, 0, 100_000).await.unwrap();
        let told: Vec<(String, uuid::Uuid, Timestamp, String)> = log
            .iter()
            .map(|entry| serde_json::from_str::<Event>(&entry.json).unwrap())
            .map(|event| (event.change.name().to_owned(), event.id, event.ts, event.actor.name))
            .collect();
        logs.push(told);
        let maya = ledger.log_in(DEMO_USERS[0].username, DEMO_PASSWORD).await.unwrap();
        let maya = ledger.session(maya.as_str()).await.unwrap().unwrap();
        let sinta = ledger.log_in(DEMO_NEIGHBOUR.username, DEMO_PASSWORD).await.unwrap();
        let sinta = ledger.session(sinta.as_str()).await.unwrap().unwrap();
        let small = ledger.factory_by_slug("teknik-abadi").await.unwrap().unwrap();
        assert!(maya.actor(main.id).is_some() && maya.actor(small.id).is_none());
        assert!(sinta.actor(small.id).is_some() && sinta.actor(main.id).is_none());
        assert_eq!(ledger.tasks_snapshot(small.id).await.unwrap().items.len(), 2);
    }
    assert_eq!(logs[0], logs[1]);
}
