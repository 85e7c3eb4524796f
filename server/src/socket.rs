//! The socket `/{factory}/live`: who may open it, and what may be heard on it.
//!
//! Always true here: a socket of another site, without a session or of a factory the person does not belong to is
//! refused before the upgrade, and a foreign factory answers as an unknown one. What the page says later never widens
//! what the session allows.

use axum::{
    extract::{Path, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use ledger::{Ledger, LedgerError, Subject};
use model::{
    Channel, DocType,
    ids::{FactoryId, ItemId, PurchaseOrderId},
};
use realtime::{Access, Standing, Subscriber};

use crate::{
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
            log: state.log,
            access: SessionAccess { ledger: state.ledger, token, factory },
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
struct SessionAccess {
    ledger: Ledger,
    token: String,
    factory: FactoryId,
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
        // Asked for its answer "no such thing in this factory"; the events themselves are of no interest.
        match self.ledger.history(self.factory, subject, None, 1).await {
            Ok(_) => true,
            Err(LedgerError::Refused(_)) => false,
            Err(error) => {
                tracing::warn!(%error, "the rights to a document cannot be read");
                false
            }
        }
    }
}
