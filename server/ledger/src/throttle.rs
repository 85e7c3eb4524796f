//! Slows down who guesses passwords: per user name, in memory, forgotten after five minutes. Sessions that exist are
//! never touched, so nobody can be thrown out by somebody else's guesses.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use model::Refusal;

/// Failures that cost nothing.
const FREE: usize = 10;
/// How long a failure counts.
const WINDOW: Duration = Duration::from_secs(5 * 60);
/// The first wait; it doubles with each further failure.
const FIRST_WAIT: Duration = Duration::from_secs(2);
/// The longest wait: a person who mistyped must be able to come back within a coffee.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Names remembered before old ones are looked through.
const NAMES: usize = 10_000;

/// Failures per user name.
#[derive(Debug, Default)]
pub(crate) struct Throttle(Mutex<HashMap<String, Vec<Instant>>>);

impl Throttle {
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Instant>>> {
        // A plain mutex, never held across an await; what a panic left behind is still only a list of moments.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// # Errors
    /// [`Refusal::TooManyAttempts`] while `name` must wait.
    pub(crate) fn check(&self, name: &str, now: Instant) -> Result<(), Refusal> {
        let mut names = self.lock();
        let Some(failures) = names.get_mut(name) else { return Ok(()) };
        failures.retain(|at| now.duration_since(*at) < WINDOW);
        let (Some(last), Some(over)) = (failures.last(), failures.len().checked_sub(FREE)) else { return Ok(()) };
        let doublings = u32::try_from(over).unwrap_or(u32::MAX).min(10);
        let wait = (FIRST_WAIT * 2_u32.pow(doublings)).min(LONGEST_WAIT);
        let left = wait.saturating_sub(now.duration_since(*last));
        if left.is_zero() {
            return Ok(());
        }
        let seconds = u32::try_from(left.as_millis().div_ceil(1000)).unwrap_or(u32::MAX);
        Err(Refusal::TooManyAttempts { seconds })
    }

    pub(crate) fn failed(&self, name: &str, now: Instant) {
        let mut names = self.lock();
        if names.len() >= NAMES {
            names.retain(|_, failures| failures.last().is_some_and(|at| now.duration_since(*at) < WINDOW));
        }
        names.entry(name.to_owned()).or_default().push(now);
    }

    pub(crate) fn succeeded(&self, name: &str) {
        self.lock().remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_are_free_then_the_wait_grows_and_ends() {
        let throttle = Throttle::default();
        let start = Instant::now();
        for _ in 0..FREE {
            assert_eq!(throttle.check("maya", start), Ok(()));
            throttle.failed("maya", start);
        }
        assert_eq!(throttle.check("maya", start), Err(Refusal::TooManyAttempts { seconds: 2 }));
        assert_eq!(throttle.check("hendra", start), Ok(()), "another name does not wait");
        let later = start + Duration::from_secs(2);
        assert_eq!(throttle.check("maya", later), Ok(()));
        throttle.failed("maya", later);
        assert_eq!(throttle.check("maya", later), Err(Refusal::TooManyAttempts { seconds: 4 }));
        for _ in 0..40 {
            throttle.failed("maya", later);
        }
        assert_eq!(throttle.check("maya", later), Err(Refusal::TooManyAttempts { seconds: 60 }), "never longer");
        assert_eq!(throttle.check("maya", later + WINDOW), Ok(()), "forgotten");
    }

    #[test]
    fn a_success_forgets_the_failures() {
        let throttle = Throttle::default();
        let now = Instant::now();
        for _ in 0..=FREE {
            throttle.failed("maya", now);
        }
        throttle.succeeded("maya");
        assert_eq!(throttle.check("maya", now), Ok(()));
    }
}
