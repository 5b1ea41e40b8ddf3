//! Telling people that a complaint is theirs to see to.

use regulars_db::Db;
use regulars_db::service::complaints::Complaint;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};

use crate::organisation::notifications::service as notifications;
use crate::organisation::notifications::service::Notice;
use crate::platform::error::Answer;

/// Tells people that they are to see to a case.
pub fn tell(db: &mut Db, complaint: &Complaint, people: &[String], by: &str) -> Answer<()> {
    let notice = Notice {
        kind: NotificationKind::ComplaintGiven,
        subject: NotificationSubject::Complaint,
        subject_id: &complaint.id,
        item_id: &complaint.id,
        title: None,
        reason: None,
        by,
    };
    notifications::tell(db, people, &notice)
}
