//! Keeping what a page shows, as long as it is true and somebody is signed in.

use std::{rc::Rc, time::Duration};

use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local, wasm_split::wasm_split};
use model::{Timestamp, purchase_order::TasksSnapshot};
use uuid::Uuid;

use super::{
    Kept, Unkept,
    shelf::{Sheet, Shelf},
};
use crate::{
    account::Viewer,
    error::AppError,
    lazy::until_here,
    live::{Cursor, Link, Live, mutation::pause, now},
    ui::clock::Clock,
};

/// How often is looked whether there is something new to keep.
const LOOK: Duration = Duration::from_secs(5);
/// On a shared tablet, how often is kept that somebody is still here.
const SEEN_MS: i64 = 30_000;
/// Items that are written at once, and the breath after them: a long list must not be what the device is busy with.
const ITEMS_AT_ONCE: usize = 50;
const BREATH_MS: u32 = 10;

/// What is kept by this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing yet.
    Nothing,
    /// Something is being written.
    Writing,
    /// Everything up to here, as it was true then.
    Kept(Cursor, Timestamp),
    /// The device keeps nothing. The next page tries again.
    Refused,
}

/// What a page gives to be kept.
struct Source {
    live: Live,
    viewer: Viewer,
    clock: Clock,
    stands: Rc<dyn Fn() -> Option<Cursor>>,
    take: Take,
}

type Take = Rc<dyn Fn(bool, usize) -> Option<Unkept>>;

/// Keeps what `take` gives, while the part of the page that calls this is drawn: the confirmed items that it has not given
/// before, or any of them when told so, and so many at most. `stands` says up to where the log is in them; `None` while they
/// are not all here. Both have nothing to say once the page is gone.
pub fn keep(
    live: Live,
    viewer: Viewer,
    clock: Clock,
    stands: impl Fn() -> Option<Cursor> + 'static,
    take: impl Fn(bool, usize) -> Option<Unkept> + 'static,
) {
    let source = Source { live, viewer, clock, stands: Rc::new(stands), take: Rc::new(take) };
    let source = StoredValue::new_local(Some(source));
    Effect::new(move |_| {
        spawn_local(ScopedFuture::new_untracked(async move {
            until_here(fetch, async || ()).await;
            // None where the page has gone meanwhile.
            if let Some(source) = source.try_update_value(Option::take).flatten() {
                // Its code is here.
                let _ = keep_on(source).await;
            }
        }));
    });
}

/// [`keep`], in the file that comes once the page is awake.
#[wasm_split(work, wasm_split_path = ::leptos::wasm_split, preload(fetch), fallible)]
fn keep_on(source: Source) -> Result<(), AppError> {
    let Source { live, viewer, clock, stands, take } = source;
    let writer = Uuid::now_v7().to_string();
    let state = StoredValue::new_local(State::Nothing);
    let sign_outs = StoredValue::new_local(0u32);
    let look = move || {
        let is_true = live.link.try_get_untracked() == Some(Link::Live);
        if live.signed_out.try_get_untracked() != Some(false) || !is_true {
            return;
        }
        let Some(cursor) = stands() else { return };
        let is_first = match state.try_get_value() {
            Some(State::Nothing) => true,
            Some(State::Kept(before, _)) if before != cursor => false,
            Some(State::Kept(_, seen)) if viewer.lock_minutes.is_some() && now().millis_since(seen) >= SEEN_MS => false,
            _ => return,
        };
        state.set_value(State::Writing);
        let (writer, viewer, take) = (writer.clone(), viewer.clone(), take.clone());
        let before = sign_outs.try_get_value();
        spawn_local(async move {
            let page = Page { live, writer, viewer, clock };
            let mut written = write(page, is_first, take).await;
            // Signed out in between: what was just written must not outlive it, and is not all there any more.
            if sign_outs.try_get_value() != before {
                super::forget();
                written = State::Nothing;
            }
            state.try_set_value(written);
        });
    };
    Effect::new(move |_| {
        let again = {
            let look = look.clone();
            move || {
                if !document().hidden() {
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
            // Whoever signs in again begins with nothing.
            sign_outs.try_update_value(|count| *count += 1);
            state.try_update_value(|state| {
                if matches!(state, State::Kept(..)) {
                    *state = State::Nothing;
                }
            });
        }
    });
    Ok(())
}

/// Who writes.
struct Page {
    live: Live,
    writer: String,
    viewer: Viewer,
    clock: Clock,
}

/// Writes down what `take` gives, in parts, with a breath in between.
async fn write(page: Page, is_first: bool, take: Take) -> State {
    let Page { live, writer, viewer, clock } = page;
    let Ok(shelf) = Shelf::open().await else { return State::Refused };
    let mut begins = is_first;
    while live.signed_out.try_get_untracked() == Some(false) {
        let Some(Unkept { items, order, cursor }) = take(begins, ITEMS_AT_ONCE) else { break };
        let (here, at) = (now(), clock.exactly());
        let frame = cursor.map(|Cursor { epoch, seq }| {
            let tasks = TasksSnapshot { epoch, seq, now: at, items: Vec::new() };
            Kept { viewer: viewer.clone(), skew: at.0 - here.0, seen: here, tasks }
        });
        let sheet = Sheet { writer: &writer, is_first, items: &items, order: order.as_deref(), frame: frame.as_ref() };
        match shelf.write(&viewer.slug, sheet).await {
            Err(_) => return State::Refused,
            Ok(false) => return State::Nothing,
            Ok(true) => {}
        }
        if let Some(cursor) = cursor {
            return State::Kept(cursor, here);
        }
        begins = false;
        pause(BREATH_MS).await;
    }
    State::Nothing
}
