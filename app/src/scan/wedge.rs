//! Hearing a scanner that types: it is plugged in as a keyboard ("wedge"), so all that tells it from a person is its
//! rhythm. Pure: keys with their times go in, codes come out.
//!
//! Always true here: what a person types is never taken for a scan. Eight keys, each within [`PAUSE_MAX_MS`] of the one
//! before and [`MEAN_MAX_MS`] on average, and Enter or Tab in the same rhythm: the fastest typists need 60 ms for a key,
//! and the roll of a hand over three or four keys, which is quicker, is neither so long nor ended so. A key that is held
//! down repeats quickly and counts as nothing.

/// Fewer keys are no code.
const LENGTH_MIN: usize = 8;
/// The longest code that is listened for: twice an address on a label.
const LENGTH_MAX: usize = 512;
/// The longest pause between two keys of a scanner. Cheap ones by radio need up to 40 ms.
const PAUSE_MAX_MS: f64 = 50.0;
/// The longest that a key of a scanner takes on average.
const MEAN_MAX_MS: f64 = 35.0;

/// A key, as far as a scanner is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Writes this.
    Printed(char),
    /// Ends a code: Enter or Tab.
    End,
    /// Changes what the next key writes, as Shift does.
    Shift,
    /// Anything else; no scanner presses it.
    Other,
}

impl Key {
    /// The key that browsers call `name` (UI Events, 4.3.2); `plain` if it is pressed by itself: not held down, with
    /// none of Ctrl, Alt and Meta, and not part of a composition.
    #[must_use]
    pub fn of(name: &str, plain: bool) -> Key {
        let mut letters = name.chars();
        match (name, letters.next(), letters.next()) {
            ("Shift" | "CapsLock", ..) => Key::Shift,
            _ if !plain => Key::Other,
            ("Enter" | "Tab", ..) => Key::End,
            (_, Some(letter), None) => Key::Printed(letter),
            _ => Key::Other,
        }
    }
}

/// What a key meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// Nothing so far.
    Nothing,
    /// It may be the first of a code: what it writes into is worth remembering.
    Begun,
    /// It may be the next one.
    More,
    /// It ended this code.
    Scanned(String),
}

/// Listens to one keyboard.
#[derive(Debug, Default)]
pub struct Wedge {
    /// What was written since the rhythm began.
    run: String,
    begun_at: f64,
    last_at: f64,
}

impl Wedge {
    /// `key` was pressed at `at` (milliseconds of any clock that only goes forward).
    pub fn press(&mut self, key: Key, at: f64) -> Heard {
        let in_rhythm = !self.run.is_empty() && (0.0..=PAUSE_MAX_MS).contains(&(at - self.last_at));
        match key {
            Key::Printed(letter) => {
                let goes_on = in_rhythm && self.run.len() < LENGTH_MAX;
                if !goes_on {
                    self.run.clear();
                    self.begun_at = at;
                }
                self.last_at = at;
                self.run.push(letter);
                if goes_on { Heard::More } else { Heard::Begun }
            }
            Key::Shift => {
                // Part of the next key: it takes its share of the time, and the average still counts it.
                if in_rhythm {
                    self.last_at = at;
                }
                Heard::Nothing
            }
            Key::End => {
                let run = std::mem::take(&mut self.run);
                let keys = run.chars().count();
                let mean = (self.last_at - self.begun_at) / keys.max(1) as f64;
                if in_rhythm && keys >= LENGTH_MIN && mean <= MEAN_MAX_MS {
                    Heard::Scanned(run)
                } else {
                    Heard::Nothing
                }
            }
            Key::Other => {
                self.run.clear();
                Heard::Nothing
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: &str = "http://x/uji/items/0198a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b?pindai=1";

    /// What is heard when `keys` are pressed, each so many milliseconds after the one before.
    fn heard(keys: impl IntoIterator<Item = (Key, f64)>) -> Vec<String> {
        let mut wedge = Wedge::default();
        let mut at = 1_000.0;
        let heard = keys.into_iter().map(|(key, pause)| {
            at += pause;
            wedge.press(key, at)
        });
        heard.filter_map(|heard| if let Heard::Scanned(code) = heard { Some(code) } else { None }).collect()
    }

    fn typed(text: &str, pauses: &[f64]) -> Vec<(Key, f64)> {
        let pauses = pauses.iter().copied().cycle();
        text.chars().map(Key::Printed).zip(pauses).collect()
    }

    fn ended(text: &str, pauses: &[f64], end: f64) -> Vec<(Key, f64)> {
        let mut keys = typed(text, pauses);
        keys.push((Key::End, end));
        keys
    }

    #[test]
    fn hears_a_scanner() {
        let table: &[(&str, &str, &[f64], f64)] = &[
            ("by cable", CODE, &[2.0], 2.0),
            ("all at once", CODE, &[0.0], 0.0),
            ("by radio", CODE, &[12.0, 35.0, 18.0], 40.0),
            ("a busy tablet", CODE, &[5.0, 5.0, 5.0, 45.0], 10.0),
            ("the shortest", "12345678", &[10.0], 10.0),
            ("spaces and letters of all kinds", "PO 2026/é-15", &[10.0], 10.0),
        ];
        for (case, text, pauses, end) in table {
            assert_eq!(heard(ended(text, pauses, *end)), [*text], "{case}");
        }
    }

    #[test]
    fn never_hears_a_person() {
        let table: &[(&str, &str, &[f64], f64)] = &[
            ("typing", "saya cari PO 2026", &[180.0, 140.0, 220.0], 200.0),
            ("the fastest typing there is", "saya cari PO 2026", &[60.0], 60.0),
            ("a hand that rolls over keys", "trerterwqasdf", &[25.0, 25.0, 30.0, 90.0], 60.0),
            ("every pause just short enough, but none shorter", "asdfjklasdfjkl", &[49.0], 49.0),
            ("a PIN", "2580", &[40.0], 40.0),
            ("seven quick keys", "1234567", &[10.0], 10.0),
            ("Enter comes when a person presses it", "12345678", &[10.0], 120.0),
            ("the clock went back", "12345678", &[-1.0], 10.0),
        ];
        for (case, text, pauses, end) in table {
            assert_eq!(heard(ended(text, pauses, *end)), Vec::<String>::new(), "{case}");
        }
        assert_eq!(heard(typed(CODE, &[2.0])), Vec::<String>::new(), "what never ends is no code");
        let held: Vec<(Key, f64)> = ended("", &[1.0], 5.0);
        let repeated = std::iter::repeat_n((Key::of("a", false), 30.0), 40).chain(held);
        assert_eq!(heard(repeated), Vec::<String>::new(), "a key that is held down");
        let mut corrected = typed("1234", &[10.0]);
        corrected.push((Key::Other, 10.0));
        corrected.extend(ended("5678", &[10.0], 10.0));
        assert_eq!(heard(corrected), Vec::<String>::new(), "a scanner corrects nothing");
    }

    #[test]
    fn hears_only_the_scan_after_what_was_typed() {
        let mut keys = typed("setengah", &[150.0]);
        keys.push((Key::Printed('6'), 90.0));
        let mut code = ended(CODE, &[3.0], 3.0);
        code[0].1 = 300.0;
        keys.extend(code.clone());
        keys.extend(code);
        assert_eq!(heard(keys), [CODE, CODE]);
    }

    #[test]
    fn capitals_take_a_key_more() {
        let mut keys = Vec::new();
        for letter in "PO-2026-015".chars() {
            if letter.is_uppercase() {
                keys.push((Key::Shift, 8.0));
            }
            keys.push((Key::Printed(letter), 8.0));
        }
        keys.push((Key::End, 8.0));
        assert_eq!(heard(keys), ["PO-2026-015"]);
    }

    #[test]
    fn says_when_a_code_may_begin() {
        let mut wedge = Wedge::default();
        assert_eq!(wedge.press(Key::Printed('a'), 0.0), Heard::Begun);
        assert_eq!(wedge.press(Key::Printed('b'), 10.0), Heard::More);
        assert_eq!(wedge.press(Key::Printed('c'), 300.0), Heard::Begun, "the rhythm was lost");
        assert_eq!(wedge.press(Key::Printed('d'), 300.0), Heard::More, "in the same moment");
        assert_eq!(wedge.press(Key::End, 310.0), Heard::Nothing);
        assert_eq!(wedge.press(Key::Printed('e'), 311.0), Heard::Begun);
    }

    #[test]
    fn keys_go_by_what_browsers_call_them() {
        let table = [
            ("a", true, Key::Printed('a')),
            (" ", true, Key::Printed(' ')),
            ("é", true, Key::Printed('é')),
            ("Enter", true, Key::End),
            ("Tab", true, Key::End),
            ("Shift", true, Key::Shift),
            ("Shift", false, Key::Shift),
            ("a", false, Key::Other),
            ("Enter", false, Key::Other),
            ("Backspace", true, Key::Other),
            ("Process", true, Key::Other),
            ("Unidentified", true, Key::Other),
            ("", true, Key::Other),
        ];
        for (name, plain, key) in table {
            assert_eq!(Key::of(name, plain), key, "{name}");
        }
    }
}
