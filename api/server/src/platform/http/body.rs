//! What comes in: a validated JSON body with the place of each fault, and query parameters.

use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{FromRequest, HttpRequest, web};
use futures_util::StreamExt;
use futures_util::future::LocalBoxFuture;
use regulars_domain::message;
use regulars_domain::text::Message;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::future::{Ready, ready};
use std::ops::Deref;
use std::time::Duration;
use validator::Validate;

use super::shape::Shape;
use super::{duplicate_keys, parameters};
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Place, Refusal};
use crate::platform::json::{collect_faults, day_or_time, fault_of, pointer_of};

/// Bytes a JSON body may have.
pub const MAX_JSON: usize = 4 << 20;
/// How long a JSON body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(15);

/// A JSON body, parsed and validated, and as it came.
#[derive(Debug)]
pub struct Body<T> {
    /// Parsed, and within its type's own rules.
    pub value: T,
    bytes: web::BytesMut,
}

impl<T> Deref for Body<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T> Body<T> {
    /// SHA-256 of the JSON, the same in whatever order its members stand. Worked out when it is asked for: only a request
    /// that may be sent again needs it.
    pub fn digest(&self) -> [u8; 32] {
        digest_of(&self.bytes)
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Body<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let shape = Shape::of(request);
        let bytes = bytes_of(request, payload);
        Box::pin(async move {
            let bytes = bytes.await?;
            let value = shape.read(&bytes)?;
            Ok(Body { value, bytes })
        })
    }
}

/// A JSON body that may be left out.
#[derive(Debug)]
pub struct OptionalBody<T>(Option<Body<T>>);

impl<T> OptionalBody<T> {
    /// Parsed; none when nothing was sent.
    pub fn value(&self) -> Option<&T> {
        self.0.as_ref().map(|body| &body.value)
    }

    /// That of the JSON; empty when nothing was sent.
    pub fn digest(&self) -> Vec<u8> {
        self.0.as_ref().map(|body| body.digest().to_vec()).unwrap_or_default()
    }
}

impl<T: DeserializeOwned + Validate + 'static> FromRequest for OptionalBody<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // Who sends a body says of which kind it is, and does not say that it is empty.
        let is_empty = request.headers().get(CONTENT_LENGTH).is_some_and(|length| length.as_bytes() == b"0");
        if is_empty || !request.headers().contains_key(CONTENT_TYPE) {
            return Box::pin(async { Ok(OptionalBody(None)) });
        }
        let body = Body::from_request(request, payload);
        Box::pin(async move { Ok(OptionalBody(Some(body.await?))) })
    }
}

/// The bytes of a JSON body: refused with 415 when they are of another media type or encoded, 413 when there are too many,
/// 422 when a member stands twice.
pub(super) fn bytes_of(request: &HttpRequest, payload: &mut Payload) -> LocalBoxFuture<'static, Answer<web::BytesMut>> {
    let fits = check_media_type(request).and_then(|()| check_encoding(request));
    let mut payload = payload.take();
    Box::pin(async move {
        fits?;
        let bytes = match tokio::time::timeout(ARRIVAL, collect(&mut payload)).await {
            Ok(bytes) => bytes?,
            Err(_) => return Err(Code::Timeout.into()),
        };
        match duplicate_keys::first(&bytes) {
            Some(pointer) => Err(Fault::at(pointer, FaultCode::Duplicate).into()),
            None => Ok(bytes),
        }
    })
}

/// What makes two bodies the same request: the SHA-256 of the JSON, in whatever order its members stand.
pub(super) fn digest_of(bytes: &[u8]) -> [u8; 32] {
    // Members are kept in the order of their names.
    let ordered = serde_json::from_slice::<Value>(bytes).map(|value| value.to_string());
    match ordered {
        Ok(text) => Sha256::digest(text).into(),
        Err(_) => Sha256::digest(bytes).into(),
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
    let hint = message!("expected {wanted}", "应为 `{wanted}`");
    let fault = Fault::header("Content-Type", FaultCode::NotAccepted).hint(hint);
    Err(Refusal::of(Code::UnsupportedMediaType).fault(fault).into())
}

/// A body is taken as it is: one that is compressed is refused before it is unpacked.
fn check_encoding(request: &HttpRequest) -> Answer<()> {
    let given = request.headers().get(CONTENT_ENCODING).map(|value| value.to_str().unwrap_or_default().trim());
    match given {
        None | Some("" | "identity") => Ok(()),
        Some(_) => {
            let hint = message!("send the body without an encoding", "请求体请勿压缩");
            let fault = Fault::header("Content-Encoding", FaultCode::NotAccepted).hint(hint);
            Err(Refusal::of(Code::UnsupportedMediaType).fault(fault).into())
        }
    }
}

async fn collect(payload: &mut Payload) -> Answer<web::BytesMut> {
    let mut bytes = web::BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(broken)?;
        if bytes.len() + chunk.len() > MAX_JSON {
            return Err(Refusal::of(Code::BodyTooLarge)
                .detail(message!("at most {MAX_JSON} bytes", "最多 {MAX_JSON} 字节"))
                .into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Why a body did not come whole. What the connection says is only logged.
pub(super) fn broken(error: PayloadError) -> Error {
    tracing::debug!(%error, "a body did not come whole");
    let detail = match error {
        PayloadError::EncodingCorrupted => {
            message!("the body is not encoded as `Content-Encoding` says", "请求体与 `Content-Encoding` 所述编码不符")
        }
        _ => message!("the body did not arrive whole", "请求体未完整到达"),
    };
    Refusal::of(Code::MalformedBody).detail(detail).into()
}

/// Query parameters: `tier=A&tier=B`, `created_at[gte]=…`; what is not known is refused by its name.
#[derive(Debug)]
pub struct Query<T>(pub T);

impl<T: DeserializeOwned + Validate + 'static> FromRequest for Query<T> {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = read_query(request.query_string());
        ready(read.and_then(|query| parameters::check(request).map(|()| Query(query))))
    }
}

/// Reads and checks a query string.
pub fn read_query<T: DeserializeOwned + Validate>(text: &str) -> Answer<T> {
    if let Some(part) = text.split('&').find(|part| part.contains("%00")) {
        let name = part.split('=').next().unwrap_or_default();
        let fault = Fault::parameter(name, FaultCode::Malformed)
            .hint(message!("must not hold the character U+0000", "不能含有字符 `U+0000`"));
        return Err(Refusal::of(Code::InvalidParameter).fault(fault).into());
    }
    let value: T = deserialize(text).map_err(|(pointer, error)| {
        let name = parameter_at(&pointer);
        let takes = |probe: &str| match deserialize::<T>(&format!("{name}={probe}")) {
            Ok(_) => true,
            Err((at, _)) => at != pointer,
        };
        let hint = day_or_time(&error, takes).or_else(|| parts_of_range(&error, &name));
        let fault = fault_of(pointer, &error);
        as_parameter(Fault { hint: hint.or(fault.hint), ..fault })
    })?;
    value.validate().map_err(|errors| {
        let mut faults = Vec::new();
        collect_faults(&errors, "", &mut faults);
        let mut problem = Refusal::of(Code::InvalidParameter);
        problem.faults = faults.into_iter().flat_map(|(_, fault)| as_parameter(fault).faults).collect();
        problem
    })?;
    Ok(value)
}

/// The value, or where it is wrong and what serde says of it.
fn deserialize<T: DeserializeOwned>(text: &str) -> Result<T, (String, String)> {
    let config = serde_qs::Config::new().use_form_encoding(true);
    let source = serde_qs::Deserializer::with_config(config, text.as_bytes())
        .map_err(|error| (String::new(), error.to_string()))?;
    serde_path_to_error::deserialize(source).map_err(|error| (pointer_of(error.path()), error.inner().to_string()))
}

/// A fault of a query, by the parameter's name.
fn as_parameter(mut fault: Fault) -> Refusal {
    if let Place::Pointer(pointer) = &fault.place {
        fault.place = Place::Parameter(parameter_at(pointer));
    }
    Refusal::of(Code::InvalidParameter).fault(fault)
}

/// `/created_at/gte` as `created_at[gte]`; which of several values it is, is not told.
fn parameter_at(pointer: &str) -> String {
    let mut segments = pointer.trim_start_matches('/').split('/');
    let mut name = segments.next().unwrap_or_default().to_owned();
    segments
        .filter(|segment| segment.parse::<usize>().is_err())
        .for_each(|segment| name.push_str(&format!("[{segment}]")));
    name
}

/// What was expected where a range was given as one value: nothing else in a query is a structure.
fn parts_of_range(error: &str, name: &str) -> Option<Message> {
    error
        .contains(", expected struct ")
        .then(|| message!("expected `{name}[gte]`, `{name}[lt]` or both", "应为 `{name}[gte]`、`{name}[lt]` 或两者"))
}

#[cfg(test)]
mod tests;
