//! What waits together is committed together, and nobody feels the others.

use std::{collections::HashSet, process::Command as Process, time::Duration};

use ledger::{Held, Ledger, LedgerError, Recorded, Stop};
use model::{
    Command, Department, Refusal,
    ids::{FactoryId, MutationId, UserId},
    purchase_order::OrderStatus,
};
use tokio::task::JoinHandle;

use crate::world::{World, advance, deliver, draft, new_mutation, refusal_of, report};

type Asked = JoinHandle<Result<Recorded, LedgerError>>;

/// Asks one after the other behind a writer that stands still, so that all share its next commit.
async fn queue(world: &World, held: &Held<'_>, mutations: Vec<(UserId, MutationId, Command)>) -> Vec<Asked> {
    let mut asked = Vec::new();
    for (user, mutation, command) in mutations {
        let (ledger, factory, before) = (world.ledger.clone(), world.factory, held.waiting());
        asked.push(tokio::spawn(async move { ledger.record(user, factory, mutation, &command).await }));
        while held.waiting() == before {
            tokio::task::yield_now().await;
        }
    }
    asked
}

async fn answers(asked: Vec<Asked>) -> Vec<Result<Recorded, LedgerError>> {
    let mut answers = Vec::new();
    for one in asked {
        answers.push(one.await.unwrap());
    }
    answers
}

fn by(user: UserId, command: Command) -> (UserId, MutationId, Command) {
    (user, new_mutation(), command)
}

#[tokio::test]
async fn what_waits_together_shares_one_commit_in_the_order_asked() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let held = world.ledger.hold_writer().await.unwrap();
    let reports = (0..64).map(|n| by(world.admin, report(&items[0], &format!("Masalah {n}")))).collect();
    let asked = queue(&world, &held, reports).await;
    let before = world.ledger.commits_made();
    drop(held);
    let seqs: Vec<i64> = answers(asked).await.into_iter().map(|answer| answer.unwrap().head).collect();
    assert_eq!(seqs, (2..=65).collect::<Vec<i64>>());
    assert_eq!(world.ledger.commits_made() - before, 1);
}

#[tokio::test]
async fn a_lone_writer_waits_for_one_commit_only() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    for n in 1..=5 {
        let before = world.ledger.commits_made();
        world.done(world.admin, deliver(&items[0], n % 2 + 1)).await;
        assert_eq!(world.ledger.commits_made() - before, 1, "its own, made for it alone");
    }
}

#[tokio::test]
async fn a_refused_mutation_in_a_batch_harms_no_other() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 2).await;
    let qc = world.operator(Department::Qc);
    let held = world.ledger.hold_writer().await.unwrap();
    let asked = queue(
        &world,
        &held,
        vec![
            by(world.admin, deliver(&items[0], 4)),
            by(world.stranger, deliver(&items[0], 1)),
            by(qc, advance(&items[0], Department::Drafting, 50)),
            by(qc, advance(&items[0], Department::Qc, 50)),
            by(world.admin, advance(&items[0], Department::Qc, 75)),
            by(world.admin, deliver(&items[0], 7)),
            by(world.admin, Command::CreatePurchaseOrder { order: draft("po-1", 1) }),
            by(world.admin, deliver(&items[1], 10)),
        ],
    )
    .await;
    drop(held);
    let mut answers = answers(asked).await.into_iter();
    let mut next = || answers.next().unwrap();
    assert_eq!(next().unwrap().head, 2);
    assert_eq!(refusal_of(next()), Refusal::Unknown);
    assert_eq!(refusal_of(next()), Refusal::OtherDepartment { department: Department::Drafting });
    assert_eq!(next().unwrap().head, 3);
    assert_eq!(refusal_of(next()), Refusal::Stale, "it sees what came before it in its batch");
    assert!(matches!(refusal_of(next()), Refusal::OverDelivery { .. }));
    assert_eq!(refusal_of(next()), Refusal::DuplicatePoNumber { po_number: "po-1".to_owned() });
    assert_eq!(next().unwrap().head, 4);
    assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, 4);
    let page = world.ledger.order_snapshot(world.factory, order.id).await.unwrap();
    assert_eq!(page.items[0].track(Department::Qc).progress, 50);
    assert!(page.items[1].is_delivered && !page.items[0].is_delivered);
    assert_eq!(world.count("mutations").await, 1 + 3);
}

#[tokio::test]
async fn a_mutation_that_breaks_half_way_is_left_out_and_the_others_are_done() {
    for places in 0.. {
        let world = World::new().await;
        let (_, items) = world.order("PO-1", 3).await;
        let held = world.ledger.hold_writer().await.unwrap();
        let mutations = items.iter().map(|item| by(world.admin, deliver(item, 10))).collect();
        let asked = queue(&world, &held, mutations).await;
        world.ledger.stop_after(places, Stop::Error);
        drop(held);
        let answers = answers(asked).await;
        if world.ledger.was_not_stopped() {
            assert!(places > 20, "the batch has {places} places");
            return;
        }
        let log = world.ledger.events_after(world.factory, 1, 10).await.unwrap();
        if answers.iter().all(Result::is_err) {
            // The places of the whole batch: before its commit nothing is there, after it everything.
            assert!(log.is_empty() || log.len() == 4, "at {places}: {log:?}");
            continue;
        }
        let done: Vec<&Recorded> = answers.iter().flatten().collect();
        assert_eq!(done.len(), 2, "at {places}: {answers:?}");
        let replied: Vec<String> =
            done.iter().flat_map(|done| &done.events).map(|event| serde_json::to_string(event).unwrap()).collect();
        let logged: Vec<&str> = log.iter().map(|entry| &*entry.json).collect();
        assert_eq!(replied, logged, "at {places}: theirs and nothing else, without a hole");
        assert_eq!(world.count("deliveries").await, 2, "at {places}");
        assert_eq!(world.count("mutations").await, 3, "at {places}");
    }
}

#[tokio::test]
async fn a_failed_commit_answers_everyone_and_announces_nothing() {
    let mut world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let before = world.dump().await;
    let (mut commits, mut changes) = (world.ledger.commits(), world.ledger.access_changes());
    let held = world.ledger.hold_writer().await.unwrap();
    let mutations = vec![
        by(world.admin, advance(&items[0], Department::Qc, 50)),
        by(world.admin, advance(&items[0], Department::Qc, 75)),
        by(world.admin, report(&items[0], "Retak")),
    ];
    let asked = queue(&world, &held, mutations.clone()).await;
    let membership = {
        let (ledger, factory, user) = (world.ledger.clone(), world.factory, world.manager);
        tokio::spawn(async move { ledger.remove_membership(factory, user).await })
    };
    while held.waiting() < 4 {
        tokio::task::yield_now().await;
    }
    // Two places of the two that are done, four each; one of the refused; the last one before the commit.
    world.ledger.stop_after(places_to_commit(), Stop::Error);
    drop(held);
    for answer in answers(asked).await {
        assert!(matches!(answer, Err(LedgerError::Failpoint)), "also what rested on the others: {answer:?}");
    }
    assert!(matches!(membership.await.unwrap(), Err(LedgerError::Failpoint)));
    assert!(!world.ledger.was_not_stopped());
    assert_eq!(world.dump().await, before);
    assert!(commits.try_recv().is_err() && changes.try_recv().is_err());
    world.reopen().await;
    assert_eq!(world.dump().await, before);
    for (place, (user, mutation, command)) in mutations.into_iter().enumerate() {
        let again = world.ledger.record(user, world.factory, mutation, &command).await;
        assert_eq!(again.is_ok(), place != 1, "asked again it is done: {again:?}");
    }
}

/// Places of the mutations above before the commit: looked up, decided, written, logged, replied.
fn places_to_commit() -> u32 {
    5 + 1 + 5
}

#[tokio::test]
async fn the_same_mutation_twice_in_one_batch_counts_once() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let mutation = new_mutation();
    let held = world.ledger.hold_writer().await.unwrap();
    let asked = queue(
        &world,
        &held,
        vec![
            (world.admin, mutation, deliver(&items[0], 4)),
            by(world.manager, report(&items[0], "Di antaranya")),
            (world.admin, mutation, deliver(&items[0], 4)),
            (world.operator(Department::Delivery), mutation, deliver(&items[0], 4)),
            (world.admin, mutation, deliver(&items[0], 5)),
        ],
    )
    .await;
    drop(held);
    let mut answers = answers(asked).await.into_iter();
    let mut next = || answers.next().unwrap();
    let first = next().unwrap();
    assert_eq!((first.head, first.events.len()), (2, 1));
    assert_eq!(next().unwrap().head, 3);
    assert_eq!(next().unwrap(), first, "the copy gets the first one's reply");
    assert_eq!(refusal_of(next()), Refusal::MutationReused);
    assert_eq!(refusal_of(next()), Refusal::MutationReused);
    assert_eq!(world.count("deliveries").await, 1);
    assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, 3);
}

#[tokio::test]
async fn who_goes_away_while_waiting_is_served_all_the_same() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let held = world.ledger.hold_writer().await.unwrap();
    let asked = queue(&world, &held, vec![by(world.admin, deliver(&items[0], 4))]).await;
    asked[0].abort();
    drop(held);
    let mut commits = world.ledger.commits();
    world.done(world.admin, report(&items[0], "Sesudahnya")).await;
    assert_eq!(world.count("deliveries").await, 1);
    assert_eq!(commits.recv().await.unwrap(), world.factory);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn more_than_the_queue_holds_wait_in_line_and_all_are_done() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 1).await;
    let held = world.ledger.hold_writer().await.unwrap();
    let mut writers = tokio::task::JoinSet::new();
    for n in 0..1500 {
        let (ledger, admin, factory) = (world.ledger.clone(), world.admin, world.factory);
        let command = report(&items[0], &format!("Masalah {n}"));
        writers.spawn(async move { ledger.record(admin, factory, new_mutation(), &command).await.unwrap().head });
    }
    while held.waiting() < 1024 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    drop(held);
    let heads: HashSet<i64> = writers.join_all().await.into_iter().collect();
    assert_eq!(heads, (2..=1501).collect());
    assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, 1501);
}

#[tokio::test]
async fn what_another_process_wrote_counts_at_once() {
    let world = World::new().await;
    let (order, items) = world.order("PO-1", 1).await;
    let qc = world.operator(Department::Qc);
    world.done(qc, advance(&items[0], Department::Qc, 10)).await;
    let other = Ledger::open(&world.url()).await.unwrap();
    let cancel = Command::SetPurchaseOrderStatus { id: order.id, version: 1, status: OrderStatus::Cancelled };
    other.record(world.admin, world.factory, new_mutation(), &cancel).await.unwrap();
    let next = Command::AdvanceTrack {
        item_id: items[0].id,
        department: Department::Qc,
        progress: 20,
        note: None,
        version: 2,
    };
    assert!(matches!(world.refused(qc, next.clone()).await, Refusal::OrderNotActive { .. }));
    let reopen = Command::SetPurchaseOrderStatus { id: order.id, version: 2, status: OrderStatus::Active };
    other.record(world.admin, world.factory, new_mutation(), &reopen).await.unwrap();
    other.remove_membership(world.factory, qc).await.unwrap();
    assert_eq!(world.refused(qc, next.clone()).await, Refusal::Unknown);
    world.done(world.admin, next).await;
    assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, 5);
    other.close().await.unwrap();
}

const URL: &str = "LEDGER_BATCH_URL";
const JOB: &str = "LEDGER_BATCH_JOB";

#[tokio::test]
async fn a_process_that_dies_anywhere_in_a_batch_leaves_all_or_nothing() {
    let mut died = 0;
    for places in 0.. {
        let mut world = World::new().await;
        let (_, items) = world.order("PO-1", 3).await;
        let mutations: Vec<_> = items.iter().map(|item| by(world.admin, deliver(item, 10))).collect();
        let before = world.dump().await;
        world.ledger.close().await.unwrap();
        let child = Process::new(std::env::current_exe().unwrap())
            .args(["batch::dies_where_it_is_told", "--exact", "--ignored"])
            .env(URL, world.url())
            .env(JOB, serde_json::to_string(&(world.factory, &mutations, places)).unwrap())
            .output()
            .unwrap();
        world.reopen().await;
        if child.status.success() {
            break;
        }
        died += 1;
        let all = world.dump().await != before;
        assert_eq!(world.count("mutations").await, if all { 4 } else { 1 }, "died at {places}");
        for (user, mutation, command) in mutations {
            world.ledger.record(user, world.factory, mutation, &command).await.unwrap();
        }
        assert_eq!(world.count("deliveries").await, 3, "died at {places}: each once");
        let log = world.ledger.events_after(world.factory, 0, 100).await.unwrap();
        assert_eq!(log.iter().map(|entry| entry.seq).collect::<Vec<i64>>(), [1, 2, 3, 4, 5], "died at {places}");
    }
    assert!(died > 20, "the batch has {died} places");
}

#[tokio::test]
#[ignore = "the child process of the test above"]
async fn dies_where_it_is_told() {
    let (Ok(url), Ok(job)) = (std::env::var(URL), std::env::var(JOB)) else { return };
    type Job = (FactoryId, Vec<(UserId, MutationId, Command)>, u32);
    let (factory, mutations, places): Job = serde_json::from_str(&job).unwrap();
    let ledger = Ledger::open(&url).await.unwrap();
    let held = ledger.hold_writer().await.unwrap();
    let mut asked = Vec::new();
    for (user, mutation, command) in mutations {
        let ledger = ledger.clone();
        asked.push(tokio::spawn(async move { ledger.record(user, factory, mutation, &command).await }));
    }
    while held.waiting() < asked.len() {
        tokio::task::yield_now().await;
    }
    ledger.stop_after(places, Stop::Abort);
    drop(held);
    for answer in answers(asked).await {
        answer.unwrap();
    }
}
