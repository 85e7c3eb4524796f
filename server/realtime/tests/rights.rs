//! Logout, lost membership, lost document, shutdown: on open sockets, at once.

#![expect(clippy::unwrap_used, reason = "a test says no more than that it failed")]

mod common;

use std::time::Duration;

use common::*;
use model::{
    frame::{ServerFrame, close},
    ids::UserId,
};
use realtime::{End, Standing};
use tokio::time::Instant;
use uuid::Uuid;

#[tokio::test(start_paused = true)]
async fn an_ended_session_is_closed_and_hears_nothing_of_what_is_queued_already() {
    let world = World { express: false, ..World::new() };
    let mut page = world.live(&[ALL]).await;
    // The reader has had no turn yet: the events lie in its queue when the signal comes.
    world.publish_many(5);
    page.rights.0.lock().unwrap().standing = Standing::Ended;
    world.hub.access_changed(USER);
    world.publish_many(5);
    let started = Instant::now();
    assert_eq!(page.closed().await, close::SIGNED_OUT);
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(page.events, Vec::<i64>::new());
    assert_eq!(page.life.await.unwrap(), End::Closed(close::SIGNED_OUT));
    assert_eq!(world.hub.listeners(), 0);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_handed_to_the_wire_of_somebody_whose_rights_have_changed() {
    let world = World::new();
    let mut page = world.live(&[doc(1), doc(2)]).await;
    settle().await;
    page.rights.0.lock().unwrap().denied.insert(doc(1));
    world.hub.access_changed(USER);
    world.publish(doc(1));
    world.publish(doc(2));
    // Nobody had a turn yet to ask again.
    assert_eq!(page.ready(), None);
    assert_eq!(page.frame().await, ServerFrame::Denied { channel: doc(1) });
    page.until(2).await;
    assert_eq!(page.events, [2]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_handed_to_the_wire_of_a_socket_that_has_ended() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    settle().await;
    world.shutdown.cancel();
    settle().await;
    world.publish(ALL);
    assert_eq!(page.closed().await, close::GOING_AWAY);
    assert_eq!(page.events, Vec::<i64>::new());
}

#[tokio::test(start_paused = true)]
async fn nothing_is_delivered_while_the_session_is_being_asked() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    page.rights.0.lock().unwrap().slow = true;
    world.hub.access_changed(USER);
    world.publish(ALL);
    page.silent().await;
    let started = Instant::now();
    page.until(1).await;
    assert_eq!(started.elapsed().as_millis() / 10, 10, "as soon as it is known to stand");
    page.rights.0.lock().unwrap().standing = Standing::Ended;
    world.hub.access_changed(USER);
    world.publish(ALL);
    assert_eq!(page.closed().await, close::SIGNED_OUT);
    assert_eq!(page.events, [1]);
}

#[tokio::test(start_paused = true)]
async fn an_ended_session_stops_a_replay_and_a_socket_that_has_not_said_hello() {
    let world = World::new();
    (0..5_000).for_each(|_| drop(world.commit(ALL)));
    let mut replaying = world.connect();
    let mut mute = world.connect();
    replaying.hello(0, &[ALL]);
    replaying.welcome().await;
    for page in [&replaying, &mute] {
        page.rights.0.lock().unwrap().standing = Standing::Ended;
    }
    let had = replaying.cursor;
    world.hub.access_changed_for_all();
    assert_eq!(replaying.closed().await, close::SIGNED_OUT);
    assert!(replaying.cursor <= had + 500, "at most what was on its way: {}", replaying.cursor);
    assert_eq!(mute.closed().await, close::SIGNED_OUT);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ended_without_a_signal_is_found_by_the_heartbeat() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    page.rights.0.lock().unwrap().standing = Standing::Ended;
    let started = Instant::now();
    assert_eq!(page.closed().await, close::SIGNED_OUT);
    assert!(started.elapsed() <= Duration::from_secs(15));
}

#[tokio::test(start_paused = true)]
async fn not_knowing_closes_without_telling_anybody_to_sign_in() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    page.rights.0.lock().unwrap().standing = Standing::Unknown;
    world.hub.access_changed(USER);
    assert_eq!(page.closed().await, close::TRY_AGAIN_LATER);
}

#[tokio::test(start_paused = true)]
async fn a_lost_right_takes_its_channel_and_leaves_the_others() {
    let world = World::new();
    let mut page = world.live(&[doc(1), doc(2)]).await;
    page.rights.0.lock().unwrap().denied.insert(doc(1));
    world.hub.access_changed(USER);
    world.publish(doc(1));
    world.publish(doc(2));
    assert_eq!(page.frame().await, ServerFrame::Denied { channel: doc(1) });
    page.until(2).await;
    assert_eq!(page.events, [2]);
}

#[tokio::test(start_paused = true)]
async fn a_right_lost_while_a_page_of_the_log_is_read_holds_for_that_page() {
    let world = World::new();
    (0..10).for_each(|_| drop(world.commit(doc(1))));
    let held = world.log.gate.acquire_many(1000).await.unwrap();
    let mut page = world.connect();
    page.hello(0, &[doc(1), doc(2)]);
    page.welcome().await;
    settle().await;
    page.rights.0.lock().unwrap().denied.insert(doc(1));
    world.hub.access_changed(USER);
    drop(held);
    assert_eq!(page.frame().await, ServerFrame::Denied { channel: doc(1) });
    page.until(10).await;
    assert_eq!(page.events, Vec::<i64>::new());
}

#[tokio::test(start_paused = true)]
async fn a_change_of_rights_that_takes_nothing_disturbs_nobody() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    for _ in 0..20 {
        world.publish_many(3);
        world.hub.access_changed(USER);
        world.hub.access_changed(UserId(Uuid::from_u128(99)));
        settle().await;
    }
    page.until(60).await;
    assert_eq!(page.events, (1..=60).collect::<Vec<_>>());
}

#[tokio::test(start_paused = true)]
async fn shutdown_says_goodbye_to_every_socket_and_ends_its_life() {
    let world = World::new();
    let mut live = world.live(&[ALL]).await;
    let mut mute = world.connect();
    let held = world.log.gate.acquire_many(1000).await.unwrap();
    let mut waiting = world.connect();
    world.commit(ALL);
    waiting.hello(0, &[ALL]);
    waiting.welcome().await;
    settle().await;
    let started = Instant::now();
    world.shutdown.cancel();
    for page in [&mut live, &mut mute, &mut waiting] {
        assert_eq!(page.closed().await, close::GOING_AWAY);
    }
    for page in [live, mute, waiting] {
        assert_eq!(page.life.await.unwrap(), End::Closed(close::GOING_AWAY));
    }
    drop(held);
    assert!(started.elapsed() < Duration::from_secs(1));
    assert_eq!(world.hub.listeners(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_does_not_answer_the_close_frame_is_not_waited_for() {
    let world = World::new();
    let page = world.live(&[ALL]).await;
    let started = Instant::now();
    world.shutdown.cancel();
    assert_eq!(page.life.await.unwrap(), End::Closed(close::GOING_AWAY));
    assert!(started.elapsed() <= Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn a_peer_that_leaves_is_forgotten() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    assert!(world.hub.is_occupied(FACTORY));
    page.leave();
    assert_eq!(page.life.await.unwrap(), End::Gone);
    assert_eq!(world.hub.occupied(), []);
}
