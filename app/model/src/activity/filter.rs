//! What of the log a person wants to see; lives in the URL, and decides alike in the database and on the screen.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::Object;
use crate::{
    actor::UnknownWord,
    event::{Change, Event},
    ids::UserId,
    language::{Text, label},
    text,
    time::Date,
};

/// Words of a search that count; nobody types more, and each costs the database a look at every name.
pub const WORDS_MAX: usize = 6;

/// A group of events, as people think of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Work of the departments.
    Progress,
    /// Problems.
    Issue,
    /// What left.
    Delivery,
    /// Orders and what they ask for.
    Order,
    /// Customers, people, devices, settings.
    Factory,
}

impl Kind {
    /// All, in the order of the choices.
    pub const ALL: [Kind; 5] = [Kind::Progress, Kind::Issue, Kind::Delivery, Kind::Order, Kind::Factory];

    /// The name in the URL.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Kind::Progress => "kemajuan",
            Kind::Issue => "issue",
            Kind::Delivery => "pengiriman",
            Kind::Order => "po",
            Kind::Factory => "pabrik",
        }
    }

    /// Its name on screen.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Kind::Progress => label!("Kemajuan", "Progress"),
            Kind::Issue => label!("Issue"),
            Kind::Delivery => label!("Pengiriman", "Delivery"),
            Kind::Order => label!("PO"),
            Kind::Factory => label!("Pabrik", "Factory"),
        }
    }

    /// The names of its events.
    #[must_use]
    pub fn names(self) -> &'static [&'static str] {
        match self {
            Kind::Progress => &["track-updated"],
            Kind::Issue => &["issue-created", "issue-resolved", "issue-photo-added"],
            Kind::Delivery => &["item-delivered"],
            Kind::Order => &["po-created", "po-updated", "po-status-changed", "po-urgent-changed", "item-updated"],
            Kind::Factory => &[
                "client-created",
                "client-updated",
                "member-invited",
                "member-invitation-closed",
                "member-created",
                "member-updated",
                "device-created",
                "device-updated",
                "factory-updated",
            ],
        }
    }

    /// The group of `change`, if it is in one.
    #[must_use]
    pub fn of(change: &Change) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.names().contains(&change.name()))
    }
}

impl FromStr for Kind {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Kind::ALL.into_iter().find(|kind| kind.wire() == text).ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// What is asked of the log; what is absent is not asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActivityFilter {
    /// Done by this person.
    pub person: Option<UserId>,
    /// About this one thing.
    #[serde(default)]
    pub object: Option<Object>,
    /// Words that must all be found in the number of the order and the name of the item.
    #[serde(default)]
    pub query: String,
    /// Of this group.
    pub kind: Option<Kind>,
    /// On this day or later, in the factory's zone.
    pub from: Option<Date>,
    /// On this day or earlier.
    pub to: Option<Date>,
}

impl ActivityFilter {
    /// From the values of the URL's query; unknown ones count as absent.
    #[must_use]
    pub fn from_query(get: impl Fn(&str) -> Option<String>) -> ActivityFilter {
        ActivityFilter {
            object: get("objek").and_then(|object| object.parse().ok()),
            person: get("orang").and_then(|id| id.parse().ok()),
            query: get("q").unwrap_or_default(),
            kind: get("jenis").and_then(|kind| kind.parse().ok()),
            from: get("dari").and_then(|day| day.parse().ok()),
            to: get("sampai").and_then(|day| day.parse().ok()),
        }
    }

    /// Names and values for the URL's query; nothing for what is not asked.
    #[must_use]
    pub fn to_query(&self) -> Vec<(&'static str, String)> {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        [
            ("objek", self.object.map(|object| object.to_string())),
            ("orang", self.person.map(|person| person.to_string())),
            ("q", (!self.query.is_empty()).then(|| self.query.clone())),
            ("jenis", self.kind.map(|kind| kind.wire().to_owned())),
            ("dari", day(self.from)),
            ("sampai", day(self.to)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some((name, value?)))
        .collect()
    }

    /// The words asked for, in one spelling.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        // A word longer than any name is in none; the database need not look at all of it.
        let short = |word: &str| word.chars().take(text::NAME_MAX + 1).collect();
        text::key(&self.query).split(' ').filter(|word| !word.is_empty()).take(WORDS_MAX).map(short).collect()
    }

    /// Whether nothing is asked.
    #[must_use]
    pub fn is_everything(&self) -> bool {
        let ActivityFilter { person, object, kind, from, to, .. } = self;
        person.is_none()
            && object.is_none()
            && kind.is_none()
            && from.is_none()
            && to.is_none()
            && self.words().is_empty()
    }

    /// Whether one thing's whole history is asked for.
    #[must_use]
    pub fn is_object_alone(&self) -> bool {
        self.object.is_some() && ActivityFilter { object: None, ..self.clone() }.is_everything()
    }

    /// Whether `event` is asked for, where the clock is `utc_offset_minutes` east of UTC.
    #[must_use]
    pub fn shows(&self, event: &Event, utc_offset_minutes: i32) -> bool {
        let day = event.ts.date_at_offset(utc_offset_minutes);
        let about = about(&event.change);
        self.person.is_none_or(|person| person == event.actor.id)
            && self.object.is_none_or(|object| object.is_of(&event.change))
            && self.kind.is_none_or(|kind| kind.names().contains(&event.change.name()))
            && self.from.is_none_or(|from| from <= day)
            && self.to.is_none_or(|to| day <= to)
            && self.words().iter().all(|word| about.contains(word))
    }
}

/// What a search looks through.
fn about(change: &Change) -> String {
    text::key(&format!("{} {}", change.po_number().unwrap_or_default(), change.item_name().unwrap_or_default()))
}
