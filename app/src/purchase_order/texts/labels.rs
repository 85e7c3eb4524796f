//! What labels and travellers say, and the page that prints them.

use crate::language::{Counted, Text};

// labels_page
pub(crate) const PRINT_LABELS: Text = Text::new("Cetak label", "Print labels");
pub(crate) const PRINT: Text = Text::new("Cetak", "Print");
pub(crate) const FORM: Text = Text::new("Bentuk", "Form");
pub(crate) const LABELS: Text = Text::new("Label", "Labels");
pub(crate) const TRAVELLERS: Text = Text::new("Kartu kerja", "Travellers");
pub(crate) const BACK_TO_ORDER: Text = Text::new("Ke PO", "To the PO");
pub(crate) const BACK_TO_ITEM: Text = Text::new("Ke item", "To the item");
pub(crate) const LABELS_ON_PAPER: Counted = Counted::new(
    "{0} label · A4, tiga kolom, 63 × 38 mm. Cetak dengan skala 100%.",
    "{0} label · A4, three columns, 63 × 38 mm. Print at 100%.",
    "{0} labels · A4, three columns, 63 × 38 mm. Print at 100%.",
);
pub(crate) const TRAVELLERS_ON_PAPER: Counted = Counted::new(
    "{0} kartu kerja · dua di satu lembar A4. Cetak dengan skala 100%.",
    "{0} traveller · two to a sheet of A4. Print at 100%.",
    "{0} travellers · two to a sheet of A4. Print at 100%.",
);

// label
/// Of the item of that name.
pub(crate) const CODE_OF: Text = Text::new("Kode QR: {0}", "QR code: {0}");

// traveller
pub(crate) const STEP: Text = Text::new("Langkah", "Step");
pub(crate) const SIGNATURE: Text = Text::new("Paraf", "Signature");
pub(crate) const DATE: Text = Text::new("Tanggal", "Date");
