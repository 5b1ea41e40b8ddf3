//! What happens to campaigns by the clock: those whose time has come begin, those that are done are closed, and a job
//! that came to nothing is asked for again.

use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::messaging::deliveries;
use regulars_db::text::AsText;
use regulars_domain::marketing::campaigns::{CampaignState, CampaignStep, next};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::plan::PlanDeliveries;
use super::{service, steps};
use crate::messaging::sending;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code};
use crate::platform::jobs;
use crate::platform::jobs::pass::{Pass, Passed};
use crate::platform::jobs::{Context, Kind, Outcome};

/// Campaigns looked up at once.
const PAGE: i64 = 100;

/// What the scheduler counts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Launched {
    launched: i64,
}

/// Brings campaigns forward.
#[derive(Default, Serialize, Deserialize)]
pub struct AdvanceCampaigns {}

impl Kind for AdvanceCampaigns {
    const NAME: &'static str = "campaigns.advance";
    const UNIT: &'static str = "campaigns";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let (now, config) = (clock::now().naive_utc(), context.app.config.clone());
        let due = Pass {
            page: PAGE,
            step: 1,
            next: move |db: &mut Db, after: &str, limit| Ok(campaigns::due_after(db, now, after, limit)?),
            handle: move |db: &mut Db, passed: &mut Passed<Launched>, ids: &[String]| {
                for id in ids {
                    passed.own.launched += i64::from(begin(db, &config, id)?);
                }
                Ok(())
            },
        };
        let mut passed = Passed::<Launched>::default();
        let running = Pass {
            page: PAGE,
            step: 1,
            next: |db: &mut Db, after: &str, limit| Ok(campaigns::running_after(db, after, limit)?),
            handle: |db: &mut Db, _: &mut Passed<Launched>, ids: &[String]| {
                ids.iter().try_for_each(|id| keep_going(db, id))
            },
        };
        let is_over = due.run(context, &mut passed)? && {
            passed.after.clear();
            running.run(context, &mut passed)?
        };
        if !is_over {
            return Ok(Outcome::PutDown);
        }
        Ok(Outcome::Done(passed.failures.told_in(json!({"launched": passed.own.launched}))))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Launches a campaign whose time has come. One that cannot begin is not scheduled any more, and says why.
fn begin(db: &mut Db, config: &Config, id: &str) -> Answer<bool> {
    // In a savepoint: what a refused launch wrote is undone.
    let refused = match db.transaction(|db| steps::launch_by_itself(db, config, id, jobs::BY)) {
        Ok(_) => return Ok(true),
        Err(error) if steps::is_refusal(&error) => error.refusal().code,
        Err(error) => return Err(error),
    };
    let mut campaign = campaigns::lock(db, id)?.ok_or(Code::NotFound)?;
    // Somebody was faster, and it is not scheduled any more.
    let Ok(state) = next(campaign.state.0, CampaignStep::Unschedule) else { return Ok(false) };
    campaign.state = AsText(state);
    campaign.scheduled_at = None;
    campaign.review_note = Some(refused.as_str().to_owned());
    tracing::warn!(%id, code = refused.as_str(), "a scheduled campaign could not begin");
    service::store(db, campaign)?;
    Ok(false)
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
