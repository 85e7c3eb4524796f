//! Signing in and out, and what lies in the database about it.

use std::net::IpAddr;

use ledger::LedgerError;
use model::{Department, Refusal, Role};
use sea_orm::ConnectionTrait;

use crate::world::{PASSWORD, World};

#[tokio::test]
async fn a_login_gives_a_session_until_the_logout() {
    let world = World::new().await;
    let mut changes = world.ledger.access_changes();
    let token = world.ledger.log_in(" QC ", PASSWORD).await.unwrap();
    let session = world.ledger.session(token.as_str()).await.unwrap().unwrap();
    assert_eq!((session.user, session.username.as_str()), (world.operator(Department::Qc), "qc"));
    assert_eq!(session.memberships.len(), 1);
    assert_eq!((session.memberships[0].factory.slug.as_str(), session.memberships[0].role), ("uji", Role::Operator));
    let actor = session.actor(world.factory).unwrap();
    assert!(actor.may_advance(Department::Qc) && !actor.may_advance(Department::Delivery));
    assert_eq!(Some(actor), world.ledger.actor(session.user, world.factory).await.unwrap());
    assert_eq!(session.actor(world.other_factory), None);
    assert!(world.ledger.session_in_use(None, token.as_str()).await.unwrap().is_some());
    world.ledger.log_out(session.id).await.unwrap();
    assert_eq!(changes.recv().await.unwrap(), session.user);
    assert_eq!(world.ledger.session(token.as_str()).await.unwrap(), None);
    assert!(world.ledger.session_in_use(None, token.as_str()).await.unwrap().is_none());
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_the_same() {
    let world = World::new().await;
    for (name, password) in [("maya", "salah"), ("tidak-ada", PASSWORD), ("", "")] {
        let result = world.ledger.log_in(name, password).await;
        assert!(matches!(result, Err(LedgerError::Refused(Refusal::WrongCredentials))), "{result:?}");
    }
    world.ledger.set_user_disabled(world.admin, true).await.unwrap();
    let result = world.ledger.log_in("maya", PASSWORD).await;
    assert!(matches!(result, Err(LedgerError::Refused(Refusal::WrongCredentials))));
}

/// Or the time of an answer would tell which names exist.
#[tokio::test]
async fn whatever_is_wrong_costs_one_look_at_a_hash() {
    let world = World::new().await;
    world.ledger.set_user_disabled(world.manager, true).await.unwrap();
    let (long, endless) = ("x".repeat(129), "x".repeat(100_000));
    let cost = async |name: &str, password: &str| {
        let before = world.ledger.counts().passwords_checked;
        let result = world.ledger.log_in(name, password).await;
        (world.ledger.counts().passwords_checked - before, result.is_ok())
    };
    assert_eq!(cost("maya", PASSWORD).await, (1, true), "who is right pays the same");
    for (name, password) in [
        ("maya", "salah"),
        ("maya", ""),
        ("maya", &long),
        ("maya", &endless),
        ("tidak-ada", "salah"),
        ("tidak-ada", PASSWORD),
        ("tidak-ada", &endless),
        (&endless, "salah"),
        ("", ""),
        ("manajer", PASSWORD),
    ] {
        assert_eq!(cost(name, password).await, (1, false), "{name:.20} {password:.20}");
    }
}

#[tokio::test]
async fn who_guesses_at_many_names_from_one_address_waits_and_nobody_else() {
    let world = World::new().await;
    let from = |address: &str| Some(address.parse::<IpAddr>().unwrap());
    let attempt = async |from: Option<IpAddr>, name: &str, password: &str| {
        world.ledger.attempt_from(from, world.ledger.log_in(name, password)).await
    };
    for guess in 0..50 {
        // A success in between forgets nothing: who has one password may guess at others.
        if guess % 10 == 0 {
            assert!(attempt(from("203.0.113.7"), "maya", PASSWORD).await.is_ok());
        }
        let result = attempt(from("203.0.113.7"), &format!("nama-{guess}"), "salah").await;
        assert!(matches!(result, Err(LedgerError::Refused(Refusal::WrongCredentials))), "{guess}: {result:?}");
    }
    let slowed = attempt(from("::ffff:203.0.113.7"), "maya", PASSWORD).await;
    assert!(matches!(slowed, Err(LedgerError::Refused(Refusal::TooManyAttempts { seconds: 1..=2 }))), "{slowed:?}");
    assert!(attempt(from("203.0.113.8"), "maya", PASSWORD).await.is_ok(), "from elsewhere");
    assert!(attempt(None, "maya", PASSWORD).await.is_ok(), "from nowhere known");
    assert_eq!(world.ledger.counts().login_failures, 50);
}

#[tokio::test]
async fn many_guesses_at_once_are_no_way_around() {
    let world = World::new().await;
    let from = Some("203.0.113.7".parse::<IpAddr>().unwrap());
    let mut attempts = tokio::task::JoinSet::new();
    for guess in 0..200 {
        let ledger = world.ledger.clone();
        attempts.spawn(async move {
            ledger.attempt_from(from, ledger.log_in(&format!("nama-{guess}"), "salah")).await.map(drop)
        });
    }
    let results = attempts.join_all().await;
    let tried = results.iter().filter(|result| matches!(result, Err(LedgerError::Refused(Refusal::WrongCredentials))));
    assert_eq!(tried.count(), 50);
    assert_eq!(world.ledger.counts().passwords_checked, 50);
}

#[tokio::test]
async fn guessing_is_slowed_down_but_sessions_stay() {
    let world = World::new().await;
    let token = world.ledger.log_in("maya", PASSWORD).await.unwrap();
    for _ in 0..10 {
        assert!(world.ledger.log_in("maya", "salah").await.is_err());
    }
    let result = world.ledger.log_in("Maya", PASSWORD).await;
    assert!(matches!(result, Err(LedgerError::Refused(Refusal::TooManyAttempts { seconds: 1..=2 }))), "{result:?}");
    assert!(world.ledger.session(token.as_str()).await.unwrap().is_some());
    assert!(world.ledger.log_in("hendra", PASSWORD).await.is_ok(), "only that name waits");
}

#[tokio::test]
async fn sessions_end_by_age_and_by_idleness() {
    let world = World::new().await;
    let db = world.connection().await;
    let day = 24 * 60 * 60 * 1000_i64;
    for (change, lives) in [
        (format!("last_seen_at = last_seen_at - {}", 6 * day), true),
        (format!("last_seen_at = last_seen_at - {}", 7 * day + 1), false),
        ("expires_at = created_at".to_owned(), false),
        ("ended_at = created_at".to_owned(), false),
    ] {
        let token = world.ledger.log_in("maya", PASSWORD).await.unwrap();
        db.execute_unprepared(&format!("UPDATE sessions SET {change}")).await.unwrap();
        assert_eq!(world.ledger.session(token.as_str()).await.unwrap().is_some(), lives, "{change}");
        db.execute_unprepared("DELETE FROM sessions").await.unwrap();
    }
}

#[tokio::test]
async fn a_visit_is_noted_at_most_every_five_minutes() {
    let world = World::new().await;
    let token = world.ledger.log_in("maya", PASSWORD).await.unwrap();
    let before = world.dump().await;
    world.ledger.session(token.as_str()).await.unwrap().unwrap();
    assert_eq!(world.dump().await, before, "reading a page writes nothing");
    let db = world.connection().await;
    db.execute_unprepared("UPDATE sessions SET last_seen_at = last_seen_at - 300000").await.unwrap();
    let before = world.dump().await;
    world.ledger.session_in_use(None, token.as_str()).await.unwrap().unwrap();
    assert_eq!(world.dump().await, before, "a socket that is open is no visit");
    world.ledger.session(token.as_str()).await.unwrap().unwrap();
    assert_ne!(world.dump().await, before);
}

#[tokio::test]
async fn neither_token_nor_password_lies_in_the_database() {
    let world = World::new().await;
    let token = world.ledger.log_in("maya", PASSWORD).await.unwrap();
    let dump = world.dump().await.join("\n");
    assert!(dump.contains("$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(!dump.contains(PASSWORD) && !dump.contains(token.as_str()));
    use base64::Engine;
    let secret = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token.as_str()).unwrap();
    assert_eq!(secret.len(), 32);
    let hex: String = secret.iter().map(|byte| format!("{byte:02X}")).collect();
    assert!(!dump.contains(&hex));
    assert_eq!(format!("{token:?}"), "Token(…)");
    for no_token in ["", "x", "💥", &"A".repeat(43), &"A".repeat(10_000)] {
        assert_eq!(world.ledger.session(no_token).await.unwrap(), None);
    }
}

#[tokio::test]
async fn names_are_taken_once() {
    let world = World::new().await;
    let user = world.ledger.create_user("Maya Dua", "MAYA", PASSWORD).await;
    assert!(matches!(user, Err(LedgerError::Taken("username"))), "{user:?}");
    let factory = world.ledger.create_factory("Uji Dua", "uji", "Asia/Jakarta", 420).await;
    assert!(matches!(factory, Err(LedgerError::Taken("slug"))), "{factory:?}");
    assert_eq!(world.ledger.factory_by_slug("uji").await.unwrap().unwrap().name, "PT Uji");
    assert_eq!(world.ledger.factory_by_slug("tidak-ada").await.unwrap(), None);
    assert_eq!(world.ledger.factories().await.unwrap().len(), 2);
}

#[tokio::test]
async fn only_a_sqlite_file_is_opened() {
    for url in ["postgres://localhost/x", "sqlite::memory:", "", "/tmp/x.sqlite"] {
        let result = ledger::Ledger::open(url).await;
        assert!(matches!(result, Err(LedgerError::Address(_))), "{url}: {result:?}");
    }
}

/// Whoever guesses from elsewhere does not keep the person out.
#[tokio::test]
async fn guesses_from_one_place_hold_up_nobody_in_another() {
    let world = World::new().await;
    let (guesser, office) = (Some("203.0.113.7".parse().unwrap()), Some("198.51.100.1".parse().unwrap()));
    for _ in 0..12 {
        assert!(world.ledger.log_in_from("maya", "salah", "", guesser).await.is_err());
    }
    let waits = world.ledger.log_in_from("maya", PASSWORD, "", guesser).await;
    assert!(matches!(waits, Err(LedgerError::Refused(Refusal::TooManyAttempts { .. }))), "{waits:?}");
    assert!(world.ledger.log_in_from("maya", PASSWORD, "", office).await.is_ok());
}

/// Sessions that ended long ago are not kept for ever: a tablet begins one with every unlocking.
#[tokio::test]
async fn what_is_long_over_goes() {
    let world = World::new().await;
    for _ in 0..3 {
        world.ledger.log_in("maya", PASSWORD).await.unwrap();
    }
    let db = world.connection().await;
    let long_ago = 31 * 24 * 60 * 60 * 1000_i64;
    db.execute_unprepared(&format!("UPDATE sessions SET ended_at = created_at - {long_ago}")).await.unwrap();
    world.ledger.log_in("maya", PASSWORD).await.unwrap();
    assert_eq!(world.count("sessions").await, 1);
}
