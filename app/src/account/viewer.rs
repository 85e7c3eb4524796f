//! The signed-in person as a page of one factory knows him: a context of the factory's layout.

use leptos::prelude::*;
use model::{Actor, Permission, Timestamp, purchase_order::Version};
use serde::{Deserialize, Serialize};

/// Who looks, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Viewer {
    /// The person in this factory.
    pub actor: Actor,
    /// Factory name.
    pub factory_name: String,
    /// Factory slug, the first part of every URL.
    pub slug: String,
    /// The factory's clock, minutes east of UTC. Indonesia's zones have no summer time, so one offset is the zone.
    pub utc_offset_minutes: i32,
    /// All factories of the person, this one among them; of a session by PIN the device's alone.
    pub factories: Vec<FactoryName>,
    /// Signed in by PIN at a shared device, which locks after so many minutes without a touch.
    pub lock_minutes: Option<i32>,
    /// Version of the factory's settings that this was read from.
    pub factory_version: Version,
    /// The server's clock when this was read; server and browser render times from it alike.
    pub now: Timestamp,
}

/// A factory as the switcher names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactoryName {
    /// Display name.
    pub name: String,
    /// First part of its URLs.
    pub slug: String,
}

impl Viewer {
    /// Signed in by PIN, at a shared device.
    #[must_use]
    pub fn is_by_pin(&self) -> bool {
        self.lock_minutes.is_some()
    }

    /// Whether the pages of administration are for this person here.
    #[must_use]
    pub fn administers(&self) -> bool {
        self.actor.may(Permission::Administer) && !self.is_by_pin()
    }

    /// Who the page is drawn for and with which settings, as the query of its socket says it.
    #[must_use]
    pub fn drawn(&self) -> String {
        format!("user={}&rights={}&factory={}", self.actor.id, self.actor.rights(), self.factory_version)
    }

    /// `path` inside this factory.
    #[must_use]
    pub fn path(&self, path: &str) -> String {
        format!("/{}/{path}", self.slug)
    }
}

/// The viewer of the page being drawn.
///
/// # Panics
/// Outside a factory's layout: that is a programming error, not a state.
#[must_use]
pub fn use_viewer() -> StoredValue<Viewer> {
    expect_context()
}
