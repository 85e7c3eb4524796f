//! Signed-in browsers.
//!
//! Always true here: a token is 32 random bytes that only the browser has (here lies their SHA-256); a session ends by
//! logout, after seven idle days, after thirty days, or with its user's account; one by PIN is good on its device alone,
//! for half a day, and ends soon after the device should have locked; and what it begins by is still in force then.

use std::fmt;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{
    Actor, Departments, Refusal, Role,
    ids::{DeviceId, FactoryId, SessionId, UserId},
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{
    Ledger,
    account::{self, Factory},
    clock,
    entities::{session, user},
    error::LedgerError,
    sqlite::values,
};

const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;
/// How long a session lives unused.
pub(crate) const IDLE_MILLIS: i64 = 7 * DAY_MILLIS;
/// How long a session lives at most.
const LIFE_MILLIS: i64 = 30 * DAY_MILLIS;
/// How exactly it is known when a session was last seen: each look costing a write would make reading write.
const SEEN_MILLIS: i64 = 5 * 60 * 1000;
/// How long what is over is kept.
const KEPT_MILLIS: i64 = 30 * DAY_MILLIS;
/// How long a session by PIN lives at most: a shift.
const PIN_LIFE_MILLIS: i64 = 12 * 60 * 60 * 1000;

/// The secret that a browser or a link keeps. Shown nowhere else: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// A new one, and what is kept of it.
    pub(crate) fn new() -> (Token, [u8; 32]) {
        let secret: [u8; 32] = rand::random();
        (Token(URL_SAFE_NO_PAD.encode(secret)), Sha256::digest(secret).into())
    }

    /// For the cookie or the link, and only there.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// What is kept of the secret in `token`; `None` when it is none of ours.
pub(crate) fn secret_hash(token: &str) -> Option<[u8; 32]> {
    let secret = URL_SAFE_NO_PAD.decode(token).ok().filter(|secret| secret.len() == 32)?;
    Some(Sha256::digest(secret).into())
}

/// A session that begins.
pub(crate) struct Start {
    pub(crate) user: UserId,
    /// What the browser says it is, or the shared device's name.
    pub(crate) agent: String,
    /// What it begins by.
    pub(crate) proof: Proof,
}

/// What a session begins by. What was checked must still be in force when it begins.
pub(crate) enum Proof {
    /// A link that was used up just now.
    Link,
    /// The password with this hash.
    Password(String),
    /// The PIN with this hash: good in that factory, on that device.
    Pin { hash: String, factory: FactoryId, device: DeviceId },
}

/// A signed-in person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Row id.
    pub id: SessionId,
    /// Who.
    pub user: UserId,
    /// Display name.
    pub name: String,
    /// Login name.
    pub username: String,
    /// From where: the shared device's name, or what the browser says it is.
    pub place: String,
    /// The shared device on which it was opened by PIN.
    pub device: Option<DeviceId>,
    /// The factories of this person, by name; of a session by PIN the device's alone.
    pub memberships: Vec<Membership>,
}

/// What a person may do in a factory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Where.
    pub factory: Factory,
    /// As what.
    pub role: Role,
    /// For whom.
    pub departments: Departments,
}

impl Session {
    /// This person acting in `factory`; `None` where the person does not belong.
    #[must_use]
    pub fn actor(&self, factory: FactoryId) -> Option<Actor> {
        let membership = self.memberships.iter().find(|membership| membership.factory.id == factory)?;
        Some(Actor {
            id: self.user,
            name: self.name.clone(),
            factory_id: factory,
            role: membership.role,
            departments: membership.departments,
        })
    }
}

impl Ledger {
    /// Signs `user` in without asking for a password, which takes longer to check than a simulated day lasts.
    ///
    /// # Errors
    /// Those of writing.
    #[cfg(feature = "simulation")]
    pub async fn log_in_unasked(&self, user: UserId) -> Result<Token, LedgerError> {
        self.start_session_of(user, "").await
    }

    /// Signs `user` in who just proved by a link who he is.
    ///
    /// # Errors
    /// Those of writing.
    pub async fn start_session_of(&self, user: UserId, agent: &str) -> Result<Token, LedgerError> {
        self.start_session(Start { user, agent: agent.to_owned(), proof: Proof::Link }).await
    }

    /// # Errors
    /// [`Refusal::WrongCredentials`] and [`Refusal::WrongPin`] when what proved it is not in force any more: somebody
    /// changed it while it was being checked.
    pub(crate) async fn start_session(&self, start: Start) -> Result<Token, LedgerError> {
        let Start { user, agent, proof } = start;
        let (token, token_hash) = Token::new();
        let now = clock::now().0;
        let (life, password, pin, factory, device) = match proof {
            Proof::Link => (LIFE_MILLIS, None, None, None, None),
            Proof::Password(hash) => (LIFE_MILLIS, Some(hash), None, None, None),
            Proof::Pin { hash, factory, device } => (PIN_LIFE_MILLIS, None, Some(hash), Some(factory), Some(device)),
        };
        self.write(move |batch| {
            // What ended long ago is of no use to anybody, and tablets begin a session with every unlocking.
            let sql = "DELETE FROM sessions WHERE user_id = ?1 AND (expires_at < ?2 OR ended_at < ?2)";
            batch.tx.execute(sql, values![user.0, now - KEPT_MILLIS])?;
            let rows = batch.tx.execute(
                "INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ended_at, \
                 factory_id, device_id, agent) SELECT ?1, ?2, ?3, ?4, ?4, ?5, NULL, ?6, ?7, ?8 \
                 WHERE EXISTS (SELECT 1 FROM users WHERE id = ?3 AND disabled_at IS NULL \
                 AND (?9 IS NULL OR password_hash = ?9)) \
                 AND (?10 IS NULL OR EXISTS (SELECT 1 FROM memberships WHERE user_id = ?3 AND factory_id = ?6 \
                 AND pin_hash = ?10 AND disabled_at IS NULL))",
                values![
                    Uuid::now_v7(),
                    token_hash,
                    user.0,
                    now,
                    now + life,
                    factory.map(|id| id.0),
                    device.map(|id| id.0),
                    agent,
                    password,
                    pin,
                ],
            )?;
            match rows {
                1 => Ok(()),
                _ if pin.is_some() => Err(Refusal::WrongPin.into()),
                _ => Err(Refusal::WrongCredentials.into()),
            }
        })
        .await?;
        Ok(token)
    }

    /// The session of a browser's token; `None` when it is unknown, expired, ended, or its user is disabled. One by PIN
    /// is found by [`Ledger::session_on`] alone.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn session(&self, token: &str) -> Result<Option<Session>, LedgerError> {
        self.session_on(None, token).await
    }

    /// [`Ledger::session`] in the browser that keeps `device_token`.
    ///
    /// # Errors
    /// As [`Ledger::session`].
    pub async fn session_on(&self, device_token: Option<&str>, token: &str) -> Result<Option<Session>, LedgerError> {
        let Some(found) = self.find_session(device_token, token).await? else { return Ok(None) };
        let now = clock::now().0;
        if found.last_seen_at <= now - SEEN_MILLIS {
            self.saw(found.session.id, now).await;
        }
        Ok(Some(found.session))
    }

    /// [`Ledger::session_on`] without counting as a visit: for sockets, which stay open while nobody is there.
    ///
    /// # Errors
    /// As [`Ledger::session`].
    pub async fn session_in_use(
        &self,
        device_token: Option<&str>,
        token: &str,
    ) -> Result<Option<Session>, LedgerError> {
        Ok(self.find_session(device_token, token).await?.map(|found| found.session))
    }

    async fn find_session(&self, device_token: Option<&str>, token: &str) -> Result<Option<Found>, LedgerError> {
        let Some(token_hash) = secret_hash(token) else { return Ok(None) };
        let now = clock::now().0;
        let db = self.readers().await;
        let live = session::Entity::find()
            .filter(session::Column::TokenHash.eq(token_hash.to_vec()))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(now))
            .filter(session::Column::LastSeenAt.gt(now - IDLE_MILLIS));
        let Some(row) = live.one(&db).await? else { return Ok(None) };
        let person = user::Entity::find_by_id(row.user_id).filter(user::Column::DisabledAt.is_null());
        let Some(user) = person.one(&db).await? else { return Ok(None) };
        let mut memberships = account::memberships(&db, UserId(user.id)).await?;
        let mut place = row.agent;
        if let Some(id) = row.device_id {
            let Some(device_token) = device_token else { return Ok(None) };
            let here = self.shared_device(device_token).await?.filter(|here| here.device.id.0 == id);
            let Some(here) = here else { return Ok(None) };
            let idle = i64::from(here.factory.lock_minutes) * 60_000 + SEEN_MILLIS;
            if row.last_seen_at <= now - idle {
                return Ok(None);
            }
            memberships.retain(|membership| membership.factory.id == here.factory.id);
            place = here.device.name;
        }
        let session = Session {
            id: SessionId(row.id),
            user: UserId(user.id),
            name: user.name,
            username: user.username,
            place,
            device: row.device_id.map(DeviceId),
            memberships,
        };
        Ok(Some(Found { session, last_seen_at: row.last_seen_at }))
    }

    /// Notes a visit. Not noting one is no reason to turn anybody away: pages are read from a full disk too.
    async fn saw(&self, session: SessionId, now: i64) {
        let sql = "UPDATE sessions SET last_seen_at = ?1 WHERE id = ?2 AND last_seen_at < ?1";
        if let Err(error) = self.write(move |batch| batch.tx.execute(sql, values![now, session.0])).await {
            tracing::warn!(%error, "a visit is not noted");
        }
    }

    /// Ends a session, as its owner. Ending one that is over changes nothing.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn log_out(&self, id: SessionId) -> Result<(), LedgerError> {
        self.expire_session(id).await
    }

    /// Ends a session, as administration.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn expire_session(&self, id: SessionId) -> Result<(), LedgerError> {
        let now = clock::now().0;
        self.write(move |batch| {
            let owner = batch.tx.one("SELECT user_id FROM sessions WHERE id = ?1", [id.0], |row| Ok(row.get(0)?))?;
            let Some(user) = owner else { return Ok(()) };
            batch.announce_access_change(UserId(user));
            let sql = "UPDATE sessions SET ended_at = ?1 WHERE id = ?2 AND ended_at IS NULL";
            batch.tx.execute(sql, values![now, id.0]).map(drop)
        })
        .await
    }
}

/// A session, and when it was last used.
struct Found {
    session: Session,
    last_seen_at: i64,
}
