//! The bytes of a file as they come: bounded in number, and each piece in time.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;

use regulars_domain::message;
use regulars_domain::text::one_of;

use super::body::broken;
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
        let fault = Fault::header("Content-Type", FaultCode::NotAccepted).hint(one_of(accepted));
        Err(Refusal::of(Code::UnsupportedMediaType).fault(fault).into())
    }

    /// Refuses at once what states to be longer than `most` bytes, which `setting` bounds if any.
    pub fn check_length(&self, most: u64, setting: Option<&str>) -> Answer<()> {
        if self.length.is_some_and(|length| length > most) { Err(too_large(most, setting)) } else { Ok(()) }
    }

    /// The next bytes, none at the end; refused once there are more than `most` in all.
    pub async fn next(&mut self, most: u64, setting: Option<&str>) -> Answer<Option<Bytes>> {
        let bytes = match tokio::time::timeout(PATIENCE, self.payload.next()).await {
            Ok(None) => return Ok(None),
            Ok(Some(Ok(bytes))) => bytes,
            Ok(Some(Err(error))) => return Err(broken(error)),
            Err(_) => return Err(Code::Timeout.into()),
        };
        self.taken += u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        if self.taken > most { Err(too_large(most, setting)) } else { Ok(Some(bytes)) }
    }

    /// All of it, at most `most` bytes.
    pub async fn read(mut self, most: u64) -> Answer<Bytes> {
        self.check_length(most, None)?;
        let mut whole = BytesMut::new();
        while let Some(bytes) = self.next(most, None).await? {
            whole.extend_from_slice(&bytes);
        }
        Ok(whole.freeze())
    }
}

fn too_large(most: u64, setting: Option<&str>) -> Error {
    let detail = match setting {
        Some(setting) => message!("at most {most} bytes; see `{setting}`", "最多 {most} 字节；见设置项 `{setting}`"),
        None => message!("at most {most} bytes", "最多 {most} 字节"),
    };
    Refusal::of(Code::BodyTooLarge).detail(detail).into()
}
