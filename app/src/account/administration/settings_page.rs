//! The factory's name, clock, numbering, and when its tablets lock.

use leptos::{ev::SubmitEvent, prelude::*};
use model::{
    Change, Channel, DocType, Field,
    account::{Settings, SettingsInput, SettingsSnapshot, ZONES},
    activity::Object,
};

use super::{Administration, HistoryLink};
use crate::{
    account::{
        desk::Desk,
        doors::{edit_factory, load_factory_settings},
        texts::administration as texts,
        use_viewer,
    },
    json,
    language::{t, t_count, t_with},
    layout::Loaded,
    live::{Applied, Cursor, follow},
    ui::{
        field::{Hint, InputField, invalid, refused_at, refused_elsewhere},
        leaving::warn_before_leaving,
    },
};

/// Waits that can be chosen, in minutes.
const WAITS: [i32; 6] = [1, 3, 5, 10, 30, 60];

/// `/{factory}/settings`
#[component]
pub fn SettingsPage() -> impl IntoView {
    let slug = use_viewer().with_value(|viewer| viewer.slug.clone());
    let snapshot = json::load(|| (), move |()| load_factory_settings(slug.clone()));
    view! {
        <Administration page="settings">
            <Loaded resource=snapshot within=true view=|snapshot| view! { <SettingsForm snapshot=snapshot /> }.into_any() />
        </Administration>
    }
}

/// What is typed. Copies share it.
#[derive(Clone, Copy)]
struct Draft {
    name: RwSignal<String>,
    time_zone: RwSignal<String>,
    number_prefix: RwSignal<String>,
    lock_minutes: RwSignal<i32>,
}

impl Draft {
    fn of(settings: &Settings) -> Draft {
        Draft {
            name: RwSignal::new(settings.name.clone()),
            time_zone: RwSignal::new(settings.time_zone.clone()),
            number_prefix: RwSignal::new(settings.number_prefix.clone()),
            lock_minutes: RwSignal::new(settings.lock_minutes),
        }
    }

    fn typed(self) -> SettingsInput {
        SettingsInput {
            name: self.name.get(),
            time_zone: self.time_zone.get(),
            number_prefix: self.number_prefix.get(),
            lock_minutes: self.lock_minutes.get(),
        }
    }

    fn differs(self, settings: &Settings) -> bool {
        let SettingsInput { name, time_zone, number_prefix, lock_minutes } = self.typed();
        (name, time_zone, number_prefix, lock_minutes)
            != (
                settings.name.clone(),
                settings.time_zone.clone(),
                settings.number_prefix.clone(),
                settings.lock_minutes,
            )
    }

    /// What somebody else changed, where nothing was typed over it.
    fn follow(self, before: &Settings, after: &Settings) {
        let lay = |typed: RwSignal<String>, before: &String, after: &String| {
            if typed.with_untracked(|typed| typed == before) {
                typed.set(after.clone());
            }
        };
        lay(self.name, &before.name, &after.name);
        lay(self.time_zone, &before.time_zone, &after.time_zone);
        lay(self.number_prefix, &before.number_prefix, &after.number_prefix);
        if self.lock_minutes.get_untracked() == before.lock_minutes {
            self.lock_minutes.set(after.lock_minutes);
        }
    }
}

#[component]
fn SettingsForm(
    /// Where the page starts.
    snapshot: SettingsSnapshot,
) -> impl IntoView {
    let SettingsSnapshot { epoch, seq, settings } = snapshot;
    let draft = Draft::of(&settings);
    let known = RwSignal::new(settings);
    let learn = move |settings: Settings| {
        draft.follow(&known.get_untracked(), &settings);
        known.set(settings);
    };
    let desk = Desk::new(move |change| {
        if let Change::FactoryUpdated(changed) = change
            && changed.settings.version > known.with_untracked(|known| known.version)
        {
            learn(changed.settings.clone());
        }
    });
    let (slug, factory) = use_viewer().with_value(|viewer| (viewer.slug.clone(), viewer.actor.factory_id));
    follow(
        Cursor { epoch, seq },
        vec![Channel::Doc(DocType::Factory, factory.0)],
        move |events| {
            desk.hear(events);
            Applied::Here
        },
        move || load_factory_settings(slug.clone()),
        move |SettingsSnapshot { epoch, seq, settings }| {
            learn(settings);
            Cursor { epoch, seq }
        },
    );
    let differs = Memo::new(move |_| known.with(|known| draft.differs(known)));
    warn_before_leaving(differs.into());
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let (typed, version) = (untrack(|| draft.typed()), known.with_untracked(|known| known.version));
        desk.send(
            move |factory, mutation| edit_factory(factory, mutation, version, typed.clone()),
            move || desk.say(texts::SETTINGS_SAVED, texts::SETTINGS_COUNT_WHERE),
        );
    };
    view! {
        <section class="panel" aria-labelledby="h-settings">
            <div class="panel__head">
                <h2 id="h-settings">{t(texts::FACTORY_SETTINGS)}</h2>
                <HistoryLink object=Object { doc: DocType::Factory, id: factory.0 } name=Signal::stored(String::new()) />
            </div>
            <form class="panel__body settings" on:submit=save>
                <Fields draft=draft desk=desk />
                <button class="btn btn--primary btn--lg" type="submit" disabled=move || !differs.get()>
                    {t(texts::SAVE)}
                </button>
            </form>
        </section>
    }
}

#[component]
fn Fields(draft: Draft, desk: Desk) -> impl IntoView {
    let Draft { name, time_zone, number_prefix, lock_minutes } = draft;
    let wrong_name = refused_at(desk.refusal, Field::FactoryName);
    let wrong_prefix = refused_at(desk.refusal, Field::NumberPrefix);
    let elsewhere = refused_elsewhere(desk.refusal, &[Field::FactoryName, Field::NumberPrefix]);
    let zones = ZONES
        .into_iter()
        .map(|zone| {
            view! {
                <option value=zone.name selected=move || time_zone.with(|chosen| chosen == zone.name)>
                    {t(zone.label)}
                </option>
            }
        })
        .collect_view();
    let waits = WAITS
        .into_iter()
        .map(|minutes| {
            view! {
                <option value=minutes.to_string() selected=move || lock_minutes.get() == minutes>
                    {t_count(texts::MINUTES, minutes.unsigned_abs() as usize)}
                </option>
            }
        })
        .collect_view();
    let choose_wait = move |event| {
        if let Ok(minutes) = event_target_value(&event).parse() {
            lock_minutes.set(minutes);
        }
    };
    view! {
        <InputField id="factory-name" label=t(texts::FACTORY_NAME) autocomplete="organization" value=name wrong=wrong_name />
        <div class="field">
            <label for="factory-zone">{t(texts::TIME_ZONE)}</label>
            <select class="select" id="factory-zone" on:change=move |event| time_zone.set(event_target_value(&event))>
                {zones}
            </select>
        </div>
        <div class="field">
            <label for="factory-prefix">{t(texts::NUMBER_PREFIX)}</label>
            <input
                class="input"
                id="factory-prefix"
                autocomplete="off"
                aria-invalid=invalid(wrong_prefix)
                aria-describedby="factory-prefix-hint"
                prop:value=move || number_prefix.get()
                on:input=move |event| number_prefix.set(event_target_value(&event))
            />
            <p class="hint">{move || t_with(texts::NEXT_NUMBER, &[&number_prefix.get().to_uppercase()])}</p>
            <Hint id="factory-prefix-hint".to_owned() text=wrong_prefix />
        </div>
        <div class="field">
            <label for="factory-lock">{t(texts::LOCKED_AFTER)}</label>
            <select class="select" id="factory-lock" on:change=choose_wait>
                {waits}
            </select>
        </div>
        <Hint id="factory-hint".to_owned() text=elsewhere />
    }
}
