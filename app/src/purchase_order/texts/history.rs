//! What a history says: the sentence of each event, its toast, and the panel that lists them.

use crate::language::{Counted, Text};

// history_panel
pub(crate) const HISTORY: Text = Text::new("Riwayat", "History");
pub(crate) const HISTORY_NOT_LOADED: Text = Text::new("Riwayat tidak termuat", "History not loaded");
pub(crate) const NO_EVENTS: Text = Text::new("Belum ada peristiwa di sini.", "No events here yet.");
pub(crate) const LOAD_OLDER: Text = Text::new("Muat peristiwa lama", "Load older events");
pub(crate) const HISTORY_OF_DEPARTMENT: Text = Text::new("Riwayat departemen", "History by department");
pub(crate) const ALL_DEPARTMENTS: Text = Text::new("Semua departemen", "All departments");

// sentence: `{0}` is who did it
/// Which order, for whom, how many items.
pub(crate) const CREATED: Counted = Counted::new(
    "{0} membuat {1} untuk {2} · {3} item",
    "{0} created {1} for {2} · {3} item",
    "{0} created {1} for {2} · {3} items",
);
/// Of which order, from what to what.
pub(crate) const STATUS_CHANGED: Text = Text::new("{0} mengubah status {1} {2}", "{0} changed the status of {1} {2}");
/// Which order; [`URGENT`].
pub(crate) const MARKED: Text = Text::new("{0} menandai {1} {2}", "{0} marked {1} {2}");
/// From which order.
pub(crate) const UNMARKED: Text =
    Text::new("{0} mencabut tanda URGENT dari {1}", "{0} removed the URGENT mark from {1}");
pub(crate) const URGENT: Text = Text::same("URGENT");
/// Which department's progress, from what to what.
pub(crate) const RAISED: Text = Text::new("{0} menaikkan {1} {2}", "{0} raised {1} {2}");
/// As [`RAISED`].
pub(crate) const LOWERED: Text = Text::new("{0} menurunkan {1} {2}", "{0} lowered {1} {2}");
/// Which department's progress; [`STILL`].
pub(crate) const UPDATED: Text = Text::new("{0} memperbarui {1} {2}", "{0} updated {1}, {2}");
pub(crate) const STILL: Text = Text::new("tetap {0}%", "still {0}%");
/// Which issue, how bad.
pub(crate) const REPORTED: Text = Text::new("{0} melaporkan issue {1} · {2}", "{0} reported issue {1} · {2}");
pub(crate) const RESOLVED: Text = Text::new("{0} menutup issue {1}", "{0} resolved issue {1}");
pub(crate) const PHOTO_ADDED: Text = Text::new("{0} menambah foto pada issue {1}", "{0} added a photo to issue {1}");
/// How much; from what to what in total.
pub(crate) const DELIVERED: Text = Text::new("{0} mengirim {1} · terkirim {2}", "{0} delivered {1} · total {2}");
/// As [`DELIVERED`], with the last of it.
pub(crate) const DELIVERED_ALL: Text =
    Text::new("{0} mengirim {1} · terkirim {2} · lengkap", "{0} delivered {1} · total {2} · complete");
/// Which order or item; what of it follows.
pub(crate) const EDITED: Text = Text::new("{0} mengubah {1}", "{0} edited {1}");
/// How many items, to which order.
pub(crate) const ITEMS_ADDED: Counted =
    Counted::new("{0} menambah {1} item ke {2}", "{0} added {1} item to {2}", "{0} added {1} items to {2}");
/// The last thing of an order that was [`EDITED`].
pub(crate) const ITEMS_ADDED_TOO: Counted = Counted::new("menambah {0} item", "added {0} item", "added {0} items");
pub(crate) const ITEMS: Counted = Counted::new("{0} item", "{0} item", "{0} items");
/// To what something was changed that is not there any more.
pub(crate) const REMOVED: Text = Text::new("dihapus", "removed");
/// What something was that was not there.
pub(crate) const EMPTY: Text = Text::new("kosong", "empty");
pub(crate) const YES: Text = Text::new("ya", "yes");
pub(crate) const NO: Text = Text::new("tidak", "no");
pub(crate) const ISSUE_OPEN: Text = Text::new("terbuka", "open");
pub(crate) const ISSUE_RESOLVED: Text = Text::new("selesai", "resolved");

// toasts
/// Who did it, at the end of a line.
pub(crate) const BY: Text = Text::new("oleh {0}", "by {0}");
pub(crate) const NEW_PO: Text = Text::new("PO Baru: {0}", "New PO: {0}");
/// For whom, how many items, [`BY`] whom.
pub(crate) const NEW_PO_ABOUT: Counted =
    Counted::new("{0} · {1} item · {2}", "{0} · {1} item · {2}", "{0} · {1} items · {2}");
pub(crate) const NEW_ISSUE: Text = Text::new("⚠️ Issue Baru: {0}", "⚠️ New issue: {0}");
pub(crate) const ISSUE_IS_RESOLVED: Text = Text::new("✅ Issue Selesai: {0}", "✅ Issue resolved: {0}");
pub(crate) const ITEM_DELIVERED: Text = Text::new("📦 Terkirim: {0}", "📦 Delivered: {0}");
pub(crate) const PO_IS: Text = Text::same("PO {0} {1}");
pub(crate) const PO_URGENT: Text = Text::same("🔴 URGENT: {0}");
