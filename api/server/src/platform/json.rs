//! JSON that comes in: read into a type and held against the type's own rules, each fault with its place.

use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};

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
    let mut value: Value =
        serde_json::from_slice(bytes).map_err(|error| Refusal::of(Code::MalformedBody).detail_text(error))?;
    whole_numbers(&mut value);
    if let Some(pointer) = place_of_nul(&value, "") {
        return Err(Fault::at(pointer, FaultCode::Malformed).hint_text("must not hold the character U+0000").into());
    }
    serde_path_to_error::deserialize::<_, T>(value)
        .map_err(|error| fault_of(pointer_of(error.path()), &error.inner().to_string()).into())
}

/// Reads a part of a body that was kept as JSON, `at` being the pointer to it. Here the name of an enum's variant is a
/// member of its own, so it belongs to the place.
pub fn part<T: DeserializeOwned>(value: &Value, at: &str) -> Answer<T> {
    let mut value = value.clone();
    whole_numbers(&mut value);
    serde_path_to_error::deserialize::<_, T>(value).map_err(|error| {
        let mut pointer = at.to_owned();
        for segment in error.path() {
            match segment {
                Segment::Map { key } => pointer.push_str(&format!("/{}", escape(key))),
                Segment::Enum { variant } => pointer.push_str(&format!("/{}", escape(variant))),
                Segment::Seq { index } => pointer.push_str(&format!("/{index}")),
                Segment::Unknown => {}
            }
        }
        fault_of(pointer, &error.inner().to_string()).into()
    })
}

/// The JSON pointer (RFC 6901) to where serde was.
pub(crate) fn pointer_of(path: &serde_path_to_error::Path) -> String {
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

/// An error of serde, which tells it in words only, as a fault at its place.
pub(crate) fn fault_of(mut pointer: String, message: &str) -> Fault {
    let named = message.split('`').nth(1).unwrap_or_default();
    let code = if message.starts_with("missing field") {
        pointer.push_str(&format!("/{}", escape(named)));
        FaultCode::Required
    } else if message.starts_with("unknown field") {
        let tail = format!("/{}", escape(named));
        if !pointer.ends_with(&tail) {
            pointer.push_str(&tail);
        }
        FaultCode::UnknownField
    } else if message.starts_with("invalid type") {
        FaultCode::WrongType
    } else if message.starts_with("unknown variant") || message.starts_with("invalid value") {
        FaultCode::NotAccepted
    } else {
        FaultCode::Malformed
    };
    Fault::at(pointer, code).hint_text(message)
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
    let size = |value: &Value| match value {
        Value::String(text) => Some(text.chars().count() as f64),
        Value::Array(items) => Some(items.len() as f64),
        Value::Object(members) => Some(members.len() as f64),
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    let (min, max) = (bound("min"), bound("max"));
    let value = error.params.get("value").and_then(size);
    let range = match (min, max) {
        (Some(min), Some(max)) => format!("expected {min} to {max}"),
        (Some(min), None) => format!("expected at least {min}"),
        (None, Some(max)) => format!("expected at most {max}"),
        (None, None) => String::new(),
    };
    match error.code.as_ref() {
        "length" if value < min => Fault::at(pointer, FaultCode::TooShort).hint_text(range),
        "length" => Fault::at(pointer, FaultCode::TooLong).hint_text(range),
        "range" => Fault::at(pointer, FaultCode::OutOfRange).hint_text(range),
        other => {
            let code =
                FaultCode::ALL.iter().find(|code| code.as_str() == other).copied().unwrap_or(FaultCode::Malformed);
            let fault = Fault::at(pointer, code);
            match &error.message {
                Some(message) => fault.hint_text(message),
                None => fault,
            }
        }
    }
}
