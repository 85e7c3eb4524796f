//! Requests that no page of ours makes, each with what it must be answered.

use http::{Method, StatusCode};
use model::{Departments, Role};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    http::{Answer, Asked},
    world::{Factory, World, new_mutation, serve},
};

const FORBIDDEN: StatusCode = StatusCode::FORBIDDEN;
const UNAUTHORIZED: StatusCode = StatusCode::UNAUTHORIZED;

fn report(factory: &Factory) -> Value {
    json!({
        "factory": factory.slug, "mutation_id": new_mutation(), "item_id": factory.items[0].id, "title": "Retak",
        "description": null, "priority": "low",
    })
}

/// No name of ours, no path, no SQL, no panic.
pub(crate) fn tells_nothing(answer: &Answer) {
    let text = answer.text.to_lowercase();
    for inside in ["sqlite", "select ", "insert ", "panicked", "src/", ".rs", "rusqlite", "sea_orm", "backtrace"] {
        assert!(!text.contains(inside), "{inside:?} in {}", answer.text);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_of_our_pages_changes_nothing() {
    let world = World::new().await;
    let address = world.address;
    let call = || Asked::door(address, "report_issue", &report(&world.own)).by(&world.own.admin.token);
    let text = |body: &str| Asked { body: body.to_owned().into(), ..call() };
    let port = address.port();
    let table: Vec<(&str, Asked, &[u16])> = vec![
        ("no origin", call().without("origin"), &[403]),
        ("origin null", call().with("origin", "null"), &[403]),
        ("an origin that begins like ours", call().with("origin", &format!("http://{address}.evil.example")), &[403]),
        ("an origin that ends like ours", call().with("origin", &format!("http://evil-{address}")), &[403]),
        ("another port", call().with("origin", &format!("http://127.0.0.1:{}", port ^ 1)), &[403]),
        ("a site", call().with("origin", "https://evil.example"), &[403]),
        ("a scheme of its own", call().with("origin", &format!("evil://{address}")), &[403]),
        ("an origin with a path", call().with("origin", &format!("http://{address}/x")), &[403]),
        ("an empty origin", call().with("origin", ""), &[403]),
        ("sent by another site", call().with("sec-fetch-site", "cross-site"), &[403]),
        ("sent by a neighbour site", call().with("sec-fetch-site", "same-site"), &[403]),
        ("typed into the address bar", call().with("sec-fetch-site", "none"), &[403]),
        (
            "a form of another site",
            call().with("origin", "https://evil.example").with("content-type", "application/x-www-form-urlencoded"),
            &[403],
        ),
        ("a form", call().with("content-type", "application/x-www-form-urlencoded"), &[415]),
        ("JSON that says it is text", call().with("content-type", "text/plain"), &[415]),
        ("JSON that says nothing", call().without("content-type"), &[415]),
        ("a multipart body", call().with("content-type", "multipart/form-data; boundary=x"), &[415]),
        ("GET", Asked { method: Method::GET, ..call() }, &[404, 405]),
        ("PUT", Asked { method: Method::PUT, ..call() }, &[404, 405]),
        ("DELETE", Asked { method: Method::DELETE, ..call() }, &[404, 405]),
        ("no JSON", text("{"), &[400]),
        ("an empty body", text(""), &[400]),
        ("an array", text("[]"), &[400]),
        ("deeper than anything", text(&"[".repeat(100_000)), &[400]),
        ("a number that is none", text(&report(&world.own).to_string().replace("\"low\"", "1e999")), &[400]),
        ("an unknown priority", text(&report(&world.own).to_string().replace("\"low\"", "\"' OR 1=1 --\"")), &[400]),
        (
            "an id that is none",
            text(&report(&world.own).to_string().replace("mutation_id\":\"", "mutation_id\":\"x")),
            &[400],
        ),
        (
            "a field twice",
            text(&report(&world.own).to_string().replace("\"factory\":", "\"factory\":\"lain\",\"factory\":")),
            &[400],
        ),
        ("300 KB", text(&report(&world.own).to_string().replace("Retak", &"x".repeat(300 * 1024))), &[413]),
        ("10 MB", text(&report(&world.own).to_string().replace("Retak", &"x".repeat(10 * 1024 * 1024))), &[413]),
        ("a title of 100 KB", text(&report(&world.own).to_string().replace("Retak", &"x".repeat(100 * 1024))), &[422]),
        ("no title", text(&report(&world.own).to_string().replace("Retak", "  ")), &[422]),
        ("no cookie", call().without("cookie"), &[401]),
        ("a cookie made up", call().by(&"A".repeat(43)), &[401]),
        ("an empty cookie", call().by(""), &[401]),
        ("a cookie with SQL", call().by("' OR '1'='1"), &[401]),
        ("a very long cookie", call().by(&"A".repeat(20_000)), &[401]),
        (
            "a door that is not there",
            Asked::door(address, "drop_tables", &json!({})).by(&world.own.admin.token),
            &[404, 400],
        ),
        (
            "a door above the doors",
            Asked::door(address, "../report_issue", &report(&world.own)).by(&world.own.admin.token),
            &[404, 400, 405],
        ),
    ];
    let before = world.heads().await;
    for (what, asked, expected) in table {
        let answer = asked.send(address).await;
        assert!(expected.contains(&answer.status.as_u16()), "{what}: {} {}", answer.status, answer.text);
        tells_nothing(&answer);
        assert_eq!(world.heads().await, before, "{what} changed something");
    }
    assert_eq!(call().send(address).await.status, StatusCode::OK, "and what is of our pages is done");
}

/// What a page sends too much of is not taken for something else.
#[tokio::test(flavor = "multi_thread")]
async fn a_body_cannot_say_who_acts() {
    let world = World::new().await;
    let qc = world.own.others[1].clone();
    let mut body = report(&world.own);
    for (key, value) in [
        ("actor", json!({ "id": world.own.admin.actor.id, "name": "admin-uji" })),
        ("user_id", json!(world.own.admin.actor.id)),
        ("role", json!("admin")),
        ("factory_id", json!(world.foreign.id)),
        ("is_admin", json!(true)),
    ] {
        body[key] = value;
    }
    let answer = world.call(&qc, "report_issue", &body).await;
    assert!(answer.is_allowed(), "{answer:?}");
    let events: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(events["events"][0]["actor"]["id"], json!(qc.actor.id));
    assert_eq!(events["events"][0]["factoryId"], json!(world.own.id));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_of_a_mutation_is_its_owner_s() {
    let world = World::new().await;
    let body = report(&world.own);
    let first = world.call(&world.own.admin, "report_issue", &body).await;
    assert!(first.is_allowed());
    let head = world.heads().await;
    let again = world.call(&world.own.admin, "report_issue", &body).await;
    assert_eq!((again.status, &again.text), (StatusCode::OK, &first.text), "the same reply");
    let by_another = world.call(&world.own.others[0], "report_issue", &body).await;
    let mut other_body = body.clone();
    other_body["title"] = json!("Lain");
    let with_another = world.call(&world.own.admin, "report_issue", &other_body).await;
    let mut elsewhere = report(&world.foreign);
    elsewhere["mutation_id"] = body["mutation_id"].clone();
    let in_another = world.call(&world.foreign.admin, "report_issue", &elsewhere).await;
    for answer in [by_another, with_another, in_another] {
        assert_eq!(answer.status, StatusCode::CONFLICT, "{answer:?}");
        assert!(!answer.text.contains("Retak"), "whose it was stays unsaid");
    }
    assert_eq!(world.heads().await, head);
}

/// Markup and formulas are text: they come back as they were typed, in JSON and escaped in pages.
#[tokio::test(flavor = "multi_thread")]
async fn markup_in_every_text_is_text() {
    let world = World::new().await;
    let texts = [
        "</script><script>alert(1)</script>",
        "</textarea><script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "javascript:alert(1)",
        "=HYPERLINK(\"http://evil.example\")",
        "'; DROP TABLE items; --",
        "{{7*7}} ${7*7}",
        "\u{202e}terbalik",
    ];
    for text in texts {
        let mut body = report(&world.own);
        body["title"] = json!(text);
        body["description"] = json!(text);
        let answer = world.call(&world.own.admin, "report_issue", &body).await;
        assert!(answer.is_allowed(), "{text}: {answer:?}");
        let mutation = new_mutation();
        let order = json!({ "factory": world.own.slug, "mutation_id": mutation, "order": {
            "po_number": format!("PO-{}", &mutation.0.simple().to_string()[20..]), "client": text, "order_date": "",
            "delivery_deadline": "", "is_urgent": false, "is_vendor_job": false,
            "items": [{ "item_name": text, "specification": text, "quantity": "4", "quantity_unit": "pcs" }],
        } });
        let created = world.call(&world.own.admin, "create_purchase_order", &order).await;
        assert!(created.is_allowed(), "{text}: {created:?}");
    }
    let pages = ["tasks".to_owned(), format!("items/{}", world.own.items[0].id), "purchase-orders".to_owned()];
    for path in pages {
        let page =
            Asked::get(&format!("/{}/{path}", world.own.slug)).by(&world.own.admin.token).send(world.address).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
        for markup in ["<script>alert", "<img src=x", "</textarea><script"] {
            assert!(!page.text.contains(markup), "{markup} on {path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_others_are_pages_that_are_not() {
    let world = World::new().await;
    let (own, foreign) = (&world.own, &world.foreign);
    let own_slug_foreign_id = format!("/{}/items/{}", own.slug, foreign.items[0].id);
    let table = [
        (format!("/{}/tasks", foreign.slug), "/tidak-ada/tasks".to_owned()),
        (format!("/{}/purchase-orders", foreign.slug), "/tidak-ada/purchase-orders".to_owned()),
        (own_slug_foreign_id, format!("/{}/items/{}", own.slug, Uuid::now_v7())),
        (
            format!("/{}/purchase-orders/{}", own.slug, foreign.items[0].order.id),
            format!("/{}/purchase-orders/{}", own.slug, Uuid::now_v7()),
        ),
    ];
    for (there, nowhere) in table {
        let see = async |path: &str| {
            let page = Asked::get(path).by(&own.admin.token).send(world.address).await;
            assert!(!page.text.contains("PO-lain"), "{path}");
            page.status
        };
        assert_eq!(see(&there).await, see(&nowhere).await, "{there}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slash_too_many_leads_to_the_page_and_never_elsewhere() {
    let world = World::new().await;
    let asked = async |path: &str| Asked::get(path).by(&world.own.admin.token).send(world.address).await;
    let tasks = asked("/uji/tasks/?q=a%20b").await;
    assert_eq!((tasks.status.as_u16(), tasks.header("location")), (308, "/uji/tasks?q=a%20b"));
    assert_eq!(asked("/uji/tasks//").await.header("location"), "/uji/tasks/");
    assert_eq!(asked("//").await.header("location"), "/");
    for elsewhere in ["//evil.example/", "/\\evil.example/", "/"] {
        assert_ne!(asked(elsewhere).await.status.as_u16(), 308, "{elsewhere}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn signing_in_tells_nothing_and_leads_nowhere_else() {
    let world = World::new().await;
    let address = world.address;
    let form = |fields: &str| {
        let asked = Asked { method: Method::POST, body: fields.to_owned().into(), ..Asked::get("/api/login") };
        asked
            .with("origin", &format!("http://{address}"))
            .with("content-type", "application/x-www-form-urlencoded")
            .with("accept", "text/html")
    };
    let wrong = form("username=admin-uji&password=salah").send(address).await;
    let unknown = form("username=tidak-ada&password=salah").send(address).await;
    assert_eq!(wrong.status, unknown.status);
    assert_eq!(wrong.text.replace("admin-uji", "tidak-ada"), unknown.text);
    assert_eq!(
        wrong.header("location").replace("admin-uji", "tidak-ada"),
        unknown.header("location"),
        "also where it leads"
    );
    for next in [
        "//evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/\\evil.example",
        "/%09/evil.example",
        "/%0d/evil.example",
        "%09//evil.example",
        "/%0d%0aset-cookie:%20x=y",
        "evil.example",
    ] {
        let answer = form(&format!("username=admin-uji&password=kata-sandi-uji&next={next}")).send(address).await;
        assert_eq!(answer.header("location"), "/", "{next}");
        assert!(answer.headers.get_all("set-cookie").iter().count() == 1, "{next}");
    }
    let answer = form("username=admin-uji&password=kata-sandi-uji&next=/uji/tasks").send(address).await;
    assert_eq!(answer.header("location"), "/uji/tasks");
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax") && cookie.contains("Path=/"), "{cookie}");
    let other_site = form("username=admin-uji&password=kata-sandi-uji").with("origin", "https://evil.example");
    assert_eq!(other_site.send(address).await.status, FORBIDDEN, "nobody is signed in by another site");
}

/// A token somebody else may know is worth nothing after the next sign-in, and nothing after the end.
#[tokio::test(flavor = "multi_thread")]
async fn sessions_rotate_and_end() {
    let world = World::new().await;
    let address = world.address;
    let credentials = json!({ "username": "admin-uji", "password": "kata-sandi-uji" });
    let tasks = |token: &str| Asked::door(address, "load_tasks", &json!({ "factory": "uji" })).by(token);
    let preset = world.log_in("admin-uji").await.as_str().to_owned();
    assert_eq!(tasks(&preset).send(address).await.status, StatusCode::OK);
    let answer = Asked::door(address, "login_again", &credentials).by(&preset).send(address).await;
    let cookie = answer.header("set-cookie").to_owned();
    let fresh = cookie.split(['=', ';']).nth(1).unwrap().to_owned();
    assert_ne!(fresh, preset);
    assert_eq!(tasks(&preset).send(address).await.status, UNAUTHORIZED, "the one before is over");
    assert_eq!(tasks(&fresh).send(address).await.status, StatusCode::OK);
    let bye = Asked::door(address, "logout", &json!({}))
        .with("content-type", "application/x-www-form-urlencoded")
        .by(&fresh)
        .send(address)
        .await;
    assert!(bye.header("set-cookie").contains("Max-Age=0"), "{bye:?}");
    assert_eq!(tasks(&fresh).send(address).await.status, UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_right_is_lost_at_the_next_request() {
    let world = World::new().await;
    let admin = world.own.admin.clone();
    let urgent = |on: bool| {
        json!({
            "factory": "uji", "mutation_id": new_mutation(), "id": world.own.items[0].order.id, "is_urgent": on,
        })
    };
    assert!(world.call(&admin, "set_purchase_order_urgent", &urgent(true)).await.is_allowed());
    world.ledger.set_membership(world.own.id, admin.actor.id, Role::Operator, Departments::NONE).await.unwrap();
    assert_eq!(world.call(&admin, "set_purchase_order_urgent", &urgent(false)).await.status, FORBIDDEN);
    world.ledger.remove_membership(world.own.id, admin.actor.id).await.unwrap();
    assert_eq!(world.call(&admin, "load_tasks", &json!({ "factory": "uji" })).await.status, StatusCode::NOT_FOUND);
    world.ledger.set_user_disabled(admin.actor.id, true).await.unwrap();
    assert_eq!(world.call(&admin, "load_tasks", &json!({ "factory": "uji" })).await.status, UNAUTHORIZED);
}

/// A hundred wrong passwords: the guesser waits, who is signed in works on, and the right password is not shut out for
/// long.
#[tokio::test(flavor = "multi_thread")]
async fn guessing_is_slowed_down_and_shuts_nobody_out() {
    let world = World::new().await;
    let address = world.address;
    let guess = |n: usize| {
        Asked::door(address, "login_again", &json!({ "username": "admin-uji", "password": format!("tebakan-{n}") }))
    };
    let mut answers = Vec::new();
    for n in 0..100 {
        answers.push(guess(n).send(address).await.status.as_u16());
    }
    assert!(answers[..10].iter().all(|status| *status == 422 || *status == 401), "{answers:?}");
    assert!(answers[12..].iter().all(|status| *status == 429), "{answers:?}");
    let at_work = world.call(&world.own.admin, "report_issue", &report(&world.own)).await;
    assert!(at_work.is_allowed(), "sessions that exist are not touched");
    let somebody_else = json!({ "username": "qc-uji", "password": "kata-sandi-uji" });
    let answer = Asked::door(address, "login_again", &somebody_else).send(address).await;
    assert!(answer.is_allowed(), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_says_what_browsers_must_not_do() {
    let world = World::new().await;
    let tls = serve(world.ledger.clone(), true).await;
    let page = Asked::get("/uji/tasks").by(&world.own.admin.token);
    for (what, asked) in [
        ("page", page.clone()),
        ("login", Asked::get("/login")),
        ("door", Asked::door(world.address, "load_tasks", &json!({ "factory": "uji" })).by(&world.own.admin.token)),
        ("refusal", Asked::door(world.address, "load_tasks", &json!({ "factory": "uji" }))),
        ("nothing", Asked::get("/tidak/ada/apa/pun")),
        ("health", Asked::get("/health")),
    ] {
        let answer = asked.send(world.address).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
        ] {
            assert_eq!(answer.header(name), value, "{name} of {what}");
        }
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{what}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{what}: {policy}");
        assert_eq!(answer.header("strict-transport-security"), "", "not without TLS");
        assert_eq!(answer.header("cache-control"), "no-store", "{what}");
    }
    let (once, again) = (page.clone().send(world.address).await, page.clone().send(world.address).await);
    let nonce = |answer: &Answer| {
        let policy = answer.header("content-security-policy").to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        assert!(nonce.len() >= 20, "{nonce}");
        let scripts = answer.text.matches("<script").count();
        assert_eq!(answer.text.matches(&format!("nonce=\"{nonce}\"")).count(), scripts, "each script has the nonce");
        assert!(!answer.text.contains(" style=\"") && !answer.text.contains(" onclick="), "nothing inline");
        nonce
    };
    assert_ne!(nonce(&once), nonce(&again), "used once");
    let over_tls = page.send(tls).await;
    assert!(over_tls.header("strict-transport-security").contains("max-age=63072000"), "{over_tls:?}");
    let credentials = json!({ "username": "admin-uji", "password": "kata-sandi-uji" });
    let cookie = Asked::door(tls, "login_again", &credentials).send(tls).await.header("set-cookie").to_owned();
    assert!(cookie.starts_with("__Host-lacakpo=") && cookie.contains("; Secure"), "{cookie}");
}
