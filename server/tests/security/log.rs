//! The log of the real program, while somebody sends what could forge its lines, and what must never be in it.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    process::{Command, Stdio},
};

use http::Method;
use ledger::Ledger;
use model::{Departments, Role};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    http::Asked,
    world::{PASSWORD, create, new_mutation},
};

const LACAKPO: &str = env!("CARGO_BIN_EXE_lacakpo");
const SECRETS: [&str; 4] =
    ["kata-sandi-rahasia", "token-rahasia-yang-panjang-sekali-sekali-sekali", "cari-rahasia", "undangan-rahasia"];

/// Somebody signed in, and what can be reported by him.
async fn somebody(database: &str) -> (String, Value) {
    let ledger = Ledger::open(database).await.unwrap();
    let factory = ledger.create_factory("PT Uji", "uji", "Asia/Jakarta", 420).await.unwrap().id;
    let user = ledger.create_user("Maya", "maya", PASSWORD).await.unwrap();
    ledger.set_membership(factory, user, Role::Admin, Departments::NONE).await.unwrap();
    let token = ledger.log_in("maya", PASSWORD).await.unwrap().as_str().to_owned();
    let items = create(&ledger, user, factory, "PO-1").await;
    ledger.close().await.unwrap();
    let report = json!({
        "factory": "uji", "mutation_id": new_mutation(), "item_id": items[0].id, "title": "Retak\nERROR forged",
        "description": null, "priority": "low",
    });
    (token, report)
}

/// What it logs while it is asked all kinds of things.
async fn logged(json: bool) -> Vec<String> {
    let dir = TempDir::new().unwrap();
    let database = format!("sqlite://{}", dir.path().join("uji.sqlite").display());
    let (token, report) = somebody(&database).await;
    let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut command = Command::new(LACAKPO);
    command.args(["--database", &database]);
    command.args(["--listen", &address.to_string(), "--site", "/nowhere"]);
    command.args(json.then_some("--log-json")).env("LACAKPO_LOG", "debug,sqlx=warn,sea_orm=warn");
    let mut program = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let lines = program.stderr.take().unwrap();
    let reading = tokio::task::spawn_blocking(move || BufReader::new(lines).lines().map_while(Result::ok).collect());
    let mut said = BufReader::new(program.stdout.take().unwrap()).lines();
    assert!(said.any(|line| line.unwrap().starts_with("lacakPO: http://")));
    let form = |fields: &str| {
        Asked { method: Method::POST, body: fields.to_owned().into(), ..Asked::get("/api/login") }
            .with("origin", &format!("http://{address}"))
            .with("content-type", "application/x-www-form-urlencoded")
    };
    for asked in [
        Asked::get("/%0aERROR%20forged%0d%0a%1b[2J/x?cari=cari-rahasia"),
        Asked::get("/\u{9b}31m/\u{202e}x"),
        Asked::get(&format!("/undangan/{}-undangan-rahasia", "x".repeat(40))),
        Asked::get("/login?next=cari-rahasia").by(SECRETS[1]),
        Asked::get("/login").with("user-agent", "\u{9b}2J forged").with("x-forwarded-for", "\u{9b}2J, 10.0.0.1"),
        form("username=%0A%7B%22level%22%3A%22ERROR%22%7D&password=kata-sandi-rahasia"),
        Asked::door(address, "login_again", &json!({ "username": "a\nERROR forged\u{1b}[2J", "password": SECRETS[0] })),
        Asked::door(address, "report_issue", &json!({ "factory": "\n\u{1b}[2J", "password": SECRETS[0] }))
            .by(SECRETS[1]),
        Asked::door(address, "no\u{9b}door", &json!({})),
        Asked::get("/uji/tasks?q=cari-rahasia").by(&token),
        Asked::door(address, "report_issue", &report).by(&token),
    ] {
        asked.send(address).await;
    }
    program.kill().unwrap();
    program.wait().unwrap();
    let lines: Vec<String> = reading.await.unwrap();
    assert!(lines.iter().all(|line| !line.contains(&token)), "{lines:#?}");
    lines
}

fn is_clean(line: &str) -> bool {
    !line.contains(|letter: char| letter.is_control() || letter == '\u{202e}')
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_writes_into_the_log_and_no_secret_is_in_it() {
    for json in [false, true] {
        let lines = logged(json).await;
        let answered = lines.iter().filter(|line| line.contains("answered")).count();
        assert!(answered >= 9, "{answered} requests in {lines:#?}");
        for line in &lines {
            assert!(is_clean(line), "{line:?}");
            assert!(SECRETS.iter().all(|secret| !line.contains(secret)), "{line}");
            if json {
                let event: Value = serde_json::from_str(line).expect(line);
                assert!(event["timestamp"].is_string() && event["target"].is_string(), "{line}");
            } else {
                let level = line.get(28..33).unwrap_or_default().trim();
                assert!(["DEBUG", "INFO", "WARN", "ERROR"].contains(&level), "not a line of ours: {line}");
            }
        }
        let says = |parts: &[&str]| lines.iter().any(|line| parts.iter().all(|part| line.contains(part)));
        assert!(says(&["/login", "client", "127.0.0.1", "200"]), "who asked and what was answered: {lines:#?}");
        assert!(says(&["/uji/tasks", "user", "factory", "millis", "200"]), "{lines:#?}");
        assert!(says(&["mutation", "report-issue", "accepted", "/api/report_issue", "actor"]), "{lines:#?}");
        let page = lines.iter().find(|line| line.contains("/uji/tasks")).unwrap();
        assert_eq!(page.matches("factory").count(), 1, "said once: {page}");
    }
}
