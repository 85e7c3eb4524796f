//! Drawing by hand: what a part of the page says is written anew when something that it reads has changed.
//!
//! An effect does that too, as a task of its own with a channel that wakes it in a later turn of the page's loop. A list has
//! thousands of parts, and an event waits for that turn longer than for all that it changes; so these are nodes of leptos'
//! reactive graph without a task, and who changes many things at once says when they are drawn ([`at_once`]).
//!
//! Always true here: a part is drawn once for all that changed of it since it was drawn last; who is gone is not drawn.

use std::{
    cell::RefCell,
    mem,
    sync::{Arc, PoisonError, RwLock, RwLockWriteGuard, Weak},
};

use leptos::{
    prelude::*,
    reactive::graph::{AnySource, AnySubscriber, ReactiveNode, Source, Subscriber, WithObserver},
    task::spawn_local,
};

thread_local! {
    // A page of the browser is one thread.
    static TURN: RefCell<Turn> = RefCell::default();
}

/// What is to be drawn.
#[derive(Default)]
struct Turn {
    due: Vec<Part>,
    /// How many [`at_once`] are being waited for.
    held: u32,
    /// Somebody comes back for it.
    is_promised: bool,
}

/// One part; gone with whoever owns it.
type Part = StoredValue<Drawing, LocalStorage>;

struct Drawing {
    node: Arc<Node>,
    /// What drawing makes ends when it is drawn again.
    owner: Owner,
    draw: Box<dyn FnMut()>,
}

/// A part as the reactive graph knows it.
#[derive(Default)]
struct Node(RwLock<State>);

#[derive(Default)]
struct State {
    part: Option<Part>,
    /// It is among those that are due.
    is_due: bool,
    /// Something that it read said something else; otherwise it is to be asked.
    is_dirty: bool,
    sources: Vec<AnySource>,
}

/// Runs `draw` now, and whenever something that it read has changed, until the current owner ends.
pub fn keep_drawn(draw: impl FnMut() + 'static) {
    let node = Arc::new(Node::default());
    let part = StoredValue::new_local(Drawing { node: node.clone(), owner: Owner::new(), draw: Box::new(draw) });
    node.state().part = Some(part);
    part.update_value(Drawing::run);
}

/// Holds the turn: what changes until this is dropped is drawn then, as far as it is kept drawn by [`keep_drawn`].
#[must_use = "what changes is drawn when this is dropped"]
#[derive(Debug)]
pub struct AtOnce(());

/// Has what changes from now on drawn at once, when the answer is dropped.
pub fn at_once() -> AtOnce {
    TURN.with_borrow_mut(|turn| turn.held += 1);
    AtOnce(())
}

impl Drop for AtOnce {
    fn drop(&mut self) {
        if TURN.with_borrow(|turn| turn.held == 1) {
            draw_due();
        }
        TURN.with_borrow_mut(|turn| turn.held -= 1);
    }
}

fn draw_due() {
    loop {
        let due = TURN.with_borrow_mut(|turn| mem::take(&mut turn.due));
        if due.is_empty() {
            return;
        }
        for part in due {
            part.try_update_value(Drawing::draw);
        }
    }
}

/// Has `part` drawn: by whoever holds the turn, or else by a task.
fn is_due(part: Part) {
    let must_promise = TURN.with_borrow_mut(|turn| {
        turn.due.push(part);
        turn.held == 0 && !mem::replace(&mut turn.is_promised, true)
    });
    if must_promise {
        spawn_local(async {
            TURN.with_borrow_mut(|turn| turn.is_promised = false);
            drop(at_once());
        });
    }
}

impl Drawing {
    fn run(&mut self) {
        let Drawing { node, owner, draw } = self;
        owner.with_cleanup(|| node.subscriber().with_observer(draw));
    }

    fn draw(&mut self) {
        self.node.state().is_due = false;
        let subscriber = self.node.subscriber();
        if subscriber.with_observer(|| self.node.update_if_necessary()) {
            self.node.clear_sources(&subscriber);
            self.run();
        }
    }
}

impl Node {
    // Nothing panics while it is locked.
    fn state(&self) -> RwLockWriteGuard<'_, State> {
        self.0.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn subscriber(self: &Arc<Self>) -> AnySubscriber {
        let node: Weak<dyn Subscriber + Send + Sync> = Arc::<Node>::downgrade(self);
        AnySubscriber(Arc::as_ptr(self) as usize, node)
    }

    fn mark(&self, is_dirty: bool) {
        let mut state = self.state();
        state.is_dirty |= is_dirty;
        let newly = !mem::replace(&mut state.is_due, true);
        let part = state.part.filter(|_| newly);
        drop(state);
        if let Some(part) = part {
            is_due(part);
        }
    }
}

impl ReactiveNode for Node {
    fn mark_dirty(&self) {
        self.mark(true);
    }

    fn mark_check(&self) {
        self.mark(false);
    }

    // Nobody reads what is drawn.
    fn mark_subscribers_check(&self) {}

    fn update_if_necessary(&self) -> bool {
        let (is_dirty, sources) = {
            let mut state = self.state();
            if mem::take(&mut state.is_dirty) { (true, Vec::new()) } else { (false, state.sources.clone()) }
        };
        is_dirty || sources.iter().any(ReactiveNode::update_if_necessary)
    }
}

impl Subscriber for Node {
    fn add_source(&self, source: AnySource) {
        let mut state = self.state();
        if !state.sources.contains(&source) {
            state.sources.push(source);
        }
    }

    fn clear_sources(&self, subscriber: &AnySubscriber) {
        let sources = mem::take(&mut self.state().sources);
        for source in sources {
            source.remove_subscriber(subscriber);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::Cell, rc::Rc};

    use super::*;

    /// What `text` said each time it was drawn.
    fn drawn(text: impl Fn() -> String + 'static) -> Rc<RefCell<Vec<String>>> {
        let drawn = Rc::new(RefCell::new(Vec::new()));
        let kept = drawn.clone();
        keep_drawn(move || kept.borrow_mut().push(text()));
        drawn
    }

    fn now(change: impl FnOnce()) {
        let _drawn = at_once();
        change();
    }

    #[test]
    fn what_is_read_is_drawn_once_however_much_of_it_changes_at_once() {
        let owner = Owner::new();
        owner.set();
        let (one, other) = (RwSignal::new(1), RwSignal::new(1));
        let both = drawn(move || format!("{} {}", one.get(), other.get()));
        now(|| {
            one.set(2);
            now(|| other.set(2));
            assert_eq!(*both.borrow(), ["1 1"], "who is still changing things holds the turn");
            one.set(3);
        });
        assert_eq!(*both.borrow(), ["1 1", "3 2"]);
        now(|| ());
        assert_eq!(both.borrow().len(), 2);
    }

    #[test]
    fn what_only_may_have_changed_is_asked() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let is_even = Memo::new(move |_| number.get() % 2 == 0);
        let even = drawn(move || is_even.get().to_string());
        now(|| number.set(3));
        assert_eq!(*even.borrow(), ["false"]);
        now(|| number.set(4));
        assert_eq!(*even.borrow(), ["false", "true"]);
    }

    #[test]
    fn what_is_not_read_any_more_draws_nothing() {
        let owner = Owner::new();
        owner.set();
        let (which, one, other) = (RwSignal::new(true), RwSignal::new(1), RwSignal::new(2));
        let read = drawn(move || if which.get() { one.get() } else { other.get() }.to_string());
        now(|| which.set(false));
        now(|| one.set(10));
        now(|| other.set(20));
        assert_eq!(*read.borrow(), ["1", "2", "20"]);
    }

    #[test]
    fn who_is_gone_is_not_drawn() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let part = owner.child();
        let both = part.with(|| drawn(move || number.get().to_string()));
        now(|| {
            number.set(2);
            part.cleanup();
        });
        assert_eq!(*both.borrow(), ["1"]);
    }

    #[test]
    fn what_drawing_changes_is_drawn_too() {
        let owner = Owner::new();
        owner.set();
        let (given, taken) = (RwSignal::new(1), RwSignal::new(0));
        let seen = drawn(move || taken.get().to_string());
        let times = Rc::new(Cell::new(0));
        let counted = times.clone();
        now(|| {
            keep_drawn(move || {
                counted.set(counted.get() + 1);
                taken.set(given.get() * 10);
            });
        });
        now(|| given.set(2));
        assert_eq!(seen.borrow().last().map(String::as_str), Some("20"));
        assert_eq!(times.get(), 2);
    }
}
