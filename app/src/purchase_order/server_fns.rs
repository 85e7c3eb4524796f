//! Doors: who, what, one call. No rule and no SQL lives here.
//!
//! Every mutation carries the factory's slug and a mutation id made by the caller; the same id again is answered with
//! the same reply and has no second effect.

use leptos::{prelude::*, server_fn::codec::Json};
use model::{
    Event,
    ids::{IssueId, ItemId, MutationId, PurchaseOrderId},
    purchase_order::{ItemInput, ItemSnapshot, OrderFormSnapshot, OrderInput, OrderSnapshot, OrdersSnapshot, TasksSnapshot},
};
#[cfg(feature = "ssr")]
use model::{
    Command, Department, Notation, Refusal,
    command::OrderEdit,
    purchase_order::{ItemDraft, ItemPatch, OrderStatus, Priority, parse_date},
};
use serde::{Deserialize, Serialize};

use crate::error::AppError;

/// What a mutation answers: the events it wrote, so that the sender's screen is confirmed without waiting for the
/// socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// In order; empty when nothing needed to change.
    pub events: Vec<Event>,
}

/// Header fields of an order as typed, with items to add.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OrderEditInput {
    /// Number.
    pub po_number: String,
    /// Client name.
    pub client: String,
    /// Order date, blank for none.
    pub order_date: String,
    /// Deadline, blank for none.
    pub delivery_deadline: String,
    /// Made outside.
    pub is_vendor_job: bool,
    /// Items to add.
    pub items_added: Vec<ItemInput>,
}

#[cfg(feature = "ssr")]
async fn record(factory: &str, mutation_id: MutationId, command: Command) -> Result<Recorded, AppError> {
    let viewer = crate::request::viewer(factory)?;
    let recorded =
        crate::request::ledger()?.record(viewer.actor.id, viewer.actor.factory_id, mutation_id, &command).await?;
    Ok(Recorded { events: recorded.events })
}

#[cfg(feature = "ssr")]
fn refused(refusals: Vec<Refusal>) -> AppError {
    AppError::Refused { refusals }.with_status()
}

/// An unknown word where the wire has a closed set: the request is not one of ours.
#[cfg(feature = "ssr")]
fn word<T: std::str::FromStr>(text: &str) -> Result<T, AppError> {
    text.parse().map_err(|_| AppError::BadRequest.with_status())
}

/// The Tasks page.
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_tasks", input = Json)]
pub async fn load_tasks(factory: String) -> Result<TasksSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.tasks_snapshot(viewer.actor.factory_id).await?)
}

/// The item page.
///
/// # Errors
/// Signed out, unknown factory or item.
#[server(prefix = "/api", endpoint = "load_item", input = Json)]
pub async fn load_item(factory: String, item_id: ItemId) -> Result<ItemSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.item_snapshot(viewer.actor.factory_id, item_id).await?)
}

/// The purchase order list of one status (`active`, `completed`, `archived`, `cancelled`).
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_purchase_orders", input = Json)]
pub async fn load_purchase_orders(factory: String, status: String) -> Result<OrdersSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let status = word::<OrderStatus>(&status)?;
    Ok(crate::request::ledger()?.orders_snapshot(viewer.actor.factory_id, status).await?)
}

/// One purchase order with items and history.
///
/// # Errors
/// Signed out, unknown factory or order.
#[server(prefix = "/api", endpoint = "load_purchase_order", input = Json)]
pub async fn load_purchase_order(factory: String, id: PurchaseOrderId) -> Result<OrderSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.order_snapshot(viewer.actor.factory_id, id).await?)
}

/// What the empty order form starts from.
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_purchase_order_form", input = Json)]
pub async fn load_purchase_order_form(factory: String) -> Result<OrderFormSnapshot, AppError> {
    use chrono::Datelike;
    let viewer = crate::request::viewer(&factory)?;
    let year = viewer.now.date_at_offset(viewer.utc_offset_minutes).year();
    Ok(crate::request::ledger()?.order_form(viewer.actor.factory_id, year).await?)
}

/// A new order. Admins.
///
/// # Errors
/// Every refusal of the form at once; not allowed; a number in use.
#[server(prefix = "/api", endpoint = "create_purchase_order", input = Json)]
pub async fn create_purchase_order(
    factory: String,
    mutation_id: MutationId,
    order: OrderInput,
) -> Result<Recorded, AppError> {
    let order = order.read(Notation::Indonesian).map_err(refused)?;
    record(&factory, mutation_id, Command::CreatePurchaseOrder { order }).await
}

/// Changed header fields and added items of an order. Admins.
///
/// # Errors
/// Every refusal of the form at once; not allowed; stale; a number in use.
#[server(prefix = "/api", endpoint = "edit_purchase_order", input = Json)]
pub async fn edit_purchase_order(
    factory: String,
    mutation_id: MutationId,
    id: PurchaseOrderId,
    version: i64,
    edit: OrderEditInput,
) -> Result<Recorded, AppError> {
    let edit = edit.read(Notation::Indonesian).map_err(refused)?;
    record(&factory, mutation_id, Command::EditPurchaseOrder { id, version, edit }).await
}

/// Changed fields of one item. Admins.
///
/// # Errors
/// Every refusal of the row at once; not allowed; stale.
#[server(prefix = "/api", endpoint = "edit_item", input = Json)]
pub async fn edit_item(
    factory: String,
    mutation_id: MutationId,
    id: ItemId,
    version: i64,
    item: ItemInput,
) -> Result<Recorded, AppError> {
    let ItemDraft { item_name, specification, quantity_total, quantity_unit } =
        item.read(Notation::Indonesian).map_err(refused)?;
    let patch = ItemPatch {
        item_name: Some(item_name),
        quantity_total: Some(quantity_total),
        quantity_unit: Some(quantity_unit),
        specification: Some(specification),
        ..ItemPatch::default()
    };
    record(&factory, mutation_id, Command::EditItem { id, version, patch }).await
}

/// `cancelled`, `archived`, or `active` again. Admins.
///
/// # Errors
/// Not allowed, not possible, stale.
#[server(prefix = "/api", endpoint = "set_purchase_order_status", input = Json)]
pub async fn set_purchase_order_status(
    factory: String,
    mutation_id: MutationId,
    id: PurchaseOrderId,
    version: i64,
    status: String,
) -> Result<Recorded, AppError> {
    let status = word(&status)?;
    record(&factory, mutation_id, Command::SetPurchaseOrderStatus { id, version, status }).await
}

/// Urgent on or off. Admins.
///
/// # Errors
/// Not allowed, order not active.
#[server(prefix = "/api", endpoint = "set_purchase_order_urgent", input = Json)]
pub async fn set_purchase_order_urgent(
    factory: String,
    mutation_id: MutationId,
    id: PurchaseOrderId,
    is_urgent: bool,
) -> Result<Recorded, AppError> {
    record(&factory, mutation_id, Command::SetPurchaseOrderUrgent { id, is_urgent }).await
}

/// Progress of `department` on an item, 0..=100. That department and admins.
///
/// # Errors
/// Out of range, another department, stale.
#[server(prefix = "/api", endpoint = "advance_track", input = Json)]
pub async fn advance_track(
    factory: String,
    mutation_id: MutationId,
    item_id: ItemId,
    department: String,
    progress: i64,
    note: Option<String>,
    version: i64,
) -> Result<Recorded, AppError> {
    let department = word::<Department>(&department)?;
    record(&factory, mutation_id, Command::AdvanceTrack { item_id, department, progress, note, version }).await
}

/// A problem on an item: `low`, `medium`, `high` or `critical`. Anyone.
///
/// # Errors
/// Empty or too long texts, order not active.
#[server(prefix = "/api", endpoint = "report_issue", input = Json)]
pub async fn report_issue(
    factory: String,
    mutation_id: MutationId,
    item_id: ItemId,
    title: String,
    description: Option<String>,
    priority: String,
) -> Result<Recorded, AppError> {
    let priority = word::<Priority>(&priority)?;
    record(&factory, mutation_id, Command::ReportIssue { item_id, title, description, priority }).await
}

/// An issue is solved. Anyone.
///
/// # Errors
/// Already resolved.
#[server(prefix = "/api", endpoint = "resolve_issue", input = Json)]
pub async fn resolve_issue(factory: String, mutation_id: MutationId, issue_id: IssueId) -> Result<Recorded, AppError> {
    record(&factory, mutation_id, Command::ResolveIssue { issue_id }).await
}

/// `quantity` (as typed: `24` or `1.250,5`) more of an item left. The delivery department and admins.
///
/// # Errors
/// Not a number, zero or less, more than what is left, not allowed.
#[server(prefix = "/api", endpoint = "record_delivery", input = Json)]
pub async fn record_delivery(
    factory: String,
    mutation_id: MutationId,
    item_id: ItemId,
    quantity: String,
    note: Option<String>,
) -> Result<Recorded, AppError> {
    let quantity = model::Quantity::parse(&quantity, Notation::Indonesian).map_err(|refusal| refused(vec![refusal]))?;
    record(&factory, mutation_id, Command::RecordDelivery { item_id, quantity, note }).await
}

impl OrderEditInput {
    /// Reads and checks everything at once.
    ///
    /// # Errors
    /// Every refusal found.
    #[cfg(feature = "ssr")]
    fn read(&self, notation: Notation) -> Result<OrderEdit, Vec<Refusal>> {
        use model::{Field, text};
        let mut refusals = Vec::new();
        let po_number = text::required(&self.po_number, Field::PoNumber, text::PO_NUMBER_MAX);
        let client = text::required(&self.client, Field::Client, text::NAME_MAX);
        let order_date = parse_date(&self.order_date, Field::OrderDate);
        let delivery_deadline = parse_date(&self.delivery_deadline, Field::DeliveryDeadline);
        let mut items_added = Vec::new();
        for (line, input) in (1..).zip(&self.items_added) {
            match input.read(notation) {
                Ok(item) => items_added.push(item),
                Err(found) => refusals.extend(found.into_iter().map(|refusal| refusal.at_line(line))),
            }
        }
        match (po_number, client, order_date, delivery_deadline) {
            (Ok(po_number), Ok(client), Ok(order_date), Ok(delivery_deadline)) if refusals.is_empty() => Ok(OrderEdit {
                po_number,
                client,
                order_date,
                delivery_deadline,
                is_vendor_job: self.is_vendor_job,
                items_added,
            }),
            (po_number, client, order_date, delivery_deadline) => {
                refusals.extend(po_number.err());
                refusals.extend(client.err());
                refusals.extend(order_date.err());
                refusals.extend(delivery_deadline.err());
                Err(refusals)
            }
        }
    }
}
