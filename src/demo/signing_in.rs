//! LOGIN and AUTHENTICATE: anybody is let in. RFC 3501 section 6.2

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::refusal::{Refusal, Result};
use super::session::{CAPABILITIES, Doing, Session};
use super::words::{Words, word};

impl Session {
    pub(super) fn login(&mut self, words: &mut Words<'_>) -> Result<String> {
        words.string("the user name")?;
        words.string("the password")?;
        words.end()?;
        self.welcome()
    }

    fn welcome(&mut self) -> Result<String> {
        self.signed_in = true;
        Ok(format!(
            "[CAPABILITY {CAPABILITIES}] any password will do, "
        ))
    }

    /// AUTHENTICATE PLAIN, with its response or before it. RFC 3501 section 6.2.2; RFC 4959
    pub(super) fn authenticate(&mut self, words: &mut Words<'_>) -> Result<String> {
        if word(words.take("the mechanism")?) != "PLAIN" {
            return Err(Refusal::no("CANNOT", "PLAIN is the only mechanism"));
        }
        if words.is_done() {
            self.push("+ \r\n");
            self.doing = Doing::SigningIn;
            return Ok(String::new());
        }
        let response = words.text("the initial response")?;
        words.end()?;
        self.plain(response.as_bytes())
    }

    /// Takes the response of PLAIN: who is acted for, a name and a password. RFC 4616 section 2
    pub(super) fn plain(&mut self, response: &[u8]) -> Result<String> {
        let decoded = BASE64_STANDARD.decode(response).unwrap_or_default();
        let fields: Vec<&[u8]> = decoded.split(|byte| *byte == 0).collect();
        match fields[..] {
            [_, [_, ..], [_, ..]] => self.welcome(),
            _ => Err(Refusal::bad("that is no response of PLAIN")),
        }
    }
}
