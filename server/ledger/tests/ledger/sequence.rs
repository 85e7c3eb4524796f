//! The log is dense and in commit order.

use crate::world::{World, new_mutation, report};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn sixty_four_writers_at_once_leave_no_hole_and_no_double() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 5).await;
    let (_, other_items) = world.other_order("PO-1", 1).await;
    let mut commits = world.ledger.commits();
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..64 {
        let ledger = world.ledger.clone();
        let (user, factory, item) = if n % 4 == 0 {
            (world.other_admin, world.other_factory, &other_items[0])
        } else {
            (world.admin, world.factory, &items[n % 5])
        };
        let command = report(item, &format!("Masalah {n}"));
        writers.spawn(async move { ledger.record(user, factory, new_mutation(), &command).await.unwrap() });
    }
    let mut replied: Vec<(_, i64)> = Vec::new();
    while let Some(recorded) = writers.join_next().await {
        let recorded = recorded.unwrap();
        assert_eq!(recorded.head, recorded.events[0].seq);
        replied.push((recorded.events[0].factory_id, recorded.head));
    }
    for (factory, expected) in [(world.factory, 49), (world.other_factory, 17)] {
        let mut seqs: Vec<i64> = replied.iter().filter(|reply| reply.0 == factory).map(|reply| reply.1).collect();
        seqs.sort_unstable();
        assert_eq!(seqs, (2..=expected).collect::<Vec<i64>>());
        let log = world.ledger.events_after(factory, 0, 1000).await.unwrap();
        assert_eq!(log.iter().map(|entry| entry.seq).collect::<Vec<i64>>(), (1..=expected).collect::<Vec<i64>>());
        assert_eq!(world.ledger.head(factory).await.unwrap().seq, expected);
    }
    // Both factories were told of, after their last commit at the latest.
    let mut told = std::collections::HashSet::new();
    while told.len() < 2 {
        told.insert(commits.recv().await.unwrap());
    }
}

#[tokio::test]
async fn the_log_holds_each_event_as_it_was_replied_with_its_channels() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let recorded = world.done(world.manager, report(&items[0], "Retak")).await;
    let log = world.ledger.events_after(world.factory, 1, 10).await.unwrap();
    assert_eq!(log.len(), 1);
    let event: model::Event = serde_json::from_str(&log[0].json).unwrap();
    assert_eq!(event, recorded.events[0]);
    assert_eq!(log[0].channels, event.change.channels(world.factory));
    assert!(world.ledger.events_after(world.factory, 2, 10).await.unwrap().is_empty());
    assert_eq!(world.ledger.events_after(world.factory, 0, 1).await.unwrap().len(), 1, "the limit holds");
}

#[tokio::test]
async fn the_replay_window_ends_at_seven_days() {
    use sea_orm::ConnectionTrait;
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    for n in 0..3 {
        world.done(world.admin, report(&items[0], &format!("Masalah {n}"))).await;
    }
    let head = world.ledger.head(world.factory).await.unwrap();
    assert_eq!((head.seq, head.oldest), (4, 0));
    let db = world.connection().await;
    let eight_days = ledger::REPLAY_MILLIS / 7 * 8;
    // What the app cannot do: events are never changed.
    db.execute_unprepared("DROP TRIGGER \"tr-events-no-update\"").await.unwrap();
    db.execute_unprepared(&format!("UPDATE events SET ts = ts - {eight_days} WHERE seq <= 2")).await.unwrap();
    assert_eq!(world.ledger.head(world.factory).await.unwrap().oldest, 2);
    db.execute_unprepared(&format!("UPDATE events SET ts = ts - {eight_days} WHERE seq > 2")).await.unwrap();
    assert_eq!(world.ledger.head(world.factory).await.unwrap().oldest, 4, "only who has everything may go on");
}

#[tokio::test]
async fn the_head_is_the_one_of_now_whoever_wrote() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let other = ledger::Ledger::open(&world.url()).await.unwrap();
    for turn in 0..10 {
        let writer = if turn % 2 == 0 { &other } else { &world.ledger };
        let command = report(&items[0], "Retak");
        let recorded = writer.record(world.admin, world.factory, new_mutation(), &command).await.unwrap();
        for _ in 0..3 {
            assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, recorded.head);
            assert_eq!(other.head(world.factory).await.unwrap().seq, recorded.head);
        }
    }
}
