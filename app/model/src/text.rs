//! Text that people type: trimmed, bounded, comparable despite case and spacing, and harmless in a spreadsheet.

use std::borrow::Cow;

use crate::refusal::{Field, Refusal};

/// Longest name, number, title or unit, in characters.
pub const NAME_MAX: usize = 200;
/// Longest purchase order number, in characters.
pub const PO_NUMBER_MAX: usize = 40;
/// Longest unit, in characters.
pub const UNIT_MAX: usize = 20;
/// Longest specification, note or description, in characters.
pub const NOTE_MAX: usize = 2_000;

/// Runs of white space become one space, ends are trimmed, control characters vanish (they could forge log lines).
#[must_use]
pub fn tidy(text: &str) -> String {
    text.split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Like [`tidy`] but keeps line breaks, for notes.
#[must_use]
pub fn tidy_lines(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(tidy).collect();
    lines.join("\n").trim().to_owned()
}

/// What two spellings of one name share: `" pt sinar  abadi "` and `"PT Sinar Abadi"` are one client.
#[must_use]
pub fn key(text: &str) -> String {
    tidy(text).to_lowercase()
}

/// A required text.
///
/// # Errors
/// [`Refusal::EmptyField`] or [`Refusal::TooLong`] for `field`.
pub fn required(text: &str, field: Field, max: usize) -> Result<String, Refusal> {
    let text = tidy(text);
    if text.chars().all(is_invisible) {
        return Err(Refusal::EmptyField { field });
    }
    bounded(text, field, max)
}

/// An optional text; blank is `None`.
///
/// # Errors
/// [`Refusal::TooLong`] for `field`.
pub fn optional(text: Option<&str>, field: Field, max: usize) -> Result<Option<String>, Refusal> {
    let text = tidy_lines(text.unwrap_or_default());
    if text.chars().all(is_invisible) {
        return Ok(None);
    }
    bounded(text, field, max).map(Some)
}

/// Characters that take no ink. A name made of them alone would be a card nobody can read or point at.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// Somebody's text as a spreadsheet may have it: with a leading `'` where it would be run as a formula. Opening a file
/// must not run what others wrote.
///
/// Spreadsheets look for the first letter behind white space and quotes, and some take the full-width and small forms of
/// Asian keyboards, and the true minus, for the plain ones.
#[must_use]
pub fn harmless(text: &str) -> Cow<'_, str> {
    let first = text.trim_start_matches(|c: char| is_invisible(c) || c.is_control() || is_quote(c)).chars().next();
    // A tab or line end in front moves what follows into a cell of its own.
    let moves = text.starts_with(|c: char| c.is_control());
    if moves || first.is_some_and(begins_formula) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{2018}'..='\u{201f}' | '\u{ab}' | '\u{bb}' | '\u{ff02}' | '\u{ff07}')
}

fn begins_formula(c: char) -> bool {
    matches!(
        c,
        '=' | '+'
            | '-'
            | '@'
            | '\u{2212}'
            | '\u{ff1d}'
            | '\u{ff0b}'
            | '\u{ff0d}'
            | '\u{ff20}'
            | '\u{fe66}'
            | '\u{fe62}'
            | '\u{fe63}'
            | '\u{fe6b}'
    )
}

fn bounded(text: String, field: Field, max: usize) -> Result<String, Refusal> {
    if text.chars().count() > max {
        return Err(Refusal::TooLong { field, max: max as u32 });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_a_spreadsheet_would_run_stays_in_front() {
        let runs = [
            "=1+1",
            "=HYPERLINK(\"http://evil.example\";\"klik\")",
            "+62812",
            "-5",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\tteks",
            "\rteks",
            " =1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\u{200b}=1",
            "\"=1",
            "'=1",
            " \" '=1",
            "“=1",
            "＝1",
            "＋1",
            "－1",
            "＠SUM",
            "﹦1",
            "﹢1",
            "﹣1",
            "﹫1",
            "−1",
            " ＝cmd|' /C calc'!A0",
        ];
        for text in runs {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", " ", "Bracket", "Bracket = 2", "1+1", "1-2", "a@b.id", "'Baut'", "“Baut”", "Ø60 −1", "50%"]
        {
            assert_eq!(harmless(text), text);
        }
    }
}
