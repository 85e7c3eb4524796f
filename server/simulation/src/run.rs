//! From a seed to what came of it.

use std::{
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    thread::{self, available_parallelism},
};

use tokio::runtime;

use crate::{host::Host, schedule::Schedule, trace::Trace, world::World};

/// How often screens are watched, in milliseconds.
const WATCH: u64 = 500;
/// How often at most a failing schedule is tried with less.
const TRIALS: usize = 200;

/// What came of a seed.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Which.
    pub seed: u64,
    /// What was not true, if anything.
    pub failure: Option<String>,
    /// What everybody saw and did.
    pub trace: Trace,
    /// Which steps of the schedule were taken.
    pub steps: Vec<usize>,
}

/// Runs `seed`.
#[must_use]
pub fn run(seed: u64) -> Outcome {
    let steps = (0..Schedule::of(seed).steps.len()).collect();
    run_steps(seed, steps)
}

/// Runs all of `seeds`, several at once, and gives those that failed, by seed. With `only_first`, none is begun after
/// one failed.
#[must_use]
pub fn run_all(seeds: Range<u64>, only_first: bool) -> Vec<Outcome> {
    let threads = available_parallelism().map_or(2, usize::from);
    let (next, found) = (AtomicU64::new(seeds.start), AtomicBool::new(false));
    let work = || {
        let mut failed = Vec::new();
        while !(only_first && found.load(Relaxed)) {
            let seed = next.fetch_add(1, Relaxed);
            if seed >= seeds.end {
                break;
            }
            let outcome = run(seed);
            if outcome.failure.is_some() {
                found.store(true, Relaxed);
                failed.push(outcome);
            }
        }
        failed
    };
    let mut failed: Vec<Outcome> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker catches what panics")).collect()
    });
    failed.sort_by_key(|outcome| outcome.seed);
    failed
}

/// Runs `seed` with these steps of its schedule only.
#[must_use]
pub(crate) fn run_steps(seed: u64, steps: Vec<usize>) -> Outcome {
    let mut schedule = Schedule::of(seed);
    let mut number = 0;
    schedule.steps.retain(|_| {
        number += 1;
        steps.contains(&(number - 1))
    });
    let (failure, trace) = match catch_unwind(AssertUnwindSafe(|| play(seed, schedule))) {
        Ok((failure, trace)) => (failure, trace),
        Err(panic) => {
            let text = panic.downcast_ref::<String>().cloned();
            let text = text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
            (Some(format!("panic: {}", text.unwrap_or_default())), Trace::default())
        }
    };
    Outcome { seed, failure, trace, steps }
}

/// The same failing seed with as few steps as still fail.
#[must_use]
pub fn shorten(outcome: Outcome) -> Outcome {
    let mut best = outcome;
    let mut trials = 0;
    let mut chunk = best.steps.len().div_ceil(2).max(1);
    loop {
        let mut from = 0;
        while from < best.steps.len() && trials < TRIALS {
            let mut steps = best.steps.clone();
            steps.drain(from..(from + chunk).min(steps.len()));
            trials += 1;
            let shorter = run_steps(best.seed, steps);
            if shorter.failure.is_some() {
                best = shorter;
            } else {
                from += chunk;
            }
        }
        if chunk == 1 || trials >= TRIALS {
            return best;
        }
        chunk = chunk.div_ceil(2);
    }
}

fn play(seed: u64, schedule: Schedule) -> (Option<String>, Trace) {
    let host = Host::start(|| ());
    let runtime = runtime::Builder::new_current_thread().enable_time().start_paused(true).build().expect("a runtime");
    runtime.block_on(async {
        let mut world = World::new(seed, schedule, host);
        let failure = live(&mut world).await.err();
        if let Some(process) = world.process.take() {
            process.kill();
        }
        (failure, std::mem::take(&mut world.trace))
    })
}

async fn live(world: &mut World) -> Result<(), String> {
    world.begin();
    let last = world.last_step() + 500;
    while world.millis() < last {
        let until = (world.millis() + WATCH).min(last);
        world.advance(until).await;
        world.watch()?;
    }
    world.make_whole();
    world.settle().await?;
    world.compare()
}
