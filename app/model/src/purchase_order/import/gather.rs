//! Rows to orders: each row is read by the rules of the form, then laid beside the other rows of its order.

use std::collections::{HashMap, HashSet};

use super::{GIVEN_MAX, ImportPreview, Note, Problem, TEXT_MAX, column::Header, sheet::Row};
use crate::{
    purchase_order::{ITEMS_MAX, ItemDraft, ItemInput, OrderDraft, OrderInput, parse_date},
    quantity::{Notation, Quantity},
    refusal::{Field, Refusal},
    text,
};

/// The fields all rows of one order must agree in.
const SHARED: [Field; 3] = [Field::Client, Field::OrderDate, Field::DeliveryDeadline];
const FLAGS: [Field; 2] = [Field::IsUrgent, Field::IsVendorJob];

/// The orders so far.
pub(super) struct Gathered<'a> {
    header: &'a Header,
    notation: Notation,
    preview: ImportPreview,
    /// Line of each row seen, by its tidy cells.
    rows: HashMap<Vec<String>, u64>,
    /// What is known of each order, by the key of its number.
    orders: HashMap<String, Known>,
    /// First spelling of each client, by key.
    clients: HashMap<String, String>,
    /// Spellings noted already: each is worth saying once.
    noted: HashSet<(Field, String)>,
}

/// What is known of an order from the rows above.
#[derive(Default)]
struct Known {
    /// Each of [`SHARED`] as the first row that can be read says it. A row with a bad quantity still says whose order
    /// it is: else a stray row below it would decide, and the many right rows after that be refused.
    said: [Option<Said>; SHARED.len()],
    /// Place in the preview, once a good row was found.
    place: Option<usize>,
    /// Line of each item, by what makes two rows the same item.
    items: HashMap<(String, String, Quantity, String), u64>,
    /// Lines marked, for each of [`FLAGS`].
    marked: [Vec<u64>; FLAGS.len()],
}

struct Said {
    line: u64,
    /// Comparable.
    key: String,
    /// As written.
    given: String,
}

impl<'a> Gathered<'a> {
    pub(super) fn new(header: &'a Header, notation: Notation) -> Gathered<'a> {
        Gathered {
            header,
            notation,
            preview: ImportPreview::default(),
            rows: HashMap::new(),
            orders: HashMap::new(),
            clients: HashMap::new(),
            noted: HashSet::new(),
        }
    }

    /// Takes the row in, or names what is wrong with it; a blank one is no row.
    pub(super) fn take(&mut self, row: &Row<'_>) {
        let Some(cells) = &row.cells else {
            self.preview.rows += 1;
            return self.refuse(row, &[], vec![Refusal::UnclosedQuote { line: row.line }]);
        };
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        self.preview.rows += 1;
        match self.read(row.line, cells) {
            Ok(order) => self.enter(row.line, order),
            Err(refusals) => self.refuse(row, cells, refusals),
        }
    }

    /// The orders in the order of their first good row.
    pub(super) fn finish(mut self) -> ImportPreview {
        let mut known: Vec<(usize, Known)> =
            self.orders.into_values().filter_map(|known| Some((known.place?, known))).collect();
        known.sort_by_key(|(place, _)| *place);
        for (place, known) in known {
            let order = &self.preview.orders[place];
            for (field, lines) in FLAGS.into_iter().zip(known.marked) {
                if !lines.is_empty() && lines.len() < order.items.len() {
                    let po_number = order.po_number.clone();
                    self.preview.notes.push(Note::MarkedInSomeRows { po_number, field, lines });
                }
            }
        }
        self.preview
    }

    /// The row as an order of one item.
    fn read(&mut self, line: u64, cells: &[String]) -> Result<OrderDraft, Vec<Refusal>> {
        self.check_width(cells).map_err(|refusal| vec![refusal])?;
        if let Some(earlier) = self.rows.get(&tidy(cells)) {
            return Err(vec![Refusal::SameAsLine { line: *earlier }]);
        }
        self.rows.insert(tidy(cells), line);
        let mut refusals = self.disagreements(line, cells);
        let [is_urgent, is_vendor_job] = FLAGS.map(|field| {
            let read = yes_or_no(self.header.cell(cells, field), field);
            read.unwrap_or_else(|refusal| {
                refusals.push(refusal);
                false
            })
        });
        let cell = |field| self.header.cell(cells, field).to_owned();
        let input = OrderInput {
            po_number: cell(Field::PoNumber),
            client: cell(Field::Client),
            order_date: cell(Field::OrderDate),
            delivery_deadline: cell(Field::DeliveryDeadline),
            is_urgent,
            is_vendor_job,
            items: vec![ItemInput {
                item_name: cell(Field::ItemName),
                specification: cell(Field::Specification),
                quantity: cell(Field::Quantity),
                quantity_unit: cell(Field::QuantityUnit),
            }],
        };
        match input.read(self.notation) {
            Ok(order) if refusals.is_empty() => self.check_place(&order).map(|()| order).map_err(|no| vec![no]),
            Ok(_) => Err(refusals),
            Err(found) => {
                refusals.extend(found.into_iter().map(at_cell));
                Err(refusals)
            }
        }
    }

    fn check_width(&self, cells: &[String]) -> Result<(), Refusal> {
        let columns = self.header.width();
        let filled = cells.iter().rposition(|cell| !cell.trim().is_empty()).map_or(0, |last| last + 1);
        if cells.len() < columns {
            return Err(Refusal::CutRow { cells: cells.len() as u32, columns: columns as u32 });
        }
        if filled > columns {
            return Err(Refusal::ExtraCells { cells: filled as u32, columns: columns as u32 });
        }
        Ok(())
    }

    /// Where the row contradicts the rows above it; if nowhere, what it says counts for the rows below.
    fn disagreements(&mut self, line: u64, cells: &[String]) -> Vec<Refusal> {
        let number = text::key(self.header.cell(cells, Field::PoNumber));
        if number.is_empty() {
            return Vec::new();
        }
        let known = self.orders.entry(number).or_default();
        let says = SHARED.map(|field| {
            let given = self.header.cell(cells, field);
            let key = match field {
                Field::Client => Some(text::key(given)).filter(|key| !key.is_empty()),
                _ => parse_date(given, field).ok().map(|date| date.map(|date| date.to_string()).unwrap_or_default()),
            };
            key.map(|key| Said { line, key, given: beginning(given, GIVEN_MAX) })
        });
        let mut refusals = Vec::new();
        for ((field, said), says) in SHARED.into_iter().zip(&known.said).zip(&says) {
            if let (Some(said), Some(says)) = (said, says)
                && said.key != says.key
            {
                refusals.push(Refusal::DisagreesWithLine { field, line: said.line, other: said.given.clone() });
            }
        }
        if refusals.is_empty() {
            for (said, says) in known.said.iter_mut().zip(says) {
                *said = said.take().or(says);
            }
        }
        refusals
    }

    /// Whether the order still takes this item.
    fn check_place(&self, order: &OrderDraft) -> Result<(), Refusal> {
        let Some(known) = self.orders.get(&text::key(&order.po_number)) else { return Ok(()) };
        match order.items.first().and_then(|item| known.items.get(&item.key())) {
            Some(line) => Err(Refusal::SameAsLine { line: *line }),
            None if known.items.len() >= ITEMS_MAX => Err(Refusal::TooManyItems { max: ITEMS_MAX as u32 }),
            None => Ok(()),
        }
    }

    fn enter(&mut self, line: u64, mut row: OrderDraft) {
        let spelled = self.clients.entry(text::key(&row.client)).or_insert_with(|| row.client.clone()).clone();
        self.note_spelling(line, Field::Client, &row.client, &spelled);
        row.client = spelled;
        let known = self.orders.entry(text::key(&row.po_number)).or_default();
        known.items.extend(row.items.iter().map(|item: &ItemDraft| (item.key(), line)));
        for (lines, is_marked) in known.marked.iter_mut().zip([row.is_urgent, row.is_vendor_job]) {
            lines.extend(is_marked.then_some(line));
        }
        let Some(place) = known.place else {
            known.place = Some(self.preview.orders.len());
            self.preview.orders.push(row);
            self.preview.accepted_lines.push(vec![line]);
            return;
        };
        let order = &mut self.preview.orders[place];
        order.is_urgent |= row.is_urgent;
        order.is_vendor_job |= row.is_vendor_job;
        order.items.append(&mut row.items);
        self.preview.accepted_lines[place].push(line);
        let used = order.po_number.clone();
        self.note_spelling(line, Field::PoNumber, &row.po_number, &used);
    }

    fn note_spelling(&mut self, line: u64, field: Field, given: &str, used: &str) {
        if given != used && self.noted.insert((field, given.to_owned())) {
            let (given, used) = (given.to_owned(), used.to_owned());
            self.preview.notes.push(Note::OtherSpelling { line, field, given, used });
        }
    }

    fn refuse(&mut self, row: &Row<'_>, cells: &[String], refusals: Vec<Refusal>) {
        for refusal in refusals {
            let field = refusal.field().filter(|field| *field != Field::Items);
            self.preview.problems.push(Problem {
                line: row.line,
                column: field.and_then(|field| self.header.heading(field)),
                given: field.map(|field| beginning(self.header.cell(cells, field), GIVEN_MAX)).unwrap_or_default(),
                refusal,
                text: beginning(row.text, TEXT_MAX),
            });
        }
    }
}

/// A row is one item, so "line 1 of the order" says nothing; the line of the file does.
fn at_cell(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::AtLine { refusal, .. } => *refusal,
        other => other,
    }
}

fn yes_or_no(given: &str, field: Field) -> Result<bool, Refusal> {
    match text::key(given).as_str() {
        "ya" | "y" | "yes" | "true" | "1" | "x" => Ok(true),
        "" | "tidak" | "no" | "n" | "false" | "0" => Ok(false),
        _ => Err(Refusal::NotYesNo { field, given: given.trim().chars().take(40).collect() }),
    }
}

/// What two rows share that differ in spacing only.
fn tidy(cells: &[String]) -> Vec<String> {
    let mut cells: Vec<String> = cells.iter().map(|cell| text::tidy(cell)).collect();
    while cells.last().is_some_and(String::is_empty) {
        cells.pop();
    }
    cells
}

/// The beginning of `text`, at most `max` characters: a report is read by people.
fn beginning(text: &str, max: usize) -> String {
    let text = text.trim();
    let mut start: String = text.chars().take(max).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    start
}
