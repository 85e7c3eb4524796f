//! What people do, as it leaves a browser: a rule runs on what the screen shows, and what it allows is asked of the
//! server.
//!
//! Always true here: each intention is marked in what it writes, so that one that counted twice is seen in the log
//! whatever id it travelled under.

use app::purchase_order::{order_line::item_input, server_fns::OrderEditInput};
use model::{
    Actor, Change, Department, Notation, Quantity, Refusal, Timestamp,
    ids::{DeliveryId, IssueId, ItemId, MutationId, PurchaseOrderId},
    purchase_order::{Issue, Item, ItemInput, OrderInput, OrderStatus, Priority, PurchaseOrder, Version},
};

/// One thing somebody means to do. Numbers choose among what the screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    Advance { item: u64, department: u64, to: i64 },
    Report { item: u64 },
    Resolve { item: u64, issue: u64 },
    Deliver { item: u64, pieces: i64 },
    Total { item: u64, pieces: i64 },
    Rename { item: u64 },
    Deadline { item: u64, day: u32 },
    AddItem { item: u64 },
    Urgent { item: u64, on: bool },
    Status { item: u64, to: OrderStatus },
    Create,
}

impl Deed {
    /// Whether it takes a form; all else is done on the pages that show items.
    pub(crate) fn is_formal(self) -> bool {
        matches!(self, Deed::Total { .. } | Deed::Rename { .. } | Deed::Deadline { .. } | Deed::AddItem { .. })
    }

    /// The number of the item it is about.
    pub(crate) fn item(self) -> u64 {
        match self {
            Deed::Advance { item, .. }
            | Deed::Report { item }
            | Deed::Resolve { item, .. }
            | Deed::Deliver { item, .. }
            | Deed::Total { item, .. }
            | Deed::Rename { item }
            | Deed::Deadline { item, .. }
            | Deed::AddItem { item }
            | Deed::Urgent { item, .. }
            | Deed::Status { item, .. } => item,
            Deed::Create => 0,
        }
    }
}

/// What a browser asks a door for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Advance { item: ItemId, department: Department, to: i64, note: String, version: Version },
    Report { item: ItemId, title: String },
    Resolve { issue: IssueId },
    Deliver { item: ItemId, quantity: String, note: String },
    EditItem { item: ItemId, version: Version, input: ItemInput },
    EditOrder { order: PurchaseOrderId, version: Version, edit: OrderEditInput },
    Urgent { order: PurchaseOrderId, on: bool },
    Status { order: PurchaseOrderId, version: Version, to: OrderStatus },
    Create { order: OrderInput },
}

impl Ask {
    /// The version it is based on, where it says one.
    pub(crate) fn seen(&self) -> Option<Version> {
        match self {
            Ask::Advance { version, .. }
            | Ask::EditItem { version, .. }
            | Ask::EditOrder { version, .. }
            | Ask::Status { version, .. } => Some(*version),
            Ask::Report { .. }
            | Ask::Resolve { .. }
            | Ask::Deliver { .. }
            | Ask::Urgent { .. }
            | Ask::Create { .. } => None,
        }
    }
}

/// A deed that the rule allows.
#[derive(Clone, Debug)]
pub(crate) struct Intention {
    pub(crate) ask: Ask,
    /// Shown before the server answers; forms wait for it instead.
    pub(crate) shown: Option<Change>,
}

/// `deed` of `actor` on `items` as the screen shows them.
///
/// # Errors
/// The rule's refusal: nothing is sent.
pub(crate) fn intend(
    deed: Deed,
    items: &[Item],
    actor: &Actor,
    id: MutationId,
    mark: &str,
    now: Timestamp,
) -> Result<Intention, Refusal> {
    let optimistic = |ask, change| Ok(Intention { ask, shown: Some(change) });
    let form = |ask| Ok(Intention { ask, shown: None });
    match deed {
        Deed::Advance { item, department, to } => {
            let item = nth(items, item)?;
            let department = actor.own_department().unwrap_or(Department::ALL[department as usize % 5]);
            let version = item.track(department).version;
            let change = item.advance_track(department, to, Some(mark), version, actor, now)?;
            optimistic(Ask::Advance { item: item.id, department, to, note: mark.to_owned(), version }, change)
        }
        Deed::Report { item } => {
            let item = nth(items, item)?;
            let change = item.report_issue(IssueId(id.0), mark, None, Priority::Medium, actor, now)?;
            optimistic(Ask::Report { item: item.id, title: mark.to_owned() }, change)
        }
        Deed::Resolve { item, issue } => {
            let item = nth(items, item)?;
            let open: Vec<&Issue> = item.open_issues().collect();
            let issue = open.get(issue as usize % open.len().max(1)).ok_or(Refusal::Unknown)?;
            optimistic(Ask::Resolve { issue: issue.id }, item.resolve_issue(issue, actor, now)?)
        }
        Deed::Deliver { item, pieces } => {
            let item = nth(items, item)?;
            let change = item.deliver(DeliveryId(id.0), Quantity::whole(pieces), Some(mark), actor, now)?;
            optimistic(Ask::Deliver { item: item.id, quantity: pieces.to_string(), note: mark.to_owned() }, change)
        }
        Deed::Total { item, pieces } => {
            let item = nth(items, item)?;
            actor.require_manage_orders()?;
            let quantity = Quantity::whole(pieces).format(Notation::Indonesian);
            let input = ItemInput { quantity, ..item_input(item) };
            form(Ask::EditItem { item: item.id, version: item.version, input })
        }
        Deed::Rename { item } => {
            let item = nth(items, item)?;
            actor.require_manage_orders()?;
            let input = ItemInput { item_name: mark.to_owned(), ..item_input(item) };
            form(Ask::EditItem { item: item.id, version: item.version, input })
        }
        Deed::Deadline { item, day } => {
            let order = &nth(items, item)?.order;
            actor.require_manage_orders()?;
            let edit = OrderEditInput { delivery_deadline: format!("2026-12-{:02}", day % 28 + 1), ..edit_of(order) };
            form(Ask::EditOrder { order: order.id, version: order.version, edit })
        }
        Deed::AddItem { item } => {
            let order = &nth(items, item)?.order;
            actor.require_manage_orders()?;
            let edit = OrderEditInput { items_added: vec![new_item(mark)], ..edit_of(order) };
            form(Ask::EditOrder { order: order.id, version: order.version, edit })
        }
        Deed::Urgent { item, on } => {
            let order = &nth(items, item)?.order;
            optimistic(Ask::Urgent { order: order.id, on }, order.set_urgent(on, actor)?)
        }
        Deed::Status { item, to } => {
            let order = &nth(items, item)?.order;
            let version = order.version;
            optimistic(Ask::Status { order: order.id, version, to }, order.set_status(to, version, Vec::new(), actor)?)
        }
        Deed::Create => {
            actor.require_manage_orders()?;
            let order = OrderInput {
                po_number: format!("PO-{mark}"),
                client: "PT Sinar Abadi".into(),
                items: vec![new_item(mark), new_item(&format!("{mark} b"))],
                ..OrderInput::default()
            };
            form(Ask::Create { order })
        }
    }
}

fn nth(items: &[Item], number: u64) -> Result<&Item, Refusal> {
    items.get(number as usize % items.len().max(1)).ok_or(Refusal::Unknown)
}

fn new_item(name: &str) -> ItemInput {
    ItemInput {
        item_name: name.to_owned(),
        specification: String::new(),
        quantity: "6".into(),
        quantity_unit: "pcs".into(),
    }
}

/// What an unchanged form of `order` says.
fn edit_of(order: &PurchaseOrder) -> OrderEditInput {
    let day = |date: Option<model::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    OrderEditInput {
        po_number: order.po_number.clone(),
        client: order.client.name.clone(),
        order_date: day(order.order_date),
        delivery_deadline: day(order.delivery_deadline),
        is_vendor_job: order.is_vendor_job,
        items_added: Vec::new(),
    }
}
