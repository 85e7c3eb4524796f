//! What pages show: rows read into what `model` knows. Every query names its factory.

use std::collections::HashMap;

use model::{
    Event, Refusal,
    ids::{FactoryId, ItemId, PurchaseOrderId},
    purchase_order::{Client, Delivery, Issue, IssueStatus, Item, OrderStatus, Photo, PurchaseOrder, Track},
};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait,
    sea_query::{Query, SelectStatement},
};
use uuid::Uuid;

use super::rows::{client_of, delivery_of, five, issue_of, item_of, order_of, photo_of, track_of};
use crate::{
    entities::{client, delivery, event, issue, item, photo, purchase_order, track},
    error::LedgerError,
};

/// Which items.
#[derive(Clone, Copy)]
pub(crate) enum Wanted {
    /// One.
    One(ItemId),
    /// Those of an order.
    OfOrder(PurchaseOrderId),
    /// Those of all orders with this status.
    OfStatus(OrderStatus),
    /// The Tasks page: undelivered ones of active orders.
    Undelivered,
}

/// Which of their issues.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Issues {
    /// Open ones.
    Open,
    /// Resolved ones too.
    All,
}

impl Wanted {
    fn condition(self, factory: FactoryId) -> Condition {
        let own = Condition::all().add(item::Column::FactoryId.eq(factory.0));
        match self {
            Wanted::One(id) => own.add(item::Column::Id.eq(id.0)),
            Wanted::OfOrder(id) => own.add(item::Column::PoId.eq(id.0)),
            Wanted::OfStatus(status) => own.add(item::Column::PoId.in_subquery(order_ids(factory, status))),
            Wanted::Undelivered => own
                .add(item::Column::IsDelivered.eq(false))
                .add(item::Column::PoId.in_subquery(order_ids(factory, OrderStatus::Active))),
        }
    }

    fn item_ids(self, factory: FactoryId) -> SelectStatement {
        item::Entity::find().select_only().column(item::Column::Id).filter(self.condition(factory)).into_query()
    }

    fn orders(self, factory: FactoryId) -> Condition {
        let own = Condition::all().add(purchase_order::Column::FactoryId.eq(factory.0));
        match self {
            Wanted::One(id) => own.add(
                purchase_order::Column::Id.in_subquery(
                    Query::select()
                        .column(item::Column::PoId)
                        .from(item::Entity)
                        .and_where(item::Column::Id.eq(id.0))
                        .and_where(item::Column::FactoryId.eq(factory.0))
                        .to_owned(),
                ),
            ),
            Wanted::OfOrder(id) => own.add(purchase_order::Column::Id.eq(id.0)),
            Wanted::OfStatus(status) => own.add(purchase_order::Column::Status.eq(status.wire())),
            Wanted::Undelivered => own.add(purchase_order::Column::Status.eq(OrderStatus::Active.wire())),
        }
    }
}

fn order_ids(factory: FactoryId, status: OrderStatus) -> SelectStatement {
    purchase_order::Entity::find()
        .select_only()
        .column(purchase_order::Column::Id)
        .filter(purchase_order::Column::FactoryId.eq(factory.0))
        .filter(purchase_order::Column::Status.eq(status.wire()))
        .into_query()
}

/// The items with orders, tracks, issues and photos: five queries, however many items. Items of one order come in the order
/// they were entered.
pub(crate) async fn items(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    wanted: Wanted,
    issues: Issues,
) -> Result<Vec<Item>, LedgerError> {
    let rows = item::Entity::find()
        .filter(wanted.condition(factory))
        .order_by_asc(item::Column::PoId)
        .order_by_asc(item::Column::Position)
        .all(db)
        .await?;
    let orders: HashMap<PurchaseOrderId, PurchaseOrder> =
        orders_where(db, factory, wanted.orders(factory)).await?.into_iter().map(|order| (order.id, order)).collect();
    let mut tracks: HashMap<Uuid, Vec<Track>> = HashMap::new();
    let track_rows = track::Entity::find()
        .filter(track::Column::FactoryId.eq(factory.0))
        .filter(track::Column::ItemId.in_subquery(wanted.item_ids(factory)));
    for row in track_rows.all(db).await? {
        tracks.entry(row.item_id).or_default().push(track_of(row)?);
    }
    let mut issue_rows = issue::Entity::find()
        .filter(issue::Column::FactoryId.eq(factory.0))
        .filter(issue::Column::ItemId.in_subquery(wanted.item_ids(factory)))
        .order_by_asc(issue::Column::ReportedAt);
    if issues == Issues::Open {
        issue_rows = issue_rows.filter(issue::Column::Status.eq(IssueStatus::Open.wire()));
    }
    let mut photos: HashMap<Uuid, Vec<Photo>> = HashMap::new();
    let photo_rows = photo::Entity::find()
        .filter(photo::Column::FactoryId.eq(factory.0))
        .filter(photo::Column::ItemId.in_subquery(wanted.item_ids(factory)))
        .order_by_asc(photo::Column::Position);
    for row in photo_rows.all(db).await? {
        photos.entry(row.issue_id).or_default().push(photo_of(row)?);
    }
    let mut issues: HashMap<Uuid, Vec<Issue>> = HashMap::new();
    for row in issue_rows.all(db).await? {
        let photos = photos.remove(&row.id).unwrap_or_default();
        issues.entry(row.item_id).or_default().push(issue_of(row, photos)?);
    }
    rows.into_iter()
        .map(|row| {
            let order = orders
                .get(&PurchaseOrderId(row.po_id))
                .cloned()
                .ok_or_else(|| LedgerError::Corrupt(format!("item {} without its order", row.id)))?;
            let tracks = five(row.id, tracks.remove(&row.id).unwrap_or_default())?;
            let issues = issues.remove(&row.id).unwrap_or_default();
            Ok(item_of(row, order, tracks, issues))
        })
        .collect()
}

/// One order.
pub(crate) async fn order(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    id: PurchaseOrderId,
) -> Result<PurchaseOrder, LedgerError> {
    let condition =
        Condition::all().add(purchase_order::Column::FactoryId.eq(factory.0)).add(purchase_order::Column::Id.eq(id.0));
    Ok(orders_where(db, factory, condition).await?.pop().ok_or(Refusal::Unknown)?)
}

/// All orders with `status`, newest first.
pub(crate) async fn orders(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    status: OrderStatus,
) -> Result<Vec<PurchaseOrder>, LedgerError> {
    orders_where(db, factory, Wanted::OfStatus(status).orders(factory)).await
}

/// The orders of `factory` among `ids`.
pub(crate) async fn orders_of(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    ids: impl IntoIterator<Item = PurchaseOrderId>,
) -> Result<Vec<PurchaseOrder>, LedgerError> {
    let condition = Condition::all()
        .add(purchase_order::Column::FactoryId.eq(factory.0))
        .add(purchase_order::Column::Id.is_in(ids.into_iter().map(|id| id.0)));
    orders_where(db, factory, condition).await
}

async fn orders_where(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    condition: Condition,
) -> Result<Vec<PurchaseOrder>, LedgerError> {
    let client_ids = Query::select()
        .column(purchase_order::Column::ClientId)
        .from(purchase_order::Entity)
        .cond_where(condition.clone())
        .to_owned();
    let clients: HashMap<Uuid, Client> = client::Entity::find()
        .filter(client::Column::FactoryId.eq(factory.0))
        .filter(client::Column::Id.in_subquery(client_ids))
        .all(db)
        .await?
        .into_iter()
        .map(|row| (row.id, client_of(row)))
        .collect();
    purchase_order::Entity::find()
        .filter(condition)
        .order_by_desc(purchase_order::Column::CreatedAt)
        .order_by_desc(purchase_order::Column::PoNumber)
        .all(db)
        .await?
        .into_iter()
        .map(|row| {
            let client = clients
                .get(&row.client_id)
                .cloned()
                .ok_or_else(|| LedgerError::Corrupt(format!("order {} without its client", row.id)))?;
            order_of(row, client)
        })
        .collect()
}

/// The deliveries of an item, newest first.
pub(crate) async fn deliveries(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    id: ItemId,
) -> Result<Vec<Delivery>, LedgerError> {
    let rows = delivery::Entity::find()
        .filter(delivery::Column::FactoryId.eq(factory.0))
        .filter(delivery::Column::ItemId.eq(id.0))
        .order_by_desc(delivery::Column::At)
        .order_by_desc(delivery::Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(delivery_of).collect())
}

/// At most `limit` events of an order, or of one item of it together with those of the whole order, newest first and
/// before place `before`.
pub(crate) async fn history_of(
    db: &impl ConnectionTrait,
    factory: FactoryId,
    po_id: PurchaseOrderId,
    item_id: Option<ItemId>,
    before: Option<i64>,
    limit: u64,
) -> Result<Vec<Event>, LedgerError> {
    let mut query = event::Entity::find()
        .select_only()
        .column(event::Column::Body)
        .filter(event::Column::FactoryId.eq(factory.0))
        .filter(event::Column::PoId.eq(po_id.0));
    if let Some(item_id) = item_id {
        let own = event::Column::ItemId.eq(item_id.0);
        query = query.filter(Condition::any().add(own).add(event::Column::ItemId.is_null()));
    }
    if let Some(before) = before {
        query = query.filter(event::Column::Seq.lt(before));
    }
    let bodies: Vec<String> = query.order_by_desc(event::Column::Seq).limit(limit).into_tuple().all(db).await?;
    bodies.iter().map(|body| event_of(body)).collect()
}

/// The event that lies in the log as `body`.
pub(crate) fn event_of(body: &str) -> Result<Event, LedgerError> {
    serde_json::from_str(body).map_err(|error| LedgerError::Corrupt(error.to_string()))
}
