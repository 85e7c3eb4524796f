//! `simulation --seeds 10000`, or `simulation --seed 17` to see one.

use std::{
    process::ExitCode,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread::{self, available_parallelism},
    time::Instant,
};

use clap::Parser;
use simulation::{Outcome, run, shorten};

/// Runs the simulation.
#[derive(Debug, Parser)]
struct Options {
    /// How many seeds to run.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Run this one only, and tell everything.
    #[arg(long, env = "SEED")]
    seed: Option<u64>,
    /// With as few steps of it as still fail.
    #[arg(long)]
    short: bool,
    /// How many at once; each needs a bit more than one core.
    #[arg(long)]
    threads: Option<usize>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    match options.seed {
        Some(seed) if options.short => tell(shorten(run(seed))),
        Some(seed) => tell(run(seed)),
        None => run_all(&options),
    }
}

fn tell(outcome: Outcome) -> ExitCode {
    print!("{}", outcome.trace);
    println!("seed {}, trace {:016x}", outcome.seed, outcome.trace.hash());
    match outcome.failure {
        None => ExitCode::SUCCESS,
        Some(failure) => {
            println!("FAILED: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run_all(options: &Options) -> ExitCode {
    let threads = options.threads.or_else(|| available_parallelism().ok().map(usize::from)).unwrap_or(2);
    let (next, end) = (AtomicU64::new(options.from), options.from + options.seeds);
    let started = Instant::now();
    let work = || {
        let mut failed = Vec::new();
        loop {
            let seed = next.fetch_add(1, Relaxed);
            if seed >= end {
                return failed;
            }
            let outcome = run(seed);
            if let Some(failure) = &outcome.failure {
                println!("SEED={seed} {}", failure.lines().next().unwrap_or_default());
                failed.push(outcome);
            }
        }
    };
    let mut failed: Vec<Outcome> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("a worker")).collect()
    });
    let seconds = started.elapsed().as_secs_f64();
    println!("{} seeds, {} failed, {:.1} seeds/s", options.seeds, failed.len(), options.seeds as f64 / seconds);
    failed.sort_by_key(|outcome| outcome.seed);
    let Some(first) = failed.into_iter().next() else { return ExitCode::SUCCESS };
    let seed = first.seed;
    let short = shorten(first);
    println!("the first of them, with {} steps:", short.steps.len());
    print!("{}", short.trace);
    println!("SEED={seed} FAILED: {}", short.failure.unwrap_or_default());
    ExitCode::FAILURE
}
