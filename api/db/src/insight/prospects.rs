//! Who was enrolled within a time, and when they first bought: a part at a time, along the index by creation.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;
use regulars_domain::customers::profiles::{CustomerStatus, Source};

use crate::dialect::any_of;
use crate::schema::{customer_metrics, customers};
use crate::text::AsText;
use crate::{Db, Result, on};

/// Somebody who was enrolled.
#[derive(Clone, Debug, Queryable)]
pub struct Enrolled {
    pub id: String,
    pub created_at: NaiveDateTime,
    pub source: Option<AsText<Source>>,
    pub home_unit_id: Option<String>,
    pub first_purchase_on: Option<NaiveDate>,
}

/// Some of those who were enrolled from `from` until before `before`, at home in these units or everywhere, in the order of
/// time and id, behind `after`. Merged and erased customers are left out.
pub fn enrolled(
    db: &mut Db,
    units: Option<&[String]>,
    from: NaiveDateTime,
    before: NaiveDateTime,
    after: Option<&Enrolled>,
    some: i64,
) -> Result<Vec<Enrolled>> {
    let gone = [CustomerStatus::Merged, CustomerStatus::Erased].map(CustomerStatus::as_str);
    let from = after.map_or(from, |last| last.created_at);
    on!(db, |c| {
        let mut query = customers::table
            .inner_join(customer_metrics::table)
            .filter(customers::created_at.ge(from))
            .filter(customers::created_at.lt(before))
            .filter(customers::status.ne_all(gone))
            .order((customers::created_at, customers::id))
            .limit(some)
            .select((
                customers::id,
                customers::created_at,
                customers::source,
                customers::home_unit_id,
                customer_metrics::first_purchase_on,
            ))
            .into_boxed();
        if let Some(last) = after {
            let behind = customers::created_at.gt(last.created_at).or(customers::id.gt(&last.id));
            query = query.filter(behind);
        }
        if let Some(units) = units {
            query = query.filter(any_of(customers::home_unit_id, units));
        }
        query.load(c)
    })
}
