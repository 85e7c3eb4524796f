//! Purchase orders on screen: doors, the reactive store, pages and cards.

pub mod actions;
pub mod card;
pub mod deadline;
pub mod facets;
pub mod filters;
pub mod progress_sheet;
pub mod server_fns;
pub mod store;
pub mod tasks_page;
pub mod toasts;
