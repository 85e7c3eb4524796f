//! The browser's half of the queue: written down, sent in order, answered. See the invariants above.

mod turn;

use std::{cell::Cell, pin::pin, rc::Rc};

use futures::{channel::oneshot, future::select};
use leptos::{prelude::*, task::spawn_local, wasm_split::wasm_split};
use model::ids::MutationId;
use web_sys::Blob;

use self::turn::{Held, outcome, settle, while_shown};
use super::{
    Entry, OfflineQueue, State, Told,
    cabinet::{Broken, Cabinet},
    early, next,
    tabs::{Tabs, Word, alone},
    work::{Order, file_here},
};
use crate::{
    error::AppError,
    live::{
        Link,
        mutation::{pause, until},
    },
};

/// What could not be sent is tried again after this, then after twice as long, and so on; at once where the line comes
/// back, or something else is to be sent.
const AGAIN_MS: u32 = 4_000;
const AGAIN_MAX_MS: u32 = 32_000;

/// Does what was ordered. The way into this file.
#[wasm_split(work, wasm_split_path = ::leptos::wasm_split, preload(fetch), fallible)]
pub(super) fn take(queue: OfflineQueue, order: Order) -> Result<(), AppError> {
    match order {
        Order::Begin => begin(queue),
        Order::Add(entry, file) => add(queue, *entry, file),
        Order::Discard(id, next) => discard(queue, id, next.map(|next| *next)),
        Order::Replace(id, instead) => replace(queue, id, *instead),
        Order::Empty(after) => empty(queue, after),
        Order::File(id, answer) => spawn_local(async move {
            // Nobody waits any more where the page has gone.
            let _ = answer.send(file(queue, id).await);
        }),
    }
    Ok(())
}

/// Reads what is left over from before, and sends it.
fn begin(queue: OfflineQueue) {
    let Some(owner) = queue.work.try_with_value(|work| work.owner.clone()) else { return };
    let tabs = Tabs::of(&owner, move |word| {
        spawn_local(async move {
            if let Word::Idle(id) = word {
                queue.tell(&Told::Answered(id, Ok(Vec::new())));
            }
            reread(queue).await;
            // That tab may be gone, or have no line, before its turn comes.
            run(queue);
        });
    });
    queue.work.try_update_value(|work| work.tabs = Some(Rc::new(tabs)));
    spawn_local(async move {
        reread(queue).await;
        queue.work.try_update_value(|work| work.is_read = true);
        run(queue);
    });
}

/// The place where entries are kept; opened once.
async fn cabinet(queue: OfflineQueue) -> Option<(Cabinet, Rc<str>)> {
    let known = queue.work.try_with_value(|work| (work.cabinet.clone(), work.owner.clone()))?;
    if let (Some(cabinet), owner) = known {
        return Some((cabinet, owner));
    }
    let opened = Cabinet::open().await;
    let cabinet = queue.work.try_update_value(|work| work.cabinet.get_or_insert(opened).clone())?;
    queue.forgetful.try_set(!cabinet.is_lasting());
    Some((cabinet, known.1))
}

/// Forgets what was thrown away by somebody who went before this code had come.
async fn forget_thrown(queue: OfflineQueue, cabinet: &Cabinet, owner: &str) -> Result<(), Broken> {
    let thrown = early::thrown(owner);
    // Where the device's own place does not open, it is still there.
    if thrown.is_empty() || !cabinet.is_lasting() {
        return Ok(());
    }
    forget_all(queue, cabinet, owner, &thrown).await?;
    early::forget_thrown(owner);
    Ok(())
}

/// Forgets these, and has all pages forget what they show of them.
async fn forget_all(queue: OfflineQueue, cabinet: &Cabinet, owner: &str, ids: &[MutationId]) -> Result<(), Broken> {
    for id in ids {
        cabinet.forget(owner, *id).await?;
        queue.tell(&Told::Answered(*id, Ok(Vec::new())));
        say(queue, &Word::Idle(*id));
    }
    Ok(())
}

/// Remembers what the device has, for the next visit.
async fn remember(cabinet: &Cabinet, owner: &str) {
    if let Ok(kept) = cabinet.all(owner).await
        && cabinet.is_lasting()
    {
        early::remember(owner, &kept.into_iter().map(|(_, entry)| entry).collect::<Vec<_>>());
    }
}

/// Shows what the device has: other tabs write there, too.
async fn reread(queue: OfflineQueue) {
    let Some((cabinet, owner)) = cabinet(queue).await else { return };
    // What cannot be forgotten now is in the way of nothing: it is tried again before anything is sent.
    let _ = forget_thrown(queue, &cabinet, &owner).await;
    let Ok(kept) = cabinet.all(&owner).await else { return };
    let mut kept: Vec<Entry> = kept.into_iter().map(|(_, entry)| entry).collect();
    if cabinet.is_lasting() {
        early::remember(&owner, &kept);
        let remembered = queue.work.try_update_value(|work| std::mem::take(&mut work.remembered)).unwrap_or_default();
        for id in remembered.into_iter().filter(|id| kept.iter().all(|entry| entry.id != *id)) {
            // It was answered before the visit that left it could say so.
            queue.tell(&Told::Answered(id, Ok(Vec::new())));
        }
    }
    let Some(shown) = queue.entries.try_get_untracked() else { return };
    for entry in &kept {
        let before = shown.iter().find(|shown| shown.id == entry.id);
        match (&entry.state, before.map(Entry::is_waiting)) {
            (State::Waiting, None | Some(false)) => queue.tell(&Told::Entered(Box::new(entry.clone()))),
            (State::Refused(reason), Some(true)) => queue.tell(&Told::Refused(entry.id, reason.text.clone())),
            (State::Clash(_), Some(true)) => queue.tell(&Told::Answered(entry.id, Err(model::Refusal::Stale.into()))),
            _ => {}
        }
    }
    // And what is on the device, which cannot be read now.
    let unwritten =
        queue.work.try_with_value(|work| [&*work.unwritten, &*work.remembered].concat()).unwrap_or_default();
    let is_coming = |entry: &&Entry| unwritten.contains(&entry.id) && kept.iter().all(|kept| kept.id != entry.id);
    let coming: Vec<Entry> = shown.iter().filter(is_coming).cloned().collect();
    kept.extend(coming);
    if shown != kept {
        queue.entries.try_set(kept);
    }
}

/// The file that belongs to an entry.
async fn file(queue: OfflineQueue, id: MutationId) -> Option<Blob> {
    let (cabinet, owner) = cabinet(queue).await?;
    match file_here(queue, id) {
        Some(file) => Some(file),
        None => cabinet.file(&owner, id).await,
    }
}

fn add(queue: OfflineQueue, entry: Entry, file: Option<Blob>) {
    let id = entry.id;
    if queue.work.try_with_value(|work| work.noted.contains(&id)) == Some(true) {
        return add_noted(queue, entry);
    }
    let written = move || {
        queue.work.try_update_value(|work| work.unwritten.retain(|other| *other != id));
    };
    write(queue, async move |cabinet, owner| cabinet.put(&owner, &entry, file.as_ref()).await, written);
}

/// Keeps for good what is noted. Other tabs have the same notes: one at a time, and whoever comes later finds nothing to do.
fn add_noted(queue: OfflineQueue, entry: Entry) {
    spawn_local(async move {
        let Some(owner) = queue.work.try_with_value(|work| work.owner.clone()) else { return };
        let id = entry.id;
        // Not the turn of sending, which may take long.
        alone(&format!("{owner}:notes"), keep_noted(queue, entry)).await;
        queue.work.try_update_value(|work| {
            work.unwritten.retain(|other| *other != id);
            work.noted.retain(|other| *other != id);
            if work.noted.is_empty() {
                for turn in work.after_notes.drain(..) {
                    // Whose page has gone waits no more.
                    let _ = turn.send(());
                }
            }
        });
        reread(queue).await;
        say(queue, &Word::Changed);
        run(queue);
    });
}

async fn keep_noted(queue: OfflineQueue, entry: Entry) {
    let Some((cabinet, owner)) = cabinet(queue).await else { return };
    let id = entry.id;
    if early::is_noted(&owner, id) {
        match cabinet.keep(&owner, id, &entry).await {
            Ok(()) if cabinet.is_lasting() => early::forget(&owner, id),
            Ok(()) => {}
            Err(Broken) => keep_in_page(queue),
        }
        return;
    }
    // Another tab has it, or has had it: then it was told what became of it, and this one gets that with the log.
    let is_kept = cabinet.all(&owner).await.is_ok_and(|all| all.iter().any(|(_, kept)| kept.id == id));
    if !is_kept {
        queue.tell(&Told::Answered(id, Ok(Vec::new())));
    }
}

/// Forgets one, and keeps the `next` that built on it otherwise; that first, because the one that goes holds it until then.
fn discard(queue: OfflineQueue, id: MutationId, next: Option<Entry>) {
    let change = async move |cabinet: Cabinet, owner: Rc<str>| {
        if let Some(next) = next {
            // Another tab may have sent it by now.
            let _ = cabinet.replace(&owner, next.id, &next).await?;
        }
        cabinet.forget(&owner, id).await
    };
    write(queue, change, || ());
}

fn replace(queue: OfflineQueue, id: MutationId, instead: Entry) {
    write(queue, async move |cabinet, owner| cabinet.keep(&owner, id, &instead).await, || ());
}

fn empty(queue: OfflineQueue, after: impl FnOnce() + 'static) {
    let all = async move |cabinet: Cabinet, owner: Rc<str>| {
        let ids: Vec<MutationId> = cabinet.all(&owner).await?.into_iter().map(|(_, entry)| entry.id).collect();
        forget_all(queue, &cabinet, &owner, &ids).await
    };
    write(queue, all, after);
}

/// Changes what is kept, tells the other tabs, and sends what there is.
fn write<F>(queue: OfflineQueue, change: F, after: impl FnOnce() + 'static)
where
    F: AsyncFnOnce(Cabinet, Rc<str>) -> Result<(), Broken> + 'static,
{
    spawn_local(async move {
        // After what was noted before, and in the order of the taps.
        let turn = queue.work.try_update_value(|work| {
            (!work.noted.is_empty()).then(|| {
                let (turn, comes) = oneshot::channel();
                work.after_notes.push(turn);
                comes
            })
        });
        if let Some(Some(turn)) = turn {
            // Ends also with the layout, and then there is nothing to be done.
            let _ = turn.await;
        }
        let Some((cabinet, owner)) = cabinet(queue).await else { return };
        match change(cabinet.clone(), owner.clone()).await {
            Ok(()) => remember(&cabinet, &owner).await,
            // What cannot be written down is in this page alone; the page says so, and asks before it is closed.
            Err(Broken) => keep_in_page(queue),
        }
        say(queue, &Word::Changed);
        after();
        run(queue);
    });
}

/// From now on this page keeps what it shows, because the device does not.
fn keep_in_page(queue: OfflineQueue) {
    let entries = queue.entries.try_get_untracked().unwrap_or_default();
    let places = (1..).zip(entries).collect();
    queue.work.try_update_value(|work| work.cabinet = Some(Cabinet::Page(Rc::new(std::cell::RefCell::new(places)))));
    queue.forgetful.try_set(true);
}

fn say(queue: OfflineQueue, word: &Word) {
    let tabs = queue.work.try_with_value(|work| work.tabs.clone()).flatten();
    if let Some(tabs) = tabs {
        tabs.say(word);
    }
}

/// Sends all there is, one after the other, as soon as that can be; once, however many ask for it.
fn run(queue: OfflineQueue) {
    let begun = queue.work.try_update_value(|work| {
        work.again = work.running;
        !std::mem::replace(&mut work.running, true)
    });
    if begun != Some(true) {
        return;
    }
    spawn_local(async move {
        let mut pause_ms = AGAIN_MS;
        loop {
            let Some(owner) = queue.work.try_with_value(|work| work.owner.clone()) else { return };
            let drained = Rc::new(Cell::new(Drained::default()));
            let told = drained.clone();
            alone(&owner, async move { told.set(drain(queue).await) }).await;
            reread(queue).await;
            let Drained { held, went } = drained.get();
            queue.held.try_set(held.is_some());
            if went {
                pause_ms = AGAIN_MS;
            }
            match held {
                Some(held) => {
                    wait(queue, held, pause_ms).await;
                    pause_ms = AGAIN_MAX_MS.min(2 * pause_ms);
                }
                None => {
                    let again = queue.work.try_update_value(|work| {
                        work.running = work.again;
                        std::mem::take(&mut work.again)
                    });
                    if again != Some(true) {
                        return;
                    }
                }
            }
        }
    });
}

/// Waits until it makes sense to try again. The line is also tried while no socket says that it is there: some pages have
/// none, and some networks let none through.
async fn wait(queue: OfflineQueue, held: Held, pause_ms: u32) {
    let Some(live) = queue.work.try_with_value(|work| work.live) else { return };
    if held == Held::SignIn {
        live.sign_out();
    } else {
        if held == Held::Line && pause_ms == AGAIN_MS {
            // The socket may not have noticed yet. Once is enough: asked, it waits less before it opens the next one.
            live.retry();
        }
        pause(1_000).await;
        // The socket can be up while nothing else comes through.
        let is_live = move || live.link.try_get_untracked().is_none_or(|link| link == Link::Live);
        let was_down = Cell::new(!is_live());
        let came_back = move || {
            was_down.set(was_down.get() || !is_live());
            was_down.get() && is_live()
        };
        let something_new = move || queue.work.try_with_value(|work| work.again).unwrap_or(true);
        select(pin!(until(move || came_back() || something_new())), pin!(pause(pause_ms))).await;
        queue.work.try_update_value(|work| work.again = false);
    }
    // Once the layout is gone nobody signs in to it any more.
    until(move || live.signed_out.try_get_untracked() != Some(true)).await;
}

/// How one turn ended.
#[derive(Clone, Copy, Default)]
struct Drained {
    /// What holds up the rest.
    held: Option<Held>,
    /// Something was answered.
    went: bool,
}

async fn drain(queue: OfflineQueue) -> Drained {
    let mut went = false;
    loop {
        let Some((cabinet, owner)) = cabinet(queue).await else { return Drained { held: None, went } };
        // What cannot be read now is tried again in a moment, like a line.
        let kept = match forget_thrown(queue, &cabinet, &owner).await {
            Ok(()) => cabinet.all(&owner).await,
            Err(Broken) => Err(Broken),
        };
        let Ok(kept) = kept else { return Drained { held: Some(Held::Line), went } };
        let kept: Vec<Entry> = kept.into_iter().map(|(_, entry)| entry).collect();
        let Some(entry) = next(&kept).cloned() else { return Drained { held: None, went } };
        match while_shown(queue, outcome(queue, &entry)).await {
            Ok(outcome) => {
                went = true;
                queue.held.try_set(false);
                settle(queue, &cabinet, &owner, entry, outcome, &kept).await;
            }
            Err(held) => return Drained { held: Some(held), went },
        }
    }
}
