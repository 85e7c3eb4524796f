//! The thread where the ledger lives, apart from virtual time.
//!
//! Always true here: [`Host::run`] stands still until the work is done. So the database, which works with threads of
//! its own, is one instant to everything else, and when things happen is decided by the seed alone.

use std::{
    sync::mpsc as blocking,
    thread::{self, JoinHandle},
};

use futures::{FutureExt, future::LocalBoxFuture};
use model::Timestamp;
use tokio::{runtime, sync::mpsc, task::yield_now};

type Job = Box<dyn FnOnce() -> LocalBoxFuture<'static, ()> + Send>;

/// Turns given to what the ledger does after it answered (waking listeners), before the answer is passed on.
const AFTERWARDS: usize = 8;

/// A handle on that thread, which ends with it.
#[derive(Debug)]
pub(crate) struct Host {
    jobs: Option<mpsc::UnboundedSender<Job>>,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    /// Starts the thread; `before` is its first act.
    pub(crate) fn start(before: impl FnOnce() + Send + 'static) -> Host {
        let (jobs, mut queue) = mpsc::unbounded_channel::<Job>();
        let thread = thread::spawn(move || {
            before();
            // One thread, so that the order in which its tasks run is their own.
            let runtime = runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(async {
                while let Some(job) = queue.recv().await {
                    job().await;
                }
            });
        });
        Host { jobs: Some(jobs), thread: Some(thread) }
    }

    /// Does `work` there, with the ledger's clock at `now`, and waits for it.
    ///
    /// # Panics
    /// When the work did.
    pub(crate) fn run<T, W, F>(&self, now: Timestamp, work: W) -> T
    where
        T: Send + 'static,
        W: FnOnce() -> F + Send + 'static,
        F: Future<Output = T> + 'static,
    {
        let (answer, answered) = blocking::sync_channel(1);
        let job: Job = Box::new(move || {
            async move {
                ledger::hold_clock(now);
                let done = work().await;
                for _ in 0..AFTERWARDS {
                    yield_now().await;
                }
                // Nobody waits any more only when the run itself panicked.
                let _ = answer.send(done);
            }
            .boxed_local()
        });
        self.jobs.as_ref().and_then(|jobs| jobs.send(job).ok()).expect("the ledger's thread runs");
        answered.recv().expect("the ledger's thread answers")
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            // A panic there was a panic here.
            let _ = thread.join();
        }
    }
}
