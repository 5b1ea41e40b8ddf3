//! Telling people something, and what they have read of it.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use regulars_db::Db;
use regulars_db::organisation::notifications;
use regulars_db::organisation::notifications::Notification;
use regulars_db::organisation::users;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::organisation::notifications::{GATHERED, NotificationKind, NotificationSubject, mailed_at};
use regulars_domain::organisation::users::UserState;

use super::mail::MailNotifications;
use crate::organisation::standing;
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::jobs;

/// The most characters of a name that are kept.
const TITLE: usize = 200;

/// Something that people are told.
#[derive(Clone, Copy, Debug)]
pub struct Notice<'a> {
    pub kind: NotificationKind,
    pub subject: NotificationSubject,
    /// What one opens.
    pub subject_id: &'a str,
    /// The request, task or case itself.
    pub item_id: &'a str,
    pub title: Option<&'a str>,
    pub reason: Option<&'a str>,
    /// Who brought it about: they are not told.
    pub by: &'a str,
}

/// Tells people something in the transaction that brings it about; a key is its maker. Who is no active user is not told,
/// nor is who brought it about.
pub fn tell(db: &mut Db, people: &[String], notice: &Notice<'_>) -> Answer<()> {
    let by = standing::maker_of(db, notice.by)?;
    let mut told = BTreeSet::new();
    for id in people {
        let person = standing::maker_of(db, id)?;
        if person != by && told.insert(person.clone()) {
            tell_one(db, &person, notice)?;
        }
    }
    Ok(())
}

/// Tells who asked what was decided; nobody has to decide any more.
pub fn tell_decision(db: &mut Db, askers: &[String], notice: &Notice<'_>) -> Answer<()> {
    settle(db, notice.item_id)?;
    tell(db, askers, notice)
}

fn tell_one(db: &mut Db, person: &str, notice: &Notice<'_>) -> Answer<()> {
    let Some(user) = users::find(db, person)?.filter(|user| *user.state == UserState::Active) else { return Ok(()) };
    let now = clock::now().naive_utc();
    let cut = |text: &str| text.chars().take(TITLE).collect::<String>();
    let first = match user.mails_notifications {
        true => notifications::first_to_mail_since(db, &user.id, now - GATHERED)?,
        false => None,
    };
    let notification = Notification {
        id: ids::make(ids::NOTIFICATION),
        user_id: user.id,
        kind: AsText(notice.kind),
        subject: AsText(notice.subject),
        subject_id: notice.subject_id.to_owned(),
        item_id: notice.item_id.to_owned(),
        title: notice.title.map(cut),
        reason: notice.reason.map(str::to_owned),
        by_id: notice.by.to_owned(),
        created_at: now,
        read_at: None,
        by_mail: user.mails_notifications,
        mail_job_id: None,
    };
    notifications::insert(db, &notification)?;
    if notification.by_mail {
        let job = MailNotifications::of(&notification);
        jobs::enqueue_at(db, &job, jobs::BY, mailed_at(first, now))?;
    }
    Ok(())
}

/// Nobody has to decide on this any more.
pub fn settle(db: &mut Db, item_id: &str) -> Answer<()> {
    Ok(notifications::settle(db, item_id, clock::now().naive_utc())?)
}

/// Marks one as read; what is somebody else's does not exist.
pub fn read(db: &mut Db, user_id: &str, id: &str) -> Answer<()> {
    let found = notifications::read(db, user_id, id, clock::now().naive_utc())?;
    if found { Ok(()) } else { Err(Code::NotFound.into()) }
}

/// How long what people were told is kept.
pub const KEPT: TimeDelta = TimeDelta::days(90);
