//! A command of the shell that speaks IMAP on its standard input and output, in place of a server on the network.

use std::io::{self, Read as _, Write as _};
use std::os::fd::AsFd as _;
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags};
use rustix::io::ioctl_fionbio;
use rustix::process::{Pid, Signal, kill_process};

use super::poll::poll_until;
use super::tcp::uninterrupted;
use super::words::reason;
use super::{Interest, Readiness, Transport, Waker};
use crate::error::{Error, Result};

/// How long a command may go on after its input has ended, before it is told to stop.
const FAREWELL: Duration = Duration::from_secs(1);

/// Between two looks whether it has ended.
const PAUSE: Duration = Duration::from_millis(10);

/// Starts a command by `sh -c`. What it writes to standard error is for the caller to read.
///
/// It stays in the foreground, so that it may ask at the terminal, but Ctrl-C, which is meant for the client, does not
/// end it.
///
/// # Errors
/// [`Error::Connect`] when no shell can be started. A command that is wrong shows in its end, and its standard error.
///
/// # Example
/// ```
/// use imapclient::client::{Client, Options, Waker, run_command};
///
/// let (transport, _stderr) = run_command("echo '* PREAUTH ready'; cat >/dev/null")?;
/// let client = Client::greet(transport, Waker::new()?, Options::default(), None)?;
/// assert_eq!(client.greeting().text, "ready");
/// # Ok::<(), imapclient::Error>(())
/// ```
pub fn run_command(command: &str) -> Result<(Box<dyn Transport>, ChildStderr)> {
    let failed = |error: &io::Error| Error::Connect {
        text: format!("no shell can be started for the command: {}", reason(error)),
        hint: None,
    };
    let mut child = Command::new("sh")
        .arg("-c")
        // What is ignored here stays so in everything the shell starts.
        .arg(format!("trap '' INT QUIT\n{command}"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
    let (Some(input), Some(output), Some(errors)) = pipes else {
        return Err(failed(&io::Error::other("a pipe is missing")));
    };
    let transport = CommandTransport {
        child: Some(child),
        input: Some(input),
        output,
    };
    transport.unblock().map_err(|error| failed(&error))?;
    Ok((Box::new(transport), errors))
}

/// The ends of a command's standard input and output. Neither blocks.
struct CommandTransport {
    child: Option<Child>,
    input: Option<ChildStdin>,
    output: ChildStdout,
}

impl CommandTransport {
    fn unblock(&self) -> io::Result<()> {
        if let Some(input) = &self.input {
            ioctl_fionbio(input, true)?;
        }
        Ok(ioctl_fionbio(&self.output, true)?)
    }

    /// The end of the command in words, where it was not the one every server has.
    fn end(&mut self) -> Option<io::Error> {
        let status = self.child.as_mut()?.try_wait().ok()??;
        (!status.success()).then(|| {
            let text = format!("the command ended ({status})");
            io::Error::new(io::ErrorKind::UnexpectedEof, text)
        })
    }
}

impl Transport for CommandTransport {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        match uninterrupted(|| self.output.read(buffer)) {
            Ok(0) if !buffer.is_empty() => self.end().map_or(Ok(0), Err),
            result => result,
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.input {
            Some(input) => uninterrupted(|| input.write(bytes)),
            None => Err(io::ErrorKind::BrokenPipe.into()),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn wait(
        &mut self,
        interest: Interest,
        deadline: Option<Instant>,
        waker: &Waker,
    ) -> io::Result<Readiness> {
        let mut polled = vec![PollFd::new(waker, PollFlags::IN)];
        if interest.reads() {
            polled.push(PollFd::from_borrowed_fd(self.output.as_fd(), PollFlags::IN));
        }
        if let Some(input) = self.input.as_ref().filter(|_| interest.writes()) {
            polled.push(PollFd::from_borrowed_fd(input.as_fd(), PollFlags::OUT));
        }
        poll_until(&mut polled, deadline)
    }

    fn without_tls(&self) -> &'static str {
        "a command is spoken to without TLS; what it carries on is its own affair"
    }
}

impl Drop for CommandTransport {
    fn drop(&mut self) {
        self.input = None;
        let Some(mut child) = self.child.take() else {
            return;
        };
        if let Ok(Some(_)) = child.try_wait() {
            return;
        }
        // Somebody has to be there when it ends, or it stays as a zombie for as long as this process runs.
        let reaper = thread::Builder::new().name("command".to_owned());
        let _ = reaper.spawn(move || reap(&mut child));
    }
}

/// Waits for a command whose input has ended; one that does not heed this is told so.
fn reap(child: &mut Child) {
    let end = Instant::now() + FAREWELL;
    while Instant::now() < end {
        if !matches!(child.try_wait(), Ok(None)) {
            return;
        }
        thread::sleep(PAUSE);
    }
    let _ = kill_process(Pid::from_child(child), Signal::TERM);
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::fs;

    use super::*;

    fn start(command: &str) -> Box<dyn Transport> {
        run_command(command).unwrap().0
    }

    /// Reads to the end.
    fn read(transport: &mut dyn Transport, waker: &Waker) -> (String, io::Result<usize>) {
        let mut text = String::new();
        let mut buffer = [0; 64];
        let deadline = Some(Instant::now() + Duration::from_secs(20));
        loop {
            match transport.read(&mut buffer) {
                Ok(count) if count > 0 => {
                    text.push_str(std::str::from_utf8(&buffer[..count]).unwrap());
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    let ready = transport.wait(Interest::Read, deadline, waker).unwrap();
                    assert_eq!(ready, Readiness::Ready);
                }
                end => return (text, end),
            }
        }
    }

    #[test]
    fn bytes_go_in_and_come_out() {
        let waker = Waker::new().unwrap();
        let mut transport = start("read line; printf '%s\\r\\n' \"got $line\"");
        assert_eq!(transport.write(b"NOOP\n").unwrap(), 5);
        let (text, end) = read(transport.as_mut(), &waker);
        assert_eq!(text, "got NOOP\r\n");
        assert!(matches!(end, Ok(0)) || end.is_err());
    }

    #[test]
    fn a_wait_ends_by_deadline_and_waker_also_for_room_to_write() {
        let waker = Waker::new().unwrap();
        let mut transport = start("exec sleep 30");
        let soon = Some(Instant::now() + Duration::from_millis(20));
        let ready = transport.wait(Interest::Read, soon, &waker).unwrap();
        assert_eq!(ready, Readiness::TimedOut);
        crate::client::transport::tcp::tests::fill(transport.as_mut(), &waker);
        waker.wake();
        let ready = transport.wait(Interest::Write, None, &waker).unwrap();
        assert_eq!(ready, Readiness::Woken);
    }

    #[test]
    fn control_c_leaves_it_alone_and_a_failure_is_told() {
        let waker = Waker::new().unwrap();
        let mut transport = start("sh -c 'kill -INT $$; echo alive; exit 3'");
        let (text, mut end) = read(transport.as_mut(), &waker);
        assert_eq!(text, "alive\n");
        let late = Instant::now() + Duration::from_secs(20);
        while end.is_ok() && Instant::now() < late {
            end = transport.read(&mut [0]);
        }
        assert_eq!(
            end.unwrap_err().to_string(),
            "the command ended (exit status: 3)"
        );
    }

    #[test]
    fn none_stays_behind_when_it_is_dropped() {
        for command in ["echo $$; cat", "echo $$; exec sleep 30"] {
            let mut transport = start(command);
            let waker = Waker::new().unwrap();
            let ready = transport.wait(Interest::Read, None, &waker).unwrap();
            assert_eq!(ready, Readiness::Ready);
            let mut buffer = [0; 64];
            let count = transport.read(&mut buffer).unwrap();
            let id = std::str::from_utf8(&buffer[..count]).unwrap().trim();
            let begun = Instant::now();
            drop(transport);
            assert!(begun.elapsed() < Duration::from_millis(500));
            let late = begun + Duration::from_secs(20);
            while fs::exists(format!("/proc/{id}/stat")).unwrap() {
                assert!(Instant::now() < late, "{command} is still there");
                thread::sleep(PAUSE);
            }
        }
    }
}
