//! The log as the relay reads it: head, replay window, events in order, verbatim.

use std::sync::Arc;

use model::{
    Channel, DocType, Refusal,
    ids::{Epoch, FactoryId},
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Ledger, clock,
    entities::{event, factory},
    error::LedgerError,
};

/// Events a page may be behind before it must read a fresh snapshot.
pub const REPLAY_EVENTS: i64 = 10_000;
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
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let cutoff = clock::now().0.saturating_sub(REPLAY_MILLIS);
        let first_recent: Option<i64> = event::Entity::find()
            .select_only()
            .column(event::Column::Seq)
            .filter(event::Column::FactoryId.eq(factory.0))
            .filter(event::Column::Ts.gte(cutoff))
            .order_by_asc(event::Column::Ts)
            .order_by_asc(event::Column::Seq)
            .limit(1)
            .into_tuple()
            .one(&tx)
            .await?;
        tx.commit().await?;
        // The cursor just before the first recent event still gets that event.
        let oldest = first_recent.map_or(seq, |first| first - 1).max(seq - REPLAY_EVENTS).max(0);
        Ok(Head { epoch, seq, oldest })
    }

    /// At most `limit` events of `factory` after `seq`, in order, without holes.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn events_after(&self, factory: FactoryId, seq: i64, limit: u64) -> Result<Vec<LogEntry>, LedgerError> {
        let rows: Vec<(i64, sea_orm::prelude::Uuid, Option<sea_orm::prelude::Uuid>, String)> = event::Entity::find()
            .select_only()
            .columns([event::Column::Seq, event::Column::PoId, event::Column::ItemId, event::Column::Body])
            .filter(event::Column::FactoryId.eq(factory.0))
            .filter(event::Column::Seq.gt(seq))
            .order_by_asc(event::Column::Seq)
            .limit(limit)
            .into_tuple()
            .all(&self.inner.readers)
            .await?;
        let entry = |(seq, po_id, item_id, body): (i64, _, Option<_>, String)| {
            let mut channels = vec![
                Channel::Factory(factory),
                Channel::List(DocType::PurchaseOrder, factory),
                Channel::Doc(DocType::PurchaseOrder, po_id),
            ];
            channels.extend(item_id.map(|item| Channel::Doc(DocType::Item, item)));
            LogEntry { seq, channels, json: body.into() }
        };
        Ok(rows.into_iter().map(entry).collect())
    }

    /// All factories.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn factories(&self) -> Result<Vec<FactoryId>, LedgerError> {
        let rows = factory::Entity::find().order_by_asc(factory::Column::CreatedAt).all(&self.inner.readers).await?;
        Ok(rows.into_iter().map(|row| FactoryId(row.id)).collect())
    }
}

/// Life and last place of the log of `factory`.
pub(crate) async fn head(db: &impl ConnectionTrait, factory: FactoryId) -> Result<(Epoch, i64), LedgerError> {
    let row = factory::Entity::find_by_id(factory.0).one(db).await?.ok_or(Refusal::Unknown)?;
    Ok((Epoch(row.epoch), row.head))
}
