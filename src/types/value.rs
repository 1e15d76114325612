//! Any IMAP data as a tree, for what has no type of its own.

/// How a string stood on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StringForm {
    /// `"…"`
    Quoted,
    /// `{n}` and n bytes.
    Literal,
    /// `~{n}` and n bytes, NUL allowed (RFC 3516).
    Literal8,
}

/// One value of a response: any response can be read as these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `NIL`
    Nil,
    /// Digits only, no leading zero, up to 64 bits.
    Number(u64),
    /// A word without quotes, sections such as `BODY[HEADER.FIELDS (FROM)]<0>` included.
    Atom(Vec<u8>),
    /// A string, unescaped.
    String(Vec<u8>, StringForm),
    /// A parenthesised list.
    List(Vec<Value>),
}

impl Value {
    /// The bytes of an atom or a string.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Value::Atom(bytes) | Value::String(bytes, _) => Some(bytes),
            Value::Nil | Value::Number(_) | Value::List(_) => None,
        }
    }
}
