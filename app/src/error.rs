//! The one error that crosses the wire from a server function. Internals never do: they are logged where they happen.

use leptos::server_fn::{
    Bytes, Decodes,
    error::{FromServerFnError, ServerFnErrorErr},
};
use model::{
    Refusal,
    language::{Text, label},
};
use serde::{Deserialize, Serialize};

use crate::{
    json::JsonText,
    language::{language, t, t_with},
    reference::Reference,
    texts,
};

/// What a page learns when a server function did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "error", rename_all = "kebab-case", from = "LooseError")]
pub enum AppError {
    /// A rule said no; nothing was changed.
    Refused {
        /// Why; several when a whole form was read.
        refusals: Vec<Refusal>,
    },
    /// Not signed in, or not any more.
    SignedOut,
    /// The request could not be read.
    BadRequest,
    /// The server cannot store anything now; what was sent is not saved, and sent again later it can be.
    Storage {
        /// What the disk or the database says.
        trouble: StorageTrouble,
        /// Under which the log has the cause.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<Reference>,
    },
    /// The server could not do it now; what was sent is not saved.
    Internal {
        /// Under which the log has the cause; none when it was not our server that said so.
        #[serde(skip_serializing_if = "Option::is_none")]
        reference: Option<Reference>,
    },
    /// The server could not be reached.
    Offline,
}

/// Why nothing can be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StorageTrouble {
    /// No room is left.
    Full,
    /// It may only be read.
    ReadOnly,
    /// Reading or writing fails.
    Disk,
    /// Another process holds it.
    Busy,
}

/// An error before its kind is looked at; a derived tagged enum would keep it as loose values first.
#[derive(Deserialize)]
struct LooseError {
    error: String,
    #[serde(default)]
    refusals: Vec<Refusal>,
    trouble: Option<StorageTrouble>,
    reference: Option<Reference>,
}

impl From<LooseError> for AppError {
    fn from(LooseError { error, refusals, trouble, reference }: LooseError) -> AppError {
        match (error.as_str(), trouble) {
            ("refused", _) => AppError::Refused { refusals },
            ("signed-out", _) => AppError::SignedOut,
            ("bad-request", _) => AppError::BadRequest,
            ("storage", Some(trouble)) => AppError::Storage { trouble, reference },
            ("offline", _) => AppError::Offline,
            // Also what a newer server may say: it was not done.
            _ => AppError::Internal { reference },
        }
    }
}

/// A refusal in the page's language.
#[must_use]
pub fn refused(refusal: &Refusal) -> String {
    refusal.text(language())
}

impl StorageTrouble {
    fn label(self) -> Text {
        match self {
            StorageTrouble::Full => label!("penyimpanannya penuh", "its storage is full"),
            StorageTrouble::ReadOnly => label!("penyimpanannya hanya bisa dibaca", "its storage can only be read"),
            StorageTrouble::Disk => {
                label!("penyimpanannya gagal dibaca atau ditulis", "its storage fails to read or write")
            }
            StorageTrouble::Busy => {
                label!("penyimpanannya sedang dipakai proses lain", "its storage is in use by another process")
            }
        }
    }
}

impl From<Refusal> for AppError {
    fn from(refusal: Refusal) -> Self {
        AppError::Refused { refusals: vec![refusal] }
    }
}

impl AppError {
    /// What happened, what was kept and what to do, in the page's language.
    #[must_use]
    pub fn text(&self) -> String {
        let code = |reference: &Option<Reference>| {
            let text = |reference: &Reference| format!(" {}", t_with(texts::SAY_THE_CODE, &[reference]));
            reference.as_ref().map(text).unwrap_or_default()
        };
        match self {
            AppError::Refused { refusals } => refusals.first().map(refused).unwrap_or_default(),
            AppError::SignedOut => refused(&Refusal::SignedOut),
            AppError::BadRequest => t(texts::BAD_REQUEST).to_owned(),
            AppError::Storage { trouble, reference } => {
                t_with(texts::CANNOT_STORE, &[&t(trouble.label())]) + &code(reference)
            }
            AppError::Internal { reference } => t(texts::SERVER_TROUBLE).to_owned() + &code(reference),
            AppError::Offline => t(texts::NO_CONNECTION).to_owned(),
        }
    }

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
            AppError::Storage { .. } | AppError::Internal { .. } | AppError::Offline => 503,
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

    /// What a person is told when `cause` was nobody's fault but ours: a reference, under which the log has it.
    #[cfg(feature = "ssr")]
    #[must_use]
    pub fn fault(what: &'static str, cause: &dyn std::fmt::Display) -> AppError {
        AppError::Internal { reference: Some(Reference::logged(what, cause)) }.with_status()
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
            #[cfg(feature = "ssr")]
            error => AppError::fault("a server function failed", &error),
            #[cfg(not(feature = "ssr"))]
            _ => AppError::Internal { reference: None },
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
                let reference = Some(Reference::logged("the ledger failed", &error));
                let told = match error.trouble() {
                    Some(trouble) => AppError::Storage { trouble: trouble.into(), reference },
                    None => AppError::Internal { reference },
                };
                told.with_status()
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

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    fn read(json: &str) -> AppError {
        AppError::de(Bytes::from(json.to_owned()))
    }

    #[test]
    fn every_error_is_read_as_it_was_written() {
        let reference = Some(Reference::random());
        for error in [
            AppError::from(Refusal::Stale),
            AppError::SignedOut,
            AppError::BadRequest,
            AppError::Storage { trouble: StorageTrouble::Full, reference: reference.clone() },
            AppError::Storage { trouble: StorageTrouble::Busy, reference: None },
            AppError::Internal { reference },
            AppError::Internal { reference: None },
            AppError::Offline,
        ] {
            let json = serde_json::to_string(&error).expect("plain data");
            assert_eq!(read(&json), error, "{json}");
        }
        assert_eq!(read(r#"{"error":"newer-than-this"}"#), AppError::Internal { reference: None });
        assert_eq!(read("<html>502</html>"), AppError::Offline);
    }

    #[test]
    fn a_fault_tells_its_code_and_nothing_of_its_cause() {
        let told = AppError::fault("a test failed", &"SELECT password FROM users");
        let AppError::Internal { reference: Some(reference) } = &told else { panic!("{told:?}") };
        assert!(told.text().ends_with(&format!("Sebutkan kode {reference} bila melapor.")), "{told:?}");
        assert!(!serde_json::to_string(&told).expect("plain data").contains("SELECT"));
        assert!(!AppError::Internal { reference: None }.text().contains("kode"));
    }
}
