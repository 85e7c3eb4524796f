//! The wire as a subscriber sees it, so that a test can run one in memory.

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
    Text(String),
    /// A ping below the frames; a living peer answers it by itself, also in a background tab.
    Ping,
    /// The close frame with its code. Nothing follows.
    Close(u16),
}

/// Both directions of one socket. A sink that is ready only when its bytes have left is what makes a slow reader
/// visible, so adapters must not buffer without bound.
pub trait Transport: Stream<Item = Incoming> + Sink<Outgoing> + Send + Unpin {}

impl<T: Stream<Item = Incoming> + Sink<Outgoing> + Send + Unpin> Transport for T {}
