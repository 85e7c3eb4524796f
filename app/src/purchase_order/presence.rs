//! Who else is at an item, in words: a mark on its card while somebody fills something in, the people on its page.
//!
//! Each mark is one leaf that reads the signal of one document; it lies over the page, so that nothing moves when it
//! comes and goes.

use leptos::prelude::*;
use model::{
    Channel, Department, DocType,
    ids::ItemId,
    presence::{Activity, Part, Present},
};

use super::texts::items as texts;
use crate::{
    language::{language, t},
    live::use_live,
    ui::format::{first_name, initials},
};

/// Faces drawn before the rest is a number.
const FACES_MAX: usize = 3;

/// `Siti sedang mengisi Prod`, while somebody else does; nothing otherwise.
#[must_use]
pub fn filling_in(people: &[Present]) -> Option<String> {
    let parts = people.iter().filter_map(|person| match person.state {
        Activity::Editing(part) => Some((first_name(&person.who.name), part)),
        Activity::Viewing => None,
    });
    let (names, parts): (Vec<&str>, Vec<Part>) = parts.unzip();
    let first = *parts.first()?;
    // Of people at several parts it is said that they are here, and not which is where.
    let who = listed(&names);
    Some(if parts.iter().all(|part| *part == first) {
        texts::FILLING_IN_PART.of(names.len()).with(language(), &[&who, &part_name(first)])
    } else {
        texts::FILLING_IN.of(names.len()).with(language(), &[&who])
    })
}

/// `Siti sedang mengisi`, while somebody else fills in this department's progress.
#[must_use]
pub fn filling_in_track(people: &[Present], department: Department) -> Option<String> {
    let here = people.iter().filter(|person| person.state == Activity::Editing(Part::Track(department)));
    let names: Vec<&str> = here.map(|person| first_name(&person.who.name)).collect();
    (!names.is_empty()).then(|| texts::FILLING_IN.of(names.len()).with(language(), &[&listed(&names)]))
}

fn part_name(part: Part) -> &'static str {
    match part {
        Part::Track(department) => department.label(),
        Part::Issue => t(texts::PART_ISSUE),
        Part::Delivery => t(texts::PART_DELIVERY),
        Part::Fields => t(texts::PART_FIELDS),
    }
}

/// `Siti`, `Siti, Dewi`, `Siti, Dewi +2`
fn listed(names: &[&str]) -> String {
    match names {
        [first, second, rest @ ..] if !rest.is_empty() => format!("{first}, {second} +{}", rest.len()),
        names => names.join(", "),
    }
}

/// Everybody else at `item`.
#[must_use]
pub fn people_at(item: ItemId) -> ArcRwSignal<Vec<Present>> {
    use_live().people_at(Channel::Doc(DocType::Item, item.0))
}

/// The mark of a card. It is always there, empty while nobody fills in anything, and each card pays for one effect.
#[component]
pub fn FillingIn(
    /// Whose card.
    item: ItemId,
) -> impl IntoView {
    let people = people_at(item);
    // The property and not a child, because a child's empty text would come from the server as a blank.
    view! { <p class="filling-in" prop:textContent=move || people.with(|people| filling_in(people)).unwrap_or_default()></p> }
}

/// Faces of everybody else on the item's page, and what they do.
#[component]
pub fn PeopleHere(
    /// Whose page.
    item: ItemId,
) -> impl IntoView {
    let people = people_at(item);
    let nobody = {
        let people = people.clone();
        move || people.with(Vec::is_empty)
    };
    view! {
        <div class="people" hidden=nobody>
            {move || people.with(|people| (!people.is_empty()).then(|| faces(people)))}
        </div>
    }
}

fn faces(people: &[Present]) -> impl IntoView + use<> {
    let faces: Vec<AnyView> = people.iter().take(FACES_MAX).map(face).collect();
    let more = people.len().checked_sub(FACES_MAX).filter(|more| *more > 0);
    let names: Vec<&str> = people.iter().map(|person| first_name(&person.who.name)).collect();
    let text =
        filling_in(people).unwrap_or_else(|| texts::VIEWING.of(names.len()).with(language(), &[&listed(&names)]));
    view! {
        <span class="avatars" aria-hidden="true">
            {faces}
            {more.map(|more| view! { <span class="avatar avatar--sm">{format!("+{more}")}</span> })}
        </span>
        <span class="people__text">{text}</span>
    }
}

/// Initials, in the hue of the department whose progress is being filled in.
fn face(person: &Present) -> AnyView {
    let department = match person.state {
        Activity::Editing(Part::Track(department)) => Some(department.wire()),
        _ => None,
    };
    let name = person.who.name.clone();
    view! { <span class="avatar avatar--sm" data-department=department title=name.clone()>{initials(&name)}</span> }
        .into_any()
}

#[cfg(test)]
mod tests {
    use model::{ActorRef, ids::UserId};
    use uuid::Uuid;

    use super::*;
    #[cfg(feature = "ssr")]
    use crate::purchase_order::texts::in_english;

    const PROD: Activity = Activity::Editing(Part::Track(Department::Production));
    const ISSUE: Activity = Activity::Editing(Part::Issue);

    /// Who does what.
    type People<'a> = &'a [(&'a str, Activity)];

    fn people(states: People<'_>) -> Vec<Present> {
        let person = |(number, (name, state)): (usize, &(&str, Activity))| Present {
            at: Channel::Doc(DocType::Item, Uuid::from_u128(1)),
            who: ActorRef { id: UserId(Uuid::from_u128(number as u128)), name: (*name).to_owned() },
            state: *state,
        };
        states.iter().enumerate().map(person).collect()
    }

    #[test]
    fn says_who_fills_in_what() {
        let viewing = Activity::Viewing;
        let table: &[(People<'_>, Option<&str>)] = &[
            (&[], None),
            (&[("Siti Aminah", viewing)], None),
            (&[("Siti Aminah", PROD)], Some("Siti sedang mengisi Prod")),
            (&[("Siti Aminah", ISSUE), ("Budi Santoso", viewing)], Some("Siti sedang mengisi issue")),
            (&[("Siti Aminah", PROD), ("Dewi", PROD)], Some("Siti, Dewi sedang mengisi Prod")),
            (&[("Siti Aminah", PROD), ("Dewi", ISSUE)], Some("Siti, Dewi sedang mengisi")),
            (
                &[("Siti", PROD), ("Dewi", PROD), ("Budi", PROD), ("Joko", PROD)],
                Some("Siti, Dewi +2 sedang mengisi Prod"),
            ),
        ];
        for (states, text) in table {
            assert_eq!(filling_in(&people(states)).as_deref(), *text);
        }
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn says_in_english_who_fills_in_what() {
        let table: &[(People<'_>, &str)] = &[
            (&[("Siti Aminah", PROD)], "Siti is editing Prod"),
            (&[("Siti Aminah", ISSUE)], "Siti is editing an issue"),
            (&[("Siti Aminah", PROD), ("Dewi", PROD)], "Siti, Dewi are editing Prod"),
            (&[("Siti Aminah", PROD), ("Dewi", ISSUE)], "Siti, Dewi are editing"),
        ];
        for (states, text) in table {
            assert_eq!(in_english(|| filling_in(&people(states))).as_deref(), Some(*text));
        }
    }

    #[test]
    fn a_step_names_only_who_is_at_it() {
        let here = people(&[("Siti Aminah", PROD), ("Dewi", ISSUE)]);
        assert_eq!(filling_in_track(&here, Department::Production).as_deref(), Some("Siti sedang mengisi"));
        assert_eq!(filling_in_track(&here, Department::Qc), None);
    }
}
