//! What pages start from. Rows and head are read in one transaction, so "snapshot plus events after its `seq`" loses
//! nothing and repeats nothing.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError},
};

use model::{
    Event, Refusal,
    ids::{FactoryId, ItemId, PurchaseOrderId},
    planted::{Mistake, planted},
    purchase_order::{
        Item, ItemSnapshot, OrderFormSnapshot, OrderRow, OrderSnapshot, OrderStatus, OrdersSnapshot, TasksSnapshot,
        next_po_number,
    },
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
    prelude::Uuid, sea_query::Expr,
};

use crate::{
    Ledger, clock,
    entities::{client, item, purchase_order as order_entity},
    error::LedgerError,
    outbox::{factory_row, head},
    purchase_order::{self, Issues, Wanted},
};

/// Events that come with a page; older ones by [`Ledger::history`].
const HISTORY: u64 = 100;

/// What a history is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// An order with all its items.
    PurchaseOrder(PurchaseOrderId),
    /// One item, and what happened to its order as a whole.
    Item(ItemId),
}

impl Ledger {
    /// The Tasks page.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory.
    pub async fn tasks_snapshot(&self, factory: FactoryId) -> Result<TasksSnapshot, LedgerError> {
        let tasks = self.tasks(factory).await?;
        Ok(TasksSnapshot { epoch: tasks.epoch, seq: tasks.seq, now: clock::now(), items: tasks.items.clone() })
    }

    /// As [`Ledger::tasks_snapshot`], shared with everybody who asks while the head stands; its `now` is when it was read.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory.
    pub async fn tasks(&self, factory: FactoryId) -> Result<Arc<TasksSnapshot>, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let still = |kept: &Arc<TasksSnapshot>| {
            (kept.epoch, kept.seq) == (epoch, seq) || planted(Mistake::KeptRowsUnderNewHead)
        };
        if let Some(kept) = self.kept_tasks(factory).filter(still) {
            tx.commit().await?;
            return Ok(kept);
        }
        let mut items = purchase_order::items(&tx, factory, Wanted::Undelivered, Issues::Open).await?;
        tx.commit().await?;
        // Stable, so the items of one order stay as they were entered.
        items.sort_by(|a, b| deadline_first(a).cmp(&deadline_first(b)));
        let snapshot = Arc::new(TasksSnapshot { epoch, seq, now: clock::now(), items });
        self.keep_tasks(factory, snapshot.clone());
        Ok(snapshot)
    }

    // A std mutex: it is held for one look-up, never across an await. A thread that died holding it left nothing half
    // done, because what is kept is replaced whole.
    fn kept_tasks(&self, factory: FactoryId) -> Option<Arc<TasksSnapshot>> {
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).get(&factory).cloned()
    }

    fn keep_tasks(&self, factory: FactoryId, kept: Arc<TasksSnapshot>) {
        self.inner.tasks.lock().unwrap_or_else(PoisonError::into_inner).insert(factory, kept);
    }

    /// The item page.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such an item in `factory`.
    pub async fn item_snapshot(&self, factory: FactoryId, id: ItemId) -> Result<ItemSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let item =
            purchase_order::items(&tx, factory, Wanted::One(id), Issues::All).await?.pop().ok_or(Refusal::Unknown)?;
        let deliveries = purchase_order::deliveries(&tx, factory, id).await?;
        let history = purchase_order::history_of(&tx, factory, item.order.id, Some(id), None, HISTORY).await?;
        tx.commit().await?;
        Ok(ItemSnapshot { epoch, seq, now: clock::now(), item, deliveries, history })
    }

    /// The purchase order list of one status.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory.
    pub async fn orders_snapshot(
        &self,
        factory: FactoryId,
        status: OrderStatus,
    ) -> Result<OrdersSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let mut counts = [0; 4];
        for (count, status) in counts.iter_mut().zip(OrderStatus::ALL) {
            let orders = order_entity::Entity::find()
                .filter(order_entity::Column::FactoryId.eq(factory.0))
                .filter(order_entity::Column::Status.eq(status.wire()))
                .count(&tx)
                .await?;
            *count = u32::try_from(orders).unwrap_or(u32::MAX);
        }
        let orders = purchase_order::orders(&tx, factory, status).await?;
        let mut items: HashMap<PurchaseOrderId, Vec<Item>> = HashMap::new();
        for item in purchase_order::items(&tx, factory, Wanted::OfStatus(status), Issues::Open).await? {
            items.entry(item.order.id).or_default().push(item);
        }
        tx.commit().await?;
        let orders = orders
            .into_iter()
            .map(|order| {
                let items = items.remove(&order.id).unwrap_or_default();
                OrderRow::new(order, &items)
            })
            .collect();
        Ok(OrdersSnapshot { epoch, seq, now: clock::now(), orders, counts, status })
    }

    /// The purchase order page.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such an order in `factory`.
    pub async fn order_snapshot(&self, factory: FactoryId, id: PurchaseOrderId) -> Result<OrderSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let order = purchase_order::order(&tx, factory, id).await?;
        let items = purchase_order::items(&tx, factory, Wanted::OfOrder(id), Issues::Open).await?;
        let history = purchase_order::history_of(&tx, factory, id, None, None, HISTORY).await?;
        tx.commit().await?;
        Ok(OrderSnapshot { epoch, seq, now: clock::now(), order, items, history })
    }

    /// What the empty order form of `year` starts from.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such a factory.
    pub async fn order_form(&self, factory: FactoryId, year: i32) -> Result<OrderFormSnapshot, LedgerError> {
        let tx = self.reading().await?;
        let (epoch, seq) = head(&tx, factory).await?;
        let numbers = order_numbers(&tx, factory).await?;
        let clients: Vec<String> = client::Entity::find()
            .select_only()
            .column(client::Column::Name)
            .filter(client::Column::FactoryId.eq(factory.0))
            .order_by_asc(client::Column::NameKey)
            .into_tuple()
            .all(&tx)
            .await?;
        let units = units(&tx, factory).await?;
        let prefix = factory_row(&tx, factory).await?.number_prefix;
        tx.commit().await?;
        let po_number = next_po_number(numbers.iter().map(String::as_str), &prefix, year);
        Ok(OrderFormSnapshot { epoch, seq, po_number, clients, units })
    }

    /// The numbers of all orders of `factory`, as they were written.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn order_numbers(&self, factory: FactoryId) -> Result<Vec<String>, LedgerError> {
        order_numbers(&self.readers().await, factory).await
    }

    /// Whether `factory` has this order or item. A foreign id answers as an unknown one.
    ///
    /// # Errors
    /// [`LedgerError::Database`].
    pub async fn has_document(&self, factory: FactoryId, subject: Subject) -> Result<bool, LedgerError> {
        let found: Option<Uuid> = match subject {
            Subject::PurchaseOrder(id) => {
                let own = order_entity::Entity::find_by_id(id.0).filter(order_entity::Column::FactoryId.eq(factory.0));
                own.select_only().column(order_entity::Column::Id).into_tuple().one(&self.readers().await).await?
            }
            Subject::Item(id) => {
                let own = item::Entity::find_by_id(id.0).filter(item::Column::FactoryId.eq(factory.0));
                own.select_only().column(item::Column::Id).into_tuple().one(&self.readers().await).await?
            }
        };
        Ok(found.is_some())
    }

    /// At most `limit` events of `subject`, newest first; with `before`, those older than that place.
    ///
    /// # Errors
    /// [`Refusal::Unknown`] without such an order or item in `factory`.
    pub async fn history(
        &self,
        factory: FactoryId,
        subject: Subject,
        before: Option<i64>,
        limit: u64,
    ) -> Result<Vec<Event>, LedgerError> {
        let tx = self.reading().await?;
        let (po_id, item_id) = match subject {
            Subject::PurchaseOrder(id) => (purchase_order::order(&tx, factory, id).await?.id, None),
            Subject::Item(id) => (order_of(&tx, factory, id).await?, Some(id)),
        };
        let events = purchase_order::history_of(&tx, factory, po_id, item_id, before, limit).await?;
        tx.commit().await?;
        Ok(events)
    }
}

/// Nearest deadline first, no deadline last, then by number.
fn deadline_first(item: &Item) -> (bool, Option<model::Date>, &str) {
    let deadline = item.order.delivery_deadline;
    (deadline.is_none(), deadline, &item.order.po_number)
}

async fn order_of(db: &impl ConnectionTrait, factory: FactoryId, id: ItemId) -> Result<PurchaseOrderId, LedgerError> {
    let row = item::Entity::find_by_id(id.0)
        .filter(item::Column::FactoryId.eq(factory.0))
        .one(db)
        .await?
        .ok_or(Refusal::Unknown)?;
    Ok(PurchaseOrderId(row.po_id))
}

async fn order_numbers(db: &impl ConnectionTrait, factory: FactoryId) -> Result<Vec<String>, LedgerError> {
    let numbers = order_entity::Entity::find()
        .select_only()
        .column(order_entity::Column::PoNumber)
        .filter(order_entity::Column::FactoryId.eq(factory.0))
        .order_by_asc(order_entity::Column::CreatedAt);
    Ok(numbers.into_tuple().all(db).await?)
}

/// Units in use, most used first.
async fn units(db: &impl ConnectionTrait, factory: FactoryId) -> Result<Vec<String>, LedgerError> {
    let uses = Expr::col(item::Column::Id).count();
    let units: Vec<(String, i64)> = item::Entity::find()
        .select_only()
        .column(item::Column::QuantityUnit)
        .column_as(uses.clone(), "uses")
        .filter(item::Column::FactoryId.eq(factory.0))
        .group_by(item::Column::QuantityUnit)
        .order_by_desc(uses)
        .order_by_asc(item::Column::QuantityUnit)
        .into_tuple()
        .all(db)
        .await?;
    Ok(units.into_iter().map(|(unit, _)| unit).collect())
}
