//! What happens to campaigns by the clock: those whose time has come begin, those that are done are closed, and a job
//! that came to nothing is asked for again.

use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::messaging::deliveries;
use regulars_db::text::AsText;
use regulars_domain::marketing::campaigns::{CampaignStep, next};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::plan::PlanDeliveries;
use super::{service, steps};
use crate::messaging::sending;
use crate::platform::clock;
use crate::platform::config::Config;
use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome};

/// Brings campaigns forward.
#[derive(Default, Serialize, Deserialize)]
pub struct Tick {}

impl Kind for Tick {
    const NAME: &'static str = "campaigns.tick";
    const UNIT: &'static str = "campaigns";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let store = context.store();
        let due = store.read_now(|db| Ok::<_, Error>(campaigns::due(db, clock::now().naive_utc())?))?;
        let mut launched = 0;
        for id in due {
            let config = context.app.config.clone();
            launched += u32::from(store.write_now(move |db| begin(db, &config, &id))?);
        }
        store.write_now(keep_going)?;
        context.app.wake.ring();
        Ok(Outcome::Done(json!({"launched": launched})))
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
fn keep_going(db: &mut Db) -> Answer<()> {
    let now = clock::now().naive_utc();
    for campaign in campaigns::running(db, None)? {
        if campaign.planned_at.is_none() {
            jobs::enqueue(db, &PlanDeliveries::of(&campaign.id), jobs::BY)?;
            continue;
        }
        match deliveries::next_due(db, &campaign.id)? {
            None => steps::complete(db, &campaign.id, now)?,
            Some(due) => {
                sending::request(db, campaign.channel.0, jobs::BY, due.max(now))?;
            }
        }
    }
    Ok(())
}
