//! What is told of customers.

use serde::{Deserialize, Serialize};

use super::profiles::{CustomerKind, Source};
use super::tiers::TierClass;

/// A customer is known from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CustomerCreated {
    pub kind: CustomerKind,
    pub source: Option<Source>,
}

/// A customer has another value tier; none for kinds of customers that have no tier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierChanged {
    pub before: Option<TierClass>,
    pub after: Option<TierClass>,
}

crate::event_data!(CustomerCreated => CustomerCreated, TierChanged => TierChanged);
