//! The bad rows as a file to download, correct, and import again.

use super::Problem;
use crate::text;

/// The problems as a spreadsheet: semicolons and a byte order mark, as Excel opens them in Indonesia.
///
/// What was refused is somebody else's text, so it is made [`harmless`](text::harmless).
#[must_use]
pub fn problems_csv(problems: &[Problem]) -> String {
    let mut csv = String::from("\u{feff}Baris;Kolom;Isi;Alasan;Baris asli\r\n");
    for problem in problems {
        let line = problem.line.to_string();
        let column = problem.column.as_deref().unwrap_or_default();
        let reason = problem.refusal.to_string();
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
