//! Two hands on one connection, over real loopback sockets with little room.

#![expect(clippy::unwrap_used, reason = "a test says no more than that it failed")]

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
    time::timeout,
};

use super::*;

/// A line and the peer's end of it.
async fn line() -> (Line, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let peer = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    let (stream, _) = listener.accept().await.unwrap();
    (Line(Arc::new(Outlet { stream, turn: Mutex::default() })), peer)
}

fn text(letter: char, length: usize) -> Text {
    letter.to_string().repeat(length).into()
}

/// Hands over `text` until the wire takes no more; what it took in part counts.
fn fill(line: &Line, text: &Text) -> (usize, Taken) {
    let mut taken = 0;
    loop {
        match line.0.try_send(text) {
            Taken::Whole => taken += 1,
            Taken::Begun => return (taken + 1, Taken::Begun),
            Taken::Not => return (taken, Taken::Not),
        }
    }
}

async fn read(peer: &mut TcpStream, bytes: usize) -> Vec<u8> {
    let mut read = vec![0; bytes];
    timeout(Duration::from_secs(10), peer.read_exact(&mut read)).await.expect("nothing came").unwrap();
    read
}

#[tokio::test]
async fn the_short_way_writes_whole_messages() {
    let (line, mut peer) = line().await;
    for length in [1, 200, 70_000] {
        let text = text('a', length);
        assert_eq!(line.0.try_send(&text), Taken::Whole);
        assert_eq!(read(&mut peer, text.whole().len()).await, text.whole().to_vec());
    }
}

#[tokio::test]
async fn what_the_short_way_began_is_finished_before_the_other_hand_writes() {
    let (mut line, mut peer) = line().await;
    // So large that it cannot fit at once: the system takes a part.
    let large = text('a', 64 << 20);
    assert_eq!(fill(&line, &large), (1, Taken::Begun));
    assert_eq!(line.0.try_send(&text('b', 1)), Taken::Not, "not in the middle of a message");
    let writing = tokio::spawn(async move {
        line.write_all(b"the other hand").await.unwrap();
        line.flush().await.unwrap();
        line
    });
    let expected = large.whole().to_vec();
    assert!(read(&mut peer, expected.len()).await == expected, "the message arrives whole");
    assert_eq!(read(&mut peer, 14).await, b"the other hand");
    let line = writing.await.unwrap();
    assert_eq!(line.0.try_send(&text('c', 3)), Taken::Whole);
    assert_eq!(read(&mut peer, 5).await, text('c', 3).whole().to_vec());
}

#[tokio::test]
async fn a_flush_finishes_what_the_short_way_began() {
    let (mut line, mut peer) = line().await;
    let large = text('a', 64 << 20);
    assert_eq!(fill(&line, &large), (1, Taken::Begun));
    let flushing = tokio::spawn(async move { line.flush().await.unwrap() });
    let expected = large.whole().to_vec();
    assert!(read(&mut peer, expected.len()).await == expected);
    flushing.await.unwrap();
}

#[tokio::test]
async fn the_short_way_keeps_out_of_a_message_of_the_other_hand() {
    let (mut line, mut peer) = line().await;
    let outlet = Arc::clone(&line.0);
    let large = vec![b'x'; 64 << 20];
    let written = line.write(&large).await.unwrap();
    assert!(written < large.len(), "it cannot fit at once");
    assert_eq!(outlet.try_send(&text('b', 1)), Taken::Not);
    let rest = tokio::spawn(async move { line.write_all(&large[written..]).await.unwrap() });
    assert!(read(&mut peer, 64 << 20).await.iter().all(|byte| *byte == b'x'));
    rest.await.unwrap();
    assert_eq!(outlet.try_send(&text('b', 1)), Taken::Whole);
}

#[tokio::test]
async fn a_wire_without_room_takes_nothing_and_a_broken_one_neither() {
    let (line, mut peer) = line().await;
    let small = text('s', 1_000);
    let (mut taken, mut last) = fill(&line, &small);
    if last == Taken::Begun {
        assert_eq!(line.0.try_send(&small), Taken::Not);
        last = Taken::Not;
    }
    assert_eq!(last, Taken::Not);
    let mut flushing = line;
    let flush = tokio::spawn(async move {
        flushing.flush().await.unwrap();
        flushing
    });
    while taken > 0 {
        assert!(read(&mut peer, small.whole().len()).await == small.whole().to_vec());
        taken -= 1;
    }
    let line = flush.await.unwrap();
    drop(peer);
    // The peer's reset takes a moment to arrive.
    while line.0.try_send(&small) != Taken::Not {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
}

#[test]
fn a_header_may_list_several_words() {
    let mut headers = HeaderMap::new();
    headers.append(header::CONNECTION, HeaderValue::from_static("keep-alive, Upgrade"));
    headers.append(header::UPGRADE, HeaderValue::from_static("websocket"));
    assert!(names(&headers, header::CONNECTION, "upgrade"));
    assert!(names(&headers, header::UPGRADE, "websocket"));
    assert!(!names(&headers, header::UPGRADE, "web"));
    assert!(!names(&headers, header::SEC_WEBSOCKET_VERSION, "13"));
}
