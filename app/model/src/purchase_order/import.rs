//! A spreadsheet export read into orders: any bytes in, good orders and named bad rows out.
//!
//! Always true here: every row that is not blank is either an item of an order or named in a problem, never both;
//! nothing is guessed without a note. What an order or an item may be is not decided here but by
//! [`OrderInput::read`](crate::purchase_order::OrderInput::read).

mod column;
mod gather;
mod report;
mod sheet;

use serde::{Deserialize, Serialize};

pub use self::report::problems_csv;
use self::{column::Header, gather::Gathered};
use super::OrderDraft;
use crate::{
    language::{Language, Text},
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

impl Note {
    /// The note in `language`.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            Note::ReadAsWindows1252 => READ_AS_WINDOWS_1252.get(language).to_owned(),
            Note::IgnoredColumn { heading } => IGNORED_COLUMN.with(language, &[heading]),
            Note::OtherSpelling { line, field, given, used } => {
                OTHER_SPELLING.with(language, &[line, &field.label().get(language), given, used])
            }
            Note::MarkedInSomeRows { po_number, field, lines } => {
                let lines = lines.iter().map(u64::to_string).collect::<Vec<_>>().join(", ");
                MARKED_IN_SOME_ROWS.with(language, &[po_number, &field.label().get(language), &lines])
            }
        }
    }
}

const READ_AS_WINDOWS_1252: Text = Text::new(
    "Berkas dibaca sebagai Windows-1252, bukan UTF-8. Periksa huruf khusus seperti Ø dan ×.",
    "The file was read as Windows-1252, not UTF-8. Check special characters such as Ø and ×.",
);
const IGNORED_COLUMN: Text =
    Text::new("Kolom “{0}” tidak dikenal dan dilewati.", "Column “{0}” is not known and was left out.");
const OTHER_SPELLING: Text =
    Text::new("Baris {0}: {1} “{2}” dibaca sebagai “{3}”.", "Line {0}: {1} “{2}” was read as “{3}”.");
const MARKED_IN_SOME_ROWS: Text = Text::new(
    "{0}: {1} hanya ditandai di baris {2}; berlaku untuk seluruh PO.",
    "{0}: {1} is marked in lines {2} only; it applies to the whole PO.",
);

/// Nothing of the file can be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "kebab-case")]
pub enum ImportError {
    /// A workbook, a picture, UTF-16 …
    NotText,
    /// Nothing but white space.
    Empty,
    /// The first row lacks headings that every order needs.
    NoHeader {
        /// The columns not found.
        missing: Vec<Field>,
    },
    /// Two headings mean the same column; which one counts is not ours to guess.
    ColumnTwice {
        /// What both mean.
        field: Field,
        /// Heading as written.
        first: String,
        /// Heading as written.
        second: String,
    },
}

impl ImportError {
    /// What is wrong with the file, and what to do, in `language`.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        match self {
            ImportError::NotText => NOT_TEXT.get(language).to_owned(),
            ImportError::Empty => EMPTY.get(language).to_owned(),
            ImportError::NoHeader { missing } => {
                let missing: Vec<&str> = missing.iter().map(|field| field.label().get(language)).collect();
                NO_HEADER.with(language, &[&missing.join(", ")])
            }
            ImportError::ColumnTwice { field, first, second } => {
                COLUMN_TWICE.with(language, &[first, second, &field.label().get(language)])
            }
        }
    }
}

const NOT_TEXT: Text = Text::new(
    "Berkas ini bukan teks CSV. Simpan dari spreadsheet sebagai CSV, lalu coba lagi.",
    "This file is not CSV text. Save it as CSV from the spreadsheet, then try again.",
);
const EMPTY: Text = Text::new("Berkas ini kosong.", "This file is empty.");
const NO_HEADER: Text = Text::new(
    "Baris judul tidak dikenal. Kolom yang belum ada: {0}.",
    "The heading is not understood. Columns that are missing: {0}.",
);
const COLUMN_TWICE: Text = Text::new(
    "Kolom “{0}” dan “{1}” sama-sama berarti {2}. Hapus salah satu.",
    "Columns “{0}” and “{1}” both mean {2}. Remove one of them.",
);

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
