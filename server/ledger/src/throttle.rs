//! Slows down who guesses passwords and PINs: by name and by network address, in memory, forgotten after a while. Sessions that exist are
//! never touched, so nobody can be thrown out by somebody else's guesses.

use std::{
    collections::HashMap,
    net::{IpAddr, Ipv6Addr},
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use model::Refusal;

/// How patient one is with failures.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Patience {
    /// Failures that cost nothing.
    free: usize,
    /// How long a failure counts.
    window: Duration,
    /// The first wait; it doubles with each further failure.
    first_wait: Duration,
    /// The longest wait.
    longest_wait: Duration,
}

/// A person who mistyped must be able to come back within a coffee.
pub(crate) const PASSWORDS: Patience = Patience {
    free: 10,
    window: Duration::from_secs(5 * 60),
    first_wait: Duration::from_secs(2),
    longest_wait: Duration::from_secs(60),
};
/// Four digits are ten thousand tries: some fifty in a shift are worth nothing.
pub(crate) const PINS: Patience = Patience {
    free: 5,
    window: Duration::from_secs(12 * 60 * 60),
    first_wait: Duration::from_secs(30),
    longest_wait: Duration::from_secs(15 * 60),
};
/// Guesses at one name from many places at once. The waits stay short, because the person waits too.
pub(crate) const NAME_EVERYWHERE: Patience = Patience {
    free: 200,
    window: Duration::from_secs(5 * 60),
    first_wait: Duration::from_secs(1),
    longest_wait: Duration::from_secs(4),
};
/// The same person's tries with one name after the other. Short, because the whole hall works at that tablet.
pub(crate) const DEVICE_PINS: Patience = Patience {
    free: 20,
    window: Duration::from_secs(60 * 60),
    first_wait: Duration::from_secs(5),
    longest_wait: Duration::from_secs(30),
};
/// Whatever is guessed from one network address. A whole hall comes from one, and mistypes at the change of shifts.
pub(crate) const ADDRESSES: Patience = Patience {
    free: 50,
    window: Duration::from_secs(5 * 60),
    first_wait: Duration::from_secs(2),
    longest_wait: Duration::from_secs(60),
};
/// Names remembered before old ones are looked through.
const NAMES: usize = 10_000;

/// Failures by name.
#[derive(Debug)]
pub(crate) struct Throttle {
    patience: Patience,
    names: Mutex<HashMap<String, Vec<Instant>>>,
}

impl Throttle {
    pub(crate) fn new(patience: Patience) -> Throttle {
        Throttle { patience, names: Mutex::default() }
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Vec<Instant>>> {
        // A plain mutex, never held across an await; what a panic left behind is still only a list of moments.
        self.names.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// # Errors
    /// [`Refusal::TooManyAttempts`] while `name` must wait.
    pub(crate) fn check(&self, name: &str, now: Instant) -> Result<(), Refusal> {
        let Patience { free, window, first_wait, longest_wait } = self.patience;
        let mut names = self.lock();
        let Some(failures) = names.get_mut(name) else { return Ok(()) };
        failures.retain(|at| now.duration_since(*at) < window);
        let (Some(last), Some(over)) = (failures.last(), failures.len().checked_sub(free)) else { return Ok(()) };
        let doublings = u32::try_from(over).unwrap_or(u32::MAX).min(10);
        let wait = (first_wait * 2_u32.pow(doublings)).min(longest_wait);
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
            names
                .retain(|_, failures| failures.last().is_some_and(|at| now.duration_since(*at) < self.patience.window));
        }
        names.entry(name.to_owned()).or_default().push(now);
    }

    pub(crate) fn succeeded(&self, name: &str) {
        self.lock().remove(name);
    }

    /// What was counted as a failure at `at` was none. Other failures stay: who knows one password may still guess at
    /// others.
    pub(crate) fn take_back(&self, name: &str, at: Instant) {
        let mut names = self.lock();
        let Some(failures) = names.get_mut(name) else { return };
        if let Some(place) = failures.iter().rposition(|failure| *failure == at) {
            failures.remove(place);
        }
        if failures.is_empty() {
            names.remove(name);
        }
    }
}

/// The name of an address: an IPv6 customer has 2^64 of them, and one person in it can use them all.
pub(crate) fn network(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_failures_are_free_then_the_wait_grows_and_ends() {
        let throttle = Throttle::new(PASSWORDS);
        let start = Instant::now();
        for _ in 0..PASSWORDS.free {
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
        assert_eq!(throttle.check("maya", later + PASSWORDS.window), Ok(()), "forgotten");
    }

    #[test]
    fn a_success_forgets_the_failures() {
        let throttle = Throttle::new(PASSWORDS);
        let now = Instant::now();
        for _ in 0..=PASSWORDS.free {
            throttle.failed("maya", now);
        }
        throttle.succeeded("maya");
        assert_eq!(throttle.check("maya", now), Ok(()));
    }

    #[test]
    fn what_was_no_failure_is_taken_back_and_the_others_stay() {
        let throttle = Throttle::new(ADDRESSES);
        let (hall, now) = (network("203.0.113.7".parse().expect("an address")), Instant::now());
        for _ in 0..ADDRESSES.free {
            assert_eq!(throttle.check(&hall, now), Ok(()));
            throttle.failed(&hall, now);
        }
        assert!(throttle.check(&hall, now).is_err());
        throttle.take_back(&hall, now);
        assert_eq!(throttle.check(&hall, now), Ok(()));
        throttle.failed(&hall, now);
        assert!(throttle.check(&hall, now).is_err());
    }

    #[test]
    fn neighbours_in_a_v6_network_are_one_and_in_v4_they_are_not() {
        let net = |text: &str| network(text.parse().expect("an address"));
        assert_eq!(net("2001:db8:1:2::1"), net("2001:db8:1:2:ffff::9"));
        assert_ne!(net("2001:db8:1:2::1"), net("2001:db8:1:3::1"));
        assert_ne!(net("203.0.113.7"), net("203.0.113.8"));
        assert_eq!(net("::ffff:203.0.113.7"), net("203.0.113.7"));
    }
}
