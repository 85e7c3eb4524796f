//! A simulation that finds nothing proves nothing: each planted mistake must be found.

use simulation::{Mistake, plant, run_all};

/// The rarest takes some hundreds.
const SEEDS: u64 = 2_000;

#[test]
fn every_planted_mistake_is_found() {
    assert!(Mistake::ALL.len() >= 20);
    // Found as they are, and told below; a panic is one of the ways.
    std::panic::set_hook(Box::new(|_| ()));
    let mut missed = Vec::new();
    for mistake in Mistake::ALL {
        plant(Some(*mistake));
        match run_all(1..SEEDS + 1, true).first() {
            Some(found) => println!("{mistake:?}: seed {}: {}", found.seed, found.failure.as_deref().unwrap_or("")),
            None => missed.push(*mistake),
        }
    }
    plant(None);
    drop(std::panic::take_hook());
    assert_eq!(missed, []);
}
