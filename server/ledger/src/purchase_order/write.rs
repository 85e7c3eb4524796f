//! A change laid over the rows. Each row is guarded by its version: who would overwrite an unseen change is refused.

use model::{
    Change, Refusal,
    purchase_order::{
        Client, Issue, Item, ItemDelivered, ItemUpdated, PurchaseOrder, PurchaseOrderCreated, PurchaseOrderUpdated,
        Track, Version,
    },
    text,
};
use sea_orm::{
    EntityTrait, ExprTrait, IntoActiveModel, QueryFilter, UpdateMany,
    sea_query::{Alias, Expr},
};
use uuid::Uuid;

use super::read;
use crate::{
    entities::{client, delivery, issue, item, purchase_order, track},
    error::LedgerError,
    record::Writing,
};

/// Rows of one insert; the most values one statement may carry is 32,766, and an item has 14.
const ROWS_AT_ONCE: usize = 1_000;

/// Brings the rows to what `change` says.
pub(crate) async fn write(w: &Writing<'_>, change: &Change) -> Result<(), LedgerError> {
    match change {
        Change::PurchaseOrderCreated(created) => create(w, created).await,
        Change::PurchaseOrderUpdated(updated) => update_order(w, updated).await,
        Change::PurchaseOrderStatusChanged(changed) => {
            let status = Expr::value(changed.status.wire());
            let update = purchase_order::Entity::update_many()
                .col_expr(purchase_order::Column::Status, status)
                .col_expr(purchase_order::Column::UpdatedAt, Expr::value(w.at.0));
            guarded(w, update, changed.po_id.0, changed.version).await
        }
        Change::PurchaseOrderUrgentChanged(changed) => {
            let update = purchase_order::Entity::update_many()
                .col_expr(purchase_order::Column::IsUrgent, Expr::value(changed.is_urgent))
                .col_expr(purchase_order::Column::UpdatedAt, Expr::value(w.at.0));
            guarded(w, update, changed.po_id.0, changed.version).await
        }
        Change::TrackUpdated(updated) => update_track(w, &updated.track).await,
        Change::IssueCreated(changed) => {
            let row = issue_row(w, changed.item_id.0, &changed.issue);
            issue::Entity::insert(row.into_active_model()).exec_without_returning(w.tx).await?;
            Ok(())
        }
        Change::IssueResolved(changed) => resolve_issue(w, &changed.issue).await,
        Change::ItemDelivered(delivered) => deliver(w, delivered).await,
        Change::ItemUpdated(updated) => update_item(w, updated).await,
    }
}

/// Writes only if the row still has the version before `version`.
async fn guarded<E: EntityTrait>(
    w: &Writing<'_>,
    update: UpdateMany<E>,
    id: Uuid,
    version: Version,
) -> Result<(), LedgerError> {
    let done = update
        .col_expr(Alias::new("version"), Expr::value(version))
        .filter(Expr::col("id").eq(id))
        .filter(Expr::col("factory_id").eq(w.factory().0))
        .filter(Expr::col("version").eq(version - 1))
        .exec(w.tx)
        .await?;
    if done.rows_affected == 1 { Ok(()) } else { Err(Refusal::Stale.into()) }
}

async fn create(w: &Writing<'_>, created: &PurchaseOrderCreated) -> Result<(), LedgerError> {
    keep_client(w, &created.order.client).await?;
    let row = order_row(w, &created.order);
    purchase_order::Entity::insert(row.into_active_model()).exec_without_returning(w.tx).await?;
    w.pass()?;
    add_items(w, created.order.id.0, 0, &created.items).await
}

async fn update_order(w: &Writing<'_>, updated: &PurchaseOrderUpdated) -> Result<(), LedgerError> {
    use purchase_order::Column;
    let patch = &updated.patch;
    let mut update = purchase_order::Entity::update_many().col_expr(Column::UpdatedAt, Expr::value(w.at.0));
    if let Some(po_number) = &patch.po_number {
        update = update
            .col_expr(Column::PoNumber, Expr::value(po_number.as_str()))
            .col_expr(Column::PoNumberKey, Expr::value(text::key(po_number)));
    }
    if let Some(client) = &patch.client {
        keep_client(w, client).await?;
        update = update.col_expr(Column::ClientId, Expr::value(client.id.0));
    }
    if let Some(is_vendor_job) = patch.is_vendor_job {
        update = update.col_expr(Column::IsVendorJob, Expr::value(is_vendor_job));
    }
    if let Some(order_date) = patch.order_date {
        update = update.col_expr(Column::OrderDate, Expr::value(order_date));
    }
    if let Some(deadline) = patch.delivery_deadline {
        update = update.col_expr(Column::DeliveryDeadline, Expr::value(deadline));
    }
    guarded(w, update, updated.po_id.0, updated.version).await?;
    if updated.items_added.is_empty() {
        return Ok(());
    }
    w.pass()?;
    let present = read::item_count(w.tx, w.factory(), updated.po_id).await?;
    add_items(w, updated.po_id.0, present, &updated.items_added).await
}

async fn update_track(w: &Writing<'_>, after: &Track) -> Result<(), LedgerError> {
    use track::Column;
    let by = after.updated_by.as_ref();
    let update = track::Entity::update_many()
        .col_expr(Column::Progress, Expr::value(i16::from(after.progress)))
        .col_expr(Column::UpdatedBy, Expr::value(by.map(|by| by.id.0)))
        .col_expr(Column::UpdatedByName, Expr::value(by.map(|by| by.name.clone())))
        .col_expr(Column::UpdatedAt, Expr::value(after.updated_at.map(|at| at.0)))
        .col_expr(Column::LastNote, Expr::value(after.last_note.clone()));
    guarded(w, update, after.id.0, after.version).await
}

async fn resolve_issue(w: &Writing<'_>, after: &Issue) -> Result<(), LedgerError> {
    use issue::Column;
    let by = after.resolver.as_ref();
    let update = issue::Entity::update_many()
        .col_expr(Column::Status, Expr::value(after.status.wire()))
        .col_expr(Column::ResolverId, Expr::value(by.map(|by| by.id.0)))
        .col_expr(Column::ResolverName, Expr::value(by.map(|by| by.name.clone())))
        .col_expr(Column::ResolvedAt, Expr::value(after.resolved_at.map(|at| at.0)));
    guarded(w, update, after.id.0, after.version).await
}

async fn deliver(w: &Writing<'_>, delivered: &ItemDelivered) -> Result<(), LedgerError> {
    use item::Column;
    let update = item::Entity::update_many()
        .col_expr(Column::QuantityDelivered, Expr::value(delivered.quantity_delivered.scaled()))
        .col_expr(Column::IsDelivered, Expr::value(delivered.is_delivered))
        .col_expr(Column::DeliveredAt, Expr::value(delivered.delivered_at.map(|at| at.0)))
        .col_expr(Column::UpdatedAt, Expr::value(w.at.0));
    guarded(w, update, delivered.item_id.0, delivered.version).await?;
    w.pass()?;
    let row = delivery::Model {
        id: delivered.delivery.id.0,
        factory_id: w.factory().0,
        item_id: delivered.item_id.0,
        quantity: delivered.delivery.quantity.scaled(),
        note: delivered.delivery.note.clone(),
        by_id: delivered.delivery.by.id.0,
        by_name: delivered.delivery.by.name.clone(),
        at: delivered.delivery.at.0,
    };
    delivery::Entity::insert(row.into_active_model()).exec_without_returning(w.tx).await?;
    Ok(())
}

async fn update_item(w: &Writing<'_>, updated: &ItemUpdated) -> Result<(), LedgerError> {
    use item::Column;
    let patch = &updated.patch;
    let mut update = item::Entity::update_many().col_expr(Column::UpdatedAt, Expr::value(w.at.0));
    if let Some(item_name) = &patch.item_name {
        update = update.col_expr(Column::ItemName, Expr::value(item_name.as_str()));
    }
    if let Some(total) = patch.quantity_total {
        update = update.col_expr(Column::QuantityTotal, Expr::value(total.scaled()));
    }
    if let Some(unit) = &patch.quantity_unit {
        update = update.col_expr(Column::QuantityUnit, Expr::value(unit.as_str()));
    }
    if let Some(specification) = &patch.specification {
        update = update.col_expr(Column::Specification, Expr::value(specification.clone()));
    }
    if let Some(is_delivered) = patch.is_delivered {
        update = update.col_expr(Column::IsDelivered, Expr::value(is_delivered));
    }
    if let Some(delivered_at) = patch.delivered_at {
        update = update.col_expr(Column::DeliveredAt, Expr::value(delivered_at.map(|at| at.0)));
    }
    guarded(w, update, updated.item_id.0, updated.version).await
}

/// The client of a change is either there or new with this very change.
async fn keep_client(w: &Writing<'_>, client: &Client) -> Result<(), LedgerError> {
    if client::Entity::find_by_id(client.id.0).one(w.tx).await?.is_some() {
        return Ok(());
    }
    let row = client::Model {
        id: client.id.0,
        factory_id: w.factory().0,
        name: client.name.clone(),
        name_key: text::key(&client.name),
    };
    client::Entity::insert(row.into_active_model()).exec_without_returning(w.tx).await?;
    w.pass()
}

async fn add_items(w: &Writing<'_>, po_id: Uuid, present: usize, items: &[Item]) -> Result<(), LedgerError> {
    let rows: Vec<item::ActiveModel> =
        (present..).zip(items).map(|(position, item)| item_row(w, po_id, position, item).into_active_model()).collect();
    for rows in rows.chunks(ROWS_AT_ONCE) {
        item::Entity::insert_many(rows.iter().cloned()).exec_without_returning(w.tx).await?;
    }
    w.pass()?;
    let tracks: Vec<track::ActiveModel> = items
        .iter()
        .flat_map(|item| item.tracks.iter().map(|track| track_row(w, item.id.0, track).into_active_model()))
        .collect();
    for rows in tracks.chunks(ROWS_AT_ONCE) {
        track::Entity::insert_many(rows.iter().cloned()).exec_without_returning(w.tx).await?;
    }
    Ok(())
}

fn order_row(w: &Writing<'_>, order: &PurchaseOrder) -> purchase_order::Model {
    purchase_order::Model {
        id: order.id.0,
        factory_id: w.factory().0,
        version: order.version,
        po_number: order.po_number.clone(),
        po_number_key: text::key(&order.po_number),
        client_id: order.client.id.0,
        order_date: order.order_date,
        delivery_deadline: order.delivery_deadline,
        is_urgent: order.is_urgent,
        is_vendor_job: order.is_vendor_job,
        status: order.status.wire().to_owned(),
        created_at: order.created_at.0,
        updated_at: w.at.0,
    }
}

fn item_row(w: &Writing<'_>, po_id: Uuid, position: usize, item: &Item) -> item::Model {
    item::Model {
        id: item.id.0,
        factory_id: w.factory().0,
        po_id,
        // At most 500 of one order.
        position: i32::try_from(position).unwrap_or(i32::MAX),
        version: item.version,
        item_name: item.item_name.clone(),
        specification: item.specification.clone(),
        quantity_total: item.quantity_total.scaled(),
        quantity_unit: item.quantity_unit.clone(),
        quantity_delivered: item.quantity_delivered.scaled(),
        is_delivered: item.is_delivered,
        delivered_at: item.delivered_at.map(|at| at.0),
        created_at: w.at.0,
        updated_at: w.at.0,
    }
}

fn track_row(w: &Writing<'_>, item_id: Uuid, track: &Track) -> track::Model {
    track::Model {
        id: track.id.0,
        factory_id: w.factory().0,
        item_id,
        version: track.version,
        department: track.department.wire().to_owned(),
        progress: i16::from(track.progress),
        updated_by: track.updated_by.as_ref().map(|by| by.id.0),
        updated_by_name: track.updated_by.as_ref().map(|by| by.name.clone()),
        updated_at: track.updated_at.map(|at| at.0),
        last_note: track.last_note.clone(),
    }
}

fn issue_row(w: &Writing<'_>, item_id: Uuid, issue: &Issue) -> issue::Model {
    issue::Model {
        id: issue.id.0,
        factory_id: w.factory().0,
        item_id,
        version: issue.version,
        title: issue.title.clone(),
        description: issue.description.clone(),
        priority: issue.priority.wire().to_owned(),
        status: issue.status.wire().to_owned(),
        reporter_id: issue.reporter.id.0,
        reporter_name: issue.reporter.name.clone(),
        reported_at: issue.reported_at.0,
        resolver_id: issue.resolver.as_ref().map(|by| by.id.0),
        resolver_name: issue.resolver.as_ref().map(|by| by.name.clone()),
        resolved_at: issue.resolved_at.map(|at| at.0),
    }
}
