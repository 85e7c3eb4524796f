//! No text for people stands in the code of the pages: it is a constant of a `texts` room, in both languages.
//!
//! The sources are read as tokens. What is not for people is told from what is by where it stands (an attribute, a log
//! line, a test) and by how it looks, so this can miss a lonely word in small letters; it finds everything else.

use std::{
    fs,
    path::{Path, PathBuf},
    str::FromStr,
};

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// Attributes whose value is read or heard by people, and what our own components call theirs.
const TEXT_ATTRIBUTES: &[&str] = &[
    "about",
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "cancel",
    "label",
    "legend",
    "placeholder",
    "submit",
    "subtitle",
    "text",
    "title",
];
/// Attributes that hold words, none of them for people; so do all of `data-`.
const MACHINE_ATTRIBUTES: &[&str] = &["class", "content", "media"];
/// Macros that speak to whoever reads the log or the code, and ours for a text in both languages.
const SILENT_MACROS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "concat",
    "debug",
    "debug_assert",
    "debug_assert_eq",
    "env",
    "error",
    "include_str",
    "info",
    "label",
    "panic",
    "stringify",
    "trace",
    "unreachable",
    "warn",
];
/// Functions that take a text for the log: of a panic, of a fault, of what was not provided.
const SILENT_CALLS: &[&str] = &["expect", "expect_err", "fault", "logged", "provided"];
/// What we are called.
const BRAND: &str = "lacakPO";
/// What looks like a text and is none, and why.
const ALLOWED: &[(&str, &[&str])] = &[
    // Our name again, drawn in two weights.
    ("layout.rs", &["lacak", "PO"]),
    ("account/entrance/mod.rs", &["lacak", "PO"]),
    // A key of the keyboard, and selectors of elements.
    ("purchase_order/order_fields.rs", &["Enter", ".lines > :last-child input"]),
    // Keys, as they are written on keyboards and as browsers call them.
    (
        "ui/shortcuts.rs",
        &[
            "input:not([type=radio], [type=checkbox], [type=range]), textarea, select, dialog[open] *",
            "Esc",
            "Tab",
            "Enter",
        ],
    ),
    ("scan/wedge.rs", &["Enter", "Shift", "Tab"]),
    // As browsers and systems call themselves, in every language; and what a cookie consists of.
    (
        "request.rs",
        &[
            "Android",
            "Chrome",
            "Edg",
            "Edge",
            "Firefox",
            "Linux",
            "Mac OS",
            "Opera",
            "Safari",
            "Samsung Internet",
            "Windows",
            "; Secure",
            "; HttpOnly",
        ],
    ),
];

/// A text for people that stands in code.
#[derive(Debug, PartialEq, Eq)]
struct Found {
    line: usize,
    text: String,
}

/// Every text for people in the code of `source`.
fn found_in(source: &str) -> Vec<Found> {
    let mut found = Vec::new();
    code(&trees(TokenStream::from_str(source).expect("Rust")), &mut found);
    found
}

fn trees(stream: TokenStream) -> Vec<TokenTree> {
    stream.into_iter().collect()
}

/// Looks at Rust.
fn code(tokens: &[TokenTree], found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        let rest = &tokens[at..];
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                let inner = usize::from(is_punct(rest.first(), '!'));
                let Some(TokenTree::Group(attribute)) = rest.get(inner) else { continue };
                at += inner + 1;
                match attribute_name(attribute).as_str() {
                    // The default of a component's property may be a text.
                    "prop" => code(&trees(attribute.stream()), found),
                    "cfg" if attribute.stream().to_string().contains("test") => at += item_length(&tokens[at..]),
                    _ => {}
                }
            }
            TokenTree::Ident(name) => match rest {
                [TokenTree::Punct(mark), TokenTree::Group(body), ..] if mark.as_char() == '!' => {
                    at += 2;
                    let name = name.to_string();
                    if name == "view" {
                        view(&trees(body.stream()), found);
                    } else if !SILENT_MACROS.contains(&name.as_str()) {
                        code(&trees(body.stream()), found);
                    }
                }
                [TokenTree::Group(arguments), ..]
                    if arguments.delimiter() == Delimiter::Parenthesis
                        && SILENT_CALLS.contains(&name.to_string().as_str()) =>
                {
                    at += 1;
                }
                // Made here, it has both languages.
                [TokenTree::Punct(_), TokenTree::Punct(_), TokenTree::Ident(_), TokenTree::Group(_), ..]
                    if name == "Text" || name == "Counted" =>
                {
                    at += 4;
                }
                _ => {}
            },
            TokenTree::Literal(_) => note(token, is_for_people, found),
            TokenTree::Group(group) => code(&trees(group.stream()), found),
            TokenTree::Punct(_) => {}
        }
    }
}

fn is_punct(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

fn attribute_name(attribute: &Group) -> String {
    attribute.stream().into_iter().next().map(|name| name.to_string()).unwrap_or_default()
}

/// How many tokens an item has: it ends with its body or with a semicolon.
fn item_length(tokens: &[TokenTree]) -> usize {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => is_punct(Some(token), ';'),
    };
    tokens.iter().position(is_end).map_or(tokens.len(), |end| end + 1)
}

/// Looks at markup: what stands between tags is for people, what stands in a tag as its attribute says.
fn view(tokens: &[TokenTree], found: &mut Vec<Found>) {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token {
            TokenTree::Punct(punct) if punct.as_char() == '<' => {
                let end = tag_length(&tokens[at..]);
                // A closing tag and the document's type hold nothing.
                if !is_punct(tokens.get(at), '/') && !is_punct(tokens.get(at), '!') {
                    attributes(&tokens[at..at + end], found);
                }
                at += end + 1;
            }
            TokenTree::Literal(_) => note(token, has_letters, found),
            // Text may stand there without quotes.
            TokenTree::Ident(_) => note(token, has_letters, found),
            TokenTree::Group(group) => code(&trees(group.stream()), found),
            TokenTree::Punct(_) => {}
        }
    }
}

/// How many tokens stand before the `>` that ends a tag; an arrow is none.
fn tag_length(tokens: &[TokenTree]) -> usize {
    let ends = |at: &usize| {
        let arrow = *at > 0 && (is_punct(tokens.get(at - 1), '-') || is_punct(tokens.get(at - 1), '='));
        is_punct(tokens.get(*at), '>') && !arrow
    };
    (0..tokens.len()).find(ends).unwrap_or(tokens.len())
}

/// Looks at the inside of a tag, attribute by attribute.
fn attributes(tokens: &[TokenTree], found: &mut Vec<Found>) {
    // Where a name begins, the name, where its value begins.
    let mut all: Vec<(usize, String, usize)> = Vec::new();
    let (mut begin, mut name) = (0, String::new());
    for (at, token) in tokens.iter().enumerate() {
        match token {
            TokenTree::Ident(word) => {
                if !name.ends_with(['-', ':']) {
                    (begin, name) = (at, String::new());
                }
                name.push_str(word.to_string().trim_start_matches("r#"));
            }
            TokenTree::Punct(punct) if ['-', ':'].contains(&punct.as_char()) => name.push(punct.as_char()),
            TokenTree::Punct(punct) if punct.as_char() == '=' && !name.is_empty() => {
                all.push((begin, std::mem::take(&mut name), at + 1));
            }
            _ => name.clear(),
        }
    }
    for (place, (_, name, value)) in all.iter().enumerate() {
        let end = all.get(place + 1).map_or(tokens.len(), |next| next.0);
        let value = &tokens[*value..end.max(*value)];
        match value {
            _ if MACHINE_ATTRIBUTES.contains(&name.as_str()) || name.starts_with("data-") => {}
            [TokenTree::Literal(_), ..] if TEXT_ATTRIBUTES.contains(&name.as_str()) => {
                note(&value[0], has_letters, found);
            }
            _ => code(value, found),
        }
    }
}

/// Keeps `token` if it is a text that `is_text` takes for one.
fn note(token: &TokenTree, is_text: fn(&str) -> bool, found: &mut Vec<Found>) {
    let written = match token {
        TokenTree::Literal(literal) => literal.to_string(),
        token => format!("\"{token}\""),
    };
    // No number, no letter, no bytes.
    let Some(quoted) = written.trim_start_matches(['r', '#']).strip_prefix('"') else { return };
    let text = unescaped(quoted.trim_end_matches('#').trim_end_matches('"'));
    if is_text(&text) {
        found.push(Found { line: token.span().start().line, text });
    }
}

/// What `written` comes to, near enough: what is escaped other than a quote is no letter.
fn unescaped(written: &str) -> String {
    let mut text = String::new();
    let mut letters = written.chars();
    while let Some(letter) = letters.next() {
        match (letter, letter == '\\') {
            (_, true) => match letters.next() {
                Some('\n') => letters = letters.as_str().trim_start().chars(),
                Some('u') => letters = letters.as_str().split_once('}').map_or("", |(_, rest)| rest).chars(),
                Some('"') => text.push('"'),
                _ => text.push(' '),
            },
            (letter, false) => text.push(letter),
        }
    }
    text
}

/// `text` without what a format string fills in, where no letter stands, and without our own name.
fn own_words(text: &str) -> String {
    let mut own = String::new();
    let mut rest = text;
    while let Some((before, place)) = rest.split_once('{') {
        own.push_str(before);
        own.push('\u{fffc}');
        rest = place.split_once('}').map_or("", |(_, after)| after);
    }
    (own + rest).replace(BRAND, "")
}

fn has_letters(text: &str) -> bool {
    own_words(text).chars().any(char::is_alphabetic)
}

/// Whether `text` looks like words for people: two words; a word beside a number, a space or what is filled in; one that
/// begins with a capital.
fn is_for_people(text: &str) -> bool {
    let text = own_words(text);
    let bare = |part: &'_ str| part.trim_matches(|letter: char| !letter.is_alphanumeric()).to_owned();
    let parts: Vec<String> = text.split_whitespace().map(bare).collect();
    let is_word = |part: &&String| part.chars().count() > 1 && part.chars().all(char::is_alphabetic);
    let words: Vec<&String> = parts.iter().filter(is_word).collect();
    let is_list_of_names = parts.iter().any(|part| part.contains(['-', '_']));
    match words[..] {
        [] => false,
        [word] => {
            let small = word.chars().skip(1).all(char::is_lowercase);
            let is_whole = parts.len() == 1 && bare(&text) == *word;
            let is_capitalised = is_whole && word.chars().next().is_some_and(char::is_uppercase) && small;
            is_capitalised || !is_list_of_names && text.contains(char::is_whitespace)
        }
        _ => true,
    }
}

/// Our sources, without the rooms of texts and without tests.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("our own sources") {
        let path = entry.expect("our own sources").path();
        let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
        if name == "texts" || name == "tests" || name.ends_with("_tests") {
            continue;
        }
        if path.is_dir() {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

#[test]
fn no_text_for_people_stands_in_code() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&root, &mut files);
    files.sort();
    assert!(files.len() > 80, "the sources of all pages are found");
    let mut all = Vec::new();
    for path in files {
        let file = path.strip_prefix(&root).expect("a file of ours").to_string_lossy().into_owned();
        let allowed = ALLOWED.iter().find(|(name, _)| *name == file).map_or(&[][..], |(_, texts)| texts);
        let found = found_in(&fs::read_to_string(&path).expect("our own sources"));
        for text in allowed.iter().filter(|allowed| found.iter().all(|found| found.text != **allowed)) {
            all.push(format!("app/src/{file}: {text:?} is allowed and not there"));
        }
        let found = found.iter().filter(|found| !allowed.contains(&found.text.as_str()));
        all.extend(found.map(|Found { line, text }| format!("app/src/{file}:{line}: {text:?}")));
    }
    assert!(all.is_empty(), "{} texts belong into a room of texts:\n{}", all.len(), all.join("\n"));
}

fn texts_in(source: &str) -> Vec<String> {
    found_in(source).into_iter().map(|found| found.text).collect()
}

#[test]
fn texts_of_markup_are_found() {
    let source = r#"
        fn page() -> impl IntoView {
            view! {
                <!DOCTYPE html>
                <p class="lead small" id="x" data-state="Live" aria-label="tutup" title=move || name.get()>
                    "simpan " <b>"PO"</b> " · " {move || if late { "Terlambat" } else { "late" }} Batal
                </p>
                <Field label="Catatan" kind="text" hint=format!("paling banyak {MAX} huruf") required />
                <For each=move || (rows.get() > 0).then_some("") key=|row| row.id let(row)>{row}</For>
                <Show when=move || on.get() fallback=|| view! { <p>"kosong"</p> }>{t(texts::DONE)}</Show>
            }
        }
    "#;
    let expected = ["tutup", "simpan ", "PO", "Terlambat", "Batal", "Catatan", "paling banyak {MAX} huruf", "kosong"];
    assert_eq!(texts_in(source), expected);
}

#[test]
fn texts_of_code_are_found_and_nothing_else() {
    let source = r##"
        //! A page of people.
        #![expect(missing_docs, reason = "of no use here")]
        /// Says so.
        #[component]
        fn Foot(#[prop(default = "Batal")] cancel: &'static str) {
            let text = format!("{count} item");
            let long = "Tidak ada \
                        sambungan";
            let raw = r#"Dua "kata""#;
            let class = if new { "event is-new" } else { "event" };
            let path = viewer.path(&format!("items/{id}?semua=1"));
            tracing::warn!("the line is gone");
            let ledger = provided("the ledger of it").expect("the server provides it");
            let day = at.format("%Y-%m-%d %H:%M:%S");
            let label = label!("Dua kata", "Two words");
            let both = Text::new("Dua kata", "Two words");
            let unit = '"';
            let bytes = b"not for people";
        }
        #[cfg(test)]
        mod tests {
            const SAID: &str = "Tidak ada";
        }
        #[cfg(test)]
        #[path = "a_tests.rs"]
        mod others;
        const AFTER: &str = "Sesudah";
    "##;
    assert_eq!(texts_in(source), ["Batal", "{count} item", "Tidak ada sambungan", "Dua \"kata", "Sesudah"]);
}

#[test]
fn a_text_is_named_by_its_line() {
    let found = found_in("fn a() {\n    b(\"Simpan\");\n}\n");
    assert_eq!(found, [Found { line: 2, text: "Simpan".to_owned() }]);
}

#[test]
fn words_for_people_are_told_from_words_for_machines() {
    for text in [
        "Simpan",
        "Simpan…",
        "dua kata",
        "{} item",
        "1 issue{open}, {}",
        " item",
        "{n} PO",
        "Luring · {n} menunggu",
        "± 3 hari",
    ] {
        assert!(is_for_people(text), "{text}");
    }
    let machine = [
        "",
        "simpan",
        "i-check",
        "btn btn--quiet",
        "/api/{name}",
        "{name} · {role}",
        "{} · lacakPO",
        "PO",
        "{}%",
        "0 0 100 8",
    ];
    for text in machine {
        assert!(!is_for_people(text), "{text}");
    }
}
