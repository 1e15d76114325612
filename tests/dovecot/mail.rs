//! The server's users, and mail put into their mailboxes without IMAP, which is how tests get many
//! messages quickly.

use std::fs::{self, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::atomic::Ordering;
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::config::Account;
use super::{ALICE, BOB, Dovecot, PASSWORD, Storage};

/// How many users `Dovecot::fresh_user` can name.
const FRESH_USERS: u32 = 500;

impl Dovecot {
    /// The name of a user with empty mailboxes, for one test: each call names another one.
    pub fn fresh_user(&self) -> String {
        let number = self.fresh_users.fetch_add(1, Ordering::Relaxed);
        assert!(number < FRESH_USERS, "more fresh users than the server has");
        format!("user{number}")
    }

    /// Puts a message into one of alice's mailboxes without any IMAP, as a delivery does.
    pub fn deliver(&self, mailbox: &str, message: &[u8]) {
        self.deliver_to(ALICE, mailbox, message);
    }

    /// Puts a message into a user's mailbox, named as IMAP4rev1 spells it (modified UTF-7) without
    /// the namespace's prefix. The mailbox is made if it is not there.
    pub fn deliver_to(&self, user: &str, mailbox: &str, message: &[u8]) {
        self.deliver_all(user, mailbox, [message]);
    }

    /// Like `deliver_to` for many messages: some ten thousand a second.
    pub fn deliver_all(
        &self,
        user: &str,
        mailbox: &str,
        messages: impl IntoIterator<Item = impl AsRef<[u8]>>,
    ) {
        assert_eq!(self.options.storage, Storage::Maildir, "needs maildir");
        let number = self.users().position(|(name, _)| name == user.as_bytes());
        let home = self.home(number.expect("the server knows the user"));
        self.make_directory(&home);
        let mut directory = home.join("mail");
        self.make_directory(&directory);
        if mailbox != "INBOX" {
            for level in mailbox.split(self.options.separator) {
                directory.push(level);
                self.make_directory(&directory);
            }
        }
        for name in ["cur", "new", "tmp"] {
            self.make_directory(&directory.join(name));
        }
        for message in messages {
            self.write_message(&directory, message.as_ref());
        }
    }

    /// Writes under `tmp` and moves to `new`, so that the server never sees half a message.
    fn write_message(&self, maildir: &Path, message: &[u8]) {
        let number = self.deliveries.fetch_add(1, Ordering::Relaxed);
        let seconds = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |time| time.as_secs());
        // The number has a fixed width, because the server sorts new messages by their names.
        let name = format!("{seconds}.M{number:09}P{}.test", process::id());
        let temporary = maildir.join("tmp").join(&name);
        fs::write(&temporary, message)
            .unwrap_or_else(|error| panic!("{}: {error}", temporary.display()));
        self.give_away(&temporary);
        let name = format!("{name},S={}", message.len());
        fs::rename(&temporary, maildir.join("new").join(name))
            .unwrap_or_else(|error| panic!("{}: {error}", temporary.display()));
    }

    /// Writes the file of names and passwords. All users are there from the start, because the server
    /// looks for changes in that file only once a second.
    pub(super) fn write_users(&self) {
        let Account { uid, gid, .. } = self.account;
        let mut file = Vec::new();
        for (number, (name, password)) in self.users().enumerate() {
            let impossible = |byte: &u8| *byte == b':' || byte.is_ascii_control();
            assert!(
                !name.iter().any(impossible) && !name.starts_with(b"#"),
                "the server's file of users cannot hold this name"
            );
            let home = self.home(number);
            let password = BASE64_STANDARD.encode(&password);
            let rest = format!(
                ":{{PLAIN.b64}}{password}:{uid}:{gid}::{}::\n",
                home.display()
            );
            for byte in name {
                // The server escapes a name before it looks it up.
                if b"\"'\\".contains(&byte) {
                    file.push(b'\\');
                }
                file.push(byte);
            }
            file.extend_from_slice(rest.as_bytes());
        }
        fs::write(self.path("users"), file).expect("the file of users can be written");
    }

    /// Every user's name and password; a user's number is the place in this list.
    fn users(&self) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
        let fresh = (0..FRESH_USERS).map(|number| format!("user{number}"));
        [ALICE.to_owned(), BOB.to_owned()]
            .into_iter()
            .chain(fresh)
            .map(|name| (name.into_bytes(), PASSWORD.as_bytes().to_vec()))
            .chain(self.options.users.iter().cloned())
    }

    fn home(&self, number: usize) -> PathBuf {
        self.path("mail").join(number.to_string())
    }

    /// Makes a directory that belongs to the account that reads the mail.
    pub(super) fn make_directory(&self, directory: &Path) {
        match fs::create_dir(directory) {
            Ok(()) => {}
            // The server may have made it, or a test beside this one.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => return,
            Err(error) => panic!("{}: {error}", directory.display()),
        }
        fs::set_permissions(directory, Permissions::from_mode(0o700))
            .unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
        self.give_away(directory);
    }

    fn give_away(&self, path: &Path) {
        let Account { uid, gid, .. } = self.account;
        if rustix::process::getuid().is_root() {
            chown(path, Some(uid), Some(gid))
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        }
    }
}
