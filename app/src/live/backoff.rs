//! How long to wait before the next attempt to connect. Pure: chance is an argument.

/// Longest wait before the first attempt, in milliseconds.
pub const FIRST_MS: u32 = 500;
/// Longest wait before any attempt, in milliseconds.
pub const MAX_MS: u32 = 15_000;
/// A line that held for so long worked. One that was lost sooner counts as another failure: a server that is
/// overwhelmed welcomes everybody and drops them again.
pub const HELD_MS: i64 = 5_000;

/// Full jitter: any time below a limit that doubles with each failure, so that a thousand tablets which lost the same
/// server do not come back in step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    limit_ms: u32,
}

impl Default for Backoff {
    fn default() -> Backoff {
        Backoff { limit_ms: FIRST_MS }
    }
}

impl Backoff {
    /// Milliseconds to wait now; `chance` is in `0.0..1.0`. The next wait may be twice as long.
    pub fn pause(&mut self, chance: f64) -> u32 {
        let limit = self.limit_ms;
        self.limit_ms = limit.saturating_mul(2).min(MAX_MS);
        (f64::from(limit) * chance.clamp(0.0, 1.0)) as u32
    }

    /// The line was up for `millis`.
    pub fn held(&mut self, millis: i64) {
        if millis >= HELD_MS {
            self.reset();
        }
    }

    /// There is reason to believe that it would work now: the next wait is a short one again.
    pub fn reset(&mut self) {
        *self = Backoff::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_doubles_up_to_fifteen_seconds() {
        let mut backoff = Backoff::default();
        let longest: Vec<u32> = (0..8).map(|_| backoff.pause(1.0)).collect();
        assert_eq!(longest, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
    }

    #[test]
    fn every_wait_below_the_limit_is_as_likely_as_any_other() {
        for (chance, wait) in [(0.0, 0), (0.25, 1_000), (0.5, 2_000), (0.999, 3_996)] {
            let mut backoff = Backoff { limit_ms: 4_000 };
            assert_eq!(backoff.pause(chance), wait);
        }
    }

    fn after_failures() -> Backoff {
        let mut backoff = Backoff::default();
        while backoff.pause(0.5) < MAX_MS / 2 {}
        backoff
    }

    #[test]
    fn starts_short_again_when_the_line_held_or_the_network_came_back() {
        let mut backoff = after_failures();
        backoff.held(HELD_MS);
        assert_eq!(backoff.pause(1.0), FIRST_MS);
        let mut backoff = after_failures();
        backoff.reset();
        assert_eq!(backoff.pause(1.0), FIRST_MS);
    }

    #[test]
    fn a_line_that_is_lost_at_once_counts_as_a_failure() {
        let mut backoff = after_failures();
        backoff.held(HELD_MS - 1);
        assert_eq!(backoff.pause(1.0), MAX_MS);
    }
}
