//! What a socket costs, measured on the real router, ledger and relay over real loopback sockets: from a commit until
//! [`SOCKETS`] pages have it, the CPU of one delivery beside a bare loop that writes the same bytes to the same number
//! of sockets, the memory of an idle connection, and what coming back costs. Prints one `name key=value …` line for each
//! measurement; `make bench` reads them.
//!
//! The pages are another process ([`page`]), so that the CPU and memory counted here are the server's alone.

#![expect(clippy::unwrap_used, reason = "a measurement that cannot go on should stop")]

mod bare;
mod figures;
mod page;
mod world;

use std::time::Duration;

use figures::{Spread, cpu, monotonic, pss, raise_open_files};
use page::Pages;
use world::World;

/// Pages that hear of each commit.
const SOCKETS: usize = 1_000;
/// Idle connections whose memory is measured.
const IDLE: usize = 5_000;
/// Not counted: the allocator and the runtime take what they then keep.
const IDLE_WARM_UP: usize = 200;
/// Longer than a heartbeat, so that each connection has done everything that it does while idle.
const IDLE_SETTLES: Duration = Duration::from_secs(20);
/// Commits that are timed, and before them those that are not. As long as a heartbeat together, so that each connection
/// does once, with and without commits, what it does for itself.
const COMMITS: usize = 375;
const COMMITS_BEFORE: usize = 20;
/// From one commit to the next: long enough for all to have heard.
const EVERY: Duration = Duration::from_millis(40);
/// Events missed by a page that comes back.
const MISSED: [usize; 2] = [10, 10_000];

fn main() {
    if page::is_wanted() {
        page::run();
        return;
    }
    raise_open_files();
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(measure());
}

async fn measure() {
    // Named on the command line, or all; cargo adds flags of its own.
    let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let wanted = |name: &str| named.is_empty() || named.iter().any(|wanted| wanted == name);
    let world = World::start().await;
    if wanted("idle") {
        idle(&world).await;
    }
    if wanted("delivery") {
        deliveries(&world).await;
    }
    if wanted("resume") {
        resumes(&world).await;
    }
}

/// What a connection takes that has nothing to do.
async fn idle(world: &World) {
    let warm_up = Pages::open(world.line().await, IDLE_WARM_UP).await;
    tokio::time::sleep(IDLE_SETTLES).await;
    let before = pss();
    let pages = Pages::open(world.line().await, IDLE).await;
    let cpu_before = cpu();
    tokio::time::sleep(IDLE_SETTLES).await;
    let spent = cpu() - cpu_before;
    let each = (pss() - before) / IDLE;
    let share = 100.0 * spent.as_secs_f64() / IDLE_SETTLES.as_secs_f64();
    println!("idle sockets={IDLE} pss_bytes={each} cpu_percent={share:.1}");
    pages.close().await;
    warm_up.close().await;
}

/// From a commit until everybody has it.
async fn deliveries(world: &World) {
    // The commits alone, and the sockets alone: what both together cost beyond that is delivery.
    let commits = commit(world, COMMITS).await;
    let mut pages = Pages::open(world.line().await, SOCKETS).await;
    commit(world, COMMITS_BEFORE).await;
    let waiting = cpu();
    tokio::time::sleep(EVERY * COMMITS as u32).await;
    let waiting = cpu() - waiting;
    let both = commit(world, COMMITS).await;
    let frame = world.last_frame().await;
    let heard = pages.heard().await;
    pages.close().await;
    let bare = bare::write_to_all(SOCKETS, &frame, COMMITS_BEFORE + COMMITS, EVERY).await;

    let late = |(seq, at): &(i64, u64)| {
        let (committed, at) = (both.acknowledged.get(seq)?, *at);
        Some(Duration::from_nanos(at.saturating_sub(*committed)))
    };
    let late: Spread = heard.iter().filter_map(late).collect();
    assert_eq!(late.len(), SOCKETS * COMMITS, "every page heard of every commit, once");
    let deliveries = (SOCKETS * COMMITS) as u32;
    let each = both.cpu.saturating_sub(commits.cpu).saturating_sub(waiting) / deliveries;
    let bare_each = bare.cpu / deliveries;
    println!(
        "delivery sockets={SOCKETS} bytes={} p50_ms={} p99_ms={} cpu_us={:.2} bare_p50_ms={} bare_p99_ms={} \
         bare_cpu_us={:.2} commit_cpu_us={:.0}",
        frame.len(),
        late.millis(0.5),
        late.millis(0.99),
        each.as_secs_f64() * 1e6,
        bare.late.millis(0.5),
        bare.late.millis(0.99),
        bare_each.as_secs_f64() * 1e6,
        (commits.cpu / COMMITS as u32).as_secs_f64() * 1e6,
    );
}

struct Committed {
    cpu: Duration,
    /// When each was acknowledged, by place in the log.
    acknowledged: std::collections::HashMap<i64, u64>,
}

async fn commit(world: &World, commits: usize) -> Committed {
    let before = cpu();
    let mut acknowledged = std::collections::HashMap::new();
    let mut pace = tokio::time::interval(EVERY);
    for _ in 0..commits {
        pace.tick().await;
        let seq = world.commit().await;
        acknowledged.insert(seq, monotonic());
    }
    pace.tick().await;
    Committed { cpu: cpu() - before, acknowledged }
}

/// Coming back: the bytes of it, and how long until nothing is missing.
async fn resumes(world: &World) {
    for missed in MISSED {
        for _ in 0..missed {
            world.commit().await;
        }
        let (line, head) = (world.line().await, world.head().await);
        let back = Pages::come_back(line, head - missed as i64, head).await;
        println!(
            "resume missed={missed} ms={:.1} bytes_up={} bytes_down={} of_upgrade_up={} of_upgrade_down={}",
            back.took.as_secs_f64() * 1e3,
            back.up,
            back.down,
            back.upgrade_up,
            back.upgrade_down,
        );
    }
}
