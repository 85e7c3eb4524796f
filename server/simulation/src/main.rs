//! `simulation --seeds 10000`, `simulation --seed 17` to see one, `simulation --mistakes` to see what it finds.

use std::{process::ExitCode, time::Instant};

use clap::Parser;
use simulation::{Mistake, Outcome, plant, run, run_all, shorten};

/// Runs the simulation.
#[derive(Debug, Parser)]
struct Options {
    /// How many seeds to run; of each mistake, at most.
    #[arg(long, default_value_t = 1_000)]
    seeds: u64,
    /// The first of them.
    #[arg(long, default_value_t = 1)]
    from: u64,
    /// Run this one only, and tell everything.
    #[arg(long)]
    seed: Option<u64>,
    /// With as few steps of it as still fail.
    #[arg(long)]
    short: bool,
    /// Plant one mistake after the other, and say which seed finds it.
    #[arg(long)]
    mistakes: bool,
    /// Plant this one, by its name.
    #[arg(long)]
    mistake: Option<String>,
}

fn main() -> ExitCode {
    let options = Options::parse();
    // A panic is a failure like any other, told with its seed.
    std::panic::set_hook(Box::new(|_| ()));
    if let Some(name) = &options.mistake {
        let Some(mistake) = Mistake::ALL.iter().find(|mistake| format!("{mistake:?}") == *name) else {
            println!("no such mistake; there are {:?}", Mistake::ALL);
            return ExitCode::FAILURE;
        };
        plant(Some(*mistake));
    }
    match options.seed {
        _ if options.mistakes => find_mistakes(&options),
        Some(seed) if options.short => tell(&shorten(run(seed))),
        Some(seed) => tell(&run(seed)),
        None => run_seeds(&options),
    }
}

fn tell(outcome: &Outcome) -> ExitCode {
    print!("{}", outcome.trace);
    println!("seed {}, trace {:016x}", outcome.seed, outcome.trace.hash());
    match &outcome.failure {
        None => ExitCode::SUCCESS,
        Some(failure) => {
            println!("FAILED: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run_seeds(options: &Options) -> ExitCode {
    let started = Instant::now();
    let failed = run_all(options.from..options.from + options.seeds, false);
    let a_second = options.seeds as f64 / started.elapsed().as_secs_f64();
    println!("{} seeds, {} failed, {a_second:.1} seeds/s", options.seeds, failed.len());
    for Outcome { seed, failure, .. } in &failed {
        println!("SEED={seed} {}", first_line(failure.as_deref()));
    }
    let Some(first) = failed.into_iter().next() else { return ExitCode::SUCCESS };
    let short = shorten(first);
    println!("the first of them, with {} steps:", short.steps.len());
    tell(&short)
}

fn find_mistakes(options: &Options) -> ExitCode {
    let mut missed = 0;
    for mistake in Mistake::ALL {
        plant(Some(*mistake));
        let found = run_all(options.from..options.from + options.seeds, true);
        let name = format!("{mistake:?}");
        match found.first() {
            Some(Outcome { seed, failure, .. }) => {
                println!("{name:<26} seed {seed:<5} {}", first_line(failure.as_deref()));
            }
            None => {
                missed += 1;
                println!("{name:<26} NOT FOUND in {} seeds", options.seeds);
            }
        }
    }
    println!("{} of {} mistakes found", Mistake::ALL.len() - missed, Mistake::ALL.len());
    if missed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn first_line(failure: Option<&str>) -> &str {
    failure.and_then(|failure| failure.lines().next()).unwrap_or_default()
}
