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
        tasks_page::TasksPage,
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
                </ParentRoute>
            </Routes>
        </Router>
    }
}
