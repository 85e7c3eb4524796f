//! Following the log from a page: enter with the snapshot's cursor, lay events over the screen, read afresh when
//! asked, leave with the page.

use std::{
    rc::Rc,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
};

use leptos::{prelude::*, task::spawn_local};
use model::{Channel, Event, ids::Epoch};

use super::{Live, Page, use_live};
use crate::error::AppError;

/// A place in a factory's log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// Life of the log.
    pub epoch: Epoch,
    /// Last event the snapshot has.
    pub seq: i64,
}

/// What events meant for the page as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Applied {
    /// The screen has them.
    #[default]
    Here,
    /// The screen lacks rows that the events alone do not bring: read afresh.
    Incomplete,
}

/// Tells one page's stay from the next: a page that is entered before the last one has left must not be taken for it.
static NEXT_STAY: AtomicU64 = AtomicU64::new(0);

struct Follower<A, R, S> {
    live: Live,
    stay: u64,
    /// The page was left: a snapshot that still comes for it is nobody's.
    left: Arc<AtomicBool>,
    channels: Vec<Channel>,
    apply: A,
    read: R,
    reset: S,
}

/// Keeps the page being drawn true, from `cursor` on, until it is left.
///
/// `apply` lays events over the screen, `read` asks for a fresh snapshot, `reset` lays that over the screen and says
/// where it stands in the log. Does nothing on the server.
pub fn follow<T, A, R, Fut, S>(cursor: Cursor, channels: Vec<Channel>, apply: A, read: R, reset: S)
where
    T: 'static,
    A: Fn(&[Event]) -> Applied + 'static,
    R: Fn() -> Fut + 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
    S: Fn(T) -> Cursor + 'static,
{
    // Rendering on the server follows nothing, and moves between threads, which what follows here cannot.
    if cfg!(not(feature = "hydrate")) {
        return;
    }
    let live = use_live();
    let stay = NEXT_STAY.fetch_add(1, Ordering::Relaxed);
    let left = Arc::new(AtomicBool::new(false));
    let follower = Follower { live, stay, left: left.clone(), channels, apply, read, reset };
    let follower = StoredValue::new_local(Some(Rc::new(follower)));
    Effect::new(move |_| {
        if let Some(follower) = follower.try_update_value(Option::take).flatten() {
            enter(&follower, cursor);
        }
    });
    on_cleanup(move || {
        left.store(true, Ordering::Relaxed);
        live.leave(stay);
    });
}

fn enter<T, A, R, Fut, S>(follower: &Rc<Follower<A, R, S>>, cursor: Cursor)
where
    T: 'static,
    A: Fn(&[Event]) -> Applied + 'static,
    R: Fn() -> Fut + 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
    S: Fn(T) -> Cursor + 'static,
{
    let (applying, refetching) = (follower.clone(), follower.clone());
    follower.live.enter(Page {
        stay: follower.stay,
        epoch: cursor.epoch,
        seq: cursor.seq,
        channels: follower.channels.clone(),
        apply: Box::new(move |events| {
            if (applying.apply)(events) == Applied::Incomplete {
                applying.live.incomplete();
            }
        }),
        refetch: Box::new(move || refetch(&refetching)),
    });
}

fn refetch<T, A, R, Fut, S>(follower: &Rc<Follower<A, R, S>>)
where
    T: 'static,
    A: Fn(&[Event]) -> Applied + 'static,
    R: Fn() -> Fut + 'static,
    Fut: Future<Output = Result<T, AppError>> + 'static,
    S: Fn(T) -> Cursor + 'static,
{
    let follower = follower.clone();
    spawn_local(async move {
        let read = (follower.read)().await;
        if follower.left.load(Ordering::Relaxed) {
            return;
        }
        match read {
            Ok(snapshot) => {
                let cursor = (follower.reset)(snapshot);
                enter(&follower, cursor);
            }
            Err(AppError::SignedOut) => {
                follower.live.sign_out();
                follower.live.refetch_failed();
            }
            // What is shown is not there any more, or not for this person: asking again would never end.
            Err(AppError::Refused { .. }) => follower.live.gone(),
            Err(_) => follower.live.refetch_failed(),
        }
    });
}
