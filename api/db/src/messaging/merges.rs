//! Deliveries to one customer that are given to another, when two become one or come apart again.

use crate::dialect::{Id, SqlBuilder};
use crate::owned::{Owned, owned};
use crate::{Db, Result};

const DELIVERIES: Owned = owned!(deliveries, id);

/// The deliveries of a customer that another can have: one gets no second of the same source and step.
pub fn free_for(db: &mut Db, from: &str, to: &str) -> Result<Vec<String>> {
    let mut query = SqlBuilder::default();
    query.text("select d.id from deliveries d where d.customer_id = ").value(from);
    query.text(" and not exists (select 1 from deliveries o where o.source_id = d.source_id and o.customer_id = ");
    query.value(to).text(" and o.step = d.step) order by d.id");
    Ok(query.load::<Id>(db)?.into_iter().map(|row| row.id).collect())
}

/// Gives deliveries to another customer.
pub fn give(db: &mut Db, from: &str, to: &str, ids: &[String]) -> Result<()> {
    DELIVERIES.give(db, from, to, Some(ids))
}

/// How many deliveries a customer has.
pub fn count(db: &mut Db, customer_id: &str) -> Result<i64> {
    DELIVERIES.count(db, customer_id)
}
