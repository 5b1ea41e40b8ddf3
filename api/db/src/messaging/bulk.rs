//! Deliveries in great number.

use diesel::prelude::*;

use crate::dialect::bulk::bulk_inserts;
use crate::messaging::deliveries::Delivery;
use crate::schema::deliveries;

bulk_inserts! {
    /// Deliveries of a campaign.
    insert_deliveries(Delivery) into deliveries;
}
