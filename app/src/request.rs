//! What a server function may know of its request: the ledger, the session, the viewer. Server only.

use std::{
    net::IpAddr,
    sync::{Arc, Once},
    time::{SystemTime, UNIX_EPOCH},
};

use axum::http::{HeaderMap, HeaderValue, Method, header, request::Parts};
use ledger::{Factory, Ledger, Session};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use model::{Permission, Refusal, Timestamp};
use tracing::Span;

use crate::{
    account::{FactoryName, Viewer},
    error::AppError,
    language::{self, Language},
};

/// The `Set-Cookie` name and attributes in force: `__Host-` and `Secure` over TLS only, because browsers drop such
/// cookies on plain HTTP. Provided by the server from its configuration.
#[derive(Clone, Debug)]
pub struct CookieRules {
    /// Name of the session's.
    pub name: &'static str,
    /// Name of the shared device's.
    pub device_name: &'static str,
    /// Whether the site is served over TLS.
    pub secure: bool,
}

/// The ledger of this process.
///
/// # Errors
/// [`AppError::Internal`] when the server provided none.
pub fn ledger() -> Result<Ledger, AppError> {
    provided("ledger")
}

fn provided<T: Clone + Send + Sync + 'static>(what: &'static str) -> Result<T, AppError> {
    use_context::<T>().ok_or_else(|| AppError::fault("the server did not provide what a door needs", &what))
}

/// The network address that a request came from, put into it by the server: of the browser, or of the last machine on
/// the way that is believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

/// Where the request came from, as far as that is known.
#[must_use]
pub fn client_address() -> Option<IpAddr> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<ClientAddress>().map(|address| address.0))
}

/// What the log says of a request; put into it by the server, because a page is drawn by several tasks. Copies share it.
#[derive(Clone, Debug)]
pub struct RequestSpan {
    span: Span,
    factory_said: Arc<Once>,
}

impl RequestSpan {
    /// Of one request.
    #[must_use]
    pub fn new(span: Span) -> RequestSpan {
        RequestSpan { span, factory_said: Arc::new(Once::new()) }
    }

    /// Says which factory it is about; once, however many parts of a page ask for it.
    fn say_factory(&self, slug: &str) {
        self.factory_said.call_once(|| {
            self.span.record("factory", slug);
        });
    }
}

fn span_of_request() -> Option<RequestSpan> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<RequestSpan>().cloned())
}

/// The request being answered, for the log; without one, whatever is being logged here.
#[must_use]
pub fn span() -> Span {
    span_of_request().map_or_else(Span::current, |request| request.span)
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
    let (membership, actor) = membership
        .and_then(|membership| Some((membership, session.actor(membership.factory.id)?)))
        .filter(|(_, actor)| actor.may(Permission::SeeFactory))
        .ok_or_else(|| AppError::from(Refusal::Unknown).with_status())?;
    if let Some(request) = span_of_request() {
        request.say_factory(&membership.factory.slug);
    }
    let factory = &membership.factory;
    let factories = session.memberships.iter().map(|own| {
        let Factory { name, slug, .. } = own.factory.clone();
        FactoryName { name, slug }
    });
    Ok(Viewer {
        actor,
        factories: factories.collect(),
        lock_minutes: session.device.map(|_| factory.lock_minutes),
        factory_version: factory.version,
        factory_name: factory.name.clone(),
        slug: factory.slug.clone(),
        utc_offset_minutes: factory.utc_offset_minutes,
        now: now(),
    })
}

/// Where people reach this server, as the request did: what is printed leads here again. `https://lacak.example.id`
///
/// # Errors
/// [`AppError::BadRequest`] when the request names no host that can be one.
pub fn origin() -> Result<String, AppError> {
    let rules: CookieRules = provided("cookie rules")?;
    let host = use_context::<Parts>().and_then(|parts| {
        let said = parts.headers.get(header::HOST).and_then(|host| host.to_str().ok().map(str::to_owned));
        // HTTP/2 says it in the address.
        said.or_else(|| parts.uri.authority().map(ToString::to_string))
    });
    host.and_then(|host| origin_of(rules.secure, &host)).ok_or_else(|| AppError::BadRequest.with_status())
}

/// The origin of `host`, if that is a name or a number and a port, and nothing that would end it.
fn origin_of(secure: bool, host: &str) -> Option<String> {
    const LENGTH_MAX: usize = 255;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    let scheme = if secure { "https" } else { "http" };
    let fits = !host.is_empty() && host.len() <= LENGTH_MAX && host.bytes().all(plain);
    fits.then(|| format!("{scheme}://{}", host.to_ascii_lowercase()))
}

/// Whether `next` is a path of this site. `//evil` and `https:` would leave it, and browsers read `\` as `/` and leave out
/// tabs and line ends wherever they are; what is no ASCII no browser sends, and no header carries.
#[must_use]
pub fn stays_here(next: &str) -> bool {
    let plain = next.chars().all(|letter| letter.is_ascii() && letter != '\\' && !letter.is_control());
    plain && next.starts_with('/') && !next.starts_with("//")
}

/// The page of this site that led to the request, as path and query.
#[must_use]
pub fn came_from() -> Option<String> {
    let parts = use_context::<Parts>()?;
    let said = |name| parts.headers.get(name).and_then(|said: &HeaderValue| said.to_str().ok());
    let (_, address) = said(header::REFERER)?.split_once("://")?;
    let path = address.strip_prefix(said(header::HOST)?)?;
    stays_here(path).then(|| path.to_owned())
}

/// The token of the shared device that the request comes from.
#[must_use]
pub fn device_token() -> Option<String> {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<DeviceToken>().map(|token| token.0.clone()))
}

/// The token of a shared device, put into the request by the server's session layer.
#[derive(Clone, Debug)]
pub struct DeviceToken(pub String);

/// What the browser says it is, as in `Chrome · Android`: for people who look where they are signed in, and never for a
/// decision.
#[must_use]
pub fn agent() -> String {
    let said = use_context::<Parts>()
        .and_then(|parts| parts.headers.get(header::USER_AGENT).and_then(|said| said.to_str().ok().map(str::to_owned)));
    agent_name(&said.unwrap_or_default())
}

/// The first word of each row that is in what the browser says: others name themselves after these, too.
fn agent_name(said: &str) -> String {
    let find =
        |words: &[(&str, &'static str)]| words.iter().find(|(word, _)| said.contains(word)).map(|(_, name)| *name);
    let browser = find(&[
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("FxiOS", "Firefox"),
        ("CriOS", "Chrome"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = find(&[
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("CrOS", "ChromeOS"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    let known: Vec<&str> = browser.into_iter().chain(system).collect();
    known.join(" · ")
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
    const MONTH_SECONDS: u32 = 30 * 24 * 3600;
    let rules: CookieRules = provided("cookie rules")?;
    set_cookie(rules.name, token, MONTH_SECONDS, Readers::Server)
}

/// Makes this browser a shared device, or an ordinary one again.
///
/// # Errors
/// [`AppError::Internal`] outside a request.
pub fn set_device_cookie(token: Option<&str>) -> Result<(), AppError> {
    let rules: CookieRules = provided("cookie rules")?;
    set_cookie(rules.device_name, token, LONG_SECONDS, Readers::Server)
}

/// Keeps the language that somebody chose in this browser.
///
/// # Errors
/// [`AppError::Internal`] outside a request.
pub fn set_language_cookie(language: Language) -> Result<(), AppError> {
    set_cookie(language::COOKIE, Some(language.code()), LONG_SECONDS, Readers::PageToo)
}

/// A cookie of a request that holds nothing secret.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted).then_some(value))
}

/// The language that a request asks for: the one chosen in this browser, else what the browser likes best.
#[must_use]
pub fn language_of(headers: &HeaderMap) -> Language {
    let chosen = cookie(headers, language::COOKIE).and_then(Language::of_code);
    let liked = || headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok().and_then(Language::accepted);
    chosen.or_else(liked).unwrap_or_default()
}

/// Lets everything that is drawn for this request speak its language.
pub fn provide_language() {
    if let Some(parts) = use_context::<Parts>() {
        provide_context(language_of(&parts.headers));
    }
}

/// As long as browsers keep a cookie.
const LONG_SECONDS: u32 = 400 * 24 * 3600;

/// Who reads a cookie.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// No script ever does.
    Server,
    /// A page that was opened without the server, too.
    PageToo,
}

fn set_cookie(name: &str, token: Option<&str>, seconds: u32, readers: Readers) -> Result<(), AppError> {
    let rules: CookieRules = provided("cookie rules")?;
    let response: ResponseOptions = provided("response")?;
    let secure = if rules.secure { "; Secure" } else { "" };
    let max_age = if token.is_some() { seconds } else { 0 };
    let value = token.unwrap_or_default();
    let hidden = if readers == Readers::Server { "; HttpOnly" } else { "" };
    let cookie = format!("{name}={value}; Path=/{hidden}; SameSite=Lax; Max-Age={max_age}{secure}");
    let cookie = HeaderValue::from_str(&cookie).map_err(|error| AppError::fault("a cookie cannot be set", &error))?;
    response.append_header(header::SET_COOKIE, cookie);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_choice_counts_more_than_what_the_browser_likes() {
        let table = [
            ("", "", Language::Indonesian),
            ("", "en-US,en;q=0.9", Language::English),
            ("lacakpo=x; bahasa=id", "en-US", Language::Indonesian),
            ("bahasa=en", "id-ID", Language::English),
            ("bahasa=de", "en", Language::English),
            ("not_bahasa=en", "", Language::Indonesian),
        ];
        for (cookie, accepted, language) in table {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::from_static(cookie));
            headers.insert(header::ACCEPT_LANGUAGE, HeaderValue::from_static(accepted));
            assert_eq!(language_of(&headers), language, "{cookie} {accepted}");
        }
    }

    #[test]
    fn labels_lead_to_the_host_that_was_asked() {
        let table = [
            (true, "lacak.example.id", Some("https://lacak.example.id")),
            (false, "127.0.0.1:3000", Some("http://127.0.0.1:3000")),
            (false, "[fd00::7]:3000", Some("http://[fd00::7]:3000")),
            (true, "LACAK.example.id", Some("https://lacak.example.id")),
            (true, "", None),
            (true, "a/b", None),
            (true, "a?b", None),
            (true, "a#b", None),
            (true, "user@a", None),
            (true, "a b", None),
        ];
        for (secure, host, origin) in table {
            assert_eq!(origin_of(secure, host).as_deref(), origin, "{host}");
        }
        assert_eq!(origin_of(true, &"a".repeat(256)), None);
    }

    #[test]
    fn names_what_the_browser_runs_on() {
        let table = [
            (
                "Mozilla/5.0 (Linux; Android 13; SM-X200) AppleWebKit/537.36 Chrome/129.0 Safari/537.36",
                "Chrome · Android",
            ),
            ("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/129.0 Safari/537.36 Edg/129.0", "Edge · Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Mobile Safari/604.1",
                "Safari · iPhone",
            ),
            ("curl/8.5.0", ""),
            ("", ""),
        ];
        for (said, name) in table {
            assert_eq!(agent_name(said), name, "{said}");
        }
    }
}
