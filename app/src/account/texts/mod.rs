//! What the pages of people, devices, customers and the factory say, in both languages: a file per part, and here what
//! several of them say.

pub(super) mod administration;
pub(super) mod entrance;
pub(super) mod own;
pub(super) mod told;

use crate::language::{Language, Text};

/// What `text` says before and after its `{0}`, where that is drawn otherwise than the words around it.
pub(crate) fn around(text: Text, language: Language) -> (&'static str, &'static str) {
    let text = text.get(language);
    text.split_once("{0}").unwrap_or((text, ""))
}

pub(crate) const ADMIN: Text = Text::same("Admin");
pub(crate) const MANAGER: Text = Text::new("Manajer", "Manager");
pub(crate) const OPERATOR: Text = Text::same("Operator");

pub(crate) const USERNAME: Text = Text::new("Nama pengguna", "User name");
pub(crate) const PASSWORD: Text = Text::new("Kata sandi", "Password");
pub(crate) const NEW_PASSWORD: Text = Text::new("Kata sandi baru", "New password");
pub(crate) const PIN: Text = Text::same("PIN");
pub(crate) const PIN_SAVED: Text = Text::new("PIN tersimpan", "PIN saved");
pub(crate) const PIN_COUNTS_WHERE: Text =
    Text::new("Berlaku di semua tablet bersama pabrik ini.", "It works on all shared tablets of this factory.");

pub(crate) const FACTORY_NAME: Text = Text::new("Nama pabrik", "Factory name");
pub(crate) const TIME_ZONE: Text = Text::new("Zona waktu", "Time zone");

/// A badge.
pub(crate) const THIS_DEVICE: Text = Text::new("PERANGKAT INI", "THIS DEVICE");
pub(crate) const NOT_CERTAIN: Text = Text::new("Belum pasti tersimpan", "May not have been saved");
/// The button that locks a shared tablet.
pub(crate) const LOCK: Text = Text::new("Kunci", "Lock");
