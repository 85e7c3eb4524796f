//! Links that open something once.

use ledger::{Joining, LedgerError, Link, NewFactory};
use model::{
    Change, Department, Event, Refusal, Role,
    account::{Administration, MemberEdit},
    ids::InvitationId,
};
use sea_orm::ConnectionTrait;

use crate::{
    administration::administer,
    world::{PASSWORD, World},
};

const CHOSEN: &str = "kereta pagi ke bandung";

async fn invite(world: &World) -> (InvitationId, String) {
    let edit = MemberEdit {
        name: "Tono Sudarno".into(),
        role: Role::Operator,
        departments: [Department::Qc].into_iter().collect(),
    };
    let recorded = administer(world, world.admin, Administration::Invite { edit }).await.unwrap();
    let Change::MemberInvited(invited) = &recorded.events[0].change else { panic!("{recorded:?}") };
    let id = invited.invitation.id;
    let token = world.ledger.invitation_link(world.admin, world.factory, id).await.unwrap();
    (id, token.as_str().to_owned())
}

fn new(username: &str) -> Joining {
    Joining::New { username: username.into(), password: CHOSEN.into() }
}

fn is_over<T>(result: &Result<T, LedgerError>) -> bool {
    matches!(result, Err(LedgerError::Refused(Refusal::LinkOver)))
}

#[tokio::test]
async fn somebody_joins_once_by_the_last_link() {
    let world = World::new().await;
    let (id, first) = invite(&world).await;
    let second = world.ledger.invitation_link(world.admin, world.factory, id).await.unwrap();
    assert!(is_over(&world.ledger.link(&first).await), "a newer link ends the one before");
    let token = second.as_str();
    assert!(matches!(world.ledger.link(token).await.unwrap(), Link::Invitation { .. }));
    let taken = world.ledger.join(token, new("maya"), "").await;
    assert!(matches!(taken, Err(LedgerError::Refused(Refusal::UsernameTaken))), "{taken:?}");
    let (user, slug) = world.ledger.join(token, new(" Tono "), "Chrome · Android").await.unwrap();
    assert_eq!(slug, "uji");
    let actor = world.ledger.actor(user, world.factory).await.unwrap().unwrap();
    assert_eq!((actor.name.as_str(), actor.role), ("Tono Sudarno", Role::Operator));
    assert!(actor.may_advance(Department::Qc) && !actor.may_advance(Department::Delivery));
    assert!(world.ledger.log_in("tono", CHOSEN).await.is_ok());
    assert!(is_over(&world.ledger.join(token, new("tono2"), "").await), "once");
    let log = world.ledger.events_after(world.factory, 0, 10).await.unwrap();
    let names: Vec<&'static str> =
        log.iter().map(|entry| serde_json::from_str::<Event>(&entry.json).unwrap().change.name()).collect();
    assert_eq!(names, ["member-invited", "member-created", "member-invitation-closed"]);
    assert!(world.ledger.people_snapshot(world.factory).await.unwrap().invitations.is_empty());
}

#[tokio::test]
async fn somebody_with_an_account_joins_as_himself() {
    let world = World::new().await;
    let (_, token) = invite(&world).await;
    let (user, _) = world.ledger.join(&token, Joining::Known(world.other_admin), "").await.unwrap();
    assert_eq!(user, world.other_admin);
    let session = world.ledger.log_in("sinta", PASSWORD).await.unwrap();
    let session = world.ledger.session(session.as_str()).await.unwrap().unwrap();
    let roles: Vec<Role> = session.memberships.iter().map(|own| own.role).collect();
    assert_eq!(roles, [Role::Admin, Role::Operator], "another role in each");
    let (_, token) = invite(&world).await;
    let again = world.ledger.join(&token, Joining::Known(world.admin), "").await;
    assert!(again.is_err(), "a link lowers or raises nobody who is here already: {again:?}");
    assert_eq!(world.ledger.actor(world.admin, world.factory).await.unwrap().unwrap().role, Role::Admin);
    assert!(world.ledger.link(&token).await.is_ok(), "what is refused uses nothing up");
}

#[tokio::test]
async fn links_that_are_old_withdrawn_or_invented_are_over() {
    let world = World::new().await;
    let (id, token) = invite(&world).await;
    administer(&world, world.admin, Administration::WithdrawInvitation { id }).await.unwrap();
    let (_, old) = invite(&world).await;
    let db = world.connection().await;
    db.execute_unprepared("UPDATE links SET expires_at = created_at").await.unwrap();
    for token in [token.as_str(), old.as_str(), "", "x", &"A".repeat(43), &"A".repeat(10_000)] {
        assert!(is_over(&world.ledger.link(token).await), "{token}");
        assert!(is_over(&world.ledger.join(token, new("tono"), "").await), "{token}");
        assert!(is_over(&world.ledger.choose_password(token, CHOSEN, "").await), "{token}");
    }
    let (_, token) = invite(&world).await;
    assert!(is_over(&world.ledger.choose_password(&token, CHOSEN, "").await), "a link opens what it is for");
    assert!(!world.dump().await.join("\n").contains(&token), "only its hash is kept");
}

#[tokio::test]
async fn a_new_password_ends_all_sessions_and_the_link() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    let session = world.ledger.log_in("qc", PASSWORD).await.unwrap();
    let link = world.ledger.password_link(world.admin, world.factory, "", qc).await.unwrap();
    assert!(world.ledger.session(session.as_str()).await.unwrap().is_some(), "making a link signs nobody out");
    let (user, _) = world.ledger.choose_password(link.as_str(), CHOSEN, "").await.unwrap();
    assert_eq!(user, qc);
    assert_eq!(world.ledger.session(session.as_str()).await.unwrap(), None);
    assert!(world.ledger.log_in("qc", PASSWORD).await.is_err());
    assert!(world.ledger.log_in("qc", CHOSEN).await.is_ok());
    assert!(is_over(&world.ledger.choose_password(link.as_str(), "lain lagi sekali", "").await));
}

#[tokio::test]
async fn the_own_password_is_changed_by_who_knows_it() {
    let world = World::new().await;
    let tokens =
        [world.ledger.log_in("qc", PASSWORD).await.unwrap(), world.ledger.log_in("qc", PASSWORD).await.unwrap()];
    let session = world.ledger.session(tokens[0].as_str()).await.unwrap().unwrap();
    let wrong = world.ledger.change_password(&session, world.factory, "salah", CHOSEN, None).await;
    assert!(matches!(wrong, Err(LedgerError::Refused(Refusal::WrongCredentials))), "{wrong:?}");
    world.ledger.change_password(&session, world.factory, PASSWORD, CHOSEN, None).await.unwrap();
    assert!(world.ledger.session(tokens[0].as_str()).await.unwrap().is_some(), "this one stays");
    assert_eq!(world.ledger.session(tokens[1].as_str()).await.unwrap(), None, "the others are over");
    let account = world.ledger.own_account(&session, world.factory).await.unwrap();
    assert_eq!(account.sessions.len(), 1);
    let foreign = world.ledger.log_in("maya", PASSWORD).await.unwrap();
    let foreign = world.ledger.session(foreign.as_str()).await.unwrap().unwrap();
    let ended = world.ledger.end_own_sessions(&session, Some(foreign.id)).await;
    assert!(matches!(ended, Err(LedgerError::Refused(Refusal::Unknown))), "another's session: {ended:?}");
}

fn factory(slug: &str, username: &str, password: &str) -> NewFactory {
    NewFactory {
        factory_name: "CV Baru".into(),
        slug: slug.into(),
        time_zone: "Asia/Makassar".into(),
        name: "Wayan".into(),
        username: username.into(),
        password: password.into(),
    }
}

#[tokio::test]
async fn the_terminal_s_link_makes_one_factory() {
    let world = World::new().await;
    let first = world.ledger.setup_link().await.unwrap();
    let link = world.ledger.setup_link().await.unwrap();
    assert!(is_over(&world.ledger.set_up(first.as_str(), factory("baru", "wayan", CHOSEN), "").await));
    for (new, refused) in [
        (factory("uji", "wayan", CHOSEN), Refusal::SlugTaken),
        (factory("api", "wayan", CHOSEN), Refusal::NotASlug),
        (factory("baru", "maya", CHOSEN), Refusal::UsernameTaken),
    ] {
        let result = world.ledger.set_up(link.as_str(), new, "").await;
        assert!(matches!(&result, Err(LedgerError::Refused(why)) if *why == refused), "{result:?}");
    }
    let (user, slug) = world.ledger.set_up(link.as_str(), factory(" Baru ", "wayan", CHOSEN), "").await.unwrap();
    assert_eq!(slug, "baru");
    let made = world.ledger.factory_by_slug("baru").await.unwrap().unwrap();
    assert_eq!(made.utc_offset_minutes, 480);
    assert_eq!(world.ledger.actor(user, made.id).await.unwrap().unwrap().role, Role::Admin);
    assert!(is_over(&world.ledger.set_up(link.as_str(), factory("lagi", "made", CHOSEN), "").await));
    // Who has an account already is admin there too, if he knows its password.
    let link = world.ledger.setup_link().await.unwrap();
    let (user, _) = world.ledger.set_up(link.as_str(), factory("kedua", "maya", PASSWORD), "").await.unwrap();
    assert_eq!(user, world.admin);
}

/// Made while the person worked here alone, used when he works elsewhere too: it would open that factory.
#[tokio::test]
async fn a_password_link_ends_when_the_account_is_shared_or_its_password_changes() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    let link = world.ledger.password_link(world.admin, world.factory, "", qc).await.unwrap();
    let none = model::Departments::NONE;
    world.ledger.set_membership(world.other_factory, qc, Role::Manager, none).await.unwrap();
    assert!(is_over(&world.ledger.choose_password(link.as_str(), CHOSEN, "").await));
    assert!(world.ledger.log_in("qc", PASSWORD).await.is_ok());

    let delivery = world.operator(Department::Delivery);
    let link = world.ledger.password_link(world.admin, world.factory, "", delivery).await.unwrap();
    let session = world.ledger.log_in("delivery", PASSWORD).await.unwrap();
    let session = world.ledger.session(session.as_str()).await.unwrap().unwrap();
    world.ledger.change_password(&session, world.factory, PASSWORD, CHOSEN, None).await.unwrap();
    assert!(is_over(&world.ledger.link(link.as_str()).await), "the person has chosen himself");
}

#[tokio::test]
async fn links_of_a_factory_end_with_whoever_administered() {
    let world = World::new().await;
    let second = |role| MemberEdit { name: "hendra".into(), role, departments: model::Departments::NONE };
    let edit = |version, role| Administration::EditMember { id: world.manager, version, edit: second(role) };
    administer(&world, world.admin, edit(1, Role::Admin)).await.unwrap();
    let (_, kept) = invite(&world).await;
    administer(&world, world.admin, edit(2, Role::Manager)).await.unwrap();
    assert!(is_over(&world.ledger.link(&kept).await), "who made it is not known, so all of them");
    let (_, kept) = invite(&world).await;
    let disable = Administration::SetMemberDisabled { id: world.manager, disabled: true };
    administer(&world, world.admin, disable).await.unwrap();
    assert!(is_over(&world.ledger.link(&kept).await));
}
