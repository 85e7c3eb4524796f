//! The program as a process of its own: started, killed, gone with the test.

use std::{
    io::{BufRead, BufReader},
    net::{SocketAddr, TcpListener},
    path::Path,
    process::{Child, Command, Stdio},
};

pub(crate) const LACAKPO: &str = env!("CARGO_BIN_EXE_lacakpo");

#[derive(Debug)]
pub(crate) struct Program {
    child: Child,
    pub(crate) address: SocketAddr,
}

impl Program {
    /// Serves `database` and returns when it listens at `address`.
    pub(crate) fn start(database: &Path, address: SocketAddr) -> Program {
        let mut command = Command::new(LACAKPO);
        command.args(arguments(database, address));
        Program::run(command, address)
    }

    /// As [`Program::start`], with a `command` that ends in becoming the program.
    pub(crate) fn run(mut command: Command, address: SocketAddr) -> Program {
        let mut child = command.env("LACAKPO_LOG", "off").stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listens = lines.by_ref().map_while(Result::ok).any(|line| line.starts_with("lacakPO: http://"));
        assert!(listens, "the program ended: {:?}", child.wait());
        Program { child, address }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// As `kill -9`: not one more instruction.
    pub(crate) fn kill(mut self) {
        self.end();
    }

    fn end(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.end();
    }
}

pub(crate) fn arguments(database: &Path, address: SocketAddr) -> Vec<String> {
    let database = format!("sqlite://{}", database.display());
    ["--database", &database, "--listen", &address.to_string(), "--site", "/nowhere"].map(str::to_owned).to_vec()
}

/// An address that nobody listens at now.
pub(crate) fn free_address() -> SocketAddr {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap()
}
