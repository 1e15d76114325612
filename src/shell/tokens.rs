//! The access tokens of this process: asked for when one is needed, kept as long as they last, written nowhere.

mod answer;
mod exchange;
mod https;

use std::path::PathBuf;
use std::time::{Duration, Instant};

use imapclient::client::Waker;
use imapclient::types::Secret;

use super::account::OAuth2;
use super::failure::Failure;
use super::trace::Tracing;

/// A token is not used in its last minute: it could end on the way.
const MARGIN: Duration = Duration::from_secs(60);

/// How a token is asked for.
pub(crate) struct Asking<'a> {
    /// The token endpoint.
    pub(crate) url: &'a str,
    /// The authorities to believe, in place of the system's.
    pub(crate) ca_file: Option<PathBuf>,
    /// When it has to be there.
    pub(crate) deadline: Option<Instant>,
    /// Ends the wait for it.
    pub(crate) waker: &'a Waker,
    /// Is told of each step, never a secret.
    pub(crate) tracing: &'a Tracing,
}

/// The tokens there are.
#[derive(Default)]
pub(crate) struct Tokens {
    kept: Vec<Kept>,
}

struct Kept {
    asked_with: OAuth2,
    url: String,
    access: Option<Secret>,
    expires: Option<Instant>,
    /// What some endpoints give in place of the refresh token that was used.
    refresh: Option<Secret>,
}

/// What an endpoint gave.
struct Granted {
    access: Secret,
    lasts: Option<Duration>,
    refresh: Option<Secret>,
}

impl Tokens {
    /// Gives a token that is still good, and asks for one where there is none.
    ///
    /// # Errors
    /// `auth:` when the endpoint refuses; `connect:`, `tls:`, `timeout:`, `interrupted` on the way to it.
    pub(crate) fn obtain(
        &mut self,
        oauth2: &OAuth2,
        asking: &Asking<'_>,
    ) -> Result<Secret, Failure> {
        let known = self
            .kept
            .iter_mut()
            .find(|kept| kept.asked_with == *oauth2 && kept.url == asking.url);
        if let Some(kept) = &known
            && let Some(access) = &kept.access
            && kept.expires.is_none_or(|end| end > Instant::now())
        {
            return Ok(access.clone());
        }
        let refresh = known.as_ref().and_then(|kept| kept.refresh.clone());
        let granted = exchange::exchange(oauth2, refresh.as_ref(), asking)?;
        let access = granted.access.clone();
        let now = Kept {
            asked_with: oauth2.clone(),
            url: asking.url.to_owned(),
            access: Some(granted.access),
            expires: granted
                .lasts
                .map(|lasts| Instant::now() + lasts.saturating_sub(MARGIN)),
            refresh: granted.refresh.or(refresh),
        };
        match known {
            Some(kept) => *kept = now,
            None => self.kept.push(now),
        }
        Ok(access)
    }

    /// Forgets a token that was refused: the next one is asked for anew.
    pub(crate) fn forget(&mut self, oauth2: &OAuth2) {
        for kept in self
            .kept
            .iter_mut()
            .filter(|kept| kept.asked_with == *oauth2)
        {
            kept.access = None;
        }
    }
}
