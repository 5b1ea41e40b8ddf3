//! What comes in: a validated JSON body with the place of each fault, and query parameters.

use actix_web::dev::Payload;
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_path_to_error::Segment;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use std::ops::Deref;
use std::time::Duration;
use validator::{Validate, ValidationError, ValidationErrors, ValidationErrorsKind};

use super::strict_objects;
use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Place, Refusal};

/// Bytes a JSON body may have.
pub const MAX_JSON: usize = 4 << 20;
/// How long a JSON body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(15);

/// A JSON body, parsed and validated, with the digest of its bytes.
#[derive(Debug)]
pub struct Body<T> {
    pub value: T,
    /// SHA-256 of the bytes as they came.
    pub digest: [u8; 32],
}

impl<T> Deref for Body<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media_type = check_media_type(request);
        let mut payload = payload.take();
        let document = request.app_data::<web::Data<App>>().map(|app| app.composition.document);
        let (pattern, method) = (request.match_pattern().unwrap_or_default(), request.method().clone());
        Box::pin(async move {
            media_type?;
            let bytes = match tokio::time::timeout(ARRIVAL, collect(&mut payload)).await {
                Ok(bytes) => bytes?,
                Err(_) => return Err(Code::Timeout.into()),
            };
            if let Some(document) = document {
                check_shape(document(), &pattern, method.as_str(), &bytes)?;
            }
            let value = parse::<T>(&bytes)?;
            check(&value)?;
            Ok(Body { value, digest: Sha256::digest(&bytes).into() })
        })
    }
}

fn check_media_type(request: &HttpRequest) -> Answer<()> {
    let wanted = if request.method() == actix_web::http::Method::PATCH {
        "application/merge-patch+json"
    } else {
        "application/json"
    };
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if essence == wanted {
        return Ok(());
    }
    let fault = Fault::header("Content-Type", FaultCode::NotAccepted).hint(format!("expected {wanted}"));
    Err(Refusal::of(Code::UnsupportedMediaType).fault(fault).into())
}

async fn collect(payload: &mut Payload) -> Answer<web::BytesMut> {
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|error| Refusal::of(Code::MalformedBody).detail(error))?;
        if bytes.len() + chunk.len() > MAX_JSON {
            return Err(Refusal::of(Code::BodyTooLarge).detail(format!("at most {MAX_JSON} bytes")).into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Refuses an array where an object is expected; what is no JSON is told later.
fn check_shape(document: &Value, pattern: &str, method: &str, bytes: &[u8]) -> Answer<()> {
    if !bytes.contains(&b'[') {
        return Ok(());
    }
    let Ok(body) = serde_json::from_slice::<Value>(bytes) else { return Ok(()) };
    match strict_objects::misplaced_array(document, pattern, method, &body) {
        Some(pointer) => Err(Fault::at(pointer, FaultCode::WrongType).hint("expected an object, not an array").into()),
        None => Ok(()),
    }
}

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
        serde_json::from_slice(bytes).map_err(|error| Refusal::of(Code::MalformedBody).detail(error))?;
    whole_numbers(&mut value);
    if let Some(pointer) = place_of_nul(&value, "") {
        return Err(Fault::at(pointer, FaultCode::Malformed).hint("must not hold the character U+0000").into());
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

fn pointer_of(path: &serde_path_to_error::Path) -> String {
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
pub(super) fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// serde tells its errors in words only.
fn fault_of(mut pointer: String, message: &str) -> Fault {
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
    Fault::at(pointer, code).hint(message)
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

fn collect_faults(errors: &ValidationErrors, at: &str, faults: &mut Vec<(String, Fault)>) {
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
        "length" if value < min => Fault::at(pointer, FaultCode::TooShort).hint(range),
        "length" => Fault::at(pointer, FaultCode::TooLong).hint(range),
        "range" => Fault::at(pointer, FaultCode::OutOfRange).hint(range),
        other => {
            let code =
                FaultCode::ALL.iter().find(|code| code.as_str() == other).copied().unwrap_or(FaultCode::Malformed);
            let fault = Fault::at(pointer, code);
            match &error.message {
                Some(message) => fault.hint(message),
                None => fault,
            }
        }
    }
}

/// Query parameters: `tier=A&tier=B`, `created_at[gte]=…`; what is not known is refused by its name.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(read_query(request.query_string()).map(Query))
    }
}

/// Reads and checks a query string.
pub fn read_query<T: DeserializeOwned + Validate>(text: &str) -> Answer<T> {
    let as_parameter = |mut fault: Fault| {
        if let Place::Pointer(pointer) = &fault.place {
            let mut segments = pointer.trim_start_matches('/').split('/');
            let mut name = segments.next().unwrap_or_default().to_owned();
            segments
                .filter(|segment| segment.parse::<usize>().is_err())
                .for_each(|segment| name.push_str(&format!("[{segment}]")));
            fault.place = Place::Parameter(name);
        }
        Refusal::of(Code::InvalidParameter).fault(fault)
    };
    if let Some(part) = text.split('&').find(|part| part.contains("%00")) {
        let name = part.split('=').next().unwrap_or_default();
        let fault = Fault::parameter(name, FaultCode::Malformed).hint("must not hold the character U+0000");
        return Err(Refusal::of(Code::InvalidParameter).fault(fault).into());
    }
    let config = serde_qs::Config::new().use_form_encoding(true);
    let source = serde_qs::Deserializer::with_config(config, text.as_bytes())
        .map_err(|error| as_parameter(fault_of(String::new(), error.to_string().trim())))?;
    let value: T = serde_path_to_error::deserialize(source)
        .map_err(|error| as_parameter(fault_of(pointer_of(error.path()), error.inner().to_string().trim())))?;
    value.validate().map_err(|errors| {
        let mut faults = Vec::new();
        collect_faults(&errors, "", &mut faults);
        let mut problem = Refusal::of(Code::InvalidParameter);
        problem.faults = faults.into_iter().flat_map(|(_, fault)| as_parameter(fault).faults).collect();
        problem
    })?;
    Ok(value)
}

#[cfg(test)]
mod tests;
