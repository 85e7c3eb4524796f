//! Scanning a label: what its code means, hearing a scanner that types, and the page with the camera.
//!
//! A scan only ever opens a page. What is on the label is an address and no secret: who may see the item is asked where
//! the item is read, as with any other link.

#[cfg(feature = "hydrate")]
mod camera;
#[cfg(any(feature = "hydrate", test))]
pub(crate) mod decode;
#[cfg(feature = "hydrate")]
mod field;
pub mod listener;
mod opening;
#[cfg(feature = "hydrate")]
mod picture;
pub mod scan_page;
pub mod scanner;
pub mod target;
mod texts;
pub mod way_in;
pub mod wedge;

pub use self::{opening::Scanned, way_in::ScanLink};
