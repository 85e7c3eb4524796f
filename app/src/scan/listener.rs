//! The scanner that types, heard on every page of a factory: what it wrote is taken back out of whatever had the focus,
//! and its label is opened.
//!
//! Always true here:
//! - What a person typed stays, also in the field that the scanner typed into.
//! - A code that is no label of ours stays in the field it was meant for: an order's number in the search, say.
//! - A scan does not cost anybody what is half typed: then it asks. What only the scan before opened is no such thing.

/// Listens as long as the frame is drawn. Nothing on the server.
pub fn listen_for_scanner() {
    #[cfg(feature = "hydrate")]
    browser::listen();
}

#[cfg(feature = "hydrate")]
mod browser {
    use leptos::{
        ev::{Event, KeyboardEvent},
        prelude::*,
        wasm_bindgen::JsCast,
    };
    use wasm_bindgen::closure::Closure;

    use super::super::{
        field::{Kept, focused},
        opening::{own_factory, path_there, use_opening},
        target::{Target, is_address, target},
        texts,
        wedge::{Heard, Key, Wedge},
    };
    use crate::{
        account::use_viewer,
        language::{Text, t},
        live::use_live,
        ui::{
            leaving::Unsaved,
            toast::{Toast, ToastKind, use_toasts},
        },
    };

    /// How long it is said what a code was.
    const SAID_MS: u64 = 5_000;

    /// What is known of the keys so far.
    #[derive(Default)]
    struct Ear {
        wedge: Wedge,
        /// The fields that the run which may be a code has been typed into: a key can move the focus.
        kept: Vec<Kept>,
        /// A run has begun of which it is not known yet who types it.
        undecided: bool,
        /// A person has typed or tapped since the last scan.
        touched: bool,
    }

    impl Ear {
        /// The code that `event` ends.
        fn hear(&mut self, event: &KeyboardEvent) -> Option<String> {
            let chord = event.ctrl_key() || event.alt_key() || event.meta_key();
            let key = Key::of(&event.key(), !(chord || event.repeat() || event.is_composing()));
            match self.wedge.press(key, event.time_stamp()) {
                Heard::Begun => {
                    // The run before this one ended in nothing.
                    self.touched |= std::mem::replace(&mut self.undecided, true);
                    self.kept.clear();
                    self.keep();
                }
                Heard::More => self.keep(),
                Heard::Scanned(code) => {
                    self.undecided = false;
                    return Some(code);
                }
                Heard::Nothing => self.touched |= key != Key::Shift,
            }
            None
        }

        /// Remembers the field that the key is about to go into, unless that is done.
        fn keep(&mut self) {
            let Some(element) = focused() else { return };
            if !self.kept.iter().any(|kept| kept.is(&element)) {
                self.kept.extend(Kept::of(element));
            }
        }
    }

    pub(super) fn listen() {
        let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
        let (live, open) = (use_live(), use_opener());
        let ear = StoredValue::new_local(Ear::default());
        let heard = move |event: Event| {
            // Browsers that fill in a form by themselves send events of this name that have no key. And while the page is
            // locked nobody is here: what is typed is a PIN or a password.
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            if live.signed_out.try_get_untracked() != Some(false) {
                return;
            }
            let Some(code) = ear.try_update_value(|ear| ear.hear(event)).flatten() else { return };
            let target = target(&code, &slug);
            if target == Target::Unknown && !is_address(&code) && ear.with_value(|ear| !ear.kept.is_empty()) {
                return;
            }
            // Else Enter would send the form that the scanner typed into, or press the button that has the focus.
            event.prevent_default();
            event.stop_immediate_propagation();
            let (kept, touched) = ear
                .try_update_value(|ear| (std::mem::take(&mut ear.kept), std::mem::take(&mut ear.touched)))
                .unwrap_or_default();
            // Outside of the ear, because whoever listens to the field does so at once.
            for field in kept {
                field.put_back();
            }
            open.run((target, touched));
        };
        Effect::new(move |_| {
            const CAPTURE: bool = true;
            let keys = Closure::<dyn Fn(Event)>::new(heard.clone());
            // Before everything else on the page: a field must be seen as it was before the key. It fails for no function.
            let _ =
                window().add_event_listener_with_callback_and_bool("keydown", keys.as_ref().unchecked_ref(), CAPTURE);
            let tapped = window_event_listener(leptos::ev::pointerdown, move |_| {
                ear.try_update_value(|ear| ear.touched = true);
            });
            let keys = StoredValue::new_local(keys);
            on_cleanup(move || {
                tapped.remove();
                keys.try_with_value(|keys| {
                    let keys = keys.as_ref().unchecked_ref();
                    let _ = window().remove_event_listener_with_callback_and_bool("keydown", keys, CAPTURE);
                });
            });
        });
    }

    /// Opens what was scanned, or says what it is; told whether a person has done something since the last scan.
    fn use_opener() -> Callback<(Target, bool)> {
        let (toasts, open, viewer) = (use_toasts(), use_opening(), use_viewer());
        let unsaved = expect_context::<Unsaved>();
        Callback::new(move |(target, touched)| match target {
            Target::Item(item) if touched && unsaved.any() => {
                let toast = said(texts::SCANNED, t(texts::UNSAVED));
                toasts.offer(toast, t(texts::OPEN_ITEM), move || open.run(item));
            }
            Target::Item(item) => open.run(item),
            Target::OtherFactory { slug, item } => match viewer.with_value(|viewer| own_factory(viewer, &slug)) {
                Some(factory) => {
                    let toast = said(texts::OTHER_FACTORY, &factory.name);
                    toasts.offer(toast, t(texts::OPEN_THERE), move || {
                        // Fails only for what is no address.
                        let _ = window().location().set_href(&path_there(&slug, item));
                    });
                }
                None => toasts.show(said(texts::OTHER_FACTORY, "")),
            },
            Target::Unknown => toasts.show(said(texts::NOT_OURS, "")),
        })
    }

    fn said(title: Text, description: &str) -> Toast {
        let (title, description) = (t(title).to_owned(), description.to_owned());
        Toast { title, description, millis: SAID_MS, kind: ToastKind::Warning }
    }
}
