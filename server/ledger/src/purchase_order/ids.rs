//! Ids of new rows, derived from the mutation that makes them: the same mutation always makes the same ids, and no
//! randomness is needed here.

use model::{
    Timestamp,
    ids::{ItemId, MutationId, TrackId},
    purchase_order::NewIds,
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// UUIDs of version 7: the moment, then a hash of the mutation's id and a counter.
pub(crate) struct FreshIds {
    mutation: MutationId,
    at: Timestamp,
    used: u32,
}

impl FreshIds {
    pub(crate) fn new(mutation: MutationId, at: Timestamp) -> FreshIds {
        FreshIds { mutation, at, used: 0 }
    }

    pub(crate) fn next(&mut self) -> Uuid {
        self.used += 1;
        derive(self.mutation, self.at, self.used)
    }

    /// The id of the client a mutation makes: at most one, outside the counter.
    pub(crate) fn client(mutation: MutationId, at: Timestamp) -> Uuid {
        derive(mutation, at, 0)
    }
}

impl NewIds for FreshIds {
    fn item(&mut self) -> ItemId {
        ItemId(self.next())
    }

    fn track(&mut self) -> TrackId {
        TrackId(self.next())
    }
}

fn derive(mutation: MutationId, at: Timestamp, number: u32) -> Uuid {
    let hash = Sha256::new().chain_update(mutation.0.as_bytes()).chain_update(number.to_be_bytes()).finalize();
    let mut random = [0; 10];
    random.copy_from_slice(&hash[..10]);
    uuid::Builder::from_unix_timestamp_millis(at.0.max(0).unsigned_abs(), &random).into_uuid()
}
