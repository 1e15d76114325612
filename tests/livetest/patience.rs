//! What takes too long: rows T.

use std::time::Duration;

use imapclient::Error;
use imapclient::client::{Client, Endpoint, Security, TlsSettings};

use crate::live::{Ending, Live, Outcome};

/// Longest wait for a connection that shall come about.
const PATIENCE: Duration = Duration::from_secs(30);

/// Hardly any server answers within this.
const NO_TIME: Duration = Duration::from_micros(10);

/// A server on the same machine may be quick, but not so often.
const TRIES: usize = 1000;

pub(crate) fn connect_timeout(live: &mut Live<'_>) -> Outcome {
    signs_in_too_late(live, "0.001")
}

/// Both waits: our program has one time-out for all of them, the library has one of its own for answers.
pub(crate) fn read_timeout(live: &mut Live<'_>) -> Outcome {
    signs_in_too_late(live, "0.00001")?;
    let mut client = connected(live)?;
    client.set_timeout(Some(NO_TIME));
    match (0..TRIES).find_map(|_| client.noop().err()) {
        Some(Error::Timeout(_)) => {}
        other => {
            let told = format!("NOOP within {NO_TIME:?}: {other:?}");
            return Err(Ending::Failed(told));
        }
    }
    client.set_timeout(Some(PATIENCE));
    match client.noop() {
        Err(Error::Closed(_)) => Ok(()),
        other => Err(Ending::Failed(format!("NOOP after it: {other:?}"))),
    }
}

fn signs_in_too_late(live: &Live<'_>, limit: &str) -> Outcome {
    match live.account().sign_in(&["--timeout", limit]) {
        Err(why) if why.starts_with("timeout") => Ok(()),
        Err(why) => Err(Ending::Failed(why)),
        Ok(()) => Err(Ending::Failed(format!("signed in within {limit} s"))),
    }
}

/// A connection to the server of the account that nobody signs in to. No secret goes over it, so its certificate is
/// not checked again.
fn connected(live: &mut Live<'_>) -> Outcome<Client> {
    let facts = live.ask("info")?;
    let told = |key: &str| facts[key].as_str().unwrap_or_default();
    let Some((host, port)) = told("server").rsplit_once(':') else {
        return Err(Ending::Skipped(
            "the account is spoken to by a command".to_owned(),
        ));
    };
    let broken = |error: &dyn std::fmt::Display| Ending::Failed(format!("{host}: {error}"));
    let port = port.parse().map_err(|error| broken(&error))?;
    let security = if told("security").starts_with("TLS, ") {
        let mut settings = TlsSettings::new(host);
        settings.verify_certificate = false;
        Security::Tls(settings.prepare().map_err(|error| broken(&error))?)
    } else {
        Security::Clear
    };
    let client = Client::connect(&Endpoint::new(host, port), &security, Some(PATIENCE));
    client.map_err(|error| broken(&error))
}
