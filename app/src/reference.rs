//! A short code for what went wrong: the person can read it out, and the log has the cause beside it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// As in `K7Q2-9FXA`: digits and letters that are not mistaken for each other (Crockford's base 32).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Reference(String);

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(feature = "ssr")]
impl Reference {
    /// A new one: one of 2^40, so that two in a log of years are rarely the same.
    #[must_use]
    pub fn random() -> Reference {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let letter = |number: u8| char::from(ALPHABET[usize::from(number % 32)]);
        let numbers: [u8; 8] = rand::random();
        let (first, second) = numbers.split_at(4);
        let half = |numbers: &[u8]| numbers.iter().copied().map(letter).collect::<String>();
        Reference(format!("{}-{}", half(first), half(second)))
    }

    /// Writes `cause` to the log under a new reference. Nobody else is told of it.
    #[must_use]
    pub fn logged(what: &'static str, cause: &dyn fmt::Display) -> Reference {
        let reference = Reference::random();
        crate::request::span().in_scope(|| tracing::error!(%reference, error = cause.to_string(), "{what}"));
        reference
    }
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn a_reference_can_be_read_out() {
        for _ in 0..100 {
            let reference = Reference::random().to_string();
            let plain =
                |letter: char| letter.is_ascii_digit() || letter.is_ascii_uppercase() && !"ILOU".contains(letter);
            assert_eq!((reference.len(), reference.find('-')), (9, Some(4)), "{reference}");
            assert!(reference.replace('-', "").chars().all(plain), "{reference}");
        }
        assert_ne!(Reference::random(), Reference::random());
    }
}
