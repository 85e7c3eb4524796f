//! The socket `/{factory}/live`: who may open it, and the wire below the frames.
//!
//! Always true here: a socket of another site, without a session or of a factory the person does not belong to is
//! refused before the upgrade, and a foreign factory answers as an unknown one. What the page says later never widens
//! what the session allows.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use axum::{
    extract::{
        Path, State, WebSocketUpgrade,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, rejection::WebSocketUpgradeRejection},
    },
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use futures::{Sink, SinkExt, Stream, StreamExt};
use ledger::{Ledger, Subject};
use model::{
    Channel, DocType,
    frame::FRAME_MAX,
    ids::{FactoryId, ItemId, PurchaseOrderId},
};
use realtime::{Access, Incoming, Outgoing, Standing, Subscriber};

use crate::{
    relay::LedgerLog,
    session::{cookie_token, same_origin},
    state::AppState,
};

/// Allocated at once for every socket: ten thousand of them are 10 MB, and a page says little.
const READ_BUFFER: usize = 1024;
/// Written through at once, because every message is flushed anyway.
const WRITE_BUFFER: usize = 0;
/// Far above the largest event, which must always fit: a patch is 64 KiB or one event.
const WRITE_BUFFER_MAX: usize = 32 * 1024 * 1024;

/// Opens the live line of one factory.
pub async fn live(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    if !same_origin(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(token) = cookie_token(&headers) else { return StatusCode::UNAUTHORIZED.into_response() };
    let session = match state.ledger.session(&token).await {
        Ok(Some(session)) => session,
        Ok(None) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => {
            tracing::error!(%error, "the session of a socket cannot be read");
            return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")]).into_response();
        }
    };
    let membership = session.memberships.iter().find(|membership| membership.factory.slug == slug);
    let Some(actor) = membership.and_then(|membership| session.actor(membership.factory.id)) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let factory = actor.factory_id;
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    // Taken before the upgrade, so that a stop in between waits for this socket's close frame too.
    let tracked = state.tracker.token();
    upgrade
        .max_message_size(FRAME_MAX)
        .max_frame_size(FRAME_MAX)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .max_write_buffer_size(WRITE_BUFFER_MAX)
        .on_upgrade(move |socket| async move {
            let subscriber = Subscriber {
                factory,
                user: actor.to_ref(),
                transport: Wire(socket),
                log: Arc::new(LedgerLog(state.ledger.clone())),
                access: SessionAccess::new(state.ledger, token, factory),
                hub: state.hub,
                shutdown: state.shutdown,
            };
            let end = subscriber.run().await;
            tracing::debug!(%factory, user = %actor.id, ?end, "socket ended");
            drop(tracked);
        })
}

/// The rights of the session that opened a socket, as they are now.
#[derive(Clone)]
pub struct SessionAccess {
    ledger: Ledger,
    token: String,
    factory: FactoryId,
}

impl SessionAccess {
    /// Of the session with `token`, in `factory`.
    #[must_use]
    pub fn new(ledger: Ledger, token: String, factory: FactoryId) -> SessionAccess {
        SessionAccess { ledger, token, factory }
    }
}

impl Access for SessionAccess {
    async fn standing(&self) -> Standing {
        match self.ledger.session(&self.token).await {
            Ok(Some(session)) if session.actor(self.factory).is_some() => Standing::Valid,
            Ok(_) => Standing::Ended,
            Err(error) => {
                tracing::warn!(%error, "the session of a socket cannot be read");
                Standing::Unknown
            }
        }
    }

    async fn allows(&self, channel: &Channel) -> bool {
        let subject = match *channel {
            Channel::Factory(factory) | Channel::List(_, factory) => return factory == self.factory,
            Channel::Doc(DocType::PurchaseOrder, id) => Subject::PurchaseOrder(PurchaseOrderId(id)),
            Channel::Doc(DocType::Item, id) => Subject::Item(ItemId(id)),
        };
        self.ledger.has_document(self.factory, subject).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the rights to a document cannot be read");
            false
        })
    }
}

/// An axum socket as a transport.
struct Wire(WebSocket);

impl Stream for Wire {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Incoming>> {
        Poll::Ready(match ready!(self.0.poll_next_unpin(cx)) {
            Some(Ok(Message::Text(text))) => Some(Incoming::Text(text.as_str().to_owned())),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Some(Incoming::Alive),
            // A message over the limits is an error here. A broken line is one too; its close frame goes nowhere.
            Some(Ok(Message::Binary(_)) | Err(_)) => Some(Incoming::Unreadable),
            Some(Ok(Message::Close(_))) | None => None,
        })
    }
}

impl Sink<Outgoing> for Wire {
    type Error = axum::Error;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        self.0.poll_ready_unpin(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Outgoing) -> Result<(), axum::Error> {
        self.0.start_send_unpin(match message {
            // Shared bytes stay shared; they are only looked through for being UTF-8.
            Outgoing::Text(text) => Message::Text(Utf8Bytes::try_from(text.into_bytes()).map_err(axum::Error::new)?),
            Outgoing::Ping => Message::Ping(Default::default()),
            Outgoing::Close(code) => Message::Close(Some(CloseFrame { code, reason: Default::default() })),
        })
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        self.0.poll_flush_unpin(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), axum::Error>> {
        self.0.poll_close_unpin(cx)
    }
}
