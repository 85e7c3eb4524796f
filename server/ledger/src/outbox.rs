//! The log as the relay reads it: head, replay window, events in order, verbatim.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use model::{
    Channel, Refusal,
    event::Topic,
    ids::{Epoch, FactoryId, ItemId, PurchaseOrderId},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    prelude::Uuid,
    sea_query::{Expr, ExprTrait},
};

use crate::{
    Ledger, clock,
    entities::{event, factory},
    error::LedgerError,
};

/// Events a page may be behind before it must read a fresh snapshot.
pub const REPLAY_EVENTS: i64 = if cfg!(feature = "simulation") { 15 } else { 10_000 };
/// How long a page may be behind before it must read a fresh snapshot, in milliseconds: 7 days.
pub const REPLAY_MILLIS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Where a factory's log stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// Life of the log.
    pub epoch: Epoch,
    /// Place of the last event; 0 when there is none.
    pub seq: i64,
    /// The lowest cursor that can be continued: `cursor >= oldest` is inside the replay window.
    pub oldest: i64,
}

/// How long a head is kept while nothing is committed: its `oldest` moves with time alone.
const HEAD_KEPT: Duration = Duration::from_secs(60);

/// Each factory's head as it was last read. A thousand open pages ask for it every few seconds, and between two commits
/// the answer is the same.
#[derive(Debug, Default)]
pub(crate) struct Heads(Mutex<HashMap<FactoryId, Kept>>);

#[derive(Clone, Copy, Debug)]
struct Kept {
    version: i64,
    at: Instant,
    head: Head,
}

impl Heads {
    /// The head that was read when the database was at `version`.
    fn get(&self, factory: FactoryId, version: Option<i64>) -> Option<Head> {
        // A std mutex: it is held for one look-up, never across an await.
        let kept = *self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&factory)?;
        (Some(kept.version) == version && kept.at.elapsed() < HEAD_KEPT).then_some(kept.head)
    }

    fn keep(&self, factory: FactoryId, version: Option<i64>, head: Head) {
        let Some(version) = version else { return };
        let kept = Kept { version, at: Instant::now(), head };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(factory, kept);
    }
}

/// Place, type, row, order, item and body of an event.
type LogRow = (i64, String, Uuid, Option<Uuid>, Option<Uuid>, String);

/// An event as it lies in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// Its place.
    pub seq: i64,
    /// Where it is delivered, as [`model::Change::channels`] says.
    pub channels: Vec<Channel>,
    /// The event as it goes over the wire.
    pub json: Arc<str>,
}

impl Ledger {
    /// Where the log of `factory` stands.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory.
    pub async fn head(&self, factory: FactoryId) -> Result<Head, LedgerError> {
        // Looked at first: what is committed meanwhile makes the look outdated, and never the reverse.
        let version = self.inner.watch.version();
        if let Some(head) = self.inner.heads.get(factory, version) {
            return Ok(head);
        }
        let head = self.read_head(factory).await?;
        self.inner.heads.keep(factory, version, head);
        Ok(head)
    }

    async fn read_head(&self, factory: FactoryId) -> Result<Head, LedgerError> {
        let cutoff = clock::now().0.saturating_sub(REPLAY_MILLIS);
        // By its place and not by its time: where the clock was set back, the earliest is not the first.
        let first_recent = event::Entity::find()
            .select_only()
            .column(event::Column::Seq)
            .filter(event::Column::FactoryId.eq(factory.0))
            .filter(
                Expr::col(event::Column::Seq)
                    .gt(Expr::col((factory::Entity, factory::Column::Head)).sub(REPLAY_EVENTS)),
            )
            .filter(event::Column::Ts.gte(cutoff))
            .order_by_asc(event::Column::Seq)
            .limit(1)
            .into_query();
        // One statement, so that all three are of one moment.
        let (epoch, seq, first_recent): (Uuid, i64, Option<i64>) = factory::Entity::find_by_id(factory.0)
            .select_only()
            .columns([factory::Column::Epoch, factory::Column::Head])
            .expr_as(Expr::SubQuery(None, Box::new(first_recent.into())), "first_recent")
            .into_tuple()
            .one(&self.readers().await)
            .await?
            .ok_or(Refusal::Unknown)?;
        // The cursor just before the first recent event still gets that event.
        let oldest = first_recent.map_or(seq, |first| first - 1);
        Ok(Head { epoch: Epoch(epoch), seq, oldest })
    }

    /// At most `limit` events of `factory` after `seq`, in order, without holes.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn events_after(&self, factory: FactoryId, seq: i64, limit: u64) -> Result<Vec<LogEntry>, LedgerError> {
        let rows: Vec<LogRow> = event::Entity::find()
            .select_only()
            .columns([
                event::Column::Seq,
                event::Column::Kind,
                event::Column::SubjectId,
                event::Column::PoId,
                event::Column::ItemId,
                event::Column::Body,
            ])
            .filter(event::Column::FactoryId.eq(factory.0))
            .filter(event::Column::Seq.gt(seq))
            .order_by_asc(event::Column::Seq)
            .limit(limit)
            .into_tuple()
            .all(&self.readers().await)
            .await?;
        let entry =
            |(seq, kind, subject, order, item, body): (i64, String, Uuid, Option<Uuid>, Option<Uuid>, String)| {
                let topic = Topic::of_row(&kind, subject, order.map(PurchaseOrderId), item.map(ItemId));
                let topic = topic.ok_or_else(|| LedgerError::Corrupt(format!("event {seq} of an unknown kind")))?;
                Ok(LogEntry { seq, channels: topic.channels(factory), json: body.into() })
            };
        rows.into_iter().map(entry).collect()
    }

    /// All factories.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn factories(&self) -> Result<Vec<FactoryId>, LedgerError> {
        let rows = factory::Entity::find().order_by_asc(factory::Column::CreatedAt).all(&self.readers().await).await?;
        Ok(rows.into_iter().map(|row| FactoryId(row.id)).collect())
    }
}

/// Life and last place of the log of `factory`.
pub(crate) async fn head(db: &impl ConnectionTrait, factory: FactoryId) -> Result<(Epoch, i64), LedgerError> {
    let row = factory_row(db, factory).await?;
    Ok((Epoch(row.epoch), row.head))
}

pub(crate) async fn factory_row(db: &impl ConnectionTrait, factory: FactoryId) -> Result<factory::Model, LedgerError> {
    Ok(factory::Entity::find_by_id(factory.0).one(db).await?.ok_or(Refusal::Unknown)?)
}
