//! Live, catching up, heartbeat: the cursor and what it promises.

#![expect(clippy::unwrap_used, reason = "a test says no more than that it failed")]

mod common;

use std::{sync::atomic::Ordering, time::Duration};

use common::*;
use model::frame::{ClientFrame, ResetReason, ServerFrame};
use realtime::{End, Outgoing};
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn a_live_event_comes_at_once_and_without_a_look_at_the_log() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    for seq in 1..=3 {
        world.publish(ALL);
        assert_eq!(page.frame().await, ServerFrame::Patch { from: seq - 1, to: seq, events: vec![event(seq)] });
    }
    assert_eq!(world.log.pages_read.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn pages_at_the_same_place_get_the_very_same_bytes_and_others_their_own() {
    for express in [true, false] {
        let world = World { express, ..World::new() };
        let mut same = Vec::new();
        for channels in [vec![doc(1)], vec![doc(1), doc(9)], vec![doc(1)]] {
            same.push(world.live(&channels).await);
        }
        let mut more = world.live(&[doc(1), doc(2)]).await;
        let entries = [world.commit(doc(1)), world.commit(doc(2)), world.commit(doc(1))];
        world.hub.publish_all(FACTORY, &entries).await;
        let mut places = Vec::new();
        for page in &mut same {
            let Some(Outgoing::Text(text)) = page.next().await else { panic!("no text") };
            page.apply(&text);
            assert_eq!((page.cursor, page.events.as_slice()), (3, [1, 3].as_slice()), "one patch for all three");
            places.push(text.whole().as_ptr());
        }
        assert!(places.iter().all(|place| *place == places[0]), "encoded once");
        more.until(3).await;
        assert_eq!(more.events, [1, 2, 3]);
    }
}

#[tokio::test(start_paused = true)]
async fn an_event_is_on_the_wire_of_everybody_who_waits_when_publishing_it_returns() {
    let world = World::new();
    let mut pages = vec![world.live(&[doc(1)]).await, world.live(&[doc(1), doc(2)]).await];
    let mut hidden = world.live(&[doc(2)]).await;
    settle().await;
    world.publish(doc(1));
    for page in &mut pages {
        // Nobody but the publisher had a turn.
        let Some(Outgoing::Text(text)) = page.ready() else { panic!("not there") };
        page.apply(&text);
        assert_eq!(page.events, [1]);
    }
    assert_eq!(hidden.ready(), None);
}

#[tokio::test(start_paused = true)]
async fn the_short_way_and_the_queue_keep_the_order_between_them() {
    let world = World::new();
    let mut page = world.connect_with_room(0);
    page.hello(0, &[ALL]);
    page.welcome().await;
    settle().await;
    // The wire takes one message; the others wait for the page, however they were published.
    world.publish(ALL);
    world.publish_many(5);
    let more = [world.commit(ALL), world.commit(ALL)];
    world.hub.publish_all(FACTORY, &more).await;
    page.until(8).await;
    settle().await;
    world.publish(ALL);
    page.until(9).await;
    assert_eq!(page.events, (1..=9).collect::<Vec<_>>());
    assert_eq!(world.log.pages_read.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn what_happens_between_snapshot_and_hello_is_not_lost() {
    let world = World::new();
    world.publish_many(3);
    let snapshot = world.head();
    world.publish_many(2);
    let mut page = world.connect();
    settle().await;
    world.publish_many(2);
    page.hello(snapshot, &[ALL]);
    world.publish_many(2);
    page.until(9).await;
    assert_eq!(page.events, (4..=9).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn what_is_published_while_the_head_is_being_asked_comes_at_once() {
    let world = World::new();
    let held = world.log.head_gate.acquire_many(1000).await.unwrap();
    let mut page = world.connect();
    page.hello(0, &[ALL]);
    settle().await;
    world.publish(ALL);
    drop(held);
    assert_eq!(page.frame().await, ServerFrame::Welcome { epoch: EPOCH, head: 0, now: START });
    let started = Instant::now();
    page.until(1).await;
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn what_is_published_while_a_page_catches_up_is_neither_lost_nor_doubled() {
    let world = World::new();
    (0..1_700).for_each(|_| drop(world.commit(ALL)));
    let mut page = world.connect();
    page.hello(0, &[ALL]);
    page.welcome().await;
    while page.cursor < 1_700 {
        world.publish_many(3);
        page.frame().await;
    }
    let head = world.head();
    assert!(head > 1_700);
    page.until(head).await;
    assert_eq!(page.events, (1..=head).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn an_event_published_out_of_order_comes_from_the_log() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    let (first, second, third) = (world.commit(ALL), world.commit(ALL), world.commit(ALL));
    world.hub.publish(FACTORY, &third);
    world.hub.publish(FACTORY, &first);
    world.hub.publish(FACTORY, &second);
    page.until(3).await;
    world.publish(ALL);
    page.until(4).await;
    assert_eq!(page.events, [1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn a_relay_that_missed_something_sends_everybody_to_the_log() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    world.commit(ALL);
    page.silent().await;
    world.hub.publish_missed(FACTORY);
    page.until(1).await;
}

#[tokio::test(start_paused = true)]
async fn a_loss_signalled_while_the_log_is_being_read_is_not_forgotten() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    let held = world.log.gate.acquire_many(1000).await.unwrap();
    world.commit(ALL);
    world.hub.publish_missed(FACTORY);
    settle().await;
    world.commit(ALL);
    world.hub.publish_missed(FACTORY);
    drop(held);
    let started = Instant::now();
    page.until(2).await;
    assert_eq!(started.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn hidden_events_are_not_gaps_and_ride_in_the_next_patch() {
    let world = World::new();
    let mut page = world.live(&[doc(1)]).await;
    (0..5).for_each(|_| world.publish(doc(2)));
    page.silent().await;
    world.publish(doc(1));
    assert_eq!(page.frame().await, ServerFrame::Patch { from: 0, to: 6, events: vec![event(6)] });
    assert_eq!(world.log.pages_read.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn hidden_events_at_the_end_of_a_replay_move_the_cursor_to_the_head() {
    let world = World::new();
    (0..1_200).for_each(|_| drop(world.commit(doc(2))));
    let mut page = world.connect();
    page.hello(0, &[doc(1)]);
    page.welcome().await;
    assert_eq!(page.frame().await, ServerFrame::Patch { from: 0, to: 1_200, events: vec![] });
}

#[tokio::test(start_paused = true)]
async fn the_heartbeat_moves_the_cursor_over_hidden_events_before_it_says_the_head() {
    let world = World::new();
    let mut page = world.live(&[doc(1)]).await;
    let started = Instant::now();
    (0..3).for_each(|_| world.publish(doc(2)));
    assert_eq!(page.frame().await, ServerFrame::Patch { from: 0, to: 3, events: vec![] });
    assert_eq!(page.frame().await, ServerFrame::Head { seq: 3, now: after(15_000) });
    assert_eq!(started.elapsed().as_secs(), 15);
    assert_eq!(page.frame().await, ServerFrame::Head { seq: 3, now: after(30_000) });
    assert_eq!(started.elapsed().as_secs(), 30);
}

#[tokio::test(start_paused = true)]
async fn a_ping_is_answered_at_once_and_flushes_too() {
    let world = World::new();
    let mut page = world.live(&[doc(1)]).await;
    world.publish(doc(2));
    settle().await;
    page.send(&ClientFrame::Ping);
    assert_eq!(page.frame().await, ServerFrame::Patch { from: 0, to: 1, events: vec![] });
    assert_eq!(page.frame().await, ServerFrame::Head { seq: 1, now: START });
}

#[tokio::test(start_paused = true)]
async fn a_lost_wake_costs_at_most_one_heartbeat() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    world.commit(ALL);
    let started = Instant::now();
    page.until(1).await;
    assert!(started.elapsed() <= Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn a_log_restored_under_an_open_socket_resets_it() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    world.log.state.lock().unwrap().epoch = model::ids::Epoch(uuid::Uuid::from_u128(8));
    assert_eq!(page.frame().await, ServerFrame::Reset { reason: ResetReason::Epoch });
}

#[tokio::test(start_paused = true)]
async fn a_log_that_cannot_be_read_is_asked_again() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    world.log.state.lock().unwrap().failing = true;
    world.commit(ALL);
    world.publish(ALL);
    sleep(Duration::from_secs(5)).await;
    page.silent().await;
    world.log.state.lock().unwrap().failing = false;
    let started = Instant::now();
    page.until(2).await;
    assert!(started.elapsed() <= Duration::from_secs(1));
    assert_eq!(page.events, [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_reader_slower_than_the_replay_window_is_reset() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    (0..30).for_each(|_| drop(world.commit(ALL)));
    world.log.state.lock().unwrap().oldest = 20;
    world.publish(ALL);
    assert_eq!(page.frame().await, ServerFrame::Reset { reason: ResetReason::Window });
}

#[tokio::test(start_paused = true)]
async fn a_silent_peer_is_let_go_and_a_living_one_is_not() {
    let world = World::new();
    let silent = world.live(&[ALL]).await;
    let mut living = world.live(&[ALL]).await;
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(300) {
        if let Some(Outgoing::Ping) = living.next().await {
            living.send_raw(realtime::Incoming::Alive);
        }
    }
    assert!(silent.life.is_finished());
    assert_eq!(silent.life.await.unwrap(), End::Gone);
    assert!(!living.life.is_finished());
    assert_eq!(world.hub.listeners(), 1);
}
