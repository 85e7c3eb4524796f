//! Names that stand in addresses and forms: login names and the factory's part of its URLs.

use crate::{
    refusal::{Field, Refusal},
    text,
};

/// First parts of addresses that are the app's own.
pub const RESERVED_SLUGS: &[&str] = &[
    "account",
    "admin",
    "api",
    "assets",
    "favicon.ico",
    "health",
    "icons",
    "invite",
    "login",
    "logout",
    "lacakpo",
    "metrics",
    "pkg",
    "ready",
    "reset",
    "setup",
    "shell",
    "static",
    "tablet",
    "www",
];
/// Letters of a slug, and of a login name.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=40;

/// A login name as it is kept: lower case.
///
/// # Errors
/// [`Refusal::EmptyField`], [`Refusal::TooLong`]; [`Refusal::NotAUsername`] for other letters than `a-z 0-9 . _ -`.
pub fn check_username(username: &str) -> Result<String, Refusal> {
    let username = text::key(&text::required(username, Field::Username, *LENGTH.end())?);
    let plain =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, '.' | '_' | '-');
    if !LENGTH.contains(&username.len()) || !username.chars().all(plain) {
        return Err(Refusal::NotAUsername);
    }
    Ok(username)
}

/// A factory's slug as it is kept.
///
/// # Errors
/// [`Refusal::EmptyField`], [`Refusal::TooLong`]; [`Refusal::NotASlug`] for other letters than `a-z 0-9 -`, and for the
/// app's own words.
pub fn check_slug(slug: &str) -> Result<String, Refusal> {
    let slug = text::key(&text::required(slug, Field::Slug, *LENGTH.end())?);
    let plain = |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    let framed = slug.starts_with('-') || slug.ends_with('-');
    if !LENGTH.contains(&slug.len()) || !slug.chars().all(plain) || framed || RESERVED_SLUGS.contains(&slug.as_str()) {
        return Err(Refusal::NotASlug);
    }
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_plain_and_not_the_app_s_own() {
        for (slug, kept) in
            [("logam-presisi", "logam-presisi"), (" Logam-Presisi ", "logam-presisi"), ("pabrik2", "pabrik2")]
        {
            assert_eq!(check_slug(slug).as_deref(), Ok(kept));
        }
        for slug in ["api", "login", "Metrics", "ab", "-abc", "abc-", "a b c", "a/b", "../x", "pabrik☃", "a.b.c"] {
            assert_eq!(check_slug(slug), Err(Refusal::NotASlug), "{slug}");
        }
        assert_eq!(check_slug(" "), Err(Refusal::EmptyField { field: Field::Slug }));
    }

    #[test]
    fn login_names_are_plain() {
        assert_eq!(check_username(" Budi.Santoso ").as_deref(), Ok("budi.santoso"));
        for username in ["bu", "budi santoso", "budi@x", "büdi", "a\u{200b}bc", "<b>"] {
            assert_eq!(check_username(username), Err(Refusal::NotAUsername), "{username}");
        }
    }
}
