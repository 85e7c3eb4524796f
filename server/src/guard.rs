//! What protects and watches this process: whose word counts, who may see the numbers, and the numbers.

use std::{convert::Infallible, fmt, str::FromStr, sync::Arc};

use subtle::ConstantTimeEq;

use crate::{client_address::TrustedProxies, metrics::Metrics};

/// Cheap to clone. By default no proxy is trusted and no token opens anything.
#[derive(Clone, Debug, Default)]
pub struct Guard {
    /// Proxies that are believed when they say for whom they ask.
    pub trusted_proxies: TrustedProxies,
    /// Opens `/metrics` to others than this machine.
    pub metrics_token: Option<Secret>,
    /// What is counted.
    pub metrics: Metrics,
}

/// Something that only its owner may know. Shown nowhere: `Debug` hides it.
#[derive(Clone)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Whether `given` is it; in the same time however much of it is right. An empty secret is nobody's.
    #[must_use]
    pub fn is(&self, given: &str) -> bool {
        !self.0.is_empty() && bool::from(self.0.as_bytes().ct_eq(given.as_bytes()))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Secret, Infallible> {
        Ok(Secret(text.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_itself_and_nothing_else() {
        let secret: Secret = "metrik-rahasia".parse().expect("any text");
        assert!(secret.is("metrik-rahasia"));
        for other in ["", "metrik", "metrik-rahasia ", "METRIK-RAHASIA"] {
            assert!(!secret.is(other), "{other}");
        }
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        let empty: Secret = "".parse().expect("any text");
        assert!(!empty.is(""), "an empty one opens nothing");
    }
}
