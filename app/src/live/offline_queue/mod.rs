//! Changes on their way: kept on the device before anybody is told that they are, sent in order, each counting once.
//!
//! Always true here:
//! - a change is written down before it is sent, and stays written down until the server has it or the person has decided
//!   about it: reloading, closing, a crash and an empty battery cost nothing;
//! - one tab sends at a time, in the order of the taps; two that send at once all the same (browsers without locks) do no
//!   harm, because a mutation counts once;
//! - what one person made is sent in nobody else's name, and shown to nobody else;
//! - what was refused stays, with the reason, until the person throws it away or has done it again;
//! - what was made on something that did not come to be is not sent before it is known how things are.
//!
//! It knows no feature: what a call means, and what to do when somebody else was quicker, is told by whoever makes it.

#[cfg(feature = "hydrate")]
mod cabinet;
#[cfg(feature = "hydrate")]
mod early;
mod entry;
mod list;
#[cfg(feature = "hydrate")]
mod sending_on;
#[cfg(feature = "hydrate")]
mod tabs;
#[cfg(feature = "hydrate")]
mod work;

use std::{future::Future, pin::Pin};

pub use entry::{Call, Clash, Entry, Merged, Reason, State, after, counts, next, without};
use leptos::{ev::SubmitEvent, prelude::*};
pub use list::{QueueButton, QueueList};
use model::{Change, Event, ids::MutationId};
use uuid::Uuid;

use super::Live;
use crate::{account::Viewer, error::AppError, router::use_address};

/// What to do with an entry that somebody else was quicker than, or that is to look first; `None` when nothing better is
/// known than what the server says. An error is one of asking how things are.
pub type Merge = fn(Entry) -> Pin<Box<dyn Future<Output = Result<Option<Merged>, AppError>>>>;

/// What a page is told of the queue.
#[derive(Clone, Debug)]
pub enum Told {
    /// This one is on its way; the screen shows it from now on.
    Entered(Box<Entry>),
    /// This one was answered: what it became, or why not. Nothing of it is to be shown any more but what it became.
    Answered(MutationId, Result<Vec<Event>, AppError>),
    /// This one was refused, and another tab was told; in words why. Nothing of it is to be shown any more.
    Refused(MutationId, String),
}

/// An entry that the person wants to do again.
#[derive(Clone, Debug)]
struct Mending {
    entry: Entry,
    /// The page where that is done.
    at: String,
}

/// The queue of a factory's pages; a context of its layout. Copies share it. On the server it does nothing.
#[derive(Clone, Copy)]
pub struct OfflineQueue {
    /// What is on its way or was refused, in order.
    pub entries: RwSignal<Vec<Entry>>,
    /// It cannot be sent now: there is no line, nobody is signed in, or the server cannot store anything.
    pub held: RwSignal<bool>,
    /// What is being sent takes long, and all else waits for it.
    pub slow: RwSignal<bool>,
    /// The device keeps nothing: what waits lives in this page alone.
    pub forgetful: RwSignal<bool>,
    /// The file that is on its way, and how much of it is sent, in percent.
    pub sent: RwSignal<Option<(MutationId, u8)>>,
    /// The list is open.
    pub open: RwSignal<bool>,
    /// The person wants to sign out, and is asked what becomes of what is not sent.
    pub leaving: RwSignal<bool>,
    /// The person wants to do this one again otherwise: the sheet that made it opens with what was typed.
    mending: RwSignal<Option<Mending>>,
    #[cfg(feature = "hydrate")]
    work: StoredValue<work::Work, LocalStorage>,
}

impl OfflineQueue {
    /// The queue of `viewer`. What was left over from another visit is read once the page is awake, and sent.
    #[must_use]
    pub fn new(live: Live, viewer: &Viewer, merge: Merge) -> OfflineQueue {
        #[cfg(not(feature = "hydrate"))]
        let _ = (live, viewer, merge);
        let queue = OfflineQueue {
            entries: RwSignal::new(Vec::new()),
            held: RwSignal::new(false),
            slow: RwSignal::new(false),
            forgetful: RwSignal::new(false),
            sent: RwSignal::new(None),
            open: RwSignal::new(false),
            leaving: RwSignal::new(false),
            mending: RwSignal::new(None),
            #[cfg(feature = "hydrate")]
            work: StoredValue::new_local(work::Work::new(live, viewer, merge)),
        };
        #[cfg(feature = "hydrate")]
        Effect::new(move |_| work::begin(queue));
        queue
    }

    /// Writes `entry` down and sends it in its turn, and not the one that it is `instead_of`, which was refused. Pages are
    /// told at once.
    pub fn add(self, entry: Entry, instead_of: Option<MutationId>) {
        let is_refused = |old: &Entry| Some(old.id) == instead_of && !old.is_waiting();
        if let Some(old) = instead_of.filter(|_| self.entries.with_untracked(|all| all.iter().any(is_refused))) {
            self.discard(old);
        }
        self.tell(&Told::Entered(Box::new(entry.clone())));
        self.entries.update(|entries| entries.push(entry.clone()));
        #[cfg(feature = "hydrate")]
        work::order(self, work::Order::Add(Box::new(entry), None));
    }

    /// As [`OfflineQueue::add`], for an entry that sends `file`, which is written down beside it.
    #[cfg(feature = "hydrate")]
    pub fn add_file(self, entry: Entry, file: web_sys::Blob) {
        self.tell(&Told::Entered(Box::new(entry.clone())));
        self.entries.update(|entries| entries.push(entry.clone()));
        work::order(self, work::Order::Add(Box::new(entry), Some(file)));
    }

    /// The refused one that asked the door at `path` for something about `subject`: done by a tap, it is done again by one.
    #[must_use]
    pub fn refused(self, path: &str, subject: Uuid) -> Option<MutationId> {
        let is_it = |entry: &&Entry| {
            let about = entry.foreseen.as_ref().map(Change::subject);
            !entry.is_waiting() && entry.call.path == path && about == Some(subject)
        };
        self.entries.with_untracked(|entries| entries.iter().find(is_it).map(|entry| entry.id))
    }

    /// The file that belongs to an entry.
    #[cfg(feature = "hydrate")]
    pub async fn file(self, id: MutationId) -> Option<web_sys::Blob> {
        work::file(self, id).await
    }

    /// What is not sent now waits, and is to be shown so.
    #[must_use]
    pub fn waits(self) -> bool {
        self.held.get() || self.slow.get()
    }

    /// Throws one away, with all that means nothing without it.
    pub fn discard(self, id: MutationId) {
        let is_with_it = |entry: &&Entry| entry.after == Some(id);
        let with_it: Vec<MutationId> =
            self.entries.with_untracked(|entries| entries.iter().filter(is_with_it).map(|entry| entry.id).collect());
        with_it.into_iter().for_each(|id| self.discard(id));
        let next = self.entries.with_untracked(|entries| without(entries, id));
        self.entries.update(|entries| {
            entries.retain(|entry| entry.id != id);
            for entry in entries {
                if let Some(next) = next.as_ref().filter(|next| next.id == entry.id) {
                    *entry = next.clone();
                }
            }
        });
        self.tell(&Told::Answered(id, Ok(Vec::new())));
        #[cfg(feature = "hydrate")]
        work::order(self, work::Order::Discard(id, next.map(Box::new)));
    }

    /// Sends `instead` in the place of one that was refused.
    pub fn replace(self, id: MutationId, instead: Entry) {
        self.tell(&Told::Entered(Box::new(instead.clone())));
        self.entries.update(|entries| match entries.iter_mut().find(|entry| entry.id == id) {
            Some(entry) => *entry = instead.clone(),
            None => entries.push(instead.clone()),
        });
        #[cfg(feature = "hydrate")]
        work::order(self, work::Order::Replace(id, Box::new(instead)));
    }

    /// The person wants to do this one again otherwise, on the page `at`: its sheet opens there with what was typed
    /// ([`OfflineQueue::on_mend`]), and what is sent from there takes its place.
    pub fn mend(self, entry: Entry, at: String) {
        self.open.set(false);
        self.mending.set(Some(Mending { entry, at }));
    }

    /// Offers what is to be done again on this page to `open`, which says whether it was its own.
    pub fn on_mend(self, open: impl Fn(&Entry) -> bool + 'static) {
        let here = use_address().with_untracked(|address| address.path.clone());
        Effect::new(move |_| {
            let is_own = |mending: &Mending| mending.at == here && open(&mending.entry);
            if self.mending.with(|mending| mending.as_ref().is_some_and(is_own)) {
                self.mending.set(None);
            }
        });
    }

    /// Throws everything of this person away, and signs out.
    fn empty_and_sign_out(self) {
        self.entries.set(Vec::new());
        #[cfg(feature = "hydrate")]
        work::order(self, work::Order::Empty(Box::new(work::sign_out)));
    }

    /// Tells `listener` what happens from now on, and of everything that is on its way already; as long as the part of the
    /// page that calls this is drawn.
    pub fn listen(self, listener: impl Fn(&Told) + 'static) {
        #[cfg(feature = "hydrate")]
        {
            for entry in self.entries.get_untracked().into_iter().filter(Entry::is_waiting) {
                listener(&Told::Entered(Box::new(entry)));
            }
            work::listen(self, std::rc::Rc::new(listener));
        }
        #[cfg(not(feature = "hydrate"))]
        drop(listener);
    }

    /// For the form that signs out: while something is not sent, the person is asked first, and then it is thrown away.
    pub fn ask_before_leaving(self) -> impl Fn(SubmitEvent) + Clone {
        move |event: SubmitEvent| {
            #[cfg(feature = "hydrate")]
            if !work::is_read(self) {
                event.prevent_default();
                work::ask_once_read(self);
                return;
            }
            if self.entries.with_untracked(Vec::is_empty) {
                #[cfg(feature = "hydrate")]
                crate::kept::forget();
                return;
            }
            event.prevent_default();
            self.leaving.set(true);
            self.open.set(true);
        }
    }

    /// Whether this one waits for the person to choose between two values.
    #[must_use]
    pub fn is_clash(self, id: MutationId) -> bool {
        let is_it = |entry: &Entry| entry.id == id && matches!(entry.state, State::Clash(_));
        self.entries.with_untracked(|entries| entries.iter().any(is_it))
    }

    fn tell(self, told: &Told) {
        #[cfg(feature = "hydrate")]
        work::tell(self, told);
        #[cfg(not(feature = "hydrate"))]
        let _ = told;
    }
}

/// The queue of the page being drawn.
///
/// # Panics
/// Outside a factory's layout.
#[must_use]
pub fn use_queue() -> OfflineQueue {
    expect_context()
}
