//! Labels and travellers: an item on paper, with a code that a scan opens it by.

mod label;
pub mod labels_page;
#[cfg(feature = "ssr")]
mod qr;
pub mod server_fns;
mod sheet_form;
mod traveller;
mod way_in;

pub use self::{sheet_form::Wanted, way_in::LabelsLink};
