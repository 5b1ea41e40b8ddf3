//! Who referred whom, and what those brought in.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use regulars_domain::customers::profiles::CustomerStatus;

use super::metrics;
use super::profiles::Within;
use crate::dialect::{SqlBuilder, any_of};
use crate::prepared::prepared;
use crate::schema::customers;
use crate::{Db, Result, on};

/// Who referred a customer.
pub fn referrer_of(db: &mut Db, id: &str) -> Result<Option<String>> {
    let found =
        on!(db, |c| customers::table.find(id).select(customers::referrer_id).first::<Option<String>>(c).optional());
    Ok(found?.flatten())
}

/// The same, with the customer locked until the transaction ends.
pub fn locked_referrer_of(db: &mut Db, id: &str) -> Result<Option<String>> {
    let found: QueryResult<Option<String>> =
        crate::dialect::first_for_update!(db, customers::table.find(id).select(customers::referrer_id));
    Ok(found.optional()?.flatten())
}

/// The ids of all whom a customer brought, those who were merged into another included.
pub fn brought_by(db: &mut Db, id: &str) -> Result<Vec<String>> {
    on!(db, |c| customers::table
        .filter(customers::referrer_id.eq(id).assume_not_null())
        .order(customers::id)
        .select(customers::id)
        .load(c))
}

/// Those of these customers whom somebody brought, in no order.
pub fn still_brought_by(db: &mut Db, id: &str, among: &[String]) -> Result<Vec<String>> {
    on!(db, |c| customers::table
        .filter(any_of(customers::id, among).and(customers::referrer_id.eq(id).assume_not_null()))
        .select(customers::id)
        .load(c))
}

/// Says who referred these customers; not a change that anybody made of their profiles.
pub fn set_referrer(db: &mut Db, ids: &[String], referrer_id: Option<&str>, at: NaiveDateTime) -> Result<()> {
    let whose = customers::table.filter(any_of(customers::id, ids));
    on!(db, |c| prepared(diesel::update(whose).set(customers::referrer_id.eq(referrer_id))).run(c))?;
    ids.iter().try_for_each(|id| metrics::advance(db, id, at))
}

/// What those whom a customer brought came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, QueryableByName)]
pub struct Figures {
    #[diesel(sql_type = BigInt)]
    pub brought: i64,
    /// Those of them with a purchase that counts.
    #[diesel(sql_type = BigInt)]
    pub converted: i64,
    /// Their net spend.
    #[diesel(sql_type = BigInt)]
    pub net_minor: i64,
}

/// The figures of those whom a customer brought, as far as one sees them. Who was erased counts, who was merged into another
/// counts as that one.
pub fn figures(db: &mut Db, id: &str, within: Option<&Within>) -> Result<Figures> {
    let mut sql = SqlBuilder::default();
    sql.text(
        "select count(*) as brought, count(case when m.purchases > 0 then 1 end) as converted, \
         cast(coalesce(sum(m.net_minor), 0) as bigint) as net_minor \
         from customers c join customer_metrics m on m.customer_id = c.id where c.referrer_id = ",
    );
    sql.value(id).text(" and c.status <> ").value(CustomerStatus::Merged.as_str());
    if let Some(within) = within {
        sql.text(" and (c.home_unit_id in ").values(&within.units);
        sql.text(" or c.owner_id = ").value(within.owner_id.as_str()).text(")");
    }
    let rows: Vec<Figures> = sql.load(db)?;
    Ok(rows.first().copied().unwrap_or(Figures { brought: 0, converted: 0, net_minor: 0 }))
}
