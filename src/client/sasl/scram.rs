//! SCRAM: client and server prove to each other that they know the password, and neither sends it.
//! RFC 5802; RFC 7677

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::Credentials;
use super::hash::Hash;
use crate::types::Secret;

/// A server may not keep us busy for longer than this; ten times what is advised today.
const MOST_ROUNDS: u32 = 1_000_000;

/// The client's side of a SCRAM dialogue.
pub(super) struct Scram {
    hash: Hash,
    password: Zeroizing<Vec<u8>>,
    /// `n,,`: no channel binding, and whom to act as.
    header: String,
    /// The client's first message without the header.
    bare: String,
    nonce: String,
    progress: Progress,
}

/// How far the dialogue has come.
enum Progress {
    Begun,
    /// The proof is sent; the server must answer with this.
    Proved(Zeroizing<Vec<u8>>),
    /// The server has proved to know the password, too.
    Verified,
}

impl Scram {
    pub(super) fn new(hash: Hash, credentials: &Credentials, nonce: String) -> Self {
        let username = prepared(credentials.username.as_bytes());
        let username = escaped(&String::from_utf8_lossy(&username));
        let header = match credentials.authorization.as_str() {
            "" => "n,,".to_owned(),
            authorization => format!("n,a={},", escaped(authorization)),
        };
        Scram {
            hash,
            password: prepared(credentials.secret.expose()),
            header,
            bare: format!("n={username},r={nonce}"),
            nonce,
            progress: Progress::Begun,
        }
    }

    pub(super) fn first(&self) -> Secret {
        Secret::new(format!("{}{}", self.header, self.bare))
    }

    pub(super) fn respond(&mut self, challenge: &[u8]) -> Result<Secret, String> {
        let challenge = std::str::from_utf8(challenge)
            .map_err(|_| "the server's message is not UTF-8".to_owned())?;
        if let Some(error) = attribute(challenge, "e=") {
            return Err(format!("the server says: {error}"));
        }
        match &self.progress {
            Progress::Begun => self.prove(challenge),
            Progress::Proved(expected) => {
                let told = attribute(challenge, "v=").and_then(|told| STANDARD.decode(told).ok());
                if told.as_ref() != Some(&**expected) {
                    return Err(
                        "the server does not know the password: it may not be the one \
                                you mean"
                            .to_owned(),
                    );
                }
                self.progress = Progress::Verified;
                Ok(Secret::new(""))
            }
            Progress::Verified => Err("the server asks on after the last message".to_owned()),
        }
    }

    /// Says whether the server has proved to know the password.
    pub(super) fn is_verified(&self) -> bool {
        matches!(self.progress, Progress::Verified)
    }

    /// The final message, with the proof. RFC 5802 section 3
    fn prove(&mut self, challenge: &str) -> Result<Secret, String> {
        let (nonce, salt, rounds) = self.read(challenge)?;
        let salted = self.hash.stretched(&self.password, &salt, rounds);
        let client_key = self.hash.hmac(&salted, b"Client Key");
        let stored_key = self.hash.digest(&client_key);
        let unproved = format!("c={},r={nonce}", STANDARD.encode(&self.header));
        let signed = format!("{},{challenge},{unproved}", self.bare);
        let signature = self.hash.hmac(&stored_key, signed.as_bytes());
        let proof: Vec<u8> = client_key
            .iter()
            .zip(signature.iter())
            .map(|(key, mask)| key ^ mask)
            .collect();
        let server_key = self.hash.hmac(&salted, b"Server Key");
        let expected = self.hash.hmac(&server_key, signed.as_bytes());
        self.progress = Progress::Proved(expected);
        Ok(Secret::new(format!(
            "{unproved},p={}",
            STANDARD.encode(proof)
        )))
    }

    /// ```text
    /// server-first-message = [reserved-mext ","] nonce "," salt "," iteration-count ["," extensions]
    /// ```
    fn read<'c>(&self, challenge: &'c str) -> Result<(&'c str, Vec<u8>, u32), String> {
        if attribute(challenge, "m=").is_some() {
            return Err("the server asks for an extension of SCRAM".to_owned());
        }
        let nonce = attribute(challenge, "r=").ok_or("the server's nonce is missing")?;
        if !nonce.starts_with(&self.nonce) || nonce.len() == self.nonce.len() {
            return Err("the server's nonce does not continue ours".to_owned());
        }
        let salt = attribute(challenge, "s=")
            .and_then(|salt| STANDARD.decode(salt).ok())
            .filter(|salt| !salt.is_empty())
            .ok_or("the server's salt is missing or not base64")?;
        let rounds = attribute(challenge, "i=")
            .and_then(|rounds| rounds.parse().ok())
            .filter(|rounds| (1..=MOST_ROUNDS).contains(rounds))
            .ok_or_else(|| {
                format!("the server's iteration count is not between 1 and {MOST_ROUNDS}")
            })?;
        Ok((nonce, salt, rounds))
    }
}

/// The value of an attribute such as `r=`.
fn attribute<'m>(message: &'m str, name: &str) -> Option<&'m str> {
    message
        .split(',')
        .find_map(|attribute| attribute.strip_prefix(name))
}

/// The characters that separate attributes. RFC 5802 section 5.1
fn escaped(name: &str) -> String {
    name.replace('=', "=3D").replace(',', "=2C")
}

/// SASLprep, where it can be done. Characters younger than Unicode 3.2, such as emoji, and bytes that are no text stay
/// as they are: servers take them so. RFC 4013
fn prepared(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok();
    let text = text.and_then(|text| stringprep::saslprep(text).ok());
    Zeroizing::new(match text {
        Some(text) if !text.is_empty() => text.as_bytes().to_vec(),
        _ => bytes.to_vec(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(secret: &Secret) -> String {
        String::from_utf8_lossy(secret.expose()).into_owned()
    }

    fn scram(hash: Hash, nonce: &str) -> Scram {
        let credentials = Credentials::new("user", Secret::new("pencil"));
        Scram::new(hash, &credentials, nonce.to_owned())
    }

    #[test]
    fn the_examples_of_the_rfcs_come_out() {
        // RFC 5802 section 5, RFC 7677 section 3: nonce, server-first, client proof, server-final.
        let examples = [
            (
                Hash::Sha1,
                "fyko+d2lbbFgONRv9qkxdawL",
                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096",
                "p=v0X8v3Bz2T0CJGbJQyF0X+HI4Ts=",
                "v=rmF9pqV8S7suAoZWja4dJRkFsKQ=",
            ),
            (
                Hash::Sha256,
                "rOprNGfwEbeRWgbNEkqO",
                "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            ),
        ];
        for (hash, nonce, challenge, proof, end) in examples {
            let mut scram = scram(hash, nonce);
            assert_eq!(text(&scram.first()), format!("n,,n=user,r={nonce}"));
            let answer = scram.respond(challenge.as_bytes());
            let answer = answer.as_ref().map(text);
            assert!(
                answer
                    .as_ref()
                    .is_ok_and(|answer| answer.starts_with("c=biws,r=")
                        && answer.ends_with(&format!(",{proof}"))),
                "{answer:?}"
            );
            assert!(!scram.is_verified());
            assert_eq!(scram.respond(end.as_bytes()), Ok(Secret::new("")));
            assert!(scram.is_verified());
            assert!(scram.respond(b"").is_err());
        }
    }

    #[test]
    fn a_server_that_does_not_play_by_the_rules_gets_no_proof() {
        for (challenge, why) in [
            ("r=other1234,s=QSXCR+Q6sek8bf92,i=4096", "does not continue"),
            ("r=abc,s=QSXCR+Q6sek8bf92,i=4096", "does not continue"),
            ("s=QSXCR+Q6sek8bf92,i=4096", "nonce is missing"),
            ("r=abcdef,s=,i=4096", "salt"),
            ("r=abcdef,s=!,i=4096", "salt"),
            ("r=abcdef,s=QSXC,i=0", "iteration"),
            ("r=abcdef,s=QSXC,i=1000001", "iteration"),
            ("r=abcdef,s=QSXC,i=-1", "iteration"),
            ("m=x,r=abcdef,s=QSXC,i=4096", "extension"),
            ("e=unknown-user", "says: unknown-user"),
            ("", "nonce is missing"),
        ] {
            let answer = scram(Hash::Sha256, "abc").respond(challenge.as_bytes());
            assert!(
                answer.as_ref().is_err_and(|told| told.contains(why)),
                "{challenge}: {answer:?}"
            );
        }
    }

    #[test]
    fn a_wrong_signature_of_the_server_is_found() {
        for end in ["v=rmF9pqV8S7suAoZWja4dJRkFsKR=", "v=AAAA", "v=", "x", ""] {
            let mut scram = scram(Hash::Sha1, "fyko+d2lbbFgONRv9qkxdawL");
            let challenge =
                "r=fyko+d2lbbFgONRv9qkxdawL3rfcNHYJY1ZVvWVs7j,s=QSXCR+Q6sek8bf92,i=4096";
            assert!(scram.respond(challenge.as_bytes()).is_ok());
            assert!(scram.respond(end.as_bytes()).is_err(), "{end}");
            assert!(!scram.is_verified(), "{end}");
        }
    }

    #[test]
    fn names_and_passwords_are_prepared_and_escaped() {
        let mut credentials = Credentials::new("u=s,e\u{ad}r", Secret::new("\u{2168}"));
        credentials.authorization = "a,b".to_owned();
        let scram = Scram::new(Hash::Sha1, &credentials, "nonce".to_owned());
        assert_eq!(text(&scram.first()), "n,a=a=2Cb,n=u=3Ds=2Cer,r=nonce");
        assert_eq!(&**scram.password, b"IX");
        for kept in ["\u{1f600}".as_bytes(), b"lat\xefn", b""] {
            assert_eq!(&**prepared(kept), kept);
        }
    }
}
