//! What browsers are told about the pages of this site.
//!
//! Always true here: scripts run only from this site or with the answer's own nonce, nothing is evaluated but wasm, no
//! other site shows a page of ours, and nothing of a page is sent to another site.

use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};
use leptos::{
    context::{provide_context, use_context},
    nonce::Nonce,
};
use tower_http::set_header::SetResponseHeaderLayer;

/// For what is no page: it loads nothing.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// Two years, as the preload list of browsers wants it.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Says of every page what it may load. Inline scripts, and the styles of a first visit, carry the nonce; what a script
/// sets on an element is no inline style.
///
/// Around the rendering and not in it: what is said while a page is rendered goes by `ResponseOptions`, and a page that
/// came without its policy was seen. The browser then runs nothing of it.
pub(crate) async fn page_policy(mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    request.extensions_mut().insert(nonce.clone());
    let mut response = next.run(request).await;
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; img-src 'self' \
         data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if is_page(&response)
        && let Ok(policy) = HeaderValue::from_str(&policy)
    {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn is_page(response: &Response) -> bool {
    let said = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    said.is_some_and(|said| said.starts_with("text/html"))
}

/// The page being rendered carries the nonce that its policy names.
pub(crate) fn provide_nonce() {
    if let Some(nonce) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Nonce>().cloned()) {
        provide_context(nonce);
    }
}

type SetHeader = SetResponseHeaderLayer<Option<HeaderValue>>;

/// What every answer says, unless it says otherwise itself.
pub(crate) fn layers(tls: bool) -> [SetHeader; 8] {
    let set = |name, value: Option<&'static str>| {
        SetResponseHeaderLayer::if_not_present(name, value.map(HeaderValue::from_static))
    };
    [
        // What may be kept says so where it is served.
        set(header::CACHE_CONTROL, Some("no-store")),
        set(header::CONTENT_SECURITY_POLICY, Some(NO_PAGE)),
        set(header::X_CONTENT_TYPE_OPTIONS, Some("nosniff")),
        // For browsers that do not know `frame-ancestors`.
        set(header::X_FRAME_OPTIONS, Some("DENY")),
        set(header::REFERRER_POLICY, Some("same-origin")),
        set(HeaderName::from_static("cross-origin-opener-policy"), Some("same-origin")),
        set(
            HeaderName::from_static("permissions-policy"),
            Some("camera=(self), geolocation=(), microphone=(), payment=(), usb=()"),
        ),
        set(header::STRICT_TRANSPORT_SECURITY, tls.then_some(HSTS)),
    ]
}
