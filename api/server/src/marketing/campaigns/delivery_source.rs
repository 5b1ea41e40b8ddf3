//! Campaigns as a source of deliveries: what the sender asks of them and tells them.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::marketing::campaigns;
use regulars_db::marketing::campaigns::Campaign;
use regulars_domain::marketing::campaigns::{CampaignState, PauseReason};
use regulars_domain::messaging::messages::Channel;

use super::{service, steps};
use crate::messaging::sending::{Batch, DeliverySource, Halt};
use crate::platform::error::Answer;

/// What deliveries of campaigns carry as their kind.
pub const KIND: &str = "campaign";

/// The campaigns that run; each is one batch.
pub struct Campaigns;

impl DeliverySource for Campaigns {
    fn kind(&self) -> &'static str {
        KIND
    }

    fn running(&self, db: &mut Db, channel: Channel) -> Answer<Vec<Batch>> {
        let running = campaigns::running(db, Some(channel))?;
        Ok(running.into_iter().filter(|campaign| campaign.planned_at.is_some()).map(batch).collect())
    }

    fn is_running(&self, db: &mut Db, batch_id: &str) -> Answer<bool> {
        Ok(service::find(db, batch_id)?.state.0 == CampaignState::Running)
    }

    fn complete(&self, db: &mut Db, batch_id: &str, now: NaiveDateTime) -> Answer<()> {
        steps::complete(db, batch_id, now)
    }

    fn pause(&self, db: &mut Db, batch_id: &str, reason: Halt) -> Answer<()> {
        let reason = match reason {
            Halt::Failures => PauseReason::Failures,
            Halt::NoGateway => PauseReason::NoGateway,
        };
        steps::pause_by_itself(db, batch_id, reason)
    }
}

fn batch(campaign: Campaign) -> Batch {
    Batch {
        id: campaign.id,
        purpose: campaign.purpose.0,
        contents: campaign.contents.map(|contents| contents.0).unwrap_or_default(),
        until: campaign.send_until,
        counted_from: campaign.resumed_at,
    }
}
