//! A reader that takes nothing: it catches up later, and nobody else feels it.

#![expect(clippy::unwrap_used, reason = "a test says no more than that it failed")]

mod common;

use std::{sync::atomic::Ordering, time::Duration};

use common::*;
use futures::{FutureExt, StreamExt, stream::FuturesUnordered};
use model::frame::close;
use realtime::{End, Standing, hub::QUEUE};
use tokio::time::{Instant, sleep};

/// Live, but its wire holds one message and nobody reads it.
async fn stuck(world: &World) -> Page {
    let mut page = world.connect_with_room(0);
    page.hello(world.head(), &[ALL]);
    page.welcome().await;
    page
}

#[tokio::test(start_paused = true)]
async fn an_overflowing_reader_catches_up_and_the_others_get_everything_at_once() {
    let world = World::new();
    let mut slow = stuck(&world).await;
    let mut others = Vec::new();
    for _ in 0..5 {
        others.push(world.live(&[ALL]).await);
    }
    let count = 10 * QUEUE;
    let started = Instant::now();
    for _ in 0..count {
        world.publish(ALL);
        for other in &mut others {
            other.frame().await;
        }
    }
    assert_eq!(started.elapsed(), Duration::ZERO, "nobody waited for the slow one");
    for other in &others {
        assert_eq!(other.events.len(), count);
    }
    assert_eq!(world.log.pages_read.load(Ordering::Relaxed), 0, "nobody but the slow one turns to the log");
    slow.until(count as i64).await;
    assert_eq!(slow.events, (1..=count as i64).collect::<Vec<_>>());
    assert!(world.log.pages_read.load(Ordering::Relaxed) > 0);
    world.publish(ALL);
    slow.until(count as i64 + 1).await;
}

#[tokio::test(start_paused = true)]
async fn publishing_to_stuck_readers_returns() {
    let world = World::new();
    let pages: FuturesUnordered<_> = (0..50).map(|_| stuck(&world)).collect();
    let pages: Vec<Page> = pages.collect().await;
    world.publish_many(20 * QUEUE);
    assert_eq!(world.hub.listeners(), pages.len());
}

#[tokio::test(start_paused = true)]
async fn a_write_without_progress_ends_the_socket() {
    let world = World::new();
    let page = stuck(&world).await;
    for _ in 0..10 {
        world.publish(ALL);
        settle().await;
    }
    sleep(Duration::from_secs(19)).await;
    assert!(!page.life.is_finished());
    sleep(Duration::from_secs(2)).await;
    assert_eq!(page.life.now_or_never().expect("ended").unwrap(), End::Stalled);
    assert_eq!(world.hub.listeners(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_stuck_reader_is_gone_within_a_second_after_its_session_ended() {
    let world = World::new();
    let page = stuck(&world).await;
    world.publish_many(3 * QUEUE);
    settle().await;
    page.rights.0.lock().unwrap().standing = Standing::Ended;
    world.hub.access_changed(USER);
    settle().await;
    assert_eq!(world.hub.listeners(), 0, "it hears nothing from the signal on");
    sleep(Duration::from_millis(1_050)).await;
    assert_eq!(page.life.now_or_never().expect("ended").unwrap(), End::Closed(close::SIGNED_OUT));
}
