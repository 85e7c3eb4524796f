//! Photos of issues over HTTP: the door that takes one, and the addresses that show one.
//!
//! Always true here:
//! - **Who and what before how.** Session, factory and permission are asked before a byte of the body is read, and the
//!   body is read up to its limit only.
//! - **Nothing sent is given out.** What is kept and shown is what [`picture`] drew anew.
//! - **Drawing waits for nobody and nobody for it.** It has threads of its own kind, two pictures at a time; who sends when
//!   too many are on their way is asked to come again.
//! - A photo of another factory answers as one that is not.
//!
//! The body is the file and nothing else, and its type says no more than that: another site cannot send such a type
//! without asking first, and there is no file name that anybody could believe in.

mod picture;

use std::{sync::Arc, time::Duration};

use app::{
    door::Recorded,
    error::{AppError, StorageTrouble},
    page::FILE_PATIENCE_SECONDS,
    request::language_of,
};
pub use app::{page::FILE_TYPE as BODY_TYPE, purchase_order::photo_file::DOOR};
use axum::{
    Extension, Json, Router,
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Path, Query, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use futures::StreamExt;
use ledger::{PhotoSize, Session};
use model::{
    Actor, Permission, Refusal,
    ids::{IssueId, MutationId, PhotoId},
    purchase_order::PHOTO_BYTES_MAX,
};
use serde::Deserialize;
use tokio::{sync::Semaphore, task::spawn_blocking, time::timeout};

use crate::{fault::unavailable, state::AppState};

/// Photos that may be on their way at once: their bodies are in memory.
const ON_THEIR_WAY: usize = 16;
/// Pictures drawn at once: each takes up to half a gigabyte and a core for a moment.
const DRAWN_AT_ONCE: usize = 2;
/// Most bytes that are read only to be able to answer: a photo straight from a camera.
const DRAINED_MAX: usize = 32 * 1024 * 1024;
/// How long that may take.
const DRAINING: Duration = Duration::from_secs(10);
/// How long a body may take to arrive: a little longer than the page waits, which then sends it again. Who is told no
/// would have to do that himself.
const PATIENCE: Duration = Duration::from_secs(FILE_PATIENCE_SECONDS as u64 + 10);
/// What a photo may do in a browser that takes it for a page.
const NO_PAGE: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";
/// A photo never changes. The browser keeps it for a day, for its own person and with this very session only.
const KEEP: &str = "private, max-age=86400, immutable";

#[derive(Clone)]
struct Photos {
    state: AppState,
    on_their_way: Arc<Semaphore>,
    drawn: Arc<Semaphore>,
}

/// The door and the addresses.
pub(crate) fn routes(state: AppState) -> Router<AppState> {
    let photos = Photos {
        state,
        on_their_way: Arc::new(Semaphore::new(ON_THEIR_WAY)),
        drawn: Arc::new(Semaphore::new(DRAWN_AT_ONCE)),
    };
    Router::new()
        .route(DOOR, post(add))
        .route("/{factory}/photos/{id}", get(full))
        .route("/{factory}/photos/{id}/thumbnail", get(thumbnail))
        .with_state(photos)
}

/// What the address of the door says.
#[derive(Debug, Deserialize)]
struct Asked {
    factory: String,
    mutation_id: MutationId,
    issue_id: IssueId,
}

/// Takes a photo. Answers as a server function does.
async fn add(
    State(photos): State<Photos>,
    session: Option<Extension<Session>>,
    asked: Result<Query<Asked>, QueryRejection>,
    body: Body,
) -> Response {
    let mut body = Some(body);
    let taken = take(&photos, session, asked, &mut body).await;
    // A connection that closes with bytes unread is reset, and the reset overtakes the answer: the page would take it for
    // a lost line and send all of it again.
    if let Some(unread) = body {
        drain(unread).await;
    }
    match taken {
        Ok(recorded) => Json(recorded).into_response(),
        Err(error) => refused(&error),
    }
}

/// Reads what nobody wants, as far as it is worth an answer. Nothing of it is kept.
async fn drain(body: Body) {
    let mut pieces = body.into_data_stream();
    let mut left = DRAINED_MAX;
    let reading = async {
        while let Some(Ok(piece)) = pieces.next().await {
            left = left.saturating_sub(piece.len());
            if left == 0 {
                return;
            }
        }
    };
    // Who takes longer gets no answer, and nothing is lost by that.
    let _ = timeout(DRAINING, reading).await;
}

async fn take(
    photos: &Photos,
    session: Option<Extension<Session>>,
    asked: Result<Query<Asked>, QueryRejection>,
    body: &mut Option<Body>,
) -> Result<Recorded, AppError> {
    let Extension(session) = session.ok_or(AppError::SignedOut)?;
    let Query(asked) = asked.map_err(|_| AppError::BadRequest)?;
    let actor = member(&session, &asked.factory)?;
    actor.require(Permission::AddPhoto)?;
    // Sent again by itself, as often as it takes.
    let busy = AppError::Storage { trouble: StorageTrouble::Busy, reference: None };
    let _on_its_way = photos.on_their_way.try_acquire().map_err(|_| busy)?;
    let sent = read(body).await?;
    let picture = photos.draw(sent).await?;
    let ledger = &photos.state.ledger;
    let (user, factory, place) = (actor.id, actor.factory_id, Some(session.place.as_str()));
    let recorded = ledger.add_issue_photo(user, factory, place, asked.mutation_id, asked.issue_id, picture).await?;
    Ok(Recorded { events: recorded.events })
}

/// The signed-in person in the factory that the address names.
fn member(session: &Session, slug: &str) -> Result<Actor, Refusal> {
    let membership = session.memberships.iter().find(|membership| membership.factory.slug == slug);
    let actor = membership.and_then(|membership| session.actor(membership.factory.id));
    actor.filter(|actor| actor.may(Permission::SeeFactory)).ok_or(Refusal::Unknown)
}

/// Takes `body`, unless it says that it is too much.
async fn read(body: &mut Option<Body>) -> Result<Bytes, AppError> {
    let too_heavy = Refusal::PhotoTooHeavy { max: (PHOTO_BYTES_MAX / (1024 * 1024)) as u32 };
    let fits = |body: &Body| usize::try_from(body.size_hint().lower()).is_ok_and(|bytes| bytes <= PHOTO_BYTES_MAX);
    if let Some(body) = body.take_if(|body| fits(body)) {
        let read = timeout(PATIENCE, to_bytes(body, PHOTO_BYTES_MAX)).await.map_err(|_| AppError::BadRequest)?;
        // Else it is longer than it said, or who sent it went away and hears nothing of this.
        return read.map_err(|_| too_heavy.into());
    }
    Err(too_heavy.into())
}

impl Photos {
    async fn draw(&self, sent: Bytes) -> Result<ledger::Picture, AppError> {
        let permit =
            self.drawn.clone().acquire_owned().await.map_err(|error| AppError::fault("no picture is drawn", &error))?;
        let drawing = spawn_blocking(move || {
            // Held until it is drawn, also when nobody waits for it any more.
            let _permit = permit;
            picture::clean(&sent)
        });
        match drawing.await {
            Ok(picture) => Ok(picture?),
            Err(error) => {
                tracing::error!(%error, "a picture broke its decoder");
                Err(AppError::from(Refusal::BrokenPhoto))
            }
        }
    }
}

fn refused(error: &AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    (status, Json(error)).into_response()
}

async fn full(
    photos: State<Photos>,
    session: Option<Extension<Session>>,
    path: Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    show(photos, session, path, &headers, PhotoSize::Full).await
}

async fn thumbnail(
    photos: State<Photos>,
    session: Option<Extension<Session>>,
    path: Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    show(photos, session, path, &headers, PhotoSize::Thumbnail).await
}

async fn show(
    State(photos): State<Photos>,
    session: Option<Extension<Session>>,
    Path((factory, id)): Path<(String, String)>,
    headers: &HeaderMap,
    size: PhotoSize,
) -> Response {
    let Some(Extension(session)) = session else { return StatusCode::UNAUTHORIZED.into_response() };
    // What is not an id is answered like an id that is not known.
    let (Ok(actor), Ok(id)) = (member(&session, &factory), id.parse::<PhotoId>()) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    match photos.state.ledger.photo(actor.factory_id, id, size).await {
        Ok(Some(content)) => jpeg(id, content),
        Ok(None) => StatusCode::NOT_FOUND.into_response(),
        Err(error) => unavailable(language_of(headers), "a photo cannot be read", &error),
    }
}

fn jpeg(id: PhotoId, content: Vec<u8>) -> Response {
    let mut response = content.into_response();
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_TYPE, "image/jpeg"),
        (header::CONTENT_SECURITY_POLICY, NO_PAGE),
        (header::CACHE_CONTROL, KEEP),
        // Another session asks anew: the next person at a tablet need not belong to this factory.
        (header::VARY, "Cookie"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // The name is ours: an id has nothing that a header could trip over.
    if let Ok(name) = HeaderValue::from_str(&format!("inline; filename=\"foto-{id}.jpg\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}
