//! What a person does to items, from tap to confirmed: the rule runs here at once, the server decides, the screen
//! follows the server.

use futures::channel::oneshot;
use leptos::{prelude::*, task::spawn_local};
use model::{
    Actor, Change, Department, Refusal, Timestamp,
    ids::{DeliveryId, IssueId, ItemId, MutationId, PurchaseOrderId},
    purchase_order::{Issue, Item, OrderStatus, Priority, PurchaseOrder},
};

use super::{server_fns, store::ItemStore};
use crate::{
    account::{Viewer, use_viewer},
    door::Recorded,
    error::AppError,
    live::{
        Live,
        mutation::{new_mutation_id, send},
        use_live,
    },
    ui::{
        clock::{Clock, use_clock},
        toast::{Toast, Toasts, use_toasts},
    },
};

/// What the server will say to something that is on the screen already. A refusal is told in a toast; with
/// [`Answer::offer_again`] the toast has a way back to what was typed.
pub struct Answer {
    refused: oneshot::Receiver<AppError>,
    what: String,
    toasts: Toasts,
}

impl Answer {
    /// After a refusal, `again` is offered: it opens the sheet once more, with what was typed and the reason at its
    /// place. It is offered and not done, because only the person's own tap opens a sheet. Nothing is offered once the
    /// sheet is not `here` any more, because its page was left. `again` outlives the form that made it, and its page.
    pub fn offer_again(self, here: impl Fn() -> bool + 'static, again: impl Fn(AppError) + Send + Sync + 'static) {
        self.follow(|_| {}, here, again);
    }

    /// As [`Answer::offer_again`], and says before anything else whether it was accepted.
    pub fn follow(
        self,
        accepted: impl FnOnce(bool) + 'static,
        here: impl Fn() -> bool + 'static,
        again: impl Fn(AppError) + Send + Sync + 'static,
    ) {
        let Answer { refused, what, toasts } = self;
        spawn_local(async move {
            // Cancelled: the answer was a good one.
            let Ok(error) = refused.await else { return accepted(true) };
            accepted(false);
            let toast = refusal(&what, &error);
            if here() {
                toasts.offer(toast, "Buka lagi", move || again(error.clone()));
            } else {
                toasts.show(toast);
            }
        });
    }
}

fn refusal(what: &str, error: &AppError) -> Toast {
    Toast::error(format!("Tidak tersimpan: {what}"), error.to_string())
}

/// What an action needs of the page it happens on. Copies share it.
#[derive(Clone, Copy)]
pub struct Actions {
    store: ItemStore,
    live: Live,
    toasts: Toasts,
    clock: Clock,
    viewer: StoredValue<Viewer>,
}

impl Actions {
    /// Actions on the items of `store`, from the contexts of the factory's layout.
    #[must_use]
    pub fn on(store: ItemStore) -> Actions {
        Actions { store, live: use_live(), toasts: use_toasts(), clock: use_clock(), viewer: use_viewer() }
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
        let version = item.track(department).version;
        let change =
            self.rule(|actor, now| item.advance_track(department, progress, note.as_deref(), version, actor, now))?;
        Ok(self.act(change, format!("{} · {}", department.label(), item.item_name), move |factory, mutation_id| {
            let note = note.clone();
            let department = department.wire().to_owned();
            server_fns::advance_track(factory, mutation_id, item_id, department, progress, note, version)
        }))
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
        let answer =
            self.act_as(mutation_id, change, format!("Issue · {}", item.item_name), move |factory, mutation_id| {
                let (title, description) = (title.clone(), description.clone());
                let priority = priority.wire().to_owned();
                server_fns::report_issue(factory, mutation_id, item_id, title, description, priority)
            });
        Ok((id, answer))
    }

    /// Marks a problem solved.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn resolve_issue(self, item_id: ItemId, issue: &Issue) -> Result<Answer, Refusal> {
        let item = self.item(item_id)?;
        let issue_id = issue.id;
        let change = self.rule(|actor, now| item.resolve_issue(issue, actor, now))?;
        Ok(self.act(change, format!("Issue · {}", issue.title), move |factory, mutation_id| {
            server_fns::resolve_issue(factory, mutation_id, issue_id)
        }))
    }

    /// Records a delivery of `quantity`, as typed.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn record_delivery(self, item_id: ItemId, quantity: String, note: Option<String>) -> Result<Answer, Refusal> {
        let item = self.item(item_id)?;
        let mutation_id = new_mutation_id();
        let amount = model::Quantity::parse(&quantity, model::Notation::Indonesian)?;
        let id = DeliveryId(mutation_id.0);
        let change = self.rule(|actor, now| item.deliver(id, amount, note.as_deref(), actor, now))?;
        Ok(self.act_as(mutation_id, change, format!("Kirim · {}", item.item_name), move |factory, mutation_id| {
            server_fns::record_delivery(factory, mutation_id, item_id, quantity.clone(), note.clone())
        }))
    }

    /// Turns urgent on or off.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn set_urgent(self, order: &PurchaseOrder, is_urgent: bool) -> Result<Answer, Refusal> {
        let id: PurchaseOrderId = order.id;
        let change = self.rule(|actor, _| order.set_urgent(is_urgent, actor))?;
        Ok(self.act(change, order.po_number.clone(), move |factory, mutation_id| {
            server_fns::set_purchase_order_urgent(factory, mutation_id, id, is_urgent)
        }))
    }

    /// Cancels, archives or takes up again.
    ///
    /// # Errors
    /// The rule's refusal; nothing was sent.
    pub fn set_status(self, order: &PurchaseOrder, status: OrderStatus) -> Result<Answer, Refusal> {
        let (id, version) = (order.id, order.version);
        let change = self.rule(|actor, _| order.set_status(status, version, Vec::new(), actor))?;
        Ok(self.act(change, order.po_number.clone(), move |factory, mutation_id| {
            server_fns::set_purchase_order_status(factory, mutation_id, id, version, status.wire().to_owned())
        }))
    }

    fn item(self, id: ItemId) -> Result<Item, Refusal> {
        self.store.item(id).ok_or(Refusal::Unknown)
    }

    fn rule(self, rule: impl FnOnce(&Actor, Timestamp) -> Result<Change, Refusal>) -> Result<Change, Refusal> {
        let now = self.clock.exactly();
        self.viewer.with_value(|viewer| rule(&viewer.actor, now))
    }

    fn act<F, Fut>(self, change: Change, what: String, call: F) -> Answer
    where
        F: Fn(String, MutationId) -> Fut + 'static,
        Fut: Future<Output = Result<Recorded, AppError>>,
    {
        self.act_as(new_mutation_id(), change, what, call)
    }

    /// Shows `change` at once, sends it until it is answered, then follows the answer.
    fn act_as<F, Fut>(self, mutation_id: MutationId, change: Change, what: String, call: F) -> Answer
    where
        F: Fn(String, MutationId) -> Fut + 'static,
        Fut: Future<Output = Result<Recorded, AppError>>,
    {
        let slug = self.viewer.with_value(|viewer| viewer.slug.clone());
        let (sender, refused) = oneshot::channel();
        let answer = Answer { refused, what: what.clone(), toasts: self.toasts };
        self.store.begin(mutation_id, change);
        spawn_local(async move {
            let answer = send(self.live, mutation_id, |id| call(slug.clone(), id)).await;
            if let Err(error) = self.store.answered(mutation_id, answer.map(|recorded| recorded.events)) {
                // Nobody waits for the answer: then it is a toast like any other.
                if let Err(error) = sender.send(error) {
                    self.toasts.show(refusal(&what, &error));
                }
            }
        });
        answer
    }
}
