//! A simulation that finds nothing proves nothing: each planted mistake must be found.

use simulation::{Mistake, Outcome, plant, run, run_all};

/// Which seed finds it, as schedules are now; where they change, all seeds are searched, which takes minutes. `make sim
/// MISTAKES=1` says which they are then.
const FOUND_BY: [(Mistake, u64); 32] = [
    (Mistake::WakeBeforeCommit, 62),
    (Mistake::AnswerWithoutCommit, 62),
    (Mistake::RepetitionDoneAgain, 1),
    (Mistake::HoleInLog, 1),
    (Mistake::StaleWriteAccepted, 32),
    (Mistake::KeptRowsUnderNewHead, 1),
    (Mistake::RestoreKeepsEpoch, 35),
    (Mistake::TenantForgotten, 10),
    (Mistake::LagIgnored, 414),
    (Mistake::ShortWayForgetsRights, 105),
    (Mistake::ShortWayOvertakesQueue, 2),
    (Mistake::BegunNeverFlushed, 7),
    (Mistake::ReplayOffByOne, 1),
    (Mistake::FollowFromHead, 1),
    (Mistake::EpochIgnored, 35),
    (Mistake::RightsOnlyAtSubscribe, 36),
    (Mistake::RightsAtHeartbeat, 70),
    (Mistake::UnsubscribeIgnored, 6),
    (Mistake::HeadBeforeFlush, 1),
    (Mistake::PatchSharedByPlace, 50),
    (Mistake::MissingVersionGuard, 654),
    (Mistake::CoalesceKeepsOlder, 10),
    (Mistake::BurstNeverEnds, 6),
    (Mistake::EchoAppliedTwice, 379),
    (Mistake::AnswerIntoConfirmed, 251),
    (Mistake::RefusalNotTakenBack, 1),
    (Mistake::IdForEachAttempt, 7),
    (Mistake::SignInLosesWork, 5),
    (Mistake::LiveWhenWelcomed, 1),
    (Mistake::SilenceTrusted, 89),
    (Mistake::RefetchOnce, 377),
    (Mistake::IncompleteIgnored, 47),
];
/// More than the rarest takes.
const SEEDS: u64 = 2_000;

#[test]
fn every_planted_mistake_is_found() {
    assert_eq!(FOUND_BY.map(|(mistake, _)| mistake).as_slice(), Mistake::ALL);
    // A panic is one of the ways to be found, and told below.
    std::panic::set_hook(Box::new(|_| ()));
    let mut missed = Vec::new();
    for (mistake, seed) in FOUND_BY {
        plant(Some(mistake));
        let by = |outcome: &Outcome| outcome.failure.clone().map(|failure| (outcome.seed, failure));
        match by(&run(seed)).or_else(|| run_all(1..SEEDS + 1, true).first().and_then(by)) {
            Some((seed, failure)) => println!("{mistake:?}: seed {seed}: {failure}"),
            None => missed.push(mistake),
        }
    }
    plant(None);
    drop(std::panic::take_hook());
    assert_eq!(missed, []);
}
