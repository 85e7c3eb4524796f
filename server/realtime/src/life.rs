//! The ordinary life of a socket: greeting, questions, live events, catching up, heartbeat.
//!
//! Always true here:
//! - One question at a time, answered in the order asked; between any two steps the hub's signals are heeded first.
//! - A question noted the signals before it was asked, so a change during the answer leads to another question.
//! - `head` never says more than the page was sent, so a page may take a larger one for a hole.
//!
//! How events travel, and the two cursors, is in [`delivery`]; how people see each other, in [`company`].

mod company;
mod delivery;

use std::{convert::Infallible, sync::Arc};

use futures::{SinkExt, StreamExt};
use model::{
    Channel, Timestamp,
    frame::{CHANNELS_MAX, ClientFrame, FRAME_MAX, PROTOCOL, ResetReason, ServerFrame, close},
    ids::{Epoch, FactoryId},
    planted::{Mistake, planted},
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at, timeout};

pub(crate) use self::delivery::Following;
use self::{
    company::{PACE, stirred},
    delivery::due,
};
use crate::{
    access::Access,
    hub::{Mailbox, Signals},
    presence::Heard,
    replay::{Head, Log, LogEntry, LogError},
    subscriber::{End, GREETING, HEARTBEAT, SILENCE, WRITE, stands},
    transport::{Incoming, Outgoing, Transport},
};

/// Why a life goes on.
enum Woken {
    Heard(Option<Incoming>),
    Beat,
    /// The log has what the queue has not.
    Behind,
    Event(Arc<LogEntry>),
    Signal,
    /// The page has not said where its person is for too long.
    Expired,
    /// Somebody else came, left or did something else.
    Stirred,
}

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
    /// The log's clock when it was last asked, and when that was; in between it runs on by ours.
    clock: (Timestamp, Instant),
    /// Not before this moment is the page told of people again.
    next_telling: Instant,
}

impl<'a, T: Transport, L: Log, A: Access> Life<'a, T, L, A> {
    pub(crate) fn new(factory: FactoryId, transport: &'a mut T, log: &'a L, access: &'a A, mailbox: Mailbox) -> Self {
        let now = Instant::now();
        Life {
            factory,
            transport,
            log,
            access,
            mailbox,
            heeded: Signals::default(),
            heard: now,
            following: None,
            clock: (Timestamp::default(), now),
            next_telling: now,
        }
    }

    pub(crate) async fn live(mut self) -> End {
        let Err(end) = self.follow().await;
        end
    }

    async fn follow(&mut self) -> Result<Infallible, End> {
        let first = timeout(GREETING, self.first_text()).await.unwrap_or(Err(End::Closed(close::PROTOCOL)))?;
        self.greet(&first).await?;
        let mut heartbeat = interval_at(Instant::now() + HEARTBEAT, HEARTBEAT);
        heartbeat.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.heed().await?;
            match self.wait(&mut heartbeat).await {
                Woken::Heard(incoming) => self.hear(incoming).await?,
                Woken::Beat => self.beat().await?,
                Woken::Behind => self.catch_up().await?,
                Woken::Event(entry) => self.take(entry).await?,
                // Heeded at the top of the loop.
                Woken::Signal => {}
                Woken::Expired => self.mailbox.attendance.leave(),
                Woken::Stirred => {
                    // Also when it is nothing for this page: a storm elsewhere must not wake everybody for each word.
                    self.next_telling = Instant::now() + PACE;
                    self.tell_of_people().await?;
                }
            }
        }
    }

    /// Waits for something to do. Meanwhile the place in the log is lent: see [`crate::express`].
    async fn wait(&mut self, heartbeat: &mut Interval) -> Woken {
        let is_following = self.following.is_some();
        let behind = self.following.as_ref().and_then(|following| following.behind);
        let expires = self.mailbox.attendance.expires();
        self.mailbox.lend(&mut self.following, self.heeded.access);
        let woken = tokio::select! {
            biased;
            incoming = self.transport.next() => Woken::Heard(incoming),
            _ = heartbeat.tick() => Woken::Beat,
            () = due(behind), if behind.is_some() => Woken::Behind,
            Some(entry) = self.mailbox.queue.recv(), if behind.is_none() => Woken::Event(entry),
            // The hub keeps the sender while the mailbox lives.
            _ = self.mailbox.signals.changed() => Woken::Signal,
            () = due(expires), if expires.is_some() => Woken::Expired,
            // Last: people are told of when there is nothing else to do.
            () = stirred(&mut self.mailbox.presence_changes, self.next_telling), if is_following => Woken::Stirred,
        };
        self.mailbox.take_back(&mut self.following);
        woken
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
        let unheeded = planted(Mistake::RightsOnlyAtSubscribe) || planted(Mistake::RightsAtHeartbeat);
        if signals.access != self.heeded.access && !unheeded {
            stands(self.access).await?;
            self.recheck_channels().await?;
        }
        if signals.begun != self.heeded.begun && !planted(Mistake::BegunNeverFlushed) {
            self.flush_wire().await?;
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
                if self.mailbox.attendance.place().is_some_and(|place| channels.contains(&place)) {
                    self.mailbox.attendance.leave();
                }
                if let Some(following) = &mut self.following
                    && !planted(Mistake::UnsubscribeIgnored)
                {
                    following.channels.retain(|held| !channels.contains(held));
                }
                Ok(())
            }
            Some(ClientFrame::Presence { channel, state }) => {
                self.attend(channel, state).await;
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
        let mut asked = channels;
        asked.sort_unstable();
        asked.dedup();
        if asked.len() > CHANNELS_MAX {
            return Err(End::Closed(close::PROTOCOL));
        }
        stands(self.access).await?;
        // The hub has had this socket since it opened, so what is committed after this look comes by the queue.
        let Ok(head) = self.log_head().await else { return Err(End::Closed(close::TRY_AGAIN_LATER)) };
        if epoch != head.epoch && !planted(Mistake::EpochIgnored) {
            return self.reset(ResetReason::Epoch).await;
        }
        if seq < head.oldest || seq > head.seq {
            return self.reset(ResetReason::Window).await;
        }
        let mut allowed = Vec::with_capacity(asked.len());
        for channel in asked {
            if self.allows(&channel).await {
                allowed.push(channel);
            } else {
                self.say(&ServerFrame::Denied { channel }).await?;
            }
        }
        self.say(&ServerFrame::Welcome { epoch, head: head.seq, now: self.now() }).await?;
        let read = if planted(Mistake::FollowFromHead) { head.seq } else { seq };
        let behind = (read < head.seq).then(Instant::now);
        let heard = Heard::default();
        self.following = Some(Following { epoch, channels: allowed, read, sent: seq, behind, heard });
        self.tell_of_people().await
    }

    // `&mut`, though it changes nothing: a wire need not be shareable between threads, only movable.
    async fn allows(&mut self, channel: &Channel) -> bool {
        let own = match channel {
            Channel::Factory(factory) | Channel::List(_, factory) => *factory == self.factory,
            // Only this factory's log is ever read here, so a document of another one could not be heard anyway.
            Channel::Doc(..) => true,
        };
        own && Box::pin(self.access.allows(channel)).await
    }

    async fn recheck_channels(&mut self) -> Result<(), End> {
        if planted(Mistake::RightsOnlyAtSubscribe) {
            return Ok(());
        }
        let held: Vec<Channel> = self.following.iter().flat_map(|following| following.channels.clone()).collect();
        for channel in held {
            if !self.allows(&channel).await {
                if let Some(following) = &mut self.following {
                    following.channels.retain(|held| *held != channel);
                }
                self.say(&ServerFrame::Denied { channel }).await?;
            }
        }
        if let Some(place) = self.mailbox.attendance.place()
            && !self.allows(&place).await
        {
            self.mailbox.attendance.leave();
        }
        Ok(())
    }

    async fn log_head(&mut self) -> Result<Head, LogError> {
        let head = Box::pin(self.log.head(self.factory)).await?;
        self.clock = (head.now, Instant::now());
        Ok(head)
    }

    /// The log's clock now.
    fn now(&self) -> Timestamp {
        let (at, read) = self.clock;
        Timestamp(at.0.saturating_add(i64::try_from(read.elapsed().as_millis()).unwrap_or(i64::MAX)))
    }

    /// Looks whether everything is as believed, and says so.
    async fn beat(&mut self) -> Result<(), End> {
        if self.heard.elapsed() >= SILENCE {
            return Err(End::Gone);
        }
        self.recheck_channels().await?;
        let head = self.log_head().await;
        if let (Some(following), Ok(head)) = (&mut self.following, head) {
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
        if !planted(Mistake::HeadBeforeFlush) {
            self.flush().await?;
        }
        let seq = match &self.following {
            Some(following) if planted(Mistake::HeadBeforeFlush) => following.read,
            Some(following) => following.sent,
            // Nobody's cursor can be behind it: the page has none.
            None => match self.log_head().await {
                Ok(head) => head.seq,
                Err(_) => return Err(End::Closed(close::TRY_AGAIN_LATER)),
            },
        };
        self.say(&ServerFrame::Head { seq, now: self.now() }).await
    }

    async fn reset(&mut self, reason: ResetReason) -> Result<(), End> {
        self.following = None;
        self.say(&ServerFrame::Reset { reason }).await
    }

    async fn say(&mut self, frame: &ServerFrame) -> Result<(), End> {
        // These frames are plain structs; a failure to encode one could only be a broken build.
        let text = serde_json::to_string(frame).map_err(|_| End::Closed(close::TRY_AGAIN_LATER))?;
        self.send(Outgoing::Text(text.into())).await
    }

    /// Sends the rest of a message that went the short way in part.
    async fn flush_wire(&mut self) -> Result<(), End> {
        match timeout(WRITE, self.transport.flush()).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Stalled),
        }
    }

    async fn send(&mut self, message: Outgoing) -> Result<(), End> {
        match timeout(WRITE, self.transport.send(message)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) | Err(_) => Err(End::Stalled),
        }
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
