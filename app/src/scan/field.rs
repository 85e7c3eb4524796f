//! The field that a scanner types into without being asked: how it was, and how it gets that back.

use leptos::prelude::document;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// A field as it was before something was typed.
pub(super) struct Kept {
    field: Field,
    value: String,
    caret: Option<(u32, u32)>,
}

enum Field {
    Input(HtmlInputElement),
    Area(HtmlTextAreaElement),
    /// Letters choose among its options.
    Select(HtmlSelectElement),
}

/// What has the focus.
pub(super) fn focused() -> Option<Element> {
    document().active_element()
}

impl Kept {
    /// `element` as it is now, if it is something to type into.
    pub(super) fn of(element: Element) -> Option<Kept> {
        let element = match element.dyn_into::<HtmlInputElement>() {
            Ok(input) => {
                // Some kinds of fields have no caret, and say so by an exception.
                let caret = input.selection_start().ok().flatten().zip(input.selection_end().ok().flatten());
                return Some(Kept { value: input.value(), caret, field: Field::Input(input) });
            }
            Err(element) => element,
        };
        let element = match element.dyn_into::<HtmlTextAreaElement>() {
            Ok(area) => {
                let caret = area.selection_start().ok().flatten().zip(area.selection_end().ok().flatten());
                return Some(Kept { value: area.value(), caret, field: Field::Area(area) });
            }
            Err(element) => element,
        };
        let select = element.dyn_into::<HtmlSelectElement>().ok()?;
        Some(Kept { value: select.value(), caret: None, field: Field::Select(select) })
    }

    /// Whether it is about this element.
    pub(super) fn is(&self, element: &Element) -> bool {
        self.element().is_same_node(Some(element))
    }

    /// Gives the field back what it held, and tells whoever listens to it.
    pub(super) fn put_back(&self) {
        let (start, end) = self.caret.unwrap_or_default();
        let event = match &self.field {
            Field::Input(input) if input.value() != self.value => {
                input.set_value(&self.value);
                if self.caret.is_some() {
                    // It had a caret a moment ago.
                    let _ = input.set_selection_range(start, end);
                }
                "input"
            }
            Field::Area(area) if area.value() != self.value => {
                area.set_value(&self.value);
                let _ = area.set_selection_range(start, end);
                "input"
            }
            Field::Select(select) if select.value() != self.value => {
                select.set_value(&self.value);
                "change"
            }
            _ => return,
        };
        let bubbling = EventInit::new();
        bubbling.set_bubbles(true);
        if let Ok(event) = Event::new_with_event_init_dict(event, &bubbling) {
            // Fails only for an event that is being dispatched already.
            let _ = self.element().dispatch_event(&event);
        }
    }

    fn element(&self) -> &Element {
        match &self.field {
            Field::Input(input) => input,
            Field::Area(area) => area,
            Field::Select(select) => select,
        }
    }
}
