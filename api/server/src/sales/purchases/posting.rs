//! How a purchase stands in the customer's figures.

use std::collections::BTreeMap;

use regulars_db::sales::purchases::{Line, Purchase};
use regulars_domain::sales::purchases::counts_as_purchase;

use crate::customers::profiles::figures::Booking;

/// What the purchase with these lines adds to the figures as it stands.
pub fn of(purchase: &Purchase, lines: &[Line]) -> Booking {
    let counted = i64::from(counts_as_purchase(purchase.state.0));
    let mut categories: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for line in lines {
        if let Some(category_id) = &line.category_id {
            let entry = categories.entry(category_id.clone()).or_insert((0, counted));
            entry.0 += line.amount - line.refunded_amount;
        }
    }
    Booking {
        day: purchase.occurred_on,
        purchases: counted,
        net: purchase.net_minor,
        unit_id: purchase.unit_id.clone(),
        categories,
    }
}

/// The same taken away again.
pub fn reversed(booking: &Booking) -> Booking {
    Booking {
        day: booking.day,
        purchases: -booking.purchases,
        net: -booking.net,
        unit_id: booking.unit_id.clone(),
        categories: booking.categories.iter().map(|(id, (net, counted))| (id.clone(), (-net, -counted))).collect(),
    }
}
