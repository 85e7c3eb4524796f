//! The wire as a subscriber sees it, so that a test can run one in memory.

use std::{fmt, ops::Deref};

use bytes::Bytes;
use futures::{Sink, Stream};

/// Something came in. The end of the stream means that the peer is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A text message.
    Text(String),
    /// A sign of life below the frames: a ping or a pong.
    Alive,
    /// Not a message that this line carries: binary, too large, broken.
    Unreadable,
}

/// Something goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outgoing {
    /// A text message.
    Text(Text),
    /// A ping below the frames; a living peer answers it by itself, also in a background tab.
    Ping,
    /// The close frame with its code. Nothing follows.
    Close(u16),
}

/// A text message, written once and shared by all it goes to: a clone is one count more.
#[derive(Clone, PartialEq, Eq)]
pub struct Text(Bytes);

impl Text {
    /// The same bytes, for the wire. They are UTF-8.
    #[must_use]
    pub fn into_bytes(self) -> Bytes {
        self.0
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        Text(text.into())
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        // Made from strings only, so this never falls back.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Both directions of one socket. A sink that is ready only when its bytes have left is what makes a slow reader
/// visible, so adapters must not buffer without bound.
pub trait Transport: Stream<Item = Incoming> + Sink<Outgoing> + Send + Unpin {}

impl<T: Stream<Item = Incoming> + Sink<Outgoing> + Send + Unpin> Transport for T {}
