//! The conditions of a filter, one by one: as a comparison of a row, and as the set of customers it holds for.

use chrono::{NaiveDate, NaiveDateTime};
use regulars_domain::customers::attributes::Stored;
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::identities::{IdentityKind, external_value, owner_key};

use super::super::{GONE, term};
use super::filter::{AttributeTest, Filter, Search, Within, range};
use crate::connection::Backend;
use crate::dialect::SqlBuilder;

/// What nearly every customer is: the index by kind has the others only.
const COMMON_KIND: CustomerKind = CustomerKind::Consumer;

/// Where the columns of a condition are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Home {
    /// `customers c`
    Customers,
    /// `customer_metrics m`
    Metrics,
    /// A table of its own, with a row for each customer that it holds for.
    Own,
}

/// One condition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Condition<'a> {
    /// Neither merged nor erased.
    Living,
    Within(&'a Within),
    Search(&'a Search),
    Kinds(&'a [CustomerKind]),
    Statuses(&'a [CustomerStatus]),
    Tiers(&'a [TierClass]),
    Homes(&'a [String]),
    Owner(&'a str),
    Referrer(&'a str),
    Tag(&'a str),
    Segment(&'a str),
    Sources(&'a [Source]),
    City(&'a str),
    Created(Option<NaiveDateTime>, Option<NaiveDateTime>),
    LastPurchase(Option<NaiveDate>, Option<NaiveDate>),
    Spend(Option<i64>, Option<i64>),
    Changed(Option<NaiveDateTime>, Option<NaiveDateTime>),
    /// A partner has an id of its own for them.
    Partner(&'a str),
    /// The owner of the identity with this key.
    Identity(&'a str),
    Attribute(&'a AttributeTest),
    BirthKeys(&'a [String]),
    /// The name begins with what is looked for.
    NameBegins(&'a str),
    /// Found by a search for a name, but does not begin with it.
    NameHolds(&'a str),
}

impl Filter {
    /// All that have to hold.
    pub(super) fn conditions(&self) -> Vec<Condition<'_>> {
        let mut all =
            vec![if self.statuses.is_empty() { Condition::Living } else { Condition::Statuses(&self.statuses) }];
        all.extend(self.within.as_ref().map(Condition::Within));
        all.extend(self.search.as_ref().map(Condition::Search));
        all.extend(some(&self.kinds).map(Condition::Kinds));
        all.extend(some(&self.tiers).map(Condition::Tiers));
        all.extend(some(&self.home_unit_ids).map(Condition::Homes));
        all.extend(self.owner_id.as_deref().map(Condition::Owner));
        all.extend(self.referrer_id.as_deref().map(Condition::Referrer));
        all.extend(self.tags.iter().map(|tag| Condition::Tag(tag)));
        all.extend(self.segment_id.as_deref().map(Condition::Segment));
        all.extend(some(&self.sources).map(Condition::Sources));
        all.extend(self.city.as_deref().map(Condition::City));
        let created = Condition::Created(self.created_from, self.created_before);
        all.extend((self.created_from.is_some() || self.created_before.is_some()).then_some(created));
        let last = Condition::LastPurchase(self.last_from, self.last_before);
        all.extend((self.last_from.is_some() || self.last_before.is_some()).then_some(last));
        let spend = Condition::Spend(self.spend_from, self.spend_before);
        all.extend((self.spend_from.is_some() || self.spend_before.is_some()).then_some(spend));
        let changed = Condition::Changed(self.changed_from, self.changed_before);
        all.extend((self.changed_from.is_some() || self.changed_before.is_some()).then_some(changed));
        all.extend(self.partner.as_deref().map(Condition::Partner));
        all.extend(self.identity.as_deref().map(Condition::Identity));
        all.extend(self.attributes.iter().map(Condition::Attribute));
        all.extend(self.birth_keys.as_deref().map(Condition::BirthKeys));
        all
    }

    /// Whether it shows all who are neither merged nor erased.
    pub(super) fn is_plain(&self) -> bool {
        self.conditions() == [Condition::Living]
    }
}

fn some<T>(words: &[T]) -> Option<&[T]> {
    (!words.is_empty()).then_some(words)
}

impl Condition<'_> {
    pub(super) fn home(&self) -> Home {
        match self {
            Condition::Search(_)
            | Condition::Tag(_)
            | Condition::Segment(_)
            | Condition::NameHolds(_)
            | Condition::Partner(_)
            | Condition::Attribute(_)
            | Condition::Identity(_) => Home::Own,
            Condition::Tiers(_) | Condition::LastPurchase(..) | Condition::Spend(..) | Condition::Changed(..) => {
                Home::Metrics
            }
            _ => Home::Customers,
        }
    }

    /// The column that it is about, of those that an order may follow.
    pub(super) fn column(&self) -> Option<&'static str> {
        match self {
            Condition::Created(..) => Some("c.created_at"),
            Condition::NameBegins(_) => Some("c.name_key"),
            Condition::LastPurchase(..) => Some("m.last_purchase_on"),
            Condition::Spend(..) => Some("m.net_minor"),
            Condition::Tiers(_) => Some("m.tier"),
            Condition::Changed(..) => Some("m.changed_at"),
            _ => None,
        }
    }

    /// Whether an index has whom it holds for.
    pub(super) fn is_set(&self) -> bool {
        match self {
            Condition::Living => false,
            Condition::Kinds(kinds) => !kinds.contains(&COMMON_KIND),
            _ => true,
        }
    }

    /// Whether its set may name a customer more than once.
    pub(super) fn repeats(&self) -> bool {
        matches!(self, Condition::Search(_) | Condition::Within(_) | Condition::NameHolds(_) | Condition::Partner(_))
    }

    /// `AND …` on a row of its table, whose columns are called by `name`.
    pub(super) fn compare(&self, sql: &mut SqlBuilder, name: &dyn Fn(&str) -> String) {
        match self {
            Condition::Living => words(sql, &name("c.status"), "NOT IN", GONE),
            Condition::Within(within) => {
                sql.text(&format!(" AND ({} IN ", name("c.home_unit_id"))).values(&within.units);
                sql.text(&format!(" OR {} = ", name("c.owner_id"))).value(within.owner_id.as_str()).text(")");
            }
            Condition::Kinds(kinds) => {
                words(sql, &name("c.kind"), "IN", kinds.iter().map(|kind| kind.as_str()));
                if self.is_set() {
                    // In so many words: SQLite compares the condition of the index with what stands in the statement.
                    sql.text(&format!(" AND {} <> '{}'", name("c.kind"), COMMON_KIND.as_str()));
                }
            }
            Condition::Statuses(statuses) => {
                words(sql, &name("c.status"), "IN", statuses.iter().map(|status| status.as_str()));
            }
            Condition::Tiers(tiers) => {
                words(sql, &name("m.tier"), "IN", tiers.iter().map(|tier| tier.as_str()));
                if *tiers == [TierClass::None] {
                    // As above: those of no tier have indexes of their own.
                    sql.text(&format!(" AND {} = '{}'", name("m.tier"), TierClass::None.as_str()));
                }
            }
            Condition::Homes(units) => {
                sql.text(&format!(" AND {} IN ", name("c.home_unit_id"))).values(*units);
            }
            Condition::Owner(owner_id) => {
                sql.text(&format!(" AND {} = ", name("c.owner_id"))).value(*owner_id);
            }
            Condition::Referrer(referrer_id) => {
                sql.text(&format!(" AND {} = ", name("c.referrer_id"))).value(*referrer_id);
            }
            Condition::Sources(sources) => {
                words(sql, &name("c.source"), "IN", sources.iter().map(|source| source.as_str()));
            }
            Condition::City(city) => {
                sql.text(&format!(" AND {} = ", name("c.city"))).value(*city);
            }
            Condition::BirthKeys(keys) => {
                sql.text(&format!(" AND {} IN ", name("c.birth_key"))).values(*keys);
            }
            Condition::Created(from, before) => between(sql, &name("c.created_at"), *from, *before),
            Condition::LastPurchase(from, before) => between(sql, &name("m.last_purchase_on"), *from, *before),
            Condition::Spend(from, before) => between(sql, &name("m.net_minor"), *from, *before),
            Condition::NameBegins(name_begins) => {
                let (from, before) = range(name_begins);
                between(sql, &name("c.name_key"), Some(from.as_str()), Some(before.as_str()));
            }
            Condition::Changed(from, before) => between(sql, &name("m.changed_at"), *from, *before),
            Condition::Search(_)
            | Condition::Tag(_)
            | Condition::Segment(_)
            | Condition::NameHolds(_)
            | Condition::Partner(_)
            | Condition::Attribute(_)
            | Condition::Identity(_) => {}
        }
    }

    /// `AND …` on the customer with this id, by the rows of a table of its own. That something is found is asked as `IS NOT
    /// NULL`: PostgreSQL makes no join of it, and does not take it for rare as it does an equation.
    pub(super) fn compare_own(&self, sql: &mut SqlBuilder, id: &str) {
        match self {
            Condition::Search(search) => {
                sql.text(&format!(" AND (SELECT count(*) FROM customer_terms t WHERE t.customer_id = {id} AND ("));
                for (at, (from, to)) in search.sought().enumerate() {
                    sql.text(if at > 0 { " OR " } else { "" });
                    sql.text("t.term >= ").value(from.as_str()).text(" AND t.term < ").value(to.as_str());
                }
                sql.text(if search.is_empty() { "1 = 0" } else { "" }).text(")) > 0");
            }
            Condition::NameHolds(part) => {
                let search = Search { name: Some(term::name(part)), ..Search::default() };
                Condition::Search(&search).compare_own(sql, id);
                let (from, before) = range(part);
                sql.text(&format!(" AND (SELECT 1 FROM customers e WHERE e.id = {id} AND (e.name_key < "));
                sql.value(from.as_str()).text(" OR e.name_key >= ").value(before.as_str()).text(")) IS NOT NULL");
            }
            Condition::Tag(tag) => {
                sql.text(&format!(" AND (SELECT 1 FROM customer_tags t WHERE t.customer_id = {id} AND t.tag = "));
                sql.value(*tag).text(") IS NOT NULL");
            }
            Condition::Segment(segment_id) => {
                sql.text(&format!(
                    " AND (SELECT 1 FROM segment_members t WHERE t.customer_id = {id} AND t.segment_id = "
                ));
                sql.value(*segment_id).text(") IS NOT NULL");
            }
            Condition::Partner(partner) => {
                sql.text(&format!(
                    " AND (SELECT count(*) FROM customer_identities t WHERE t.customer_id = {id} AND t.kind = "
                ));
                sql.value(IdentityKind::External.as_str()).text(" AND t.partner = ").value(*partner).text(") > 0");
            }
            Condition::Identity(key) => {
                sql.text(&format!(
                    " AND (SELECT 1 FROM identity_owners t WHERE t.customer_id = {id} AND t.identity = "
                ));
                sql.value(*key).text(") IS NOT NULL");
            }
            Condition::Attribute(test) => {
                sql.text(&format!(" AND (SELECT 1 FROM customer_attributes t WHERE t.customer_id = {id} AND "));
                test.compare(sql);
                sql.text(") IS NOT NULL");
            }
            _ => {}
        }
    }

    /// Whom it holds for, out of an index: a query with the column `id`.
    pub(super) fn set(&self, sql: &mut SqlBuilder) {
        let plain = |column: &str| column.to_owned();
        match self {
            Condition::Search(search) if search.is_empty() => {
                sql.text("SELECT t.customer_id AS id FROM customer_terms t WHERE 1 = 0");
            }
            Condition::Search(search) => {
                for (at, (from, to)) in search.sought().enumerate() {
                    sql.text(if at > 0 { " UNION ALL " } else { "" });
                    sql.text("SELECT t.customer_id AS id FROM customer_terms t WHERE t.term >= ").value(from.as_str());
                    sql.text(" AND t.term < ").value(to.as_str());
                }
            }
            Condition::Tag(tag) => {
                sql.text("SELECT t.customer_id AS id FROM customer_tags t WHERE t.tag = ").value(*tag);
            }
            Condition::Segment(segment_id) => {
                sql.text("SELECT t.customer_id AS id FROM segment_members t WHERE t.segment_id = ").value(*segment_id);
            }
            Condition::Partner(partner) => {
                let (from, before) = range(&owner_key(IdentityKind::External, &external_value(partner, "")));
                sql.text("SELECT t.customer_id AS id FROM identity_owners t WHERE t.identity >= ").value(from.as_str());
                sql.text(" AND t.identity < ").value(before.as_str());
            }
            Condition::Identity(key) => {
                sql.text("SELECT t.customer_id AS id FROM identity_owners t WHERE t.identity = ").value(*key);
            }
            Condition::Attribute(test) => {
                sql.text("SELECT t.customer_id AS id FROM customer_attributes t WHERE ");
                test.compare(sql);
            }
            Condition::NameHolds(part) => {
                let (from, before) = range(&term::name(part));
                sql.text("SELECT t.customer_id AS id FROM customer_terms t WHERE t.term >= ").value(from.as_str());
                sql.text(" AND t.term < ").value(before.as_str());
                sql.text(" AND t.customer_id NOT IN (SELECT c.id FROM customers c WHERE 1 = 1");
                Condition::NameBegins(part).compare(sql, &plain);
                sql.text(")");
            }
            Condition::Within(within) => {
                sql.text("SELECT c.id AS id FROM customers c WHERE c.home_unit_id IN ").values(&within.units);
                sql.text(" UNION ALL SELECT c.id AS id FROM customers c WHERE c.owner_id = ");
                sql.value(within.owner_id.as_str());
            }
            _ if self.home() == Home::Metrics => {
                sql.text("SELECT m.customer_id AS id FROM customer_metrics m WHERE 1 = 1");
                self.compare(sql, &plain);
            }
            _ => {
                sql.text("SELECT c.id AS id FROM customers c WHERE 1 = 1");
                self.compare(sql, &plain);
            }
        }
    }
}

impl AttributeTest {
    /// On a row `t` of an attribute.
    fn compare(&self, sql: &mut SqlBuilder) {
        let (key, tests) = match self {
            AttributeTest::Is { key, value } => (key, vec![("=", value)]),
            AttributeTest::Between { key, from, before } => {
                let from = from.iter().map(|value| (">=", value));
                (key, from.chain(before.iter().map(|value| ("<", value))).collect())
            }
        };
        sql.text("t.key = ").value(key.as_str());
        for (sign, value) in tests {
            match value {
                Stored::Text(text) => sql.text(&format!(" AND t.text_value {sign} ")).value(text.as_str()),
                Stored::Number(number) => sql.text(&format!(" AND t.number_value {sign} ")).value(*number),
            };
        }
    }
}

/// `AND` those of these conditions that a table has. They are compared only: nothing is looked up by them.
pub(super) fn compare_all(sql: &mut SqlBuilder, backend: Backend, conditions: &[Condition<'_>], home: Home) {
    let here: Vec<_> = conditions.iter().filter(|condition| condition.home() == home).collect();
    if !here.is_empty() {
        sql.and_compared(backend, |sql, name| here.iter().for_each(|condition| condition.compare(sql, name)));
    }
}

fn words<'w>(sql: &mut SqlBuilder, column: &str, sign: &str, words: impl IntoIterator<Item = &'w str>) {
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    sql.text(&format!(" AND {column} {sign} ")).values(&words);
}

fn between<T: Into<crate::dialect::Value>>(sql: &mut SqlBuilder, column: &str, from: Option<T>, before: Option<T>) {
    if let Some(from) = from {
        sql.text(&format!(" AND {column} >= ")).value(from);
    }
    if let Some(before) = before {
        sql.text(&format!(" AND {column} < ")).value(before);
    }
}
