//! Takings put together of their parts.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::catalogue::products::categories;
use regulars_db::insight::takings;
use regulars_db::insight::takings::{Asked, Source};
use regulars_db::organisation::units;
use regulars_domain::insight::takings::TakingsBy;
use regulars_domain::money::{Currency, Money};
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;

use super::views::{HeldSums, TakingsPart, TakingsQuery, TakingsRow, TakingsSums, TakingsView};
use crate::catalogue::product_categories::category_tree;
use crate::insight::window;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::organisation;

/// Sales and what they come to, and what was given back.
#[derive(Clone, Copy, Default)]
struct Part {
    sales: i64,
    sold: i64,
    refunded: i64,
}

/// With a customer, and without.
#[derive(Clone, Copy, Default)]
struct Both {
    customers: Part,
    anonymous: Part,
}

impl Both {
    fn net(&self) -> i64 {
        self.customers.sold - self.customers.refunded + self.anonymous.sold - self.anonymous.refunded
    }

    fn view(&self, currency: Currency) -> TakingsSums {
        let money = |amount| Money::new(amount, currency);
        let part =
            |part: Part| TakingsPart { sales: part.sales, sold: money(part.sold), refunded: money(part.refunded) };
        TakingsSums { net: money(self.net()), customers: part(self.customers), anonymous: part(self.anonymous) }
    }
}

/// The takings of the units in scope.
pub fn takings(db: &mut Db, scope: &Scope, query: &TakingsQuery) -> Answer<TakingsView> {
    let organisation = organisation(db)?;
    let currency = organisation.base_currency;
    let today = local_day(clock::now(), organisation.time_zone);
    let (from, before) = window::days("occurred_on", query.occurred_on.map(|asked| (asked.gte, asked.lt)), today)?;
    let categories = match &query.category_id {
        Some(id) => Some(category_tree(db)?.subtree(id)),
        None => None,
    };
    let by = query.by.unwrap_or(TakingsBy::Unit);
    let asked = Asked { by, from, before, units: window::units(scope, &query.unit_id), categories };
    let mut groups: BTreeMap<Option<String>, Both> = BTreeMap::new();
    for source in [Source::Customers, Source::Anonymous] {
        for sum in takings::sold(db, &asked, source)? {
            let part = part_of(groups.entry(sum.key).or_default(), source);
            (part.sales, part.sold) = (sum.count, sum.amount);
        }
        for sum in takings::given_back(db, &asked, source)? {
            part_of(groups.entry(sum.key).or_default(), source).refunded = sum.amount;
        }
    }
    // Of a sale with lines of two groups each has one; the total is asked by itself.
    let total = match by {
        TakingsBy::Product | TakingsBy::Category => total(db, &Asked { by: TakingsBy::Channel, ..asked.clone() })?,
        _ => groups.values().fold(Both::default(), |sum, group| added(sum, *group)),
    };
    let held = takings::held(db, &asked)?;
    let names = names(db, by, groups.keys().flatten())?;
    let mut rows: Vec<(Option<String>, Both)> = groups.into_iter().collect();
    if by != TakingsBy::Day {
        rows.sort_by_key(|(_, both)| std::cmp::Reverse(both.net()));
    }
    let row = |(key, both): (Option<String>, Both)| TakingsRow {
        name: key.as_ref().and_then(|key| names.get(key).cloned()),
        key,
        sums: both.view(currency),
    };
    Ok(TakingsView {
        from,
        before,
        by,
        total: total.view(currency),
        held: HeldSums { sales: held.count, sold: Money::new(held.amount, currency) },
        data: rows.into_iter().map(row).collect(),
    })
}

fn part_of(both: &mut Both, source: Source) -> &mut Part {
    match source {
        Source::Customers => &mut both.customers,
        Source::Anonymous => &mut both.anonymous,
    }
}

fn total(db: &mut Db, asked: &Asked) -> Answer<Both> {
    let mut total = Both::default();
    for source in [Source::Customers, Source::Anonymous] {
        let part = part_of(&mut total, source);
        for sum in takings::sold(db, asked, source)? {
            part.sales += sum.count;
            part.sold += sum.amount;
        }
        part.refunded = takings::given_back(db, asked, source)?.iter().map(|sum| sum.amount).sum();
    }
    Ok(total)
}

fn added(a: Both, b: Both) -> Both {
    let sum =
        |a: Part, b: Part| Part { sales: a.sales + b.sales, sold: a.sold + b.sold, refunded: a.refunded + b.refunded };
    Both { customers: sum(a.customers, b.customers), anonymous: sum(a.anonymous, b.anonymous) }
}

/// What the groups are called.
fn names<'a>(db: &mut Db, by: TakingsBy, keys: impl Iterator<Item = &'a String>) -> Answer<BTreeMap<String, String>> {
    let keys: Vec<&str> = keys.map(String::as_str).collect();
    match by {
        TakingsBy::Channel | TakingsBy::Day => Ok(BTreeMap::new()),
        TakingsBy::Product => {
            let found = products::of_ids(db, keys)?;
            Ok(found.into_iter().map(|product| (product.id, product.name)).collect())
        }
        TakingsBy::Unit => Ok(units::of_ids(db, keys)?.into_iter().map(|unit| (unit.id, unit.name)).collect()),
        TakingsBy::Category => {
            Ok(categories::of_ids(db, keys)?.into_iter().map(|category| (category.id, category.name)).collect())
        }
    }
}
