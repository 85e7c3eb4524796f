//! The PIN of a shared tablet: short, so it is worth something only on an enrolled device, and never an obvious one.

use crate::refusal::Refusal;

/// Fewest digits.
pub const PIN_MIN: usize = 4;
/// Most digits.
pub const PIN_MAX: usize = 6;

/// Whether `pin` may be set.
///
/// # Errors
/// [`Refusal::NotAPin`] unless it is 4 to 6 digits; [`Refusal::PinTooEasy`] for one digit repeated and for digits in a row.
pub fn check_pin(pin: &str) -> Result<(), Refusal> {
    let digits = pin.as_bytes();
    if !(PIN_MIN..=PIN_MAX).contains(&digits.len()) || !digits.iter().all(u8::is_ascii_digit) {
        return Err(Refusal::NotAPin);
    }
    let steps: Vec<i16> = digits.windows(2).map(|pair| i16::from(pair[1]) - i16::from(pair[0])).collect();
    let even = steps.iter().all(|step| *step == steps[0]) && (-1..=1).contains(&steps[0]);
    // 1212, 4747: two digits in turn are tried right after the repeated ones.
    let in_turn = digits.chunks(2).all(|pair| digits.starts_with(pair));
    if even || in_turn { Err(Refusal::PinTooEasy) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_digits_that_are_not_obvious() {
        let table = [
            ("2580", Ok(())),
            ("190745", Ok(())),
            ("13579", Ok(())),
            ("123", Err(Refusal::NotAPin)),
            ("1234567", Err(Refusal::NotAPin)),
            ("12a4", Err(Refusal::NotAPin)),
            ("", Err(Refusal::NotAPin)),
            ("١٢٣٤", Err(Refusal::NotAPin)),
            ("0000", Err(Refusal::PinTooEasy)),
            ("1234", Err(Refusal::PinTooEasy)),
            ("654321", Err(Refusal::PinTooEasy)),
            ("1212", Err(Refusal::PinTooEasy)),
            ("47474", Err(Refusal::PinTooEasy)),
        ];
        for (pin, expected) in table {
            assert_eq!(check_pin(pin), expected, "{pin}");
        }
    }
}
