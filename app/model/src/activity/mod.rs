//! Who changed what, from what to what: what can be asked of the log, what an event says fact by fact, and what many
//! events come to.

mod digest;
mod facts;
mod filter;
mod object;
mod since;
mod snapshot;

pub use digest::{Digest, ItemDigest, OrderDigest, OrderFacts};
pub use facts::{Fact, Value, What, facts};
pub use filter::{ActivityFilter, Kind, WORDS_MAX};
pub use object::Object;
pub use since::{SHIFT_HOURS, Since};
pub use snapshot::{ActivitySnapshot, HandoverSnapshot, Mark};
