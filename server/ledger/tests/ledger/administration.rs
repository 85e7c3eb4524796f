//! What admins do to people, devices, customers and the factory: the rule, the event, and who loses what by it.

use ledger::{LedgerError, Recorded};
use model::{
    Change, Channel, Command, Department, Departments, DocType, Refusal, Role,
    account::{Administration, MemberDeed, MemberEdit, SettingsInput},
    ids::{ClientId, DeviceId, UserId},
};

use crate::world::{PASSWORD, World, advance, new_mutation};

pub(crate) async fn administer(
    world: &World,
    by: UserId,
    administration: Administration,
) -> Result<Recorded, LedgerError> {
    let command = Command::Administer { administration };
    world.ledger.record_from(by, world.factory, Some("Chrome · Linux"), new_mutation(), &command).await
}

fn edit(name: &str, role: Role, departments: &[Department]) -> MemberEdit {
    MemberEdit { name: name.to_owned(), role, departments: departments.iter().copied().collect() }
}

fn refusal<T: std::fmt::Debug>(result: Result<T, LedgerError>) -> Refusal {
    match result {
        Err(LedgerError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_member_gets_another_role_and_everybody_can_read_from_what_to_what() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    let mut changes = world.ledger.access_changes();
    let wanted = edit("Sari Utami", Role::Manager, &[]);
    let recorded =
        administer(&world, world.admin, Administration::EditMember { id: qc, version: 1, edit: wanted.clone() })
            .await
            .unwrap();
    let [event] = &recorded.events[..] else { panic!("{recorded:?}") };
    assert_eq!(event.device.as_deref(), Some("Chrome · Linux"));
    assert_eq!(event.changed_keys, ["name", "role", "departments"]);
    let Change::MemberUpdated(changed) = &event.change else { panic!("{event:?}") };
    assert_eq!(changed.before.as_ref().map(|before| before.role), Some(Role::Operator));
    assert_eq!((changed.member.role, changed.member.departments), (Role::Manager, Departments::NONE));
    assert_eq!(changes.recv().await.unwrap(), qc, "open sockets are asked again");
    let actor = world.ledger.actor(qc, world.factory).await.unwrap().unwrap();
    assert_eq!((actor.role, actor.name.as_str()), (Role::Manager, "Sari Utami"));

    let again = administer(&world, world.admin, Administration::EditMember { id: qc, version: 1, edit: wanted }).await;
    assert!(again.unwrap().events.is_empty(), "it is so already");
    let other = edit("Sari", Role::Manager, &[]);
    let stale = administer(&world, world.admin, Administration::EditMember { id: qc, version: 1, edit: other }).await;
    assert_eq!(refusal(stale), Refusal::Stale);
}

/// The log goes to those who administer, and to nobody else.
#[tokio::test]
async fn what_is_done_to_people_is_heard_on_their_list_alone() {
    let world = World::new().await;
    let invite = Administration::Invite { edit: edit("Tono", Role::Operator, &[Department::Qc]) };
    let recorded = administer(&world, world.admin, invite).await.unwrap();
    let entries = world.ledger.events_after(world.factory, recorded.head - 1, 10).await.unwrap();
    assert_eq!(entries[0].channels, [Channel::List(DocType::Member, world.factory)]);
    assert_eq!(entries[0].channels, recorded.events[0].change.channels(world.factory), "as the event says itself");
    let create = Administration::CreateClient { name: "PT Baru".into() };
    let recorded = administer(&world, world.admin, create).await.unwrap();
    let entries = world.ledger.events_after(world.factory, recorded.head - 1, 10).await.unwrap();
    assert_eq!(entries[0].channels, recorded.events[0].change.channels(world.factory));
    assert!(entries[0].channels.contains(&Channel::Factory(world.factory)));
}

#[tokio::test]
async fn nobody_but_an_admin_administers_and_nobody_himself() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    let raised = edit("qc", Role::Admin, &[]);
    let deeds = || {
        [
            Administration::Invite { edit: raised.clone() },
            Administration::EditMember { id: qc, version: 1, edit: raised.clone() },
            Administration::SetMemberDisabled { id: world.manager, disabled: true },
            Administration::EndSessions { id: world.admin },
            Administration::SetPin { id: world.admin, has_pin: true, hash: model::account::Secret(Some("x".into())) },
            Administration::EnrolDevice { name: "Tablet".into() },
            Administration::CreateClient { name: "PT Gelap".into() },
            Administration::EditFactory {
                version: 1,
                settings: SettingsInput {
                    name: "Lain".into(),
                    time_zone: "UTC".into(),
                    number_prefix: "X".into(),
                    lock_minutes: 5,
                },
            },
        ]
    };
    for by in [world.manager, qc] {
        for deed in deeds() {
            let what = format!("{deed:?}");
            assert_eq!(refusal(administer(&world, by, deed).await), Refusal::NotAllowed, "{what}");
        }
    }
    for by in [world.stranger, world.other_admin] {
        for deed in deeds() {
            assert_eq!(refusal(administer(&world, by, deed).await), Refusal::Unknown);
        }
    }
    let lowered = edit("maya", Role::Manager, &[]);
    let own = [
        Administration::EditMember { id: world.admin, version: 1, edit: lowered },
        Administration::SetMemberDisabled { id: world.admin, disabled: true },
    ];
    for deed in own {
        assert_eq!(refusal(administer(&world, world.admin, deed).await), Refusal::OwnMembership);
    }
    let foreign = [
        Administration::EditMember { id: world.other_admin, version: 1, edit: raised.clone() },
        Administration::SetMemberDisabled { id: world.other_admin, disabled: true },
        Administration::EndSessions { id: world.other_admin },
        Administration::EndDevice { id: DeviceId(new_mutation().0) },
        Administration::RenameClient { id: ClientId(new_mutation().0), version: 1, name: "x".into() },
    ];
    for deed in foreign {
        assert_eq!(refusal(administer(&world, world.admin, deed).await), Refusal::Unknown);
    }
    assert_eq!(world.ledger.head(world.factory).await.unwrap().seq, 0, "nothing of it was written");
}

#[tokio::test]
async fn who_is_shut_out_loses_this_factory_and_no_other() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    world.ledger.set_membership(world.other_factory, qc, Role::Manager, Departments::NONE).await.unwrap();
    let token = world.ledger.log_in("qc", PASSWORD).await.unwrap();
    administer(&world, world.admin, Administration::SetMemberDisabled { id: qc, disabled: true }).await.unwrap();
    let session = world.ledger.session(token.as_str()).await.unwrap().unwrap();
    assert_eq!(session.actor(world.factory), None);
    assert!(session.actor(world.other_factory).is_some());
    assert_eq!(world.ledger.actor(qc, world.factory).await.unwrap(), None);
    let create = Command::Administer { administration: Administration::CreateClient { name: "PT X".into() } };
    let refused = world.ledger.record(qc, world.factory, new_mutation(), &create).await;
    assert_eq!(refusal(refused), Refusal::Unknown, "also with a session that is still open");
    administer(&world, world.admin, Administration::SetMemberDisabled { id: qc, disabled: false }).await.unwrap();
    let session = world.ledger.session(token.as_str()).await.unwrap().unwrap();
    assert!(session.actor(world.factory).is_some());
}

/// A name and a password are everywhere the person's; an admin of one of the factories must not get hold of them.
#[tokio::test]
async fn an_account_of_two_factories_is_changed_by_none_of_them() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    let link = world.ledger.password_link(world.admin, world.factory, "", qc).await;
    assert!(link.is_ok(), "{link:?}");
    world.ledger.set_membership(world.other_factory, qc, Role::Admin, Departments::NONE).await.unwrap();
    let link = world.ledger.password_link(world.admin, world.factory, "", qc).await;
    assert_eq!(refusal(link), Refusal::SharedAccount);
    let renamed = edit("Orang Lain", Role::Operator, &[Department::Qc]);
    let deed = Administration::EditMember { id: qc, version: 2, edit: renamed };
    assert_eq!(refusal(administer(&world, world.admin, deed).await), Refusal::SharedAccount);
    let role = edit("qc", Role::Manager, &[]);
    let deed = Administration::EditMember { id: qc, version: 2, edit: role };
    assert!(administer(&world, world.admin, deed).await.is_ok(), "the role is this factory's");
}

#[tokio::test]
async fn all_sessions_of_a_person_end() {
    let world = World::new().await;
    let qc = world.operator(Department::Qc);
    let tokens =
        [world.ledger.log_in("qc", PASSWORD).await.unwrap(), world.ledger.log_in("qc", PASSWORD).await.unwrap()];
    let recorded = administer(&world, world.admin, Administration::EndSessions { id: qc }).await.unwrap();
    let Change::MemberUpdated(changed) = &recorded.events[0].change else { panic!("{recorded:?}") };
    assert_eq!(changed.deed, MemberDeed::SessionsEnded);
    for token in &tokens {
        assert_eq!(world.ledger.session(token.as_str()).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_customer_s_name_is_put_right_on_all_orders() {
    let world = World::new().await;
    let (_, items) = world.order("PO-1", 2).await;
    let client = items[0].order.client.clone();
    let other =
        administer(&world, world.admin, Administration::CreateClient { name: "PT Kedua".into() }).await.unwrap();
    assert!(matches!(other.events[0].change, Change::ClientCreated(_)));
    let rename = |name: &str, version| Administration::RenameClient { id: client.id, version, name: name.into() };
    let taken = administer(&world, world.admin, rename(" pt  KEDUA ", 1)).await;
    assert_eq!(refusal(taken), Refusal::DuplicateClient { client: "PT Kedua".into() });
    let recorded = administer(&world, world.admin, rename("PT Nama Benar", 1)).await.unwrap();
    let Change::ClientUpdated(changed) = &recorded.events[0].change else { panic!("{recorded:?}") };
    assert_eq!(changed.old_name.as_deref(), Some(client.name.as_str()));
    let page = world.ledger.item_snapshot(world.factory, items[0].id).await.unwrap();
    assert_eq!(page.item.order.client.name, "PT Nama Benar");
    let mut shown = items[0].clone();
    assert!(shown.apply(&recorded.events[0].change) && shown.order.client.name == "PT Nama Benar");
    assert_eq!(refusal(administer(&world, world.admin, rename("PT Lain", 1)).await), Refusal::Stale);
    let clients = world.ledger.clients_snapshot(world.factory).await.unwrap().clients;
    let row = clients.iter().find(|row| row.id == client.id).unwrap();
    assert_eq!((row.name.as_str(), row.version, row.orders, row.active_orders), ("PT Nama Benar", 2, 1, 1));
    // The writer kept the item from before: the next mutation is about the renamed one.
    world.done(world.admin, advance(&items[0], Department::Qc, 40)).await;
}

#[tokio::test]
async fn settings_number_the_next_order_and_tell_every_member() {
    let world = World::new().await;
    world.order("SPK-2026-004", 1).await;
    let settings = SettingsInput {
        name: "PT Uji Sejahtera".into(),
        time_zone: "Asia/Jayapura".into(),
        number_prefix: "spk".into(),
        lock_minutes: 10,
    };
    let mut changes = world.ledger.access_changes();
    administer(&world, world.admin, Administration::EditFactory { version: 1, settings: settings.clone() })
        .await
        .unwrap();
    assert!(changes.recv().await.is_ok());
    let form = world.ledger.order_form(world.factory, 2026).await.unwrap();
    assert_eq!(form.po_number, "SPK-2026-005");
    let factory = world.ledger.factory_by_slug("uji").await.unwrap().unwrap();
    assert_eq!((factory.utc_offset_minutes, factory.lock_minutes, factory.version), (540, 10, 2));
    let bad = [
        SettingsInput { time_zone: "Mars/Olympus".into(), ..settings.clone() },
        SettingsInput { lock_minutes: 0, ..settings.clone() },
        SettingsInput { number_prefix: "P O".into(), ..settings.clone() },
        SettingsInput { name: " ".into(), ..settings.clone() },
    ];
    for settings in bad {
        let what = format!("{settings:?}");
        let result = administer(&world, world.admin, Administration::EditFactory { version: 2, settings }).await;
        assert!(result.is_err(), "{what}");
    }
}

/// As every mutation: the same id again is the same reply and no second effect.
#[tokio::test]
async fn an_invitation_asked_for_twice_is_one() {
    let world = World::new().await;
    let administration = Administration::Invite { edit: edit("Tono", Role::Manager, &[]) };
    let (command, id) = (Command::Administer { administration }, new_mutation());
    let first = world.ledger.record(world.admin, world.factory, id, &command).await.unwrap();
    let second = world.ledger.record(world.admin, world.factory, id, &command).await.unwrap();
    assert_eq!(first, second);
    assert_eq!(world.ledger.people_snapshot(world.factory).await.unwrap().invitations.len(), 1);
    let by_another = world.ledger.record(world.manager, world.factory, id, &command).await;
    assert_eq!(refusal(by_another), Refusal::MutationReused);
}
