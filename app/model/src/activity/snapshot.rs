//! What the activity page starts from; head and events are read in one transaction.

use serde::{Deserialize, Serialize};

use super::{ActivityFilter, Digest};
use crate::{actor::ActorRef, event::Event, ids::Epoch, time::Timestamp};

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivitySnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when it was read.
    pub seq: i64,
    /// What was asked for.
    pub filter: ActivityFilter,
    /// What matches, newest first.
    pub events: Vec<Event>,
    /// More that is older matches.
    pub has_older: bool,
    /// Everybody who ever did something here, by name; empty on all pages but the first.
    #[serde(default)]
    pub people: Vec<ActorRef>,
    /// What the object that is asked for is called; `None` where there is no such thing for whoever asks.
    #[serde(default)]
    pub object_name: Option<String>,
}

/// Up to where a person has read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The last place of the log that was read.
    pub seq: i64,
    /// When the person said so.
    pub at: Timestamp,
}

/// What changed since a person left.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoverSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when it was read.
    pub seq: i64,
    /// From when on.
    pub since: Timestamp,
    /// Up to where this person has read, if that was ever said.
    pub mark: Option<Mark>,
    /// There was so much that the oldest part is left out.
    pub is_cut: bool,
    /// What it comes to.
    pub digest: Digest,
}
