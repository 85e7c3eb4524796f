//! Shared devices: this browser becomes one, others are renamed or trusted no more.

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Change, Channel, DocType, Field,
    account::{Device, DeviceRow, DevicesSnapshot},
    activity::Object,
    ids::DeviceId,
};

use super::{Administration, HistoryLink};
use crate::{
    account::{
        LogOut,
        desk::Desk,
        doors::{end_device, enrol_device, load_devices, rename_device},
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
        field::{Hint, InputField, refused_at, refused_elsewhere},
        format::age_ago,
        icon::Icon,
        sheet::{Sheet, SheetFoot, open_while_some},
    },
};
use leptos::server_fn::ServerFn as _;

/// `/{factory}/devices`
#[component]
pub fn DevicesPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let snapshot = json::load(|| (), move |()| load_devices(slug.clone()));
    view! {
        <Administration page="devices">
            <Loaded resource=snapshot within=true view=|snapshot| view! { <Devices snapshot=snapshot /> }.into_any() />
        </Administration>
    }
}

#[component]
fn Devices(
    /// Where the page starts.
    snapshot: DevicesSnapshot,
) -> impl IntoView {
    let DevicesSnapshot { epoch, seq, devices, own } = snapshot;
    let (devices, own) = (Roster::new(devices), RwSignal::new(own));
    let desk = Desk::new(move |change| {
        let (Change::DeviceCreated(changed) | Change::DeviceUpdated(changed)) = change else { return };
        let device = changed.device.clone();
        if own.with_untracked(|own| own.as_ref().is_some_and(|own| own.id == device.id)) {
            own.set(Some(device.clone()).filter(|device| device.ended_at.is_none()));
        }
        if device.ended_at.is_some() {
            devices.remove(device.id);
        } else {
            let last_seen_at = devices.get(device.id).map_or(device.at, |row| row.last_seen_at);
            devices.put(DeviceRow { device, last_seen_at });
        }
    });
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    let reset = move |DevicesSnapshot { epoch, seq, devices: all, own: this }| {
        devices.reset(all);
        own.set(this);
        Cursor { epoch, seq }
    };
    follow(
        Cursor { epoch, seq },
        vec![Channel::List(DocType::Device, factory)],
        move |events| {
            desk.hear(events);
            Applied::Here
        },
        move || load_devices(slug.clone()),
        reset,
    );
    let renaming = RwSignal::new(None::<DeviceId>);
    let none = Memo::new(move |_| devices.order.with(Vec::is_empty));
    view! {
        <ThisBrowser own=own desk=desk />
        <section class="panel" aria-labelledby="h-devices">
            <div class="panel__head">
                <h2 id="h-devices">{t(texts::SHARED_TABLETS)}</h2>
            </div>
            <Show when=move || none.get()>
                {empty(
                    t(texts::NO_DEVICES).to_owned(),
                    t(texts::HOW_TO_ENROL).to_owned(),
                    None,
                )}
            </Show>
            <ul class="rows">
                <For each=move || devices.order.get() key=|id| *id let(id)>
                    {devices.row(id).map(|row| view! { <DeviceItem row=row own=own renaming=renaming desk=desk /> })}
                </For>
            </ul>
        </section>
        <RenameSheet of=renaming devices=devices desk=desk />
    }
}

/// Makes this browser a shared device, or says that it is one, and hands it over.
#[component]
fn ThisBrowser(own: RwSignal<Option<Device>>, desk: Desk) -> impl IntoView {
    let name = RwSignal::new(String::new());
    let wrong = refused_at(desk.refusal, Field::DeviceName);
    let elsewhere = refused_elsewhere(desk.refusal, &[Field::DeviceName]);
    let enrol = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = name.get_untracked();
        let made = StoredValue::new(None::<DeviceId>);
        desk.send(
            move |factory, id| {
                // The device's id is the mutation's.
                made.set_value(Some(DeviceId(id.0)));
                enrol_device(factory, id, typed.clone())
            },
            move || {
                name.set(String::new());
                desk.ask(load_devices, move |snapshot: DevicesSnapshot| own.set(snapshot.own));
            },
        );
    };
    view! {
        <section class="panel" aria-labelledby="h-this">
            <div class="panel__head">
                <h2 id="h-this">{t(texts::ABOUT_THIS_DEVICE)}</h2>
            </div>
            <div class="panel__body">
                {move || match own.get() {
                    Some(device) => {
                        let (before, after) = texts::around(texts::IS_SHARED, language());
                        view! {
                            <p class="device__is">
                                <Icon name="i-tablet" />
                                <span>{before} <b>{device.name}</b> {after}</span>
                            </p>
                            <form method="post" action=LogOut::url()>
                                <button class="btn btn--primary btn--lg" type="submit">
                                    {t(texts::HAND_OVER)}
                                </button>
                            </form>
                        }
                            .into_any()
                    }
                    None => {
                        view! {
                            <p class="lead">
                                {t(texts::WHAT_SHARED_IS)}
                            </p>
                            <form class="device__form" on:submit=enrol>
                                <InputField
                                    id="device-name"
                                    label=t(texts::DEVICE_NAME)
                                    placeholder=t(texts::DEVICE_NAME_EXAMPLE)
                                    value=name
                                    wrong=wrong
                                />
                                <Hint id="device-hint".to_owned() text=elsewhere />
                                <button class="btn btn--primary" type="submit">
                                    {t(texts::ENROL)}
                                </button>
                            </form>
                        }
                            .into_any()
                    }
                }}
            </div>
        </section>
    }
}

#[component]
fn DeviceItem(
    row: ArcRwSignal<DeviceRow>,
    own: RwSignal<Option<Device>>,
    renaming: RwSignal<Option<DeviceId>>,
    desk: Desk,
) -> impl IntoView {
    let clock = use_clock();
    let id = row.with_untracked(|row| row.device.id);
    let name = {
        let row = row.clone();
        move || row.with(|row| row.device.name.clone())
    };
    let about = move || {
        row.with(|row| {
            let (by, at) = (&row.device.by.name, row.device.at);
            let now = clock.now();
            t_with(texts::DEVICE_ENROLLED, &[by, &age_ago(at, now), &age_ago(row.last_seen_at, now)])
        })
    };
    let is_own = Memo::new(move |_| own.with(|own| own.as_ref().is_some_and(|own| own.id == id)));
    let end = move |_| desk.send(move |factory, mutation| end_device(factory, mutation, id), || ());
    view! {
        <li class="row-item row-item--acts" data-device=id.to_string()>
            <Icon name="i-tablet" />
            <div>
                <h3>
                    {name.clone()} " "
                    <Show when=move || is_own.get()>
                        <span class="badge">{t(texts::THIS_DEVICE)}</span>
                    </Show>
                </h3>
                <p>
                    {about} " · "
                    <HistoryLink object=Object { doc: DocType::Device, id: id.0 } name=Signal::derive(name.clone()) />
                </p>
            </div>
            <button class="btn" type="button" on:click=move |_| renaming.set(Some(id))>
                {t(texts::RENAME)}
                <span class="sr">{name}</span>
            </button>
            <button class="btn btn--danger" type="button" on:click=end>
                {t(texts::END_DEVICE)}
            </button>
        </li>
    }
}

#[component]
fn RenameSheet(of: RwSignal<Option<DeviceId>>, devices: Roster<DeviceRow>, desk: Desk) -> impl IntoView {
    let open = open_while_some(of);
    let name = RwSignal::new(String::new());
    let seen = StoredValue::new(0);
    let wrong = refused_at(desk.refusal, Field::DeviceName);
    let elsewhere = refused_elsewhere(desk.refusal, &[Field::DeviceName]);
    Effect::new(move |_| {
        let row = of.get().and_then(|id| devices.get(id));
        let Some(DeviceRow { device, .. }) = row else { return };
        seen.set_value(device.version);
        name.set(device.name);
        desk.refusal.set(None);
    });
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(id) = of.get_untracked() else { return };
        let (typed, version) = (name.get_untracked(), seen.get_value());
        desk.send(
            move |factory, mutation| rename_device(factory, mutation, id, version, typed.clone()),
            move || of.set(None),
        );
    };
    view! {
        <Sheet open=open id="h-rename" title=t(texts::RENAME_DEVICE) about=Signal::stored(String::new())>
            <form on:submit=send>
                <div class="sheet__fields">
                    <InputField id="rename-device" label=t(texts::DEVICE_NAME) value=name wrong=wrong />
                    <Hint id="rename-hint".to_owned() text=elsewhere />
                </div>
                <SheetFoot submit=t(texts::SAVE) on_close=move |()| of.set(None) />
            </form>
        </Sheet>
    }
}
