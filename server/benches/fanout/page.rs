//! The pages: a process of its own with as many sockets as asked, each spoken by hand, because a library's client would
//! take the time that is being measured.
//!
//! It is told what to do by its environment and by lines on its input, and answers by lines on its output.

use std::{
    env,
    net::SocketAddr,
    ops::RangeInclusive,
    process::Stdio,
    sync::{Arc, Mutex},
    time::Duration,
};

use model::{
    Channel,
    frame::{ClientFrame, PROTOCOL},
    ids::Epoch,
};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, Lines},
    net::TcpStream,
    process::{Child, ChildStdout, Command},
    task::JoinSet,
};

use crate::figures::monotonic;

/// Tells this program that it is the pages, and where to go.
const WANTED: &str = "LACAKPO_BENCH_PAGES";
/// Sockets that open at the same time.
const DOOR: usize = 64;

/// Where to go, with what, and from which place in the log on.
pub(crate) struct Line {
    pub(crate) address: SocketAddr,
    pub(crate) path: String,
    pub(crate) cookie: String,
    pub(crate) epoch: Epoch,
    pub(crate) seq: i64,
    pub(crate) channel: Channel,
}

/// The other process, as this one sees it.
pub(crate) struct Pages {
    child: Child,
    says: Lines<BufReader<ChildStdout>>,
}

/// What coming back cost, in bytes each way; those of the upgrade are among them.
pub(crate) struct Back {
    pub(crate) took: Duration,
    pub(crate) up: usize,
    pub(crate) down: usize,
    pub(crate) upgrade_up: usize,
    pub(crate) upgrade_down: usize,
}

impl Pages {
    /// Opens `count` sockets and waits until each is welcomed.
    pub(crate) async fn open(line: Line, count: usize) -> Pages {
        let Line { address, path, cookie, epoch, seq, channel } = line;
        Pages::start(format!("follow {count} {address} {path} {cookie} {epoch} {seq} {channel}")).await
    }

    /// Opens `count` plain TCP connections that read whatever comes, in messages of `bytes`.
    pub(crate) async fn open_bare(address: SocketAddr, count: usize, bytes: usize) -> Pages {
        Pages::start(format!("bare {count} {address} {bytes}")).await
    }

    /// One page comes back with the cursor `seq` and stays until it stands at `head`.
    pub(crate) async fn come_back(line: Line, seq: i64, head: i64) -> Back {
        let Line { address, path, cookie, epoch, channel, .. } = line;
        let mut pages = Pages::start(format!("return {address} {path} {cookie} {epoch} {seq} {channel} {head}")).await;
        let said = pages.says.next_line().await.unwrap().unwrap();
        pages.close().await;
        let numbers: Vec<usize> = said.split(' ').map(|number| number.parse().unwrap()).collect();
        let [nanos, up, down, upgrade_up, upgrade_down] = numbers[..] else { panic!("{said}") };
        Back { took: Duration::from_nanos(nanos as u64), up, down, upgrade_up, upgrade_down }
    }

    async fn start(what: String) -> Pages {
        let mut child = Command::new(env::current_exe().unwrap())
            .env(WANTED, what)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let says = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut pages = Pages { child, says };
        assert_eq!(pages.says.next_line().await.unwrap().as_deref(), Some("ready"));
        pages
    }

    /// What has been heard so far: by place in the log, or one after another of a bare line, and when.
    pub(crate) async fn heard(&mut self) -> Vec<(i64, u64)> {
        self.child.stdin.as_mut().unwrap().write_all(b"report\n").await.unwrap();
        let mut heard = Vec::new();
        loop {
            let said = self.says.next_line().await.unwrap().unwrap();
            let Some((seq, at)) = said.split_once(' ') else { return heard };
            heard.push((seq.parse().unwrap(), at.parse().unwrap()));
        }
    }

    pub(crate) async fn close(mut self) {
        drop(self.child.stdin.take());
        self.child.wait().await.unwrap();
    }
}

/// Whether this process is to be the pages.
pub(crate) fn is_wanted() -> bool {
    env::var_os(WANTED).is_some()
}

/// Is the pages.
pub(crate) fn run() {
    let what = env::var(WANTED).unwrap();
    let words: Vec<&str> = what.split(' ').collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        match words[..] {
            ["follow", count, address, path, cookie, epoch, seq, channel] => {
                let page = Page::of(address, path, cookie, epoch, seq, channel);
                follow(count.parse().unwrap(), page).await;
            }
            ["bare", count, address, bytes] => {
                bare(count.parse().unwrap(), address.parse().unwrap(), bytes.parse().unwrap()).await;
            }
            ["return", address, path, cookie, epoch, seq, channel, head] => {
                let page = Page::of(address, path, cookie, epoch, seq, channel);
                come_back(page, head.parse().unwrap()).await;
            }
            _ => panic!("{what}"),
        }
    });
}

type Heard = Arc<Mutex<Vec<(i64, u64)>>>;

async fn follow(count: usize, page: Page) {
    let heard = Heard::default();
    let mut opening = JoinSet::new();
    let mut open = Vec::with_capacity(count);
    for _ in 0..count {
        if opening.len() == DOOR {
            open.push(opening.join_next().await.unwrap().unwrap());
        }
        let page = page.clone();
        opening.spawn(async move {
            let mut socket = page.open().await;
            while !socket.next().await.starts_with(br#"{"type":"welcome""#) {}
            socket
        });
    }
    open.extend(opening.join_all().await);
    for mut socket in open {
        let heard = Arc::clone(&heard);
        tokio::spawn(async move {
            loop {
                let covered = covered_by(socket.next().await);
                let at = monotonic();
                heard.lock().unwrap().extend(covered.map(|seq| (seq, at)));
            }
        });
    }
    obey(&heard).await;
}

async fn bare(count: usize, address: SocketAddr, bytes: usize) {
    let heard = Heard::default();
    for _ in 0..count {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let heard = Arc::clone(&heard);
        tokio::spawn(async move {
            let mut message = vec![0; bytes];
            for number in 0.. {
                if stream.read_exact(&mut message).await.is_err() {
                    return;
                }
                let at = monotonic();
                heard.lock().unwrap().push((number, at));
            }
        });
    }
    obey(&heard).await;
}

/// Says that it is ready; reports when asked; ends with its input.
async fn obey(heard: &Heard) {
    println!("ready");
    let mut orders = BufReader::new(tokio::io::stdin()).lines();
    while orders.next_line().await.unwrap().is_some() {
        // What is on its way arrives.
        tokio::time::sleep(Duration::from_millis(500)).await;
        let heard = heard.lock().unwrap();
        let report: String = heard.iter().map(|(seq, at)| format!("{seq} {at}\n")).collect();
        print!("{report}");
        println!("end");
    }
}

async fn come_back(page: Page, head: i64) {
    println!("ready");
    let began = monotonic();
    let mut socket = page.open().await;
    let (upgrade_up, upgrade_down) = (page.request().len(), socket.down);
    while !covered_by(socket.next().await).contains(&head) {}
    let took = monotonic() - began;
    println!("{took} {} {} {upgrade_up} {upgrade_down}", socket.up, socket.down);
}

/// The places that a patch covers; none of any other frame.
fn covered_by(frame: &[u8]) -> RangeInclusive<i64> {
    // `{"type":"patch","from":1,"to":2,…`: the places stand near the start, and nothing else is looked at.
    let read = || {
        let start = std::str::from_utf8(frame.get(..frame.len().min(80))?).ok()?;
        let (from, to) = start.strip_prefix(r#"{"type":"patch","from":"#)?.split_once(r#","to":"#)?;
        Some(from.parse::<i64>().ok()? + 1..=to.split(',').next()?.parse().ok()?)
    };
    #[expect(clippy::reversed_empty_ranges, reason = "it covers nothing")]
    read().unwrap_or(1..=0)
}

#[derive(Clone)]
struct Page {
    address: SocketAddr,
    path: String,
    cookie: String,
    hello: String,
}

impl Page {
    fn of(address: &str, path: &str, cookie: &str, epoch: &str, seq: &str, channel: &str) -> Page {
        let hello = ClientFrame::Hello {
            protocol: PROTOCOL,
            epoch: Epoch(epoch.parse().unwrap()),
            seq: seq.parse().unwrap(),
            channels: vec![channel.parse().unwrap()],
        };
        Page {
            address: address.parse().unwrap(),
            path: path.to_owned(),
            cookie: cookie.to_owned(),
            hello: serde_json::to_string(&hello).unwrap(),
        }
    }

    fn request(&self) -> String {
        let Page { address, path, cookie, .. } = self;
        format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nCookie: {cookie}\r\n\
             Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        )
    }

    async fn open(&self) -> Socket {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        stream.write_all(self.request().as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        while !answer.ends_with(b"\r\n\r\n") {
            answer.push(stream.read_u8().await.unwrap());
        }
        assert!(answer.starts_with(b"HTTP/1.1 101"), "{}", String::from_utf8_lossy(&answer));
        let (up, down) = (self.request().len(), answer.len());
        let mut socket = Socket { stream, unread: Vec::new(), consumed: 0, up, down };
        socket.send(0x81, self.hello.as_bytes()).await;
        socket
    }
}

struct Socket {
    stream: TcpStream,
    unread: Vec<u8>,
    /// So much at the start of `unread` was given out.
    consumed: usize,
    up: usize,
    down: usize,
}

impl Socket {
    /// The next text message; pings are answered.
    async fn next(&mut self) -> &[u8] {
        loop {
            self.unread.drain(..self.consumed);
            self.consumed = 0;
            let (kind, header, length) = loop {
                match message(&self.unread) {
                    Some(found) => break found,
                    None => self.down += self.stream.read_buf(&mut self.unread).await.unwrap(),
                }
            };
            self.consumed = header + length;
            match kind {
                0x81 => return &self.unread[header..header + length],
                0x89 => self.send(0x8A, b"").await,
                _ => panic!("a message of kind {kind:x}"),
            }
        }
    }

    /// Sends a message as a browser does, masked: by zeros, which leave it as it is.
    async fn send(&mut self, kind: u8, body: &[u8]) {
        let mut message = vec![kind];
        match u8::try_from(body.len()) {
            Ok(length) if length < 126 => message.push(0x80 | length),
            _ => {
                message.push(0x80 | 126);
                message.extend(u16::try_from(body.len()).unwrap().to_be_bytes());
            }
        }
        message.extend([0; 4]);
        message.extend(body);
        self.up += message.len();
        self.stream.write_all(&message).await.unwrap();
    }
}

/// Kind, header's length and body's length of the message at the start of `bytes`, if it is all there.
fn message(bytes: &[u8]) -> Option<(u8, usize, usize)> {
    let (header, length) = match *bytes.get(1)? {
        126 => (4, usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().unwrap()))),
        127 => (10, usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().unwrap())).unwrap()),
        length => (2, usize::from(length)),
    };
    (bytes.len() >= header + length).then_some((bytes[0], header, length))
}
