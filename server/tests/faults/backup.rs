//! `lacakpo backup` beside a running server, and `lacakpo restore` instead of it.

use std::{collections::BTreeSet, path::Path, process::Command};

use model::frame::{ResetReason, ServerFrame};
use uuid::Uuid;

use crate::{
    door::Door,
    page::Page,
    program::{LACAKPO, Program, free_address},
    world::World,
};

/// Says whether it did it, and what it said.
fn lacakpo(database: &Path, arguments: &[&str]) -> (bool, String) {
    let output = Command::new(LACAKPO)
        .args(["--database", &format!("sqlite://{}", database.display())])
        .args(arguments)
        .env("LACAKPO_LOG", "off")
        .output()
        .unwrap();
    let said = [output.stdout, output.stderr].concat();
    (output.status.success(), String::from_utf8(said).unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_running_server_is_restored_and_pages_start_anew() {
    let world = World::new().await;
    let (address, database) = (free_address(), world.database());
    let door = Door::new(address, &world.token);
    let file = world.dir().join("cadangan.sqlite");
    let file_name = file.to_str().unwrap();
    let program = tokio::task::block_in_place(|| Program::start(&database, address));
    let (kept, lost) = (Uuid::now_v7(), Uuid::now_v7());
    assert_eq!(door.ask("report_issue", &world.report(kept)).await.unwrap().status, 200);

    let (done, said) = lacakpo(&database, &["backup", file_name]);
    assert!(done && said.contains("1 pabrik, 2 peristiwa"), "{said}");
    let (done, said) = lacakpo(&database, &["backup", file_name]);
    assert!(!done && said.contains("sudah ada"), "{said}");
    assert_eq!(door.ask("report_issue", &world.report(lost)).await.unwrap().status, 200);
    let page = Page::load(&door, world.factory).await;
    let (done, said) = lacakpo(&database, &["restore", file_name]);
    assert!(!done && said.contains("hentikan server"), "{said}");
    program.kill();

    let (done, said) = lacakpo(&database, &["restore", file_name]);
    assert!(done && said.contains("disimpan sebagai"), "{said}");
    let program = tokio::task::block_in_place(|| Program::start(&database, address));
    let mut line = page.connect(address, &door).await.unwrap();
    let frame = line.next().await.unwrap();
    assert!(matches!(frame, ServerFrame::Reset { reason: ResetReason::Epoch }), "{frame:?}");
    assert_eq!(Page::load(&door, world.factory).await.start, 2);
    program.kill();
    world.holds_exactly(&database, &BTreeSet::from([kept])).await;
    let replaced = std::fs::read_dir(world.dir()).unwrap().map(|entry| entry.unwrap().path());
    let replaced = replaced.filter(|path| path.to_string_lossy().ends_with(".sqlite"));
    let replaced = replaced.into_iter().find(|path| path.to_string_lossy().contains("diganti")).unwrap();
    world.holds_exactly(&replaced, &BTreeSet::from([kept, lost])).await;
}
