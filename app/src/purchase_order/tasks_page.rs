//! The Tasks page: every undelivered item of every active order, true now.

use leptos::{ev::MouseEvent, prelude::*};
use model::{
    Change, Channel, DocType, Event,
    ids::{ItemId, PurchaseOrderId},
    purchase_order::{Item, TasksSnapshot},
};

use super::{
    actions::Actions,
    card::Card,
    filters::{Filters, Search, use_filter},
    first_tasks::{FIRST, FirstTasks, Rest, load_first},
    news::use_news,
    progress_sheet::{ProgressSheet, SheetTarget},
    server_fns::load_tasks,
    store::{ItemStore, Scope},
    texts::tasks as texts,
};
use crate::{
    account::use_viewer,
    json,
    language::{language, t, t_count},
    layout::{Loaded, Topbar},
    live::{Cursor, follow, use_live},
    router::{Query, use_query},
    scan::ScanLink,
    ui::{
        clock::use_clock,
        each::{For, Show},
        empty::empty,
        near::when_near,
    },
};

/// Orders created while this tab has been open: their items stay at the top of the list until the next load.
#[derive(Clone, Copy, Default)]
pub struct NewOrders(StoredValue<Vec<PurchaseOrderId>>);

impl NewOrders {
    /// Remembers the order that `event` created.
    pub fn notice(self, event: &Event) {
        if let Change::PurchaseOrderCreated(created) = &event.change {
            let id = created.order.id;
            self.0.try_update_value(|orders| {
                if !orders.contains(&id) {
                    orders.insert(0, id);
                }
            });
        }
    }

    fn first(self, items: Vec<Item>) -> Vec<Item> {
        let mut rest = items;
        let mut items = Vec::with_capacity(rest.len());
        for order in self.0.get_value() {
            items.extend(rest.extract_if(.., |item| item.order.id == order));
        }
        items.append(&mut rest);
        items
    }
}

/// `/{factory}/tasks`
#[component]
pub fn TasksPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let (filter, everything) = (use_filter(), use_everything());
    let first =
        json::load(|| (), move |()| load_first(slug.clone(), filter.get_untracked(), everything.get_untracked()));
    view! { <Loaded resource=first view=|first| view! { <Tasks first=first /> }.into_any() /> }
}

/// Whether the URL asks for the whole list at once; the way to all of it where no script adds to it.
fn use_everything() -> Memo<bool> {
    let query = use_query();
    Memo::new(move |_| query.with(|query| query.get("semua").is_some()))
}

/// How many cards are drawn. It outlives the page, so that who comes back finds the place he left.
#[derive(Clone, Copy)]
pub struct Drawn(RwSignal<usize>);

impl Default for Drawn {
    fn default() -> Self {
        // Nothing of it was drawn by a server, then: what is drawn before a first tap is waited for.
        let began_alone = crate::kept::begun_at().is_some();
        Drawn(RwSignal::new(if began_alone { Drawn::ALONE } else { FIRST }))
    }
}

impl Drawn {
    /// Cards of a first paint without a server: what a phone or a tablet shows of them.
    const ALONE: usize = 6;
    /// Cards that are added at once: never more than are there already, so that the first are soon added.
    const STEP: usize = 60;
    /// What enters above pushes nothing out that was drawn, as far as it is so much.
    const PUSHED_MAX: usize = 200;

    fn more(self) {
        self.0.update(|drawn| *drawn = drawn.saturating_add(Drawn::STEP.min(*drawn)));
    }

    /// The first of `visible`, where `before` are drawn.
    fn of(self, visible: &[ItemId], before: Option<&Vec<ItemId>>) -> Vec<ItemId> {
        let drawn = self.0.get();
        let last = before.and_then(|before| before.last());
        let reach = last
            .and_then(|last| visible.iter().take(drawn.saturating_add(Drawn::PUSHED_MAX)).position(|id| id == last));
        let most = drawn.max(reach.map_or(0, |reach| reach + 1));
        visible.iter().take(most).copied().collect()
    }
}

#[component]
fn Tasks(
    /// Where the page starts.
    first: FirstTasks,
) -> impl IntoView {
    let clock = use_clock();
    let filter = use_filter();
    let new_orders = expect_context::<NewOrders>();
    let FirstTasks { epoch, seq, items, rest } = first;
    let (cursor, items) = (Cursor { epoch, seq }, new_orders.first(items));
    let mut store = ItemStore::new(Scope::Tasks, cursor, items, filter.get_untracked(), clock.today_untracked());
    if let Some(Rest { counts, .. }) = rest {
        store = store.part_of(counts);
    }
    let rest = RwSignal::new(rest);
    let sheet = RwSignal::new(None::<SheetTarget>);
    listen(store, cursor, rest);
    #[cfg(feature = "hydrate")]
    crate::kept::keep(
        use_live(),
        use_viewer().get_value(),
        clock,
        move || store.stands(),
        move |all, most| store.take_unkept(all, most),
    );
    Effect::watch(move || filter.get(), move |filter, _, _| store.set_filter(filter.clone()), false);
    Effect::watch(move || clock.today(), move |today, _, _| store.set_today(*today), false);

    let shown = Memo::new(move |_| rest.get().map_or_else(|| store.visible.with(Vec::len), |rest| rest.shown));
    let (limit, everything) = (expect_context::<Drawn>(), use_everything());
    if everything.get_untracked() {
        limit.0.set(usize::MAX);
    }
    let drawn = Memo::new(move |before| store.visible.with(|visible| limit.of(visible, before)));
    let counts = store.counts;
    let subtitle = move || {
        let (all, late) = counts.with(|counts| (counts.all, counts.late));
        let items = all.unsigned_abs() as usize;
        if late > 0 {
            texts::ITEMS_LATE.of(items).with(language(), &[&all, &late])
        } else {
            t_count(texts::ITEMS, items)
        }
    };
    let own = use_viewer().with_value(|viewer| viewer.actor.own_department());
    let open_sheet = move |item: ItemId| sheet.set(own.map(|department| SheetTarget { item, department }));
    view! {
        <Topbar title=t(crate::texts::TASKS) subtitle=Signal::derive(subtitle) search=|| view! { <Search id="cari" /> }.into_any() tools=|| view! { <ScanLink /> }.into_any() />
        <main class="page" id="isi" tabindex="-1">
            <div class="search-row">
                <Search id="cari-kecil" />
                <ScanLink />
            </div>
            <Filters store=store />
            <ul class="cards" aria-label=t(texts::TASK_LIST)>
                <For each=move || drawn.get() key=|id| *id let(id)>
                    {store
                        .row(id)
                        .map(|row| view! { <li><Card row=row on_own=Callback::new(move |()| open_sheet(id)) /></li> })}
                </For>
            </ul>
            <More shown=shown drawn=drawn />
            <Empty store=store />
            <p class="cards__note">
                {move || {
                    let all = counts.with(|counts| counts.all);
                    texts::SHOWN.of(all.unsigned_abs() as usize).with(language(), &[&shown.get(), &all])
                }}
            </p>
        </main>
        <ProgressSheet target=sheet actions=Actions::on(store) store=store />
    }
}

/// Keeps the store true: events from the line, a fresh snapshot when the line asks for one.
fn listen(store: ItemStore, cursor: Cursor, rest: RwSignal<Option<Rest>>) {
    let live = use_live();
    let new_orders = expect_context::<NewOrders>();
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| news.apply(events, |event, remote| store.apply(event, remote));
    let reset = move |TasksSnapshot { epoch, seq, items, .. }| {
        let cursor = Cursor { epoch, seq };
        store.reset(cursor, new_orders.first(items));
        rest.set(None);
        cursor
    };
    let channels = vec![Channel::List(DocType::PurchaseOrder, factory)];
    follow(cursor, channels, apply, move || load_tasks(slug.clone()), reset);
    // Until all of the list is here, the screen is not what the pill calls live.
    Effect::new(move |_| {
        if rest.with_untracked(Option::is_some) {
            live.read_on();
        }
    });
}

/// The way to the cards that are not drawn: they are added before anybody gets there, at a tap otherwise.
#[component]
fn More(
    /// How many the filter shows.
    shown: Memo<usize>,
    /// Those that are drawn.
    drawn: Memo<Vec<ItemId>>,
) -> impl IntoView {
    let limit = expect_context::<Drawn>();
    let mark = NodeRef::new();
    when_near(mark, move || limit.more());
    let left = Memo::new(move |_| shown.get().saturating_sub(drawn.with(Vec::len)));
    let filter = use_filter();
    let everything = move || {
        let mut query = filter.get().to_query();
        query.push(("semua", "1".to_owned()));
        Query::of(query.iter().map(|(name, value)| (*name, value.as_str()))).behind("")
    };
    let add = move |event: MouseEvent| {
        event.prevent_default();
        limit.more();
    };
    view! {
        <Show when=move || left.get() != 0>
            <div class="cards__more" node_ref=mark>
                <a class="btn btn--block" href=everything on:click=add>
                    {move || t_count(texts::SHOW_MORE, left.get())}
                </a>
            </div>
        </Show>
    }
}

/// What to do when nothing is shown.
#[component]
fn Empty(
    /// The list.
    store: ItemStore,
) -> impl IntoView {
    let filter = use_filter();
    let path = use_viewer().with_value(|viewer| viewer.path("tasks"));
    let none = Memo::new(move |_| store.visible.with(Vec::is_empty));
    let filtered = Memo::new(move |_| filter.with(|filter| !filter.is_empty()));
    move || {
        none.get().then(|| {
            let (title, text, show_all) = if filtered.get() {
                let show_all = view! {
                    <a class="btn" href=path.clone()>
                        {t(texts::SHOW_ALL)}
                    </a>
                };
                (texts::NO_MATCH, texts::NO_MATCH_TEXT, Some(show_all.into_any()))
            } else {
                (texts::NO_WORK, texts::NO_WORK_TEXT, None)
            };
            empty(t(title).to_owned(), t(text).to_owned(), show_all)
        })
    }
}
