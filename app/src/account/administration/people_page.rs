//! The people of the factory, and those who were asked to join.

use leptos::prelude::*;
use model::{
    Change, Channel, DocType, Role,
    account::{Invitation, InvitationState, Member, PeopleSnapshot},
    activity::Object,
    ids::{InvitationId, UserId},
};

use super::{Administration, HistoryLink, invite_sheet::InviteSheet, link_box::LinkBox, member_sheet::MemberSheet};
use crate::{
    account::{
        desk::Desk,
        doors::{load_people, make_invitation_link, withdraw_invitation},
        role_name,
        roster::Roster,
        texts::administration as texts,
        use_viewer,
    },
    json,
    language::{language, t, t_with},
    layout::Loaded,
    live::{Applied, Cursor, follow},
    ui::{
        clock::use_clock,
        each::{For, Show},
        empty::empty,
        format::{age_ago, initials},
        icon::Icon,
    },
};

/// `/{factory}/people`
#[component]
pub fn PeoplePage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let snapshot = json::load(|| (), move |()| load_people(slug.clone()));
    view! {
        <Administration page="people">
            <Loaded resource=snapshot within=true view=|snapshot| view! { <People snapshot=snapshot /> }.into_any() />
        </Administration>
    }
}

#[component]
fn People(
    /// Where the page starts.
    snapshot: PeopleSnapshot,
) -> impl IntoView {
    let PeopleSnapshot { epoch, seq, members, invitations } = snapshot;
    let (members, invitations) = (Roster::new(members), Roster::new(invitations));
    let desk = Desk::new(move |change| match change {
        Change::MemberCreated(changed) | Change::MemberUpdated(changed) => members.put(changed.member.clone()),
        Change::MemberInvited(changed) | Change::MemberInvitationClosed(changed) => match changed.invitation.state {
            InvitationState::Open => invitations.put(changed.invitation.clone()),
            InvitationState::Used | InvitationState::Withdrawn => invitations.remove(changed.invitation.id),
        },
        _ => {}
    });
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let reset = move |PeopleSnapshot { epoch, seq, members: people, invitations: open }| {
        members.reset(people);
        invitations.reset(open);
        Cursor { epoch, seq }
    };
    follow(
        Cursor { epoch, seq },
        vec![Channel::List(DocType::Member, factory)],
        move |events| {
            desk.hear(events);
            Applied::Here
        },
        move || load_people(slug.clone()),
        reset,
    );
    let inviting = RwSignal::new(false);
    let editing = RwSignal::new(None::<UserId>);
    let count = Memo::new(move |_| members.order.with(Vec::len));
    view! {
        <section class="panel" aria-labelledby="h-people">
            <div class="panel__head">
                <h2 id="h-people">{t(texts::PEOPLE)}</h2>
                <span class="n">{count}</span>
                <button class="btn btn--primary" type="button" on:click=move |_| inviting.set(true)>
                    <Icon name="i-plus" />
                    {t(texts::INVITE_SOMEBODY)}
                </button>
            </div>
            <ul class="rows">
                <For each=move || members.order.get() key=|id| *id let(id)>
                    {members.row(id).map(|row| view! { <MemberRow row=row editing=editing /> })}
                </For>
            </ul>
        </section>
        <Invitations invitations=invitations desk=desk />
        <InviteSheet open=inviting desk=desk />
        <MemberSheet of=editing members=members desk=desk />
    }
}

#[component]
fn MemberRow(row: ArcRwSignal<Member>, editing: RwSignal<Option<UserId>>) -> impl IntoView {
    let id = row.with_untracked(|member| member.id);
    let read = |part: fn(&Member) -> String| {
        let row = row.clone();
        move || row.with(part)
    };
    let (pin, shut) = {
        let (pin, shut) = (row.clone(), row.clone());
        (
            Memo::new(move |_| pin.with(|member| member.has_pin)),
            Memo::new(move |_| shut.with(|member| member.is_disabled)),
        )
    };
    let department = {
        let row = row.clone();
        move || row.with(own_department)
    };
    let name = read(|member| member.name.clone());
    view! {
        <li class="row-item row-item--acts person" data-user=id.to_string() data-disabled=move || shut.get().to_string()>
            <span class="avatar avatar--md" data-department=department aria-hidden="true">
                {read(|member| initials(&member.name))}
            </span>
            <div>
                <h3>{name.clone()}</h3>
                <p>
                    {read(|member| {
                        format!("{} · {}", member.username, role_name(member.role, member.departments, language()))
                    })} " · "
                    <HistoryLink object=Object { doc: DocType::Member, id: id.0 } name=Signal::derive(name.clone()) />
                </p>
            </div>
            <span class="person__marks">
                <Show when=move || pin.get()>
                    <span class="badge">{t(texts::PIN)}</span>
                </Show>
                <Show when=move || shut.get()>
                    <span class="badge badge--urgent">{t(texts::NO_ACCESS)}</span>
                </Show>
            </span>
            <button class="btn" type="button" on:click=move |_| editing.set(Some(id))>
                {t(texts::EDIT)}
                <span class="sr">{name}</span>
            </button>
        </li>
    }
}

fn own_department(member: &Member) -> Option<&'static str> {
    match member.role {
        Role::Operator => member.departments.iter().next().map(model::Department::wire),
        Role::Admin | Role::Manager => None,
    }
}

#[component]
fn Invitations(invitations: Roster<Invitation>, desk: Desk) -> impl IntoView {
    let link = RwSignal::new(None::<String>);
    let whose = RwSignal::new(String::new());
    let none = Memo::new(move |_| invitations.order.with(Vec::is_empty));
    let about = Signal::derive(move || t_with(texts::ANOTHER_LINK, &[&whose.get()]));
    let make = Callback::new(move |id: InvitationId| {
        whose.set(invitations.get(id).map(|invitation| invitation.name).unwrap_or_default());
        desk.ask(move |factory| make_invitation_link(factory, id), move |path| link.set(Some(path)));
    });
    let withdraw = Callback::new(move |id: InvitationId| {
        link.set(None);
        desk.send(move |factory, mutation| withdraw_invitation(factory, mutation, id), || ());
    });
    view! {
        <section class="panel" aria-labelledby="h-invitations">
            <div class="panel__head">
                <h2 id="h-invitations">{t(texts::OPEN_INVITATIONS)}</h2>
            </div>
            <LinkBox path=link about=about />
            <Show when=move || none.get()>
                {empty(t(texts::NO_INVITATIONS).to_owned(), t(texts::WHO_IS_INVITED).to_owned(), None)}
            </Show>
            <ul class="rows">
                <For each=move || invitations.order.get() key=|id| *id let(id)>
                    {invitations.row(id).map(|row| view! { <InvitationRow row=row make=make withdraw=withdraw /> })}
                </For>
            </ul>
        </section>
    }
}

#[component]
fn InvitationRow(
    row: ArcRwSignal<Invitation>,
    make: Callback<InvitationId>,
    withdraw: Callback<InvitationId>,
) -> impl IntoView {
    let clock = use_clock();
    let Invitation { id, name, role, departments, by, at, .. } = row.get_untracked();
    let about = move || {
        let role = role_name(role, departments, language());
        t_with(texts::INVITED, &[&role, &by.name, &age_ago(at, clock.now())])
    };
    view! {
        <li class="row-item row-item--acts">
            <Icon name="i-key" />
            <div>
                <h3>{name}</h3>
                <p>{about}</p>
            </div>
            <button class="btn" type="button" on:click=move |_| make.run(id)>
                {t(texts::MAKE_LINK)}
            </button>
            <button class="btn btn--quiet" type="button" on:click=move |_| withdraw.run(id)>
                {t(texts::WITHDRAW)}
            </button>
        </li>
    }
}
