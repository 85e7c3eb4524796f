//! The form of an existing purchase order. It stays live: what others change meanwhile is shown beside what is typed.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::{
    Channel, DocType, Event, Refusal,
    ids::ItemId,
    purchase_order::{OrderFormSnapshot, OrderInput, OrderSnapshot, OrderStatus},
};

use super::{
    new_order_page::{FormFoot, OnlyAdmins, hydrated},
    news::news,
    order_edit::{Base, ItemEdit, Plan, plan, rebase},
    order_fields::{ItemLines, OrderHeaderFields},
    order_form::OrderForm,
    order_line::item_input,
    order_page::{load_order, use_order_id},
    server_fns::{edit_item, edit_purchase_order, load_purchase_order, load_purchase_order_form},
    texts::orders as texts,
};
use crate::{
    account::use_viewer,
    door::Recorded,
    error::{AppError, refused},
    json,
    language::{Text, t, t_with},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, Live, follow, mutation::send, use_live},
    router::{Going, use_navigate},
    ui::leaving::warn_before_leaving,
    ui::toast::{Toast, Toasts, use_toasts},
};

/// `/{factory}/purchase-orders/{id}/edit`
#[component]
pub fn EditOrderPage() -> impl IntoView {
    let (slug, admin) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.may_manage_orders()));
    if !admin {
        return view! { <OnlyAdmins title=texts::EDIT_ORDER text=texts::ONLY_ADMINS_EDIT /> }.into_any();
    }
    let id = use_order_id();
    let load = move |id: String| {
        let slug = slug.clone();
        async move { futures::future::try_join(load_order(slug.clone(), id), load_purchase_order_form(slug)).await }
    };
    let snapshot = json::load(move || id.get(), load);
    view! { <Loaded resource=snapshot view=|(order, form)| view! { <EditOrder order=order start=form /> }.into_any() /> }
        .into_any()
}

/// The form and what it is compared with. Copies share it.
#[derive(Clone, Copy)]
struct Edit {
    form: OrderForm,
    base: StoredValue<Base>,
    live: Live,
    toasts: Toasts,
}

#[component]
fn EditOrder(order: OrderSnapshot, start: OrderFormSnapshot) -> impl IntoView {
    let OrderSnapshot { epoch, seq, order, items, .. } = order;
    let back = (format!("purchase-orders/{}", order.id), order.po_number.clone());
    let (number, status) = (order.po_number.clone(), order.status);
    let base = Base { order, items };
    let form = OrderForm::new(base.input());
    for item in &base.items {
        form.push(Some(item.id), item_input(item));
    }
    let edit = Edit { form, base: StoredValue::new(base), live: use_live(), toasts: use_toasts() };
    edit.listen(Cursor { epoch, seq });
    let submit = edit.submit();
    let alive = hydrated();
    warn_before_leaving(Signal::derive(move || !edit.plan().1.is_empty()));
    view! {
        <Topbar title=t_with(texts::EDIT_NUMBER, &[&number]) back=Some(back) />
        <main class="page page--form" id="isi" tabindex="-1">
            <section class="panel" aria-labelledby="h-edit">
                <div class="panel__head">
                    <h1 id="h-edit">{t(texts::EDIT_ORDER)}</h1>
                    <span class="n">{number.clone()}</span>
                </div>
                {(status != OrderStatus::Active)
                    .then(|| {
                        let refusal = Refusal::OrderNotActive { status };
                        view! { <p class="form__refused form__refused--top">{refused(&refusal)}</p> }
                    })}
                <form novalidate on:submit=submit>
                    // Dead until awake: what is typed before that would be lost.
                    <fieldset class="form" disabled=move || !alive.get()>
                        <OrderHeaderFields form=form clients=start.clients with_urgent=false />
                        <ItemLines form=form units=start.units />
                    </fieldset>
                    <FormFoot form=form alive=alive>
                        {move || if form.sending.get() { t(texts::SENDING) } else { t(texts::SAVE_CHANGES) }}
                    </FormFoot>
                </form>
            </section>
        </main>
    }
}

impl Edit {
    /// What is typed, and what of it has to be sent.
    fn plan(self) -> (OrderInput, Plan) {
        let (typed, keys) = self.form.typed();
        let lines: Vec<(u32, Option<ItemId>)> = self.form.lines.with_untracked(|lines| {
            lines.iter().filter(|line| keys.contains(&line.key)).map(|line| (line.key, line.item)).collect()
        });
        let plan = self.base.with_value(|base| plan(base, &typed, &lines));
        (typed, plan)
    }

    /// What the log or a snapshot says is what the form is compared with from now on.
    fn known(self, change: impl FnOnce(&mut Base)) -> bool {
        let Some((old, new)) = self.base.try_update_value(|base| {
            let old = base.clone();
            change(base);
            (old, base.clone())
        }) else {
            return false;
        };
        old != new && rebase(self.form, &old, &new)
    }

    fn learn(self, events: &[Event]) -> bool {
        self.known(|base| {
            for event in events {
                base.apply(&event.change);
            }
        })
    }

    /// Keeps what the form is compared with true while somebody types.
    fn listen(self, cursor: Cursor) {
        let (slug, viewer, factory) =
            use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.id, viewer.actor.factory_id));
        let id = self.base.with_value(|base| base.order.id);
        let apply = move |events: &[Event]| {
            // While sending, the changes of the reply come this way too, and are not somebody else's.
            if self.learn(events) && !self.form.sending.get_untracked() {
                self.notice(texts::CHANGED_MEANWHILE);
            }
            self.toasts.announce(events.iter().filter_map(|event| news(event, viewer)).collect());
            Applied::Here
        };
        let reset = move |snapshot: OrderSnapshot| {
            let OrderSnapshot { epoch, seq, order, items, .. } = snapshot;
            if self.known(|base| *base = Base { order, items }) {
                self.notice(texts::CHANGED_MEANWHILE);
            }
            Cursor { epoch, seq }
        };
        let channels = vec![Channel::Doc(DocType::PurchaseOrder, id.0), Channel::List(DocType::Client, factory)];
        follow(cursor, channels, apply, move || load_purchase_order(slug.clone(), id), reset);
    }

    /// Checks, sends what differs, and goes to the order; or says what is wrong, where it is wrong.
    fn submit(self) -> impl Fn(SubmitEvent) + 'static {
        let navigate = use_navigate();
        let id = self.base.with_value(|base| base.order.id);
        let (slug, order) =
            use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.path(&format!("purchase-orders/{id}"))));
        move |event: SubmitEvent| {
            event.prevent_default();
            if self.form.sending.get_untracked() || self.form.checked().is_none() {
                return;
            }
            self.form.sending.set(true);
            let (slug, order, navigate) = (slug.clone(), order.clone(), navigate);
            spawn_local(async move {
                let saved = self.save(&slug).await;
                let here = self.form.sending.try_set(false).is_none();
                if saved && here {
                    navigate(&order, Going::default());
                }
            });
        }
    }

    /// Sends what differs, each part as its own mutation: one that is refused holds up no other.
    async fn save(self, slug: &str) -> bool {
        let (_, plan) = self.plan();
        let mut outcome = Outcome::default();
        if let Some(order) = plan.order {
            let (id, version) = self.base.with_value(|base| (base.order.id, base.order.version));
            let mutation_id = self.form.intention(&(id, version, &order));
            let call = |mutation_id| edit_purchase_order(slug.to_owned(), mutation_id, id, version, order.clone());
            let answer = send(self.live, mutation_id, call).await;
            if answer.is_ok() {
                self.remove_lines(&plan.added);
            }
            self.take(answer, &plan.added, &mut outcome);
        }
        for ItemEdit { id, version, key, input } in plan.items {
            let mutation_id = self.form.intention(&(id, version, &input));
            let call = |mutation_id| edit_item(slug.to_owned(), mutation_id, id, version, input.clone());
            let answer = send(self.live, mutation_id, call).await.map_err(at_line);
            self.take(answer, &[key], &mut outcome);
        }
        if outcome.stale {
            self.reread(slug).await;
        } else if outcome.saved && outcome.refused {
            self.notice(texts::PARTLY_SAVED);
        }
        !outcome.refused
    }

    fn take(self, answer: Result<Recorded, AppError>, keys: &[u32], outcome: &mut Outcome) {
        match answer {
            Ok(recorded) => {
                outcome.saved = true;
                self.learn(&recorded.events);
            }
            Err(error) => {
                outcome.refused = true;
                if is_stale(&error) {
                    outcome.stale = true;
                } else if self.form.sending.try_get_untracked().is_some() {
                    self.form.fail(error, keys);
                } else {
                    self.toasts.show(Toast::error(t(texts::CHANGES_NOT_SAVED), error.text()));
                }
            }
        }
    }

    /// Somebody was quicker: shows what the order says now beside what is typed.
    async fn reread(self, slug: &str) {
        let Some(id) = self.base.try_with_value(|base| base.order.id) else { return };
        if let Ok(OrderSnapshot { order, items, .. }) = load_purchase_order(slug.to_owned(), id).await {
            self.known(|base| *base = Base { order, items });
        }
        self.notice(texts::CHANGED_MEANWHILE);
    }

    fn notice(self, text: Text) {
        self.form.notice.try_set(Some(t(text).to_owned()));
    }

    fn remove_lines(self, keys: &[u32]) {
        if self.form.sending.try_get_untracked().is_some() {
            self.form.remove_lines(keys);
        }
    }
}

#[derive(Default)]
struct Outcome {
    saved: bool,
    refused: bool,
    stale: bool,
}

fn is_stale(error: &AppError) -> bool {
    matches!(error, AppError::Refused { refusals } if refusals.contains(&Refusal::Stale))
}

/// An item is refused without a line, because it is sent alone: it is the first of its own keys.
fn at_line(error: AppError) -> AppError {
    match error {
        AppError::Refused { refusals } if !refusals.contains(&Refusal::Stale) => {
            AppError::Refused { refusals: refusals.into_iter().map(|refusal| refusal.at_line(1)).collect() }
        }
        error => error,
    }
}
