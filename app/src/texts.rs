//! What the frame of every page says, and what errors say, in both languages.

use crate::language::Text;

pub(crate) const BAD_REQUEST: Text = Text::new("Permintaan tidak bisa dibaca.", "The request could not be read.");
pub(crate) const CANNOT_STORE: Text = Text::new(
    "Server tidak bisa menyimpan: {0}. Tidak ada yang tersimpan; coba lagi nanti.",
    "The server can’t save: {0}. Nothing was saved; try again later.",
);
pub(crate) const SERVER_TROUBLE: Text = Text::new(
    "Server sedang bermasalah. Tidak ada yang tersimpan; coba lagi sebentar.",
    "The server has a problem. Nothing was saved; try again in a moment.",
);
pub(crate) const NO_CONNECTION: Text = Text::new("Tidak ada sambungan ke server.", "No connection to the server.");
pub(crate) const SAY_THE_CODE: Text =
    Text::new("Sebutkan kode {0} bila melapor.", "Mention code {0} when you report it.");

pub(crate) const SKIP_TO_CONTENT: Text = Text::new("Langsung ke isi", "Skip to content");
pub(crate) const MAIN_NAVIGATION: Text = Text::new("Utama", "Main");
pub(crate) const BRAND_TO_TASKS: Text = Text::new("lacakPO, ke Tugas", "lacakPO, to Tasks");
pub(crate) const TASKS: Text = Text::new("Tugas", "Tasks");
pub(crate) const ORDERS: Text = Text::same("PO");
pub(crate) const OVERVIEW: Text = Text::new("Ringkasan", "Overview");
pub(crate) const ACTIVITY: Text = Text::new("Aktivitas", "Activity");
pub(crate) const IMPORT: Text = Text::new("Impor", "Import");
pub(crate) const SCAN: Text = Text::new("Pindai", "Scan");
pub(crate) const FACTORY: Text = Text::new("Pabrik", "Factory");
pub(crate) const LOG_OUT: Text = Text::new("Keluar", "Sign out");
pub(crate) const SWITCH_FACTORY: Text = Text::new("Ganti pabrik, sekarang ", "Switch factory, now ");
pub(crate) const LOADING: Text = Text::new("Memuat…", "Loading…");
pub(crate) const SESSION_OVER: Text = Text::new("Sesi berakhir", "Session ended");
pub(crate) const SIGN_IN: Text = Text::new("Masuk", "Sign in");
pub(crate) const NOT_FOUND: Text = Text::new("Tidak ditemukan", "Not found");
pub(crate) const NO_SUCH_PAGE: Text = Text::new("Halaman atau data ini tidak ada.", "There is no such page or record.");
pub(crate) const NO_ACCESS: Text = Text::new("Bukan untuk peran Anda", "Not for your role");
pub(crate) const TO_MAIN_PAGE: Text = Text::new("Ke halaman utama", "To the main page");
pub(crate) const NOT_LOADED: Text = Text::new("Tidak bisa dimuat", "Could not be loaded");
pub(crate) const TRY_AGAIN: Text = Text::new("Coba lagi", "Try again");
pub(crate) const INSTALL: Text = Text::new("Pasang aplikasi", "Install app");
pub(crate) const NO_LINE: Text = Text::new("Tidak ada sambungan", "No connection");
pub(crate) const NOTHING_KEPT: Text = Text::new(
    "Perangkat ini belum menyimpan data untuk dibuka tanpa jaringan. Halaman dibuka sendiri begitu jaringan kembali.",
    "This device has kept nothing yet to open without a network. The page opens by itself as soon as the network is back.",
);
pub(crate) const STOPPED: Text = Text::new("Halaman ini berhenti bekerja", "This page has stopped working");
pub(crate) const STOPPED_MEANS: Text = Text::new(
    "Yang terlihat tidak diperbarui lagi. Yang sudah tersimpan tetap aman.",
    "What you see is no longer updated. What was saved is safe.",
);
pub(crate) const RELOAD: Text = Text::new("Muat ulang", "Reload");
