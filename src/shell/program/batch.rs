//! A batch: lines run one after the other, and the exit status they come to.

use crate::shell::engine::{Outcome, Shell};
use crate::shell::failure::Class;
use crate::shell::script::Script;
use crate::shell::signals;

/// Runs lines to their end, or to the first that fails.
pub(super) fn run(shell: &mut Shell, mut script: Script) -> u8 {
    let mut status = 0;
    shell.session.modes.reads_stdin = script.arrives();
    loop {
        let outcome = match script.next(&shell.session.waker) {
            Ok(Some(command)) => {
                shell.session.results.over = script.is_over();
                shell.run_command(command)
            }
            Ok(None) if shell.session.waker.is_woken() => Outcome::Failed(Class::Interrupted),
            Ok(None) => break,
            Err(failure) => {
                shell.screen.fail(&failure);
                status = failure.class.exit_status();
                break;
            }
        };
        if signals::leaving() {
            status = Class::Interrupted.exit_status();
            break;
        }
        match outcome {
            Outcome::Done => {}
            Outcome::PipeClosed => break,
            Outcome::Failed(Class::Interrupted) => {
                // Nobody waits any more, not even for a farewell.
                if let Some(client) = &mut shell.session.client {
                    client.disconnect("interrupted");
                }
                status = Class::Interrupted.exit_status();
                break;
            }
            Outcome::Failed(class) => {
                if status == 0 {
                    status = class.exit_status();
                }
                if !shell.session.modes.keep_going {
                    break;
                }
            }
        }
        if shell.session.leaving {
            break;
        }
    }
    shell.leave();
    status
}
