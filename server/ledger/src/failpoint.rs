//! Places between two steps of a write where a test can stop it, as a crash would. Without the feature `failpoints`
//! each place is nothing.

use crate::error::LedgerError;

/// How a test stops a write.
#[cfg(feature = "failpoints")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The write returns an error and its transaction is dropped.
    Error,
    /// The process ends at once, as with `kill -9`.
    Abort,
}

#[cfg(feature = "failpoints")]
#[derive(Debug, Default)]
pub(crate) struct Failpoints(std::sync::Mutex<Option<(u32, Stop)>>);

#[cfg(not(feature = "failpoints"))]
#[derive(Debug, Default)]
pub(crate) struct Failpoints;

#[cfg(feature = "failpoints")]
impl Failpoints {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(u32, Stop)>> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Stops at the place that comes after `places` others.
    pub(crate) fn arm(&self, places: u32, stop: Stop) {
        *self.lock() = Some((places, stop));
    }

    /// Takes the arm away; says whether it was still there, that is, whether nothing was stopped.
    pub(crate) fn disarm(&self) -> bool {
        self.lock().take().is_some()
    }

    /// A place between two steps.
    pub(crate) fn pass(&self) -> Result<(), LedgerError> {
        let mut armed = self.lock();
        match *armed {
            None => Ok(()),
            Some((0, stop)) => {
                *armed = None;
                match stop {
                    Stop::Error => Err(LedgerError::Failpoint),
                    Stop::Abort => std::process::abort(),
                }
            }
            Some((places, stop)) => {
                *armed = Some((places - 1, stop));
                Ok(())
            }
        }
    }
}

#[cfg(not(feature = "failpoints"))]
impl Failpoints {
    #[inline]
    #[expect(clippy::unused_self, clippy::unnecessary_wraps, reason = "the same shape as with the feature")]
    pub(crate) fn pass(&self) -> Result<(), LedgerError> {
        Ok(())
    }
}
