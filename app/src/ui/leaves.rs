//! What changes of a part of the page, drawn together. In a view each changing text is an effect of its own, with a task, a
//! list of what it reads and what it wrote last: a list of many parts is then mostly these, and one event wakes several.
//! Here the part is drawn once and after that written by hand, each leaf only where it differs.

use std::sync::Arc;

use leptos::{prelude::*, web_sys::Element};

use super::drawing::keep_drawn;

/// A place in the part, below its outermost element; `""` is that itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaf {
    /// The one text, and nothing else, in the first element that fits the selector.
    Text(&'static str),
    /// An attribute of the first element that fits the selector.
    Attribute(&'static str, &'static str),
}

/// The leaves of a part, and what they say.
#[derive(Clone)]
pub struct Leaves {
    leaves: &'static [Leaf],
    read: Arc<dyn Fn() -> Vec<String> + Send + Sync>,
    drawn: Vec<String>,
}

impl Leaves {
    /// `read` says what each of `leaves` is to say, in their order; whenever something that it reads changes, anew.
    #[must_use]
    pub fn new(leaves: &'static [Leaf], read: impl Fn() -> Vec<String> + Send + Sync + 'static) -> Leaves {
        let drawn = untrack(&read);
        Leaves { leaves, read: Arc::new(read), drawn }
    }

    /// What they say now; the part is to be drawn so.
    #[must_use]
    pub fn drawn<const N: usize>(&self) -> [String; N] {
        std::array::from_fn(|index| self.drawn.get(index).cloned().unwrap_or_default())
    }
}

/// Keeps the leaves of `part` true, as long as it is drawn. A directive: `use:leaves=…`.
pub fn leaves(part: Element, Leaves { leaves, read, drawn }: Leaves) {
    let mut said = drawn;
    keep_drawn(move || {
        let now = read();
        for (index, leaf) in leaves.iter().enumerate() {
            if let Some(value) = now.get(index).filter(|value| said.get(index) != Some(value)) {
                leaf.write(&part, value);
            }
        }
        said = now;
    });
}

impl Leaf {
    fn write(self, part: &Element, value: &str) {
        let (Leaf::Text(place) | Leaf::Attribute(place, _)) = self;
        let found = if place.is_empty() { Some(part.clone()) } else { part.query_selector(place).ok().flatten() };
        let Some(element) = found else { return };
        match self {
            // Each question to the browser counts: that the child is a text is known.
            Leaf::Text(_) => match element.first_child() {
                Some(text) => text.set_node_value(Some(value)),
                None => element.set_text_content(Some(value)),
            },
            Leaf::Attribute(_, "class") => element.set_class_name(value),
            Leaf::Attribute(_, name) => {
                // Fails only for what is no name.
                let _ = element.set_attribute(name, value);
            }
        }
    }
}
