//! What all doors share: what a mutation answers, and how one is recorded.

use model::Event;
#[cfg(feature = "ssr")]
use model::{Command, Refusal, ids::MutationId};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::{error::AppError, request};

/// What a mutation answers: the events it wrote, so that the sender's screen is confirmed without waiting for the
/// socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// In order; empty when nothing needed to change.
    pub events: Vec<Event>,
}

/// Has `command` done in the factory with this slug, by whoever asks, from where he asks.
#[cfg(feature = "ssr")]
pub(crate) async fn record(factory: &str, mutation_id: MutationId, command: Command) -> Result<Recorded, AppError> {
    let (viewer, session) = (request::viewer(factory)?, request::session()?);
    // A PIN has ten thousand values, and whoever administers can make a way in for himself that lasts.
    if session.device.is_some() && matches!(command, Command::Administer { .. }) {
        return Err(refused(vec![Refusal::NotAllowed]));
    }
    let (user, factory) = (viewer.actor.id, viewer.actor.factory_id);
    let recorded = request::ledger()?.record_from(user, factory, Some(&session.place), mutation_id, &command).await?;
    Ok(Recorded { events: recorded.events })
}

#[cfg(feature = "ssr")]
pub(crate) fn refused(refusals: Vec<Refusal>) -> AppError {
    AppError::Refused { refusals }.with_status()
}

/// An unknown word where the wire has a closed set: the request is not one of ours.
#[cfg(feature = "ssr")]
pub(crate) fn word<T: std::str::FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::BadRequest.with_status())
}
