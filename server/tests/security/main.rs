//! What must be refused, asked over real HTTP and real sockets of the router that is served.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod attacks;
mod doors;
mod export;
mod guard;
mod http;
mod log;
mod sockets;
mod tablets;
mod texts;
mod uploads;
mod world;
