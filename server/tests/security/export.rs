//! The log as a file: for members alone, and harmless to whoever opens it.

use http::{Method, StatusCode};
use model::{
    Command, Department, Permission,
    purchase_order::{ItemPatch, Priority},
};
use serde_json::json;

use crate::{
    http::{Answer, Asked},
    world::{Person, World, new_mutation},
};

async fn file(world: &World, person: &Person, path: &str) -> Answer {
    Asked::get(path).by(&person.token).send(world.address).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_member_may_have_the_file_and_nobody_else() {
    let world = World::new().await;
    for person in world.own.people() {
        let answer = file(&world, person, "/uji/activity.csv").await;
        assert_eq!(answer.status, StatusCode::OK, "{}", person.actor.name);
        assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
        assert!(answer.header("content-disposition").starts_with("attachment; filename=\"aktivitas-uji-"));
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert!(answer.text.starts_with("\u{feff}Waktu;Orang;Perangkat;Jenis;PO;Item;"), "{}", answer.text);
        assert!(answer.text.contains("PO-uji") && !answer.text.contains("lain"), "{}", answer.text);
    }
    for person in world.own.people() {
        let foreign = file(&world, person, "/lain/activity.csv").await;
        let unknown = file(&world, person, "/tidak-ada/activity.csv").await;
        assert_eq!(foreign.status, StatusCode::NOT_FOUND);
        assert_eq!((foreign.status, foreign.text), (unknown.status, unknown.text), "tells that it exists");
    }
    let nobody = Asked::get("/uji/activity.csv?jenis=po").send(world.address).await;
    assert_eq!((nobody.status, nobody.text.as_str()), (StatusCode::SEE_OTHER, ""));
    assert_eq!(nobody.header("location"), "/login?next=/uji/activity.csv%3Fjenis%3Dpo");
    let made_up = Asked::get("/uji/activity.csv").by(&"A".repeat(43)).send(world.address).await;
    assert_eq!((made_up.status, made_up.text.as_str()), (StatusCode::SEE_OTHER, ""));
    let posted = Asked { method: Method::POST, ..Asked::get("/uji/activity.csv") };
    let posted = posted.by(&world.own.admin.token).with("origin", &format!("http://{}", world.address));
    let posted = posted.with("content-type", "application/json").send(world.address).await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_somebody_wrote_runs_in_the_file() {
    let world = World::new().await;
    let (admin, id) = (world.own.admin.actor.id, world.own.id);
    let item = &world.own.items[0];
    let hostile = [
        "=HYPERLINK(\"http://evil.example\";\"klik\")",
        "+62",
        "-1+1",
        "@SUM(A1)",
        "＝cmd|' /C calc'!A0",
        "\"=1",
        "\u{feff}=1",
    ];
    // Item and track begin at version 1 and grow by one each turn.
    for (turn, text) in (1..).zip(hostile) {
        let patch = ItemPatch { item_name: Some(text.to_owned()), ..ItemPatch::default() };
        let rename = Command::EditItem { id: item.id, version: turn, patch };
        world.ledger.record(admin, id, new_mutation(), &rename).await.unwrap();
        let note = Some(text.to_owned());
        let (item_id, department) = (item.id, Department::Qc);
        let advance = Command::AdvanceTrack { item_id, department, progress: turn, note, version: turn };
        world.ledger.record(admin, id, new_mutation(), &advance).await.unwrap();
        let (title, priority) = (text.to_owned(), Priority::Low);
        let report = Command::ReportIssue { item_id, title, description: Some(text.to_owned()), priority };
        world.ledger.record(admin, id, new_mutation(), &report).await.unwrap();
    }
    let answer = file(&world, &world.own.admin, "/uji/activity.csv").await;
    let mut csv =
        csv::ReaderBuilder::new().delimiter(b';').from_reader(answer.text.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = csv.records().map(|row| row.expect("well formed")).collect();
    assert_eq!(rows.len(), 2 + 3 * hostile.len());
    let inert =
        |cell: &str| !cell.trim_start().trim_start_matches(['"', '\u{feff}']).starts_with(['=', '+', '-', '@', '＝']);
    for row in &rows {
        assert!(row.iter().all(inert), "{row:?}");
    }
    let kept = |text: &str| rows.iter().flatten().any(|cell| cell == format!("'{text}"));
    // A byte order mark is tidied away where the text enters or not at all; what stays is made harmless.
    for text in &hostile[..6] {
        assert!(kept(text), "{text} is still to be read");
    }
}

/// Who is a member and which devices there are is for those who look after it, in the file as on the page.
#[tokio::test(flavor = "multi_thread")]
async fn the_file_tells_nobody_what_his_pages_do_not() {
    let world = World::new().await;
    let enrol = json!({ "factory": "uji", "mutation_id": new_mutation(), "name": "Tablet rahasia" });
    let enrolled = world.call(&world.own.admin, "enrol_device", &enrol).await;
    assert_eq!(enrolled.status, StatusCode::OK, "{}", enrolled.text);
    let everything = json!({ "factory": "uji", "filter": {}, "before": null });
    for person in world.own.people() {
        let page = world.call(person, "load_activity", &everything).await;
        let file = file(&world, person, "/uji/activity.csv").await;
        let may = person.actor.may(Permission::Administer);
        assert_eq!(page.text.contains("Tablet rahasia"), may, "the page of {}", person.actor.name);
        assert_eq!(
            file.text.contains(";mendaftarkan perangkat Tablet rahasia;"),
            may,
            "the file of {}",
            person.actor.name
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_file_has_what_the_page_has() {
    let world = World::new().await;
    let rows = async |query: &str| {
        let answer = file(&world, &world.own.admin, &format!("/uji/activity.csv{query}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{query}");
        answer.text.lines().count() - 1
    };
    assert_eq!(rows("").await, 2);
    assert_eq!(rows("?jenis=issue").await, 1);
    assert_eq!(rows("?jenis=kemajuan").await, 0);
    assert_eq!(rows("?q=po-uji").await, 2);
    assert_eq!(rows("?q=po-lain").await, 0);
    assert_eq!(rows(&format!("?orang={}", world.own.admin.actor.id)).await, 2);
    assert_eq!(rows(&format!("?orang={}", world.foreign.admin.actor.id)).await, 0);
    assert_eq!(rows("?dari=2000-01-01&sampai=2000-01-02").await, 0);
    // What is no filter is none.
    assert_eq!(rows("?jenis=%27&orang=x&dari=kemarin").await, 2);
}

/// A mark is one's own note: it says nothing to others, and of a foreign log nothing can be marked.
#[tokio::test(flavor = "multi_thread")]
async fn what_one_has_read_is_nobody_elses() {
    let world = World::new().await;
    let (maya, hendra) = (&world.own.admin, &world.own.others[0]);
    let marked = world.call(maya, "mark_activity_read", &json!({ "factory": "uji", "seq": 99_999 })).await;
    assert_eq!(marked.status, StatusCode::OK);
    assert!(marked.text.contains("\"seq\":2"), "not beyond the log: {}", marked.text);
    let told = world.call(hendra, "load_handover", &json!({ "factory": "uji", "since": "terakhir" })).await;
    assert!(told.text.contains("\"mark\":null"), "{}", told.text);
    for since in ["", "kemarin", "2026-99-99T00:00", "'; DROP TABLE events; --"] {
        let answer = world.call(maya, "load_handover", &json!({ "factory": "uji", "since": since })).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{since}: {}", answer.text);
    }
}
