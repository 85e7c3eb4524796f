//! A mutation has one effect and one reply, however often it is sent.

use ledger::{Counts, Stop};
use model::{Command, Department, Refusal};

use crate::world::{World, advance, deliver, new_mutation, refusal_of, report};

#[tokio::test]
async fn the_same_mutation_again_gets_the_same_reply_and_has_no_second_effect() {
    let mut world = World::new().await;
    let (_, items) = world.order("PO-1", 2).await;
    let mutation = new_mutation();
    let command = deliver(&items[0], 4);
    let first = world.ledger.record(world.admin, world.factory, mutation, &command).await.unwrap();
    world.done(world.admin, report(&items[1], "Sesuatu terjadi di antaranya")).await;
    let after = world.dump().await;
    let mut commits = world.ledger.commits();
    assert_eq!(world.ledger.record(world.admin, world.factory, mutation, &command).await.unwrap(), first);
    world.reopen().await;
    assert_eq!(world.ledger.record(world.admin, world.factory, mutation, &command).await.unwrap(), first);
    assert_eq!(world.dump().await, after);
    assert!(commits.try_recv().is_err(), "nothing new to announce");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn ten_copies_at_once_have_one_effect() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let mutation = new_mutation();
    let mut copies = tokio::task::JoinSet::new();
    for _ in 0..10 {
        let (ledger, user, factory) = (world.ledger.clone(), world.admin, world.factory);
        let command = deliver(&items[0], 3);
        copies.spawn(async move { ledger.record(user, factory, mutation, &command).await.unwrap() });
    }
    let replies = copies.join_all().await;
    assert!(replies.iter().all(|reply| *reply == replies[0]));
    assert_eq!(world.count("deliveries").await, 1);
    assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, 2);
}

#[tokio::test]
async fn a_used_mutation_id_is_refused_to_others_and_for_other_commands() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let mutation = new_mutation();
    let command = deliver(&items[0], 4);
    world.ledger.record(world.admin, world.factory, mutation, &command).await.unwrap();
    let before = world.dump().await;
    let by_another = world.ledger.record(world.operator(Department::Delivery), world.factory, mutation, &command).await;
    assert_eq!(refusal_of(by_another), Refusal::MutationReused);
    let another = world.ledger.record(world.admin, world.factory, mutation, &deliver(&items[0], 5)).await;
    assert_eq!(refusal_of(another), Refusal::MutationReused);
    assert_eq!(world.dump().await, before);
}

#[tokio::test]
async fn a_refused_mutation_may_be_sent_again_once_it_is_possible() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let mutation = new_mutation();
    let command = advance(&items[0], Department::Qc, 50);
    let early = world.ledger.record(world.stranger, world.factory, mutation, &command).await;
    assert_eq!(refusal_of(early), Refusal::Unknown);
    let qc = [Department::Qc].into_iter().collect();
    world.ledger.set_membership(world.factory, world.stranger, model::Role::Operator, qc).await.unwrap();
    assert!(world.ledger.record(world.stranger, world.factory, mutation, &command).await.is_ok());
}

#[tokio::test]
async fn a_caller_who_goes_away_does_not_stop_the_write() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let mut commits = world.ledger.commits();
    let mutation = new_mutation();
    let command = deliver(&items[0], 4);
    let write = world.ledger.record(world.admin, world.factory, mutation, &command);
    // One poll starts it, then the caller is gone.
    let gone = tokio::time::timeout(std::time::Duration::ZERO, write).await;
    if gone.is_err() {
        let wake = tokio::time::timeout(std::time::Duration::from_secs(20), commits.recv()).await.unwrap();
        assert_eq!(wake.unwrap(), world.factory);
    }
    assert_eq!(world.count("deliveries").await, 1);
}

#[tokio::test]
async fn a_reply_that_was_kept_whole_is_still_given() {
    use sea_orm::{ConnectionTrait, DbBackend, Statement};
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let mutation = new_mutation();
    let command = deliver(&items[0], 4);
    let first = world.ledger.record(world.admin, world.factory, mutation, &command).await.unwrap();
    let db = world.connection().await;
    let values = [serde_json::to_string(&first).unwrap().into(), mutation.0.into()];
    let keep = Statement::from_sql_and_values(DbBackend::Sqlite, "UPDATE mutations SET reply = ? WHERE id = ?", values);
    assert_eq!(db.execute_raw(keep).await.unwrap().rows_affected(), 1);
    assert_eq!(world.ledger.record(world.admin, world.factory, mutation, &command).await.unwrap(), first);
}

#[tokio::test]
async fn every_way_a_mutation_ends_is_counted_once() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let counted = || {
        let Counts { accepted, repeated, refused, failed, .. } = world.ledger.counts();
        [accepted, repeated, refused, failed]
    };
    let before = counted();
    let (mutation, command) = (new_mutation(), deliver(&items[0], 4));
    let record =
        async |mutation, command: Command| world.ledger.record(world.admin, world.factory, mutation, &command).await;
    record(mutation, command.clone()).await.unwrap();
    record(mutation, command.clone()).await.unwrap();
    record(mutation, command).await.unwrap();
    record(new_mutation(), deliver(&items[0], 1_000_000)).await.unwrap_err();
    world.ledger.stop_after(2, Stop::Error);
    record(new_mutation(), deliver(&items[0], 1)).await.unwrap_err();
    let after = counted();
    assert_eq!(std::array::from_fn(|n| after[n] - before[n]), [1, 2, 1, 1], "accepted, repeated, refused, failed");
}
