//! The manager's overview: late orders and why, how punctual the factory is, what lies before each department, what
//! happens now.

pub mod late_list;
pub mod late_row;
pub mod latest;
pub mod load;
pub mod overview_page;
pub mod punctuality;
pub mod server_fns;
pub mod store;
mod texts;
pub mod words;
