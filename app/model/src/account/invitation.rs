//! An open place in a factory: whoever has its link joins with the role that an admin chose.

use serde::{Deserialize, Serialize};

use super::MemberEdit;
use crate::{
    actor::{Actor, ActorRef, Departments, Role},
    event::Change,
    ids::InvitationId,
    permission::Permission,
    purchase_order::Version,
    refusal::Refusal,
    time::Timestamp,
};

/// How an invitation stands. One that expired is still open in the rows: its link opens nothing any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InvitationState {
    /// Nobody has come yet.
    Open,
    /// Somebody joined by it.
    Used,
    /// Taken back.
    Withdrawn,
}

impl InvitationState {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            InvitationState::Open => "open",
            InvitationState::Used => "used",
            InvitationState::Withdrawn => "withdrawn",
        }
    }
}

/// Somebody who was asked to join.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Row id.
    pub id: InvitationId,
    /// Row version.
    pub version: Version,
    /// The person's name, as the admin wrote it.
    pub name: String,
    /// As what.
    pub role: Role,
    /// For whom; of operators only.
    pub departments: Departments,
    /// Who asked.
    pub by: ActorRef,
    /// When.
    pub at: Timestamp,
    /// Whether somebody came.
    pub state: InvitationState,
}

/// `member-invited` and `member-invitation-closed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationChanged {
    /// The invitation, after.
    pub invitation: Invitation,
}

impl Invitation {
    /// Asks somebody to join.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], and those of [`MemberEdit::check`].
    pub fn invite(id: InvitationId, edit: &MemberEdit, actor: &Actor, at: Timestamp) -> Result<Change, Refusal> {
        actor.require(Permission::Administer)?;
        let MemberEdit { name, role, departments } = edit.check()?;
        let by = actor.to_ref();
        let invitation = Invitation { id, version: 1, name, role, departments, by, at, state: InvitationState::Open };
        Ok(Change::MemberInvited(InvitationChanged { invitation }))
    }

    /// Takes it back; `None` when it was before.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`]; [`Refusal::Stale`] when somebody joined by it.
    pub fn withdraw(&self, actor: &Actor) -> Result<Option<Change>, Refusal> {
        actor.require(Permission::Administer)?;
        match self.state {
            InvitationState::Open => Ok(Some(self.close(InvitationState::Withdrawn))),
            InvitationState::Used => Err(Refusal::Stale),
            InvitationState::Withdrawn => Ok(None),
        }
    }

    /// It opens nothing from now on.
    #[must_use]
    pub fn close(&self, state: InvitationState) -> Change {
        let invitation = Invitation { version: self.version + 1, state, ..self.clone() };
        Change::MemberInvitationClosed(InvitationChanged { invitation })
    }
}
