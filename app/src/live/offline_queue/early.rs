//! What is entered before the code is here that keeps it for good ([`super::cabinet`]): meanwhile the browser's small
//! storage has it, and the next visit finds it there. Files are too large for that; the page says that it keeps nothing.
//!
//! Always true here: an entry is under a key of its own, so two tabs never write over each other's.

use leptos::prelude::window;
use model::ids::MutationId;
use web_sys::Storage;

use super::{Entry, work::Order};
use crate::json;

fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// Begins the keys of all entries of `owner`. Ids are made in the order of the taps, and so sorted.
fn prefix(owner: &str) -> String {
    format!("lacakpo-early:{owner}:")
}

/// Writes down what `order` is to change. A browser that stores nothing keeps nothing, as it says already.
pub(super) fn note(owner: &str, order: &Order) {
    match order {
        Order::Add(entry, None) => {
            if let (Some(storage), Ok(text)) = (storage(), serde_json::to_string(entry)) {
                // A full storage.
                let _ = storage.set_item(&format!("{}{}", prefix(owner), entry.id), &text);
            }
        }
        Order::Discard(id, _) => forget(owner, *id),
        Order::Empty(_) => forget_all(owner),
        _ => {}
    }
}

/// It is kept for good by now, or nobody wants it any more.
pub(super) fn forget(owner: &str, id: MutationId) {
    if let Some(storage) = storage() {
        // Fails only where nothing is stored.
        let _ = storage.remove_item(&format!("{}{id}", prefix(owner)));
    }
}

/// As [`forget`], of everything of this person.
pub(super) fn forget_all(owner: &str) {
    for key in keys(owner) {
        // As above.
        let _ = storage().map(|storage| storage.remove_item(&key));
    }
}

/// What was written down, in the order of the taps.
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
