//! Who works in the demo factory, and what they say.

use model::{Department, Role, purchase_order::Priority};

/// The password of every demo user. Public, so a demo is never opened to the internet with real data beside it.
pub const DEMO_PASSWORD: &str = "lacak-demo-2026";
/// The PIN of the demo's operators at a shared device.
pub const DEMO_PIN: &str = "2580";

/// A person of the demo factory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoUser {
    /// Login name.
    pub username: &'static str,
    /// Display name.
    pub name: &'static str,
    /// Role.
    pub role: Role,
    /// Departments, for operators.
    pub departments: &'static [Department],
}

const fn person(
    username: &'static str,
    name: &'static str,
    role: Role,
    departments: &'static [Department],
) -> DemoUser {
    DemoUser { username, name, role, departments }
}

/// The people of the demo factory: an admin, a manager, two operators for each department.
pub const DEMO_USERS: &[DemoUser] = &[
    person("maya", "Maya Lestari", Role::Admin, &[]),
    person("hendra", "Hendra Wijaya", Role::Manager, &[]),
    person("rina", "Rina Marlina", Role::Operator, &[Department::Drafting]),
    person("hadi", "Hadi Saputra", Role::Operator, &[Department::Drafting]),
    person("dewi", "Dewi Anggraini", Role::Operator, &[Department::Purchasing]),
    person("yusuf", "Yusuf Maulana", Role::Operator, &[Department::Purchasing]),
    person("budi", "Budi Santoso", Role::Operator, &[Department::Production]),
    person("andi", "Andi Setiawan", Role::Operator, &[Department::Production]),
    person("sari", "Sari Puspita", Role::Operator, &[Department::Qc]),
    person("lina", "Lina Hartati", Role::Operator, &[Department::Qc]),
    person("joko", "Joko Prasetyo", Role::Operator, &[Department::Delivery]),
    person("agus", "Agus Ramadhan", Role::Operator, &[Department::Delivery]),
];

/// The admin of the second, tiny factory: nothing of the first may ever reach this person.
pub const DEMO_NEIGHBOUR: DemoUser = person("sinta", "Sinta Rahayu", Role::Admin, &[]);

/// The place in [`DEMO_USERS`] of one of the two operators of `department`.
pub(super) fn operator(department: Department, which: usize) -> usize {
    2 + department.index() * 2 + which % 2
}

/// What a department notes while it works.
pub(super) fn notes(department: Department) -> &'static [&'static str] {
    match department {
        Department::Drafting => &[
            "Gambar rev. 1 dikirim ke klien",
            "Menunggu ukuran dari lapangan",
            "Gambar sudah disetujui klien",
            "Toleransi dikonfirmasi lewat telepon",
        ],
        Department::Purchasing => &[
            "Material sudah dipesan, datang hari Kamis",
            "Material FC250 siap di gudang",
            "Menunggu penawaran dari dua pemasok",
            "Baut dan gasket sudah lengkap",
        ],
        Department::Production => &[
            "Sedang di mesin bubut 2",
            "Lanjut shift malam",
            "Pengelasan selesai, tinggal finishing",
            "Menunggu giliran mesin milling",
            "Cetakan pasir sudah siap",
        ],
        Department::Qc => &[
            "Ukuran masuk toleransi",
            "Dua buah diperbaiki, sisanya lolos",
            "Uji kekerasan lolos",
            "Menunggu laporan uji bahan",
        ],
        Department::Delivery => &[
            "Sudah dikemas di palet",
            "Menunggu truk ekspedisi",
            "Surat jalan sudah dibuat",
            "Kirim bersama PO lain ke klien yang sama",
        ],
    }
}

/// Notes on deliveries.
pub(super) const DELIVERY_NOTES: &[&str] = &[
    "Diterima Pak Rudi, gudang depan",
    "Truk B 9431 KXR",
    "Pengiriman sebagian, sisanya menyusul",
    "Dikirim lewat ekspedisi",
];

/// Problems as the shop floor reports them: title, description, priority, and whose department sees it first.
pub(super) const ISSUES: &[(&str, &str, Priority, Department)] = &[
    (
        "Material kurang dari pesanan",
        "Datang 8 batang dari 12; pemasok janji sisanya lusa.",
        Priority::High,
        Department::Purchasing,
    ),
    ("Diameter lubang di luar toleransi", "Terukur 35,08 mm, gambar minta 35H7.", Priority::High, Department::Qc),
    ("Mesin bubut 2 berhenti", "Spindle berbunyi, menunggu teknisi.", Priority::Critical, Department::Production),
    ("Gambar revisi belum disetujui", "Klien minta ganti posisi pasak.", Priority::Medium, Department::Drafting),
    ("Cacat cor: keropos di flange", "Tiga buah harus dicor ulang.", Priority::High, Department::Qc),
    ("Pemasok mundur seminggu", "Baja S45C baru ada minggu depan.", Priority::High, Department::Purchasing),
    ("Pisau insert habis", "Sisa dua buah, tidak cukup sampai besok.", Priority::Medium, Department::Production),
    ("Label kemasan salah", "Nomor PO di label tertukar.", Priority::Low, Department::Delivery),
    ("Truk ekspedisi batal datang", "Dijadwalkan ulang besok pagi.", Priority::Medium, Department::Delivery),
    (
        "Ukuran pada gambar bertentangan",
        "Potongan A-A dan tampak atas berbeda 2 mm.",
        Priority::High,
        Department::Drafting,
    ),
    ("Permukaan tergores saat dipindah", "Perlu poles ulang satu sisi.", Priority::Low, Department::Qc),
    ("Kekerasan di bawah syarat", "Terukur 42 HRC, diminta 48–52.", Priority::Critical, Department::Qc),
    ("Baut M16 belum datang", "Dipesan 12 hari lalu.", Priority::Medium, Department::Purchasing),
];
