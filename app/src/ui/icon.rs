//! Icons of the sprite that the shell carries once.

use leptos::prelude::*;

/// The symbols, put into every page once.
pub const SPRITE: &str = include_str!("sprite.svg");

/// One symbol of the sprite; decoration only, a word always stands beside it.
#[component]
pub fn Icon(
    /// Symbol id, as `i-check`.
    name: &'static str,
    /// Other classes than `icon`.
    #[prop(default = "icon")]
    class: &'static str,
) -> impl IntoView {
    view! {
        <svg class=class aria-hidden="true">
            <use href=format!("#{name}")></use>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, path::Path};

    use super::*;

    /// Every `"i-…"` that stands in the code of `folder`.
    fn named(folder: &Path, names: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("our own sources") {
            let path = entry.expect("our own sources").path();
            if path.is_dir() {
                named(&path, names);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).expect("our own sources");
                let quoted = text.split('"').filter(|word| word.starts_with("i-"));
                let is_name = |word: &&str| {
                    word.len() > 3 && word.chars().all(|letter| letter.is_ascii_lowercase() || letter == '-')
                };
                names.extend(quoted.filter(is_name).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_icon_is_in_the_sprite() {
        let mut names = Vec::new();
        named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut names);
        assert!(names.len() > 50, "the icons of all pages are found");
        for name in names {
            assert!(SPRITE.contains(&format!("id=\"{name}\"")), "{name} is drawn and is not in the sprite");
        }
    }
}
