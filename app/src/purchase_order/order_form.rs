//! What is typed into the form of an order, and what is wrong with it: shared by new orders and changed ones.
//!
//! Always true here: nothing typed is ever thrown away by an answer of the server; a refusal stands at its field and
//! line, and goes once that field is touched.

use leptos::prelude::*;
use model::{
    Field, Refusal,
    ids::{ItemId, MutationId},
    purchase_order::{ItemInput, OrderInput},
};
use serde::Serialize;

use super::order_line::{Line, sent};
use crate::{
    error::{AppError, refused},
    language::language,
    live::mutation::new_mutation_id,
};

/// The unit a fresh line begins with: what most items are counted in.
const FIRST_UNIT: &str = "pcs";

/// Something said at one input: `line` is the key of its line, `None` for the order itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct At<T> {
    /// Which line.
    pub line: Option<u32>,
    /// Which input; `None` for the form as a whole.
    pub field: Option<Field>,
    /// What is said.
    pub what: T,
}

/// The form. Copies share it.
#[derive(Clone, Copy)]
pub struct OrderForm {
    /// Number.
    pub po_number: RwSignal<String>,
    /// Client name.
    pub client: RwSignal<String>,
    /// As a date input has it: `yyyy-mm-dd` or blank.
    pub order_date: RwSignal<String>,
    /// As a date input has it: `yyyy-mm-dd` or blank.
    pub delivery_deadline: RwSignal<String>,
    /// Urgent.
    pub is_urgent: RwSignal<bool>,
    /// Made outside.
    pub is_vendor_job: RwSignal<bool>,
    /// The items.
    pub lines: RwSignal<Vec<Line>>,
    /// What is wrong.
    pub refusals: RwSignal<Vec<At<Refusal>>>,
    /// What somebody else wrote meanwhile where something was typed here.
    pub current: RwSignal<Vec<At<String>>>,
    /// What is to be said about the whole: a fault, what happened meanwhile.
    pub notice: RwSignal<Option<String>>,
    /// On its way to the server.
    pub sending: RwSignal<bool>,
    next_key: StoredValue<u32>,
    intentions: StoredValue<Vec<(String, MutationId)>>,
}

impl OrderForm {
    /// A form with this typed into it, and one spare line if it has no items.
    #[must_use]
    pub fn new(order: OrderInput) -> OrderForm {
        let form = OrderForm {
            po_number: RwSignal::new(order.po_number),
            client: RwSignal::new(order.client),
            order_date: RwSignal::new(order.order_date),
            delivery_deadline: RwSignal::new(order.delivery_deadline),
            is_urgent: RwSignal::new(order.is_urgent),
            is_vendor_job: RwSignal::new(order.is_vendor_job),
            lines: RwSignal::new(Vec::new()),
            refusals: RwSignal::new(Vec::new()),
            current: RwSignal::new(Vec::new()),
            notice: RwSignal::new(None),
            sending: RwSignal::new(false),
            next_key: StoredValue::new(0),
            intentions: StoredValue::new(Vec::new()),
        };
        for item in order.items {
            form.push(None, item);
        }
        form
    }

    /// The header input of `field`.
    #[must_use]
    pub fn value(self, field: Field) -> RwSignal<String> {
        match field {
            Field::Client => self.client,
            Field::OrderDate => self.order_date,
            Field::DeliveryDeadline => self.delivery_deadline,
            _ => self.po_number,
        }
    }

    fn line(self, item: Option<ItemId>, input: ItemInput) -> Line {
        let key = self.next_key.get_value();
        self.next_key.set_value(key + 1);
        Line::new(key, item, input)
    }

    /// A line at the end.
    pub fn push(self, item: Option<ItemId>, input: ItemInput) -> u32 {
        let line = self.line(item, input);
        let key = line.key;
        self.lines.update(|lines| lines.push(line));
        key
    }

    /// An empty line at the end; its key.
    pub fn add_line(self) -> u32 {
        self.push(None, ItemInput { quantity_unit: FIRST_UNIT.to_owned(), ..ItemInput::default() })
    }

    /// A line for an item that exists, after the others that do.
    pub fn add_item(self, item: ItemId, input: ItemInput) {
        let line = self.line(Some(item), input);
        self.lines.update(|lines| {
            let place = lines.iter().take_while(|line| line.item.is_some()).count();
            lines.insert(place, line);
        });
    }

    /// Takes lines away, with what was said about them.
    pub fn remove_lines(self, keys: &[u32]) {
        let gone = |line: Option<u32>| line.is_some_and(|line| keys.contains(&line));
        self.lines.update(|lines| lines.retain(|line| !keys.contains(&line.key)));
        self.refusals.update(|refusals| refusals.retain(|refusal| !gone(refusal.line)));
    }

    /// Rows of a spreadsheet, put where they were pasted: in place of the line if it is empty, else after it.
    pub fn paste(self, key: u32, items: Vec<ItemInput>) {
        let pasted: Vec<Line> = items.into_iter().map(|item| self.line(None, item)).collect();
        self.lines.update(|lines| {
            let Some(place) = lines.iter().position(|line| line.key == key) else { return };
            let spare = untrack(|| lines[place].is_spare());
            let replaced = if spare { place..place + 1 } else { place + 1..place + 1 };
            lines.splice(replaced, pasted);
        });
    }

    /// What is typed, without spare lines, and the keys of the lines that are in it.
    #[must_use]
    pub fn typed(self) -> (OrderInput, Vec<u32>) {
        untrack(|| {
            let lines: Vec<Line> =
                self.lines.with(|lines| lines.iter().filter(|line| !line.is_spare()).cloned().collect());
            let order = OrderInput {
                po_number: self.po_number.get(),
                client: self.client.get(),
                order_date: self.order_date.get(),
                delivery_deadline: self.delivery_deadline.get(),
                is_urgent: self.is_urgent.get(),
                is_vendor_job: self.is_vendor_job.get(),
                items: lines.iter().map(Line::typed).collect(),
            };
            (order, lines.into_iter().map(|line| line.key).collect())
        })
    }

    /// How many lines have something in them.
    #[must_use]
    pub fn filled_lines(self) -> usize {
        self.lines.with(|lines| lines.iter().filter(|line| !line.is_spare()).count())
    }

    /// What is typed, as the doors take it, and the keys of its lines, if it can be read; else everything that is wrong
    /// is shown at its place, at once.
    #[must_use]
    pub fn checked(self) -> Option<(OrderInput, Vec<u32>)> {
        self.notice.set(None);
        self.refusals.set(Vec::new());
        let (order, keys) = self.typed();
        match order.read(language().notation()) {
            Ok(_) => {
                let items = order.items.into_iter().map(sent).collect();
                Some((OrderInput { items, ..order }, keys))
            }
            Err(refusals) => {
                self.refuse(refusals, &keys);
                None
            }
        }
    }

    /// Shows refusals at their places; `keys` are those of the lines that were read or sent, in that order.
    pub fn refuse(self, refusals: Vec<Refusal>, keys: &[u32]) {
        self.refusals.update(|shown| {
            shown.extend(refusals.into_iter().map(|refusal| {
                let line = refusal.line().and_then(|line| keys.get(line as usize - 1)).copied();
                let field = refusal.field();
                let what = match refusal {
                    Refusal::AtLine { refusal, .. } if line.is_some() => *refusal,
                    refusal => refusal,
                };
                At { line, field, what }
            }));
        });
        focus("form [aria-invalid=true]");
    }

    /// Shows an answer that was not yes.
    pub fn fail(self, error: AppError, keys: &[u32]) {
        match error {
            AppError::Refused { refusals } => self.refuse(refusals, keys),
            error => self.notice.set(Some(error.text())),
        }
    }

    /// The field was touched: what was said about it is said no more.
    pub fn touched(self, line: Option<u32>, field: Field) {
        let about = |at: Option<u32>, of: Option<Field>| at == line && of == Some(field);
        if self.refusals.with_untracked(|refusals| refusals.iter().any(|refusal| about(refusal.line, refusal.field))) {
            self.refusals.update(|refusals| refusals.retain(|refusal| !about(refusal.line, refusal.field)));
        }
    }

    /// What is wrong with one input.
    #[must_use]
    pub fn refused(self, line: Option<u32>, field: Field) -> Signal<Option<String>> {
        Signal::derive(move || {
            self.refusals.with(|refusals| {
                let here = refusals.iter().find(|refusal| refusal.line == line && refusal.field == Some(field));
                here.map(|refusal| refused(&refusal.what))
            })
        })
    }

    /// What is wrong with the whole: what no input of the form shows.
    #[must_use]
    pub fn refused_elsewhere(self) -> Signal<Option<String>> {
        const AT_INPUTS: [Field; 4] = [Field::PoNumber, Field::Client, Field::OrderDate, Field::DeliveryDeadline];
        const AT_LINES: [Field; 4] = [Field::ItemName, Field::Quantity, Field::QuantityUnit, Field::Specification];
        Signal::derive(move || {
            let elsewhere = |refusal: &&At<Refusal>| match (refusal.line, refusal.field) {
                (_, None) => true,
                (None, Some(field)) => !AT_INPUTS.contains(&field) && field != Field::Items,
                (Some(_), Some(field)) => !AT_LINES.contains(&field),
            };
            let refused = self.refusals.with(|refusals| refusals.iter().find(elsewhere).map(|at| refused(&at.what)));
            refused.or_else(|| self.notice.get())
        })
    }

    /// The mutation id of this content: the same when it is sent again, so that however often it travels it counts
    /// once, and another one for other content.
    pub fn intention(self, content: &impl Serialize) -> MutationId {
        // Only maps with keys that are no text cannot be written; what is sent has none.
        let content = serde_json::to_string(content).unwrap_or_default();
        let known =
            self.intentions.with_value(|known| known.iter().find(|(known, _)| *known == content).map(|(_, id)| *id));
        known.unwrap_or_else(|| {
            let id = new_mutation_id();
            self.intentions.update_value(|known| known.push((content, id)));
            id
        })
    }
}

/// Puts the cursor into the first element that `selector` finds, once the page is drawn.
pub fn focus(selector: &'static str) {
    #[cfg(feature = "hydrate")]
    request_animation_frame(move || {
        use wasm_bindgen::JsCast;
        let element = document().query_selector(selector).ok().flatten();
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::HtmlElement>().ok()) {
            // Throws only when the element is not in the page.
            let _ = element.focus();
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = selector;
}

#[cfg(test)]
#[path = "order_form_tests.rs"]
mod tests;
