//! A link that is shown once, to be handed to the one it is for.

use leptos::{html::Input, prelude::*};

use crate::{account::texts::administration as texts, language::t, ui::each::Show};

/// Shows the whole address of `path`, with a way to copy it.
#[component]
pub(super) fn LinkBox(
    /// Path of this site.
    path: RwSignal<Option<String>>,
    /// Whom it is for, and how long it opens.
    #[prop(into)]
    about: Signal<String>,
) -> impl IntoView {
    let input = NodeRef::<Input>::new();
    let copied = RwSignal::new(false);
    let address = move || {
        let origin =
            if cfg!(feature = "hydrate") { window().location().origin().unwrap_or_default() } else { String::new() };
        path.get().map(|path| format!("{origin}{path}")).unwrap_or_default()
    };
    let copy = move |_| {
        let Some(input) = input.get() else { return };
        input.select();
        #[cfg(feature = "hydrate")]
        {
            // Refused without TLS, and then the address is selected and the person copies it.
            let copying = window().navigator().clipboard().write_text(&input.value());
            leptos::task::spawn_local(async move {
                if wasm_bindgen_futures::JsFuture::from(copying).await.is_ok() {
                    copied.try_set(true);
                }
            });
        }
    };
    Effect::watch(move || path.get(), move |_, _, _| copied.set(false), false);
    view! {
        <Show when=move || path.with(Option::is_some)>
            <div class="link-box" role="status">
                <p>{about}</p>
                <div class="link-box__row">
                    <input class="input" readonly node_ref=input prop:value=address aria-label=t(texts::LINK) />
                    <button class="btn" type="button" on:click=copy>
                        {move || t(if copied.get() { texts::COPIED } else { texts::COPY })}
                    </button>
                </div>
            </div>
        </Show>
    }
}
