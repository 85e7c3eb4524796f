//! What the handlers of this process share.

use axum::extract::FromRef;
use ledger::Ledger;
use leptos::config::LeptosOptions;
use realtime::Hub;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::guard::Guard;

/// Cheap to clone.
#[derive(Clone)]
pub struct AppState {
    /// Rows and log.
    pub ledger: Ledger,
    /// Who is connected.
    pub hub: Hub,
    /// Cancelled when the process stops.
    pub shutdown: CancellationToken,
    /// Sockets and the relay: waited for when the process stops.
    pub tracker: TaskTracker,
    /// How pages are served.
    pub options: LeptosOptions,
    /// The site is served over TLS (by a proxy in front): cookies are `Secure` and `__Host-`.
    pub tls: bool,
    /// Demo people are shown on the login page.
    pub demo: bool,
    /// What protects and watches the process.
    pub guard: Guard,
}

impl FromRef<AppState> for LeptosOptions {
    fn from_ref(state: &AppState) -> Self {
        state.options.clone()
    }
}
