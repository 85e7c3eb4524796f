//! What the line and the queue say, in both languages.

use crate::language::Text;

pub(super) const LIVE: Text = Text::new("Langsung", "Live");
pub(super) const CONNECTING: Text = Text::new("Menyambung…", "Connecting…");
pub(super) const OFFLINE: Text = Text::new("Luring", "Offline");
pub(super) const OFFLINE_AS_OF: Text = Text::new("Luring · data per {0}", "Offline · data as of {0}");
pub(super) const OFFLINE_WAITING: Text = Text::new("Luring · {0} menunggu", "Offline · {0} waiting");
pub(super) const AS_OF: Text = Text::new("Data per {0}", "Data as of {0}");

/// Seconds, and tenths of one.
pub(super) const SECONDS: Text = Text::new("{0},{1} dtk", "{0}.{1} s");

pub(super) const LAST_CHANGE_TOOK: Text =
    Text::new("Perubahan terakhir tiba dalam {0}", "The last change arrived within {0}");
pub(super) const NO_CHANGE_YET: Text =
    Text::new("Belum ada perubahan sejak halaman ini tersambung", "There has been no change since this page connected");
pub(super) const CHECK_CONNECTION: Text = Text::new("Periksa sambungan", "Check the connection");

pub(super) const NEW_VERSION: Text = Text::new("Versi baru tersedia", "A new version is available");
pub(super) const ACCESS_CHANGED: Text =
    Text::new("Akses Anda atau pengaturan pabrik berubah", "Your access or the factory’s settings changed");
pub(super) const FINISH_FIRST: Text = Text::new(
    "Selesaikan dulu yang sedang Anda isi; setelah itu halaman dimuat ulang sendiri.",
    "Finish what you are filling in first; after that the page reloads by itself.",
);

pub(super) const WAITING: Text = Text::new("{0} menunggu", "{0} waiting");
pub(super) const TO_DECIDE: Text = Text::new("{0} perlu diputuskan", "{0} to decide");
pub(super) const NOT_KEPT: Text = Text::new(
    "Perangkat ini tidak bisa menyimpan. Jangan tutup halaman ini sebelum semuanya terkirim.",
    "This device can’t store anything. Don’t close this page before everything is sent.",
);
pub(super) const KEPT: Text = Text::new(
    "Tersimpan di perangkat ini, juga bila halaman ditutup. Dikirim berurutan begitu tersambung.",
    "Saved on this device, even if the page is closed. Sent in order once connected.",
);
pub(super) const UNSENT_CHANGES: Text = Text::new("Perubahan belum terkirim", "Changes not sent yet");
pub(super) const LEAVING_DISCARDS: Text = Text::new(
    "Keluar sekarang membuang semua yang belum terkirim.",
    "Signing out now discards everything that is not sent yet.",
);
pub(super) const CANCEL: Text = Text::new("Batal", "Cancel");
pub(super) const LEAVE_AND_DISCARD: Text = Text::new("Keluar dan buang", "Sign out and discard");
pub(super) const ALL_SENT: Text = Text::new("Semua sudah terkirim.", "Everything is sent.");
pub(super) const WAITING_TO_SEND: Text = Text::new("Menunggu kirim", "Waiting to be sent");
pub(super) const MEND: Text = Text::new("Perbaiki", "Correct");
pub(super) const SEND_AGAIN: Text = Text::new("Kirim lagi", "Send again");
pub(super) const DISCARD: Text = Text::new("Buang", "Discard");
pub(super) const USE_VALUE: Text = Text::new("Pakai {0}", "Use {0}");
