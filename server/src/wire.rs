//! The wire below the frames: one TCP connection that two hands write to.
//!
//! The library (tungstenite) reads, answers pings and closes, and writes what the socket's own task sends. Live events
//! are written past it, by whoever publishes them ([`Express`]): the same bytes for everybody, one system call each,
//! nothing copied and no task woken.
//!
//! Always true here:
//! - Both hands write under one lock, and only whole messages or their rest: while one is inside a message, the other
//!   waits or says that it could not.
//! - Nothing is buffered without bound: the short way keeps at most the rest of one message, the library what one
//!   message of the task needs.

use std::{
    io::{self, ErrorKind},
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};

use axum::{
    body::Body,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use futures::{Sink, SinkExt, Stream, StreamExt};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use model::frame::FRAME_MAX;
use realtime::{Express, Incoming, Outgoing, Taken, Text};
use rustix::net::{SendFlags, send};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        self, Message, Utf8Bytes,
        handshake::derive_accept_key,
        protocol::{CloseFrame, Role, WebSocketConfig, frame::coding::CloseCode},
    },
};

/// Allocated at once for every socket: ten thousand of them are 5 MB, and a page says little.
const READ_BUFFER: usize = 512;
/// Written through at once, because every message is flushed anyway.
const WRITE_BUFFER: usize = 0;
/// Far above the largest event, which must always fit: a patch is 64 KiB or one event.
const WRITE_BUFFER_MAX: usize = 32 * 1024 * 1024;

/// A request to speak WebSocket (RFC 6455, section 4.2.1).
pub(crate) struct Upgrade {
    accept: HeaderValue,
    on_upgrade: OnUpgrade,
}

impl<S: Sync> FromRequestParts<S> for Upgrade {
    type Rejection = StatusCode;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Upgrade, StatusCode> {
        let asked = names(&parts.headers, header::CONNECTION, "upgrade")
            && names(&parts.headers, header::UPGRADE, "websocket")
            && names(&parts.headers, header::SEC_WEBSOCKET_VERSION, "13");
        let key = parts.headers.get(header::SEC_WEBSOCKET_KEY).filter(|_| asked);
        let accept = key.and_then(|key| derive_accept_key(key.as_bytes()).parse().ok());
        let on_upgrade = parts.extensions.remove::<OnUpgrade>();
        let (Some(accept), Some(on_upgrade)) = (accept, on_upgrade) else { return Err(StatusCode::UPGRADE_REQUIRED) };
        Ok(Upgrade { accept, on_upgrade })
    }
}

/// Whether `word` is among what the header lists.
fn names(headers: &HeaderMap, header: HeaderName, word: &str) -> bool {
    let values = headers.get_all(header).into_iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|listed| listed.trim().eq_ignore_ascii_case(word))
}

impl Upgrade {
    /// Agrees. `live` gets the wire and its short way, in a task of its own, once the answer has left.
    pub(crate) fn then<F: Future<Output = ()> + Send + 'static>(
        self,
        live: impl FnOnce(Wire, Arc<dyn Express>) -> F + Send + 'static,
    ) -> Response {
        let Upgrade { accept, on_upgrade } = self;
        tokio::spawn(async move {
            match on_upgrade.await {
                Ok(upgraded) => match Wire::new(upgraded).await {
                    Ok((wire, express)) => live(wire, express).await,
                    Err(error) => tracing::error!(%error, "a socket cannot be used"),
                },
                // The page left before it had its answer.
                Err(error) => tracing::debug!(%error, "a socket was not opened"),
            }
        });
        let headers = [
            (header::CONNECTION, HeaderValue::from_static("upgrade")),
            (header::UPGRADE, HeaderValue::from_static("websocket")),
            (header::SEC_WEBSOCKET_ACCEPT, accept),
        ];
        (StatusCode::SWITCHING_PROTOCOLS, headers, Body::empty()).into_response()
    }
}

/// A WebSocket as a transport.
pub(crate) struct Wire(WebSocketStream<Line>);

impl Wire {
    async fn new(upgraded: Upgraded) -> io::Result<(Wire, Arc<dyn Express>)> {
        let parts = upgraded.downcast::<TokioIo<TcpStream>>().map_err(|_| io::Error::other("not a TCP connection"))?;
        let stream = parts.io.into_inner();
        // An event must not wait until the one before it has been acknowledged.
        stream.set_nodelay(true)?;
        let line = Line(Arc::new(Outlet { stream, turn: Mutex::default() }));
        let express: Arc<dyn Express> = Arc::<Outlet>::clone(&line.0);
        let config = WebSocketConfig::default()
            .max_message_size(Some(FRAME_MAX))
            .max_frame_size(Some(FRAME_MAX))
            .read_buffer_size(READ_BUFFER)
            .write_buffer_size(WRITE_BUFFER)
            .max_write_buffer_size(WRITE_BUFFER_MAX);
        let read = parts.read_buf.to_vec();
        let stream = WebSocketStream::from_partially_read(line, read, Role::Server, Some(config)).await;
        Ok((Wire(stream), express))
    }
}

impl Stream for Wire {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        Poll::Ready(match ready!(self.0.poll_next_unpin(cx)) {
            Some(Ok(Message::Text(text))) => Some(Incoming::Text(text.as_str().to_owned())),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Some(Incoming::Alive),
            // A message over the limits is an error here. A broken line is one too; its close frame goes nowhere.
            Some(Ok(Message::Binary(_) | Message::Frame(_)) | Err(_)) => Some(Incoming::Unreadable),
            Some(Ok(Message::Close(_))) | None => None,
        })
    }
}

impl Sink<Outgoing> for Wire {
    type Error = tungstenite::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), tungstenite::Error>> {
        self.0.poll_ready_unpin(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Outgoing) -> Result<(), tungstenite::Error> {
        self.0.start_send_unpin(match message {
            // Shared bytes stay shared; they are only looked through for being UTF-8.
            Outgoing::Text(text) => Message::Text(Utf8Bytes::try_from(text.body())?),
            Outgoing::Ping => Message::Ping(Bytes::new()),
            Outgoing::Close(code) => {
                Message::Close(Some(CloseFrame { code: CloseCode::from(code), reason: Utf8Bytes::default() }))
            }
        })
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), tungstenite::Error>> {
        self.0.poll_flush_unpin(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), tungstenite::Error>> {
        self.0.poll_close_unpin(cx)
    }
}

/// The connection and whose turn it is.
#[derive(Debug)]
struct Outlet {
    stream: TcpStream,
    // Std's mutex: held for writes that do not wait.
    turn: Mutex<Turn>,
}

#[derive(Debug, Default)]
struct Turn {
    /// What is left of a message that went the short way. It goes before anything else.
    rest: Bytes,
    /// The library has written the beginning of a message.
    inside: bool,
}

impl Outlet {
    fn turn(&self) -> MutexGuard<'_, Turn> {
        // What a panic leaves behind is at worst a rest that was sent already: the peer then closes a broken line.
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Writes the rest of the short way's message.
    ///
    /// # Errors
    /// [`ErrorKind::WouldBlock`] while there is no room for all of it.
    fn finish(&self, turn: &mut Turn) -> io::Result<()> {
        while !turn.rest.is_empty() {
            let written = self.stream.try_write(&turn.rest)?;
            bytes::Buf::advance(&mut turn.rest, written);
        }
        // Not even an empty slice of a long message may keep it.
        turn.rest = Bytes::new();
        Ok(())
    }
}

impl Express for Outlet {
    fn try_send(&self, text: &Text) -> Taken {
        let mut turn = self.turn();
        if turn.inside || !turn.rest.is_empty() {
            return Taken::Not;
        }
        let whole = text.whole();
        // Not by way of the runtime, which would look up whether there is room: the answer says so.
        match send(&self.stream, whole, SendFlags::DONTWAIT | SendFlags::NOSIGNAL) {
            Ok(written) if written == whole.len() => Taken::Whole,
            Ok(written) => {
                turn.rest = whole.slice(written..);
                Taken::Begun
            }
            // No room, or a broken line, which the socket's own task finds out.
            Err(_) => Taken::Not,
        }
    }
}

/// The library's hand.
struct Line(Arc<Outlet>);

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            ready!(self.0.stream.poll_read_ready(cx))?;
            match self.0.stream.try_read(buffer.initialize_unfilled()) {
                Ok(read) => {
                    buffer.advance(read);
                    return Poll::Ready(Ok(()));
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                Err(error) => return Poll::Ready(Err(error)),
            }
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let write = || -> io::Result<usize> {
            let mut turn = self.0.turn();
            self.0.finish(&mut turn)?;
            let written = self.0.stream.try_write(bytes)?;
            // The library always offers everything that it has, and that is whole messages but for their beginnings.
            turn.inside = written < bytes.len();
            Ok(written)
        };
        loop {
            ready!(self.0.stream.poll_write_ready(cx))?;
            match write() {
                Err(error) if error.kind() == ErrorKind::WouldBlock => {}
                done => return Poll::Ready(done),
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let finished = self.0.finish(&mut self.0.turn());
            match finished {
                Err(error) if error.kind() == ErrorKind::WouldBlock => ready!(self.0.stream.poll_write_ready(cx))?,
                done => return Poll::Ready(done),
            }
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // The connection ends when both hands let go of it.
        self.poll_flush(cx)
    }
}

#[cfg(test)]
mod tests;
