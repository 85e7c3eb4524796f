//! Shared tablets and one-time links, as people who mean harm would use them.

use http::{Method, StatusCode};
use model::{
    Command, Department,
    account::{Administration, Secret},
    ids::{DeviceId, UserId},
};
use serde_json::json;

use crate::{
    http::{Answer, Asked},
    world::{Factory, World, new_mutation},
};

const PIN: &str = "2580";
const CHOSEN: &str = "kereta pagi ke bandung";

/// A tablet of `factory`, and its QC operator with a PIN.
async fn tablet(world: &World, factory: &Factory) -> (String, UserId) {
    let (admin, id) = (factory.admin.actor.id, new_mutation());
    let administer = |administration| Command::Administer { administration };
    let enrol = administer(Administration::EnrolDevice { name: "Tablet".into() });
    world.ledger.record(admin, factory.id, id, &enrol).await.unwrap();
    let token = world.ledger.become_device(admin, factory.id, DeviceId(id.0)).await.unwrap();
    let qc = factory.others.iter().find(|person| person.actor.may_advance(Department::Qc)).unwrap().actor.id;
    let hash = Secret(Some(world.ledger.hash_pin(PIN).await.unwrap()));
    let set = administer(Administration::SetPin { id: qc, has_pin: true, hash });
    world.ledger.record(admin, factory.id, new_mutation(), &set).await.unwrap();
    (token.as_str().to_owned(), qc)
}

/// The session of an answer.
fn session(answer: &Answer) -> String {
    answer.header("set-cookie").split(['=', ';']).nth(1).unwrap_or_default().to_owned()
}

fn form(world: &World, name: &str, body: &str) -> Asked {
    let asked = Asked { method: Method::POST, body: body.to_owned().into(), ..Asked::get(&format!("/api/{name}")) };
    let origin = format!("http://{}", world.address);
    asked.with("origin", &origin).with("content-type", "application/x-www-form-urlencoded").with("accept", "text/html")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pin_without_its_tablet_is_worth_nothing() {
    let world = World::new().await;
    let (device, qc) = tablet(&world, &world.own).await;
    let (foreign, foreign_qc) = tablet(&world, &world.foreign).await;
    let enter = |user: UserId, pin: &str| {
        Asked::door(world.address, "log_in_by_pin_again", &json!({ "user_id": user, "pin": pin }))
    };
    let cookie = |token: &str| format!("lacakpo-device={token}");
    let table = [
        ("no tablet", enter(qc, PIN)),
        ("a made-up tablet", enter(qc, PIN).with("cookie", &cookie("AAAA"))),
        ("the session's token as a tablet's", enter(qc, PIN).with("cookie", &cookie(&world.own.admin.token))),
        ("another factory's tablet", enter(qc, PIN).with("cookie", &cookie(&foreign))),
        ("another factory's person", enter(foreign_qc, PIN).with("cookie", &cookie(&device))),
        ("somebody without a PIN", enter(world.own.admin.actor.id, PIN).with("cookie", &cookie(&device))),
        ("a wrong PIN", enter(qc, "9137").with("cookie", &cookie(&device))),
    ];
    for (what, asked) in table {
        let answer = asked.send(world.address).await;
        assert!(answer.status.is_client_error(), "{what}: {answer:?}");
        assert!(answer.headers.get("set-cookie").is_none(), "{what}: {answer:?}");
    }
    let answer = enter(qc, PIN).with("cookie", &cookie(&device)).send(world.address).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    let token = session(&answer);
    let tasks =
        |cookies: &str| Asked::door(world.address, "load_tasks", &json!({ "factory": "uji" })).with("cookie", cookies);
    for (what, cookies, status) in [
        ("with its tablet", format!("lacakpo={token}; lacakpo-device={device}"), StatusCode::OK),
        ("taken elsewhere", format!("lacakpo={token}"), StatusCode::UNAUTHORIZED),
        ("on another tablet", format!("lacakpo={token}; lacakpo-device={foreign}"), StatusCode::UNAUTHORIZED),
        ("a tablet alone", format!("lacakpo-device={device}"), StatusCode::UNAUTHORIZED),
    ] {
        assert_eq!(tasks(&cookies).send(world.address).await.status, status, "{what}");
    }
    // What one can do with a tablet that somebody left open is his work, and not his account.
    let cookies = format!("lacakpo={token}; lacakpo-device={device}");
    for (name, body) in [
        ("change_password", json!({ "factory": "uji", "current": "kata-sandi-uji", "password": CHOSEN })),
        ("set_own_pin", json!({ "factory": "uji", "mutation_id": new_mutation(), "password": "x", "pin": "1379" })),
        ("end_session", json!({ "factory": "uji" })),
    ] {
        let answer = Asked::door(world.address, name, &body).with("cookie", &cookies).send(world.address).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {}", answer.text);
    }
}

/// A hundred wrong PINs: that person waits at that tablet; nobody is shut out elsewhere, and who works goes on.
#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_wrong_pins_open_nothing() {
    let world = World::new().await;
    let (device, qc) = tablet(&world, &world.own).await;
    let cookie = format!("lacakpo-device={device}");
    let mut refused = 0;
    for n in 0..100 {
        let body = json!({ "user_id": qc, "pin": format!("{:04}", 3_000 + n) });
        let asked = Asked::door(world.address, "log_in_by_pin_again", &body).with("cookie", &cookie);
        refused += usize::from(asked.send(world.address).await.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 94, "{refused}");
    let right = json!({ "user_id": qc, "pin": PIN });
    let answer =
        Asked::door(world.address, "log_in_by_pin_again", &right).with("cookie", &cookie).send(world.address).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(world.ledger.log_in("qc-uji", crate::world::PASSWORD).await.is_ok(), "the password is another door");
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_by_pin_comes_from_the_page_and_stays_on_the_site() {
    let world = World::new().await;
    let (device, qc) = tablet(&world, &world.own).await;
    let body = |next: &str| format!("user_id={qc}&pin={PIN}&next={next}");
    let at_tablet = |asked: Asked| asked.with("cookie", &format!("lacakpo-device={device}"));
    for next in ["//evil.example", "https://evil.example", "/\\evil.example", "%09//evil.example"] {
        let answer = at_tablet(form(&world, "log_in_by_pin", &body(next))).send(world.address).await;
        assert_eq!(answer.header("location"), "/uji/tasks", "{next}");
    }
    for (what, asked) in [
        ("another site", form(&world, "log_in_by_pin", &body("")).with("origin", "https://evil.example")),
        ("no origin", form(&world, "log_in_by_pin", &body("")).without("origin")),
        ("cross-site", form(&world, "log_in_by_pin", &body("")).with("sec-fetch-site", "cross-site")),
    ] {
        let answer = at_tablet(asked).send(world.address).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
        assert!(answer.headers.get("set-cookie").is_none(), "{what}");
    }
    let plain = at_tablet(form(&world, "log_in_by_pin", "{}")).with("content-type", "text/plain");
    assert_eq!(plain.send(world.address).await.status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    let by_get = Asked::get(&format!("/api/log_in_by_pin?user_id={qc}&pin={PIN}"));
    let answer = at_tablet(by_get).send(world.address).await;
    assert!(!answer.status.is_success() && answer.headers.get("set-cookie").is_none(), "{answer:?}");
}

/// Whoever joins is what the admin said, whatever he adds to the form.
#[tokio::test(flavor = "multi_thread")]
async fn a_link_gives_what_it_was_made_for_and_once() {
    let world = World::new().await;
    let edit = json!({ "name": "Tono", "role": "operator", "departments": ["qc"] });
    let id = new_mutation();
    let invite = json!({ "factory": "uji", "mutation_id": id, "edit": edit });
    assert!(world.call(&world.own.admin, "invite_member", &invite).await.is_allowed());
    let path = json!({ "factory": "uji", "id": id });
    let foreign =
        world.call(&world.foreign.admin, "make_invitation_link", &json!({ "factory": "lain", "id": id })).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND, "another factory's invitation");
    let path: String =
        serde_json::from_str(&world.call(&world.own.admin, "make_invitation_link", &path).await.text).unwrap();
    let token = path.strip_prefix("/invite/").unwrap();
    assert!(
        token.len() >= 43
            && !world.call(&world.own.admin, "load_people", &json!({ "factory": "uji" })).await.text.contains(token)
    );
    let more = format!(
        "token={token}&username=tono&password={CHOSEN}&role=admin&departments=delivery&factory=lain&is_admin=true"
    );
    let answer = form(&world, "join", &more).send(world.address).await;
    assert_eq!(answer.header("location"), "/uji/tasks", "{answer:?}");
    let viewer = Asked::door(world.address, "load_viewer", &json!({ "factory": "uji" })).by(&session(&answer));
    let viewer = viewer.send(world.address).await;
    let viewer: serde_json::Value = serde_json::from_str(&viewer.text).unwrap();
    assert_eq!((&viewer["actor"]["role"], &viewer["actor"]["departments"]), (&json!("operator"), &json!(["qc"])));
    for (name, body) in [
        ("join", format!("token={token}&username=lagi&password={CHOSEN}")),
        ("choose_password", format!("token={token}&password={CHOSEN}")),
        (
            "set_up",
            format!("token={token}&factory_name=X&slug=xyz&time_zone=UTC&name=X&username=xyz&password={CHOSEN}"),
        ),
        ("join", format!("token=../../x&username=lagi&password={CHOSEN}")),
    ] {
        let answer = form(&world, name, &body).send(world.address).await;
        assert!(answer.headers.get("set-cookie").is_none(), "{name}: {answer:?}");
        let asked = Asked::door(world.address, "load_link", &json!({ "token": token })).send(world.address).await;
        assert_eq!(asked.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
    }
    assert_eq!(world.ledger.factories().await.unwrap().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_admin_of_one_factory_gets_nobody_s_account_of_another() {
    let world = World::new().await;
    let both = world.spare(&world.own).await;
    let none = model::Departments::NONE;
    world.ledger.set_membership(world.foreign.id, both, model::Role::Admin, none).await.unwrap();
    let link = json!({ "factory": "uji", "id": both });
    let answer = world.call(&world.own.admin, "make_password_link", &link).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", answer.text);
    let edit = json!({ "name": "Nama Lain", "role": "manager", "departments": [] });
    let body = json!({ "factory": "uji", "mutation_id": new_mutation(), "id": both, "version": 1, "edit": edit });
    assert_eq!(world.call(&world.own.admin, "edit_member", &body).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let session = world.ledger.session(&world.own.others[0].token).await.unwrap().unwrap();
    let body = json!({ "factory": "uji", "id": session.id });
    let answer = world.call(&world.own.admin, "end_session", &body).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND, "somebody else's session, by its id");
}

/// Four digits are not a way to more: with an admin's PIN one does an admin's orders, and makes no way in that lasts.
#[tokio::test(flavor = "multi_thread")]
async fn by_pin_nobody_administers() {
    let world = World::new().await;
    let (device, _) = tablet(&world, &world.own).await;
    let admin = world.own.admin.actor.id;
    let hash = Secret(Some(world.ledger.hash_pin(PIN).await.unwrap()));
    let set = Command::Administer { administration: Administration::SetPin { id: admin, has_pin: true, hash } };
    world.ledger.record(admin, world.own.id, new_mutation(), &set).await.unwrap();
    let enter = Asked::door(world.address, "log_in_by_pin_again", &json!({ "user_id": admin, "pin": PIN }));
    let entered = enter.with("cookie", &format!("lacakpo-device={device}")).send(world.address).await;
    let cookies = format!("lacakpo={}; lacakpo-device={device}", session(&entered));
    let edit = json!({ "name": "Tono", "role": "admin", "departments": [] });
    let mutation = || new_mutation();
    let table = [
        ("invite_member", json!({ "factory": "uji", "mutation_id": mutation(), "edit": edit })),
        ("make_password_link", json!({ "factory": "uji", "id": admin })),
        ("set_member_pin", json!({ "factory": "uji", "mutation_id": mutation(), "id": admin, "pin": "1379" })),
        ("enrol_device", json!({ "factory": "uji", "mutation_id": mutation(), "name": "Tablet" })),
        ("create_client", json!({ "factory": "uji", "mutation_id": mutation(), "name": "PT X" })),
        ("load_people", json!({ "factory": "uji" })),
        ("load_devices", json!({ "factory": "uji" })),
        ("load_factory_settings", json!({ "factory": "uji" })),
    ];
    let before = world.heads().await;
    for (name, body) in table {
        let answer = Asked::door(world.address, name, &body).with("cookie", &cookies).send(world.address).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {}", answer.text);
        assert!(answer.headers.get("set-cookie").is_none(), "{name}");
    }
    assert_eq!(world.heads().await, before);
    let order = json!({ "factory": "uji" });
    let form = Asked::door(world.address, "load_purchase_order_form", &order).with("cookie", &cookies);
    assert_eq!(form.send(world.address).await.status, StatusCode::OK, "the day's work goes on");
}
