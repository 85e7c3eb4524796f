//! What a sheet's draft began with: something refused, whose place it takes once it is sent.

use leptos::prelude::*;
use model::ids::MutationId;

use super::texts::items as texts;
use crate::{
    language::t,
    ui::{each::Show, icon::Icon},
};

/// Of one draft. Copies share it.
#[derive(Clone, Copy)]
pub struct InsteadOf {
    refused: StoredValue<Option<MutationId>>,
    /// Something refused was to be filled in, and what is typed was in its way.
    is_in_the_way: RwSignal<bool>,
}

impl InsteadOf {
    /// The draft begins with nothing.
    #[must_use]
    pub fn nothing() -> InsteadOf {
        InsteadOf { refused: StoredValue::new(None), is_in_the_way: RwSignal::new(false) }
    }

    /// The refused one whose place it takes.
    #[must_use]
    pub fn get(self) -> Option<MutationId> {
        self.refused.get_value()
    }

    /// Whether the draft is to be filled with what was refused. Not over something else that is typed already, which
    /// nothing else keeps; the sheet says so then.
    #[must_use]
    pub fn begin(self, refused: MutationId, draft_is_empty: bool) -> bool {
        if draft_is_empty {
            self.refused.set_value(Some(refused));
        }
        self.is_in_the_way.set(!draft_is_empty && self.get() != Some(refused));
        draft_is_empty
    }

    /// The draft was sent, or the sheet starts anew.
    pub fn clear(self) {
        self.refused.set_value(None);
        self.is_in_the_way.set(false);
    }
}

/// Says in the sheet that what is typed was in the way.
#[component]
pub fn InTheWay(
    /// Of the sheet's draft.
    instead_of: InsteadOf,
) -> impl IntoView {
    view! {
        <Show when=move || instead_of.is_in_the_way.get()>
            <p class="sheet__notice" role="status">
                <Icon name="i-alert" />
                {t(texts::TYPED_IN_THE_WAY)}
            </p>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_never_written_over() {
        let owner = Owner::new();
        owner.set();
        let [first, second] = [1, 2].map(|number| MutationId(uuid::Uuid::from_u128(number)));
        let instead_of = InsteadOf::nothing();
        let in_the_way = || instead_of.is_in_the_way.get_untracked();

        assert!(instead_of.begin(first, true));
        assert_eq!((instead_of.get(), in_the_way()), (Some(first), false));
        // Asked for once more while it is being mended: it goes on.
        assert!(!instead_of.begin(first, false));
        assert_eq!((instead_of.get(), in_the_way()), (Some(first), false));
        assert!(!instead_of.begin(second, false));
        assert_eq!((instead_of.get(), in_the_way()), (Some(first), true));

        instead_of.clear();
        assert_eq!((instead_of.get(), in_the_way()), (None, false));
        assert!(!instead_of.begin(second, false));
        assert_eq!((instead_of.get(), in_the_way()), (None, true));
    }
}
