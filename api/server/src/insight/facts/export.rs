//! Facts as files for those who analyse them elsewhere: the lines of sales and refunds, and what the numbers in them stand
//! for. Customers who were erased keep their number in the facts and have no row among the customers.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Date32Array, Int64Array, StringArray, TimestampMicrosecondArray, UInt64Array};
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::organisation::units;

use super::columns::{micros, number_of, number_or_none};
use super::files;
use super::files::{Customers, FactsWriter, fault, write_table};
use super::folder::Folder;
use super::reading::Facts;
use super::tiers::TierChange;
use crate::platform::error::Answer;

/// Writes every table into a folder that is not there yet; answers how many facts there are. Runs in a snapshot.
pub fn write(db: &mut Db, sealed: Option<&Folder>, folder: &Path) -> Answer<u64> {
    fs::create_dir(folder).map_err(fault)?;
    let held = sealed.map(|folder| folder.read(db)).transpose()?.flatten();
    let facts = Facts::read(db, held)?;
    let numbers: Vec<u64> = facts.people.iter().map(|person| number_of(person.id)).collect();
    let mut writer = FactsWriter::create(&folder.join("facts.parquet"), Customers::Numbers(&numbers))?;
    facts.each(files::ALL, |columns| writer.write(columns))?;
    let rows = writer.close()?;
    customers(db, folder)?;
    catalogue(db, folder)?;
    changes(&facts, &numbers, folder)?;
    Ok(rows)
}

fn customers(db: &mut Db, folder: &Path) -> Answer<()> {
    let ids = facts::known(db)?;
    write_table(&folder.join("customers.parquet"), vec![("customer", numbers(&ids)), ("id", texts(ids))])?;
    let ids: Vec<String> = units::tree(db)?.into_iter().map(|(id, _)| id).collect();
    let all = units::of_ids(db, ids.iter().map(String::as_str))?;
    let parents = all.iter().map(|unit| number_or_none(unit.parent_id.as_deref()));
    write_table(
        &folder.join("units.parquet"),
        vec![
            ("unit", Arc::new(all.iter().map(|unit| number_of(&unit.id)).collect::<UInt64Array>())),
            ("id", texts(all.iter().map(|unit| &unit.id))),
            ("code", texts(all.iter().map(|unit| &unit.code))),
            ("name", texts(all.iter().map(|unit| &unit.name))),
            ("kind", texts(all.iter().map(|unit| unit.kind.as_str()))),
            ("parent", Arc::new(parents.collect::<UInt64Array>())),
        ],
    )?;
    Ok(())
}

fn catalogue(db: &mut Db, folder: &Path) -> Answer<()> {
    let all = facts::catalogue(db)?;
    let categories = all.iter().map(|one| number_or_none(one.category_id.as_deref()));
    write_table(
        &folder.join("products.parquet"),
        vec![
            ("product", Arc::new(all.iter().map(|one| number_of(&one.id)).collect::<UInt64Array>())),
            ("id", texts(all.iter().map(|one| &one.id))),
            ("code", texts(all.iter().map(|one| &one.code))),
            ("name", texts(all.iter().map(|one| &one.name))),
            ("category", Arc::new(categories.collect::<UInt64Array>())),
            ("margin", Arc::new(all.iter().map(|one| one.margin.as_deref()).collect::<StringArray>())),
            ("unit_margin", Arc::new(all.iter().map(|one| one.unit_margin).collect::<Int64Array>())),
        ],
    )?;
    let (ids, names): (Vec<String>, Vec<String>) = facts::categories(db)?.into_iter().unzip();
    let columns = vec![("category", numbers(&ids)), ("id", texts(ids)), ("name", texts(names))];
    write_table(&folder.join("categories.parquet"), columns)?;
    Ok(())
}

/// The changes of tiers, and the merges of customers and their undoing.
fn changes(facts: &Facts, numbers: &[u64], folder: &Path) -> Answer<()> {
    let all = || facts.tiers.iter();
    let recorded: TimestampMicrosecondArray = all().map(|one| Some(one.recorded_at)).collect();
    let customer = |one: &TierChange| numbers.get(one.customer as usize).copied();
    write_table(
        &folder.join("tiers.parquet"),
        vec![
            ("customer", Arc::new(all().map(customer).collect::<UInt64Array>())),
            ("tier", texts(all().map(|one| one.tier.as_str()))),
            ("since", Arc::new(all().map(|one| Some(one.since)).collect::<Date32Array>())),
            ("recorded_at", Arc::new(recorded.with_timezone("UTC"))),
        ],
    )?;
    let all = facts.owners.merges();
    let at = |moments: Vec<Option<i64>>| Arc::new(TimestampMicrosecondArray::from(moments).with_timezone("UTC"));
    write_table(
        &folder.join("merges.parquet"),
        vec![
            ("merged", Arc::new(all.iter().map(|one| number_of(&one.merged_id)).collect::<UInt64Array>())),
            ("survivor", Arc::new(all.iter().map(|one| number_of(&one.customer_id)).collect::<UInt64Array>())),
            ("merged_at", at(all.iter().map(|one| Some(micros(one.merged_at))).collect())),
            ("undone_at", at(all.iter().map(|one| one.undone_at.map(micros)).collect())),
        ],
    )?;
    Ok(())
}

fn numbers(ids: &[String]) -> ArrayRef {
    Arc::new(ids.iter().map(|id| number_of(id)).collect::<UInt64Array>())
}

fn texts<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> ArrayRef {
    Arc::new(texts.into_iter().map(Some).collect::<StringArray>())
}
