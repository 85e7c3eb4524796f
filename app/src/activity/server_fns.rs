//! Doors: pages of the log, what changed since somebody left, and up to where somebody has read.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::activity::Since;
use model::activity::{ActivityFilter, ActivitySnapshot, HandoverSnapshot, Mark};

use crate::{error::AppError, json::Json, page::PageClient};

/// Events that `filter` asks for, newest first: at most 50; with `before`, those older than that place of the log.
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_activity", input = Json, output = Json, client = PageClient)]
pub async fn load_activity(
    factory: String,
    filter: ActivityFilter,
    before: Option<i64>,
) -> Result<ActivitySnapshot, AppError> {
    const EVENTS: u64 = 50;
    let viewer = crate::request::viewer(&factory)?;
    let hidden = ledger::hidden_from(&viewer.actor);
    Ok(crate::request::ledger()?.activity(viewer.actor.factory_id, &filter, hidden, before, EVENTS).await?)
}

/// What changed `since`: `terakhir`, `24jam`, or a moment of the factory's clock as `2026-11-21T06:00`.
///
/// # Errors
/// Signed out, unknown factory, no such moment.
#[server(prefix = "/api", endpoint = "load_handover", input = Json, output = Json, client = PageClient)]
pub async fn load_handover(factory: String, since: String) -> Result<HandoverSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let since = since.parse::<Since>().map_err(|_| AppError::BadRequest.with_status())?;
    let hidden = ledger::hidden_from(&viewer.actor);
    Ok(crate::request::ledger()?.handover(&viewer.actor, since, hidden).await?)
}

/// The person has read everything up to place `seq` of the log. Said again, nothing changes; less than before is not
/// listened to.
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "mark_activity_read", input = Json, output = Json, client = PageClient)]
pub async fn mark_activity_read(factory: String, seq: i64) -> Result<Mark, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.mark_read(&viewer.actor, seq).await?)
}
