//! The real program in bad company: killed, on a disk that is full or read-only, behind a line that breaks, swallows or
//! crawls, and deserted by all at once. What was acknowledged is there exactly once, and every page hears every event
//! exactly once.
//!
//! Each test has a server, a database and ports of its own, and takes them away again. Times are bounds against waiting
//! for ever, never what is asserted; the one exception is the promise that has a time in it ([`crowd`]). Chances come
//! from a seed that is printed; `FAULTS_SEED` repeats one.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod backup;
mod crowd;
mod disk;
mod door;
mod kill;
mod network;
mod page;
mod program;
mod proxy;
mod world;

use rand::{SeedableRng, rngs::StdRng};

/// The chances of a test, other ones each time.
fn dice() -> StdRng {
    let seed = std::env::var("FAULTS_SEED").ok().map_or_else(rand::random, |seed| seed.parse().unwrap());
    println!("FAULTS_SEED={seed}");
    StdRng::seed_from_u64(seed)
}
