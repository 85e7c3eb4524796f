//! An address of this site, as text.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stands for itself in a value.
const IN_VALUES: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// Where a page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Address {
    /// From the first `/` on, as it is written.
    pub path: String,
    /// What stands behind the `?`.
    pub query: Query,
    /// What stands behind the `#`, as it is written; the server never knows it.
    pub hash: String,
}

/// Names and values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query(String);

impl Address {
    /// Reads `/path?query#hash`.
    #[must_use]
    pub fn of(text: &str) -> Address {
        let (text, hash) = text.split_once('#').unwrap_or((text, ""));
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        Address { path: path.to_owned(), query: Query(query.to_owned()), hash: hash.to_owned() }
    }

    /// As [`Address::of`] reads it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = self.path.clone();
        for (mark, part) in [('?', &self.query.0), ('#', &self.hash)] {
            if !part.is_empty() {
                text.push(mark);
                text.push_str(part);
            }
        }
        text
    }
}

impl Query {
    /// Of these names and values.
    #[must_use]
    pub fn of<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Query {
        let mut text = String::new();
        for (name, value) in pairs {
            if !text.is_empty() {
                text.push('&');
            }
            text.push_str(name);
            text.push('=');
            text.push_str(&escape(value));
        }
        Query(text)
    }

    /// The first value of `name`, as it was typed.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        let pairs = self.0.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        pairs.into_iter().find(|(said, _)| unescape(said) == name).map(|(_, value)| unescape(value))
    }

    /// This query with `value` as the only one of `name`; without any where that is empty.
    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Query {
        let others = self.0.split('&').filter(|pair| {
            let said = pair.split_once('=').map_or(*pair, |(said, _)| said);
            !pair.is_empty() && unescape(said) != name
        });
        let Query(own) = Query::of((!value.is_empty()).then_some((name, value)));
        Query(others.chain(Some(&*own).filter(|own| !own.is_empty())).collect::<Vec<_>>().join("&"))
    }

    /// This query behind `path`.
    #[must_use]
    pub fn behind(self, path: impl Into<String>) -> String {
        Address { path: path.into(), query: self, hash: String::new() }.text()
    }
}

/// `text` as a value of a query, or a part of a path.
#[must_use]
pub fn escape(text: &str) -> String {
    utf8_percent_encode(text, IN_VALUES).to_string()
}

/// Forms write a blank as `+`.
fn unescape(text: &str) -> String {
    percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn one_value_of_a_name_stands_for_all() {
        let table = [
            ("", "a", "1", "a=1"),
            ("a=0", "a", "1 2", "a=1%202"),
            ("a=0&b=%26&a=3", "a", "1", "b=%26&a=1"),
            ("%61=0&b", "a", "", "b"),
            ("a=0", "a", "", ""),
        ];
        for (query, name, value, with) in table {
            assert_eq!(Query(query.to_owned()).with(name, value).0, with, "{query}");
        }
    }

    #[test]
    fn an_address_has_three_parts() {
        let table = [
            ("/p/tasks", "/p/tasks", "", ""),
            ("/p/tasks?q=a&late=1#item-1", "/p/tasks", "q=a&late=1", "item-1"),
            ("/p/tasks?q=a?b", "/p/tasks", "q=a?b", ""),
            ("/p#x?y", "/p", "", "x?y"),
            ("", "", "", ""),
        ];
        for (text, path, query, hash) in table {
            let address = Address::of(text);
            assert_eq!((&*address.path, &*address.query.0, &*address.hash), (path, query, hash), "{text}");
            assert_eq!(address.text(), text);
        }
        assert_eq!(Address::of("/p?#").text(), "/p", "no part, no mark");
    }

    #[test]
    fn a_value_is_decoded_once_and_the_first_of_its_name() {
        let query = Address::of("/p?q=a+b%20c%2B&q=2&next=%2Fp%3Fq%3D1%2526&semua&%71x=3&bad=%zz%ff").query;
        let table = [
            ("q", Some("a b c+")),
            ("next", Some("/p?q=1%26")),
            ("semua", Some("")),
            ("qx", Some("3")),
            ("bad", Some("%zz\u{fffd}")),
            ("none", None),
        ];
        for (name, value) in table {
            assert_eq!(query.get(name).as_deref(), value, "{name}");
        }
        assert_eq!(Query::default().get("q"), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(values in prop::collection::vec(".*", 0..4)) {
            let names = ["a", "b", "c", "d"];
            let query = Query::of(names.into_iter().zip(values.iter().map(String::as_str)));
            let address = Address::of(&query.behind("/p/tasks"));
            prop_assert_eq!(&*address.path, "/p/tasks");
            for (name, value) in names.into_iter().zip(&values) {
                prop_assert_eq!(address.query.get(name), Some(value.clone()));
            }
        }
    }
}
