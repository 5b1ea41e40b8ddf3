//! Telling somebody that they were given a task.

use regulars_db::Db;
use regulars_db::service::tasks::Task;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};

use crate::organisation::notifications::service as notifications;
use crate::organisation::notifications::service::Notice;
use crate::platform::error::Answer;

/// Tells the owner of a task, unless they made it themselves.
pub fn tell(db: &mut Db, task: &Task) -> Answer<()> {
    tell_by(db, task, &task.created_by)
}

/// Tells the owner of a task that somebody handed over.
pub fn tell_by(db: &mut Db, task: &Task, by: &str) -> Answer<()> {
    let about = task.about_id.as_ref().or(task.customer_id.as_ref()).unwrap_or(&task.id);
    let notice = Notice {
        kind: NotificationKind::TaskGiven,
        subject: NotificationSubject::Task,
        subject_id: about,
        item_id: &task.id,
        title: Some(&task.title),
        reason: None,
        by,
    };
    notifications::tell(db, std::slice::from_ref(&task.owner_id), &notice)
}
