//! A person of a factory, and what may be done to a membership.

use serde::{Deserialize, Serialize};

use crate::{
    actor::{Actor, Departments, Role},
    event::Change,
    ids::UserId,
    permission::Permission,
    purchase_order::Version,
    refusal::{Field, Refusal},
    text,
};

/// A person of one factory, as its admins see one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who.
    pub id: UserId,
    /// The membership's version.
    pub version: Version,
    /// Display name.
    pub name: String,
    /// Login name.
    pub username: String,
    /// As what.
    pub role: Role,
    /// For whom; of operators only.
    pub departments: Departments,
    /// Whether the person can sign in at a shared device.
    pub has_pin: bool,
    /// Shut out of this factory.
    pub is_disabled: bool,
}

/// What was done to a member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MemberDeed {
    /// Came into the factory.
    Joined,
    /// Name, role or departments changed.
    Edited,
    /// Shut out.
    Disabled,
    /// Let in again.
    Enabled,
    /// Got a PIN, or another one.
    PinSet,
    /// Lost the PIN.
    PinRemoved,
    /// A link to choose a new password was made.
    PasswordReset,
    /// The person chose a new password.
    PasswordChanged,
    /// Was signed out everywhere.
    SessionsEnded,
}

/// `member-created` and `member-updated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberChanged {
    /// What was done.
    pub deed: MemberDeed,
    /// The member, after.
    pub member: Member,
    /// The member before an edit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Member>,
}

impl MemberChanged {
    /// The fields that changed.
    #[must_use]
    pub fn changed_keys(&self) -> Vec<&'static str> {
        let (before, after) = (self.before.as_ref(), &self.member);
        match self.deed {
            MemberDeed::Joined => Vec::new(),
            MemberDeed::Edited => {
                let differs =
                    |differs: fn(&Member, &Member) -> bool| before.is_some_and(|before| differs(before, after));
                let keys = [
                    ("name", differs(|a, b| a.name != b.name)),
                    ("role", differs(|a, b| a.role != b.role)),
                    ("departments", differs(|a, b| a.departments != b.departments)),
                ];
                keys.into_iter().filter(|(_, differs)| *differs).map(|(key, _)| key).collect()
            }
            MemberDeed::Disabled | MemberDeed::Enabled => vec!["is_disabled"],
            MemberDeed::PinSet | MemberDeed::PinRemoved => vec!["pin"],
            MemberDeed::PasswordReset | MemberDeed::PasswordChanged => vec!["password"],
            MemberDeed::SessionsEnded => vec!["sessions"],
        }
    }
}

/// What a member shall be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberEdit {
    /// Display name.
    pub name: String,
    /// Role.
    pub role: Role,
    /// Departments; meaningful for operators.
    pub departments: Departments,
}

impl MemberEdit {
    /// The same, tidied.
    ///
    /// # Errors
    /// [`Refusal::EmptyField`] without a name, and for an operator without a department; [`Refusal::TooLong`].
    pub fn check(&self) -> Result<MemberEdit, Refusal> {
        let name = text::required(&self.name, Field::PersonName, text::NAME_MAX)?;
        let departments = match self.role {
            Role::Operator if self.departments == Departments::NONE => {
                return Err(Refusal::EmptyField { field: Field::Departments });
            }
            Role::Operator => self.departments,
            // A department in another role means nothing, and would come to life with the next change of role.
            Role::Admin | Role::Manager => Departments::NONE,
        };
        Ok(MemberEdit { name, role: self.role, departments })
    }
}

impl Member {
    /// Gives the member another name, role or departments; `None` when it is so already.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::Stale`], those of [`MemberEdit::check`]; [`Refusal::OwnMembership`] for the
    /// own role, so that a factory always keeps the admin who acts; [`Refusal::SharedAccount`] for the name of somebody
    /// who is `shared` with another factory.
    pub fn edit(
        &self,
        edit: &MemberEdit,
        version: Version,
        actor: &Actor,
        shared: bool,
    ) -> Result<Option<Change>, Refusal> {
        actor.require(Permission::Administer)?;
        let MemberEdit { name, role, departments } = edit.check()?;
        if (&name, role, departments) == (&self.name, self.role, self.departments) {
            return Ok(None);
        }
        if version != self.version {
            return Err(Refusal::Stale);
        }
        if self.id == actor.id && role != self.role {
            return Err(Refusal::OwnMembership);
        }
        if shared && name != self.name {
            return Err(Refusal::SharedAccount);
        }
        let member = Member { version: self.version + 1, name, role, departments, ..self.clone() };
        let before = Some(self.clone());
        Ok(Some(Change::MemberUpdated(MemberChanged { deed: MemberDeed::Edited, member, before })))
    }

    /// Shuts the member out, or lets him in again; `None` when it is so already.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::OwnMembership`].
    pub fn set_disabled(&self, disabled: bool, actor: &Actor) -> Result<Option<Change>, Refusal> {
        actor.require(Permission::Administer)?;
        if disabled == self.is_disabled {
            return Ok(None);
        }
        if self.id == actor.id {
            return Err(Refusal::OwnMembership);
        }
        let deed = if disabled { MemberDeed::Disabled } else { MemberDeed::Enabled };
        Ok(Some(self.after(deed, |member| member.is_disabled = disabled)))
    }

    /// Gives the member a PIN, or takes it away: an admin anybody's, everybody the own.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn set_pin(&self, has_pin: bool, actor: &Actor) -> Result<Option<Change>, Refusal> {
        if self.id != actor.id {
            actor.require(Permission::Administer)?;
        }
        if !has_pin && !self.has_pin {
            return Ok(None);
        }
        let deed = if has_pin { MemberDeed::PinSet } else { MemberDeed::PinRemoved };
        Ok(Some(self.after(deed, |member| member.has_pin = has_pin)))
    }

    /// Allows a new password to be chosen by a link.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`]; [`Refusal::SharedAccount`] for somebody who is `shared` with another factory: who gets the
    /// link could enter there too.
    pub fn reset_password(&self, actor: &Actor, shared: bool) -> Result<Change, Refusal> {
        actor.require(Permission::Administer)?;
        if shared { Err(Refusal::SharedAccount) } else { Ok(self.after(MemberDeed::PasswordReset, |_| ())) }
    }

    /// Signs the member out everywhere.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`].
    pub fn end_sessions(&self, actor: &Actor) -> Result<Change, Refusal> {
        actor.require(Permission::Administer)?;
        Ok(self.after(MemberDeed::SessionsEnded, |_| ()))
    }

    /// The member with one thing done.
    #[must_use]
    pub fn after(&self, deed: MemberDeed, change: impl FnOnce(&mut Member)) -> Change {
        let mut member = Member { version: self.version + 1, ..self.clone() };
        change(&mut member);
        Change::MemberUpdated(MemberChanged { deed, member, before: None })
    }
}
