//! Who is where: told to those who may know, by the session's name, and forgotten by itself.

#![expect(clippy::unwrap_used, reason = "a test says no more than that it failed")]

mod common;

use std::time::Duration;

use common::*;
use model::{
    Channel, Department, DocType,
    frame::{ClientFrame, PRESENT_MAX, ServerFrame},
    ids::UserId,
    presence::{Activity, EDITING_MS, Part, VIEWING_MS},
};
use realtime::{Outgoing, Standing, hub::QUEUE};
use tokio::time::{Instant, sleep};
use uuid::Uuid;

const LIST: Channel = Channel::List(DocType::PurchaseOrder, FACTORY);
const VIEWING: Option<Activity> = Some(Activity::Viewing);
const EDITING: Option<Activity> = Some(Activity::Editing(Part::Track(Department::Qc)));

impl World {
    /// A live page of a person called `name`.
    async fn person(&self, name: &str, channels: &[Channel]) -> Page {
        let mut page = self.connect_as(FACTORY, id_of(name), name, 1000);
        page.hello(self.head(), channels);
        page.welcome().await;
        page
    }
}

fn id_of(name: &str) -> UserId {
    UserId(Uuid::from_u128(name.bytes().fold(7, |id, byte| id * 256 + u128::from(byte))))
}

impl Page {
    fn is(&self, at: Channel, state: Option<Activity>) {
        self.send(&ClientFrame::Presence { channel: at, state });
    }

    /// The next frame, which tells of people: on which channel, and who does what where.
    async fn told(&mut self) -> (Channel, Vec<(String, Channel, Activity)>) {
        match self.frame().await {
            ServerFrame::Presence { channel, present } => {
                (channel, present.into_iter().map(|present| (present.who.name, present.at, present.state)).collect())
            }
            other => panic!("nobody told of: {other:?}"),
        }
    }

    /// What comes within `millis`, as far as it tells of people.
    async fn told_within(&mut self, millis: u64) -> Vec<ServerFrame> {
        let mut told = Vec::new();
        let end = Instant::now() + Duration::from_millis(millis);
        while let Ok(frame) = tokio::time::timeout_at(end, self.frame()).await {
            if matches!(frame, ServerFrame::Presence { .. }) {
                told.push(frame);
            }
        }
        told
    }
}

fn one(name: &str, at: Channel, state: Option<Activity>) -> Vec<(String, Channel, Activity)> {
    vec![(name.to_owned(), at, state.unwrap())]
}

#[tokio::test(start_paused = true)]
async fn editing_is_told_at_once_on_the_document_and_on_its_list() {
    let world = World::new();
    let mut document = world.person("Dewi", &[doc(1)]).await;
    let mut list = world.person("Maya", &[LIST]).await;
    let mut elsewhere = world.person("Joko", &[doc(2)]).await;
    let siti = world.person("Siti", &[LIST]).await;
    let started = Instant::now();
    siti.is(doc(1), EDITING);
    assert_eq!(document.told().await, (doc(1), one("Siti", doc(1), EDITING)));
    assert_eq!(list.told().await, (LIST, one("Siti", doc(1), EDITING)));
    assert_eq!(started.elapsed(), Duration::ZERO);
    elsewhere.silent().await;
}

#[tokio::test(start_paused = true)]
async fn viewing_is_told_on_the_document_only() {
    let world = World::new();
    let mut document = world.person("Dewi", &[doc(1)]).await;
    let mut list = world.person("Maya", &[LIST]).await;
    let siti = world.person("Siti", &[doc(1)]).await;
    siti.is(doc(1), VIEWING);
    assert_eq!(document.told().await, (doc(1), one("Siti", doc(1), VIEWING)));
    list.silent().await;
}

#[tokio::test(start_paused = true)]
async fn whoever_comes_later_is_told_what_stands() {
    let world = World::new();
    let siti = world.person("Siti", &[doc(1)]).await;
    siti.is(doc(1), VIEWING);
    settle().await;
    let mut late = world.person("Dewi", &[doc(1)]).await;
    assert_eq!(late.told().await, (doc(1), one("Siti", doc(1), VIEWING)));
    let mut alone = world.person("Maya", &[doc(2), LIST]).await;
    alone.silent().await;
    // Another page of the same socket, too.
    alone.subscribe(0, &[doc(1)]);
    alone.welcome().await;
    assert_eq!(alone.told().await, (doc(1), one("Siti", doc(1), VIEWING)));
}

#[tokio::test(start_paused = true)]
async fn what_is_not_repeated_expires_by_itself() {
    for (state, holds) in [(EDITING, EDITING_MS), (VIEWING, VIEWING_MS)] {
        let world = World::new();
        let mut watcher = world.person("Dewi", &[doc(1)]).await;
        let siti = world.person("Siti", &[doc(1)]).await;
        siti.is(doc(1), state);
        watcher.told().await;
        let started = Instant::now();
        loop {
            match watcher.frame().await {
                ServerFrame::Presence { present, .. } => break assert_eq!(present, []),
                other => assert!(matches!(other, ServerFrame::Head { .. }), "{other:?}"),
            }
        }
        assert_eq!(started.elapsed().as_millis() as i64 / 10, holds / 10);
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_repeated_stands_and_is_told_again_before_a_page_would_forget_it() {
    let world = World::new();
    let mut watcher = world.person("Dewi", &[LIST]).await;
    let siti = world.person("Siti", &[LIST]).await;
    let mut last = Instant::now();
    let mut times = 0;
    for _ in 0..60 {
        siti.is(doc(1), EDITING);
        for frame in watcher.told_within(1_000).await {
            let ServerFrame::Presence { present, .. } = frame else { unreachable!() };
            assert_eq!(present.len(), 1, "never told to be gone");
            assert!(last.elapsed() < Duration::from_millis(EDITING_MS as u64));
            (last, times) = (Instant::now(), times + 1);
        }
    }
    assert!((15..=40).contains(&times), "told {times} times in a minute");
}

#[tokio::test(start_paused = true)]
async fn leaving_is_told_at_once_however_it_happens() {
    type Leave = fn(&mut Page);
    let leave: [(&str, Leave); 4] = [
        ("said so", |page| page.is(doc(1), None)),
        ("went elsewhere", |page| page.is(doc(2), VIEWING)),
        ("left the page", |page| page.send(&ClientFrame::Unsubscribe { channels: vec![doc(1), LIST] })),
        ("closed the tab", Page::leave),
    ];
    for (how, leave) in leave {
        let world = World::new();
        let mut watcher = world.person("Dewi", &[LIST]).await;
        let mut siti = world.person("Siti", &[doc(1)]).await;
        siti.is(doc(1), EDITING);
        watcher.told().await;
        let started = Instant::now();
        leave(&mut siti);
        assert_eq!(watcher.told().await, (LIST, vec![]), "{how}");
        assert!(started.elapsed() <= Duration::from_millis(250), "{how}");
    }
}

#[tokio::test(start_paused = true)]
async fn two_tabs_of_one_person_are_one_person() {
    let world = World::new();
    let mut watcher = world.person("Dewi", &[doc(1)]).await;
    let first = world.person("Siti", &[doc(1)]).await;
    let mut second = world.person("Siti", &[doc(1)]).await;
    first.is(doc(1), VIEWING);
    assert_eq!(watcher.told().await, (doc(1), one("Siti", doc(1), VIEWING)));
    second.is(doc(1), EDITING);
    assert_eq!(watcher.told().await, (doc(1), one("Siti", doc(1), EDITING)));
    second.leave();
    assert_eq!(watcher.told().await, (doc(1), one("Siti", doc(1), VIEWING)));
    first.is(doc(1), None);
    assert_eq!(watcher.told().await, (doc(1), vec![]));
}

#[tokio::test(start_paused = true)]
async fn nobody_is_heard_of_in_another_factory() {
    let world = World::new();
    let foreign_list = Channel::List(DocType::PurchaseOrder, FOREIGN);
    let mut neighbour = foreign(&world, &[doc(1), foreign_list]).await;
    let siti = world.person("Siti", &[doc(1)]).await;
    siti.is(doc(1), EDITING);
    siti.is(foreign_list, EDITING);
    settle().await;
    // Not even at a document of the same id, which two factories cannot have.
    neighbour.is(doc(1), EDITING);
    assert_eq!(neighbour.told_within(2_000).await.len(), 2, "of itself, on both channels");
    let mut own = world.person("Dewi", &[doc(1)]).await;
    let (_, present) = own.told().await;
    assert!(present.iter().all(|(name, ..)| name == "Siti"), "{present:?}");
}

/// A live page of the other factory, on the same hub.
async fn foreign(world: &World, channels: &[Channel]) -> Page {
    let mut page = world.connect_as(FOREIGN, id_of("Sinta"), "Sinta", 1000);
    page.hello(world.head(), channels);
    page.welcome().await;
    page
}

#[tokio::test(start_paused = true)]
async fn a_document_without_right_and_what_is_no_document_are_passed_over_in_silence() {
    let world = World::new();
    let mut watcher = world.person("Dewi", &[doc(1), LIST]).await;
    let mut siti = world.person("Siti", &[LIST]).await;
    siti.rights.0.lock().unwrap().denied.insert(doc(1));
    siti.is(doc(1), EDITING);
    siti.is(LIST, EDITING);
    siti.is(ALL, VIEWING);
    watcher.silent().await;
    siti.silent().await;
    // And the socket lives.
    world.publish(LIST);
    siti.until(1).await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_right_ends_presence_and_hearing_of_it() {
    let world = World::new();
    let mut watcher = world.person("Dewi", &[doc(1)]).await;
    let mut siti = world.person("Siti", &[doc(1), doc(2)]).await;
    siti.is(doc(1), EDITING);
    watcher.told().await;
    siti.told().await;
    siti.rights.0.lock().unwrap().denied.insert(doc(1));
    world.hub.access_changed(id_of("Siti"));
    assert_eq!(watcher.told().await, (doc(1), vec![]));
    assert_eq!(siti.frame().await, ServerFrame::Denied { channel: doc(1) });
    watcher.is(doc(1), EDITING);
    settle().await;
    siti.silent().await;
}

#[tokio::test(start_paused = true)]
async fn an_ended_session_is_nowhere() {
    let world = World::new();
    let mut watcher = world.person("Dewi", &[doc(1)]).await;
    let mut siti = world.person("Siti", &[doc(1)]).await;
    siti.is(doc(1), VIEWING);
    watcher.told().await;
    siti.rights.0.lock().unwrap().standing = Standing::Ended;
    world.hub.access_changed(id_of("Siti"));
    assert_eq!(watcher.told().await, (doc(1), vec![]));
    siti.closed().await;
}

#[tokio::test(start_paused = true)]
async fn a_socket_that_says_too_much_is_listened_to_now_and_then_and_stays_open() {
    let world = World::new();
    let mut watcher = world.person("Dewi", &[doc(1), doc(2)]).await;
    let mut loud = world.person("Siti", &[doc(1), doc(2)]).await;
    for round in 0..5_000 {
        loud.is(doc(1 + round % 2), EDITING);
    }
    settle().await;
    let told = watcher.told_within(1_000).await.len();
    assert!(told <= 12, "told {told} times of what one page said at once");
    world.publish(doc(1));
    loud.until(1).await;
    // Silence earns words again.
    sleep(Duration::from_secs(4)).await;
    watcher.told_within(1).await;
    loud.is(doc(2), VIEWING);
    assert_eq!(watcher.told().await, (doc(2), one("Siti", doc(2), VIEWING)));
}

#[tokio::test(start_paused = true)]
async fn a_storm_of_presence_takes_no_events_place() {
    let world = World::new();
    let mut reader = world.connect_with_room(0);
    reader.hello(0, &[LIST]);
    reader.welcome().await;
    let crowd: Vec<Page> = {
        let mut crowd = Vec::new();
        for number in 0..100 {
            crowd.push(world.person(&format!("Orang {number}"), &[LIST]).await);
        }
        crowd
    };
    let mut told = 0;
    for round in 0..10_u32 {
        for (number, page) in crowd.iter().enumerate() {
            page.is(doc(number as u128), if round % 2 == 0 { EDITING } else { None });
        }
        for _ in 0..QUEUE / 10 {
            world.publish(LIST);
        }
        sleep(Duration::from_millis(100)).await;
        // The reader takes two messages a round; the storm alone would be a hundred.
        for _ in 0..2 {
            if let Some(Outgoing::Text(text)) = reader.ready() {
                told += u32::from(matches!(reader.apply(&text), ServerFrame::Presence { .. }));
            }
        }
    }
    let head = world.head();
    reader.until(head).await;
    assert_eq!(reader.events, (1..=head).collect::<Vec<_>>());
    assert!(told <= 10, "{told}");
    assert_eq!(world.log.pages_read.load(std::sync::atomic::Ordering::Relaxed), 0, "nothing fell out of the queue");
}

#[tokio::test(start_paused = true)]
async fn a_reader_that_was_slow_is_told_what_stands_and_nothing_of_what_was() {
    let world = World::new();
    let mut reader = world.person("Dewi", &[doc(1)]).await;
    let siti = world.person("Siti", &[doc(1)]).await;
    siti.is(doc(1), VIEWING);
    reader.told().await;
    for state in [EDITING, VIEWING, EDITING, VIEWING, EDITING] {
        siti.is(doc(1), state);
        settle().await;
    }
    assert_eq!(reader.told().await, (doc(1), one("Siti", doc(1), EDITING)));
    reader.silent().await;
}

#[tokio::test(start_paused = true)]
async fn a_crowd_is_told_of_in_part_those_who_edit_first() {
    let world = World::new();
    let mut crowd = Vec::new();
    for number in 0..PRESENT_MAX + 20 {
        let page = world.person(&format!("Orang {number}"), &[doc(1)]).await;
        page.is(doc(1), if number == 5 { EDITING } else { VIEWING });
        crowd.push(page);
    }
    settle().await;
    let mut late = world.person("Dewi", &[doc(1)]).await;
    let (_, present) = late.told().await;
    assert_eq!(present.len(), PRESENT_MAX);
    assert_eq!(present[0].2, EDITING.unwrap());
}

#[tokio::test(start_paused = true)]
async fn what_is_told_is_encoded_once_for_all() {
    let world = World::new();
    let mut pages = Vec::new();
    for name in ["Ani", "Budi", "Cici"] {
        pages.push(world.person(name, &[LIST]).await);
    }
    pages[0].is(doc(1), EDITING);
    let mut places = Vec::new();
    for page in &mut pages {
        let Some(Outgoing::Text(text)) = page.next().await else { panic!("no text") };
        places.push(text.whole().as_ptr());
    }
    assert!(places.iter().all(|place| *place == places[0]));
}
