//! Reading and changing what a unit sells.

use std::collections::HashSet;

use regulars_db::Db;
use regulars_db::catalogue::products;
use regulars_db::sales::assortments;
use regulars_db::sales::assortments::{Assortment, Entry};
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::views::{AssortmentList, AssortmentSummary, AssortmentView, NewAssortment};
use crate::organisation::units::{belonging, unit_tree};
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::time::Time;
use crate::platform::version::ExpectedVersion;

/// What a unit sells that somebody with this reach may read.
pub fn of_unit(db: &mut Db, scope: &Scope, unit_id: &str) -> Answer<AssortmentView> {
    check_unit(db, unit_id)?;
    belonging::check_readable(db, scope, unit_id)?;
    view(db, unit_id)
}

fn view(db: &mut Db, unit_id: &str) -> Answer<AssortmentView> {
    let own = assortments::find(db, unit_id)?;
    let listed: HashSet<String> = assortments::listed(db)?.into_iter().collect();
    let list = unit_tree(db)?.path(unit_id).into_iter().rev().find(|id| listed.contains(id));
    let product_ids = list.as_deref().map(|list| assortments::products_of(db, list)).transpose()?;
    Ok(AssortmentView {
        unit_id: unit_id.to_owned(),
        list_unit_id: list,
        product_ids: product_ids.unwrap_or_default(),
        updated_at: own.as_ref().map(|own| Time::from(own.updated_at)),
        version: own.map_or(0, |own| own.version),
    })
}

/// The lists there are, of the caller's units and those above them.
pub fn list(db: &mut Db, scope: &Scope) -> Answer<AssortmentList> {
    let readable = belonging::readable(db, scope)?;
    let counts = assortments::counts(db)?;
    let rows = assortments::all(db)?.into_iter();
    let seen = rows.filter(|row| readable.as_ref().is_none_or(|units| units.contains(&row.unit_id)));
    let summary = |row: Assortment| AssortmentSummary {
        products: counts.get(&row.unit_id).copied().unwrap_or(0),
        updated_at: row.updated_at.into(),
        version: row.version,
        unit_id: row.unit_id,
    };
    Ok(AssortmentList { data: seen.map(summary).collect() })
}

/// Gives a unit a list of its own, or changes it.
pub fn put(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    unit_id: &str,
    expected: &ExpectedVersion,
    new: &NewAssortment,
) -> Answer<AssortmentView> {
    check_unit(db, unit_id)?;
    belonging::check_changeable(db, scope, unit_id)?;
    check_products(db, &new.product_ids)?;
    let before = assortments::find(db, unit_id)?;
    let version = before.as_ref().map_or(0, |before| before.version);
    expected.check(version)?;
    let row = Assortment {
        unit_id: unit_id.to_owned(),
        updated_at: clock::now().naive_utc(),
        updated_by: actor.id.clone(),
        version: version + 1,
    };
    match before {
        None => assortments::insert(db, &row)?,
        Some(_) => codes::written(assortments::update(db, &row, version))?,
    }
    let had: HashSet<String> = assortments::products_of(db, unit_id)?.into_iter().collect();
    let has: HashSet<String> = new.product_ids.iter().cloned().collect();
    assortments::clear(db, unit_id)?;
    let entry = |product_id: &String| Entry { unit_id: unit_id.to_owned(), product_id: product_id.clone() };
    let entries: Vec<Entry> = new.product_ids.iter().map(entry).collect();
    assortments::insert_entries(db, &entries)?;
    let detail = json!({"products": has.len(), "added": has.difference(&had).count(),
        "removed": had.difference(&has).count(), "version": row.version});
    audit::record(db, actor, "assortments.change", ("unit", unit_id), &detail)?;
    view(db, unit_id)
}

/// Takes the list of a unit away: it sells what the unit above it does.
pub fn delete(db: &mut Db, actor: &Actor, scope: &Scope, unit_id: &str, expected: &ExpectedVersion) -> Answer<()> {
    check_unit(db, unit_id)?;
    belonging::check_changeable(db, scope, unit_id)?;
    let own = assortments::find(db, unit_id)?.ok_or(Code::NotFound)?;
    expected.check(own.version)?;
    assortments::clear(db, unit_id)?;
    assortments::delete(db, unit_id)?;
    audit::record(db, actor, "assortments.delete", ("unit", unit_id), &json!({"version": own.version}))
}

fn check_unit(db: &mut Db, unit_id: &str) -> Answer<()> {
    if unit_tree(db)?.contains(unit_id) { Ok(()) } else { Err(Code::NotFound.into()) }
}

fn check_products(db: &mut Db, ids: &[String]) -> Answer<()> {
    let mut seen = HashSet::new();
    let found = products::of_ids(db, ids.iter().map(String::as_str))?;
    let known: HashSet<&str> = found.iter().map(|product| product.id.as_str()).collect();
    for (at, id) in ids.iter().enumerate() {
        let code = match id.as_str() {
            id if !known.contains(id) => FaultCode::NotFound,
            id if !seen.insert(id) => FaultCode::Duplicate,
            _ => continue,
        };
        return Err(Fault::at(format!("/product_ids/{at}"), code).into());
    }
    Ok(())
}
