//! May this socket? Asked at subscribe, at delivery and at replay; what is not known to be allowed is not.

use model::Channel;

/// Whether the session behind a socket still stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Signed in, and a member of the socket's factory.
    Valid,
    /// Signed in, but what the page was drawn for is not so any more: role, departments, the factory's settings.
    Changed,
    /// Logged out, expired, or no member any more.
    Ended,
    /// It could not be found out. Nothing is delivered on it, but nobody is told to sign in again either.
    Unknown,
}

/// The rights of one socket, always decided from its session as it is now and never from what the page said.
pub trait Access: Send + Sync + 'static {
    /// Whether the session still stands.
    fn standing(&self) -> impl Future<Output = Standing> + Send;

    /// Whether `channel` may be listened to. A foreign and an unknown document get the same `false`; so does a
    /// question that could not be answered. Asked only after [`Access::standing`] said [`Standing::Valid`].
    fn allows(&self, channel: &Channel) -> impl Future<Output = bool> + Send;
}
