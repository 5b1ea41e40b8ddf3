//! Deliveries in great number.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Timestamp};
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason};

use crate::dialect::bulk::bulk_inserts;
use crate::messaging::deliveries::{Delivery, Outcome};
use crate::prepared::prepared;
use crate::schema::deliveries;
use crate::text::AsText;
use crate::{Db, Result};

bulk_inserts! {
    /// Deliveries of a campaign.
    insert_deliveries(Delivery) into deliveries;
}

/// Writes the outcomes of messages. One that left is noted whoever holds it by now, also when it was cancelled
/// meanwhile: it is true. Anything else counts only while the claim holds.
pub fn record(db: &mut Db, claim: &str, outcomes: &[Outcome], now: NaiveDateTime) -> Result<()> {
    if outcomes.is_empty() {
        return Ok(());
    }
    match db {
        Db::Pg(c) => {
            let text = |of: fn(&Outcome) -> &str| outcomes.iter().map(of).collect::<Vec<&str>>();
            let maybe = |of: fn(&Outcome) -> Option<&str>| outcomes.iter().map(of).collect::<Vec<Option<&str>>>();
            let tried: Vec<bool> = outcomes.iter().map(|outcome| outcome.tried).collect();
            let due: Vec<NaiveDateTime> = outcomes.iter().map(|outcome| outcome.due_at).collect();
            let sent: Vec<Option<NaiveDateTime>> = outcomes.iter().map(|outcome| outcome.sent_at).collect();
            prepared(
                diesel::sql_query(
                    "UPDATE deliveries AS d SET state = o.state, reason = o.reason, \
                     attempts = d.attempts + CASE WHEN o.tried THEN 1 ELSE 0 END, \
                     address = o.address, gateway_id = o.gateway_id, \
                     error_code = o.error_code, error_detail = o.error_detail, due_at = o.due_at, sent_at = o.sent_at, \
                     locked_by = NULL, locked_until = NULL, updated_at = $1 \
                     FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bool[], $7::text[], $8::text[], \
                     $9::text[], $10::text[], $11::timestamp[], $12::timestamp[]) \
                     AS o (id, customer_id, state, reason, tried, address, gateway_id, error_code, error_detail, \
                     due_at, sent_at) \
                     WHERE d.id = o.id AND d.customer_id = o.customer_id \
                     AND (d.state = 'pending' AND d.locked_by = $13 \
                     OR o.state = 'sent' AND d.state IN ('pending', 'cancelled'))",
                )
                .bind::<Timestamp, _>(now)
                .bind::<Array<Text>, _>(text(|outcome| &outcome.id))
                .bind::<Array<Text>, _>(text(|outcome| &outcome.customer_id))
                .bind::<Array<Text>, _>(text(|outcome| outcome.state.as_str()))
                .bind::<Array<Nullable<Text>>, _>(maybe(|outcome| outcome.reason.map(SkipReason::as_str)))
                .bind::<Array<Bool>, _>(tried)
                .bind::<Array<Nullable<Text>>, _>(maybe(|outcome| outcome.address.as_deref()))
                .bind::<Array<Nullable<Text>>, _>(maybe(|outcome| outcome.gateway_id.as_deref()))
                .bind::<Array<Nullable<Text>>, _>(maybe(|outcome| outcome.error_code.as_deref()))
                .bind::<Array<Nullable<Text>>, _>(maybe(|outcome| outcome.error_detail.as_deref()))
                .bind::<Array<Timestamp>, _>(due)
                .bind::<Array<Nullable<Timestamp>>, _>(sent)
                .bind::<Text, _>(claim),
            )
            .run(c)
        }
        Db::Sqlite(c) => outcomes.iter().try_for_each(|outcome| {
            let has_left = outcome.state == DeliveryState::Sent;
            let held = deliveries::state.eq(DeliveryState::Pending.as_str()).and(deliveries::locked_by.eq(claim));
            let told = deliveries::state
                .eq_any([DeliveryState::Pending.as_str(), DeliveryState::Cancelled.as_str()])
                .and(has_left.into_sql::<Bool>());
            let row =
                deliveries::table.find((&outcome.id, &outcome.customer_id)).filter(held.assume_not_null().or(told));
            prepared(diesel::update(row).set((
                deliveries::state.eq(outcome.state.as_str()),
                deliveries::reason.eq(outcome.reason.map(AsText)),
                deliveries::attempts.eq(deliveries::attempts + i32::from(outcome.tried)),
                deliveries::address.eq(outcome.address.as_deref()),
                deliveries::gateway_id.eq(outcome.gateway_id.as_deref()),
                deliveries::error_code.eq(outcome.error_code.as_deref()),
                deliveries::error_detail.eq(outcome.error_detail.as_deref()),
                deliveries::due_at.eq(outcome.due_at),
                deliveries::sent_at.eq(outcome.sent_at),
                deliveries::locked_by.eq(None::<String>),
                deliveries::locked_until.eq(None::<NaiveDateTime>),
                deliveries::updated_at.eq(now),
            )))
            .run(c)
        }),
    }
}
