//! What browsers are told about the pages of this site.
//!
//! Always true here: scripts run only from this site or with the answer's own nonce, nothing is evaluated but wasm, no
//! other site shows a page of ours, and nothing of a page is sent to another site.

use axum::http::{HeaderName, HeaderValue, header};
use leptos::{context::use_context, nonce::use_nonce};
use leptos_axum::ResponseOptions;
use tower_http::set_header::SetResponseHeaderLayer;

/// For what is no page: it loads nothing.
const NO_PAGE: &str = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
/// Two years, as the preload list of browsers wants it.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// Tells of the page being rendered what it may load. Inline scripts, and the styles of a first visit, carry the nonce;
/// what a script sets on an element is no inline style.
pub(crate) fn page_policy() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self' 'nonce-{nonce}'; img-src 'self' \
         data: blob:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
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
