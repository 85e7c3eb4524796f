//! Drawing by hand: what a part of the page says is written anew when something that it reads has changed.
//!
//! An effect does that too, as a task of its own with a channel that wakes it in a microtask. A list has thousands of parts,
//! and an event waits for that microtask longer than for all that it changes; so these are nodes of leptos' reactive graph
//! without a task, and whoever changes many things together has them drawn together, before going on ([`batch`]).
//!
//! Always true here: a part is drawn once for all that changed of it since it was drawn last; who is gone is not drawn.
//! Owners that are paused are not asked: a part goes with its owner and not, like an effect's task, some turns later.

use std::{
    cell::RefCell,
    marker::PhantomData,
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use leptos::{
    prelude::*,
    reactive::graph::{AnySource, AnySubscriber, ReactiveNode, Source, Subscriber, WithObserver},
    task::spawn_local,
};

thread_local! {
    // A page of the browser is one thread.
    static DUE: RefCell<Due> = RefCell::default();
}

/// What is to be drawn.
#[derive(Default)]
struct Due {
    parts: Vec<Part>,
    /// Open batches, one in the other.
    batches: u32,
    /// A task that draws them has been spawned.
    is_spawned: bool,
}

/// One part; gone with whoever owns it.
type Part = StoredValue<Drawing, LocalStorage>;

struct Drawing {
    node: Arc<Node>,
    draw: Box<dyn FnMut()>,
}

/// A part as the reactive graph knows it.
#[derive(Default)]
struct Node(Mutex<State>);

#[derive(Default)]
struct State {
    part: Option<Part>,
    /// In [`Due::parts`].
    is_due: bool,
    /// Something that it read says something else; without that, its sources must be asked.
    is_dirty: bool,
    sources: Vec<AnySource>,
}

/// Runs `draw` now, and whenever something that it read has changed, until the current owner ends. What `draw` makes would
/// stay until then, so it makes nothing.
pub fn keep_drawn(draw: impl FnMut() + 'static) {
    // A part that is being drawn cannot be drawn: what `draw` itself changes waits for the end.
    let _batch = batch();
    let node = Arc::new(Node::default());
    let part = StoredValue::new_local(Drawing { node: node.clone(), draw: Box::new(draw) });
    node.state().part = Some(part);
    part.update_value(Drawing::draw);
}

/// What changes while this is held is drawn when it is dropped, as far as it is kept drawn by [`keep_drawn`].
#[must_use = "what changes is drawn when this is dropped"]
#[derive(Debug)]
pub struct Batch(
    // Of the thread that it was opened on.
    PhantomData<*const ()>,
);

/// Opens a batch. Of several, one in the other, the outermost draws.
pub fn batch() -> Batch {
    DUE.with_borrow_mut(|due| due.batches += 1);
    Batch(PhantomData)
}

impl Drop for Batch {
    fn drop(&mut self) {
        if DUE.with_borrow(|due| due.batches == 1) {
            draw_due();
        }
        DUE.with_borrow_mut(|due| due.batches -= 1);
    }
}

fn draw_due() {
    loop {
        let parts = DUE.with_borrow_mut(|due| mem::take(&mut due.parts));
        if parts.is_empty() {
            return;
        }
        for part in parts {
            part.try_update_value(Drawing::draw_if_changed);
        }
    }
}

/// Has `part` drawn at the end of the batch, or by a task where there is none.
fn put_due(part: Part) {
    let must_spawn = DUE.with_borrow_mut(|due| {
        due.parts.push(part);
        due.batches == 0 && !mem::replace(&mut due.is_spawned, true)
    });
    if must_spawn {
        spawn_local(async {
            DUE.with_borrow_mut(|due| due.is_spawned = false);
            drop(batch());
        });
    }
}

impl Drawing {
    fn draw(&mut self) {
        self.node.subscriber().with_observer(&mut self.draw);
    }

    fn draw_if_changed(&mut self) {
        self.node.state().is_due = false;
        // A source that is brought up to date tells all who read it but the one who asks. Nobody asks here, so that what is
        // told on the way to another source is not missed.
        let has_changed = untrack(|| self.node.update_if_necessary());
        if mem::take(&mut self.node.state().is_dirty) || has_changed {
            self.node.clear_sources(&self.node.subscriber());
            self.draw();
        }
    }
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.node.clear_sources(&self.node.subscriber());
    }
}

impl Node {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn subscriber(self: &Arc<Self>) -> AnySubscriber {
        let node: Weak<dyn Subscriber + Send + Sync> = Arc::<Node>::downgrade(self);
        AnySubscriber(Arc::as_ptr(self) as usize, node)
    }

    fn mark(&self, is_dirty: bool) {
        let mut state = self.state();
        state.is_dirty |= is_dirty;
        let was_due = mem::replace(&mut state.is_due, true);
        let part = state.part.filter(|_| !was_due);
        drop(state);
        if let Some(part) = part {
            put_due(part);
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
    use std::rc::Rc;

    use any_spawner::Executor;

    use super::*;

    /// What `text` said each time it was drawn.
    fn drawn(text: impl Fn() -> String + 'static) -> Rc<RefCell<Vec<String>>> {
        let drawn = Rc::new(RefCell::new(Vec::new()));
        let kept = drawn.clone();
        keep_drawn(move || kept.borrow_mut().push(text()));
        drawn
    }

    fn together(change: impl FnOnce()) {
        let _batch = batch();
        change();
    }

    #[test]
    fn what_is_read_is_drawn_once_however_much_of_it_changes_together() {
        let owner = Owner::new();
        owner.set();
        let (one, other) = (RwSignal::new(1), RwSignal::new(1));
        let both = drawn(move || format!("{} {}", one.get(), other.get()));
        together(|| {
            one.set(2);
            together(|| other.set(2));
            assert_eq!(*both.borrow(), ["1 1"], "nothing is drawn in the middle of a batch");
            one.set(3);
        });
        assert_eq!(*both.borrow(), ["1 1", "3 2"]);
        together(|| ());
        assert_eq!(both.borrow().len(), 2);
    }

    #[test]
    fn what_only_may_have_changed_is_asked() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let is_even = Memo::new(move |_| number.get() % 2 == 0);
        let even = drawn(move || is_even.get().to_string());
        together(|| number.set(3));
        assert_eq!(*even.borrow(), ["false"]);
        together(|| number.set(4));
        assert_eq!(*even.borrow(), ["false", "true"]);
    }

    #[test]
    fn what_is_not_read_any_more_draws_nothing() {
        let owner = Owner::new();
        owner.set();
        let (which, one, other) = (RwSignal::new(true), RwSignal::new(1), RwSignal::new(2));
        let read = drawn(move || if which.get() { one.get() } else { other.get() }.to_string());
        together(|| which.set(false));
        together(|| one.set(10));
        together(|| other.set(20));
        assert_eq!(*read.borrow(), ["1", "2", "20"]);
    }

    #[test]
    fn who_is_gone_is_not_drawn() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let part = owner.child();
        let read = part.with(|| drawn(move || number.get().to_string()));
        together(|| {
            number.set(2);
            part.cleanup();
        });
        together(|| number.set(3));
        assert_eq!(*read.borrow(), ["1"]);
    }

    #[test]
    fn what_changes_outside_a_batch_is_drawn_by_one_task() {
        // Of this thread, whoever was first to choose it.
        let _ = Executor::init_futures_executor();
        let owner = Owner::new();
        owner.set();
        let (one, other) = (RwSignal::new(1), RwSignal::new(1));
        let both = drawn(move || format!("{} {}", one.get(), other.get()));
        one.set(2);
        other.set(2);
        assert_eq!(*both.borrow(), ["1 1"]);
        Executor::poll_local();
        assert_eq!(*both.borrow(), ["1 1", "2 2"]);
        one.set(3);
        Executor::poll_local();
        assert_eq!(*both.borrow(), ["1 1", "2 2", "3 2"]);
    }

    #[test]
    fn what_is_told_on_the_way_to_another_source_is_not_missed() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let last = Memo::new(move |_| number.get() % 10);
        let is_many = Memo::new(move |_| last.get() > 5);
        let read = drawn(move || format!("{} {}", is_many.get(), last.get()));
        together(|| number.set(2));
        assert_eq!(*read.borrow(), ["false 1", "false 2"]);
    }

    #[test]
    fn what_drawing_changes_is_drawn_too() {
        let owner = Owner::new();
        owner.set();
        let (given, taken) = (RwSignal::new(1), RwSignal::new(0));
        let seen = drawn(move || taken.get().to_string());
        keep_drawn(move || together(|| taken.set(given.get() * 10)));
        together(|| given.set(2));
        assert_eq!(*seen.borrow(), ["0", "10", "20"]);
    }

    #[test]
    fn a_part_that_changes_what_it_read_is_drawn_again() {
        let owner = Owner::new();
        owner.set();
        let number = RwSignal::new(1);
        let read = drawn(move || {
            let read = number.get();
            if read < 3 {
                together(|| number.set(3));
            }
            read.to_string()
        });
        assert_eq!(*read.borrow(), ["1", "3"]);
        together(|| number.set(5));
        assert_eq!(read.borrow().last().map(String::as_str), Some("5"));
    }
}
