//! What an event of administration says in a history. Pure.

use model::{
    Change, Departments, Role,
    account::{FactoryChanged, Member, MemberChanged, MemberDeed, zone},
};

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

fn say(icon: &'static str, before: &str, about: &str, after: String) -> Told {
    Told { icon, tone: None, before: format!(" {before} "), about: about.to_owned(), after }
}

/// An event of people, devices, customers or the factory in words; of another one only its name.
#[must_use]
pub fn told(change: &Change) -> Told {
    match change {
        Change::ClientCreated(change) => say("i-po", "menambah klien", &change.client.name, String::new()),
        Change::ClientUpdated(change) => {
            let old = change.old_name.as_deref().unwrap_or_default();
            say("i-po", "mengubah nama klien", old, format!(" → {}", change.client.name))
        }
        Change::MemberInvited(change) => {
            let invitation = &change.invitation;
            say(
                "i-user",
                "mengundang",
                &invitation.name,
                format!(" · {}", role_name(invitation.role, invitation.departments)),
            )
        }
        Change::MemberInvitationClosed(change) => {
            let verb = match change.invitation.state {
                model::account::InvitationState::Used => "memakai undangan",
                _ => "menarik undangan",
            };
            say("i-user", verb, &change.invitation.name, String::new())
        }
        Change::MemberCreated(change) => {
            let member = &change.member;
            say("i-user", "bergabung sebagai", &role_name(member.role, member.departments), String::new())
        }
        Change::MemberUpdated(change) => member_updated(change),
        Change::DeviceCreated(change) => say("i-tablet", "mendaftarkan perangkat", &change.device.name, String::new()),
        Change::DeviceUpdated(change) => match &change.old_name {
            Some(old) => say("i-tablet", "mengubah nama perangkat", old, format!(" → {}", change.device.name)),
            None => {
                Told { tone: Some("warn"), ..say("i-tablet", "mencabut perangkat", &change.device.name, String::new()) }
            }
        },
        Change::FactoryUpdated(change) => say("i-settings", "mengubah", "pengaturan pabrik", factory_facts(change)),
        other => say("i-docs", "mencatat", other.name(), String::new()),
    }
}

fn member_updated(change: &MemberChanged) -> Told {
    let name = change.member.name.as_str();
    let (verb, tone) = match change.deed {
        MemberDeed::Edited => {
            let facts = change.before.as_ref().map(|before| member_facts(before, &change.member)).unwrap_or_default();
            return say("i-user", "mengubah", name, facts);
        }
        MemberDeed::Joined => ("menerima", None),
        MemberDeed::Disabled => ("menutup akses", Some("danger")),
        MemberDeed::Enabled => ("membuka lagi akses", Some("ok")),
        MemberDeed::PinSet => ("memasang PIN", None),
        MemberDeed::PinRemoved => ("menghapus PIN", None),
        MemberDeed::PasswordReset => ("membuat tautan kata sandi baru untuk", Some("warn")),
        MemberDeed::PasswordChanged => ("mengganti kata sandi", None),
        MemberDeed::SessionsEnded => ("mengakhiri semua sesi", Some("warn")),
    };
    Told { tone, ..say("i-key", verb, name, String::new()) }
}

fn member_facts(before: &Member, after: &Member) -> String {
    let mut facts = Vec::new();
    if before.name != after.name {
        facts.push(format!("nama: {} → {}", before.name, after.name));
    }
    let (old, new) = (role_name(before.role, before.departments), role_name(after.role, after.departments));
    if old != new {
        facts.push(format!("peran: {old} → {new}"));
    }
    listed(facts)
}

fn factory_facts(FactoryChanged { before, settings, .. }: &FactoryChanged) -> String {
    let zone_label = |name: &str| zone(name).map_or_else(|| name.to_owned(), |zone| zone.label.to_owned());
    let all = [
        ("nama", before.name.clone(), settings.name.clone()),
        ("zona waktu", zone_label(&before.time_zone), zone_label(&settings.time_zone)),
        ("awalan nomor", before.number_prefix.clone(), settings.number_prefix.clone()),
        ("kunci tablet (menit)", before.lock_minutes.to_string(), settings.lock_minutes.to_string()),
    ];
    let changed = all.into_iter().filter(|(_, old, new)| old != new);
    listed(changed.map(|(what, old, new)| format!("{what}: {old} → {new}")).collect())
}

fn listed(facts: Vec<String>) -> String {
    if facts.is_empty() { String::new() } else { format!(" · {}", facts.join(" · ")) }
}

/// `Admin`, `Manajer`, `Operator · QC, Delivery`.
#[must_use]
pub fn role_name(role: Role, departments: Departments) -> String {
    match role {
        Role::Admin => "Admin".to_owned(),
        Role::Manager => "Manajer".to_owned(),
        Role::Operator => {
            let departments: Vec<&str> = departments.iter().map(model::Department::label).collect();
            format!("Operator · {}", departments.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use model::{Department, account::MemberEdit, ids::UserId};
    use uuid::Uuid;

    use super::*;

    fn text(change: &Change) -> String {
        let Told { before, about, after, .. } = told(change);
        format!("Maya{before}{about}{after}")
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
        assert_eq!(text(&edited), "Maya mengubah Budi S · nama: Budi → Budi S · peran: Operator · QC → Manajer");
        let pin = member.set_pin(true, &admin).expect("allowed").expect("a change");
        assert_eq!(text(&pin), "Maya memasang PIN Budi");
    }
}
