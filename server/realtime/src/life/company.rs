//! How the people of a factory see each other through this socket.
//!
//! Always true here:
//! - A socket is heard of only at a document that it has a right to at this moment, and hears only of channels that it
//!   follows: the same rights as for events.
//! - It is told at most every [`PACE`], and only when nothing else waits: what it was not told in between it never
//!   needs to know.
//! - A word that may not be said is dropped without an answer, so that nothing can be learned from it.

use std::time::Duration;

use model::{Channel, presence::Activity};
use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::Life;
use crate::{
    access::Access,
    replay::Log,
    subscriber::End,
    transport::{Outgoing, Transport},
};

/// Shortest time between two tellings. Short enough to look immediate, long enough that a crowd costs each reader no
/// more than a few messages a second.
pub(super) const PACE: Duration = Duration::from_millis(250);

impl<T: Transport, L: Log, A: Access> Life<'_, T, L, A> {
    /// The page says where its person is.
    pub(super) async fn attend(&mut self, at: Channel, state: Option<Activity>) {
        if !self.mailbox.attendance.may_speak() {
            return;
        }
        let place = self.mailbox.attendance.place();
        let Some(state) = state else {
            if place == Some(at) {
                self.mailbox.attendance.leave();
            }
            return;
        };
        let Some(following) = &self.following else { return };
        let known = place == Some(at) || following.channels.contains(&at);
        if matches!(at, Channel::Doc(..)) && (known || self.allows(&at).await) {
            self.mailbox.attendance.be(at, state);
        }
    }

    /// Tells the page what has changed among the people on its channels.
    pub(super) async fn tell_of_people(&mut self) -> Result<(), End> {
        let channels: Vec<Channel> = self.following.iter().flat_map(|following| following.channels.clone()).collect();
        // Each channel once a round, however quickly it changes.
        for channel in channels {
            if self.mailbox.signals.borrow().access != self.heeded.access {
                // Another round, with the rights as they are by then.
                self.mailbox.presence_changes.mark_changed();
                return Ok(());
            }
            let Some(following) = &mut self.following else { return Ok(()) };
            if let Some(text) = following.heard.news(&self.mailbox.presence, channel) {
                self.next_telling = Instant::now() + PACE;
                self.send(Outgoing::Text(text)).await?;
            }
        }
        Ok(())
    }
}

/// Somebody came, left or did something else, and it is time to tell of it.
pub(super) async fn stirred(changes: &mut watch::Receiver<u64>, not_before: Instant) {
    if not_before > Instant::now() {
        sleep_until(not_before).await;
    }
    // An error would mean that the factory's people are gone, which they are not while the mailbox lives.
    if changes.changed().await.is_err() {
        std::future::pending::<()>().await;
    }
}
