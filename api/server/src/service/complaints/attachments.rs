//! Files of a case: photos, recordings, papers. Kept as chunk rows, handed out as downloads only.

use std::future::{Ready, ready};
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::web::{Bytes, BytesMut};
use actix_web::{FromRequest, HttpRequest};
use futures_util::StreamExt;
use regulars_db::Db;
use regulars_db::service::complaints::attachments;
use regulars_db::service::complaints::attachments::Attachment;
use regulars_domain::ids;
use regulars_domain::permissions::Scope;
use regulars_domain::service::complaints::ComplaintEventKind;
use regulars_domain::text::check_line;
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::{Digest, Sha256};
use utoipa::IntoParams;
use validator::Validate;

use super::case::{Case, find};
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Place, Refusal};
use crate::platform::identity::Actor;
use crate::platform::text_fields;

/// Bytes a file may have.
const MOST: usize = 10 << 20;
/// Bytes of a chunk.
const CHUNK: usize = 1 << 20;
/// Files of a case.
const MOST_FILES: usize = 50;
/// How long the next bytes may be on their way.
const PATIENCE: Duration = Duration::from_secs(60);
/// What may be attached.
const MEDIA_TYPES: [&str; 8] =
    ["image/jpeg", "image/png", "image/webp", "application/pdf", "text/plain", "audio/mpeg", "audio/mp4", "video/mp4"];

/// What the file is called.
#[derive(Debug, Serialize, Deserialize, Validate, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AttachmentQuery {
    #[validate(length(min = 1, max = 200))]
    #[param(min_length = 1, max_length = 200, example = "photo.jpg")]
    pub file_name: String,
}

/// The body of an upload, not yet read, and what it says it is.
pub struct Content {
    payload: Payload,
    media_type: String,
}

impl FromRequest for Content {
    type Error = Error;
    type Future = Ready<Answer<Self>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let media_type = header(CONTENT_TYPE).split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !MEDIA_TYPES.contains(&media_type.as_str()) {
            let hint = format!("expected one of {}", MEDIA_TYPES.join(", "));
            let fault = Fault::header("Content-Type", FaultCode::NotAccepted).hint(hint);
            return ready(Err(Refusal::of(Code::UnsupportedMediaType).fault(fault).into()));
        }
        if header(CONTENT_LENGTH).parse::<usize>().is_ok_and(|length| length > MOST) {
            return ready(Err(too_large()));
        }
        ready(Ok(Content { payload: payload.take(), media_type }))
    }
}

/// A file that has arrived.
pub struct File {
    bytes: Bytes,
    media_type: String,
    /// SHA-256 of the name and the content.
    pub digest: Vec<u8>,
}

impl Content {
    /// Reads it whole.
    pub async fn read(mut self, file_name: &str) -> Answer<File> {
        let mut bytes = BytesMut::new();
        loop {
            match tokio::time::timeout(PATIENCE, self.payload.next()).await {
                Err(_) => return Err(Code::Timeout.into()),
                Ok(None) => break,
                Ok(Some(Err(error))) => return Err(Refusal::of(Code::MalformedBody).detail(error).into()),
                Ok(Some(Ok(part))) => {
                    if bytes.len() + part.len() > MOST {
                        return Err(too_large());
                    }
                    bytes.extend_from_slice(&part);
                }
            }
        }
        if bytes.is_empty() {
            return Err(Refusal::of(Code::Invalid).detail("the file is empty").into());
        }
        let digest = Sha256::new().chain_update(file_name).chain_update([0]).chain_update(&bytes).finalize().to_vec();
        Ok(File { bytes: bytes.freeze(), media_type: self.media_type, digest })
    }
}

fn too_large() -> Error {
    Refusal::of(Code::BodyTooLarge).detail(format!("at most {MOST} bytes")).into()
}

/// Keeps a file with the case.
pub fn add(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, file_name: &str, file: &File) -> Answer<Attachment> {
    let case = Case::hold(db, actor, scope, id)?;
    let known = attachments::of(db, &case.complaint.customer_id, id)?;
    if known.len() >= MOST_FILES {
        return Err(Refusal::of(Code::Conflict).detail(format!("at most {MOST_FILES} files")).into());
    }
    let file_name = check_line(file_name, 200).map_err(|error| {
        let fault = text_fields::fault("file_name", error);
        Refusal::of(Code::InvalidParameter).fault(Fault { place: Place::Parameter("file_name".to_owned()), ..fault })
    })?;
    let attachment = Attachment {
        id: ids::make(ids::ATTACHMENT),
        customer_id: case.complaint.customer_id.clone(),
        complaint_id: case.complaint.id.clone(),
        file_name,
        media_type: file.media_type.clone(),
        bytes: i64::try_from(file.bytes.len()).unwrap_or(i64::MAX),
        created_by: actor.id.clone(),
        created_at: clock::now().naive_utc(),
    };
    attachments::insert(db, &attachment, file.bytes.chunks(CHUNK))?;
    let data = json!({"attachment_id": attachment.id, "file_name": attachment.file_name});
    case.note(db, &actor.id, ComplaintEventKind::Attached, None, &data)?;
    case.keep(db, Some((actor, "complaints.attach")))?;
    Ok(attachment)
}

/// A file with its content.
pub fn load(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    (id, attachment_id): (&str, &str),
) -> Answer<(Attachment, Vec<u8>)> {
    let complaint = find(db, actor, scope, id)?;
    let all = attachments::of(db, &complaint.customer_id, &complaint.id)?;
    let attachment = all.into_iter().find(|row| row.id == attachment_id).ok_or(Code::NotFound)?;
    let content = attachments::content(db, &attachment)?;
    Ok((attachment, content))
}
