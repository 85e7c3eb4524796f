//! What the issues of an item say, and their photos.

use crate::language::Text;

// issue_panel
pub(crate) const ISSUES: Text = Text::new("Issue", "Issues");
pub(crate) const NONE_OPEN: Text = Text::new("Tidak ada yang terbuka", "None open");
pub(crate) const OPEN: Text = Text::new("{0} terbuka", "{0} open");
pub(crate) const RESOLVE: Text = Text::new("Selesai", "Resolve");
pub(crate) const RESOLVE_TITLE: Text = Text::new("Selesai: {0}", "Resolve: {0}");
/// When, by whom, and who had reported it.
pub(crate) const RESOLVED_BY: Text =
    Text::new("Selesai {0} oleh {1} · dilaporkan {2}", "Resolved {0} by {1} · reported by {2}");
/// The person who looks, within a sentence.
pub(crate) const BY_YOU: Text = Text::new("Anda", "you");

// issue_panel, issue_sheet
pub(crate) const REPORT: Text = Text::new("Laporkan", "Report");

// issue_sheet
pub(crate) const REPORT_ISSUE: Text = Text::new("Laporkan issue", "Report issue");
pub(crate) const TITLE: Text = Text::new("Judul", "Title");
pub(crate) const TITLE_EXAMPLE: Text =
    Text::new("Misalnya: plat 8 mm kurang 2 lembar", "For example: 2 sheets of 8 mm plate missing");
pub(crate) const DESCRIPTION: Text = Text::new("Keterangan", "Description");
pub(crate) const OPTIONAL: Text = Text::new("Opsional", "Optional");
pub(crate) const PRIORITY: Text = Text::new("Prioritas", "Priority");

// photo_dialog
/// Which of how many, by whom and when.
pub(crate) const PHOTO_CAPTION: Text = Text::new("Foto {0} dari {1} · {2} · {3}", "Photo {0} of {1} · {2} · {3}");
pub(crate) const PREVIOUS: Text = Text::new("Sebelumnya", "Previous");
pub(crate) const NEXT: Text = Text::new("Berikutnya", "Next");

// photo_picker
pub(crate) const PHOTOS: Text = Text::new("Foto", "Photos");
pub(crate) const ADD_PHOTO: Text = Text::new("Tambah foto", "Add photo");
pub(crate) const PHOTO: Text = Text::new("Foto {0}", "Photo {0}");
pub(crate) const REMOVE_PHOTO: Text = Text::new("Hapus foto {0}", "Remove photo {0}");

// photo_strip
/// To the issue of that title.
pub(crate) const ADD_PHOTO_TO: Text = Text::new("Tambah foto: {0}", "Add photo: {0}");
/// Which of how many, and of which issue.
pub(crate) const PHOTO_OF: Text = Text::new("Foto {0} dari {1}: {2}", "Photo {0} of {1}: {2}");
pub(crate) const PHOTO_NOT_SAVED_WHY: Text = Text::new("Foto tidak tersimpan. {0}", "Photo not saved. {0}");
pub(crate) const REMOVE: Text = Text::new("Hapus", "Remove");
pub(crate) const PHOTO_SAVING: Text = Text::new("Menyimpan…", "Saving…");
pub(crate) const PHOTO_HELD: Text = Text::new("Menunggu kirim", "Waiting to be sent");
pub(crate) const PHOTO_SENDING: Text = Text::new("Mengirim…", "Sending…");
pub(crate) const PHOTO_SENDING_SHARE: Text = Text::new("Mengirim {0}%", "Sending {0}%");
pub(crate) const PHOTO_FAILED: Text = Text::new("Gagal", "Failed");

// photo_uploads
pub(crate) const PHOTO_ABOUT: Text = Text::new("Foto · {0}", "Photo · {0}");
