//! Something that is about to come into view.

use leptos::{html::Div, prelude::*};

/// Runs `act` whenever `mark` comes within two screens of what is seen; again as long as it stays there afterwards.
pub fn when_near(mark: NodeRef<Div>, act: impl Fn() + Clone + 'static) {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| {
        if let Some(mark) = mark.get() {
            watch(mark.into(), act.clone());
        }
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = (mark, act);
}

#[cfg(feature = "hydrate")]
fn watch(mark: web_sys::Element, act: impl Fn() + 'static) {
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

    let seen = {
        let mark = mark.clone();
        Closure::<dyn Fn(js_sys::Array, IntersectionObserver)>::new(
            move |entries: js_sys::Array, observer: IntersectionObserver| {
                let last = entries.pop().dyn_into::<IntersectionObserverEntry>();
                if last.is_ok_and(|entry| entry.is_intersecting()) {
                    act();
                    // An observer tells of changes; what is still near has not changed and must be asked for anew.
                    observer.unobserve(&mark);
                    observer.observe(&mark);
                }
            },
        )
    };
    let near = IntersectionObserverInit::new();
    near.set_root_margin("200% 0%");
    // A browser without it has the button that `mark` holds.
    let Ok(observer) = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &near) else { return };
    observer.observe(&mark);
    let held = StoredValue::new_local((observer, seen));
    on_cleanup(move || {
        held.try_with_value(|(observer, _)| observer.disconnect());
    });
}
