//! The item page: one item with its steps, issues, deliveries and whole history, true now.

use leptos::prelude::*;
use model::{
    Change, Channel, DocType, Event, Refusal,
    ids::{ItemId, PurchaseOrderId},
    presence::Activity,
    purchase_order::{Delivery, ItemSnapshot, OrderStatus},
};
use serde::{Deserialize, Serialize};

use super::{
    actions::Actions,
    card::{ItemDeadline, delivered_text, glow_class, leaf},
    delivery_panel::DeliveryPanel,
    facets::Filter,
    history::History,
    history_panel::{HistoryPanel, LiveHistory, OfItem},
    issue_panel::IssuePanel,
    item_row::ItemRow,
    labels::{LabelsLink, Wanted},
    news::use_news,
    order_parts::OrderBadges,
    presence::PeopleHere,
    progress_sheet::{ProgressSheet, SheetTarget},
    scanned::open_when_scanned,
    server_fns::load_item,
    steps::StepsPanel,
    store::{ItemStore, Scope},
    texts::items as texts,
};
use crate::{
    account::use_viewer,
    error::AppError,
    json,
    language::{t, t_with},
    layout::{Loaded, Problem, Topbar},
    live::{Applied, Cursor, Place, be_at, follow, use_live},
    routes::use_key,
    ui::{
        clock::use_clock,
        each::Show,
        format::{quantity, weekday_date},
    },
};

/// `/{factory}/items/{id}`
#[component]
pub fn ItemPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let key = use_key();
    // What is not an id is answered like an id that is not known.
    let id = Memo::new(move |_| key.with(|id| id.parse::<ItemId>().ok()));
    let snapshot = json::load(
        move || id.get(),
        move |id| {
            let slug = slug.clone();
            async move {
                match id {
                    Some(id) => first_item(slug, id).await,
                    None => Err(AppError::from(Refusal::Unknown).with_status()),
                }
            }
        },
    );
    view! { <Loaded resource=snapshot view=|first| view! { <ItemView first=first /> }.into_any() /> }
}

/// What the page starts from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct FirstItem {
    snapshot: ItemSnapshot,
    /// Only the item itself: the device knows of no deliveries and no history.
    is_part: bool,
}

#[cfg(not(feature = "hydrate"))]
async fn first_item(slug: String, id: ItemId) -> Result<FirstItem, AppError> {
    Ok(FirstItem { snapshot: load_item(slug, id).await?, is_part: false })
}

/// Without a line, the item as the device knows it from the Tasks page.
#[cfg(feature = "hydrate")]
async fn first_item(slug: String, id: ItemId) -> Result<FirstItem, AppError> {
    let whole = {
        let slug = slug.clone();
        async move { Ok(FirstItem { snapshot: load_item(slug, id).await?, is_part: false }) }
    };
    crate::kept::or_kept(slug, whole, move |model::purchase_order::TasksSnapshot { epoch, seq, now, items }| {
        let item = items.into_iter().find(|item| item.id == id)?;
        let snapshot = ItemSnapshot { epoch, seq, now, item, deliveries: Vec::new(), history: Vec::new() };
        Some(FirstItem { snapshot, is_part: true })
    })
    .await
}

/// What the page shows. Copies share it.
#[derive(Clone, Copy)]
struct Screen {
    item_id: ItemId,
    po_id: PurchaseOrderId,
    store: ItemStore,
    deliveries: RwSignal<Vec<Delivery>>,
    history: LiveHistory<OfItem>,
    is_part: RwSignal<bool>,
}

#[component]
fn ItemView(
    /// Where the page starts.
    first: FirstItem,
) -> impl IntoView {
    let FirstItem { snapshot, is_part } = first;
    let ItemSnapshot { epoch, seq, item, deliveries, history, .. } = snapshot;
    let (item_id, po_id) = (item.id, item.order.id);
    let history = LiveHistory::new(OfItem(item_id), History::new(epoch, seq, &item, history), true);
    let cursor = Cursor { epoch, seq };
    let store = ItemStore::new(Scope::Item, cursor, vec![item], Filter::default(), use_clock().today_untracked());
    let Some(row) = store.row(item_id) else {
        return view! { <Problem error=Refusal::Unknown.into() /> }.into_any();
    };
    let is_part = RwSignal::new(is_part);
    let screen = Screen { item_id, po_id, store, deliveries: RwSignal::new(deliveries), history, is_part };
    listen(screen, cursor);
    be_at(move || Some(Place { at: Channel::Doc(DocType::Item, item_id.0), state: Activity::Viewing }));

    let actions = Actions::on(store);
    let sheet = RwSignal::new(None::<SheetTarget>);
    open_when_scanned(item_id, store, sheet);
    let facts = row.facts.clone();
    let unit = Memo::new(move |_| facts.with(|facts| facts.quantity_unit.clone()));
    view! {
        <Topbar
            title=leaf(&row.facts, |facts| facts.item_name.clone())
            back=Some(("tasks".to_owned(), t(crate::texts::TASKS).to_owned()))
            tools=move || view! { <PeopleHere item=item_id /> }.into_any()
        />
        <main class="page" id="isi" tabindex="-1" data-item-id=item_id.to_string()>
            <ItemHead row=row.clone() po_id=po_id />
            <Show when=move || is_part.get()>
                <p class="page__note" role="status">
                    {t(texts::OPENED_ALONE)}
                </p>
            </Show>
            <div class="order-actions">
                <LabelsLink of=Wanted::Item(item_id) />
            </div>
            <div class="split">
                <div class="stack">
                    <StepsPanel row=row.clone() sheet=sheet />
                    <HistoryPanel history=history unit=unit />
                </div>
                <div class="stack">
                    <IssuePanel row=row.clone() actions=actions />
                    <DeliveryPanel row=row deliveries=screen.deliveries actions=actions />
                </div>
            </div>
        </main>
        <ProgressSheet target=sheet actions=actions store=store />
    }
    .into_any()
}

/// Name, badges, and the facts in one line.
#[component]
fn ItemHead(row: ItemRow, po_id: PurchaseOrderId) -> impl IntoView {
    let ItemRow { facts, order, facts_glow, .. } = row;
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("purchase-orders/{po_id}")));
    let status = Memo::new({
        let order = order.clone();
        move |_| order.with(|order| order.status)
    });
    view! {
        <header class="item-head">
            <div class="card__head">
                <h1>{leaf(&facts, |facts| facts.item_name.clone())}</h1>
                <OrderBadges order=order.clone() />
                <Show when=move || status.get() != OrderStatus::Active>
                    <span class="badge">{move || t_with(texts::PO_STATUS, &[&t(status.get().label())]).to_uppercase()}</span>
                </Show>
                <ItemDeadline facts=facts.clone() order=order.clone() />
            </div>
            <dl class="facts">
                <div>
                    <dt>{t(texts::SPECIFICATION)}</dt>
                    <dd>{leaf(&facts, |facts| facts.specification.clone().unwrap_or_else(|| "–".to_owned()))}</dd>
                </div>
                <div>
                    <dt>{t(crate::texts::ORDERS)}</dt>
                    <dd><a class="text-link" href=href>{leaf(&order, |order| order.po_number.clone())}</a></dd>
                </div>
                <div>
                    <dt>{t(texts::CUSTOMER)}</dt>
                    <dd>{leaf(&order, |order| order.client.name.clone())}</dd>
                </div>
                <div>
                    <dt>{t(texts::DEADLINE)}</dt>
                    <dd>{leaf(&order, |order| order.delivery_deadline.map_or_else(|| "–".to_owned(), weekday_date))}</dd>
                </div>
                <div>
                    <dt>{t(texts::QUANTITY)}</dt>
                    <dd class=move || glow_class(facts_glow.get()).trim_start()>
                        {leaf(&facts, |facts| quantity(facts.quantity_total, &facts.quantity_unit))}
                        {leaf(&facts, delivered_text)}
                    </dd>
                </div>
            </dl>
        </header>
    }
}

/// Keeps the page true: events from the line, a fresh snapshot when the line asks for one.
fn listen(screen: Screen, cursor: Cursor) {
    let Screen { item_id, po_id, store, deliveries, history, is_part } = screen;
    let live = use_live();
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| {
        // The order's channel brings what happens to its other items too.
        let mut own = Vec::with_capacity(events.len());
        let ours = events.iter().filter(|event| event.change.item_id().is_none_or(|id| id == item_id));
        news.apply(ours, |event, remote| {
            store.apply(event, remote);
            if let Change::ItemDelivered(change) = &event.change {
                deliveries.update(|deliveries| {
                    if deliveries.iter().all(|delivery| delivery.id != change.delivery.id) {
                        deliveries.insert(0, change.delivery.clone());
                    }
                });
            }
            own.push(event.clone());
            Applied::Here
        });
        history.add(&own);
        Applied::Here
    };
    let reset = move |ItemSnapshot { epoch, seq, item, deliveries: all, history: newest, .. }| {
        history.update(|history| history.reset(History::new(epoch, seq, &item, newest)));
        let cursor = Cursor { epoch, seq };
        store.reset(cursor, vec![item]);
        deliveries.set(all);
        is_part.set(false);
        cursor
    };
    let channels = vec![
        Channel::Doc(DocType::Item, item_id.0),
        Channel::Doc(DocType::PurchaseOrder, po_id.0),
        Channel::List(DocType::Client, factory),
    ];
    follow(cursor, channels, apply, move || load_item(slug.clone(), item_id), reset);
    Effect::new(move |_| {
        if is_part.get_untracked() {
            live.read_on();
        }
    });
}
