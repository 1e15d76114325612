//! What was sent and must not be shown when the server repeats it: in errors, in news, in the trace.

use std::borrow::Cow;

use crate::types::{ResponseCode, Secret};

/// What stands for a secret.
const MASK: &str = "***";

/// The shortest secret that is masked: a shorter one stands in every other word.
const SHORTEST: usize = 3;

/// The secrets of a session.
#[derive(Debug, Default)]
pub(super) struct Secrets(Vec<Secret>);

impl Secrets {
    /// Remembers a secret.
    pub(super) fn remember(&mut self, secret: &Secret) {
        if secret.expose().len() >= SHORTEST && !self.0.contains(secret) {
            self.0.push(secret.clone());
        }
    }

    /// The bytes with every secret in them replaced.
    pub(super) fn masked(&self, bytes: Vec<u8>) -> Vec<u8> {
        self.0.iter().fold(bytes, |bytes, secret| {
            replaced(bytes, secret.expose(), MASK.as_bytes())
        })
    }

    /// The same of bytes that went on: what may be the beginning of a secret at their end is left out.
    pub(super) fn masked_beginning(&self, bytes: Vec<u8>) -> Vec<u8> {
        let mut masked = self.masked(bytes);
        let longest = self.0.iter().map(|secret| secret.expose().len()).max();
        let certain = masked.len().saturating_sub(longest.unwrap_or(0));
        masked.truncate(certain);
        masked
    }

    /// The text with every secret in it replaced.
    pub(super) fn masked_text<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut shown = Cow::Borrowed(text);
        for secret in &self.0 {
            if let Ok(secret) = std::str::from_utf8(secret.expose())
                && shown.contains(secret)
            {
                shown = Cow::Owned(shown.replace(secret, MASK));
            }
        }
        shown
    }

    /// The code, or nothing of it but a mask where a secret stands in it.
    pub(super) fn masked_code(&self, code: Option<ResponseCode>) -> Option<ResponseCode> {
        match code {
            Some(ResponseCode::Other { raw, .. }) if self.stand_in(&raw) => {
                Some(ResponseCode::Other {
                    name: MASK.to_owned(),
                    values: Vec::new(),
                    raw: MASK.as_bytes().to_vec(),
                })
            }
            code => code,
        }
    }

    fn stand_in(&self, bytes: &[u8]) -> bool {
        self.0
            .iter()
            .any(|secret| memchr::memmem::find(bytes, secret.expose()).is_some())
    }
}

/// The bytes with some of them replaced wherever they stand.
pub(super) fn replaced(bytes: Vec<u8>, what: &[u8], with: &[u8]) -> Vec<u8> {
    if what.is_empty() || memchr::memmem::find(&bytes, what).is_none() {
        return bytes;
    }
    let mut shown = Vec::with_capacity(bytes.len());
    let mut rest = bytes.as_slice();
    while let Some(at) = memchr::memmem::find(rest, what) {
        let (before, found) = rest.split_at(at);
        shown.extend_from_slice(before);
        shown.extend_from_slice(with);
        rest = found.get(what.len()..).unwrap_or_default();
    }
    shown.extend_from_slice(rest);
    shown
}
