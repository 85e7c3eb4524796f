//! lacakPO in one thread and one seed: server, network and browsers meet in virtual time, everything goes wrong, and
//! afterwards it must all be true.
//!
//! What is real: the ledger on SQLite ([`ledger`]), relay and rights of sockets ([`server`]), hub and subscribers
//! ([`realtime`]), the doors, and of the browser the engine, the coalescer, the watch over the line, the sender of
//! mutations and the stores ([`app`]). What is not: the router, TLS, the DOM, timers and sockets of a browser.
//!
//! Always true here:
//! - **The seed decides.** One thread, virtual time, chance only from the seed's dice. The database works on threads
//!   of its own, so each call to it is one instant in which everything else stands still ([`host`]).
//! - **Same seed, same trace**: [`Outcome::trace`] hashes alike in every run on every machine.
//! - **Two kinds of proof.** While it runs, a [`witness`] at each socket holds every frame against the contract; at
//!   the end every screen must equal a fresh page, every acknowledged mutation must have counted once, and nobody may
//!   be stuck ([`checks`], [`book`]).
//!
//! Rooms: [`schedule`] (what happens), [`world`] (when), [`network`] and [`wire`] (how it travels), [`process`],
//! [`life`], [`serving`] and [`door`] (the server), [`client`] and [`page`] (a browser), [`deed`] (what people do),
//! [`faults`] (what goes wrong), [`run`] (from seed to outcome).

mod book;
mod checks;
mod client;
mod deed;
mod dice;
mod door;
mod faults;
mod host;
mod life;
mod network;
mod page;
mod process;
mod run;
mod schedule;
mod serving;
mod template;
mod trace;
mod wire;
mod witness;
mod world;

pub use model::planted::{Mistake, plant};
pub use run::{Outcome, run, run_all, shorten};
pub use trace::Trace;
