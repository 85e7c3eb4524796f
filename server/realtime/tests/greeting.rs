//! The first frame, and every other question for a place in the log.

#![expect(clippy::unwrap_used, reason = "a test says no more than that it failed")]

mod common;

use std::time::Duration;

use common::*;
use model::{
    Channel, DocType,
    frame::{CHANNELS_MAX, ClientFrame, FRAME_MAX, PROTOCOL, ResetReason, ServerFrame, close},
    ids::Epoch,
};
use realtime::{End, Incoming, Outgoing, Standing};
use uuid::Uuid;

#[tokio::test(start_paused = true)]
async fn hello_is_welcomed_and_brings_what_the_page_missed() {
    let world = World::new();
    (0..7).for_each(|_| drop(world.commit(ALL)));
    let mut page = world.connect();
    page.hello(4, &[ALL]);
    assert_eq!(page.frame().await, ServerFrame::Welcome { epoch: EPOCH, head: 7, now: START });
    let patch = page.frame().await;
    assert_eq!(patch, ServerFrame::Patch { from: 4, to: 7, events: vec![event(5), event(6), event(7)] });
    page.silent().await;
}

#[tokio::test(start_paused = true)]
async fn an_empty_log_is_not_outside_its_own_window() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    world.publish(ALL);
    page.until(1).await;
}

#[tokio::test(start_paused = true)]
async fn a_page_of_another_version_is_told_to_reload_whatever_else_its_hello_says() {
    let world = World::new();
    for text in [
        format!(r#"{{"type":"hello","protocol":{},"epoch":"{EPOCH}","seq":0,"channels":[]}}"#, PROTOCOL + 1),
        format!(r#"{{"type":"hello","protocol":{},"cursor":{{"new":"words"}}}}"#, PROTOCOL + 1),
    ] {
        let mut page = world.connect();
        page.send_text(text);
        assert_eq!(page.frame().await, ServerFrame::Reset { reason: ResetReason::Protocol });
        assert_eq!(page.closed().await, close::PROTOCOL);
    }
}

#[tokio::test(start_paused = true)]
async fn a_restored_database_resets_and_the_fresh_snapshot_is_live_on_the_same_socket() {
    let world = World::new();
    world.publish(ALL);
    let mut page = world.connect();
    let epoch = Epoch(Uuid::from_u128(77));
    page.send(&ClientFrame::Hello { protocol: PROTOCOL, epoch, seq: 1, channels: vec![ALL] });
    assert_eq!(page.frame().await, ServerFrame::Reset { reason: ResetReason::Epoch });
    world.publish(ALL);
    page.silent().await;
    page.subscribe(2, &[ALL]);
    page.welcome().await;
    world.publish(ALL);
    page.until(3).await;
    assert_eq!(page.events, [3]);
}

#[tokio::test(start_paused = true)]
async fn a_cursor_outside_the_window_resets() {
    let world = World::new();
    world.publish_many(20);
    world.log.state.lock().unwrap().oldest = 10;
    for (seq, inside) in [(-1, false), (9, false), (10, true), (20, true), (21, false), (i64::MAX, false)] {
        let mut page = world.connect();
        page.hello(seq, &[ALL]);
        match page.frame().await {
            ServerFrame::Welcome { head: 20, .. } if inside => {}
            ServerFrame::Reset { reason: ResetReason::Window } if !inside => {}
            other => panic!("{seq}: {other:?}"),
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_foreign_an_unknown_and_a_forbidden_channel_get_the_same_answer() {
    let world = World::new();
    let denied = [Channel::Factory(FOREIGN), Channel::List(DocType::PurchaseOrder, FOREIGN), doc(66)];
    let mut page = world.connect();
    page.rights.0.lock().unwrap().denied.insert(doc(66));
    page.hello(0, &[denied[0], denied[1], denied[2], doc(5)]);
    let mut answers = Vec::new();
    for _ in 0..3 {
        let ServerFrame::Denied { channel } = page.frame().await else { panic!("not denied") };
        answers.push(channel);
    }
    answers.sort_unstable();
    let mut expected = denied.to_vec();
    expected.sort_unstable();
    assert_eq!(answers, expected);
    page.welcome().await;
    denied.into_iter().for_each(|channel| world.publish(channel));
    world.publish(doc(5));
    page.until(4).await;
    assert_eq!(page.events, [4]);
}

#[tokio::test(start_paused = true)]
async fn what_is_no_frame_or_out_of_order_closes_the_socket() {
    let world = World::new();
    let hello = |channels: Vec<Channel>| {
        let frame = ClientFrame::Hello { protocol: PROTOCOL, epoch: EPOCH, seq: 0, channels };
        serde_json::to_string(&frame).unwrap()
    };
    let padded = |size: usize| {
        let text = hello(vec![]);
        format!("{}{text}", " ".repeat(size - text.len()))
    };
    let too_many = hello((0..=CHANNELS_MAX as u128).map(doc).collect());
    for first in [
        Incoming::Text("{".into()),
        Incoming::Text(r#"{"type":"ping"}"#.into()),
        Incoming::Text(padded(FRAME_MAX + 1)),
        Incoming::Text(too_many),
        Incoming::Text(hello(vec![]).replace("[]", r#"["factory:*"]"#)),
        Incoming::Unreadable,
    ] {
        let mut page = world.connect();
        page.send_raw(first.clone());
        assert_eq!(page.closed().await, close::PROTOCOL, "{first:?}");
        assert_eq!(page.life.await.unwrap(), End::Closed(close::PROTOCOL));
    }
    let mut largest = world.connect();
    largest.send_text(padded(FRAME_MAX));
    largest.welcome().await;
    for later in [hello(vec![]), "nonsense".into(), padded(FRAME_MAX + 1), r#"{"type":"shout"}"#.into()] {
        let mut page = world.live(&[ALL]).await;
        page.send_text(later);
        assert_eq!(page.closed().await, close::PROTOCOL);
    }
    largest.leave();
    settle().await;
    assert_eq!(world.hub.listeners(), 0, "every socket has left the hub");
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_never_says_hello_is_closed() {
    let world = World::new();
    let mut page = world.connect();
    tokio::time::sleep(Duration::from_millis(9_900)).await;
    page.silent().await;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(page.closed().await, close::PROTOCOL);
}

#[tokio::test(start_paused = true)]
async fn a_session_that_ended_between_upgrade_and_hello_is_not_welcomed() {
    let world = World::new();
    for (standing, code) in [(Standing::Ended, close::SIGNED_OUT), (Standing::Unknown, close::TRY_AGAIN_LATER)] {
        let mut page = world.connect();
        page.rights.0.lock().unwrap().standing = standing;
        page.hello(0, &[ALL]);
        assert_eq!(page.next().await, Some(Outgoing::Close(code)));
    }
}

#[tokio::test(start_paused = true)]
async fn another_page_replaces_channels_and_cursor() {
    let world = World::new();
    let mut page = world.live(&[ALL]).await;
    world.publish_many(5);
    page.until(5).await;
    page.subscribe(3, &[doc(1)]);
    page.welcome().await;
    world.publish(ALL);
    world.publish(doc(1));
    page.until(7).await;
    assert_eq!(page.events, [1, 2, 3, 4, 5, 7]);
    page.subscribe(99, &[doc(1)]);
    assert_eq!(page.frame().await, ServerFrame::Reset { reason: ResetReason::Window });
    world.publish(doc(1));
    page.silent().await;
}

#[tokio::test(start_paused = true)]
async fn after_leaving_a_channel_nothing_of_it_comes() {
    let world = World::new();
    let mut page = world.live(&[doc(1), doc(2)]).await;
    page.send(&ClientFrame::Unsubscribe { channels: vec![doc(1)] });
    settle().await;
    world.publish(doc(1));
    page.silent().await;
    world.publish(doc(2));
    page.until(2).await;
    assert_eq!(page.events, [2]);
}
