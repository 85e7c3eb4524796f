//! The server process: ledger, relay, hub and sockets, as `server::serve` puts them together, minus HTTP.
//!
//! Always true here: the parts are the real ones. What is missing is the router; [`crate::door`] stands in for it.

use std::{
    path::Path,
    sync::{Arc, Mutex},
    task::Poll,
};

use futures::{channel::mpsc::UnboundedReceiver, future::join_all, poll};
use ledger::{Ledger, LedgerError, Stop};
use model::ids::{FactoryId, UserId};
use realtime::{Hub, Incoming, Subscriber};
use server::{
    relay::{self, Wakes},
    socket::{DrawnFor, SessionAccess},
};
use tokio::{
    sync::broadcast::{self, Receiver, error::TryRecvError},
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

use crate::{
    door::{self, Call, Reply},
    life::{HostedAccess, HostedLog, Life},
    template::url,
    wire::{End, SharedPipe, Wire},
    witness::{Truth, Witness},
};

/// Wakes kept for the relay. Few, so that it sometimes misses some.
const WAKES: usize = 4;

/// One request as it reaches the server.
#[derive(Clone, Debug)]
pub(crate) struct Arrived {
    pub(crate) token: String,
    pub(crate) slug: &'static str,
    pub(crate) call: Call,
}

/// A running server.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) ledger: Ledger,
    pub(crate) life: Arc<Life>,
    hub: Hub,
    shutdown: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
    from_ledger: Wakes,
    to_relay: (broadcast::Sender<FactoryId>, broadcast::Sender<UserId>),
}

impl Process {
    /// Starts on the database in `file`.
    pub(crate) fn start(life: Life, file: &Path) -> Result<Process, LedgerError> {
        let address = url(file);
        let ledger = life.host.run(life.now(), move || async move { Ledger::open(&address).await })?;
        let life = Arc::new(life);
        let hub = Hub::new();
        let (commits, heard_commits) = broadcast::channel(WAKES);
        let (access_changes, heard_access_changes) = broadcast::channel(WAKES);
        let log = HostedLog { life: Arc::clone(&life), ledger: ledger.clone() };
        let wakes = Wakes { commits: heard_commits, access_changes: heard_access_changes };
        let relay = tokio::spawn(relay::run(log, hub.clone(), wakes));
        Ok(Process {
            from_ledger: Wakes { commits: ledger.commits(), access_changes: ledger.access_changes() },
            ledger,
            life,
            hub,
            shutdown: CancellationToken::new(),
            tasks: vec![relay],
            to_relay: (commits, access_changes),
        })
    }

    /// Opens a socket if the session allows it, as `server::socket::live` does.
    pub(crate) fn accept(
        &mut self,
        arrived: &Arrived,
        name: String,
        incoming: UnboundedReceiver<Incoming>,
        pipe: SharedPipe,
        truth: Truth,
    ) -> bool {
        let (ledger, token) = (self.ledger.clone(), arrived.token.clone());
        let session = self.life.host.run(self.life.now(), move || async move { ledger.session(&token).await });
        let Ok(Some(session)) = session else { return false };
        let membership = session.memberships.iter().find(|membership| membership.factory.slug == arrived.slug);
        let Some(actor) = membership.and_then(|membership| session.actor(membership.factory.id)) else { return false };
        let factory = actor.factory_id;
        let witness = Witness::new(truth, name, factory, actor.id, arrived.token.clone());
        let rights = SessionAccess::new(
            self.ledger.clone(),
            arrived.token.clone(),
            None,
            &session,
            factory,
            DrawnFor::default(),
        );
        let Some(rights) = rights else { return false };
        let end = Arc::new(End { life: Arc::clone(&self.life), pipe: pipe.clone(), witness: Mutex::new(witness) });
        let subscriber = Subscriber {
            factory,
            user: actor.to_ref(),
            express: Some(Arc::<End>::clone(&end)),
            transport: Wire { incoming, end },
            log: Arc::new(HostedLog { life: Arc::clone(&self.life), ledger: self.ledger.clone() }),
            access: HostedAccess { life: Arc::clone(&self.life), rights },
            hub: self.hub.clone(),
            shutdown: self.shutdown.clone(),
        };
        let life = Arc::clone(&self.life);
        self.tasks.push(tokio::spawn(async move {
            subscriber.run().await;
            pipe.lock().is_over = true;
            life.notice.notify_one();
        }));
        true
    }

    /// Calls the doors that were reached at one moment: questions one after the other, mutations together. With
    /// `stop_after`, the process may die while it writes; then those are answered who were before. Says whether it lives.
    pub(crate) fn serve(&self, arrived: Vec<Arrived>, stop_after: Option<u32>) -> (bool, Vec<Option<Reply>>) {
        let ledger = self.ledger.clone();
        self.life.host.run(self.life.now(), move || async move {
            let mut replies: Vec<Option<Reply>> = vec![None; arrived.len()];
            let mut writing = Vec::new();
            for (place, Arrived { token, slug, call }) in arrived.into_iter().enumerate() {
                let session = door::session(&ledger, &token).await;
                let answer = door::answer(ledger.clone(), session, slug.to_owned(), call.clone());
                match call {
                    Call::Record(..) => writing.push(async move { (place, answer.await) }),
                    _ => replies[place] = Some(answer.await),
                }
            }
            // Asked while the writer stands still, they are one batch.
            let held = ledger.hold_writer().await;
            let mut writing = join_all(writing);
            let asked = poll!(&mut writing);
            if let Some(places) = stop_after {
                ledger.stop_after(places, Stop::Error);
            }
            drop(held);
            let done = match asked {
                Poll::Ready(done) => done,
                Poll::Pending => writing.await,
            };
            for (place, reply) in done {
                replies[place] = Some(reply);
            }
            // Answers come before wakes, and both belong to this moment.
            let held = ledger.hold_writer().await;
            // Asked while the writer stands still: its way to the next commit has places, too.
            let lived = stop_after.is_none() || ledger.was_not_stopped();
            drop(held);
            // A dead process says no errors.
            let said = |reply: Reply| (lived || reply.status == 200).then_some(reply);
            (lived, replies.into_iter().map(|reply| reply.and_then(said)).collect())
        })
    }

    /// Passes on what the ledger announced; with `losing_commits`, only the changes of rights. Says which factories'
    /// logs were said to have grown.
    pub(crate) fn pass_wakes_on(&mut self, losing_commits: bool) -> Vec<FactoryId> {
        let (commits, access_changes) = &self.to_relay;
        drain(&mut self.from_ledger.access_changes).into_iter().for_each(|user| drop(access_changes.send(user)));
        let grown = drain(&mut self.from_ledger.commits);
        if !losing_commits {
            grown.iter().for_each(|factory| drop(commits.send(*factory)));
        }
        grown
    }

    /// Tells every socket that the process stops, as on SIGTERM.
    pub(crate) fn say_goodbye(&self) {
        self.shutdown.cancel();
    }

    /// Ends it as `kill -9` would; the file can be opened again.
    pub(crate) fn kill(self) {
        self.life.end();
        self.tasks.iter().for_each(JoinHandle::abort);
        let ledger = self.ledger;
        // Closing fails only when it is closed already.
        let _ = self.life.host.run(self.life.now(), move || async move { ledger.close().await });
    }
}

fn drain<T: Clone>(receiver: &mut Receiver<T>) -> Vec<T> {
    let mut all = Vec::new();
    loop {
        match receiver.try_recv() {
            Ok(one) => all.push(one),
            Err(TryRecvError::Lagged(_)) => {}
            Err(TryRecvError::Empty | TryRecvError::Closed) => return all,
        }
    }
}
