//! Which Dovecot is installed, which account it may use, and the configuration file made of both.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::certificates::Certificates;
use super::ports::Ports;
use super::{Options, Storage};

/// The `dovecot` program found on this machine.
pub struct Program {
    pub path: PathBuf,
    template: &'static str,
    client_certificates: &'static str,
    tokens: &'static str,
}

impl Program {
    /// Looks in the search path and where systems keep the programs of administrators.
    pub fn find() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        let path = env::split_paths(&path)
            .chain(["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"].map(PathBuf::from))
            .map(|directory| directory.join("dovecot"))
            .find(|file| file.is_file())
            .expect("Dovecot is not installed: run scripts/test, which installs dovecot-imapd");
        let version = Command::new(&path).arg("--version").output();
        let version = version.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let version = String::from_utf8_lossy(&version.stdout).into_owned();
        if version.starts_with("2.3.") {
            Program {
                path,
                template: include_str!("dovecot-2.3.conf"),
                client_certificates: "ssl_ca = <@CA@\nssl_verify_client_cert = yes\n\
                                      ssl_require_crl = no\nauth_ssl_require_client_cert = yes\n\
                                      auth_ssl_username_from_cert = yes\n\
                                      passdb {\n driver = static\n mechanisms = external\n\
                                      args = nopassword\n}",
                tokens: "passdb {\n driver = oauth2\n mechanisms = xoauth2 oauthbearer\n\
                         args = @DIRECTORY@/oauth2.conf\n}",
            }
        } else if version.starts_with("2.4.") {
            Program {
                path,
                template: include_str!("dovecot-2.4.conf"),
                client_certificates: "ssl_server_ca_file = @CA@\n\
                                      ssl_server_request_client_cert = yes\n\
                                      ssl_server_require_crl = no\n\
                                      auth_ssl_require_client_cert = yes\n\
                                      auth_ssl_username_from_cert = yes\n\
                                      passdb static {\n mechanisms_filter = external\n\
                                      fields {\n nopassword = yes\n}\n}",
                tokens: "oauth2 {\n introspection_mode = local\n username_attribute = sub\n\
                         oauth2_local_validation {\n dict fs {\n fs posix {\n\
                         prefix = @DIRECTORY@/keys/\n}\n}\n}\n}",
            }
        } else {
            panic!(
                "the tests know Dovecot 2.3 and 2.4, not {}",
                version.trim_end()
            );
        }
    }

    /// `doveadm` stands beside `dovecot`, or in the search path.
    pub fn doveadm(&self) -> PathBuf {
        let beside = self.path.with_file_name("doveadm");
        let system = Path::new("/usr/bin/doveadm");
        [beside.as_path(), system]
            .into_iter()
            .find(|file| file.is_file())
            .map_or_else(|| "doveadm".into(), Path::to_path_buf)
    }
}

/// Who owns the mail and runs the processes that read it.
pub struct Account {
    pub uid: u32,
    pub gid: u32,
    settings: String,
}

impl Account {
    /// The account that runs the tests; for root, `nobody`, because Dovecot never reads mail as root.
    pub fn choose() -> Self {
        let us = rustix::process::getuid();
        let passwd = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let entries = || passwd.lines().filter_map(Entry::parse);
        if us.is_root() {
            let nobody = entries().find(|entry| entry.name == "nobody");
            let nobody = nobody.expect("the account nobody is missing in /etc/passwd");
            return Account {
                uid: nobody.uid,
                gid: nobody.gid,
                settings: String::new(),
            };
        }
        let user = entries().find(|entry| entry.uid == us.as_raw());
        let user = user.expect("Dovecot needs an account: our user id is not in /etc/passwd");
        let groups = fs::read_to_string("/etc/group").unwrap_or_default();
        let group = groups
            .lines()
            .filter_map(|line| line.split_once(":"))
            .find(|(_, rest)| rest.split(':').nth(1) == Some(&user.gid.to_string()))
            .expect("Dovecot needs a group: our group id is not in /etc/group")
            .0;
        let name = user.name;
        Account {
            uid: user.uid,
            gid: user.gid,
            settings: format!(
                "default_internal_user = {name}\ndefault_login_user = {name}\n\
                 default_internal_group = {group}\nfirst_valid_uid = 1"
            ),
        }
    }
}

/// One line of `/etc/passwd`.
struct Entry<'a> {
    name: &'a str,
    uid: u32,
    gid: u32,
}

impl<'a> Entry<'a> {
    fn parse(line: &'a str) -> Option<Self> {
        let mut fields = line.split(':');
        let name = fields.next()?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        Some(Entry { name, uid, gid })
    }
}

/// Writes the configuration file of a server into its directory and returns its path.
pub fn write(
    directory: &Path,
    program: &Program,
    account: &Account,
    certificates: &Certificates,
    ports: &Ports,
    options: &Options,
) -> PathBuf {
    let client_certificates = if options.require_client_certificate {
        program.client_certificates
    } else {
        ""
    };
    let tokens = if options.tokens { program.tokens } else { "" };
    let mut mechanisms = "plain login cram-md5 scram-sha-1 scram-sha-256".to_owned();
    for (wanted, more) in [
        (options.tokens, " xoauth2 oauthbearer"),
        (options.require_client_certificate, " external"),
    ] {
        mechanisms.push_str(if wanted { more } else { "" });
    }
    let values = [
        // First, because they have words of their own to be filled in.
        ("@CLIENT_CERTIFICATES@", client_certificates.to_owned()),
        ("@MECHANISMS@", mechanisms),
        ("@TOKENS@", tokens.to_owned()),
        ("@CA@", certificates.ca.display().to_string()),
        ("@CERTIFICATE@", certificates.server.display().to_string()),
        ("@KEY@", certificates.server_key.display().to_string()),
        ("@DIRECTORY@", directory.display().to_string()),
        ("@ADDRESSES@", ports.addresses.to_owned()),
        ("@PLAIN_PORT@", ports.plain.to_string()),
        ("@TLS_PORT@", ports.tls.to_string()),
        (
            "@STORAGE@",
            match options.storage {
                Storage::Maildir => "maildir".to_owned(),
                Storage::Sdbox => "sdbox".to_owned(),
            },
        ),
        ("@PREFIX@", options.prefix.to_owned()),
        ("@SEPARATOR@", options.separator.to_string()),
        ("@QUOTA@", options.quota_kib.to_string()),
        ("@ACCOUNT@", account.settings.clone()),
        ("@EXTRA@", options.extra.clone()),
    ];
    let text = values
        .iter()
        .fold(program.template.to_owned(), |text, (word, value)| {
            text.replace(word, value)
        });
    let file = directory.join("dovecot.conf");
    fs::write(&file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    file
}
