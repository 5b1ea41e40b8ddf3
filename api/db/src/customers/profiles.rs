//! Customers with their identities, tags and search terms; `lists` has the lists of them.

mod lists;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::customers::profiles::{Birthday, CustomerKind, CustomerStatus, Gender, LeaderKind, Source};
use regulars_domain::text::Language;

use crate::customers::bulk;
use crate::customers::metrics;
use crate::customers::metrics::Metrics;
use crate::dialect::{any_of, keyed};
use crate::prepared::prepared;
use crate::schema::{customer_identities, customer_metrics, customer_tags, customer_terms, customers};
use crate::text::{AsText, Json};
use crate::{Db, Result, on};

pub use lists::{AttributeTest, Bounds, Count, Filter, Search, Sort, Within, count, count_up_to, few, list, sort_key};

/// Who is no customer any more, and in no list unless it is asked for.
pub(crate) const GONE: [&str; 2] = [CustomerStatus::Merged.as_str(), CustomerStatus::Erased.as_str()];

#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset, serde::Serialize)]
#[diesel(table_name = customers, treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Customer {
    pub id: String,
    pub kind: AsText<CustomerKind>,
    pub status: AsText<CustomerStatus>,
    pub name: String,
    /// The name as names are compared and sorted.
    pub name_key: String,
    pub language: Option<AsText<Language>>,
    pub gender: Option<AsText<Gender>>,
    pub birthday: Option<Json<Birthday>>,
    pub birth_month: Option<i32>,
    /// What the birthday is looked up by.
    pub birth_key: Option<String>,
    pub city: Option<String>,
    pub address: Option<String>,
    pub occupation: Option<String>,
    pub source: Option<AsText<Source>>,
    pub home_unit_id: Option<String>,
    pub owner_id: Option<String>,
    pub leader_kind: Option<AsText<LeaderKind>>,
    pub tags: Json<Vec<String>>,
    pub attributes: Json<serde_json::Map<String, serde_json::Value>>,
    pub note: Option<String>,
    /// The customer this one was merged into.
    pub merged_into: Option<String>,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
    pub version: i32,
    /// Whether others were merged into it.
    pub took_over: bool,
    /// Who referred the customer to us.
    pub referrer_id: Option<String>,
}

/// An identity of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Queryable, Selectable, Insertable)]
#[diesel(table_name = customer_identities, treat_none_as_default_value = false)]
pub struct Identity {
    pub id: String,
    pub customer_id: String,
    pub kind: AsText<regulars_domain::identities::IdentityKind>,
    /// The partner's code of an external id; empty for all others.
    pub partner: String,
    /// Normalised.
    pub value: String,
}

/// A customer with its figures.
pub type Row = (Customer, Metrics);

/// The term that finds a name's suffix, a reversed phone, a card.
pub mod term {
    pub fn name(suffix: &str) -> String {
        format!("n{suffix}")
    }

    /// The suffix that the term of a name finds.
    pub fn named(term: &str) -> Option<&str> {
        term.strip_prefix('n')
    }

    pub fn phone(digits: &str) -> String {
        format!("p{}", digits.chars().rev().collect::<String>())
    }

    pub fn card(card: &str) -> String {
        format!("c{}", card.to_lowercase())
    }
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Customer>> {
    on!(db, |c| customers::table.find(id).select(Customer::as_select()).first(c).optional())
}

/// These customers, in no order.
pub fn of_ids<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<Customer>> {
    on!(db, |c| customers::table.filter(keyed(customers::id, ids)).select(Customer::as_select()).load(c))
}

/// A customer, locked until the transaction ends: whoever writes it over takes this first.
pub fn lock(db: &mut Db, id: &str) -> Result<Option<Customer>> {
    crate::dialect::first_for_update!(db, customers::table.find(id).select(Customer::as_select())).optional()
}

/// A customer with its figures.
pub fn find_row(db: &mut Db, id: &str) -> Result<Option<Row>> {
    on!(db, |c| customers::table
        .inner_join(customer_metrics::table)
        .filter(customers::id.eq(id))
        .select((Customer::as_select(), Metrics::as_select()))
        .first(c)
        .optional())
}

/// These customers with their figures, the newest first.
pub fn find_rows(db: &mut Db, ids: &[String]) -> Result<Vec<Row>> {
    on!(db, |c| customers::table
        .inner_join(customer_metrics::table)
        .filter(keyed(customers::id, ids))
        .order(customers::id.desc())
        .select((Customer::as_select(), Metrics::as_select()))
        .load(c))
}

pub fn insert(db: &mut Db, customer: &Customer) -> Result<()> {
    on!(db, |c| diesel::insert_into(customers::table).values(customer).execute(c)).map(|_| ())
}

/// Writes the customer over version `expected`; false when somebody was faster.
pub fn update(db: &mut Db, customer: &Customer, expected: i32) -> Result<bool> {
    let is_written = on!(db, |c| prepared(
        diesel::update(customers::table.find(&customer.id).filter(customers::version.eq(expected)))
            .set(customer)
            .returning(customers::version)
    )
    .wrote::<i32, _>(c))?;
    if is_written {
        metrics::touch(db, &customer.id, customer.updated_at)?;
    }
    Ok(is_written)
}

/// Sets the status that follows from the facts; not a change of the profile.
pub fn set_status(db: &mut Db, id: &str, status: CustomerStatus) -> Result<()> {
    on!(db, |c| prepared(diesel::update(customers::table.find(id)).set(customers::status.eq(status.as_str()))).run(c))
}

/// Makes a unit the home of a customer that has none; not a change of the profile.
pub fn settle(db: &mut Db, id: &str, unit_id: &str) -> Result<()> {
    let homeless = customers::table.find(id).filter(customers::home_unit_id.is_null());
    on!(db, |c| prepared(diesel::update(homeless).set(customers::home_unit_id.eq(unit_id))).run(c))
}

/// The tags of a customer as rows, for lists by tag.
pub fn put_tags(db: &mut Db, customer_id: &str, tags: &[String]) -> Result<()> {
    on!(db, |c| diesel::delete(customer_tags::table.filter(customer_tags::customer_id.eq(customer_id))).execute(c))?;
    bulk::add_tags(db, &tags.iter().map(|tag| (customer_id, tag.as_str())).collect::<Vec<_>>())
}

/// Replaces what search finds a customer by.
pub fn put_terms(db: &mut Db, customer_id: &str, terms: &[String]) -> Result<()> {
    on!(db, |c| diesel::delete(customer_terms::table.filter(customer_terms::customer_id.eq(customer_id))).execute(c))?;
    add_terms(db, customer_id, terms)
}

/// Adds to what search finds a customer by.
pub fn add_terms(db: &mut Db, customer_id: &str, terms: &[String]) -> Result<()> {
    bulk::add_terms(db, &terms.iter().map(|term| (customer_id, term.clone())).collect::<Vec<_>>())
}

/// The identities of these customers, by customer and id.
pub fn identities_of(db: &mut Db, customer_ids: &[&str]) -> Result<Vec<Identity>> {
    let mut found: Vec<Identity> = on!(db, |c| customer_identities::table
        .filter(any_of(customer_identities::customer_id, customer_ids))
        .select(Identity::as_select())
        .load(c))?;
    found.sort_unstable_by(|one, other| (&one.customer_id, &one.id).cmp(&(&other.customer_id, &other.id)));
    Ok(found)
}
