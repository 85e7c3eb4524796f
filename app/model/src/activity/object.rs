//! One thing whose history is asked for: an order, an item, a customer, a person, a device, the factory.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    actor::UnknownWord,
    channel::DocType,
    event::{Change, Topic},
};

/// What a history is about; in the URL as `client:0198…`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Object {
    /// What kind of thing it is.
    pub doc: DocType,
    /// Which one.
    pub id: Uuid,
}

impl Object {
    /// Whether `change` is about it; what happened to an item is about its order, too.
    #[must_use]
    pub fn is_of(self, change: &Change) -> bool {
        match (self.doc, change.topic()) {
            (DocType::PurchaseOrder, Topic::Order(order, _)) => order.0 == self.id,
            (DocType::Item, Topic::Order(_, item)) => item.is_some_and(|item| item.0 == self.id),
            (DocType::Client, Topic::Client(client)) => client == self.id,
            (DocType::Member, Topic::Member)
            | (DocType::Device, Topic::Device)
            | (DocType::Factory, Topic::Factory) => change.subject() == self.id,
            _ => false,
        }
    }

    /// What it is called after `change`, if that says so.
    #[must_use]
    pub fn name_after(self, change: &Change) -> Option<&str> {
        if !self.is_of(change) {
            return None;
        }
        match (self.doc, change) {
            (DocType::PurchaseOrder, change) => change.po_number(),
            (DocType::Item, change) => change.item_name(),
            (_, Change::ClientCreated(changed) | Change::ClientUpdated(changed)) => Some(&changed.client.name),
            (_, Change::MemberCreated(changed) | Change::MemberUpdated(changed)) => Some(&changed.member.name),
            (_, Change::DeviceCreated(changed) | Change::DeviceUpdated(changed)) => Some(&changed.device.name),
            (_, Change::FactoryUpdated(changed)) => Some(&changed.settings.name),
            _ => None,
        }
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.doc.wire(), self.id)
    }
}

impl FromStr for Object {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let unknown = || UnknownWord(text.to_owned());
        let (doc, id) = text.split_once(':').ok_or_else(unknown)?;
        let doc = DocType::ALL.into_iter().find(|known| known.wire() == doc).ok_or_else(unknown)?;
        Ok(Object { doc, id: id.parse().map_err(|_| unknown())? })
    }
}

impl From<Object> for String {
    fn from(object: Object) -> String {
        object.to_string()
    }
}

impl TryFrom<String> for Object {
    type Error = UnknownWord;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}
