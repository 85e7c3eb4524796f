//! The page that scans a label: by the camera, by a photo, or by what is typed.

use leptos::{
    ev::{Event, SubmitEvent},
    prelude::*,
};
use model::ids::ItemId;

use super::{
    opening::{own_factory, path_there, use_opening},
    scanner::{Scanner, State, Trouble},
    target::{Target, is_address, target},
    texts,
};
use crate::{
    account::{Viewer, use_viewer},
    language::{Text, t},
    layout::Topbar,
    router::{Going, Query, use_navigate},
    ui::icon::Icon,
};

/// What is said about the last code that did not open anything.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Notice {
    /// Just this.
    Said(Text),
    /// A label of another factory; with the way there, for who belongs to it.
    Elsewhere(Option<(String, String)>),
}

/// What a code does. Copies share it.
#[derive(Clone, Copy)]
struct Codes {
    viewer: StoredValue<Viewer>,
    open: Callback<ItemId>,
    notice: RwSignal<Option<Notice>>,
}

impl Codes {
    /// Opens the item of a label and says so; or says what the code is, and that nothing was opened.
    fn take(self, code: &str) -> bool {
        match self.viewer.with_value(|viewer| target(code, &viewer.slug)) {
            Target::Item(item) => {
                self.notice.set(None);
                self.open.run(item);
                return true;
            }
            Target::OtherFactory { slug, item } => {
                let own = self.viewer.with_value(|viewer| own_factory(viewer, &slug));
                let there = own.map(|factory| (factory.name, path_there(&slug, item)));
                self.notice.set(Some(Notice::Elsewhere(there)));
            }
            Target::Unknown => self.notice.set(Some(Notice::Said(texts::NOT_OURS))),
        }
        false
    }
}

/// `/{factory}/scan`
#[component]
pub fn ScanPage() -> impl IntoView {
    let codes = Codes { viewer: use_viewer(), open: use_opening(), notice: RwSignal::new(None) };
    let found = StoredValue::new(None::<Scanner>);
    let scanner = Scanner::new(Callback::new(move |code: String| {
        if codes.take(&code)
            && let Some(scanner) = found.get_value()
        {
            scanner.found();
        }
    }));
    found.set_value(Some(scanner));
    view! {
        <Topbar title=t(crate::texts::SCAN) has_data=false />
        <main class="page scan" id="isi" tabindex="-1" data-scan=move || scanner.state.get().wire()>
            <Finder scanner=scanner />
            <Said notice=codes.notice />
            <div class="scan__tools">
                <Light scanner=scanner />
                <Photo codes=codes scanner=scanner />
            </div>
            <TypedCode codes=codes />
        </main>
    }
}

/// What the camera sees, or why it sees nothing.
#[component]
fn Finder(scanner: Scanner) -> impl IntoView {
    let state = scanner.state;
    let trouble = Memo::new(move |_| match state.get() {
        State::Stopped(trouble) => Some(trouble),
        _ => None,
    });
    view! {
        <section class="scan__finder" aria-label=t(crate::texts::SCAN)>
            // Always there, because the camera is shown in it as soon as it is open.
            <video node_ref=scanner.video muted=true autoplay=true playsinline=true aria-hidden="true"></video>
            <svg class="scan__frame" viewBox="0 0 100 100" aria-hidden="true">
                <path d="M2 24V10a8 8 0 0 1 8-8h14M76 2h14a8 8 0 0 1 8 8v14M98 76v14a8 8 0 0 1-8 8H76M24 98H10a8 8 0 0 1-8-8V76"></path>
            </svg>
            <p class="scan__state" role="status">
                {move || match state.get() {
                    State::Asking => Some(t(texts::ASKING)),
                    State::Looking => Some(t(texts::LOOKING)),
                    State::Found => Some(t(texts::FOUND)),
                    State::Stopped(_) => None,
                }}
            </p>
            {move || trouble.get().map(|trouble| view! { <Stopped trouble=trouble scanner=scanner /> })}
        </section>
    }
}

/// Why there is no camera, and the ways on.
#[component]
fn Stopped(trouble: Trouble, scanner: Scanner) -> impl IntoView {
    let (title, text) = match trouble {
        Trouble::NoPermission => (texts::NO_PERMISSION, texts::NO_PERMISSION_TEXT),
        Trouble::NoCamera => (texts::NO_CAMERA, texts::NO_CAMERA_TEXT),
        Trouble::NotSecure => (texts::NOT_SECURE, texts::NOT_SECURE_TEXT),
        Trouble::InUse => (texts::IN_USE, texts::IN_USE_TEXT),
    };
    view! {
        <div class="empty" role="alert">
            <Icon name="i-camera" />
            <h2>{t(title)}</h2>
            <p>{t(text)}</p>
            {trouble
                .may_pass()
                .then(|| {
                    view! {
                        <button class="btn btn--lg" type="button" on:click=move |_| scanner.start()>
                            {t(crate::texts::TRY_AGAIN)}
                        </button>
                    }
                })}
        </div>
    }
}

/// What the last code was.
#[component]
fn Said(notice: RwSignal<Option<Notice>>) -> impl IntoView {
    let said = move || {
        notice.get().map(|notice| {
            let (text, there) = match notice {
                Notice::Said(text) => (text, None),
                Notice::Elsewhere(there) => (texts::OTHER_FACTORY, there),
            };
            let way = there.map(|(name, href)| {
                view! {
                    <span class="scan__elsewhere">{name}</span>
                    <a class="btn btn--lg" href=href rel="external">
                        {t(texts::OPEN_THERE)}
                    </a>
                }
            });
            view! {
                <p>
                    <Icon name="i-alert" />
                    {t(text)}
                </p>
                {way}
            }
        })
    };
    view! {
        <div class="scan__notice" role="status" aria-live="assertive">
            {said}
        </div>
    }
}

/// The light of the camera, where it has one.
#[component]
fn Light(scanner: Scanner) -> impl IntoView {
    let light = scanner.light;
    move || {
        light.get().map(|on| {
            view! {
                <button
                    class="btn btn--lg"
                    type="button"
                    aria-pressed=on.to_string()
                    on:click=move |_| scanner.turn_light()
                >
                    <Icon name="i-bolt" />
                    {t(if on { texts::TORCH_OFF } else { texts::TORCH_ON })}
                </button>
            }
        })
    }
}

/// A photo of the label: for devices whose camera is no page's, and for pictures that were sent.
#[component]
fn Photo(codes: Codes, scanner: Scanner) -> impl IntoView {
    let picked = move |event: Event| {
        read_photo(&event, codes.notice, move |code| {
            if codes.take(&code) {
                scanner.found();
            }
        });
    };
    view! {
        <label class="btn btn--lg scan__photo">
            <Icon name="i-camera" />
            {t(texts::TAKE_PHOTO)}
            <input type="file" accept="image/*" capture="environment" on:change=picked />
        </label>
    }
}

/// Reads the code in the photo that was picked, and gives it to `take`; or says that there is none.
#[cfg(feature = "hydrate")]
fn read_photo(event: &Event, notice: RwSignal<Option<Notice>>, take: impl Fn(String) + 'static) {
    use super::picture::Reader;

    let input: web_sys::HtmlInputElement = event_target(event);
    let Some(file) = input.files().and_then(|files| files.get(0)) else { return };
    // So that the same photo can be picked again. The file stays.
    input.set_value("");
    leptos::task::spawn_local(async move {
        let read = match Reader::new().await {
            Ok(mut reader) => reader.read_photo(&file).await,
            Err(why) => Err(why),
        };
        match read {
            Ok(Some(code)) => take(code),
            // The page may have been left meanwhile.
            Ok(None) => drop(notice.try_set(Some(Notice::Said(texts::NO_CODE)))),
            Err(_) => drop(notice.try_set(Some(Notice::Said(texts::PHOTO_UNREADABLE)))),
        }
    });
}

#[cfg(not(feature = "hydrate"))]
fn read_photo(_event: &Event, _notice: RwSignal<Option<Notice>>, _take: impl Fn(String) + 'static) {}

/// What is printed below the code, or an order's number, typed or pasted. A plain form, which finds orders also before
/// the page is awake.
#[component]
fn TypedCode(codes: Codes) -> impl IntoView {
    let navigate = use_navigate();
    let orders = use_viewer().with_value(|viewer| viewer.path("purchase-orders"));
    let action = orders.clone();
    let field = NodeRef::<leptos::html::Input>::new();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = field.get_untracked().map(|field| field.value()).unwrap_or_default();
        let typed = typed.trim();
        let known = codes.viewer.with_value(|viewer| target(typed, &viewer.slug)) != Target::Unknown;
        if known || is_address(typed) {
            codes.take(typed);
        } else if !typed.is_empty() {
            navigate(&Query::of([("q", typed)]).behind(orders.clone()), Going::default());
        }
    };
    view! {
        <form class="scan__typed" action=action method="get" on:submit=send>
            <div class="field">
                <label for="kode">{t(texts::TYPE_CODE)}</label>
                <input class="input" id="kode" name="q" autocomplete="off" autocapitalize="off" spellcheck="false" node_ref=field />
            </div>
            <button class="btn btn--lg btn--primary" type="submit">
                {t(texts::OPEN)}
            </button>
        </form>
    }
}
