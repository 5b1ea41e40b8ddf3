//! The orders of a list: the index that each follows, and where a page begins in it.

use chrono::{NaiveDate, NaiveDateTime};
use regulars_domain::customers::tiers::TierClass;

use super::conditions::{Condition, Home};
use super::filter::Sort;
use crate::dialect::{SqlBuilder, Value};
use crate::page::Page;

/// How the key of a cursor is read; none for one that cannot be.
type ReadKey = fn(&str) -> Option<Value>;

/// An order, or one of the two parts of one whose column may be empty.
#[derive(Clone, Copy, Debug)]
pub(super) struct Order {
    pub home: Home,
    /// The column of the id.
    pub id: &'static str,
    /// The column before the id, with how its key is read; none where the order is by id alone.
    column: Option<(&'static str, ReadKey)>,
    descending: bool,
    /// What else holds for every row of it.
    pub only: &'static str,
    /// The columns that its index looks up by.
    looked_up: &'static [&'static str],
}

impl Order {
    /// The order of a list of those with this one tier, when given; `is_filled`: whether the column has a value.
    pub fn of(sort: Sort, is_filled: bool, tier: Option<TierClass>) -> Order {
        let customers = |column, read: ReadKey, descending, looked_up| Order {
            home: Home::Customers,
            id: "c.id",
            column: Some((column, read)),
            descending,
            only: "",
            looked_up,
        };
        let metrics = |column, read: ReadKey, looked_up: &'static [&'static str]| Order {
            home: Home::Metrics,
            id: "m.customer_id",
            column: Some((column, read)),
            descending: true,
            only: "",
            looked_up,
        };
        match sort {
            Sort::NewestFirst => customers("c.created_at", moment, true, &["c.created_at"]),
            Sort::OldestFirst => customers("c.created_at", moment, false, &["c.created_at"]),
            Sort::Name => customers("c.name_key", text, false, &["c.name_key"]),
            Sort::NameDescending => customers("c.name_key", text, true, &["c.name_key"]),
            Sort::MostSpendFirst if tier.is_some() => metrics("m.net_minor", number, &["m.net_minor", "m.tier"]),
            Sort::MostSpendFirst => metrics("m.net_minor", number, &["m.net_minor"]),
            // Those of no tier stand behind all others, and have indexes of their own.
            Sort::MostPurchasesFirst if tier == Some(TierClass::None) => metrics("m.purchases", number, &["m.tier"]),
            Sort::MostPurchasesFirst => metrics("m.purchases", number, &[]),
            Sort::LatestChangeFirst => metrics("m.changed_at", moment, &["m.changed_at"]),
            Sort::EarliestChangeFirst => {
                Order { descending: false, ..metrics("m.changed_at", moment, &["m.changed_at"]) }
            }
            Sort::LastPurchaseFirst => {
                let of_none = tier == Some(TierClass::None);
                let looked_up: &'static [&'static str] =
                    if of_none { &["m.last_purchase_on", "m.tier"] } else { &["m.last_purchase_on"] };
                let order = metrics("m.last_purchase_on", date, looked_up);
                if is_filled {
                    Order { only: " AND m.last_purchase_on IS NOT NULL", ..order }
                } else {
                    Order { column: None, only: " AND m.last_purchase_on IS NULL", ..order }
                }
            }
        }
    }

    /// What is compared before the id; something that is the same for all where the order is by id alone.
    pub fn key(&self) -> &'static str {
        self.column.map_or("1", |(column, _)| column)
    }

    /// The same order of rows `z` with the columns `id` and `k`, which is the key.
    pub fn keyed(&self) -> Order {
        Order { id: "z.id", column: self.column.map(|(_, read)| ("z.k", read)), only: "", looked_up: &[], ..*self }
    }

    pub fn is_by_name(&self) -> bool {
        self.column.is_some_and(|(column, _)| column == "c.name_key")
    }

    pub fn table(&self) -> &'static str {
        if self.home == Home::Metrics { "customer_metrics m" } else { "customers c" }
    }

    /// Whether a condition is on a column of its index, and says where in it to begin and to end.
    pub fn is_bound(&self, condition: &Condition<'_>) -> bool {
        condition.column().is_some_and(|column| self.looked_up.contains(&column))
    }

    /// `AND` those conditions.
    pub fn bounds(&self, sql: &mut SqlBuilder, conditions: &[Condition<'_>]) {
        for condition in conditions.iter().filter(|condition| self.is_bound(condition)) {
            condition.compare(sql, &|column| column.to_owned());
        }
    }

    /// `AND` what holds for the rows behind the place where the page begins.
    pub fn after(&self, sql: &mut SqlBuilder, page: &Page) {
        sql.text(self.only);
        let Some(after) = &page.after else { return };
        let sign = if self.descending { "<" } else { ">" };
        match self.column.map(|(column, read)| (column, read(&after.key))) {
            None => {
                sql.text(&format!(" AND {} {sign} ", self.id)).value(after.id.as_str());
            }
            Some((column, Some(key))) => {
                sql.text(&format!(" AND ({column}, {}) {sign} (", self.id)).value(key);
                sql.text(", ").value(after.id.as_str()).text(")");
            }
            Some((_, None)) => {}
        }
    }

    /// The order and the limit.
    pub fn by(&self, sql: &mut SqlBuilder, page: &Page) {
        self.sorted(sql);
        sql.text(" LIMIT ").value(page.rows_to_read());
    }

    /// The order.
    pub fn sorted(&self, sql: &mut SqlBuilder) {
        let direction = if self.descending { "DESC" } else { "ASC" };
        sql.text(" ORDER BY ");
        if let Some((column, _)) = self.column {
            sql.text(&format!("{column} {direction}, "));
        }
        sql.text(&format!("{} {direction}", self.id));
    }
}

fn text(key: &str) -> Option<Value> {
    Some(Value::Text(key.to_owned()))
}

fn number(key: &str) -> Option<Value> {
    key.parse().ok().map(Value::Number)
}

fn date(key: &str) -> Option<Value> {
    key.parse::<NaiveDate>().ok().map(Value::Date)
}

fn moment(key: &str) -> Option<Value> {
    key.parse::<NaiveDateTime>().ok().map(Value::Moment)
}
