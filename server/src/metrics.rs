//! `/metrics`: how much is asked of this process, how it does, and where its logs end; in the text format of Prometheus
//! and OpenMetrics.
//!
//! Always true here: only this machine or who shows the token is answered, and to everybody else there is no such page.
//! No label comes from outside, so that nobody can make the numbers grow without bound.

mod scrape;

use std::{
    fmt::{self, Write},
    sync::Arc,
    time::{Duration, Instant},
};

use axum::{
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text},
    metrics::{counter::Counter, family::Family, histogram::Histogram},
    registry::{Registry, Unit},
};

use crate::{client_address::is_forwarded, state::AppState};

const PATH: &str = "/metrics";
const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
const PLAIN: &str = "text/plain; version=0.0.4; charset=utf-8";
/// Seconds, from a door on an idle machine to what a person gives up on.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 2.5, 10.0];

/// What kind of thing is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Group {
    /// A server function.
    Door,
    /// A page drawn on the server.
    Page,
    /// The opening of a live line.
    Socket,
    /// Wasm, styles, icons, photos.
    File,
    /// What load balancers and monitors ask.
    Machine,
}

impl Group {
    pub(crate) fn of(path: &str) -> Group {
        match path {
            "/health" | "/ready" | PATH => Group::Machine,
            _ if path.starts_with("/api/") => Group::Door,
            _ if path.ends_with("/live") => Group::Socket,
            _ if path.starts_with("/pkg/")
                || path.contains("/photos/")
                || path.rsplit('/').next().is_some_and(|name| name.contains('.')) =>
            {
                Group::File
            }
            _ => Group::Page,
        }
    }
}

impl EncodeLabelValue for Group {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> fmt::Result {
        encoder.write_str(match self {
            Group::Door => "door",
            Group::Page => "page",
            Group::Socket => "socket",
            Group::File => "file",
            Group::Machine => "machine",
        })
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    group: Group,
    status: u16,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    group: Group,
}

/// What is counted as it happens. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Counted>);

struct Counted {
    since: Instant,
    registry: Registry,
    requests: Family<Answered, Counter>,
    durations: Family<Asked, Histogram, fn() -> Histogram>,
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Metrics").field("since", &self.0.since).finish_non_exhaustive()
    }
}

impl Default for Metrics {
    fn default() -> Self {
        let requests = Family::<Answered, Counter>::default();
        let durations: Family<Asked, Histogram, fn() -> Histogram> =
            Family::new_with_constructor(|| Histogram::new(BUCKETS));
        let mut registry = Registry::with_prefix("lacakpo");
        registry.register("requests", "Requests answered", requests.clone());
        let told = "Time from the first byte of a request to its answer";
        registry.register_with_unit("request_duration", told, Unit::Seconds, durations.clone());
        Metrics(Arc::new(Counted { since: Instant::now(), registry, requests, durations }))
    }
}

impl Metrics {
    /// A request was answered.
    pub(crate) fn answered(&self, group: Group, status: StatusCode, took: Duration) {
        self.0.requests.get_or_create(&Answered { group, status: status.as_u16() }).inc();
        self.0.durations.get_or_create(&Asked { group }).observe(took.as_secs_f64());
    }
}

/// Answers for [`PATH`] whom it may concern, and passes everybody on: whatever is said of an unknown page is said of it.
pub(crate) async fn layer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let is_asked = request.uri().path() == PATH && request.method() == Method::GET;
    if !is_asked || !may_see(&state, &request) {
        return next.run(request).await;
    }
    let language = app::request::language_of(request.headers());
    let found = scrape::look(&state).await;
    let mut body = String::new();
    let written = text::encode_registry(&mut body, &state.guard.metrics.0.registry)
        .and_then(|()| text::encode_registry(&mut body, &found))
        .and_then(|()| text::encode_eof(&mut body));
    if let Err(error) = written {
        return crate::fault::unavailable(language, "the numbers cannot be written", &error);
    }
    let kind = if accepts_open_metrics(request.headers()) { OPEN_METRICS } else { PLAIN };
    ([(header::CONTENT_TYPE, kind)], body).into_response()
}

/// Whether the one who asks sits at this machine or shows the token. What somebody passed on comes from whom a trusted
/// proxy names; passed on by anybody else it comes from anywhere.
fn may_see(state: &AppState, request: &Request) -> bool {
    let headers = request.headers();
    let shown = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let shown = shown.and_then(|value| value.strip_prefix("Bearer "));
    if let (Some(token), Some(shown)) = (&state.guard.metrics_token, shown) {
        return token.is(shown.trim());
    }
    let Some(peer) = request.extensions().get::<axum::extract::ConnectInfo<std::net::SocketAddr>>() else {
        return false;
    };
    let is_believed = !is_forwarded(headers) || state.guard.trusted_proxies.contain(peer.0.ip().to_canonical());
    let client = request.extensions().get::<app::request::ClientAddress>();
    is_believed && client.is_some_and(|client| client.0.is_loopback())
}

fn accepts_open_metrics(headers: &HeaderMap) -> bool {
    let mut accepted = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    accepted.any(|value| value.contains("application/openmetrics-text"))
}
