//! Deliveries: what becomes of a message to one customer, one row for each source, customer and step. `sending` is what is
//! written while they are sent, `lists` how they are counted and shown. Not here: whom a source makes them for.

mod lists;
mod reports;
mod sending;

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason};
use regulars_domain::messaging::messages::{Channel, Purpose};

use crate::schema::deliveries;
use crate::text::AsText;

pub use super::bulk::record;
pub use lists::{Count, Filter, Listed, counts, list};
pub use reports::{Reported, find, report};
pub use sending::{
    Outcome, cancel, claim, last_customer, next_due, recent_count, release, release_all, tally, unsubscribe,
};

#[derive(Clone, Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = deliveries, treat_none_as_default_value = false)]
pub struct Delivery {
    pub id: String,
    pub customer_id: String,
    /// What kind of thing wants it sent, such as `campaign`.
    pub source_kind: String,
    /// Which of them; ids of two kinds are never the same.
    pub source_id: String,
    /// Which message of the source to this customer, from 1.
    pub step: i32,
    /// `control` or the arm's key; none for who was left out before anybody was assigned.
    pub arm: Option<String>,
    pub state: AsText<DeliveryState>,
    /// Why nothing is sent.
    pub reason: Option<AsText<SkipReason>>,
    pub channel: AsText<Channel>,
    pub purpose: AsText<Purpose>,
    /// Where it went; none before it left.
    pub address: Option<String>,
    pub language: String,
    /// Not before this.
    pub due_at: NaiveDateTime,
    /// How often it was tried.
    pub attempts: i32,
    /// The claim that sends it.
    pub locked_by: Option<String>,
    pub locked_until: Option<NaiveDateTime>,
    /// What the other side calls it.
    pub gateway_id: Option<String>,
    pub error_code: Option<String>,
    pub error_detail: Option<String>,
    /// The launch: the same for all deliveries of a source.
    pub assigned_at: NaiveDateTime,
    /// The organisation-local day of the launch.
    pub assigned_on: NaiveDate,
    pub sent_at: Option<NaiveDateTime>,
    pub unsubscribed_at: Option<NaiveDateTime>,
    pub updated_at: NaiveDateTime,
    /// When the other side says that it arrived.
    pub delivered_at: Option<NaiveDateTime>,
    /// When the customer called it unwanted.
    pub complained_at: Option<NaiveDateTime>,
}
