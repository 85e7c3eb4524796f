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

/// A text message with the header that it has on a WebSocket, written once and shared by all it goes to: a clone is one
/// count more, and whoever writes past the library hands over one piece.
#[derive(Clone, PartialEq, Eq)]
pub struct Text {
    /// Header and body.
    whole: Bytes,
    /// So many bytes of it are the header.
    header: usize,
}

impl Text {
    /// The message as it stands on the wire, from a server's side.
    #[must_use]
    pub fn whole(&self) -> &Bytes {
        &self.whole
    }

    /// The bytes of the text, shared. They are UTF-8.
    #[must_use]
    pub fn body(&self) -> Bytes {
        self.whole.slice(self.header..)
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        let (header, length) = header_of(text.len());
        Text { whole: [&header[..length], text.as_bytes()].concat().into(), header: length }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        // Made from strings only, so this never falls back.
        std::str::from_utf8(&self.whole[self.header..]).unwrap_or_default()
    }
}

/// The header of a whole text message from a server (RFC 6455, section 5.2), and its length.
fn header_of(body: usize) -> ([u8; 10], usize) {
    const TEXT: u8 = 0x81;
    let mut header = [0; 10];
    header[0] = TEXT;
    // Seven bits for what is short, else a mark and two or eight bytes.
    match (u8::try_from(body), u16::try_from(body)) {
        (Ok(short), _) if short < 126 => {
            header[1] = short;
            (header, 2)
        }
        (_, Ok(medium)) => {
            header[1] = 126;
            header[2..4].copy_from_slice(&medium.to_be_bytes());
            (header, 4)
        }
        _ => {
            header[1] = 127;
            header[2..].copy_from_slice(&(body as u64).to_be_bytes());
            (header, 10)
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_the_header_of_its_length() {
        let table: [(usize, &[u8]); 6] = [
            (0, &[0x81, 0]),
            (125, &[0x81, 125]),
            (126, &[0x81, 126, 0, 126]),
            (65_535, &[0x81, 126, 0xFF, 0xFF]),
            (65_536, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0, 0]),
            (70_000, &[0x81, 127, 0, 0, 0, 0, 0, 1, 0x11, 0x70]),
        ];
        for (length, header) in table {
            let text = Text::from("x".repeat(length));
            assert_eq!(&text.whole()[..header.len()], header, "{length}");
            assert_eq!((text.len(), text.body().len(), text.whole().len()), (length, length, length + header.len()));
        }
    }
}
