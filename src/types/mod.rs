//! Plain owned values in IMAP's words. No I/O and no wire syntax: [`crate::wire`] makes them from
//! bytes and bytes from them.

mod acl;
mod body;
mod body_structure;
mod capability;
mod date;
mod envelope;
mod event;
mod extended;
mod fetch;
mod flag;
mod mailbox;
mod message_set;
mod metadata;
mod quota;
mod raw;
mod response_code;
mod search;
mod secret;
mod thread;
mod value;

pub use self::acl::{Acl, AclEntry, ListedRights, MyRights, RightsChange};
pub use self::body::{Body, Spool};
pub use self::body_structure::{BodyPart, BodyStructure, Disposition, Multipart};
pub use self::capability::Capabilities;
pub use self::date::{Date, DateTime};
pub use self::envelope::{Address, Addresses, Envelope, EnvelopeFields};
pub(crate) use self::envelope::{List, Span, Strings};
pub use self::event::{Condition, Event, StatusText};
pub use self::extended::{ListReturn, ListSelection, SearchReturn, SortKey};
pub use self::fetch::{FetchItem, ItemValue, Message, Part, Section, SectionText};
pub use self::flag::Flag;
pub use self::mailbox::{
    ListedMailbox, MailboxName, MailboxStatus, Namespace, NamespaceEntry, SelectedMailbox,
    StatusItem,
};
pub use self::message_set::{MessageSet, SequenceRange, SequenceSet};
pub use self::metadata::{Metadata, MetadataDepth, MetadataOptions};
pub use self::quota::{Quota, QuotaResource, QuotaRoots};
pub use self::raw::RawPart;
pub use self::response_code::ResponseCode;
pub use self::search::{SearchKey, SearchResult, Window};
pub use self::secret::Secret;
pub use self::thread::Thread;
pub use self::value::{StringForm, Value};
