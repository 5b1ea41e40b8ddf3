//! What was taken: sales on their own day, less what was given back on the day of the refund, with and without a customer.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use regulars_domain::insight::takings::TakingsBy;
use regulars_domain::sales::held_purchases::HeldState;

use crate::dialect::SqlBuilder;
use crate::{Db, Result};

/// What is asked for.
#[derive(Clone, Debug)]
pub struct Asked {
    pub by: TakingsBy,
    pub from: NaiveDate,
    pub before: NaiveDate,
    /// Only sales of these units, when given.
    pub units: Option<Vec<String>>,
    /// Only lines of these categories, when given.
    pub categories: Option<Vec<String>>,
}

/// One group of what was sold, or given back.
#[derive(Clone, Debug, QueryableByName)]
pub struct Sum {
    /// The id, word or day by which it is grouped; none where there is none.
    #[diesel(sql_type = Nullable<Text>)]
    pub key: Option<String>,
    /// How many sales, or refunds.
    #[diesel(sql_type = BigInt)]
    pub count: i64,
    /// Minor units.
    #[diesel(sql_type = BigInt)]
    pub amount: i64,
}

/// Sales with a customer, and those without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Customers,
    Anonymous,
}

impl Source {
    /// The sales `p`.
    fn sales(self) -> &'static str {
        match self {
            Source::Customers => "purchases p",
            Source::Anonymous => "anonymous_sales p",
        }
    }

    /// With their lines `l`.
    fn lines(self) -> &'static str {
        match self {
            Source::Customers => " JOIN purchase_lines l ON l.customer_id = p.customer_id AND l.purchase_id = p.id",
            Source::Anonymous => " JOIN anonymous_sale_lines l ON l.sale_id = p.id",
        }
    }

    /// The refunds `r` with their sales.
    fn refunds(self) -> &'static str {
        match self {
            Source::Customers => "refunds r JOIN purchases p ON p.id = r.purchase_id AND p.customer_id = r.customer_id",
            Source::Anonymous => "anonymous_refunds r JOIN anonymous_sales p ON p.id = r.sale_id",
        }
    }

    /// With their lines `g`.
    fn refund_lines(self) -> &'static str {
        match self {
            Source::Customers => {
                " JOIN refund_lines g ON g.customer_id = r.customer_id AND g.refund_id = r.id AND g.number = l.number"
            }
            Source::Anonymous => " JOIN anonymous_refund_lines g ON g.refund_id = r.id AND g.number = l.number",
        }
    }
}

impl Asked {
    fn by_line(&self) -> bool {
        matches!(self.by, TakingsBy::Product | TakingsBy::Category) || self.categories.is_some()
    }

    /// The column by which is grouped; `dated` has the day.
    fn key(&self, dated: &str) -> String {
        match self.by {
            TakingsBy::Unit => "p.unit_id".to_owned(),
            TakingsBy::Channel => "p.channel".to_owned(),
            TakingsBy::Product => "l.product_id".to_owned(),
            TakingsBy::Category => "l.category_id".to_owned(),
            TakingsBy::Day => format!("CAST({dated}.occurred_on AS text)"),
        }
    }

    fn narrow(&self, sql: &mut SqlBuilder, dated: &str) {
        sql.text(&format!(" WHERE {dated}.occurred_on >= ")).value(self.from);
        sql.text(&format!(" AND {dated}.occurred_on < ")).value(self.before);
        if dated == "p" {
            // The indexes go by the moment: a local day begins at most 14 hours before that of UTC.
            let moment = |day: NaiveDate, hours| -> Option<NaiveDateTime> {
                day.and_time(NaiveTime::MIN).checked_add_signed(TimeDelta::hours(hours))
            };
            if let (Some(from), Some(before)) = (moment(self.from, -14), moment(self.before, 12)) {
                sql.text(" AND p.occurred_at >= ").value(from).text(" AND p.occurred_at < ").value(before);
            }
        }
        sql.text(" AND p.state <> 'reversed'");
        if let Some(units) = &self.units {
            sql.text(" AND p.unit_id IN ").values(units);
        }
        if let Some(categories) = &self.categories {
            sql.text(" AND l.category_id IN ").values(categories);
        }
    }
}

/// What was charged for sales of these days, by group.
pub fn sold(db: &mut Db, asked: &Asked, source: Source) -> Result<Vec<Sum>> {
    let by_line = asked.by_line();
    let mut sql = SqlBuilder::default();
    sql.text("SELECT ").text(&asked.key("p"));
    sql.text(match by_line {
        true => " AS key, count(DISTINCT p.id) AS count, CAST(sum(l.amount) AS bigint) AS amount FROM ",
        false => " AS key, count(*) AS count, CAST(sum(p.gross_minor - p.discount_minor) AS bigint) AS amount FROM ",
    });
    sql.text(source.sales());
    if by_line {
        sql.text(source.lines());
    }
    asked.narrow(&mut sql, "p");
    sql.text(" GROUP BY 1");
    sql.load(db)
}

/// What was given back on these days, by group.
pub fn given_back(db: &mut Db, asked: &Asked, source: Source) -> Result<Vec<Sum>> {
    let by_line = asked.by_line();
    let mut sql = SqlBuilder::default();
    sql.text("SELECT ").text(&asked.key("r"));
    sql.text(match by_line {
        true => " AS key, count(DISTINCT r.id) AS count, CAST(sum(g.amount) AS bigint) AS amount FROM ",
        false => " AS key, count(*) AS count, CAST(sum(r.amount) AS bigint) AS amount FROM ",
    });
    sql.text(source.refunds());
    if by_line {
        sql.text(source.lines()).text(source.refund_lines());
    }
    asked.narrow(&mut sql, "r");
    sql.text(" GROUP BY 1");
    sql.load(db)
}

/// What is held of these days: it belongs to no group yet.
pub fn held(db: &mut Db, asked: &Asked) -> Result<Sum> {
    let mut sql = SqlBuilder::default();
    sql.text("SELECT CAST(NULL AS text) AS key, count(*) AS count, ")
        .text("CAST(coalesce(sum(h.net_minor), 0) AS bigint) AS amount FROM held_purchases h WHERE h.state = ")
        .value(HeldState::Held.as_str())
        .text(" AND h.occurred_on >= ")
        .value(asked.from)
        .text(" AND h.occurred_on < ")
        .value(asked.before);
    if let Some(units) = &asked.units {
        sql.text(" AND h.unit_id IN ").values(units);
    }
    let rows: Vec<Sum> = sql.load(db)?;
    Ok(rows.into_iter().next().unwrap_or(Sum { key: None, count: 0, amount: 0 }))
}
