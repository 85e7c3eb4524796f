//! The socket `/{factory}/live`: who may open it, and what may be heard on it.
//!
//! Always true here: a socket of another site, without a session or of a factory the person does not belong to is
//! refused before the upgrade, and a foreign factory answers as an unknown one. What the page says later never widens
//! what the session allows.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use ledger::{Ledger, Subject};
use model::{
    Channel, DocType,
    ids::{FactoryId, ItemId, PurchaseOrderId},
};
use realtime::{Access, Standing, Subscriber};

use crate::{
    relay::LedgerLog,
    session::{cookie_token, same_origin},
    state::AppState,
    wire::Upgrade,
};

/// Opens the live line of one factory.
pub(crate) async fn live(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    upgrade: Result<Upgrade, StatusCode>,
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
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(refused) => return refused.into_response(),
    };
    let factory = actor.factory_id;
    let user = actor.to_ref();
    // Taken before the upgrade, so that a stop in between waits for this socket's close frame too.
    let tracked = state.tracker.token();
    upgrade.then(move |transport, express| {
        let id = user.id;
        let subscriber = Subscriber {
            factory,
            user,
            transport,
            express: Some(express),
            log: Arc::new(LedgerLog(state.ledger.clone())),
            access: SessionAccess::new(state.ledger, token, factory),
            hub: state.hub,
            shutdown: state.shutdown,
        };
        async move {
            let end = subscriber.run().await;
            tracing::debug!(%factory, user = %id, ?end, "socket ended");
            drop(tracked);
        }
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
