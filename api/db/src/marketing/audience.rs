//! Whom a campaign is for: members of segments, and what they had before.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::{count, count_star, max};
use diesel::prelude::*;
use regulars_domain::marketing::campaigns::{Audience, DeliveryState};
use regulars_domain::messaging::messages::{Channel, Purpose};

use crate::dialect::keyed;
use crate::schema::{campaigns, deliveries, segment_members};
use crate::{Db, Result, on};

diesel::alias!(segment_members as left_out: LeftOutMembers);

macro_rules! members {
    ($audience:expr) => {
        segment_members::table.filter(segment_members::segment_id.eq_any(&$audience.segments)).filter(
            segment_members::customer_id.ne_all(
                left_out
                    .filter(left_out.field(segment_members::segment_id).eq_any(&$audience.exclude))
                    .select(left_out.field(segment_members::customer_id)),
            ),
        )
    };
}

/// How many people an audience has now.
pub fn count_audience(db: &mut Db, audience: &Audience) -> Result<i64> {
    if audience.segments.is_empty() {
        return Ok(0);
    }
    on!(db, |c| members!(audience).select(count(segment_members::customer_id).aggregate_distinct()).first(c))
}

/// The next people of an audience, by their ids.
pub fn audience_after(db: &mut Db, audience: &Audience, after: &str, limit: i64) -> Result<Vec<String>> {
    if audience.segments.is_empty() {
        return Ok(Vec::new());
    }
    on!(db, |c| members!(audience)
        .filter(segment_members::customer_id.gt(after))
        .select(segment_members::customer_id)
        .distinct()
        .order(segment_members::customer_id.asc())
        .limit(limit)
        .load(c))
}

/// The last customer, by id, that has a delivery of a campaign.
pub fn last_customer(db: &mut Db, campaign_id: &str) -> Result<Option<String>> {
    let of = deliveries::table.filter(deliveries::campaign_id.eq(campaign_id));
    on!(db, |c| of.select(max(deliveries::customer_id)).first(c))
}

/// How many marketing messages these customers had on a channel since a time; who had none is left out.
pub fn had(db: &mut Db, channel: Channel, since: NaiveDateTime, ids: &[&str]) -> Result<HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = on!(db, |c| deliveries::table
        .inner_join(campaigns::table)
        .filter(keyed(deliveries::customer_id, ids))
        .filter(deliveries::channel.eq(channel.as_str()))
        .filter(deliveries::sent_at.ge(since).assume_not_null())
        .filter(deliveries::state.eq(DeliveryState::Sent.as_str()))
        .filter(campaigns::purpose.eq(Purpose::Marketing.as_str()))
        .group_by(deliveries::customer_id)
        .select((deliveries::customer_id, count_star()))
        .load(c))?;
    Ok(rows.into_iter().collect())
}
