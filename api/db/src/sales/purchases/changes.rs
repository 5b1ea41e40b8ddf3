//! Purchases in the order of change, for those who follow them. One index has all of them in that order; what a page is
//! narrowed to is looked for in a stretch of it, so that a page costs the same however rare is what is asked.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::{Text, Timestamp};

use super::lists::Filter;
use super::{PURCHASE, Purchase, find_ref};
use crate::dialect::{Id, SqlBuilder};
use crate::page::{After, Page};
use crate::sales::bulk::purchases_of;
use crate::{Db, Result};

/// How many purchases one page looks at when not all of them are asked for.
pub const REACH: i64 = 10_000;

/// The columns that anything is compared by.
const COMPARED: &str = "id, customer_id, unit_id, channel, partner, occurred_on, recorded_at, state, updated_at";

/// Which end of the order comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// What changed first.
    Earliest,
    /// What changed last.
    Latest,
}

impl Direction {
    fn behind(self) -> &'static str {
        if self == Direction::Earliest { ">" } else { "<" }
    }

    fn upto(self) -> &'static str {
        if self == Direction::Earliest { "<=" } else { ">=" }
    }

    fn word(self) -> &'static str {
        if self == Direction::Earliest { "ASC" } else { "DESC" }
    }
}

/// A page in the order of change.
#[derive(Debug)]
pub struct Changed {
    /// With one more than the page has, when there are more.
    pub rows: Vec<Purchase>,
    /// The last that was looked at, when others lie behind it that were not.
    pub end: Option<After>,
}

/// A page in the order of change, which looks at `reach` purchases at most.
pub fn changed(db: &mut Db, filter: &Filter, direction: Direction, page: &Page, reach: i64) -> Result<Changed> {
    let source = match (&filter.reference, &filter.customer_id) {
        (Some((partner, external_id)), _) => match find_ref(db, PURCHASE, partner, external_id)? {
            Some(reference) => Source::One(reference.subject_id),
            None => return Ok(Changed { rows: Vec::new(), end: None }),
        },
        (None, Some(customer_id)) => Source::Customer(customer_id.clone()),
        (None, None) => Source::All,
    };
    let asked = Asked { filter, direction, page, source };
    let end = if asked.narrows() { asked.end(db, reach)? } else { None };
    let rows = asked.rows(db, end.as_ref())?;
    Ok(Changed { rows, end: end.map(|end| After { key: end.key(), id: end.id }) })
}

/// What is gone through.
enum Source {
    All,
    /// Those of a customer: few enough to be sorted.
    Customer(String),
    One(String),
}

/// A place in the order.
#[derive(QueryableByName)]
struct Place {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Timestamp)]
    updated_at: NaiveDateTime,
}

impl Place {
    fn key(&self) -> String {
        self.updated_at.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
    }
}

struct Asked<'a> {
    filter: &'a Filter,
    direction: Direction,
    page: &'a Page,
    source: Source,
}

impl Asked<'_> {
    /// Whether some of what is gone through in the order may be left out.
    fn narrows(&self) -> bool {
        let Filter { units, unit_ids, channels, states, from, before, recorded_from, recorded_before, partner, .. } =
            self.filter;
        let lists = !unit_ids.is_empty() || !channels.is_empty() || !states.is_empty();
        let days = from.is_some() || before.is_some();
        let moments = recorded_from.is_some() || recorded_before.is_some();
        matches!(self.source, Source::All) && (units.is_some() || partner.is_some() || lists || days || moments)
    }

    /// Where `reach` purchases were looked at; none when there are not so many.
    fn end(&self, db: &mut Db, reach: i64) -> Result<Option<Place>> {
        let mut sql = SqlBuilder::default();
        sql.text("SELECT p.id AS id, p.updated_at AS updated_at FROM purchases p WHERE 1 = 1");
        self.begin(&mut sql);
        self.sorted(&mut sql);
        sql.text(" LIMIT 1 OFFSET ").value(reach.saturating_sub(1));
        Ok(sql.load::<Place>(db)?.pop())
    }

    fn rows(&self, db: &mut Db, end: Option<&Place>) -> Result<Vec<Purchase>> {
        let (mut sql, backend) = (SqlBuilder::default(), db.backend());
        sql.text("SELECT p.id AS id FROM ").then(|sql| self.source(sql)).text(" p WHERE 1 = 1");
        self.begin(&mut sql);
        if let Some(end) = end {
            sql.text(&format!(" AND (p.updated_at, p.id) {} (", self.direction.upto())).value(end.updated_at);
            sql.text(", ").value(end.id.as_str()).text(")");
        }
        sql.and_compared(backend, |sql, name| self.compare(sql, name));
        self.sorted(&mut sql);
        sql.text(" LIMIT ").value(self.page.rows_to_read());
        let ids: Vec<Id> = sql.load(db)?;
        let ids: Vec<&str> = ids.iter().map(|row| row.id.as_str()).collect();
        let found = purchases_of(db, &ids)?;
        let mut found: HashMap<String, Purchase> = found.into_iter().map(|row| (row.id.clone(), row)).collect();
        Ok(ids.into_iter().filter_map(|id| found.remove(id)).collect())
    }

    /// With a limit it is no part of the statement around it, which would follow the order of all instead.
    fn source(&self, sql: &mut SqlBuilder) {
        match &self.source {
            Source::All => sql.text("purchases"),
            Source::Customer(id) => {
                sql.text(&format!("(SELECT {COMPARED} FROM purchases WHERE customer_id = ")).value(id.as_str());
                sql.text(" LIMIT ").value(i64::MAX).text(")")
            }
            Source::One(id) => {
                sql.text(&format!("(SELECT {COMPARED} FROM purchases WHERE id = ")).value(id.as_str());
                sql.text(" LIMIT 1)")
            }
        };
    }

    /// `AND` what says where in the order to begin and to end. Where the page goes on lies within what is asked for, and is
    /// said alone: of two beginnings the database might take the one further away.
    fn begin(&self, sql: &mut SqlBuilder) {
        let after = self.page.after.as_ref().and_then(|after| Some((after.key.parse().ok()?, &after.id)));
        let (mut from, mut before) = (self.filter.changed_from, self.filter.changed_before);
        if let Some((key, id)) = after {
            let key: NaiveDateTime = key;
            sql.text(&format!(" AND (p.updated_at, p.id) {} (", self.direction.behind())).value(key);
            sql.text(", ").value(id.as_str()).text(")");
            match self.direction {
                Direction::Earliest => from = None,
                Direction::Latest => before = None,
            }
        }
        if let Some(from) = from {
            sql.text(" AND p.updated_at >= ").value(from);
        }
        if let Some(before) = before {
            sql.text(" AND p.updated_at < ").value(before);
        }
    }

    /// `AND` what is compared row by row.
    fn compare(&self, sql: &mut SqlBuilder, name: &dyn Fn(&str) -> String) {
        let filter = self.filter;
        if let Some(units) = filter.stores() {
            sql.text(&format!(" AND {} IN ", name("p.unit_id"))).values(&units);
        }
        if let (Source::One(_), Some(customer_id)) = (&self.source, &filter.customer_id) {
            sql.text(&format!(" AND {} = ", name("p.customer_id"))).value(customer_id.as_str());
        }
        let channels: Vec<String> = filter.channels.iter().map(|word| word.as_str().to_owned()).collect();
        let states: Vec<String> = filter.states.iter().map(|word| word.as_str().to_owned()).collect();
        for (column, words) in [("p.channel", &channels), ("p.state", &states)] {
            if !words.is_empty() {
                sql.text(&format!(" AND {} IN ", name(column))).values(words);
            }
        }
        for (sign, day) in [(">=", filter.from), ("<", filter.before)] {
            if let Some(day) = day {
                sql.text(&format!(" AND {} {sign} ", name("p.occurred_on"))).value(day);
            }
        }
        for (sign, moment) in [(">=", filter.recorded_from), ("<", filter.recorded_before)] {
            if let Some(moment) = moment {
                sql.text(&format!(" AND {} {sign} ", name("p.recorded_at"))).value(moment);
            }
        }
        if let Some(partner) = &filter.partner {
            sql.text(&format!(" AND {} = ", name("p.partner"))).value(partner.as_str());
        }
    }

    fn sorted(&self, sql: &mut SqlBuilder) {
        let word = self.direction.word();
        sql.text(&format!(" ORDER BY p.updated_at {word}, p.id {word}"));
    }
}
