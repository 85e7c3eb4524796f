//! What purchase orders, their items and their history say, in both languages: a room per page or part, and here what
//! several of them say.

pub(super) mod history;
pub(super) mod import;
pub(super) mod issues;
pub(super) mod items;
pub(super) mod labels;
pub(super) mod orders;
#[cfg(feature = "ssr")]
pub(super) mod plain_form;
pub(super) mod progress;
pub(super) mod tasks;

use crate::language::Text;
#[cfg(all(test, feature = "ssr"))]
pub(super) use crate::ui::format::in_english;

/// The person who looks, at the beginning of a line.
pub(super) const YOU: Text = Text::new("Anda", "You");
pub(super) const NOT_STARTED: Text = Text::new("Belum mulai", "Not started");
pub(super) const WAITING_TO_SEND: Text = Text::new("Menunggu kirim", "Waiting to send");
pub(super) const NOTE: Text = Text::new("Catatan", "Note");
pub(super) const CLOSE: Text = Text::new("Tutup", "Close");
/// An issue of that title, or one of that item, as what was done is called.
pub(super) const ISSUE_ABOUT: Text = Text::same("Issue · {0}");
