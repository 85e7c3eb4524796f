//! A change laid over the rows. Each row is guarded by its version: who would overwrite an unseen change is refused.

use model::{
    Change, Refusal,
    purchase_order::{
        Client, ClientChanged, Issue, IssueChanged, Item, ItemDelivered, ItemUpdated, PurchaseOrder,
        PurchaseOrderCreated, PurchaseOrderStatusChanged, PurchaseOrderUpdated, PurchaseOrderUrgentChanged, Track,
    },
    text,
};
use uuid::Uuid;

use super::facts;
use crate::{error::LedgerError, record::Writing, sqlite::values};

/// Brings the rows to what `change` says.
pub(crate) fn write(w: &Writing<'_>, change: &Change) -> Result<(), LedgerError> {
    match change {
        Change::PurchaseOrderCreated(created) => create(w, created),
        Change::PurchaseOrderUpdated(updated) => update_order(w, updated),
        Change::PurchaseOrderStatusChanged(changed) => set_status(w, changed),
        Change::PurchaseOrderUrgentChanged(changed) => set_urgent(w, changed),
        Change::TrackUpdated(updated) => update_track(w, &updated.track),
        Change::IssueCreated(changed) => insert_issue(w, changed.item_id.0, &changed.issue),
        Change::IssueResolved(changed) => resolve_issue(w, &changed.issue),
        Change::IssuePhotoAdded(changed) => add_photo(w, changed),
        Change::ItemDelivered(delivered) => deliver(w, delivered),
        Change::ItemUpdated(updated) => update_item(w, updated),
        Change::ClientCreated(created) => keep_client(w, &created.client),
        Change::ClientUpdated(updated) => rename_client(w, updated),
        other => Err(LedgerError::Corrupt(format!("{} is not about orders", other.name()))),
    }
}

fn rename_client(w: &Writing<'_>, updated: &ClientChanged) -> Result<(), LedgerError> {
    guarded(w.tx().execute(
        "UPDATE clients SET version = ?1, name = ?2, name_key = ?3 WHERE id = ?4 AND factory_id = ?5 AND version = ?1 - 1",
        values![
            updated.version,
            updated.client.name,
            text::key(&updated.client.name),
            updated.client.id.0,
            w.factory().0,
        ],
    )?)
}

/// What an update that names id, factory and version before wrote: its one row, or none because the version moved on.
pub(crate) fn guarded(rows: usize) -> Result<(), LedgerError> {
    if rows == 1 { Ok(()) } else { Err(Refusal::Stale.into()) }
}

fn create(w: &Writing<'_>, created: &PurchaseOrderCreated) -> Result<(), LedgerError> {
    keep_client(w, &created.order.client)?;
    insert_order(w, &created.order)?;
    w.pass()?;
    add_items(w, created.order.id.0, 0, &created.items)
}

fn insert_order(w: &Writing<'_>, order: &PurchaseOrder) -> Result<(), LedgerError> {
    w.tx().execute(
        "INSERT INTO purchase_orders (id, factory_id, version, po_number, po_number_key, client_id, order_date, \
         delivery_deadline, is_urgent, is_vendor_job, status, created_at, updated_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
        values![
            order.id.0,
            w.factory().0,
            order.version,
            order.po_number,
            text::key(&order.po_number),
            order.client.id.0,
            order.order_date.map(|date| date.to_string()),
            order.delivery_deadline.map(|date| date.to_string()),
            order.is_urgent,
            order.is_vendor_job,
            order.status.wire(),
            order.created_at.0,
            w.at.0,
        ],
    )?;
    Ok(())
}

/// Columns that the patch leaves alone keep their value; those that it may clear come with whether it speaks of them.
fn update_order(w: &Writing<'_>, updated: &PurchaseOrderUpdated) -> Result<(), LedgerError> {
    let patch = &updated.patch;
    if let Some(client) = &patch.client {
        keep_client(w, client)?;
    }
    guarded(w.tx().execute(
        "UPDATE purchase_orders SET version = ?1, updated_at = ?2, po_number = COALESCE(?3, po_number), \
         po_number_key = COALESCE(?4, po_number_key), client_id = COALESCE(?5, client_id), \
         is_vendor_job = COALESCE(?6, is_vendor_job), \
         order_date = CASE WHEN ?7 THEN ?8 ELSE order_date END, \
         delivery_deadline = CASE WHEN ?9 THEN ?10 ELSE delivery_deadline END \
         WHERE id = ?11 AND factory_id = ?12 AND version = ?1 - 1",
        values![
            updated.version,
            w.at.0,
            patch.po_number,
            patch.po_number.as_deref().map(text::key),
            patch.client.as_ref().map(|client| client.id.0),
            patch.is_vendor_job,
            patch.order_date.is_some(),
            patch.order_date.flatten().map(|date| date.to_string()),
            patch.delivery_deadline.is_some(),
            patch.delivery_deadline.flatten().map(|date| date.to_string()),
            updated.po_id.0,
            w.factory().0,
        ],
    )?)?;
    if updated.items_added.is_empty() {
        return Ok(());
    }
    w.pass()?;
    let present = facts::item_count(w.tx(), w.factory(), updated.po_id)?;
    add_items(w, updated.po_id.0, present, &updated.items_added)
}

fn set_status(w: &Writing<'_>, changed: &PurchaseOrderStatusChanged) -> Result<(), LedgerError> {
    guarded(w.tx().execute(
        "UPDATE purchase_orders SET version = ?1, updated_at = ?2, status = ?3 \
         WHERE id = ?4 AND factory_id = ?5 AND version = ?1 - 1",
        values![changed.version, w.at.0, changed.status.wire(), changed.po_id.0, w.factory().0],
    )?)
}

fn set_urgent(w: &Writing<'_>, changed: &PurchaseOrderUrgentChanged) -> Result<(), LedgerError> {
    guarded(w.tx().execute(
        "UPDATE purchase_orders SET version = ?1, updated_at = ?2, is_urgent = ?3 \
         WHERE id = ?4 AND factory_id = ?5 AND version = ?1 - 1",
        values![changed.version, w.at.0, changed.is_urgent, changed.po_id.0, w.factory().0],
    )?)
}

fn update_track(w: &Writing<'_>, after: &Track) -> Result<(), LedgerError> {
    let by = after.updated_by.as_ref();
    guarded(w.tx().execute(
        "UPDATE tracks SET version = ?1, progress = ?2, updated_by = ?3, updated_by_name = ?4, updated_at = ?5, \
         last_note = ?6 WHERE id = ?7 AND factory_id = ?8 AND version = ?1 - 1",
        values![
            after.version,
            after.progress,
            by.map(|by| by.id.0),
            by.map(|by| by.name.as_str()),
            after.updated_at.map(|at| at.0),
            after.last_note,
            after.id.0,
            w.factory().0,
        ],
    )?)
}

fn insert_issue(w: &Writing<'_>, item_id: Uuid, issue: &Issue) -> Result<(), LedgerError> {
    let by = issue.resolver.as_ref();
    w.tx().execute(
        "INSERT INTO issues (id, factory_id, item_id, version, title, description, priority, status, reporter_id, \
         reporter_name, reported_at, resolver_id, resolver_name, resolved_at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        values![
            issue.id.0,
            w.factory().0,
            item_id,
            issue.version,
            issue.title,
            issue.description,
            issue.priority.wire(),
            issue.status.wire(),
            issue.reporter.id.0,
            issue.reporter.name,
            issue.reported_at.0,
            by.map(|by| by.id.0),
            by.map(|by| by.name.as_str()),
            issue.resolved_at.map(|at| at.0),
        ],
    )?;
    Ok(())
}

fn resolve_issue(w: &Writing<'_>, after: &Issue) -> Result<(), LedgerError> {
    let by = after.resolver.as_ref();
    guarded(w.tx().execute(
        "UPDATE issues SET version = ?1, status = ?2, resolver_id = ?3, resolver_name = ?4, resolved_at = ?5 \
         WHERE id = ?6 AND factory_id = ?7 AND version = ?1 - 1",
        values![
            after.version,
            after.status.wire(),
            by.map(|by| by.id.0),
            by.map(|by| by.name.as_str()),
            after.resolved_at.map(|at| at.0),
            after.id.0,
            w.factory().0,
        ],
    )?)
}

/// The photo is the last of the issue's, and its content is the picture that came beside the command.
fn add_photo(w: &Writing<'_>, changed: &IssueChanged) -> Result<(), LedgerError> {
    let after = &changed.issue;
    let (Some(photo), Some(picture)) = (after.photos.last(), w.picture) else {
        return Err(LedgerError::Corrupt(format!("a photo of issue {} without its picture", after.id)));
    };
    guarded(w.tx().execute(
        "UPDATE issues SET version = ?1 WHERE id = ?2 AND factory_id = ?3 AND version = ?1 - 1",
        values![after.version, after.id.0, w.factory().0],
    )?)?;
    w.pass()?;
    w.tx().execute(
        "INSERT INTO photos (id, factory_id, issue_id, item_id, position, width, height, bytes, by_id, by_name, at, \
         sha256, thumbnail, content) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        values![
            photo.id.0,
            w.factory().0,
            after.id.0,
            changed.item_id.0,
            // At most eight of one issue.
            i32::try_from(after.photos.len() - 1).unwrap_or(i32::MAX),
            photo.width,
            photo.height,
            photo.bytes,
            photo.by.id.0,
            photo.by.name,
            photo.at.0,
            picture.sha256,
            picture.thumbnail(),
            picture.jpeg(),
        ],
    )?;
    Ok(())
}

fn deliver(w: &Writing<'_>, delivered: &ItemDelivered) -> Result<(), LedgerError> {
    guarded(w.tx().execute(
        "UPDATE items SET version = ?1, updated_at = ?2, quantity_delivered = ?3, is_delivered = ?4, \
         delivered_at = ?5 WHERE id = ?6 AND factory_id = ?7 AND version = ?1 - 1",
        values![
            delivered.version,
            w.at.0,
            delivered.quantity_delivered.scaled(),
            delivered.is_delivered,
            delivered.delivered_at.map(|at| at.0),
            delivered.item_id.0,
            w.factory().0,
        ],
    )?)?;
    w.pass()?;
    let delivery = &delivered.delivery;
    w.tx().execute(
        "INSERT INTO deliveries (id, factory_id, item_id, quantity, note, by_id, by_name, at) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        values![
            delivery.id.0,
            w.factory().0,
            delivered.item_id.0,
            delivery.quantity.scaled(),
            delivery.note,
            delivery.by.id.0,
            delivery.by.name,
            delivery.at.0,
        ],
    )?;
    Ok(())
}

/// As [`update_order`] treats what the patch leaves alone.
fn update_item(w: &Writing<'_>, updated: &ItemUpdated) -> Result<(), LedgerError> {
    let patch = &updated.patch;
    guarded(w.tx().execute(
        "UPDATE items SET version = ?1, updated_at = ?2, item_name = COALESCE(?3, item_name), \
         quantity_total = COALESCE(?4, quantity_total), quantity_unit = COALESCE(?5, quantity_unit), \
         is_delivered = COALESCE(?6, is_delivered), \
         specification = CASE WHEN ?7 THEN ?8 ELSE specification END, \
         delivered_at = CASE WHEN ?9 THEN ?10 ELSE delivered_at END \
         WHERE id = ?11 AND factory_id = ?12 AND version = ?1 - 1",
        values![
            updated.version,
            w.at.0,
            patch.item_name,
            patch.quantity_total.map(model::Quantity::scaled),
            patch.quantity_unit,
            patch.is_delivered,
            patch.specification.is_some(),
            patch.specification.clone().flatten(),
            patch.delivered_at.is_some(),
            patch.delivered_at.flatten().map(|at| at.0),
            updated.item_id.0,
            w.factory().0,
        ],
    )?)
}

/// The client of a change is either there or new with this very change.
fn keep_client(w: &Writing<'_>, client: &Client) -> Result<(), LedgerError> {
    if facts::has_client(w.tx(), w.factory(), client.id)? {
        return Ok(());
    }
    w.tx().execute(
        "INSERT INTO clients (id, factory_id, name, name_key, version) VALUES (?1, ?2, ?3, ?4, 1)",
        values![client.id.0, w.factory().0, client.name, text::key(&client.name)],
    )?;
    w.pass()
}

fn add_items(w: &Writing<'_>, po_id: Uuid, present: usize, items: &[Item]) -> Result<(), LedgerError> {
    for (position, item) in (present..).zip(items) {
        w.tx().execute(
            "INSERT INTO items (id, factory_id, po_id, position, version, item_name, specification, quantity_total, \
             quantity_unit, quantity_delivered, is_delivered, delivered_at, created_at, updated_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)",
            values![
                item.id.0,
                w.factory().0,
                po_id,
                // At most 500 of one order.
                i32::try_from(position).unwrap_or(i32::MAX),
                item.version,
                item.item_name,
                item.specification,
                item.quantity_total.scaled(),
                item.quantity_unit,
                item.quantity_delivered.scaled(),
                item.is_delivered,
                item.delivered_at.map(|at| at.0),
                w.at.0,
            ],
        )?;
        item.tracks.iter().try_for_each(|track| insert_track(w, item.id.0, track))?;
    }
    Ok(())
}

fn insert_track(w: &Writing<'_>, item_id: Uuid, track: &Track) -> Result<(), LedgerError> {
    let by = track.updated_by.as_ref();
    w.tx().execute(
        "INSERT INTO tracks (id, factory_id, item_id, version, department, progress, updated_by, updated_by_name, \
         updated_at, last_note) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        values![
            track.id.0,
            w.factory().0,
            item_id,
            track.version,
            track.department.wire(),
            track.progress,
            by.map(|by| by.id.0),
            by.map(|by| by.name.as_str()),
            track.updated_at.map(|at| at.0),
            track.last_note,
        ],
    )?;
    Ok(())
}
