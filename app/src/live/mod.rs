//! The browser half of realtime. It knows no feature: pages say what they show, and get events or are asked to read
//! afresh.
//!
//! Always true here:
//! - at most one page is entered; after leaving, nothing is handled for it any more;
//! - events reach a page in log order, without holes, each once (the engine checks the cursor);
//! - the state shown by the pill is derived from facts: socket, last frame heard, what waits to be sent;
//! - a page that the server no longer understands is loaded anew, and not while that would cost somebody his work.
//!
//! Rooms: pure are `engine` (the cursor), `coalesce` (bursts), `backoff`, `freshness` (facts to pill), `lateness` (delay
//! of delivery), `sending` (what follows from an answer) and most of `presence`; the browser's own are `connection` (the
//! socket) and what is drawn: `pill`, `new_version`. `follow` is a page's way in, `mutation` the way out.

pub mod backoff;
pub mod coalesce;
#[cfg(feature = "hydrate")]
mod connection;
pub mod engine;
mod follow;
pub mod freshness;
pub mod lateness;
pub mod mutation;
mod new_version;
pub mod offline_queue;
mod pill;
pub mod presence;
pub mod sending;
mod texts;

pub use follow::{Applied, Cursor, follow};
pub use freshness::Link;
use leptos::prelude::*;
use model::{Channel, Event, Timestamp, ids::Epoch, presence::Present};
pub use new_version::NewVersion;
pub use pill::ConnectionPill;
pub use presence::{Place, be_at};

use crate::{account::Viewer, kept::begun_at};

/// Lays events, in order, over a screen.
pub type ApplyEvents = Box<dyn Fn(&[Event])>;

/// What a page shows, and what to do when that changes.
pub struct Page {
    /// Which stay of which page this is; a fresh snapshot of the same page keeps it.
    pub stay: u64,
    /// Epoch of its snapshot.
    pub epoch: Epoch,
    /// Head of the log in its snapshot.
    pub seq: i64,
    /// What it shows.
    pub channels: Vec<Channel>,
    /// Lays events over the screen. Called with events in order, bursts merged.
    pub apply: ApplyEvents,
    /// Reads a fresh snapshot, lays it over the screen in place, and enters again.
    pub refetch: Box<dyn Fn()>,
}

/// The line of one factory's pages; a context of its layout. On the server it does nothing.
#[derive(Clone, Copy)]
pub struct Live {
    /// How the line stands; drawn by the pill.
    pub link: RwSignal<Link>,
    /// Mutations that wait to be sent; drawn by the pill.
    pub waiting: RwSignal<usize>,
    /// Mutations begun and not answered, waiting or on their way.
    pub unanswered: RwSignal<usize>,
    /// How long the last change took to get here, in milliseconds, as far as it can be known.
    pub late: RwSignal<Option<u32>>,
    /// The server speaks another version: this page must be loaded anew.
    pub outdated: RwSignal<bool>,
    /// The person may do other things now, or the factory is called otherwise: this page must be drawn anew.
    pub changed: RwSignal<bool>,
    /// The session ended: the sign-in dialog is open until it is answered.
    pub signed_out: RwSignal<bool>,
    shown: StoredValue<presence::Shown>,
    #[cfg(feature = "hydrate")]
    connection: StoredValue<connection::Connection, LocalStorage>,
}

impl Live {
    /// The line of `viewer`; in the browser it connects once a page is entered. Until then, and for good without
    /// JavaScript, the screen is as old as the viewer was read, and says so.
    #[must_use]
    pub fn new(viewer: &Viewer) -> Live {
        let read_at = begun_at().unwrap_or(viewer.now);
        Live {
            link: RwSignal::new(Link::Down { last_heard: Some(read_at), offline: false }),
            waiting: RwSignal::new(0),
            unanswered: RwSignal::new(0),
            late: RwSignal::new(None),
            outdated: RwSignal::new(false),
            changed: RwSignal::new(false),
            signed_out: RwSignal::new(false),
            shown: StoredValue::default(),
            #[cfg(feature = "hydrate")]
            connection: StoredValue::new_local(connection::Connection::new(viewer, begun_at())),
        }
    }

    /// The session is over: the sign-in is asked for, once however many say so.
    pub fn sign_out(self) {
        if self.signed_out.try_get_untracked() == Some(false) {
            self.signed_out.set(true);
        }
    }

    /// Shows `page` from now on, instead of the one before.
    pub fn enter(self, page: Page) {
        #[cfg(feature = "hydrate")]
        connection::enter(self, page);
        #[cfg(not(feature = "hydrate"))]
        drop(page);
    }

    /// Ends `stay`: later events are not handled for it. Nothing happens when another page was entered since.
    pub fn leave(self, stay: u64) {
        #[cfg(feature = "hydrate")]
        connection::leave(self, stay);
        #[cfg(not(feature = "hydrate"))]
        let _ = stay;
    }

    /// Events that wait for a page which is left are told by `tell`, as the page itself would have.
    pub fn tell_by(self, tell: impl Fn(&[Event]) + 'static) {
        #[cfg(feature = "hydrate")]
        connection::tell_by(self, std::rc::Rc::new(tell));
        #[cfg(not(feature = "hydrate"))]
        drop(tell);
    }

    /// The page began with a part of what it shows, and reads the whole now. Unlike [`Live::incomplete`] this concerns no
    /// other page, so it need not wait its turn.
    pub fn read_on(self) {
        #[cfg(feature = "hydrate")]
        connection::read_on(self);
    }

    /// The page's events were not enough: a fresh snapshot is asked for, until there is one.
    fn incomplete(self) {
        #[cfg(feature = "hydrate")]
        connection::incomplete(self);
    }

    /// What this page shows is no more: it is loaded anew, and says so itself.
    fn gone(self) {
        #[cfg(feature = "hydrate")]
        // Fails only where there is no window, and then there is nothing to reload.
        let _ = window().location().reload();
    }

    /// The fresh snapshot could not be read; it is asked for again in a moment, unless the page was left.
    pub fn refetch_failed(self) {
        #[cfg(feature = "hydrate")]
        connection::refetch_failed(self);
    }

    /// Tries the line now, without waiting for the next attempt: after signing in again, or by a tap on the pill. An
    /// open line is questioned.
    pub fn retry(self) {
        #[cfg(feature = "hydrate")]
        connection::retry(self);
    }

    /// The person is at `place` as far as `claim` goes; nowhere with `None`.
    fn claim(self, claim: u64, place: Option<Place>) {
        #[cfg(feature = "hydrate")]
        connection::claim(self, claim, place);
        #[cfg(not(feature = "hydrate"))]
        let _ = (claim, place);
    }

    /// Everybody else at `document`, as far as this page was told.
    fn present(self, document: Channel) -> Vec<Present> {
        #[cfg(feature = "hydrate")]
        return connection::present(self, document);
        #[cfg(not(feature = "hydrate"))]
        {
            let _ = document;
            Vec::new()
        }
    }
}

/// The line of the page being drawn.
///
/// # Panics
/// Outside a factory's layout.
#[must_use]
pub fn use_live() -> Live {
    expect_context()
}

/// A moment on a clock that only goes forward, in milliseconds. Where it began means nothing: how long something lasted
/// is the difference of two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Uptime(pub i64);

impl Uptime {
    /// Milliseconds from `earlier` to `self`.
    #[must_use]
    pub fn millis_since(self, earlier: Uptime) -> i64 {
        self.0.saturating_sub(earlier.0)
    }

    /// This moment `millis` later.
    #[must_use]
    pub fn after(self, millis: i64) -> Uptime {
        Uptime(self.0.saturating_add(millis))
    }
}

#[cfg(feature = "hydrate")]
thread_local! {
    // Asked for several times for every event.
    static CLOCK: Option<web_sys::Performance> = window().performance();
}

/// How long this page has been open. Every wait and every silence is measured by it, because the device's own clock is
/// set while pages are open: an hour back, it would hold a burst and trust a dead line for an hour.
#[must_use]
pub fn uptime() -> Uptime {
    #[cfg(feature = "hydrate")]
    return CLOCK.with(|clock| Uptime(clock.as_ref().map_or_else(js_sys::Date::now, web_sys::Performance::now) as i64));
    #[cfg(not(feature = "hydrate"))]
    Uptime::default()
}

/// The browser's clock; on the server the start of time, because nothing there asks.
#[must_use]
pub fn now() -> Timestamp {
    #[cfg(feature = "hydrate")]
    return Timestamp(js_sys::Date::now() as i64);
    #[cfg(not(feature = "hydrate"))]
    Timestamp::default()
}
