//! One transaction of the writer: the jobs that share it, and what follows from all of them together.

use std::cell::RefCell;

use model::ids::{FactoryId, UserId};

use super::{Job, Line};
use crate::{cache::Cache, error::LedgerError, failpoint::Failpoints, sqlite::Connection};

/// A job in a batch.
pub(super) struct Queued {
    pub(super) job: Box<dyn Job>,
    /// It failed after it began to write, and has its answer.
    pub(super) left_out: bool,
}

/// The transaction that jobs share.
pub(crate) struct Batch<'a> {
    pub(crate) tx: &'a Connection,
    pub(crate) cache: &'a Cache,
    failpoints: &'a Failpoints,
    /// The heads that this batch moved or looked at.
    heads: RefCell<Vec<Head>>,
    news: RefCell<News>,
}

/// How a run through a batch ended.
pub(super) enum Run {
    Complete,
    /// A job failed when it had written; it is marked as left out.
    HalfDone,
}

/// A factory's last place in the log: as the row says, and as this batch goes on from there.
#[derive(Clone, Copy)]
struct Head {
    factory: FactoryId,
    stored: i64,
    now: i64,
}

/// Who is to be told, once the commit is durable. Once is enough: all of a batch becomes visible at the same moment.
#[derive(Default)]
pub(super) struct News {
    pub(super) access_changes: Vec<UserId>,
    pub(super) commits: Vec<FactoryId>,
}

impl News {
    fn len(&self) -> (usize, usize) {
        (self.access_changes.len(), self.commits.len())
    }

    fn truncate(&mut self, (access_changes, commits): (usize, usize)) {
        self.access_changes.truncate(access_changes);
        self.commits.truncate(commits);
    }
}

impl<'a> Batch<'a> {
    pub(super) fn new(tx: &'a Connection, cache: &'a Cache, failpoints: &'a Failpoints) -> Batch<'a> {
        Batch { tx, cache, failpoints, heads: RefCell::default(), news: RefCell::default() }
    }

    pub(super) fn commits(&self) -> Vec<FactoryId> {
        self.news.borrow().commits.clone()
    }

    pub(super) fn into_news(self) -> News {
        self.news.into_inner()
    }

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
        let commits = &mut self.news.borrow_mut().commits;
        if !commits.contains(&factory) {
            commits.push(factory);
        }
    }

    /// Has open sockets asked again what `user` may do, after the commit.
    pub(crate) fn announce_access_change(&self, user: UserId) {
        let changes = &mut self.news.borrow_mut().access_changes;
        if !changes.contains(&user) {
            changes.push(user);
        }
    }

    /// Does `jobs`, and those that come meanwhile, up to `most`; then what follows from all of them. An error is
    /// everybody's.
    pub(super) fn run(&self, jobs: &mut Vec<Queued>, line: &mut Line, most: usize) -> Result<Run, LedgerError> {
        self.pass()?;
        let mut place = 0;
        loop {
            if place == jobs.len() {
                let Some(queued) = (place < most).then(|| line.next()).flatten() else { break };
                jobs.push(queued);
            }
            if !self.run_one(&mut jobs[place])? {
                return Ok(Run::HalfDone);
            }
            place += 1;
        }
        self.write_heads()?;
        Ok(Run::Complete)
    }

    /// Says whether all of it is there, or nothing.
    fn run_one(&self, queued: &mut Queued) -> Result<bool, LedgerError> {
        if queued.left_out {
            return Ok(true);
        }
        let (rows, news) = (self.tx.rows_written(), self.news.borrow().len());
        let Err(error) = queued.job.run(self) else { return Ok(true) };
        if error.trouble().is_some() || !self.tx.is_writing() {
            // The file is everybody's trouble; and some errors end the transaction by themselves.
            return Err(error);
        }
        self.news.borrow_mut().truncate(news);
        queued.left_out = self.tx.rows_written() != rows;
        Ok(!queued.left_out)
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
