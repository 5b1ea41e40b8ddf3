//! Deliveries as they are counted and listed.

use diesel::dsl::count_star;
use diesel::prelude::*;
use regulars_domain::campaigns::{DeliveryState, LeftOut};

use super::Delivery;
use crate::customers::Within;
use crate::page::Page;
use crate::schema::{customers, deliveries};
use crate::text::AsText;
use crate::{Db, Result, on};

/// Which deliveries a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    pub states: Vec<DeliveryState>,
    pub reasons: Vec<LeftOut>,
    pub arms: Vec<String>,
}

/// A delivery with the customer's name.
pub type Listed = (Delivery, String);

/// How many deliveries of an arm are in a state; no arm: left out before anybody was assigned.
pub type Count = (Option<String>, DeliveryState, i64);

/// A campaign's deliveries by customer, among customers that may be seen.
pub fn list(
    db: &mut Db,
    campaign_id: &str,
    filter: &Filter,
    within: Option<&Within>,
    page: &Page,
) -> Result<Vec<Listed>> {
    on!(db, |c| {
        let mut query = deliveries::table
            .inner_join(customers::table)
            .filter(deliveries::campaign_id.eq(campaign_id))
            .order((deliveries::customer_id.asc(), deliveries::step.asc()))
            .limit(page.rows_to_read())
            .select((Delivery::as_select(), customers::name))
            .into_boxed();
        if let Some(after) = page.after_id() {
            query = query.filter(deliveries::customer_id.gt(after.to_owned()));
        }
        if let Some(within) = within {
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

/// A campaign's deliveries by arm and state.
pub fn counts(db: &mut Db, campaign_id: &str) -> Result<Vec<Count>> {
    let rows: Vec<(Option<String>, AsText<DeliveryState>, i64)> = on!(db, |c| deliveries::table
        .filter(deliveries::campaign_id.eq(campaign_id))
        .group_by((deliveries::arm, deliveries::state))
        .select((deliveries::arm, deliveries::state, count_star()))
        .load(c))?;
    Ok(rows.into_iter().map(|(arm, state, count)| (arm, state.0, count)).collect())
}

/// Why those who were left out were, and how many for each reason.
pub fn reasons(db: &mut Db, campaign_id: &str) -> Result<Vec<(LeftOut, i64)>> {
    let rows: Vec<(AsText<LeftOut>, i64)> = on!(db, |c| deliveries::table
        .filter(deliveries::campaign_id.eq(campaign_id))
        .filter(deliveries::state.eq(DeliveryState::Suppressed.as_str()))
        .filter(deliveries::reason.is_not_null())
        .group_by(deliveries::reason)
        .select((deliveries::reason.assume_not_null(), count_star()))
        .load(c))?;
    Ok(rows.into_iter().map(|(reason, count)| (reason.0, count)).collect())
}
