//! Access tokens that the test server checks by itself: JSON Web Tokens, signed with a key it finds in a file.
//! RFC 7519; RFC 7515

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// What server and endpoint have in common.
const KEY: &[u8] = b"a key of the tests, and of nobody else";

/// How long a token lasts.
const LASTS: u64 = 3600;

/// Writes the key where the server looks for it, and what it has to know for that.
pub fn write(directory: &Path) {
    let keys = directory.join("keys/default/HS256");
    fs::create_dir_all(&keys).expect("the directory is ours");
    fs::write(keys.join("default"), BASE64_STANDARD.encode(KEY)).expect("the directory is ours");
    let keys = directory.join("keys");
    let settings = format!(
        "introspection_mode = local\nusername_attribute = sub\n\
         local_validation_key_dict = fs:posix:prefix={}/\n",
        keys.display()
    );
    fs::write(directory.join("oauth2.conf"), settings).expect("the directory is ours");
}

/// A token for a user, made some seconds ago.
pub fn token(user: &str, age: u64) -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let made = now.unwrap_or(Duration::ZERO).as_secs() - age;
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let header = encode(r#"{"alg":"HS256","typ":"JWT"}"#);
    let claims = encode(&format!(
        r#"{{"sub":"{user}","iat":{made},"exp":{}}}"#,
        made + LASTS
    ));
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY).expect("any key will do");
    mac.update(format!("{header}.{claims}").as_bytes());
    let signature = BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes());
    format!("{header}.{claims}.{signature}")
}
