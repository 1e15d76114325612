//! Listening to a server: IDLE where it lasts, else NOOP now and then; what is due is done, and then waited.

use std::time::{Duration, Instant};

use imapclient::types::Event;
use imapclient::{Client, Result};

use super::hearing::gather;
use crate::shell::session::Session;

/// The clock is looked at this often: the one that waits stands still while the machine is suspended.
pub(crate) const LOOK: Duration = Duration::from_secs(60);

/// An IDLE that the server ends sooner than this by itself is of no use.
const SHORT: Duration = Duration::from_secs(30);

/// What a server has to be told, and after how much silence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sign {
    Idle(Duration),
    Noop(Duration),
    None,
}

/// One who listens.
pub(crate) struct Listener {
    /// The server has IDLE, and it lasts.
    pub(crate) idle_works: bool,
    /// When IDLE may begin.
    idle_from: Instant,
    idle_since: Option<Instant>,
    /// Nobody typed what is sent.
    unasked: bool,
}

/// What was heard.
#[derive(Default)]
pub(crate) struct Heard {
    /// The news.
    pub(crate) events: Vec<Event>,
    /// IDLE was renewed.
    pub(crate) renewed: bool,
}

impl Listener {
    /// A listener that begins IDLE from a moment on; `unasked` says that nobody typed what it sends.
    pub(crate) fn new(client: &Client, idle_from: Instant, unasked: bool) -> Self {
        let known = client.known_capabilities();
        Listener {
            idle_works: known.is_some_and(|known| known.offers("IDLE")),
            idle_from,
            idle_since: None,
            unasked,
        }
    }

    /// Sends what is due, and else waits until there is news, or something is due, or a moment has come.
    pub(crate) fn listen(
        &mut self,
        session: &mut Session,
        sign: Sign,
        until: Instant,
    ) -> Result<Heard> {
        let Some(client) = &mut session.client else {
            return Ok(Heard::default());
        };
        let silent = client.silent_for();
        match sign {
            Sign::Idle(_) if !client.is_idling() && Instant::now() >= self.idle_from => {
                self.begin_idle(session)?;
            }
            Sign::Idle(every) if client.is_idling() && silent >= every => {
                if self.unasked {
                    session.tracing.own("auto");
                }
                if let Some(mut idle) = client.idling() {
                    idle.renew()?;
                }
                return Ok(Heard {
                    renewed: true,
                    ..Heard::default()
                });
            }
            Sign::Noop(every) if silent >= every => {
                if self.unasked {
                    session.tracing.own("auto");
                }
                let (_, told) = client.noop()?;
                // What stood on the line before the answer came before it.
                let (mut events, _) = client.take_events();
                events.extend(told);
                return Ok(Heard {
                    events,
                    renewed: false,
                });
            }
            _ => {}
        }
        let events = self.wait(session, sign, until)?;
        Ok(Heard {
            events,
            renewed: false,
        })
    }

    fn begin_idle(&mut self, session: &mut Session) -> Result<()> {
        let Some(client) = &mut session.client else {
            return Ok(());
        };
        if self.unasked {
            session.tracing.own("auto");
        }
        // Also when it is given up before the server agreed, it is ours.
        session.own_idle = true;
        client.idle()?;
        self.idle_since = Some(Instant::now());
        Ok(())
    }

    fn wait(&mut self, session: &mut Session, sign: Sign, until: Instant) -> Result<Vec<Event>> {
        let Some(client) = &mut session.client else {
            return Ok(Vec::new());
        };
        let was_idling = client.is_idling();
        let left = match sign {
            Sign::Idle(_) if !was_idling => {
                self.idle_from.saturating_duration_since(Instant::now())
            }
            Sign::Idle(every) | Sign::Noop(every) => every.saturating_sub(client.silent_for()),
            Sign::None => LOOK,
        };
        let due = Instant::now() + left.min(LOOK);
        let events = gather(client, due.min(until))?;
        if was_idling && !client.is_idling() && client.end().is_none() {
            // Some servers end every IDLE after a while, and one that ends it at once must not be asked without end.
            let lasted = self.idle_since.is_none_or(|since| since.elapsed() >= SHORT);
            self.idle_works &= lasted;
        }
        Ok(events)
    }
}
