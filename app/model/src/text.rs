//! Text that people type: trimmed, bounded, and comparable despite case and spacing.

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

fn bounded(text: String, field: Field, max: usize) -> Result<String, Refusal> {
    if text.chars().count() > max {
        return Err(Refusal::TooLong { field, max: max as u32 });
    }
    Ok(text)
}
