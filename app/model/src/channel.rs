//! Channels: what a page listens to. One `Display`, one `FromStr`; anything else is refused.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize, de::Error as _};
use uuid::Uuid;

use crate::ids::FactoryId;

/// What kind of document a list or doc channel is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DocType {
    /// Purchase orders, and with them the items of the Tasks page.
    PurchaseOrder,
    /// One item with tracks, issues and deliveries.
    Item,
    /// Customers.
    Client,
    /// People and invitations.
    Member,
    /// Shared devices.
    Device,
    /// The factory's settings.
    Factory,
}

impl DocType {
    /// All of them.
    pub const ALL: [DocType; 6] =
        [DocType::PurchaseOrder, DocType::Item, DocType::Client, DocType::Member, DocType::Device, DocType::Factory];

    /// Whether only those who administer may hear of it.
    #[must_use]
    pub fn is_administration(self) -> bool {
        matches!(self, DocType::Member | DocType::Device)
    }

    /// The word in a channel's name.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            DocType::PurchaseOrder => "po",
            DocType::Item => "item",
            DocType::Client => "client",
            DocType::Member => "member",
            DocType::Device => "device",
            DocType::Factory => "factory",
        }
    }
}

/// A place events are delivered to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Channel {
    /// `factory:<id>`: every event that everybody of the factory may see.
    Factory(FactoryId),
    /// `list:<type>:<factoryId>`: what a list of such documents shows.
    List(DocType, FactoryId),
    /// `doc:<type>:<id>`: one open document.
    Doc(DocType, Uuid),
}

impl Channel {
    /// The list of `factory` on which this document is shown; `None` for what is no document. Items are shown on the
    /// list of their orders.
    #[must_use]
    pub fn list(self, factory: FactoryId) -> Option<Channel> {
        match self {
            Channel::Doc(DocType::PurchaseOrder | DocType::Item, _) => {
                Some(Channel::List(DocType::PurchaseOrder, factory))
            }
            Channel::Factory(_) | Channel::List(..) | Channel::Doc(..) => None,
        }
    }
}

impl fmt::Display for Channel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Channel::Factory(factory) => write!(f, "factory:{factory}"),
            Channel::List(doc, factory) => write!(f, "list:{}:{factory}", doc.wire()),
            Channel::Doc(doc, id) => write!(f, "doc:{}:{id}", doc.wire()),
        }
    }
}

/// Not a channel: unknown kind, unknown type, not an id, a wildcard, too many parts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a channel")]
pub struct NotAChannel;

impl FromStr for Channel {
    type Err = NotAChannel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts: Vec<&str> = text.split(':').collect();
        // Only the canonical spelling of a UUID, so that one channel has one name.
        let id = |text: &str| text.parse::<Uuid>().ok().filter(|id| id.to_string() == text).ok_or(NotAChannel);
        let doc = |text: &str| DocType::ALL.into_iter().find(|doc| doc.wire() == text).ok_or(NotAChannel);
        match parts.as_slice() {
            ["factory", factory] => Ok(Channel::Factory(FactoryId(id(factory)?))),
            ["list", kind, factory] => Ok(Channel::List(doc(kind)?, FactoryId(id(factory)?))),
            ["doc", kind, document] => Ok(Channel::Doc(doc(kind)?, id(document)?)),
            _ => Err(NotAChannel),
        }
    }
}

impl Serialize for Channel {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Channel {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}
