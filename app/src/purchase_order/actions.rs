//! What a person does to items, from tap to confirmed: the rule runs here at once, the server decides, the screen
//! follows the server.

use futures::channel::oneshot;
use leptos::{prelude::*, task::spawn_local};
use model::{
    Actor, Change, Department, Notation, Quantity, Refusal, Timestamp,
    ids::{DeliveryId, IssueId, ItemId, MutationId},
    purchase_order::{Issue, Item, OrderStatus, Priority, PurchaseOrder},
};

use super::{
    clash,
    server_fns::{RecordDelivery, ReportIssue, ResolveIssue, SetPurchaseOrderStatus, SetPurchaseOrderUrgent},
    store::ItemStore,
    texts::{ISSUE_ABOUT, progress as texts},
};
use crate::{
    account::{Viewer, use_viewer},
    error::AppError,
    language::{language, t, t_with},
    live::{
        mutation::new_mutation_id,
        offline_queue::{Call, Entry, OfflineQueue, State, Told, use_queue},
    },
    ui::{
        clock::{Clock, use_clock},
        toast::{Toast, Toasts, use_toasts},
    },
};

/// What the server will say to something that is on the screen already. A refusal is told in a toast; with
/// [`Answer::offer_again`] the toast has a way back to what was typed.
pub struct Answer {
    id: MutationId,
    refused: oneshot::Receiver<AppError>,
    what: String,
    toasts: Toasts,
    queue: OfflineQueue,
}

impl Answer {
    /// After a refusal, `again` is offered: it opens the sheet once more, with what was typed and the reason at its
    /// place. It is offered and not done, because only the person's own tap opens a sheet. Nothing is offered once the
    /// sheet is not `here` any more, because its page was left. `again` outlives the form that made it, and its page; it
    /// is told which one was refused, which stays in the queue until it is done again.
    pub fn offer_again(
        self,
        here: impl Fn() -> bool + 'static,
        again: impl Fn(MutationId, AppError) + Send + Sync + 'static,
    ) {
        let Answer { id, refused, what, toasts, queue } = self;
        spawn_local(async move {
            // Cancelled: the answer was a good one.
            let Ok(error) = refused.await else { return };
            let toast = refusal(&what, &error);
            if error.refusal() == Some(Refusal::Stale) && queue.is_clash(id) {
                toasts.offer(toast, t(texts::CHOOSE), move || queue.open.set(true));
            } else if here() {
                toasts.offer(toast, t(texts::OPEN_AGAIN), move || again(id, error.clone()));
            } else {
                toasts.show(toast);
            }
        });
    }
}

fn refusal(what: &str, error: &AppError) -> Toast {
    Toast::error(t_with(texts::NOT_SAVED, &[&what]), error.text())
}

/// What an action needs of the page it happens on. Copies share it.
#[derive(Clone, Copy)]
pub struct Actions {
    store: ItemStore,
    queue: OfflineQueue,
    /// What is done next is done again, in the place of this one, which was refused.
    instead_of: Option<MutationId>,
    /// Those who wait for the answers to what this page asked.
    asked: StoredValue<Vec<(MutationId, oneshot::Sender<AppError>)>>,
    toasts: Toasts,
    clock: Clock,
    viewer: StoredValue<Viewer>,
}

impl Actions {
    /// Actions on the items of `store`, from the contexts of the factory's layout.
    #[must_use]
    pub fn on(store: ItemStore) -> Actions {
        let (toasts, clock, viewer) = (use_toasts(), use_clock(), use_viewer());
        let (queue, asked) = (use_queue(), StoredValue::new(Vec::new()));
        let actions = Actions { store, queue, instead_of: None, asked, toasts, clock, viewer };
        actions.follow_queue();
        actions
    }

    /// For what is done in the place of a refused one, if it is.
    #[must_use]
    pub fn instead_of(self, refused: Option<MutationId>) -> Actions {
        Actions { instead_of: refused, ..self }
    }

    /// Moves a track.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn advance_track(
        self,
        item_id: ItemId,
        department: Department,
        progress: i64,
        note: Option<String>,
    ) -> Result<Answer, Refusal> {
        let item = self.item(item_id)?;
        let track = item.track(department);
        let change = self
            .rule(|actor, now| item.advance_track(department, progress, note.as_deref(), track.version, actor, now))?;
        let id = new_mutation_id();
        let call = clash::call(self.factory(), id, item_id, department, progress, note, track.version);
        let base = serde_json::to_string(track).ok();
        Ok(self.act(id, change, format!("{} · {}", department.label(), item.item_name), call, base))
    }

    /// Reports a problem, and says which it will be.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn report_issue(
        self,
        item_id: ItemId,
        title: String,
        description: Option<String>,
        priority: Priority,
    ) -> Result<(IssueId, Answer), Refusal> {
        let item = self.item(item_id)?;
        let mutation_id = new_mutation_id();
        let id = IssueId(mutation_id.0);
        let change =
            self.rule(|actor, now| item.report_issue(id, &title, description.as_deref(), priority, actor, now))?;
        let (factory, priority) = (self.factory(), priority.wire().to_owned());
        let call = Call::of(&ReportIssue { factory, mutation_id, item_id, title, description, priority });
        Ok((id, self.act(mutation_id, change, t_with(ISSUE_ABOUT, &[&item.item_name]), call, None)))
    }

    /// Marks a problem solved.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn resolve_issue(self, item_id: ItemId, issue: &Issue) -> Result<Answer, Refusal> {
        let item = self.item(item_id)?;
        let change = self.rule(|actor, now| item.resolve_issue(issue, actor, now))?;
        let mutation_id = new_mutation_id();
        let call = Call::of(&ResolveIssue { factory: self.factory(), mutation_id, issue_id: issue.id });
        Ok(self.tap(mutation_id, change, t_with(ISSUE_ABOUT, &[&issue.title]), call))
    }

    /// Records a delivery of `quantity`, as typed in the page's language.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn record_delivery(self, item_id: ItemId, quantity: &str, note: Option<String>) -> Result<Answer, Refusal> {
        let item = self.item(item_id)?;
        let mutation_id = new_mutation_id();
        let amount = Quantity::parse(quantity, language().notation())?;
        let id = DeliveryId(mutation_id.0);
        let change = self.rule(|actor, now| item.deliver(id, amount, note.as_deref(), actor, now))?;
        // The same in every language: it may wait on the device until another one is chosen.
        let quantity = amount.format(Notation::Indonesian);
        let call = Call::of(&RecordDelivery { factory: self.factory(), mutation_id, item_id, quantity, note });
        Ok(self.act(mutation_id, change, t_with(texts::DELIVER_ITEM, &[&item.item_name]), call, None))
    }

    /// Turns urgent on or off.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn set_urgent(self, order: &PurchaseOrder, is_urgent: bool) -> Result<Answer, Refusal> {
        let change = self.rule(|actor, _| order.set_urgent(is_urgent, actor))?;
        let mutation_id = new_mutation_id();
        let call = SetPurchaseOrderUrgent { factory: self.factory(), mutation_id, id: order.id, is_urgent };
        Ok(self.tap(mutation_id, change, order.po_number.clone(), Call::of(&call)))
    }

    /// Cancels, archives or takes up again.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn set_status(self, order: &PurchaseOrder, status: OrderStatus) -> Result<Answer, Refusal> {
        let (id, version) = (order.id, order.version);
        let change = self.rule(|actor, _| order.set_status(status, version, Vec::new(), actor))?;
        let (mutation_id, status) = (new_mutation_id(), status.wire().to_owned());
        let call = SetPurchaseOrderStatus { factory: self.factory(), mutation_id, id, version, status };
        Ok(self.tap(mutation_id, change, order.po_number.clone(), Call::of(&call)))
    }

    fn factory(self) -> String {
        self.viewer.with_value(|viewer| viewer.slug.clone())
    }

    fn item(self, id: ItemId) -> Result<Item, Refusal> {
        self.store.item(id).ok_or(Refusal::Unknown)
    }

    fn rule(self, rule: impl FnOnce(&Actor, Timestamp) -> Result<Change, Refusal>) -> Result<Change, Refusal> {
        let now = self.clock.exactly();
        self.viewer.with_value(|viewer| rule(&viewer.actor, now))
    }

    /// As [`Actions::act`], for what is one tap: tapped again, it takes the place of the one that was refused.
    fn tap(self, id: MutationId, foreseen: Change, what: String, call: Call) -> Answer {
        let refused = self.queue.refused(&call.path, foreseen.subject());
        self.instead_of(refused).act(id, foreseen, what, call, None)
    }

    /// Shows `change` at once and puts it into the queue, which sends it until there is an answer.
    fn act(self, id: MutationId, foreseen: Change, what: String, call: Call, base: Option<String>) -> Answer {
        let (sender, refused) = oneshot::channel();
        let answer = Answer { id, refused, what: what.clone(), toasts: self.toasts, queue: self.queue };
        self.asked.try_update_value(|asked| asked.push((id, sender)));
        let (item, at) = (foreseen.item_id(), self.clock.exactly());
        let (foreseen, state) = (Some(foreseen), State::Waiting);
        let (is_file, after, look_first) = (false, None, false);
        let entry = Entry { id, call, what, item, foreseen, base, at, state, is_file, after, look_first };
        self.queue.add(entry, self.instead_of);
        answer
    }

    /// Keeps the store in step with the queue: what is on its way is laid over it, what was answered is not any more.
    fn follow_queue(self) {
        let Actions { store, toasts, asked, .. } = self;
        let asked_of = move |id: MutationId| {
            let mut sender = None;
            asked.try_update_value(|asked| {
                let at = asked.iter().position(|(kept, _)| *kept == id);
                sender = at.map(|at| asked.swap_remove(at).1);
            });
            sender
        };
        self.queue.listen(move |told| match told {
            Told::Entered(entry) => {
                if let Some(foreseen) = &entry.foreseen {
                    store.begin(entry.id, foreseen.clone());
                }
            }
            Told::Refused(id, why) => {
                // Whoever typed it here hears it here.
                if asked_of(*id).is_some() {
                    toasts.show(Toast::error(t_with(texts::NOT_SAVED, &[&t(texts::YOUR_CHANGE)]), why.clone()));
                }
                store.settle(*id, &[]);
            }
            Told::Answered(id, answer) => {
                let sender = asked_of(*id);
                let refused = store.answered(*id, answer.clone()).err();
                if let (Some(error), Some(sender)) = (refused, sender)
                    && let Err(error) = sender.send(error)
                {
                    // Nobody waits for the answer: then it is a toast like any other.
                    toasts.show(refusal(t(texts::YOUR_CHANGE), &error));
                }
            }
        });
    }
}
