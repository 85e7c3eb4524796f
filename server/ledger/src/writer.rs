//! The one writer: what waits together is committed together.
//!
//! Always true here:
//! - **In the order asked.** Jobs run one after the other in one transaction. A refused one wrote nothing, because rules
//!   come before rows; one that fails after it began to write is left out and the others are done again without it.
//! - **One durable commit for all that waited,** then every answer, then every wake. When the commit fails, everyone in
//!   it is told so, nothing of it is there, and nothing is announced.
//! - **Nobody waits for company.** A batch ends when nobody waits any more, or at its bound; a lone job is a batch.
//! - **What was queued is done,** whether or not who asked is still there: a closed browser stops nothing half-way. A
//!   full queue makes the next one wait before it is queued.
//! - A job that panics fails alone.
//!
//! Leaving out costs only when something broke. A savepoint for each job would cost every time: SQLite then copies each
//! page before its first change, nine of them for a progress report, which then costs a fifth more.
//!
//! The thread is a plain one, because nothing here waits but for the disk.

mod batch;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Instant,
};

use model::{
    ids::{FactoryId, UserId},
    planted::{Mistake, planted},
};
use tokio::sync::{broadcast, mpsc, oneshot};

pub(crate) use self::batch::Batch;
use self::batch::{News, Queued, Run};
use crate::{
    cache::Cache,
    clock,
    error::LedgerError,
    failpoint::Failpoints,
    sqlite::{Connection, Trouble},
};

/// Jobs that may wait; who comes then waits in line to be queued.
const QUEUE: usize = 1024;
/// Wakes kept for a slow listener; a lost one costs nothing, because the log is the truth.
const WAKES: usize = 1024;

/// Where to ask for writing. It ends, and its thread with it, when it is dropped or closed.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
    lately: Lately,
}

/// How the last batch ended. A std mutex, held for one look.
#[derive(Clone, Debug, Default)]
struct Lately(Arc<Mutex<State>>);

#[derive(Clone, Copy, Debug, Default)]
struct State {
    /// When something was last stored, if nothing has failed since.
    stored: Option<Instant>,
    /// What was wrong with the file when the last batch failed.
    trouble: Option<Trouble>,
}

impl Lately {
    fn get(&self) -> State {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn stored(&self) {
        self.set(State { stored: Some(Instant::now()), trouble: None });
    }

    fn failed(&self, error: &LedgerError) {
        self.set(State { stored: None, trouble: error.trouble() });
    }

    fn set(&self, state: State) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = state;
    }
}

/// Who is told of what was committed.
#[derive(Clone, Debug)]
pub(crate) struct Wakes {
    pub(crate) commits: broadcast::Sender<FactoryId>,
    pub(crate) access_changes: broadcast::Sender<UserId>,
}

impl Default for Wakes {
    fn default() -> Self {
        Wakes { commits: broadcast::Sender::new(WAKES), access_changes: broadcast::Sender::new(WAKES) }
    }
}

enum Message {
    Write(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

impl Writer {
    /// Starts the thread. At most `most` jobs share a commit.
    pub(crate) fn start(
        file: PathBuf,
        most: usize,
        wakes: Wakes,
        failpoints: Arc<Failpoints>,
    ) -> Result<Writer, LedgerError> {
        let connection = Connection::open(&file)?;
        let (queue, waiting) = mpsc::channel(QUEUE);
        let lately = Lately::default();
        let desk = Desk {
            connection: Some(connection),
            file,
            most: most.max(1),
            cache: Cache::default(),
            wakes,
            lately: lately.clone(),
            failpoints,
        };
        let line = Line { waiting, closed: None };
        let clock = clock::Held::of_this_thread();
        std::thread::Builder::new().name("ledger-writer".to_owned()).spawn(move || {
            clock.hold();
            desk.work(line);
        })?;
        Ok(Writer { queue, lately })
    }

    /// Has `work` done in its turn, and answers when it is durable. It may run more than once; only one run stays.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl Fn(&Batch<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (reply, answer) = oneshot::channel();
        let job = Asked { work, done: Err(LedgerError::gone()), reply };
        self.queue.send(Message::Write(Box::new(job))).await.map_err(|_| LedgerError::gone())?;
        answer.await.unwrap_or_else(|_| Err(LedgerError::gone()))
    }

    /// When something was last stored, if nothing has failed since.
    pub(crate) fn stored(&self) -> Option<Instant> {
        self.lately.get().stored
    }

    /// What was wrong with the file when something was last to be stored.
    pub(crate) fn trouble(&self) -> Option<Trouble> {
        self.lately.get().trouble
    }

    /// What was wrong is believed to be over.
    pub(crate) fn forgive(&self) {
        self.lately.set(State::default());
    }

    /// How many writes wait in the queue.
    #[cfg(feature = "failpoints")]
    pub(crate) fn waiting(&self) -> usize {
        self.queue.max_capacity() - self.queue.capacity()
    }

    /// Finishes what is queued and closes the file. Writes asked after this fail.
    pub(crate) async fn close(&self) {
        let (reply, closed) = oneshot::channel();
        // It may be closed already.
        if self.queue.send(Message::Close(reply)).await.is_ok() {
            let _ = closed.await;
        }
    }
}

/// Who waits, in the order they came.
struct Line {
    waiting: mpsc::Receiver<Message>,
    /// Whom to tell that everything before is finished. Nobody is called after that.
    closed: Option<oneshot::Sender<()>>,
}

impl Line {
    /// The next one, waited for; `None` when there will be none.
    fn wait(&mut self) -> Option<Queued> {
        if self.closed.is_some() {
            return None;
        }
        let message = self.waiting.blocking_recv()?;
        self.called(message)
    }

    /// The next one if somebody waits.
    fn next(&mut self) -> Option<Queued> {
        if self.closed.is_some() {
            return None;
        }
        let message = self.waiting.try_recv().ok()?;
        self.called(message)
    }

    fn called(&mut self, message: Message) -> Option<Queued> {
        match message {
            Message::Write(job) => Some(Queued { job, left_out: false }),
            Message::Close(reply) => {
                self.closed = Some(reply);
                None
            }
        }
    }
}

/// Work that waits for its turn, whatever its answer is.
trait Job: Send {
    /// Does it.
    fn run(&mut self, batch: &Batch<'_>) -> Result<(), LedgerError>;
    /// Tells who asked, after the commit or its failure.
    fn answer(self: Box<Self>, committed: Result<(), &LedgerError>);
}

struct Asked<W, T> {
    work: W,
    /// What the last run said.
    done: Result<T, LedgerError>,
    reply: oneshot::Sender<Result<T, LedgerError>>,
}

impl<W, T> Job for Asked<W, T>
where
    W: Fn(&Batch<'_>) -> Result<T, LedgerError> + Send,
    T: Send,
{
    fn run(&mut self, batch: &Batch<'_>) -> Result<(), LedgerError> {
        // What a panic leaves behind in the rows is rolled back as after any error; nothing else outlives a batch but
        // the cache, which is then forgotten.
        self.done = catch_unwind(AssertUnwindSafe(|| (self.work)(batch))).unwrap_or_else(|_| {
            batch.cache.forget();
            Err(LedgerError::Interrupted("the write panicked".to_owned()))
        });
        self.done.as_ref().map(drop).map_err(LedgerError::again)
    }

    fn answer(self: Box<Self>, committed: Result<(), &LedgerError>) {
        // A refusal does not outlive its batch: it may rest on what another job of it wrote.
        let answer = match committed {
            Ok(()) => self.done,
            Err(error) => Err(error.again()),
        };
        // An error only says that nobody waits any more.
        let _ = self.reply.send(answer);
    }
}

/// Where the writer's thread works.
struct Desk {
    /// `None` after trouble with the file: who writes next opens it as it is then.
    connection: Option<Connection>,
    file: PathBuf,
    most: usize,
    cache: Cache,
    wakes: Wakes,
    lately: Lately,
    failpoints: Arc<Failpoints>,
}

impl Desk {
    fn work(mut self, mut line: Line) {
        let mut jobs = Vec::with_capacity(self.most);
        while let Some(first) = line.wait() {
            jobs.push(first);
            self.finish(&mut jobs, &mut line);
        }
        drop(self);
        if let Some(reply) = line.closed {
            let _ = reply.send(());
        }
    }

    /// Does `jobs`, commits, answers, wakes.
    fn finish(&mut self, jobs: &mut Vec<Queued>, line: &mut Line) {
        let committed = self.commit_together(jobs, line);
        match &committed {
            Ok(_) => jobs.drain(..).for_each(|queued| queued.job.answer(Ok(()))),
            Err(_) if planted(Mistake::AnswerWithoutCommit) => {
                jobs.drain(..).for_each(|queued| queued.job.answer(Ok(())));
            }
            Err(error) => {
                tracing::error!(%error, jobs = jobs.len(), "nothing of this batch was stored");
                self.cache.forget();
                self.lately.failed(error);
                if error.trouble().is_some() {
                    self.connection = None;
                }
                jobs.drain(..).for_each(|queued| queued.job.answer(Err(error)));
            }
        }
        let news = committed.unwrap_or_default();
        // Rights before events: who reads the log for the second must already know of the first.
        for user in news.access_changes {
            // An error only says that nobody listens; so below.
            let _ = self.wakes.access_changes.send(user);
        }
        for factory in news.commits {
            let _ = self.wakes.commits.send(factory);
        }
    }

    fn commit_together(&mut self, jobs: &mut Vec<Queued>, line: &mut Line) -> Result<News, LedgerError> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            none => none.insert(Connection::open(&self.file)?),
        };
        loop {
            let rows = connection.rows_written();
            self.cache.stands_at(connection.begin()?);
            let batch = Batch::new(connection, &self.cache, &self.failpoints);
            let run = batch.run(jobs, line, self.most).and_then(|run| match run {
                Run::Complete => {
                    if planted(Mistake::WakeBeforeCommit) {
                        batch.commits().into_iter().for_each(|factory| drop(self.wakes.commits.send(factory)));
                    }
                    batch.pass()?;
                    connection.commit()?;
                    Ok(run)
                }
                Run::HalfDone => Ok(run),
            });
            if connection.is_writing() {
                // If it fails, the next begin says what is wrong; there is nothing better to do here.
                let _ = connection.rollback();
            }
            match run? {
                Run::Complete => {
                    self.failpoints.committed();
                    if connection.rows_written() != rows {
                        self.lately.stored();
                    }
                    // Durable, and nobody knows yet.
                    batch.pass()?;
                    return Ok(batch.into_news());
                }
                Run::HalfDone => self.cache.forget(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    #[expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]
    async fn a_write_that_panics_fails_alone() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("writer.sqlite");
        rusqlite::Connection::open(&file).unwrap().execute_batch("CREATE TABLE log (entry TEXT)").unwrap();
        let writer = Writer::start(file, 8, Wakes::default(), Arc::default()).unwrap();
        let insert = |batch: &Batch<'_>| batch.tx.execute("INSERT INTO log VALUES ('x')", []);
        let panics = move |batch: &Batch<'_>| -> Result<(), LedgerError> {
            insert(batch)?;
            panic!("a bug");
        };
        let (before, failed, after) = tokio::join!(writer.write(insert), writer.write(panics), writer.write(insert));
        assert!(before.is_ok() && after.is_ok());
        assert!(matches!(failed, Err(LedgerError::Interrupted(_))), "{failed:?}");
        let count = |batch: &Batch<'_>| batch.tx.one("SELECT COUNT(*) FROM log", [], |row| Ok(row.get::<_, i64>(0)?));
        assert_eq!(writer.write(count).await.unwrap(), Some(2));
    }
}
