//! JSON that comes in: read into a type and held against the type's own rules, each fault with its place.

mod words;

use regulars_domain::message;
use regulars_domain::text::Message;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::{Path, Segment};
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use words::no_json;
pub(crate) use words::{day_or_time, fault_of};

/// Reads JSON: 400 when it is none, 422 with the place when it does not fit.
pub fn parse<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    if bytes.windows(ESCAPED_NUL.len()).any(|window| window == ESCAPED_NUL) {
        return parse_slowly(bytes);
    }
    serde_json::from_slice::<T>(bytes).or_else(|_| parse_slowly(bytes))
}

/// How JSON writes the character that PostgreSQL keeps in no text.
const ESCAPED_NUL: &[u8] = b"\\u0000";

/// The place of the first text that holds it.
fn place_of_nul(value: &Value, at: &str) -> Option<String> {
    let nul = |text: &str| text.contains('\0');
    match value {
        Value::String(text) => nul(text).then(|| at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().find_map(|(index, item)| place_of_nul(item, &format!("{at}/{index}")))
        }
        Value::Object(members) => members.iter().find_map(|(key, member)| {
            if nul(key) { Some(at.to_owned()) } else { place_of_nul(member, &format!("{at}/{}", escape(key))) }
        }),
        _ => None,
    }
}

/// The second look at what did not fit: a whole number written `2.0` is an integer (JSON Schema says so), and what is
/// wrong gets its place.
fn parse_slowly<T: DeserializeOwned>(bytes: &[u8]) -> Answer<T> {
    read(&value(bytes)?, "", pointer_of)
}

/// JSON of any shape, its whole numbers as integers; 400 when it is none, 422 when it holds the character U+0000.
pub fn value(bytes: &[u8]) -> Answer<Value> {
    let mut value: Value =
        serde_json::from_slice(bytes).map_err(|error| Refusal::of(Code::MalformedBody).detail(no_json(&error)))?;
    whole_numbers(&mut value);
    if let Some(pointer) = place_of_nul(&value, "") {
        return Err(Fault::at(pointer, FaultCode::Malformed)
            .hint(message!("must not hold the character U+0000", "不能含有字符 `U+0000`"))
            .into());
    }
    Ok(value)
}

/// Reads a part of a body that was kept as JSON, `at` being the pointer to it. Here the name of an enum's variant is a
/// member of its own, so it belongs to the place.
pub fn part<T: DeserializeOwned>(value: &Value, at: &str) -> Answer<T> {
    let mut value = value.clone();
    whole_numbers(&mut value);
    read(&value, at, |path| {
        let mut pointer = String::new();
        for segment in path {
            match segment {
                Segment::Map { key } => pointer.push_str(&format!("/{}", escape(key))),
                Segment::Enum { variant } => pointer.push_str(&format!("/{}", escape(variant))),
                Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
                Segment::Unknown => {}
            }
        }
        pointer
    })
}

/// Reads a value that stands `at` a place; `pointer_of` is where in it serde was.
pub(crate) fn read<T: DeserializeOwned>(value: &Value, at: &str, pointer_of: fn(&Path) -> String) -> Answer<T> {
    serde_path_to_error::deserialize::<_, T>(value).map_err(|error| {
        let (pointer, text) = (pointer_of(error.path()), error.inner().to_string());
        let takes = |probe: &str| {
            let mut tried = value.clone();
            let Some(place) = tried.pointer_mut(&pointer) else { return false };
            *place = Value::from(probe);
            let read = serde_path_to_error::deserialize::<_, T>(&tried);
            read.map_or_else(|error| pointer_of(error.path()) != pointer, |_| true)
        };
        let hint = day_or_time(&text, takes);
        let fault = fault_of(format!("{at}{pointer}"), &text);
        Fault { hint: hint.or(fault.hint), ..fault }.into()
    })
}

/// The JSON pointer (RFC 6901) to where serde was.
pub(crate) fn pointer_of(path: &Path) -> String {
    let mut pointer = String::new();
    for segment in path {
        match segment {
            Segment::Map { key } => pointer.push_str(&format!("/{}", escape(key))),
            Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    pointer
}

/// A JSON pointer's segment (RFC 6901).
pub(crate) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

fn whole_numbers(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(members) => members.values_mut().for_each(whole_numbers),
        Value::Number(number) if number.is_f64() => {
            if let Some(whole) = number.as_f64().filter(|f| f.fract() == 0.0 && f.abs() < 9.0e15) {
                // Exact: the fraction is zero and the value is below 2^53.
                if let Ok(whole) = format!("{whole:.0}").parse::<i64>() {
                    *value = Value::from(whole);
                }
            }
        }
        _ => {}
    }
}

/// Runs the field rules of the type.
pub fn check<T: Validate>(value: &T) -> Answer<()> {
    value.validate().map_err(|errors| {
        let mut faults = Vec::new();
        collect_faults(&errors, "", &mut faults);
        faults.sort_by_key(|(pointer, _)| pointer.clone());
        Refusal::invalid(faults.into_iter().map(|(_, fault)| fault).collect()).into()
    })
}

/// The faults of a value and of what it holds, each with its place.
pub(crate) fn collect_faults(errors: &ValidationErrors, at: &str, faults: &mut Vec<(String, Fault)>) {
    for (field, kind) in errors.errors() {
        let pointer = format!("{at}/{field}");
        match kind {
            ValidationErrorsKind::Struct(inner) => collect_faults(inner, &pointer, faults),
            ValidationErrorsKind::List(items) => {
                items.iter().for_each(|(index, inner)| collect_faults(inner, &format!("{pointer}/{index}"), faults));
            }
            ValidationErrorsKind::Field(list) => {
                faults.extend(list.iter().map(|error| (pointer.clone(), field_fault(&pointer, error))));
            }
        }
    }
}

fn field_fault(pointer: &str, error: &ValidationError) -> Fault {
    let bound = |name: &str| error.params.get(name).and_then(Value::as_f64);
    let value = error.params.get("value");
    let least = bound("min").or(bound("equal"));
    let (code, expected) = match error.code.as_ref() {
        "length" if value.and_then(size) < least => (FaultCode::TooShort, expected(error, unit(value))),
        "length" => (FaultCode::TooLong, expected(error, unit(value))),
        "range" => (FaultCode::OutOfRange, expected(error, Message::new("", ""))),
        other => {
            let code =
                FaultCode::ALL.iter().find(|code| code.as_str() == other).copied().unwrap_or(FaultCode::Malformed);
            (code, error.message.as_ref().and_then(|text| Message::carried_in(text)))
        }
    };
    Fault { hint: expected, ..Fault::at(pointer, code) }
}

/// How long a text or a list is, and a number itself.
fn size(value: &Value) -> Option<f64> {
    match value {
        Value::String(text) => Some(text.chars().count() as f64),
        Value::Array(items) => Some(items.len() as f64),
        Value::Object(members) => Some(members.len() as f64),
        Value::Number(number) => number.as_f64(),
        _ => None,
    }
}

/// What is counted where a length is wrong.
fn unit(value: Option<&Value>) -> Message {
    match value {
        Some(Value::String(_)) => message!(" characters", " 个字符"),
        Some(Value::Array(_)) => message!(" items", " 项"),
        _ => Message::new("", ""),
    }
}

/// What a rule of the type expects.
fn expected(error: &ValidationError, unit: Message) -> Option<Message> {
    let bound = |name: &str| error.params.get(name).and_then(Value::as_f64);
    Some(match (bound("min"), bound("max"), bound("equal")) {
        (_, _, Some(size)) => message!("expected exactly {size}{unit}", "应为恰好 {size}{unit}", unit = unit),
        (Some(min), Some(max), _) => {
            message!("expected {min} to {max}{unit}", "应为 {min} 至 {max}{unit}", unit = unit)
        }
        (Some(min), None, _) => message!("expected at least {min}{unit}", "应为至少 {min}{unit}", unit = unit),
        (None, Some(max), _) => message!("expected at most {max}{unit}", "应为最多 {max}{unit}", unit = unit),
        (None, None, None) => return None,
    })
}
