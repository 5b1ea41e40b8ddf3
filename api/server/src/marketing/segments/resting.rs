//! Segments that rest on others: which, in which order they are refreshed, and how fresh that makes them.

use std::collections::{BTreeMap, BTreeSet};

use regulars_db::Db;
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::Segment;
use regulars_domain::marketing::segments::{Freshness, Looked, SegmentKind, freshness};

use super::rules::named_segments;
use crate::platform::error::Answer;

/// These segments and all they rest on, each behind those that its rule names.
pub fn with_all_under<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Answer<Vec<Segment>> {
    let mut wanted: Vec<String> = ids.into_iter().map(str::to_owned).collect();
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut found = Vec::new();
    while let Some(id) = wanted.pop() {
        if !seen.insert(id.clone()) {
            continue;
        }
        let Some(segment) = segments::find(db, &id)? else { continue };
        wanted.extend(named_segments(&segment).into_iter().map(str::to_owned));
        found.push(segment);
    }
    found.sort_by(|one, other| one.id.cmp(&other.id));
    Ok(in_order(found))
}

/// The versions of the rules and lists of these segments and of all they rest on, by id.
pub fn versions<'a>(db: &mut Db, ids: impl IntoIterator<Item = &'a str>) -> Answer<BTreeMap<String, i32>> {
    let found = with_all_under(db, ids)?;
    Ok(found.into_iter().map(|segment| (segment.id, segment.rule_version)).collect())
}

/// How fresh these segments are, by id. Those whose rule names others cost a query for each they rest on.
pub fn fresh(db: &mut Db, found: &[Segment]) -> Answer<BTreeMap<String, Freshness>> {
    let (alone, resting): (Vec<&Segment>, Vec<&Segment>) =
        found.iter().partition(|segment| named_segments(segment).is_empty());
    let under = match resting.is_empty() {
        true => Vec::new(),
        false => with_all_under(db, resting.into_iter().map(|segment| segment.id.as_str()))?,
    };
    let in_order: Vec<Looked<'_>> = alone.into_iter().chain(&under).map(looked).collect();
    Ok(freshness(&in_order).into_iter().map(|(id, fresh)| (id.to_owned(), fresh)).collect())
}

fn looked(segment: &Segment) -> Looked<'_> {
    Looked {
        id: &segment.id,
        is_rule: segment.kind.0 == SegmentKind::Rule,
        is_current: segment.refreshed_version == Some(segment.rule_version),
        at: segment.refreshed_at,
        named: named_segments(segment),
    }
}

/// These segments, each behind those among them that its rule names.
pub fn in_order(mut left: Vec<Segment>) -> Vec<Segment> {
    let mut ordered: Vec<Segment> = Vec::new();
    while !left.is_empty() {
        let waiting: BTreeSet<String> = left.iter().map(|segment| segment.id.clone()).collect();
        let is_free = |segment: &Segment| {
            named_segments(segment).iter().all(|named| *named == segment.id || !waiting.contains(*named))
        };
        let (free, rest): (Vec<Segment>, Vec<Segment>) = left.into_iter().partition(is_free);
        if free.is_empty() {
            // A circle is refused when a rule is saved; should there be one, its order does not matter.
            ordered.extend(rest);
            return ordered;
        }
        ordered.extend(free);
        left = rest;
    }
    ordered
}

/// Of segments in order, the ids of those that are asked for, of all that those rest on, and of all that rest on those.
pub fn around(in_order: &[Segment], asked: &str) -> Vec<String> {
    let mut wanted: BTreeSet<&str> = BTreeSet::from([asked]);
    for segment in in_order {
        if named_segments(segment).iter().any(|named| wanted.contains(named)) {
            wanted.insert(&segment.id);
        }
    }
    let mut under: BTreeSet<&str> = BTreeSet::from([asked]);
    for segment in in_order.iter().rev() {
        if under.contains(segment.id.as_str()) {
            under.extend(named_segments(segment));
        }
    }
    wanted.extend(under);
    in_order.iter().filter(|segment| wanted.contains(segment.id.as_str())).map(|segment| segment.id.clone()).collect()
}
