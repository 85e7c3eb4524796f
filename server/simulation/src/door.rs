//! Requests and their answers, as bytes: the doors of the server as a browser reaches them.
//!
//! The session is looked up and the door called as `server::session::layer` and the router do it; what a browser makes
//! of the bytes is `AppError`'s own reading.

use app::{
    account::{Viewer, load_viewer},
    door::Recorded,
    error::AppError,
    purchase_order::server_fns,
};
use axum::http::Request;
use ledger::{Ledger, LedgerError, Session};
use leptos::{
    prelude::{Owner, provide_context},
    reactive::computed::ScopedFuture,
    server_fn::error::{FromServerFnError, IntoAppError, ServerFnErrorErr},
};
use model::{
    ids::{ItemId, MutationId, PurchaseOrderId},
    purchase_order::{OrderStatus, Priority},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::deed::Ask;

/// What is asked.
#[derive(Clone, Debug)]
pub(crate) enum Call {
    Viewer,
    Tasks,
    Item(ItemId),
    Order(PurchaseOrderId),
    Orders(OrderStatus),
    Record(MutationId, Ask),
}

/// What came back.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    /// The page of a proxy that cannot reach the server.
    pub(crate) fn bad_gateway() -> Reply {
        Reply { status: 502, body: b"<html><body>502 Bad Gateway</body></html>".to_vec() }
    }

    /// What the browser's half of a server function makes of it.
    ///
    /// # Errors
    /// What the door said, or that no door was reached.
    pub(crate) fn read<T: DeserializeOwned>(&self) -> Result<T, AppError> {
        if (400..=599).contains(&self.status) {
            return Err(AppError::de(self.body.clone().into()));
        }
        serde_json::from_slice(&self.body)
            .map_err(|error| ServerFnErrorErr::Deserialization(error.to_string()).into_app_error())
    }

    /// The same for a request that got no answer at all.
    pub(crate) fn none<T>() -> Result<T, AppError> {
        Err(ServerFnErrorErr::Request("NetworkError".into()).into_app_error())
    }
}

/// Who asks, as the session layer finds it. Looked up before the door is called, so that doors called together reach
/// the ledger in the order of their requests.
pub(crate) async fn session(ledger: &Ledger, token: &str) -> Result<Option<Session>, LedgerError> {
    ledger.session(token).await
}

/// Calls the door.
pub(crate) async fn answer(
    ledger: Ledger,
    session: Result<Option<Session>, LedgerError>,
    slug: String,
    call: Call,
) -> Reply {
    let Ok(session) = session else {
        return Reply { status: 503, body: "Server sedang bermasalah.".into() };
    };
    let owner = Owner::new();
    let scope = owner.with(|| {
        let (mut parts, ()) = Request::new(()).into_parts();
        if let Some(session) = session {
            parts.extensions.insert(session);
        }
        provide_context(parts);
        provide_context(ledger);
        ScopedFuture::new(async move {
            match call {
                Call::Viewer => reply(load_viewer(slug).await),
                Call::Tasks => reply(server_fns::load_tasks(slug).await),
                Call::Item(id) => reply(server_fns::load_item(slug, id).await),
                Call::Order(id) => reply(server_fns::load_purchase_order(slug, id).await),
                Call::Orders(status) => reply(server_fns::load_purchase_orders(slug, status.wire().to_owned()).await),
                Call::Record(id, ask) => reply(record(slug, id, ask).await),
            }
        })
    });
    let reply = scope.await;
    owner.cleanup();
    reply
}

async fn record(slug: String, id: MutationId, ask: Ask) -> Result<Recorded, AppError> {
    match ask {
        Ask::Advance { item, department, to, note, version } => {
            server_fns::advance_track(slug, id, item, department.wire().to_owned(), to, Some(note), version).await
        }
        Ask::Report { item, title } => {
            server_fns::report_issue(slug, id, item, title, None, Priority::Medium.wire().to_owned()).await
        }
        Ask::Resolve { issue } => server_fns::resolve_issue(slug, id, issue).await,
        Ask::Deliver { item, quantity, note } => {
            server_fns::record_delivery(slug, id, item, quantity, Some(note)).await
        }
        Ask::EditItem { item, version, input } => server_fns::edit_item(slug, id, item, version, input).await,
        Ask::EditOrder { order, version, edit } => {
            server_fns::edit_purchase_order(slug, id, order, version, edit).await
        }
        Ask::Urgent { order, on } => server_fns::set_purchase_order_urgent(slug, id, order, on).await,
        Ask::Status { order, version, to } => {
            server_fns::set_purchase_order_status(slug, id, order, version, to.wire().to_owned()).await
        }
        Ask::Create { order } => server_fns::create_purchase_order(slug, id, order).await,
    }
}

fn reply<T: Serialize>(answer: Result<T, AppError>) -> Reply {
    match answer {
        Ok(value) => Reply { status: 200, body: serde_json::to_vec(&value).expect("answers are plain data") },
        Err(error) => Reply { status: error.status(), body: without_reference(error).ser().to_vec() },
    }
}

/// References are made by chance, and two runs of one seed must agree.
fn without_reference(error: AppError) -> AppError {
    match error {
        AppError::Internal { .. } => AppError::Internal { reference: None },
        AppError::Storage { trouble, .. } => AppError::Storage { trouble, reference: None },
        other => other,
    }
}

/// The person as the browser knows one.
pub(crate) type Known = Viewer;
