//! Doors: log in, log out, who am I.

use leptos::{prelude::*, server_fn::codec::Json};

use super::Viewer;
use crate::error::AppError;

/// Signs in and goes to `next` or the first factory. Works as a plain form post.
///
/// # Errors
/// Wrong name or password, too many attempts.
#[server(prefix = "/api", endpoint = "login")]
pub async fn log_in(username: String, password: String, next: Option<String>) -> Result<(), AppError> {
    use crate::request::{self, set_session_cookie};

    let token = request::ledger()?.log_in(&username, &password).await?;
    set_session_cookie(Some(token.as_str()))?;
    // Only a path of this site: `//evil` and `https:` would leave it.
    let next = next.filter(|next| next.starts_with('/') && !next.starts_with("//") && !next.contains('\\'));
    leptos_axum::redirect(next.as_deref().unwrap_or("/"));
    Ok(())
}

/// Signs in again in the middle of work: no redirect, the page stays.
///
/// # Errors
/// Wrong name or password, too many attempts.
#[server(prefix = "/api", endpoint = "login_again", input = Json)]
pub async fn log_in_again(username: String, password: String) -> Result<(), AppError> {
    use crate::request::{self, set_session_cookie};

    let token = request::ledger()?.log_in(&username, &password).await?;
    set_session_cookie(Some(token.as_str()))
}

/// Ends the session of this browser.
///
/// # Errors
/// The ledger's.
#[server(prefix = "/api", endpoint = "logout")]
pub async fn log_out() -> Result<(), AppError> {
    use crate::request::{self, set_session_cookie};

    if let Ok(session) = request::session() {
        request::ledger()?.log_out(session.id).await?;
    }
    set_session_cookie(None)?;
    leptos_axum::redirect("/login");
    Ok(())
}

/// The signed-in person in the factory with `slug`.
///
/// # Errors
/// Signed out; no such factory, or not a member of it: the same answer.
#[server(prefix = "/api", endpoint = "load_viewer", input = Json)]
pub async fn load_viewer(factory: String) -> Result<Viewer, AppError> {
    crate::request::viewer(&factory)
}
