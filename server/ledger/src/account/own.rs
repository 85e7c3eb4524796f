//! What people do about themselves: where they are signed in, how they sign in.

use std::{collections::HashMap, net::IpAddr};

use model::{
    Field, Refusal, Timestamp,
    account::{MemberDeed, OwnAccount, OwnSession},
    ids::{FactoryId, SessionId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, prelude::Uuid};

use super::rows;
use crate::{
    Ledger, Session, clock,
    entities::{device, membership, session},
    error::LedgerError,
    outbox::head,
    record::note,
    session::IDLE_MILLIS,
    sqlite::values,
};

impl Ledger {
    /// The account of the person of `session`, as it is in `factory`.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn own_account(&self, session: &Session, factory: FactoryId) -> Result<OwnAccount, LedgerError> {
        let db = self.readers().await;
        let now = clock::now().0;
        let live = session::Entity::find()
            .filter(session::Column::UserId.eq(session.user.0))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(now))
            .filter(session::Column::LastSeenAt.gt(now - IDLE_MILLIS))
            .order_by_desc(session::Column::LastSeenAt);
        let mut found = live.all(&db).await?;
        if session.device.is_some() {
            // Where else he works is nobody's business at this tablet.
            found.retain(|row| row.id == session.id.0);
        }
        let at = found.iter().filter_map(|row| row.device_id);
        let devices: HashMap<Uuid, String> = device::Entity::find()
            .filter(device::Column::Id.is_in(at))
            .all(&db)
            .await?
            .into_iter()
            .map(|device| (device.id, device.name))
            .collect();
        let sessions = found.into_iter().map(|row| OwnSession {
            id: SessionId(row.id),
            place: row.device_id.and_then(|id| devices.get(&id).cloned()).unwrap_or(row.agent),
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            is_this: row.id == session.id.0,
        });
        let (epoch, seq) = head(&db, factory).await?;
        let membership = membership::Entity::find_by_id((factory.0, session.user.0)).one(&db).await?;
        Ok(OwnAccount {
            epoch,
            seq,
            username: session.username.clone(),
            has_pin: membership.is_some_and(|row| row.pin_hash.is_some()),
            by_pin: session.device.is_some(),
            sessions: sessions.collect(),
        })
    }

    /// Ends another session of the same person; with `None` all others.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for a session that is not the person's, or over; [`Refusal::NotAllowed`] for a session by PIN,
    /// which anybody may have left open.
    pub async fn end_own_sessions(&self, session: &Session, id: Option<SessionId>) -> Result<(), LedgerError> {
        if session.device.is_some() {
            return Err(Refusal::NotAllowed.into());
        }
        let (user, this) = (session.user, session.id);
        self.write(move |batch| {
            batch.announce_access_change(user);
            let sql = "UPDATE sessions SET ended_at = ?1 WHERE user_id = ?2 AND ended_at IS NULL AND id <> ?3 \
                       AND (?4 IS NULL OR id = ?4)";
            let rows = batch.tx.execute(sql, values![clock::now().0, user.0, this.0, id.map(|id| id.0)])?;
            if rows == 0 && id.is_some() { Err(Refusal::Unknown.into()) } else { Ok(()) }
        })
        .await
    }

    /// Another password for the person of `session`, who knows the old one. All other sessions are over.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`], [`Refusal::TooManyAttempts`], those of passwords; [`Refusal::NotAllowed`] for a
    /// session by PIN.
    pub async fn change_password(
        &self,
        session: &Session,
        factory: FactoryId,
        current: &str,
        new: &str,
        from: Option<IpAddr>,
    ) -> Result<(), LedgerError> {
        if session.device.is_some() {
            return Err(Refusal::NotAllowed.into());
        }
        if new.is_empty() {
            return Err(Refusal::EmptyField { field: Field::Password }.into());
        }
        let known = self.check_password(&session.username, current, from).await?;
        let hashed = self.hash_new_password(new, &[&session.username, &session.name]).await?;
        let Session { user, id, place, .. } = session.clone();
        self.write(move |batch| {
            let actor = super::actor_in(batch.tx, user, factory)?.ok_or(Refusal::Unknown)?;
            super::set_password(batch, user, &hashed, Some((&known.hash, id)))?;
            let member = rows::member(batch.tx, factory, user)?;
            note(batch, &actor, Some(&place), member.after(MemberDeed::PasswordChanged, |_| ()))
        })
        .await
    }

    /// Whether the person of `session` knows the password: before something that a page left open must not allow.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`], [`Refusal::TooManyAttempts`].
    pub async fn check_own_password(
        &self,
        session: &Session,
        password: &str,
        from: Option<IpAddr>,
    ) -> Result<(), LedgerError> {
        self.check_password(&session.username, password, from).await.map(drop)
    }
}
