//! What the tables of messages hold of a person, and what is done with messages that have not left.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason};
use regulars_domain::messaging::messages::Channel;

use crate::dialect::keyed;
use crate::personal::{Held, Rows, kept, looked_up, moment, plain};
use crate::schema::{deliveries, suppressions};
use crate::{Db, Result, on};

/// Every table of the area that belongs to customers.
pub const HELD: &[Held] = &[
    Held {
        table: "deliveries",
        name: "messages",
        owner: "customer_id",
        rows: Rows::Stay,
        is_named: true,
        columns: &[
            kept("id"),
            plain("source_kind"),
            kept("source_id"),
            looked_up("campaign", "(select c.name from campaigns c where c.id = source_id)"),
            kept("step"),
            kept("arm"),
            plain("state"),
            plain("reason"),
            plain("channel"),
            plain("purpose"),
            plain("address").nulled(),
            plain("language"),
            kept("due_at"),
            kept("attempts"),
            kept("locked_by"),
            kept("locked_until"),
            kept("gateway_id").nulled(),
            kept("error_code"),
            plain("error_detail").nulled(),
            moment("assigned_at"),
            kept("assigned_on"),
            moment("sent_at"),
            moment("unsubscribed_at"),
            kept("updated_at"),
            moment("delivered_at"),
            moment("complained_at"),
        ],
    },
    Held {
        table: "suppressions",
        name: "suppressions",
        owner: "customer_id",
        rows: Rows::Go,
        is_named: true,
        columns: &[
            kept("id"),
            plain("channel"),
            plain("address"),
            plain("reason"),
            plain("cause"),
            kept("source_id"),
            moment("recorded_at"),
            kept("recorded_by"),
        ],
    },
];

/// Whether a message to one of these customers is just leaving.
pub fn is_leaving(db: &mut Db, customer_ids: &[String], now: NaiveDateTime) -> Result<bool> {
    on!(db, |c| deliveries::table
        .filter(keyed(deliveries::customer_id, customer_ids))
        .filter(deliveries::state.eq(DeliveryState::Pending.as_str()))
        .filter(deliveries::locked_until.gt(now).assume_not_null())
        .select(deliveries::id)
        .first::<String>(c)
        .optional())
    .map(|found| found.is_some())
}

/// No message to these customers leaves any more.
pub fn call_off(db: &mut Db, customer_ids: &[String], now: NaiveDateTime) -> Result<()> {
    let waiting = deliveries::table
        .filter(keyed(deliveries::customer_id, customer_ids))
        .filter(deliveries::state.eq(DeliveryState::Pending.as_str()));
    on!(db, |c| diesel::update(waiting)
        .set((
            deliveries::state.eq(DeliveryState::Suppressed.as_str()),
            deliveries::reason.eq(SkipReason::Erased.as_str()),
            deliveries::locked_by.eq(None::<String>),
            deliveries::locked_until.eq(None::<NaiveDateTime>),
            deliveries::updated_at.eq(now),
        ))
        .execute(c))
    .map(|_| ())
}

/// Takes addresses off the list of those that get nothing, whoever they were noted of; how many stood there.
pub fn forget_addresses(db: &mut Db, channel: Channel, addresses: &[&str]) -> Result<i64> {
    let there = suppressions::table
        .filter(suppressions::channel.eq(channel.as_str()))
        .filter(keyed(suppressions::address, addresses));
    let rows = on!(db, |c| diesel::delete(there).execute(c))?;
    Ok(i64::try_from(rows).unwrap_or(i64::MAX))
}
