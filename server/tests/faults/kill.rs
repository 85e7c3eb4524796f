//! `kill -9` in the middle of bursts.

use std::{
    collections::BTreeSet,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use rand::Rng;
use uuid::Uuid;

use crate::{
    dice,
    door::Door,
    page::Page,
    program::{Program, free_address},
    world::World,
};

const ROUNDS: usize = 100;
const WRITERS: usize = 8;

#[tokio::test(flavor = "multi_thread")]
async fn killed_a_hundred_times_in_bursts_it_loses_and_doubles_nothing() {
    let mut dice = dice();
    let world = Arc::new(World::new().await);
    let address = free_address();
    let door = Door::new(address, &world.token);
    let mut program = start(&world, address);
    let mut page = Page::load(&door, world.factory).await;
    let stop = Arc::new(AtomicBool::new(false));
    let (answers, mut answered) = tokio::sync::watch::channel(0_usize);
    let writers: Vec<_> = (0..WRITERS)
        .map(|_| {
            let (world, door, stop, answers) = (world.clone(), door.clone(), stop.clone(), answers.clone());
            tokio::spawn(async move {
                let mut acknowledged = BTreeSet::new();
                while !stop.load(Ordering::SeqCst) {
                    let mutation = Uuid::now_v7();
                    // The answer may be lost with the server, so it is asked again, with the same id.
                    let answer = door.ask_until_answered("report_issue", &world.report(mutation)).await;
                    assert_eq!(answer.status, 200, "{answer:?}");
                    assert!(acknowledged.insert(mutation));
                    answers.send_modify(|answers| *answers += 1);
                }
                acknowledged
            })
        })
        .collect();
    // Without writers the wait for their answers ends.
    drop(answers);
    let (heads, mut head) = tokio::sync::watch::channel(i64::MAX);
    let listening = {
        let door = door.clone();
        tokio::spawn(async move {
            loop {
                let known = *head.borrow_and_update();
                tokio::select! {
                    () = page.follow_to(known, address, &door) => return page,
                    // Followed further; what it has stays.
                    changed = head.changed() => changed.unwrap(),
                }
            }
        })
    };
    for round in 0..ROUNDS {
        // One in four dies young, the others amid a burst: counted in answers, because how long the first one takes is the
        // machine's affair.
        if round % 4 != 0 {
            let burst = *answered.borrow() + dice.random_range(1..=WRITERS);
            answered.wait_for(|answers| *answers >= burst).await.unwrap();
        }
        tokio::time::sleep(Duration::from_micros(dice.random_range(0..20_000))).await;
        program.kill();
        program = start(&world, address);
    }
    stop.store(true, Ordering::SeqCst);
    let mut acknowledged = BTreeSet::new();
    for writer in writers {
        acknowledged.append(&mut writer.await.unwrap());
    }
    println!("{} acknowledged", acknowledged.len());
    assert!(acknowledged.len() > ROUNDS, "the bursts were none");
    let head = 1 + i64::try_from(acknowledged.len()).unwrap();
    heads.send_replace(head);
    listening.await.unwrap().has_all_to(head);
    program.kill();
    assert_eq!(world.holds_exactly(&world.database(), &acknowledged).await, head);
}

fn start(world: &World, address: std::net::SocketAddr) -> Program {
    tokio::task::block_in_place(|| Program::start(&world.database(), address))
}
