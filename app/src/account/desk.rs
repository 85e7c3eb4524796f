//! What a page of administration does: sends what was asked, lays the answer over the screen, says what was refused.

use std::future::Future;

use leptos::{prelude::*, task::spawn_local};
use model::{Change, Event, Refusal, ids::MutationId};

use super::{texts, use_viewer};
use crate::{
    door::Recorded,
    error::AppError,
    language::{Text, t},
    live::{
        Live,
        mutation::{ask, new_mutation_id, send},
        use_live,
    },
    ui::toast::{Toast, Toasts, use_toasts},
};

/// Lays one change over a screen.
type Apply = Box<dyn Fn(&Change) + Send + Sync>;

/// The page's way to the server. Copies share it.
#[derive(Clone, Copy)]
pub struct Desk {
    slug: StoredValue<String>,
    live: Live,
    toasts: Toasts,
    /// Lays one change over the screen.
    apply: StoredValue<Apply>,
    /// Something was sent and not answered.
    pub busy: RwSignal<bool>,
    /// Why the last thing was refused; the page shows it where it belongs.
    pub refusal: RwSignal<Option<Refusal>>,
}

impl Desk {
    /// From the contexts of the factory's layout; `apply` is what the page also does with live events.
    #[must_use]
    pub fn new(apply: impl Fn(&Change) + Send + Sync + 'static) -> Desk {
        Desk {
            slug: StoredValue::new(use_viewer().with_value(|viewer| viewer.slug.clone())),
            live: use_live(),
            toasts: use_toasts(),
            apply: StoredValue::new(Box::new(apply)),
            busy: RwSignal::new(false),
            refusal: RwSignal::new(None),
        }
    }

    /// Lays live events over the screen.
    pub fn hear(self, events: &[Event]) {
        self.apply.with_value(|apply| events.iter().for_each(|event| apply(&event.change)));
    }

    /// Sends a mutation; `done` follows when it counted. A refusal stays in [`Desk::refusal`], and what was typed where
    /// it is.
    pub fn send<F, Fut>(self, attempt: F, done: impl FnOnce() + 'static)
    where
        F: Fn(String, MutationId) -> Fut + 'static,
        Fut: Future<Output = Result<Recorded, AppError>> + 'static,
    {
        let slug = self.slug.get_value();
        let sending = async move { send(self.live, new_mutation_id(), |id| attempt(slug.clone(), id)).await };
        self.run(sending, move |Recorded { events }| {
            self.hear(&events);
            done();
        });
    }

    /// Asks for something that is no mutation; `done` follows with the answer.
    pub fn ask<T, F, Fut>(self, attempt: F, done: impl FnOnce(T) + 'static)
    where
        T: 'static,
        F: Fn(String) -> Fut + 'static,
        Fut: Future<Output = Result<T, AppError>> + 'static,
    {
        let slug = self.slug.get_value();
        self.run(async move { ask(self.live, || attempt(slug.clone())).await }, done);
    }

    /// Asks once: what must not be asked again by itself, because the first time may have counted.
    pub fn ask_once<T, Fut>(self, attempt: impl FnOnce(String) -> Fut, done: impl FnOnce(T) + 'static)
    where
        T: 'static,
        Fut: Future<Output = Result<T, AppError>> + 'static,
    {
        self.run(attempt(self.slug.get_value()), done);
    }

    fn run<T: 'static>(
        self,
        asking: impl Future<Output = Result<T, AppError>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.refusal.set(None);
        spawn_local(async move {
            let answer = asking.await;
            // The page was left meanwhile: the change is in the log, and the next page shows it.
            if self.busy.try_set(false).is_some() {
                return;
            }
            match answer {
                Ok(answer) => done(answer),
                Err(error) => match error.refusal() {
                    Some(refusal) => self.refusal.set(Some(refusal)),
                    None if error == AppError::SignedOut => self.live.sign_out(),
                    // Without an answer nobody knows whether it counted.
                    None => self.toasts.show(Toast::error(t(texts::NOT_CERTAIN), error.text())),
                },
            }
        });
    }

    /// Says what was done where nothing on the screen does.
    pub fn say(self, title: Text, text: Text) {
        self.toasts.show(Toast {
            title: t(title).to_owned(),
            description: t(text).to_owned(),
            millis: 4_000,
            kind: crate::ui::toast::ToastKind::Success,
        });
    }
}
