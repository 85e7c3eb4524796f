//! Ids as types: a client's id cannot be passed where an item's is meant.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self.0)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }

        impl From<Uuid> for $name {
            fn from(uuid: Uuid) -> Self {
                $name(uuid)
            }
        }
    )+};
}

ids! {
    /// A factory: the tenant. Nothing crosses from one to another.
    FactoryId
    /// A person, who may belong to several factories.
    UserId
    /// A signed-in browser.
    SessionId
    /// A browser that a factory's people share.
    DeviceId
    /// An open place in a factory, for somebody who was asked to join.
    InvitationId
    /// A customer of a factory.
    ClientId
    /// A purchase order.
    PurchaseOrderId
    /// One line of a purchase order: what the shop floor makes.
    ItemId
    /// One department's progress on one item.
    TrackId
    /// A problem reported on an item.
    IssueId
    /// A photo of an issue.
    PhotoId
    /// A (partial) delivery of an item.
    DeliveryId
    /// One intention of one person, made by the client (UUID v7); repeated sends share it.
    MutationId
    /// One life of a factory's log; a restored database starts a new one.
    Epoch
}
