//! A sheet: from below on a tablet, in the middle of a wide screen. Only the person's own tap opens one.

use leptos::{html::Dialog, prelude::*};

use super::icon::Icon;

/// Opens while `open` is set. What is in it is drawn only then; what was typed into it should live outside, so that a
/// slip of the finger on "back" costs nothing.
#[component]
pub fn Sheet(
    /// Whether it is open; cleared when it closes by itself.
    open: RwSignal<bool>,
    /// Id of its heading, unique on the page.
    id: &'static str,
    /// The heading.
    title: &'static str,
    /// What it is about, below the heading.
    #[prop(into)]
    about: Signal<String>,
    /// The form.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let open = open.get();
        let Some(dialog) = dialog.get() else { return };
        if open && !dialog.open() {
            // Throws only when the element is not in the page, and then there is nothing to open.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class="sheet" node_ref=dialog aria-labelledby=id on:close=move |_| open.set(false)>
            <div class="sheet__grip" aria-hidden="true"></div>
            <header class="sheet__head">
                <div>
                    <h2 id=id>{title}</h2>
                    <p>{about}</p>
                </div>
                <button class="btn btn--quiet btn--icon" type="button" aria-label="Tutup" on:click=move |_| open.set(false)>
                    <Icon name="i-close" />
                </button>
            </header>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}
