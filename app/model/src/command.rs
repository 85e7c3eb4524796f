//! What a person can ask for. One command is one mutation: sent with a mutation id, hashed, executed once.

use serde::{Deserialize, Serialize};

use crate::{
    account::Administration,
    actor::Department,
    ids::{IssueId, ItemId, PurchaseOrderId},
    purchase_order::{ItemDraft, ItemPatch, OrderDraft, OrderStatus, Priority, Version},
    quantity::Quantity,
    time::Date,
};

/// Changed header fields as a person asks for them: the client by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEdit {
    /// Number.
    pub po_number: String,
    /// Client name; an unknown one is created.
    pub client: String,
    /// Order date.
    pub order_date: Option<Date>,
    /// Deadline.
    pub delivery_deadline: Option<Date>,
    /// Made outside.
    pub is_vendor_job: bool,
    /// Items to add.
    #[serde(default)]
    pub items_added: Vec<ItemDraft>,
}

/// A mutation. Serialized, it is also what waits in a queue and what the retry check hashes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "command", rename_all = "kebab-case")]
pub enum Command {
    /// A new order.
    CreatePurchaseOrder {
        /// What.
        order: OrderDraft,
    },
    /// An order from a file: created, or completed by the items it lacks, or left alone.
    ImportPurchaseOrder {
        /// What the file says.
        order: OrderDraft,
    },
    /// Header fields and added items.
    EditPurchaseOrder {
        /// Which.
        id: PurchaseOrderId,
        /// Version seen.
        version: Version,
        /// Wanted.
        edit: OrderEdit,
    },
    /// Fields of one item.
    EditItem {
        /// Which.
        id: ItemId,
        /// Version seen.
        version: Version,
        /// Wanted.
        patch: ItemPatch,
    },
    /// Cancel, archive, take up again.
    SetPurchaseOrderStatus {
        /// Which.
        id: PurchaseOrderId,
        /// Version seen.
        version: Version,
        /// Wanted.
        status: OrderStatus,
    },
    /// Urgent on or off.
    SetPurchaseOrderUrgent {
        /// Which.
        id: PurchaseOrderId,
        /// Wanted.
        is_urgent: bool,
    },
    /// Progress of one department.
    AdvanceTrack {
        /// Which item.
        item_id: ItemId,
        /// Whose track.
        department: Department,
        /// Percent; checked to be 0..=100.
        progress: i64,
        /// What to note.
        note: Option<String>,
        /// Track version seen.
        version: Version,
    },
    /// A problem; the issue's id is the mutation's uuid.
    ReportIssue {
        /// Which item.
        item_id: ItemId,
        /// In one line.
        title: String,
        /// More.
        description: Option<String>,
        /// How bad.
        priority: Priority,
    },
    /// Solved.
    ResolveIssue {
        /// Which.
        issue_id: IssueId,
    },
    /// A photo on an issue; its id is the mutation's uuid. The content travels beside the command, which names it by its
    /// hash: that of the file as it was sent, because what is made of it may change with the version of the server.
    AddIssuePhoto {
        /// Which issue.
        issue_id: IssueId,
        /// SHA-256 of the file as it was sent.
        sha256: [u8; 32],
    },
    /// A delivery; its id is the mutation's uuid.
    RecordDelivery {
        /// Which item.
        item_id: ItemId,
        /// How much.
        quantity: Quantity,
        /// What to note.
        note: Option<String>,
    },
    /// People, devices, customers, the factory.
    Administer {
        /// What.
        administration: Administration,
    },
}

impl Command {
    /// Its name, as it is written; of an administration, what is to be done.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Command::CreatePurchaseOrder { .. } => "create-purchase-order",
            Command::ImportPurchaseOrder { .. } => "import-purchase-order",
            Command::EditPurchaseOrder { .. } => "edit-purchase-order",
            Command::EditItem { .. } => "edit-item",
            Command::SetPurchaseOrderStatus { .. } => "set-purchase-order-status",
            Command::SetPurchaseOrderUrgent { .. } => "set-purchase-order-urgent",
            Command::AdvanceTrack { .. } => "advance-track",
            Command::ReportIssue { .. } => "report-issue",
            Command::ResolveIssue { .. } => "resolve-issue",
            Command::RecordDelivery { .. } => "record-delivery",
            Command::AddIssuePhoto { .. } => "add-issue-photo",
            Command::Administer { administration } => administration.name(),
        }
    }
}
