//! What came typed from the wire, checked and tidied where the rules of `model` take it as checked. Numbers and names are
//! tidied before anything is looked up by them.

use model::{
    Field, Refusal,
    command::OrderEdit,
    purchase_order::{ItemDraft, OrderDraft},
    text,
};

pub(crate) fn order(draft: &OrderDraft) -> Result<OrderDraft, Refusal> {
    draft.check()?;
    Ok(OrderDraft {
        po_number: text::required(&draft.po_number, Field::PoNumber, text::PO_NUMBER_MAX)?,
        client: text::required(&draft.client, Field::Client, text::NAME_MAX)?,
        items: items(&draft.items)?,
        ..draft.clone()
    })
}

pub(crate) fn edit(edit: &OrderEdit) -> Result<OrderEdit, Refusal> {
    Ok(OrderEdit {
        po_number: text::required(&edit.po_number, Field::PoNumber, text::PO_NUMBER_MAX)?,
        client: text::required(&edit.client, Field::Client, text::NAME_MAX)?,
        items_added: items(&edit.items_added)?,
        ..edit.clone()
    })
}

fn items(drafts: &[ItemDraft]) -> Result<Vec<ItemDraft>, Refusal> {
    (1..).zip(drafts).map(|(line, draft)| item(draft).map_err(|refusal| refusal.at_line(line))).collect()
}

fn item(draft: &ItemDraft) -> Result<ItemDraft, Refusal> {
    draft.check()?;
    Ok(ItemDraft {
        item_name: text::required(&draft.item_name, Field::ItemName, text::NAME_MAX)?,
        specification: text::optional(draft.specification.as_deref(), Field::Specification, text::NOTE_MAX)?,
        quantity_total: draft.quantity_total,
        quantity_unit: text::required(&draft.quantity_unit, Field::QuantityUnit, text::UNIT_MAX)?,
    })
}
