//! Files of a case: photos, recordings, papers. Kept as chunk rows, handed out as downloads only.

use regulars_db::Db;
use regulars_db::service::complaints::attachments;
use regulars_db::service::complaints::attachments::Attachment;
use regulars_domain::ids;
use regulars_domain::message;
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
use crate::platform::error::{Answer, Code, Fault, Place, Refusal};
use crate::platform::identity::Actor;
use crate::platform::text_fields;

/// Bytes a file may have.
pub const MOST: u64 = 10 << 20;
/// Bytes of a chunk.
const CHUNK: usize = 1 << 20;
/// Files of a case.
const MOST_FILES: usize = 50;
/// What may be attached.
pub const MEDIA_TYPES: [&str; 8] =
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

/// A file that has arrived.
pub struct File {
    bytes: Vec<u8>,
    media_type: String,
    /// SHA-256 of the name and the content.
    pub digest: Vec<u8>,
}

impl File {
    /// A file of an accepted media type.
    pub fn of(file_name: &str, media_type: String, bytes: Vec<u8>) -> Answer<File> {
        if bytes.is_empty() {
            return Err(Refusal::of(Code::Invalid).detail(message!("the file is empty", "文件为空")).into());
        }
        let digest = Sha256::new().chain_update(file_name).chain_update([0]).chain_update(&bytes).finalize().to_vec();
        Ok(File { bytes, media_type, digest })
    }
}

/// Keeps a file with the case.
pub fn add(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, file_name: &str, file: &File) -> Answer<Attachment> {
    let case = Case::lock(db, actor, scope, id)?;
    let known = attachments::of(db, &case.complaint.customer_id, id)?;
    if known.len() >= MOST_FILES {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("at most {MOST_FILES} files", "最多 {MOST_FILES} 个文件"))
            .into());
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
    case.record_event(db, &actor.id, ComplaintEventKind::Attached, None, &data)?;
    case.save(db, Some((actor, "complaints.attach")))?;
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
