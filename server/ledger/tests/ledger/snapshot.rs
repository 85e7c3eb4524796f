//! A snapshot is one moment: its rows are what the events up to its `seq` made.

use model::{
    Department, Event,
    purchase_order::{Item, OrderStatus},
};

use crate::world::{World, advance, deliver, draft, report};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn rows_and_head_agree_while_others_write() {
    let world = World::new().await;
    world.order("PO-1", 4).await;
    let start = world.ledger.tasks_snapshot(world.factory).await.unwrap();
    let writer = {
        let (ledger, user, factory, items) = (world.ledger.clone(), world.admin, world.factory, start.items.clone());
        tokio::spawn(async move {
            let mut items = items;
            for round in 0..60 {
                let item = &mut items[round % 4];
                let command = match round % 5 {
                    4 => report(item, "Retak"),
                    3 => deliver(item, 1),
                    _ => advance(item, Department::ALL[round % 3], (round % 100) as i64),
                };
                let mutation = crate::world::new_mutation();
                for event in ledger.record(user, factory, mutation, &command).await.unwrap().events {
                    item.apply(&event.change);
                }
            }
        })
    };
    let mut seen = Vec::new();
    while !writer.is_finished() {
        seen.push(world.ledger.tasks_snapshot(world.factory).await.unwrap());
    }
    writer.await.unwrap();
    seen.push(world.ledger.tasks_snapshot(world.factory).await.unwrap());
    let log: Vec<Event> = world
        .ledger
        .events_after(world.factory, start.seq, 1000)
        .await
        .unwrap()
        .iter()
        .map(|entry| serde_json::from_str(&entry.json).unwrap())
        .collect();
    assert_eq!(log.len(), 60);
    assert!(seen.len() > 2, "only {} snapshots beside 60 writes", seen.len());
    for snapshot in seen {
        let mut expected = start.items.clone();
        for event in log.iter().filter(|event| event.seq <= snapshot.seq) {
            expected.iter_mut().for_each(|item| {
                item.apply(&event.change);
            });
        }
        // Within one millisecond reports have no order of their own; by id both sides agree.
        let sorted = |mut items: Vec<Item>| {
            items.iter_mut().for_each(|item| item.issues.sort_by_key(|issue| issue.id));
            items
        };
        assert_eq!(sorted(snapshot.items), sorted(expected), "at {}", snapshot.seq);
    }
}

#[tokio::test]
async fn tasks_come_nearest_deadline_first_and_without_deadline_last() {
    let world = World::new().await;
    for (number, deadline) in [("PO-A", "2026-12-20"), ("PO-B", ""), ("PO-C", "2026-12-01"), ("PO-D", "2026-12-20")] {
        let order = model::purchase_order::OrderDraft { delivery_deadline: deadline.parse().ok(), ..draft(number, 2) };
        world.done(world.admin, model::Command::CreatePurchaseOrder { order }).await;
    }
    let items = world.ledger.tasks_snapshot(world.factory).await.unwrap().items;
    let shown: Vec<(&str, &str)> =
        items.iter().map(|item| (item.order.po_number.as_str(), item.item_name.as_str())).collect();
    let expected: Vec<(&str, &str)> =
        ["PO-C", "PO-A", "PO-D", "PO-B"].iter().flat_map(|po| [(*po, "Barang 1"), (*po, "Barang 2")]).collect();
    assert_eq!(shown, expected);
}

#[tokio::test]
async fn the_list_counts_every_status_and_averages_the_tracks() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 2).await;
    let (done, done_items) = world.order("PO-2", 1).await;
    world.done(world.admin, advance(&items[0], Department::Drafting, 75)).await;
    world.done(world.admin, deliver(&done_items[0], 10)).await;
    let list = world.ledger.orders_snapshot(world.factory, OrderStatus::Active).await.unwrap();
    assert_eq!(list.counts, [1, 1, 0, 0]);
    assert_eq!((list.orders[0].item_count, list.orders[0].progress()), (2, [37, 0, 0, 0, 0]));
    let list = world.ledger.orders_snapshot(world.factory, OrderStatus::Completed).await.unwrap();
    assert_eq!((list.orders[0].order.id, list.orders[0].items_delivered), (done.id, 1));
}

#[tokio::test]
async fn the_form_proposes_the_next_number_and_what_is_in_use() {
    let world = World::new().await;
    world.order("PO-2026-014", 2).await;
    let form = world.ledger.order_form(world.factory, 2026).await.unwrap();
    assert_eq!(form.po_number, "PO-2026-015");
    assert_eq!((form.clients, form.units), (vec!["PT Sinar Abadi".to_owned()], vec!["pcs".to_owned()]));
}
