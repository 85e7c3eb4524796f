//! One department's progress on one item.

use serde::{Deserialize, Serialize};

use super::Version;
use crate::{
    actor::{Actor, ActorRef, Department},
    ids::TrackId,
    planted::{Mistake, planted},
    refusal::{Field, Refusal},
    text,
    time::Timestamp,
};

/// Finished.
pub const PROGRESS_MAX: u8 = 100;

/// Five per item, created with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Track {
    /// Row id.
    pub id: TrackId,
    /// Row version.
    pub version: Version,
    /// Whose progress.
    pub department: Department,
    /// Percent, 0..=100.
    pub progress: u8,
    /// Who changed it last; `None` until first touched.
    pub updated_by: Option<ActorRef>,
    /// When it was changed last.
    pub updated_at: Option<Timestamp>,
    /// What was noted last.
    pub last_note: Option<String>,
}

impl Track {
    /// An untouched track.
    #[must_use]
    pub fn new(id: TrackId, department: Department) -> Track {
        Track { id, version: 1, department, progress: 0, updated_by: None, updated_at: None, last_note: None }
    }

    /// This track at `to` percent. `seen` is the version the person looked at.
    ///
    /// # Errors
    /// [`Refusal::OtherDepartment`], [`Refusal::ProgressOutOfRange`], [`Refusal::Stale`], [`Refusal::TooLong`] note.
    pub fn advance(
        &self,
        to: i64,
        note: Option<&str>,
        seen: Version,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Track, Refusal> {
        if !actor.may_advance(self.department) {
            return Err(Refusal::OtherDepartment { department: self.department });
        }
        let progress = u8::try_from(to)
            .ok()
            .filter(|progress| *progress <= PROGRESS_MAX)
            .ok_or(Refusal::ProgressOutOfRange { given: to })?;
        let last_note = text::optional(note, Field::Note, text::NOTE_MAX)?;
        if seen != self.version && !planted(Mistake::StaleWriteAccepted) {
            return Err(Refusal::Stale);
        }
        Ok(Track {
            version: self.version + 1,
            progress,
            updated_by: Some(actor.to_ref()),
            updated_at: Some(now),
            last_note,
            ..self.clone()
        })
    }
}
