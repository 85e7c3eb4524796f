//! A (partial) delivery of an item.

use serde::{Deserialize, Serialize};

use crate::{actor::ActorRef, ids::DeliveryId, quantity::Quantity, time::Timestamp};

/// What left the factory; never changed afterwards. The sum of an item's deliveries is its delivered quantity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Row id; the uuid of the mutation that recorded it.
    pub id: DeliveryId,
    /// How much, in the item's unit; above zero.
    pub quantity: Quantity,
    /// Vehicle, receiver, paper.
    pub note: Option<String>,
    /// Who recorded it.
    pub by: ActorRef,
    /// When it was recorded.
    pub at: Timestamp,
}
