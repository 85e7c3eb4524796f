//! The sign-in that interrupts a running page and keeps it: by password, or on a shared tablet by PIN.

use leptos::{ev::SubmitEvent, html::Dialog, prelude::*, task::spawn_local};
use model::{account::Tablet, ids::UserId};

use super::pin_pad::{PinForm, PinPad};
use crate::{
    account::{
        doors::{load_tablet, load_viewer, log_in_again, log_in_by_pin_again},
        use_viewer,
    },
    error::AppError,
    live::{Live, mutation::pause, use_live},
    ui::{field::Hint, sheet::dialog_while},
};

/// A lock that has no line asks again after this for who can sign in.
const AGAIN_MS: u32 = 2_000;

/// Goes on where work stopped, if the same person came back. Somebody else gets a fresh page: the work is not his.
///
/// # Errors
/// Those of asking, after which nothing has happened to the page.
async fn go_on(live: Live, slug: String, user: UserId) -> Result<(), AppError> {
    match load_viewer(slug).await {
        Ok(again) if again.actor.id == user => {
            live.signed_out.set(false);
            live.retry();
        }
        // To a page of somebody else the server says that nobody is signed in.
        Ok(_) | Err(AppError::Refused { .. } | AppError::SignedOut) => {
            // The way in knows where this person belongs.
            let _ = window().location().set_href("/");
        }
        Err(error) => return Err(error),
    }
    Ok(())
}

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

/// Opens when the session ends in the middle of work, or the tablet locks. The page behind it keeps everything typed.
#[component]
pub fn SignInAgain() -> impl IntoView {
    let by_pin = use_viewer().with_value(|viewer| viewer.lock_minutes.is_some());
    if by_pin { view! { <Locked /> }.into_any() } else { view! { <PasswordAgain /> }.into_any() }
}

/// The lock of a shared tablet: who is there, and the PIN.
#[component]
fn Locked() -> impl IntoView {
    let live = use_live();
    let viewer = use_viewer();
    let dialog: NodeRef<Dialog> = dialog_while(live.signed_out.into());
    let own = viewer.with_value(|viewer| viewer.actor.id);
    let tablet = RwSignal::new(None::<Tablet>);
    let form = PinForm::new(Some(own));
    Effect::new(move |_| {
        if !live.signed_out.get() {
            return;
        }
        form.reset(Some(own));
        spawn_local(async move {
            while live.signed_out.get_untracked() {
                match load_tablet().await {
                    Ok(Some(found)) => return tablet.set(Some(found)),
                    // Not a shared device any more: only a fresh page can say so.
                    Ok(None) => {
                        let _ = window().location().set_href("/login");
                        return;
                    }
                    // It may have been shown before; else it comes with the line.
                    Err(_) => pause(AGAIN_MS).await,
                }
            }
        });
    });
    let enter = Callback::new(move |(user, pin): (UserId, String)| {
        form.busy.set(true);
        spawn_local(async move {
            let entered = async {
                log_in_by_pin_again(user, pin).await?;
                go_on(live, viewer.with_value(|viewer| viewer.slug.clone()), own).await
            };
            let answer = entered.await;
            form.pin.set(String::new());
            form.refused.set(answer.err().map(|error| error.to_string()));
            form.busy.set(false);
        });
    });
    view! {
        <dialog class="lock" id="kunci" node_ref=dialog aria-labelledby="h-kunci" on:cancel=|event: leptos::ev::Event| event.prevent_default() on:close=stay_open(live, dialog)>
            <header>
                <h2 id="h-kunci">"Terkunci"</h2>
                <p class="lead">"Yang sudah diketik tetap ada. Masukkan PIN untuk melanjutkan, atau pilih orang lain."</p>
            </header>
            {move || {
                tablet
                    .get()
                    .map(|tablet| {
                        view! {
                            <form
                                class="mode-tablet"
                                on:submit=move |event: SubmitEvent| {
                                    event.prevent_default();
                                    form.submit(enter);
                                }
                            >
                                <PinPad people=tablet.people form=form />
                            </form>
                        }
                    })
            }}
        </dialog>
    }
}

/// Opens when the session ends in the middle of work. The page behind it keeps everything typed; after signing in
/// work goes on where it stopped. Somebody else signing in gets a fresh page: the work is not his.
#[component]
fn PasswordAgain() -> impl IntoView {
    let live = use_live();
    let viewer = use_viewer();
    let dialog = NodeRef::<Dialog>::new();
    let username = RwSignal::new(String::new());
    let password = RwSignal::new(String::new());
    let refused = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let open = live.signed_out.get();
        let Some(dialog) = dialog.get() else { return };
        if open && !dialog.open() {
            // Throws only when the element is not in the page, and then there is nothing to open.
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    });
    let sign_in = move |event: SubmitEvent| {
        event.prevent_default();
        spawn_local(async move {
            let (user, slug) = viewer.with_value(|viewer| (viewer.actor.id, viewer.slug.clone()));
            let entered = async {
                log_in_again(username.get_untracked(), password.get_untracked()).await?;
                go_on(live, slug, user).await
            };
            let answer = entered.await;
            password.set(String::new());
            refused.set(answer.err().map(|error| error.to_string()));
        });
    };
    view! {
        <dialog class="sheet" id="masuk-lagi" node_ref=dialog aria-labelledby="h-masuk-lagi" on:cancel=|event: leptos::ev::Event| event.prevent_default() on:close=stay_open(live, dialog)>
            <header class="sheet__head">
                <div>
                    <h2 id="h-masuk-lagi">"Sesi Anda berakhir"</h2>
                    <p>"Masuk lagi untuk melanjutkan. Yang sudah diketik tetap ada."</p>
                </div>
            </header>
            <form on:submit=sign_in>
                <div class="field">
                    <label for="again-username">"Nama pengguna"</label>
                    <input
                        class="input"
                        id="again-username"
                        autocomplete="username"
                        autocapitalize="none"
                        required
                        prop:value=move || username.get()
                        on:input=move |event| username.set(event_target_value(&event))
                    />
                </div>
                <div class="field">
                    <label for="again-password">"Kata sandi"</label>
                    <input
                        class="input"
                        id="again-password"
                        type="password"
                        autocomplete="current-password"
                        required
                        aria-invalid=move || refused.with(Option::is_some).then_some("true")
                        aria-describedby="again-hint"
                        prop:value=move || password.get()
                        on:input=move |event| password.set(event_target_value(&event))
                    />
                    <Hint id="again-hint".to_owned() text=Signal::derive(move || refused.get()) />
                </div>
                <footer class="sheet__foot">
                    <button class="btn btn--lg btn--primary btn--block" type="submit">
                        "Masuk"
                    </button>
                </footer>
            </form>
        </dialog>
    }
}
