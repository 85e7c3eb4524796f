//! What an admin can ask for, and people about themselves.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{MemberEdit, SettingsInput};
use crate::{
    ids::{ClientId, DeviceId, InvitationId, UserId},
    purchase_order::Version,
};

/// Something that travels with a command and must not be kept with it: not in the log, not in the hash of a mutation,
/// not in a debug line.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret<T>(pub T);

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// A mutation of people, devices, customers or the factory.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "deed", rename_all = "kebab-case")]
pub enum Administration {
    /// Asks somebody to join; the invitation's id is the mutation's uuid.
    Invite {
        /// As what.
        edit: MemberEdit,
    },
    /// Takes an invitation back.
    WithdrawInvitation {
        /// Which.
        id: InvitationId,
    },
    /// Name, role, departments.
    EditMember {
        /// Whose.
        id: UserId,
        /// Version seen.
        version: Version,
        /// Wanted.
        edit: MemberEdit,
    },
    /// Shuts somebody out, or lets in again.
    SetMemberDisabled {
        /// Whom.
        id: UserId,
        /// Wanted.
        disabled: bool,
    },
    /// A PIN, or none.
    SetPin {
        /// Whose.
        id: UserId,
        /// Whether there shall be one.
        has_pin: bool,
        /// Its hash.
        #[serde(skip)]
        hash: Secret<Option<String>>,
    },
    /// Signs somebody out everywhere.
    EndSessions {
        /// Whom.
        id: UserId,
    },
    /// A shared device, which no browser is yet; its id is the mutation's uuid.
    EnrolDevice {
        /// What it is called.
        name: String,
    },
    /// Another name for a device.
    RenameDevice {
        /// Which.
        id: DeviceId,
        /// Version seen.
        version: Version,
        /// Wanted.
        name: String,
    },
    /// Trusts a device no more.
    EndDevice {
        /// Which.
        id: DeviceId,
    },
    /// A new customer; its id is the mutation's uuid.
    CreateClient {
        /// What it is called.
        name: String,
    },
    /// Another name for a customer.
    RenameClient {
        /// Which.
        id: ClientId,
        /// Version seen.
        version: Version,
        /// Wanted.
        name: String,
    },
    /// The factory's settings.
    EditFactory {
        /// Version seen.
        version: Version,
        /// Wanted.
        settings: SettingsInput,
    },
}

impl Administration {
    /// Its name, as it is written.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Administration::Invite { .. } => "invite",
            Administration::WithdrawInvitation { .. } => "withdraw-invitation",
            Administration::EditMember { .. } => "edit-member",
            Administration::SetMemberDisabled { .. } => "set-member-disabled",
            Administration::SetPin { .. } => "set-pin",
            Administration::EndSessions { .. } => "end-sessions",
            Administration::EnrolDevice { .. } => "enrol-device",
            Administration::RenameDevice { .. } => "rename-device",
            Administration::EndDevice { .. } => "end-device",
            Administration::CreateClient { .. } => "create-client",
            Administration::RenameClient { .. } => "rename-client",
            Administration::EditFactory { .. } => "edit-factory",
        }
    }
}
