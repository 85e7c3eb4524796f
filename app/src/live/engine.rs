//! The cursor's state machine: frames in, effects out. Pure, so that races are tested without a browser.
//!
//! The cursor moves only by a patch whose `from` equals it. Between asking for another page and its `welcome`, patches
//! belong to the page before and are dropped: the new page's snapshot has them, or the replay brings them.

use model::{
    Channel, Event,
    frame::{ClientFrame, PROTOCOL, ResetReason, ServerFrame},
    ids::Epoch,
    planted::{Mistake, planted},
};

/// What the connection must do next.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Send this.
    Send(ClientFrame),
    /// Lay these over the screen, in order.
    Apply(Vec<Event>),
    /// Read one fresh snapshot and enter again.
    Refetch,
    /// This page is too old for the server: reload it.
    Reload,
}

/// Where the screen stands in the log.
#[derive(Clone, Debug, PartialEq)]
struct Cursor {
    epoch: Epoch,
    seq: i64,
    channels: Vec<Channel>,
}

/// One page's place in the log, across connections.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Engine {
    cursor: Option<Cursor>,
    /// The socket is open.
    open: bool,
    /// The first frame of this socket was sent.
    greeted: bool,
    /// Questions (`hello`, `subscribe`) not answered yet.
    unanswered: u32,
    /// A fresh snapshot was asked for and has not come.
    refetching: bool,
    /// Where the log stood when the page was welcomed: before the cursor is there, the screen is old.
    head: i64,
}

impl Engine {
    /// Everything known has been applied, and more will come by itself.
    #[must_use]
    pub fn is_live(&self) -> bool {
        let caught_up = self.cursor.as_ref().is_none_or(|cursor| cursor.seq >= self.head);
        self.is_following() && (caught_up || planted(Mistake::LiveWhenWelcomed))
    }

    /// Patches are for this page, and each continues its cursor.
    fn is_following(&self) -> bool {
        self.open && self.greeted && self.unanswered == 0 && !self.refetching
    }

    /// A page is entered, so there is something to say hello about.
    #[must_use]
    pub fn has_page(&self) -> bool {
        self.cursor.is_some()
    }

    /// Whether what comes on `channel` is for the page that is entered, and not for the one before.
    #[must_use]
    pub fn follows(&self, channel: Channel) -> bool {
        self.unanswered == 0 && self.cursor.as_ref().is_some_and(|cursor| cursor.channels.contains(&channel))
    }

    /// The last event the screen has.
    #[must_use]
    pub fn seq(&self) -> Option<i64> {
        self.cursor.as_ref().map(|cursor| cursor.seq)
    }

    /// The socket opened.
    pub fn opened(&mut self) -> Vec<Effect> {
        self.open = true;
        self.greeted = false;
        self.unanswered = 0;
        self.ask()
    }

    /// The socket is gone.
    pub fn closed(&mut self) {
        self.open = false;
        self.greeted = false;
        self.unanswered = 0;
    }

    /// A page with its snapshot, instead of the one before (also the same page read afresh).
    pub fn enter(&mut self, epoch: Epoch, seq: i64, channels: Vec<Channel>) -> Vec<Effect> {
        self.cursor = Some(Cursor { epoch, seq, channels });
        self.refetching = false;
        self.ask()
    }

    /// The page is left.
    pub fn leave(&mut self) -> Vec<Effect> {
        self.refetching = false;
        let Some(cursor) = self.cursor.take() else { return Vec::new() };
        if !(self.open && self.greeted) {
            return Vec::new();
        }
        vec![Effect::Send(ClientFrame::Unsubscribe { channels: cursor.channels })]
    }

    /// Events alone do not make the screen whole: it needs a fresh snapshot, and is not live until it has one.
    pub fn incomplete(&mut self) -> Vec<Effect> {
        if planted(Mistake::IncompleteIgnored) { Vec::new() } else { self.refetch() }
    }

    /// The snapshot asked for could not be read; it will be asked for again.
    pub fn refetch_failed(&mut self) -> Vec<Effect> {
        if self.refetching && !planted(Mistake::RefetchOnce) { vec![Effect::Refetch] } else { Vec::new() }
    }

    fn ask(&mut self) -> Vec<Effect> {
        let (true, Some(cursor)) = (self.open, self.cursor.clone()) else { return Vec::new() };
        let Cursor { epoch, seq, channels } = cursor;
        self.unanswered += 1;
        let frame = if std::mem::replace(&mut self.greeted, true) {
            ClientFrame::Subscribe { epoch, seq, channels }
        } else {
            ClientFrame::Hello { protocol: PROTOCOL, epoch, seq, channels }
        };
        vec![Effect::Send(frame)]
    }

    /// A frame of the open socket.
    pub fn receive(&mut self, frame: ServerFrame) -> Vec<Effect> {
        match frame {
            ServerFrame::Welcome { epoch, head, .. } => {
                self.unanswered = self.unanswered.saturating_sub(1);
                self.head = head;
                let same = self.cursor.as_ref().is_none_or(|cursor| cursor.epoch == epoch);
                if self.unanswered == 0 && !same { self.refetch() } else { Vec::new() }
            }
            ServerFrame::Reset { reason } => {
                self.unanswered = self.unanswered.saturating_sub(1);
                if reason == ResetReason::Protocol { vec![Effect::Reload] } else { self.refetch() }
            }
            ServerFrame::Patch { from, to, events } => self.patch(from, to, events),
            ServerFrame::Head { seq, .. } => {
                // The server flushes what it has before it says its head, so a head beyond the cursor is a hole.
                let behind = self.is_following() && self.cursor.as_ref().is_some_and(|cursor| cursor.seq < seq);
                if behind { self.refetch() } else { Vec::new() }
            }
            // The snapshot's own answer already told the person; the channel stays silent. People move no cursor: whether
            // they are of this page is asked with [`Engine::follows`].
            ServerFrame::Denied { .. } | ServerFrame::Presence { .. } => Vec::new(),
        }
    }

    fn patch(&mut self, from: i64, to: i64, events: Vec<Event>) -> Vec<Effect> {
        if self.unanswered > 0 || self.refetching {
            return Vec::new();
        }
        let Some(cursor) = self.cursor.as_mut() else { return Vec::new() };
        if from != cursor.seq {
            return self.refetch();
        }
        cursor.seq = to;
        if events.is_empty() { Vec::new() } else { vec![Effect::Apply(events)] }
    }

    fn refetch(&mut self) -> Vec<Effect> {
        if self.cursor.is_none() || std::mem::replace(&mut self.refetching, true) {
            return Vec::new();
        }
        vec![Effect::Refetch]
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
