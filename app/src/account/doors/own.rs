//! Doors to the own account: where one is signed in, and how one signs in.

use leptos::prelude::*;
use model::{
    account::OwnAccount,
    ids::{MutationId, SessionId},
};

use crate::{door::Recorded, error::AppError, json::Json, page::PageClient};

/// The account of whoever asks.
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_account", input = Json, output = Json, client = PageClient)]
pub async fn load_account(factory: String) -> Result<OwnAccount, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let session = crate::request::session()?;
    Ok(crate::request::ledger()?.own_account(&session, viewer.actor.factory_id).await?)
}

/// Ends another session of whoever asks; all others without an id.
///
/// # Errors
/// Not one of the own sessions; signed in by PIN.
#[server(prefix = "/api", endpoint = "end_session", input = Json, output = Json, client = PageClient)]
pub async fn end_session(factory: String, id: Option<SessionId>) -> Result<(), AppError> {
    crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.end_own_sessions(&crate::request::session()?, id).await?)
}

/// Another password for whoever knows the `current` one. All other sessions are over.
///
/// # Errors
/// Wrong current password, too many attempts, too easy a new one; signed in by PIN.
#[server(prefix = "/api", endpoint = "change_password", input = Json, output = Json, client = PageClient)]
pub async fn change_password(factory: String, current: String, password: String) -> Result<(), AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let session = crate::request::session()?;
    let (ledger, from) = (crate::request::ledger()?, crate::request::client_address());
    let changing = ledger.change_password(&session, viewer.actor.factory_id, &current, &password, from);
    Ok(ledger.attempt_from(from, changing).await?)
}

/// The own PIN, or none, for whoever knows the own `password`.
///
/// # Errors
/// Wrong password, too many attempts, too easy a PIN; signed in by PIN.
#[server(prefix = "/api", endpoint = "set_own_pin", input = Json, output = Json, client = PageClient)]
pub async fn set_own_pin(
    factory: String,
    mutation_id: MutationId,
    password: String,
    pin: Option<String>,
) -> Result<Recorded, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let session = crate::request::session()?;
    if session.device.is_some() {
        return Err(AppError::from(model::Refusal::NotAllowed).with_status());
    }
    let (ledger, from) = (crate::request::ledger()?, crate::request::client_address());
    ledger.attempt_from(from, ledger.check_own_password(&session, &password, from)).await?;
    super::administration::set_pin(&factory, mutation_id, viewer.actor.id, pin).await
}

/// Ends this session and leaves the page as it is: a shared device locks.
///
/// # Errors
/// The ledger's.
#[server(prefix = "/api", endpoint = "lock", input = Json, output = Json, client = PageClient)]
pub async fn lock() -> Result<(), AppError> {
    // Without one there is nothing to end, and a cookie is not touched that may be somebody else's by now.
    let Some(session) = crate::request::session_of_request() else { return Ok(()) };
    crate::request::ledger()?.log_out(session.id).await?;
    crate::request::set_session_cookie(None)
}
