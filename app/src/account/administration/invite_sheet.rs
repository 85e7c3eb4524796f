//! Asks somebody to join: who, as what; then the link to hand over.

use leptos::{ev::SubmitEvent, prelude::*};
use model::ids::InvitationId;

use super::{
    link_box::LinkBox,
    member_fields::{MemberDraft, MemberFields},
};
use crate::{
    account::{
        desk::Desk,
        doors::{invite_member, make_invitation_link},
        texts::administration as texts,
    },
    language::{t, t_with},
    ui::{
        leaving::warn_before_leaving,
        sheet::{Sheet, SheetFoot},
    },
};

/// The sheet behind "Undang orang".
#[component]
pub(super) fn InviteSheet(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Sends.
    desk: Desk,
) -> impl IntoView {
    let draft = MemberDraft::empty();
    let link = RwSignal::new(None::<String>);
    let invited = RwSignal::new(String::new());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let edit = draft.typed();
        if let Err(refusal) = edit.check() {
            desk.refusal.set(Some(refusal));
            return;
        }
        let name = edit.name.clone();
        let made = StoredValue::new(None::<InvitationId>);
        desk.send(
            move |factory, id| {
                // The invitation's id is the mutation's.
                made.set_value(Some(InvitationId(id.0)));
                invite_member(factory, id, edit.clone())
            },
            move || {
                draft.clear();
                invited.set(name);
                if let Some(id) = made.get_value() {
                    desk.ask(move |factory| make_invitation_link(factory, id), move |path| link.set(Some(path)));
                }
            },
        );
    };
    Effect::watch(
        move || open.get(),
        move |open, _, _| {
            if !open {
                link.set(None);
                desk.refusal.set(None);
            }
        },
        false,
    );
    warn_before_leaving(Signal::derive(move || !draft.typed().name.is_empty()));
    let about = Signal::derive(move || t_with(texts::INVITATION_LINK, &[&invited.get()]));
    view! {
        <Sheet
            open=open
            id="h-invite"
            title=t(texts::INVITE_SOMEBODY)
            about=Signal::stored(t(texts::WHAT_INVITED_DO).to_owned())
        >
            <form on:submit=send>
                <LinkBox path=link about=about />
                <MemberFields prefix="invite" draft=draft refusal=desk.refusal />
                <SheetFoot
                    cancel=t(texts::CLOSE)
                    submit=Signal::derive(move || {
                        t(if link.with(Option::is_some) { texts::INVITE_ANOTHER } else { texts::INVITE }).to_owned()
                    })
                    on_close=move |()| open.set(false)
                />
            </form>
        </Sheet>
    }
}
