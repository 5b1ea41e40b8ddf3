//! The structure put together of facts.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use regulars_db::Db;
use regulars_db::insight::facts;
use regulars_db::organisation::units;
use regulars_db::page::Page;
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::insight::structure::{Side, Structure, StructureBy, StructurePart, course, each_part};
use regulars_domain::message;
use regulars_domain::organisation::units::UnitKind;
use regulars_domain::permissions::Scope;

use super::queries::{AsOf, StructureCustomersQuery, StructureQuery, period};
use super::views::{CustomerStructure, StructureRow};
use crate::insight::facts::folder::Held;
use crate::insight::facts::people::Person;
use crate::insight::facts::reading::Facts;
use crate::platform::error::Answer;
use crate::platform::organisation;

/// The structure within a reach.
pub fn structure(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    query: &StructureQuery,
    now: DateTime<Utc>,
) -> Answer<CustomerStructure> {
    let asked = Asked::of(db, query, now)?;
    let mut total = Structure::default();
    let mut groups: BTreeMap<String, Structure> = BTreeMap::new();
    let mut without: Option<Structure> = None;
    let units = each(db, held, scope, &asked, |_, group, part| match group {
        None => total.add(part),
        Some(None) => without.get_or_insert_default().add(part),
        Some(Some(key)) => match groups.get_mut(key) {
            Some(group) => group.add(part),
            None => groups.entry(key.to_owned()).or_default().add(part),
        },
    })?;
    let without = without.map(|structure| (None, structure));
    let keyed = groups.into_iter().map(|(key, structure)| (Some(key), structure));
    let mut rows: Vec<(Option<String>, Structure)> = without.into_iter().chain(keyed).collect();
    if asked.by != StructureBy::Tier {
        rows.sort_by_key(|(key, structure)| (key.is_none(), -structure.of(StructurePart::End)));
    }
    let row = |(key, structure): (Option<String>, Structure)| StructureRow {
        name: key.as_ref().and_then(|key| units.get(key)).map(|unit| unit.name.clone()),
        key,
        figure: (&structure).into(),
    };
    Ok(CustomerStructure {
        from: asked.from,
        to: asked.to,
        as_of: asked.as_of.day,
        restated: asked.as_of.restated,
        by: asked.by,
        definition: message!(
            "A customer is who has bought and is not lost. Lost is who has not bought for longer than 180 days and than four of \
             their own mean intervals between purchases, until they buy again. Both ends of the period are compared. A wholly \
             refunded purchase does not count. Tiers are those of the two days; home units and sources are those of now.",
            "客户指购买过且未流失的人。超过 180 天且超过自身平均购买间隔四倍未购买者为流失，直至再次购买。对比期初与期末两个时点。\
             全额退款的购买不计。等级取两个时点当日的等级；所属门店与来源取当前值。"
        )
        .into(),
        total: (&total).into(),
        data: rows.into_iter().map(row).collect(),
    })
}

/// Some of those who belong to a part within a reach, in the order of their ids.
pub fn customers(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    query: &StructureCustomersQuery,
    page: &Page,
    now: DateTime<Utc>,
) -> Answer<Vec<facts::Named>> {
    let asked = Asked::of(db, &query.structure(), now)?;
    let wanted = query.part.unwrap_or(StructurePart::End);
    let key = query.key.as_deref().map(|key| Some(key).filter(|key| !key.is_empty()));
    let mut ids = HashSet::new();
    each(db, held, scope, &asked, |person, group, part| {
        if part == wanted && group == key {
            ids.insert(person.id.to_owned());
        }
    })?;
    let ids = page.out_of(ids.into_iter().collect(), String::as_str);
    Ok(facts::named(db, &ids)?)
}

struct Asked {
    from: NaiveDate,
    to: NaiveDate,
    by: StructureBy,
    as_of: AsOf,
}

impl Asked {
    fn of(db: &mut Db, query: &StructureQuery, now: DateTime<Utc>) -> Answer<Asked> {
        let as_of = AsOf::of(query.as_of, query.restated, now, organisation(db)?.time_zone)?;
        let (from, to) = period(query.from, query.to, as_of.day)?;
        Ok(Asked { from, to, by: query.by.unwrap_or(StructureBy::Tier), as_of })
    }
}

/// A unit, as far as groups need it.
struct Unit {
    name: String,
    kind: UnitKind,
    parent_id: Option<String>,
}

/// Tells of everybody within reach each part that they belong to: once for all together, and once for their group.
fn each(
    db: &mut Db,
    held: Option<Held>,
    scope: &Scope,
    asked: &Asked,
    mut tell: impl FnMut(Person<'_>, Option<Option<&str>>, StructurePart),
) -> Answer<HashMap<String, Unit>> {
    let before = asked.from.pred_opt().unwrap_or(asked.from);
    let known = asked.as_of.known();
    let facts = Facts::read(db, held)?;
    let days = facts.days(known)?;
    let first = facts.tiers.on(before, known, &facts.people);
    let last = facts.tiers.on(asked.to, known, &facts.people);
    let tier = |tiers: &[TierClass], place: u32| tiers.get(place as usize).copied().unwrap_or(TierClass::None);
    let units = read_units(db)?;
    for own in days.chunk_by(|a, b| a.customer == b.customer) {
        let Some(place) = own.first().map(|one| one.customer) else { continue };
        let Some(person) = facts.people.get(place) else { continue };
        let Some(course) = course(own, before, asked.to) else { continue };
        if !scope.covers(person.home_unit_id) {
            continue;
        }
        let (first, last) = (tier(&first, place), tier(&last, place));
        let group = |tier: TierClass| match asked.by {
            StructureBy::Tier => Some(tier.as_str()),
            StructureBy::Unit => person.home_unit_id,
            StructureBy::Region => person.home_unit_id.and_then(|id| region_of(id, &units)),
            StructureBy::Source => person.source.map(|source| source.as_str()),
        };
        // In the list of tiers the best one comes first.
        let grade = first.cmp(&last);
        let (start, end) = (group(first), group(last));
        each_part(course, start != end, grade, |side, part| {
            tell(person, Some(if side == Side::Start { start } else { end }), part);
        });
        each_part(course, false, grade, |_, part| tell(person, None, part));
    }
    Ok(units)
}

fn read_units(db: &mut Db) -> Answer<HashMap<String, Unit>> {
    let ids: Vec<String> = units::tree(db)?.into_iter().map(|(id, _)| id).collect();
    let all = units::of_ids(db, ids.iter().map(String::as_str))?;
    Ok(all
        .into_iter()
        .map(|unit| (unit.id, Unit { name: unit.name, kind: unit.kind.0, parent_id: unit.parent_id }))
        .collect())
}

/// The region that a unit is, or is below; none of what stands directly below the root.
fn region_of<'a>(unit_id: &'a str, units: &'a HashMap<String, Unit>) -> Option<&'a str> {
    let mut id = unit_id;
    for _ in 0..=units.len() {
        let unit = units.get(id)?;
        if unit.kind == UnitKind::Region {
            return Some(id);
        }
        id = unit.parent_id.as_deref()?;
    }
    None
}
