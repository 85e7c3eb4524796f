//! A whole factory's screens cut off at once.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use model::frame::ServerFrame;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::{task::JoinSet, time::timeout};
use uuid::Uuid;

use crate::{
    door::Door,
    page::{Line, Page},
    program::{Program, free_address},
    world::World,
};

const SOCKETS: usize = 1_000;
/// The promise.
const ALL_LIVE_WITHIN: Duration = Duration::from_secs(30);
/// As the browser's: full jitter, doubling.
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_lines_cut_at_once_are_all_live_within_thirty_seconds() {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, ..limit }).unwrap();
    let world = World::new().await;
    let address = free_address();
    let door = Door::new(address, &world.token);
    let program = start(&world, address);
    let mut pages: JoinSet<(Page, Line)> = JoinSet::new();
    for _ in 0..SOCKETS {
        let page = Page::load(&door, world.factory).await;
        pages.spawn(come_back(page, address, door.clone()));
    }
    let open = pages.join_all().await;
    program.kill();
    let cut = Instant::now();
    let program = start(&world, address);
    let mut pages: JoinSet<(Page, Line)> = JoinSet::new();
    for (mut page, mut line) in open {
        let door = door.clone();
        pages.spawn(async move {
            // Each learns it from its own line.
            while page.hear(&mut line).await.is_ok() {}
            come_back(page, address, door).await
        });
    }
    let live = timeout(ALL_LIVE_WITHIN, pages.join_all()).await.expect("all are live again in time");
    println!("{SOCKETS} live again after {:?}", cut.elapsed());
    let answer = door.ask_until_answered("report_issue", &world.report(Uuid::now_v7())).await;
    assert_eq!(answer.status, 200);
    for (mut page, mut line) in live {
        while page.cursor < 2 {
            page.hear(&mut line).await.unwrap();
        }
        page.has_all_to(2);
    }
    drop(program);
}

/// Tries until it is welcome.
async fn come_back(mut page: Page, address: SocketAddr, door: Door) -> (Page, Line) {
    let mut longest = FIRST_WAIT;
    loop {
        if let Ok(mut line) = page.connect(address, &door).await
            && let Ok(ServerFrame::Welcome { .. }) = page.hear(&mut line).await
        {
            return (page, line);
        }
        let wait = longest.mul_f64(rand::random());
        tokio::time::sleep(wait).await;
        longest = (longest * 2).min(LONGEST_WAIT);
    }
}

fn start(world: &World, address: SocketAddr) -> Program {
    tokio::task::block_in_place(|| Program::start(&world.database(), address))
}
