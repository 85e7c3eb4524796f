//! Exact amounts: quantities with four decimals, money with two. Never floats.
//!
//! The text is Indonesian (`1.250,5`) or English (`1,250.5`); which one is the caller's knowledge, never guessed.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::refusal::Refusal;

/// How numbers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notation {
    /// `1.250,5`
    Indonesian,
    /// `1,250.5`
    English,
}

impl Notation {
    fn decimal(self) -> char {
        match self {
            Notation::Indonesian => ',',
            Notation::English => '.',
        }
    }

    fn group(self) -> char {
        match self {
            Notation::Indonesian => '.',
            Notation::English => ',',
        }
    }
}

/// An amount in ten-thousandths of a unit. On the wire that integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Quantity(i64);

/// An amount in hundredths of a rupiah. On the wire that integer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

macro_rules! fixed_point {
    ($name:ident, $decimals:literal, $scale:literal) => {
        impl $name {
            /// Nothing.
            pub const ZERO: $name = $name(0);
            /// The largest amount anyone may enter: below a million million, so that sums of many stay exact.
            pub const MAX: $name = $name(999_999_999_999 * $scale);

            /// From the scaled integer, as the database and the wire hold it.
            #[must_use]
            pub const fn from_scaled(scaled: i64) -> Self {
                $name(scaled)
            }

            /// The scaled integer.
            #[must_use]
            pub const fn scaled(self) -> i64 {
                self.0
            }

            /// Whole units.
            ///
            /// # Panics
            /// On overflow; meant for constants and small numbers.
            #[must_use]
            pub const fn whole(units: i64) -> Self {
                $name(units * $scale)
            }

            /// Sum, or `None` on overflow.
            #[must_use]
            pub fn checked_add(self, other: Self) -> Option<Self> {
                self.0.checked_add(other.0).map($name)
            }

            /// Difference, or `None` on overflow.
            #[must_use]
            pub fn checked_sub(self, other: Self) -> Option<Self> {
                self.0.checked_sub(other.0).map($name)
            }

            /// Reads a number written in `notation`, exactly.
            ///
            /// # Errors
            /// [`Refusal::NotANumber`], [`Refusal::TooPrecise`] past the last decimal, [`Refusal::TooLarge`].
            pub fn parse(text: &str, notation: Notation) -> Result<Self, Refusal> {
                parse_scaled(text, notation, $decimals, Self::MAX.0).map($name)
            }

            /// Writes the number in `notation`, grouped, without trailing zero decimals.
            #[must_use]
            pub fn format(self, notation: Notation) -> String {
                format_scaled(self.0, notation, $decimals, 0)
            }
        }

        /// Plain decimal with a point, as logs and tests read it.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let scale = $scale as u64;
                let sign = if self.0 < 0 { "-" } else { "" };
                let magnitude = self.0.unsigned_abs();
                write!(f, "{sign}{}.{:0width$}", magnitude / scale, magnitude % scale, width = $decimals)
            }
        }
    };
}

fixed_point!(Quantity, 4, 10_000);
fixed_point!(Money, 2, 100);

impl Quantity {
    /// This quantity if it is above zero.
    ///
    /// # Errors
    /// [`Refusal::QuantityNotPositive`], or [`Refusal::TooLarge`] past [`Quantity::MAX`].
    pub fn positive(self) -> Result<Quantity, Refusal> {
        if self <= Quantity::ZERO {
            return Err(Refusal::QuantityNotPositive);
        }
        if self > Quantity::MAX {
            return Err(Refusal::TooLarge);
        }
        Ok(self)
    }

    /// Share of `total` in whole percent, rounded down, 0..=100.
    #[must_use]
    pub fn percent_of(self, total: Quantity) -> u8 {
        if total.0 <= 0 {
            return 0;
        }
        let percent = i128::from(self.0.max(0)) * 100 / i128::from(total.0);
        percent.clamp(0, 100) as u8
    }
}

fn parse_scaled(text: &str, notation: Notation, decimals: u32, max: i64) -> Result<i64, Refusal> {
    let text = text.trim();
    let not_a_number = || Refusal::NotANumber { given: text.chars().take(40).collect() };
    let (negative, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once(notation.decimal()).unwrap_or((digits, ""));
    let has_point = whole.len() != digits.len();
    if whole.is_empty() || (has_point && fraction.is_empty()) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return Err(not_a_number());
    }
    let whole = ungroup(whole, notation.group()).ok_or_else(not_a_number)?;
    let fraction = fraction.trim_end_matches('0');
    if fraction.len() > decimals as usize {
        return Err(Refusal::TooPrecise { decimals });
    }
    // At most 30 digits reach i128, so neither the parse nor the scaling can overflow.
    let whole = whole.trim_start_matches('0');
    if whole.len() > 18 {
        return Err(Refusal::TooLarge);
    }
    let scale = 10_i128.pow(decimals);
    let units: i128 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| not_a_number())? };
    let mut parts = 0_i128;
    for place in 0..decimals as usize {
        parts = parts * 10 + fraction.as_bytes().get(place).map_or(0, |digit| i128::from(digit - b'0'));
    }
    let scaled = units * scale + parts;
    if scaled > i128::from(max) {
        return Err(Refusal::TooLarge);
    }
    let scaled = scaled as i64;
    Ok(if negative { -scaled } else { scaled })
}

/// Digits without group marks, or `None` where a mark stands elsewhere than before three digits. A leading zero takes
/// no group mark: who writes `0.125` in Indonesian notation means an eighth, and must not get 125.
fn ungroup(whole: &str, group: char) -> Option<String> {
    let mut parts = whole.split(group);
    let first = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let grouped = !rest.is_empty();
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(first)
        || (grouped && (first.len() > 3 || first.starts_with('0')))
        || !rest.iter().all(|part| part.len() == 3 && all_digits(part))
    {
        return None;
    }
    Some(std::iter::once(first).chain(rest).collect())
}

fn format_scaled(scaled: i64, notation: Notation, decimals: u32, min_decimals: usize) -> String {
    let scale = 10_u64.pow(decimals);
    let magnitude = scaled.unsigned_abs();
    let whole = (magnitude / scale).to_string();
    let mut text = String::new();
    if scaled < 0 {
        text.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place).is_multiple_of(3) {
            text.push(notation.group());
        }
        text.push(digit);
    }
    let fraction = format!("{:0width$}", magnitude % scale, width = decimals as usize);
    let kept = fraction.trim_end_matches('0').len().max(min_decimals);
    if kept > 0 {
        text.push(notation.decimal());
        text.push_str(&fraction[..kept]);
    }
    text
}
