//! Patches, put together from events that were encoded once, and shared by everybody they are the same for.
//!
//! Always true here:
//! - A patch covers `from..=to` completely for the channels asked, so entries of other channels move `to` without being
//!   in it.
//! - Two sockets share a patch only when both ends and every event in it are the very same: the events are compared by
//!   where they lie in memory, and what is remembered keeps them there. So rights decide what is in a patch, and
//!   sharing never does.

use std::{
    collections::VecDeque,
    fmt::Write,
    sync::{Arc, Mutex, PoisonError},
};

use model::{
    Channel,
    planted::{Mistake, planted},
};

use crate::{replay::LogEntry, transport::Text};

/// About how large a patch gets, in bytes. One larger event still travels, alone. Small enough that even a phone at
/// the edge of the Wi-Fi takes one within the time a write may last.
pub(crate) const PATCH_BYTES: usize = if cfg!(feature = "simulation") { 4 * 1024 } else { 64 * 1024 };
/// Patches remembered for sharing. At one moment there are as many as there are audiences at one cursor: pages of the
/// list, pages of the order, pages of the item, and a few that are a batch behind.
const REMEMBERED: usize = 8;

/// The first patch of some entries.
pub(crate) struct Cut {
    /// How many entries it covers; at least one if there was one.
    pub(crate) covered: usize,
    /// The page's cursor after it.
    pub(crate) to: i64,
    /// Those of the channels.
    pub(crate) events: Vec<Arc<LogEntry>>,
}

/// Covers as many of `entries`, which follow `from` without holes, as one patch for `channels` holds.
pub(crate) fn cut(from: i64, entries: &[Arc<LogEntry>], channels: &[Channel]) -> Cut {
    let (mut covered, mut bytes) = (0, 0);
    let mut events: Vec<Arc<LogEntry>> = Vec::new();
    for entry in entries {
        if entry.channels.iter().any(|channel| channels.contains(channel)) {
            if !events.is_empty() && bytes + entry.json.len() > PATCH_BYTES {
                break;
            }
            bytes += entry.json.len() + 1;
            events.push(Arc::clone(entry));
        }
        covered += 1;
    }
    let to = entries[..covered].last().map_or(from, |entry| entry.seq);
    Cut { covered, to, events }
}

/// The patch of these `events`. Written by hand, because they are JSON already;
/// `model::frame::ServerFrame::Patch` is its shape.
pub(crate) fn frame(from: i64, to: i64, events: &[Arc<LogEntry>]) -> Text {
    let bytes: usize = events.iter().map(|event| event.json.len() + 1).sum();
    let mut text = String::with_capacity(bytes + 80);
    // Writing to a String cannot fail.
    let _ = write!(text, r#"{{"type":"patch","from":{from},"to":{to},"events":["#);
    for (index, event) in events.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(&event.json);
    }
    text.push_str("]}");
    text.into()
}

/// The last live patches of one factory.
#[derive(Debug, Default)]
pub(crate) struct Shared(Mutex<VecDeque<Encoded>>);

#[derive(Debug)]
struct Encoded {
    from: i64,
    to: i64,
    events: Vec<Arc<LogEntry>>,
    text: Text,
}

impl Shared {
    /// The patch of these `events`, encoded by whoever comes first. The others wait for that moment, which is shorter
    /// than doing it themselves.
    pub(crate) fn frame(&self, from: i64, to: i64, events: Vec<Arc<LogEntry>>) -> Text {
        let mut encoded = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |known: &&Encoded| {
            known.from == from
                && known.to == to
                && (planted(Mistake::PatchSharedByPlace)
                    || known.events.len() == events.len()
                        && known.events.iter().zip(&events).all(|(known, event)| Arc::ptr_eq(known, event)))
        };
        if let Some(known) = encoded.iter().find(same) {
            return known.text.clone();
        }
        let text = frame(from, to, &events);
        encoded.truncate(REMEMBERED - 1);
        encoded.push_front(Encoded { from, to, events, text: text.clone() });
        text
    }
}

/// Entries on their way to one listener after the other. Most listeners stand at the same place with the same channels,
/// so what the last of them was told is kept for the next.
pub(crate) struct Batch<'a> {
    entries: &'a [Arc<LogEntry>],
    shared: &'a Shared,
    last: Option<Told>,
}

/// What one listener is told of a batch's entries from `skipped` on.
#[derive(Debug)]
pub(crate) struct Told {
    skipped: usize,
    from: i64,
    channels: Vec<Channel>,
    /// How many entries that covers.
    pub(crate) covered: usize,
    /// The page's cursor after it.
    pub(crate) to: i64,
    /// The patch; `None` if none of them is for these channels.
    pub(crate) text: Option<Text>,
}

impl<'a> Batch<'a> {
    /// `entries` follow each other without holes.
    pub(crate) fn new(entries: &'a [Arc<LogEntry>], shared: &'a Shared) -> Batch<'a> {
        Batch { entries, shared, last: None }
    }

    pub(crate) fn entries(&self) -> &'a [Arc<LogEntry>] {
        self.entries
    }

    /// The first patch of the entries after `skipped` of them, for a page that was told of everything up to `from`.
    pub(crate) fn told(&mut self, skipped: usize, from: i64, channels: &[Channel]) -> &Told {
        let same = |told: &Told| told.skipped == skipped && told.from == from && told.channels == channels;
        let last = self.last.take().filter(same);
        self.last.insert(last.unwrap_or_else(|| {
            let Cut { covered, to, events } = cut(from, &self.entries[skipped..], channels);
            let text = (!events.is_empty()).then(|| self.shared.frame(from, to, events));
            Told { skipped, from, channels: channels.to_vec(), covered, to, text }
        }))
    }
}

#[cfg(test)]
mod tests {
    use model::frame::ServerFrame;

    use super::*;

    fn entry(seq: i64, channel: Channel, json: &str) -> Arc<LogEntry> {
        Arc::new(LogEntry { seq, channels: vec![channel], json: json.into() })
    }

    fn channel(number: u128) -> Channel {
        Channel::Factory(model::ids::FactoryId(uuid::Uuid::from_u128(number)))
    }

    #[test]
    fn an_empty_patch_is_a_patch_of_the_contract() {
        let parsed: ServerFrame = serde_json::from_str(&frame(3, 9, &[])).expect("a frame");
        assert_eq!(parsed, ServerFrame::Patch { from: 3, to: 9, events: Vec::new() });
    }

    #[test]
    fn hidden_entries_move_the_end_but_are_not_inside() {
        let entries = [entry(4, channel(1), "4"), entry(5, channel(2), "5"), entry(6, channel(1), "6")];
        let Cut { covered, to, events } = cut(3, &entries, &[channel(2)]);
        assert_eq!((covered, to), (3, 6));
        assert_eq!(&*frame(3, to, &events), r#"{"type":"patch","from":3,"to":6,"events":[5]}"#);
    }

    #[test]
    fn only_hidden_entries_leave_nothing_to_say() {
        let cut = cut(3, &[entry(4, channel(1), "4")], &[]);
        assert_eq!((cut.covered, cut.to, cut.events.len()), (1, 4, 0));
    }

    #[test]
    fn large_events_are_split_and_none_is_too_large_to_travel() {
        let large = format!("\"{}\"", "x".repeat(PATCH_BYTES));
        let entries = [entry(1, channel(1), &large), entry(2, channel(2), "2"), entry(3, channel(1), &large)];
        let cut = cut(0, &entries, &[channel(1)]);
        assert_eq!((cut.covered, cut.to, cut.events.len()), (2, 2, 1));
    }

    #[test]
    fn each_listener_of_a_batch_is_told_by_its_own_place_and_channels() {
        let entries = [entry(5, channel(1), "5"), entry(6, channel(2), "6"), entry(7, channel(1), "7")];
        let shared = Shared::default();
        let mut batch = Batch::new(&entries, &shared);
        let table: [(usize, i64, &[Channel], Option<&str>); 6] = [
            (0, 4, &[channel(1)], Some(r#"{"type":"patch","from":4,"to":7,"events":[5,7]}"#)),
            (0, 4, &[channel(1)], Some(r#"{"type":"patch","from":4,"to":7,"events":[5,7]}"#)),
            (0, 4, &[channel(2)], Some(r#"{"type":"patch","from":4,"to":7,"events":[6]}"#)),
            (0, 3, &[channel(2)], Some(r#"{"type":"patch","from":3,"to":7,"events":[6]}"#)),
            (2, 3, &[channel(2)], None),
            (0, 3, &[], None),
        ];
        for (skipped, from, channels, text) in table {
            let told = batch.told(skipped, from, channels);
            assert_eq!((told.covered, told.to, told.text.as_deref()), (3 - skipped, 7, text));
        }
    }

    #[test]
    fn the_same_patch_is_encoded_once() {
        let shared = Shared::default();
        let events = vec![entry(1, channel(1), "1"), entry(2, channel(1), "2")];
        let (first, again) = (shared.frame(0, 2, events.clone()), shared.frame(0, 2, events));
        assert_eq!(&*first, r#"{"type":"patch","from":0,"to":2,"events":[1,2]}"#);
        assert_eq!(first.whole().as_ptr(), again.whole().as_ptr(), "the very same bytes");
    }

    #[test]
    fn what_differs_in_anything_is_not_shared() {
        let shared = Shared::default();
        let (first, second) = (entry(1, channel(1), "1"), entry(2, channel(1), "2"));
        // The same place in the log, but another event: the database was restored in between.
        let restored = entry(2, channel(1), "\"other\"");
        let table = [
            (0, 2, vec![first.clone(), second.clone()], r#"{"type":"patch","from":0,"to":2,"events":[1,2]}"#),
            (0, 2, vec![second.clone()], r#"{"type":"patch","from":0,"to":2,"events":[2]}"#),
            (0, 2, vec![first.clone()], r#"{"type":"patch","from":0,"to":2,"events":[1]}"#),
            (1, 2, vec![second.clone()], r#"{"type":"patch","from":1,"to":2,"events":[2]}"#),
            (1, 3, vec![second], r#"{"type":"patch","from":1,"to":3,"events":[2]}"#),
            (0, 2, vec![first, restored], r#"{"type":"patch","from":0,"to":2,"events":[1,"other"]}"#),
        ];
        for (from, to, events, text) in table {
            assert_eq!(&*shared.frame(from, to, events), text);
        }
    }

    #[test]
    fn only_the_last_few_are_remembered() {
        let shared = Shared::default();
        (0..100).for_each(|seq| drop(shared.frame(seq, seq + 1, vec![entry(seq + 1, channel(1), "0")])));
        assert_eq!(shared.0.lock().expect("nobody panicked").len(), REMEMBERED);
    }
}
