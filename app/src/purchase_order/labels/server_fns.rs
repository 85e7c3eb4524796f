//! The door to what is printed on labels.

use leptos::prelude::*;
use model::{
    ids::{Epoch, ItemId, PurchaseOrderId},
    purchase_order::Item,
};
use serde::{Deserialize, Serialize};

use crate::{error::AppError, json::Json, page::PageClient};

/// What the page of labels starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LabelsSnapshot {
    /// Life of the log.
    pub epoch: Epoch,
    /// Head of the log when the rows were read.
    pub seq: i64,
    /// One for each item, in the order they were entered.
    pub labels: Vec<Label>,
}

/// An item and its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The item with its order.
    pub item: Item,
    /// What a scan reads.
    pub code: QrCode,
}

/// A QR code as a drawing. Drawn on the server, so that the browser carries no code for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QrCode {
    /// How many squares it is wide and high, with the margin that scanners need.
    pub side: u32,
    /// The dark squares as the data of an SVG path, a unit each.
    pub path: String,
}

/// The labels of all items of an order, or of one item. The code of each is its address at the host that was asked.
///
/// # Errors
/// Signed out, unknown factory, order or item; a bad request that names both or neither, or no host.
#[server(prefix = "/api", endpoint = "load_labels", input = Json, output = Json, client = PageClient)]
pub async fn load_labels(
    factory: String,
    po: Option<PurchaseOrderId>,
    item: Option<ItemId>,
) -> Result<LabelsSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let (ledger, factory) = (crate::request::ledger()?, viewer.actor.factory_id);
    let (epoch, seq, items) = match (po, item) {
        (Some(po), None) => {
            let order = ledger.order_snapshot(factory, po).await?;
            (order.epoch, order.seq, order.items)
        }
        (None, Some(item)) => {
            let item = ledger.item_snapshot(factory, item).await?;
            (item.epoch, item.seq, vec![item.item])
        }
        _ => return Err(AppError::BadRequest.with_status()),
    };
    let labels = super::qr::labels(items, &crate::request::origin()?, &viewer)?;
    Ok(LabelsSnapshot { epoch, seq, labels })
}
