//! A typed command, before it is sent and while its answer is awaited.

use crate::client::exchange::Exchange;
use crate::client::session::Pending;
use crate::error::{Error, Result};
use crate::types::RawPart;
use crate::wire::encode::Command;

/// Commands that change what those behind them mean: all before them are answered first, then they are.
const ALONE: &[&str] = &[
    "LOGIN",
    "LOGOUT",
    "UNAUTHENTICATE",
    "ENABLE",
    "SELECT",
    "EXAMINE",
    "CLOSE",
    "UNSELECT",
];

/// A command to be sent.
pub(super) struct Typed {
    pub(super) command: Command,
    pub(super) parts: Vec<RawPart>,
    pub(super) len: usize,
    pub(super) alone: bool,
}

pub(super) struct OnTheWay {
    pub(super) pending: Pending,
    pub(super) number: u64,
    pub(super) len: usize,
    pub(super) alone: bool,
}

/// Takes a command that is to be sent among others.
pub(super) fn typed(exchange: &mut Exchange, parts: Vec<RawPart>) -> Result<Typed> {
    let command = exchange.typed(&parts)?;
    if command.name() == "AUTHENTICATE" {
        let text = "AUTHENTICATE is a conversation and cannot be sent among other commands";
        return Err(Error::Refused(text.to_owned()));
    }
    let mut len = 0;
    for part in &parts {
        len += match part {
            RawPart::Text(text) => text.len(),
            RawPart::Literal { bytes, .. } => bytes.len(),
            RawPart::Stream(_) => {
                let text = "a literal among several commands has its bytes with it";
                return Err(Error::Argument(text.to_owned()));
            }
        };
    }
    let alone = ALONE.contains(&command.name()) || !exchange.goes_unasked(&command);
    Ok(Typed {
        command,
        parts,
        len,
        alone,
    })
}
