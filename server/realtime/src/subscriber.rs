//! One socket's whole life, from the open line to the close frame.
//!
//! Always true here:
//! - **Shutdown and the end of a session win over everything**: they are waited for beside the ordinary life and stop
//!   it wherever it stands, also inside a write to a reader that takes nothing or a read of a slow log. After that
//!   nothing but the close frame is handed to the wire.
//! - The socket is in the hub before its session or the log is asked, so no change of either falls between.
//! - It ends by itself: no greeting, no progress of a write, no sign of life, each within its time.

use std::{sync::Arc, time::Duration};

use futures::{SinkExt, StreamExt};
use model::{
    ActorRef,
    frame::{HEARTBEAT_MS, close},
    ids::FactoryId,
    planted::{Mistake, planted},
};
use tokio::{
    sync::watch,
    time::{sleep, timeout},
};
use tokio_util::sync::CancellationToken;

use crate::{
    access::{Access, Standing},
    express::Express,
    hub::{Hub, Signals},
    life::Life,
    replay::Log,
    transport::{Outgoing, Transport},
};

/// How often a socket says its head and has its session looked at without being asked to.
pub const HEARTBEAT: Duration = Duration::from_millis(HEARTBEAT_MS);
/// How long a page may take to say `hello`.
pub const GREETING: Duration = Duration::from_secs(10);
/// How long one message may take to leave.
pub const WRITE: Duration = Duration::from_secs(20);
/// How long a peer may be silent: it is pinged every [`HEARTBEAT`], and three missed answers mean that it is gone.
pub const SILENCE: Duration = HEARTBEAT.saturating_mul(3);
/// How long the close frame and its answer may take.
const FAREWELL: Duration = Duration::from_secs(1);

/// How a socket's life ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The peer left, or has not been heard of for [`SILENCE`].
    Gone,
    /// A message did not leave within [`WRITE`], or the line broke while writing.
    Stalled,
    /// It was closed from here with this code.
    Closed(u16),
}

/// One open socket, before its life.
#[derive(Debug)]
pub struct Subscriber<T, L, A> {
    /// The only factory it can ever hear of.
    pub factory: FactoryId,
    /// Who is signed in, and so by what name others see him; rights are asked again when the hub says that this
    /// person's changed.
    pub user: ActorRef,
    /// The wire.
    pub transport: T,
    /// The same wire's short way, if it has one: live events are handed to it at once.
    pub express: Option<Arc<dyn Express>>,
    /// The log of all factories.
    pub log: Arc<L>,
    /// This session's rights.
    pub access: A,
    /// Where events come from while everything goes well.
    pub hub: Hub,
    /// The process stops.
    pub shutdown: CancellationToken,
}

impl<T: Transport, L: Log, A: Access> Subscriber<T, L, A> {
    /// Lives the life, says the close frame, and tells how it ended.
    pub async fn run(self) -> End {
        let Subscriber { factory, user, mut transport, express, log, access, hub, shutdown } = self;
        let mailbox = hub.register(factory, user, express);
        let signals = mailbox.signals.clone();
        let end = {
            let life = Life::new(factory, &mut transport, log.as_ref(), &access, mailbox);
            tokio::select! {
                biased;
                () = shutdown.cancelled() => End::Closed(close::GOING_AWAY),
                end = watch_session(&access, signals) => end,
                end = life.live() => end,
            }
        };
        if let End::Closed(code) = end {
            // A peer that does not read gets no farewell; whether it did changes nothing.
            let _ = timeout(FAREWELL, farewell(&mut transport, code)).await;
        }
        end
    }
}

/// Ends when the session does. Looks at every signal and every heartbeat, however busy or stuck the life beside it is.
async fn watch_session(access: &impl Access, mut signals: watch::Receiver<Signals>) -> End {
    let mut looked = signals.borrow().access;
    loop {
        tokio::select! {
            biased;
            // An error would mean that the hub forgot this socket, which it cannot while the mailbox lives.
            _ = signals.wait_for(|now| now.access != looked), if !planted(Mistake::RightsAtHeartbeat) => {}
            () = sleep(HEARTBEAT) => {}
        }
        looked = signals.borrow().access;
        if planted(Mistake::RightsOnlyAtSubscribe) {
            continue;
        }
        if let Err(end) = stands(access).await {
            return end;
        }
    }
}

/// `Ok` while the session stands. Not knowing is not standing, but it is no reason to sign in again.
pub(crate) async fn stands(access: &impl Access) -> Result<(), End> {
    // Questions are boxed here and in `life`: asked a few times a minute, they are several times the size of everything
    // that a connection needs while it is idle.
    match Box::pin(access.standing()).await {
        Standing::Valid => Ok(()),
        Standing::Changed => Err(End::Closed(close::CHANGED)),
        Standing::Ended => Err(End::Closed(close::SIGNED_OUT)),
        Standing::Unknown => Err(End::Closed(close::TRY_AGAIN_LATER)),
    }
}

/// Says the close frame and waits for its answer: a line that is cut with bytes unread is reset, and the reset can
/// overtake the close frame.
async fn farewell<T: Transport>(transport: &mut T, code: u16) {
    if transport.send(Outgoing::Close(code)).await.is_ok() {
        while transport.next().await.is_some() {}
    }
}
