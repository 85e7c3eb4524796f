//! People of a factory, the devices they share, and the factory itself: what an admin looks after.
//!
//! Always true here: a rule is asked with the state as it is and returns the change that follows; secrets (passwords,
//! PINs, links) are never part of a change, only that they were set.

mod administration;
mod device;
mod factory;
mod invitation;
mod member;
mod names;
mod pin;
mod snapshot;

pub use administration::{Administration, Secret};
pub use device::{DEVICES_MAX, Device, DeviceChanged};
pub use factory::{FactoryChanged, LOCK_MINUTES, Settings, SettingsInput, ZONES, Zone, zone};
pub use invitation::{Invitation, InvitationChanged, InvitationState};
pub use member::{Member, MemberChanged, MemberDeed, MemberEdit};
pub use names::{RESERVED_SLUGS, check_slug, check_username};
pub use pin::{PIN_MAX, PIN_MIN, check_pin};
pub use snapshot::{
    ClientRow, ClientsSnapshot, DeviceRow, DevicesSnapshot, OwnAccount, OwnSession, PeopleSnapshot, SettingsSnapshot,
    Tablet, TabletPerson,
};
