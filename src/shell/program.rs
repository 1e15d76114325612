//! From the process's options to a session, a batch or a prompt, and to an exit status.

mod batch;

use std::env;
use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::time::Instant;

use imapclient::client::Waker;

use super::account::{self, Account, Environment, PasswordSource, TlsMode};
use super::connecting;
use super::demo;
use super::editor;
use super::engine::Shell;
use super::failure::{Class, Failure};
use super::options::{self, AccountOptions, Invocation, Request, Stage, Trace};
use super::private;
use super::question;
use super::render::{ColorChoice, Palette, Screen};
use super::script::Script;
use super::session::{Modes, Session};
use super::settings::Settings;
use super::shared::Shared;
use super::signals;
use super::trace::Tracing;

/// Runs the program and gives its exit status.
pub(crate) fn main() -> ExitCode {
    let request = match options::parse(env::args_os()) {
        Ok(request) => request,
        Err(error) => return refuse(&error.into()),
    };
    match request {
        Request::Show(text) => {
            // A reader that has seen enough (`--help | head`) is no error.
            let _ = io::stdout().write_all(&text);
            ExitCode::SUCCESS
        }
        Request::Run(options) => {
            let invocation = options.invocation();
            match account::load(&options.account, &Environment::of_process()) {
                Ok(account) => run(account, &options.account, &invocation),
                Err(error) => refuse_in(&invocation, &error.into()),
            }
        }
    }
}

/// Says why nothing was begun.
fn refuse(failure: &Failure) -> ExitCode {
    Screen::standard(ColorChoice::Auto).fail(failure);
    ExitCode::from(failure.class.exit_status())
}

/// Says why nothing was begun, in the format that was asked for.
fn refuse_in(invocation: &Invocation, failure: &Failure) -> ExitCode {
    let mut screen = Screen::standard(color(invocation));
    screen.format = invocation.format;
    screen.fail(failure);
    ExitCode::from(failure.class.exit_status())
}

/// Connects and does what the invocation says.
fn run(mut account: Account, options: &AccountOptions, invocation: &Invocation) -> ExitCode {
    let begun = check_probe(&account, invocation)
        .and_then(|()| password_first(&mut account))
        // Before the script is read, which may take as long as other programs use the demo.
        .and_then(|()| demo::start(&account, options, color(invocation)))
        .and_then(|demo| {
            let waker = Waker::new()
                .map_err(|error| Failure::system(Class::Refused, "cannot make a pipe", &error))?;
            Ok((demo, Script::of(invocation, &waker)?, waker))
        });
    let (demo, script, waker) = match begun {
        Ok(begun) => begun,
        Err(failure) => return refuse_in(invocation, &failure),
    };
    let interactive = script.is_none() && invocation.quit_after.is_none();
    if let (Some(demo), true, None) = (&demo, interactive, &options.demo_listen) {
        demo.let_mail_arrive();
    }
    let mut shell = match shell(account, invocation, waker, interactive) {
        Ok(shell) => shell,
        Err(failure) => return refuse_in(invocation, &failure),
    };
    shell.session.demo = demo;
    ExitCode::from(work(shell, invocation, script))
}

/// A probe for TLS must not call a connection in clear a success.
fn check_probe(account: &Account, invocation: &Invocation) -> Result<(), Failure> {
    if invocation.quit_after != Some(Stage::Tls) || account.tls != TlsMode::Clear {
        return Ok(());
    }
    let text = match account.stream {
        _ if account.demo => "--quit-after tls needs TLS, and --demo has none",
        Some(_) => "--quit-after tls needs TLS, and a command (stream = true) has none",
        None => "--quit-after tls needs TLS, which --insecure (ssl = false) switches off",
    };
    Err(Failure::usage("", text).hint("--starttls, or TLS from the start, or --quit-after connect"))
}

/// Connects, and runs the script or else the prompt.
fn work(mut shell: Shell, invocation: &Invocation, script: Option<Script>) -> u8 {
    let interactive = script.is_none() && invocation.quit_after.is_none();
    signals::watch(shell.session.waker.clone());
    let until = match (invocation.quit_after, invocation.no_login) {
        (Some(stage), _) => stage,
        (None, true) => Stage::Tls,
        (None, false) => Stage::Login,
    };
    let demo = shell.session.demo.clone();
    if interactive && demo.is_none() {
        shell.screen.remark("Connecting...");
    }
    let started = Instant::now();
    if let Err(failure) = connecting::open(&mut shell.session, until) {
        shell.show_warnings();
        shell.screen.fail(&failure);
        shell.leave();
        return failure.class.exit_status();
    }
    shell.show_warnings();
    match (invocation.quit_after, script) {
        (Some(stage), _) => report(&mut shell, stage, started),
        (None, Some(script)) => batch::run(&mut shell, script),
        (None, None) => {
            let (told, next) = match &demo {
                Some(demo) => demo::banner(demo),
                None => (
                    connecting::told(&shell.session),
                    "Type help, or help COMMAND.",
                ),
            };
            if told.chars().count() + 1 + next.len() < shell.screen.width {
                shell.screen.remark(&format!("{told} {next}"));
            } else {
                shell.screen.remark(&told);
                shell.screen.remark(next);
            }
            shell.show_news();
            editor::run(shell, !invocation.no_history)
        }
    }
}

/// Reads a password that stands on standard input before the script that may follow it there.
fn password_first(account: &mut Account) -> Result<(), Failure> {
    if account.password == PasswordSource::Stdin {
        let password = account.password.obtain(&|| false);
        if let Some(password) = password? {
            account.password = PasswordSource::Given(password);
        }
    }
    Ok(())
}

/// Colour where it was asked for; plain is without, unless both were.
fn color(invocation: &Invocation) -> ColorChoice {
    match (invocation.plain, invocation.color) {
        (true, ColorChoice::Auto) => ColorChoice::Never,
        (_, wanted) => wanted,
    }
}

/// A shell that is not connected yet.
fn shell(
    mut account: Account,
    invocation: &Invocation,
    waker: Waker,
    interactive: bool,
) -> Result<Shell, Failure> {
    let stdout = Shared::stdout();
    let mut screen = Screen::standard(color(invocation)).over(Box::new(stdout.clone()));
    screen.plain = invocation.plain;
    screen.measure();
    screen.format = invocation.format;
    let stderr_palette = screen.err_palette;
    let tracing = tracing(invocation, stderr_palette, &waker, &mut account.warnings)?;
    let modes = Modes {
        interactive,
        read_only: invocation.read_only,
        dry_run: invocation.dry_run,
        yes: invocation.yes,
        no_input: invocation.no_input,
        keep_going: invocation.keep_going,
        reads_stdin: false,
        bare: invocation.bare,
        no_init: invocation.no_init,
        redraws: io::stderr().is_terminal() && !invocation.plain,
        watched: io::stdout().is_terminal(),
        reconnect: interactive || invocation.reconnect,
        home: env::home_dir(),
    };
    let settings = Settings {
        format: screen.format,
        ..Settings::default()
    };
    let mut session = Session::new(account, modes, settings, waker, tracing);
    session.warnings = std::mem::take(&mut session.account.warnings);
    let interrupted = session.waker.clone();
    session.asker = Box::new(move |lines, prompt| question::ask(lines, prompt, &interrupted));
    let recording = session.recording.clone();
    let screen = screen.through(|stream| recording.beside(stream));
    Ok(Shell {
        session,
        screen,
        stdout,
        prompt_width: None,
    })
}

/// The trace that was asked for; what is to be warned of goes along with what else is.
fn tracing(
    invocation: &Invocation,
    palette: Palette,
    waker: &Waker,
    warnings: &mut Vec<String>,
) -> Result<Tracing, Failure> {
    let tracing = Tracing::new(Box::new(io::stderr()), palette);
    match &invocation.trace {
        Trace::Off => {}
        Trace::Stderr => tracing.switch(true),
        Trace::File(path) => {
            let file = private::append(path, waker, warnings).map_err(|error| {
                let tried = format_args!("cannot write the trace to {}", path.display());
                Failure::system(Class::Usage, tried, &error)
            })?;
            tracing.to_file(file);
        }
    }
    Ok(tracing)
}

/// Ends a probe: says how far it came.
fn report(shell: &mut Shell, stage: Stage, started: Instant) -> u8 {
    let word = match stage {
        Stage::Connect => "connected",
        Stage::Tls => "TLS done",
        Stage::Login => "signed in",
    };
    let place = shell.session.account.place();
    shell.screen.remark(&format!(
        "{word}: {place}, {} ms",
        started.elapsed().as_millis()
    ));
    if stage == Stage::Connect && shell.session.account.tls == TlsMode::Implicit {
        // There was no handshake: a LOGOUT would go out in clear to a server that waits for TLS.
        shell.session.client = None;
    }
    shell.leave();
    0
}
