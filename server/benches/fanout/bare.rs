//! The yardstick: a loop that writes the same bytes to the same number of sockets, and does nothing else.

use std::{
    io::Write,
    net::TcpListener,
    thread,
    time::{Duration, Instant},
};

use crate::{
    figures::{Spread, monotonic, thread_cpu},
    page::Pages,
};

pub(crate) struct Bare {
    pub(crate) cpu: Duration,
    /// From the start of a round until a socket has it.
    pub(crate) late: Spread,
}

/// Writes `message` to `sockets` sockets in each of `rounds`, one every `every`. The last rounds are counted, as many as
/// the server was timed with.
pub(crate) async fn write_to_all(sockets: usize, message: &[u8], rounds: usize, every: Duration) -> Bare {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let accepting = thread::spawn(move || (0..sockets).map(|_| listener.accept().unwrap().0).collect::<Vec<_>>());
    let mut pages = Pages::open_bare(address, sockets, message.len()).await;
    let mut streams = accepting.join().unwrap();
    let message = message.to_vec();
    let written = thread::spawn(move || {
        streams.iter().for_each(|stream| stream.set_nodelay(true).unwrap());
        let (mut began, mut cpu) = (Vec::with_capacity(rounds), Vec::with_capacity(rounds));
        for _ in 0..rounds {
            let next = Instant::now() + every;
            began.push(monotonic());
            let before = thread_cpu();
            streams.iter_mut().for_each(|stream| stream.write_all(&message).unwrap());
            cpu.push(thread_cpu() - before);
            thread::sleep(next.saturating_duration_since(Instant::now()));
        }
        // The streams stay open until everything is read.
        (began, cpu, streams)
    });
    let (began, cpu, streams) = tokio::task::spawn_blocking(|| written.join().unwrap()).await.unwrap();
    let heard = pages.heard().await;
    drop(streams);
    pages.close().await;
    let counted = rounds - crate::COMMITS;
    let late = heard
        .iter()
        .filter(|(round, _)| *round >= counted as i64)
        .map(|(round, at)| Duration::from_nanos(at.saturating_sub(began[usize::try_from(*round).unwrap()])));
    let late: Spread = late.collect();
    assert_eq!(late.len(), sockets * crate::COMMITS);
    Bare { cpu: cpu[counted..].iter().sum(), late }
}
