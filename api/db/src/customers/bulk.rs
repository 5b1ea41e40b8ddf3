//! Customers in great number: the same effect as the functions that write one, in a fraction of the time.
//!
//! Where the two databases differ they differ for speed only: PostgreSQL takes rows by COPY and arrays, SQLite by one
//! prepared statement used again and again. Rows that are locked or changed are given in the order of their customer's
//! id, so that two writers never wait for each other in a circle.

mod figures;
mod profiles;

use diesel::prelude::*;

use crate::customers::attributes::Attribute;
use crate::customers::facts::Consent;
use crate::customers::metrics::{Metrics, TierChange};
use crate::customers::profiles::{Customer, Identity};
use crate::dialect::bulk::bulk_inserts;
use crate::schema::{
    consents, customer_attributes, customer_identities, customer_metrics, customers as customers_table, tier_changes,
};

pub use figures::{
    add_days, add_tallies, advance, drop_empty_tallies, firsts_and_lasts, lock, spends, tallies, update,
};
pub use profiles::{
    Namesake, StatusRow, add_tags, add_terms, namesakes, owners, set_status, settle, statuses, take_owners,
    update_profiles,
};

bulk_inserts! {
    /// Customers; their metrics, terms, tags and identities are rows of their own.
    insert_customers(Customer) into customers_table;
    /// Metrics of new customers.
    insert_metrics(Metrics) into customer_metrics;
    /// Identities whose owners are taken (see [`take_owners`]).
    insert_identities(Identity) into customer_identities;
    /// Tiers as they change.
    insert_tier_changes(TierChange) into tier_changes;
    /// Consents of customers.
    insert_consents(Consent) into consents;
    /// Attributes of customers who have none of these keys.
    insert_attributes(Attribute) into customer_attributes;
}
