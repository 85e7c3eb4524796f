//! The rows of the manager's overview: a handful of questions, however many orders there are, and of each row only the
//! columns that the figures are made of.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use model::{
    Department, Timestamp,
    ids::{Epoch, FactoryId, IssueId, ItemId, PurchaseOrderId},
    overview::{Finished, Moved, OpenIssue, OpenItem, OpenOrder, OverviewSnapshot, window_start},
    purchase_order::{IssueStatus, OrderStatus, PurchaseOrder},
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::SelectStatement,
};
use uuid::Uuid;

use crate::{
    Ledger, activity,
    activity::{Hidden, Standing},
    clock,
    entities::{issue, item, purchase_order as order, track},
    error::{LedgerError, word},
    purchase_order,
};

/// Events that come with the page.
const EVENTS: u64 = 8;

/// A factory's rows as they were at one place of its log.
#[derive(Debug)]
pub(crate) struct Kept {
    epoch: Epoch,
    seq: i64,
    /// The first day that counted when they were read: each Monday a week leaves.
    since: model::Date,
    orders: Vec<OpenOrder>,
    finished: Vec<Finished>,
}

impl Ledger {
    /// The overview, with the latest events that are not `hidden`.
    ///
    /// # Errors
    /// [`model::Refusal::Unknown`] without such a factory.
    pub async fn overview(&self, factory: FactoryId, hidden: Hidden) -> Result<OverviewSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let Standing { epoch, head: seq, utc_offset_minutes } = activity::standing(&tx, factory).await?;
        let since = window_start(clock::now().date_at_offset(utc_offset_minutes));
        let events = activity::latest(&tx, factory, hidden, EVENTS).await?;
        // They change only with events, as those of the Tasks page.
        let still = |kept: &Arc<Kept>| (kept.epoch, kept.seq, kept.since) == (epoch, seq, since);
        let rows = match self.kept_overview(factory).filter(still) {
            Some(kept) => kept,
            None => {
                let orders = active(&tx, factory).await?;
                let finished = finished(&tx, factory, since, utc_offset_minutes).await?;
                let kept = Arc::new(Kept { epoch, seq, since, orders, finished });
                self.keep_overview(factory, kept.clone());
                kept
            }
        };
        tx.commit().await?;
        Ok(OverviewSnapshot { epoch, seq, orders: rows.orders.clone(), finished: rows.finished.clone(), events })
    }

    // A std mutex, as for the rows of the Tasks page: it is held for one look-up, never across an await.
    fn kept_overview(&self, factory: FactoryId) -> Option<Arc<Kept>> {
        self.inner.overviews.lock().unwrap_or_else(PoisonError::into_inner).get(&factory).cloned()
    }

    fn keep_overview(&self, factory: FactoryId, kept: Arc<Kept>) {
        self.inner.overviews.lock().unwrap_or_else(PoisonError::into_inner).insert(factory, kept);
    }
}

/// Active orders with all their items.
async fn active(db: &impl ConnectionTrait, factory: FactoryId) -> Result<Vec<OpenOrder>, LedgerError> {
    let orders = purchase_order::orders(db, factory, OrderStatus::Active).await?;
    let mut items = items(db, factory).await?;
    let row = |order: PurchaseOrder| {
        let items = items.remove(&order.id).unwrap_or_default();
        OpenOrder { order, items }
    };
    Ok(orders.into_iter().map(row).collect())
}

/// The items of active orders, by order, as they were entered.
async fn items(
    db: &impl ConnectionTrait,
    factory: FactoryId,
) -> Result<HashMap<PurchaseOrderId, Vec<OpenItem>>, LedgerError> {
    type Row = (Uuid, Uuid, String, Option<i64>);
    let rows: Vec<Row> = item::Entity::find()
        .select_only()
        .columns([item::Column::Id, item::Column::PoId, item::Column::ItemName, item::Column::DeliveredAt])
        .filter(item::Column::FactoryId.eq(factory.0))
        .filter(item::Column::PoId.in_subquery(of_active(factory)))
        .order_by_asc(item::Column::PoId)
        .order_by_asc(item::Column::Position)
        .into_tuple()
        .all(db)
        .await?;
    let mut progress = progress(db, factory).await?;
    let mut issues = issues(db, factory).await?;
    let mut items: HashMap<PurchaseOrderId, Vec<OpenItem>> = HashMap::new();
    for (id, po_id, item_name, delivered_at) in rows {
        let (progress, moved) = progress.remove(&id).unwrap_or_default();
        items.entry(PurchaseOrderId(po_id)).or_default().push(OpenItem {
            id: ItemId(id),
            item_name,
            progress,
            moved,
            delivered_at: delivered_at.map(Timestamp),
            issues: issues.remove(&id).unwrap_or_default(),
        });
    }
    Ok(items)
}

/// How far the departments are with an item, and the last report.
type Progress = ([u8; 5], Option<Moved>);

/// Of the items of active orders; those that nobody has begun are left out.
async fn progress(db: &impl ConnectionTrait, factory: FactoryId) -> Result<HashMap<Uuid, Progress>, LedgerError> {
    type Row = (Uuid, Uuid, String, i16, Option<i64>, Option<String>);
    let rows: Vec<Row> = track::Entity::find()
        .select_only()
        .columns([track::Column::Id, track::Column::ItemId, track::Column::Department, track::Column::Progress])
        .columns([track::Column::UpdatedAt, track::Column::UpdatedByName])
        .filter(track::Column::FactoryId.eq(factory.0))
        .filter(track::Column::ItemId.in_subquery(ids_of_active(factory)))
        .filter(track::Column::UpdatedAt.is_not_null())
        .into_tuple()
        .all(db)
        .await?;
    let mut items: HashMap<Uuid, Progress> = HashMap::new();
    for (id, item_id, department, progress, at, by) in rows {
        let department: Department = word(&department)?;
        let (all, moved) = items.entry(item_id).or_default();
        all[department.index()] = purchase_order::percent(id, progress)?;
        let report = at.zip(by).map(|(at, by)| Moved { at: Timestamp(at), department, by });
        *moved = moved.take().max(report);
    }
    Ok(items)
}

/// The open issues of active orders, by item, the oldest first.
async fn issues(db: &impl ConnectionTrait, factory: FactoryId) -> Result<HashMap<Uuid, Vec<OpenIssue>>, LedgerError> {
    type Row = (Uuid, Uuid, String, String, i64);
    let rows: Vec<Row> = issue::Entity::find()
        .select_only()
        .columns([issue::Column::Id, issue::Column::ItemId, issue::Column::Title, issue::Column::Priority])
        .column(issue::Column::ReportedAt)
        .filter(issue::Column::FactoryId.eq(factory.0))
        .filter(issue::Column::Status.eq(IssueStatus::Open.wire()))
        .filter(issue::Column::ItemId.in_subquery(ids_of_active(factory)))
        .order_by_asc(issue::Column::ReportedAt)
        .into_tuple()
        .all(db)
        .await?;
    let mut issues: HashMap<Uuid, Vec<OpenIssue>> = HashMap::new();
    for (id, item_id, title, priority, at) in rows {
        let issue = OpenIssue { id: IssueId(id), title, priority: word(&priority)?, reported_at: Timestamp(at) };
        issues.entry(item_id).or_default().push(issue);
    }
    Ok(issues)
}

/// Orders whose last item left on day `since` or later. Nothing of an order changes without its row, so what was not
/// written since then did not end since then.
async fn finished(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    since: model::Date,
    utc_offset_minutes: i32,
) -> Result<Vec<Finished>, LedgerError> {
    let midnight = since.and_time(chrono::NaiveTime::MIN).and_utc().timestamp_millis();
    let since = midnight - i64::from(utc_offset_minutes) * 60_000;
    let ended = order::Entity::find()
        .filter(order::Column::FactoryId.eq(factory.0))
        .filter(order::Column::Status.is_in([OrderStatus::Completed.wire(), OrderStatus::Archived.wire()]))
        .filter(order::Column::UpdatedAt.gte(since));
    let ids = ended.clone().select_only().column(order::Column::Id).into_query();
    let left: Vec<(Uuid, Option<i64>)> = item::Entity::find()
        .select_only()
        .columns([item::Column::PoId, item::Column::DeliveredAt])
        .filter(item::Column::FactoryId.eq(factory.0))
        .filter(item::Column::PoId.in_subquery(ids))
        .into_tuple()
        .all(db)
        .await?;
    // The last one's moment; nothing for an order that was put away with something of it here.
    let mut completed: HashMap<Uuid, Option<i64>> = HashMap::new();
    for (po_id, at) in left {
        let last = completed.entry(po_id).or_insert(Some(i64::MIN));
        *last = last.zip(at).map(|(last, at)| Ord::max(last, at));
    }
    let rows: Vec<(Uuid, i64, Option<model::Date>)> = ended
        .select_only()
        .columns([order::Column::Id, order::Column::CreatedAt, order::Column::DeliveryDeadline])
        .order_by_asc(order::Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    let order = |(id, created_at, deadline)| {
        let at = completed.get(&id).copied().flatten().filter(|at| *at >= since)?;
        let (created_at, completed_at) = (Timestamp(created_at), Timestamp(at));
        Some(Finished { id: PurchaseOrderId(id), created_at, completed_at, deadline })
    };
    Ok(rows.into_iter().filter_map(order).collect())
}

fn of_active(factory: FactoryId) -> SelectStatement {
    order::Entity::find()
        .select_only()
        .column(order::Column::Id)
        .filter(order::Column::FactoryId.eq(factory.0))
        .filter(order::Column::Status.eq(OrderStatus::Active.wire()))
        .into_query()
}

fn ids_of_active(factory: FactoryId) -> SelectStatement {
    item::Entity::find()
        .select_only()
        .column(item::Column::Id)
        .filter(item::Column::FactoryId.eq(factory.0))
        .filter(item::Column::PoId.in_subquery(of_active(factory)))
        .into_query()
}
