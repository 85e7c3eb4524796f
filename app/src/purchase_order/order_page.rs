//! The page of one purchase order: header, items, history, and what an admin can do with it.

use leptos::prelude::*;
use model::{
    Channel, Date, DocType, Event, Field, Refusal,
    ids::PurchaseOrderId,
    purchase_order::{OrderSnapshot, OrderStatus, PurchaseOrder},
};

use super::{
    actions::Actions,
    card::{IssueBadge, glow_class},
    facets::Filter,
    item_row::{ItemFacts, ItemRow},
    labels::{LabelsLink, Wanted},
    news::use_news,
    order_actions::OrderActions,
    order_history::{OrderHistory, OrderHistoryPanel},
    order_parts::{OrderBadges, OrderDeadline, Spark, status_title},
    order_signals::ItemCount,
    server_fns::load_purchase_order,
    store::{ItemStore, Scope},
    texts::orders as texts,
};
use crate::{
    account::use_viewer,
    error::AppError,
    json,
    language::{Text, language, t},
    layout::{Loaded, Topbar},
    live::{Applied, Cursor, follow},
    routes::use_key,
    ui::{clock::use_clock, each::For, format},
};

/// `/{factory}/purchase-orders/{id}`
#[component]
pub fn OrderPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let id = use_order_id();
    let snapshot = json::load(move || id.get(), move |id| load_order(slug.clone(), id));
    view! { <Loaded resource=snapshot view=|snapshot| view! { <Order snapshot=snapshot /> }.into_any() /> }
}

/// The id in the URL, as it stands there.
#[must_use]
pub fn use_order_id() -> Memo<String> {
    use_key()
}

/// The order of an id that somebody may have typed.
///
/// # Errors
/// Signed out, unknown order.
pub async fn load_order(factory: String, id: String) -> Result<OrderSnapshot, AppError> {
    let id: PurchaseOrderId = id.parse().map_err(|_| AppError::from(Refusal::Unknown).with_status())?;
    load_purchase_order(factory, id).await
}

#[component]
fn Order(
    /// Where the page starts.
    snapshot: OrderSnapshot,
) -> impl IntoView {
    let OrderSnapshot { epoch, seq, order, items, history, .. } = snapshot;
    let id = order.id;
    let today = use_clock().today_untracked();
    let cursor = Cursor { epoch, seq };
    let store = ItemStore::new(Scope::Order(id), cursor, items, Filter::default(), today);
    // The items carry their order with what is pending laid over it, so the header follows a tap at once. An order
    // without items cannot be made; should there be one, its header follows the log.
    let first = store.items().first().and_then(|item| store.row(item.id));
    let header = first.map_or_else(|| ArcRwSignal::new(order), |row| row.order);
    let history = OrderHistory::new(store, history);
    listen(id, store, header.clone(), history, cursor);
    let number = {
        let header = header.clone();
        Signal::derive(move || header.with(|order| order.po_number.clone()))
    };
    let admin = use_viewer().with_value(|viewer| viewer.actor.may_manage_orders());
    view! {
        <Topbar title=number back=Some(("purchase-orders".to_owned(), t(crate::texts::ORDERS).to_owned())) />
        <main class="page" id="isi" tabindex="-1">
            <Header order=header.clone() store=store />
            {admin.then(|| view! { <OrderActions order=header actions=Actions::on(store) /> })}
            <div class="split">
                <Items id=id store=store />
                <OrderHistoryPanel history=history />
            </div>
        </main>
    }
}

/// Keeps the page true: events from the line, a fresh snapshot when the line asks for one.
fn listen(
    id: PurchaseOrderId,
    store: ItemStore,
    header: ArcRwSignal<PurchaseOrder>,
    history: OrderHistory,
    cursor: Cursor,
) {
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| {
        news.apply(events, |event, remote| {
            store.apply(event, remote);
            if store.items().is_empty() {
                header.update(|order| {
                    order.apply(&event.change);
                });
            }
            Applied::Here
        });
        history.add(events);
        Applied::Here
    };
    let reset = move |snapshot: OrderSnapshot| {
        let OrderSnapshot { epoch, seq, items, history: events, .. } = snapshot;
        let cursor = Cursor { epoch, seq };
        store.reset(cursor, items);
        history.reset(events);
        cursor
    };
    let channels = vec![Channel::Doc(DocType::PurchaseOrder, id.0), Channel::List(DocType::Client, factory)];
    follow(cursor, channels, apply, move || load_purchase_order(slug.clone(), id), reset);
}

#[component]
fn Header(order: ArcRwSignal<PurchaseOrder>, store: ItemStore) -> impl IntoView {
    let clock = use_clock();
    let count = Memo::new(move |_| item_count(store));
    let read = |part: fn(&PurchaseOrder) -> String| {
        let order = order.clone();
        move || order.with(part)
    };
    let status = Memo::new({
        let order = order.clone();
        move |_| order.with(|order| order.status)
    });
    let entered = {
        let order = order.clone();
        move || order.with(|order| format::date_time(order.created_at, clock.utc_offset_minutes()))
    };
    let items = move || {
        let ItemCount { all, delivered } = count.get();
        texts::ITEMS_DELIVERED.of(all as usize).with(language(), &[&all, &delivered])
    };
    let data_number = read(|order| order.po_number.clone());
    view! {
        <header class="item-head" data-po-number=data_number>
            <div class="card__head">
                <h1>{read(|order| order.po_number.clone())}</h1>
                {move || {
                    let status = status.get();
                    (status != OrderStatus::Active)
                        .then(|| {
                            view! { <span class="chip" data-status=status.wire()>{t(status_title(status))}</span> }
                        })
                }}
                <OrderBadges order=order.clone() />
                <OrderDeadline order=order.clone() items=count />
            </div>
            <dl class="facts">
                <Fact term=Field::Client.label() text=Signal::derive(read(|order| order.client.name.clone())) />
                <Fact term=Field::OrderDate.label() text=Signal::derive(read(|order| day(order.order_date))) />
                <Fact term=texts::DEADLINE text=Signal::derive(read(|order| day(order.delivery_deadline))) />
                <Fact term=texts::CONTENTS text=Signal::derive(items) />
                <Fact term=texts::ENTERED text=Signal::derive(entered) />
            </dl>
        </header>
    }
}

#[component]
fn Fact(term: Text, text: Signal<String>) -> impl IntoView {
    view! {
        <div>
            <dt>{t(term)}</dt>
            <dd>{text}</dd>
        </div>
    }
}

fn day(date: Option<Date>) -> String {
    date.map_or_else(|| t(texts::NO_DATE).to_owned(), format::weekday_date)
}

fn item_count(store: ItemStore) -> ItemCount {
    let rows: Vec<ItemRow> = store.visible.with(|ids| ids.iter().filter_map(|id| store.row(*id)).collect());
    let delivered = rows.iter().filter(|row| row.facts.with(|facts| facts.is_delivered)).count();
    ItemCount { all: rows.len() as u32, delivered: delivered as u32 }
}

#[component]
fn Items(id: PurchaseOrderId, store: ItemStore) -> impl IntoView {
    view! {
        <section class="panel" aria-labelledby="h-items">
            <div class="panel__head">
                <h2 id="h-items">{t(texts::ITEMS)}</h2>
                <span class="n">{move || store.visible.with(Vec::len)}</span>
                <LabelsLink of=Wanted::Order(id) />
            </div>
            <table class="table table--items">
                <thead>
                    <tr>
                        <th scope="col">{t(texts::ITEM)}</th>
                        <th scope="col" class="num">
                            {t(texts::DELIVERED)}
                        </th>
                        <th scope="col">{t(texts::FIVE_DEPARTMENTS)}</th>
                        <th scope="col">{t(texts::ISSUE)}</th>
                    </tr>
                </thead>
                <tbody>
                    <For each=move || store.visible.get() key=|id| *id let(id)>
                        {store.row(id).map(|row| view! { <ItemTableRow row=row /> })}
                    </For>
                </tbody>
            </table>
        </section>
    }
}

#[component]
fn ItemTableRow(row: ItemRow) -> impl IntoView {
    let ItemRow { id, is_new, facts, tracks, issues, facts_glow, issues_glow, .. } = row;
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("items/{id}")));
    let facts: Signal<ItemFacts> = facts.into();
    let glow = {
        let glows = tracks.clone().map(|track| track.glow);
        Signal::derive(move || glows.iter().map(|glow| glow.get()).sum())
    };
    let values = tracks.map(|row| Signal::derive(move || row.track.with(|track| track.progress)));
    let quantity = move || {
        facts.with(|facts| {
            let [delivered, total] =
                [facts.quantity_delivered, facts.quantity_total].map(|amount| amount.format(language().notation()));
            format!("{delivered}/{total} {}", facts.quantity_unit)
        })
    };
    let name = move || facts.with(|facts| facts.item_name.clone());
    let specification = move || facts.with(|facts| facts.specification.clone().unwrap_or_default());
    view! {
        <tr class=if is_new { "row-link is-new" } else { "row-link" } data-item-id=id.to_string()>
            <th scope="row">
                <a class="item-name" href=href.clone()>
                    {name}
                </a>
                <span class="sub">{specification}</span>
            </th>
            <td class=move || format!("num{}", glow_class(facts_glow.get()))>{quantity}</td>
            <td>
                <Spark values=values glow=glow />
            </td>
            <td>
                <IssueBadge issues=issues glow=issues_glow href=format!("{href}#issue") />
            </td>
        </tr>
    }
}
