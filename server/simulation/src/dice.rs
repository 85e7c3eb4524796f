//! Chance out of a seed: the same on every machine, and in streams that do not disturb each other.

use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use uuid::Uuid;

/// One stream of chance.
#[derive(Debug)]
pub(crate) struct Dice(StdRng);

impl Dice {
    /// The stream `name` of `seed`. What one stream is asked changes no other: a schedule with a step less draws the
    /// same numbers everywhere else.
    pub(crate) fn new(seed: u64, name: &str) -> Dice {
        // FNV-1a: any spreading that stays as it is will do.
        let spread = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        let stream = name.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, spread);
        Dice(StdRng::seed_from_u64(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ stream))
    }

    /// 0..end; 0 when `end` is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        if end == 0 { 0 } else { self.0.random_range(0..end) }
    }

    /// low..=high.
    pub(crate) fn between(&mut self, low: u64, high: u64) -> u64 {
        self.0.random_range(low..=high)
    }

    /// `percent` of the time.
    pub(crate) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// 0..1, as a browser's `Math.random()`, but often next to nothing: haste meets more than patience does.
    pub(crate) fn fraction(&mut self) -> f64 {
        if self.chance(40) { 0.0 } else { self.0.random() }
    }

    /// One of `all`.
    pub(crate) fn pick<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.choose(&mut self.0)
    }

    /// An id that nobody else has.
    pub(crate) fn uuid(&mut self) -> Uuid {
        uuid::Builder::from_random_bytes(self.0.random()).into_uuid()
    }
}
