//! Signed-in browsers.
//!
//! Always true here: a token is 32 random bytes that only the browser has (here lies their SHA-256); a session ends by
//! logout, after seven idle days, after thirty days, or with its user's account; one by PIN is good on its device alone,
//! for half a day, and ends soon after the device should have locked; and a login costs the same work whether the user
//! name exists or not.

use std::{fmt, net::IpAddr, sync::Arc, time::Instant};

use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{Error as HashError, phc::PasswordHash},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use model::{
    Actor, Departments, Refusal, Role,
    ids::{DeviceId, FactoryId, SessionId, UserId},
    text,
};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use uuid::Uuid;

use crate::{
    Ledger,
    account::{self, Factory},
    clock,
    entities::{session, user},
    error::LedgerError,
    password,
    sqlite::values,
    throttle,
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
/// What is verified when the user name is unknown, with the cost of a real one. No password has this hash.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bGFjYWtwby1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

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

/// Somebody whose password was right.
pub(crate) struct Known {
    pub(crate) user: UserId,
    /// The password's hash.
    pub(crate) hash: String,
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
    /// Signs in.
    ///
    /// # Errors
    /// [`Refusal::WrongCredentials`] (also for unknown and disabled users), [`Refusal::TooManyAttempts`].
    pub async fn log_in(&self, username: &str, password: &str) -> Result<Token, LedgerError> {
        self.log_in_from(username, password, "", None).await
    }

    /// [`Ledger::log_in`], with what the browser says it is, and `from` where it comes.
    ///
    /// # Errors
    /// As [`Ledger::log_in`].
    pub async fn log_in_from(
        &self,
        username: &str,
        password: &str,
        agent: &str,
        from: Option<IpAddr>,
    ) -> Result<Token, LedgerError> {
        let Known { user, hash } = self.check_password(username, password, from).await?;
        self.start_session(Start { user, agent: agent.to_owned(), proof: Proof::Password(hash) }).await
    }

    /// Whose password it is.
    ///
    /// # Errors
    /// As [`Ledger::log_in`].
    pub(crate) async fn check_password(
        &self,
        username: &str,
        password: &str,
        from: Option<IpAddr>,
    ) -> Result<Known, LedgerError> {
        // Nobody has so long a name; cutting it keeps the throttle's memory small.
        let username: String = text::key(username).chars().take(text::NAME_MAX).collect();
        // Slowed down where they come from, so that nobody's guesses keep the person out; and a little everywhere, for who
        // guesses from many places.
        let here = format!("{username} {}", from.map(throttle::network).unwrap_or_default());
        let may_try = |now| {
            self.inner.throttle.check(&here, now)?;
            self.inner.name_throttle.check(&username, now)
        };
        may_try(Instant::now())?;
        let known = user::Entity::find()
            .filter(user::Column::Username.eq(username.as_str()))
            .filter(user::Column::DisabledAt.is_null())
            .one(&self.readers().await)
            .await?;
        let hash = known.as_ref().map_or_else(|| NOBODY.to_owned(), |user| user.password_hash.clone());
        // No password is so long: it is not right, and costs the same work as any other.
        let password = if password::fits(password) { password } else { "" };
        let permit = self.password_permit().await?;
        // Once more: of many attempts that waited together, the first ones may have used up what is free. And it counts
        // until it turns out right: who breaks off before the answer has guessed all the same.
        let at = Instant::now();
        may_try(at)?;
        self.inner.throttle.failed(&here, at);
        self.inner.name_throttle.failed(&username, at);
        self.inner.counters.password_checked();
        let is_right = verify(hash.clone(), password.to_owned(), permit).await?;
        let Some(user) = known.filter(|_| is_right) else { return Err(Refusal::WrongCredentials.into()) };
        self.inner.throttle.succeeded(&here);
        self.inner.name_throttle.take_back(&username, at);
        Ok(Known { user: UserId(user.id), hash })
    }

    /// The person with this login name, if there is one; then the password must be that person's.
    ///
    /// # Errors
    /// [`Refusal::UsernameTaken`] for another's name; [`Refusal::TooManyAttempts`].
    pub(crate) async fn password_belongs_to(
        &self,
        username: &str,
        password: &str,
    ) -> Result<Option<UserId>, LedgerError> {
        if self.user_by_username(username).await?.is_none() {
            return Ok(None);
        }
        match self.check_password(username, password, None).await {
            Ok(known) => Ok(Some(known.user)),
            Err(LedgerError::Refused(Refusal::WrongCredentials)) => Err(Refusal::UsernameTaken.into()),
            Err(error) => Err(error),
        }
    }

    /// The right to check one password: each takes memory and a core.
    pub(crate) async fn password_permit(&self) -> Result<OwnedSemaphorePermit, LedgerError> {
        let checks = Arc::clone(&self.inner.password_checks);
        checks.acquire_owned().await.map_err(|error| password_error(&error))
    }

    /// Has `attempt` sign somebody in from the network address `from`, unless too many attempts from there failed
    /// lately. It counts as failed until it is over, so that many at once are no way around.
    ///
    /// # Errors
    /// [`Refusal::TooManyAttempts`], and those of `attempt`.
    pub async fn attempt_from<T>(
        &self,
        from: Option<IpAddr>,
        attempt: impl Future<Output = Result<T, LedgerError>>,
    ) -> Result<T, LedgerError> {
        let (from, at) = (from.map(throttle::network), Instant::now());
        if let Some(from) = &from {
            self.inner.address_throttle.check(from, at)?;
            self.inner.address_throttle.failed(from, at);
        }
        let done = attempt.await;
        let guessed = Refusal::is_wrong_guess;
        if matches!(&done, Err(LedgerError::Refused(refusal)) if guessed(refusal)) {
            self.inner.counters.login_failed();
        } else if let Some(from) = &from {
            self.inner.address_throttle.take_back(from, at);
        }
        done
    }

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

/// The Argon2id hash of a password, made where it does not hold up other tasks.
pub(crate) async fn hash(checks: &Arc<Semaphore>, password: String) -> Result<String, LedgerError> {
    let permit = Arc::clone(checks).acquire_owned().await.map_err(|error| password_error(&error))?;
    let hashed = tokio::task::spawn_blocking(move || {
        // Held until it is done, also when nobody waits for it any more.
        let _permit = permit;
        Argon2::default().hash_password(password.as_bytes()).map(|hash: PasswordHash| hash.to_string())
    });
    hashed.await?.map_err(|error| password_error(&error))
}

/// Whether the hash is the password's, by the right to check one.
pub(crate) async fn verify(hash: String, password: String, permit: OwnedSemaphorePermit) -> Result<bool, LedgerError> {
    let verified = tokio::task::spawn_blocking(move || {
        // As above.
        let _permit = permit;
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Or an unknown name would be answered sooner than a known one.
    #[tokio::test]
    #[expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
    async fn nobody_s_hash_costs_what_a_real_one_costs() {
        let real = hash(&Arc::new(Semaphore::new(1)), "kata-sandi-uji".to_owned()).await.unwrap();
        let (real, nobody) = (PasswordHash::new(&real).unwrap(), PasswordHash::new(NOBODY).unwrap());
        assert_eq!((real.algorithm, real.version, &real.params), (nobody.algorithm, nobody.version, &nobody.params));
        let length = |hash: &PasswordHash| hash.hash.as_ref().map(|hash| hash.as_ref().len());
        assert_eq!(length(&real), length(&nobody));
        let permit = Arc::new(Semaphore::new(1)).acquire_owned().await.unwrap();
        assert!(!verify(NOBODY.to_owned(), String::new(), permit).await.unwrap());
    }
}
