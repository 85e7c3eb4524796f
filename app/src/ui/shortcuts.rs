//! The keys that do something, and the sheet that names them, which `?` opens.

use leptos::prelude::*;

use super::{sheet::Sheet, texts};
use crate::language::{Text, t};

/// What a shortcut must not interrupt.
const TYPING: &str = "input:not([type=radio], [type=checkbox], [type=range]), textarea, select, dialog *";

const KEYS: [(&str, Text); 5] = [
    ("/", texts::KEY_SEARCH),
    ("?", texts::KEY_HELP),
    ("Esc", texts::KEY_CLOSE),
    ("Tab", texts::KEY_NEXT),
    ("Enter", texts::KEY_OPEN),
];

/// Whether somebody is typing, so that a key is a letter and no shortcut.
#[must_use]
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| element.matches(TYPING).unwrap_or(true))
}

/// Opens by `?`, anywhere in a factory but in a field.
#[component]
pub fn Shortcuts() -> impl IntoView {
    let open = RwSignal::new(false);
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if event.key() == "?" && !is_typing() {
                event.prevent_default();
                open.set(true);
            }
        });
        on_cleanup(move || handle.remove());
    });
    view! {
        <Sheet open=open id="h-keys" title=t(texts::SHORTCUTS) about=Signal::derive(|| t(texts::SHORTCUTS_ABOUT).to_owned())>
            <dl class="keys">
                {KEYS
                    .map(|(key, does)| {
                        view! {
                            <div>
                                <dt>
                                    <kbd>{key}</kbd>
                                </dt>
                                <dd>{t(does)}</dd>
                            </div>
                        }
                    })
                    .collect_view()}
            </dl>
        </Sheet>
    }
}
