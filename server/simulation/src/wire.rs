//! The server's end of a socket: a line with little room, and a witness who compares what is said with the contract.
//!
//! Always true here: what was said arrives in its order or not at all; a line whose reader takes nothing gets full.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker},
};

use futures::{Sink, Stream, channel::mpsc::UnboundedReceiver};
use realtime::{Incoming, Outgoing};

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
    fn wake(&mut self) {
        if let Some(writer) = self.writer.take() {
            writer.wake();
        }
    }
}

/// The server's end.
#[derive(Debug)]
pub(crate) struct Wire {
    pub(crate) life: Arc<Life>,
    pub(crate) incoming: UnboundedReceiver<Incoming>,
    pub(crate) pipe: SharedPipe,
    pub(crate) witness: Witness,
}

/// The line broke.
#[derive(Debug)]
pub(crate) struct Broken;

impl Stream for Wire {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Incoming>> {
        if self.life.is_dead() {
            return Poll::Pending;
        }
        let next = Pin::new(&mut self.incoming).poll_next(context);
        if let Poll::Ready(Some(Incoming::Text(text))) = &next {
            self.witness.heard(text);
        }
        next
    }
}

impl Sink<Outgoing> for Wire {
    type Error = Broken;

    fn poll_ready(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        if self.life.is_dead() {
            return Poll::Pending;
        }
        let mut pipe = self.pipe.lock();
        if pipe.is_broken {
            return Poll::Ready(Err(Broken));
        }
        if pipe.queue.len() < pipe.room {
            return Poll::Ready(Ok(()));
        }
        pipe.writer = Some(context.waker().clone());
        Poll::Pending
    }

    fn start_send(mut self: Pin<&mut Self>, message: Outgoing) -> Result<(), Broken> {
        if !self.life.step() {
            return Ok(());
        }
        self.witness.said(&message);
        self.pipe.lock().queue.push_back(message);
        self.life.notice.notify_one();
        Ok(())
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        if self.life.is_dead() { Poll::Pending } else { Poll::Ready(Ok(())) }
    }

    fn poll_close(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Result<(), Broken>> {
        Poll::Ready(Ok(()))
    }
}
