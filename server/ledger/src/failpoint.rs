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
pub(crate) struct Failpoints {
    armed: std::sync::Mutex<Option<(u32, Stop)>>,
    commits: std::sync::atomic::AtomicU64,
}

#[cfg(not(feature = "failpoints"))]
#[derive(Debug, Default)]
pub(crate) struct Failpoints(());

#[cfg(feature = "failpoints")]
impl Failpoints {
    fn lock(&self) -> std::sync::MutexGuard<'_, Option<(u32, Stop)>> {
        self.armed.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Stops at the place that comes after `places` others.
    pub(crate) fn arm(&self, places: u32, stop: Stop) {
        *self.lock() = Some((places, stop));
    }

    /// Takes the arm away; says whether it was still there, that is, whether nothing was stopped.
    pub(crate) fn disarm(&self) -> bool {
        self.lock().take().is_some()
    }

    /// A batch was committed.
    pub(crate) fn committed(&self) {
        self.commits.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    }

    /// How many batches were committed.
    pub(crate) fn commits(&self) -> u64 {
        self.commits.load(std::sync::atomic::Ordering::SeqCst)
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

    #[inline]
    #[expect(clippy::unused_self, reason = "the same shape as with the feature")]
    pub(crate) fn committed(&self) {}
}

/// Keeps the writer from its batch until it is dropped; what is asked meanwhile joins that batch.
#[cfg(feature = "failpoints")]
#[derive(Debug)]
pub struct Held<'a> {
    writer: &'a crate::writer::Writer,
    _release: std::sync::mpsc::Sender<()>,
}

#[cfg(feature = "failpoints")]
impl Held<'_> {
    /// How many writes wait behind it.
    #[must_use]
    pub fn waiting(&self) -> usize {
        self.writer.waiting()
    }
}

#[cfg(feature = "failpoints")]
impl crate::Ledger {
    /// Stops the next write at the place that comes after `places` others.
    pub fn stop_after(&self, places: u32, stop: Stop) {
        self.inner.failpoints.arm(places, stop);
    }

    /// Takes [`Ledger::stop_after`](crate::Ledger::stop_after) back; says whether the write had fewer places than that.
    #[must_use]
    pub fn was_not_stopped(&self) -> bool {
        self.inner.failpoints.disarm()
    }

    /// How many durable commits this ledger has made.
    #[must_use]
    pub fn commits_made(&self) -> u64 {
        self.inner.failpoints.commits()
    }

    /// Has the writer stand still, so that a test decides what shares a commit.
    ///
    /// # Errors
    /// [`LedgerError::Interrupted`] when it is closed.
    pub async fn hold_writer(&self) -> Result<Held<'_>, LedgerError> {
        let (release, released) = std::sync::mpsc::channel::<()>();
        let (stands, standing) = tokio::sync::oneshot::channel();
        let (released, stands) = (std::sync::Mutex::new(released), std::sync::Mutex::new(Some(stands)));
        let ledger = self.clone();
        tokio::spawn(async move {
            let hold = move |_: &crate::writer::Batch<'_>| {
                if let Ok(Some(stands)) = stands.lock().map(|mut stands| stands.take()) {
                    let _ = stands.send(());
                }
                // Nothing is ever sent: it ends when the other side is dropped.
                let _ = released.lock().map(|released| released.recv());
                Ok(())
            };
            ledger.write(hold).await
        });
        standing.await.map_err(|_| LedgerError::gone())?;
        Ok(Held { writer: &self.inner.writer, _release: release })
    }
}
