//! A problem somebody reported on an item.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::{PHOTOS_MAX, Photo, Version};
use crate::{
    actor::{Actor, ActorRef, UnknownWord},
    ids::IssueId,
    language::{Text, label},
    refusal::{Field, Refusal},
    text,
    time::Timestamp,
};

/// How bad it is; ordered, `Critical` highest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Priority {
    /// Can wait.
    Low,
    /// Soon.
    Medium,
    /// Today.
    High,
    /// Stops the work.
    Critical,
}

impl Priority {
    /// All, lowest first.
    pub const ALL: [Priority; 4] = [Priority::Low, Priority::Medium, Priority::High, Priority::Critical];

    /// The name on the wire, in the database and in `data-priority`.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
            Priority::Critical => "critical",
        }
    }

    /// The Indonesian word.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Priority::Low => label!("Rendah", "Low"),
            Priority::Medium => label!("Sedang", "Medium"),
            Priority::High => label!("Tinggi", "High"),
            Priority::Critical => label!("Kritis", "Critical"),
        }
    }
}

impl FromStr for Priority {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Priority::ALL.into_iter().find(|p| p.wire() == text).ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// Whether it still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IssueStatus {
    /// Unsolved.
    Open,
    /// Solved by someone.
    Resolved,
}

impl IssueStatus {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            IssueStatus::Open => "open",
            IssueStatus::Resolved => "resolved",
        }
    }
}

impl FromStr for IssueStatus {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "open" => Ok(IssueStatus::Open),
            "resolved" => Ok(IssueStatus::Resolved),
            _ => Err(UnknownWord(text.to_owned())),
        }
    }
}

/// A reported problem.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Row id; the uuid of the mutation that reported it, so a retry cannot report it twice.
    pub id: IssueId,
    /// Row version.
    pub version: Version,
    /// What is wrong, in one line.
    pub title: String,
    /// More about it.
    pub description: Option<String>,
    /// How bad.
    pub priority: Priority,
    /// Open or resolved.
    pub status: IssueStatus,
    /// Who reported it.
    pub reporter: ActorRef,
    /// When it was reported.
    pub reported_at: Timestamp,
    /// Who resolved it.
    pub resolver: Option<ActorRef>,
    /// When it was resolved.
    pub resolved_at: Option<Timestamp>,
    /// What it looks like, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub photos: Vec<Photo>,
}

impl Issue {
    /// A new open issue.
    ///
    /// # Errors
    /// [`Refusal::EmptyField`] or [`Refusal::TooLong`] for title and description.
    pub fn report(
        id: IssueId,
        title: &str,
        description: Option<&str>,
        priority: Priority,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Issue, Refusal> {
        Ok(Issue {
            id,
            version: 1,
            title: text::required(title, Field::Title, text::NAME_MAX)?,
            description: text::optional(description, Field::Description, text::NOTE_MAX)?,
            priority,
            status: IssueStatus::Open,
            reporter: actor.to_ref(),
            reported_at: now,
            resolver: None,
            resolved_at: None,
            photos: Vec::new(),
        })
    }

    /// This issue, resolved. Anyone may: product §3.
    ///
    /// # Errors
    /// [`Refusal::AlreadyResolved`].
    pub fn resolve(&self, actor: &Actor, now: Timestamp) -> Result<Issue, Refusal> {
        if self.status == IssueStatus::Resolved {
            return Err(Refusal::AlreadyResolved);
        }
        Ok(Issue {
            version: self.version + 1,
            status: IssueStatus::Resolved,
            resolver: Some(actor.to_ref()),
            resolved_at: Some(now),
            ..self.clone()
        })
    }

    /// This issue with one more photo. A resolved one takes it too: the photo may have waited for the line while somebody
    /// else solved the problem, and it still says what it was.
    ///
    /// # Errors
    /// [`Refusal::TooManyPhotos`].
    pub fn add_photo(&self, photo: Photo) -> Result<Issue, Refusal> {
        if self.photos.len() >= PHOTOS_MAX {
            return Err(Refusal::TooManyPhotos { max: PHOTOS_MAX as u32 });
        }
        let mut issue = Issue { version: self.version + 1, ..self.clone() };
        issue.photos.push(photo);
        Ok(issue)
    }
}
