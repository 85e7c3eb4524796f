//! What the steps of an item and the sheet of one say, and what is said of a change that was refused.

use crate::language::Text;

// steps
pub(crate) const PROGRESS: Text = Text::new("Kemajuan", "Progress");
pub(crate) const AVERAGE: Text = Text::new("Rata-rata {0}%", "Average {0}%");
pub(crate) const EDIT: Text = Text::new("Ubah", "Edit");
pub(crate) const EDIT_DEPARTMENT: Text = Text::new("Ubah {0}", "Edit {0}");
/// At that hour.
pub(crate) const YESTERDAY: Text = Text::new("kemarin, {0}", "yesterday, {0}");

// progress_sheet
pub(crate) const QUICK_NOTES: [Text; 3] = [
    Text::new("Menunggu material", "Waiting for material"),
    Text::new("Mesin berhenti", "Machine down"),
    Text::new("Lanjut shift 2", "Continues on shift 2"),
];
pub(crate) const BEFORE: Text = Text::new("Sebelumnya {0}%", "Previously {0}%");
pub(crate) const QUICK_VALUES: Text = Text::new("Nilai cepat", "Quick values");
pub(crate) const LESS: Text = Text::new("Kurangi {0} persen", "{0} percent less");
pub(crate) const MORE: Text = Text::new("Tambah {0} persen", "{0} percent more");
/// Of that department.
pub(crate) const PROGRESS_IN_PERCENT: Text = Text::new("Kemajuan {0} dalam persen", "Progress of {0} in percent");
pub(crate) const PROGRESS_NOTE_EXAMPLE: Text =
    Text::new("Opsional, misalnya: 90 pcs selesai bubut", "Optional, for example: 90 pcs turned");
pub(crate) const QUICK_NOTES_LABEL: Text = Text::new("Catatan cepat", "Quick notes");
pub(crate) const KEPT_HERE: Text = Text::new(
    "Belum tersambung. Disimpan di perangkat ini dan dikirim begitu tersambung.",
    "Not connected. Saved on this device, and sent as soon as it is connected.",
);
pub(crate) const SAVE: Text = Text::new("Simpan {0}%", "Save {0}%");

// own_track_page
/// On a button: what stands in the field beside it.
#[cfg(feature = "ssr")]
pub(crate) const SAVE_TYPED: Text = Text::new("Simpan", "Save");
#[cfg(feature = "ssr")]
pub(crate) const QUICK_SAVES: Text =
    Text::new("Atau ketuk nilainya: langsung tersimpan", "Or tap a value: it is saved at once");

// clash
pub(crate) const SOMEBODY_ELSE: Text = Text::new("Orang lain", "Somebody else");
/// Who, which department, how much.
pub(crate) const WHICH_ONE: Text =
    Text::new("{0} mengisi {1} {2} %. Pakai yang mana?", "{0} set {1} to {2}%. Which value should be kept?");
pub(crate) const ENTERED: Text = Text::new("{0} %", "{0}%");

// actions
pub(crate) const NOT_SAVED: Text = Text::new("Tidak tersimpan: {0}", "Not saved: {0}");
pub(crate) const YOUR_CHANGE: Text = Text::new("perubahan Anda", "your change");
pub(crate) const CHOOSE: Text = Text::new("Pilih", "Choose");
pub(crate) const OPEN_AGAIN: Text = Text::new("Buka lagi", "Open again");
/// Goods of that item.
pub(crate) const DELIVER_ITEM: Text = Text::new("Kirim · {0}", "Deliver · {0}");
