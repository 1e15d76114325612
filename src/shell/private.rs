//! Files that mail is added to: `>> FILE`, a trace, a record. They are for their owner's eyes, new or not.

use std::fs::{File, OpenOptions, Permissions};
use std::io;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;

use imapclient::client::Waker;

use super::waiting::Waiting;

/// Opens a file to write behind what it holds, and adds a warning where others could read what was there.
///
/// # Errors
/// What the file system says.
pub(crate) fn append(
    path: &Path,
    waker: &Waker,
    warnings: &mut Vec<String>,
) -> io::Result<Waiting<File>> {
    let mut options = OpenOptions::new();
    let options = options.create(true).append(true).mode(0o600);
    let file = Waiting::create(options, path, waker)?;
    warnings.extend(closed(file.get(), path)?);
    Ok(file)
}

/// Closes a file to others, and says so or that it cannot be done.
fn closed(file: &File, path: &Path) -> io::Result<Option<String>> {
    let data = file.metadata()?;
    let mode = data.permissions().mode() & 0o7777;
    if !data.is_file() || mode & 0o044 == 0 {
        return Ok(None);
    }
    let only = mode & !0o077;
    let path = path.display();
    Ok(Some(
        match file.set_permissions(Permissions::from_mode(only)) {
            Ok(()) => format!(
                "others could read {path} (mode {mode:04o}); its owner alone can now ({only:04o})"
            ),
            Err(_) => {
                format!("others can read {path} (mode {mode:04o}), and it is not yours to close")
            }
        },
    ))
}
