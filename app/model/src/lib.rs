//! What lacakPO knows without a world: the words of the factory, the rules as pure functions that return facts,
//! and the shapes that cross the wire.
//!
//! Always true here: no clock (time is an argument), no randomness (ids are arguments), no IO, no Leptos, tokio or
//! sea-orm. The same code runs in the browser (optimistic changes) and on the server (the truth).

pub mod account;
pub mod activity;
pub mod actor;
pub mod channel;
mod coalesce;
pub mod command;
pub mod event;
pub mod frame;
pub mod ids;
pub mod language;
pub mod overview;
pub mod permission;
pub mod planted;
pub mod presence;
pub mod purchase_order;
pub mod quantity;
pub mod refusal;
pub mod text;
pub mod time;

pub use actor::{Actor, ActorRef, Department, Departments, Role};
pub use channel::{Channel, DocType};
pub use command::Command;
pub use event::{Action, Change, Event};
pub use language::Language;
pub use permission::Permission;
pub use quantity::{Money, Notation, Quantity};
pub use refusal::{Field, Refusal};
pub use time::{Date, Timestamp};
