//! The hash functions of the mechanisms.

use hmac::{Hmac, KeyInit, Mac};
use md5::Md5;
use pbkdf2::pbkdf2_hmac;
use sha1::Sha1;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

/// A hash function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hash {
    Md5,
    Sha1,
    Sha256,
}

impl Hash {
    pub(super) fn digest(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Hash::Md5 => Md5::digest(bytes).to_vec(),
            Hash::Sha1 => Sha1::digest(bytes).to_vec(),
            Hash::Sha256 => Sha256::digest(bytes).to_vec(),
        }
    }

    /// RFC 2104
    pub(super) fn hmac(self, key: &[u8], bytes: &[u8]) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(match self {
            Hash::Md5 => mac::<Hmac<Md5>>(key, bytes),
            Hash::Sha1 => mac::<Hmac<Sha1>>(key, bytes),
            Hash::Sha256 => mac::<Hmac<Sha256>>(key, bytes),
        })
    }

    /// PBKDF2 with this hash, as long as its output. RFC 8018 section 5.2
    pub(super) fn stretched(self, password: &[u8], salt: &[u8], rounds: u32) -> Zeroizing<Vec<u8>> {
        let mut key = Zeroizing::new(self.digest(b""));
        match self {
            Hash::Md5 => pbkdf2_hmac::<Md5>(password, salt, rounds, &mut key),
            Hash::Sha1 => pbkdf2_hmac::<Sha1>(password, salt, rounds, &mut key),
            Hash::Sha256 => pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut key),
        }
        key
    }
}

fn mac<M: Mac + KeyInit>(key: &[u8], bytes: &[u8]) -> Vec<u8> {
    let mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
    mac.chain_update(bytes).finalize().into_bytes().to_vec()
}
