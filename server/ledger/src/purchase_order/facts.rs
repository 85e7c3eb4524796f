//! What rules ask before they decide, read in the writer's transaction. Every query names its factory.

use std::collections::HashSet;

use model::{
    ActorRef, Date, Quantity, Refusal, Timestamp,
    ids::{ClientId, FactoryId, IssueId, ItemId, PhotoId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{Client, Issue, IssueStatus, Item, ItemDraft, Photo, PurchaseOrder, Track, Version},
    text,
};

use super::rows::{five, percent, person};
use crate::{
    error::{LedgerError, word},
    sqlite::{Connection, Row, values},
};

/// An order as [`order_at`] reads it from column 0 on.
macro_rules! order_columns {
    () => {
        "o.id, o.version, o.po_number, o.order_date, o.delivery_deadline, o.is_urgent, o.is_vendor_job, o.status, \
         o.created_at, c.id, c.name"
    };
}

/// Items as [`item_at`] reads them.
macro_rules! select_items {
    ($which:literal) => {
        concat!(
            "SELECT ",
            order_columns!(),
            ", i.id, i.version, i.item_name, i.specification, i.quantity_total, i.quantity_unit, i.quantity_delivered, \
             i.is_delivered, i.delivered_at FROM items i JOIN purchase_orders o ON o.id = i.po_id \
             JOIN clients c ON c.id = o.client_id WHERE ",
            $which
        )
    };
}

/// Issues as [`issue_at`] reads them.
macro_rules! select_issues {
    ($which:literal) => {
        concat!(
            "SELECT id, version, title, description, priority, status, reporter_id, reporter_name, reported_at, \
             resolver_id, resolver_name, resolved_at, item_id FROM issues WHERE ",
            $which
        )
    };
}

/// One item, without its issues: no rule asks for them.
pub(crate) fn item(tx: &Connection, factory: FactoryId, id: ItemId) -> Result<Option<Item>, LedgerError> {
    let tracks = tracks(tx, factory, id)?;
    let sql = select_items!("i.id = ?1 AND i.factory_id = ?2");
    tx.one(sql, values![id.0, factory.0], |row| item_at(row, tracks, Vec::new()))
}

/// All items of an order as they were entered, with their open issues.
pub(super) fn items_of(tx: &Connection, factory: FactoryId, id: PurchaseOrderId) -> Result<Vec<Item>, LedgerError> {
    let sql = select_items!("i.po_id = ?1 AND i.factory_id = ?2 ORDER BY i.position");
    tx.all(sql, values![id.0, factory.0], |row| {
        let item_id = ItemId(row.get(11)?);
        item_at(row, tracks(tx, factory, item_id)?, open_issues(tx, factory, item_id)?)
    })
}

/// As they lie there: none for an item that is not there.
fn tracks(tx: &Connection, factory: FactoryId, item: ItemId) -> Result<Vec<Track>, LedgerError> {
    let sql = "SELECT id, version, department, progress, updated_by, updated_by_name, updated_at, last_note \
               FROM tracks WHERE item_id = ?1 AND factory_id = ?2";
    tx.all(sql, values![item.0, factory.0], |row| {
        let id = row.get(0)?;
        Ok(Track {
            id: TrackId(id),
            version: row.get(1)?,
            department: word(row.get_ref(2)?.as_str()?)?,
            progress: percent(id, row.get(3)?)?,
            updated_by: person(row.get(4)?, row.get(5)?),
            updated_at: row.get::<_, Option<i64>>(6)?.map(Timestamp),
            last_note: row.get(7)?,
        })
    })
}

fn open_issues(tx: &Connection, factory: FactoryId, item: ItemId) -> Result<Vec<Issue>, LedgerError> {
    let sql = select_issues!("item_id = ?1 AND factory_id = ?2 AND status = ?3 ORDER BY reported_at");
    tx.all(sql, values![item.0, factory.0, IssueStatus::Open.wire()], |row| {
        let photos = photos(tx, factory, IssueId(row.get(0)?))?;
        issue_at(row, photos)
    })
}

/// The photos of an issue in the order they were added, without their content.
fn photos(tx: &Connection, factory: FactoryId, issue: IssueId) -> Result<Vec<Photo>, LedgerError> {
    let sql = "SELECT id, width, height, bytes, by_id, by_name, at FROM photos \
               WHERE issue_id = ?1 AND factory_id = ?2 ORDER BY position";
    tx.all(sql, values![issue.0, factory.0], |row| {
        Ok(Photo {
            id: PhotoId(row.get(0)?),
            width: row.get(1)?,
            height: row.get(2)?,
            bytes: row.get(3)?,
            by: ActorRef { id: UserId(row.get(4)?), name: row.get(5)? },
            at: Timestamp(row.get(6)?),
        })
    })
}

/// One order.
pub(super) fn order(tx: &Connection, factory: FactoryId, id: PurchaseOrderId) -> Result<PurchaseOrder, LedgerError> {
    let sql = concat!(
        "SELECT ",
        order_columns!(),
        " FROM purchase_orders o JOIN clients c ON c.id = o.client_id WHERE o.id = ?1 AND o.factory_id = ?2"
    );
    Ok(tx.one(sql, values![id.0, factory.0], order_at)?.ok_or(Refusal::Unknown)?)
}

/// The order that has this number in any spelling.
pub(super) fn order_by_number(
    tx: &Connection,
    factory: FactoryId,
    number: &str,
) -> Result<Option<PurchaseOrderId>, LedgerError> {
    let sql = "SELECT id FROM purchase_orders WHERE factory_id = ?1 AND po_number_key = ?2";
    tx.one(sql, values![factory.0, text::key(number)], |row| Ok(PurchaseOrderId(row.get(0)?)))
}

/// The client that has this name in any spelling.
pub(super) fn client_by_name(tx: &Connection, factory: FactoryId, name: &str) -> Result<Option<Client>, LedgerError> {
    let sql = "SELECT id, name FROM clients WHERE factory_id = ?1 AND name_key = ?2";
    tx.one(sql, values![factory.0, text::key(name)], |row| client_at(row, 0))
}

/// This client, with its version.
pub(super) fn client(tx: &Connection, factory: FactoryId, id: ClientId) -> Result<(Client, Version), LedgerError> {
    let sql = "SELECT id, name, version FROM clients WHERE id = ?1 AND factory_id = ?2";
    let found = tx.one(sql, values![id.0, factory.0], |row| Ok((client_at(row, 0)?, row.get(2)?)))?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

/// Whether this client is there.
pub(super) fn has_client(tx: &Connection, factory: FactoryId, id: ClientId) -> Result<bool, LedgerError> {
    let sql = "SELECT 1 FROM clients WHERE id = ?1 AND factory_id = ?2";
    Ok(tx.one(sql, values![id.0, factory.0], |_| Ok(()))?.is_some())
}

/// What makes each item of an order the same as an imported row.
pub(super) fn item_keys(
    tx: &Connection,
    factory: FactoryId,
    id: PurchaseOrderId,
) -> Result<HashSet<(String, String, Quantity, String)>, LedgerError> {
    let sql = "SELECT item_name, specification, quantity_total, quantity_unit FROM items \
               WHERE po_id = ?1 AND factory_id = ?2";
    let keys = tx.all(sql, values![id.0, factory.0], |row| {
        let draft = ItemDraft {
            item_name: row.get(0)?,
            specification: row.get(1)?,
            quantity_total: Quantity::from_scaled(row.get(2)?),
            quantity_unit: row.get(3)?,
        };
        Ok(draft.key())
    })?;
    Ok(keys.into_iter().collect())
}

/// How many items an order has.
pub(super) fn item_count(tx: &Connection, factory: FactoryId, id: PurchaseOrderId) -> Result<usize, LedgerError> {
    let sql = "SELECT COUNT(*) FROM items WHERE po_id = ?1 AND factory_id = ?2";
    let count: Option<i64> = tx.one(sql, values![id.0, factory.0], |row| Ok(row.get(0)?))?;
    Ok(usize::try_from(count.unwrap_or_default()).unwrap_or(usize::MAX))
}

/// Whether `item`'s order still waits for another item.
pub(super) fn others_undelivered(tx: &Connection, factory: FactoryId, item: &Item) -> Result<bool, LedgerError> {
    let sql = "SELECT 1 FROM items WHERE po_id = ?1 AND factory_id = ?2 AND id <> ?3 AND NOT is_delivered LIMIT 1";
    let others = values![item.order.id.0, factory.0, item.id.0];
    Ok(tx.one(sql, others, |_| Ok(()))?.is_some())
}

/// One issue and the item it is about.
pub(super) fn issue(tx: &Connection, factory: FactoryId, id: IssueId) -> Result<(Issue, ItemId), LedgerError> {
    let sql = select_issues!("id = ?1 AND factory_id = ?2");
    let found = tx.one(sql, values![id.0, factory.0], |row| {
        Ok((issue_at(row, photos(tx, factory, id)?)?, ItemId(row.get(12)?)))
    })?;
    Ok(found.ok_or(Refusal::Unknown)?)
}

fn order_at(row: &Row<'_>) -> Result<PurchaseOrder, LedgerError> {
    Ok(PurchaseOrder {
        id: PurchaseOrderId(row.get(0)?),
        version: row.get(1)?,
        po_number: row.get(2)?,
        order_date: date_at(row, 3)?,
        delivery_deadline: date_at(row, 4)?,
        is_urgent: row.get(5)?,
        is_vendor_job: row.get(6)?,
        status: word(row.get_ref(7)?.as_str()?)?,
        created_at: Timestamp(row.get(8)?),
        client: client_at(row, 9)?,
    })
}

fn client_at(row: &Row<'_>, column: usize) -> Result<Client, LedgerError> {
    Ok(Client { id: ClientId(row.get(column)?), name: row.get(column + 1)? })
}

fn item_at(row: &Row<'_>, tracks: Vec<Track>, issues: Vec<Issue>) -> Result<Item, LedgerError> {
    let id = row.get(11)?;
    Ok(Item {
        id: ItemId(id),
        order: order_at(row)?,
        version: row.get(12)?,
        item_name: row.get(13)?,
        specification: row.get(14)?,
        quantity_total: Quantity::from_scaled(row.get(15)?),
        quantity_unit: row.get(16)?,
        quantity_delivered: Quantity::from_scaled(row.get(17)?),
        is_delivered: row.get(18)?,
        delivered_at: row.get::<_, Option<i64>>(19)?.map(Timestamp),
        tracks: five(id, tracks)?,
        issues,
    })
}

fn issue_at(row: &Row<'_>, photos: Vec<Photo>) -> Result<Issue, LedgerError> {
    Ok(Issue {
        id: IssueId(row.get(0)?),
        version: row.get(1)?,
        title: row.get(2)?,
        description: row.get(3)?,
        priority: word(row.get_ref(4)?.as_str()?)?,
        status: word(row.get_ref(5)?.as_str()?)?,
        reporter: ActorRef { id: UserId(row.get(6)?), name: row.get(7)? },
        reported_at: Timestamp(row.get(8)?),
        resolver: person(row.get(9)?, row.get(10)?),
        resolved_at: row.get::<_, Option<i64>>(11)?.map(Timestamp),
        photos,
    })
}

/// Days lie there as text, `2026-09-07`.
fn date_at(row: &Row<'_>, column: usize) -> Result<Option<Date>, LedgerError> {
    let Some(text) = row.get_ref(column)?.as_str_or_null()? else { return Ok(None) };
    text.parse().map(Some).map_err(|_| LedgerError::Corrupt(format!("the day {text:?}")))
}
