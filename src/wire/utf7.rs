//! Modified UTF-7, the encoding of mailbox names. RFC 3501 section 5.1.3; RFC 9051 appendix A.1

use crate::types::MailboxName;

/// Encodes a name as it goes over the wire.
pub fn encode(text: &str) -> Vec<u8> {
    unimplemented!("{text}")
}

/// Decodes a name; one that cannot be decoded reads as its bytes.
pub fn decode(wire: &[u8]) -> MailboxName {
    unimplemented!("{wire:?}")
}
