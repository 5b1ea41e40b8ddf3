//! What people are told: in the console, and by mail.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};

use crate::dialect::keyed;
use crate::page::Page;
use crate::prepared::prepared;
use crate::schema::notifications;
use crate::text::AsText;
use crate::{Db, Result, on};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = notifications, treat_none_as_default_value = false)]
pub struct Notification {
    pub id: String,
    /// Who is told.
    pub user_id: String,
    pub kind: AsText<NotificationKind>,
    pub subject: AsText<NotificationSubject>,
    /// What one opens: the campaign, the complaint, the membership, the customer.
    pub subject_id: String,
    /// The request, task or case itself.
    pub item_id: String,
    /// What it is called, where it has a name.
    pub title: Option<String>,
    /// Why a request was returned.
    pub reason: Option<String>,
    /// Who brought it about.
    pub by_id: String,
    pub created_at: NaiveDateTime,
    pub read_at: Option<NaiveDateTime>,
    /// Whether the person is told by mail as well.
    pub by_mail: bool,
    /// The job whose mail holds it; none before.
    pub mail_job_id: Option<String>,
}

pub fn insert(db: &mut Db, notification: &Notification) -> Result<()> {
    on!(db, |c| diesel::insert_into(notifications::table).values(notification).execute(c)).map(|_| ())
}

/// What a user was told, newest first; only what they have not read, or all.
pub fn list(db: &mut Db, user_id: &str, unread: bool, page: &Page) -> Result<Vec<Notification>> {
    on!(db, |c| {
        let mut query = notifications::table
            .filter(notifications::user_id.eq(user_id))
            .order(notifications::id.desc())
            .limit(page.rows_to_read())
            .select(Notification::as_select())
            .into_boxed();
        if unread {
            query = query.filter(notifications::read_at.is_null());
        }
        if let Some(after) = page.after_id() {
            query = query.filter(notifications::id.lt(after.to_owned()));
        }
        query.load(c)
    })
}

/// Marks one of a user's as read; false when there is none.
pub fn read(db: &mut Db, user_id: &str, id: &str, now: NaiveDateTime) -> Result<bool> {
    let mine = notifications::id.eq(id).and(notifications::user_id.eq(user_id));
    on!(db, |c| prepared(
        diesel::update(notifications::table.filter(mine.and(notifications::read_at.is_null())))
            .set(notifications::read_at.eq(now))
    )
    .run(c))?;
    on!(db, |c| notifications::table.filter(mine).select(notifications::id).first::<String>(c).optional())
        .map(|found| found.is_some())
}

/// Marks all of a user's as read.
pub fn read_all(db: &mut Db, user_id: &str, now: NaiveDateTime) -> Result<()> {
    on!(db, |c| prepared(
        diesel::update(
            notifications::table.filter(notifications::user_id.eq(user_id).and(notifications::read_at.is_null()))
        )
        .set(notifications::read_at.eq(now))
    )
    .run(c))
}

/// What notices after an id are about and say: id, what one opens, the item, name, reason.
pub type Words = (String, String, String, Option<String>, Option<String>);

/// See [`Words`]; only of those that say something, by their ids.
pub fn words_after(db: &mut Db, id: &str, limit: i64) -> Result<Vec<Words>> {
    on!(db, |c| notifications::table
        .filter(notifications::id.gt(id))
        .filter(notifications::title.is_not_null().or(notifications::reason.is_not_null()))
        .order(notifications::id.asc())
        .limit(limit)
        .select((
            notifications::id,
            notifications::subject_id,
            notifications::item_id,
            notifications::title,
            notifications::reason,
        ))
        .load(c))
}

/// Takes the words out of these notices.
pub fn take_words(db: &mut Db, ids: &[String]) -> Result<()> {
    on!(db, |c| diesel::update(notifications::table.filter(keyed(notifications::id, ids)))
        .set((notifications::title.eq(None::<String>), notifications::reason.eq(None::<String>)))
        .execute(c))
    .map(|_| ())
}

/// Whether nobody has read yet what people were told of an item.
pub fn is_unread(db: &mut Db, kind: NotificationKind, item_id: &str) -> Result<bool> {
    let told = notifications::item_id.eq(item_id).and(notifications::kind.eq(kind.as_str()));
    on!(db, |c| notifications::table
        .filter(told.and(notifications::read_at.is_null()))
        .select(notifications::id)
        .first::<String>(c)
        .optional())
    .map(|found| found.is_some())
}

/// Nobody has to decide on this any more: who was told that it waits needs not look.
pub fn settle(db: &mut Db, item_id: &str, now: NaiveDateTime) -> Result<()> {
    let waits = notifications::kind.eq(NotificationKind::ApprovalWaiting.as_str());
    on!(db, |c| prepared(
        diesel::update(
            notifications::table
                .filter(notifications::item_id.eq(item_id).and(notifications::read_at.is_null()).and(waits))
        )
        .set(notifications::read_at.eq(now))
    )
    .run(c))
}

/// When the first that is to be mailed to a user was made, of those since a moment.
pub fn first_to_mail_since(db: &mut Db, user_id: &str, since: NaiveDateTime) -> Result<Option<NaiveDateTime>> {
    on!(db, |c| notifications::table
        .filter(notifications::user_id.eq(user_id).and(notifications::by_mail.eq(true)))
        .filter(notifications::created_at.gt(since))
        .order(notifications::created_at.asc())
        .select(notifications::created_at)
        .first(c)
        .optional())
}

/// What is in the mail of a job, the oldest first. A job that has none yet takes all that is to be mailed to the user, and
/// neither was nor has been read; what comes later is not added to a mail that may be on its way.
pub fn take_to_mail(db: &mut Db, user_id: &str, job_id: &str) -> Result<Vec<Notification>> {
    let taken = mailed_by(db, user_id, job_id)?;
    if !taken.is_empty() {
        return Ok(taken);
    }
    let open = notifications::user_id
        .eq(user_id)
        .and(notifications::by_mail.eq(true))
        .and(notifications::mail_job_id.is_null())
        .and(notifications::read_at.is_null());
    on!(db, |c| prepared(
        diesel::update(notifications::table.filter(open)).set(notifications::mail_job_id.eq(job_id))
    )
    .run(c))?;
    mailed_by(db, user_id, job_id)
}

fn mailed_by(db: &mut Db, user_id: &str, job_id: &str) -> Result<Vec<Notification>> {
    on!(db, |c| notifications::table
        .filter(notifications::user_id.eq(user_id).and(notifications::mail_job_id.eq(job_id).assume_not_null()))
        .order(notifications::id.asc())
        .select(Notification::as_select())
        .load(c))
}

/// Drops what was made before a moment.
pub fn forget(db: &mut Db, before: NaiveDateTime) -> Result<usize> {
    on!(db, |c| diesel::delete(notifications::table.filter(notifications::created_at.lt(before))).execute(c))
}
