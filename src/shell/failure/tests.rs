use super::*;

fn no(text: &str, code: Option<ResponseCode>) -> Error {
    Error::No(Rejection {
        command: "SELECT".to_owned(),
        text: text.to_owned(),
        code,
    })
}

#[test]
fn a_no_is_told_in_the_servers_words_with_its_code() {
    let code = ResponseCode::Other {
        name: "NONEXISTENT".to_owned(),
        values: vec![],
        raw: b"NONEXISTENT".to_vec(),
    };
    let failure = Failure::from_error(
        "select_folder",
        &no("Mailbox doesn't exist: Arhive", Some(code)),
    )
    .hint("did you mean Archive?");
    assert_eq!(
        failure.to_string(),
        "NO  select_folder: Mailbox doesn't exist: Arhive  [NONEXISTENT]\n    did you mean Archive?"
    );
    assert_eq!(failure.class.exit_status(), 1);
}

#[test]
fn our_own_classes_end_in_a_colon() {
    assert_eq!(
        Failure::usage("", "no such option").to_string(),
        "usage: no such option"
    );
    let interrupted = Failure::from_error("", &Error::Interrupted { usable: true });
    assert_eq!(interrupted.to_string(), "interrupted");
    assert_eq!(interrupted.class.exit_status(), 130);
}

#[test]
fn no_word_of_a_server_reaches_the_terminal_as_it_is() {
    let failure = Failure::from_error("select_folder", &no("\x1b[2Jgone\nOK all is well", None));
    assert_eq!(
        failure.to_string(),
        "NO  select_folder: \\x1b[2Jgone\\nOK all is well"
    );
}

#[test]
fn as_json_every_field_is_there() {
    let failure = Failure::usage("fetch", "bad set");
    assert_eq!(
        failure.json().to_string(),
        r#"{"error":{"class":"usage","code":null,"command":"fetch","hint":null,"text":"bad set"}}"#
    );
}
