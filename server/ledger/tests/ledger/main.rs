//! The ledger at its door, against real SQLite files.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod activity;
mod administration;
mod backup;
mod batch;
mod clock;
mod crash;
mod delivery;
mod demo;
mod editing;
mod history;
mod import;
mod links;
mod overview;
mod photos;
mod retry;
mod roles;
mod sequence;
mod session;
mod snapshot;
mod tablet;
mod tenant;
mod world;
