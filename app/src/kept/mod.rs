//! What this device last knew of a factory: who was signed in, and the Tasks page. From it the app opens without a line.
//! The code that reads and writes it comes with the queue's ([`crate::live::offline_queue`]), once the page is awake.
//!
//! Always true here:
//! - it is what the log said up to a cursor, so a page that began with it comes true by the way every page does;
//! - it says its age itself;
//! - it is the last person's alone, and gone as soon as nobody is signed in: at the sign-out, the lock, the end of the
//!   session, and when the entrance is drawn. A shared tablet shows it no longer than it would have stayed unlocked.

#[cfg(feature = "hydrate")]
mod shelf;
#[cfg(feature = "hydrate")]
mod writing;

#[cfg(feature = "hydrate")]
use std::{
    cell::{Cell, RefCell},
    pin::pin,
};

#[cfg(feature = "hydrate")]
use futures::future::{Either, select};
#[cfg(feature = "hydrate")]
use gloo_timers::future::TimeoutFuture;
#[cfg(feature = "hydrate")]
use model::ids::UserId;
use model::{
    Timestamp,
    ids::ItemId,
    purchase_order::{Item, TasksSnapshot},
};
#[cfg(feature = "hydrate")]
use send_wrapper::SendWrapper;
use serde::{Deserialize, Serialize};
#[cfg(feature = "hydrate")]
pub use writing::keep;

use crate::{account::Viewer, live::Cursor};
#[cfg(feature = "hydrate")]
use crate::{
    error::AppError,
    live::{Uptime, uptime},
};

/// What is kept of one factory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// Who was signed in.
    pub viewer: Viewer,
    /// The server's clock minus the device's, in milliseconds.
    pub skew: i64,
    /// When somebody signed in was last here, by the device's clock.
    pub seen: Timestamp,
    /// The whole list; `now` is when it was true, by the server's clock.
    pub tasks: TasksSnapshot,
}

/// What of a list was not kept yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unkept {
    /// Items that changed, as they are now; not more than were asked for.
    pub items: Vec<Item>,
    /// All items in their order, where that is not what it was.
    pub order: Option<Vec<ItemId>>,
    /// Up to where the log is in everything that was ever taken; `None` while there is more to take.
    pub cursor: Option<Cursor>,
}

impl Kept {
    /// Whether it may be shown at `now` (the device's clock): a shared tablet would be locked after so many minutes. A clock
    /// that was set back proves nothing.
    #[must_use]
    pub fn may_be_shown(&self, now: Timestamp) -> bool {
        let away = now.millis_since(self.seen);
        self.viewer.lock_minutes.is_none_or(|minutes| (0..i64::from(minutes) * 60_000).contains(&away))
    }

    /// The viewer of a page that is drawn from it at `now` (the device's clock).
    #[must_use]
    pub fn viewer_at(&self, now: Timestamp) -> Viewer {
        Viewer { now: Timestamp(now.0 + self.skew), ..self.viewer.clone() }
    }
}

#[cfg(feature = "hydrate")]
thread_local! {
    /// What the page began with, where it began without a server. A page of the browser is one thread.
    static BEGUN: RefCell<Option<Kept>> = const { RefCell::new(None) };
    static BEGUN_AT: Cell<Uptime> = const { Cell::new(Uptime(0)) };
}

/// A line that has not answered after this is as good as none, in milliseconds; as long as the service worker waits.
#[cfg(feature = "hydrate")]
const PATIENCE_MS: u32 = 5_000;
/// Between two attempts to fetch the code, in milliseconds.
#[cfg(feature = "hydrate")]
const AGAIN_MS: u32 = 2_000;
/// How long a page begins, in milliseconds: after that what it began with is old, and the server is asked first.
#[cfg(feature = "hydrate")]
const BEGINNING_MS: i64 = 10_000;

/// The page is drawn by the device alone. Answers whether it knows the factory that the path is in; of `/`, any factory.
#[cfg(feature = "hydrate")]
pub async fn begin(path: &str) -> bool {
    let slug = path.split('/').find(|part| !part.is_empty()).map(str::to_owned);
    let kept = shelf::read(slug).await.filter(|kept| kept.may_be_shown(crate::live::now()));
    let is_known = kept.is_some();
    BEGUN.set(kept);
    BEGUN_AT.set(uptime());
    is_known
}

/// The path of `page` in the factory that the page began with.
#[cfg(feature = "hydrate")]
#[must_use]
pub fn path_to(page: &str) -> Option<String> {
    BEGUN.with_borrow(|kept| kept.as_ref().map(|kept| kept.viewer.path(page)))
}

/// Who was signed in, where the page began without a server.
///
/// # Errors
/// [`AppError::Offline`]: nothing is known of the factory with `slug`.
#[cfg(feature = "hydrate")]
pub fn viewer(slug: &str) -> Result<Viewer, AppError> {
    let of_slug = |kept: &Kept| (kept.viewer.slug == slug).then(|| kept.viewer_at(crate::live::now()));
    BEGUN.with_borrow(|kept| kept.as_ref().and_then(of_slug)).ok_or(AppError::Offline)
}

/// When what the page began with was true, if it began without a server.
#[must_use]
pub fn begun_at() -> Option<Timestamp> {
    #[cfg(feature = "hydrate")]
    return BEGUN.with_borrow(|kept| kept.as_ref().map(|kept| kept.tasks.now));
    #[cfg(not(feature = "hydrate"))]
    None
}

/// `read`, or, where there is no line or none that answers, what `known` makes of what the device knows of the factory of
/// this person's page. A page that begins without a server does not ask it again.
#[cfg(feature = "hydrate")]
pub async fn or_kept<T>(
    slug: String,
    read: impl Future<Output = Result<T, AppError>>,
    known: impl Fn(TasksSnapshot) -> Option<T>,
) -> Result<T, AppError> {
    let is_own = |kept: &Kept| kept.viewer.slug == slug && Some(kept.viewer.actor.id) == crate::page::owner();
    let begun = || BEGUN.with_borrow_mut(|kept| kept.as_mut().filter(|kept| is_own(kept)).and_then(take_tasks));
    let begins = uptime().millis_since(BEGUN_AT.get()) < BEGINNING_MS;
    if let Some(found) = begins.then(begun).flatten().and_then(&known) {
        return Ok(found);
    }
    let mut read = pin!(read);
    let late = pin!(SendWrapper::new(TimeoutFuture::new(PATIENCE_MS)));
    let is_late = match select(read.as_mut(), late).await {
        Either::Left((Err(AppError::Offline), _)) => false,
        Either::Left((answer, _)) => return answer,
        Either::Right(_) => true,
    };
    let tasks = match begun() {
        Some(tasks) => Some(tasks),
        None => SendWrapper::new(shelf::read(Some(slug.clone()))).await.filter(is_own).map(|kept| kept.tasks),
    };
    match tasks.and_then(known) {
        Some(found) => Ok(found),
        // It may still come.
        None if is_late => read.await,
        None => Err(AppError::Offline),
    }
}

/// The list that the page began with, once: it was read a moment ago. Later the device may know more.
#[cfg(feature = "hydrate")]
fn take_tasks(kept: &mut Kept) -> Option<TasksSnapshot> {
    let TasksSnapshot { epoch, seq, now, ref mut items } = kept.tasks;
    let items = std::mem::take(items);
    (!items.is_empty()).then_some(TasksSnapshot { epoch, seq, now, items })
}

/// Forgets everything: nobody is signed in here any more.
#[cfg(feature = "hydrate")]
pub fn forget() {
    shelf::forget();
    empty(None);
}

/// Forgets what somebody else left on this device.
#[cfg(feature = "hydrate")]
pub fn forget_others(viewer: &Viewer) {
    empty(Some((viewer.slug.clone(), viewer.actor.id)));
}

/// However often the code for it has to be fetched: nobody is to see later what was not forgotten.
#[cfg(feature = "hydrate")]
fn empty(unless: Option<(String, UserId)>) {
    leptos::task::spawn_local(async move {
        while shelf::empty(unless.clone()).await.is_err() {
            TimeoutFuture::new(AGAIN_MS).await;
        }
    });
}

#[cfg(test)]
mod tests {
    use model::{
        Actor, Role,
        ids::{Epoch, FactoryId, UserId},
    };
    use uuid::Uuid;

    use super::*;

    fn kept(lock_minutes: Option<i32>) -> Kept {
        let actor = Actor {
            id: UserId(Uuid::nil()),
            name: "Budi".into(),
            factory_id: FactoryId(Uuid::nil()),
            role: Role::Operator,
            departments: Default::default(),
        };
        let viewer = Viewer {
            actor,
            factory_name: "Logam".into(),
            slug: "logam".into(),
            utc_offset_minutes: 420,
            factories: Vec::new(),
            lock_minutes,
            factory_version: 1,
            now: Timestamp(0),
        };
        let tasks = TasksSnapshot { epoch: Epoch(Uuid::nil()), seq: 7, now: Timestamp(0), items: Vec::new() };
        Kept { viewer, skew: -5_000, seen: Timestamp(1_000_000), tasks }
    }

    #[test]
    fn a_shared_tablet_shows_it_no_longer_than_it_would_be_unlocked() {
        let seen = 1_000_000;
        for (lock, millis, may) in [
            (None, 0, true),
            (None, 30 * 24 * 3_600_000, true),
            (Some(5), 0, true),
            (Some(5), 299_999, true),
            (Some(5), 300_000, false),
            (Some(5), -1, false),
        ] {
            assert_eq!(kept(lock).may_be_shown(Timestamp(seen + millis)), may, "{lock:?} {millis}");
        }
    }

    #[test]
    fn the_page_goes_by_the_server_s_clock_as_far_as_it_is_known() {
        assert_eq!(kept(None).viewer_at(Timestamp(2_000_000)).now, Timestamp(1_995_000));
    }
}
