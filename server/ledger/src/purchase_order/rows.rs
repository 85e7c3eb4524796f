//! Rows as `model` knows them. A row that no rule would have written is an error, never a guess.

use model::{
    ActorRef, Department, Quantity, Timestamp,
    ids::{ClientId, DeliveryId, IssueId, ItemId, PhotoId, PurchaseOrderId, TrackId, UserId},
    purchase_order::{Client, Delivery, Issue, Item, Photo, PurchaseOrder, Track},
};
use uuid::Uuid;

use crate::{
    entities::{client, delivery, issue, item, photo, purchase_order, track},
    error::{LedgerError, word},
};

pub(super) fn client_of(row: client::Model) -> Client {
    Client { id: ClientId(row.id), name: row.name }
}

pub(super) fn order_of(row: purchase_order::Model, client: Client) -> Result<PurchaseOrder, LedgerError> {
    Ok(PurchaseOrder {
        id: PurchaseOrderId(row.id),
        version: row.version,
        po_number: row.po_number,
        client,
        order_date: row.order_date,
        delivery_deadline: row.delivery_deadline,
        is_urgent: row.is_urgent,
        is_vendor_job: row.is_vendor_job,
        status: word(&row.status)?,
        created_at: Timestamp(row.created_at),
    })
}

pub(super) fn item_of(row: item::Model, order: PurchaseOrder, tracks: [Track; 5], issues: Vec<Issue>) -> Item {
    Item {
        id: ItemId(row.id),
        version: row.version,
        order,
        item_name: row.item_name,
        specification: row.specification,
        quantity_total: Quantity::from_scaled(row.quantity_total),
        quantity_unit: row.quantity_unit,
        quantity_delivered: Quantity::from_scaled(row.quantity_delivered),
        is_delivered: row.is_delivered,
        delivered_at: row.delivered_at.map(Timestamp),
        tracks,
        issues,
    }
}

/// The five in flow order; the alphabet has another.
pub(super) fn five(item: Uuid, mut tracks: Vec<Track>) -> Result<[Track; 5], LedgerError> {
    tracks.sort_by_key(|track| track.department);
    let tracks: [Track; 5] =
        tracks.try_into().map_err(|_| LedgerError::Corrupt(format!("item {item} without five tracks")))?;
    if tracks.iter().map(|track| track.department).ne(Department::ALL) {
        return Err(LedgerError::Corrupt(format!("item {item} with a department twice")));
    }
    Ok(tracks)
}

pub(super) fn track_of(row: track::Model) -> Result<Track, LedgerError> {
    Ok(Track {
        id: TrackId(row.id),
        version: row.version,
        department: word(&row.department)?,
        progress: percent(row.id, row.progress)?,
        updated_by: person(row.updated_by, row.updated_by_name),
        updated_at: row.updated_at.map(Timestamp),
        last_note: row.last_note,
    })
}

pub(crate) fn percent(track: Uuid, progress: i16) -> Result<u8, LedgerError> {
    u8::try_from(progress).map_err(|_| LedgerError::Corrupt(format!("track {track} at {progress} %")))
}

/// Sizes are small: a photo has at most 1600 pixels a side.
pub(super) fn photo_of(row: photo::Model) -> Result<Photo, LedgerError> {
    let size = |value: i32| {
        u32::try_from(value).map_err(|_| LedgerError::Corrupt(format!("photo {} with the size {value}", row.id)))
    };
    Ok(Photo {
        id: PhotoId(row.id),
        width: size(row.width)?,
        height: size(row.height)?,
        bytes: size(row.bytes)?,
        by: ActorRef { id: UserId(row.by_id), name: row.by_name },
        at: Timestamp(row.at),
    })
}

pub(super) fn issue_of(row: issue::Model, photos: Vec<Photo>) -> Result<Issue, LedgerError> {
    Ok(Issue {
        id: IssueId(row.id),
        version: row.version,
        title: row.title,
        description: row.description,
        priority: word(&row.priority)?,
        status: word(&row.status)?,
        reporter: ActorRef { id: UserId(row.reporter_id), name: row.reporter_name },
        reported_at: Timestamp(row.reported_at),
        resolver: person(row.resolver_id, row.resolver_name),
        resolved_at: row.resolved_at.map(Timestamp),
        photos,
    })
}

pub(super) fn delivery_of(row: delivery::Model) -> Delivery {
    Delivery {
        id: DeliveryId(row.id),
        quantity: Quantity::from_scaled(row.quantity),
        note: row.note,
        by: ActorRef { id: UserId(row.by_id), name: row.by_name },
        at: Timestamp(row.at),
    }
}

pub(super) fn person(id: Option<Uuid>, name: Option<String>) -> Option<ActorRef> {
    Some(ActorRef { id: UserId(id?), name: name? })
}
