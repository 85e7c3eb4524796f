//! Toasts: short news at the edge, folded when many come at once.

mod fold;

use std::{collections::VecDeque, sync::Arc, time::Duration};

use leptos::prelude::*;

pub use self::fold::News;
use self::fold::fold;
use super::{
    each::{For, Show},
    icon::Icon,
    texts,
};
use crate::language::{t, t_count, t_with};

/// How many are shown before the rest folds.
const SHOWN_MAX: usize = 3;
/// The highest place: reasons why something did not work are shown however many there are, the last of them one upon
/// the other.
const SLOT_LAST: usize = 5;
/// How long a toast stays that offers a way back to something typed.
const OFFER_MILLIS: u64 = 60_000;
/// How long "n pembaruan lain" stays after the last one folded.
const FOLD_MILLIS: u64 = 5_000;
/// How many events are remembered as announced: an own event comes by reply and by socket.
const REMEMBERED: usize = 256;

/// The kind, as `data-toast`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ToastKind {
    /// News.
    Info,
    /// Something was finished or begun.
    Success,
    /// Needs eyes.
    Warning,
    /// Did not work.
    Error,
}

impl ToastKind {
    fn wire(self) -> &'static str {
        match self {
            ToastKind::Info => "info",
            ToastKind::Success => "success",
            ToastKind::Warning => "warning",
            ToastKind::Error => "error",
        }
    }
}

/// One piece of news.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Bold line.
    pub title: String,
    /// Second line; may be empty.
    pub description: String,
    /// How long it stays.
    pub millis: u64,
    /// What kind.
    pub kind: ToastKind,
}

impl Toast {
    /// Why something did not work; stays long enough to be read.
    #[must_use]
    pub fn error(title: impl Into<String>, description: impl Into<String>) -> Toast {
        Toast { title: title.into(), description: description.into(), millis: 8_000, kind: ToastKind::Error }
    }
}

#[derive(Clone)]
struct Shown {
    id: u64,
    /// Its place for as long as it is shown: nothing that is being read moves because something else came or went.
    slot: usize,
    toast: Toast,
    offer: Option<Offer>,
}

/// A button of a toast: what it says and what it does.
#[derive(Clone)]
struct Offer {
    label: &'static str,
    /// Not a `Callback`: the form that made the offer is gone when it is taken.
    take: Arc<dyn Fn() + Send + Sync>,
}

/// What is shown. A context of the factory's layout.
#[derive(Clone, Copy)]
pub struct Toasts {
    shown: RwSignal<Vec<Shown>>,
    folded: RwSignal<usize>,
    next_id: StoredValue<u64>,
    announced: StoredValue<VecDeque<i64>>,
}

impl Default for Toasts {
    fn default() -> Self {
        Toasts {
            shown: RwSignal::new(Vec::new()),
            folded: RwSignal::new(0),
            next_id: StoredValue::new(0),
            announced: StoredValue::new(VecDeque::new()),
        }
    }
}

impl Toasts {
    /// Shows `toast`, or counts it into the fold when enough are shown.
    pub fn show(self, toast: Toast) {
        self.show_counted(toast, 1);
    }

    /// Shows `toast` with a button, and long enough to be used.
    pub fn offer(self, toast: Toast, label: &'static str, take: impl Fn() + Send + Sync + 'static) {
        self.push(Toast { millis: OFFER_MILLIS, ..toast }, Some(Offer { label, take: Arc::new(take) }));
    }

    /// Shows `news` that came together, each event's unless it was announced before.
    pub fn announce(self, news: Vec<News>) {
        let new = self.announced.try_update_value(|announced| {
            let mut new = news;
            new.retain(|news| {
                let unknown = !announced.contains(&news.seq);
                if unknown {
                    announced.push_back(news.seq);
                }
                unknown
            });
            announced.drain(..announced.len().saturating_sub(REMEMBERED));
            new
        });
        let Some(new) = new.filter(|new| !new.is_empty()) else { return };
        for (toast, count) in fold(new) {
            self.show_counted(toast, count);
        }
    }

    fn show_counted(self, toast: Toast, count: usize) {
        if self.shown.with_untracked(Vec::len) < SHOWN_MAX || toast.kind == ToastKind::Error {
            self.push(toast, None);
            return;
        }
        self.folded.update(|folded| *folded += count);
        let folded_now = self.folded.get_untracked();
        set_timeout(
            move || {
                // Only when nothing folded since.
                if self.folded.try_get_untracked() == Some(folded_now) {
                    self.folded.set(0);
                }
            },
            Duration::from_millis(FOLD_MILLIS),
        );
    }

    fn push(self, toast: Toast, offer: Option<Offer>) {
        let id = self.next_id.get_value();
        self.next_id.set_value(id + 1);
        let millis = toast.millis;
        self.shown.update(|shown| {
            let slot = (0..).find(|slot| shown.iter().all(|other| other.slot != *slot)).unwrap_or_default();
            shown.push(Shown { id, slot, toast, offer });
        });
        set_timeout(move || self.close(id), Duration::from_millis(millis));
    }

    fn close(self, id: u64) {
        // Gone with its layout, or closed by hand: both fine.
        self.shown.try_update(|shown| shown.retain(|shown| shown.id != id));
    }
}

/// The toasts of the page being drawn.
///
/// # Panics
/// Outside a factory's layout.
#[must_use]
pub fn use_toasts() -> Toasts {
    expect_context()
}

/// The one region where news appears, announced politely.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <section class="toasts" role="status" aria-live="polite" aria-label=t(texts::NEWS)>
            <For each=move || toasts.shown.get() key=|shown| shown.id let(shown)>
                <div class="toast" data-toast=shown.toast.kind.wire() data-slot=shown.slot.min(SLOT_LAST)>
                    <p>
                        <b>{shown.toast.title.clone()}</b>
                        {shown.toast.description.clone()}
                    </p>
                    {shown
                        .offer
                        .map(|Offer { label, take }| {
                            let taken = move |_| {
                                toasts.close(shown.id);
                                take();
                            };
                            view! {
                                <button class="btn toast__offer" type="button" on:click=taken>
                                    {label}
                                </button>
                            }
                        })}
                    <button
                        class="btn btn--quiet btn--icon"
                        type="button"
                        aria-label=t_with(texts::CLOSE_NEWS, &[&shown.toast.title])
                        on:click=move |_| toasts.close(shown.id)
                    >
                        <Icon name="i-close" />
                    </button>
                </div>
            </For>
            <Show when=move || toasts.folded.get() != 0>
                <button class="toasts__more" type="button" on:click=move |_| toasts.folded.set(0)>
                    {move || t_count(texts::MORE_NEWS, toasts.folded.get())}
                </button>
            </Show>
        </section>
    }
}
