//! The pages of lacakPO, compiled twice: `ssr` renders them on the server, `hydrate` wakes them in the browser.
//!
//! Features live in rooms of their own name; `live` and `ui` know no feature. Nothing here can reach the hub or SQL.
#![recursion_limit = "256"]
#![expect(missing_docs, unreachable_pub, reason = "the component and server macros generate such items")]

pub mod account;
pub mod activity;
pub mod door;
pub mod error;
pub mod json;
pub mod kept;
pub mod language;
pub mod layout;
mod lazy;
pub mod live;
pub mod overview;
pub mod page;
pub mod purchase_order;
pub mod reference;
#[cfg(feature = "ssr")]
pub mod request;
pub mod router;
mod routes;
pub mod scan;
pub mod shell;
mod texts;
pub mod ui;
#[cfg(feature = "hydrate")]
mod waking;

pub use routes::{App, paths, shortcut};
#[cfg(feature = "hydrate")]
pub use waking::wake;
