//! Who is signed in, and the way in and out.

mod login_page;
mod server_fns;
mod viewer;

pub use login_page::{DemoUsers, LoginPage, SignInAgain};
pub use server_fns::{LogIn, LogOut, load_viewer, log_in, log_in_again, log_out};
pub use viewer::{Viewer, use_viewer};
