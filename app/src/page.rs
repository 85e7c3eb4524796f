//! Whose page asks: every request of a page names the person it was drawn for.
//!
//! The session is a cookie of the whole browser, a page is one person's. Somebody else may have signed in in another tab
//! since, and what was typed here must not be done in that name: the server refuses it as signed out.

use std::{cell::Cell, future::Future};

use futures::{Sink, Stream};
use leptos::server_fn::{
    Bytes,
    client::{Client, browser::BrowserClient},
    error::FromServerFnError,
    request::browser::BrowserRequest,
    response::browser::BrowserResponse,
};
use model::ids::UserId;

/// How long an answer may take, in seconds.
const PATIENCE_SECONDS: u32 = 30;
/// How long a file may take on its way, in seconds: a photo or an import on the worst of lines.
pub const FILE_PATIENCE_SECONDS: u32 = 300;
/// What the body of a request is called that is a file: no more than what it is.
pub const FILE_TYPE: &str = "application/octet-stream";
/// The header that names the person.
pub const PERSON: &str = "x-lacakpo-person";

thread_local! {
    /// A page of the browser is one thread. Of nobody before somebody is signed in.
    static OWNER: Cell<Option<UserId>> = const { Cell::new(None) };
}

/// From now on this page is `person`'s, and no other's until it is loaded anew.
pub fn belongs_to(person: UserId) {
    OWNER.set(Some(person));
}

/// Whose page this is.
#[must_use]
pub fn owner() -> Option<UserId> {
    OWNER.get()
}

/// Calls the door at `path` with these arguments, as its server function would: for what was written down and is sent
/// later, maybe by another page.
///
/// # Errors
/// The door's; [`crate::error::AppError::Offline`] when there is no answer of ours.
#[cfg(feature = "hydrate")]
pub async fn post(path: &str, body: String) -> Result<crate::door::Recorded, crate::error::AppError> {
    use leptos::server_fn::{Decodes, request::ClientReq, response::ClientRes};

    use crate::error::AppError;

    const JSON: &str = "application/json";
    let request = <BrowserRequest as ClientReq<AppError>>::try_new_post(path, JSON, JSON, body)?;
    let answer = <PageClient as Client<AppError, AppError, AppError>>::send(request).await?;
    let status = ClientRes::<AppError>::status(&answer);
    let bytes = ClientRes::<AppError>::try_into_bytes(answer).await?;
    if (200..300).contains(&status) {
        crate::json::JsonText::decode(bytes).map_err(|_| AppError::Offline)
    } else {
        Err(AppError::de(bytes))
    }
}

/// Sends `file` to the door at `path`, and tells how much of it is sent, in percent.
///
/// # Errors
/// As [`post`]; [`model::Refusal::PhotoTooHeavy`] where somebody on the way takes less than the server does.
#[cfg(feature = "hydrate")]
pub async fn post_file(
    path: &str,
    file: &web_sys::Blob,
    told: impl Fn(u8) + 'static,
) -> Result<crate::door::Recorded, crate::error::AppError> {
    use leptos::server_fn::Decodes;

    use crate::error::AppError;

    const TOO_HEAVY: model::Refusal =
        model::Refusal::PhotoTooHeavy { max: (model::purchase_order::PHOTO_BYTES_MAX / (1024 * 1024)) as u32 };
    let (status, text) = upload(path, file, told).await.map_err(|_| AppError::Offline)?;
    let text = Bytes::from(text);
    if (200..300).contains(&status) {
        return crate::json::JsonText::decode(text).map_err(|_| AppError::Offline);
    }
    match AppError::de(text) {
        // It would not be taken the next time either.
        AppError::Offline if status == 413 => Err(TOO_HEAVY.into()),
        error => Err(error),
    }
}

/// Status and text of the answer. Only this old way of asking says how much has been sent.
#[cfg(feature = "hydrate")]
async fn upload(
    path: &str,
    file: &web_sys::Blob,
    told: impl Fn(u8) + 'static,
) -> Result<(u16, String), wasm_bindgen::JsValue> {
    use futures::channel::oneshot;
    use wasm_bindgen::{JsCast, JsValue, closure::Closure};
    use web_sys::{ProgressEvent, XmlHttpRequest};

    let request = XmlHttpRequest::new()?;
    request.open("POST", path)?;
    request.set_timeout(FILE_PATIENCE_SECONDS * 1_000);
    request.set_request_header("content-type", FILE_TYPE)?;
    if let Some(owner) = owner() {
        request.set_request_header(PERSON, &owner.to_string())?;
    }
    let progress = Closure::<dyn Fn(ProgressEvent)>::new(move |event: ProgressEvent| {
        if event.length_computable() && event.total() > 0.0 {
            told((event.loaded() / event.total() * 100.0) as u8);
        }
    });
    request.upload()?.set_onprogress(Some(progress.as_ref().unchecked_ref()));
    let (end, ended) = oneshot::channel();
    let mut end = Some(end);
    let over = Closure::<dyn FnMut()>::new(move || {
        if let Some(end) = end.take() {
            // Nobody waits any more where the page is going away.
            let _ = end.send(());
        }
    });
    request.set_onloadend(Some(over.as_ref().unchecked_ref()));
    request.send_with_opt_blob(Some(file))?;
    ended.await.map_err(|_| JsValue::NULL)?;
    match request.status()? {
        // No answer at all.
        0 => Err(JsValue::NULL),
        status => Ok((status, request.response_text()?.unwrap_or_default())),
    }
}

/// `answer`, unless it takes longer than that: a line that takes everything and answers nothing is none.
#[cfg(feature = "hydrate")]
async fn in_time<T, E: FromServerFnError>(answer: impl Future<Output = Result<T, E>>, seconds: u32) -> Result<T, E> {
    use std::pin::pin;

    use futures::future::{Either, select};
    use gloo_timers::future::TimeoutFuture;
    use leptos::server_fn::error::ServerFnErrorErr;
    use send_wrapper::SendWrapper;

    match select(pin!(answer), pin!(SendWrapper::new(TimeoutFuture::new(seconds * 1_000)))).await {
        Either::Left((answer, _)) => answer,
        Either::Right(_) => Err(E::from_server_fn_error(ServerFnErrorErr::Request(String::new()))),
    }
}

/// Sends what server functions ask for, in the name of the page's person.
pub type PageClient = ClientOfPage<PATIENCE_SECONDS>;

/// As [`PageClient`], for doors that take a whole file.
pub type FileClient = ClientOfPage<FILE_PATIENCE_SECONDS>;

/// A client that waits so many seconds for an answer.
pub struct ClientOfPage<const PATIENCE_SECONDS: u32>;

impl<E, I, O, const PATIENCE_SECONDS: u32> Client<E, I, O> for ClientOfPage<PATIENCE_SECONDS>
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: BrowserRequest) -> impl Future<Output = Result<BrowserResponse, E>> + Send {
        if let Some(owner) = owner() {
            request.headers().set(PERSON, &owner.to_string());
        }
        let answer = <BrowserClient as Client<E, I, O>>::send(request);
        #[cfg(feature = "hydrate")]
        let answer = in_time(answer, PATIENCE_SECONDS);
        answer
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}
