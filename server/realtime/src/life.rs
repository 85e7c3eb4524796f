//! The ordinary life of a socket: greeting, questions, live events, catching up, heartbeat.
//!
//! Always true here:
//! - **Two cursors.** `read` is the last event looked at, `sent` is where the page stands. Every patch starts at `sent`
//!   and then moves it; hidden events move only `read` and ride in the next patch, `head` or answer. `head` never says
//!   more than `sent`, so a page may take a larger one for a hole.
//! - **Queue only in order.** What is queued is taken when it continues `read`; what is older is dropped; anything
//!   else, and every loss the hub signals, means catching up from the log, which needs nothing that happened before.
//! - **Rights before bytes.** No patch is put together between a signal that rights changed and the answer to it. What
//!   was already taken is forgotten and read again from the log, with the new rights.

use std::{collections::HashSet, sync::Arc};

use futures::{SinkExt, StreamExt};
use model::{
    Channel,
    frame::{CHANNELS_MAX, ClientFrame, FRAME_MAX, PROTOCOL, ResetReason, ServerFrame, close},
    ids::{Epoch, FactoryId},
};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep_until, timeout};

use crate::{
    access::Access,
    hub::{Mailbox, QUEUE, Signals},
    patch,
    replay::{Log, LogEntry},
    subscriber::{End, GREETING, HEARTBEAT, SILENCE, TRY_AGAIN_LATER, WRITE, stands},
    transport::{Incoming, Outgoing, Transport},
};

/// Most entries read from the log at once.
pub(crate) const PAGE: usize = 500;
/// How long to leave a log alone that could not be read.
const LOG_PAUSE: std::time::Duration = std::time::Duration::from_secs(1);

pub(crate) struct Life<'a, T, L, A> {
    factory: FactoryId,
    transport: &'a mut T,
    log: &'a L,
    access: &'a A,
    mailbox: Mailbox,
    /// The signals answered so far.
    heeded: Signals,
    /// When the peer last gave a sign of life.
    heard: Instant,
    /// `None` before the first welcome, and after a reset until the page comes with a fresh snapshot.
    following: Option<Following>,
}

/// A page's place in the log.
struct Following {
    epoch: Epoch,
    channels: HashSet<Channel>,
    read: i64,
    sent: i64,
    /// `Some` while the log, and not the queue, says what comes next; not before that moment.
    behind: Option<Instant>,
}

impl<'a, T: Transport, L: Log, A: Access> Life<'a, T, L, A> {
    pub(crate) fn new(factory: FactoryId, transport: &'a mut T, log: &'a L, access: &'a A, mailbox: Mailbox) -> Self {
        let (heeded, heard) = (Signals::default(), Instant::now());
        Life { factory, transport, log, access, mailbox, heeded, heard, following: None }
    }

    pub(crate) async fn live(mut self) -> End {
        let Err(end) = self.follow().await;
        end
    }

    async fn follow(&mut self) -> Result<std::convert::Infallible, End> {
        let first = timeout(GREETING, self.first_text()).await.unwrap_or(Err(End::Closed(close::PROTOCOL)))?;
        self.greet(&first).await?;
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.heed().await?;
            let behind = self.following.as_ref().and_then(|following| following.behind);
            tokio::select! {
                biased;
                incoming = self.transport.next() => self.hear(incoming).await?,
                _ = heartbeat.tick() => self.beat().await?,
                () = due(behind), if behind.is_some() => self.catch_up().await?,
                Some(entry) = self.mailbox.queue.recv(), if behind.is_none() => self.take(entry).await?,
                // Heeded at the top of the loop; the hub keeps the sender while the mailbox lives.
                _ = self.mailbox.signals.changed() => {}
            }
        }
    }

    async fn first_text(&mut self) -> Result<String, End> {
        loop {
            match self.transport.next().await {
                Some(Incoming::Text(text)) => return Ok(text),
                Some(Incoming::Alive) => {}
                Some(Incoming::Unreadable) => return Err(End::Closed(close::PROTOCOL)),
                None => return Err(End::Gone),
            }
        }
    }

    /// The first frame must be `hello`.
    async fn greet(&mut self, text: &str) -> Result<(), End> {
        self.heard = Instant::now();
        if let Some(ClientFrame::Hello { protocol: PROTOCOL, epoch, seq, channels }) = parse(text) {
            return self.subscribe(epoch, seq, channels).await;
        }
        // Read loosely: the rest of another version's hello may not parse here, and it must still learn to reload.
        if speaks_another_version(text) {
            self.reset(ResetReason::Protocol).await?;
        }
        Err(End::Closed(close::PROTOCOL))
    }

    /// Answers what the hub signalled since the last time.
    async fn heed(&mut self) -> Result<(), End> {
        let signals = *self.mailbox.signals.borrow_and_update();
        if signals.lost != self.heeded.lost
            && let Some(following) = &mut self.following
        {
            following.behind.get_or_insert_with(Instant::now);
        }
        if signals.access != self.heeded.access {
            stands(self.access).await?;
            self.recheck_channels().await?;
        }
        // The signals as they were before the questions: one that came meanwhile is answered by the next round.
        self.heeded = signals;
        Ok(())
    }

    async fn hear(&mut self, incoming: Option<Incoming>) -> Result<(), End> {
        self.heard = Instant::now();
        let text = match incoming {
            Some(Incoming::Text(text)) => text,
            Some(Incoming::Alive) => return Ok(()),
            Some(Incoming::Unreadable) => return Err(End::Closed(close::PROTOCOL)),
            None => return Err(End::Gone),
        };
        match parse(&text) {
            Some(ClientFrame::Subscribe { epoch, seq, channels }) => self.subscribe(epoch, seq, channels).await,
            Some(ClientFrame::Unsubscribe { channels }) => {
                if let Some(following) = &mut self.following {
                    channels.iter().for_each(|channel| {
                        following.channels.remove(channel);
                    });
                }
                Ok(())
            }
            Some(ClientFrame::Ping) => self.say_head().await,
            Some(ClientFrame::Hello { .. }) | None => Err(End::Closed(close::PROTOCOL)),
        }
    }

    /// A page with its snapshot: answered by `welcome`, after a `denied` for each channel it has no right to, or by
    /// `reset`. Whatever the answer, the page before gets nothing more.
    async fn subscribe(&mut self, epoch: Epoch, seq: i64, channels: Vec<Channel>) -> Result<(), End> {
        self.following = None;
        let asked: HashSet<Channel> = channels.iter().copied().collect();
        if asked.len() > CHANNELS_MAX {
            return Err(End::Closed(close::PROTOCOL));
        }
        // Noted before the questions: see `heed`.
        self.heeded.access = self.mailbox.signals.borrow().access;
        stands(self.access).await?;
        // The hub has had this socket since it opened, so what is committed after this look comes by the queue.
        let Ok(head) = self.log.head(self.factory).await else { return Err(End::Closed(TRY_AGAIN_LATER)) };
        if epoch != head.epoch {
            return self.reset(ResetReason::Epoch).await;
        }
        if seq < head.oldest || seq > head.seq {
            return self.reset(ResetReason::Window).await;
        }
        let mut allowed = HashSet::with_capacity(asked.len());
        for channel in asked {
            if self.allows(&channel).await {
                allowed.insert(channel);
            } else {
                self.say(&ServerFrame::Denied { channel }).await?;
            }
        }
        self.say(&ServerFrame::Welcome { epoch, head: head.seq }).await?;
        let behind = (seq < head.seq).then(Instant::now);
        self.following = Some(Following { epoch, channels: allowed, read: seq, sent: seq, behind });
        Ok(())
    }

    async fn allows(&self, channel: &Channel) -> bool {
        let own = match channel {
            Channel::Factory(factory) | Channel::List(_, factory) => *factory == self.factory,
            // Only this factory's log is ever read here, so a document of another one could not be heard anyway.
            Channel::Doc(..) => true,
        };
        own && self.access.allows(channel).await
    }

    async fn recheck_channels(&mut self) -> Result<(), End> {
        let held: Vec<Channel> = self.following.iter().flat_map(|following| following.channels.clone()).collect();
        for channel in held {
            if !self.allows(&channel).await {
                if let Some(following) = &mut self.following {
                    following.channels.remove(&channel);
                }
                self.say(&ServerFrame::Denied { channel }).await?;
            }
        }
        Ok(())
    }

    /// Live: one event, and what is queued behind it.
    async fn take(&mut self, first: Arc<LogEntry>) -> Result<(), End> {
        let Some(following) = &mut self.following else { return Ok(()) };
        let mut next = Some(first);
        let mut batch = Vec::new();
        let mut read = following.read;
        while let Some(entry) = next {
            if entry.seq > read + 1 {
                following.behind = Some(Instant::now());
                break;
            }
            if entry.seq == read + 1 {
                read = entry.seq;
                batch.push(entry);
            }
            next = if batch.len() < QUEUE { self.mailbox.queue.try_recv().ok() } else { None };
        }
        self.deliver(&batch).await
    }

    /// One page of the log. Between pages the socket is asked and heeded as usual.
    async fn catch_up(&mut self) -> Result<(), End> {
        // What is queued was committed before the page is read, so the pages up to a short one have all of it.
        self.heeded.lost = self.mailbox.signals.borrow().lost;
        while self.mailbox.queue.try_recv().is_ok() {}
        let Some(following) = &mut self.following else { return Ok(()) };
        let Ok(page) = self.log.events_after(self.factory, following.read, PAGE as u64).await else {
            following.behind = Some(Instant::now() + LOG_PAUSE);
            return Ok(());
        };
        if page.iter().zip(following.read + 1..).any(|(entry, seq)| entry.seq != seq) {
            // The log lost what comes next: the page was too slow even for the replay window.
            return self.reset(ResetReason::Window).await;
        }
        following.behind = (page.len() >= PAGE).then(Instant::now);
        self.deliver(&page).await?;
        // Hidden events at the end of a replay move the cursor too, so that the page knows it has everything.
        let done = self.following.as_ref().is_some_and(|following| following.behind.is_none());
        if done { self.flush().await } else { Ok(()) }
    }

    /// Sends `entries`, which continue `read` without holes.
    async fn deliver(&mut self, mut entries: &[Arc<LogEntry>]) -> Result<(), End> {
        while !entries.is_empty() {
            let Some(following) = &mut self.following else { return Ok(()) };
            if self.mailbox.signals.borrow().access != self.heeded.access {
                following.read = following.sent;
                following.behind = Some(Instant::now());
                return Ok(());
            }
            let cut = patch::cut(following.sent, entries, &following.channels);
            let (covered, rest) = entries.split_at(cut.covered);
            entries = rest;
            following.read = covered.last().map_or(following.read, |entry| entry.seq);
            if let Some(frame) = cut.frame {
                following.sent = following.read;
                self.send(Outgoing::Text(frame)).await?;
            }
        }
        Ok(())
    }

    /// Tells the page about hidden events that nothing visible has followed yet.
    async fn flush(&mut self) -> Result<(), End> {
        let Some(following) = &mut self.following else { return Ok(()) };
        if following.sent == following.read {
            return Ok(());
        }
        let frame = patch::empty(following.sent, following.read);
        following.sent = following.read;
        self.send(Outgoing::Text(frame)).await
    }

    /// Looks whether everything is as believed, and says so.
    async fn beat(&mut self) -> Result<(), End> {
        if self.heard.elapsed() >= SILENCE {
            return Err(End::Gone);
        }
        self.recheck_channels().await?;
        if let (Some(following), Ok(head)) = (&mut self.following, self.log.head(self.factory).await) {
            if head.epoch != following.epoch {
                self.reset(ResetReason::Epoch).await?;
            } else if head.seq > following.read {
                // Most likely on its way; but a wake that got lost must not cost more than one heartbeat.
                following.behind.get_or_insert_with(Instant::now);
            }
        }
        self.say_head().await?;
        self.send(Outgoing::Ping).await
    }

    async fn say_head(&mut self) -> Result<(), End> {
        self.flush().await?;
        let seq = match &self.following {
            Some(following) => following.sent,
            // Nobody's cursor can be behind it: the page has none.
            None => match self.log.head(self.factory).await {
                Ok(head) => head.seq,
                Err(_) => return Err(End::Closed(TRY_AGAIN_LATER)),
            },
        };
        self.say(&ServerFrame::Head { seq }).await
    }

    async fn reset(&mut self, reason: ResetReason) -> Result<(), End> {
        self.following = None;
        self.say(&ServerFrame::Reset { reason }).await
    }

    async fn say(&mut self, frame: &ServerFrame) -> Result<(), End> {
        // These frames are plain structs; a failure to encode one could only be a broken build.
        let text = serde_json::to_string(frame).map_err(|_| End::Closed(TRY_AGAIN_LATER))?;
        self.send(Outgoing::Text(text)).await
    }

    async fn send(&mut self, message: Outgoing) -> Result<(), End> {
        match timeout(WRITE, self.transport.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Stalled),
        }
    }
}

async fn due(at: Option<Instant>) {
    match at {
        // Not even a tick of the timer's wheel for what is due already.
        Some(at) if at > Instant::now() => sleep_until(at).await,
        _ => {}
    }
}

fn parse(text: &str) -> Option<ClientFrame> {
    if text.len() > FRAME_MAX { None } else { serde_json::from_str(text).ok() }
}

fn speaks_another_version(text: &str) -> bool {
    if text.len() > FRAME_MAX {
        return false;
    }
    let Ok(frame) = serde_json::from_str::<serde_json::Value>(text) else { return false };
    let protocol = frame.get("protocol").and_then(serde_json::Value::as_u64);
    frame.get("type").is_some_and(|kind| kind == "hello")
        && protocol.is_some_and(|spoken| spoken != u64::from(PROTOCOL))
}
