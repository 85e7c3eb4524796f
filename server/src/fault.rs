//! What is answered when it is our fault: a code to report, and nothing of the cause.

use std::{any::Any, fmt::Display, panic::AssertUnwindSafe};

use app::{error::AppError, language::Language, reference::Reference, request::language_of};
use axum::{
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::FutureExt;

use crate::texts::speaking;

/// The database cannot be asked now. Nothing was changed; it may be asked again.
pub(crate) fn unavailable(language: Language, what: &'static str, cause: &dyn Display) -> Response {
    let told = AppError::Internal { reference: Some(Reference::logged(what, cause)) };
    let text = speaking(language, || told.text());
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "2")], text).into_response()
}

/// Answers for what panics. A connection that just ends looks like a lost line, and would be asked again forever.
///
/// Not the layer of tower-http, which does not know whether a page or a door is to be answered.
pub(crate) async fn caught(request: Request, next: Next) -> Response {
    let is_door = request.uri().path().starts_with("/api/");
    let language = language_of(request.headers());
    // Nothing of the request outlives it, and what is shared is guarded by locks that say how they bear a panic.
    match AssertUnwindSafe(next.run(request)).catch_unwind().await {
        Ok(response) => response,
        Err(panic) => answer_for_panic(is_door, language, panic.as_ref()),
    }
}

fn answer_for_panic(is_door: bool, language: Language, panic: &(dyn Any + Send)) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref().copied());
    let reference = Reference::logged("a handler panicked", &text.unwrap_or("no message"));
    let told = AppError::Internal { reference: Some(reference) };
    match serde_json::to_string(&told) {
        Ok(json) if is_door => {
            (StatusCode::INTERNAL_SERVER_ERROR, [(header::CONTENT_TYPE, "application/json")], json).into_response()
        }
        _ => (StatusCode::INTERNAL_SERVER_ERROR, speaking(language, || told.text())).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use axum::{Router, body::to_bytes, middleware::from_fn, routing::get};
    use serde_json::Value;
    use tower::ServiceExt;

    use super::*;

    async fn ask(path: &str, language: &str) -> (StatusCode, String) {
        let panics = get(|| async {
            if true {
                panic!("SELECT secret FROM users");
            }
        });
        let router = Router::new().route("/page", panics.clone()).route("/api/door", panics).layer(from_fn(caught));
        let request = Request::get(path).header(header::ACCEPT_LANGUAGE, language);
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let answer = router.oneshot(request).await.expect("infallible");
        let status = answer.status();
        let bytes = to_bytes(answer.into_body(), 10_000).await.expect("a body");
        (status, String::from_utf8(bytes.to_vec()).expect("text"))
    }

    #[tokio::test]
    async fn a_panic_is_answered_with_a_code_and_no_cause() {
        for (language, said) in [("id", "Sebutkan kode "), ("en", "Mention code ")] {
            let (status, text) = ask("/page", language).await;
            assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
            assert!(text.contains(said) && !text.contains("SELECT"), "{text}");
        }
        let (status, json) = ask("/api/door", "id").await;
        assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);
        let json: Value = serde_json::from_str(&json).expect(&json);
        assert_eq!((&json["error"], json["reference"].as_str().map(str::len)), (&"internal".into(), Some(9)));
    }
}
