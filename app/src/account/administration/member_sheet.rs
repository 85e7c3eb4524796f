//! Everything an admin can do about one person.

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Field,
    account::{Member, MemberEdit, check_pin},
    ids::UserId,
};

use super::{
    link_box::LinkBox,
    member_fields::{MemberDraft, MemberFields},
};
use crate::{
    account::{
        desk::Desk,
        doors::{edit_member, end_member_sessions, make_password_link, set_member_disabled, set_member_pin},
        roster::Roster,
        texts::administration as texts,
        use_viewer,
    },
    language::{t, t_with},
    ui::{
        each::Show,
        field::{Hint, invalid, refused_at},
        icon::Icon,
        sheet::{Sheet, SheetFoot, open_while_some},
    },
};

/// The sheet of the person in `of`.
#[component]
pub(super) fn MemberSheet(
    /// Whose it is; open while there is somebody.
    of: RwSignal<Option<UserId>>,
    /// The people on the page.
    members: Roster<Member>,
    /// Sends.
    desk: Desk,
) -> impl IntoView {
    let open = open_while_some(of);
    let draft = MemberDraft::empty();
    let seen = StoredValue::new(0);
    let link = RwSignal::new(None::<String>);
    Effect::new(move |_| {
        let member = of.get().and_then(|id| members.get(id));
        let Some(Member { version, name, role, departments, .. }) = member else { return };
        // What is typed is about the person as he was when the sheet was opened: a change by somebody else is refused.
        seen.set_value(version);
        draft.set(MemberEdit { name, role, departments });
        link.set(None);
        desk.refusal.set(None);
    });
    let member = Memo::new(move |_| of.get().and_then(|id| members.row(id)).map(|row| row.get()));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(id) = of.get_untracked() else { return };
        let (edit, version) = (untrack(|| draft.typed()), seen.get_value());
        if let Err(refusal) = edit.check() {
            desk.refusal.set(Some(refusal));
            return;
        }
        desk.send(
            move |factory, mutation| edit_member(factory, mutation, id, version, edit.clone()),
            move || of.set(None),
        );
    };
    let about = move || member.with(|member| member.as_ref().map(|member| member.username.clone()).unwrap_or_default());
    let name = move || member.with(|member| member.as_ref().map(|member| member.name.clone()).unwrap_or_default());
    let link_about = move || t_with(texts::PASSWORD_LINK, &[&name()]);
    view! {
        <Sheet open=open id="h-member" title=t(texts::EDIT_PERSON) about=Signal::derive(about)>
            <form on:submit=send>
                <MemberFields prefix="member" draft=draft refusal=desk.refusal />
                <SheetFoot submit=t(texts::SAVE) on_close=move |()| of.set(None) />
            </form>
            <LinkBox path=link about=Signal::derive(link_about) />
            <Pin of=of member=member desk=desk />
            <Access of=of member=member desk=desk link=link />
        </Sheet>
    }
}

/// Sets, replaces or takes away the PIN.
#[component]
fn Pin(of: RwSignal<Option<UserId>>, member: Memo<Option<Member>>, desk: Desk) -> impl IntoView {
    let pin = RwSignal::new(String::new());
    let wrong = refused_at(desk.refusal, Field::Pin);
    let has_pin = move || member.with(|member| member.as_ref().is_some_and(|member| member.has_pin));
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(id) = of.get_untracked() else { return };
        let typed = pin.get_untracked();
        if let Err(refusal) = check_pin(&typed) {
            desk.refusal.set(Some(refusal));
            return;
        }
        desk.send(
            move |factory, mutation| set_member_pin(factory, mutation, id, Some(typed.clone())),
            move || {
                pin.set(String::new());
                desk.say(texts::PIN_SAVED, texts::PIN_COUNTS_WHERE);
            },
        );
    };
    let remove = move |_| {
        let Some(id) = of.get_untracked() else { return };
        desk.send(move |factory, mutation| set_member_pin(factory, mutation, id, None), || ());
    };
    view! {
        <form class="sheet__part" on:submit=send>
            <div class="field">
                <label for="member-pin">
                    {move || t(if has_pin() { texts::NEW_PIN_FOR_TABLETS } else { texts::PIN_FOR_TABLETS })}
                </label>
                <div class="link-box__row">
                    <input
                        class="input"
                        id="member-pin"
                        type="password"
                        inputmode="numeric"
                        autocomplete="off"
                        maxlength="6"
                        placeholder=t(texts::PIN_DIGITS)
                        aria-invalid=invalid(wrong)
                        aria-describedby="member-pin-hint"
                        prop:value=move || pin.get()
                        on:input=move |event| pin.set(event_target_value(&event))
                    />
                    <button class="btn" type="submit">
                        {t(texts::SET_PIN)}
                    </button>
                    <Show when=has_pin>
                        <button class="btn btn--quiet" type="button" on:click=remove>
                            {t(texts::REMOVE_PIN)}
                        </button>
                    </Show>
                </div>
                <Hint id="member-pin-hint".to_owned() text=wrong />
            </div>
        </form>
    }
}

/// Password, sessions, and whether the person comes in at all.
#[component]
fn Access(
    of: RwSignal<Option<UserId>>,
    member: Memo<Option<Member>>,
    desk: Desk,
    link: RwSignal<Option<String>>,
) -> impl IntoView {
    let own = use_viewer().with_value(|viewer| viewer.actor.id);
    let is_own = move || of.get() == Some(own);
    let is_disabled = move || member.with(|member| member.as_ref().is_some_and(|member| member.is_disabled));
    let reset = move |_| {
        let Some(id) = of.get_untracked() else { return };
        desk.ask(move |factory| make_password_link(factory, id), move |path| link.set(Some(path)));
    };
    let end = move |_| {
        let Some(id) = of.get_untracked() else { return };
        desk.send(
            move |factory, mutation| end_member_sessions(factory, mutation, id),
            move || desk.say(texts::SESSIONS_ENDED, texts::MUST_SIGN_IN_AGAIN),
        );
    };
    let disable = move |_| {
        let Some(id) = of.get_untracked() else { return };
        let disabled = !untrack(is_disabled);
        desk.send(move |factory, mutation| set_member_disabled(factory, mutation, id, disabled), || ());
    };
    view! {
        <div class="sheet__part sheet__deeds">
            <button class="btn" type="button" on:click=reset>
                <Icon name="i-key" />
                {t(texts::NEW_PASSWORD_LINK)}
            </button>
            <button class="btn" type="button" on:click=end>
                <Icon name="i-lock" />
                {t(texts::END_SESSIONS)}
            </button>
            <Show when=move || !is_own()>
                <button class="btn btn--danger" type="button" on:click=disable>
                    {move || t(if is_disabled() { texts::OPEN_ACCESS } else { texts::CLOSE_ACCESS })}
                </button>
            </Show>
        </div>
    }
}
