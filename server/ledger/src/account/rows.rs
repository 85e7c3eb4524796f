//! Rows about people, devices and the factory, as the writer sees them, and as the model's words.

use model::{
    ActorRef, Refusal, Timestamp,
    account::{Device, Invitation, InvitationState, Member, Settings},
    ids::{DeviceId, FactoryId, InvitationId, UserId},
};

use super::departments_of;
use crate::{
    entities::{device, invitation},
    error::{LedgerError, word},
    sqlite::{Connection, values},
};

/// The member, also one who is shut out.
pub(super) fn member(tx: &Connection, factory: FactoryId, user: UserId) -> Result<Member, LedgerError> {
    let sql = "SELECT m.version, u.name, u.username, m.role, m.departments, m.pin_hash IS NOT NULL, \
               m.disabled_at IS NOT NULL FROM memberships m JOIN users u ON u.id = m.user_id \
               WHERE m.factory_id = ?1 AND m.user_id = ?2";
    let found = tx.one(sql, values![factory.0, user.0], |row| {
        Ok(Member {
            id: user,
            version: row.get(0)?,
            name: row.get(1)?,
            username: row.get(2)?,
            role: word(row.get_ref(3)?.as_str()?)?,
            departments: departments_of(row.get_ref(4)?.as_str()?)?,
            has_pin: row.get(5)?,
            is_disabled: row.get(6)?,
        })
    })?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Whether `user` belongs to another factory too: then the account is not this factory's to change.
pub(super) fn is_shared(tx: &Connection, factory: FactoryId, user: UserId) -> Result<bool, LedgerError> {
    super::is_there(tx, "SELECT 1 FROM memberships WHERE user_id = ?1 AND factory_id <> ?2", values![user.0, factory.0])
}

pub(super) fn invitation(tx: &Connection, factory: FactoryId, id: InvitationId) -> Result<Invitation, LedgerError> {
    let sql = "SELECT version, name, role, departments, by_id, by_name, created_at, state FROM invitations \
               WHERE id = ?1 AND factory_id = ?2";
    let found = tx.one(sql, values![id.0, factory.0], |row| {
        Ok(Invitation {
            id,
            version: row.get(0)?,
            name: row.get(1)?,
            role: word(row.get_ref(2)?.as_str()?)?,
            departments: departments_of(row.get_ref(3)?.as_str()?)?,
            by: ActorRef { id: UserId(row.get(4)?), name: row.get(5)? },
            at: Timestamp(row.get(6)?),
            state: state_of(row.get_ref(7)?.as_str()?)?,
        })
    })?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

pub(super) fn device(tx: &Connection, factory: FactoryId, id: DeviceId) -> Result<Device, LedgerError> {
    let sql =
        "SELECT version, name, by_id, by_name, created_at, ended_at FROM devices WHERE id = ?1 AND factory_id = ?2";
    let found = tx.one(sql, values![id.0, factory.0], |row| {
        Ok(Device {
            id,
            version: row.get(0)?,
            name: row.get(1)?,
            by: ActorRef { id: UserId(row.get(2)?), name: row.get(3)? },
            at: Timestamp(row.get(4)?),
            ended_at: row.get::<_, Option<i64>>(5)?.map(Timestamp),
        })
    })?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

pub(super) fn devices_in_use(tx: &Connection, factory: FactoryId) -> Result<i64, LedgerError> {
    let sql = "SELECT COUNT(*) FROM devices WHERE factory_id = ?1 AND ended_at IS NULL";
    Ok(tx.one(sql, [factory.0], |row| Ok(row.get(0)?))?.unwrap_or(0))
}

pub(super) fn settings(tx: &Connection, factory: FactoryId) -> Result<Settings, LedgerError> {
    let sql = "SELECT version, name, time_zone, number_prefix, lock_minutes FROM factories WHERE id = ?1";
    let found = tx.one(sql, [factory.0], |row| {
        Ok(Settings {
            version: row.get(0)?,
            name: row.get(1)?,
            time_zone: row.get(2)?,
            number_prefix: row.get(3)?,
            lock_minutes: row.get(4)?,
        })
    })?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

pub(super) fn device_of(row: device::Model) -> Device {
    Device {
        id: DeviceId(row.id),
        version: row.version,
        name: row.name,
        by: ActorRef { id: UserId(row.by_id), name: row.by_name },
        at: Timestamp(row.created_at),
        ended_at: row.ended_at.map(Timestamp),
    }
}

pub(super) fn invitation_of(row: invitation::Model) -> Result<Invitation, LedgerError> {
    Ok(Invitation {
        id: InvitationId(row.id),
        version: row.version,
        name: row.name,
        role: word(&row.role)?,
        departments: departments_of(&row.departments)?,
        by: ActorRef { id: UserId(row.by_id), name: row.by_name },
        at: Timestamp(row.created_at),
        state: state_of(&row.state)?,
    })
}

fn state_of(text: &str) -> Result<InvitationState, LedgerError> {
    [InvitationState::Open, InvitationState::Used, InvitationState::Withdrawn]
        .into_iter()
        .find(|state| state.wire() == text)
        .ok_or_else(|| LedgerError::Corrupt(format!("invitation state {text:?}")))
}
