//! Lists and conditions, used as leptos's own of these names, but compiled once: those are compiled anew for every type
//! that is listed and every view that is shown, which the first file of the browser is too small for.

use std::{
    any::Any,
    hash::{Hash, Hasher},
    sync::Arc,
};

use leptos::{
    prelude::*,
    tachys::{reactive_graph::OwnedView, view::keyed::keyed},
};

/// One of a list, before it is drawn.
struct Item {
    key: Key,
    draw: Box<dyn FnOnce() -> AnyView + Send>,
}

/// What tells one of a list from the others, whatever its type.
#[derive(Clone)]
struct Key(Arc<dyn AnyKey + Send + Sync>);

trait AnyKey: Any {
    fn is(&self, other: &dyn Any) -> bool;
    fn feed(&self, hasher: &mut dyn Hasher);
}

impl<K: Eq + Hash + 'static> AnyKey for K {
    fn is(&self, other: &dyn Any) -> bool {
        other.downcast_ref::<K>() == Some(self)
    }

    fn feed(&self, mut hasher: &mut dyn Hasher) {
        self.hash(&mut hasher);
    }
}

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        let other: &dyn Any = &*other.0;
        self.0.is(other)
    }
}

impl Eq for Key {}

impl Hash for Key {
    fn hash<H: Hasher>(&self, hasher: &mut H) {
        self.0.feed(hasher);
    }
}

/// Draws each item once, and moves it by its key.
#[component]
pub fn For<IF, I, T, EF, N, KF, K>(
    /// What is listed.
    each: IF,
    /// What tells one from another.
    key: KF,
    /// Draws one.
    children: EF,
) -> impl IntoView
where
    IF: Fn() -> I + Send + 'static,
    I: IntoIterator<Item = T> + 'static,
    EF: Fn(T) -> N + Send + Clone + 'static,
    N: IntoView + 'static,
    KF: Fn(&T) -> K + Send + 'static,
    K: Eq + Hash + Send + Sync + 'static,
    T: Send + 'static,
{
    let item = move |item| {
        let children = children.clone();
        Item { key: Key(Arc::new(key(&item))), draw: Box::new(move || children(item).into_any()) }
    };
    list(Box::new(move || each().into_iter().map(&item).collect()))
}

/// Each item has an owner of its own under the list's, so that what it holds lives exactly as long as it is listed.
fn list(items: Box<dyn Fn() -> Vec<Item> + Send>) -> AnyView {
    let parent = Owner::current().unwrap_or_default();
    let draw = move |_, item: Item| {
        let owner = parent.with(Owner::new);
        let view = owner.with(item.draw);
        let end = End(owner.clone());
        // Kept beside what was drawn, and dropped before it.
        let moved = move |_: usize| {
            let _ = &end;
        };
        (moved, OwnedView::new_with_owner(view, owner))
    };
    (move || keyed(items(), |item: &Item| item.key.clone(), draw.clone())).into_any()
}

/// The end of an item: dropped, nothing that was drawn for it is written again. What lies deep in an item goes turns after
/// the signals that it reads, and what woke in between would read what is not: in the browser that is the page's end.
struct End(Owner);

impl Drop for End {
    fn drop(&mut self) {
        // The server drops it while the item's data may still be on its way.
        if cfg!(feature = "hydrate") {
            self.0.pause();
        }
    }
}

/// Draws its children while something holds.
#[component]
pub fn Show<W>(
    /// What must hold.
    when: W,
    /// Drawn while it does not.
    #[prop(optional, into)]
    fallback: ViewFn,
    /// Draws them.
    children: ChildrenFn,
) -> impl IntoView
where
    W: Fn() -> bool + Send + Sync + 'static,
{
    shown(Box::new(when), children, fallback)
}

fn shown(when: Box<dyn Fn() -> bool + Send + Sync>, children: ChildrenFn, fallback: ViewFn) -> AnyView {
    let when = ArcMemo::new(move |_| when());
    (move || if when.get() { children() } else { fallback.run() }).into_any()
}
