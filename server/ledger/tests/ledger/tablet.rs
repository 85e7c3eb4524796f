//! Shared tablets: PINs are worth something on an enrolled device, in its factory, for a while.

use ledger::{LedgerError, Token};
use model::{
    Command, Department, Departments, Refusal, Role,
    account::{Administration, Secret},
    ids::{DeviceId, UserId},
};
use sea_orm::ConnectionTrait;

use crate::{
    administration::administer,
    world::{PASSWORD, World, new_mutation},
};

const PIN: &str = "2580";

async fn enrol(world: &World) -> (DeviceId, Token) {
    let mutation = new_mutation();
    let command = Command::Administer { administration: Administration::EnrolDevice { name: "Tablet QC".into() } };
    world.ledger.record(world.admin, world.factory, mutation, &command).await.unwrap();
    let id = DeviceId(mutation.0);
    let token = world.ledger.become_device(world.admin, world.factory, id).await.unwrap();
    (id, token)
}

async fn give_pin(world: &World, user: UserId) {
    let hash = Secret(Some(world.ledger.hash_pin(PIN).await.unwrap()));
    administer(world, world.admin, Administration::SetPin { id: user, has_pin: true, hash }).await.unwrap();
}

fn is_wrong<T>(result: &Result<T, LedgerError>) -> bool {
    matches!(result, Err(LedgerError::Refused(Refusal::WrongPin)))
}

#[tokio::test]
async fn an_operator_comes_in_by_pin_on_this_device_alone() {
    let world = World::new().await;
    let (_, device) = enrol(&world).await;
    let qc = world.operator(Department::Qc);
    give_pin(&world, qc).await;
    // Belongs to another factory too: the tablet is not that one's.
    world.ledger.set_membership(world.other_factory, qc, Role::Admin, Departments::NONE).await.unwrap();
    let tablet = world.ledger.tablet(device.as_str()).await.unwrap();
    assert_eq!(tablet.people.iter().map(|person| person.id).collect::<Vec<_>>(), [qc], "who has a PIN");

    let (token, slug) = world.ledger.log_in_by_pin(device.as_str(), qc, PIN).await.unwrap();
    assert_eq!(slug, "uji");
    let session = world.ledger.session_on(Some(device.as_str()), token.as_str()).await.unwrap().unwrap();
    assert_eq!(session.place, "Tablet QC");
    assert!(session.actor(world.factory).is_some() && session.actor(world.other_factory).is_none());
    assert_eq!(world.ledger.session(token.as_str()).await.unwrap(), None, "without the device");
    let (_, other) = enrol(&world).await;
    assert_eq!(world.ledger.session_on(Some(other.as_str()), token.as_str()).await.unwrap(), None, "on another device");
    let ended = world.ledger.end_own_sessions(&session, None).await;
    assert!(matches!(ended, Err(LedgerError::Refused(Refusal::NotAllowed))), "a tablet left open");
    let changed = world.ledger.change_password(&session, world.factory, PASSWORD, "kereta pagi", None).await;
    assert!(matches!(changed, Err(LedgerError::Refused(Refusal::NotAllowed))));
    assert!(!world.dump().await.join("\n").contains(&format!("'{PIN}'")), "a PIN is kept as its hash");
}

#[tokio::test]
async fn a_pin_opens_nothing_for_strangers_and_elsewhere() {
    let world = World::new().await;
    let (_, device) = enrol(&world).await;
    let qc = world.operator(Department::Qc);
    give_pin(&world, qc).await;
    let pairs =
        [(qc, "0000"), (qc, ""), (qc, "25801"), (world.manager, PIN), (world.other_admin, PIN), (world.stranger, PIN)];
    for (user, pin) in pairs {
        let result = world.ledger.log_in_by_pin(device.as_str(), user, pin).await;
        assert!(is_wrong(&result), "{user} {pin}: {result:?}");
    }
    for token in ["", "x", &"A".repeat(43)] {
        let result = world.ledger.log_in_by_pin(token, qc, PIN).await;
        assert!(matches!(result, Err(LedgerError::Refused(Refusal::Unknown))), "{result:?}");
        assert!(world.ledger.tablet(token).await.is_err());
    }
}

#[tokio::test]
async fn guessing_pins_slows_that_person_down_at_that_device() {
    let world = World::new().await;
    let (_, device) = enrol(&world).await;
    let (_, other) = enrol(&world).await;
    let (qc, purchasing) = (world.operator(Department::Qc), world.operator(Department::Purchasing));
    give_pin(&world, qc).await;
    give_pin(&world, purchasing).await;
    for _ in 0..5 {
        assert!(is_wrong(&world.ledger.log_in_by_pin(device.as_str(), qc, "9137").await));
    }
    let result = world.ledger.log_in_by_pin(device.as_str(), qc, PIN).await;
    let waits = matches!(result, Err(LedgerError::Refused(Refusal::TooManyAttempts { seconds: 25..=30 })));
    assert!(waits, "the right one must wait too: {result:?}");
    assert!(world.ledger.log_in_by_pin(device.as_str(), purchasing, PIN).await.is_ok(), "others do not wait");
    assert!(world.ledger.log_in_by_pin(other.as_str(), qc, PIN).await.is_ok(), "nor the same one elsewhere");
    assert!(world.ledger.log_in("qc", PASSWORD).await.is_ok(), "nor by password");
}

/// One person's tries with every name of the tablet in turn.
#[tokio::test]
async fn guessing_with_many_names_slows_the_device_down() {
    let world = World::new().await;
    let (_, device) = enrol(&world).await;
    let people: Vec<UserId> = Department::ALL.into_iter().map(|department| world.operator(department)).collect();
    give_pin(&world, people[0]).await;
    for round in 0..20 {
        let result = world.ledger.log_in_by_pin(device.as_str(), people[round % 5], "9137").await;
        assert!(is_wrong(&result), "{round}: {result:?}");
    }
    let result = world.ledger.log_in_by_pin(device.as_str(), world.manager, "9137").await;
    assert!(matches!(result, Err(LedgerError::Refused(Refusal::TooManyAttempts { .. }))), "{result:?}");
}

#[tokio::test]
async fn sessions_by_pin_end_with_pin_device_access_and_time() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    let db = world.connection().await;
    let minute = 60_000;
    let ways: [(&str, Option<Administration>, Option<String>); 5] = [
        ("another PIN", Some(Administration::SetPin { id: qc, has_pin: false, hash: Secret(None) }), None),
        ("shut out", Some(Administration::SetMemberDisabled { id: qc, disabled: true }), None),
        ("device ended", None, None),
        ("idle", None, Some(format!("last_seen_at = last_seen_at - {}", (3 + 5) * minute))),
        ("old", None, Some(format!("expires_at = expires_at - {}", 12 * 60 * minute))),
    ];
    for (what, deed, rows) in ways {
        administer(&world, world.admin, Administration::SetMemberDisabled { id: qc, disabled: false }).await.unwrap();
        let (id, device) = enrol(&world).await;
        give_pin(&world, qc).await;
        let (token, _) = world.ledger.log_in_by_pin(device.as_str(), qc, PIN).await.unwrap();
        let before = world.ledger.session_on(Some(device.as_str()), token.as_str()).await.unwrap();
        assert!(before.is_some(), "{what}");
        match (deed, rows) {
            (Some(deed), _) => drop(administer(&world, world.admin, deed).await.unwrap()),
            (None, Some(rows)) => drop(db.execute_unprepared(&format!("UPDATE sessions SET {rows}")).await.unwrap()),
            (None, None) => drop(administer(&world, world.admin, Administration::EndDevice { id }).await.unwrap()),
        }
        let after = world.ledger.session_on(Some(device.as_str()), token.as_str()).await.unwrap();
        let acts = after.is_some_and(|session| session.actor(world.factory).is_some());
        assert!(!acts, "{what}");
    }
}

#[tokio::test]
async fn a_device_is_one_browser_and_an_admin_s_to_give() {
    let world = World::new().await;
    let (id, first) = enrol(&world).await;
    let second = world.ledger.become_device(world.admin, world.factory, id).await.unwrap();
    assert_eq!(world.ledger.shared_device(first.as_str()).await.unwrap(), None, "another browser took its place");
    let shared = world.ledger.shared_device(second.as_str()).await.unwrap().unwrap();
    assert_eq!((shared.device.name.as_str(), shared.factory.slug.as_str()), ("Tablet QC", "uji"));
    for by in [world.manager, world.operator(Department::Qc)] {
        let result = world.ledger.become_device(by, world.factory, id).await;
        assert!(matches!(result, Err(LedgerError::Refused(Refusal::NotAllowed))), "{result:?}");
    }
    let result = world.ledger.become_device(world.other_admin, world.other_factory, id).await;
    assert!(matches!(result, Err(LedgerError::Refused(Refusal::Unknown))), "{result:?}");
    administer(&world, world.admin, Administration::EndDevice { id }).await.unwrap();
    assert_eq!(world.ledger.shared_device(second.as_str()).await.unwrap(), None);
    let result = world.ledger.become_device(world.admin, world.factory, id).await;
    assert!(matches!(result, Err(LedgerError::Refused(Refusal::Stale))), "{result:?}");
}

/// What somebody does elsewhere is not for whoever stands at a tablet that was left open.
#[tokio::test]
async fn a_session_by_pin_sees_itself_alone() {
    let world = World::new().await;
    let (_, device) = enrol(&world).await;
    let qc = world.operator(Department::Qc);
    give_pin(&world, qc).await;
    world.ledger.log_in_from("qc", PASSWORD, "Firefox · Windows", None).await.unwrap();
    let (token, _) = world.ledger.log_in_by_pin(device.as_str(), qc, PIN).await.unwrap();
    let session = world.ledger.session_on(Some(device.as_str()), token.as_str()).await.unwrap().unwrap();
    let account = world.ledger.own_account(&session, world.factory).await.unwrap();
    assert_eq!(account.sessions.iter().map(|own| own.place.as_str()).collect::<Vec<_>>(), ["Tablet QC"]);
}
