//! Seeded random schedules against a model page: every patch fits, nothing is missing, nothing comes twice.

#![expect(clippy::unwrap_used, reason = "a test says no more than that it failed")]

mod common;

use std::time::Duration;

use common::*;
use model::{
    Channel,
    frame::{ClientFrame, ServerFrame},
    presence::{Activity, Part},
};
use realtime::Outgoing;

const SEEDS: u64 = 60;
const STEPS: u64 = 120;

/// What one page must have received since its last snapshot, beside what it did.
struct Reader {
    page: Page,
    channels: Vec<Channel>,
    snapshot: i64,
    /// `welcome`s and `reset`s still to come; patches before them belong to the page before and are not laid over.
    unanswered: u32,
}

impl Reader {
    async fn arrive(world: &World, dice: &mut Dice) -> Reader {
        let room = if dice.below(2) == 0 { 0 } else { 40 };
        let mut page = world.connect_with_room(room);
        let snapshot = dice.below(world.head() as u64 + 1) as i64;
        let channels = some_channels(dice);
        page.hello(snapshot, &channels);
        Reader { page, channels, snapshot, unanswered: 1 }
    }

    /// Another page with a snapshot of some moment, as a tab that navigates.
    fn navigate(&mut self, world: &World, dice: &mut Dice) {
        let head = world.head();
        self.snapshot = head - dice.below(head as u64 + 1).min(5) as i64;
        self.channels = some_channels(dice);
        self.page.subscribe(self.snapshot, &self.channels);
        self.page.events.clear();
        self.unanswered += 1;
    }

    /// Says where it is; that must not change anything about events.
    fn be_somewhere(&self, dice: &mut Dice) {
        let channel = doc(u128::from(dice.below(4)));
        let state = match dice.below(3) {
            0 => None,
            1 => Some(Activity::Viewing),
            _ => Some(Activity::Editing(Part::Issue)),
        };
        self.page.send(&ClientFrame::Presence { channel, state });
    }

    fn take(&mut self, message: Outgoing) {
        match message {
            Outgoing::Text(text) if self.unanswered > 0 => match serde_json::from_str(&text).unwrap() {
                ServerFrame::Welcome { .. } => self.unanswered -= 1,
                ServerFrame::Patch { .. } | ServerFrame::Head { .. } | ServerFrame::Presence { .. } => {}
                other => panic!("{other:?}"),
            },
            // Fails on a patch that does not start at the cursor.
            Outgoing::Text(text) => drop(self.page.apply(&text)),
            Outgoing::Ping => self.page.send_raw(realtime::Incoming::Alive),
            Outgoing::Close(code) => panic!("closed with {code}"),
        }
    }

    /// Everything of its channels after the snapshot, once, in order; nothing else.
    fn check(&self, world: &World, seed: u64) {
        let state = world.log.state.lock().unwrap();
        let expected: Vec<i64> = state.entries[self.snapshot as usize..]
            .iter()
            .filter(|entry| entry.channels.iter().any(|channel| self.channels.contains(channel)))
            .map(|entry| entry.seq)
            .collect();
        assert_eq!(self.page.events, expected, "seed {seed}");
        assert_eq!(self.page.cursor, state.entries.len() as i64, "seed {seed}");
    }
}

fn some_channels(dice: &mut Dice) -> Vec<Channel> {
    match dice.below(4) {
        0 => vec![],
        1 => vec![doc(1)],
        2 => vec![doc(1), doc(2)],
        _ => vec![doc(0), doc(1), doc(2), doc(3)],
    }
}

async fn schedule(seed: u64) {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    // Half of the schedules go the long way only.
    let world = World { express: dice.below(2) == 0, ..World::new() };
    let mut unpublished = Vec::new();
    let mut readers: Vec<Reader> = Vec::new();
    for _ in 0..STEPS {
        match dice.below(12) {
            // A burst, small or larger than a queue; told to the hub now or later, like a relay that is late.
            0..=3 => {
                let count = if dice.below(12) == 0 { 300 } else { 1 + dice.below(4) };
                for _ in 0..count {
                    unpublished.push(world.commit(doc(u128::from(dice.below(4)))));
                }
            }
            4 => unpublished.drain(..).for_each(|entry| world.hub.publish(FACTORY, &entry)),
            5 => {
                world.hub.publish_all(FACTORY, &unpublished).await;
                unpublished.clear();
            }
            // The relay started anew and never publishes what it had read.
            6 if dice.below(4) == 0 => {
                unpublished.clear();
                world.hub.publish_missed(FACTORY);
            }
            7 if readers.len() < 4 => readers.push(Reader::arrive(&world, &mut dice).await),
            8 if !readers.is_empty() => {
                let index = dice.below(readers.len() as u64) as usize;
                readers[index].navigate(&world, &mut dice);
            }
            9 if !readers.is_empty() => {
                let index = dice.below(readers.len() as u64) as usize;
                match dice.below(5) {
                    0 => readers[index].page.send(&ClientFrame::Ping),
                    1 | 2 => readers[index].be_somewhere(&mut dice),
                    3 => world.hub.access_changed(USER),
                    _ => drop(readers.swap_remove(index)),
                }
            }
            // Some of what is on the wires is taken; the rest makes the wire full.
            _ => {
                for reader in &mut readers {
                    for _ in 0..dice.below(4) {
                        if let Some(message) = reader.page.ready() {
                            reader.take(message);
                        }
                    }
                }
            }
        }
        for _ in 0..dice.below(6) {
            tokio::task::yield_now().await;
        }
    }
    unpublished.drain(..).for_each(|entry| world.hub.publish(FACTORY, &entry));
    // Quiet: a ping flushes what was hidden; then everybody has everything.
    for reader in &mut readers {
        drain(reader).await;
        reader.page.send(&ClientFrame::Ping);
        drain(reader).await;
        reader.check(&world, seed);
    }
}

async fn drain(reader: &mut Reader) {
    let mut quiet = 0;
    while quiet < 30 {
        match reader.page.ready() {
            Some(message) => {
                reader.take(message);
                quiet = 0;
            }
            None => quiet += 1,
        }
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn every_schedule_leaves_every_page_complete() {
    for seed in 1..=SEEDS {
        let run = tokio::time::timeout(Duration::from_secs(3600), schedule(seed));
        run.await.unwrap_or_else(|_| panic!("seed {seed} never ends"));
    }
}

/// The same on several threads, where tasks really run beside each other.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_storm_on_several_threads_loses_nothing() {
    for express in [true, false] {
        storm(World { express, ..World::new() }).await;
    }
}

async fn storm(world: World) {
    let world = std::sync::Arc::new(world);
    const EVENTS: i64 = 6_000;
    let mut pages = Vec::new();
    for number in 0..40 {
        let world = std::sync::Arc::clone(&world);
        pages.push(tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(number * 5)).await;
            let mut page = world.connect_with_room(if number % 4 == 0 { 0 } else { 64 });
            let snapshot = world.head();
            page.hello(snapshot, &[ALL]);
            if number % 4 == 0 {
                tokio::time::sleep(Duration::from_millis(150)).await;
            }
            page.until(EVENTS).await;
            assert_eq!(page.events, (snapshot + 1..=EVENTS).collect::<Vec<_>>());
        }));
    }
    for seq in 1..=EVENTS {
        world.publish(ALL);
        if seq % 50 == 0 {
            tokio::task::yield_now().await;
        }
    }
    for page in pages {
        page.await.unwrap();
    }
}
