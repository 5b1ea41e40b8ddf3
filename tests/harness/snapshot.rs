//! A reply as text for a snapshot: the request, the status, the headers that a client reads, the body.
//!
//! What differs from run to run gets a stable name: ids `[cus_1]` (one id keeps one name inside a snapshot), moments and
//! days of the run `[time]` and `[day]` (so are the ends of windows reckoned from today), secrets, cursors and generated names. What a test gave itself,
//! such as a purchase's day, stays as it is.

use std::collections::BTreeMap;
use std::fmt::Write;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

use crate::reply::Reply;

/// The headers that are shown.
const HEADERS: [&str; 10] = [
    "content-type",
    "content-language",
    "content-disposition",
    "location",
    "etag",
    "retry-after",
    "allow",
    "www-authenticate",
    "idempotency-replayed",
    "deprecation",
];

/// The characters of an id after its prefix.
const ID_LENGTH: usize = 26;

pub(crate) fn of(reply: &Reply) -> String {
    let mut names = Names::default();
    let mut text = format!("{}\n{}\n", names.text(&reply.request), reply.status);
    for name in HEADERS {
        let value = reply.header(name);
        if !value.is_empty() {
            let shown = if name == "etag" { etag(value) } else { names.text(value) };
            writeln!(text, "{name}: {shown}").unwrap();
        }
    }
    match &reply.body {
        Value::Null => {}
        Value::String(body) => writeln!(text, "\n{}", names.lines(body)).unwrap(),
        body => writeln!(text, "\n{:#}", names.value(None, &first_row(body))).unwrap(),
    }
    text
}

/// Of a list its first row: what one row is like. How many there are is shown beside.
fn first_row(body: &Value) -> Value {
    let mut body = body.clone();
    if let Some(rows) = body.get_mut("data").and_then(Value::as_array_mut).filter(|rows| rows.len() > 1) {
        let more = rows.len() - 1;
        rows.truncate(1);
        rows.push(format!("and {more} more").into());
    }
    body
}

/// A version stays, a hash of the content does not.
fn etag(value: &str) -> String {
    let inner = value.trim_start_matches("W/").trim_matches('"');
    if inner.bytes().all(|byte| byte.is_ascii_digit()) { value.to_owned() } else { "[hash]".to_owned() }
}

/// The stable names given so far.
#[derive(Default)]
struct Names {
    given: BTreeMap<String, String>,
    counts: BTreeMap<String, usize>,
}

impl Names {
    fn value(&mut self, member: Option<&str>, value: &Value) -> Value {
        match value {
            Value::String(text) if matches!(member, Some("next_cursor" | "cursor")) && !text.is_empty() => {
                "[cursor]".into()
            }
            // The end of a key.
            Value::String(_) if member == Some("hint") => "[hint]".into(),
            // The ends of windows that are reckoned from today.
            Value::String(text) if matches!(member, Some("from" | "to" | "before")) && is_day(text) => "[day]".into(),
            Value::String(_) if member == Some("created_from") => "[time]".into(),
            // The address of a form cannot be guessed, and its code is a drawing of it.
            Value::String(text) if member == Some("url") && text.contains("/join/") => "[address]".into(),
            Value::String(_) if member == Some("qr_svg") => "[svg]".into(),
            Value::String(text) => self.text(text).into(),
            Value::Array(items) => items.iter().map(|item| self.value(None, item)).collect(),
            Value::Object(members) => members
                .iter()
                .map(|(name, member)| (self.text(name), self.value(Some(name.as_str()), member)))
                .collect::<serde_json::Map<_, _>>()
                .into(),
            other => other.clone(),
        }
    }

    /// A body of text: each line that is JSON as JSON, others cell by cell.
    fn lines(&mut self, body: &str) -> String {
        let line = |line: &str| match serde_json::from_str::<Value>(line.trim_start_matches("data: ")) {
            Ok(value) if value.is_object() => format!("{:#}", self.value(None, &value)),
            _ => self.text(line),
        };
        body.lines().map(line).collect::<Vec<_>>().join("\n")
    }

    /// A text with the ids, moments, days, tokens and keys inside named.
    fn text(&mut self, text: &str) -> String {
        replaced(
            text,
            |c| is_word(c) || "-:.+".contains(c),
            |piece| {
                let core = piece.trim_end_matches(['-', ':', '.', '+']);
                match whole(core) {
                    Some(name) => format!("{name}{}", &piece[core.len()..]),
                    None => replaced(piece, is_word, |word| self.word(word)),
                }
            },
        )
    }

    fn word(&mut self, word: &str) -> String {
        let Some(kind) = id_kind(word) else { return word.to_owned() };
        if let Some(name) = self.given.get(word) {
            return name.clone();
        }
        let count = self.counts.entry(kind.to_owned()).or_default();
        *count += 1;
        let name = format!("[{kind}_{count}]");
        self.given.insert(word.to_owned(), name.clone());
        name
    }
}

/// A text with every run of these characters replaced.
fn replaced(text: &str, belongs: impl Fn(char) -> bool, mut replace: impl FnMut(&str) -> String) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(&belongs) {
        let end = rest[start..].find(|c| !belongs(c)).map_or(rest.len(), |length| start + length);
        shown.push_str(&rest[..start]);
        shown.push_str(&replace(&rest[start..end]));
        rest = &rest[end..];
    }
    shown + rest
}

fn is_day(text: &str) -> bool {
    NaiveDate::parse_from_str(text, "%Y-%m-%d").is_ok()
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// `cus` of `cus_01JD3Q5V8N0000000000000000`, `drawn` of one without a prefix.
fn id_kind(word: &str) -> Option<&str> {
    let (kind, tail) = match word.rsplit_once('_') {
        Some((kind, tail)) => (kind, tail),
        None => ("drawn", word),
    };
    let drawn = tail.len() == ID_LENGTH
        && tail.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && tail.bytes().any(|byte| byte.is_ascii_digit());
    // An id with few different characters was written down by the test.
    let different: std::collections::BTreeSet<u8> = tail.bytes().collect();
    (drawn && different.len() > 4).then_some(kind)
}

/// The name of a text that is no more than one thing of the run.
fn whole(text: &str) -> Option<&'static str> {
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return is_of_the_run(moment.with_timezone(&Utc)).then_some("[time]");
    }
    if let Ok(day) = NaiveDate::parse_from_str(text, "%Y-%m-%d") {
        return is_of_the_run(day.and_time(NaiveTime::MIN).and_utc()).then_some("[day]");
    }
    if text.starts_with("eyJ") && text.matches('.').count() == 2 {
        return Some("[token]");
    }
    text.starts_with("rg_live_").then_some("[key]")
}

/// From two days ago to five years ahead: what is put in relation to now. Tests give fixed moments outside of this.
fn is_of_the_run(moment: DateTime<Utc>) -> bool {
    let now = regulars::platform::clock::now();
    moment > now - Duration::days(2) && moment < now + Duration::days(5 * 365)
}
