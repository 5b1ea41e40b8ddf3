//! Deliveries as they are counted and listed.

use diesel::dsl::count_star;
use diesel::prelude::*;
use regulars_domain::messaging::deliveries::{DeliveryState, SkipReason};

use super::Delivery;
use crate::customers::profiles;
use crate::customers::profiles::{Bounds, Within};
use crate::dialect::keyed;
use crate::page::Page;
use crate::schema::{customers, deliveries};
use crate::text::AsText;
use crate::{Db, Result, on};

/// Which deliveries a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Vec<DeliveryState>,
    pub reasons: Vec<SkipReason>,
    pub arms: Vec<String>,
}

/// A delivery with the customer's name.
pub type Listed = (Delivery, String);

/// How many deliveries of an arm are in a state for a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// None: left out before anybody was assigned.
    pub arm: Option<String>,
    pub state: DeliveryState,
    pub reason: Option<SkipReason>,
    pub count: i64,
}

/// A source's deliveries by customer, among customers that may be seen.
pub fn list(
    db: &mut Db,
    source_id: &str,
    filter: &Filter,
    within: Option<&Within>,
    page: &Page,
) -> Result<Vec<Listed>> {
    let few = profiles::few(db, within, None, Bounds::default().few)?;
    on!(db, |c| {
        let mut query = deliveries::table
            .inner_join(customers::table)
            .filter(deliveries::source_id.eq(source_id))
            .order((deliveries::customer_id.asc(), deliveries::step.asc()))
            .limit(page.rows_to_read())
            .select((Delivery::as_select(), customers::name))
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(deliveries::customer_id.gt(after.to_owned()));
        }
        if let Some(ids) = &few {
            query = query.filter(keyed(deliveries::customer_id, ids));
        }
        if let (None, Some(within)) = (&few, within) {
            query = query.filter(
                customers::home_unit_id
                    .eq_any(&within.units)
                    .or(customers::owner_id.eq(&within.owner_id))
                    .assume_not_null(),
            );
        }
        if !filter.states.is_empty() {
            query = query.filter(deliveries::state.eq_any(filter.states.iter().map(|state| state.as_str())));
        }
        if !filter.reasons.is_empty() {
            let reasons = filter.reasons.iter().map(|reason| reason.as_str());
            query = query.filter(deliveries::reason.eq_any(reasons).assume_not_null());
        }
        if !filter.arms.is_empty() {
            query = query.filter(deliveries::arm.eq_any(&filter.arms).assume_not_null());
        }
        query.load(c)
    })
}

/// A source's deliveries by arm, state and reason: one walk over all of them.
pub fn counts(db: &mut Db, source_id: &str) -> Result<Vec<Count>> {
    type Row = (Option<String>, AsText<DeliveryState>, Option<AsText<SkipReason>>, i64);
    let rows: Vec<Row> = on!(db, |c| deliveries::table
        .filter(deliveries::source_id.eq(source_id))
        .group_by((deliveries::arm, deliveries::state, deliveries::reason))
        .select((deliveries::arm, deliveries::state, deliveries::reason, count_star()))
        .load(c))?;
    let count =
        |(arm, state, reason, count): Row| Count { arm, state: state.0, reason: reason.map(|reason| reason.0), count };
    Ok(rows.into_iter().map(count).collect())
}
