//! The sign-in that interrupts a running page and keeps it: by password, or on a shared tablet by PIN.
//!
//! It covers the page at once, with a line or without. Its form comes with what every page fetches as soon as it is awake,
//! long before a session ends.

use leptos::{html::Dialog, prelude::*};

use crate::{
    account::{texts::entrance as texts, use_viewer},
    language::t,
    live::{Live, use_live},
    routes::{Later, Page},
    ui::sheet::dialog_while,
};

/// Opens the dialog again that browsers close by themselves, at a second Esc or "back", while it is still needed.
fn stay_open(live: Live, dialog: NodeRef<Dialog>) -> impl Fn(leptos::ev::Event) {
    move |_| {
        if live.signed_out.get_untracked()
            && let Some(dialog) = dialog.get_untracked()
        {
            // Throws only when the element is not in the page, and then there is nothing to open.
            let _ = dialog.show_modal();
        }
    }
}

/// Opens when the session ends in the middle of work, or the tablet locks. The page behind it keeps everything typed;
/// after signing in work goes on where it stopped. Somebody else signing in gets a fresh page: the work is not his.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let live = use_live();
    let by_pin = use_viewer().with_value(|viewer| viewer.lock_minutes.is_some());
    let dialog = dialog_while(live.signed_out.into());
    let (form, class, id, title, lead) = if by_pin {
        (Page::PinAgain, "lock", "kunci", texts::LOCKED, texts::UNLOCK_BY_PIN)
    } else {
        (Page::PasswordAgain, "sheet", "masuk-lagi", texts::SESSION_OVER, texts::SIGN_IN_TO_GO_ON)
    };
    view! {
        <dialog
            class=class
            id=id
            node_ref=dialog
            aria-labelledby="h-again"
            on:cancel=|event: leptos::ev::Event| event.prevent_default()
            on:close=stay_open(live, dialog)
        >
            <header class=(!by_pin).then_some("sheet__head")>
                <div>
                    <h2 id="h-again">{t(title)}</h2>
                    <p class="lead">{t(lead)}</p>
                </div>
            </header>
            <Later part=form when=live.signed_out meanwhile=reload />
        </dialog>
    }
}

/// Where the form does not come, for instance because a newer server has another one, nobody is shut in here.
fn reload() -> AnyView {
    view! {
        <a class="btn" href="" rel="external">
            {t(texts::LOAD_AGAIN)}
        </a>
    }
    .into_any()
}
