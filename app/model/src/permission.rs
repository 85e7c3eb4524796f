//! Who may do what (product §1), as one table: the ledger's rules ask it, the pages show by it, and the tests go through
//! every row of it.

use crate::actor::{Actor, Department, Role};

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See what happens in the factory: every page, every list, the live line.
    SeeFactory,
    /// Move the progress of this department's tracks.
    AdvanceTrack(Department),
    /// Record that something left the factory.
    RecordDelivery,
    /// Report a problem.
    ReportIssue,
    /// Say that a problem is solved.
    ResolveIssue,
    /// Add a photo to a problem.
    AddPhoto,
    /// Create, edit, import, cancel, archive orders and call them urgent.
    ManageOrders,
    /// Name the customers.
    ManageClients,
    /// Look after people, shared devices and the factory's settings, and see what was done to them.
    Administer,
}

/// Whether a role has a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grant {
    Yes,
    No,
    /// For whom it is the own department.
    Own(Department),
}

impl Permission {
    /// The table: a row for each permission; what it grants to admin, manager and operator.
    fn row(self) -> [Grant; 3] {
        use Grant::{No, Own, Yes};
        match self {
            //                                            admin manager operator
            Permission::SeeFactory => [Yes, Yes, Yes],
            Permission::AdvanceTrack(department) => [Yes, No, Own(department)],
            Permission::RecordDelivery => [Yes, No, Own(Department::Delivery)],
            Permission::ReportIssue => [Yes, Yes, Yes],
            Permission::ResolveIssue => [Yes, Yes, Yes],
            Permission::AddPhoto => [Yes, Yes, Yes],
            Permission::ManageOrders => [Yes, No, No],
            Permission::ManageClients => [Yes, No, No],
            Permission::Administer => [Yes, No, No],
        }
    }
}

impl Actor {
    /// Whether this person may do that in the factory he acts in.
    #[must_use]
    pub fn may(&self, permission: Permission) -> bool {
        let [admin, manager, operator] = permission.row();
        let grant = match self.role {
            Role::Admin => admin,
            Role::Manager => manager,
            Role::Operator => operator,
        };
        match grant {
            Grant::Yes => true,
            Grant::No => false,
            Grant::Own(department) => self.departments.contains(department),
        }
    }
}

/// What a door needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: it is how people come in and out.
    Nothing,
    /// A session that belongs to the factory named, and this permission in it.
    Permission(Permission),
    /// A session of the factory, and the permission to advance the track that is named.
    NamedTrack,
}

/// Every door under `/api/`, and what it needs. A door that is not here fails the tests, so that none is opened without
/// a thought of who may enter.
pub const DOORS: &[(&str, Need)] = &[
    ("login", Need::Nothing),
    ("login_again", Need::Nothing),
    ("logout", Need::Nothing),
    ("lock", Need::Nothing),
    ("choose_language", Need::Nothing),
    // Open to who has the cookie of a shared device, or the token of a link.
    ("load_tablet", Need::Nothing),
    ("log_in_by_pin", Need::Nothing),
    ("log_in_by_pin_again", Need::Nothing),
    ("load_link", Need::Nothing),
    ("join", Need::Nothing),
    ("choose_password", Need::Nothing),
    ("set_up", Need::Nothing),
    // Answers in demo mode only.
    ("load_demo_users", Need::Nothing),
    ("load_viewer", Need::Permission(Permission::SeeFactory)),
    ("stay", Need::Permission(Permission::SeeFactory)),
    // About whoever asks, and nobody else.
    ("load_account", Need::Permission(Permission::SeeFactory)),
    ("end_session", Need::Permission(Permission::SeeFactory)),
    ("change_password", Need::Permission(Permission::SeeFactory)),
    ("set_own_pin", Need::Permission(Permission::SeeFactory)),
    ("load_tasks", Need::Permission(Permission::SeeFactory)),
    ("load_item", Need::Permission(Permission::SeeFactory)),
    ("load_item_history", Need::Permission(Permission::SeeFactory)),
    ("load_purchase_orders", Need::Permission(Permission::SeeFactory)),
    ("load_purchase_order", Need::Permission(Permission::SeeFactory)),
    ("load_purchase_order_form", Need::Permission(Permission::SeeFactory)),
    ("load_labels", Need::Permission(Permission::SeeFactory)),
    ("load_overview", Need::Permission(Permission::SeeFactory)),
    ("load_activity", Need::Permission(Permission::SeeFactory)),
    ("load_handover", Need::Permission(Permission::SeeFactory)),
    ("mark_activity_read", Need::Permission(Permission::SeeFactory)),
    ("advance_track", Need::NamedTrack),
    ("save_own_track", Need::NamedTrack),
    ("record_delivery", Need::Permission(Permission::RecordDelivery)),
    ("save_delivery", Need::Permission(Permission::RecordDelivery)),
    ("report_issue", Need::Permission(Permission::ReportIssue)),
    ("save_issue", Need::Permission(Permission::ReportIssue)),
    ("resolve_issue", Need::Permission(Permission::ResolveIssue)),
    ("save_solved_issue", Need::Permission(Permission::ResolveIssue)),
    // Not a server function, because it takes a file: `server/src/photo`.
    ("add_issue_photo", Need::Permission(Permission::AddPhoto)),
    ("create_purchase_order", Need::Permission(Permission::ManageOrders)),
    ("edit_purchase_order", Need::Permission(Permission::ManageOrders)),
    ("edit_item", Need::Permission(Permission::ManageOrders)),
    ("set_purchase_order_status", Need::Permission(Permission::ManageOrders)),
    ("set_purchase_order_urgent", Need::Permission(Permission::ManageOrders)),
    ("preview_import", Need::Permission(Permission::ManageOrders)),
    ("import_purchase_orders", Need::Permission(Permission::ManageOrders)),
    ("load_clients", Need::Permission(Permission::ManageClients)),
    ("create_client", Need::Permission(Permission::ManageClients)),
    ("rename_client", Need::Permission(Permission::ManageClients)),
    ("load_people", Need::Permission(Permission::Administer)),
    ("invite_member", Need::Permission(Permission::Administer)),
    ("withdraw_invitation", Need::Permission(Permission::Administer)),
    ("make_invitation_link", Need::Permission(Permission::Administer)),
    ("make_password_link", Need::Permission(Permission::Administer)),
    ("edit_member", Need::Permission(Permission::Administer)),
    ("set_member_disabled", Need::Permission(Permission::Administer)),
    ("end_member_sessions", Need::Permission(Permission::Administer)),
    ("set_member_pin", Need::Permission(Permission::Administer)),
    ("load_devices", Need::Permission(Permission::Administer)),
    ("enrol_device", Need::Permission(Permission::Administer)),
    ("rename_device", Need::Permission(Permission::Administer)),
    ("end_device", Need::Permission(Permission::Administer)),
    ("load_factory_settings", Need::Permission(Permission::Administer)),
    ("edit_factory", Need::Permission(Permission::Administer)),
];

/// The doors that a page signs somebody in by, whoever the session belongs to meanwhile. All others are closed to a page
/// that was drawn for somebody else than the session's person.
pub const ENTRANCES: &[&str] = &["login_again", "log_in_by_pin_again", "load_tablet"];

/// The doors that take plain forms, because they must open before scripts run; all others take JSON and nothing else.
pub const FORMS: &[&str] = &[
    "login",
    "logout",
    "log_in_by_pin",
    "join",
    "choose_password",
    "set_up",
    "choose_language",
    "save_own_track",
    "save_issue",
    "save_solved_issue",
    "save_delivery",
];

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        actor::Departments,
        ids::{FactoryId, UserId},
    };

    fn actor(role: Role, departments: &[Department]) -> Actor {
        Actor {
            id: UserId(Uuid::nil()),
            name: "Siapa".into(),
            factory_id: FactoryId(Uuid::nil()),
            role,
            departments: departments.iter().copied().collect(),
        }
    }

    #[test]
    fn the_table_is_the_product_s() {
        let people = [
            actor(Role::Admin, &[]),
            actor(Role::Manager, &[]),
            actor(Role::Operator, &[Department::Qc]),
            actor(Role::Operator, &[Department::Delivery]),
            actor(Role::Operator, &[]),
        ];
        let table = [
            (Permission::SeeFactory, [true, true, true, true, true]),
            (Permission::AdvanceTrack(Department::Qc), [true, false, true, false, false]),
            (Permission::AdvanceTrack(Department::Delivery), [true, false, false, true, false]),
            (Permission::AdvanceTrack(Department::Production), [true, false, false, false, false]),
            (Permission::RecordDelivery, [true, false, false, true, false]),
            (Permission::ReportIssue, [true, true, true, true, true]),
            (Permission::ResolveIssue, [true, true, true, true, true]),
            (Permission::AddPhoto, [true, true, true, true, true]),
            (Permission::ManageOrders, [true, false, false, false, false]),
            (Permission::ManageClients, [true, false, false, false, false]),
            (Permission::Administer, [true, false, false, false, false]),
        ];
        for (permission, expected) in table {
            let may: Vec<bool> = people.iter().map(|person| person.may(permission)).collect();
            assert_eq!(may, expected, "{permission:?}");
        }
    }

    /// A department in a manager's or admin's membership means nothing.
    #[test]
    fn departments_are_for_operators() {
        let all: Departments = Department::ALL.into_iter().collect();
        let manager = Actor { departments: all, ..actor(Role::Manager, &[]) };
        assert!(Department::ALL.into_iter().all(|department| !manager.may(Permission::AdvanceTrack(department))));
        assert_eq!(manager.own_department(), None);
    }
}
