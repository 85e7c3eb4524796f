//! Name, role and departments of somebody who is invited or changed.

use leptos::prelude::*;
use model::{Department, Departments, Field, Refusal, Role, account::MemberEdit};

use crate::{
    account::texts::administration as texts,
    language::{Text, t},
    ui::field::{Hint, invalid, refused_at, refused_elsewhere},
};

/// Roles with what they may do, most first.
const ROLES: [(Role, Text, Text); 3] = [
    (Role::Operator, texts::OPERATOR, texts::OPERATOR_MAY),
    (Role::Manager, texts::MANAGER, texts::MANAGER_MAY),
    (Role::Admin, texts::ADMIN, texts::ADMIN_MAY),
];

/// What is typed. Copies share it.
#[derive(Clone, Copy)]
pub(super) struct MemberDraft {
    name: RwSignal<String>,
    role: RwSignal<Role>,
    departments: RwSignal<Departments>,
}

impl MemberDraft {
    pub(super) fn empty() -> MemberDraft {
        MemberDraft {
            name: RwSignal::new(String::new()),
            role: RwSignal::new(Role::Operator),
            departments: RwSignal::new(Departments::NONE),
        }
    }

    pub(super) fn set(self, edit: MemberEdit) {
        self.name.set(edit.name);
        self.role.set(edit.role);
        self.departments.set(edit.departments);
    }

    pub(super) fn clear(self) {
        self.set(MemberEdit { name: String::new(), role: Role::Operator, departments: Departments::NONE });
    }

    /// What is typed; a caller that draws wakes with every letter.
    pub(super) fn typed(self) -> MemberEdit {
        MemberEdit { name: self.name.get(), role: self.role.get(), departments: self.departments.get() }
    }
}

/// The inputs.
#[component]
pub(super) fn MemberFields(
    /// Begins the ids of the inputs: unique on the page.
    prefix: &'static str,
    /// What is typed.
    draft: MemberDraft,
    /// Why the last try was refused.
    refusal: RwSignal<Option<Refusal>>,
) -> impl IntoView {
    let MemberDraft { name, role, departments } = draft;
    let wrong_name = refused_at(refusal, Field::PersonName);
    let wrong_departments = refused_at(refusal, Field::Departments);
    let elsewhere = refused_elsewhere(refusal, &[Field::PersonName, Field::Departments, Field::Pin]);
    let name_id = format!("{prefix}-name");
    let roles = ROLES
        .into_iter()
        .map(|(choice, label, may)| {
            view! {
                <label class="check">
                    <input
                        type="radio"
                        name=format!("{prefix}-role")
                        value=choice.wire()
                        prop:checked=move || role.get() == choice
                        on:change=move |_| role.set(choice)
                    />
                    <span>{t(label)}<small>{t(may)}</small></span>
                </label>
            }
        })
        .collect_view();
    let choices = Department::ALL
        .into_iter()
        .map(|department| {
            let toggle = move |event| {
                let on = event_target_checked(&event);
                departments.update(|all| {
                    let kept = Department::ALL
                        .into_iter()
                        .filter(|other| if *other == department { on } else { all.contains(*other) });
                    *all = kept.collect();
                });
            };
            view! {
                <label class="check" data-department=department.wire()>
                    <input
                        type="checkbox"
                        prop:checked=move || departments.with(|all| all.contains(department))
                        on:change=toggle
                    />
                    {department.label()}
                </label>
            }
        })
        .collect_view();
    view! {
        <div class="sheet__fields">
            <div class="field">
                <label for=name_id.clone()>{t(texts::NAME)}</label>
                <input
                    class="input"
                    id=name_id
                    autocomplete="off"
                    aria-invalid=invalid(wrong_name)
                    aria-describedby=format!("{prefix}-name-hint")
                    prop:value=move || name.get()
                    on:input=move |event| name.set(event_target_value(&event))
                />
                <Hint id=format!("{prefix}-name-hint") text=wrong_name />
            </div>
            <fieldset class="field">
                <legend class="label">{t(texts::ROLE)}</legend>
                <div class="checks checks--rows">{roles}</div>
            </fieldset>
            <fieldset class="field" hidden=move || role.get() != Role::Operator>
                <legend class="label">{t(texts::DEPARTMENTS)}</legend>
                <div class="checks">{choices}</div>
                <Hint id=format!("{prefix}-departments-hint") text=wrong_departments />
            </fieldset>
            <Hint id=format!("{prefix}-hint") text=elsewhere />
        </div>
    }
}
