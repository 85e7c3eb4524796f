//! The inputs that refusals point at.

use serde::{Deserialize, Serialize};

use crate::language::{Text, label};

/// The input a refusal points at, so that the page shows it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// Purchase order number.
    PoNumber,
    /// Client name.
    Client,
    /// Order date.
    OrderDate,
    /// Delivery deadline.
    DeliveryDeadline,
    /// The list of items as a whole.
    Items,
    /// Item name.
    ItemName,
    /// Item specification.
    Specification,
    /// Any quantity.
    Quantity,
    /// Unit of a quantity.
    QuantityUnit,
    /// Urgent flag.
    IsUrgent,
    /// Vendor flag.
    IsVendorJob,
    /// Track progress.
    Progress,
    /// Note of a track or delivery.
    Note,
    /// Issue title.
    Title,
    /// Issue description.
    Description,
    /// User name at login.
    Username,
    /// Password.
    Password,
    /// The PIN of a shared tablet.
    Pin,
    /// A person's display name.
    PersonName,
    /// An operator's departments.
    Departments,
    /// Name of a shared device.
    DeviceName,
    /// Name of the factory.
    FactoryName,
    /// The factory's part of its addresses.
    Slug,
    /// What order numbers begin with.
    NumberPrefix,
}

impl Field {
    /// Its name on screen.
    #[must_use]
    pub fn label(self) -> Text {
        match self {
            Field::PoNumber => label!("Nomor PO", "PO number"),
            Field::Client => label!("Klien", "Customer"),
            Field::OrderDate => label!("Tanggal PO", "PO date"),
            Field::DeliveryDeadline => label!("Tenggat kirim", "Delivery deadline"),
            Field::Items => label!("Item", "Items"),
            Field::ItemName => label!("Nama item", "Item name"),
            Field::Specification => label!("Spesifikasi", "Specification"),
            Field::Quantity => label!("Jumlah", "Quantity"),
            Field::QuantityUnit => label!("Satuan", "Unit"),
            Field::IsUrgent => label!("Urgent"),
            Field::IsVendorJob => label!("Vendor"),
            Field::Progress => label!("Kemajuan", "Progress"),
            Field::Note => label!("Catatan", "Note"),
            Field::Title => label!("Judul", "Title"),
            Field::Description => label!("Keterangan", "Description"),
            Field::Username => label!("Nama pengguna", "User name"),
            Field::Password => label!("Kata sandi", "Password"),
            Field::Pin => label!("PIN"),
            Field::PersonName => label!("Nama", "Name"),
            Field::Departments => label!("Bagian", "Departments"),
            Field::DeviceName => label!("Nama perangkat", "Device name"),
            Field::FactoryName => label!("Nama pabrik", "Factory name"),
            Field::Slug => label!("Alamat pabrik", "Factory address"),
            Field::NumberPrefix => label!("Awalan nomor PO", "PO number prefix"),
        }
    }
}
