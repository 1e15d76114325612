//! The pieces of work, and who does them.

use std::env;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::mail::{APPENDED, MESSAGES, Mail};
use super::python;

/// How many messages are exported.
const EXPORTED: usize = 20_000;

/// A piece of work.
pub(crate) struct Row {
    pub(crate) name: String,
    /// The floor first.
    pub(crate) doers: Vec<Doer>,
    /// How many times over it makes one run: short work is measured in many.
    pub(crate) repeat: u32,
}

/// Who does it.
pub(crate) struct Doer {
    pub(crate) name: &'static str,
    pub(crate) command: Command,
    /// Where the output goes; into a pipe without.
    pub(crate) to_file: Option<PathBuf>,
    /// It is too slow to be run more than once.
    pub(crate) once: bool,
}

/// Where a row works, in clear and over TLS.
struct Place<'m> {
    mail: &'m Mail,
    program: &'m Path,
    tls: bool,
    python: Option<&'m str>,
}

/// All rows, for the program at a path.
pub(crate) fn rows(mail: &Mail, program: &Path) -> io::Result<Vec<Row>> {
    let python = python::find();
    let mut rows = Vec::new();
    for tls in [false, true] {
        let place = Place {
            mail,
            program,
            tls,
            python: python.as_deref(),
        };
        rows.extend(place.rows()?);
    }
    Ok(rows)
}

impl Place<'_> {
    fn rows(&self) -> io::Result<Vec<Row>> {
        const LISTED: &str = "FLAGS INTERNALDATE RFC822.SIZE ENVELOPE";
        let mut rows = vec![self.start()?];
        if self.tls {
            rows.push(Row {
                name: "  loading the trust store (TLS)".to_owned(),
                doers: vec![self.floor("", "trust")?],
                repeat: 10,
            });
        }
        for (items, format) in [
            ("FLAGS", "jsonl"),
            (LISTED, "jsonl"),
            (LISTED, "pretty"),
            ("BODYSTRUCTURE", "jsonl"),
        ] {
            rows.push(self.row(
                &format!(
                    "{} --{format}",
                    if items == LISTED { "ENVELOPE" } else { items }
                ),
                "Large",
                &format!("UID FETCH 1:* ({items})"),
                &format!("fetch 1:* {items} --format {format}"),
                (format == "jsonl").then(|| format!("fetch {items}")),
            )?);
        }
        rows.push(self.row(
            "search ALL",
            "Large",
            "UID SEARCH ALL",
            "search ALL",
            Some("search".to_owned()),
        )?);
        let mut body = self.row(
            "fetch 200 MB --raw > file",
            "Huge",
            "UID FETCH 1 (BODY.PEEK[])",
            "fetch 1 BODY.PEEK[] --raw",
            Some("body".to_owned()),
        )?;
        for doer in body.doers.iter_mut().skip(1) {
            doer.to_file = Some(self.mail.file("body"));
        }
        rows.push(body);
        let mbox = self.mail.file("export.mbox");
        rows.push(self.row(
            &format!("export {EXPORTED} to mbox"),
            "Large",
            &format!("UID FETCH 1:{EXPORTED} (UID INTERNALDATE RFC822.SIZE BODY.PEEK[])"),
            &format!("export 1:{EXPORTED} {} --replace", mbox.display()),
            None,
        )?);
        let directory = self.mail.file("appended").display().to_string();
        rows.push(Row {
            name: self.named(&format!("multiappend of {APPENDED}")),
            doers: vec![
                self.floor("Sent", &format!("@{directory}"))?,
                self.ours(None, &format!("multiappend Sent @{directory}")),
            ],
            repeat: 1,
        });
        Ok(rows)
    }

    /// Connecting, signing in, opening a mailbox and leaving.
    fn start(&self) -> io::Result<Row> {
        let mut row = self.row(
            "connect, login, select, logout",
            "Large",
            "",
            "",
            Some(String::new()),
        )?;
        row.repeat = 20;
        Ok(row)
    }

    fn named(&self, name: &str) -> String {
        format!("{name}{}", if self.tls { " (TLS)" } else { "" })
    }

    fn row(
        &self,
        name: &str,
        mailbox: &str,
        floor: &str,
        ours: &str,
        python: Option<String>,
    ) -> io::Result<Row> {
        let mut doers = vec![self.floor(mailbox, floor)?, self.ours(Some(mailbox), ours)];
        if let (Some(program), Some(work)) = (self.python, python) {
            let ca = self.ca();
            doers.push(Doer {
                name: "python",
                command: python::command(program, self.port(), &ca, mailbox, &work),
                to_file: None,
                once: !work.is_empty(),
            });
        }
        Ok(Row {
            name: self.named(name),
            doers,
            repeat: 1,
        })
    }

    fn floor(&self, mailbox: &str, work: &str) -> io::Result<Doer> {
        let mut command = Command::new(env::current_exe()?);
        command.args([
            "--floor",
            &self.port().to_string(),
            &self.ca(),
            mailbox,
            work,
        ]);
        Ok(Doer {
            name: "floor",
            command,
            to_file: None,
            once: false,
        })
    }

    fn ours(&self, mailbox: Option<&str>, work: &str) -> Doer {
        let mut command = Command::new(self.program);
        command
            .args([
                "-H",
                "127.0.0.1",
                "-u",
                self.mail.server.user(),
                "--password-file",
            ])
            .arg(self.mail.file("password"))
            .args(["-P", &self.port().to_string()]);
        match self.tls {
            true => command.args([OsString::from("--ca-file"), self.ca().into()]),
            false => command.arg("--insecure"),
        };
        if let Some(mailbox) = mailbox {
            command.args(["--read-only", "--folder", mailbox]);
        }
        command.args(["-c", if work.is_empty() { "quit" } else { work }]);
        Doer {
            name: "ours",
            command,
            to_file: None,
            once: false,
        }
    }

    fn port(&self) -> u16 {
        match self.tls {
            true => self.mail.server.tls_port(),
            false => self.mail.server.plain_port(),
        }
    }

    fn ca(&self) -> String {
        match self.tls {
            true => self.mail.server.ca_file().display().to_string(),
            false => String::new(),
        }
    }
}

/// The mailbox has at least as many messages as are exported.
const _: () = assert!(EXPORTED <= MESSAGES);
