//! Customers by themselves: orders bring them in by name, admins put the name right.

use serde::{Deserialize, Serialize};

use super::{Client, Version};
use crate::{
    actor::Actor,
    event::Change,
    ids::ClientId,
    permission::Permission,
    refusal::{Field, Refusal},
    text,
};

/// `client-created` and `client-updated`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClientChanged {
    /// The customer, after.
    pub client: Client,
    /// The row's version, after.
    pub version: Version,
    /// The name before another was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_name: Option<String>,
}

impl Client {
    /// A new customer. That the name is free is asked by whoever knows the others.
    ///
    /// # Errors
    /// [`Refusal::NotAllowed`], [`Refusal::EmptyField`], [`Refusal::TooLong`].
    pub fn create(id: ClientId, name: &str, actor: &Actor) -> Result<Change, Refusal> {
        actor.require(Permission::ManageClients)?;
        let name = text::required(name, Field::Client, text::NAME_MAX)?;
        Ok(Change::ClientCreated(ClientChanged { client: Client { id, name }, version: 1, old_name: None }))
    }

    /// Another name for a customer that is at version `current`; `None` when it has it already.
    ///
    /// # Errors
    /// As [`Client::create`], and [`Refusal::Stale`].
    pub fn rename(
        &self,
        current: Version,
        name: &str,
        version: Version,
        actor: &Actor,
    ) -> Result<Option<Change>, Refusal> {
        actor.require(Permission::ManageClients)?;
        let name = text::required(name, Field::Client, text::NAME_MAX)?;
        if name == self.name {
            return Ok(None);
        }
        if version != current {
            return Err(Refusal::Stale);
        }
        let (client, old_name) = (Client { id: self.id, name }, Some(self.name.clone()));
        Ok(Some(Change::ClientUpdated(ClientChanged { client, version: current + 1, old_name })))
    }
}
