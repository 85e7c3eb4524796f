//! Who uses the database file: many processes side by side, or one alone that replaces it.
//!
//! The lock lies on a file beside the database, because the database itself is what a restore replaces. The system
//! takes it back when the process ends, however it ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io,
    path::{Path, PathBuf},
};

/// Held while the database is used; dropped, it is free.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// For using `database` beside others; `None` while somebody replaces it.
    pub(crate) fn share(database: &Path) -> io::Result<Option<Lock>> {
        let file = match open(database) {
            Ok(file) => file,
            // Where no file can be made, none can be replaced either.
            Err(error) if is_read_only(&error) => return Ok(Some(Lock { _file: None })),
            Err(error) => return Err(error),
        };
        locked(file.try_lock_shared(), file)
    }

    /// For replacing `database`; `None` while somebody uses it.
    pub(crate) fn alone(database: &Path) -> io::Result<Option<Lock>> {
        let file = open(database)?;
        locked(file.try_lock(), file)
    }
}

fn open(database: &Path) -> io::Result<File> {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    OpenOptions::new().create(true).truncate(false).write(true).open(PathBuf::from(name))
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

fn locked(result: Result<(), TryLockError>, file: File) -> io::Result<Option<Lock>> {
    match result {
        Ok(()) => Ok(Some(Lock { _file: Some(file) })),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}
