//! The browser's half of the queue: written down, sent in order, answered. See the invariants above.

mod turn;

use std::{cell::Cell, collections::HashMap, pin::pin, rc::Rc};

use futures::future::select;
use leptos::{prelude::*, task::spawn_local};
use model::ids::MutationId;
use web_sys::Blob;

use self::turn::{Held, outcome, settle, while_shown};
use super::{
    Entry, Merge, OfflineQueue, State, Told,
    cabinet::{Broken, Cabinet},
    next,
    tabs::{Tabs, Word, alone},
};
use crate::{
    account::Viewer,
    live::{
        Link, Live,
        mutation::{pause, until},
    },
};

/// What could not be sent is tried again after this, then after twice as long, and so on; at once where the line comes
/// back, or something else is to be sent.
const AGAIN_MS: u32 = 4_000;
const AGAIN_MAX_MS: u32 = 32_000;

type Listener = Rc<dyn Fn(&Told)>;

/// What the queue works with.
pub(super) struct Work {
    live: Live,
    owner: Rc<str>,
    merge: Merge,
    cabinet: Option<Cabinet>,
    tabs: Option<Rc<Tabs>>,
    /// Shown, and not written down yet.
    unwritten: Vec<MutationId>,
    /// The files of what this page wrote down; those of other visits are read when they are wanted.
    files: HashMap<MutationId, Blob>,
    /// A tab's turn is running; and whether something came meanwhile.
    running: bool,
    again: bool,
    last: u64,
    listeners: Vec<(u64, Listener)>,
}

impl Work {
    pub(super) fn new(live: Live, viewer: &Viewer, merge: Merge) -> Work {
        Work {
            live,
            owner: format!("{}:{}", viewer.actor.id, viewer.slug).into(),
            merge,
            cabinet: None,
            tabs: None,
            unwritten: Vec::new(),
            files: HashMap::new(),
            running: false,
            again: false,
            last: 0,
            listeners: Vec::new(),
        }
    }
}

pub(super) fn listen(queue: OfflineQueue, listener: Listener) {
    let number = queue.work.try_update_value(|work| {
        work.last += 1;
        work.listeners.push((work.last, listener));
        work.last
    });
    on_cleanup(move || {
        queue.work.try_update_value(|work| work.listeners.retain(|(kept, _)| Some(*kept) != number));
    });
}

pub(super) fn tell(queue: OfflineQueue, told: &Told) {
    let listeners: Option<Vec<Listener>> =
        queue.work.try_with_value(|work| work.listeners.iter().map(|(_, listener)| listener.clone()).collect());
    for listener in listeners.unwrap_or_default() {
        listener(told);
    }
}

/// Reads what is left over from before, and sends it.
pub(super) fn begin(queue: OfflineQueue) {
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

/// Shows what the device has: other tabs write there, too.
async fn reread(queue: OfflineQueue) {
    let Some((cabinet, owner)) = cabinet(queue).await else { return };
    let Ok(kept) = cabinet.all(&owner).await else { return };
    let mut kept: Vec<Entry> = kept.into_iter().map(|(_, entry)| entry).collect();
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
    let unwritten = queue.work.try_with_value(|work| work.unwritten.clone()).unwrap_or_default();
    let is_coming = |entry: &&Entry| unwritten.contains(&entry.id) && kept.iter().all(|kept| kept.id != entry.id);
    let coming: Vec<Entry> = shown.iter().filter(is_coming).cloned().collect();
    kept.extend(coming);
    if shown != kept {
        queue.entries.try_set(kept);
    }
}

/// The file that belongs to an entry.
pub(super) async fn file(queue: OfflineQueue, id: MutationId) -> Option<Blob> {
    let (cabinet, owner) = cabinet(queue).await?;
    let here = queue.work.try_with_value(|work| work.files.get(&id).cloned()).flatten();
    match here {
        Some(file) => Some(file),
        None => cabinet.file(&owner, id).await,
    }
}

pub(super) fn add(queue: OfflineQueue, entry: Entry, file: Option<Blob>) {
    let id = entry.id;
    queue.work.try_update_value(|work| {
        work.unwritten.push(id);
        work.files.extend(file.clone().map(|file| (id, file)));
    });
    let written = move || {
        queue.work.try_update_value(|work| work.unwritten.retain(|other| *other != id));
    };
    write(queue, async move |cabinet, owner| cabinet.put(&owner, &entry, file.as_ref()).await, written);
}

/// Forgets one, and keeps the `next` that built on it otherwise; that first, because the one that goes holds it until then.
pub(super) fn discard(queue: OfflineQueue, id: MutationId, next: Option<Entry>) {
    let change = async move |cabinet: Cabinet, owner: Rc<str>| {
        if let Some(next) = next {
            cabinet.replace(&owner, next.id, Some(&next)).await?;
        }
        cabinet.replace(&owner, id, None).await
    };
    write(queue, change, || ());
}

pub(super) fn replace(queue: OfflineQueue, id: MutationId, instead: Entry) {
    write(queue, async move |cabinet, owner| cabinet.replace(&owner, id, Some(&instead)).await, || ());
}

pub(super) fn empty(queue: OfflineQueue, after: impl FnOnce() + 'static) {
    let all = async move |cabinet: Cabinet, owner: Rc<str>| {
        for (_, entry) in cabinet.all(&owner).await? {
            cabinet.replace(&owner, entry.id, None).await?;
        }
        Ok(())
    };
    write(queue, all, after);
}

/// Changes what is kept, tells the other tabs, and sends what there is.
fn write<F>(queue: OfflineQueue, change: F, after: impl FnOnce() + 'static)
where
    F: AsyncFnOnce(Cabinet, Rc<str>) -> Result<(), Broken> + 'static,
{
    spawn_local(async move {
        let Some((cabinet, owner)) = cabinet(queue).await else { return };
        if change(cabinet, owner).await.is_err() {
            // What cannot be written down is in this page alone; the page says so, and asks before it is closed.
            keep_in_page(queue);
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
        let Ok(kept) = cabinet.all(&owner).await else { return Drained { held: Some(Held::Line), went } };
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
