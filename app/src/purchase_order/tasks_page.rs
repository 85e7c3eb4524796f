//! The Tasks page: every undelivered item of every active order, true now.

use leptos::prelude::*;
use model::{
    Change, Channel, DocType, Event,
    ids::{ItemId, PurchaseOrderId},
    purchase_order::{Item, TasksSnapshot},
};

use super::{
    actions::Actions,
    card::Card,
    filters::{Filters, Search, use_filter},
    news::use_news,
    progress_sheet::{ProgressSheet, SheetTarget},
    server_fns::load_tasks,
    store::{ItemStore, Scope},
};
use crate::{
    account::use_viewer,
    json,
    layout::{Loaded, Topbar},
    live::{Cursor, follow},
    ui::{clock::use_clock, empty::empty},
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
    let snapshot = json::load(|| (), move |()| load_tasks(slug.clone()));
    view! { <Loaded resource=snapshot view=|snapshot| view! { <Tasks snapshot=snapshot /> }.into_any() /> }
}

#[component]
fn Tasks(
    /// Where the page starts.
    snapshot: TasksSnapshot,
) -> impl IntoView {
    let clock = use_clock();
    let filter = use_filter();
    let new_orders = expect_context::<NewOrders>();
    let TasksSnapshot { epoch, seq, items, .. } = snapshot;
    let (cursor, items) = (Cursor { epoch, seq }, new_orders.first(items));
    let store = ItemStore::new(Scope::Tasks, cursor, items, filter.get_untracked(), clock.today_untracked());
    let sheet = RwSignal::new(None::<SheetTarget>);
    listen(store, cursor);
    Effect::watch(move || filter.get(), move |filter, _, _| store.set_filter(filter.clone()), false);
    Effect::watch(move || clock.today(), move |today, _, _| store.set_today(*today), false);

    let counts = store.counts;
    let subtitle = move || {
        let (all, late) = counts.with(|counts| (counts.all, counts.late));
        if late > 0 { format!("{all} item · {late} terlambat") } else { format!("{all} item") }
    };
    let own = use_viewer().with_value(|viewer| viewer.actor.own_department());
    let open_sheet = move |item: ItemId| sheet.set(own.map(|department| SheetTarget { item, department }));
    view! {
        <Topbar title="Tugas" subtitle=Signal::derive(subtitle) search=|| view! { <Search id="cari" /> }.into_any() />
        <main class="page" id="isi" tabindex="-1">
            <div class="search-row">
                <Search id="cari-kecil" />
            </div>
            <Filters store=store />
            <ul class="cards" aria-label="Daftar tugas">
                <For each=move || store.visible.get() key=|id| *id let(id)>
                    {store
                        .row(id)
                        .map(|row| view! { <li><Card row=row on_own=Callback::new(move |()| open_sheet(id)) /></li> })}
                </For>
            </ul>
            <Empty store=store />
            <p class="cards__note">
                {move || format!("{} dari {} item · urut tenggat terdekat", store.visible.with(Vec::len), counts.with(|c| c.all))}
            </p>
        </main>
        <ProgressSheet target=sheet actions=Actions::on(store) store=store />
    }
}

/// Keeps the store true: events from the line, a fresh snapshot when the line asks for one.
fn listen(store: ItemStore, cursor: Cursor) {
    let new_orders = expect_context::<NewOrders>();
    let news = use_news();
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let apply = move |events: &[Event]| news.apply(events, |event, remote| store.apply(event, remote));
    let reset = move |TasksSnapshot { epoch, seq, items, .. }| {
        let cursor = Cursor { epoch, seq };
        store.reset(cursor, new_orders.first(items));
        cursor
    };
    let channels = vec![Channel::List(DocType::PurchaseOrder, factory)];
    follow(cursor, channels, apply, move || load_tasks(slug.clone()), reset);
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
                        "Tampilkan semua"
                    </a>
                };
                let text = "Tidak ada item yang sesuai dengan saringan ini.";
                ("Tidak ada yang cocok", text, Some(show_all.into_any()))
            } else {
                ("Belum ada pekerjaan", "Item dari PO aktif muncul di sini begitu admin membuatnya.", None)
            };
            empty(title.to_owned(), text.to_owned(), show_all)
        })
    }
}
