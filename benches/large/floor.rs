//! The floor: a bare socket that signs in, opens a mailbox, sends one command and reads to its tagged line.

use std::fs;
use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::path::Path;

use native_tls::{Certificate, TlsConnector};

/// A stream of either kind.
trait Link: Read + Write {}
impl<T: Read + Write> Link for T {}

/// `--floor PORT CA-FILE MAILBOX COMMAND`: TLS where a file is named, no mailbox where none is. `@DIR` in place of a
/// command appends the files of a directory to the mailbox; `trust` loads the system's authorities and ends.
pub(crate) fn run(arguments: &[String]) -> io::Result<()> {
    let [port, ca, mailbox, command] = arguments else {
        return Err(io::Error::other("four arguments are needed"));
    };
    if command == "trust" {
        return TlsConnector::new().map(drop).map_err(io::Error::other);
    }
    let stream = TcpStream::connect(format!("127.0.0.1:{port}"))?;
    stream.set_nodelay(true)?;
    let mut link = Floor {
        link: secured(stream, ca)?,
        buffer: vec![0; 64 << 10],
    };
    link.greeting()?;
    link.command("a1 LOGIN alice correct-horse\r\n", "a1 ")?;
    match command.strip_prefix('@') {
        Some(directory) => {
            let append = multiappend(mailbox, Path::new(directory))?;
            link.all(&append, "a3 ")?;
        }
        None => {
            link.command(&format!("a2 EXAMINE {mailbox}\r\n"), "a2 ")?;
            if !command.is_empty() {
                link.command(&format!("a3 {command}\r\n"), "a3 ")?;
            }
        }
    }
    link.command("a4 LOGOUT\r\n", "a4 ")
}

fn secured(stream: TcpStream, ca: &str) -> io::Result<Box<dyn Link>> {
    if ca.is_empty() {
        return Ok(Box::new(stream));
    }
    let certificate = Certificate::from_pem(&fs::read(ca)?).map_err(io::Error::other)?;
    let connector = TlsConnector::builder()
        .disable_built_in_roots(true)
        .add_root_certificate(certificate)
        .build()
        .map_err(io::Error::other)?;
    let stream = connector.connect("127.0.0.1", stream);
    Ok(Box::new(stream.map_err(io::Error::other)?))
}

/// One APPEND with all files of a directory, sent without asking (LITERAL+).
fn multiappend(mailbox: &str, directory: &Path) -> io::Result<Vec<u8>> {
    let mut files: Vec<_> = fs::read_dir(directory)?
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<_>>()?;
    files.sort();
    let mut command = format!("a3 APPEND {mailbox}").into_bytes();
    for file in files {
        let message = fs::read(file)?;
        write!(command, " {{{}+}}\r\n", message.len())?;
        command.extend_from_slice(&message);
    }
    command.extend_from_slice(b"\r\n");
    Ok(command)
}

/// A stream and a place to read into.
struct Floor {
    link: Box<dyn Link>,
    buffer: Vec<u8>,
}

impl Floor {
    fn greeting(&mut self) -> io::Result<()> {
        let count = self.link.read(&mut self.buffer)?;
        match self.buffer[..count].ends_with(b"\r\n") {
            true => Ok(()),
            false => Err(io::Error::other("half a greeting")),
        }
    }

    fn command(&mut self, line: &str, tag: &str) -> io::Result<()> {
        self.all(line.as_bytes(), tag)
    }

    /// Sends bytes and reads until the last line is the tagged one.
    fn all(&mut self, bytes: &[u8], tag: &str) -> io::Result<()> {
        self.link.write_all(bytes)?;
        let mut kept = 0;
        loop {
            let count = self.link.read(&mut self.buffer[kept..])?;
            if count == 0 {
                return Err(io::Error::other("the server left"));
            }
            let came = &self.buffer[..kept + count];
            let before = came.len().saturating_sub(2);
            let line = came[..before].iter().rposition(|byte| *byte == b'\n');
            let last = line.map_or(0, |line| line + 1);
            if came.ends_with(b"\r\n") && came[last..].starts_with(tag.as_bytes()) {
                let ok = came[last + tag.len()..].starts_with(b"OK");
                return match ok {
                    true => Ok(()),
                    false => Err(io::Error::other(String::from_utf8_lossy(&came[last..]))),
                };
            }
            // What may be the beginning of the last line stays.
            let end = came.len();
            let begin = if end - last > 1024 { end - 1024 } else { last };
            self.buffer.copy_within(begin..end, 0);
            kept = end - begin;
        }
    }
}
