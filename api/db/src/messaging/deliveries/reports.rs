//! What is reported of deliveries after they left.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::messaging::deliveries::DeliveryState;

use super::Delivery;
use crate::schema::deliveries;
use crate::{Db, Result, on};

/// What a report says of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reported<'a> {
    Arrived(NaiveDateTime),
    /// Its recipient called it unwanted.
    Unwanted(NaiveDateTime),
    /// It did not arrive after all.
    Failed {
        /// `failed`, or `bounced` when there is no such address.
        state: DeliveryState,
        code: &'a str,
        detail: &'a str,
    },
}

/// A delivery by its id alone.
pub fn find(db: &mut Db, id: &str) -> Result<Option<Delivery>> {
    on!(db, |c| deliveries::table.filter(deliveries::id.eq(id)).select(Delivery::as_select()).first(c).optional())
}

/// Writes a report; false when the same, or more, is known already. A failure is also believed of a message that we do not
/// know to have left: the other side may have it all the same, and it is not to be sent again.
pub fn report(db: &mut Db, delivery: &Delivery, reported: &Reported<'_>, now: NaiveDateTime) -> Result<bool> {
    let row = deliveries::table.find((&delivery.id, &delivery.customer_id));
    let rows = match *reported {
        Reported::Arrived(at) => on!(db, |c| diesel::update(row.filter(deliveries::delivered_at.is_null()))
            .set(deliveries::delivered_at.eq(at))
            .execute(c)),
        Reported::Unwanted(at) => on!(db, |c| diesel::update(row.filter(deliveries::complained_at.is_null()))
            .set(deliveries::complained_at.eq(at))
            .execute(c)),
        Reported::Failed { state, code, detail } => {
            let open: &[DeliveryState] = match state {
                DeliveryState::Bounced => &[DeliveryState::Sent, DeliveryState::Pending, DeliveryState::Failed],
                _ => &[DeliveryState::Sent, DeliveryState::Pending],
            };
            let open: Vec<&str> = open.iter().map(|state| state.as_str()).collect();
            on!(db, |c| diesel::update(row.filter(deliveries::state.eq_any(&open)))
                .set((
                    deliveries::state.eq(state.as_str()),
                    deliveries::error_code.eq(code),
                    deliveries::error_detail.eq(detail),
                    deliveries::updated_at.eq(now),
                ))
                .execute(c))
        }
    };
    rows.map(|rows| rows == 1)
}
