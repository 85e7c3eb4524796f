//! What this process says itself, without a page around it, in both languages.

use app::language::{Language, Text};
use leptos::prelude::{Owner, provide_context};

/// What is printed in a terminal: those of the factories.
pub(crate) const TERMINAL: Language = Language::Indonesian;

pub(crate) const OF_ANOTHER_SITE: Text = Text::new(
    "Permintaan ini tidak berasal dari halaman lacakPO.",
    "This request did not come from a page of lacakPO.",
);
pub(crate) const OF_ANOTHER_TYPE: Text = Text::new("Permintaan ini tidak dikenali.", "This request is not understood.");

pub(crate) const TOO_SLOW: Text = Text::new("Permintaan terlalu lambat.", "The request is too slow.");
pub(crate) const TOO_LARGE: Text = Text::new("Permintaan terlalu besar.", "The request is too large.");

pub(crate) const HEADINGS: [Text; 12] = [
    Text::new("Waktu", "Time"),
    Text::new("Orang", "Person"),
    Text::new("Perangkat", "Device"),
    Text::new("Jenis", "Kind"),
    Text::same("PO"),
    Text::same("Item"),
    Text::new("Yang berubah", "What changed"),
    Text::new("Dari", "From"),
    Text::new("Menjadi", "To"),
    Text::new("Satuan", "Unit"),
    Text::new("Catatan", "Note"),
    Text::new("Urutan", "Sequence"),
];
/// Of a department.
pub(crate) const PROGRESS_OF: Text = Text::new("Kemajuan {0}", "{0} progress");
pub(crate) const CUT: Text = Text::new(
    "Dipotong: hanya {0} baris terbaru. Persempit saringannya untuk mendapat sisanya.",
    "Cut off: only the latest {0} rows. Narrow the filter to get the rest.",
);

/// What `write` writes as on a page in `language`.
pub(crate) fn speaking<T>(language: Language, write: impl FnOnce() -> T) -> T {
    Owner::new().with(|| {
        provide_context(language);
        write()
    })
}
