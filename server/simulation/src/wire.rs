//! The server's end of a socket: a line with little room, and a witness who compares what is said with the contract.
//!
//! Always true here: what was said arrives in its order or not at all, by whichever way it was said; a line whose reader
//! takes nothing gets full; what took the short way into the last room is only begun, and goes on when it is flushed.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use futures::{Sink, Stream, channel::mpsc::UnboundedReceiver};
use realtime::{Express, Incoming, Outgoing, Taken, Text};

use crate::{life::Life, witness::Witness};

/// What is on its way to the browser.
#[derive(Debug, Default)]
pub(crate) struct Pipe {
    pub(crate) queue: VecDeque<Outgoing>,
    /// Messages of `queue` that the network already knows of.
    pub(crate) noticed: usize,
    /// The line is gone, and the server knows.
    pub(crate) is_broken: bool,
    /// The socket's life ended: nothing follows.
    pub(crate) is_over: bool,
    room: usize,
    /// A message whose beginning is under way.
    begun: Option<Outgoing>,
    writer: Option<Waker>,
}

/// A pipe as both ends hold it.
#[derive(Clone, Debug)]
pub(crate) struct SharedPipe(Arc<Mutex<Pipe>>);

impl SharedPipe {
    /// A pipe for `room` messages.
    pub(crate) fn new(room: usize) -> SharedPipe {
        SharedPipe(Arc::new(Mutex::new(Pipe { room, ..Pipe::default() })))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, Pipe> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next message arrived.
    pub(crate) fn arrive(&self) -> Option<Outgoing> {
        let mut pipe = self.lock();
        pipe.noticed = pipe.noticed.saturating_sub(1);
        pipe.wake();
        pipe.queue.pop_front()
    }

    /// The server learns that the line is gone.
    pub(crate) fn break_off(&self) {
        let mut pipe = self.lock();
        pipe.is_broken = true;
        pipe.wake();
    }
}

impl Pipe {
    /// Whether there is room for another message, behind the one that was begun.
    fn has_room(&mut self) -> bool {
        if self.queue.len() < self.room
            && let Some(begun) = self.begun.take()
        {
            self.queue.push_back(begun);
        }
        self.begun.is_none() && self.queue.len() < self.room
    }

    fn wake(&mut self) {
        if let Some(writer) = self.writer.take() {
            writer.wake();
        }
    }
}

/// The server's end.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) incoming: UnboundedReceiver<Incoming>,
    pub(crate) end: Arc<End>,
}

/// What both ways of saying something share.
#[derive(Debug)]
pub(crate) struct End {
    pub(crate) life: Arc<Life>,
    pub(crate) pipe: SharedPipe,
    pub(crate) witness: Mutex<Witness>,
}

impl End {
    fn witness(&self) -> MutexGuard<'_, Witness> {
        self.witness.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Express for End {
    fn try_send(&self, text: &Text) -> Taken {
        let mut pipe = self.pipe.lock();
        if pipe.is_broken || !pipe.has_room() || !self.life.step() {
            return Taken::Not;
        }
        let message = Outgoing::Text(text.clone());
        self.witness().said(&message);
        self.life.notice.notify_one();
        if pipe.queue.len() + 1 < pipe.room {
            pipe.queue.push_back(message);
            return Taken::Whole;
        }
        pipe.begun = Some(message);
        Taken::Begun
    }
}

/// The line broke.
#[derive(Debug)]
pub(crate) struct Broken;

impl Stream for Wire {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Incoming>> {
        if self.end.life.is_dead() {
            return Poll::Pending;
        }
        let next = Pin::new(&mut self.incoming).poll_next(context);
        if let Poll::Ready(Some(Incoming::Text(text))) = &next {
            self.end.witness().heard(text);
        }
        next
    }
}

impl Sink<Outgoing> for Wire {
    type Error = Broken;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        if self.end.life.is_dead() {
            return Poll::Pending;
        }
        let mut pipe = self.end.pipe.lock();
        if pipe.is_broken {
            return Poll::Ready(Err(Broken));
        }
        if pipe.has_room() {
            return Poll::Ready(Ok(()));
        }
        pipe.writer = Some(context.waker().clone());
        Poll::Pending
    }

    fn start_send(self: Pin<&mut Self>, message: Outgoing) -> Result<(), Broken> {
        if !self.end.life.step() {
            return Ok(());
        }
        self.end.witness().said(&message);
        self.end.pipe.lock().queue.push_back(message);
        self.end.life.notice.notify_one();
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        if self.end.life.is_dead() {
            return Poll::Pending;
        }
        let mut pipe = self.end.pipe.lock();
        if pipe.is_broken {
            return Poll::Ready(Err(Broken));
        }
        pipe.has_room();
        if pipe.begun.is_none() {
            self.end.life.notice.notify_one();
            return Poll::Ready(Ok(()));
        }
        pipe.writer = Some(context.waker().clone());
        Poll::Pending
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        Poll::Ready(Ok(()))
    }
}
