//! Bytes to rows of cells: encoding, separator, quotes.
//!
//! Always true here: every line of the file ends up in exactly one [`Row`]; a quote nobody closes costs its own line
//! and no other. That is why a general CSV reader is not used: those take everything up to the next quote, or the end of
//! the file, for one cell, and do not tell.

use super::ImportError;

/// What `0x80..=0x9f` are in Windows-1252; the rest of it is Latin-1. `\0` where it has no character.
const WINDOWS_1252: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// The text of a file, and whether it had to be read as Windows-1252.
pub(super) fn decode(bytes: &[u8]) -> Result<(String, bool), ImportError> {
    let (text, is_windows_1252) = match std::str::from_utf8(bytes) {
        Ok(text) => (text.strip_prefix('\u{feff}').unwrap_or(text).to_owned(), false),
        Err(_) => (bytes.iter().map(|byte| windows_1252(*byte)).collect(), true),
    };
    // A workbook or a picture has zero bytes within its first few; no text has one.
    if text.contains('\0') {
        return Err(ImportError::NotText);
    }
    if text.trim().is_empty() {
        return Err(ImportError::Empty);
    }
    Ok((text, is_windows_1252))
}

fn windows_1252(byte: u8) -> char {
    match byte {
        0x80..=0x9f => WINDOWS_1252[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// One row as written: usually a line, several where a quoted cell holds line breaks.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Row<'a> {
    /// Line of the file it begins in, from 1.
    pub(super) line: u64,
    /// Its text without the final line break.
    pub(super) text: &'a str,
    /// Its cells, or `None` where a quote is not closed.
    pub(super) cells: Option<Vec<String>>,
}

/// The rows of a text, top down.
pub(super) struct Rows<'a> {
    rest: &'a str,
    line: u64,
    separator: char,
    columns: usize,
}

impl<'a> Rows<'a> {
    /// Rows of `text`. `columns` is the width of the table: a line that alone is as wide cannot be the inside of a
    /// quoted cell, so the quote before it was left open.
    pub(super) fn new(text: &'a str, separator: char, columns: usize) -> Rows<'a> {
        Rows { rest: text, line: 1, separator, columns }
    }

    /// The rows not read yet, of a table that turned out to be `columns` wide.
    pub(super) fn with_columns(self, columns: usize) -> Rows<'a> {
        Rows { columns, ..self }
    }
}

impl<'a> Iterator for Rows<'a> {
    type Item = Row<'a>;

    fn next(&mut self) -> Option<Row<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (cells, end) = match read_cells(self.rest, self.separator, self.columns) {
            Some((cells, end)) => (Some(cells), end),
            None => (None, first_line(self.rest).len()),
        };
        let (text, rest) = self.rest.split_at(end);
        let row = Row { line: self.line, text, cells };
        self.rest = skip_break(rest);
        self.line += 1 + breaks(text);
        Some(row)
    }
}

/// The cells of the row that `text` begins with, and where it ends; `None` where a quote is not closed.
fn read_cells(text: &str, separator: char, columns: usize) -> Option<(Vec<String>, usize)> {
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let (cell, length) = match text[at..].strip_prefix('"') {
            Some(quoted) => {
                let (cell, length) = read_quoted(quoted, separator, columns)?;
                (cell, length + 1)
            }
            None => {
                let length = text[at..].find([separator, '\n', '\r']).unwrap_or(text.len() - at);
                (text[at..at + length].to_owned(), length)
            }
        };
        cells.push(cell);
        at += length;
        match text[at..].strip_prefix(separator) {
            Some(_) => at += separator.len_utf8(),
            None => return Some((cells, at)),
        }
    }
}

/// The quoted cell after its opening quote, and its length up to the separator or line break that must follow.
fn read_quoted(text: &str, separator: char, columns: usize) -> Option<(String, usize)> {
    let mut cell = String::new();
    let mut at = 0;
    loop {
        let found = text[at..].find(['"', '\n', '\r'])?;
        cell.push_str(&text[at..at + found]);
        at += found;
        if let Some(after) = text[at..].strip_prefix('"') {
            if after.starts_with('"') {
                cell.push('"');
                at += 2;
                continue;
            }
            let padding = after.len() - after.trim_start_matches(' ').len();
            let follows = after[padding..].chars().next();
            let closed = follows.is_none_or(|next| next == separator || next == '\n' || next == '\r');
            return closed.then_some((cell, at + 1 + padding));
        }
        let next = skip_break(&text[at..]);
        if first_line(next).split(separator).count() >= columns {
            return None;
        }
        cell.push('\n');
        at = text.len() - next.len();
    }
}

fn first_line(text: &str) -> &str {
    &text[..text.find(['\n', '\r']).unwrap_or(text.len())]
}

fn skip_break(text: &str) -> &str {
    text.strip_prefix("\r\n").or_else(|| text.strip_prefix(['\n', '\r'])).unwrap_or(text)
}

fn breaks(text: &str) -> u64 {
    let line_feeds = text.matches('\n').count();
    let lone_returns = text.matches('\r').count() - text.matches("\r\n").count();
    (line_feeds + lone_returns) as u64
}
