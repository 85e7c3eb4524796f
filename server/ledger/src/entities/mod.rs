//! The tables as they are, one file each; what they mean is said in `model`.

pub mod client;
pub mod delivery;
pub mod device;
pub mod event;
pub mod factory;
pub mod handover;
pub mod invitation;
pub mod issue;
pub mod item;
pub mod link;
pub mod membership;
pub mod photo;
pub mod purchase_order;
pub mod session;
pub mod track;
pub mod user;
