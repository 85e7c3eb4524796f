//! Mistakes that the simulation plants one at a time, to show that it would find each. Every build but the
//! simulation's has none of them: there [`planted`] is `false` when it is compiled.
//!
//! It lives here because a mistake can lie on either side of the wire.

#[cfg(feature = "simulation")]
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

macro_rules! mistakes {
    ($($(#[doc = $what:literal])+ $name:ident,)+) => {
        /// What somebody might write wrongly.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(usize)]
        pub enum Mistake {
            $($(#[doc = $what])+ $name,)+
        }

        impl Mistake {
            /// All of them.
            pub const ALL: &[Mistake] = &[$(Mistake::$name),+];
        }
    };
}

mistakes! {
    // The ledger.
    /// The relay is woken before the commit.
    WakeBeforeCommit,
    /// An answer is given although the commit failed.
    AnswerWithoutCommit,
    /// A mutation is not remembered, so its repetition is done again.
    RepetitionDoneAgain,
    /// A place of the log is left out.
    HoleInLog,
    /// A write on a stale version is accepted.
    StaleWriteAccepted,
    /// The rows kept for the Tasks page are given out under a newer head.
    KeptRowsUnderNewHead,
    /// A restored log goes on under the same epoch.
    RestoreKeepsEpoch,
    // Relay, hub and sockets.
    /// Events reach the listeners of every factory.
    TenantForgotten,
    /// A full queue drops events and nobody heeds it.
    LagIgnored,
    /// A publisher hands events to a wire whose person may not have them any more.
    ShortWayForgetsRights,
    /// A publisher hands an event to a wire though earlier ones wait in the queue.
    ShortWayOvertakesQueue,
    /// What a publisher began is not flushed.
    BegunNeverFlushed,
    /// Catching up starts one event too late.
    ReplayOffByOne,
    /// A page is followed from the head and not from its snapshot.
    FollowFromHead,
    /// A page of a log before a restore is welcomed.
    EpochIgnored,
    /// What somebody may is asked only when a page subscribes.
    RightsOnlyAtSubscribe,
    /// Changes of rights are heeded at the next heartbeat and not at once.
    RightsAtHeartbeat,
    /// A channel that was left is heard on.
    UnsubscribeIgnored,
    /// A head is said that the page was not sent up to.
    HeadBeforeFlush,
    /// Pages with different channels get each other's patches.
    PatchSharedByPlace,
    // The browser.
    /// An older version overwrites a newer one.
    MissingVersionGuard,
    /// A burst keeps the first value and drops the newer.
    CoalesceKeepsOlder,
    /// What a burst gathered is not applied at its end.
    BurstNeverEnds,
    /// The answer and the event of an own mutation both count.
    EchoAppliedTwice,
    /// An answer goes into the confirmed state before the log has come so far.
    AnswerIntoConfirmed,
    /// A refused change stays on the screen.
    RefusalNotTakenBack,
    /// Each attempt to send a mutation has another id.
    IdForEachAttempt,
    /// Who must sign in again has lost what was being sent.
    SignInLosesWork,
    /// A page is called live as soon as it is welcomed.
    LiveWhenWelcomed,
    /// A silent line is trusted.
    SilenceTrusted,
    /// A fresh snapshot that could not be read is not asked for again.
    RefetchOnce,
    /// Rows that events alone cannot give are not asked for.
    IncompleteIgnored,
}

#[cfg(feature = "simulation")]
static PLANTED: AtomicUsize = AtomicUsize::new(usize::MAX);

/// Whether this mistake is made.
#[cfg(not(feature = "simulation"))]
#[must_use]
#[inline(always)]
pub const fn planted(_: Mistake) -> bool {
    false
}

/// Whether this mistake is made.
#[cfg(feature = "simulation")]
#[must_use]
pub fn planted(mistake: Mistake) -> bool {
    PLANTED.load(Relaxed) == mistake as usize
}

/// Has the whole process make this mistake from now on, or none.
#[cfg(feature = "simulation")]
pub fn plant(mistake: Option<Mistake>) {
    PLANTED.store(mistake.map_or(usize::MAX, |mistake| mistake as usize), Relaxed);
}
