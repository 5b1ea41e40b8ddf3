//! Rules as they come in and go out: read with the place of each fault, held against what they name, put into words.

use std::collections::BTreeMap;

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::Segment;
use regulars_domain::marketing::segments as segment_rules;
use regulars_domain::marketing::segments::{
    Facts, Names, Reference, Rule, RuleError, RuleFault, SegmentState, Speech, check, reading, references,
};
use regulars_domain::message;
use regulars_domain::text::Language;
use serde_json::Value;

use crate::organisation::units::belonging;
use crate::platform::error::{Answer, Fault, FaultCode, Refusal};
use crate::platform::json;
use crate::platform::organisation;

/// Where a rule stands in a body.
pub const AT: &str = "/rule";

/// A rule out of a body, with the place of each fault.
pub fn read(value: &Value) -> Answer<Rule> {
    let rule: Rule = json::part(value, AT)?;
    let faults: Vec<Fault> = check(&rule).into_iter().map(|error| fault(AT, error)).collect();
    if faults.is_empty() { Ok(rule) } else { Err(Refusal::invalid(faults).into()) }
}

/// What is wrong with a rule that stands there.
fn fault(at: &str, error: RuleError) -> Fault {
    let code = match error.fault {
        RuleFault::Required => FaultCode::Required,
        RuleFault::TooShort => FaultCode::TooShort,
        RuleFault::TooLong => FaultCode::TooLong,
        RuleFault::OutOfRange => FaultCode::OutOfRange,
        RuleFault::NotAccepted => FaultCode::NotAccepted,
        RuleFault::Duplicate => FaultCode::Duplicate,
        RuleFault::Conflict => FaultCode::Conflict,
    };
    Fault::at(format!("{at}{}", error.pointer), code).hint(error.hint)
}

/// Refuses a rule that names what is not there, an archived segment, or in the end the segment `own` itself. `all` are
/// the segments there are; one of a unit that is neither `unit_id` nor above it is none of them.
pub fn check_references(db: &mut Db, rule: &Rule, unit_id: &str, own: Option<&str>, all: &[Segment]) -> Answer<()> {
    let usable = belonging::usable(db, unit_id)?;
    let named = references(rule);
    let names = names_of(db, rule)?;
    let by_id: BTreeMap<&str, &Segment> = all.iter().map(|segment| (segment.id.as_str(), segment)).collect();
    let mut faults = Vec::new();
    for (pointer, reference) in named {
        let pointer = format!("{AT}{pointer}");
        match reference {
            Reference::Segment(id) => match by_id.get(id) {
                None => faults.push(Fault::at(pointer, FaultCode::NotFound)),
                Some(segment) if !usable.contains(&segment.unit_id) => {
                    faults.push(Fault::at(pointer, FaultCode::NotFound));
                }
                Some(segment) if segment.state.0 == SegmentState::Archived => {
                    faults.push(
                        Fault::at(pointer, FaultCode::Conflict)
                            .hint(message!("this segment is archived", "此客群已归档")),
                    );
                }
                Some(_) if own.is_some_and(|own| leads_to(id, own, &by_id)) => {
                    let hint = message!("the segment would refer to itself", "客群不能引用自身");
                    faults.push(Fault::at(pointer, FaultCode::Conflict).hint(hint));
                }
                Some(_) => {}
            },
            other if !names.contains_key(other.id()) => faults.push(Fault::at(pointer, FaultCode::NotFound)),
            _ => {}
        }
    }
    faults.extend(attribute_faults(db, rule)?);
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults).into()) }
}

/// What conditions on attributes ask of them that they cannot have.
fn attribute_faults(db: &mut Db, rule: &Rule) -> Answer<Vec<Fault>> {
    let mut conditions = Vec::new();
    rule.walk(&mut |at, part| {
        if let Rule::Attribute(condition) = part {
            conditions.push((at.to_owned(), condition));
        }
    });
    let keys: Vec<&str> = conditions.iter().map(|(_, condition)| condition.key.as_str()).collect();
    let definitions = if keys.is_empty() { Vec::new() } else { attributes::of_keys(db, &keys)? };
    let mut faults = Vec::new();
    for (at, condition) in conditions {
        let Some(definition) = definitions.iter().find(|one| one.key == condition.key) else { continue };
        let wrong = segment_rules::attribute_faults(condition, definition).into_iter();
        faults.extend(wrong.map(|error| fault(&format!("{AT}{at}/attribute"), error)));
    }
    Ok(faults)
}

/// Whether a segment is `target` or refers to it, directly or by others.
fn leads_to(from: &str, target: &str, all: &BTreeMap<&str, &Segment>) -> bool {
    let mut seen = vec![from];
    let mut next = 0;
    while let Some(&id) = seen.get(next) {
        next += 1;
        if id == target {
            return true;
        }
        for other in all.get(id).into_iter().flat_map(|segment| named_segments(segment)) {
            if !seen.contains(&other) {
                seen.push(other);
            }
        }
    }
    false
}

/// The segments that a segment's rule names.
pub fn named_segments(segment: &Segment) -> Vec<&str> {
    let named = segment.rule.as_ref().map(|rule| references(&rule.0)).unwrap_or_default();
    let segments = named.into_iter().filter_map(|(_, reference)| match reference {
        Reference::Segment(id) => Some(id),
        _ => None,
    });
    segments.collect()
}

/// What the things are called that the rule names.
pub fn names_of(db: &mut Db, rule: &Rule) -> Answer<Names> {
    look_up(db, ids_in(rule))
}

/// The same and what the customer's own units, category, programmes and levels are called.
pub fn names_to_explain(db: &mut Db, rule: &Rule, facts: &Facts) -> Answer<Names> {
    let own = facts.home_units.iter().chain(&facts.favourite_unit_id).chain(&facts.favourite_categories);
    let cards = facts.cards.iter().flat_map(|card| card.level_id.iter().chain([&card.programme_id]));
    look_up(db, ids_in(rule).into_iter().chain(own.chain(cards).map(String::as_str)).collect())
}

fn ids_in(rule: &Rule) -> Vec<&str> {
    references(rule).into_iter().map(|(_, reference)| reference.id()).collect()
}

fn look_up(db: &mut Db, mut ids: Vec<&str>) -> Answer<Names> {
    ids.sort_unstable();
    ids.dedup();
    let mut names = Names::new();
    for part in ids.chunks(500) {
        names.extend(segments::names(db, part)?);
    }
    Ok(names)
}

/// The rule in the caller's words.
pub fn words(db: &mut Db, rule: &Rule, language: Language) -> Answer<String> {
    let names = names_of(db, rule)?;
    let currency = organisation(db)?.base_currency;
    Ok(reading(rule, &Speech { names: &names, currency }).text(language).to_owned())
}
