//! What lies between a browser and the server: a TCP proxy that breaks lines, swallows bytes, or crawls.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinHandle,
};

/// What happens to bytes on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weather {
    /// They arrive.
    Fair,
    /// So many arrive a second, in each direction of each connection.
    Crawling(usize),
    /// They vanish, and nobody is told: both sides believe in the connection, also later.
    Silent,
}

#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) address: SocketAddr,
    weather: watch::Sender<Weather>,
    resets: Arc<Notify>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    pub(crate) async fn before(server: SocketAddr) -> Proxy {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (weather, resets) = (watch::Sender::new(Weather::Fair), Arc::new(Notify::new()));
        let accepting = tokio::spawn(accept(listener, server, weather.subscribe(), resets.clone()));
        Proxy { address, weather, resets, accepting }
    }

    pub(crate) fn turn(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Breaks every connection there is, as a router does that forgot them.
    pub(crate) fn reset_all(&self) {
        self.resets.notify_waiters();
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, weather: watch::Receiver<Weather>, resets: Arc<Notify>) {
    while let Ok((client, _)) = listener.accept().await {
        let (weather, resets) = (weather.clone(), resets.clone());
        tokio::spawn(async move {
            let Ok(server) = TcpStream::connect(server).await else { return };
            let reset = async {
                resets.notified().await;
                true
            };
            let (mut client, mut server) = (client, server);
            let was_reset = {
                let (from_client, to_client) = client.split();
                let (from_server, to_server) = server.split();
                tokio::select! {
                    reset = reset => reset,
                    () = carry(from_client, to_server, weather.clone()) => false,
                    () = carry(from_server, to_client, weather) => false,
                }
            };
            if was_reset {
                // Closed with bytes thrown away: the other side reads an error and no end.
                let _ = client.set_zero_linger();
                let _ = server.set_zero_linger();
            }
        });
    }
}

/// Until one side has no more to say.
async fn carry(
    mut from: impl AsyncReadExt + Unpin,
    mut to: impl AsyncWriteExt + Unpin,
    mut weather: watch::Receiver<Weather>,
) {
    const STEP: Duration = Duration::from_millis(100);
    let mut bytes = [0; 16 * 1024];
    loop {
        let now = *weather.borrow_and_update();
        let most = match now {
            Weather::Crawling(a_second) => (a_second / 10).max(1),
            _ => bytes.len(),
        };
        let read = tokio::select! {
            read = from.read(&mut bytes[..most]) => read,
            // Seen at once, so that what is on its way already meets the new weather.
            _ = weather.changed() => continue,
        };
        let Ok(read @ 1..) = read else { return };
        match now {
            Weather::Silent => std::future::pending().await,
            Weather::Crawling(_) => tokio::time::sleep(STEP).await,
            Weather::Fair => {}
        }
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}
