//! What the pages in front of the factories say, and the sign-in that interrupts a page.

pub(crate) use super::{FACTORY_NAME, NEW_PASSWORD, PASSWORD, PIN, TIME_ZONE, USERNAME, around};
use crate::language::Text;

pub(crate) const INVITATION: Text = Text::new("Undangan", "Invitation");
pub(crate) const LINK_OVER: Text = Text::new("Tautan tidak berlaku", "Link not valid");
pub(crate) const TO_SIGN_IN: Text = Text::new("Ke halaman masuk", "To the sign-in page");
pub(crate) const WELCOME: Text = Text::new("Selamat datang, {0}", "Welcome, {0}");
/// Which factory, as what.
pub(crate) const INVITES_YOU: Text = Text::new("{0} mengundang Anda sebagai {1}.", "{0} invites you to join as {1}.");
/// Around the name of who is signed in.
pub(crate) const SIGNED_IN_AS: Text = Text::new("Anda sudah masuk sebagai {0}.", "You are already signed in as {0}.");
pub(crate) const JOIN_AS: Text = Text::new("Gabung sebagai {0}", "Join as {0}");
pub(crate) const JOIN: Text = Text::new("Gabung", "Join");
pub(crate) const CHOOSE_USERNAME: Text = Text::new("Pilih nama pengguna", "Choose a user name");
pub(crate) const CHOOSE_PASSWORD: Text = Text::new("Pilih kata sandi", "Choose a password");
pub(crate) const GOOD_PASSWORD: Text = Text::new(
    "Paling sedikit 8 huruf. Kalimat pendek lebih aman dan lebih mudah diingat.",
    "At least 8 characters. A short sentence is safer and easier to remember.",
);
pub(crate) const NEW_PASSWORD_OF: Text =
    Text::new("Untuk {0}. Semua perangkat lain akan keluar.", "For {0}. All other devices will be signed out.");
pub(crate) const SAVE_AND_SIGN_IN: Text = Text::new("Simpan dan masuk", "Save and sign in");

pub(crate) const WHAT_IT_IS: Text = Text::new("Keadaan setiap PO, sekarang.", "The state of every PO, now.");
pub(crate) const SIGN_IN_BY_PIN: Text = Text::new("Masuk dengan PIN", "Sign in with PIN");
pub(crate) const DEMO_MODE: Text = Text::new("Mode demo", "Demo mode");
/// Before the password, then before the PIN.
pub(crate) const DEMO_PASSWORD: Text = Text::new("Kata sandi: ", "Password: ");
pub(crate) const DEMO_PIN: Text = Text::same(" · PIN: ");
pub(crate) const USE: Text = Text::new("Pakai", "Use");

pub(crate) const CHOOSE_FIRST: Text = Text::new("Pilih dulu siapa Anda.", "First choose who you are.");
pub(crate) const CHOOSE_YOUR_NAME: Text = Text::new("Pilih nama Anda", "Choose your name");
pub(crate) const CHOOSE_WHO_YOU_ARE: Text = Text::new("Pilih siapa Anda", "Choose who you are");
pub(crate) const ERASE: Text = Text::new("Hapus satu angka", "Delete one digit");

pub(crate) const NEW_FACTORY: Text = Text::new("Pabrik baru", "New factory");
pub(crate) const ABOUT_NEW_FACTORY: Text =
    Text::new("Buat pabrik Anda dan akun admin pertamanya.", "Create your factory and its first admin account.");
pub(crate) const FACTORY_ADDRESS: Text = Text::new("Alamat pabrik", "Factory address");
pub(crate) const ABOUT_FACTORY_ADDRESS: Text = Text::new(
    "Bagian pertama semua alamatnya, misalnya logam-presisi.",
    "The first part of all its addresses, such as logam-presisi.",
);
pub(crate) const YOUR_NAME: Text = Text::new("Nama Anda", "Your name");
pub(crate) const CREATE_FACTORY: Text = Text::new("Buat pabrik", "Create factory");

pub(crate) const LOCKED: Text = Text::new("Terkunci", "Locked");
pub(crate) const UNLOCK_BY_PIN: Text = Text::new(
    "Yang sudah diketik tetap ada. Masukkan PIN untuk melanjutkan, atau pilih orang lain.",
    "What was typed is kept. Enter your PIN to go on, or choose somebody else.",
);
pub(crate) const SESSION_OVER: Text = Text::new("Sesi Anda berakhir", "Your session has ended");
pub(crate) const LOAD_AGAIN: Text = Text::new("Muat ulang halaman", "Reload the page");
pub(crate) const SIGN_IN_TO_GO_ON: Text = Text::new(
    "Masuk lagi untuk melanjutkan. Yang sudah diketik tetap ada.",
    "Sign in again to go on. What was typed is kept.",
);

pub(crate) const SHARED_TABLET: Text = Text::new("Tablet bersama", "Shared tablet");
pub(crate) const SIGN_IN_BY_PASSWORD: Text = Text::new("Masuk dengan kata sandi", "Sign in with password");
pub(crate) const NOT_SHARED: Text = Text::new("Bukan tablet bersama", "Not a shared tablet");
pub(crate) const HOW_TO_ENROL: Text = Text::new(
    "Perangkat ini belum didaftarkan, atau sudah dicabut. Admin mendaftarkannya di halaman Perangkat.",
    "This device is not registered, or was revoked. An admin registers it on the Devices page.",
);
pub(crate) const NOBODY_HAS_A_PIN: Text = Text::new("Belum ada yang punya PIN", "Nobody has a PIN yet");
pub(crate) const WHO_SETS_PINS: Text =
    Text::new("Admin memasang PIN di halaman Orang.", "An admin sets PINs on the People page.");
