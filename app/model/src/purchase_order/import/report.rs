//! The bad rows as a file to download, correct, and import again.

use super::Problem;
use crate::{
    language::{Language, Text},
    text,
};

const HEADINGS: Text = Text::new("Baris;Kolom;Isi;Alasan;Baris asli", "Line;Column;Content;Reason;Original line");

/// The problems as a spreadsheet: semicolons and a byte order mark, as Excel opens them in Indonesia.
///
/// What was refused is somebody else's text, so it is made [`harmless`](text::harmless).
#[must_use]
pub fn problems_csv(problems: &[Problem], language: Language) -> String {
    let mut csv = format!("\u{feff}{}\r\n", HEADINGS.get(language));
    for problem in problems {
        let line = problem.line.to_string();
        let column = problem.column.as_deref().unwrap_or_default();
        let reason = problem.refusal.text(language);
        let cells = [&line, column, &problem.given, &reason, &problem.text].map(cell);
        csv.push_str(&cells.join(";"));
        csv.push_str("\r\n");
    }
    csv
}

fn cell(text: &str) -> String {
    let text = text::harmless(text);
    if text.contains([';', '"', '\n', '\r', ',', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}
