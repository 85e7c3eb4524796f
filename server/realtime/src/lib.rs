//! Who is connected, and how each socket follows its factory's log.
//!
//! Always true here:
//! - **The log is the truth.** The hub only carries it faster: whatever the hub drops, a [`Subscriber`] reads from the
//!   [`Log`]. Nothing here makes an event.
//! - **A page has one cursor**, and every patch starts exactly there.
//! - **Nobody waits for a slow reader**: queues are bounded, publishing never blocks.
//! - **Deny by default**: what [`Access`] does not allow at this moment is not delivered.
//! - **Presence is no event**: it is kept in memory, told as it stands, and never takes an event's place.
//! - No URL, no row, no axum, sea-orm or Leptos. Time is tokio's, so that tests can hold it.
//!
//! Rooms: [`hub`] (who listens), [`subscriber`] (one socket's life), [`access`] (may it), [`replay`] (the log as read
//! from here), [`transport`] (the wire as seen from here), [`express`] (the short way of live events), and behind their doors `life` (greeting to farewell),
//! `patch` (events on their way, encoded once) and `presence` (who is where).

pub mod access;
pub mod express;
pub mod hub;
mod life;
mod patch;
mod presence;
pub mod replay;
pub mod subscriber;
pub mod transport;

pub use access::{Access, Standing};
pub use express::{Express, Taken};
pub use hub::Hub;
pub use replay::{Head, Log, LogEntry, LogError};
pub use subscriber::{End, Subscriber};
pub use transport::{Incoming, Outgoing, Text};
