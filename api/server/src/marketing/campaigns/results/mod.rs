//! What a campaign brought: measured anew at each look, from the purchases in its window.

pub mod routes;
pub mod views;

use chrono::{Days, NaiveDate};
use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_db::marketing::results as stored;
use regulars_domain::marketing::campaigns::{CONTROL, CampaignState};
use regulars_domain::marketing::results::{Arm, Group, Plan, Results, measure};
use regulars_domain::message;
use regulars_domain::period::{DateRange, local_day};

use crate::platform::clock;
use crate::platform::error::{Answer, Code, Refusal};
use crate::platform::organisation;
use crate::platform::organisation::Organisation;

/// A result with what it was measured in.
pub struct Measured {
    pub campaign: Campaign,
    pub organisation: Organisation,
    /// The organisation-local days whose purchases count, both included.
    pub window: DateRange,
    /// Whether the last of them is over.
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
    let window = window(local_day(launched_at.and_utc(), organisation.time_zone), campaign.attribution_days);
    let people = stored::people(db, id)?;
    let bought = stored::bought(db, id, window.from, window.to)?;
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
    let is_over = local_day(clock::now(), organisation.time_zone) > window.to;
    let sent = people.into_iter().map(|row| (row.arm, row.sent)).collect();
    Ok(Measured { campaign, organisation, window, is_over, sent, results })
}

/// So many days from the day of the launch.
fn window(launched_on: NaiveDate, days: i32) -> DateRange {
    let more = u64::try_from(days.max(1) - 1).unwrap_or(0);
    DateRange { from: launched_on, to: launched_on.checked_add_days(Days::new(more)).unwrap_or(launched_on) }
}

/// Everybody of an arm: those who bought, and those who did not.
fn group(arm: &str, people: &[stored::People], bought: &[stored::Bought]) -> Group {
    let count = people.iter().find(|row| row.arm == arm).map_or(0, |row| row.people);
    let mut group = Group::of(count);
    bought.iter().filter(|row| row.arm == arm).for_each(|row| group.bought(row.net_minor, row.purchases));
    group
}
