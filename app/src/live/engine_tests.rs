//! Races of the cursor, one by one.

use model::{DocType, Timestamp, ids::FactoryId, presence::Activity};
use uuid::Uuid;

use super::*;

const EPOCH: Epoch = Epoch(Uuid::from_u128(7));

fn channels() -> Vec<Channel> {
    vec![Channel::Factory(FactoryId(Uuid::from_u128(1)))]
}

fn welcome(epoch: Epoch, head: i64) -> ServerFrame {
    ServerFrame::Welcome { epoch, head, now: Timestamp::default() }
}

fn head(seq: i64) -> ServerFrame {
    ServerFrame::Head { seq, now: Timestamp::default() }
}

fn live_at(seq: i64) -> Engine {
    let mut engine = Engine::default();
    engine.enter(EPOCH, seq, channels());
    engine.opened();
    engine.receive(welcome(EPOCH, seq));
    engine
}

#[test]
fn says_hello_with_its_cursor_when_the_socket_opens() {
    let mut engine = Engine::default();
    assert_eq!(engine.enter(EPOCH, 41, channels()), []);
    let hello = ClientFrame::Hello { protocol: PROTOCOL, epoch: EPOCH, seq: 41, channels: channels() };
    assert_eq!(engine.opened(), [Effect::Send(hello)]);
    assert!(!engine.is_live());
    engine.receive(welcome(EPOCH, 41));
    assert!(engine.is_live());
}

#[test]
fn is_live_only_when_what_was_missed_is_here() {
    let mut engine = live_at(41);
    engine.closed();
    engine.opened();
    engine.receive(welcome(EPOCH, 45));
    assert!(!engine.is_live(), "welcome, and four events behind");
    engine.receive(ServerFrame::Patch { from: 41, to: 43, events: vec![] });
    assert!(!engine.is_live());
    engine.receive(ServerFrame::Patch { from: 43, to: 45, events: vec![] });
    assert!(engine.is_live());
    engine.receive(ServerFrame::Patch { from: 45, to: 46, events: vec![] });
    assert!(engine.is_live());
}

#[test]
fn moves_its_cursor_by_patches_that_fit() {
    let mut engine = live_at(41);
    assert_eq!(engine.receive(ServerFrame::Patch { from: 41, to: 45, events: vec![] }), []);
    assert_eq!(engine.seq(), Some(45));
}

#[test]
fn reads_afresh_once_after_a_gap() {
    let mut engine = live_at(41);
    assert_eq!(engine.receive(ServerFrame::Patch { from: 43, to: 45, events: vec![] }), [Effect::Refetch]);
    assert_eq!(engine.receive(ServerFrame::Patch { from: 45, to: 46, events: vec![] }), []);
    assert!(!engine.is_live());
    engine.enter(EPOCH, 46, channels());
    engine.receive(welcome(EPOCH, 46));
    assert!(engine.is_live());
    assert_eq!(engine.seq(), Some(46));
}

#[test]
fn a_page_that_lacks_rows_is_not_live_until_it_was_read_afresh_however_often_that_fails() {
    let mut engine = live_at(41);
    assert_eq!(engine.incomplete(), [Effect::Refetch]);
    assert_eq!(engine.incomplete(), [], "once");
    assert!(!engine.is_live());
    assert_eq!(engine.refetch_failed(), [Effect::Refetch]);
    assert_eq!(engine.refetch_failed(), [Effect::Refetch]);
    engine.enter(EPOCH, 43, channels());
    engine.receive(welcome(EPOCH, 43));
    assert!(engine.is_live());
}

#[test]
fn reads_afresh_when_the_head_is_beyond_the_cursor() {
    let mut engine = live_at(41);
    assert_eq!(engine.receive(head(41)), []);
    assert_eq!(engine.receive(head(42)), [Effect::Refetch]);
}

#[test]
fn reads_afresh_in_another_epoch_and_outside_the_window() {
    let mut engine = live_at(41);
    engine.closed();
    engine.opened();
    let other = Epoch(Uuid::from_u128(8));
    assert_eq!(engine.receive(welcome(other, 3)), [Effect::Refetch]);
    let mut engine = live_at(41);
    engine.closed();
    engine.opened();
    assert_eq!(engine.receive(ServerFrame::Reset { reason: ResetReason::Window }), [Effect::Refetch]);
}

#[test]
fn reloads_a_page_of_another_protocol() {
    let mut engine = live_at(41);
    assert_eq!(engine.receive(ServerFrame::Reset { reason: ResetReason::Protocol }), [Effect::Reload]);
}

#[test]
fn drops_patches_meant_for_the_page_before() {
    let mut engine = live_at(41);
    let asked = engine.enter(EPOCH, 50, channels());
    assert_eq!(asked, [Effect::Send(ClientFrame::Subscribe { epoch: EPOCH, seq: 50, channels: channels() })]);
    assert_eq!(engine.receive(ServerFrame::Patch { from: 41, to: 42, events: vec![] }), []);
    assert_eq!(engine.seq(), Some(50));
    engine.receive(welcome(EPOCH, 50));
    engine.receive(ServerFrame::Patch { from: 50, to: 51, events: vec![] });
    assert_eq!(engine.seq(), Some(51));
}

#[test]
fn waits_for_the_last_answer_when_pages_change_quickly() {
    let mut engine = live_at(41);
    engine.enter(EPOCH, 50, channels());
    engine.enter(EPOCH, 60, channels());
    engine.receive(welcome(EPOCH, 60));
    assert_eq!(engine.receive(ServerFrame::Patch { from: 50, to: 60, events: vec![] }), []);
    assert!(!engine.is_live());
    engine.receive(welcome(EPOCH, 60));
    assert!(engine.is_live());
}

#[test]
fn is_unsubscribed_on_leaving_and_handles_nothing_more() {
    let mut engine = live_at(41);
    assert_eq!(engine.leave(), [Effect::Send(ClientFrame::Unsubscribe { channels: channels() })]);
    let frames = [
        ServerFrame::Patch { from: 41, to: 42, events: vec![] },
        ServerFrame::Patch { from: 99, to: 100, events: vec![] },
        head(99),
        ServerFrame::Reset { reason: ResetReason::Epoch },
        ServerFrame::Denied { channel: channels()[0] },
        ServerFrame::Presence { channel: channels()[0], present: vec![] },
        welcome(Epoch(Uuid::from_u128(8)), 99),
    ];
    for frame in frames {
        assert_eq!(engine.receive(frame.clone()), [], "{frame:?}");
    }
    assert_eq!(engine.leave(), [], "left once");
    assert_eq!(engine.refetch_failed(), [], "and no snapshot is asked for any more");
    assert_eq!((engine.seq(), engine.has_page(), engine.follows(channels()[0])), (None, false, false));
}

#[test]
fn leaving_before_anything_was_said_says_nothing() {
    let mut engine = Engine::default();
    engine.enter(EPOCH, 41, channels());
    assert_eq!(engine.leave(), [], "no socket");
    engine.opened();
    engine.enter(EPOCH, 41, channels());
    engine.closed();
    assert_eq!(engine.leave(), [], "the socket is gone");
    assert_eq!(engine.opened(), [], "and the next one has nothing to say hello about");
}

#[test]
fn a_page_entered_after_another_was_left_hears_only_what_is_its_own() {
    let mut engine = live_at(41);
    engine.leave();
    let item = Channel::Doc(DocType::Item, Uuid::from_u128(5));
    engine.enter(EPOCH, 43, vec![item]);
    // Still of the page before.
    assert_eq!(engine.receive(ServerFrame::Patch { from: 41, to: 42, events: vec![] }), []);
    assert!(!engine.follows(item), "not welcomed yet");
    engine.receive(welcome(EPOCH, 43));
    assert!(engine.follows(item) && !engine.follows(channels()[0]));
    assert_eq!(engine.seq(), Some(43));
}

#[test]
fn people_move_no_cursor() {
    let mut engine = live_at(41);
    let who = model::ActorRef { id: model::ids::UserId(Uuid::from_u128(2)), name: "Siti".into() };
    let item = Channel::Doc(DocType::Item, Uuid::from_u128(5));
    let present = vec![model::presence::Present { at: item, who, state: Activity::Viewing }];
    let before = engine.clone();
    assert_eq!(engine.receive(ServerFrame::Presence { channel: channels()[0], present }), []);
    assert_eq!(engine, before);
}

#[test]
fn resumes_from_its_cursor_after_a_lost_connection() {
    let mut engine = live_at(41);
    engine.receive(ServerFrame::Patch { from: 41, to: 45, events: vec![] });
    engine.closed();
    assert!(!engine.is_live());
    let hello = ClientFrame::Hello { protocol: PROTOCOL, epoch: EPOCH, seq: 45, channels: channels() };
    assert_eq!(engine.opened(), [Effect::Send(hello)]);
}
