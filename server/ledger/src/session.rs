//! Signed-in browsers.
//!
//! Always true here: a token is 32 random bytes that only the browser has (here lies their SHA-256); a session ends by
//! logout, after seven idle days, after thirty days, or with its user's account; and a login costs the same work
//! whether the user name exists or not.

use std::{fmt, sync::Arc, time::Instant};

use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{Error as HashError, phc::PasswordHash},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{
    Actor, Departments, Refusal, Role,
    ids::{FactoryId, SessionId, UserId},
    text,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use tokio::sync::Semaphore;
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
const IDLE_MILLIS: i64 = 7 * DAY_MILLIS;
/// How long a session lives at most.
const LIFE_MILLIS: i64 = 30 * DAY_MILLIS;
/// How exactly it is known when a session was last seen: each look costing a write would make reading write.
const SEEN_MILLIS: i64 = 5 * 60 * 1000;
/// What is verified when the user name is unknown, with the cost of a real one. No password has this hash.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$bGFjYWtwby1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The secret a browser keeps. Shown nowhere: `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// For the cookie, and only there.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(…)")
    }
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
    /// The factories of this person, by name.
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
    /// Signs in.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`] (also for unknown and disabled users), [`Refusal::TooManyAttempts`].
    pub async fn log_in(&self, username: &str, password: &str) -> Result<SessionToken, LedgerError> {
        // Nobody has so long a name; cutting it keeps the throttle's memory small.
        let username: String = text::key(username).chars().take(text::NAME_MAX).collect();
        self.inner.throttle.check(&username, Instant::now())?;
        let known = user::Entity::find()
            .filter(user::Column::Username.eq(username.as_str()))
            .filter(user::Column::DisabledAt.is_null())
            .one(&self.readers().await)
            .await?;
        let hash = known.as_ref().map_or_else(|| NOBODY.to_owned(), |user| user.password_hash.clone());
        let permit = self.inner.password_checks.acquire().await.map_err(|error| password_error(&error))?;
        // Once more: of many attempts that waited together, the first ones may have used up what is free.
        self.inner.throttle.check(&username, Instant::now())?;
        let is_right = verify(hash, password.to_owned()).await?;
        let Some(user) = known.filter(|_| is_right) else {
            self.inner.throttle.failed(&username, Instant::now());
            return Err(Refusal::WrongCredentials.into());
        };
        drop(permit);
        self.inner.throttle.succeeded(&username);
        self.start_session(UserId(user.id)).await
    }

    /// Signs `user` in without asking for a password, which takes longer to check than a simulated day lasts.
    ///
    /// # Errors
    /// Those of writing.
    #[cfg(feature = "simulation")]
    pub async fn log_in_unasked(&self, user: UserId) -> Result<SessionToken, LedgerError> {
        self.start_session(user).await
    }

    async fn start_session(&self, user: UserId) -> Result<SessionToken, LedgerError> {
        let secret: [u8; 32] = rand::random();
        let now = clock::now().0;
        self.write(move |batch| {
            let token_hash: [u8; 32] = Sha256::digest(secret).into();
            batch.tx.execute(
                "INSERT INTO sessions (id, token_hash, user_id, created_at, last_seen_at, expires_at, ended_at) \
                 VALUES (?1, ?2, ?3, ?4, ?4, ?5, NULL)",
                values![Uuid::now_v7(), token_hash, user.0, now, now + LIFE_MILLIS],
            )
        })
        .await?;
        Ok(SessionToken(URL_SAFE_NO_PAD.encode(secret)))
    }

    /// The session of a browser's token; `None` when it is unknown, expired, ended, or its user is disabled.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn session(&self, token: &str) -> Result<Option<Session>, LedgerError> {
        let Ok(secret) = URL_SAFE_NO_PAD.decode(token) else { return Ok(None) };
        let now = clock::now().0;
        let row = session::Entity::find()
            .filter(session::Column::TokenHash.eq(Sha256::digest(secret).to_vec()))
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(now))
            .filter(session::Column::LastSeenAt.gt(now - IDLE_MILLIS))
            .one(&self.readers().await)
            .await?;
        let Some(row) = row else { return Ok(None) };
        let user = user::Entity::find_by_id(row.user_id)
            .filter(user::Column::DisabledAt.is_null())
            .one(&self.readers().await)
            .await?;
        let Some(user) = user else { return Ok(None) };
        if row.last_seen_at <= now - SEEN_MILLIS {
            self.saw(row.id, now).await;
        }
        Ok(Some(Session {
            id: SessionId(row.id),
            user: UserId(user.id),
            memberships: account::memberships(&self.readers().await, UserId(user.id)).await?,
            name: user.name,
            username: user.username,
        }))
    }

    /// Notes a visit. Not noting one is no reason to turn anybody away: pages are read from a full disk too.
    async fn saw(&self, session: Uuid, now: i64) {
        let sql = "UPDATE sessions SET last_seen_at = ?1 WHERE id = ?2 AND last_seen_at < ?1";
        if let Err(error) = self.write(move |batch| batch.tx.execute(sql, values![now, session])).await {
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

    /// Whether a session may still act, without counting as a visit: for sockets that stay open.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn session_is_live(&self, id: SessionId) -> Result<bool, LedgerError> {
        let now = clock::now().0;
        let row = session::Entity::find_by_id(id.0)
            .filter(session::Column::EndedAt.is_null())
            .filter(session::Column::ExpiresAt.gt(now))
            .filter(session::Column::LastSeenAt.gt(now - IDLE_MILLIS))
            .one(&self.readers().await)
            .await?;
        let Some(row) = row else { return Ok(false) };
        let user = user::Entity::find_by_id(row.user_id)
            .filter(user::Column::DisabledAt.is_null())
            .one(&self.readers().await)
            .await?;
        Ok(user.is_some())
    }
}

/// The Argon2id hash of a password, made where it does not hold up other tasks.
pub(crate) async fn hash(checks: &Arc<Semaphore>, password: String) -> Result<String, LedgerError> {
    let _permit = checks.acquire().await.map_err(|error| password_error(&error))?;
    let hashed = tokio::task::spawn_blocking(move || {
        Argon2::default().hash_password(password.as_bytes()).map(|hash: PasswordHash| hash.to_string())
    });
    hashed.await?.map_err(|error| password_error(&error))
}

async fn verify(hash: String, password: String) -> Result<bool, LedgerError> {
    let verified = tokio::task::spawn_blocking(move || {
        let hash = PasswordHash::new(&hash).map_err(|error| password_error(&error))?;
        match Argon2::default().verify_password(password.as_bytes(), &hash) {
            Ok(()) => Ok(true),
            Err(HashError::PasswordInvalid) => Ok(false),
            Err(error) => Err(password_error(&error)),
        }
    });
    verified.await?
}

fn password_error(error: &impl fmt::Display) -> LedgerError {
    LedgerError::Password(error.to_string())
}
