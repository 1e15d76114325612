//! The ENVELOPE of a message.

use std::fmt;

/// The header fields a server parsed for us, as bytes: RFC 2047 words are not decoded here.
///
/// Its strings stand in one piece of memory, as there may be an envelope for each message of a large mailbox.
/// RFC 9051 section 7.5.2; RFC 3501 section 7.4.2
#[derive(Clone, Default)]
pub struct Envelope {
    pub(crate) strings: Strings,
    pub(crate) date: Span,
    pub(crate) subject: Span,
    pub(crate) from: List,
    pub(crate) sender: List,
    pub(crate) reply_to: List,
    pub(crate) to: List,
    pub(crate) cc: List,
    pub(crate) bcc: List,
    pub(crate) in_reply_to: Span,
    pub(crate) message_id: Span,
}

/// The strings of an envelope, with whatever stands between them.
#[derive(Clone, Default)]
pub(crate) struct Strings {
    text: Vec<u8>,
    addresses: Vec<[Span; 4]>,
}

/// Where a string begins and ends in the text; absent for NIL.
pub(crate) type Span = Option<(usize, usize)>;

/// Where a list begins and ends among the addresses.
pub(crate) type List = (usize, usize);

/// The fields of an envelope, to make one by [`Envelope::new`].
#[derive(Debug, Clone, Copy, Default)]
pub struct EnvelopeFields<'f> {
    /// [`Envelope::date`]
    pub date: Option<&'f [u8]>,
    /// [`Envelope::subject`]
    pub subject: Option<&'f [u8]>,
    /// [`Envelope::from`]
    pub from: &'f [Address<'f>],
    /// [`Envelope::sender`]
    pub sender: &'f [Address<'f>],
    /// [`Envelope::reply_to`]
    pub reply_to: &'f [Address<'f>],
    /// [`Envelope::to`]
    pub to: &'f [Address<'f>],
    /// [`Envelope::cc`]
    pub cc: &'f [Address<'f>],
    /// [`Envelope::bcc`]
    pub bcc: &'f [Address<'f>],
    /// [`Envelope::in_reply_to`]
    pub in_reply_to: Option<&'f [u8]>,
    /// [`Envelope::message_id`]
    pub message_id: Option<&'f [u8]>,
}

/// One address of an envelope. A group is an address with a mailbox and no host, its members, and
/// an address of which all is absent.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub struct Address<'e> {
    /// The display name, RFC 2047 words not decoded.
    pub name: Option<&'e [u8]>,
    /// The source route, obsolete.
    pub route: Option<&'e [u8]>,
    /// The part before the `@`, or the name of a group.
    pub mailbox: Option<&'e [u8]>,
    /// The part after the `@`; absent in the marks of a group.
    pub host: Option<&'e [u8]>,
}

/// The addresses of one field of an envelope.
#[derive(Clone, Copy)]
pub struct Addresses<'e> {
    strings: &'e Strings,
    fields: &'e [[Span; 4]],
}

impl Envelope {
    /// Makes an envelope.
    pub fn new(fields: &EnvelopeFields<'_>) -> Self {
        let mut strings = Strings::default();
        Envelope {
            date: strings.push(fields.date),
            subject: strings.push(fields.subject),
            from: strings.push_list(fields.from),
            sender: strings.push_list(fields.sender),
            reply_to: strings.push_list(fields.reply_to),
            to: strings.push_list(fields.to),
            cc: strings.push_list(fields.cc),
            bcc: strings.push_list(fields.bcc),
            in_reply_to: strings.push(fields.in_reply_to),
            message_id: strings.push(fields.message_id),
            strings,
        }
    }

    /// `Date:` as it stands in the message.
    pub fn date(&self) -> Option<&[u8]> {
        self.strings.get(self.date)
    }

    /// `Subject:`
    pub fn subject(&self) -> Option<&[u8]> {
        self.strings.get(self.subject)
    }

    /// `From:`; none stands for NIL in this and the next five.
    pub fn from(&self) -> Addresses<'_> {
        self.strings.list(self.from)
    }

    /// `Sender:`, or From where the server defaulted it.
    pub fn sender(&self) -> Addresses<'_> {
        self.strings.list(self.sender)
    }

    /// `Reply-To:`, or From where the server defaulted it.
    pub fn reply_to(&self) -> Addresses<'_> {
        self.strings.list(self.reply_to)
    }

    /// `To:`
    pub fn to(&self) -> Addresses<'_> {
        self.strings.list(self.to)
    }

    /// `Cc:`
    pub fn cc(&self) -> Addresses<'_> {
        self.strings.list(self.cc)
    }

    /// `Bcc:`
    pub fn bcc(&self) -> Addresses<'_> {
        self.strings.list(self.bcc)
    }

    /// `In-Reply-To:`
    pub fn in_reply_to(&self) -> Option<&[u8]> {
        self.strings.get(self.in_reply_to)
    }

    /// `Message-ID:`
    pub fn message_id(&self) -> Option<&[u8]> {
        self.strings.get(self.message_id)
    }
}

impl Strings {
    /// Takes the text of an envelope as it came, for strings that stand in it.
    pub(crate) fn within(text: &[u8]) -> Self {
        /// As many as there are where sender and reply-to are from again, and there are some others.
        const ADDRESSES: usize = 8;
        /// About as long as an address is.
        const ADDRESS: usize = 64;
        Strings {
            text: text.to_vec(),
            addresses: Vec::with_capacity(ADDRESSES.min(text.len() / ADDRESS)),
        }
    }

    /// Puts a string where it stands escaped, which takes more room.
    pub(crate) fn put(&mut self, start: usize, string: &[u8]) -> Span {
        let end = start + string.len();
        match self.text.get_mut(start..end) {
            Some(place) => place.copy_from_slice(string),
            None => return self.push(Some(string)),
        }
        Some((start, end))
    }

    /// Adds a string, or NIL.
    fn push(&mut self, string: Option<&[u8]>) -> Span {
        let start = self.text.len();
        self.text.extend_from_slice(string?);
        Some((start, self.text.len()))
    }

    /// Adds an address by the spans of its name, route, mailbox and host.
    pub(crate) fn push_address(&mut self, fields: [Span; 4]) {
        self.addresses.push(fields);
    }

    /// How many addresses there are: where a list begins that follows, or ends that was added last.
    pub(crate) fn addresses(&self) -> usize {
        self.addresses.len()
    }

    fn push_list(&mut self, list: &[Address<'_>]) -> List {
        let begin = self.addresses();
        for address in list {
            let Address {
                name,
                route,
                mailbox,
                host,
            } = *address;
            let fields = [name, route, mailbox, host].map(|field| self.push(field));
            self.push_address(fields);
        }
        (begin, self.addresses())
    }

    fn get(&self, span: Span) -> Option<&[u8]> {
        let (start, end) = span?;
        self.text.get(start..end)
    }

    fn list(&self, (begin, end): List) -> Addresses<'_> {
        Addresses {
            strings: self,
            fields: self.addresses.get(begin..end).unwrap_or_default(),
        }
    }
}

impl<'e> Addresses<'e> {
    /// The addresses one by one.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Address<'e>> + use<'e> {
        let strings = self.strings;
        self.fields.iter().map(move |fields| {
            let [name, route, mailbox, host] = fields.map(|field| strings.get(field));
            Address {
                name,
                route,
                mailbox,
                host,
            }
        })
    }

    /// Says whether there are none.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }
}

impl PartialEq for Envelope {
    fn eq(&self, other: &Self) -> bool {
        self.date() == other.date()
            && self.subject() == other.subject()
            && self.from() == other.from()
            && self.sender() == other.sender()
            && self.reply_to() == other.reply_to()
            && self.to() == other.to()
            && self.cc() == other.cc()
            && self.bcc() == other.bcc()
            && self.in_reply_to() == other.in_reply_to()
            && self.message_id() == other.message_id()
    }
}

impl Eq for Envelope {}

impl PartialEq for Addresses<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl Eq for Addresses<'_> {}

impl fmt::Debug for Envelope {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Envelope")
            .field("date", &self.date().map(Text))
            .field("subject", &self.subject().map(Text))
            .field("from", &self.from())
            .field("sender", &self.sender())
            .field("reply_to", &self.reply_to())
            .field("to", &self.to())
            .field("cc", &self.cc())
            .field("bcc", &self.bcc())
            .field("in_reply_to", &self.in_reply_to().map(Text))
            .field("message_id", &self.message_id().map(Text))
            .finish()
    }
}

impl fmt::Debug for Address<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Address")
            .field("name", &self.name.map(Text))
            .field("route", &self.route.map(Text))
            .field("mailbox", &self.mailbox.map(Text))
            .field("host", &self.host.map(Text))
            .finish()
    }
}

impl fmt::Debug for Addresses<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.iter()).finish()
    }
}

/// Bytes as a person reads them.
struct Text<'t>(&'t [u8]);

impl fmt::Debug for Text<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANA: Address<'_> = Address {
        name: Some(b"Ana \"A\" \xe9"),
        route: None,
        mailbox: Some(b"ana"),
        host: Some(b""),
    };

    #[test]
    fn what_was_put_in_comes_out() {
        let envelope = Envelope::new(&EnvelopeFields {
            date: Some(b"today"),
            subject: Some(b""),
            from: &[ANA],
            to: &[Address::default(), ANA],
            message_id: Some(b"<1@example.org>"),
            ..EnvelopeFields::default()
        });
        assert_eq!(envelope.date(), Some(&b"today"[..]));
        assert_eq!(envelope.subject(), Some(&b""[..]));
        assert_eq!(envelope.from().iter().collect::<Vec<_>>(), [ANA]);
        assert!(envelope.sender().is_empty() && envelope.bcc().is_empty());
        let to: Vec<_> = envelope.to().iter().collect();
        assert_eq!(to, [Address::default(), ANA]);
        assert_eq!(envelope.in_reply_to(), None);
        assert_eq!(envelope.message_id(), Some(&b"<1@example.org>"[..]));
        let told = format!("{envelope:?}");
        assert!(told.contains(r#"name: Some("Ana \"A\" \xe9")"#), "{told}");
    }

    #[test]
    fn nil_is_no_empty_string_and_lists_are_equal_wherever_they_stand() {
        let subject = |subject| {
            Envelope::new(&EnvelopeFields {
                subject,
                from: &[ANA],
                cc: &[ANA],
                bcc: &[ANA, ANA],
                ..EnvelopeFields::default()
            })
        };
        assert_eq!(subject(Some(b"x")), subject(Some(b"x")));
        assert_ne!(subject(Some(b"")), subject(None));
        assert_ne!(subject(Some(b"x")), subject(Some(b"y")));
        assert_eq!(subject(Some(b"x")).from(), subject(None).cc());
        assert_ne!(subject(None).cc(), subject(None).bcc());
        assert_eq!(
            Envelope::new(&EnvelopeFields::default()),
            Envelope::default()
        );
    }
}
