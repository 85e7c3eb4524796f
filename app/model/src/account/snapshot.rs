//! What the pages about people, devices, customers and the factory start from.

use serde::{Deserialize, Serialize};

use super::{Device, Invitation, Member, Settings};
use crate::{
    actor::{Departments, Role},
    ids::{ClientId, Epoch, SessionId, UserId},
    purchase_order::Version,
    time::Timestamp,
};

/// The page of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeopleSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Last event it has.
    pub seq: i64,
    /// Everybody, by name.
    pub members: Vec<Member>,
    /// Whom one waits for, newest first.
    pub invitations: Vec<Invitation>,
}

/// The page of shared devices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Last event it has.
    pub seq: i64,
    /// Those in use, by name.
    pub devices: Vec<DeviceRow>,
    /// The browser that asks is this one of them.
    pub own: Option<Device>,
}

/// A device on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// The device.
    pub device: Device,
    /// When somebody last used it, to a few minutes.
    pub last_seen_at: Timestamp,
}

/// The page of customers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientsSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Last event it has.
    pub seq: i64,
    /// All of them, by name.
    pub clients: Vec<ClientRow>,
}

/// A customer on that page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientRow {
    /// Row id.
    pub id: ClientId,
    /// Row version.
    pub version: Version,
    /// Unique in its factory, whatever the case and spacing.
    pub name: String,
    /// Orders in whatever state.
    pub orders: u32,
    /// Orders in work.
    pub active_orders: u32,
}

/// The page of settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettingsSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Last event it has.
    pub seq: i64,
    /// As they are.
    pub settings: Settings,
}

/// A person's own account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnAccount {
    /// Life of the log.
    pub epoch: Epoch,
    /// Last event it has.
    pub seq: i64,
    /// Login name.
    pub username: String,
    /// Whether there is a PIN in this factory.
    pub has_pin: bool,
    /// This session was opened by PIN: it cannot change how one signs in.
    pub by_pin: bool,
    /// Where the person is signed in, last used first.
    pub sessions: Vec<OwnSession>,
}

/// A browser in which a person is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnSession {
    /// Row id.
    pub id: SessionId,
    /// What it runs in, as in `Chrome · Android`, or the shared device's name.
    pub place: String,
    /// Since when.
    pub created_at: Timestamp,
    /// Last used, to a few minutes.
    pub last_seen_at: Timestamp,
    /// The one that asks.
    pub is_this: bool,
}

/// What a shared device shows while nobody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tablet {
    /// The factory's name.
    pub factory_name: String,
    /// What the device is called.
    pub device_name: String,
    /// Who can sign in here: people with a PIN, by name.
    pub people: Vec<TabletPerson>,
}

/// Somebody who can sign in at a shared device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TabletPerson {
    /// Who.
    pub id: UserId,
    /// Display name.
    pub name: String,
    /// As what.
    pub role: Role,
    /// For whom.
    pub departments: Departments,
}
