//! A sheet: from below on a tablet, in the middle of a wide screen. Only the person's own tap opens one.

use leptos::{html::Dialog, prelude::*};

use super::{each::Show, icon::Icon, texts};
use crate::language::t;

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
    let dialog = dialog_while(open.into());
    view! {
        <dialog class="sheet" node_ref=dialog aria-labelledby=id on:close=move |_| open.set(false)>
            <div class="sheet__grip" aria-hidden="true"></div>
            <header class="sheet__head">
                <div>
                    <h2 id=id>{title}</h2>
                    <p>{about}</p>
                </div>
                <button class="btn btn--quiet btn--icon" type="button" aria-label=t(texts::CLOSE) on:click=move |_| open.set(false)>
                    <Icon name="i-close" />
                </button>
            </header>
            <Show when=move || open.get()>{children()}</Show>
        </dialog>
    }
}

/// The `open` of a sheet about one of several things: it is open while there is one, and there is none once it closes.
#[must_use]
pub fn open_while_some<T: Send + Sync + 'static>(of: RwSignal<Option<T>>) -> RwSignal<bool> {
    let open = RwSignal::new(false);
    // Each sets the other only where it differs, or the two would wake each other for ever.
    Effect::new(move |_| {
        let wanted = of.with(Option::is_some);
        if open.get_untracked() != wanted {
            open.set(wanted);
        }
    });
    let close = move |open: &bool, _: Option<&bool>, _: Option<()>| {
        if !open && of.with_untracked(Option::is_some) {
            of.set(None);
        }
    };
    Effect::watch(move || open.get(), close, false);
    open
}

/// A dialog that is open while `open` is.
#[must_use]
pub fn dialog_while(open: Signal<bool>) -> NodeRef<Dialog> {
    let dialog = NodeRef::<Dialog>::new();
    Effect::new(move |_| {
        let open_now = open.get();
        let Some(element) = dialog.get() else { return };
        if open_now && !element.open() {
            show(dialog, open, FRAMES_MAX);
        } else if !open_now && element.open() {
            element.close();
        }
    });
    dialog
}

/// A page that was navigated to is drawn before it stands in the document, which takes fewer frames than this.
const FRAMES_MAX: u32 = 60;

/// Opens the dialog as soon as it stands in the document, which refuses to open what does not.
fn show(dialog: NodeRef<Dialog>, open: Signal<bool>, frames: u32) {
    let Some(element) = dialog.try_get_untracked().flatten() else { return };
    if open.try_get_untracked() != Some(true) || element.open() {
        return;
    }
    if element.is_connected() {
        // Nothing else keeps it from opening.
        let _ = element.show_modal();
    } else if frames > 0 {
        request_animation_frame(move || show(dialog, open, frames - 1));
    }
}

/// The buttons of a sheet's form.
#[component]
pub fn SheetFoot(
    /// The button that closes.
    #[prop(default = t(texts::CANCEL))]
    cancel: &'static str,
    /// The button that sends.
    #[prop(into)]
    submit: Signal<String>,
    /// What the button that closes does.
    #[prop(into)]
    on_close: Callback<()>,
) -> impl IntoView {
    view! {
        <footer class="sheet__foot">
            <button class="btn btn--lg" type="button" on:click=move |_| on_close.run(())>
                {cancel}
            </button>
            <button class="btn btn--lg btn--primary" type="submit">
                {submit}
            </button>
        </footer>
    }
}
