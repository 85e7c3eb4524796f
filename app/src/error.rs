//! The one error that crosses the wire from a server function. Internals never do: they are logged where they happen.

use leptos::server_fn::{
    Bytes, Decodes,
    error::{FromServerFnError, ServerFnErrorErr},
};
use model::Refusal;
use serde::{Deserialize, Serialize};

use crate::json::JsonText;

/// What a page learns when a server function did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "error", rename_all = "kebab-case", from = "LooseError")]
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
    /// The server cannot store anything now; what was sent is not saved, and sent again later it can be.
    #[error("Server tidak bisa menyimpan: {trouble}. Tidak ada yang tersimpan; coba lagi nanti.")]
    Storage {
        /// What the disk or the database says.
        trouble: StorageTrouble,
    },
    /// The server could not do it now; what was sent is not saved.
    #[error("Server sedang bermasalah. Tidak ada yang tersimpan; coba lagi sebentar.")]
    Internal,
    /// The server could not be reached.
    #[error("Tidak ada sambungan ke server.")]
    Offline,
}

/// Why nothing can be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "kebab-case")]
pub enum StorageTrouble {
    /// No room is left.
    #[error("penyimpanannya penuh")]
    Full,
    /// It may only be read.
    #[error("penyimpanannya hanya bisa dibaca")]
    ReadOnly,
    /// Reading or writing fails.
    #[error("penyimpanannya gagal dibaca atau ditulis")]
    Disk,
    /// Another process holds it.
    #[error("penyimpanannya sedang dipakai proses lain")]
    Busy,
}

/// An error before its kind is looked at; a derived tagged enum would keep it as loose values first.
#[derive(Deserialize)]
struct LooseError {
    error: String,
    #[serde(default)]
    refusals: Vec<Refusal>,
    trouble: Option<StorageTrouble>,
}

impl From<LooseError> for AppError {
    fn from(LooseError { error, refusals, trouble }: LooseError) -> AppError {
        match (error.as_str(), trouble) {
            ("refused", _) => AppError::Refused { refusals },
            ("signed-out", _) => AppError::SignedOut,
            ("bad-request", _) => AppError::BadRequest,
            ("storage", Some(trouble)) => AppError::Storage { trouble },
            ("offline", _) => AppError::Offline,
            // Also what a newer server may say: it was not done.
            _ => AppError::Internal,
        }
    }
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
                Some(Refusal::PhotoTooHeavy { .. }) => 413,
                Some(Refusal::TooManyAttempts { .. }) => 429,
                _ => 422,
            },
            AppError::SignedOut => 401,
            AppError::BadRequest => 400,
            AppError::Storage { .. } | AppError::Internal | AppError::Offline => 503,
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
    type Encoder = JsonText;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            // In a browser it is the answer that cannot be read, on the server the request.
            ServerFnErrorErr::Deserialization(_) if cfg!(feature = "hydrate") => AppError::Offline,
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => {
                AppError::BadRequest.with_status()
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => AppError::Offline,
            _ => AppError::Internal.with_status(),
        }
    }

    /// An answer that is not ours is of somebody in between: a proxy that reaches no server, a network that wants a
    /// login. What was asked is as open as without any answer.
    fn de(data: Bytes) -> Self {
        JsonText::decode(data).unwrap_or(AppError::Offline)
    }
}

#[cfg(feature = "ssr")]
impl From<ledger::LedgerError> for AppError {
    fn from(error: ledger::LedgerError) -> Self {
        match error {
            ledger::LedgerError::Refused(refusal) => AppError::from(refusal).with_status(),
            error => {
                tracing::error!(%error, "the ledger failed");
                let seen = error.trouble().map(|trouble| AppError::Storage { trouble: trouble.into() });
                seen.unwrap_or(AppError::Internal).with_status()
            }
        }
    }
}

#[cfg(feature = "ssr")]
impl From<ledger::Trouble> for StorageTrouble {
    fn from(trouble: ledger::Trouble) -> Self {
        match trouble {
            ledger::Trouble::Full => StorageTrouble::Full,
            ledger::Trouble::ReadOnly => StorageTrouble::ReadOnly,
            ledger::Trouble::Disk => StorageTrouble::Disk,
            ledger::Trouble::Busy => StorageTrouble::Busy,
        }
    }
}
