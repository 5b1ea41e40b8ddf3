//! Gathering what waits, and what was asked for.

use chrono::TimeDelta;
use regulars_db::Db;
use regulars_domain::organisation::approvals::ApprovalKind;
use regulars_domain::permissions::Action;

use super::views::{ApprovalCount, ApprovalList, ApprovalView};
use crate::loyalty::memberships::approvals as points;
use crate::marketing::campaigns::approvals as campaigns;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::service::complaints::approvals as compensations;

/// So many of each kind are looked at.
const MOST: i64 = 100;
/// How long what one asked for is shown.
const SHOWN: TimeDelta = TimeDelta::days(30);

/// What waits for the caller's decision: of each kind what they hold the right for, within its reach, and may decide.
pub fn waiting_for(db: &mut Db, actor: &Actor) -> Answer<ApprovalList> {
    let currency = organisation(db)?.base_currency;
    let mut found = Gathered::default();
    if let Some(scope) = actor.grants.scope(Action::CampaignsApprove) {
        let (rows, has_more) = campaigns::waiting_for(db, &actor.id, scope, MOST)?;
        found.add(ApprovalKind::Campaign, rows.into_iter().map(ApprovalView::of_campaign).collect(), has_more);
    }
    if let Some(scope) = actor.grants.scope(Action::ComplaintsCompensate) {
        let (rows, has_more) = compensations::waiting_for(db, actor, scope, MOST)?;
        let view = |row| ApprovalView::of_compensation(row, currency);
        found.add(ApprovalKind::Compensation, rows.into_iter().map(view).collect(), has_more);
    }
    if let Some(scope) = actor.grants.scope(Action::PointsApprove) {
        let (rows, has_more) = points::waiting_for(db, &actor.id, scope, MOST)?;
        found.add(ApprovalKind::Points, rows.into_iter().map(ApprovalView::of_points).collect(), has_more);
    }
    Ok(found.oldest_first())
}

/// What the caller asked for in the last days, with what became of it.
pub fn asked_by(db: &mut Db, actor: &Actor) -> Answer<ApprovalList> {
    let currency = organisation(db)?.base_currency;
    let since = (clock::now() - SHOWN).naive_utc();
    let mut found = Gathered::default();
    let rows = campaigns::asked_by(db, &actor.id, since, MOST)?;
    found.add(ApprovalKind::Campaign, rows.into_iter().map(ApprovalView::of_campaign).collect(), false);
    let rows = compensations::asked_by(db, &actor.id, since, MOST)?;
    let view = |row| ApprovalView::of_compensation(row, currency);
    found.add(ApprovalKind::Compensation, rows.into_iter().map(view).collect(), false);
    let rows = points::asked_by(db, &actor.id, since, MOST)?;
    found.add(ApprovalKind::Points, rows.into_iter().map(ApprovalView::of_points).collect(), false);
    let mut list = found.oldest_first();
    list.data.reverse();
    Ok(list)
}

/// What was found so far.
#[derive(Default)]
struct Gathered {
    list: ApprovalList,
}

impl Gathered {
    fn add(&mut self, kind: ApprovalKind, rows: Vec<ApprovalView>, has_more: bool) {
        let count = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        self.list.counts.push(ApprovalCount { kind, count });
        self.list.data.extend(rows);
        self.list.has_more |= has_more;
    }

    fn oldest_first(mut self) -> ApprovalList {
        self.list.data.sort_by(|one, other| (one.asked_at.0, &one.id).cmp(&(other.asked_at.0, &other.id)));
        self.list
    }
}
