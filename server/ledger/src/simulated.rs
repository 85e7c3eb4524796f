//! What a simulation sets for a thread, and what is handed on to the thread that writes for it. Without the feature
//! `simulation` there is nothing to set.
//!
//! It is kept by thread and not by ledger, because the clock is asked for in places that know no ledger.

#[cfg(feature = "simulation")]
use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use model::Timestamp;

#[cfg(feature = "simulation")]
thread_local! {
    static CLOCK: RefCell<Option<Arc<AtomicI64>>> = const { RefCell::new(None) };
}

/// Holds the clock at `at` for this thread's ledgers, and for those of them that write.
#[cfg(feature = "simulation")]
pub fn hold_clock(at: Timestamp) {
    CLOCK.with_borrow_mut(|clock| clock.get_or_insert_default().store(at.0, Relaxed));
}

/// The held moment, if the clock is held.
pub(crate) fn now() -> Option<Timestamp> {
    #[cfg(feature = "simulation")]
    return CLOCK.with_borrow(|clock| clock.as_ref().map(|clock| Timestamp(clock.load(Relaxed))));
    #[cfg(not(feature = "simulation"))]
    None
}

/// What this thread's writer is given.
#[derive(Debug, Default)]
pub(crate) struct HandedOn {
    #[cfg(feature = "simulation")]
    clock: Option<Arc<AtomicI64>>,
}

impl HandedOn {
    /// What is set here.
    pub(crate) fn of_this_thread() -> HandedOn {
        HandedOn {
            #[cfg(feature = "simulation")]
            clock: CLOCK.with_borrow(Clone::clone),
        }
    }

    /// Sets it here too.
    pub(crate) fn take_up(self) {
        #[cfg(feature = "simulation")]
        CLOCK.set(self.clock);
    }
}
