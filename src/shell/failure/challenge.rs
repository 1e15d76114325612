//! What a server tells of a token before it refuses it: a line of JSON. RFC 7628 section 3.2.2

use serde_json::Value;

/// What is shown of it where it is no JSON.
const MOST: usize = 300;

/// What was told, in words, and what to do about it.
pub(super) fn told(report: &str) -> (String, Option<String>) {
    let fields: Option<Value> = serde_json::from_str(report).ok();
    let field = |name: &str| match fields.as_ref()?.get(name)? {
        Value::String(text) if !text.is_empty() => Some(shortened(text)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    };
    let parts: Vec<String> = ["status", "error", "error_description", "scope", "schemes"]
        .into_iter()
        .filter_map(|name| Some(format!("{name} {}", field(name)?)))
        .collect();
    let told = if parts.is_empty() {
        shortened(report)
    } else {
        parts.join(", ")
    };
    (
        told,
        hint(&field("status").unwrap_or_default(), field("scope")),
    )
}

fn hint(status: &str, scope: Option<String>) -> Option<String> {
    // The codes of HTTP, and the words that OAuth has for them.
    match (status, scope) {
        ("400" | "401" | "invalid_token" | "invalid_request", _) => {
            Some("the token is over or withdrawn, or is it another user's?".to_owned())
        }
        ("403" | "insufficient_scope", Some(scope)) => {
            Some(format!("the token has to be one for the scope {scope}"))
        }
        _ => None,
    }
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}...", text.get(..end).unwrap_or_default()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_servers_json_is_put_into_words() {
        let over = "the token is over or withdrawn, or is it another user's?";
        for (report, expected, hint) in [
            (
                r#"{"status":"400","schemes":"Bearer","scope":"https://mail.google.com/"}"#,
                "status 400, scope https://mail.google.com/, schemes Bearer",
                Some(over),
            ),
            (r#"{"status":401}"#, "status 401", Some(over)),
            (
                r#"{"status":"insufficient_scope","scope":"mail","openid-configuration":"https://x"}"#,
                "status insufficient_scope, scope mail",
                Some("the token has to be one for the scope mail"),
            ),
            (
                r#"{"status":"","other":1}"#,
                r#"{"status":"","other":1}"#,
                None,
            ),
            ("no JSON", "no JSON", None),
            ("[1]", "[1]", None),
        ] {
            assert_eq!(told(report), (expected.to_owned(), hint.map(str::to_owned)));
        }
    }
}
