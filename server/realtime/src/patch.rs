//! Patches, put together from events that were encoded once.
//!
//! Always true here: a patch covers `from..=to` completely for the channels asked, so entries of other channels move
//! `to` without being in it.

use std::{collections::HashSet, fmt::Write, sync::Arc};

use model::Channel;

use crate::replay::LogEntry;

/// About how large a patch gets, in bytes. One larger event still travels, alone. Small enough that even a phone at
/// the edge of the Wi-Fi takes one within the time a write may last.
pub(crate) const PATCH_BYTES: usize = 64 * 1024;

/// The first patch of some entries.
pub(crate) struct Cut {
    /// How many entries it covers; at least one if there was one.
    pub(crate) covered: usize,
    /// The frame; `None` when no entry is of the channels.
    pub(crate) frame: Option<String>,
}

/// Covers as many of `entries`, which follow `from` without holes, as one patch for `channels` holds.
pub(crate) fn cut(from: i64, entries: &[Arc<LogEntry>], channels: &HashSet<Channel>) -> Cut {
    let (mut covered, mut bytes) = (0, 0);
    let mut events: Vec<&str> = Vec::new();
    for entry in entries {
        if entry.channels.iter().any(|channel| channels.contains(channel)) {
            if !events.is_empty() && bytes + entry.json.len() > PATCH_BYTES {
                break;
            }
            bytes += entry.json.len() + 1;
            events.push(&entry.json);
        }
        covered += 1;
    }
    let to = entries[..covered].last().map_or(from, |entry| entry.seq);
    Cut { covered, frame: (!events.is_empty()).then(|| frame(from, to, &events, bytes)) }
}

/// A patch that only moves the cursor.
pub(crate) fn empty(from: i64, to: i64) -> String {
    frame(from, to, &[], 0)
}

/// Written by hand, because the events are JSON already; `model::frame::ServerFrame::Patch` is its shape.
fn frame(from: i64, to: i64, events: &[&str], bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 80);
    // Writing to a String cannot fail.
    let _ = write!(text, r#"{{"type":"patch","from":{from},"to":{to},"events":["#);
    for (index, event) in events.iter().enumerate() {
        if index > 0 {
            text.push(',');
        }
        text.push_str(event);
    }
    text.push_str("]}");
    text
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
        let parsed: ServerFrame = serde_json::from_str(&empty(3, 9)).expect("a frame");
        assert_eq!(parsed, ServerFrame::Patch { from: 3, to: 9, events: Vec::new() });
    }

    #[test]
    fn hidden_entries_move_the_end_but_are_not_inside() {
        let entries = [entry(4, channel(1), "4"), entry(5, channel(2), "5"), entry(6, channel(1), "6")];
        let cut = cut(3, &entries, &HashSet::from([channel(2)]));
        assert_eq!(cut.covered, 3);
        assert_eq!(cut.frame.as_deref(), Some(r#"{"type":"patch","from":3,"to":6,"events":[5]}"#));
    }

    #[test]
    fn only_hidden_entries_make_no_frame() {
        let cut = cut(3, &[entry(4, channel(1), "4")], &HashSet::new());
        assert_eq!((cut.covered, cut.frame), (1, None));
    }

    #[test]
    fn large_events_are_split_and_none_is_too_large_to_travel() {
        let large = format!("\"{}\"", "x".repeat(PATCH_BYTES));
        let entries = [entry(1, channel(1), &large), entry(2, channel(2), "2"), entry(3, channel(1), &large)];
        let cut = cut(0, &entries, &HashSet::from([channel(1)]));
        assert_eq!(cut.covered, 2);
        assert!(cut.frame.is_some_and(|frame| frame.starts_with(r#"{"type":"patch","from":0,"to":2,"#)));
    }
}
