//! Which heading means what: those of both exports we know, and English.

use super::{ImportError, sheet::Rows};
use crate::refusal::Field;

/// Every column, the required five first, with the headings that mean it (see [`letters`]).
const COLUMNS: [(Field, &[&str]); 10] = [
    (Field::PoNumber, &["nopo", "nomorpo", "pono", "ponumber", "po", "purchaseorder", "purchaseordernumber"]),
    (Field::Client, &["pelanggan", "namapelanggan", "customer", "customername", "klien", "client", "clientname"]),
    (Field::ItemName, &["namabarang", "barang", "namaitem", "item", "itemname"]),
    (Field::Quantity, &["jumlah", "kuantitas", "qty", "quantity"]),
    (Field::QuantityUnit, &["satuan", "unit", "uom"]),
    (Field::Specification, &["spesifikasi", "spek", "spec", "specification"]),
    (
        Field::DeliveryDeadline,
        &["bataskirim", "tenggat", "tenggatkirim", "deadline", "deliverydeadline", "deliverydate", "duedate"],
    ),
    (Field::OrderDate, &["tanggalpo", "tglpo", "orderdate", "podate"]),
    (Field::IsUrgent, &["urgent", "isurgent", "mendesak"]),
    (Field::IsVendorJob, &["vendor", "vendorjob", "isvendorjob"]),
];
const REQUIRED: usize = 5;
/// Tried in this order; where two fit equally well, the first.
const SEPARATORS: [char; 3] = [';', '\t', ','];

/// The table's heading row, understood.
pub(super) struct Header {
    /// Headings as written, up to the last that is not blank.
    headings: Vec<String>,
    places: [Option<usize>; COLUMNS.len()],
}

impl Header {
    /// Reads the first row that is not blank, and finds the separator: the one that makes most of the headings
    /// understood. The rows that follow it come along.
    pub(super) fn read(text: &str) -> Result<(Header, Rows<'_>), ImportError> {
        let read = SEPARATORS.map(|separator| Header::with(text, separator));
        // `max_by_key` takes the last of equals, the rule is the first.
        let best = read.into_iter().rev().flatten().max_by_key(|(header, ..)| header.known());
        let Some((header, rows, twice)) = best else { return Err(ImportError::Empty) };
        let missing: Vec<Field> =
            (0..REQUIRED).filter(|column| header.places[*column].is_none()).map(|column| COLUMNS[column].0).collect();
        if !missing.is_empty() {
            return Err(ImportError::NoHeader { missing });
        }
        match twice {
            Some(error) => Err(error),
            None => Ok((header, rows)),
        }
    }

    fn with(text: &str, separator: char) -> Option<(Header, Rows<'_>, Option<ImportError>)> {
        let mut rows = Rows::new(text, separator, usize::MAX);
        let row = rows.find(|row| !row.text.trim().is_empty())?;
        let mut headings = row.cells.unwrap_or_else(|| row.text.split(separator).map(str::to_owned).collect());
        while headings.last().is_some_and(|heading| heading.trim().is_empty()) {
            headings.pop();
        }
        let mut header = Header { headings, places: [None; COLUMNS.len()] };
        let mut twice = None;
        for (place, heading) in header.headings.iter().enumerate() {
            let letters = letters(heading);
            let Some(column) = COLUMNS.iter().position(|(_, names)| names.contains(&letters.as_str())) else {
                continue;
            };
            match header.places[column] {
                None => header.places[column] = Some(place),
                Some(first) => {
                    let [first, second] = [first, place].map(|place| header.headings[place].trim().to_owned());
                    twice = Some(ImportError::ColumnTwice { field: COLUMNS[column].0, first, second });
                }
            }
        }
        let rows = rows.with_columns(header.width());
        Some((header, rows, twice))
    }

    fn known(&self) -> usize {
        self.places.iter().flatten().count()
    }

    /// How many columns the table has.
    pub(super) fn width(&self) -> usize {
        self.headings.len()
    }

    /// The cell of `field` in a row; empty where the table has no such column.
    pub(super) fn cell<'a>(&self, cells: &'a [String], field: Field) -> &'a str {
        self.place(field).and_then(|place| cells.get(place)).map_or("", String::as_str)
    }

    /// The heading of `field` as written.
    pub(super) fn heading(&self, field: Field) -> Option<String> {
        self.place(field).map(|place| self.headings[place].trim().to_owned())
    }

    /// Headings that mean nothing to us; a blank one by its place.
    pub(super) fn unknown(&self) -> impl Iterator<Item = String> {
        let unknown = self.headings.iter().zip(0..).filter(|(_, place)| !self.places.contains(&Some(*place)));
        unknown.map(|(heading, place)| match heading.trim() {
            "" => format!("({})", place + 1),
            heading => heading.to_owned(),
        })
    }

    fn place(&self, field: Field) -> Option<usize> {
        let column = COLUMNS.iter().position(|(known, _)| *known == field)?;
        self.places[column]
    }
}

/// A heading without case, spaces and signs: `"NO. PO"` is `"nopo"`, `"urgent?"` is `"urgent"`.
fn letters(heading: &str) -> String {
    heading.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
