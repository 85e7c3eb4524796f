//! A browser that a factory's people share: enrolled once by an admin, entered by PIN.

use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, ActorRef},
    event::Change,
    ids::DeviceId,
    permission::Permission,
    purchase_order::Version,
    refusal::{Field, Refusal},
    text,
    time::Timestamp,
};

/// Most devices of a factory: what one can look after.
pub const DEVICES_MAX: u32 = 200;

/// A shared device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// Row id.
    pub id: DeviceId,
    /// Row version.
    pub version: Version,
    /// What people call it, as in `Tablet QC`.
    pub name: String,
    /// Who enrolled it.
    pub by: ActorRef,
    /// When.
    pub at: Timestamp,
    /// Not trusted any more, since.
    pub ended_at: Option<Timestamp>,
}

/// `device-created` and `device-updated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceChanged {
    /// The device, after.
    pub device: Device,
    /// Its name before another was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_name: Option<String>,
}

impl Device {
    /// Enrols a device.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`]; [`Refusal::EmptyField`] and [`Refusal::TooLong`] for the name.
    pub fn enrol(id: DeviceId, name: &str, actor: &Actor, at: Timestamp) -> Result<Change, Refusal> {
        actor.require(Permission::Administer)?;
        let name = text::required(name, Field::DeviceName, text::NAME_MAX)?;
        let device = Device { id, version: 1, name, by: actor.to_ref(), at, ended_at: None };
        Ok(Change::DeviceCreated(DeviceChanged { device, old_name: None }))
    }

    /// Gives it another name; `None` when it has it already.
    ///
    /// # Errors
    /// As [`Device::enrol`], and [`Refusal::Stale`].
    pub fn rename(&self, name: &str, version: Version, actor: &Actor) -> Result<Option<Change>, Refusal> {
        actor.require(Permission::Administer)?;
        let name = text::required(name, Field::DeviceName, text::NAME_MAX)?;
        if name == self.name {
            return Ok(None);
        }
        if version != self.version {
            return Err(Refusal::Stale);
        }
        let device = Device { version: self.version + 1, name, ..self.clone() };
        Ok(Some(Change::DeviceUpdated(DeviceChanged { device, old_name: Some(self.name.clone()) })))
    }

    /// Trusts it no more; `None` when it was so already.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn end(&self, actor: &Actor, at: Timestamp) -> Result<Option<Change>, Refusal> {
        actor.require(Permission::Administer)?;
        if self.ended_at.is_some() {
            return Ok(None);
        }
        let device = Device { version: self.version + 1, ended_at: Some(at), ..self.clone() };
        Ok(Some(Change::DeviceUpdated(DeviceChanged { device, old_name: None })))
    }
}
