//! What the queue works with, in the first file: who listens, and what is to be done as soon as the code that does it has
//! come. That is a file of its own ([`super::sending_on`]), fetched once the page is awake: the first tap need not wait
//! for it, and what is tapped before it is there waits its turn, and is written down meanwhile ([`super::early`]).

use std::{
    collections::{HashMap, VecDeque},
    pin::pin,
    rc::Rc,
};

use futures::{channel::oneshot, future::select};
use leptos::{prelude::*, task::spawn_local, wasm_bindgen::JsCast};
use model::ids::MutationId;
use web_sys::{Blob, HtmlFormElement};

use super::{
    Entry, Merge, OfflineQueue, Told,
    cabinet::Cabinet,
    early,
    sending_on::{fetch, take},
    tabs::Tabs,
};
use crate::{
    account::Viewer,
    language::t,
    lazy::until_here,
    live::{
        Live,
        mutation::{pause, until},
        texts,
    },
};

/// Who signs out waits so long for what is left over from before, in milliseconds.
const PATIENCE_MS: u32 = 5_000;

/// What is to be done with what is kept.
pub(super) enum Order {
    /// Read what is left over from before, and send it.
    Begin,
    /// Write a new one down, with its file, and send it in its turn.
    Add(Box<Entry>, Option<Blob>),
    /// Forget one, and keep the other that built on it as it is now.
    Discard(MutationId, Option<Box<Entry>>),
    /// Send another in the place of this one.
    Replace(MutationId, Box<Entry>),
    /// Forget all, and go on with this.
    Empty(Box<dyn FnOnce()>),
    /// Read the file that belongs to one.
    File(MutationId, oneshot::Sender<Option<Blob>>),
}

type Listener = Rc<dyn Fn(&Told)>;

/// What the queue works with.
pub(super) struct Work {
    pub(super) live: Live,
    pub(super) owner: Rc<str>,
    pub(super) merge: Merge,
    pub(super) cabinet: Option<Cabinet>,
    pub(super) tabs: Option<Rc<Tabs>>,
    /// Shown, and not written down yet.
    pub(super) unwritten: Vec<MutationId>,
    /// Shown because an earlier visit left it, and not read yet.
    pub(super) remembered: Vec<MutationId>,
    /// Noted, and not kept for good yet.
    pub(super) noted: Vec<MutationId>,
    /// What is to be written down after that, in the order of the taps.
    pub(super) after_notes: Vec<oneshot::Sender<()>>,
    /// The files of what this page wrote down; those of other visits are read when they are wanted.
    pub(super) files: HashMap<MutationId, Blob>,
    /// A tab's turn is running; and whether something came meanwhile.
    pub(super) running: bool,
    pub(super) again: bool,
    /// What is left over from before was read, and is shown.
    pub(super) is_read: bool,
    /// To be done, in order; whether somebody is at it, and whether its code is here.
    orders: VecDeque<Order>,
    is_at_it: bool,
    is_here: bool,
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
            remembered: Vec::new(),
            noted: Vec::new(),
            after_notes: Vec::new(),
            files: HashMap::new(),
            running: false,
            again: false,
            is_read: false,
            orders: VecDeque::new(),
            is_at_it: false,
            is_here: false,
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

/// Takes up what an earlier visit, or another tab, could only note, and what is left over from before: that is shown at
/// once, or it would be entered a second time.
pub(super) fn begin(queue: OfflineQueue) {
    order(queue, Order::Begin);
    let left = queue.work.try_update_value(|work| {
        let (mut kept, noted) = (early::remembered(&work.owner), early::all(&work.owner));
        kept.retain(|entry| noted.iter().all(|noted| noted.id != entry.id));
        work.remembered = kept.iter().map(|entry| entry.id).collect();
        (kept, noted)
    });
    let (kept, noted) = left.unwrap_or_default();
    for entry in kept.iter().filter(|entry| entry.is_waiting()) {
        queue.tell(&Told::Entered(Box::new(entry.clone())));
    }
    queue.entries.update(|entries| entries.extend(kept));
    for entry in noted {
        queue.add(entry, None);
    }
}

/// Has `order` done, after all that was ordered before it.
pub(super) fn order(queue: OfflineQueue, order: Order) {
    let is_first = queue.work.try_update_value(|work| {
        match &order {
            Order::Add(entry, file) => {
                work.unwritten.push(entry.id);
                work.files.extend(file.clone().map(|file| (entry.id, file)));
                let is_noted = || early::is_noted(&work.owner, entry.id) || early::note(&work.owner, entry);
                if !work.is_here && file.is_none() && is_noted() {
                    work.noted.push(entry.id);
                } else if !work.is_here {
                    // As long as it is not known to outlive the page, it may not.
                    queue.forgetful.set(true);
                }
            }
            Order::Discard(id, _) => early::forget(&work.owner, *id),
            Order::Empty(_) => early::forget_all(&work.owner),
            Order::Begin | Order::Replace(..) | Order::File(..) => {}
        }
        work.orders.push_back(order);
        !std::mem::replace(&mut work.is_at_it, true)
    });
    if is_first != Some(true) {
        return;
    }
    spawn_local(async move {
        let late = async || {
            queue.held.try_set(true);
        };
        until_here(fetch, late).await;
        let next = || {
            queue.work.try_update_value(|work| {
                work.is_here = true;
                let next = work.orders.pop_front();
                work.is_at_it = next.is_some();
                next
            })
        };
        while let Some(Some(order)) = next() {
            // Its code is here.
            let _ = take(queue, order).await;
        }
    });
}

/// The file that belongs to an entry.
pub(super) async fn file(queue: OfflineQueue, id: MutationId) -> Option<Blob> {
    let here = file_here(queue, id);
    if here.is_some() {
        return here;
    }
    let (answer, answered) = oneshot::channel();
    order(queue, Order::File(id, answer));
    answered.await.ok().flatten()
}

/// The same, where this page made it.
pub(super) fn file_here(queue: OfflineQueue, id: MutationId) -> Option<Blob> {
    queue.work.try_with_value(|work| work.files.get(&id).cloned()).flatten()
}

/// Whether what is left over from before is known.
pub(super) fn is_read(queue: OfflineQueue) -> bool {
    queue.work.try_with_value(|work| work.is_read) == Some(true)
}

/// As [`OfflineQueue::ask_before_leaving`], on a page that cannot know yet whether something is left over from before.
pub(super) fn ask_once_read(queue: OfflineQueue) {
    spawn_local(async move {
        select(pin!(until(move || is_read(queue))), pin!(pause(PATIENCE_MS))).await;
        if queue.entries.with_untracked(Vec::is_empty) {
            crate::kept::forget();
            sign_out();
        } else if is_read(queue) {
            queue.leaving.set(true);
            queue.open.set(true);
        } else if window().confirm_with_message(t(texts::LEAVING_DISCARDS)) == Ok(true) {
            // The sheet that asks is in the code that does not come. Should it come before the page goes, it has nothing to do.
            let thrown_away = queue.entries.get_untracked();
            queue.work.try_update_value(|work| {
                early::throw_away(&work.owner, &thrown_away);
                work.orders.retain(|order| matches!(order, Order::Begin));
                work.noted.clear();
                work.unwritten.clear();
            });
            queue.entries.set(Vec::new());
            for entry in thrown_away {
                queue.tell(&Told::Answered(entry.id, Ok(Vec::new())));
            }
            sign_out();
        }
    });
}

/// Sends the form that signs out, which is on every page; without asking again.
pub(super) fn sign_out() {
    let form = document().query_selector("form.nav__out").ok().flatten();
    if let Some(form) = form.and_then(|form| form.dyn_into::<HtmlFormElement>().ok()) {
        // Throws only where the form is not in the page any more.
        let _ = form.submit();
    }
}
