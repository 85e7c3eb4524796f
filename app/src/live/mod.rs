//! The browser half of realtime. It knows no feature: pages say what they show, and get events or are asked to read
//! afresh.
//!
//! Always true here:
//! - at most one page is entered; after leaving, nothing is handled for it any more;
//! - events reach a page in log order, without holes, each once (the engine checks the cursor);
//! - the state shown by the pill is derived from facts: socket, last frame heard, what waits to be sent.

pub mod coalesce;
#[cfg(feature = "hydrate")]
mod connection;
pub mod engine;
mod follow;
pub mod mutation;
mod pill;

pub use follow::{Applied, Cursor, follow};
use leptos::prelude::*;
use model::{Channel, Event, Timestamp, ids::Epoch};
pub use pill::ConnectionPill;

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

/// How the line to the server stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// Connected, welcomed, nothing missing.
    Live,
    /// Connecting, or reading what was missed.
    CatchingUp,
    /// No line. `last_heard` is when the screen was last known to be true.
    Down {
        /// Since when the data may be old.
        last_heard: Option<Timestamp>,
        /// The device itself says that it has no network.
        offline: bool,
    },
}

/// The line of one factory's pages; a context of its layout. On the server it does nothing.
#[derive(Clone, Copy)]
pub struct Live {
    /// How the line stands; drawn by the pill.
    pub link: RwSignal<Link>,
    /// Mutations that wait to be sent; drawn by the pill.
    pub waiting: RwSignal<usize>,
    /// The session ended: the sign-in dialog is open until it is answered.
    pub signed_out: RwSignal<bool>,
    #[cfg(feature = "hydrate")]
    connection: StoredValue<connection::Connection, LocalStorage>,
}

impl Live {
    /// The line for the factory with `slug`; in the browser it connects once a page is entered. Until then, and for
    /// good without JavaScript, the screen is as old as `read_at`, and says so.
    #[must_use]
    pub fn new(slug: &str, read_at: Timestamp) -> Live {
        #[cfg(not(feature = "hydrate"))]
        let _ = slug;
        Live {
            link: RwSignal::new(Link::Down { last_heard: Some(read_at), offline: false }),
            waiting: RwSignal::new(0),
            signed_out: RwSignal::new(false),
            #[cfg(feature = "hydrate")]
            connection: StoredValue::new_local(connection::Connection::new(slug)),
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

    /// The fresh snapshot could not be read; it is asked for again in a moment, unless the page was left.
    pub fn refetch_failed(self) {
        #[cfg(feature = "hydrate")]
        connection::refetch_failed(self);
    }

    /// Tries the line now, without waiting for the next attempt: after signing in again, or by a tap on the pill.
    pub fn retry(self) {
        #[cfg(feature = "hydrate")]
        connection::retry(self);
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

/// The browser's clock; on the server the start of time, because nothing there asks.
#[must_use]
pub fn now() -> Timestamp {
    #[cfg(feature = "hydrate")]
    return Timestamp(js_sys::Date::now() as i64);
    #[cfg(not(feature = "hydrate"))]
    Timestamp::default()
}
