//! Which page a URL shows. Everything of a factory lives below its slug.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{ParentRoute, Route, Router, Routes},
    path,
};
use model::Refusal;

use crate::{
    account::LoginPage,
    layout::{FactoryLayout, Problem},
    purchase_order::{
        edit_order_page::EditOrderPage, import_page::ImportPage, item_page::ItemPage, new_order_page::NewOrderPage,
        order_page::OrderPage, orders_page::OrdersPage, tasks_page::TasksPage,
    },
};

/// The app. Pages are rendered whole before the first byte: they read one small snapshot each, and are then readable
/// without JavaScript.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Routes fallback=|| view! { <Problem error=Refusal::Unknown.into() /> }>
                <Route path=path!("/login") view=LoginPage ssr=SsrMode::Async />
                <ParentRoute path=path!("/:factory") view=FactoryLayout ssr=SsrMode::Async>
                    <Route path=path!("/tasks") view=TasksPage ssr=SsrMode::Async />
                    <Route path=path!("/items/:id") view=ItemPage ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders") view=OrdersPage ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/new") view=NewOrderPage ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/:id") view=OrderPage ssr=SsrMode::Async />
                    <Route path=path!("/purchase-orders/:id/edit") view=EditOrderPage ssr=SsrMode::Async />
                    <Route path=path!("/import") view=ImportPage ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
