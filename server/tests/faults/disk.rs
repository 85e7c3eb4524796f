//! A disk that is full, and a database that may only be read: refused clearly, nothing half-done, and over as soon as
//! the cause is.

use std::{
    collections::BTreeSet,
    fs,
    io::{ErrorKind, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use rustix::process::{Pid, Resource, Rlimit, getuid, prlimit};
use serde_json::json;
use uuid::Uuid;

use crate::{
    door::{Answer, Door},
    page::Page,
    program::{LACAKPO, Program, arguments, free_address},
    world::World,
};

/// Roomy enough for what is written before it is filled up.
const DISK_BYTES: u64 = 8 * 1024 * 1024;

/// A small disk with a program on it.
struct Disk {
    program: Program,
    /// Its folder as seen from here; `None` where no disk can be made, and the size of files is limited instead.
    folder: Option<PathBuf>,
}

impl Disk {
    /// A file system of its own, in a name space of its own; for that nobody needs rights.
    fn start(world: &World) -> Disk {
        let (address, place) = (free_address(), world.dir().join("disk"));
        fs::create_dir(&place).unwrap();
        let mut can = unshared();
        can.args(["mount -t tmpfs -o size=64k lacakpo \"$0\"".as_ref(), place.as_os_str()]).stderr(Stdio::null());
        if can.status().is_ok_and(|status| status.success()) {
            let mut command = unshared();
            let script = format!(
                "mount -t tmpfs -o size={DISK_BYTES} lacakpo \"$0\" && cp \"$1\" \"$0\" && shift && exec \"$@\""
            );
            command.arg(script).args([&place, &world.database()]).arg(LACAKPO);
            command.args(arguments(&place.join("lacakpo.sqlite"), address));
            let program = Program::run(command, address);
            // Links on the way are those of that process; the folder itself is reached through it.
            let inside = place.strip_prefix("/").unwrap();
            let folder = Path::new("/proc").join(program.id().to_string()).join("root").join(inside);
            return Disk { program, folder: Some(folder) };
        }
        println!("no name spaces here: the size of files is limited instead");
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", LACAKPO]).args(arguments(&world.database(), address));
        Disk { program: Program::run(command, address), folder: None }
    }

    /// What the door says when it is full.
    fn trouble(&self) -> &'static str {
        // A file that may not grow is not "no space" for SQLite, but a write that fails.
        if self.folder.is_some() { "full" } else { "disk" }
    }

    fn fill(&self, world: &World) {
        match &self.folder {
            Some(folder) => {
                let mut ballast = fs::File::create(folder.join("ballast")).unwrap();
                for size in [64 * 1024, 4096, 1] {
                    let error = loop {
                        if let Err(error) = ballast.write_all(&vec![0; size]) {
                            break error;
                        }
                    };
                    assert_eq!(error.kind(), ErrorKind::StorageFull);
                }
            }
            None => {
                let ahead = world.dir().join("lacakpo.sqlite-wal");
                self.limit_files(Some(fs::metadata(ahead).unwrap().len()));
            }
        }
    }

    fn make_room(&self) {
        match &self.folder {
            Some(folder) => fs::remove_file(folder.join("ballast")).unwrap(),
            None => self.limit_files(None),
        }
    }

    fn limit_files(&self, most: Option<u64>) {
        let process = Pid::from_raw(self.program.id().try_into().unwrap());
        prlimit(process, Resource::Fsize, Rlimit { current: most, maximum: None }).unwrap();
    }

    /// Copies the database out, which may vanish with the program; nothing writes now.
    fn take_out(self, world: &World) -> PathBuf {
        let Some(folder) = &self.folder else { return world.database() };
        for name in ["lacakpo.sqlite", "lacakpo.sqlite-wal"] {
            fs::copy(folder.join(name), world.dir().join(name.replace("lacakpo", "kept"))).unwrap();
        }
        world.dir().join("kept.sqlite")
    }
}

/// A shell that may mount.
fn unshared() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--user", "--map-root-user", "--mount", "sh", "-c"]);
    command
}

fn assert_refused(answer: &Answer, trouble: &str) {
    assert_eq!(answer.status, 503, "{answer:?}");
    let reference = &answer.body["reference"];
    assert_eq!(answer.body, json!({ "error": "storage", "trouble": trouble, "reference": reference }));
    assert_eq!(reference.as_str().map(str::len), Some(9), "a code to report: {answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_refuses_clearly_and_is_over_when_there_is_room() {
    let world = World::new().await;
    let disk = tokio::task::block_in_place(|| Disk::start(&world));
    let address = disk.program.address;
    let door = Door::new(address, &world.token);
    let mut page = Page::load(&door, world.factory).await;
    let (mut acknowledged, mut refused) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..20 {
        let mutation = Uuid::now_v7();
        assert_eq!(door.ask("report_issue", &world.report(mutation)).await.unwrap().status, 200);
        acknowledged.insert(mutation);
    }
    disk.fill(&world);
    // What still fits into what is there already, fits.
    while refused.len() < 5 {
        let mutation = Uuid::now_v7();
        let answer = door.ask("report_issue", &world.report(mutation)).await.unwrap();
        if answer.status == 200 {
            acknowledged.insert(mutation);
        } else {
            assert_refused(&answer, disk.trouble());
            refused.insert(mutation);
        }
        assert!(acknowledged.len() < 5_000, "the disk is not full at all");
    }
    assert_eq!(door.get("/ready").await.unwrap().status, 503);
    assert_eq!(door.get("/health").await.unwrap().status, 200);
    let head = 1 + i64::try_from(acknowledged.len()).unwrap();
    assert_eq!(Page::load(&door, world.factory).await.start, head, "pages are read, and show what was acknowledged");
    page.follow_to(head, address, &door).await;
    page.has_all_to(head);

    disk.make_room();
    assert_eq!(door.get("/ready").await.unwrap().status, 200);
    for mutation in refused {
        let answer = door.ask("report_issue", &world.report(mutation)).await.unwrap();
        assert_eq!(answer.status, 200, "{answer:?}");
        acknowledged.insert(mutation);
    }
    let head = head + 5;
    page.follow_to(head, address, &door).await;
    page.has_all_to(head);
    let database = disk.take_out(&world);
    assert_eq!(world.holds_exactly(&database, &acknowledged).await, head);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_read_only_database_is_shown_and_refuses_clearly_until_it_may_be_written() {
    let world = World::new().await;
    let address = free_address();
    let permit = |mode| {
        for entry in fs::read_dir(world.dir()).unwrap() {
            fs::set_permissions(entry.unwrap().path(), fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    permit(0o444);
    let _program = tokio::task::block_in_place(|| {
        let mut command = as_anybody();
        command.args(arguments(&world.database(), address));
        Program::run(command, address)
    });
    let door = Door::new(address, &world.token);
    let page = Page::load(&door, world.factory).await;
    assert_eq!(page.start, 1);
    let mutation = Uuid::now_v7();
    for _ in 0..2 {
        assert_refused(&door.ask("report_issue", &world.report(mutation)).await.unwrap(), "read-only");
        assert_eq!(door.get("/ready").await.unwrap().status, 503);
    }
    permit(0o644);
    assert_eq!(door.ask("report_issue", &world.report(mutation)).await.unwrap().status, 200);
    assert_eq!(door.get("/ready").await.unwrap().status, 200);
    assert_eq!(Page::load(&door, world.factory).await.start, 2);
}

/// The program, for which permissions hold: root may write what is read-only, unless that right is taken away.
fn as_anybody() -> Command {
    if !getuid().is_root() {
        return Command::new(LACAKPO);
    }
    let mut command = Command::new("setpriv");
    command.args(["--bounding-set=-dac_override", "--inh-caps=-dac_override", LACAKPO]);
    command
}
