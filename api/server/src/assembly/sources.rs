//! Everything that has messages sent.

use crate::marketing::campaigns::delivery_source::Campaigns;
use crate::messaging::sending::DeliverySources;

/// Whose deliveries the sender carries out.
pub const DELIVERY_SOURCES: DeliverySources = DeliverySources(&[&Campaigns]);
