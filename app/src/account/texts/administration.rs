//! What the pages of administration say.

pub(crate) use super::{
    ADMIN, FACTORY_NAME, MANAGER, OPERATOR, PIN, PIN_COUNTS_WHERE, PIN_SAVED, THIS_DEVICE, TIME_ZONE, around,
};
use crate::language::{Counted, Text};

pub(crate) const PEOPLE: Text = Text::new("Orang", "People");
pub(crate) const DEVICES: Text = Text::new("Perangkat", "Devices");
pub(crate) const CLIENTS: Text = Text::new("Klien", "Customers");
pub(crate) const SETTINGS: Text = Text::new("Pengaturan", "Settings");
pub(crate) const HISTORY: Text = Text::new("Riwayat", "History");
pub(crate) const NAME: Text = Text::new("Nama", "Name");
pub(crate) const RENAME: Text = Text::new("Ganti nama", "Rename");
pub(crate) const SAVE: Text = Text::new("Simpan", "Save");

pub(crate) const NEW_CLIENT: Text = Text::new("Klien baru", "New customer");
pub(crate) const NO_CLIENTS: Text = Text::new("Belum ada klien", "No customers yet");
pub(crate) const WHEN_CLIENTS_COME: Text =
    Text::new("Klien muncul di sini bersama PO pertamanya.", "Customers appear here with their first PO.");
pub(crate) const CLIENT_ORDERS: Counted =
    Counted::new("{0} PO aktif · {1} seluruhnya", "{0} active PO · {1} in all", "{0} active POs · {1} in all");
pub(crate) const CLIENT_NAME: Text = Text::new("Nama klien", "Customer name");
pub(crate) const WHERE_CLIENT_NAME_SHOWS: Text = Text::new(
    "Nama ini tampil di semua PO-nya, di semua layar.",
    "This name shows on all POs of the customer, on every screen.",
);

pub(crate) const SHARED_TABLETS: Text = Text::new("Tablet bersama", "Shared tablets");
pub(crate) const NO_DEVICES: Text = Text::new("Belum ada tablet bersama", "No shared tablets yet");
pub(crate) const HOW_TO_ENROL: Text = Text::new(
    "Buka halaman ini di tablet itu, lalu daftarkan dengan tombol di atas.",
    "Open this page on the tablet, then register it with the button above.",
);
pub(crate) const ABOUT_THIS_DEVICE: Text = Text::new("Perangkat ini", "This device");
/// Around the name of the device.
pub(crate) const IS_SHARED: Text = Text::new(
    "Perangkat ini adalah tablet bersama {0}. Keluar, lalu operator masuk dengan nama dan PIN.",
    "This device is the shared tablet {0}. Sign out, then operators sign in with name and PIN.",
);
pub(crate) const HAND_OVER: Text = Text::new("Keluar dan serahkan tablet", "Sign out and hand over the tablet");
pub(crate) const WHAT_SHARED_IS: Text = Text::new(
    "Jadikan perangkat ini tablet bersama: operator berganti dengan menyentuh namanya dan mengisi PIN.",
    "Make this device a shared tablet: operators take turns by touching their name and entering their PIN.",
);
pub(crate) const DEVICE_NAME: Text = Text::new("Nama perangkat", "Device name");
pub(crate) const DEVICE_NAME_EXAMPLE: Text = Text::new("Misalnya: Tablet QC 1", "For example: Tablet QC 1");
pub(crate) const ENROL: Text = Text::new("Daftarkan perangkat ini", "Register this device");
/// By whom, how long ago; how long ago it was used.
pub(crate) const DEVICE_ENROLLED: Text =
    Text::new("Didaftarkan {0} {1} · dipakai {2}", "Registered by {0} {1} · used {2}");
pub(crate) const END_DEVICE: Text = Text::new("Cabut", "Revoke");
pub(crate) const RENAME_DEVICE: Text = Text::new("Ganti nama perangkat", "Rename device");

pub(crate) const INVITE_SOMEBODY: Text = Text::new("Undang orang", "Invite a person");
pub(crate) const WHAT_INVITED_DO: Text =
    Text::new("Ia memilih nama pengguna dan kata sandinya sendiri.", "They choose their own user name and password.");
pub(crate) const INVITATION_LINK: Text = Text::new(
    "Berikan tautan ini kepada {0}. Berlaku 7 hari, satu kali, dan hanya ditampilkan sekarang.",
    "Give this link to {0}. It is valid for 7 days, works once, and is shown only now.",
);
pub(crate) const CLOSE: Text = Text::new("Tutup", "Close");
pub(crate) const INVITE: Text = Text::new("Undang", "Invite");
pub(crate) const INVITE_ANOTHER: Text = Text::new("Undang lagi", "Invite another");

pub(crate) const LINK: Text = Text::new("Tautan", "Link");
pub(crate) const COPY: Text = Text::new("Salin", "Copy");
pub(crate) const COPIED: Text = Text::new("Tersalin", "Copied");

pub(crate) const ROLE: Text = Text::new("Peran", "Role");
pub(crate) const OPERATOR_MAY: Text =
    Text::new("Mengisi kemajuan bagiannya", "Enters the progress of their departments");
pub(crate) const MANAGER_MAY: Text = Text::new("Melihat semua, menyetujui", "Sees everything, approves");
pub(crate) const ADMIN_MAY: Text = Text::new("Mengelola PO, orang, dan pabrik", "Manages POs, people and the factory");
pub(crate) const DEPARTMENTS: Text = Text::new("Bagian", "Departments");

pub(crate) const EDIT_PERSON: Text = Text::new("Ubah orang", "Edit person");
pub(crate) const PASSWORD_LINK: Text = Text::new(
    "Berikan tautan ini kepada {0}. Berlaku 24 jam, satu kali, dan hanya ditampilkan sekarang.",
    "Give this link to {0}. It is valid for 24 hours, works once, and is shown only now.",
);
pub(crate) const PIN_FOR_TABLETS: Text = Text::new("PIN untuk tablet bersama", "PIN for shared tablets");
pub(crate) const NEW_PIN_FOR_TABLETS: Text = Text::new("PIN baru untuk tablet bersama", "New PIN for shared tablets");
pub(crate) const PIN_DIGITS: Text = Text::new("4–6 angka", "4–6 digits");
pub(crate) const SET_PIN: Text = Text::new("Pasang", "Set");
pub(crate) const REMOVE_PIN: Text = Text::new("Hapus PIN", "Remove PIN");
pub(crate) const SESSIONS_ENDED: Text = Text::new("Semua sesi diakhiri", "All sessions ended");
pub(crate) const MUST_SIGN_IN_AGAIN: Text =
    Text::new("Ia harus masuk lagi di semua perangkatnya.", "They have to sign in again on all their devices.");
pub(crate) const NEW_PASSWORD_LINK: Text = Text::new("Tautan kata sandi baru", "New password link");
pub(crate) const END_SESSIONS: Text = Text::new("Akhiri semua sesi", "End all sessions");
pub(crate) const CLOSE_ACCESS: Text = Text::new("Tutup akses", "Close access");
pub(crate) const OPEN_ACCESS: Text = Text::new("Buka lagi akses", "Reopen access");

pub(crate) const EDIT: Text = Text::new("Ubah", "Edit");
/// A badge.
pub(crate) const NO_ACCESS: Text = Text::new("TANPA AKSES", "NO ACCESS");
pub(crate) const OPEN_INVITATIONS: Text = Text::new("Undangan terbuka", "Open invitations");
pub(crate) const ANOTHER_LINK: Text = Text::new(
    "Berikan tautan ini kepada {0}. Tautan sebelumnya tidak berlaku lagi.",
    "Give this link to {0}. The previous link is no longer valid.",
);
pub(crate) const NO_INVITATIONS: Text = Text::new("Tidak ada undangan", "No invitations");
pub(crate) const WHO_IS_INVITED: Text =
    Text::new("Orang yang diundang muncul di sini sampai ia bergabung.", "Invited people appear here until they join.");
/// As what, by whom, how long ago.
pub(crate) const INVITED: Text = Text::new("{0} · diundang {1} {2}", "{0} · invited by {1} {2}");
pub(crate) const MAKE_LINK: Text = Text::new("Buat tautan baru", "Make a new link");
pub(crate) const WITHDRAW: Text = Text::new("Tarik", "Withdraw");

pub(crate) const FACTORY_SETTINGS: Text = Text::new("Pengaturan pabrik", "Factory settings");
pub(crate) const SETTINGS_SAVED: Text = Text::new("Pengaturan tersimpan", "Settings saved");
pub(crate) const SETTINGS_COUNT_WHERE: Text =
    Text::new("Berlaku sekarang di semua layar.", "They apply now on every screen.");
pub(crate) const NUMBER_PREFIX: Text = Text::new("Awalan nomor PO", "PO number prefix");
pub(crate) const NEXT_NUMBER: Text =
    Text::new("Nomor berikutnya berbentuk {0}-2026-015.", "The next number looks like {0}-2026-015.");
pub(crate) const LOCKED_AFTER: Text = Text::new("Tablet bersama terkunci setelah", "Shared tablets lock after");
pub(crate) const MINUTES: Counted = Counted::new("{0} menit", "{0} minute", "{0} minutes");
