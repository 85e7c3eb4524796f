//! Commands about people, devices, customers and the factory: read the rows, ask the rule, write what follows.
//!
//! Always true here: whatever takes something away from somebody is announced, so that open sockets are asked again;
//! and secrets come with the command, never with the change.

use model::{
    Change, Command, Refusal, Role,
    account::{
        Administration, DEVICES_MAX, Device, DeviceChanged, FactoryChanged, Invitation, InvitationChanged,
        InvitationState, MemberChanged, MemberDeed, zone,
    },
    ids::{DeviceId, InvitationId, UserId},
};

use super::rows;
use crate::{
    error::LedgerError,
    purchase_order::{self, guarded},
    record::Writing,
    sqlite::values,
};

/// The changes that follow from `administration`, in order; none when everything already is as asked.
pub(crate) fn decide(w: &Writing<'_>, administration: &Administration) -> Result<Vec<Change>, LedgerError> {
    let change = match administration {
        Administration::Invite { edit } => Some(Invitation::invite(InvitationId(w.mutation.0), edit, w.actor, w.at)?),
        Administration::WithdrawInvitation { id } => rows::invitation(w.tx(), w.factory(), *id)?.withdraw(w.actor)?,
        Administration::EditMember { id, version, edit } => {
            let member = rows::member(w.tx(), w.factory(), *id)?;
            member.edit(edit, *version, w.actor, rows::is_shared(w.tx(), w.factory(), *id)?)?
        }
        Administration::SetMemberDisabled { id, disabled } => {
            rows::member(w.tx(), w.factory(), *id)?.set_disabled(*disabled, w.actor)?
        }
        Administration::SetPin { id, has_pin, .. } => {
            rows::member(w.tx(), w.factory(), *id)?.set_pin(*has_pin, w.actor)?
        }
        Administration::EndSessions { id } => Some(rows::member(w.tx(), w.factory(), *id)?.end_sessions(w.actor)?),
        Administration::EnrolDevice { name } => {
            let change = Device::enrol(DeviceId(w.mutation.0), name, w.actor, w.at)?;
            if rows::devices_in_use(w.tx(), w.factory())? >= i64::from(DEVICES_MAX) {
                return Err(Refusal::TooMany { max: DEVICES_MAX }.into());
            }
            Some(change)
        }
        Administration::RenameDevice { id, version, name } => {
            rows::device(w.tx(), w.factory(), *id)?.rename(name, *version, w.actor)?
        }
        Administration::EndDevice { id } => rows::device(w.tx(), w.factory(), *id)?.end(w.actor, w.at)?,
        Administration::CreateClient { name } => return purchase_order::create_client(w, name),
        Administration::RenameClient { id, version, name } => {
            return purchase_order::rename_client(w, *id, *version, name);
        }
        Administration::EditFactory { version, settings } => {
            rows::settings(w.tx(), w.factory())?.edit(settings, *version, w.actor)?
        }
    };
    Ok(change.into_iter().collect())
}

/// Brings the rows to what `change` says; `command` has what only the rows may know.
pub(crate) fn write(w: &Writing<'_>, command: Option<&Command>, change: &Change) -> Result<(), LedgerError> {
    match change {
        Change::MemberInvited(invited) => insert_invitation(w, &invited.invitation),
        Change::MemberInvitationClosed(closed) => close_invitation(w, closed),
        Change::MemberCreated(created) => insert_member(w, created),
        Change::MemberUpdated(updated) => update_member(w, updated, pin_hash(command)),
        Change::DeviceCreated(created) => insert_device(w, &created.device),
        Change::DeviceUpdated(updated) => update_device(w, updated),
        Change::FactoryUpdated(updated) => update_factory(w, updated),
        other => Err(LedgerError::Corrupt(format!("{} is not about administration", other.name()))),
    }
}

fn pin_hash(command: Option<&Command>) -> Option<&str> {
    match command {
        Some(Command::Administer { administration: Administration::SetPin { hash, .. } }) => hash.0.as_deref(),
        _ => None,
    }
}

fn insert_invitation(w: &Writing<'_>, invitation: &Invitation) -> Result<(), LedgerError> {
    w.tx().execute(
        "INSERT INTO invitations (id, factory_id, version, name, role, departments, by_id, by_name, created_at, state) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        values![
            invitation.id.0,
            w.factory().0,
            invitation.version,
            invitation.name,
            invitation.role.wire(),
            super::names_of(invitation.departments),
            invitation.by.id.0,
            invitation.by.name,
            invitation.at.0,
            invitation.state.wire(),
        ],
    )?;
    Ok(())
}

fn close_invitation(w: &Writing<'_>, InvitationChanged { invitation }: &InvitationChanged) -> Result<(), LedgerError> {
    if invitation.state != InvitationState::Open {
        w.tx().execute("DELETE FROM links WHERE subject_id = ?1", [invitation.id.0])?;
    }
    guarded(w.tx().execute(
        "UPDATE invitations SET version = ?1, state = ?2 WHERE id = ?3 AND factory_id = ?4 AND version = ?1 - 1",
        values![invitation.version, invitation.state.wire(), invitation.id.0, w.factory().0],
    )?)
}

fn insert_member(w: &Writing<'_>, created: &MemberChanged) -> Result<(), LedgerError> {
    let member = &created.member;
    w.tx().execute(
        "INSERT INTO memberships (factory_id, user_id, role, departments, version) VALUES (?1, ?2, ?3, ?4, ?5)",
        values![w.factory().0, member.id.0, member.role.wire(), super::names_of(member.departments), member.version,],
    )?;
    changed(w, member.id);
    Ok(())
}

fn update_member(w: &Writing<'_>, updated: &MemberChanged, pin_hash: Option<&str>) -> Result<(), LedgerError> {
    let member = &updated.member;
    guarded(w.tx().execute(
        "UPDATE memberships SET version = ?1, role = ?2, departments = ?3, \
         disabled_at = CASE WHEN ?4 THEN COALESCE(disabled_at, ?5) END, \
         pin_hash = CASE WHEN ?6 THEN COALESCE(?7, pin_hash) END \
         WHERE factory_id = ?8 AND user_id = ?9 AND version = ?1 - 1",
        values![
            member.version,
            member.role.wire(),
            super::names_of(member.departments),
            member.is_disabled,
            w.at.0,
            member.has_pin,
            pin_hash,
            w.factory().0,
            member.id.0,
        ],
    )?)?;
    if updated.before.as_ref().is_some_and(|before| before.name != member.name) {
        w.tx().execute("UPDATE users SET name = ?1 WHERE id = ?2", values![member.name, member.id.0])?;
    }
    let was_admin = updated.before.as_ref().is_some_and(|before| before.role == Role::Admin);
    if member.is_disabled || was_admin && member.role != Role::Admin {
        // Whoever administers no more keeps no way in that he made for himself. Links are made anew by a tap.
        w.tx().execute("DELETE FROM links WHERE factory_id = ?1", [w.factory().0])?;
    }
    match updated.deed {
        MemberDeed::SessionsEnded => end_sessions(w, member.id)?,
        // Who comes by PIN comes by the one that is set now.
        MemberDeed::PinSet | MemberDeed::PinRemoved | MemberDeed::Disabled => end_pin_sessions(w, member.id)?,
        _ => {}
    }
    changed(w, member.id);
    Ok(())
}

/// Sessions that are good in this factory; those by PIN in another one are none of its business.
fn end_sessions(w: &Writing<'_>, user: UserId) -> Result<(), LedgerError> {
    let sql = "UPDATE sessions SET ended_at = ?1 WHERE user_id = ?2 AND ended_at IS NULL \
               AND (factory_id IS NULL OR factory_id = ?3)";
    w.tx().execute(sql, values![w.at.0, user.0, w.factory().0]).map(drop)
}

fn end_pin_sessions(w: &Writing<'_>, user: UserId) -> Result<(), LedgerError> {
    let sql = "UPDATE sessions SET ended_at = ?1 WHERE user_id = ?2 AND ended_at IS NULL AND factory_id = ?3";
    w.tx().execute(sql, values![w.at.0, user.0, w.factory().0]).map(drop)
}

/// What `user` may do, or how he is called, is asked anew everywhere.
fn changed(w: &Writing<'_>, user: UserId) {
    w.batch.cache.forget();
    w.batch.announce_access_change(user);
}

fn insert_device(w: &Writing<'_>, device: &Device) -> Result<(), LedgerError> {
    // No token has this hash: a browser gets one in the next step, and another one each time it is made this device.
    let nobody_s: [u8; 32] = rand::random();
    w.tx().execute(
        "INSERT INTO devices (id, factory_id, version, name, token_hash, by_id, by_name, created_at, last_seen_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8)",
        values![
            device.id.0,
            w.factory().0,
            device.version,
            device.name,
            nobody_s,
            device.by.id.0,
            device.by.name,
            device.at.0,
        ],
    )?;
    Ok(())
}

fn update_device(w: &Writing<'_>, DeviceChanged { device, .. }: &DeviceChanged) -> Result<(), LedgerError> {
    guarded(w.tx().execute(
        "UPDATE devices SET version = ?1, name = ?2, ended_at = ?3 WHERE id = ?4 AND factory_id = ?5 AND version = ?1 - 1",
        values![device.version, device.name, device.ended_at.map(|at| at.0), device.id.0, w.factory().0],
    )?)?;
    if let Some(ended_at) = device.ended_at {
        let users: Vec<uuid::Uuid> = w.tx().all(
            "SELECT DISTINCT user_id FROM sessions WHERE device_id = ?1 AND ended_at IS NULL",
            [device.id.0],
            |row| Ok(row.get(0)?),
        )?;
        let sql = "UPDATE sessions SET ended_at = ?1 WHERE device_id = ?2 AND ended_at IS NULL";
        w.tx().execute(sql, values![ended_at.0, device.id.0])?;
        users.into_iter().for_each(|user| w.batch.announce_access_change(UserId(user)));
    }
    Ok(())
}

fn update_factory(w: &Writing<'_>, FactoryChanged { settings, .. }: &FactoryChanged) -> Result<(), LedgerError> {
    let zone = zone(&settings.time_zone).ok_or(Refusal::Unknown)?;
    guarded(w.tx().execute(
        "UPDATE factories SET version = ?1, name = ?2, time_zone = ?3, utc_offset_minutes = ?4, number_prefix = ?5, \
         lock_minutes = ?6 WHERE id = ?7 AND version = ?1 - 1",
        values![
            settings.version,
            settings.name,
            zone.name,
            zone.utc_offset_minutes,
            settings.number_prefix,
            settings.lock_minutes,
            w.factory().0,
        ],
    )?)?;
    // Every page was drawn with the old ones.
    let members: Vec<uuid::Uuid> =
        w.tx().all("SELECT user_id FROM memberships WHERE factory_id = ?1", [w.factory().0], |row| Ok(row.get(0)?))?;
    members.into_iter().for_each(|user| w.batch.announce_access_change(UserId(user)));
    Ok(())
}
