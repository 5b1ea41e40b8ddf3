//! Who decides on points by hand, what waits for somebody, and who is told what became of it.

use chrono::{DateTime, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::Adjustment;
use regulars_db::page::cut;
use regulars_domain::loyalty::points::{AdjustmentState, may_decide};
use regulars_domain::organisation::approvals::nearest;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};
use regulars_domain::period::month_of;
use regulars_domain::permissions::{Action, Scope};

use super::adjustments::may_give;
use crate::organisation::notifications::service as notifications;
use crate::organisation::notifications::service::Notice;
use crate::organisation::standing;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::organisation;

/// What waits for the decision of somebody with this reach, the longest first, of so many that are looked at: what others
/// asked for, and what they may give. And whether there are more to look at.
pub fn waiting_for(db: &mut Db, user_id: &str, scope: &Scope, limit: i64) -> Answer<(Vec<Adjustment>, bool)> {
    let mut found = points::waiting_adjustments(db, scope.units(), user_id, limit + 1)?;
    let has_more = cut(&mut found, limit);
    let month = this_month(db)?;
    let mut decidable = Vec::new();
    for adjustment in found {
        if can_decide(db, user_id, &adjustment, month)? {
            decidable.push(adjustment);
        }
    }
    Ok((decidable, has_more))
}

/// Where the month begins in which is counted what was given, and the next one.
fn this_month(db: &mut Db) -> Answer<(DateTime<Utc>, DateTime<Utc>)> {
    Ok(month_of(clock::now(), organisation(db)?.time_zone))
}

/// Whether somebody who holds the right may approve this one.
fn can_decide(
    db: &mut Db,
    user_id: &str,
    adjustment: &Adjustment,
    month: (DateTime<Utc>, DateTime<Utc>),
) -> Answer<bool> {
    let is_others = may_decide(&standing::maker_of(db, &adjustment.asked_by)?, user_id);
    Ok(is_others && may_give(db, user_id, adjustment, month)?)
}

/// What somebody asked for since a moment, newest first.
pub fn asked_by(db: &mut Db, user_id: &str, since: NaiveDateTime, limit: i64) -> Answer<Vec<Adjustment>> {
    Ok(points::adjustments_asked_by(db, user_id, since, limit)?)
}

/// Tells those who decide that it waits: the nearest who hold the right over the customer's unit, did not ask, and may give
/// as much.
pub fn tell_deciders(db: &mut Db, adjustment: &Adjustment, by: &str) -> Answer<()> {
    let home = profiles::find(db, &adjustment.customer_id)?.and_then(|customer| customer.home_unit_id);
    let month = this_month(db)?;
    let mut able = Vec::new();
    for (distance, id) in standing::holders_over(db, Action::PointsApprove, home.as_deref())? {
        if can_decide(db, &id, adjustment, month)? {
            able.push((distance, id));
        }
    }
    notifications::tell(db, &nearest(able), &notice(adjustment, NotificationKind::ApprovalWaiting, by))
}

/// Tells who asked what was decided; nobody has to decide any more.
pub fn tell_asker(db: &mut Db, adjustment: &Adjustment, by: &str) -> Answer<()> {
    let kind = NotificationKind::of_decision(adjustment.state.0 == AdjustmentState::Approved);
    notifications::tell_decision(db, std::slice::from_ref(&adjustment.asked_by), &notice(adjustment, kind, by))
}

fn notice<'a>(adjustment: &'a Adjustment, kind: NotificationKind, by: &'a str) -> Notice<'a> {
    Notice {
        kind,
        subject: NotificationSubject::Points,
        subject_id: &adjustment.membership_id,
        item_id: &adjustment.id,
        title: None,
        reason: adjustment.decision_note.as_deref(),
        by,
    }
}
