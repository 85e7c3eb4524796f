//! Doors by which people come in and out: password, PIN, link; and who am I.

use leptos::prelude::*;

use model::{Role, account::Tablet, ids::UserId};
use serde::{Deserialize, Serialize};

use crate::{account::Viewer, error::AppError, json::Json, page::PageClient};

/// Signs in and goes to `next` or the first factory. Works as a plain form post.
///
/// # Errors
/// Wrong name or password, too many attempts.
#[server(prefix = "/api", endpoint = "login", output = Json, client = PageClient)]
pub async fn log_in(username: String, password: String, next: Option<String>) -> Result<(), AppError> {
    enter_by_password(&username, &password).await?;
    leptos_axum::redirect(next.as_deref().filter(|next| crate::request::stays_here(next)).unwrap_or("/"));
    Ok(())
}

/// Signs in again in the middle of work: no redirect, the page stays.
///
/// # Errors
/// Wrong name or password, too many attempts.
#[server(prefix = "/api", endpoint = "login_again", input = Json, output = Json, client = PageClient)]
pub async fn log_in_again(username: String, password: String) -> Result<(), AppError> {
    enter_by_password(&username, &password).await
}

#[cfg(feature = "ssr")]
async fn enter_by_password(username: &str, password: &str) -> Result<(), AppError> {
    use crate::request;

    let (ledger, agent) = (request::ledger()?, request::agent());
    let attempt = ledger.log_in_from(username, password, &agent, request::client_address());
    let token = ledger.attempt_from(request::client_address(), attempt).await?;
    request::start_session(token.as_str()).await
}

/// Ends the session of this browser.
///
/// # Errors
/// The ledger's.
#[server(prefix = "/api", endpoint = "logout", output = Json, client = PageClient)]
pub async fn log_out() -> Result<(), AppError> {
    use crate::request::{self, set_session_cookie};

    if let Some(session) = request::session_of_request() {
        request::ledger()?.log_out(session.id).await?;
    }
    set_session_cookie(None)?;
    // A shared device has another entrance than others.
    leptos_axum::redirect("/");
    Ok(())
}

/// Lets this browser speak `language` (a code, as in `en`) from now on and goes to `next`. Works as a plain form post.
///
/// # Errors
/// A language that lacakPO does not speak.
#[server(prefix = "/api", endpoint = "choose_language", output = Json, client = PageClient)]
pub async fn choose_language(language: String, next: Option<String>) -> Result<(), AppError> {
    let language = model::Language::of_code(&language).ok_or_else(|| AppError::BadRequest.with_status())?;
    crate::request::set_language_cookie(language)?;
    leptos_axum::redirect(next.as_deref().filter(|next| crate::request::stays_here(next)).unwrap_or("/"));
    Ok(())
}

/// The signed-in person in the factory with `slug`.
///
/// # Errors
/// Signed out; no such factory, or not a member of it: the same answer.
#[server(prefix = "/api", endpoint = "load_viewer", input = Json, output = Json, client = PageClient)]
pub async fn load_viewer(factory: String) -> Result<Viewer, AppError> {
    crate::request::viewer(&factory)
}

/// As [`load_viewer`], to say that somebody is still here: a session by PIN ends soon after the last visit.
///
/// # Errors
/// As [`load_viewer`].
#[server(prefix = "/api", endpoint = "stay", input = Json, output = Json, client = PageClient)]
pub async fn stay(factory: String) -> Result<(), AppError> {
    crate::request::viewer(&factory).map(drop)
}

/// What a shared device shows while nobody is signed in; nothing for what is none.
///
/// # Errors
/// The ledger's.
#[server(prefix = "/api", endpoint = "load_tablet", input = Json, output = Json, client = PageClient)]
pub async fn load_tablet() -> Result<Option<Tablet>, AppError> {
    use ledger::LedgerError;
    use model::Refusal;

    let Some(token) = crate::request::device_token() else { return Ok(None) };
    match crate::request::ledger()?.tablet(&token).await {
        Err(LedgerError::Refused(Refusal::Unknown)) => Ok(None),
        tablet => Ok(Some(tablet?)),
    }
}

/// Signs in by PIN at a shared device and goes to `next` or the Tasks page. Works as a plain form post.
///
/// # Errors
/// Wrong PIN, too many attempts, not a shared device.
#[server(prefix = "/api", endpoint = "log_in_by_pin", output = Json, client = PageClient)]
pub async fn log_in_by_pin(user_id: UserId, pin: String, next: Option<String>) -> Result<(), AppError> {
    let slug = enter_by_pin(user_id, &pin).await?;
    let tasks = format!("/{slug}/tasks");
    leptos_axum::redirect(next.as_deref().filter(|next| crate::request::stays_here(next)).unwrap_or(&tasks));
    Ok(())
}

/// Signs in by PIN in the middle of work: no redirect, the page stays.
///
/// # Errors
/// As [`log_in_by_pin`].
#[server(prefix = "/api", endpoint = "log_in_by_pin_again", input = Json, output = Json, client = PageClient)]
pub async fn log_in_by_pin_again(user_id: UserId, pin: String) -> Result<(), AppError> {
    enter_by_pin(user_id, &pin).await.map(drop)
}

#[cfg(feature = "ssr")]
async fn enter_by_pin(user: UserId, pin: &str) -> Result<String, AppError> {
    use crate::request;

    let device = request::device_token().ok_or_else(|| AppError::from(model::Refusal::WrongPin).with_status())?;
    // Not slowed down by address: the device says who it is, and a hall behind one address must get back to work.
    let (token, slug) = request::ledger()?.log_in_by_pin(&device, user, pin).await?;
    request::start_session(token.as_str()).await?;
    Ok(slug)
}

/// What a link opens, as its page says it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LinkKind {
    /// A place in a factory.
    Invitation {
        /// Whose.
        factory_name: String,
        /// The name the admin wrote.
        name: String,
        /// As what.
        role: Role,
        /// Who is signed in here already, and could join as himself.
        signed_in: Option<String>,
    },
    /// Another password.
    Password {
        /// Display name.
        name: String,
        /// Login name.
        username: String,
    },
    /// A factory that is not there yet.
    Setup,
}

/// What the link with `token` opens.
///
/// # Errors
/// The link is over, or never was.
#[server(prefix = "/api", endpoint = "load_link", input = Json, output = Json, client = PageClient)]
pub async fn load_link(token: String) -> Result<LinkKind, AppError> {
    use ledger::Link;

    let session = crate::request::session_of_request().filter(|session| session.device.is_none());
    Ok(match crate::request::ledger()?.link(&token).await? {
        Link::Invitation { factory, name, role } => {
            let signed_in = session.map(|session| session.name);
            LinkKind::Invitation { factory_name: factory.name, name, role, signed_in }
        }
        Link::Password { name, username, .. } => LinkKind::Password { name, username },
        Link::Setup => LinkKind::Setup,
    })
}

/// Joins a factory by its link: as whoever is signed in where `as_myself`, else as somebody new. Works as a plain form
/// post.
///
/// # Errors
/// The link is over, the name is taken, the password is too easy.
#[server(prefix = "/api", endpoint = "join", output = Json, client = PageClient)]
pub async fn join(
    token: String,
    username: Option<String>,
    password: Option<String>,
    as_myself: Option<bool>,
) -> Result<(), AppError> {
    use crate::request;
    use ledger::Joining;

    let session = request::session_of_request().filter(|session| session.device.is_none());
    let joining = match session.filter(|_| as_myself == Some(true)) {
        Some(session) => Joining::Known(session.user),
        None => Joining::New { username: username.unwrap_or_default(), password: password.unwrap_or_default() },
    };
    let known = matches!(joining, Joining::Known(_));
    let (ledger, agent) = (request::ledger()?, request::agent());
    let (user, slug) = ledger.attempt_from(request::client_address(), ledger.join(&token, joining, &agent)).await?;
    if !known {
        start_session_of(user).await?;
    }
    leptos_axum::redirect(&format!("/{slug}/tasks"));
    Ok(())
}

/// Chooses another password by a link. Works as a plain form post.
///
/// # Errors
/// The link is over, the password is too easy.
#[server(prefix = "/api", endpoint = "choose_password", output = Json, client = PageClient)]
pub async fn choose_password(token: String, password: String) -> Result<(), AppError> {
    use crate::request;

    let (ledger, agent) = (request::ledger()?, request::agent());
    let choosing = ledger.choose_password(&token, &password, &agent);
    let (user, slug) = ledger.attempt_from(request::client_address(), choosing).await?;
    start_session_of(user).await?;
    leptos_axum::redirect(&format!("/{slug}/tasks"));
    Ok(())
}

/// Makes a factory and its first admin, by the link of the terminal. Works as a plain form post.
///
/// # Errors
/// The link is over, a name is taken or not one, the password is too easy.
#[server(prefix = "/api", endpoint = "set_up", output = Json, client = PageClient)]
pub async fn set_up(
    token: String,
    factory_name: String,
    slug: String,
    time_zone: String,
    name: String,
    username: String,
    password: String,
) -> Result<(), AppError> {
    use crate::request;
    use ledger::NewFactory;

    let new = NewFactory { factory_name, slug, time_zone, name, username, password };
    let (ledger, agent) = (request::ledger()?, request::agent());
    let (user, slug) = ledger.attempt_from(request::client_address(), ledger.set_up(&token, new, &agent)).await?;
    start_session_of(user).await?;
    leptos_axum::redirect(&format!("/{slug}/tasks"));
    Ok(())
}

#[cfg(feature = "ssr")]
async fn start_session_of(user: UserId) -> Result<(), AppError> {
    use crate::request;

    let token = request::ledger()?.start_session_of(user, &request::agent()).await?;
    request::start_session(token.as_str()).await
}
