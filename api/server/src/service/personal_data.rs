//! What the area of service holds of a person.

use regulars_db::Db;
use regulars_db::personal::Held;
use regulars_db::service::complaints::attachments;
use regulars_db::service::personal;
use regulars_domain::customers::erasures::Objection;
use regulars_domain::text::Message;

use crate::platform::error::Answer;
use crate::platform::personal_data::{PersonFile, PersonalData};

/// Complaints and tasks.
pub struct ServiceData;

impl PersonalData for ServiceData {
    fn held(&self) -> &'static [Held] {
        personal::HELD
    }

    fn files(&self, db: &mut Db, ids: &[String]) -> Answer<Vec<PersonFile>> {
        let mut files = Vec::new();
        for id in ids {
            files.extend(attachments::of_customer(db, id)?.into_iter().map(|attachment| PersonFile {
                id: attachment.id,
                subject_id: attachment.complaint_id,
                name: attachment.file_name,
                customer_id: attachment.customer_id,
            }));
        }
        Ok(files)
    }

    fn content(&self, db: &mut Db, file: &PersonFile) -> Answer<Vec<u8>> {
        Ok(attachments::content_of(db, &file.customer_id, &file.id)?)
    }

    /// What is claimed, or promised, needs somebody to whom it is given.
    fn objection(&self, db: &mut Db, ids: &[String]) -> Answer<Option<Message>> {
        let (open, promised) = personal::open_business(db, ids)?;
        Ok(match (open, promised) {
            (0, 0) => None,
            (0, promised) => Some(Objection::Promised(promised).into()),
            (open, _) => Some(Objection::OpenComplaints(open).into()),
        })
    }
}
