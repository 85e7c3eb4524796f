//! Cookies, origins, and the session of a request.

use app::{
    page,
    request::{DeviceToken, language_of},
    shortcut,
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use ledger::Session;
use model::{
    account::RESERVED_SLUGS,
    permission::{ENTRANCES, FORMS},
};
use tracing::{Span, field::display};

use crate::{fault::unavailable, photo, state::AppState, texts};

const COOKIE: &str = "lacakpo";
const COOKIE_TLS: &str = "__Host-lacakpo";
const DEVICE_COOKIE: &str = "lacakpo-device";
const DEVICE_COOKIE_TLS: &str = "__Host-lacakpo-device";

/// The cookie's name: browsers take the `__Host-` one over TLS only, and then from this host and path `/` alone.
#[must_use]
pub fn cookie_name(tls: bool) -> &'static str {
    if tls { COOKIE_TLS } else { COOKIE }
}

/// The name of the cookie that makes a browser a shared device.
#[must_use]
pub fn device_cookie_name(tls: bool) -> &'static str {
    if tls { DEVICE_COOKIE_TLS } else { DEVICE_COOKIE }
}

/// The session token that a request carries.
#[must_use]
pub fn cookie_token(headers: &HeaderMap, tls: bool) -> Option<String> {
    cookie(headers, cookie_name(tls))
}

/// The token of the shared device that a request comes from.
#[must_use]
pub fn device_token(headers: &HeaderMap, tls: bool) -> Option<String> {
    cookie(headers, device_cookie_name(tls))
}

/// Only the name in force: over TLS a neighbouring site can set the other one, and cannot set this.
fn cookie(headers: &HeaderMap, wanted: &str) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, value)| *name == wanted && !value.is_empty())
        .map(|(_, value)| value.to_owned())
}

/// Whether the page that sent this request came from this very host. Absence of proof is no proof.
#[must_use]
pub fn same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    if let Some(site) = text(header::HeaderName::from_static("sec-fetch-site"))
        && site != "same-origin"
    {
        return false;
    }
    let (Some(origin), Some(host)) = (text(header::ORIGIN), text(header::HOST)) else { return false };
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

/// Puts the session into the request; refuses what changes something and cannot prove where it comes from; sends
/// people without a session to the login page.
pub async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let language = language_of(request.headers());
    if request.method() != Method::GET && request.method() != Method::HEAD && !same_origin(request.headers()) {
        return (StatusCode::FORBIDDEN, texts::OF_ANOTHER_SITE.get(language)).into_response();
    }
    if request.method() == Method::POST && !is_of_the_right_type(request.uri().path(), request.headers()) {
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, texts::OF_ANOTHER_TYPE.get(language)).into_response();
    }
    let mut signed_in = false;
    let mut home = None;
    let device = device_token(request.headers(), state.tls);
    if let Some(token) = cookie_token(request.headers(), state.tls) {
        match state.ledger.session_on(device.as_deref(), &token).await {
            // For this page nobody is signed in.
            Ok(Some(session))
                if is_page_of_another(request.headers(), &session) && !is_one_of(ENTRANCES, request.uri().path()) => {}
            Ok(Some(session)) => {
                signed_in = true;
                Span::current().record("user", display(session.user));
                home = session.memberships.first().map(|membership| membership.factory.slug.clone());
                request.extensions_mut().insert(session);
            }
            Ok(None) => {}
            Err(error) => {
                return unavailable(language, "the session cannot be read", &error);
            }
        }
    }
    if let Some(token) = device.clone() {
        request.extensions_mut().insert(DeviceToken(token));
    }
    let path = request.uri().path();
    if request.method() == Method::GET {
        // A shared device asks who is there, everybody else for name and password.
        let entrance = if device.is_some() { "/tablet" } else { "/login" };
        match (path, signed_in) {
            // Somebody who belongs nowhere any more stays at the entrance, which says so.
            ("/" | "/login" | "/tablet", true) if home.is_some() => {
                let slug = home.unwrap_or_default();
                return Redirect::to(&format!("/{slug}/{}", shortcut(&request.uri().to_string()))).into_response();
            }
            ("/", _) => return Redirect::to(entrance).into_response(),
            (_, false) if is_page(path) => {
                let wanted = request.uri().path_and_query().map_or("/", |path| path.as_str());
                return Redirect::to(&format!("{entrance}?next={}", escape(wanted))).into_response();
            }
            _ => {}
        }
    }
    next.run(request).await
}

/// Doors take JSON and nothing else; those that work without scripts take forms, and the one for photos takes bytes that
/// are called nothing else. Another site can send forms and plain text without asking first, these others it cannot.
fn is_of_the_right_type(path: &str, headers: &HeaderMap) -> bool {
    let said = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let said = said.split(';').next().unwrap_or_default().trim();
    let expected = match path {
        path if is_one_of(FORMS, path) => "application/x-www-form-urlencoded",
        photo::DOOR => photo::BODY_TYPE,
        _ => "application/json",
    };
    said.eq_ignore_ascii_case(expected)
}

/// Whether the door at `path` is one of `doors`.
fn is_one_of(doors: &[&str], path: &str) -> bool {
    doors.iter().any(|name| path.strip_prefix("/api/") == Some(name))
}

/// Whether the page that asks was drawn for somebody else than the session's person: the cookie is the whole browser's,
/// and somebody may have signed in in another tab. A name that cannot be read is nobody's.
fn is_page_of_another(headers: &HeaderMap, session: &Session) -> bool {
    let person = session.user.to_string();
    headers.get_all(page::PERSON).iter().any(|named| named.as_bytes() != person.as_bytes())
}

/// A page of a factory: its slug, then more. What begins with a word of the app itself is none, nor is a photo: nobody
/// signs in inside of a picture.
fn is_page(path: &str) -> bool {
    let mut parts = path.trim_start_matches('/').split('/');
    let slug = parts.next().unwrap_or_default();
    let rest = parts.next();
    rest.is_some_and(|rest| !["live", "photos"].contains(&rest)) && !RESERVED_SLUGS.contains(&slug)
}

fn escape(path: &str) -> String {
    path.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'/' => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            let name: header::HeaderName = name.parse().expect("a header name");
            headers.append(name, value.parse().expect("a header value"));
        }
        headers
    }

    #[test]
    fn only_the_own_page_is_the_same_origin() {
        let table: &[(&[(&str, &str)], bool)] = &[
            (&[("host", "a.id"), ("origin", "https://a.id")], true),
            (&[("host", "127.0.0.1:3000"), ("origin", "http://127.0.0.1:3000")], true),
            (&[("host", "a.id"), ("origin", "https://a.id"), ("sec-fetch-site", "same-origin")], true),
            (&[("host", "a.id")], false),
            (&[("host", "a.id"), ("origin", "null")], false),
            (&[("host", "a.id"), ("origin", "https://a.id.evil.example")], false),
            (&[("host", "a.id"), ("origin", "https://evil.a.id")], false),
            (&[("host", "a.id"), ("origin", "https://a.id:444")], false),
            (&[("host", "a.id"), ("origin", "https://a.id"), ("sec-fetch-site", "cross-site")], false),
        ];
        for (pairs, same) in table {
            assert_eq!(same_origin(&headers(pairs)), *same, "{pairs:?}");
        }
    }

    #[test]
    fn finds_the_token_among_other_cookies() {
        let token = |cookies, tls| cookie_token(&headers(&[("cookie", cookies)]), tls);
        assert_eq!(token("theme=dark; lacakpo=abc; x=y", false).as_deref(), Some("abc"));
        assert_eq!(token("lacakpo=planted; __Host-lacakpo=abc", true).as_deref(), Some("abc"));
        assert_eq!(token("lacakpo=planted", true), None, "a neighbouring site can set this one");
        assert_eq!(token("lacakpo=; notlacakpo=abc", false), None);
        assert_eq!(cookie_token(&HeaderMap::new(), false), None);
    }
}
