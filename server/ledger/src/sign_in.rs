//! Passwords at the door: whose they are, and how often somebody may try.
//!
//! Always true here: a login costs the same work whether the user name exists or not; each attempt counts until it turns
//! out right; and two are checked at once at most, however many wait or break off.

use std::{fmt, net::IpAddr, sync::Arc, time::Instant};

use argon2::{
    Argon2, PasswordHasher, PasswordVerifier,
    password_hash::{Error as HashError, phc::PasswordHash},
};
use model::{Refusal, ids::UserId, text};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    Ledger,
    entities::user,
    error::LedgerError,
    password,
    session::{Proof, Start, Token},
    throttle,
};

/// What is verified when the user name is unknown, with the cost of a real one. No password has this hash.
pub(crate) const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bGFjYWtwby1ub2JvZHk$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Somebody whose password was right.
pub(crate) struct Known {
    pub(crate) user: UserId,
    /// The password's hash.
    pub(crate) hash: String,
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
