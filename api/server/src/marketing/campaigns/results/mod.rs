//! What a campaign brought: measured anew at each look, from the purchases in its window.

pub mod routes;
pub mod views;

use chrono::TimeDelta;
use chrono_tz::Tz;
use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::results as stored;
use regulars_domain::marketing::campaigns::{CONTROL, CampaignState};
use regulars_domain::marketing::results::{Arm, Group, Plan, Results, Window, measure};
use regulars_domain::message;

use crate::platform::clock;
use crate::platform::error::{Answer, Code, Refusal};
use crate::platform::organisation;
use crate::platform::organisation::Organisation;

/// A result with what it was measured in.
pub struct Measured {
    pub campaign: Campaign,
    pub organisation: Organisation,
    /// From when until when purchases count.
    pub window: Window,
    /// Whether it is over.
    pub is_over: bool,
    /// Messages that left, by arm.
    pub sent: Vec<(String, i64)>,
    pub results: Results,
}

/// Measures a campaign that was launched and whose audience is known.
pub fn of(db: &mut Db, id: &str) -> Answer<Measured> {
    let campaign = campaigns::find(db, id)?.ok_or(Code::NotFound)?;
    let organisation = organisation(db)?;
    let Some(launched_at) = campaign.launched_at.filter(|_| campaign.planned_at.is_some()) else {
        let detail = match campaign.state.0 {
            CampaignState::Running | CampaignState::Paused => {
                message!("the deliveries are still being made", "正在生成发送名单")
            }
            _ => message!("the campaign has not been launched", "活动尚未发起"),
        };
        return Err(Refusal::of(Code::Conflict).detail(detail).into());
    };
    let window = Window::of(launched_at.and_utc(), campaign.attribution_days);
    let people = stored::people(db, id)?;
    // A moment that was told ahead counts from its recording, and old rows may be a day ahead.
    let bought = stored::bought(db, id, (window.until + TimeDelta::days(1)).naive_utc())?;
    let bought = outcome(&bought, campaign.attribution_days, organisation.time_zone);
    let group = |arm: &str| group(arm, &people, &bought);
    let arms = campaign.arms.0.iter().map(|arm| Arm {
        key: arm.key.clone(),
        name: arm.name.clone(),
        share: arm.share,
        group: group(&arm.key),
    });
    let plan =
        Plan { control_share: campaign.control_share, margin_rate: campaign.margin_rate, cost: campaign.cost_minor };
    let results = measure(&plan, group(CONTROL), arms.collect());
    let is_over = clock::now() >= window.until;
    let sent = people.into_iter().map(|row| (row.arm, row.sent)).collect();
    Ok(Measured { campaign, organisation, window, is_over, sent, results })
}

/// What somebody of an arm bought in all.
struct Buyer<'a> {
    arm: &'a str,
    customer_id: &'a str,
    net_minor: i64,
    purchases: i64,
}

/// What counts of these purchases, each within the days from its own customer's assignment.
fn outcome(bought: &[stored::Bought], days: i32, zone: Tz) -> Vec<Buyer<'_>> {
    let mut buyers: Vec<Buyer<'_>> = Vec::new();
    for row in bought {
        let window = Window::of(row.assigned_at.and_utc(), days);
        let Some(arm) = row.arm.as_deref() else { continue };
        if !window.holds(row.occurred_at.and_utc(), row.recorded_at.and_utc(), zone) {
            continue;
        }
        match buyers.last_mut().filter(|last| last.customer_id == row.customer_id) {
            Some(last) => {
                last.net_minor += row.net_minor;
                last.purchases += 1;
            }
            None => {
                buyers.push(Buyer { arm, customer_id: &row.customer_id, net_minor: row.net_minor, purchases: 1 });
            }
        }
    }
    buyers
}

/// Everybody of an arm: those who bought, and those who did not.
fn group(arm: &str, people: &[stored::People], bought: &[Buyer<'_>]) -> Group {
    let count = people.iter().find(|row| row.arm == arm).map_or(0, |row| row.people);
    let mut group = Group::of(count);
    bought.iter().filter(|row| row.arm == arm).for_each(|row| group.bought(row.net_minor, row.purchases));
    group
}
