//! Doors of administration. Everything that changes something is a mutation with an id, like any other.

use leptos::prelude::*;
#[cfg(feature = "ssr")]
use model::{
    Command, Permission, Refusal,
    account::{Administration, Secret},
};
use model::{
    account::{ClientsSnapshot, DevicesSnapshot, MemberEdit, PeopleSnapshot, SettingsInput, SettingsSnapshot},
    ids::{ClientId, DeviceId, InvitationId, MutationId, UserId},
};

#[cfg(feature = "ssr")]
use crate::{
    account::Viewer,
    door::{record, refused},
    request,
};
use crate::{door::Recorded, error::AppError, json::Json, page::PageClient};

#[cfg(feature = "ssr")]
async fn administer(factory: &str, id: MutationId, administration: Administration) -> Result<Recorded, AppError> {
    record(factory, id, Command::Administer { administration }).await
}

/// Whoever may see and do this here, and did not come by PIN: what is only read is guarded by nothing else.
#[cfg(feature = "ssr")]
fn allowed(factory: &str, permission: Permission) -> Result<Viewer, AppError> {
    let viewer = request::viewer(factory)?;
    if viewer.actor.may(permission) && !viewer.is_by_pin() {
        return Ok(viewer);
    }
    Err(refused(vec![Refusal::NotAllowed]))
}

/// The page of people. Admins.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "load_people", input = Json, output = Json, client = PageClient)]
pub async fn load_people(factory: String) -> Result<PeopleSnapshot, AppError> {
    let viewer = allowed(&factory, Permission::Administer)?;
    Ok(request::ledger()?.people_snapshot(viewer.actor.factory_id).await?)
}

/// Asks somebody to join; the link is made by [`make_invitation_link`]. Admins.
///
/// # Errors
/// Not allowed; no name; an operator without a department.
#[server(prefix = "/api", endpoint = "invite_member", input = Json, output = Json, client = PageClient)]
pub async fn invite_member(factory: String, mutation_id: MutationId, edit: MemberEdit) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::Invite { edit }).await
}

/// Takes an invitation back. Admins.
///
/// # Errors
/// Not allowed; somebody joined by it.
#[server(prefix = "/api", endpoint = "withdraw_invitation", input = Json, output = Json, client = PageClient)]
pub async fn withdraw_invitation(
    factory: String,
    mutation_id: MutationId,
    id: InvitationId,
) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::WithdrawInvitation { id }).await
}

/// The path by which somebody joins, shown once; the one before opens nothing any more. Admins.
///
/// # Errors
/// Not allowed; the invitation is not open.
#[server(prefix = "/api", endpoint = "make_invitation_link", input = Json, output = Json, client = PageClient)]
pub async fn make_invitation_link(factory: String, id: InvitationId) -> Result<String, AppError> {
    let viewer = allowed(&factory, Permission::Administer)?;
    let token = request::ledger()?.invitation_link(viewer.actor.id, viewer.actor.factory_id, id).await?;
    Ok(format!("/invite/{}", token.as_str()))
}

/// The path by which somebody chooses another password, shown once. Admins.
///
/// # Errors
/// Not allowed; the person belongs to another factory too.
#[server(prefix = "/api", endpoint = "make_password_link", input = Json, output = Json, client = PageClient)]
pub async fn make_password_link(factory: String, id: UserId) -> Result<String, AppError> {
    let viewer = allowed(&factory, Permission::Administer)?;
    let place = request::session()?.place;
    let token = request::ledger()?.password_link(viewer.actor.id, viewer.actor.factory_id, &place, id).await?;
    Ok(format!("/reset/{}", token.as_str()))
}

/// Name, role and departments of a person. Admins.
///
/// # Errors
/// Not allowed; stale; the own role; the name of somebody who belongs to another factory too.
#[server(prefix = "/api", endpoint = "edit_member", input = Json, output = Json, client = PageClient)]
pub async fn edit_member(
    factory: String,
    mutation_id: MutationId,
    id: UserId,
    version: i64,
    edit: MemberEdit,
) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::EditMember { id, version, edit }).await
}

/// Shuts somebody out of the factory, or lets him in again. Admins.
///
/// # Errors
/// Not allowed; oneself.
#[server(prefix = "/api", endpoint = "set_member_disabled", input = Json, output = Json, client = PageClient)]
pub async fn set_member_disabled(
    factory: String,
    mutation_id: MutationId,
    id: UserId,
    disabled: bool,
) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::SetMemberDisabled { id, disabled }).await
}

/// Signs somebody out everywhere. Admins.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "end_member_sessions", input = Json, output = Json, client = PageClient)]
pub async fn end_member_sessions(factory: String, mutation_id: MutationId, id: UserId) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::EndSessions { id }).await
}

/// A person's PIN, or none. Admins.
///
/// # Errors
/// Not allowed; too easy a PIN.
#[server(prefix = "/api", endpoint = "set_member_pin", input = Json, output = Json, client = PageClient)]
pub async fn set_member_pin(
    factory: String,
    mutation_id: MutationId,
    id: UserId,
    pin: Option<String>,
) -> Result<Recorded, AppError> {
    // Before the PIN is hashed, which takes a core.
    allowed(&factory, Permission::Administer)?;
    set_pin(&factory, mutation_id, id, pin).await
}

#[cfg(feature = "ssr")]
pub(super) async fn set_pin(
    factory: &str,
    mutation_id: MutationId,
    id: UserId,
    pin: Option<String>,
) -> Result<Recorded, AppError> {
    let hash = match &pin {
        Some(pin) => Some(request::ledger()?.hash_pin(pin).await?),
        None => None,
    };
    let administration = Administration::SetPin { id, has_pin: pin.is_some(), hash: Secret(hash) };
    administer(factory, mutation_id, administration).await
}

/// The page of shared devices. Admins.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "load_devices", input = Json, output = Json, client = PageClient)]
pub async fn load_devices(factory: String) -> Result<DevicesSnapshot, AppError> {
    let viewer = allowed(&factory, Permission::Administer)?;
    let device = request::device_token();
    Ok(request::ledger()?.devices_snapshot(viewer.actor.factory_id, device.as_deref()).await?)
}

/// Makes the browser that asks a shared device of the factory. Admins.
///
/// # Errors
/// Not allowed; no name; too many.
#[server(prefix = "/api", endpoint = "enrol_device", input = Json, output = Json, client = PageClient)]
pub async fn enrol_device(factory: String, mutation_id: MutationId, name: String) -> Result<Recorded, AppError> {
    let recorded = administer(&factory, mutation_id, Administration::EnrolDevice { name }).await?;
    let viewer = request::viewer(&factory)?;
    // Also when the answer was lost and this is asked again: the device is the same, its token another.
    let id = DeviceId(mutation_id.0);
    let token = request::ledger()?.become_device(viewer.actor.id, viewer.actor.factory_id, id).await?;
    request::set_device_cookie(Some(token.as_str()))?;
    Ok(recorded)
}

/// Another name for a shared device. Admins.
///
/// # Errors
/// Not allowed; stale; no name.
#[server(prefix = "/api", endpoint = "rename_device", input = Json, output = Json, client = PageClient)]
pub async fn rename_device(
    factory: String,
    mutation_id: MutationId,
    id: DeviceId,
    version: i64,
    name: String,
) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::RenameDevice { id, version, name }).await
}

/// Trusts a shared device no more; whoever is signed in there by PIN is signed out. Admins.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "end_device", input = Json, output = Json, client = PageClient)]
pub async fn end_device(factory: String, mutation_id: MutationId, id: DeviceId) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::EndDevice { id }).await
}

/// The page of customers. Admins.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "load_clients", input = Json, output = Json, client = PageClient)]
pub async fn load_clients(factory: String) -> Result<ClientsSnapshot, AppError> {
    let viewer = allowed(&factory, Permission::ManageClients)?;
    Ok(request::ledger()?.clients_snapshot(viewer.actor.factory_id).await?)
}

/// A new customer. Admins.
///
/// # Errors
/// Not allowed; no name; a name in use.
#[server(prefix = "/api", endpoint = "create_client", input = Json, output = Json, client = PageClient)]
pub async fn create_client(factory: String, mutation_id: MutationId, name: String) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::CreateClient { name }).await
}

/// Another name for a customer, on all orders at once. Admins.
///
/// # Errors
/// Not allowed; stale; no name; a name in use.
#[server(prefix = "/api", endpoint = "rename_client", input = Json, output = Json, client = PageClient)]
pub async fn rename_client(
    factory: String,
    mutation_id: MutationId,
    id: ClientId,
    version: i64,
    name: String,
) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::RenameClient { id, version, name }).await
}

/// The page of settings. Admins.
///
/// # Errors
/// Not allowed.
#[server(prefix = "/api", endpoint = "load_factory_settings", input = Json, output = Json, client = PageClient)]
pub async fn load_factory_settings(factory: String) -> Result<SettingsSnapshot, AppError> {
    let viewer = allowed(&factory, Permission::Administer)?;
    Ok(request::ledger()?.settings_snapshot(viewer.actor.factory_id).await?)
}

/// The factory's settings. Admins.
///
/// # Errors
/// Not allowed; stale; no name; not a prefix.
#[server(prefix = "/api", endpoint = "edit_factory", input = Json, output = Json, client = PageClient)]
pub async fn edit_factory(
    factory: String,
    mutation_id: MutationId,
    version: i64,
    settings: SettingsInput,
) -> Result<Recorded, AppError> {
    administer(&factory, mutation_id, Administration::EditFactory { version, settings }).await
}
