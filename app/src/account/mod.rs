//! Who is signed in, how people come in and out, and what admins look after: people, devices, customers, the factory.

pub mod administration;
mod desk;
pub mod doors;
mod entrance;
mod language_choice;
mod lock;
mod own_page;
mod roster;
mod texts;
mod told;
mod viewer;

pub use doors::{ChooseLanguage, LogIn, LogOut, load_viewer};
pub use entrance::{
    DemoUsers, InvitationPage, LoginPage, PasswordAgain, PinAgain, ResetPage, SetupPage, SignInAgain, TabletPage,
};
pub use language_choice::LanguageChoice;
pub use lock::{IdleLock, LockButton};
pub use own_page::OwnPage;
pub use told::{Told, role_name, told};
pub use viewer::{FactoryName, Viewer, use_viewer};
