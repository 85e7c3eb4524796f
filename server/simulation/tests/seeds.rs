//! Some hundreds of seeds, on every run of the tests. `make sim SEEDS=10000` runs more.

use simulation::{run_all, shorten};

const SEEDS: u64 = 300;

#[test]
fn after_every_schedule_everything_is_true() {
    let failed = run_all(1..SEEDS + 1, false);
    let seeds: Vec<u64> = failed.iter().map(|outcome| outcome.seed).collect();
    if let Some(first) = failed.into_iter().next() {
        let short = shorten(first);
        panic!(
            "{}\nSEED={} FAILED: {}\nall that failed: {seeds:?}; see one by `make sim SEED={}`",
            short.trace,
            short.seed,
            short.failure.unwrap_or_default(),
            short.seed
        );
    }
}
