//! What the log and the numbers say of each request: who asked, what for, how it ended and how long it took.
//!
//! Always true here: no query, no cookie, no body and nothing that may be a secret is said; and of what was sent, only
//! as much as fits on a line.

use std::{
    borrow::Cow,
    net::{IpAddr, SocketAddr},
    sync::Once,
    time::{Duration, Instant},
};

use app::{
    reference::Reference,
    request::{ClientAddress, RequestSpan},
};
use axum::{
    extract::{ConnectInfo, Request, State},
    http::{HeaderMap, StatusCode},
    middleware::Next,
    response::Response,
};
use tracing::{Instrument, Span, field::Empty};

use crate::{
    client_address::{client_address, is_forwarded},
    metrics::Group,
    state::AppState,
};

/// Longest part of a path that is said whole: an id has 36 characters, a secret of 32 bytes more.
const PART_MAX: usize = 36;
/// Longest path that is said whole.
const PATH_MAX: usize = 200;

/// Around everything: says and counts every request.
pub(crate) async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|connection| connection.0.ip());
    let client = peer.map(|peer| client_address(peer, request.headers(), &state.guard.trusted_proxies));
    if let Some(client) = client {
        request.extensions_mut().insert(ClientAddress(client));
    }
    if let Some(peer) = peer.filter(|peer| is_unnamed_proxy(*peer, &state, request.headers())) {
        static SAID: Once = Once::new();
        SAID.call_once(
            || tracing::warn!(%peer, "a proxy that --trusted-proxies does not name: all behind it count as one"),
        );
    }
    let group = Group::of(request.uri().path());
    let span = span(&request, client);
    request.extensions_mut().insert(RequestSpan::new(span.clone()));
    let began = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let took = began.elapsed();
    state.guard.metrics.answered(group, response.status(), took);
    say(&span, group, response.status(), took);
    response
}

/// Whether `peer` looks like a proxy near by that the operator forgot to name. What others claim is nobody's mistake.
fn is_unnamed_proxy(peer: IpAddr, state: &AppState, headers: &HeaderMap) -> bool {
    let is_near = match peer.to_canonical() {
        IpAddr::V4(peer) => peer.is_loopback() || peer.is_private(),
        IpAddr::V6(peer) => peer.is_loopback() || peer.is_unique_local(),
    };
    is_near && is_forwarded(headers) && !state.guard.trusted_proxies.contain(peer.to_canonical())
}

fn span(request: &Request, client: Option<IpAddr>) -> Span {
    tracing::info_span!(
        "request",
        id = %Reference::random(),
        method = request.method().as_str(),
        path = shown(request.uri().path()).as_ref(),
        client = client.map(tracing::field::display),
        factory = Empty,
        user = Empty,
        status = Empty,
        millis = Empty,
    )
}

fn say(span: &Span, group: Group, status: StatusCode, took: Duration) {
    span.record("status", status.as_u16());
    span.record("millis", u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    span.in_scope(|| match group {
        _ if status.is_server_error() => tracing::warn!("answered"),
        // What nobody asked for by hand would bury the rest.
        Group::File | Group::Machine => tracing::debug!("answered"),
        _ => tracing::info!("answered"),
    });
}

/// `path` as it may be said: what is longer than an id may be a secret that lets its owner in.
fn shown(path: &str) -> Cow<'_, str> {
    if path.len() <= PATH_MAX && path.split('/').all(|part| part.len() <= PART_MAX) {
        return path.into();
    }
    let part = |part: &str| if part.len() <= PART_MAX { part.to_owned() } else { "…".to_owned() };
    let shown = path.split('/').map(part).collect::<Vec<String>>().join("/");
    shown.chars().take(PATH_MAX).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_said_and_secrets_are_not() {
        let page = "/uji/items/0198f3c1-7b1e-7c3a-9d3e-1f2a3b4c5d6e";
        assert_eq!(shown(page), page);
        assert_eq!(shown("/undangan/bGFjYWtwby1ub2JvZHktYmFzZTY0LXNlY3JldC0zMg/x"), "/undangan/…/x");
        assert_eq!(shown(&"/ab".repeat(1000)).chars().count(), PATH_MAX);
    }
}
