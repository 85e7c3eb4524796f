//! The keys that do something, and the sheet that names them, which `?` opens.

use std::time::Duration;

use leptos::prelude::*;

use super::{sheet::Sheet, texts};
use crate::language::{Text, t};

/// What a shortcut must not interrupt. A dialog that was closed keeps the focus until the next frame.
const TYPING: &str = "input:not([type=radio], [type=checkbox], [type=range]), textarea, select, dialog[open] *";

/// So long after it no other key has come, where somebody pressed it to be helped.
const ALONE: Duration = Duration::from_millis(150);

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
        // A scanner's code has this letter, too, and goes on at once.
        let asked = StoredValue::new_local(None::<TimeoutHandle>);
        let handle = window_event_listener(leptos::ev::keydown, move |event| {
            if let Some(asked) = asked.try_update_value(Option::take).flatten() {
                asked.clear();
            }
            if event.key() == "?" && !is_typing() {
                event.prevent_default();
                asked.set_value(set_timeout_with_handle(move || open.set(true), ALONE).ok());
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
