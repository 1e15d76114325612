//! The MIME structure of a message, as BODYSTRUCTURE and BODY tell it.

use super::{Envelope, Value};

/// One part of a message, with its children. RFC 9051 section 7.5.2; RFC 3501 section 7.4.2
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BodyStructure {
    /// A part without children, or a message inside the message.
    Part(Box<BodyPart>),
    /// Several parts in one.
    Multipart(Box<Multipart>),
}

/// A leaf of the structure, or an enclosed message.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BodyPart {
    /// The type before the slash, as sent; absent where the server sent NIL.
    pub media_type: Option<Vec<u8>>,
    /// The type after the slash.
    pub media_subtype: Option<Vec<u8>>,
    /// `charset`, `name` and the like, in the order sent.
    pub parameters: Vec<(Vec<u8>, Vec<u8>)>,
    /// `Content-ID:`
    pub id: Option<Vec<u8>>,
    /// `Content-Description:`
    pub description: Option<Vec<u8>>,
    /// `Content-Transfer-Encoding:`
    pub encoding: Option<Vec<u8>>,
    /// Size in bytes as transferred; absent where it was unreadable or negative.
    pub size: Option<u64>,
    /// Lines, of text parts and enclosed messages.
    pub lines: Option<u64>,
    /// The envelope of an enclosed message.
    pub envelope: Option<Box<Envelope>>,
    /// The structure of an enclosed message.
    pub body: Option<BodyStructure>,
    /// How many fields of extension data were there: 0 for BODY.
    pub extensions: usize,
    /// `Content-MD5:`
    pub md5: Option<Vec<u8>>,
    /// `Content-Disposition:`
    pub disposition: Option<Disposition>,
    /// `Content-Language:`
    pub language: Vec<Vec<u8>>,
    /// `Content-Location:`
    pub location: Option<Vec<u8>>,
    /// Extension data beyond the RFC.
    pub more: Vec<Value>,
}

/// A part that holds others.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Multipart {
    /// The parts; some servers send none.
    pub parts: Vec<BodyStructure>,
    /// `mixed`, `alternative`, ...
    pub media_subtype: Option<Vec<u8>>,
    /// How many fields of extension data were there: 0 for BODY.
    pub extensions: usize,
    /// `boundary` and the like, in the order sent.
    pub parameters: Vec<(Vec<u8>, Vec<u8>)>,
    /// `Content-Disposition:`
    pub disposition: Option<Disposition>,
    /// `Content-Language:`
    pub language: Vec<Vec<u8>>,
    /// `Content-Location:`
    pub location: Option<Vec<u8>>,
    /// Extension data beyond the RFC.
    pub more: Vec<Value>,
}

/// `Content-Disposition:`
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Disposition {
    /// `inline`, `attachment`, ...
    pub kind: Vec<u8>,
    /// `filename` and the like, in the order sent.
    pub parameters: Vec<(Vec<u8>, Vec<u8>)>,
}
