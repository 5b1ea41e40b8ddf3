//! The bytes of a file as they come: bounded in number, and each piece in time.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;

use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};

/// How long the next bytes may be on their way.
const PATIENCE: Duration = Duration::from_secs(60);

/// The body of an upload, not yet read, and what it says it is.
pub struct Content {
    payload: Payload,
    media_type: String,
    length: Option<u64>,
    taken: u64,
}

impl FromRequest for Content {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let length = header(CONTENT_LENGTH).parse().ok();
        ready(Ok(Content { payload: payload.take(), media_type, length, taken: 0 }))
    }
}

impl Content {
    /// The media type it states, lower case and without parameters; refused when it is none of `accepted`.
    pub fn media_type(&self, accepted: &[&str]) -> Answer<&str> {
        if accepted.contains(&self.media_type.as_str()) {
            return Ok(&self.media_type);
        }
        let hint = format!("expected one of {}", accepted.join(", "));
        let fault = Fault::header("Content-Type", FaultCode::NotAccepted).hint_text(hint);
        Err(Refusal::of(Code::UnsupportedMediaType).fault(fault).into())
    }

    /// Refuses at once what states to be longer than `most` bytes.
    pub fn check_length(&self, most: u64, told: &str) -> Answer<()> {
        if self.length.is_some_and(|length| length > most) { Err(too_large(most, told)) } else { Ok(()) }
    }

    /// The next bytes, none at the end; refused once there are more than `most` in all.
    pub async fn next(&mut self, most: u64, told: &str) -> Answer<Option<Bytes>> {
        let bytes = match tokio::time::timeout(PATIENCE, self.payload.next()).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(bytes))) => bytes,
            Ok(Some(Err(error))) => return Err(Refusal::of(Code::MalformedBody).detail_text(error).into()),
            Err(_) => return Err(Code::Timeout.into()),
        };
        self.taken += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.taken > most { Err(too_large(most, told)) } else { Ok(Some(bytes)) }
    }

    /// All of it, at most `most` bytes.
    pub async fn read(mut self, most: u64) -> Answer<Bytes> {
        self.check_length(most, "")?;
        let mut whole = BytesMut::new();
        while let Some(bytes) = self.next(most, "").await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }
}

/// `told` follows the number, such as the setting that bounds it.
fn too_large(most: u64, told: &str) -> Error {
    Refusal::of(Code::BodyTooLarge).detail_text(format!("at most {most} bytes{told}")).into()
}
