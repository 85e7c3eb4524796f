//! Markup and SQL in every text that a page can be made to show.

use http::StatusCode;
use model::{Departments, Role};
use serde_json::{Value, json};

use crate::{
    http::Asked,
    world::{PASSWORD, World, new_mutation},
};

/// Short enough for a unit. Nothing of ours writes italics, so where it stands as it is, it is markup.
const MARK: &str = "</script><i>x";

/// A factory whose name, people and everything else is markup.
async fn hostile() -> (World, String) {
    let world = World::new().await;
    let factory = world.ledger.create_factory(&format!("PT {MARK}"), "jahat", "Asia/Jakarta", 420).await.unwrap().id;
    let user = world.ledger.create_user(&format!("Nama {MARK}"), MARK, PASSWORD).await.unwrap();
    world.ledger.set_membership(factory, user, Role::Admin, Departments::NONE).await.unwrap();
    let token = world.ledger.log_in(MARK, PASSWORD).await.unwrap().as_str().to_owned();
    (world, token)
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_every_text_of_every_page_is_text() {
    let (world, token) = hostile().await;
    let call = async |name: &str, mut body: Value| -> Value {
        body["factory"] = json!("jahat");
        body["mutation_id"] = json!(new_mutation());
        let answer = Asked::door(world.address, name, &body).by(&token).send(world.address).await;
        assert_eq!(answer.status, StatusCode::OK, "{name}: {}", answer.text);
        serde_json::from_str(&answer.text).unwrap()
    };
    let order = json!({
        "po_number": format!("PO{MARK}"), "client": format!("Klien {MARK}"), "order_date": "", "delivery_deadline": "",
        "is_urgent": true, "is_vendor_job": true, "items": [{
            "item_name": format!("Item {MARK}"), "specification": format!("Spek {MARK}"), "quantity": "4",
            "quantity_unit": MARK,
        }],
    });
    let created = call("create_purchase_order", json!({ "order": order })).await;
    let created = &created["events"][0];
    let find = |key: &str| find(created, key).unwrap_or_else(|| panic!("{key} in {created}"));
    let (order, item) = (created["id"].clone(), find("items")[0]["id"].clone());
    let version = find("items")[0]["tracks"][0]["version"].as_i64().unwrap_or(1);
    let note = format!("Catatan {MARK}");
    call(
        "advance_track",
        json!({
            "item_id": item, "department": "drafting", "progress": 25, "note": note, "version": version,
        }),
    )
    .await;
    call("record_delivery", json!({ "item_id": item, "quantity": "1", "note": note })).await;
    let reported = json!({ "item_id": item, "title": note, "description": note, "priority": "high" });
    let reported = call("report_issue", reported).await;
    let issue = self::find(&reported, "issue").expect("what was reported")["id"].clone();
    let query = "%3C/script%3E%3Ci%3Ex";
    let pages = [
        format!("/jahat/tasks?q={query}&cari={query}&department={query}"),
        "/jahat/purchase-orders".to_owned(),
        format!("/jahat/purchase-orders?status={query}&q={query}"),
        "/jahat/purchase-orders/new".to_owned(),
        format!("/jahat/purchase-orders/{}", order.as_str().unwrap()),
        format!("/jahat/purchase-orders/{}/edit", order.as_str().unwrap()),
        format!("/jahat/items/{}", item.as_str().unwrap()),
        format!("/jahat/items/{query}"),
        format!("/jahat/items/{}/delivery?quantity={query}&note={query}&next={query}", item.as_str().unwrap()),
        format!("/jahat/items/{}/issue?title={query}&description={query}&priority={query}", item.as_str().unwrap()),
        format!("/jahat/items/{}/issue?issue={}", item.as_str().unwrap(), issue.as_str().unwrap()),
        format!("/jahat/labels?po={}", order.as_str().unwrap()),
        format!("/jahat/labels?item={}&bentuk=kartu", item.as_str().unwrap()),
        format!("/jahat/labels?po={query}&bentuk={query}"),
        format!("/jahat/scan?{query}"),
        format!("/jahat/{query}"),
        format!("/{query}/tasks"),
        "/jahat/import".to_owned(),
    ];
    let mut shown = 0;
    for path in &pages {
        let page = Asked::get(path).by(&token).send(world.address).await;
        assert!(!page.text.contains("<i>x"), "markup on {path}: {}", page.text);
        shown += usize::from(page.text.contains("&lt;i&gt;x") || page.text.contains("&lt;i>x"));
    }
    assert!(shown >= 5, "the texts were there to be seen: {shown}");
    for path in [format!("/login?next={query}&username={query}"), format!("/login?__path={query}&__err={query}")] {
        let page = Asked::get(&path).send(world.address).await;
        assert!(page.status == StatusCode::OK && !page.text.contains("<i>x"), "{path}: {}", page.text);
    }
}

/// The first value with this name, however deep.
fn find<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    match value {
        Value::Object(fields) => fields.get(key).or_else(|| fields.values().find_map(|value| find(value, key))),
        Value::Array(values) => values.iter().find_map(|value| find(value, key)),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sql_in_filters_is_text() {
    let world = World::new().await;
    let admin = &world.own.admin;
    let hostile =
        ["' OR 1=1 --", "'; DROP TABLE items; --", "%' UNION SELECT password_hash FROM users --", "\\", "%", "_"];
    let before = world.heads().await;
    for text in hostile {
        let escaped: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        for path in [
            format!("/uji/tasks?q={escaped}&department={escaped}&urgent={escaped}"),
            format!("/uji/purchase-orders?status={escaped}&q={escaped}"),
            format!("/uji/items/{escaped}"),
            format!("/{escaped}/tasks"),
        ] {
            let page = Asked::get(&path).by(&admin.token).send(world.address).await;
            assert!(!page.status.is_server_error(), "{path}: {}", page.status);
            for foreign in ["PO-lain", "argon2", "Rahasia lain"] {
                assert!(!page.text.contains(foreign), "{foreign} on {path}");
            }
        }
        for (name, body) in [
            ("load_purchase_orders", json!({ "factory": "uji", "status": text })),
            ("load_tasks", json!({ "factory": text })),
            ("load_item_history", json!({ "factory": "uji", "item_id": text, "before": 9 })),
            ("load_item_history", json!({ "factory": "uji", "item_id": world.own.items[0].id, "before": text })),
        ] {
            let answer = world.call(admin, name, &body).await;
            assert!(answer.status.is_client_error(), "{name} {text}: {} {}", answer.status, answer.text);
            crate::attacks::tells_nothing(&answer);
        }
    }
    assert_eq!(world.heads().await, before);
    assert!(world.call(admin, "load_tasks", &json!({ "factory": "uji" })).await.is_allowed(), "all tables are there");
}
