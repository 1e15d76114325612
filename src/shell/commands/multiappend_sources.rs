//! The messages that `multiappend` is given: texts, files, directories, mboxes, and IMAPClient's dicts.

use std::fs::{self, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};

use imapclient::client::Append;

use super::super::arguments;
use super::super::call::Call;
use super::super::failure::{Class, Failure};
use super::super::line::{Argument, Bracket, FileSource, Span};
use super::super::mbox;
use super::super::redirect::expand;
use super::super::session::Session;
use super::message_source::{Measured, Source};

/// A message, how long it is, and what goes along with it.
pub(super) struct Wanted {
    pub(super) source: Source,
    pub(super) measured: Measured,
    pub(super) options: Append,
}

/// Opens and measures the messages behind the folder. `options` hold for all that have none of their own.
///
/// # Errors
/// What is not a message, and what cannot be read.
pub(super) fn read(
    session: &Session,
    call: &Call<'_>,
    options: &Append,
) -> Result<Vec<Wanted>, Failure> {
    let mut messages = Vec::new();
    for argument in call.rest(1) {
        let items = match argument {
            Argument::List {
                items,
                bracket: Bracket::Square,
                ..
            } => items,
            Argument::List { items, .. } if call.python => items,
            single => vec![single],
        };
        for item in items {
            for (source, span, mut options) in sources(session, call, item, options)? {
                let measured = source
                    .measure(true)
                    .map_err(|why| refused(call, &why, span))?;
                options.content = measured.content;
                messages.push(Wanted {
                    source,
                    measured,
                    options,
                });
            }
        }
    }
    match messages.is_empty() {
        true => Err(call.mistake(call.verb.clone(), "no message is given")),
        false => Ok(messages),
    }
}

type Found = (Source, Span, Append);

fn sources(
    session: &Session,
    call: &Call<'_>,
    argument: Argument,
    options: &Append,
) -> Result<Vec<Found>, Failure> {
    let span = argument.span();
    let one = |source| Ok(vec![(source, span.clone(), options.clone())]);
    match argument {
        Argument::Word(word) => one(Source::Bytes(word.text.into_bytes())),
        Argument::Bytes { bytes, .. } => one(Source::Bytes(bytes)),
        Argument::File {
            source: FileSource::Path(name),
            ..
        } => {
            let path = expand(&name, session.modes.home.as_deref());
            let found = at_path(session, &path, &name)
                .map_err(|failure| failure.at(span.clone()).hint("nothing was sent"))?;
            Ok(found
                .into_iter()
                .map(|source| (source, span.clone(), options.clone()))
                .collect())
        }
        Argument::File { source, .. } => {
            let opened = Source::open(session, &source);
            one(opened.map_err(|failure| failure.at(span.clone()).hint("nothing was sent"))?)
        }
        Argument::List { items, .. } if call.python => dict(session, call, &items, span, options),
        other => Err(call
            .mistake(other.span(), "a message is one text in quotes, or @FILE")
            .hint("--flags and --date hold for all of them")),
    }
}

/// IMAPClient's `{'msg': …, 'flags': […], 'date': …}`.
fn dict(
    session: &Session,
    call: &Call<'_>,
    items: &[Argument],
    span: Span,
    options: &Append,
) -> Result<Vec<Found>, Failure> {
    let mut options = options.clone();
    let mut message = None;
    for pair in items.chunks(2) {
        match pair {
            [Argument::Word(key), value] => match key.text.as_str() {
                "msg" => message = Some(value.clone()),
                "flags" => {
                    options.flags = arguments::flags(std::slice::from_ref(value))
                        .map_err(|mistake| call.failure(mistake))?;
                }
                "date" => options.date = Some(call.date_time(value)?),
                _ => {
                    return Err(call.mistake(key.span.clone(), "a message has msg, flags and date"));
                }
            },
            _ => {
                return Err(call.mistake(
                    span,
                    "a message is a text, or a dict with msg, flags and date",
                ));
            }
        }
    }
    match message {
        Some(message @ (Argument::Word(_) | Argument::Bytes { .. } | Argument::File { .. })) => {
            sources(session, call, message, &options)
        }
        _ => Err(call.mistake(span, "msg, the text of the message, is missing")),
    }
}

/// A message, or the messages of a directory or an mbox.
fn at_path(session: &Session, path: &Path, name: &str) -> Result<Vec<Source>, Failure> {
    let cannot = |error: io::Error| {
        let tried = format_args!("cannot read {}", path.display());
        Failure::system(Class::Refused, tried, &error)
    };
    let data = fs::metadata(path).map_err(cannot)?;
    if data.is_dir() {
        let files = files(path).map_err(cannot)?;
        if files.is_empty() {
            let text = format!("no file is in {}", path.display());
            return Err(Failure::refused("", text));
        }
        return Ok(files
            .into_iter()
            .map(|path| Source::Among { path, place: None })
            .collect());
    }
    if !data.is_file() {
        return Source::open(session, &FileSource::Path(name.to_owned()))
            .map(|source| vec![source]);
    }
    let whole = |place| Source::Among {
        path: path.to_owned(),
        place,
    };
    if !is_mbox(path).map_err(cannot)? {
        return Ok(vec![whole(None)]);
    }
    let mut file = BufReader::new(File::open(path).map_err(cannot)?);
    let places = mbox::places(&mut file).map_err(|error| match error.kind() {
        io::ErrorKind::InvalidData => Failure::refused("", format!("{}: {error}", path.display())),
        _ => cannot(error),
    })?;
    Ok(places.into_iter().map(Some).map(whole).collect())
}

/// No message begins with such a line, and every mbox does.
fn is_mbox(path: &Path) -> io::Result<bool> {
    let mut begin = Vec::new();
    File::open(path)?.take(5).read_to_end(&mut begin)?;
    Ok(begin == b"From "
        || path
            .extension()
            .is_some_and(|extension| extension == "mbox"))
}

/// The files of a directory, hidden ones left out, numbers in their names by value: as `export --eml` wrote them.
fn files(directory: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && fs::metadata(entry.path())?.is_file() {
            files.push((by_value(&name), entry.path()));
        }
    }
    files.sort();
    Ok(files.into_iter().map(|(_, path)| path).collect())
}

/// A name with its numbers filled up, so that 9 comes before 10.
fn by_value(name: &str) -> String {
    let mut filled = String::new();
    let mut rest = name;
    while let Some(start) = rest.find(|character: char| character.is_ascii_digit()) {
        let (before, digits) = rest.split_at(start);
        let end = digits
            .find(|character: char| !character.is_ascii_digit())
            .unwrap_or(digits.len());
        let (number, after) = digits.split_at(end);
        filled.push_str(before);
        filled.push_str(&format!("{number:0>20}"));
        rest = after;
    }
    filled + rest
}

fn refused(call: &Call<'_>, why: &str, span: Span) -> Failure {
    call.failing(Class::Refused, why)
        .at(span)
        .hint("nothing was sent")
}

#[cfg(test)]
mod tests {
    use super::by_value;

    #[test]
    fn numbers_in_names_sort_by_value() {
        let mut names = ["7.10.eml", "7.9.eml", "a", "10", "7.9.txt", "9b"];
        names.sort_by_key(|name| by_value(name));
        assert_eq!(names, ["7.9.eml", "7.9.txt", "7.10.eml", "9b", "10", "a"]);
    }
}
