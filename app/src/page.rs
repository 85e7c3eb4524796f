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

/// Sends what server functions ask for, in the name of the page's person.
pub struct PageClient;

impl<E, I, O> Client<E, I, O> for PageClient
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
        <BrowserClient as Client<E, I, O>>::send(request)
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
