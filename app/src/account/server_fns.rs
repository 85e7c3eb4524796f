//! Doors: log in, log out, who am I.

use leptos::prelude::*;

use super::Viewer;
use crate::{error::AppError, json::Json};

/// Signs in and goes to `next` or the first factory. Works as a plain form post.
///
/// # Errors
/// Wrong name or password, too many attempts.
#[server(prefix = "/api", endpoint = "login", output = Json)]
pub async fn log_in(username: String, password: String, next: Option<String>) -> Result<(), AppError> {
    use crate::request;

    let token = request::ledger()?.log_in(&username, &password).await?;
    request::start_session(token.as_str()).await?;
    leptos_axum::redirect(next.as_deref().filter(|next| stays_here(next)).unwrap_or("/"));
    Ok(())
}

/// Whether `next` is a path of this site. `//evil` and `https:` would leave it, and browsers read `\` as `/` and leave out
/// tabs and line ends wherever they are.
#[cfg(feature = "ssr")]
fn stays_here(next: &str) -> bool {
    let plain = next.chars().all(|letter| letter != '\\' && !letter.is_control());
    plain && next.starts_with('/') && !next.starts_with("//")
}

/// Signs in again in the middle of work: no redirect, the page stays.
///
/// # Errors
/// Wrong name or password, too many attempts.
#[server(prefix = "/api", endpoint = "login_again", input = Json, output = Json)]
pub async fn log_in_again(username: String, password: String) -> Result<(), AppError> {
    use crate::request;

    let token = request::ledger()?.log_in(&username, &password).await?;
    request::start_session(token.as_str()).await
}

/// Ends the session of this browser.
///
/// # Errors
/// The ledger's.
#[server(prefix = "/api", endpoint = "logout", output = Json)]
pub async fn log_out() -> Result<(), AppError> {
    use crate::request::{self, set_session_cookie};

    if let Some(session) = request::session_of_request() {
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
#[server(prefix = "/api", endpoint = "load_viewer", input = Json, output = Json)]
pub async fn load_viewer(factory: String) -> Result<Viewer, AppError> {
    crate::request::viewer(&factory)
}
