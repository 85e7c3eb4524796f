//! Shared devices: which browser is one, who can sign in there, and by which PIN.
//!
//! Always true here: a PIN is tried only from an enrolled device and only for people of its factory; a wrong one slows
//! down that person at that device and the device as a whole, and nobody anywhere else; and a session by PIN is good
//! in that factory, on that device, for half a day at most.

use std::time::Instant;

use model::{
    Refusal,
    account::{Device, Tablet, TabletPerson, check_pin},
    ids::{DeviceId, FactoryId, UserId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};

use super::{Factory, departments_of, links::admin, rows};
use crate::{
    Ledger, clock,
    entities::{device, factory, membership, user},
    error::{LedgerError, word},
    session::{Proof, Start, Token, secret_hash},
    sign_in::{NOBODY, hash, verify},
    sqlite::values,
};

/// A browser that is a shared device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedDevice {
    /// The device.
    pub device: Device,
    /// Whose it is.
    pub factory: Factory,
}

impl Ledger {
    /// Makes the browser that asks this device, and no other any more: says the token it is to keep.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::Unknown`], [`Refusal::Stale`] for a device that is trusted no more.
    pub async fn become_device(&self, user: UserId, factory: FactoryId, id: DeviceId) -> Result<Token, LedgerError> {
        let (token, hash) = Token::new();
        self.write(move |batch| {
            admin(batch, user, factory)?;
            if rows::device(batch.tx, factory, id)?.ended_at.is_some() {
                return Err(Refusal::Stale.into());
            }
            let sql = "UPDATE devices SET token_hash = ?1 WHERE id = ?2 AND factory_id = ?3";
            batch.tx.execute(sql, values![hash, id.0, factory.0]).map(drop)
        })
        .await?;
        Ok(token)
    }

    /// The shared device whose token this is; `None` for what is none, or none any more.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn shared_device(&self, token: &str) -> Result<Option<SharedDevice>, LedgerError> {
        let Some(hash) = secret_hash(token) else { return Ok(None) };
        let db = self.readers().await;
        let live = device::Entity::find()
            .filter(device::Column::TokenHash.eq(hash.to_vec()))
            .filter(device::Column::EndedAt.is_null());
        let Some(row) = live.one(&db).await? else { return Ok(None) };
        let Some(factory) = factory::Entity::find_by_id(row.factory_id).one(&db).await? else { return Ok(None) };
        Ok(Some(SharedDevice { device: rows::device_of(row), factory: factory.into() }))
    }

    /// What the device shows while nobody is signed in.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for what is no shared device.
    pub async fn tablet(&self, token: &str) -> Result<Tablet, LedgerError> {
        let SharedDevice { device, factory } = self.shared_device(token).await?.ok_or(Refusal::Unknown)?;
        let with_pin = membership::Entity::find()
            .filter(membership::Column::FactoryId.eq(factory.id.0))
            .filter(membership::Column::PinHash.is_not_null())
            .filter(membership::Column::DisabledAt.is_null());
        let db = self.readers().await;
        let mut people = Vec::new();
        for row in with_pin.all(&db).await? {
            let person = user::Entity::find_by_id(row.user_id).filter(user::Column::DisabledAt.is_null());
            let Some(person) = person.one(&db).await? else { continue };
            people.push(TabletPerson {
                id: UserId(person.id),
                name: person.name,
                role: word(&row.role)?,
                departments: departments_of(&row.departments)?,
            });
        }
        people.sort_by_key(|person| person.name.to_lowercase());
        Ok(Tablet { factory_name: factory.name, device_name: device.name, people })
    }

    /// Signs in at a shared device; says the session's token and the factory's slug.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] for what is no shared device; [`Refusal::WrongPin`], also for strangers and people without a
    /// PIN; [`Refusal::TooManyAttempts`].
    pub async fn log_in_by_pin(
        &self,
        device_token: &str,
        user: UserId,
        pin: &str,
    ) -> Result<(Token, String), LedgerError> {
        let SharedDevice { device, factory } = self.shared_device(device_token).await?.ok_or(Refusal::Unknown)?;
        let (everybody, person) = (device.id.to_string(), format!("{} {user}", device.id));
        let may_try = || {
            let now = Instant::now();
            self.inner.device_throttle.check(&everybody, now)?;
            self.inner.pin_throttle.check(&person, now)
        };
        may_try()?;
        let row = membership::Entity::find_by_id((factory.id.0, user.0))
            .filter(membership::Column::DisabledAt.is_null())
            .one(&self.readers().await)
            .await?;
        let known = row.and_then(|row| row.pin_hash);
        // No PIN is longer; a stranger is checked against nobody's, so that the answer takes as long.
        let wrong = pin.len() > model::account::PIN_MAX;
        let permit = self.password_permit().await?;
        // Once more: of many attempts that waited together, the first ones may have used up what is free.
        may_try()?;
        let tried = if wrong { String::new() } else { pin.to_owned() };
        let at = Instant::now();
        self.inner.pin_throttle.failed(&person, at);
        self.inner.device_throttle.failed(&everybody, at);
        let is_right = verify(known.clone().unwrap_or_else(|| NOBODY.to_owned()), tried, permit).await? && !wrong;
        let Some(hash) = known.filter(|_| is_right) else {
            self.inner.counters.login_failed();
            return Err(Refusal::WrongPin.into());
        };
        self.inner.pin_throttle.succeeded(&person);
        self.inner.device_throttle.take_back(&everybody, at);
        let proof = Proof::Pin { hash, factory: factory.id, device: device.id };
        let start = Start { user, agent: device.name.clone(), proof };
        let token = self.start_session(start).await?;
        self.saw_device(device.id).await;
        Ok((token, factory.slug))
    }

    /// The hash of a PIN that is to be set.
    ///
    /// # Errors
    /// Those of [`check_pin`].
    pub async fn hash_pin(&self, pin: &str) -> Result<String, LedgerError> {
        check_pin(pin)?;
        hash(&self.inner.password_checks, pin.to_owned()).await
    }

    /// Notes that the device is used. Not noting it is no reason to turn anybody away.
    async fn saw_device(&self, id: DeviceId) {
        let now = clock::now().0;
        let sql = "UPDATE devices SET last_seen_at = ?1 WHERE id = ?2 AND last_seen_at < ?1";
        if let Err(error) = self.write(move |batch| batch.tx.execute(sql, values![now, id.0])).await {
            tracing::warn!(%error, "a visit at a device is not noted");
        }
    }

    /// The shared devices of `factory` that are in use, by name, with when they were last used.
    pub(super) async fn device_rows(
        db: &impl sea_orm::ConnectionTrait,
        factory: FactoryId,
    ) -> Result<Vec<device::Model>, LedgerError> {
        let in_use = device::Entity::find()
            .filter(device::Column::FactoryId.eq(factory.0))
            .filter(device::Column::EndedAt.is_null());
        Ok(in_use.order_by_asc(device::Column::Name).all(db).await?)
    }
}
