//! The way to the labels of an order, or of an item.

use leptos::prelude::*;

use super::{
    super::texts::labels as texts,
    sheet_form::{SheetForm, Wanted},
};
use crate::{account::use_viewer, language::t, ui::icon::Icon};

/// "Cetak label".
#[component]
pub fn LabelsLink(
    /// Whose.
    of: Wanted,
) -> impl IntoView {
    let query = of.query(SheetForm::default());
    let href = use_viewer().with_value(|viewer| viewer.path(&format!("labels{query}")));
    view! {
        <a class="btn" href=href>
            <Icon name="i-print" />
            {t(texts::PRINT_LABELS)}
        </a>
    }
}
