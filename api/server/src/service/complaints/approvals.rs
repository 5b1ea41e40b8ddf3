//! Who decides on compensations above the limit of who promised them, what waits for somebody, and who is told what became
//! of it.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::page::cut;
use regulars_db::service::complaints;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::complaints::parts;
use regulars_db::service::complaints::parts::Compensation;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};
use regulars_domain::permissions::Scope;

use super::giving;
use super::giving::Verdict;
use super::levels;
use crate::organisation::notifications::service as notifications;
use crate::organisation::notifications::service::Notice;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::service::complaints::policy;

/// A promise with its case.
pub type Promised = (Compensation, Complaint);

/// What waits for the decision of somebody with this reach, the longest first, of so many that are looked at: what they may
/// approve. And whether there are more to look at.
pub fn waiting_for(db: &mut Db, actor: &Actor, scope: &Scope, limit: i64) -> Answer<(Vec<Promised>, bool)> {
    let mut found = parts::proposed(db, scope.units(), &actor.id, limit + 1)?;
    let has_more = cut(&mut found, limit);
    let policy = policy::current(db)?.value;
    let mut decidable = Vec::new();
    for (compensation, complaint) in with_cases(db, found)? {
        if giving::judge(db, actor, &complaint, &policy, &compensation, true)? == Verdict::May {
            decidable.push((compensation, complaint));
        }
    }
    Ok((decidable, has_more))
}

/// What somebody promised since a moment that somebody else decides on, newest first.
pub fn asked_by(db: &mut Db, user_id: &str, since: NaiveDateTime, limit: i64) -> Answer<Vec<Promised>> {
    let found = parts::proposed_by(db, user_id, since, limit)?;
    with_cases(db, found)
}

fn with_cases(db: &mut Db, found: Vec<Compensation>) -> Answer<Vec<Promised>> {
    let ids: Vec<&str> = found.iter().map(|compensation| compensation.complaint_id.as_str()).collect();
    let cases = complaints::of_ids(db, &ids)?;
    let cases: HashMap<&str, &Complaint> = cases.iter().map(|complaint| (complaint.id.as_str(), complaint)).collect();
    let with_case = |compensation: Compensation| {
        let complaint = (*cases.get(compensation.complaint_id.as_str())?).clone();
        Some((compensation, complaint))
    };
    Ok(found.into_iter().filter_map(with_case).collect())
}

/// Tells those who act for the level that must approve it; `not` are those whose own it is.
pub fn tell_deciders(db: &mut Db, complaint: &Complaint, compensation: &Compensation, not: &[&str]) -> Answer<()> {
    let asked = levels::actors_but(db, &complaint.unit_id, compensation.approval_level.0, not)?;
    let waiting = NotificationKind::ApprovalWaiting;
    notifications::tell(db, &asked, &notice(compensation, waiting, &compensation.promised_by))
}

/// Tells who promised it what was decided; nobody has to decide any more.
pub fn tell_asker(db: &mut Db, compensation: &Compensation, approved: bool, by: &str) -> Answer<()> {
    let kind = NotificationKind::of_decision(approved);
    notifications::tell_decision(db, std::slice::from_ref(&compensation.promised_by), &notice(compensation, kind, by))
}

fn notice<'a>(compensation: &'a Compensation, kind: NotificationKind, by: &'a str) -> Notice<'a> {
    Notice {
        kind,
        subject: NotificationSubject::Compensation,
        subject_id: &compensation.complaint_id,
        item_id: &compensation.id,
        title: None,
        reason: compensation.decision_note.as_deref(),
        by,
    }
}
