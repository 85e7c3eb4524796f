//! The languages that lacakPO speaks, and texts in all of them.
//!
//! Always true here: a text has both languages or does not compile, and takes the same arguments in both or does not
//! compile. Texts are constants in the `texts` room of their feature, so one that nobody uses is a lint.

use std::fmt::{Display, Write};

use crate::quantity::Notation;

/// A language of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Language {
    /// First: the factories are there.
    #[default]
    Indonesian,
    /// For everybody else.
    English,
}

impl Language {
    /// Both.
    pub const ALL: [Language; 2] = [Language::Indonesian, Language::English];

    /// As in `<html lang>` and in the cookie: BCP 47.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Language::Indonesian => "id",
            Language::English => "en",
        }
    }

    /// Its name for who speaks it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Language::Indonesian => "Bahasa Indonesia",
            Language::English => "English",
        }
    }

    /// The language with that code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Language> {
        Language::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The one that a browser's `Accept-Language` (RFC 9110, 12.5.4) likes best; `None` when it likes none of ours. Of
    /// equally liked ones the first counts. `in` is how old browsers say Indonesian, and Malay is nearer to it than
    /// English.
    #[must_use]
    pub fn accepted(header: &str) -> Option<Language> {
        let liked = header.split(',').filter_map(|range| {
            let (range, parameters) = range.split_once(';').unwrap_or((range, ""));
            let primary = range.trim().split('-').next().unwrap_or_default().to_ascii_lowercase();
            let language = match primary.as_str() {
                "id" | "in" | "ms" => Language::Indonesian,
                "en" => Language::English,
                _ => return None,
            };
            let quality = parameters.trim().strip_prefix("q=").map_or(Some(1.0), |quality| quality.parse().ok())?;
            (quality > 0.0).then_some((quality, language))
        });
        liked
            .fold(None, |best: Option<(f32, Language)>, next| best.filter(|best| best.0 >= next.0).or(Some(next)))
            .map(|(_, language)| language)
    }

    /// How numbers are written.
    #[must_use]
    pub fn notation(self) -> Notation {
        match self {
            Language::Indonesian => Notation::Indonesian,
            Language::English => Notation::English,
        }
    }
}

/// One text in both languages. `{0}` to `{9}` stand for what [`Text::with`] puts there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Text {
    indonesian: &'static str,
    english: &'static str,
}

impl Text {
    /// The text in both languages.
    ///
    /// # Panics
    /// Where one language takes an argument that the other does not; for a constant, when it is compiled.
    #[must_use]
    pub const fn new(indonesian: &'static str, english: &'static str) -> Text {
        assert!(places(indonesian) == places(english), "both languages take the same arguments");
        Text { indonesian, english }
    }

    /// A text that is the same in both languages.
    #[must_use]
    pub const fn same(text: &'static str) -> Text {
        Text { indonesian: text, english: text }
    }

    /// The text in `language`, which takes no arguments.
    #[must_use]
    pub fn get(self, language: Language) -> &'static str {
        match language {
            Language::Indonesian => self.indonesian,
            Language::English => self.english,
        }
    }

    /// The text in `language`, with `arguments` in their places.
    #[must_use]
    pub fn with(self, language: Language, arguments: &[&dyn Display]) -> String {
        let mut filled = String::new();
        let mut rest = self.get(language);
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let place = after.bytes().next().map(|digit| usize::from(digit.wrapping_sub(b'0')));
            match (place.and_then(|place| arguments.get(place)), after.get(1..2)) {
                (Some(argument), Some("}")) => {
                    // Writing into memory does not fail.
                    let _ = write!(filled, "{argument}");
                    rest = &after[2..];
                }
                _ => {
                    debug_assert!(false, "an argument is missing: {}", self.indonesian);
                    filled.push('{');
                    rest = after;
                }
            }
        }
        filled.push_str(rest);
        filled
    }
}

/// A [`Text`] in the middle of an expression: in both languages, or one that is the same in both. Compiled like a
/// constant, so that what cannot be does not compile there either.
#[macro_export]
macro_rules! label {
    ($indonesian:literal, $english:literal $(,)?) => {
        const { $crate::language::Text::new($indonesian, $english) }
    };
    ($same:literal) => {
        const { $crate::language::Text::same($same) }
    };
}
pub use label;

/// A text about a number of things: English has a form for one, Indonesian one for all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Counted {
    one: Text,
    other: Text,
}

impl Counted {
    /// The text in Indonesian, in English for one, and in English for any other number. `{0}` is the number.
    ///
    /// # Panics
    /// As [`Text::new`].
    #[must_use]
    pub const fn new(indonesian: &'static str, one: &'static str, other: &'static str) -> Counted {
        // "One item" need not show the number; everything else must be in both.
        assert!(places(indonesian) | 1 == places(one) | 1, "all forms take the same arguments");
        Counted { one: Text { indonesian, english: one }, other: Text::new(indonesian, other) }
    }

    /// The text for `count` things.
    #[must_use]
    pub fn of(self, count: usize) -> Text {
        if count == 1 { self.one } else { self.other }
    }

    /// The text for `count` things in `language`, with the number in its place.
    #[must_use]
    pub fn with(self, language: Language, count: usize) -> String {
        self.of(count).with(language, &[&count])
    }
}

/// Which arguments a text takes, a bit for each.
const fn places(text: &str) -> u16 {
    let bytes = text.as_bytes();
    let (mut at, mut places) = (0, 0);
    while at + 2 < bytes.len() {
        if bytes[at] == b'{' && bytes[at + 1].is_ascii_digit() && bytes[at + 2] == b'}' {
            places |= 1 << (bytes[at + 1] - b'0');
        }
        at += 1;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT: Text = Text::new("{0} dari {1} terkirim", "{0} of {1} delivered");
    const ITEMS: Counted = Counted::new("{0} item", "{0} item", "{0} items");

    #[test]
    fn arguments_stand_in_their_places() {
        assert_eq!(SENT.with(Language::Indonesian, &[&3, &"{0}"]), "3 dari {0} terkirim");
        assert_eq!(SENT.with(Language::English, &[&3, &24]), "3 of 24 delivered");
        assert_eq!(Text::same("PO").with(Language::English, &[]), "PO");
    }

    #[test]
    fn english_tells_one_from_many() {
        let table = [(0, "0 item", "0 items"), (1, "1 item", "1 item"), (2, "2 item", "2 items")];
        for (count, indonesian, english) in table {
            assert_eq!(ITEMS.with(Language::Indonesian, count), indonesian);
            assert_eq!(ITEMS.with(Language::English, count), english);
        }
    }

    #[test]
    fn the_browser_s_wish_is_understood() {
        use Language::{English, Indonesian};
        let table = [
            ("", None),
            ("de-DE,de;q=0.9", None),
            ("id-ID,id;q=0.9,en-US;q=0.8,en;q=0.7", Some(Indonesian)),
            ("en-US,en;q=0.9,id;q=0.8", Some(English)),
            ("de;q=1,en;q=0.3,id;q=0.6", Some(Indonesian)),
            ("in", Some(Indonesian)),
            ("ms-MY, en;q=0.5", Some(Indonesian)),
            ("EN-gb", Some(English)),
            ("en;q=0, id;q=0", None),
            ("en;q=x", None),
            ("*", None),
        ];
        for (header, language) in table {
            assert_eq!(Language::accepted(header), language, "{header}");
        }
    }

    #[test]
    fn a_code_names_its_language() {
        for language in Language::ALL {
            assert_eq!(Language::of_code(language.code()), Some(language));
        }
        assert_eq!(Language::of_code("de"), None);
    }
}
