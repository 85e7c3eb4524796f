//! What the page of the own account says.

pub(crate) use super::{NEW_PASSWORD, PASSWORD, PIN, PIN_COUNTS_WHERE, PIN_SAVED, THIS_DEVICE};
use crate::language::Text;

pub(crate) const MY_ACCOUNT: Text = Text::new("Akun saya", "My account");
pub(crate) const ACCOUNT: Text = Text::new("Akun", "Account");
/// For those who cannot read the rest of the page.
pub(crate) const LANGUAGE: Text = Text::same("Bahasa / Language");

pub(crate) const PASSWORD_AND_PIN: Text = Text::new("Kata sandi dan PIN", "Password and PIN");
pub(crate) const CAME_BY_PIN: Text = Text::new(
    "Anda masuk dengan PIN di tablet bersama. Kata sandi, PIN, dan sesi diubah dari perangkat Anda sendiri.",
    "You are signed in by PIN on a shared tablet. Password, PIN and sessions are changed from a device of your own.",
);

pub(crate) const WRONG_PASSWORD: Text = Text::new("Kata sandi salah.", "Wrong password.");
pub(crate) const PASSWORD_CHANGED: Text = Text::new("Kata sandi diganti", "Password changed");
pub(crate) const OTHERS_SIGNED_OUT: Text =
    Text::new("Semua perangkat lain sudah keluar.", "All other devices are signed out.");
pub(crate) const CURRENT_PASSWORD: Text = Text::new("Kata sandi sekarang", "Current password");
pub(crate) const CHANGE_PASSWORD: Text = Text::new("Ganti kata sandi", "Change password");

pub(crate) const HAS_PIN: Text =
    Text::new("Anda punya PIN untuk tablet bersama.", "You have a PIN for shared tablets.");
pub(crate) const WHAT_PIN_IS_FOR: Text =
    Text::new("Dengan PIN Anda bisa masuk di tablet bersama.", "With a PIN you can sign in on shared tablets.");
pub(crate) const NEW_PIN: Text = Text::new("PIN baru, 4–6 angka", "New PIN, 4–6 digits");
pub(crate) const SAVE_PIN: Text = Text::new("Simpan PIN", "Save PIN");

pub(crate) const WHERE_SIGNED_IN: Text = Text::new("Di mana Anda masuk", "Where you are signed in");
pub(crate) const SIGN_OUT_OTHERS: Text = Text::new("Keluar dari semua yang lain", "Sign out everywhere else");
pub(crate) const UNKNOWN_DEVICE: Text = Text::new("Perangkat tidak dikenal", "Unknown device");
/// How long ago, both.
pub(crate) const SESSION_USED: Text = Text::new("Dipakai {0} · masuk {1}", "Used {0} · signed in {1}");
pub(crate) const END_SESSION: Text = Text::new("Akhiri", "End");
