//! URLs: pages, doors, socket, files, and the questions of machines.

use std::time::Duration;

use app::{
    account::DemoUsers,
    request::{CookieRules, language_of, provide_language, stays_here},
    shell::shell,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{DefaultBodyLimit, Request, State},
    http::{HeaderValue, Method, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, render_app_async_with_context};
use tokio::time::timeout;
use tower_http::{compression::CompressionLayer, services::ServeDir};

use crate::{
    export, fault, headers, metrics, photo, pwa,
    session::{self, cookie_name, device_cookie_name},
    socket,
    state::AppState,
    texts, trace,
};

/// Largest body of an ordinary request.
const BODY_MAX: usize = 256 * 1024;
/// Largest body of an import: 5 MB of spreadsheet, as text in JSON.
const IMPORT_BODY_MAX: usize = 8 * 1024 * 1024;

/// The longest that an ordinary body may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// The longest that an import may take to arrive: from a slow phone.
const IMPORT_PATIENCE: Duration = Duration::from_secs(300);

/// Everything this process answers.
pub fn router(state: AppState) -> Router {
    let context = contexts(&state);
    let document = {
        let options = state.options.clone();
        move || shell(options.clone())
    };
    let page = get(render_app_async_with_context(context.clone(), document.clone()));
    let pages = app::paths()
        .fold(Router::new(), |router, path| router.route(path, page.clone()))
        // The doors alone: the pages are not leptos_router's.
        .leptos_routes_with_context(&state, Vec::new(), context.clone(), document)
        .route("/{factory}/activity.csv", get(export::activity))
        .merge(pwa::shell(&state, context.clone()))
        .fallback(leptos_axum::file_and_error_handler_with_context::<AppState, _>(context.clone(), shell))
        .layer(middleware::from_fn(headers::page_policy))
        .layer(middleware::from_fn(one_slash_less));
    let app = pages
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn(bounded_body))
        // Reads its own bodies, after it has asked who sends them.
        .merge(photo::routes(state.clone()))
        .layer(middleware::from_fn_with_state(state.clone(), session::layer))
        .merge(pwa::worker(&state))
        .layer(CompressionLayer::new().quality(tower_http::CompressionLevel::Fastest))
        .route("/{factory}/live", get(socket::live))
        .route("/health", get(|| async { "ok" }))
        .route("/ready", get(ready))
        .nest_service("/pkg", hashed_files(&state))
        .layer(middleware::from_fn(fault::caught))
        .layer(middleware::from_fn_with_state(state.clone(), metrics::layer));
    let app = headers::layers(state.tls).into_iter().fold(app, Router::layer);
    app.layer(middleware::from_fn_with_state(state.clone(), trace::layer)).with_state(state)
}

/// Reads a body up to its door's limit, so that no door ever holds more; a larger one is refused before it is read.
async fn bounded_body(request: Request, next: Next) -> Response {
    let import = matches!(request.uri().path(), "/api/preview_import" | "/api/import_purchase_orders");
    let limit = if import { IMPORT_BODY_MAX } else { BODY_MAX };
    let language = language_of(request.headers());
    let (parts, body) = request.into_parts();
    let patience = if import { IMPORT_PATIENCE } else { PATIENCE };
    let Ok(read) = timeout(patience, to_bytes(body, limit)).await else {
        // Nobody is shut out who sends: this is a line of a few letters a second.
        return (StatusCode::REQUEST_TIMEOUT, texts::TOO_SLOW.get(language)).into_response();
    };
    match read {
        Ok(bytes) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Err(_) => (StatusCode::PAYLOAD_TOO_LARGE, texts::TOO_LARGE.get(language)).into_response(),
    }
}

/// Leads from an address with a `/` too many at its end, as people write them, to the one that a page has.
async fn one_slash_less(request: Request, next: Next) -> Response {
    let uri = request.uri();
    let path = uri.path().strip_suffix('/').filter(|path| stays_here(path) && request.method() == Method::GET);
    let Some(path) = path else { return next.run(request).await };
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    Redirect::permanent(&format!("{path}{query}")).into_response()
}

/// What every page and door may ask of its process.
fn contexts(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let ledger = state.ledger.clone();
    let cookies =
        CookieRules { name: cookie_name(state.tls), device_name: device_cookie_name(state.tls), secure: state.tls };
    let demo = state.demo.then(demo_users);
    move || {
        provide_context(ledger.clone());
        provide_context(cookies.clone());
        provide_context::<Option<DemoUsers>>(demo.clone());
        provide_language();
        headers::provide_nonce();
    }
}

fn demo_users() -> DemoUsers {
    let users = ledger::DEMO_USERS.iter().map(|user| {
        let departments = user.departments.iter().copied().collect();
        (user.username.to_owned(), user.name.to_owned(), user.role, departments)
    });
    DemoUsers { password: ledger::DEMO_PASSWORD.to_owned(), pin: ledger::DEMO_PIN.to_owned(), users: users.collect() }
}

/// Wasm and styles: their names carry the hash of what is in them, so browsers may keep them for good.
fn hashed_files(state: &AppState) -> Router {
    let files = ServeDir::new(format!("{}/pkg", state.options.site_root)).precompressed_br().precompressed_gzip();
    let keep = HeaderValue::from_static("public, max-age=31536000, immutable");
    Router::new().fallback_service(files).layer(middleware::map_response(move |response: Response| {
        let keep = keep.clone();
        async move {
            let mut response = response;
            if response.status() == StatusCode::OK {
                response.headers_mut().insert(header::CACHE_CONTROL, keep);
            }
            response
        }
    }))
}

/// Whether the database can be read and written.
async fn ready(State(state): State<AppState>) -> impl IntoResponse {
    match state.ledger.ready().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready")
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::{body::Bytes, routing::post};
    use futures::stream;
    use tower::ServiceExt;

    use super::*;

    /// In virtual time: a letter a second, without end.
    #[tokio::test(start_paused = true)]
    async fn a_body_that_drips_is_not_waited_for() {
        let drip = stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            Some((Ok::<_, std::convert::Infallible>(Bytes::from_static(b"a")), ()))
        });
        let router = Router::new().route("/api/x", post(|| async {})).layer(middleware::from_fn(bounded_body));
        let request = Request::post("/api/x").body(Body::from_stream(drip)).expect("a request");
        let answer = router.oneshot(request).await.expect("infallible");
        assert_eq!(answer.status(), StatusCode::REQUEST_TIMEOUT);
    }
}
