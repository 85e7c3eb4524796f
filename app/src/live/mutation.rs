//! Sending a mutation until it is answered: the same id each time, so that however often it travels it counts once.

use std::future::Future;

use leptos::prelude::*;
use model::ids::MutationId;
use uuid::Uuid;

use super::{Link, Live};
use crate::error::AppError;

/// A server that answers with a fault is asked this often before the person is told.
const FAULTS_MAX: u32 = 4;

/// A fresh mutation id.
#[must_use]
pub fn new_mutation_id() -> MutationId {
    MutationId(Uuid::now_v7())
}

/// Sends until there is an answer: waits while the line is down, and through a sign-in when the session ended.
///
/// # Errors
/// What the server refused; [`AppError::Internal`] after several faults in a row.
pub async fn send<T, F, Fut>(live: Live, attempt: F) -> Result<T, AppError>
where
    F: Fn() -> Fut,
    Fut: Future<Output = Result<T, AppError>>,
{
    live.unanswered.update(|unanswered| *unanswered += 1);
    let mut faults = 0;
    let mut queued = false;
    let answer = loop {
        match attempt().await {
            Err(AppError::SignedOut) => {
                live.signed_out.set(true);
                until(move || !live.signed_out.get_untracked()).await;
            }
            Err(AppError::Offline) => {
                if !std::mem::replace(&mut queued, true) {
                    live.waiting.update(|waiting| *waiting += 1);
                }
                // The socket may not have noticed yet.
                live.retry();
                pause(1_000).await;
                until(move || live.link.get_untracked() == Link::Live).await;
            }
            Err(AppError::Internal) if faults < FAULTS_MAX => {
                faults += 1;
                pause(500 << faults).await;
            }
            answer => break answer,
        }
    };
    if queued {
        live.waiting.try_update(|waiting| *waiting = waiting.saturating_sub(1));
    }
    live.unanswered.try_update(|unanswered| *unanswered = unanswered.saturating_sub(1));
    answer
}

async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        pause(200).await;
    }
}

async fn pause(millis: u32) {
    #[cfg(feature = "hydrate")]
    gloo_timers::future::TimeoutFuture::new(millis).await;
    // Mutations are sent by browsers only; the server compiles this but never waits here.
    #[cfg(not(feature = "hydrate"))]
    let _ = millis;
}
