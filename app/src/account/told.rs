//! What an event of administration says in a history. Pure.

use model::{
    Change, Departments, Role,
    account::{FactoryChanged, Member, MemberChanged, MemberDeed, zone},
};

use super::texts::told as texts;
use crate::language::{Language, Text};

/// One event in words, after the name of who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Symbol of the sprite.
    pub icon: &'static str,
    /// Its tone, as `data-tone`.
    pub tone: Option<&'static str>,
    /// What was done.
    pub before: String,
    /// To whom or what.
    pub about: String,
    /// From what to what.
    pub after: String,
}

/// `sentence` about `about`; `more` is what follows it in any language.
fn say(language: Language, icon: &'static str, sentence: Text, about: &str, more: &str) -> Told {
    let (before, after) = texts::around(sentence, language);
    Told { icon, tone: None, before: format!(" {before}"), about: about.to_owned(), after: format!("{after}{more}") }
}

/// An event of people, devices, customers or the factory in words; of another one only its name.
#[must_use]
pub fn told(change: &Change, language: Language) -> Told {
    let say = |icon, sentence, about: &str, more: &str| say(language, icon, sentence, about, more);
    match change {
        Change::ClientCreated(change) => say("i-po", texts::CLIENT_ADDED, &change.client.name, ""),
        Change::ClientUpdated(change) => {
            let old = change.old_name.as_deref().unwrap_or_default();
            say("i-po", texts::CLIENT_RENAMED, old, &format!(" → {}", change.client.name))
        }
        Change::MemberInvited(change) => {
            let invitation = &change.invitation;
            let role = role_name(invitation.role, invitation.departments, language);
            say("i-user", texts::INVITED, &invitation.name, &format!(" · {role}"))
        }
        Change::MemberInvitationClosed(change) => {
            let sentence = match change.invitation.state {
                model::account::InvitationState::Used => texts::INVITATION_USED,
                _ => texts::INVITATION_WITHDRAWN,
            };
            say("i-user", sentence, &change.invitation.name, "")
        }
        Change::MemberCreated(change) => {
            let member = &change.member;
            say("i-user", texts::CAME, &role_name(member.role, member.departments, language), "")
        }
        Change::MemberUpdated(change) => member_updated(change, language),
        Change::DeviceCreated(change) => say("i-tablet", texts::DEVICE_ENROLLED, &change.device.name, ""),
        Change::DeviceUpdated(change) => match &change.old_name {
            Some(old) => say("i-tablet", texts::DEVICE_RENAMED, old, &format!(" → {}", change.device.name)),
            None => Told { tone: Some("warn"), ..say("i-tablet", texts::DEVICE_ENDED, &change.device.name, "") },
        },
        Change::FactoryUpdated(change) => {
            let settings = texts::FACTORY_SETTINGS.get(language);
            say("i-settings", texts::EDITED, settings, &factory_facts(change, language))
        }
        other => say("i-docs", texts::RECORDED, other.name(), ""),
    }
}

fn member_updated(change: &MemberChanged, language: Language) -> Told {
    let name = change.member.name.as_str();
    let (sentence, tone) = match change.deed {
        MemberDeed::Edited => {
            let facts = change.before.as_ref().map(|before| member_facts(before, &change.member, language));
            return say(language, "i-user", texts::EDITED, name, &facts.unwrap_or_default());
        }
        MemberDeed::Joined => (texts::JOINED, None),
        MemberDeed::Disabled => (texts::DISABLED, Some("danger")),
        MemberDeed::Enabled => (texts::ENABLED, Some("ok")),
        MemberDeed::PinSet => (texts::PIN_SET, None),
        MemberDeed::PinRemoved => (texts::PIN_REMOVED, None),
        MemberDeed::PasswordReset => (texts::PASSWORD_RESET, Some("warn")),
        MemberDeed::PasswordChanged => (texts::PASSWORD_CHANGED, None),
        MemberDeed::SessionsEnded => (texts::SESSIONS_ENDED, Some("warn")),
    };
    Told { tone, ..say(language, "i-key", sentence, name, "") }
}

fn member_facts(before: &Member, after: &Member, language: Language) -> String {
    let role = |member: &Member| role_name(member.role, member.departments, language);
    let all = [(texts::NAME, before.name.clone(), after.name.clone()), (texts::ROLE, role(before), role(after))];
    changed(all, language)
}

fn factory_facts(FactoryChanged { before, settings, .. }: &FactoryChanged, language: Language) -> String {
    let zone_label =
        |name: &str| zone(name).map_or_else(|| name.to_owned(), |zone| zone.label.get(language).to_owned());
    let all = [
        (texts::NAME, before.name.clone(), settings.name.clone()),
        (texts::TIME_ZONE, zone_label(&before.time_zone), zone_label(&settings.time_zone)),
        (texts::NUMBER_PREFIX, before.number_prefix.clone(), settings.number_prefix.clone()),
        (texts::LOCK_MINUTES, before.lock_minutes.to_string(), settings.lock_minutes.to_string()),
    ];
    changed(all, language)
}

/// Those of `facts` whose old and new value differ.
fn changed<const N: usize>(facts: [(Text, String, String); N], language: Language) -> String {
    let differing = facts.iter().filter(|(_, old, new)| old != new);
    differing.map(|(fact, old, new)| format!(" · {}", fact.with(language, &[old, new]))).collect()
}

/// `Admin`, `Manajer`, `Operator · QC, Delivery`.
#[must_use]
pub fn role_name(role: Role, departments: Departments, language: Language) -> String {
    match role {
        Role::Admin => texts::ADMIN.get(language).to_owned(),
        Role::Manager => texts::MANAGER.get(language).to_owned(),
        Role::Operator => {
            let departments: Vec<&str> = departments.iter().map(model::Department::label).collect();
            format!("{} · {}", texts::OPERATOR.get(language), departments.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Department, account::MemberEdit, ids::UserId};
    use uuid::Uuid;

    use super::*;

    /// In both languages.
    fn both(change: &Change) -> [String; 2] {
        Language::ALL.map(|language| {
            let Told { before, about, after, .. } = told(change, language);
            format!("Maya{before}{about}{after}")
        })
    }

    #[test]
    fn says_from_what_to_what() {
        let member = Member {
            id: UserId(Uuid::from_u128(7)),
            version: 1,
            name: "Budi".into(),
            username: "budi".into(),
            role: Role::Operator,
            departments: [Department::Qc].into_iter().collect(),
            has_pin: false,
            is_disabled: false,
        };
        let admin = model::Actor {
            id: UserId(Uuid::from_u128(1)),
            name: "Maya".into(),
            factory_id: model::ids::FactoryId(Uuid::nil()),
            role: Role::Admin,
            departments: Departments::NONE,
        };
        let edit = MemberEdit { name: "Budi S".into(), role: Role::Manager, departments: Departments::NONE };
        let edited = member.edit(&edit, 1, &admin, false).expect("allowed").expect("a change");
        assert_eq!(
            both(&edited),
            [
                "Maya mengubah Budi S · nama: Budi → Budi S · peran: Operator · QC → Manajer",
                "Maya edited Budi S · name: Budi → Budi S · role: Operator · QC → Manager",
            ]
        );
        let pin = member.set_pin(true, &admin).expect("allowed").expect("a change");
        assert_eq!(both(&pin), ["Maya memasang PIN Budi", "Maya set the PIN of Budi"]);
    }
}
