//! What is written while messages are sent: who sends which, and what came of each.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::{count_star, max, min};
use diesel::prelude::*;
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason, Tally};
use regulars_domain::messaging::messages::{Channel, Purpose};

use super::Delivery;
use crate::dialect::keyed;
use crate::prepared::prepared;
use crate::schema::deliveries;
use crate::text::AsText;
use crate::{Db, Result, on};

/// What came of one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    pub id: String,
    pub customer_id: String,
    /// `pending` when it is tried again.
    pub state: DeliveryState,
    pub reason: Option<SkipReason>,
    /// Whether the other side was asked.
    pub tried: bool,
    pub address: Option<String>,
    pub gateway_id: Option<String>,
    pub error_code: Option<String>,
    pub error_detail: Option<String>,
    /// When it is tried again.
    pub due_at: NaiveDateTime,
    pub sent_at: Option<NaiveDateTime>,
}

/// Takes up to `limit` messages of a source that are due, under the name `claim`; none that another claim holds.
pub fn claim(
    db: &mut Db,
    source_id: &str,
    claim: &str,
    (now, until): (NaiveDateTime, NaiveDateTime),
    limit: i64,
) -> Result<Vec<Delivery>> {
    let ids = db.deliveries_due(source_id, now, limit)?;
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    on!(db, |c| prepared(
        diesel::update(deliveries::table.filter(keyed(deliveries::id, ids)))
            .set((deliveries::locked_by.eq(claim), deliveries::locked_until.eq(until)))
            .returning(Delivery::as_select())
    )
    .load(c))
}

/// Gives back everything of a source that is claimed: whoever claimed it is known to send no more.
pub fn release_all(db: &mut Db, source_id: &str) -> Result<()> {
    let held = deliveries::table
        .filter(deliveries::source_id.eq(source_id).and(deliveries::state.eq(DeliveryState::Pending.as_str())))
        .filter(deliveries::locked_by.is_not_null());
    on!(db, |c| prepared(
        diesel::update(held)
            .set((deliveries::locked_by.eq(None::<String>), deliveries::locked_until.eq(None::<NaiveDateTime>)))
    )
    .run(c))
}

/// Gives back what a claim holds of a source and has not sent.
pub fn release(db: &mut Db, source_id: &str, claim: &str) -> Result<()> {
    let held = deliveries::table
        .filter(deliveries::source_id.eq(source_id).and(deliveries::state.eq(DeliveryState::Pending.as_str())))
        .filter(deliveries::locked_by.eq(claim));
    on!(db, |c| prepared(
        diesel::update(held)
            .set((deliveries::locked_by.eq(None::<String>), deliveries::locked_until.eq(None::<NaiveDateTime>)))
    )
    .run(c))
}

/// Notes that a customer put an end to marketing by the link in this message; the first time counts.
pub fn unsubscribe(db: &mut Db, customer_id: &str, id: &str, now: NaiveDateTime) -> Result<()> {
    let message = deliveries::table.find((id, customer_id)).filter(deliveries::unsubscribed_at.is_null());
    on!(db, |c| prepared(diesel::update(message).set(deliveries::unsubscribed_at.eq(now))).run(c))
}

/// When the next message of a source is due that nobody holds or whose claim runs out; none when none is pending.
pub fn next_due(db: &mut Db, source_id: &str) -> Result<Option<NaiveDateTime>> {
    let pending = deliveries::table
        .filter(deliveries::source_id.eq(source_id).and(deliveries::state.eq(DeliveryState::Pending.as_str())));
    on!(db, |c| pending.select(min(deliveries::due_at)).first(c))
}

/// Cancels up to `limit` messages of a source that have not left; how many there were.
pub fn cancel(db: &mut Db, source_id: &str, now: NaiveDateTime, limit: i64) -> Result<usize> {
    on!(db, |c| {
        let ids: Vec<String> = deliveries::table
            .filter(deliveries::source_id.eq(source_id))
            .filter(deliveries::state.eq(DeliveryState::Pending.as_str()))
            .order(deliveries::due_at.asc())
            .limit(limit)
            .select(deliveries::id)
            .load(c)?;
        diesel::update(
            deliveries::table
                .filter(keyed(deliveries::id, &ids))
                .filter(deliveries::state.eq(DeliveryState::Pending.as_str())),
        )
        .set((
            deliveries::state.eq(DeliveryState::Cancelled.as_str()),
            deliveries::locked_by.eq(None::<String>),
            deliveries::locked_until.eq(None::<NaiveDateTime>),
            deliveries::updated_at.eq(now),
        ))
        .execute(c)
    })
}

/// What came back from a source's messages, since a time when one is given.
pub fn tally(db: &mut Db, source_id: &str, since: Option<NaiveDateTime>) -> Result<Tally> {
    let ended = [DeliveryState::Sent, DeliveryState::Bounced, DeliveryState::Failed].map(DeliveryState::as_str);
    let rows: Vec<(AsText<DeliveryState>, i64)> = on!(db, |c| {
        let mut query = deliveries::table
            .filter(deliveries::source_id.eq(source_id).and(deliveries::state.eq_any(ended)))
            .group_by(deliveries::state)
            .select((deliveries::state, count_star()))
            .into_boxed();
        if let Some(since) = since {
            query = query.filter(deliveries::updated_at.ge(since));
        }
        query.load(c)
    })?;
    let mut tally = Tally::default();
    for (state, count) in rows {
        match state.0 {
            DeliveryState::Sent => tally.sent += count,
            _ => tally.failed += count,
        }
    }
    Ok(tally)
}

/// The last customer, by id, that has a delivery of a source.
pub fn last_customer(db: &mut Db, source_id: &str) -> Result<Option<String>> {
    let of = deliveries::table.filter(deliveries::source_id.eq(source_id));
    on!(db, |c| of.select(max(deliveries::customer_id)).first(c))
}

/// How many marketing messages these customers had on a channel since a time, from any source; who had none is left out.
pub fn recent_count(db: &mut Db, channel: Channel, since: NaiveDateTime, ids: &[&str]) -> Result<HashMap<String, i64>> {
    let rows: Vec<(String, i64)> = on!(db, |c| deliveries::table
        .filter(keyed(deliveries::customer_id, ids))
        .filter(deliveries::channel.eq(channel.as_str()))
        .filter(deliveries::sent_at.ge(since).assume_not_null())
        .filter(deliveries::state.eq(DeliveryState::Sent.as_str()))
        .filter(deliveries::purpose.eq(Purpose::Marketing.as_str()))
        .group_by(deliveries::customer_id)
        .select((deliveries::customer_id, count_star()))
        .load(c))?;
    Ok(rows.into_iter().collect())
}
