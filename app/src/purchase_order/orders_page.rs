//! The list of purchase orders, one status at a time, true now.

use leptos::{prelude::*, task::spawn_local};
use model::{
    Channel, DocType, Event,
    ids::PurchaseOrderId,
    purchase_order::{OrderStatus, OrdersSnapshot},
};

use super::{
    card::glow_class,
    news::use_news,
    order_filter::OrderFilter,
    order_filters::{OrderFilters, OrderSearch, use_order_filter, use_order_inputs},
    order_parts::{OrderBadges, OrderDeadline, Spark},
    order_signals::{ItemCount, OrderSignals},
    order_store::OrderStore,
    server_fns::load_purchase_orders,
    texts::orders as texts,
};
use crate::{
    account::use_viewer,
    error::AppError,
    json,
    language::{t, t_count, t_with},
    layout::{Loaded, Topbar},
    live::{Cursor, follow, use_live},
    ui::{
        clock::use_clock,
        each::{For, Show},
        empty::empty,
        icon::Icon,
    },
};

/// Rows drawn at first and with each "more": a year of orders would take seconds to wake on a phone.
const STEP: usize = 25;

/// `/{factory}/purchase-orders`
#[component]
pub fn OrdersPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let status = use_order_filter().with_untracked(|filter| filter.status);
    let load = move |()| load_purchase_orders(slug.clone(), status.wire().to_owned());
    let snapshot = json::load(|| (), load);
    view! { <Loaded resource=snapshot view=|snapshot| view! { <Orders snapshot=snapshot /> }.into_any() /> }
}

#[component]
fn Orders(
    /// Where the page starts.
    snapshot: OrdersSnapshot,
) -> impl IntoView {
    let clock = use_clock();
    let filter = use_order_filter();
    let store = OrderStore::new(snapshot, filter.get_untracked(), clock.today_untracked());
    let cursor = RwSignal::new(store.cursor());
    let failed = RwSignal::new(None::<AppError>);
    let attempt = RwSignal::new(0);
    listen(store, cursor);
    change_tab(store, cursor, failed, attempt);
    Effect::watch(move || filter.get(), move |filter, _, _| store.set_filter(filter.clone()), false);
    Effect::watch(move || clock.today(), move |today, _, _| store.set_today(*today), false);

    let subtitle = move || {
        let [active, ..] = store.tabs.get();
        let late = store.flags.with(|flags| flags.late);
        if late > 0 {
            t_with(texts::ACTIVE_AND_LATE, &[&active, &late])
        } else {
            t_with(texts::ACTIVE_COUNT, &[&active])
        }
    };
    let retry = move |_| attempt.update(|attempt| *attempt += 1);
    view! {
        <Topbar
            title=t(crate::texts::ORDERS)
            subtitle=Signal::derive(subtitle)
            search=|| view! { <OrderSearch id="cari" /> }.into_any()
        />
        <main class="page" id="isi" tabindex="-1">
            <div class="search-row">
                <OrderSearch id="cari-kecil" />
            </div>
            <div class="orders__bar">
                <OrderFilters store=store />
                <AdminLinks />
            </div>
            {move || {
                failed.get().map(|error| {
                    view! {
                        <p class="orders__failed" role="alert">
                            <Icon name="i-alert" />
                            {t_with(texts::LIST_NOT_LOADED, &[&error.text()])}
                            <button class="btn" type="button" on:click=retry>{t(crate::texts::TRY_AGAIN)}</button>
                        </p>
                    }
                })
            }}
            <OrderTable store=store />
        </main>
    }
}

/// Keeps the store true: events from the line, a fresh snapshot when the line asks for one. Follows anew from each
/// `cursor`, because another tab starts from another snapshot.
fn listen(store: OrderStore, cursor: RwSignal<Cursor>) {
    let news = use_news();
    let filter = use_order_filter();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| news.apply(events, |event, remote| store.apply(event, remote));
    let reset = move |snapshot: OrdersSnapshot| {
        // The tab changed while this was read: its own snapshot is on its way, this one is nobody's any more.
        let wanted = filter.with_untracked(|filter| filter.status);
        if snapshot.status == wanted { store.reset(snapshot) } else { store.cursor() }
    };
    Effect::new(move |_| {
        let slug = slug.clone();
        let read = move || {
            let status = filter.with_untracked(|filter| filter.status);
            load_purchase_orders(slug.clone(), status.wire().to_owned())
        };
        follow(cursor.get(), vec![Channel::List(DocType::PurchaseOrder, factory)], apply, read, reset);
    });
}

/// Reads the orders of another tab and lays them in place of the ones shown, which stay until then.
fn change_tab(store: OrderStore, cursor: RwSignal<Cursor>, failed: RwSignal<Option<AppError>>, attempt: RwSignal<u32>) {
    let live = use_live();
    let filter = use_order_filter();
    let status = Memo::new(move |_| filter.with(|filter| filter.status));
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    Effect::new(move |_| {
        attempt.track();
        let wanted = status.get();
        failed.set(None);
        if store.status.get_untracked() == wanted {
            return;
        }
        let slug = slug.clone();
        spawn_local(async move {
            let answer = load_purchase_orders(slug, wanted.wire().to_owned()).await;
            if status.try_get_untracked() != Some(wanted) {
                return;
            }
            match answer {
                Ok(snapshot) => cursor.set(store.reset(snapshot)),
                Err(error) => {
                    if error == AppError::SignedOut {
                        live.sign_out();
                    }
                    failed.set(Some(error));
                }
            }
        });
    });
}

/// The ways to new orders; only for those who may make them.
#[component]
fn AdminLinks() -> impl IntoView {
    let viewer = use_viewer().get_value();
    viewer.actor.may_manage_orders().then(|| {
        view! {
            <div class="orders__new">
                <a class="btn" href=viewer.path("import")>
                    <Icon name="i-docs" />
                    {t(crate::texts::IMPORT)}
                </a>
                <a class="btn btn--primary" href=viewer.path("purchase-orders/new")>
                    <Icon name="i-plus" />
                    {t(texts::NEW_ORDER)}
                </a>
            </div>
        }
    })
}

#[component]
fn OrderTable(store: OrderStore) -> impl IntoView {
    let limit = RwSignal::new(STEP);
    Effect::watch(move || store.status.get(), move |_, _, _| limit.set(STEP), false);
    let shown = Memo::new(move |_| {
        store.visible.with(|visible| visible.iter().take(limit.get()).copied().collect::<Vec<PurchaseOrderId>>())
    });
    let rest = Memo::new(move |_| store.visible.with(Vec::len).saturating_sub(limit.get()));
    let caption = move || t_with(texts::LIST_CAPTION, &[&t(store.status.get().label())]);
    let empty = Memo::new(move |_| store.visible.with(Vec::is_empty));
    let rows = move || {
        view! {
            <For each=move || shown.get() key=|id| *id let(id)>
                {store.row(id).map(|row| view! { <OrderTableRow row=row /> })}
            </For>
        }
    };
    view! {
        <section class="panel" aria-label=t(texts::LIST)>
            <Show when=move || !empty.get() fallback=move || view! { <Empty store=store /> }>
                <table class="table table--po">
                    <caption class="sr">{caption}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t(texts::ORDER_AND_CLIENT)}</th>
                            <th scope="col">
                                <span class="sr">{t(texts::MARKS)}</span>
                            </th>
                            <th scope="col" class="num only-wide">
                                {t(texts::CONTENTS)}
                            </th>
                            <th scope="col">{t(texts::FIVE_DEPARTMENTS)}</th>
                            <th scope="col">{t(texts::DEADLINE)}</th>
                        </tr>
                    </thead>
                    <tbody>{rows()}</tbody>
                </table>
            </Show>
            <Show when=move || rest.get() != 0>
                <p class="table__foot">
                    <button
                        class="btn btn--quiet"
                        type="button"
                        on:click=move |_| limit.update(|limit| *limit += STEP)
                    >
                        {move || t_count(texts::SHOW_MORE, rest.get().min(STEP))}
                    </button>
                </p>
            </Show>
        </section>
    }
}

#[component]
fn OrderTableRow(row: OrderSignals) -> impl IntoView {
    let OrderSignals { id, is_new, order, items, progress, glow, progress_glow } = row;
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("purchase-orders/{id}")));
    let items: Signal<ItemCount> = items.into();
    let number = {
        let order = order.clone();
        move || order.with(|order| order.po_number.clone())
    };
    let client = {
        let order = order.clone();
        move || order.with(|order| order.client.name.clone())
    };
    let arrives = if is_new { " is-new" } else { "" };
    view! {
        <tr class=move || format!("row-link{arrives}{}", glow_class(glow.get())) data-po-number=number.clone()>
            <th scope="row">
                <a class="po-no" href=href>
                    {number.clone()}
                </a>
                <span class="sub">{client}</span>
            </th>
            <td class="order-badges">
                <OrderBadges order=order.clone() is_new=is_new />
            </td>
            <td class="num only-wide">{move || t_count(texts::ITEMS_OF_ORDER, items.get().all as usize)}</td>
            <td>
                <Spark values=progress.map(Signal::from) glow=progress_glow />
            </td>
            <td>
                <OrderDeadline order=order items=items />
            </td>
        </tr>
    }
}

/// What to do when nothing is shown.
#[component]
fn Empty(store: OrderStore) -> impl IntoView {
    let filter = use_order_filter();
    let inputs = use_order_inputs();
    let show_all = move |_| {
        let status = filter.with_untracked(|filter| filter.status);
        inputs.write(OrderFilter::all_of(status).to_query(), true);
    };
    move || {
        if filter.with(OrderFilter::is_whole_tab) {
            let status = store.status.get();
            let when = match status {
                OrderStatus::Active => texts::WHEN_CREATED,
                OrderStatus::Completed => texts::WHEN_COMPLETED,
                OrderStatus::Archived => texts::WHEN_ARCHIVED,
                OrderStatus::Cancelled => texts::WHEN_CANCELLED,
            };
            empty(t_with(texts::NO_ORDERS, &[&t(status.label())]), t(when).to_owned(), None)
        } else {
            let show_all = view! {
                <button class="btn" type="button" on:click=show_all>
                    {t(texts::SHOW_ALL)}
                </button>
            };
            let (title, text) = (t(texts::NOTHING_MATCHES), t(texts::NO_MATCH));
            empty(title.to_owned(), text.to_owned(), Some(show_all.into_any()))
        }
    }
}
