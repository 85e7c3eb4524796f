//! Every door, by every role, in the own factory and in another: the table of permissions is what happens.

use std::collections::BTreeSet;

use app::page;
use base64::{Engine, prelude::BASE64_STANDARD};
use http::StatusCode;
use leptos::server_fn::axum::server_fn_paths;
use model::{
    Department, Permission,
    permission::{DOORS, Need},
    purchase_order::Item,
};
use serde_json::{Value, json};

use crate::world::{Factory, PASSWORD, Person, World, create, new_mutation};

/// A call that nothing but rights can refuse, about `item` of `factory`.
async fn valid_call(world: &World, factory: &Factory, name: &str, item: &Item) -> Value {
    let id = new_mutation();
    let mutation = |more: Value| {
        let mut body = json!({ "factory": factory.slug, "mutation_id": id });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let (order, version) = (item.order.id, item.order.version);
    let file = BASE64_STANDARD.encode("No PO;Klien;Barang;Jumlah;Satuan\n");
    match name {
        "load_viewer"
        | "stay"
        | "load_tasks"
        | "load_overview"
        | "load_purchase_order_form"
        | "load_account"
        | "end_session"
        | "load_clients"
        | "load_people"
        | "load_devices"
        | "load_factory_settings" => json!({ "factory": factory.slug }),
        "change_password" => json!({ "factory": factory.slug, "current": PASSWORD, "password": PASSWORD }),
        "set_own_pin" => mutation(json!({ "password": PASSWORD, "pin": "2580" })),
        "load_item" => json!({ "factory": factory.slug, "item_id": item.id }),
        "load_item_history" => json!({ "factory": factory.slug, "item_id": item.id, "before": 99 }),
        "load_purchase_orders" => json!({ "factory": factory.slug, "status": "active" }),
        "load_purchase_order" => json!({ "factory": factory.slug, "id": order }),
        "load_labels" => json!({ "factory": factory.slug, "item": item.id }),
        "load_activity" => json!({ "factory": factory.slug, "filter": {}, "before": null }),
        "load_handover" => json!({ "factory": factory.slug, "since": "24jam" }),
        "mark_activity_read" => json!({ "factory": factory.slug, "seq": 1 }),
        "advance_track" => {
            mutation(json!({ "item_id": item.id, "department": "qc", "progress": 25, "note": null, "version": 1 }))
        }
        // For whom it was drawn is said by whoever sends it.
        "save_own_track" => json!({
            "factory": factory.slug, "mutation": id, "item": item.id, "department": "qc", "progress": "25", "version": 1,
        }),
        "save_delivery" => {
            json!({ "factory": factory.slug, "mutation": id, "item": item.id, "language": "id", "quantity": "1" })
        }
        "save_issue" => {
            json!({ "factory": factory.slug, "mutation": id, "item": item.id, "title": "Retak", "priority": "low" })
        }
        "record_delivery" => mutation(json!({ "item_id": item.id, "quantity": "1", "note": null })),
        "report_issue" => {
            mutation(json!({ "item_id": item.id, "title": "Retak", "description": null, "priority": "low" }))
        }
        "resolve_issue" | "save_solved_issue" | "add_issue_photo" => {
            let report =
                mutation(json!({ "item_id": item.id, "title": "Aus", "description": null, "priority": "low" }));
            let reported = world.call(&factory.admin, "report_issue", &report).await;
            assert!(reported.is_allowed(), "{reported:?}");
            if name == "save_solved_issue" {
                return json!({ "factory": factory.slug, "mutation": new_mutation(), "item": item.id, "issue": id });
            }
            json!({ "factory": factory.slug, "mutation_id": new_mutation(), "issue_id": id })
        }
        "create_purchase_order" => mutation(json!({ "order": {
            "po_number": format!("PO-{}", id.0.simple()), "client": "PT Baru", "order_date": "", "delivery_deadline": "",
            "is_urgent": false, "is_vendor_job": false,
            "items": [{ "item_name": "Poros", "specification": "", "quantity": "4", "quantity_unit": "pcs" }],
        } })),
        "edit_purchase_order" => mutation(json!({ "id": order, "version": version, "edit": {
            "po_number": item.order.po_number, "client": "PT Lain Lagi", "order_date": "", "delivery_deadline": "",
            "is_vendor_job": false, "items_added": [],
        } })),
        "edit_item" => mutation(json!({ "id": item.id, "version": item.version, "item": {
            "item_name": "Nama baru", "specification": "", "quantity": "1000", "quantity_unit": "pcs",
        } })),
        "set_purchase_order_status" => mutation(json!({ "id": order, "version": version, "status": "cancelled" })),
        "set_purchase_order_urgent" => mutation(json!({ "id": order, "is_urgent": true })),
        "preview_import" | "import_purchase_orders" => json!({ "factory": factory.slug, "file": file }),
        other => administration(world, factory, other, item).await,
    }
}

/// [`valid_call`] for what admins do, about things that are made for it.
async fn administration(world: &World, factory: &Factory, name: &str, item: &Item) -> Value {
    let id = new_mutation();
    let mutation = |more: Value| {
        let mut body = json!({ "factory": factory.slug, "mutation_id": id });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    let edit = json!({ "name": "Tono", "role": "manager", "departments": [] });
    let invited = async || {
        let body = json!({ "factory": factory.slug, "mutation_id": id, "edit": edit });
        let invited = world.call(&factory.admin, "invite_member", &body).await;
        assert!(invited.is_allowed(), "{invited:?}");
        json!({ "factory": factory.slug, "mutation_id": new_mutation(), "id": id })
    };
    let enrolled = async |more: Value| {
        let body = json!({ "factory": factory.slug, "mutation_id": id, "name": "Tablet" });
        let enrolled = world.call(&factory.admin, "enrol_device", &body).await;
        assert!(enrolled.is_allowed(), "{enrolled:?}");
        let mut body = json!({ "factory": factory.slug, "mutation_id": new_mutation(), "id": id });
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        body
    };
    match name {
        "create_client" => mutation(json!({ "name": format!("PT {}", id.0.simple()) })),
        "rename_client" => {
            let client = item.order.client.id;
            mutation(json!({ "id": client, "version": 1, "name": format!("PT {}", id.0.simple()) }))
        }
        "invite_member" => mutation(json!({ "edit": edit })),
        "withdraw_invitation" => invited().await,
        "make_invitation_link" => {
            let mut body = invited().await;
            body.as_object_mut().unwrap().remove("mutation_id");
            body
        }
        "make_password_link" => json!({ "factory": factory.slug, "id": world.spare(factory).await }),
        "edit_member" => mutation(json!({ "id": world.spare(factory).await, "version": 1, "edit": edit })),
        "set_member_disabled" => mutation(json!({ "id": world.spare(factory).await, "disabled": true })),
        "end_member_sessions" => mutation(json!({ "id": world.spare(factory).await })),
        "set_member_pin" => mutation(json!({ "id": world.spare(factory).await, "pin": "2580" })),
        "enrol_device" => mutation(json!({ "name": "Tablet" })),
        "rename_device" => enrolled(json!({ "version": 1, "name": "Tablet lain" })).await,
        "end_device" => enrolled(json!({})).await,
        "edit_factory" => {
            let version = world.ledger.factory_by_slug(factory.slug).await.unwrap().unwrap().version;
            mutation(json!({ "version": version, "settings": {
                "name": "PT Nama Baru", "time_zone": "Asia/Makassar", "number_prefix": "PO", "lock_minutes": 5,
            } }))
        }
        other => panic!("say how {other} is called"),
    }
}

fn may(person: &Person, need: Need) -> bool {
    match need {
        Need::Nothing => true,
        Need::Permission(permission) => person.actor.may(permission),
        Need::NamedTrack => person.actor.may(Permission::AdvanceTrack(Department::Qc)),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_says_what_it_needs() {
    let _world = World::new().await;
    let plain = [server::photo::DOOR];
    let open: BTreeSet<String> = server_fn_paths()
        .map(|(path, _)| path)
        .chain(plain)
        .map(|path| path.trim_start_matches("/api/").to_owned())
        .collect();
    let listed: BTreeSet<String> = DOORS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(open, listed, "doors that are open, and doors that say who may enter");
    let told = include_str!("../../../ARCHITECTURE.md");
    for door in open {
        assert!(told.contains(&format!("`{door}`")), "{door} is not in ARCHITECTURE.md");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_role_at_every_door_of_the_own_factory() {
    let world = World::new().await;
    let mut number = 0;
    for (name, need) in DOORS.iter().filter(|(_, need)| *need != Need::Nothing) {
        for person in world.own.people() {
            number += 1;
            let admin = world.own.admin.actor.id;
            let items = create(&world.ledger, admin, world.own.id, &format!("PO-{number}")).await;
            let body = valid_call(&world, &world.own, name, &items[0]).await;
            let before = world.heads().await;
            let answer = world.call(person, name, &body).await;
            let who = format!("{name} by {}", person.actor.name);
            if may(person, *need) {
                assert_eq!(answer.status, StatusCode::OK, "{who}: {}", answer.text);
            } else {
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{who}: {}", answer.text);
                assert_eq!(world.heads().await, before, "{who} changed something");
            }
        }
    }
    assert!(number >= 18 * 4);
}

/// Whoever is nobody there is told what is told of a factory that is not: nothing.
#[tokio::test(flavor = "multi_thread")]
async fn nobody_enters_another_factory_by_any_door() {
    let world = World::new().await;
    for (name, _) in DOORS.iter().filter(|(_, need)| *need != Need::Nothing) {
        let there = valid_call(&world, &world.foreign, name, &world.foreign.items[1]).await;
        let mut nowhere = there.clone();
        nowhere["factory"] = json!("tidak-ada");
        // The own factory named, with things of the other.
        let mut smuggled = there.clone();
        smuggled["factory"] = json!(world.own.slug);
        let about_things = ["item_id", "id", "issue_id", "item"].iter().any(|key| there.get(*key).is_some());
        let before = world.heads().await;
        for person in world.own.people() {
            let (there, nowhere) = (world.call(person, name, &there).await, world.call(person, name, &nowhere).await);
            assert_eq!(there.status, StatusCode::NOT_FOUND, "{name}: {}", there.text);
            assert_eq!((there.status, there.text), (nowhere.status, nowhere.text), "{name} tells that it exists");
            if about_things {
                let answer = world.call(person, name, &smuggled).await;
                let expected = if may(person, DOORS.iter().find(|(door, _)| door == name).unwrap().1) {
                    StatusCode::NOT_FOUND
                } else {
                    answer.status
                };
                assert_eq!(answer.status, expected, "{name} with foreign ids: {}", answer.text);
                assert!(!answer.is_allowed() && !answer.text.contains("PO-lain"), "{name}: {}", answer.text);
            }
        }
        assert_eq!(world.heads().await, before, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_session_no_door_opens() {
    let world = World::new().await;
    let nobody = Person { token: "AAAA".into(), ..world.own.admin.clone() };
    for (name, _) in DOORS.iter().filter(|(_, need)| *need != Need::Nothing) {
        let body = valid_call(&world, &world.own, name, &world.own.items[1]).await;
        let before = world.heads().await;
        let answer = world.call(&nobody, name, &body).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name}: {}", answer.text);
        assert_eq!(world.heads().await, before, "{name}");
    }
}

/// The session is the whole browser's, a page is one person's: what was typed in it is not done in another's name.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_of_somebody_else_opens_no_door() {
    let world = World::new().await;
    let (admin, manager) = (&world.own.admin, &world.own.others[0]);
    let (own, other) = (admin.actor.id.to_string(), manager.actor.id.to_string());
    for (name, _) in DOORS.iter().filter(|(_, need)| *need != Need::Nothing) {
        let body = valid_call(&world, &world.own, name, &world.own.items[1]).await;
        let before = world.heads().await;
        for person in [other.as_str(), "bukan-orang", ""] {
            let answer = world.asked(admin, name, &body).with(page::PERSON, person).send(world.address).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{name} of {person}: {}", answer.text);
            assert!(answer.text.contains("signed-out"), "{name}: {}", answer.text);
        }
        assert_eq!(world.heads().await, before, "{name}");
    }
    let stay = json!({ "factory": world.own.slug });
    let asked = |person: &str| world.asked(admin, "stay", &stay).with(page::PERSON, person);
    assert!(asked(&own).send(world.address).await.is_allowed());
    let mut both = asked(&own);
    both.headers.push((page::PERSON.to_owned(), other.clone()));
    assert_eq!(both.send(world.address).await.status, StatusCode::UNAUTHORIZED, "who names two is not one of them");
    // It cannot end the other's session either, but whoever it belongs to can sign in again, which ends it.
    let lock = world.asked(admin, "lock", &json!({})).with(page::PERSON, &other).send(world.address).await;
    assert!(lock.header("set-cookie").is_empty() && asked(&own).send(world.address).await.is_allowed(), "{lock:?}");
    let again = json!({ "username": manager.actor.name, "password": PASSWORD });
    let again = world.asked(admin, "login_again", &again).with(page::PERSON, &other).send(world.address).await;
    assert!(again.header("set-cookie").contains("lacakpo="), "{again:?}");
    assert_eq!(asked(&own).send(world.address).await.status, StatusCode::UNAUTHORIZED);
}
