//! Doors of people, devices, customers and the factory: who, what, one call. No rule and no SQL lives here.
//!
//! `entrance` is how people come in and out, `own` what they do about themselves, `administration` what admins do.

mod administration;
mod entrance;
mod own;

pub use administration::{
    create_client, edit_factory, edit_member, end_device, end_member_sessions, enrol_device, invite_member,
    load_clients, load_devices, load_factory_settings, load_people, make_invitation_link, make_password_link,
    rename_client, rename_device, set_member_disabled, set_member_pin, withdraw_invitation,
};
pub use entrance::{
    ChooseLanguage, ChoosePassword, Join, LinkKind, LogIn, LogInByPin, LogOut, SetUp, choose_language, choose_password,
    join, load_link, load_tablet, load_viewer, log_in, log_in_again, log_in_by_pin, log_in_by_pin_again, log_out,
    set_up, stay,
};
pub use own::{change_password, end_session, load_account, lock, set_own_pin};
