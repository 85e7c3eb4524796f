//! The one place where the ledger reads the clock. Nothing is ordered by it: places in the log and versions of rows are
//! counted, so a clock that is set back misdates what happens, and no more.
//!
//! A test may hold the clock. It is held by thread and not by ledger, because it is asked for in places that know no
//! ledger; the thread that writes for a ledger has the clock of the thread that opened it.

use std::time::{SystemTime, UNIX_EPOCH};
#[cfg(feature = "failpoints")]
use std::{
    cell::RefCell,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering::Relaxed},
    },
};

use model::Timestamp;

#[cfg(feature = "failpoints")]
thread_local! {
    static CLOCK: RefCell<Option<Arc<AtomicI64>>> = const { RefCell::new(None) };
}

/// This moment. A clock before 1970 counts as 1970.
pub(crate) fn now() -> Timestamp {
    #[cfg(feature = "failpoints")]
    if let Some(held) = CLOCK.with_borrow(|clock| clock.as_ref().map(|clock| clock.load(Relaxed))) {
        return Timestamp(held);
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}

/// Holds the clock at `at` for the ledgers of this thread, also those that were opened while it was held.
#[cfg(feature = "failpoints")]
pub fn hold_clock(at: Timestamp) {
    CLOCK.with_borrow_mut(|clock| clock.get_or_insert_default().store(at.0, Relaxed));
}

/// A thread's clock, for another thread.
#[derive(Debug, Default)]
pub(crate) struct Held {
    #[cfg(feature = "failpoints")]
    clock: Option<Arc<AtomicI64>>,
}

impl Held {
    /// As it is held here.
    pub(crate) fn of_this_thread() -> Held {
        Held {
            #[cfg(feature = "failpoints")]
            clock: CLOCK.with_borrow(Clone::clone),
        }
    }

    /// Holds it here too.
    pub(crate) fn hold(self) {
        #[cfg(feature = "failpoints")]
        CLOCK.set(self.clock);
    }
}
