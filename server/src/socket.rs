//! The socket `/{factory}/live`: who may open it, and what may be heard on it.
//!
//! Always true here: a socket of another site, without a session or of a factory the person does not belong to is
//! refused before the upgrade, and a foreign factory answers as an unknown one. What the page says later never widens
//! what the session allows.

use std::sync::Arc;

use app::request::language_of;
use axum::{
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use ledger::{Ledger, Session, Subject};
use model::{
    Actor, Channel, DocType, Permission,
    ids::{DeviceId, FactoryId, ItemId, PurchaseOrderId, UserId},
    purchase_order::Version,
};
use realtime::{Access, Standing, Subscriber};
use serde::Deserialize;
use tracing::{Span, field::display};

use crate::{
    fault::unavailable,
    relay::LedgerLog,
    session::{cookie_token, device_token, same_origin},
    state::AppState,
    wire::Upgrade,
};

/// Opens the live line of one factory.
pub(crate) async fn live(
    State(state): State<AppState>,
    Path(slug): Path<String>,
    Query(page): Query<DrawnFor>,
    headers: HeaderMap,
    upgrade: Result<Upgrade, StatusCode>,
) -> Response {
    if !same_origin(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Some(token) = cookie_token(&headers, state.tls) else { return StatusCode::UNAUTHORIZED.into_response() };
    let device = device_token(&headers, state.tls);
    let session = match state.ledger.session_on(device.as_deref(), &token).await {
        Ok(Some(session)) => session,
        Ok(None) => return StatusCode::UNAUTHORIZED.into_response(),
        Err(error) => return unavailable(language_of(&headers), "the session of a socket cannot be read", &error),
    };
    let Some(membership) = session.memberships.iter().find(|membership| membership.factory.slug == slug) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let factory = membership.factory.id;
    let Some(access) = SessionAccess::new(state.ledger.clone(), token, device, &session, factory, page) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(refused) => return refused.into_response(),
    };
    let user = access.actor.to_ref();
    Span::current().record("user", display(user.id)).record("factory", slug.as_str());
    // Taken before the upgrade, so that a stop in between waits for this socket's close frame too.
    let tracked = state.tracker.token();
    upgrade.then(move |transport, express| {
        let id = user.id;
        let subscriber = Subscriber {
            factory,
            user,
            transport,
            express: Some(express),
            log: Arc::new(LedgerLog(state.ledger)),
            access,
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

/// What a page is drawn with, and that its person cannot see change otherwise.
#[derive(Clone, PartialEq, Eq)]
struct Drawn {
    rights: String,
    factory: Version,
}

impl Drawn {
    fn of(session: &Session, factory: FactoryId) -> Option<Drawn> {
        let own = session.memberships.iter().find(|own| own.factory.id == factory)?;
        Some(Drawn { rights: session.actor(factory)?.rights(), factory: own.factory.version })
    }
}

/// What the page says that it was drawn for. One that says nothing was drawn just now.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct DrawnFor {
    user: Option<UserId>,
    /// As [`Actor::rights`] says them.
    rights: Option<String>,
    factory: Option<Version>,
}

/// The rights of the session that opened a socket, as they are now.
#[derive(Clone)]
pub struct SessionAccess {
    ledger: Ledger,
    token: String,
    /// The token of the shared device, where it is one.
    device: Option<String>,
    /// Who opened it, and as what.
    actor: Actor,
    /// Opened by PIN, on this device: nobody administers so.
    device_session: Option<DeviceId>,
    /// Whose page it is; another's session is not this page's, whatever the browser sends.
    page_of: UserId,
    drawn: Drawn,
}

impl SessionAccess {
    /// Of `session`, which has `token` and, at a shared device, comes with `device`'s; `None` where its person may see
    /// nothing of `factory`.
    #[must_use]
    pub fn new(
        ledger: Ledger,
        token: String,
        device: Option<String>,
        session: &Session,
        factory: FactoryId,
        page: DrawnFor,
    ) -> Option<SessionAccess> {
        let actor = session.actor(factory).filter(|actor| actor.may(Permission::SeeFactory))?;
        let now = Drawn::of(session, factory)?;
        let drawn = Drawn { rights: page.rights.unwrap_or(now.rights), factory: page.factory.unwrap_or(now.factory) };
        let page_of = page.user.unwrap_or(actor.id);
        let device_session = session.device;
        Some(SessionAccess { ledger, token, device, actor, device_session, page_of, drawn })
    }
}

impl Access for SessionAccess {
    async fn standing(&self) -> Standing {
        let session = match self.ledger.session_in_use(self.device.as_deref(), &self.token).await {
            Ok(session) => session,
            Err(error) => {
                tracing::warn!(%error, "the session of a socket cannot be read");
                return Standing::Unknown;
            }
        };
        let Some(session) = session.filter(|session| session.user == self.page_of) else { return Standing::Ended };
        match Drawn::of(&session, self.actor.factory_id) {
            None => Standing::Ended,
            Some(drawn) if drawn == self.drawn && session.name == self.actor.name => Standing::Valid,
            Some(_) => Standing::Changed,
        }
    }

    async fn allows(&self, channel: &Channel) -> bool {
        let own = self.actor.factory_id;
        let subject = match *channel {
            // The actor is as good as at the opening, or the socket is closed by now.
            Channel::List(doc, factory) if doc.is_administration() => {
                return factory == own && self.device_session.is_none() && self.actor.may(Permission::Administer);
            }
            Channel::Factory(factory) | Channel::List(_, factory) => return factory == own,
            Channel::Doc(DocType::Factory, id) => return id == own.0,
            Channel::Doc(DocType::PurchaseOrder, id) => Subject::PurchaseOrder(PurchaseOrderId(id)),
            Channel::Doc(DocType::Item, id) => Subject::Item(ItemId(id)),
            // Shown on lists alone.
            Channel::Doc(DocType::Client | DocType::Member | DocType::Device, _) => return false,
        };
        self.ledger.has_document(own, subject).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the rights to a document cannot be read");
            false
        })
    }
}
