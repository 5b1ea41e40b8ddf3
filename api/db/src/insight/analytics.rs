//! Figures over the base, within some units or over all. A customer that was merged into another counts nowhere: what it
//! did stands with the one it was merged into.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use regulars_domain::customers::profiles::CustomerStatus;
use regulars_domain::customers::tiers::TierClass;

use crate::dialect::any_of;
use crate::schema::{customer_metrics, customers};
use crate::text::AsText;
use crate::{Db, Result, on};

/// A class with its customers and their net spend in minor units.
pub type ClassSums = (Option<AsText<TierClass>>, i64, i64);

/// Customers and their net spend by class; customers without a tier are left out.
pub fn tiers(db: &mut Db, units: Option<&[String]>) -> Result<Vec<ClassSums>> {
    let Some(units) = units else { return tiers_of_all(db) };
    on!(db, |c| {
        customers::table
            .inner_join(customer_metrics::table)
            .filter(customer_metrics::tier.is_not_null())
            .filter(customers::status.ne(CustomerStatus::Merged.as_str()))
            .group_by(customer_metrics::tier)
            .select((
                customer_metrics::tier,
                sql::<BigInt>("count(*)"),
                sql::<BigInt>("CAST(sum(customer_metrics.net_minor) AS bigint)"),
            ))
            .filter(any_of(customers::home_unit_id, units))
            .load(c)
    })
}

/// The same over everybody, from one index: who was merged is told from another.
fn tiers_of_all(db: &mut Db) -> Result<Vec<ClassSums>> {
    on!(db, |c| customer_metrics::table
        .filter(customer_metrics::tier.is_not_null())
        .filter(customer_metrics::customer_id.ne_all(merged()))
        .group_by(customer_metrics::tier)
        .select((
            customer_metrics::tier,
            sql::<BigInt>("count(*)"),
            sql::<BigInt>("CAST(sum(customer_metrics.net_minor) AS bigint)"),
        ))
        .load(c))
}

/// Who was merged into another.
#[diesel::dsl::auto_type]
fn merged() -> _ {
    let word: &'static str = CustomerStatus::Merged.as_str();
    customers::table.filter(customers::status.eq(word)).select(customers::id)
}

/// The net spend of everybody who has bought.
pub fn spends(db: &mut Db, units: Option<&[String]>) -> Result<Vec<i64>> {
    on!(db, |c| {
        // The index by purchases has what is asked.
        let mut query = customer_metrics::table
            .filter(customer_metrics::purchases.gt(0))
            .filter(customer_metrics::customer_id.ne_all(merged()))
            .select(customer_metrics::net_minor)
            .into_boxed();
        if let Some(units) = units {
            let here = customers::table.filter(any_of(customers::home_unit_id, units)).select(customers::id);
            query = query.filter(customer_metrics::customer_id.eq_any(here));
        }
        query.load(c)
    })
}
