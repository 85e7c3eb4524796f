//! What a history says of administration, after the name of who did it. `{0}` is whom or what it was done to.

pub(crate) use super::{ADMIN, MANAGER, OPERATOR, around};
use crate::language::Text;

pub(crate) const CLIENT_ADDED: Text = Text::new("menambah klien {0}", "added customer {0}");
pub(crate) const CLIENT_RENAMED: Text = Text::new("mengubah nama klien {0}", "renamed customer {0}");
pub(crate) const INVITED: Text = Text::new("mengundang {0}", "invited {0}");
pub(crate) const INVITATION_USED: Text = Text::new("memakai undangan {0}", "used the invitation for {0}");
pub(crate) const INVITATION_WITHDRAWN: Text = Text::new("menarik undangan {0}", "withdrew the invitation for {0}");
pub(crate) const CAME: Text = Text::new("bergabung sebagai {0}", "joined as {0}");
pub(crate) const DEVICE_ENROLLED: Text = Text::new("mendaftarkan perangkat {0}", "registered device {0}");
pub(crate) const DEVICE_RENAMED: Text = Text::new("mengubah nama perangkat {0}", "renamed device {0}");
pub(crate) const DEVICE_ENDED: Text = Text::new("mencabut perangkat {0}", "revoked device {0}");
pub(crate) const EDITED: Text = Text::new("mengubah {0}", "edited {0}");
pub(crate) const FACTORY_SETTINGS: Text = Text::new("pengaturan pabrik", "the factory settings");
/// Something that this version has no words for.
pub(crate) const RECORDED: Text = Text::new("mencatat {0}", "recorded {0}");

pub(crate) const JOINED: Text = Text::new("menerima {0}", "accepted {0}");
pub(crate) const DISABLED: Text = Text::new("menutup akses {0}", "closed the access of {0}");
pub(crate) const ENABLED: Text = Text::new("membuka lagi akses {0}", "reopened the access of {0}");
pub(crate) const PIN_SET: Text = Text::new("memasang PIN {0}", "set the PIN of {0}");
pub(crate) const PIN_REMOVED: Text = Text::new("menghapus PIN {0}", "removed the PIN of {0}");
pub(crate) const PASSWORD_RESET: Text =
    Text::new("membuat tautan kata sandi baru untuk {0}", "made a new password link for {0}");
pub(crate) const PASSWORD_CHANGED: Text = Text::new("mengganti kata sandi {0}", "changed the password of {0}");
pub(crate) const SESSIONS_ENDED: Text = Text::new("mengakhiri semua sesi {0}", "ended all sessions of {0}");

pub(crate) const NAME: Text = Text::new("nama: {0} → {1}", "name: {0} → {1}");
pub(crate) const ROLE: Text = Text::new("peran: {0} → {1}", "role: {0} → {1}");
pub(crate) const TIME_ZONE: Text = Text::new("zona waktu: {0} → {1}", "time zone: {0} → {1}");
pub(crate) const NUMBER_PREFIX: Text = Text::new("awalan nomor: {0} → {1}", "number prefix: {0} → {1}");
pub(crate) const LOCK_MINUTES: Text = Text::new("kunci tablet (menit): {0} → {1}", "tablet lock (minutes): {0} → {1}");
