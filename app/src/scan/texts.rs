//! What scanning says, in both languages. What only a browser ever says is not in the server.

use crate::language::Text;

// scan_page: what the camera does
pub(super) const ASKING: Text = Text::new("Menunggu izin kamera…", "Waiting for the camera…");
pub(super) const LOOKING: Text =
    Text::new("Arahkan kamera ke kode QR label.", "Point the camera at the label’s QR code.");
pub(super) const FOUND: Text = Text::new("Label terbaca. Membuka item…", "Label read. Opening the item…");
pub(super) const NO_PERMISSION: Text = Text::new("Kamera belum diizinkan", "The camera is not allowed yet");
pub(super) const NO_PERMISSION_TEXT: Text = Text::new(
    "Izinkan kamera untuk situs ini di setelan peramban, lalu coba lagi. Foto label atau kodenya juga bisa dipakai.",
    "Allow the camera for this site in the browser’s settings, then try again. A photo of the label or its code will do \
     too.",
);
pub(super) const NO_CAMERA: Text = Text::new("Tidak ada kamera", "There is no camera");
pub(super) const NO_CAMERA_TEXT: Text = Text::new(
    "Perangkat ini tidak punya kamera yang bisa dipakai. Pilih foto label, atau ketik kodenya.",
    "This device has no camera that can be used. Choose a photo of the label, or type its code.",
);
pub(super) const NOT_SECURE: Text = Text::new("Kamera perlu sambungan HTTPS", "The camera needs HTTPS");
pub(super) const NOT_SECURE_TEXT: Text = Text::new(
    "Peramban membuka kamera hanya lewat HTTPS. Ambil foto labelnya, atau ketik kodenya.",
    "Browsers open the camera over HTTPS only. Take a photo of the label, or type its code.",
);
pub(super) const IN_USE: Text = Text::new("Kamera sedang dipakai", "The camera is in use");
pub(super) const IN_USE_TEXT: Text = Text::new(
    "Tutup aplikasi lain yang memakai kamera, lalu coba lagi.",
    "Close the other app that uses the camera, then try again.",
);

// scan_page: what can be done
pub(super) const TORCH_ON: Text = Text::new("Nyalakan lampu", "Light on");
pub(super) const TORCH_OFF: Text = Text::new("Matikan lampu", "Light off");
pub(super) const TAKE_PHOTO: Text = Text::new("Foto label", "Photo of the label");
pub(super) const TYPE_CODE: Text = Text::new("Kode label atau nomor PO", "Code on the label or PO number");
pub(super) const OPEN: Text = Text::new("Buka", "Open");

// what a code meant
pub(super) const NOT_OURS: Text = Text::new("Kode ini bukan label lacakPO.", "This code is not a lacakPO label.");
pub(super) const OTHER_FACTORY: Text =
    Text::new("Label ini milik pabrik lain.", "This label belongs to another factory.");
pub(super) const OPEN_THERE: Text = Text::new("Buka di sana", "Open there");
#[cfg(feature = "hydrate")]
pub(super) const NO_CODE: Text =
    Text::new("Tidak ada kode QR yang terbaca di foto ini.", "No QR code could be read in this photo.");
#[cfg(feature = "hydrate")]
pub(super) const PHOTO_UNREADABLE: Text =
    Text::new("Berkas ini bukan foto yang bisa dibuka.", "This file is not a photo that can be opened.");

// listener
#[cfg(feature = "hydrate")]
pub(super) const SCANNED: Text = Text::new("Label terpindai", "Label scanned");
#[cfg(feature = "hydrate")]
pub(super) const UNSAVED: Text =
    Text::new("Yang sedang diisi di halaman ini belum disimpan.", "What is being typed on this page is not saved yet.");
#[cfg(feature = "hydrate")]
pub(super) const OPEN_ITEM: Text = Text::new("Buka item", "Open item");
