//! Who changed what, from what to what, when: the log as a page, and what a shift missed.

pub mod activity_page;
pub mod feed;
pub mod feed_row;
pub mod filters;
pub mod handover;
pub mod handover_order;
pub mod server_fns;
mod texts;
