//! A spreadsheet export read into orders: any bytes in, good orders and named bad rows out.
//!
//! Always true here: every row that is not blank is either an item of an order or named in a problem, never both;
//! nothing is guessed without a note. What an order or an item may be is not decided here but by
//! [`OrderInput::read`](crate::purchase_order::OrderInput::read).

mod column;
mod gather;
mod report;
mod sheet;

use std::fmt;

use serde::{Deserialize, Serialize};

pub use self::report::problems_csv;
use self::{column::Header, gather::Gathered};
use super::OrderDraft;
use crate::{
    quantity::Notation,
    refusal::{Field, Refusal},
};

/// Longest part of a cell or row that a problem repeats, in characters.
const GIVEN_MAX: usize = 100;
const TEXT_MAX: usize = 2_000;

/// What a file holds, before any of it enters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportPreview {
    /// The good rows as orders, in the order of the file.
    pub orders: Vec<OrderDraft>,
    /// `accepted_lines[o][i]` is the line of the file that `orders[o].items[i]` comes from.
    pub accepted_lines: Vec<Vec<u64>>,
    /// Rows below the heading that are not blank, good and bad.
    pub rows: u64,
    /// What is wrong with the bad rows, by line; a row may have several.
    pub problems: Vec<Problem>,
    /// What was understood in a way people should know.
    pub notes: Vec<Note>,
}

impl ImportPreview {
    /// How many rows became items.
    #[must_use]
    pub fn accepted_rows(&self) -> usize {
        self.orders.iter().map(|order| order.items.len()).sum()
    }
}

/// One reason why a row does not enter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The line of the file the row begins in, from 1, counted as an editor counts.
    pub line: u64,
    /// The heading as written in the file; `None` when the row as a whole is wrong.
    pub column: Option<String>,
    /// The beginning of what the cell says.
    pub given: String,
    /// Why.
    pub refusal: Refusal,
    /// The row as written, cut when very long.
    pub text: String,
}

/// Something that was understood, but that people should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum Note {
    /// The file is not UTF-8; it was read as Windows-1252, as older spreadsheets write it.
    ReadAsWindows1252,
    /// A column nobody asked for; its cells were left out.
    IgnoredColumn {
        /// Its heading, or `(n)` for a blank one at place n.
        heading: String,
    },
    /// A name that differs from an earlier one only in case or spacing; the earlier spelling is used.
    OtherSpelling {
        /// The line of the file.
        line: u64,
        /// Number or client.
        field: Field,
        /// The name in that line.
        given: String,
        /// The name that is used.
        used: String,
    },
    /// Some rows of an order are marked and others are not; the whole order is.
    MarkedInSomeRows {
        /// The order.
        po_number: String,
        /// Urgent or vendor.
        field: Field,
        /// The lines of the file that are marked.
        lines: Vec<u64>,
    },
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Note::ReadAsWindows1252 => {
                f.write_str("Berkas dibaca sebagai Windows-1252, bukan UTF-8. Periksa huruf khusus seperti Ø dan ×.")
            }
            Note::IgnoredColumn { heading } => write!(f, "Kolom “{heading}” tidak dikenal dan dilewati."),
            Note::OtherSpelling { line, field, given, used } => {
                write!(f, "Baris {line}: {} “{given}” dibaca sebagai “{used}”.", field.label())
            }
            Note::MarkedInSomeRows { po_number, field, lines } => {
                let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
                let (flag, lines) = (field.label(), lines.join(", "));
                write!(f, "{po_number}: {flag} hanya ditandai di baris {lines}; berlaku untuk seluruh PO.")
            }
        }
    }
}

/// Nothing of the file can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum ImportError {
    /// A workbook, a picture, UTF-16 …
    #[error("Berkas ini bukan teks CSV. Simpan dari spreadsheet sebagai CSV, lalu coba lagi.")]
    NotText,
    /// Nothing but white space.
    #[error("Berkas ini kosong.")]
    Empty,
    /// The first row lacks headings that every order needs.
    #[error("Baris judul tidak dikenal. Kolom yang belum ada: {}.", labels(missing))]
    NoHeader {
        /// The columns not found.
        missing: Vec<Field>,
    },
    /// Two headings mean the same column; which one counts is not ours to guess.
    #[error("Kolom “{first}” dan “{second}” sama-sama berarti {}. Hapus salah satu.", field.label())]
    ColumnTwice {
        /// What both mean.
        field: Field,
        /// Heading as written.
        first: String,
        /// Heading as written.
        second: String,
    },
}

fn labels(fields: &[Field]) -> String {
    fields.iter().map(|field| field.label()).collect::<Vec<_>>().join(", ")
}

/// Reads a CSV export: UTF-8 (with or without byte order mark) or Windows-1252; `;`, tab or `,`; headings of several
/// spellings. `notation` says how its numbers are written.
///
/// # Errors
/// [`ImportError`] when there is no table to speak of; bad rows are no error but [`ImportPreview::problems`].
pub fn read(bytes: &[u8], notation: Notation) -> Result<ImportPreview, ImportError> {
    let (text, is_windows_1252) = sheet::decode(bytes)?;
    let (header, rows) = Header::read(&text)?;
    let mut gathered = Gathered::new(&header, notation);
    for row in rows {
        gathered.take(&row);
    }
    let mut preview = gathered.finish();
    let about_file = is_windows_1252.then_some(Note::ReadAsWindows1252);
    let about_columns = header.unknown().map(|heading| Note::IgnoredColumn { heading });
    preview.notes.splice(0..0, about_file.into_iter().chain(about_columns));
    Ok(preview)
}
