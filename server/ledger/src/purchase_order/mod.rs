//! Commands about purchase orders: read the rows, ask the rule, say which changes follow.
//!
//! Always true here: [`decide`] only reads and [`write`] only writes what a change says, so the rows are a function of
//! the log. Whatever arrives typed from the wire is checked and tidied again: no client is trusted to have done it.

mod check;
mod facts;
mod ids;
mod read;
mod rows;
mod write;

use model::{
    Change, Command, Refusal,
    ids::{ClientId, DeliveryId, IssueId, PhotoId, PurchaseOrderId},
    purchase_order::{
        Client, ITEMS_MAX, ItemDraft, ItemPatch, OrderDraft, OrderPatch, OrderStatus, Photo, PurchaseOrder, Version,
    },
    text,
};

pub(crate) use facts::item;
pub(crate) use read::{Issues, Wanted, deliveries, event_of, history_of, items, order, orders, orders_of};
pub(crate) use rows::percent;
pub(crate) use write::{guarded, write};

use self::ids::FreshIds;
use crate::{account, error::LedgerError, record::Writing};

/// The changes that follow from `command`, in order; none when everything already is as asked.
pub(crate) fn decide(w: &Writing<'_>, command: &Command) -> Result<Vec<Change>, LedgerError> {
    match command {
        Command::CreatePurchaseOrder { order } => create(w, order),
        Command::ImportPurchaseOrder { order } => import(w, order),
        Command::EditPurchaseOrder { id, version, edit } => {
            let before = facts::order(w.tx(), w.factory(), *id)?;
            w.actor.require_manage_orders()?;
            let edit = check::edit(edit)?;
            free_number(w, &edit.po_number, Some(*id))?;
            let patch = OrderPatch {
                client: Some(client(w, &edit.client)?),
                po_number: Some(edit.po_number),
                is_vendor_job: Some(edit.is_vendor_job),
                order_date: Some(edit.order_date),
                delivery_deadline: Some(edit.delivery_deadline),
            };
            change_order(w, &before, patch, &edit.items_added, *version)
        }
        Command::EditItem { id, version, patch } => edit_item(w, *id, *version, patch),
        Command::SetPurchaseOrderStatus { id, version, status } => {
            let before = facts::order(w.tx(), w.factory(), *id)?;
            // Taken up again, its items return to the screens, so they travel with the event.
            let items = match status {
                OrderStatus::Active => facts::items_of(w.tx(), w.factory(), *id)?,
                _ => Vec::new(),
            };
            Ok(vec![before.set_status(*status, *version, items, w.actor)?])
        }
        Command::SetPurchaseOrderUrgent { id, is_urgent } => {
            let before = facts::order(w.tx(), w.factory(), *id)?;
            let change = before.set_urgent(*is_urgent, w.actor)?;
            // Two admins who both mean "urgent" agree; the second is no news.
            Ok(if before.is_urgent == *is_urgent { Vec::new() } else { vec![change] })
        }
        Command::AdvanceTrack { item_id, department, progress, note, version } => {
            let item = w.item(*item_id)?;
            Ok(vec![item.advance_track(*department, *progress, note.as_deref(), *version, w.actor, w.at)?])
        }
        Command::ReportIssue { item_id, title, description, priority } => {
            let item = w.item(*item_id)?;
            let id = IssueId(w.mutation.0);
            Ok(vec![item.report_issue(id, title, description.as_deref(), *priority, w.actor, w.at)?])
        }
        Command::ResolveIssue { issue_id } => {
            let (issue, item_id) = facts::issue(w.tx(), w.factory(), *issue_id)?;
            let item = w.item(item_id)?;
            Ok(vec![item.resolve_issue(&issue, w.actor, w.at)?])
        }
        Command::AddIssuePhoto { issue_id, .. } => add_photo(w, *issue_id),
        Command::RecordDelivery { item_id, quantity, note } => {
            let item = w.item(*item_id)?;
            let id = DeliveryId(w.mutation.0);
            let change = item.deliver(id, *quantity, note.as_deref(), w.actor, w.at)?;
            let is_delivered = matches!(&change, Change::ItemDelivered(delivered) if delivered.is_delivered);
            with_completion(w, change, is_delivered, &item)
        }
        Command::Administer { administration } => account::decide(w, administration),
    }
}

/// A new customer by itself.
pub(crate) fn create_client(w: &Writing<'_>, name: &str) -> Result<Vec<Change>, LedgerError> {
    let id = ClientId(FreshIds::client(w.mutation, w.at));
    let change = Client::create(id, name, w.actor)?;
    free_client(w, name, None)?;
    Ok(vec![change])
}

/// Another name for a customer.
pub(crate) fn rename_client(
    w: &Writing<'_>,
    id: ClientId,
    seen: Version,
    name: &str,
) -> Result<Vec<Change>, LedgerError> {
    let (client, version) = facts::client(w.tx(), w.factory(), id)?;
    let Some(change) = client.rename(version, name, seen, w.actor)? else { return Ok(Vec::new()) };
    free_client(w, name, Some(id))?;
    Ok(vec![change])
}

/// # Errors
/// [`Refusal::DuplicateClient`] when another customer than `own` has this name in any spelling.
fn free_client(w: &Writing<'_>, name: &str, own: Option<ClientId>) -> Result<(), LedgerError> {
    match facts::client_by_name(w.tx(), w.factory(), name)? {
        Some(client) if Some(client.id) != own => Err(Refusal::DuplicateClient { client: client.name }.into()),
        _ => Ok(()),
    }
}

fn add_photo(w: &Writing<'_>, issue_id: IssueId) -> Result<Vec<Change>, LedgerError> {
    let (issue, item_id) = facts::issue(w.tx(), w.factory(), issue_id)?;
    let item = w.item(item_id)?;
    let picture = w.picture.ok_or(Refusal::NotAPhoto)?;
    let bytes = u32::try_from(picture.jpeg().len()).map_err(|_| Refusal::NotAPhoto)?;
    let photo = Photo::new(PhotoId(w.mutation.0), picture.size(), bytes, w.actor, w.at);
    Ok(vec![item.add_issue_photo(&issue, photo, w.actor)?])
}

fn create(w: &Writing<'_>, draft: &OrderDraft) -> Result<Vec<Change>, LedgerError> {
    w.actor.require_manage_orders()?;
    let draft = check::order(draft)?;
    free_number(w, &draft.po_number, None)?;
    Ok(vec![new_order(w, &draft)?])
}

fn new_order(w: &Writing<'_>, draft: &OrderDraft) -> Result<Change, LedgerError> {
    let client = client(w, &draft.client)?;
    let mut ids = FreshIds::new(w.mutation, w.at);
    let id = PurchaseOrderId(ids.next());
    Ok(PurchaseOrder::create(id, client, draft, &mut ids, w.actor, w.at)?)
}

/// Created, or completed by the items it lacks, or left alone: importing a file again enters nothing twice.
fn import(w: &Writing<'_>, draft: &OrderDraft) -> Result<Vec<Change>, LedgerError> {
    w.actor.require_manage_orders()?;
    let draft = check::order(draft)?;
    let Some(id) = facts::order_by_number(w.tx(), w.factory(), &draft.po_number)? else {
        return Ok(vec![new_order(w, &draft)?]);
    };
    let before = facts::order(w.tx(), w.factory(), id)?;
    if text::key(&before.client.name) != text::key(&draft.client) {
        return Err(Refusal::OtherClient { po_number: before.po_number, client: before.client.name }.into());
    }
    let present = facts::item_keys(w.tx(), w.factory(), id)?;
    let missing: Vec<ItemDraft> = draft.items.into_iter().filter(|item| !present.contains(&item.key())).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    change_order(w, &before, OrderPatch::default(), &missing, before.version)
}

fn change_order(
    w: &Writing<'_>,
    before: &PurchaseOrder,
    patch: OrderPatch,
    items_added: &[ItemDraft],
    seen: Version,
) -> Result<Vec<Change>, LedgerError> {
    let items = before.new_items(items_added, &mut FreshIds::new(w.mutation, w.at));
    let change = before.edit(patch, items, seen, w.actor)?;
    if let Change::PurchaseOrderUpdated(updated) = &change {
        if updated.patch.is_empty() && updated.items_added.is_empty() {
            return Ok(Vec::new());
        }
        let present = facts::item_count(w.tx(), w.factory(), before.id)?;
        if present + items_added.len() > ITEMS_MAX {
            return Err(Refusal::TooManyItems { max: ITEMS_MAX as u32 }.into());
        }
    }
    Ok(vec![change])
}

fn edit_item(
    w: &Writing<'_>,
    id: model::ids::ItemId,
    seen: Version,
    patch: &ItemPatch,
) -> Result<Vec<Change>, LedgerError> {
    let item = w.item(id)?;
    w.actor.require_manage_orders()?;
    let change = item.edit(patch.clone(), seen, w.actor, w.at)?;
    let Change::ItemUpdated(updated) = &change else { return Ok(vec![change]) };
    if updated.patch.is_empty() {
        return Ok(Vec::new());
    }
    let is_delivered = updated.patch.is_delivered == Some(true);
    with_completion(w, change, is_delivered, &item)
}

/// `change`, and the order's completion when it was the last thing the order waited for.
fn with_completion(
    w: &Writing<'_>,
    change: Change,
    is_delivered: bool,
    item: &model::purchase_order::Item,
) -> Result<Vec<Change>, LedgerError> {
    let mut changes = vec![change];
    if is_delivered && !facts::others_undelivered(w.tx(), w.factory(), item)? {
        changes.push(item.order.complete());
    }
    Ok(changes)
}

/// # Errors
/// [`Refusal::DuplicatePoNumber`] when another order than `own` has this number.
fn free_number(w: &Writing<'_>, number: &str, own: Option<PurchaseOrderId>) -> Result<(), LedgerError> {
    match facts::order_by_number(w.tx(), w.factory(), number)? {
        Some(id) if Some(id) != own => Err(Refusal::DuplicatePoNumber { po_number: number.to_owned() }.into()),
        _ => Ok(()),
    }
}

/// The factory's client of this name in any spelling, or one that the change will bring into being.
fn client(w: &Writing<'_>, name: &str) -> Result<Client, LedgerError> {
    match facts::client_by_name(w.tx(), w.factory(), name)? {
        Some(client) => Ok(client),
        None => Ok(Client { id: ClientId(FreshIds::client(w.mutation, w.at)), name: name.to_owned() }),
    }
}
