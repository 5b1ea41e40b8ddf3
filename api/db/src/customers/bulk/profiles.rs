//! Many customers: who owns which identity, how they stand, their terms and tags.

use std::collections::{BTreeMap, HashMap};

use diesel::prelude::*;
use diesel::sql_types::{Array, Text};
use regulars_domain::customers::profiles::CustomerStatus;

use crate::customers::profiles::Customer;
use crate::customers::profiles::GONE;
use crate::dialect::bulk::{LIST, all_taken};
use crate::dialect::keyed;
use crate::prepared::prepared;
use crate::schema::{customer_tags, customer_terms, customers, identity_owners};
use crate::text::AsText;
use crate::{Db, Result, on};

/// How a customer stands.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct StatusRow {
    pub id: String,
    pub name: String,
    pub status: AsText<CustomerStatus>,
    pub merged_into: Option<String>,
    pub took_over: bool,
}

/// Who owns these identities (see `regulars_domain::identities::owner_key`); free ones are left out.
pub fn owners(db: &mut Db, keys: &[&str]) -> Result<HashMap<String, String>> {
    let mut found = HashMap::with_capacity(keys.len());
    for part in keys.chunks(LIST) {
        let rows: Vec<(String, String)> = on!(db, |c| identity_owners::table
            .filter(keyed(identity_owners::identity, part))
            .select((identity_owners::identity, identity_owners::customer_id))
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Takes identities that were found free. Should one have been taken meanwhile, the whole unit of work is run again
/// and finds its owner.
pub fn take_owners(db: &mut Db, owners: &[(String, String)]) -> Result<()> {
    if owners.is_empty() {
        return Ok(());
    }
    let taken = match db {
        Db::Pg(c) => {
            let (keys, ids): (Vec<&str>, Vec<&str>) =
                owners.iter().map(|(key, id)| (key.as_str(), id.as_str())).unzip();
            diesel::sql_query(
                "INSERT INTO identity_owners (identity, customer_id) \
                 SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING",
            )
            .bind::<Array<Text>, _>(keys)
            .bind::<Array<Text>, _>(ids)
            .execute(c)?
        }
        Db::Sqlite(c) => {
            // The one writer found them free in this very transaction.
            for (key, id) in owners {
                diesel::insert_into(identity_owners::table)
                    .values((identity_owners::identity.eq(key), identity_owners::customer_id.eq(id)))
                    .execute(c)?;
            }
            owners.len()
        }
    };
    all_taken(taken, owners.len())
}

/// How these customers stand.
pub fn statuses(db: &mut Db, ids: &[&str]) -> Result<HashMap<String, StatusRow>> {
    let mut found = HashMap::with_capacity(ids.len());
    for part in ids.chunks(LIST) {
        let rows: Vec<StatusRow> =
            on!(db, |c| customers::table.filter(keyed(customers::id, part)).select(StatusRow::as_select()).load(c))?;
        found.extend(rows.into_iter().map(|standing| (standing.id.clone(), standing)));
    }
    Ok(found)
}

/// A customer's name as names are compared, and what tells namesakes apart.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = customers)]
pub struct Namesake {
    pub id: String,
    pub name_key: String,
    pub city: Option<String>,
}

/// Who has these names, in the form in which names are compared, but those who were merged or erased.
pub fn namesakes(db: &mut Db, name_keys: &[&str]) -> Result<Vec<Namesake>> {
    let mut found = Vec::new();
    for part in name_keys.chunks(LIST) {
        let rows: Vec<Namesake> = on!(db, |c| customers::table
            .filter(keyed(customers::name_key, part).and(customers::status.ne_all(GONE)))
            .select(Namesake::as_select())
            .load(c))?;
        found.extend(rows);
    }
    Ok(found)
}

/// Writes profiles over the version before theirs. Should one have been changed meanwhile, the whole unit of work is run
/// again and finds it as it is then.
pub fn update_profiles(db: &mut Db, customers: &[&Customer]) -> Result<()> {
    let mut written = 0;
    for customer in customers {
        written += usize::from(crate::customers::profiles::update(db, customer, customer.version - 1)?);
    }
    all_taken(written, customers.len())
}

/// Sets the status that follows from the facts; not a change of the profiles.
pub fn set_status(db: &mut Db, ids: &[&str], status: CustomerStatus) -> Result<()> {
    for part in ids.chunks(LIST) {
        on!(db, |c| prepared(
            diesel::update(customers::table.filter(keyed(customers::id, part)))
                .set(customers::status.eq(status.as_str()))
        )
        .run(c))?;
    }
    Ok(())
}

/// Makes these units (by customer) the homes of the customers that have none, as `profiles::settle` does for one; not a
/// change of the profiles.
pub fn settle(db: &mut Db, homes: &BTreeMap<&str, &str>) -> Result<()> {
    let mut homeless: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let ids: Vec<&str> = homes.keys().copied().collect();
    for part in ids.chunks(LIST) {
        let found: Vec<String> = on!(db, |c| customers::table
            .filter(keyed(customers::id, part).and(customers::home_unit_id.is_null()))
            .select(customers::id)
            .load(c))?;
        for id in found {
            if let Some(unit_id) = homes.get(id.as_str()) {
                homeless.entry(unit_id).or_default().push(id);
            }
        }
    }
    for (unit_id, ids) in &homeless {
        for part in ids.chunks(LIST) {
            on!(db, |c| prepared(
                diesel::update(
                    customers::table.filter(keyed(customers::id, part).and(customers::home_unit_id.is_null()))
                )
                .set(customers::home_unit_id.eq(unit_id))
            )
            .run(c))?;
        }
    }
    Ok(())
}

/// What search finds customers by: (customer, term). One given twice is kept once.
pub fn add_terms(db: &mut Db, terms: &[(&str, String)]) -> Result<()> {
    match db {
        Db::Pg(c) => {
            let (ids, terms): (Vec<&str>, Vec<&str>) = terms.iter().map(|(id, term)| (*id, term.as_str())).unzip();
            let insert = diesel::sql_query(
                "INSERT INTO customer_terms (customer_id, term) \
                 SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING",
            )
            .bind::<Array<Text>, _>(ids)
            .bind::<Array<Text>, _>(terms);
            prepared(insert).run(c)?;
        }
        Db::Sqlite(c) => {
            for (id, term) in terms {
                let row = (customer_terms::customer_id.eq(id), customer_terms::term.eq(term));
                prepared(diesel::insert_into(customer_terms::table).values(row).on_conflict_do_nothing()).run(c)?;
            }
        }
    }
    Ok(())
}

/// Tags of new customers: (customer, tag).
pub fn add_tags(db: &mut Db, tags: &[(&str, &str)]) -> Result<()> {
    match db {
        Db::Pg(c) => {
            let (ids, tags): (Vec<&str>, Vec<&str>) = tags.iter().copied().unzip();
            let insert = diesel::sql_query(
                "INSERT INTO customer_tags (customer_id, tag) \
                 SELECT * FROM unnest($1::text[], $2::text[]) ON CONFLICT DO NOTHING",
            )
            .bind::<Array<Text>, _>(ids)
            .bind::<Array<Text>, _>(tags);
            prepared(insert).run(c)?;
        }
        Db::Sqlite(c) => {
            for (id, tag) in tags {
                let row = (customer_tags::customer_id.eq(id), customer_tags::tag.eq(tag));
                prepared(diesel::insert_into(customer_tags::table).values(row).on_conflict_do_nothing()).run(c)?;
            }
        }
    }
    Ok(())
}
