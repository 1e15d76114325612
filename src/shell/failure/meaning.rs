//! What failures and response codes mean: RFC 5530, and the codes of the other documents.

use super::Class;

/// A response code of a refusal.
struct Code {
    name: &'static str,
    rfc: &'static str,
    meaning: &'static str,
    /// What may help; nothing where the meaning says it.
    advice: &'static str,
}

const fn code(
    name: &'static str,
    rfc: &'static str,
    meaning: &'static str,
    advice: &'static str,
) -> Code {
    Code {
        name,
        rfc,
        meaning,
        advice,
    }
}

/// The codes that come with NO, BAD and BYE, by name.
const CODES: &[Code] = &[
    code(
        "ALERT",
        "RFC 9051",
        "the text is meant for people to read",
        "",
    ),
    code(
        "ALREADYEXISTS",
        "RFC 5530",
        "there is such a mailbox already",
        "take another name",
    ),
    code(
        "AUTHENTICATIONFAILED",
        "RFC 5530",
        "the name, the password or the token is wrong, or the mechanism is not for this user",
        "login USER asks for another password",
    ),
    code(
        "AUTHORIZATIONFAILED",
        "RFC 5530",
        "the password is right, but this user may not act as the one that was asked for",
        "",
    ),
    code(
        "BADCHARSET",
        "RFC 9051",
        "the server does not know the character set of this search",
        "UTF-8 and US-ASCII are known everywhere",
    ),
    code(
        "BADCOMPARATOR",
        "RFC 4790",
        "the server does not know this way to compare text",
        "",
    ),
    code(
        "BADEVENT",
        "RFC 5465",
        "NOTIFY names an event that the server does not know",
        "",
    ),
    code("BADURL", "RFC 4469", "a URL in CATENATE names nothing", ""),
    code(
        "CANNOT",
        "RFC 5530",
        "this can never succeed on this server, whoever asks: a name it does not allow, for example",
        "",
    ),
    code(
        "CLIENTBUG",
        "RFC 5530",
        "the server thinks that the client is wrong; that is a fault to report",
        "as raw shows what was sent",
    ),
    code("CLOSED", "RFC 7162", "the mailbox before was closed", ""),
    code(
        "COMPRESSIONACTIVE",
        "RFC 4978",
        "the connection is compressed already",
        "",
    ),
    code(
        "CONTACTADMIN",
        "RFC 5530",
        "the administrator of the server has to look at it",
        "",
    ),
    code(
        "CORRUPTION",
        "RFC 5530",
        "the server found data of its own that is damaged",
        "tell its administrator",
    ),
    code(
        "EXPIRED",
        "RFC 5530",
        "the password or the account has run out",
        "",
    ),
    code(
        "EXPUNGEISSUED",
        "RFC 5530",
        "somebody else has removed messages that this needs",
        "noop tells which, then again",
    ),
    code(
        "HASCHILDREN",
        "RFC 9051",
        "the mailbox has others below it",
        "remove those first",
    ),
    code(
        "INUSE",
        "RFC 5530",
        "another program holds what this needs",
        "wait a little, then again",
    ),
    code(
        "LIMIT",
        "RFC 5530",
        "a limit of the server is reached: so many mailboxes, flags, or commands",
        "do less at once",
    ),
    code(
        "MESSAGELIMIT",
        "RFC 9738",
        "the server does not do so many messages in one command",
        "do fewer at once",
    ),
    code(
        "METADATA",
        "RFC 5464",
        "an entry is too large, or there are too many, or private ones are not allowed",
        "",
    ),
    code(
        "MODIFIED",
        "RFC 7162",
        "these messages have changed since, and were left alone",
        "fetch them anew",
    ),
    code(
        "NOMODSEQ",
        "RFC 7162",
        "this mailbox keeps no mod-sequences",
        "",
    ),
    code(
        "NONEXISTENT",
        "RFC 5530",
        "there is no such mailbox",
        "list_folders shows all",
    ),
    code(
        "NOPERM",
        "RFC 5530",
        "this user may not do that",
        "myrights FOLDER shows what is allowed",
    ),
    code(
        "NOTIFICATIONOVERFLOW",
        "RFC 5465",
        "there was too much news: the server tells none any more",
        "",
    ),
    code(
        "NOTSAVED",
        "RFC 5182",
        "the result of the search was not kept, so $ is empty",
        "search again",
    ),
    code(
        "NOUPDATE",
        "RFC 5267",
        "the server cannot keep this search up to date",
        "",
    ),
    code(
        "OVERQUOTA",
        "RFC 5530",
        "there is no room left, or would not be afterwards",
        "get_quota_root INBOX shows the limits",
    ),
    code(
        "PARSE",
        "RFC 9051",
        "the server could not read a message",
        "",
    ),
    code(
        "PRIVACYREQUIRED",
        "RFC 5530",
        "this needs an encrypted connection",
        "--starttls, or TLS from the start",
    ),
    code("READ-ONLY", "RFC 9051", "the mailbox can only be read", ""),
    code(
        "REFERRAL",
        "RFC 2221",
        "what was asked for is on another server, which the URL names",
        "connect URL",
    ),
    code(
        "SERVERBUG",
        "RFC 5530",
        "the server found a fault of its own",
        "try again, then tell its administrator",
    ),
    code(
        "TOOBIG",
        "RFC 4469",
        "the message would be larger than the server takes",
        "",
    ),
    code(
        "TRYCREATE",
        "RFC 9051",
        "the mailbox does not exist and can be made",
        "create_folder FOLDER makes it",
    ),
    code(
        "UIDNOTSTICKY",
        "RFC 4315",
        "the UIDs of this mailbox do not last",
        "",
    ),
    code(
        "UNAVAILABLE",
        "RFC 5530",
        "a part of the server is out of reach for the moment",
        "wait a little, then again",
    ),
    code(
        "UNKNOWN-CTE",
        "RFC 3516",
        "the server cannot decode this part",
        "fetch it by BODY instead of BINARY",
    ),
    code(
        "USEATTR",
        "RFC 6154",
        "the server does not give a mailbox this use",
        "",
    ),
];

/// What a response code means, as far as one is known: with its RFC, and what may help.
pub(crate) fn of_code(text: &str) -> Option<(String, Option<&'static str>)> {
    let name = text.split([' ', '(']).next().unwrap_or_default();
    let code = CODES
        .iter()
        .find(|code| code.name.eq_ignore_ascii_case(name))?;
    let told = format!("{} ({}): {}", code.name, code.rfc, code.meaning);
    Some((told, Some(code.advice).filter(|advice| !advice.is_empty())))
}

/// What the class of a failure means.
pub(crate) fn of_class(class: Class) -> &'static str {
    match class {
        Class::No => "the server understood, and refuses or could not do it",
        Class::Bad => "the server did not understand the command, or does not take it now",
        Class::Bye => "the server ends the connection",
        Class::Refused => "this shell did not send or show it, or a program that it ran failed",
        Class::Unsupported => "the server lacks the capability, so nothing was sent",
        Class::Usage => "the line makes no sense as it was typed, so nothing was sent",
        Class::Config => "the file of accounts makes no sense",
        Class::Connect => "no connection came about",
        Class::Tls => "the connection could not be encrypted, or the server not be recognised",
        Class::Auth => "signing in was refused, or is impossible",
        Class::Closed => "there is no connection any more",
        Class::Protocol => {
            "what the server sent breaks the protocol, so the connection was given up"
        }
        Class::Limit => "the server sent more than this program takes in",
        Class::Timeout => "the server did not answer in time",
        Class::Interrupted => "somebody stopped it",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_known_in_any_case_and_with_what_stands_behind_them() {
        for (text, expected) in [
            (
                "NONEXISTENT",
                Some("NONEXISTENT (RFC 5530): there is no such mailbox"),
            ),
            (
                "nonexistent",
                Some("NONEXISTENT (RFC 5530): there is no such mailbox"),
            ),
            (
                "MODIFIED 7,9",
                Some("MODIFIED (RFC 7162): these messages have changed since, and were left alone"),
            ),
            (
                "BADCHARSET (UTF-8)",
                Some(
                    "BADCHARSET (RFC 9051): the server does not know the character set of this search",
                ),
            ),
            ("X-OWN", None),
            ("", None),
        ] {
            let found = of_code(text).map(|(told, _)| told);
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn codes_stand_in_the_order_of_their_names() {
        assert!(CODES.is_sorted_by_key(|code| code.name));
    }
}
