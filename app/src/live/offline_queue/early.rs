//! What is entered before the code is here that keeps it for good ([`super::cabinet`]): meanwhile the browser's small
//! storage has a note of it, and the next visit takes it up. Files are too large for that; the page says that it keeps
//! nothing.
//!
//! Always true here:
//! - a note is under a key of its own, so two tabs never write over each other's;
//! - it is there until the entry is kept for good, by whichever tab; who finds his own gone has nothing to do any more.
//!
//! It also remembers what is kept for good, so that the next visit shows it before it can read it, and what was thrown away
//! by somebody who went before that.

use leptos::prelude::window;
use model::ids::MutationId;
use web_sys::Storage;

use super::Entry;
use crate::json;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Begins the keys of all notes of `owner`. Ids are made in the order of the taps, and so sorted.
fn prefix(owner: &str) -> String {
    format!("lacakpo-early:{owner}:")
}

fn key(owner: &str, id: MutationId) -> String {
    format!("{}{id}", prefix(owner))
}

fn of_waiting(owner: &str) -> String {
    format!("lacakpo-waiting:{owner}")
}

fn of_thrown(owner: &str) -> String {
    format!("lacakpo-thrown:{owner}")
}

fn remove(key: &str) {
    if let Some(storage) = storage() {
        // Fails only where nothing is stored.
        let _ = storage.remove_item(key);
    }
}

/// Remembers what is kept for good: an entry a line.
pub(super) fn remember(owner: &str, kept: &[Entry]) {
    let lines: Vec<String> = kept.iter().filter_map(|entry| serde_json::to_string(entry).ok()).collect();
    let Some(storage) = storage().filter(|_| !lines.is_empty()) else { return remove(&of_waiting(owner)) };
    if storage.set_item(&of_waiting(owner), &lines.join("\n")).is_err() {
        // Half of it would be taken for all.
        remove(&of_waiting(owner));
    }
}

/// What was kept for good when a page looked last.
pub(super) fn remembered(owner: &str) -> Vec<Entry> {
    let lines = storage().and_then(|storage| storage.get_item(&of_waiting(owner)).ok()?).unwrap_or_default();
    let thrown = thrown(owner);
    let entries = lines.lines().filter_map(|line| json::read(line).ok());
    entries.filter(|entry: &Entry| !thrown.contains(&entry.id)).collect()
}

/// The person wants none of all this any more, and what is kept for good cannot be reached now.
pub(super) fn throw_away(owner: &str, entries: &[Entry]) {
    forget_all(owner);
    let all = thrown(owner).into_iter().chain(entries.iter().map(|entry| entry.id));
    let ids: Vec<String> = all.map(|id| id.to_string()).collect();
    if let Some(storage) = storage() {
        // Without a place to write there is nothing to be thrown away either.
        let _ = storage.set_item(&of_thrown(owner), &ids.join("\n"));
    }
}

/// What was thrown away so, and is still kept.
pub(super) fn thrown(owner: &str) -> Vec<MutationId> {
    let lines = storage().and_then(|storage| storage.get_item(&of_thrown(owner)).ok()?);
    lines.unwrap_or_default().lines().filter_map(|line| line.parse().ok()).collect()
}

/// It is kept no longer.
pub(super) fn forget_thrown(owner: &str) {
    remove(&of_thrown(owner));
}

/// Notes a new entry. Answers whether the browser has taken it.
pub(super) fn note(owner: &str, entry: &Entry) -> bool {
    let Some((storage, text)) = storage().zip(serde_json::to_string(entry).ok()) else { return false };
    storage.set_item(&key(owner, entry.id), &text).is_ok()
}

/// Whether it is still to be kept for good.
pub(super) fn is_noted(owner: &str, id: MutationId) -> bool {
    storage().is_some_and(|storage| matches!(storage.get_item(&key(owner, id)), Ok(Some(_))))
}

/// It is kept for good by now, or nobody wants it any more.
pub(super) fn forget(owner: &str, id: MutationId) {
    remove(&key(owner, id));
}

/// As [`forget`], of everything of this person.
pub(super) fn forget_all(owner: &str) {
    for key in keys(owner).into_iter().chain([of_waiting(owner)]) {
        remove(&key);
    }
}

/// What is noted, in the order of the taps.
pub(super) fn all(owner: &str) -> Vec<Entry> {
    keys(owner).iter().filter_map(|key| json::read(&storage()?.get_item(key).ok()??).ok()).collect()
}

fn keys(owner: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let prefix = prefix(owner);
    let all = (0..storage.length().unwrap_or_default()).filter_map(|at| storage.key(at).ok().flatten());
    let mut keys: Vec<String> = all.filter(|key| key.starts_with(&prefix)).collect();
    keys.sort();
    keys
}
