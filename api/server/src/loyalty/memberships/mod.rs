//! Memberships: cards of customers, the points on them and the levels they have reached. What a purchase earns and a
//! refund takes back is booked in the transaction of the purchase or refund (`earning`); what time does is done by
//! `jobs`.

pub mod adjustments;
pub mod approvals;
pub mod cards;
mod debts;
pub mod earning;
pub mod jobs;
pub mod ledger;
pub mod ledger_routes;
pub mod levels;
pub mod merging;
pub mod outcomes;
pub mod queries;
mod redemptions;
pub mod replay;
mod reversals;
pub mod routes;
pub mod service;
pub mod views;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use regulars_domain::money::Currency;
use regulars_domain::period::local_day;

use crate::platform::organisation::Organisation;

/// When something is booked, by whom and in which currency amounts are.
#[derive(Clone, Copy, Debug)]
pub struct LedgerContext<'a> {
    pub now: NaiveDateTime,
    /// The organisation-local day.
    pub today: NaiveDate,
    pub by: &'a str,
    pub currency: Currency,
}

impl<'a> LedgerContext<'a> {
    pub fn of(organisation: &Organisation, now: DateTime<Utc>, by: &'a str) -> LedgerContext<'a> {
        LedgerContext {
            now: now.naive_utc(),
            today: local_day(now, organisation.time_zone),
            by,
            currency: organisation.base_currency,
        }
    }
}
