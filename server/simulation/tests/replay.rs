//! A failing seed is worth something only if it fails again in the same way.

use simulation::run;

const SEEDS: u64 = 40;

#[test]
fn a_seed_replays_identically() {
    let play = || (1..=SEEDS).map(|seed| run(seed).trace).collect::<Vec<_>>();
    // At the same time, so that the machine's own timing differs.
    let (once, again) = std::thread::scope(|scope| {
        let other = scope.spawn(play);
        (play(), other.join().expect("a run catches what panics"))
    });
    for (seed, (once, again)) in (1..).zip(once.iter().zip(&again)) {
        let (one, other) = (once.to_string(), again.to_string());
        let differ = one.lines().zip(other.lines()).find(|(one, other)| one != other);
        assert_eq!(differ, None, "seed {seed}");
        assert_eq!(once.hash(), again.hash(), "seed {seed}");
    }
}
