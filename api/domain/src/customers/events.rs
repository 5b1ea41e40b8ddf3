//! What is told of customers.

use serde::{Deserialize, Serialize};

use super::profiles::{CustomerKind, Source};
use super::tiers::TierClass;

/// A customer is known from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerCreated {
    /// Who it is: a consumer, a business, a dealer …; decides whether there is a value tier.
    pub kind: CustomerKind,
    /// How the customer was found; none when nobody said.
    pub source: Option<Source>,
}

/// A customer has another value tier; none for kinds of customers that have no tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierChanged {
    /// The tier it had; none before the first decision.
    pub before: Option<TierClass>,
    /// The tier it has from now on.
    pub after: Option<TierClass>,
}

/// A customer was erased: nothing is known of them any more but what they bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerErased {}

/// Another customer turned out to be this one: its id leads here from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerMerged {
    /// Who was merged into the customer (`cus_…`).
    pub merged_id: String,
}

/// A merge was undone: both are customers of their own again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerMergeUndone {
    /// Who had been merged into the customer (`cus_…`).
    pub merged_id: String,
}

crate::event_data!(
    CustomerCreated => CustomerCreated,
    CustomerErased => CustomerErased,
    CustomerMerged => CustomerMerged,
    CustomerMergeUndone => CustomerMergeUndone,
    TierChanged => TierChanged,
);
