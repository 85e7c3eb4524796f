//! Presence: who looks at a document, and who is filling in which part of it. It is told and forgotten, never stored.

use serde::{Deserialize, Serialize};

use crate::{
    actor::{ActorRef, Department},
    channel::Channel,
};

/// How long somebody counts as editing after having last said so, in milliseconds.
pub const EDITING_MS: i64 = 3_000;
/// How long somebody counts as viewing after having last said so, in milliseconds.
pub const VIEWING_MS: i64 = 30_000;

/// The part of a document that somebody fills in. A closed set, so that no page can put words on another's screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// The progress of one department.
    Track(Department),
    /// A new issue.
    Issue,
    /// A new delivery.
    Delivery,
    /// The document's own fields.
    Fields,
}

/// What somebody does with a document. The later one is the stronger: it is what a person with several tabs is shown by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activity {
    /// Looks at it.
    Viewing,
    /// Fills in this part.
    Editing(Part),
}

impl Activity {
    /// How long it stands without being said again, in milliseconds.
    #[must_use]
    pub fn holds_ms(self) -> i64 {
        match self {
            Activity::Viewing => VIEWING_MS,
            Activity::Editing(_) => EDITING_MS,
        }
    }

    /// Whether something is being filled in.
    #[must_use]
    pub fn is_editing(self) -> bool {
        matches!(self, Activity::Editing(_))
    }
}

/// Somebody at a document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Which document.
    pub at: Channel,
    /// Who, by the session and not by what the page says.
    pub who: ActorRef,
    /// Doing what.
    pub state: Activity,
}
