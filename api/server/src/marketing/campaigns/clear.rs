//! The end of a cancelled campaign: every message that has not left is cancelled.

use regulars_db::marketing::campaigns;
use regulars_db::messaging::deliveries;
use regulars_domain::marketing::campaigns::CampaignState;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Messages in one step.
const STEP: i64 = 5_000;

/// Cancels what has not left.
#[derive(Serialize, Deserialize)]
pub struct Clear {
    campaign_id: String,
}

impl Clear {
    pub fn of(campaign_id: &str) -> Clear {
        Clear { campaign_id: campaign_id.to_owned() }
    }
}

impl Kind for Clear {
    const NAME: &'static str = "campaigns.clear";
    const UNIT: &'static str = "messages";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let mut done = context.checkpoint::<i64>()?.unwrap_or(0);
        loop {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let id = self.campaign_id.clone();
            let cleared = context.step(move |db| {
                let found = campaigns::find(db, &id)?;
                let is_over = found.is_some_and(|campaign| campaign.state.0 == CampaignState::Cancelled);
                let rows = if is_over { deliveries::cancel(db, &id, clock::now().naive_utc(), STEP)? } else { 0 };
                let rows = i64::try_from(rows).unwrap_or(0);
                Step::to(rows, done + rows, None, &(done + rows))
            })?;
            done += cleared;
            if cleared == 0 {
                return Ok(Outcome::Done(json!({"cancelled": done})));
            }
        }
    }

    fn subject(&self) -> Option<String> {
        Some(self.campaign_id.clone())
    }

    fn lock(&self) -> Option<String> {
        Some(format!("{}:{}", Self::NAME, self.campaign_id))
    }
}
