//! Behind a line that breaks, swallows, or crawls.

use std::{collections::BTreeSet, sync::Arc, time::Duration};

use rand::Rng;
use uuid::Uuid;

use crate::{
    dice,
    door::Door,
    page::Page,
    program::{Program, free_address},
    proxy::{Proxy, Weather},
    world::World,
};

async fn start(world: &World) -> Program {
    let (database, address) = (world.database(), free_address());
    tokio::task::spawn_blocking(move || Program::start(&database, address)).await.unwrap()
}

/// Asks for `many` mutations at `door` one after the other, each until it is answered.
async fn write(world: &World, door: &Door, many: usize) -> BTreeSet<Uuid> {
    let mut acknowledged = BTreeSet::new();
    for _ in 0..many {
        let mutation = Uuid::now_v7();
        let answer = door.ask_until_answered("report_issue", &world.report(mutation)).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        acknowledged.insert(mutation);
    }
    acknowledged
}

#[tokio::test]
async fn a_line_that_breaks_again_and_again_doubles_nothing() {
    let mut dice = dice();
    let world = Arc::new(World::new().await);
    let program = start(&world).await;
    let proxy = Proxy::before(program.address).await;
    let door = Door::new(proxy.address, &world.token);
    let mut page = Page::load(&door, world.factory).await;
    let writers: Vec<_> = (0..8)
        .map(|_| {
            let (world, door) = (world.clone(), door.clone());
            tokio::spawn(async move { write(&world, &door, 25).await })
        })
        .collect();
    let listening = {
        let (door, address) = (door.clone(), proxy.address);
        tokio::spawn(async move {
            page.follow_to(201, address, &door).await;
            page
        })
    };
    while !writers.iter().all(tokio::task::JoinHandle::is_finished) {
        tokio::time::sleep(Duration::from_millis(dice.random_range(1..50))).await;
        proxy.reset_all();
    }
    let mut acknowledged = BTreeSet::new();
    for writer in writers {
        acknowledged.append(&mut writer.await.unwrap());
    }
    listening.await.unwrap().has_all_to(201);
    program.kill();
    assert_eq!(world.holds_exactly(&world.database(), &acknowledged).await, 201);
}

#[tokio::test]
async fn a_line_that_swallows_everything_keeps_nothing_from_others() {
    let world = World::new().await;
    let program = start(&world).await;
    let proxy = Proxy::before(program.address).await;
    let (direct, behind) = (Door::new(program.address, &world.token), Door::new(proxy.address, &world.token));
    let mut open = Page::load(&direct, world.factory).await;
    let mut deaf = Page::load(&direct, world.factory).await;
    let mut open_line = open.connect(program.address, &direct).await.unwrap();
    let mut deaf_line = deaf.connect(proxy.address, &behind).await.unwrap();
    deaf.hear(&mut deaf_line).await.unwrap();
    proxy.turn(Weather::Silent);
    // Whether it arrived is unknown to who sent it, so it is sent again another way.
    let swallowed = Uuid::now_v7();
    assert!(behind.ask("report_issue", &world.report(swallowed)).await.is_err());
    let mut acknowledged = write(&world, &direct, 50).await;
    while open.cursor < 51 {
        open.hear(&mut open_line).await.unwrap();
    }
    open.has_all_to(51);
    assert_eq!(direct.ask("report_issue", &world.report(swallowed)).await.unwrap().status, 200);
    acknowledged.insert(swallowed);
    proxy.turn(Weather::Fair);
    let late = tokio::time::timeout(Duration::from_millis(200), deaf.hear(&mut deaf_line)).await;
    assert!(late.is_err(), "its line stays dead, though neither side was told: {late:?}");
    deaf.follow_to(52, proxy.address, &behind).await;
    deaf.has_all_to(52);
    program.kill();
    assert_eq!(world.holds_exactly(&world.database(), &acknowledged).await, 52);
}

#[tokio::test]
async fn an_answer_that_was_swallowed_is_given_again() {
    let world = World::new().await;
    let program = start(&world).await;
    let proxy = Proxy::before(program.address).await;
    let (direct, behind) = (Door::new(program.address, &world.token), Door::new(proxy.address, &world.token));
    let mutation = Uuid::now_v7();
    // The request crawls in; before its answer is out, the line goes silent.
    proxy.turn(Weather::Crawling(4096));
    let asked = {
        let body = world.report(mutation);
        tokio::spawn(async move { behind.ask("report_issue", &body).await.is_ok() })
    };
    let mut page = Page::load(&direct, world.factory).await;
    page.follow_to(2, program.address, &direct).await;
    proxy.turn(Weather::Silent);
    let heard = asked.await.unwrap();
    let again = direct.ask("report_issue", &world.report(mutation)).await.unwrap();
    assert_eq!(again.status, 200);
    assert_eq!(again.body["events"][0]["seq"], 2, "the reply of the first time (heard: {heard})");
    program.kill();
    assert_eq!(world.holds_exactly(&world.database(), &BTreeSet::from([mutation])).await, 2);
}

#[tokio::test]
async fn a_page_at_a_kilobyte_a_second_holds_up_nobody_and_misses_nothing() {
    let world = World::new().await;
    let program = start(&world).await;
    let proxy = Proxy::before(program.address).await;
    let (direct, behind) = (Door::new(program.address, &world.token), Door::new(proxy.address, &world.token));
    let mut quick = Page::load(&direct, world.factory).await;
    let mut slow = Page::load(&direct, world.factory).await;
    let mut quick_line = quick.connect(program.address, &direct).await.unwrap();
    let mut slow_line = slow.connect(proxy.address, &behind).await.unwrap();
    slow.hear(&mut slow_line).await.unwrap();
    proxy.turn(Weather::Crawling(1024));
    let listening = tokio::spawn(async move {
        while slow.cursor < 301 {
            slow.hear(&mut slow_line).await.unwrap();
        }
        slow
    });
    let acknowledged = write(&world, &direct, 300).await;
    while quick.cursor < 301 {
        quick.hear(&mut quick_line).await.unwrap();
    }
    quick.has_all_to(301);
    assert!(!listening.is_finished(), "two hundred kilobytes do not go through a kilobyte a second that fast");
    proxy.turn(Weather::Fair);
    listening.await.unwrap().has_all_to(301);
    program.kill();
    assert_eq!(world.holds_exactly(&world.database(), &acknowledged).await, 301);
}
