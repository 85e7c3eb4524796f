//! Who acts: departments in their fixed order, roles, and the signed-in person in one factory.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{
    ids::{FactoryId, UserId},
    permission::Permission,
    refusal::Refusal,
};

/// The five departments an item passes, in the order the work flows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Department {
    /// Drawings.
    Drafting,
    /// Material and vendors.
    Purchasing,
    /// Machines and assembly.
    Production,
    /// Quality control.
    Qc,
    /// Packing and transport.
    Delivery,
}

impl Department {
    /// All five, in flow order.
    pub const ALL: [Department; 5] =
        [Department::Drafting, Department::Purchasing, Department::Production, Department::Qc, Department::Delivery];

    /// Position in flow order, 0..5.
    #[must_use]
    pub fn index(self) -> usize {
        self as usize
    }

    /// The name on the wire and in `data-department`.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Department::Drafting => "drafting",
            Department::Purchasing => "purchasing",
            Department::Production => "production",
            Department::Qc => "qc",
            Department::Delivery => "delivery",
        }
    }

    /// The short label of the shop floor, the same in both languages.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Department::Drafting => "Draft",
            Department::Purchasing => "Purch",
            Department::Production => "Prod",
            Department::Qc => "QC",
            Department::Delivery => "Delivery",
        }
    }
}

impl fmt::Display for Department {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.wire())
    }
}

/// A word that names no department, role, status or other closed set.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown word {0:?}")]
pub struct UnknownWord(pub String);

impl FromStr for Department {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Department::ALL
            .into_iter()
            .find(|department| department.wire() == text)
            .ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// A set of departments; on the wire a list in flow order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "Vec<Department>", from = "Vec<Department>")]
pub struct Departments(u8);

impl Departments {
    /// No department.
    pub const NONE: Departments = Departments(0);

    /// Whether `department` is in the set.
    #[must_use]
    pub fn contains(self, department: Department) -> bool {
        self.0 & (1 << department.index()) != 0
    }

    /// The members in flow order.
    pub fn iter(self) -> impl Iterator<Item = Department> {
        Department::ALL.into_iter().filter(move |department| self.contains(*department))
    }
}

impl FromIterator<Department> for Departments {
    fn from_iter<I: IntoIterator<Item = Department>>(departments: I) -> Self {
        Departments(departments.into_iter().fold(0, |bits, department| bits | 1 << department.index()))
    }
}

impl From<Vec<Department>> for Departments {
    fn from(departments: Vec<Department>) -> Self {
        departments.into_iter().collect()
    }
}

impl From<Departments> for Vec<Department> {
    fn from(departments: Departments) -> Self {
        departments.iter().collect()
    }
}

/// What a membership lets a person do (product §1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Everything; owns purchase orders, clients, users, settings.
    Admin,
    /// Approves, reports, resolves issues.
    Manager,
    /// Advances the tracks of own departments.
    Operator,
}

impl Role {
    /// The name on the wire and in the database.
    #[must_use]
    pub fn wire(self) -> &'static str {
        match self {
            Role::Admin => "admin",
            Role::Manager => "manager",
            Role::Operator => "operator",
        }
    }
}

impl FromStr for Role {
    type Err = UnknownWord;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        [Role::Admin, Role::Manager, Role::Operator]
            .into_iter()
            .find(|role| role.wire() == text)
            .ok_or_else(|| UnknownWord(text.to_owned()))
    }
}

/// A person as others see one: in events, by-lines, history.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActorRef {
    /// Who.
    pub id: UserId,
    /// The name at the time of acting.
    pub name: String,
}

/// The signed-in person in one factory. Always made from the session, never from what a client sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// Who.
    pub id: UserId,
    /// Display name.
    pub name: String,
    /// The tenant this session page acts in.
    pub factory_id: FactoryId,
    /// The membership's role.
    pub role: Role,
    /// The membership's departments; meaningful for operators.
    pub departments: Departments,
}

impl Actor {
    /// The short form for events.
    #[must_use]
    pub fn to_ref(&self) -> ActorRef {
        ActorRef { id: self.id, name: self.name.clone() }
    }

    /// Whether this person may advance `department`'s track: its operators and admins.
    #[must_use]
    pub fn may_advance(&self, department: Department) -> bool {
        self.may(Permission::AdvanceTrack(department))
    }

    /// Whether this person may record deliveries: the delivery department and admins.
    #[must_use]
    pub fn may_deliver(&self) -> bool {
        self.may(Permission::RecordDelivery)
    }

    /// Whether this person owns purchase orders: admins.
    #[must_use]
    pub fn may_manage_orders(&self) -> bool {
        self.may(Permission::ManageOrders)
    }

    /// Role and departments as one word: a page that was drawn for other ones must be drawn anew.
    #[must_use]
    pub fn rights(&self) -> String {
        let departments: Vec<&str> = self.departments.iter().map(Department::wire).collect();
        format!("{}:{}", self.role.wire(), departments.join(","))
    }

    /// # Errors
    /// [`Refusal::NotAllowed`] unless [`Actor::may`].
    pub fn require(&self, permission: Permission) -> Result<(), Refusal> {
        if self.may(permission) { Ok(()) } else { Err(Refusal::NotAllowed) }
    }

    /// # Errors
    /// [`Refusal::NotAllowed`] unless [`Actor::may_manage_orders`].
    pub fn require_manage_orders(&self) -> Result<(), Refusal> {
        self.require(Permission::ManageOrders)
    }

    /// The operator's own track on a card: the first of the own departments. Admins and managers have none.
    #[must_use]
    pub fn own_department(&self) -> Option<Department> {
        match self.role {
            Role::Operator => self.departments.iter().next(),
            Role::Admin | Role::Manager => None,
        }
    }
}
