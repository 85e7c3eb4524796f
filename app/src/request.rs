//! What a server function may know of its request: the ledger, the session, the viewer. Server only.

use std::time::{SystemTime, UNIX_EPOCH};

use axum::http::{HeaderValue, Method, header, request::Parts};
use ledger::{Ledger, Session};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{Permission, Refusal, Timestamp};

use crate::{account::Viewer, error::AppError};

/// The `Set-Cookie` name and attributes in force: `__Host-` and `Secure` over TLS only, because browsers drop such
/// cookies on plain HTTP. Provided by the server from its configuration.
#[derive(Clone, Debug)]
pub struct CookieRules {
    /// Cookie name.
    pub name: &'static str,
    /// Whether the site is served over TLS.
    pub secure: bool,
}

/// The ledger of this process.
///
/// # Errors
/// [`AppError::Internal`] when the server provided none.
pub fn ledger() -> Result<Ledger, AppError> {
    use_context::<Ledger>().ok_or(AppError::Internal)
}

/// A form sent without JavaScript: its answer is a redirect, whose status must stay.
#[must_use]
pub fn is_form_post() -> bool {
    use_context::<Parts>().is_some_and(|parts| {
        let accept = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
        parts.method == Method::POST && accept.contains("text/html")
    })
}

/// The signed-in session, if there is one, put into the request by the server's session layer.
#[must_use]
pub fn session_of_request() -> Option<Session> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<Session>().cloned())
}

/// The signed-in session.
///
/// # Errors
/// [`AppError::SignedOut`].
pub fn session() -> Result<Session, AppError> {
    session_of_request().ok_or_else(|| AppError::SignedOut.with_status())
}

/// The signed-in person in the factory with `slug`.
///
/// # Errors
/// [`AppError::SignedOut`], [`Refusal::Unknown`].
pub fn viewer(slug: &str) -> Result<Viewer, AppError> {
    let session = session()?;
    let membership = session.memberships.iter().find(|membership| membership.factory.slug == slug);
    let (factory, actor) = membership
        .and_then(|membership| Some((&membership.factory, session.actor(membership.factory.id)?)))
        .filter(|(_, actor)| actor.may(Permission::SeeFactory))
        .ok_or_else(|| AppError::from(Refusal::Unknown).with_status())?;
    Ok(Viewer {
        actor,
        factory_name: factory.name.clone(),
        slug: factory.slug.clone(),
        utc_offset_minutes: factory.utc_offset_minutes,
        now: now(),
    })
}

/// The server's clock.
#[must_use]
pub fn now() -> Timestamp {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX))
}

/// Gives the browser its new session; the one it came with is over, so that a token somebody else may know is worth
/// nothing after the next sign-in.
///
/// # Errors
/// [`AppError::Internal`] outside a request; the ledger's.
pub async fn start_session(token: &str) -> Result<(), AppError> {
    if let Some(before) = session_of_request() {
        ledger()?.log_out(before.id).await?;
    }
    set_session_cookie(Some(token))
}

/// Sets or clears the session cookie of the current response.
///
/// # Errors
/// [`AppError::Internal`] outside a request.
pub fn set_session_cookie(token: Option<&str>) -> Result<(), AppError> {
    let rules = use_context::<CookieRules>().ok_or(AppError::Internal)?;
    let response = use_context::<ResponseOptions>().ok_or(AppError::Internal)?;
    let secure = if rules.secure { "; Secure" } else { "" };
    let max_age = if token.is_some() { 30 * 24 * 3600 } else { 0 };
    let value = token.unwrap_or_default();
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={max_age}{secure}", rules.name);
    let cookie = HeaderValue::from_str(&cookie).map_err(|_| AppError::Internal)?;
    response.append_header(header::SET_COOKIE, cookie);
    Ok(())
}
