//! What the database answers to a rule: how many, some of them, and who comes into and goes from a segment.

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::condition::{Asked, LIVING};
use crate::customers::profiles::Within;
use crate::dialect::SqlBuilder;
use crate::schema::customers;
use crate::{Db, Result, on};

#[derive(QueryableByName)]
struct Number {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct CustomerId {
    #[diesel(sql_type = Text)]
    id: String,
}

/// How many customers the rule finds, among those that may be seen.
pub fn count(db: &mut Db, asked: &Asked<'_>, within: Option<&Within>) -> Result<i64> {
    let mut sql = SqlBuilder::default();
    sql.text("select count(*) as n from ").text(LIVING);
    narrow(&mut sql, asked, within);
    Ok(sql.load::<Number>(db)?.first().map_or(0, |row| row.n))
}

/// The newest customers that the rule finds, among those that may be seen.
pub fn sample(db: &mut Db, asked: &Asked<'_>, within: Option<&Within>, limit: i64) -> Result<Vec<String>> {
    let mut sql = SqlBuilder::default();
    sql.text("select c.id as id from ").text(LIVING);
    narrow(&mut sql, asked, within);
    sql.text(" order by c.id desc limit ").value(limit);
    Ok(sql.load::<CustomerId>(db)?.into_iter().map(|row| row.id).collect())
}

fn narrow(sql: &mut SqlBuilder, asked: &Asked<'_>, within: Option<&Within>) {
    sql.text(" and ");
    asked.write(sql);
    if let Some(within) = within {
        sql.text(" and ((c.home_unit_id is not null and c.home_unit_id in ").values(&within.units);
        sql.text(") or (c.owner_id is not null and c.owner_id = ").value(within.owner_id.as_str()).text("))");
    }
}

/// Customers by id: after one, up to another when there is an end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Range {
    pub after: String,
    pub up_to: Option<String>,
}

/// The id that ends a range of `size` customers; none when fewer are left.
pub fn range_end(db: &mut Db, after: &str, size: i64) -> Result<Option<String>> {
    on!(db, |c| customers::table
        .filter(customers::id.gt(after))
        .order(customers::id.asc())
        .select(customers::id)
        .offset(size - 1)
        .limit(1)
        .first(c)
        .optional())
}

/// Which members a refresh writes: of which segment, by which version of its rule, since when.
#[derive(Clone, Copy, Debug)]
pub struct Renewed<'a> {
    pub segment_id: &'a str,
    pub rule_version: i32,
    pub since: NaiveDate,
}

/// Writes the difference between the members within a range and who the rule finds there: how many came, how many
/// went. Who stays keeps the day it came.
pub fn renew(db: &mut Db, asked: &Asked<'_>, renewed: Renewed<'_>, range: &Range) -> Result<(i64, i64)> {
    let mut went = SqlBuilder::default();
    went.text("delete from segment_members where segment_id = ").value(renewed.segment_id);
    within_range(&mut went, "customer_id", range);
    went.text(" and not exists (select 1 from ").text(LIVING).text(" and c.id = segment_members.customer_id and ");
    asked.write(&mut went);
    went.text(")");
    let went = went.execute(db)?;

    let mut came = SqlBuilder::default();
    came.text("insert into segment_members (customer_id, segment_id, since, rule_version) select c.id, ")
        .value(renewed.segment_id)
        .text(", ")
        .value(renewed.since)
        .text(", ")
        .value(renewed.rule_version)
        .text(" from ")
        .text(LIVING);
    within_range(&mut came, "c.id", range);
    came.text(" and ");
    asked.write(&mut came);
    // Not by asking first who is there: what a planner makes of that while the table fills is quadratic.
    came.text(" on conflict (customer_id, segment_id) do nothing");
    Ok((came.execute(db)?, went))
}

fn within_range(sql: &mut SqlBuilder, column: &str, range: &Range) {
    sql.text(&format!(" and {column} > ")).value(range.after.as_str());
    if let Some(up_to) = &range.up_to {
        sql.text(&format!(" and {column} <= ")).value(up_to.as_str());
    }
}
