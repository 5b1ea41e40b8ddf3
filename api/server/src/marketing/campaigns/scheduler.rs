//! What happens to campaigns by the clock: those whose time has come are prepared and begin, those that are done are
//! closed, and a job that came to nothing is asked for again.

use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::messaging::deliveries;
use regulars_domain::marketing::campaigns::CampaignState;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::plan::PlanDeliveries;
use super::prepare::Prepare;
use super::{service, steps};
use crate::messaging::sending;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::jobs;
use crate::platform::jobs::pass::{Pass, Passed};
use crate::platform::jobs::{Context, Kind, Outcome};

/// Campaigns looked up at once.
const PAGE: i64 = 100;

/// What the scheduler counts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Due {
    due: i64,
}

/// Brings campaigns forward.
#[derive(Default, Serialize, Deserialize)]
pub struct AdvanceCampaigns {}

impl Kind for AdvanceCampaigns {
    const NAME: &'static str = "campaigns.advance";
    const UNIT: &'static str = "campaigns";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let now = clock::now().naive_utc();
        let due = Pass {
            page: PAGE,
            step: 1,
            next: move |db: &mut Db, after: &str, limit| Ok(campaigns::due_after(db, now, after, limit)?),
            handle: |db: &mut Db, passed: &mut Passed<Due>, ids: &[String]| {
                for id in ids {
                    // One that cannot be read is told as such, and looked at again the next time.
                    service::find(db, id)?;
                    jobs::enqueue(db, &Prepare::and_begin(id), jobs::BY)?;
                    passed.own.due += 1;
                }
                Ok(())
            },
        };
        let mut passed = Passed::<Due>::default();
        let running = Pass {
            page: PAGE,
            step: 1,
            next: |db: &mut Db, after: &str, limit| Ok(campaigns::running_after(db, after, limit)?),
            handle: |db: &mut Db, _: &mut Passed<Due>, ids: &[String]| ids.iter().try_for_each(|id| keep_going(db, id)),
        };
        let is_over = due.run(context, &mut passed)? && {
            passed.after.clear();
            running.run(context, &mut passed)?
        };
        if !is_over {
            return Ok(Outcome::PutDown);
        }
        Ok(Outcome::Done(passed.failures.told_in(json!({"due": passed.own.due}))))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Asks for what a running campaign waits for; closes it when it waits for nothing.
fn keep_going(db: &mut Db, id: &str) -> Answer<()> {
    let now = clock::now().naive_utc();
    let Some(campaign) = campaigns::find(db, id)?.filter(|found| found.state.0 == CampaignState::Running) else {
        return Ok(());
    };
    if campaign.planned_at.is_none() {
        return jobs::enqueue(db, &PlanDeliveries::of(id), jobs::BY).map(|_| ());
    }
    match deliveries::next_due(db, id)? {
        None => steps::complete(db, id, now),
        Some(due) => sending::request(db, campaign.channel.0, jobs::BY, due.max(now)).map(|_| ()),
    }
}
