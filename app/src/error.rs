//! The one error that crosses the wire from a server function. Internals never do: they are logged where they happen.

use leptos::server_fn::{
    codec::JsonEncoding,
    error::{FromServerFnError, ServerFnErrorErr},
};
use model::Refusal;
use serde::{Deserialize, Serialize};

/// What a page learns when a server function did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "kebab-case")]
pub enum AppError {
    /// A rule said no; nothing was changed.
    #[error("{}", refusals.first().map(ToString::to_string).unwrap_or_default())]
    Refused {
        /// Why; several when a whole form was read.
        refusals: Vec<Refusal>,
    },
    /// Not signed in, or not any more.
    #[error("{}", Refusal::SignedOut)]
    SignedOut,
    /// The request could not be read.
    #[error("Permintaan tidak bisa dibaca.")]
    BadRequest,
    /// The server could not do it now; what was sent is not saved.
    #[error("Server sedang bermasalah. Tidak ada yang tersimpan; coba lagi sebentar.")]
    Internal,
    /// The server could not be reached.
    #[error("Tidak ada sambungan ke server.")]
    Offline,
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        AppError::Refused { refusals: vec![refusal] }
    }
}

impl AppError {
    /// The HTTP status that goes with it.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self {
            AppError::Refused { refusals } => match refusals.first() {
                Some(Refusal::Stale | Refusal::MutationReused) => 409,
                Some(Refusal::NotAllowed | Refusal::OtherDepartment { .. }) => 403,
                Some(Refusal::Unknown) => 404,
                Some(Refusal::WrongCredentials | Refusal::SignedOut) => 401,
                Some(Refusal::TooManyAttempts { .. }) => 429,
                _ => 422,
            },
            AppError::SignedOut => 401,
            AppError::BadRequest => 400,
            AppError::Internal | AppError::Offline => 503,
        }
    }

    /// The first reason, if it was a rule that said no.
    #[must_use]
    pub fn refusal(&self) -> Option<Refusal> {
        match self {
            AppError::Refused { refusals } => refusals.first().cloned(),
            _ => None,
        }
    }

    /// Says the status of this error in the current response (server only).
    #[must_use]
    pub fn with_status(self) -> AppError {
        #[cfg(feature = "ssr")]
        if !crate::request::is_form_post()
            && let Some(response) = leptos::prelude::use_context::<leptos_axum::ResponseOptions>()
            && let Ok(status) = axum::http::StatusCode::from_u16(self.status())
        {
            response.set_status(status);
        }
        self
    }
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                AppError::BadRequest.with_status()
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => AppError::Offline,
            _ => AppError::Internal.with_status(),
        }
    }
}

#[cfg(feature = "ssr")]
impl From<ledger::LedgerError> for AppError {
    fn from(error: ledger::LedgerError) -> Self {
        match error {
            ledger::LedgerError::Refused(refusal) => AppError::from(refusal).with_status(),
            error => {
                tracing::error!(%error, "the ledger failed");
                AppError::Internal.with_status()
            }
        }
    }
}
