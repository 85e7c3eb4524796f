//! What plain forms say that sheets need not.

use crate::language::Text;

pub(crate) const ENTERED: Text = Text::new("Sudah tersimpan", "Already saved");
pub(crate) const ENTER_ANOTHER: Text = Text::new("Isi yang lain", "Enter another");
pub(crate) const STILL_WAITING: Text = Text::new(
    "Isian Anda untuk item ini masih menunggu dikirim dari perangkat ini. Jangan isi dua kali.",
    "What you entered for this item is still waiting on this device to be sent. Don’t enter it twice.",
);
