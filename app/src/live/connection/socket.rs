//! One WebSocket of the browser.
//!
//! What comes is handled in the very call in which the browser says it, and not by a task that is woken for it: an event
//! is on the screen one turn of the page's loop earlier.

use futures::channel::mpsc::{self, UnboundedReceiver};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{CloseEvent, MessageEvent, WebSocket};

/// The two turns in a socket's life.
pub(super) enum Turn {
    /// It takes messages.
    Opened,
    /// It is over, with this code; without an answer from the server, too.
    Closed(u16),
}

/// A socket, closed when it is dropped.
pub(super) struct Socket {
    socket: WebSocket,
    // The browser holds them by name only.
    _opened: Closure<dyn FnMut()>,
    _closed: Closure<dyn FnMut(CloseEvent)>,
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Socket {
    /// Begins to open a socket at `url`; its turns come as they happen, and `hear` gets each text message. `None` for an
    /// address that is none.
    pub(super) fn open(url: &str, mut hear: impl FnMut(&str) + 'static) -> Option<(Socket, UnboundedReceiver<Turn>)> {
        let socket = WebSocket::new(url).ok()?;
        let (turn, turns) = mpsc::unbounded();
        let turned = turn.clone();
        // Nobody listens to the turns of a socket that is being dropped.
        let opened = Closure::<dyn FnMut()>::new(move || drop(turned.unbounded_send(Turn::Opened)));
        let closed = Closure::<dyn FnMut(_)>::new(move |event: CloseEvent| {
            let _ = turn.unbounded_send(Turn::Closed(event.code()));
        });
        let heard = Closure::<dyn FnMut(_)>::new(move |message: MessageEvent| {
            // Not by [`crate::json::text`]: for the few letters of an event it asks the browser too many things.
            if let Some(text) = message.data().as_string() {
                hear(&text);
            }
        });
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some((Socket { socket, _opened: opened, _closed: closed, _heard: heard }, turns))
    }

    /// Sends a text message; `false` when the socket takes none.
    pub(super) fn say(&self, text: &str) -> bool {
        self.socket.ready_state() == WebSocket::OPEN && self.socket.send_with_str(text).is_ok()
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.socket.set_onopen(None);
        self.socket.set_onclose(None);
        self.socket.set_onmessage(None);
        // Fails for a code that is none, and there is no code here.
        let _ = self.socket.close();
    }
}
