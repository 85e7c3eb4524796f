//! One entry's turn: it is sent and answered, and what becomes of it is written down.

use std::{future::Future, pin::pin};

use futures::future::{Either, select};
use leptos::prelude::*;

use super::{
    super::{Entry, Merged, OfflineQueue, State, Told, after, cabinet::Cabinet, early, tabs::Word},
    file, keep_in_page, say,
};
use crate::{
    door::Recorded,
    error::AppError,
    live::{
        mutation::pause,
        sending::{Next, Sending},
    },
    page,
};

/// How long an answer may take before the same is sent again, in milliseconds.
const PATIENCE_MS: u32 = 30_000;
/// One that takes longer than this is shown to take long.
const SLOW_MS: u32 = 3_000;

/// What holds the queue up.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Held {
    SignIn,
    Line,
    /// It answers, and cannot store anything.
    Server,
}

impl Held {
    /// Whether an attempt that ended so says nothing of what was sent.
    fn by(error: &AppError) -> Option<Held> {
        match error {
            AppError::SignedOut => Some(Held::SignIn),
            AppError::Offline => Some(Held::Line),
            AppError::Storage { .. } => Some(Held::Server),
            _ => None,
        }
    }
}

/// Does `work`; if that takes long, the page shows that all else waits.
pub(super) async fn while_shown<T>(queue: OfflineQueue, work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let done = match select(work.as_mut(), pin!(pause(SLOW_MS))).await {
        Either::Left((done, _)) => done,
        Either::Right(_) => {
            queue.slow.try_set(true);
            work.await
        }
    };
    queue.slow.try_set(false);
    done
}

/// What becomes of the entry whose turn it is, or what keeps it from being sent.
pub(super) async fn outcome(queue: OfflineQueue, entry: &Entry) -> Result<Outcome, Held> {
    if entry.look_first
        && let Some(merged) = merged(queue, entry).await?
    {
        return Ok(merged.into());
    }
    let mut sending = Sending::new(entry.id);
    let answer = loop {
        match sending.answered(attempt(queue, entry).await) {
            Next::AfterSignIn => return Err(Held::SignIn),
            Next::AfterReconnect => return Err(Held::Line),
            Next::After(millis) => pause(millis).await,
            Next::Done(answer) => break answer,
        }
    };
    match answer {
        Ok(recorded) => Ok(Outcome::Gone(Ok(recorded.events))),
        Err(error) => match Held::by(&error) {
            Some(held) => Err(held),
            None => refused(queue, entry, error).await,
        },
    }
}

/// Sends it once. A line that takes everything and answers nothing is none.
async fn attempt(queue: OfflineQueue, entry: &Entry) -> Result<Recorded, AppError> {
    if !entry.is_file {
        let sent = page::post(&entry.call.path, entry.call.body.clone());
        return match select(pin!(sent), pin!(pause(PATIENCE_MS))).await {
            Either::Left((answer, _)) => answer,
            Either::Right(_) => Err(AppError::Offline),
        };
    }
    // Gone from the device, it cannot come back: the person is told, and may throw the entry away.
    let Some(file) = file(queue, entry.id).await else { return Err(model::Refusal::BrokenPhoto.into()) };
    let id = entry.id;
    let answer = page::post_file(&entry.call.path, &file, move |share| {
        queue.sent.try_set(Some((id, share)));
    })
    .await;
    queue.sent.try_set(None);
    answer
}

/// What becomes of an entry.
pub(super) enum Outcome {
    /// Answered for good.
    Gone(Result<Vec<model::Event>, AppError>),
    /// The person has to decide.
    Kept(State, AppError),
    /// Sent again otherwise.
    Instead(Box<Entry>),
}

impl From<Merged> for Outcome {
    fn from(merged: Merged) -> Outcome {
        match merged {
            Merged::Done => Outcome::Gone(Ok(Vec::new())),
            Merged::Instead(instead) => Outcome::Instead(instead),
            Merged::Ask(clash) => Outcome::Kept(State::Clash(clash), model::Refusal::Stale.into()),
        }
    }
}

async fn refused(queue: OfflineQueue, entry: &Entry, error: AppError) -> Result<Outcome, Held> {
    let merged = match error.refusal() {
        Some(model::Refusal::Stale) => merged(queue, entry).await?,
        _ => None,
    };
    Ok(merged.map_or_else(|| Outcome::Kept(State::Refused((&error).into()), error), Outcome::from))
}

/// What its feature makes of it, now that things are as they are. That they cannot be asked says nothing of the entry.
async fn merged(queue: OfflineQueue, entry: &Entry) -> Result<Option<Merged>, Held> {
    let Some(merge) = queue.work.try_with_value(|work| work.merge) else { return Err(Held::Line) };
    match merge(entry.clone()).await {
        Err(AppError::Internal { .. }) => Err(Held::Server),
        Err(error) => Held::by(&error).map_or(Ok(None), Err),
        merged => Ok(merged.unwrap_or_default()),
    }
}

/// Writes down what became of `entry`, one of those `before`, and tells the pages.
pub(super) async fn settle(
    queue: OfflineQueue,
    cabinet: &Cabinet,
    owner: &str,
    entry: Entry,
    outcome: Outcome,
    before: &[Entry],
) {
    let id = entry.id;
    let next = match &outcome {
        Outcome::Instead(instead) if entry.look_first => after(before, id, instead),
        Outcome::Gone(Ok(_)) if entry.look_first => after(before, id, &entry),
        _ => None,
    };
    // First, because it may be its turn as soon as this one is settled.
    if let Some(next) = next
        && cabinet.replace(owner, next.id, &next).await.is_err()
    {
        keep_in_page(queue);
    }
    if !matches!(outcome, Outcome::Kept(..)) {
        // Still there where the device kept nothing else of it.
        early::forget(owner, id);
    }
    if let Outcome::Gone(_) = outcome {
        queue.work.try_update_value(|work| work.files.remove(&id));
    }
    let kept = match &outcome {
        Outcome::Gone(_) => None,
        Outcome::Kept(state, _) => Some(Entry { state: state.clone(), ..entry }),
        Outcome::Instead(instead) => Some(Entry::clone(instead)),
    };
    let written = match &kept {
        Some(kept) => cabinet.replace(owner, id, kept).await,
        None => cabinet.forget(owner, id).await.map(|()| true),
    };
    if written.is_err() {
        keep_in_page(queue);
    }
    let is_wanted = written.unwrap_or(true);
    queue.entries.try_update(|entries| match (entries.iter().position(|entry| entry.id == id), kept) {
        (Some(at), Some(kept)) => entries[at] = kept,
        (Some(at), None) => drop(entries.remove(at)),
        (None, _) => {}
    });
    match outcome {
        Outcome::Gone(answer) => {
            if answer.as_ref().is_ok_and(Vec::is_empty) {
                say(queue, &Word::Idle(id));
            }
            queue.tell(&Told::Answered(id, answer));
        }
        Outcome::Kept(_, error) => queue.tell(&Told::Answered(id, Err(error))),
        Outcome::Instead(instead) => {
            if is_wanted {
                queue.tell(&Told::Entered(instead));
            }
            queue.tell(&Told::Answered(id, Ok(Vec::new())));
        }
    }
    say(queue, &Word::Changed);
}
