//! Doors: who, what, one call. No rule and no SQL lives here.
//!
//! Every mutation carries the factory's slug and a mutation id made by the caller; the same id again is answered with
//! the same reply and has no second effect.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::{
    Command, Department, Notation,
    command::OrderEdit,
    purchase_order::{ItemDraft, ItemPatch, OrderStatus, Priority, import, parse_date},
};
use model::{
    Event, Refusal,
    ids::{IssueId, ItemId, MutationId, PurchaseOrderId},
    purchase_order::{
        ItemInput, ItemSnapshot, OrderDraft, OrderFormSnapshot, OrderInput, OrderSnapshot, OrdersSnapshot,
        TasksSnapshot,
        import::{ImportError, Note, Problem},
    },
};
use serde::{Deserialize, Serialize};

use super::texts::import as texts;
#[cfg(feature = "ssr")]
use crate::door::{record, refused, word};
use crate::{
    door::Recorded,
    error::AppError,
    json::Json,
    language::{language, t_with},
    page::{FileClient, PageClient},
};

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

/// The Tasks page.
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_tasks", input = Json, output = Json, client = PageClient)]
pub async fn load_tasks(factory: String) -> Result<TasksSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.tasks_snapshot(viewer.actor.factory_id).await?)
}

/// The item page.
///
/// # Errors
/// Signed out, unknown factory or item.
#[server(prefix = "/api", endpoint = "load_item", input = Json, output = Json, client = PageClient)]
pub async fn load_item(factory: String, item_id: ItemId) -> Result<ItemSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.item_snapshot(viewer.actor.factory_id, item_id).await?)
}

/// Events of an item before place `before` of the log, newest first: at most 50.
///
/// # Errors
/// Signed out, unknown factory or item.
#[server(prefix = "/api", endpoint = "load_item_history", input = Json, output = Json, client = PageClient)]
pub async fn load_item_history(factory: String, item_id: ItemId, before: i64) -> Result<Vec<Event>, AppError> {
    const EVENTS: u64 = 50;
    let viewer = crate::request::viewer(&factory)?;
    let subject = ledger::Subject::Item(item_id);
    Ok(crate::request::ledger()?.history(viewer.actor.factory_id, subject, Some(before), EVENTS).await?)
}

/// The purchase order list of one status (`active`, `completed`, `archived`, `cancelled`).
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_purchase_orders", input = Json, output = Json, client = PageClient)]
pub async fn load_purchase_orders(factory: String, status: String) -> Result<OrdersSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    let status = word::<OrderStatus>(&status)?;
    Ok(crate::request::ledger()?.orders_snapshot(viewer.actor.factory_id, status).await?)
}

/// One purchase order with items and history.
///
/// # Errors
/// Signed out, unknown factory or order.
#[server(prefix = "/api", endpoint = "load_purchase_order", input = Json, output = Json, client = PageClient)]
pub async fn load_purchase_order(factory: String, id: PurchaseOrderId) -> Result<OrderSnapshot, AppError> {
    let viewer = crate::request::viewer(&factory)?;
    Ok(crate::request::ledger()?.order_snapshot(viewer.actor.factory_id, id).await?)
}

/// What the empty order form starts from.
///
/// # Errors
/// Signed out, unknown factory.
#[server(prefix = "/api", endpoint = "load_purchase_order_form", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "create_purchase_order", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "edit_purchase_order", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "edit_item", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "set_purchase_order_status", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "set_purchase_order_urgent", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "advance_track", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "report_issue", input = Json, output = Json, client = PageClient)]
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
#[server(prefix = "/api", endpoint = "resolve_issue", input = Json, output = Json, client = PageClient)]
pub async fn resolve_issue(factory: String, mutation_id: MutationId, issue_id: IssueId) -> Result<Recorded, AppError> {
    record(&factory, mutation_id, Command::ResolveIssue { issue_id }).await
}

/// `quantity` (as typed: `24` or `1.250,5`) more of an item left. The delivery department and admins.
///
/// # Errors
/// Not a number, zero or less, more than what is left, not allowed.
#[server(prefix = "/api", endpoint = "record_delivery", input = Json, output = Json, client = PageClient)]
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
            (Ok(po_number), Ok(client), Ok(order_date), Ok(delivery_deadline)) if refusals.is_empty() => {
                Ok(OrderEdit {
                    po_number,
                    client,
                    order_date,
                    delivery_deadline,
                    is_vendor_job: self.is_vendor_job,
                    items_added,
                })
            }
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

/// Largest file that is imported, in bytes.
pub const IMPORT_BYTES_MAX: usize = 5 * 1024 * 1024;

/// Nothing of a file can be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileRefusal {
    /// Beyond [`IMPORT_BYTES_MAX`].
    TooLarge,
    /// Not a table.
    Unreadable(ImportError),
}

impl FileRefusal {
    /// What is wrong and what to do, in the page's language.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            FileRefusal::TooLarge => t_with(texts::FILE_TOO_LARGE, &[&(IMPORT_BYTES_MAX / (1024 * 1024))]),
            FileRefusal::Unreadable(error) => error.text(language()),
        }
    }
}

/// What a file holds, and what of it is here already; nothing was entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportCheck {
    /// Rows below the heading that are not blank.
    pub rows: u64,
    /// How many of them would be items.
    pub items: usize,
    /// How many orders those make.
    pub orders: usize,
    /// How many of those orders have a number that is in use: importing adds the items they lack.
    pub present: usize,
    /// The first of the orders.
    pub first_orders: Vec<OrderDraft>,
    /// What is wrong with the other rows.
    pub problems: Vec<Problem>,
    /// What was understood in a way people should know.
    pub notes: Vec<Note>,
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportOutcome {
    /// Orders that are new.
    pub created: usize,
    /// Orders that were there and got the items they lacked.
    pub completed: usize,
    /// Orders that had everything already.
    pub unchanged: usize,
    /// Orders that a rule refused: number and why.
    pub refused: Vec<(String, Refusal)>,
    /// Rows that were no items.
    pub refused_rows: u64,
}

/// Reads `file` (the bytes of a CSV file in base64) and says what importing it would do. Admins.
///
/// # Errors
/// Not allowed. What is wrong with the file is in the answer.
#[server(prefix = "/api", endpoint = "preview_import", input = Json, output = Json, client = FileClient)]
pub async fn preview_import(factory: String, file: String) -> Result<Result<ImportCheck, FileRefusal>, AppError> {
    const FIRST_ORDERS: usize = 10;
    let viewer = importer(&factory)?;
    let preview = match read_file(&file)? {
        Ok(preview) => preview,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let known = order_numbers(viewer.actor.factory_id).await?;
    Ok(Ok(ImportCheck {
        rows: preview.rows,
        items: preview.accepted_rows(),
        orders: preview.orders.len(),
        present: preview.orders.iter().filter(|order| known.contains(&model::text::key(&order.po_number))).count(),
        first_orders: preview.orders.into_iter().take(FIRST_ORDERS).collect(),
        problems: preview.problems,
        notes: preview.notes,
    }))
}

/// Enters the good rows of `file` (the bytes of a CSV file in base64). The same file again enters nothing twice. Admins.
///
/// # Errors
/// Not allowed; a fault of the server, after which orders entered before it stay. What is wrong with the file is in
/// the answer.
#[server(prefix = "/api", endpoint = "import_purchase_orders", input = Json, output = Json, client = FileClient)]
pub async fn import_purchase_orders(
    factory: String,
    file: String,
) -> Result<Result<ImportOutcome, FileRefusal>, AppError> {
    let viewer = importer(&factory)?;
    let preview = match read_file(&file)? {
        Ok(preview) => preview,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let refused_rows = preview.rows - preview.accepted_rows() as u64;
    let ledger::ImportReport { created, completed, unchanged, refused } =
        crate::request::ledger()?.import(viewer.actor.id, viewer.actor.factory_id, &preview.orders).await?;
    Ok(Ok(ImportOutcome { created, completed, unchanged, refused, refused_rows }))
}

/// Who imports: the rule of every order says the same, but before it a stranger's file would be read.
#[cfg(feature = "ssr")]
fn importer(factory: &str) -> Result<crate::account::Viewer, AppError> {
    let viewer = crate::request::viewer(factory)?;
    viewer.actor.require_manage_orders().map_err(|refusal| refused(vec![refusal]))?;
    Ok(viewer)
}

#[cfg(feature = "ssr")]
fn read_file(file: &str) -> Result<Result<import::ImportPreview, FileRefusal>, AppError> {
    use base64::{Engine, prelude::BASE64_STANDARD};
    let bytes = BASE64_STANDARD.decode(file).map_err(|_| AppError::BadRequest.with_status())?;
    if bytes.len() > IMPORT_BYTES_MAX {
        return Ok(Err(FileRefusal::TooLarge));
    }
    Ok(import::read(&bytes, Notation::Indonesian).map_err(FileRefusal::Unreadable))
}

/// The numbers in use, as they compare.
#[cfg(feature = "ssr")]
async fn order_numbers(factory: model::ids::FactoryId) -> Result<std::collections::HashSet<String>, AppError> {
    let numbers = crate::request::ledger()?.order_numbers(factory).await?;
    Ok(numbers.iter().map(|number| model::text::key(number)).collect())
}
