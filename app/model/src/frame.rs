//! Frames: the messages of the socket `/{factory}/live`, JSON text, at most [`FRAME_MAX`] bytes from a client.
//!
//! The cursor is the `seq` of the last event a page has. `patch {from, to}` covers everything after `from` up to and
//! including `to` for the subscribed channels, and `from` equals the cursor; anything else is a gap.

use serde::{Deserialize, Serialize};

use crate::{
    channel::Channel,
    event::Event,
    ids::Epoch,
    presence::{Activity, Present},
    time::Timestamp,
};

/// Spoken version; a page of another version is told to reload.
pub const PROTOCOL: u16 = 3;
/// Largest message a client may send, in bytes.
pub const FRAME_MAX: usize = 64 * 1024;
/// Most channels one socket may hold.
pub const CHANNELS_MAX: usize = 64;
/// Most people one `presence` names.
pub const PRESENT_MAX: usize = 50;
/// How often a quiet server says its head, in milliseconds.
pub const HEARTBEAT_MS: u64 = 15_000;

/// From the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum ClientFrame {
    /// First frame: what the page has and wants. Answered by `welcome` or `reset`.
    Hello {
        /// [`PROTOCOL`] of the page.
        protocol: u16,
        /// Epoch of the page's snapshot.
        epoch: Epoch,
        /// Cursor: head of the page's snapshot, or the last event applied.
        seq: i64,
        /// What the page shows.
        channels: Vec<Channel>,
    },
    /// Another page: its channels replace the old ones and its snapshot's `seq` the cursor. Answered like `hello`.
    Subscribe {
        /// Epoch of the page's snapshot.
        epoch: Epoch,
        /// Cursor.
        seq: i64,
        /// What the page shows.
        channels: Vec<Channel>,
    },
    /// The page left; nothing of these is delivered any more.
    Unsubscribe {
        /// What to leave.
        channels: Vec<Channel>,
    },
    /// Where the person behind the page is, again and again while it lasts. A page is in one place at a time.
    Presence {
        /// The document.
        channel: Channel,
        /// Doing what there; `None` for having left it.
        state: Option<Activity>,
    },
    /// Asks for `head` at once, to learn whether the line is alive.
    Ping,
}

/// From the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", try_from = "LooseFrame")]
pub enum ServerFrame {
    /// The cursor was accepted; patches follow from there.
    Welcome {
        /// Life of the log.
        epoch: Epoch,
        /// Head of the log now.
        head: i64,
        /// The server's clock now.
        now: Timestamp,
    },
    /// Events after `from` up to and including `to`.
    Patch {
        /// The page's cursor before.
        from: i64,
        /// The page's cursor after.
        to: i64,
        /// Those of the subscribed channels, in order; may be fewer than `to - from`, or none.
        events: Vec<Event>,
    },
    /// The cursor cannot be continued: read a fresh snapshot once.
    Reset {
        /// Why.
        reason: ResetReason,
    },
    /// No right to this channel, or no such thing: the same answer.
    Denied {
        /// Which.
        channel: Channel,
    },
    /// Everybody whose presence a channel tells of: for a document, all who are there; for a list, all who are editing
    /// something on it. Replaces what was told before; after `welcome` nobody is.
    Presence {
        /// The subscribed channel.
        channel: Channel,
        /// Who, by name; of more than [`PRESENT_MAX`] some.
        present: Vec<Present>,
    },
    /// The line is alive and the log stands at `seq`.
    Head {
        /// Head of the log.
        seq: i64,
        /// The server's clock now.
        now: Timestamp,
    },
}

/// A server frame before its type is looked at. A derived tagged enum would first keep every event of a patch as loose
/// values; a plain struct reads them once.
#[derive(Deserialize)]
struct LooseFrame {
    #[serde(rename = "type")]
    name: String,
    epoch: Option<Epoch>,
    head: Option<i64>,
    from: Option<i64>,
    to: Option<i64>,
    events: Option<Vec<Event>>,
    reason: Option<ResetReason>,
    channel: Option<Channel>,
    present: Option<Vec<Present>>,
    seq: Option<i64>,
    now: Option<Timestamp>,
}

/// A message that is no server frame: an unknown type, or a field that its type needs is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a server frame")]
pub struct NotAFrame;

impl TryFrom<LooseFrame> for ServerFrame {
    type Error = NotAFrame;

    fn try_from(frame: LooseFrame) -> Result<Self, NotAFrame> {
        let read = || {
            Some(match frame.name.as_str() {
                "welcome" => ServerFrame::Welcome { epoch: frame.epoch?, head: frame.head?, now: frame.now? },
                "patch" => ServerFrame::Patch { from: frame.from?, to: frame.to?, events: frame.events? },
                "reset" => ServerFrame::Reset { reason: frame.reason? },
                "denied" => ServerFrame::Denied { channel: frame.channel? },
                "presence" => ServerFrame::Presence { channel: frame.channel?, present: frame.present? },
                "head" => ServerFrame::Head { seq: frame.seq?, now: frame.now? },
                _ => return None,
            })
        };
        read().ok_or(NotAFrame)
    }
}

/// Why a page must read a fresh snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ResetReason {
    /// The page speaks another protocol version: reload it.
    Protocol,
    /// The database was restored.
    Epoch,
    /// The cursor is older than the replay window, or ahead of the log.
    Window,
}

/// Close codes of the socket (4000–4999 are the application's).
pub mod close {
    /// The server stops; come back with backoff.
    pub const GOING_AWAY: u16 = 1001;
    /// Nothing is wrong with the page or its session; come back with backoff (RFC 6455 registry).
    pub const TRY_AGAIN_LATER: u16 = 1013;
    /// Not a frame, or out of order.
    pub const PROTOCOL: u16 = 4400;
    /// The session ended: log in.
    pub const SIGNED_OUT: u16 = 4401;
    /// The person may do other things now, or the factory is called otherwise: draw the page anew.
    pub const CHANGED: u16 = 4403;
}
