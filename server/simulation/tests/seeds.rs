//! Some hundreds of seeds, on every run of the tests. `make sim SEEDS=10000` runs more.

use simulation::{run, run_all, shorten};

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

#[test]
fn a_seed_replays_identically() {
    let play = || (1..=40).map(|seed| run(seed).trace).collect::<Vec<_>>();
    // At the same time, so that the machine's own timing differs.
    let (once, again) = std::thread::scope(|scope| {
        let other = scope.spawn(play);
        (play(), other.join().expect("a run catches what panics"))
    });
    for (seed, (once, again)) in (1..).zip(once.iter().zip(&again)) {
        assert_eq!((once.hash(), once), (again.hash(), again), "seed {seed}");
    }
}
