//! A server's clock may be wrong, and be set right at any moment: nothing is ordered by it.

use ledger::{Subject, hold_clock};
use model::{Command, Department, Event, Timestamp, ids::IssueId, purchase_order::Item};

use crate::world::{PASSWORD, World, advance, deliver, draft, report};

/// 2026-11-21T12:00 in Jakarta.
const NOON: Timestamp = Timestamp(1_795_237_200_000);
const HOUR: i64 = 60 * 60 * 1000;

#[tokio::test]
async fn a_clock_that_jumps_an_hour_back_and_forth_orders_nothing() {
    hold_clock(NOON);
    let mut world = World::new().await;
    let token = world.ledger.log_in("maya", PASSWORD).await.unwrap();
    let (order, items) = world.order("PO-1", 2).await;
    let start = world.ledger.tasks_snapshot(world.factory).await.unwrap();
    let mut item = items[0].clone();
    for (jump, shift) in [0, -HOUR, HOUR, -2 * HOUR, 0].into_iter().enumerate() {
        hold_clock(Timestamp(NOON.0 + shift));
        for progress in 1..=3 {
            let done = world.done(world.admin, advance(&item, Department::Qc, jump as i64 * 10 + progress)).await;
            item.apply(&done.events[0].change);
        }
        let issue = world.done(world.admin, report(&item, "Retak")).await.events[0].id;
        world.done(world.admin, Command::ResolveIssue { issue_id: IssueId(issue) }).await;
        let done = world.done(world.admin, deliver(&item, 1)).await;
        item.apply(&done.events[0].change);
        let report =
            world.ledger.import(world.admin, world.factory, &[draft(&format!("PO-9{jump}"), 1)]).await.unwrap();
        assert_eq!(report.created, 1);
        world.reopen().await;
        assert!(world.ledger.session(token.as_str()).await.unwrap().is_some(), "nobody is signed out");
        let again = world.ledger.log_in("maya", PASSWORD).await.unwrap();
        assert!(world.ledger.session(again.as_str()).await.unwrap().is_some());
    }
    let head = world.ledger.head(world.factory).await.unwrap();
    let log = world.ledger.events_after(world.factory, 0, 1000).await.unwrap();
    assert_eq!(log.iter().map(|entry| entry.seq).collect::<Vec<i64>>(), (1..=head.seq).collect::<Vec<i64>>());
    assert_eq!(head.seq, 1 + 5 * 7);
    assert_eq!(head.oldest, 0, "every page of today may go on");
    let events: Vec<Event> = log.iter().map(|entry| serde_json::from_str(&entry.json).unwrap()).collect();
    assert!(events.windows(2).any(|pair| pair[1].ts < pair[0].ts), "the clock did jump");
    // Screens that follow the log show what the rows hold.
    let mut shown: Vec<Item> = start.items;
    for event in &events {
        shown.iter_mut().for_each(|item| {
            item.apply(&event.change);
        });
    }
    let now = world.ledger.order_snapshot(world.factory, order.id).await.unwrap();
    for (shown, stored) in shown.iter().zip(&now.items) {
        assert_eq!((&shown.tracks, shown.quantity_delivered), (&stored.tracks, stored.quantity_delivered));
    }
    let history = world.ledger.history(world.factory, Subject::Item(item.id), None, 1000).await.unwrap();
    assert!(history.windows(2).all(|pair| pair[0].seq > pair[1].seq), "newest first means last in the log");
}
