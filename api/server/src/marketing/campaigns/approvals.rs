//! Who decides on a campaign that was handed in, what waits for somebody, and who is told what became of it.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::{campaigns, oversight};
use regulars_db::page::cut;
use regulars_domain::organisation::approvals::nearest;
use regulars_domain::organisation::notifications::{NotificationKind, NotificationSubject};
use regulars_domain::permissions::{Action, Scope};

use super::oversight::hands;
use crate::organisation::notifications::service as notifications;
use crate::organisation::notifications::service::Notice;
use crate::organisation::standing;
use crate::platform::error::Answer;

/// What waits for the decision of somebody with this reach, the longest first, of so many that are looked at: none of which
/// they wrote a part. And whether there are more to look at.
pub fn waiting_for(db: &mut Db, user_id: &str, scope: &Scope, limit: i64) -> Answer<(Vec<Campaign>, bool)> {
    let mut found = campaigns::in_review(db, scope.units(), limit + 1)?;
    let has_more = cut(&mut found, limit);
    let mut decidable = Vec::new();
    for campaign in found {
        let held = oversight::of(db, &campaign.id)?;
        if hands(db, &campaign, &held)?.own_part(user_id).is_none() {
            decidable.push(campaign);
        }
    }
    Ok((decidable, has_more))
}

/// What somebody handed in, or changed last, since a moment, newest first.
pub fn asked_by(db: &mut Db, user_id: &str, since: NaiveDateTime, limit: i64) -> Answer<Vec<Campaign>> {
    Ok(campaigns::handed_in_by(db, user_id, since, limit)?)
}

/// Tells those who decide that it waits: the nearest who hold the right over its unit and wrote no part of it.
pub fn tell_deciders(db: &mut Db, campaign: &Campaign, by: &str) -> Answer<()> {
    let held = oversight::of(db, &campaign.id)?;
    let hands = hands(db, campaign, &held)?;
    let holders = standing::holders_over(db, Action::CampaignsApprove, Some(&campaign.unit_id))?;
    let asked = nearest(holders.into_iter().filter(|(_, id)| hands.own_part(id).is_none()));
    notifications::tell(db, &asked, &notice(campaign, NotificationKind::ApprovalWaiting, by))
}

/// Tells who planned it what became of it; nobody has to decide any more.
pub fn tell_askers(db: &mut Db, campaign: &Campaign, kind: NotificationKind, by: &str) -> Answer<()> {
    let askers = [campaign.author_id.clone(), campaign.changed_by.clone()];
    notifications::tell_decision(db, &askers, &notice(campaign, kind, by))
}

fn notice<'a>(campaign: &'a Campaign, kind: NotificationKind, by: &'a str) -> Notice<'a> {
    let is_returned = kind == NotificationKind::RequestReturned;
    Notice {
        kind,
        subject: NotificationSubject::Campaign,
        subject_id: &campaign.id,
        item_id: &campaign.id,
        title: Some(&campaign.name),
        reason: campaign.review_note.as_deref().filter(|_| is_returned),
        by,
    }
}
