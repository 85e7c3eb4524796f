//! Sending a mutation until it is answered: the same id each time, so that however often it travels it counts once.

use std::future::Future;

use leptos::prelude::*;
use model::ids::MutationId;
use uuid::Uuid;

use super::{
    Link, Live,
    sending::{Next, Sending},
};
use crate::error::AppError;

/// A fresh mutation id.
#[must_use]
pub fn new_mutation_id() -> MutationId {
    MutationId(Uuid::now_v7())
}

/// Asks for what changes nothing twice by itself, until there is an answer, as [`send`] does.
///
/// # Errors
/// Those of [`send`].
pub async fn ask<T, F, Fut>(live: Live, attempt: F) -> Result<T, AppError>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, AppError>>,
{
    send(live, new_mutation_id(), |_| attempt()).await
}

/// Sends until there is an answer: waits while the line is down, and through a sign-in when the session ended. Each
/// attempt is given the id to carry.
///
/// # Errors
/// What the server refused; [`AppError::Internal`] after several faults in a row.
pub async fn send<T, F, Fut>(live: Live, mutation_id: MutationId, attempt: F) -> Result<T, AppError>
where
    F: Fn(MutationId) -> Fut,
    Fut: Future<Output = Result<T, AppError>>,
{
    live.unanswered.update(|unanswered| *unanswered += 1);
    let mut sending = Sending::new(mutation_id);
    let mut queued = false;
    let answer = loop {
        match sending.answered(attempt(sending.mutation_id()).await) {
            Next::AfterSignIn => {
                live.sign_out();
                until(move || !live.signed_out.get_untracked()).await;
            }
            Next::AfterReconnect => {
                if !std::mem::replace(&mut queued, true) {
                    live.waiting.update(|waiting| *waiting += 1);
                }
                // The socket may not have noticed yet.
                live.retry();
                pause(1_000).await;
                // Not as somebody else: the line can be live again before the same person is.
                until(move || live.link.get_untracked() == Link::Live && !live.signed_out.get_untracked()).await;
            }
            Next::After(millis) => pause(millis).await,
            Next::Done(answer) => break answer,
        }
    };
    if queued {
        live.waiting.try_update(|waiting| *waiting = waiting.saturating_sub(1));
    }
    live.unanswered.try_update(|unanswered| *unanswered = unanswered.saturating_sub(1));
    answer
}

pub(super) async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        pause(200).await;
    }
}

/// Waits, in browsers.
pub async fn pause(millis: u32) {
    #[cfg(feature = "hydrate")]
    gloo_timers::future::TimeoutFuture::new(millis).await;
    // Mutations are sent by browsers only; the server compiles this but never waits here.
    #[cfg(not(feature = "hydrate"))]
    let _ = millis;
}
