//! The one writer: what waits together is committed together.
//!
//! Always true here:
//! - **In the order asked.** Jobs run one after the other, each in a savepoint of its own; one that is refused is
//!   undone alone and harms no other.
//! - **One durable commit for all that waited,** then every answer, then every wake. When the commit fails, everyone in
//!   it is told so, nothing of it is there, and nothing is announced.
//! - **Nobody waits for company.** A batch is what was queued when the commit before ended; a lone job is a batch.
//! - **What was queued is done,** whether or not who asked is still there: a closed browser stops nothing half-way. A
//!   full queue makes the next one wait before it is queued.
//! - A job that panics fails alone.
//!
//! The thread is a plain one, because nothing here waits but for the disk.

use std::{
    cell::RefCell,
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
    sync::Arc,
};

use model::ids::{FactoryId, UserId};
use tokio::sync::{broadcast, mpsc, oneshot};

use crate::{
    cache::Cache,
    error::LedgerError,
    failpoint::Failpoints,
    sqlite::Connection,
};

/// Jobs that may wait; who comes then waits in line to be queued.
const QUEUE: usize = 1024;
/// Wakes kept for a slow listener; a lost one costs nothing, because the log is the truth.
const WAKES: usize = 1024;

/// Where to ask for writing. It ends, and its thread with it, when it is dropped or closed.
#[derive(Debug)]
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
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
        let desk = Desk { connection, file, most: most.max(1), cache: Cache::default(), wakes, failpoints };
        std::thread::Builder::new().name("ledger-writer".to_owned()).spawn(move || desk.work(waiting))?;
        Ok(Writer { queue })
    }

    /// Has `work` done in its turn, and answers when it is durable.
    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Batch<'_>) -> Result<T, LedgerError> + Send + 'static,
    ) -> Result<T, LedgerError> {
        let (reply, answer) = oneshot::channel();
        let job = Asked { work: Some(work), done: Err(LedgerError::gone()), reply };
        self.queue.send(Message::Write(Box::new(job))).await.map_err(|_| LedgerError::gone())?;
        answer.await.unwrap_or_else(|_| Err(LedgerError::gone()))
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

/// Work that waits for its turn, whatever its answer is.
trait Job: Send {
    /// Does it. After an error what it wrote is to be undone.
    fn run(&mut self, batch: &Batch<'_>) -> Result<(), LedgerError>;
    /// Tells who asked, after the commit or its failure.
    fn answer(self: Box<Self>, committed: Result<(), &LedgerError>);
}

struct Asked<W, T> {
    work: Option<W>,
    done: Result<T, LedgerError>,
    reply: oneshot::Sender<Result<T, LedgerError>>,
}

impl<W, T> Job for Asked<W, T>
where
    W: FnOnce(&Batch<'_>) -> Result<T, LedgerError> + Send,
    T: Send,
{
    fn run(&mut self, batch: &Batch<'_>) -> Result<(), LedgerError> {
        let Some(work) = self.work.take() else { return Ok(()) };
        // What a panic leaves behind is undone with the savepoint, and the batch forgets what it believed.
        self.done = catch_unwind(AssertUnwindSafe(|| work(batch))).unwrap_or_else(|_| {
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

/// The transaction that jobs share.
pub(crate) struct Batch<'a> {
    pub(crate) tx: &'a Connection,
    pub(crate) cache: &'a Cache,
    pub(crate) failpoints: &'a Failpoints,
    /// The heads that this batch moved or looked at.
    heads: RefCell<Vec<Head>>,
    news: RefCell<Vec<News>>,
}

/// A factory's last place in the log: as the row says, and as this batch goes on from there.
#[derive(Clone, Copy)]
struct Head {
    factory: FactoryId,
    stored: i64,
    now: i64,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum News {
    Commit(FactoryId),
    Access(UserId),
}

impl Batch<'_> {
    /// A place between two steps.
    pub(crate) fn pass(&self) -> Result<(), LedgerError> {
        self.failpoints.pass()
    }

    /// Last place of the log of `factory`; `None` without such a factory.
    pub(crate) fn head(&self, factory: FactoryId) -> Result<Option<i64>, LedgerError> {
        if let Some(head) = self.heads.borrow().iter().find(|head| head.factory == factory) {
            return Ok(Some(head.now));
        }
        let sql = "SELECT head FROM factories WHERE id = ?1";
        let Some(stored) = self.tx.one(sql, [factory.0], |row| Ok(row.get(0)?))? else { return Ok(None) };
        self.heads.borrow_mut().push(Head { factory, stored, now: stored });
        Ok(Some(stored))
    }

    /// Notes the last place of the log of `factory`. Its row follows once, at the end of the batch.
    pub(crate) fn move_head(&self, factory: FactoryId, to: i64) {
        for head in self.heads.borrow_mut().iter_mut().filter(|head| head.factory == factory) {
            head.now = to;
        }
    }

    /// Has the relay woken after the commit.
    pub(crate) fn announce_commit(&self, factory: FactoryId) {
        self.announce(News::Commit(factory));
    }

    /// Has open sockets asked again what `user` may do, after the commit.
    pub(crate) fn announce_access_change(&self, user: UserId) {
        self.announce(News::Access(user));
    }

    fn announce(&self, news: News) {
        // Once is enough: all of a batch becomes visible at the same moment.
        let mut all = self.news.borrow_mut();
        if !all.contains(&news) {
            all.push(news);
        }
    }

    /// Everything up to the commit.
    fn run_all(&self, jobs: &mut [Box<dyn Job>]) -> Result<(), LedgerError> {
        self.pass()?;
        for job in jobs {
            self.run(&mut **job)?;
        }
        self.write_heads()?;
        self.pass()
    }

    /// Runs `job` so that it leaves all of its work or nothing. An error is one of the whole batch.
    fn run(&self, job: &mut dyn Job) -> Result<(), LedgerError> {
        self.tx.savepoint()?;
        self.cache.mark();
        let (heads, news) = (self.heads.borrow().clone(), self.news.borrow().len());
        let Err(error) = job.run(self) else { return Ok(self.tx.keep()?) };
        if error.trouble().is_some() || !self.tx.is_writing() {
            // The file is everybody's trouble; and some errors end the transaction by themselves.
            return Err(error);
        }
        *self.heads.borrow_mut() = heads;
        self.news.borrow_mut().truncate(news);
        self.cache.undo();
        Ok(self.tx.undo()?)
    }

    fn write_heads(&self) -> Result<(), LedgerError> {
        for head in self.heads.borrow().iter().filter(|head| head.now != head.stored) {
            let sql = "UPDATE factories SET head = ?1 WHERE id = ?2 AND head = ?3";
            if self.tx.execute(sql, (head.now, head.factory.0, head.stored))? != 1 {
                return Err(LedgerError::Corrupt(format!("the head of {} moved by itself", head.factory)));
            }
        }
        Ok(())
    }
}

/// Where the writer's thread works.
struct Desk {
    connection: Connection,
    file: PathBuf,
    most: usize,
    cache: Cache,
    wakes: Wakes,
    failpoints: Arc<Failpoints>,
}

impl Desk {
    fn work(mut self, mut waiting: mpsc::Receiver<Message>) {
        let (mut messages, mut jobs) = (Vec::with_capacity(self.most), Vec::with_capacity(self.most));
        while waiting.blocking_recv_many(&mut messages, self.most) > 0 {
            let mut closed = None;
            for message in messages.drain(..) {
                match message {
                    Message::Write(job) if closed.is_none() => jobs.push(job),
                    // Too late; its asker is told by the dropped reply.
                    Message::Write(_) => {}
                    Message::Close(reply) => closed = Some(reply),
                }
            }
            self.finish(&mut jobs);
            if let Some(reply) = closed {
                drop(self);
                let _ = reply.send(());
                return;
            }
        }
    }

    /// Does `jobs`, commits, answers, wakes.
    fn finish(&mut self, jobs: &mut Vec<Box<dyn Job>>) {
        let committed = self.commit_together(jobs);
        match &committed {
            Ok(_) => jobs.drain(..).for_each(|job| job.answer(Ok(()))),
            Err(error) => {
                tracing::error!(%error, jobs = jobs.len(), "nothing of this batch was stored");
                self.cache.forget();
                jobs.drain(..).for_each(|job| job.answer(Err(error)));
                self.recover(error);
            }
        }
        for news in committed.unwrap_or_default() {
            // An error only says that nobody listens.
            let _ = match news {
                News::Commit(factory) => self.wakes.commits.send(factory).map(drop).map_err(drop),
                News::Access(user) => self.wakes.access_changes.send(user).map(drop).map_err(drop),
            };
        }
    }

    fn commit_together(&self, jobs: &mut [Box<dyn Job>]) -> Result<Vec<News>, LedgerError> {
        if jobs.is_empty() {
            return Ok(Vec::new());
        }
        self.cache.stands_at(self.connection.begin()?);
        let batch = Batch {
            tx: &self.connection,
            cache: &self.cache,
            failpoints: &self.failpoints,
            heads: RefCell::default(),
            news: RefCell::default(),
        };
        let done = batch.run_all(jobs).and_then(|()| Ok(self.connection.commit()?));
        if done.is_err() && self.connection.is_writing() {
            // The next begin would say what is wrong with it; there is nothing better to do here.
            let _ = self.connection.rollback();
        }
        done?;
        // Durable, and nobody knows yet.
        batch.pass()?;
        Ok(batch.news.into_inner())
    }

    /// A connection that was opened on a read-only or vanished file stays so; a fresh one sees what is there now.
    fn recover(&mut self, error: &LedgerError) {
        if error.trouble().is_none() {
            return;
        }
        match Connection::open(&self.file) {
            Ok(connection) => self.connection = connection,
            Err(error) => tracing::error!(%error, "the file cannot be opened again"),
        }
    }
}
