//! Keeping what a page shows, as long as it is true and somebody is signed in.

use std::time::Duration;

use leptos::{prelude::*, task::spawn_local};
use model::{
    Timestamp,
    purchase_order::{Item, TasksSnapshot},
};

use super::{Kept, shelf};
use crate::{
    account::Viewer,
    live::{Cursor, Link, Live, Uptime, mutation::pause, now, uptime},
    ui::clock::Clock,
};

/// How often is looked whether there is something new to keep.
const LOOK: Duration = Duration::from_secs(5);
/// For each item that was written, so long is waited before all are written again: a long list must not be what the
/// device is busy with.
const REST_MS: i64 = 10;
/// On a shared tablet, how often is kept that somebody is still here.
const SEEN_MS: i64 = 30_000;
/// Items that are written out at once, so that no finger has to wait.
const ITEMS_AT_ONCE: usize = 50;

/// Keeps what `items` answers, while the part of the page that calls this is drawn: the confirmed items in their order.
/// `stands` says up to where the log is in them; `None` while they are not all here.
pub fn keep(
    live: Live,
    viewer: Viewer,
    clock: Clock,
    stands: impl Fn() -> Option<Cursor> + Clone + 'static,
    items: impl Fn() -> Vec<Item> + Clone + 'static,
) {
    let kept = StoredValue::new_local(None::<(Cursor, Timestamp)>);
    let is_writing = StoredValue::new_local(false);
    let rested = StoredValue::new_local(Uptime::default());
    let look = move || {
        let is_true = live.link.try_get_untracked() == Some(Link::Live);
        if live.signed_out.try_get_untracked() != Some(false) || !is_true || is_writing.try_get_value() != Some(false) {
            return;
        }
        let Some(cursor) = stands() else { return };
        let (here, at) = (now(), clock.exactly());
        let is_kept = kept.try_get_value().flatten().is_some_and(|(before, seen)| {
            before == cursor && (viewer.lock_minutes.is_none() || here.millis_since(seen) < SEEN_MS)
        });
        if is_kept {
            return;
        }
        is_writing.set_value(true);
        let items = items();
        rested.set_value(uptime().after(REST_MS * items.len() as i64));
        let viewer = viewer.clone();
        spawn_local(async move {
            let tasks = TasksSnapshot { epoch: cursor.epoch, seq: cursor.seq, now: at, items: Vec::new() };
            let frame = Kept { viewer: viewer.clone(), skew: at.0 - here.0, seen: here, tasks };
            let text = write_out(&frame, &items).await;
            if let Some(text) = text.filter(|_| live.signed_out.try_get_untracked() == Some(false)) {
                shelf::write(&viewer.slug, &text).await;
                // Signed out in between: what was just written must not outlive it.
                if live.signed_out.try_get_untracked() == Some(true) {
                    super::forget();
                }
            }
            kept.try_set_value(Some((cursor, here)));
            is_writing.try_set_value(false);
        });
    };
    Effect::new(move |_| {
        let again = {
            let look = look.clone();
            move || {
                if rested.try_get_value().is_some_and(|rested| rested <= uptime()) {
                    look();
                }
            }
        };
        if let Ok(looking) = set_interval_with_handle(again, LOOK) {
            on_cleanup(move || looking.clear());
        }
        // Who puts the tablet away may not come back to this page.
        let hidden = window_event_listener_untyped("visibilitychange", {
            let look = look.clone();
            move |_| look()
        });
        on_cleanup(move || hidden.remove());
    });
    Effect::new(move |_| {
        if live.signed_out.get() {
            super::forget();
        }
    });
}

/// `frame`, whose list is empty, with `items` in it, as JSON; written in parts, with a breath in between.
async fn write_out(frame: &Kept, items: &[Item]) -> Option<String> {
    let text = serde_json::to_string(frame).ok()?;
    // The list is the last part of the last part: its brackets are what the text ends with.
    let mut text = text.strip_suffix("]}}")?.to_owned();
    for (number, part) in items.chunks(ITEMS_AT_ONCE).enumerate() {
        for (place, item) in part.iter().enumerate() {
            if number + place > 0 {
                text.push(',');
            }
            text.push_str(&serde_json::to_string(item).ok()?);
        }
        pause(0).await;
    }
    text.push_str("]}}");
    Some(text)
}
