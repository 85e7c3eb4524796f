//! The connections of this process, from the first byte of a request to the last of its answer.
//!
//! axum's own `serve` waits for a request's head without end; so whoever sends one letter a minute holds a connection as
//! long as he likes. Otherwise this does what that does.

use std::{net::SocketAddr, pin::pin, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, Request},
    serve::Listener,
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

/// How patient this process is, and how much it takes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The longest that a request's head may take, and that a connection may stay open with none.
    pub head: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        // A browser sends a head in one piece. Proxies that keep connections longer than this open them again.
        Limits { head: Duration::from_secs(30) }
    }
}

/// Most bytes of a request's head; several times what a browser with a drawer full of cookies sends.
const HEAD_MAX: usize = 64 * 1024;

/// Serves `router` on `listener` until `shutdown`, then until the open requests are answered.
pub async fn serve(mut listener: TcpListener, router: Router, limits: Limits, shutdown: CancellationToken) {
    // The routes are made ready once, and not for every request.
    let router: Router = router.with_state(());
    let open = TaskTracker::new();
    loop {
        let (stream, peer) = tokio::select! {
            // Errors of accepting are waited out there.
            accepted = Listener::accept(&mut listener) => accepted,
            () = shutdown.cancelled() => break,
        };
        open.spawn(connection(stream, peer, router.clone(), limits, shutdown.clone()));
    }
    drop(listener);
    open.close();
    open.wait().await;
}

/// One connection: request after request, until either side has enough. After an upgrade it is the socket's.
async fn connection(stream: TcpStream, peer: SocketAddr, router: Router, limits: Limits, shutdown: CancellationToken) {
    let answer = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(limits.head).max_buf_size(HEAD_MAX);
    let mut served = pin!(http.serve_connection(TokioIo::new(stream), answer).with_upgrades());
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        () = shutdown.cancelled() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    // A browser that went away, a head that took too long, or no HTTP at all: nothing to be done.
    if let Err(error) = ended {
        tracing::debug!(error = error.to_string(), "a connection ended");
    }
}
