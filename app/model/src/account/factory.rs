//! What a factory is called, which clock it goes by, how its orders are numbered and when its tablets lock.

use serde::{Deserialize, Serialize};

use crate::{
    actor::Actor,
    event::Change,
    ids::FactoryId,
    language::{Text, label},
    permission::Permission,
    purchase_order::Version,
    refusal::{Field, Refusal},
    text,
};

/// Minutes without a touch after which a shared tablet may lock.
pub const LOCK_MINUTES: std::ops::RangeInclusive<i32> = 1..=60;
/// Longest prefix of order numbers, in characters.
const PREFIX_MAX: usize = 12;

/// A time zone without summer time, so that one offset is the zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Zone {
    /// IANA name.
    pub name: &'static str,
    /// What people call it.
    pub label: Text,
    /// Minutes east of UTC.
    pub utc_offset_minutes: i32,
}

/// The zones a factory may be in.
pub const ZONES: [Zone; 6] = [
    Zone { name: "Asia/Jakarta", label: label!("WIB (Jakarta)"), utc_offset_minutes: 420 },
    Zone { name: "Asia/Makassar", label: label!("WITA (Makassar)"), utc_offset_minutes: 480 },
    Zone { name: "Asia/Jayapura", label: label!("WIT (Jayapura)"), utc_offset_minutes: 540 },
    Zone { name: "Asia/Singapore", label: label!("Singapura", "Singapore"), utc_offset_minutes: 480 },
    Zone { name: "Asia/Bangkok", label: label!("Bangkok"), utc_offset_minutes: 420 },
    Zone { name: "UTC", label: label!("UTC"), utc_offset_minutes: 0 },
];

/// The zone with this IANA name.
#[must_use]
pub fn zone(name: &str) -> Option<Zone> {
    ZONES.into_iter().find(|zone| zone.name == name)
}

/// A factory's settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Row version.
    pub version: Version,
    /// Display name.
    pub name: String,
    /// IANA name of one of [`ZONES`].
    pub time_zone: String,
    /// What order numbers begin with: `PO` makes `PO-2026-015`.
    pub number_prefix: String,
    /// Minutes without a touch after which a shared tablet locks.
    pub lock_minutes: i32,
}

/// Settings as an admin wants them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsInput {
    /// Display name.
    pub name: String,
    /// IANA name.
    pub time_zone: String,
    /// What order numbers begin with.
    pub number_prefix: String,
    /// Minutes until a shared tablet locks.
    pub lock_minutes: i32,
}

impl SettingsInput {
    /// The same, tidied.
    ///
    /// # Errors
    /// [`Refusal::EmptyField`], [`Refusal::TooLong`]; [`Refusal::NotAPrefix`] for letters that numbers cannot begin with;
    /// [`Refusal::Unknown`] for a zone or a time that no page offers.
    pub fn check(&self) -> Result<SettingsInput, Refusal> {
        let name = text::required(&self.name, Field::FactoryName, text::NAME_MAX)?;
        let number_prefix = text::required(&self.number_prefix, Field::NumberPrefix, PREFIX_MAX)?.to_uppercase();
        let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '/' | '.');
        if !number_prefix.chars().all(plain) || !number_prefix.starts_with(|first: char| first.is_ascii_alphanumeric())
        {
            return Err(Refusal::NotAPrefix);
        }
        if zone(&self.time_zone).is_none() || !LOCK_MINUTES.contains(&self.lock_minutes) {
            return Err(Refusal::Unknown);
        }
        let time_zone = self.time_zone.clone();
        Ok(SettingsInput { name, time_zone, number_prefix, lock_minutes: self.lock_minutes })
    }
}

/// `factory-updated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FactoryChanged {
    /// Whose.
    pub factory_id: FactoryId,
    /// Before.
    pub before: Settings,
    /// After.
    pub settings: Settings,
}

impl FactoryChanged {
    /// The fields that changed.
    #[must_use]
    pub fn changed_keys(&self) -> Vec<&'static str> {
        let (before, after) = (&self.before, &self.settings);
        let keys = [
            ("name", before.name != after.name),
            ("time_zone", before.time_zone != after.time_zone),
            ("number_prefix", before.number_prefix != after.number_prefix),
            ("lock_minutes", before.lock_minutes != after.lock_minutes),
        ];
        keys.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
    }
}

impl Settings {
    /// Other settings; `None` when they are so already.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::Stale`], those of [`SettingsInput::check`].
    pub fn edit(&self, input: &SettingsInput, version: Version, actor: &Actor) -> Result<Option<Change>, Refusal> {
        actor.require(Permission::Administer)?;
        let SettingsInput { name, time_zone, number_prefix, lock_minutes } = input.check()?;
        let settings = Settings { version: self.version, name, time_zone, number_prefix, lock_minutes };
        if settings == *self {
            return Ok(None);
        }
        if version != self.version {
            return Err(Refusal::Stale);
        }
        let settings = Settings { version: self.version + 1, ..settings };
        let before = self.clone();
        Ok(Some(Change::FactoryUpdated(FactoryChanged { factory_id: actor.factory_id, before, settings })))
    }
}
