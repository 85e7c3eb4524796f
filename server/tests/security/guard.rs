//! Who asks, how often, how slowly, and who may see the numbers.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use http::{Method, StatusCode};
use serde_json::json;
use server::{guard::Guard, serving::Limits};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::{sleep, timeout},
};

use crate::{
    attacks::tells_nothing,
    http::{Answer, Asked},
    world::{PASSWORD, World, new_mutation, serve_guarded},
};

/// Far away, as a proxy says it.
const FAR: &str = "203.0.113.7";

/// Behind a proxy on this machine, which is the only one that the test can be.
fn behind_proxy() -> Guard {
    Guard { trusted_proxies: "127.0.0.1".parse().unwrap(), ..Guard::default() }
}

fn with_token() -> Guard {
    Guard { metrics_token: "kunci-metrik".parse().ok(), ..behind_proxy() }
}

fn log_in(address: SocketAddr, username: &str, password: &str) -> Asked {
    Asked::door(address, "login_again", &json!({ "username": username, "password": password }))
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_at_many_names_waits_and_nobody_elsewhere_does() {
    let world = World::new().await;
    let direct = serve_guarded(world.ledger.clone(), false, Guard::default(), Limits::default()).await;
    let proxied = serve_guarded(world.ledger.clone(), false, behind_proxy(), Limits::default()).await;
    for guess in 0..50 {
        // No proxy is named here, so saying to be somebody else each time is no way around.
        let asked =
            log_in(direct, &format!("nama-{guess}"), "salah").with("x-forwarded-for", &format!("10.0.0.{guess}"));
        assert_eq!(asked.send(direct).await.status, StatusCode::UNAUTHORIZED, "{guess}");
    }
    let right = || log_in(direct, "admin-uji", PASSWORD);
    let slowed = right().with("x-forwarded-for", FAR).send(direct).await;
    assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "{slowed:?}");
    let elsewhere = log_in(proxied, "admin-uji", PASSWORD).with("x-forwarded-for", FAR).send(proxied).await;
    assert!(elsewhere.is_allowed(), "{elsewhere:?}");
    let lying = log_in(proxied, "admin-uji", PASSWORD).with("x-forwarded-for", &format!("{FAR}, 127.0.0.1"));
    assert!(lying.send(proxied).await.is_allowed(), "the first who is not trusted counts");
    let body = json!({ "factory": "uji" });
    assert!(world.call(&world.own.admin, "load_tasks", &body).await.is_allowed(), "who is signed in works on");
    sleep(Duration::from_secs(3)).await;
    assert!(right().send(direct).await.is_allowed(), "not for long");
}

/// The same page, but for what is new on each: its nonce.
fn alike(answer: &Answer, path: &str) -> (StatusCode, String, String) {
    let policy = answer.header("content-security-policy").to_owned();
    let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("-").to_owned();
    let without = |text: &str| text.replace(&nonce, "").replace(path, "");
    let mut headers: Vec<String> = answer.headers.iter().map(|(name, value)| format!("{name}: {value:?}")).collect();
    headers.retain(|header| !header.starts_with("date"));
    headers.sort();
    (answer.status, without(&headers.join("\n")), without(&answer.text))
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_are_for_this_machine_and_who_shows_the_token() {
    let world = World::new().await;
    let serve = async |guard| serve_guarded(world.ledger.clone(), false, guard, Limits::default()).await;
    let (bare, proxied, token) = (world.address, serve(behind_proxy()).await, serve(with_token()).await);
    let get = || Asked::get("/metrics");
    let far = || get().with("x-forwarded-for", FAR);
    let bearer = |asked: Asked, token: &str| asked.with("authorization", &format!("Bearer {token}"));
    let table: Vec<(&str, SocketAddr, Asked, bool)> = vec![
        ("this machine", bare, get(), true),
        ("somebody through a proxy that nobody named", bare, far(), false),
        ("the same, who says to be here", bare, get().with("x-forwarded-for", "127.0.0.1"), false),
        ("the same, by another header", bare, get().with("forwarded", "for=127.0.0.1"), false),
        ("the same, by a third", bare, get().with("x-real-ip", "127.0.0.1"), false),
        ("a token where there is none", bare, bearer(far(), ""), false),
        ("the proxy itself", proxied, get(), true),
        ("far away", proxied, far(), false),
        ("far away, saying to be here", proxied, get().with("x-forwarded-for", &format!("127.0.0.1, {FAR}")), false),
        ("unreadable", proxied, get().with("x-forwarded-for", &format!("{FAR}, x, {FAR}")), false),
        ("this machine, with a token set", token, get(), true),
        ("far away, with the token", token, bearer(far(), "kunci-metrik"), true),
        ("far away, with its beginning", token, bearer(far(), "kunci-metri"), false),
        ("far away, with more", token, bearer(far(), "kunci-metrikk"), false),
        ("far away, with nothing", token, bearer(far(), ""), false),
        ("the token as a password", token, far().with("authorization", "Basic kunci-metrik"), false),
        ("here, with a wrong token", token, bearer(get(), "salah"), false),
        ("POST", bare, Asked { method: Method::POST, ..get() }, false),
        ("below it", bare, Asked::get("/metrics/x"), false),
    ];
    for (who, address, asked, may) in table {
        let answer = asked.send(address).await;
        assert_eq!(answer.text.contains("lacakpo_uptime_seconds"), may, "{who}: {} {}", answer.status, answer.text);
        assert!(may || !answer.text.contains("lacakpo_requests"), "{who}");
    }
    for person in [None, Some(&world.own.admin)] {
        let see = async |path: &str| {
            let asked = Asked::get(path).with("x-forwarded-for", FAR);
            let asked = if let Some(person) = person { asked.by(&person.token) } else { asked };
            alike(&asked.send(proxied).await, path)
        };
        assert_eq!(see("/metrics").await, see("/metriks").await, "to others there is no such page");
    }
}

/// One line's number.
fn number(text: &str, line: &str) -> f64 {
    let found = text.lines().find_map(|told| told.strip_prefix(line)).unwrap_or_else(|| panic!("{line} in {text}"));
    found.trim().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_numbers_say_what_happened() {
    let world = World::new().await;
    let see = async || Asked::get("/metrics").send(world.address).await;
    let before = see().await.text;
    let body = json!({
        "factory": "uji", "mutation_id": new_mutation(), "item_id": world.own.items[0].id, "title": "Retak",
        "description": null, "priority": "low",
    });
    assert!(world.call(&world.own.admin, "report_issue", &body).await.is_allowed());
    assert!(world.call(&world.own.admin, "report_issue", &body).await.is_allowed());
    assert!(!world.call(&world.own.others[0], "report_issue", &body).await.is_allowed());
    assert!(!log_in(world.address, "admin-uji", "salah").send(world.address).await.is_allowed());
    let answer = see().await;
    assert_eq!(answer.header("content-type"), "text/plain; version=0.0.4; charset=utf-8");
    let after = answer.text;
    for (line, more) in [
        ("lacakpo_mutations_total{outcome=\"accepted\"}", 1.0),
        ("lacakpo_mutations_total{outcome=\"repeated\"}", 1.0),
        ("lacakpo_mutations_total{outcome=\"refused\"}", 1.0),
        ("lacakpo_mutations_total{outcome=\"failed\"}", 0.0),
        ("lacakpo_login_failures_total", 1.0),
        (&format!("lacakpo_log_head{{factory=\"{}\"}}", world.own.id), 1.0),
        (&format!("lacakpo_log_head{{factory=\"{}\"}}", world.foreign.id), 0.0),
    ] {
        assert!((number(&after, line) - number(&before, line) - more).abs() < 0.5, "{line}: {before} {after}");
    }
    assert!(number(&after, "lacakpo_requests_total{group=\"door\",status=\"200\"}") >= 2.0);
    assert!(number(&after, "lacakpo_requests_total{group=\"door\",status=\"409\"}") >= 1.0);
    assert!(number(&after, "lacakpo_request_duration_seconds_count{group=\"door\"}") >= 4.0);
    assert!(number(&after, "lacakpo_database_bytes") > 10_000.0);
    assert!(number(&after, "lacakpo_open_sockets") < 0.5);
    assert!(number(&after, "lacakpo_events_published_total") < 100.0);
    assert!(after.ends_with("# EOF\n"));
    let open_metrics = Asked::get("/metrics").with("accept", "application/openmetrics-text; version=1.0.0");
    assert!(open_metrics.send(world.address).await.header("content-type").starts_with("application/openmetrics-text"));
    for secret in ["uji", &world.own.admin.token[..], "admin"] {
        assert!(!after.contains(secret), "{secret}");
    }
}

/// What comes too slowly is not waited for, wherever in the head it stops.
#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_sends_next_to_nothing_ends() {
    let world = World::new().await;
    let limits = Limits { head: Duration::from_millis(300) };
    let address = serve_guarded(world.ledger.clone(), false, Guard::default(), limits).await;
    for start in
        ["", "G", "GET /uji/live HTTP/1.1\r\n", "GET /login HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nx-a: "]
    {
        let began = Instant::now();
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(start.as_bytes()).await.unwrap();
        let (mut reading, mut writing) = stream.split();
        let drip = async {
            // A letter at a time, so that there is always something new.
            while writing.write_all(b"a").await.is_ok() {
                sleep(Duration::from_millis(50)).await;
            }
            std::future::pending::<()>().await;
        };
        let mut said = Vec::new();
        tokio::select! {
            () = drip, if start.len() > 1 => {}
            // The end of it is the end, in whatever way it comes.
            ended = timeout(Duration::from_secs(10), reading.read_to_end(&mut said)) => drop(ended.expect("it ends")),
        }
        assert!(began.elapsed() < Duration::from_secs(5), "{start:?}: {:?}", began.elapsed());
        tells_nothing(&Answer::of_text(&String::from_utf8_lossy(&said)));
    }
    assert_eq!(Asked::get("/health").send(address).await.status, StatusCode::OK, "who is quick is answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_head_without_end_is_refused() {
    let world = World::new().await;
    let huge = Asked::get("/login").with("x-huge", &"x".repeat(300_000)).send(world.address).await;
    assert_eq!(huge.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    tells_nothing(&huge);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_over_is_none_however_it_ended() {
    let world = World::new().await;
    let tasks = async |token: &str| {
        let asked = Asked::door(world.address, "load_tasks", &json!({ "factory": "uji" })).by(token);
        asked.send(world.address).await.status
    };
    for end in [
        "expires_at = created_at",
        "last_seen_at = last_seen_at - 7 * 24 * 60 * 60 * 1000 - 1",
        "ended_at = created_at",
        "token_hash = zeroblob(32)",
    ] {
        let token = world.log_in("manajer-uji").await.as_str().to_owned();
        assert_eq!(tasks(&token).await, StatusCode::OK, "before {end}");
        world.change(&format!("UPDATE sessions SET {end} WHERE rowid = (SELECT MAX(rowid) FROM sessions)"));
        assert_eq!(tasks(&token).await, StatusCode::UNAUTHORIZED, "{end}");
    }
}

/// What a browser asks for by itself would keep a tablet open that nobody touches.
#[tokio::test(flavor = "multi_thread")]
async fn looking_for_a_new_version_is_no_visit() {
    let world = World::new().await;
    let token = world.log_in("manajer-uji").await.as_str().to_owned();
    let asked = async |path: &str| Asked::get(path).by(&token).send(world.address).await.status;
    let long_ago = |days: u8| {
        let ago = format!("last_seen_at = last_seen_at - {days} * 24 * 60 * 60 * 1000");
        world.change(&format!("UPDATE sessions SET {ago} WHERE rowid = (SELECT MAX(rowid) FROM sessions)"));
    };
    long_ago(4);
    assert_eq!(asked("/uji/tasks").await, StatusCode::OK);
    long_ago(4);
    asked("/sw.js").await;
    long_ago(4);
    assert_eq!(asked("/uji/tasks").await, StatusCode::SEE_OTHER, "the page counted, the worker did not");
}

/// What the log has under a code, nobody else learns.
#[tokio::test(flavor = "multi_thread")]
async fn our_own_faults_are_told_by_a_code() {
    let world = World::new().await;
    world.ledger.close().await.unwrap();
    let login = log_in(world.address, "admin-uji", PASSWORD).send(world.address).await;
    assert_eq!(login.status, StatusCode::SERVICE_UNAVAILABLE);
    let told: serde_json::Value = serde_json::from_str(&login.text).unwrap();
    assert_eq!(told["reference"].as_str().map(str::len), Some(9), "{told}");
    let page = Asked::get("/uji/tasks").by(&world.own.admin.token).send(world.address).await;
    assert_eq!((page.status, page.header("retry-after")), (StatusCode::SERVICE_UNAVAILABLE, "2"));
    let live = Asked::get("/uji/live").by(&world.own.admin.token).with("origin", &format!("http://{}", world.address));
    let live = live.send(world.address).await;
    assert_eq!(live.status, StatusCode::SERVICE_UNAVAILABLE);
    for answer in [login, page, live] {
        assert!(answer.text.contains("reference") || answer.text.contains("Sebutkan kode "), "{}", answer.text);
        tells_nothing(&answer);
    }
}
