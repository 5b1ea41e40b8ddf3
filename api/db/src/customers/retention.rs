//! What is held on persons beyond its time.

use chrono::NaiveDateTime;
use diesel::dsl::{exists, not};
use diesel::prelude::*;
use regulars_domain::customers::profiles::CustomerKind;

use crate::customers::profiles::GONE;
use crate::schema::{consents, customer_metrics, customers, interactions};
use crate::{Db, Result, on};

/// Consumers of whom nothing was heard since a moment: no change of the profile, no interaction, no consent. Those who
/// never bought, or those whose last purchase is older as well.
macro_rules! silent {
    ($before:expr, $bought:expr) => {{
        let heard = interactions::table
            .filter(interactions::customer_id.eq(customers::id).and(interactions::recorded_at.ge($before)));
        let agreed =
            consents::table.filter(consents::customer_id.eq(customers::id).and(consents::recorded_at.ge($before)));
        let mut query = customers::table
            .inner_join(customer_metrics::table)
            .filter(customers::kind.eq(CustomerKind::Consumer.as_str()))
            .filter(customers::status.ne_all(GONE))
            .filter(customers::created_at.lt($before).and(customers::updated_at.lt($before)))
            .filter(not(exists(heard)).and(not(exists(agreed))))
            .into_boxed();
        query = match $bought {
            true => query.filter(customer_metrics::last_purchase_on.lt($before.date()).assume_not_null()),
            false => query.filter(customer_metrics::last_purchase_on.is_null()),
        };
        query
    }};
}

/// The next consumers, by id, of whom nothing was heard since a moment.
pub fn silent_after(db: &mut Db, before: NaiveDateTime, bought: bool, after: &str, limit: i64) -> Result<Vec<String>> {
    on!(db, |c| silent!(before, bought)
        .filter(customers::id.gt(after))
        .order(customers::id.asc())
        .limit(limit)
        .select(customers::id)
        .load(c))
}

/// How many consumers nothing was heard of since a moment.
pub fn count_silent(db: &mut Db, before: NaiveDateTime, bought: bool) -> Result<i64> {
    on!(db, |c| silent!(before, bought).count().get_result(c))
}

/// How many interactions were recorded before a moment.
pub fn count_interactions(db: &mut Db, before: NaiveDateTime) -> Result<i64> {
    on!(db, |c| interactions::table.filter(interactions::recorded_at.lt(before)).count().get_result(c))
}

/// Deletes up to `limit` interactions that were recorded before a moment; how many it were.
pub fn forget_interactions(db: &mut Db, before: NaiveDateTime, limit: i64) -> Result<usize> {
    let old: Vec<String> = on!(db, |c| interactions::table
        .filter(interactions::recorded_at.lt(before))
        .limit(limit)
        .select(interactions::id)
        .load(c))?;
    on!(db, |c| diesel::delete(interactions::table.filter(crate::dialect::keyed(interactions::id, &old))).execute(c))
}
