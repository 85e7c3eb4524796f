//! JSON as server functions, the socket and the page's own data speak it, read as text.
//!
//! One reading for all of them, so the browser carries each type's reader once; leptos' own codecs read bytes and by
//! serde_json, which is a second and a third copy of all of it.

#[cfg(feature = "hydrate")]
mod incoming;
#[cfg(any(not(feature = "ssr"), test))]
mod reader;

use std::{fmt, future::Future};

use leptos::{
    prelude::Resource,
    server::codee::{Decoder, Encoder},
    server_fn::{Bytes, ContentType, Decodes, Encodes, Format, FormatType, codec::Post},
};
use serde::{
    Serialize,
    de::{DeserializeOwned, Error},
};

#[cfg(feature = "hydrate")]
pub(crate) use self::incoming::text;
use crate::error::AppError;

/// JSON in UTF-8.
#[derive(Debug)]
pub struct JsonText;

/// Arguments and answers as JSON in the body of a POST.
pub type Json = Post<JsonText>;

/// What a page reads before it is drawn: on the server, and handed to the browser as JSON.
pub type Loading<T> = Resource<Result<T, AppError>, JsonText>;

/// Not JSON, or not of this type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unreadable")
    }
}

impl std::error::Error for Unreadable {}

/// Nobody is told more than that it cannot be read, so no message is made.
impl Error for Unreadable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Unreadable
    }
}

/// Reads one value from `text`.
///
/// # Errors
/// It is not JSON, or not of this type.
pub fn read<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    #[cfg(feature = "ssr")]
    return serde_json::from_str(text).map_err(|_| Unreadable);
    #[cfg(not(feature = "ssr"))]
    return reader::read(text);
}

/// A page's data, read anew whenever `source` changes. The answer waits for it.
pub fn load<S, T, Fut>(
    source: impl Fn() -> S + Send + Sync + 'static,
    fetcher: impl Fn(S) -> Fut + Send + Sync + 'static,
) -> Loading<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Fut: Future<Output = Result<T, AppError>> + Send + 'static,
{
    Resource::new_with_options(source, fetcher, true)
}

impl ContentType for JsonText {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for JsonText {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for JsonText {
    type Error = serde_json::Error;

    fn encode(value: &T) -> Result<Bytes, serde_json::Error> {
        serde_json::to_vec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for JsonText {
    type Error = Unreadable;

    fn decode(bytes: Bytes) -> Result<T, Unreadable> {
        read(std::str::from_utf8(&bytes).map_err(|_| Unreadable)?)
    }
}

impl<T: Serialize> Encoder<T> for JsonText {
    type Error = serde_json::Error;
    type Encoded = String;

    fn encode(value: &T) -> Result<String, serde_json::Error> {
        serde_json::to_string(value)
    }
}

impl<T: DeserializeOwned> Decoder<T> for JsonText {
    type Error = Unreadable;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Unreadable> {
        read(text)
    }
}
