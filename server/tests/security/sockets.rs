//! The live line: who may open it, what may be asked on it, and how soon a lost right is felt.

use std::time::{Duration, Instant};

use futures::{SinkExt, StreamExt};
use model::{
    Channel, Departments, DocType, Permission, Role,
    frame::{CHANNELS_MAX, ClientFrame, FRAME_MAX, PROTOCOL, ServerFrame, close},
    ids::{Epoch, FactoryId},
};
use serde_json::json;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};
use uuid::Uuid;

use crate::world::{Factory, Person, World, new_mutation};

type Socket = WebSocketStream<TcpStream>;
type Headers<'a> = &'a [(&'static str, &'a str)];

/// Headers instead of those that a page sends.
async fn open(world: &World, slug: &str, headers: Headers<'_>) -> Result<Socket, u16> {
    let mut request = format!("ws://{}/{slug}/live", world.address).into_client_request().unwrap();
    for (name, value) in headers {
        request.headers_mut().insert(*name, value.parse().unwrap());
    }
    let stream = TcpStream::connect(world.address).await.unwrap();
    match client_async(request, stream).await {
        Ok((socket, _)) => Ok(socket),
        Err(Error::Http(answer)) => Err(answer.status().as_u16()),
        Err(other) => panic!("{other}"),
    }
}

async fn open_as(world: &World, person: &Person, slug: &str) -> Result<Socket, u16> {
    let (origin, cookie) = (format!("http://{}", world.address), format!("lacakpo={}", person.token));
    open(world, slug, &[("origin", &origin), ("cookie", &cookie)]).await
}

async fn say(socket: &mut Socket, frame: &ClientFrame) {
    socket.send(Message::text(serde_json::to_string(frame).unwrap())).await.unwrap();
}

/// The next frame, or the code it was closed with.
async fn hear(socket: &mut Socket) -> Result<ServerFrame, u16> {
    loop {
        match timeout(Duration::from_secs(20), socket.next()).await.expect("an answer in time") {
            Some(Ok(Message::Text(text))) => return Ok(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(frame))) => return Err(frame.map_or(0, |frame| frame.code.into())),
            Some(Ok(_)) => {}
            Some(Err(_)) | None => return Err(0),
        }
    }
}

async fn hello(world: &World, factory: &Factory, channels: Vec<Channel>) -> ClientFrame {
    let head = world.ledger.head(factory.id).await.unwrap();
    ClientFrame::Hello { protocol: PROTOCOL, epoch: head.epoch, seq: head.seq, channels }
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_refused_before_it_opens() {
    let world = World::new().await;
    let (origin, token) = (format!("http://{}", world.address), &world.own.admin.token);
    let (ours, foreign_site) = (format!("lacakpo={token}"), "https://evil.example");
    let table: [(&str, &str, Headers, u16); 7] = [
        ("no origin", "uji", &[("cookie", &ours)], 403),
        ("another site", "uji", &[("cookie", &ours), ("origin", foreign_site)], 403),
        ("origin null", "uji", &[("cookie", &ours), ("origin", "null")], 403),
        ("no session", "uji", &[("origin", &origin)], 401),
        ("a made-up session", "uji", &[("origin", &origin), ("cookie", "lacakpo=AAAA")], 401),
        ("another factory", "lain", &[("origin", &origin), ("cookie", &ours)], 404),
        ("no factory", "tidak-ada", &[("origin", &origin), ("cookie", &ours)], 404),
    ];
    for (what, slug, headers, status) in table {
        assert_eq!(open(&world, slug, headers).await.err(), Some(status), "{what}");
    }
    assert!(open_as(&world, &world.own.admin, "uji").await.is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_frame_closes_it() {
    let world = World::new().await;
    let many = || (0..=CHANNELS_MAX).map(|_| Channel::Doc(DocType::Item, Uuid::now_v7())).collect::<Vec<_>>();
    let flood = serde_json::to_string(&hello(&world, &world.own, many()).await).unwrap();
    let ten_thousand = (0..10_000).map(|n| Channel::Factory(FactoryId(Uuid::from_u128(n)))).collect();
    let ten_thousand = serde_json::to_string(&hello(&world, &world.own, ten_thousand).await).unwrap();
    let table = [
        ("nothing of ours", "{}".to_owned()),
        ("no JSON", "hello".to_owned()),
        ("a question before hello", r#"{"type":"ping"}"#.to_owned()),
        ("too many channels", flood),
        ("ten thousand channels", ten_thousand),
        ("65 KB", format!("\"{}\"", "x".repeat(FRAME_MAX))),
        ("a wildcard", r#"{"type":"hello","protocol":1,"epoch":"0","seq":0,"channels":["factory:*"]}"#.to_owned()),
    ];
    for (what, text) in table {
        let mut socket = open_as(&world, &world.own.admin, "uji").await.unwrap();
        socket.send(Message::text(text)).await.unwrap();
        let end = loop {
            if let Err(end) = hear(&mut socket).await {
                break end;
            }
        };
        assert!([0, close::PROTOCOL].contains(&end), "{what}: {end}");
    }
}

/// Page after page on one socket: each replaces the one before, so nobody gathers channels.
#[tokio::test(flavor = "multi_thread")]
async fn subscriptions_replace_each_other_and_never_add_up() {
    let world = World::new().await;
    let mut socket = open_as(&world, &world.own.admin, "uji").await.unwrap();
    let own = Channel::Factory(world.own.id);
    say(&mut socket, &hello(&world, &world.own, vec![own]).await).await;
    assert!(matches!(hear(&mut socket).await, Ok(ServerFrame::Welcome { .. })));
    let head = world.ledger.head(world.own.id).await.unwrap();
    for _ in 0..160 {
        let mut channels: Vec<Channel> =
            (1..CHANNELS_MAX).map(|_| Channel::Doc(DocType::Item, Uuid::now_v7())).collect();
        channels.push(own);
        say(&mut socket, &ClientFrame::Subscribe { epoch: head.epoch, seq: head.seq, channels }).await;
        let mut denied = 0;
        while let ServerFrame::Denied { .. } = hear(&mut socket).await.unwrap() {
            denied += 1;
        }
        assert_eq!(denied, CHANNELS_MAX - 1);
    }
    crate::world::create(&world.ledger, world.own.admin.actor.id, world.own.id, "PO-uji-2").await;
    match hear(&mut socket).await.unwrap() {
        ServerFrame::Patch { events, .. } => assert_eq!(events.len(), 1, "once, after ten thousand subscriptions"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_another_factory_is_heard_on_it() {
    let world = World::new().await;
    let mut socket = open_as(&world, &world.own.admin, "uji").await.unwrap();
    let item = &world.foreign.items[0];
    let channels = vec![
        Channel::Factory(world.foreign.id),
        Channel::List(DocType::PurchaseOrder, world.foreign.id),
        Channel::Doc(DocType::PurchaseOrder, item.order.id.0),
        Channel::Doc(DocType::Item, item.id.0),
        Channel::Factory(world.own.id),
    ];
    say(&mut socket, &hello(&world, &world.own, channels.clone()).await).await;
    let mut denied = Vec::new();
    loop {
        match hear(&mut socket).await.unwrap() {
            ServerFrame::Denied { channel } => denied.push(channel),
            ServerFrame::Welcome { .. } => break,
            other => panic!("{other:?}"),
        }
    }
    denied.sort_unstable();
    let mut expected = channels[..4].to_vec();
    expected.sort_unstable();
    assert_eq!(denied, expected);
    crate::world::create(&world.ledger, world.foreign.admin.actor.id, world.foreign.id, "PO-lain-2").await;
    crate::world::create(&world.ledger, world.own.admin.actor.id, world.own.id, "PO-uji-2").await;
    match hear(&mut socket).await.unwrap() {
        ServerFrame::Patch { events, .. } => {
            assert_eq!(events.iter().map(|event| event.factory_id).collect::<Vec<_>>(), [world.own.id]);
        }
        other => panic!("{other:?}"),
    }
}

/// A cursor of another factory's log is a cursor of no log here.
#[tokio::test(flavor = "multi_thread")]
async fn a_foreign_or_future_cursor_reads_nothing() {
    let world = World::new().await;
    let foreign = world.ledger.head(world.foreign.id).await.unwrap();
    let own = world.ledger.head(world.own.id).await.unwrap();
    for (epoch, seq) in
        [(foreign.epoch, 0), (Epoch(Uuid::nil()), 0), (own.epoch, own.seq + 1), (own.epoch, -1), (own.epoch, i64::MAX)]
    {
        let mut socket = open_as(&world, &world.own.admin, "uji").await.unwrap();
        let channels = vec![Channel::Factory(world.own.id)];
        say(&mut socket, &ClientFrame::Hello { protocol: PROTOCOL, epoch, seq, channels }).await;
        assert!(matches!(hear(&mut socket).await, Ok(ServerFrame::Reset { .. })), "{epoch:?} {seq}");
    }
}

/// The promise: within a second, on every open line.
#[tokio::test(flavor = "multi_thread")]
async fn a_lost_right_is_felt_on_open_lines_within_a_second() {
    const PROMISE: Duration = Duration::from_secs(1);
    let world = World::new().await;
    let [manager, qc, delivery] = &world.own.others[..] else { panic!("three others") };
    let mut lines = Vec::new();
    for person in [manager, qc, delivery, &world.own.admin] {
        let mut socket = open_as(&world, person, "uji").await.unwrap();
        say(&mut socket, &hello(&world, &world.own, vec![Channel::Factory(world.own.id)]).await).await;
        assert!(matches!(hear(&mut socket).await, Ok(ServerFrame::Welcome { .. })));
        lines.push(socket);
    }
    let session = world.ledger.session(&manager.token).await.unwrap().unwrap();
    let lost = Instant::now();
    world.ledger.expire_session(session.id).await.unwrap();
    world.ledger.remove_membership(world.own.id, qc.actor.id).await.unwrap();
    world.ledger.set_user_disabled(delivery.actor.id, true).await.unwrap();
    for socket in &mut lines[..3] {
        assert_eq!(hear(socket).await, Err(close::SIGNED_OUT));
    }
    assert!(lost.elapsed() < PROMISE, "{:?}", lost.elapsed());
    crate::world::create(&world.ledger, world.own.admin.actor.id, world.own.id, "PO-uji-2").await;
    assert!(matches!(hear(&mut lines[3]).await, Ok(ServerFrame::Patch { .. })), "others go on");
}

/// What is done to people and devices is for those who administer.
#[tokio::test(flavor = "multi_thread")]
async fn lists_of_administration_are_for_admins() {
    let world = World::new().await;
    let channels = [DocType::Member, DocType::Device].map(|doc| Channel::List(doc, world.own.id)).to_vec();
    let documents = [DocType::Member, DocType::Device, DocType::Client].map(|doc| Channel::Doc(doc, world.own.id.0));
    for person in world.own.people() {
        let mut socket = open_as(&world, person, "uji").await.unwrap();
        let asked = channels.iter().chain(&documents).copied().collect();
        say(&mut socket, &hello(&world, &world.own, asked).await).await;
        let mut denied = 0;
        loop {
            match hear(&mut socket).await.unwrap() {
                ServerFrame::Denied { .. } => denied += 1,
                ServerFrame::Welcome { .. } => break,
                other => panic!("{other:?}"),
            }
        }
        let expected = if person.actor.may(Permission::Administer) { documents.len() } else { 5 };
        assert_eq!(denied, expected, "{}", person.actor.name);
    }
}

/// A page that was drawn for another role is told to be drawn anew, before anything that the new one may not hear.
#[tokio::test(flavor = "multi_thread")]
async fn another_role_is_felt_on_open_lines_within_a_second() {
    let world = World::new().await;
    let second = &world.own.others[0];
    world.ledger.set_membership(world.own.id, second.actor.id, Role::Admin, Departments::NONE).await.unwrap();
    let mut socket = open_as(&world, second, "uji").await.unwrap();
    say(&mut socket, &hello(&world, &world.own, vec![Channel::List(DocType::Member, world.own.id)]).await).await;
    assert!(matches!(hear(&mut socket).await, Ok(ServerFrame::Welcome { .. })));
    let lowered = Instant::now();
    world.ledger.set_membership(world.own.id, second.actor.id, Role::Manager, Departments::NONE).await.unwrap();
    let invite = json!({
        "factory": "uji", "mutation_id": new_mutation(),
        "edit": { "name": "Rahasia", "role": "manager", "departments": [] },
    });
    assert!(world.call(&world.own.admin, "invite_member", &invite).await.is_allowed());
    assert_eq!(hear(&mut socket).await, Err(close::CHANGED));
    assert!(lowered.elapsed() < Duration::from_secs(1), "{:?}", lowered.elapsed());
}

/// A page knows for whom it was drawn: what waits in it is not sent in another's name, and it learns what changed while it
/// was away.
#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_the_person_s_for_whom_it_was_drawn() {
    let world = World::new().await;
    let (admin, manager) = (&world.own.admin, &world.own.others[0]);
    let rights = manager.actor.rights();
    let table = [
        (format!("user={}&rights={rights}&factory=1", manager.actor.id), None),
        (format!("user={}&rights={rights}&factory=1", admin.actor.id), Some(close::SIGNED_OUT)),
        (format!("user={}&rights=admin:&factory=1", manager.actor.id), Some(close::CHANGED)),
        (format!("user={}&rights={rights}&factory=0", manager.actor.id), Some(close::CHANGED)),
        (String::new(), None),
    ];
    for (query, expected) in table {
        let (origin, cookie) = (format!("http://{}", world.address), format!("lacakpo={}", manager.token));
        let mut request = format!("ws://{}/uji/live?{query}", world.address).into_client_request().unwrap();
        request.headers_mut().insert("origin", origin.parse().unwrap());
        request.headers_mut().insert("cookie", cookie.parse().unwrap());
        let stream = TcpStream::connect(world.address).await.unwrap();
        let (mut socket, _) = client_async(request, stream).await.unwrap();
        say(&mut socket, &hello(&world, &world.own, vec![Channel::Factory(world.own.id)]).await).await;
        let heard = hear(&mut socket).await;
        assert_eq!(heard.as_ref().err().copied(), expected, "{query}: {heard:?}");
    }
}
