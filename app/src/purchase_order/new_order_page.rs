//! The form of a new purchase order.

use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use model::{
    Change, Channel, DocType, Event,
    purchase_order::{OrderFormSnapshot, OrderInput},
    text,
};

use super::{
    news::use_news,
    order_fields::{ItemLines, OrderHeaderFields},
    order_form::OrderForm,
    server_fns::{create_purchase_order, load_purchase_order_form},
    texts::{orders as texts, progress::NOT_SAVED},
};
use crate::{
    account::use_viewer,
    json,
    language::{Text, t, t_count, t_with},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, follow, mutation::send, use_live},
    router::{Going, use_navigate},
    ui::{
        clock::use_clock,
        icon::Icon,
        leaving::{count_unsaved, warn_before_leaving},
        toast::{Toast, use_toasts},
    },
};

/// `/{factory}/purchase-orders/new`
#[component]
pub fn NewOrderPage() -> impl IntoView {
    let (slug, admin) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.may_manage_orders()));
    if !admin {
        return view! { <OnlyAdmins title=texts::NEW_ORDER text=texts::ONLY_ADMINS_CREATE /> }.into_any();
    }
    let snapshot = json::load(|| (), move |()| load_purchase_order_form(slug.clone()));
    view! { <Loaded resource=snapshot view=|snapshot| view! { <NewOrder snapshot=snapshot /> }.into_any() /> }
        .into_any()
}

/// A page that only admins use, for everybody else.
#[component]
pub fn OnlyAdmins(
    /// What the page would be.
    title: Text,
    /// Why it is not.
    text: Text,
) -> impl IntoView {
    let href = use_viewer().with_value(|viewer| viewer.path("purchase-orders"));
    view! {
        <Topbar title=t(title) has_data=false />
        <main class="page" id="isi" tabindex="-1">
            <div class="empty">
                <Icon name="i-lock" />
                <h2>{t(text)}</h2>
                <p>{t(texts::ASK_AN_ADMIN)}</p>
                <a class="btn" href=href>
                    {t(texts::TO_ORDERS)}
                </a>
            </div>
        </main>
    }
}

#[component]
fn NewOrder(
    /// Where the form starts.
    snapshot: OrderFormSnapshot,
) -> impl IntoView {
    let OrderFormSnapshot { epoch, seq, po_number, clients, units } = snapshot;
    let today = use_clock().today_untracked();
    let form = OrderForm::new(OrderInput {
        po_number: po_number.clone(),
        order_date: today.to_string(),
        ..OrderInput::default()
    });
    form.add_line();
    listen(form, po_number, Cursor { epoch, seq });
    let submit = submit_on(form);
    let alive = hydrated();
    warn_before_leaving(Signal::derive(move || form.filled_lines() > 0));
    count_unsaved(Signal::derive(move || !form.client.with(String::is_empty)));
    view! {
        <Topbar
            title=t(texts::NEW_ORDER)
            back=Some(("purchase-orders".to_owned(), t(crate::texts::ORDERS).to_owned()))
        />
        <main class="page page--form" id="isi" tabindex="-1">
            <section class="panel" aria-labelledby="h-new">
                <div class="panel__head">
                    <h1 id="h-new">{t(texts::NEW_ORDER)}</h1>
                    <span class="n">{move || form.po_number.get()}</span>
                </div>
                <form novalidate on:submit=submit>
                    // Dead until awake: what is typed before that would be lost.
                    <fieldset class="form" disabled=move || !alive.get()>
                        <OrderHeaderFields form=form clients=clients />
                        <ItemLines form=form units=units />
                    </fieldset>
                    <FormFoot form=form alive=alive>
                        {move || {
                            if form.sending.get() {
                                t(texts::SENDING).to_owned()
                            } else {
                                t_count(texts::CREATE_ORDER, form.filled_lines())
                            }
                        }}
                    </FormFoot>
                </form>
            </section>
        </main>
    }
}

/// What is wrong with the whole, and the button that sends.
#[component]
pub fn FormFoot(
    /// The form.
    form: OrderForm,
    /// The page is awake.
    alive: RwSignal<bool>,
    /// What the button says.
    children: Children,
) -> impl IntoView {
    let refused = form.refused_elsewhere();
    view! {
        <div class="form__foot">
            {move || {
                refused.get().map(|text| {
                    view! { <p class="form__refused" role="alert"><Icon name="i-alert" />{text}</p> }
                })
            }}
            <button
                class="btn btn--primary"
                type="submit"
                disabled=move || form.sending.get() || !alive.get()
            >
                {children()}
            </button>
        </div>
    }
}

/// False in the page as the server drew it, true once it is awake.
#[must_use]
pub fn hydrated() -> RwSignal<bool> {
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    alive
}

/// Keeps the line: news are told here too, and a number that somebody else took is replaced while it is untouched.
fn listen(form: OrderForm, po_number: String, cursor: Cursor) {
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let proposed = StoredValue::new(po_number);
    let untouched = move || form.po_number.with_untracked(|number| proposed.with_value(|proposed| number == proposed));
    let apply = move |events: &[Event]| {
        news.apply(events, |event, _| {
            if let Change::PurchaseOrderCreated(created) = &event.change
                && !form.sending.get_untracked()
                && untouched()
                && text::key(&created.order.po_number) == form.po_number.with_untracked(|number| text::key(number))
            {
                return Applied::Incomplete;
            }
            Applied::Here
        })
    };
    let reset = move |snapshot: OrderFormSnapshot| {
        if untouched() && !form.sending.get_untracked() {
            proposed.set_value(snapshot.po_number.clone());
            form.po_number.set(snapshot.po_number);
        }
        Cursor { epoch: snapshot.epoch, seq: snapshot.seq }
    };
    let channels = vec![Channel::List(DocType::PurchaseOrder, factory)];
    follow(cursor, channels, apply, move || load_purchase_order_form(slug.clone()), reset);
}

/// Checks, sends until there is an answer, and goes to the new cards; or says what is wrong, where it is wrong.
fn submit_on(form: OrderForm) -> impl Fn(SubmitEvent) + 'static {
    let (live, toasts, news) = (use_live(), use_toasts(), use_news());
    let navigate = use_navigate();
    let (slug, tasks) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.path("tasks")));
    move |event: SubmitEvent| {
        event.prevent_default();
        if form.sending.get_untracked() {
            return;
        }
        let Some((order, keys)) = form.checked() else { return };
        form.sending.set(true);
        let mutation_id = form.intention(&order);
        let (slug, tasks, navigate) = (slug.clone(), tasks.clone(), navigate);
        spawn_local(async move {
            let answer = send(live, mutation_id, |id| create_purchase_order(slug.clone(), id, order.clone())).await;
            // Somebody who went on to another page is told, and not pulled away from it.
            let here = form.sending.try_set(false).is_none();
            match answer {
                Ok(recorded) => {
                    news.tell(&recorded.events);
                    if here {
                        form.lines.set(Vec::new());
                        navigate(&tasks, Going::default());
                    }
                }
                Err(error) if here => form.fail(error, &keys),
                Err(error) => {
                    toasts.show(Toast::error(t_with(NOT_SAVED, &[&order.po_number]), error.text()));
                }
            }
        });
    }
}
