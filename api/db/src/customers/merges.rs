//! Merges of customers: who was merged into whom and what followed; and the rows of this area that follow.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::identities::stored_key;

use super::attributes;
use super::metrics::Metrics;
use super::profiles::identities_of;
use crate::dialect::any_of;
use crate::owned::{Owned, owned};
use crate::prepared::prepared;
use crate::schema::{
    customer_days, customer_merges, customer_metrics, customer_tags, customer_tallies, customer_terms, customers,
    identity_owners,
};
use crate::text::Json;
use crate::{Db, Result, on};

/// Two customers that became one.
#[derive(Clone, Debug, Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = customer_merges, primary_key(id, customer_id), treat_none_as_default_value = false, treat_none_as_null = true)]
pub struct Merge {
    pub id: String,
    /// The survivor.
    pub customer_id: String,
    pub merged_id: String,
    /// What both were before, for the undo.
    pub before: Json<serde_json::Value>,
    /// Which side each field was taken from where somebody chose.
    pub choices: Json<serde_json::Value>,
    /// What followed, by area.
    pub moved: Json<serde_json::Value>,
    pub merged_at: NaiveDateTime,
    pub merged_by: String,
    pub undone_at: Option<NaiveDateTime>,
    pub undone_by: Option<String>,
    /// What was recorded between merge and undo and stayed with the survivor.
    pub stayed: Option<Json<serde_json::Value>>,
}

pub fn insert(db: &mut Db, merge: &Merge) -> Result<()> {
    on!(db, |c| diesel::insert_into(customer_merges::table).values(merge).execute(c)).map(|_| ())
}

pub fn update(db: &mut Db, merge: &Merge) -> Result<()> {
    let key = (&merge.id, &merge.customer_id);
    on!(db, |c| prepared(diesel::update(customer_merges::table.find(key)).set(merge)).run(c))
}

pub fn find(db: &mut Db, id: &str) -> Result<Option<Merge>> {
    on!(db, |c| customer_merges::table
        .filter(customer_merges::id.eq(id))
        .select(Merge::as_select())
        .first(c)
        .optional())
}

/// Who was merged into a customer, newest first, with the merges that were undone.
pub fn into_customer(db: &mut Db, customer_id: &str, limit: i64) -> Result<Vec<Merge>> {
    on!(db, |c| customer_merges::table
        .filter(customer_merges::customer_id.eq(customer_id))
        .order(customer_merges::id.desc())
        .limit(limit)
        .select(Merge::as_select())
        .load(c))
}

/// The newest merge of any of these customers, on either side, that was not undone.
pub fn newest_of(db: &mut Db, customer_ids: &[&str]) -> Result<Option<Merge>> {
    on!(db, |c| customer_merges::table
        .filter(any_of(customer_merges::customer_id, customer_ids).or(any_of(customer_merges::merged_id, customer_ids)))
        .filter(customer_merges::undone_at.is_null())
        .order(customer_merges::id.desc())
        .select(Merge::as_select())
        .first(c)
        .optional())
}

/// Whether others were merged into a customer, and are still; one merge is not looked at.
pub fn took_over(db: &mut Db, customer_id: &str, except: &str) -> Result<bool> {
    let merges = customer_merges::table
        .filter(customer_merges::customer_id.eq(customer_id))
        .filter(customer_merges::undone_at.is_null().and(customer_merges::id.ne(except)))
        .select(customer_merges::id);
    on!(db, |c| merges.first::<String>(c).optional()).map(|found| found.is_some())
}

/// Leads the old ids of a customer to another; answers them.
pub fn lead_on(db: &mut Db, from: &str, to: &str) -> Result<Vec<String>> {
    let led: Vec<String> =
        on!(db, |c| customers::table.filter(customers::merged_into.eq(from)).select(customers::id).load(c))?;
    lead(db, &led, to)?;
    Ok(led)
}

/// Leads these old ids to a customer.
pub fn lead(db: &mut Db, ids: &[String], to: &str) -> Result<()> {
    if ids.is_empty() {
        return Ok(());
    }
    let led = customers::table.filter(any_of(customers::id, ids));
    on!(db, |c| prepared(diesel::update(led).set(customers::merged_into.eq(to))).run(c))
}

const IDENTITIES: Owned = owned!(customer_identities, id);
const CONSENTS: Owned = owned!(consents, id);
const INTERACTIONS: Owned = owned!(interactions, id);
const CONTACTS: Owned = owned!(customer_contacts, id);

/// The ids of rows of this area.
#[derive(Clone, Debug, Default, serde::Serialize, serde::Deserialize)]
pub struct Facts {
    pub identities: Vec<String>,
    /// The keys of the identities.
    pub keys: Vec<String>,
    pub consents: Vec<String>,
    pub interactions: Vec<String>,
    /// None of merges that were made before there were contacts.
    #[serde(default)]
    pub contacts: Vec<String>,
}

/// What a customer has of it.
pub fn facts(db: &mut Db, customer_id: &str) -> Result<Facts> {
    let identities = identities_of(db, &[customer_id])?;
    Ok(Facts {
        keys: identities.iter().map(|one| stored_key(one.kind.0, &one.partner, &one.value)).collect(),
        identities: identities.into_iter().map(|one| one.id).collect(),
        consents: CONSENTS.keys(db, customer_id)?,
        interactions: INTERACTIONS.keys(db, customer_id)?,
        contacts: CONTACTS.keys(db, customer_id)?,
    })
}

/// Gives identities, consents, interactions and contacts of a customer to another. An identity that the customer has given up
/// since is let be.
pub fn give(db: &mut Db, from: &str, to: &str, facts: &Facts) -> Result<()> {
    let own = identity_owners::table
        .filter(any_of(identity_owners::identity, &facts.keys))
        .filter(identity_owners::customer_id.eq(from));
    on!(db, |c| prepared(diesel::update(own).set(identity_owners::customer_id.eq(to))).run(c))?;
    IDENTITIES.give(db, from, to, Some(&facts.identities))?;
    CONSENTS.give(db, from, to, Some(&facts.consents))?;
    INTERACTIONS.give(db, from, to, Some(&facts.interactions))?;
    CONTACTS.give(db, from, to, Some(&facts.contacts))
}

/// Takes a customer out of what lists and searches look through.
pub fn hide(db: &mut Db, customer_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(customer_terms::table.filter(customer_terms::customer_id.eq(customer_id))).execute(c))?;
    on!(db, |c| diesel::delete(customer_tags::table.filter(customer_tags::customer_id.eq(customer_id))).execute(c))?;
    attributes::remove(db, customer_id)
}

/// Removes the days and tallies of a customer.
pub fn clear_figures(db: &mut Db, customer_id: &str) -> Result<()> {
    on!(db, |c| diesel::delete(customer_days::table.filter(customer_days::customer_id.eq(customer_id))).execute(c))?;
    on!(db, |c| diesel::delete(customer_tallies::table.filter(customer_tallies::customer_id.eq(customer_id)))
        .execute(c))
    .map(|_| ())
}

/// The sums of customers, merged or not, locked in the order of their ids until the transaction ends.
pub fn lock_figures(db: &mut Db, mut customer_ids: [&str; 2]) -> Result<Vec<Metrics>> {
    customer_ids.sort_unstable();
    let mut locked = Vec::new();
    for id in customer_ids {
        let found: QueryResult<Metrics> =
            crate::dialect::first_for_update!(db, customer_metrics::table.find(id).select(Metrics::as_select()));
        locked.extend(found.optional()?);
    }
    Ok(locked)
}

/// How many identities, consents, interactions and contacts a customer has.
pub fn counts(db: &mut Db, customer_id: &str) -> Result<[i64; 4]> {
    Ok([
        IDENTITIES.count(db, customer_id)?,
        CONSENTS.count(db, customer_id)?,
        INTERACTIONS.count(db, customer_id)?,
        CONTACTS.count(db, customer_id)?,
    ])
}
