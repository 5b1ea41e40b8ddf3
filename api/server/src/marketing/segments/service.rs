//! Creating and changing segments, and the members of static ones.

use std::collections::BTreeSet;

use regulars_db::Db;
use regulars_db::customers::profiles::Within;
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::{Member, Segment};
use regulars_db::platform::authors;
use regulars_db::platform::jobs::Job;
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::marketing::segments::{SegmentKind, SegmentState};
use regulars_domain::message;
use regulars_domain::period::local_day;
use regulars_domain::permissions::Scope;
use regulars_domain::text::{Message, check_paragraphs};
use serde_json::json;

use super::jobs::Refresh;
use super::rules;
use super::views::{MemberList, NewSegment, SegmentPatch};
use crate::organisation::units::belonging;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;
use crate::platform::{audit, clock, jobs};

/// Creates a segment; one with a rule gets its members by a job.
pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewSegment) -> Answer<Segment> {
    let unit_id = belonging::owner(db, scope, new.unit_id.as_deref())?;
    let rule = match (new.kind, &new.rule) {
        (SegmentKind::Rule, Some(value)) => Some(rules::read(value)?),
        (SegmentKind::Rule, None) => return Err(Fault::at(rules::AT, FaultCode::Required).into()),
        (SegmentKind::Static, None) => None,
        (SegmentKind::Static, Some(_)) => {
            return Err(Fault::at(rules::AT, FaultCode::Conflict).hint(no_rule()).into());
        }
    };
    let name = text_fields::line("/name", &new.name, 100)?;
    let description = new.description.as_deref().map(describe).transpose()?;
    if let Some(rule) = &rule {
        let all = segments::lock_all(db)?;
        rules::check_references(db, rule, &unit_id, None, &all)?;
    }
    let now = clock::now().naive_utc();
    let segment = Segment {
        id: ids::make(ids::SEGMENT),
        name,
        description,
        kind: AsText(new.kind),
        rule: rule.map(Json),
        rule_version: 1,
        state: AsText(SegmentState::Active),
        size: 0,
        came: 0,
        went: 0,
        refreshed_at: None,
        refreshed_version: None,
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        version: 1,
        unit_id,
    };
    segments::insert(db, &segment)?;
    authors::note(db, &segment.id, &actor.id)?;
    if segment.rule.is_some() {
        jobs::enqueue(db, &Refresh::of(&segment.id), &actor.id)?;
    }
    audit::record(db, actor, "segments.create", ("segment", &segment.id), &json!({"name": segment.name}))?;
    Ok(segment)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &SegmentPatch,
) -> Answer<Segment> {
    let rule = patch.rule.as_ref().map(rules::read).transpose()?;
    // All of them, when what segments name is at stake.
    let all = if rule.is_some() || patch.state.is_some() { segments::lock_all(db)? } else { Vec::new() };
    let mut segment = segments::lock(db, id)?.ok_or(Code::NotFound)?;
    let before = segment.clone();
    belonging::check_changeable(db, scope, &segment.unit_id)?;
    expected.check(segment.version)?;
    let version = segment.version;
    if let Some(name) = &patch.name {
        segment.name = text_fields::line("/name", name, 100)?;
    }
    if let Some(description) = &patch.description {
        segment.description = description.as_deref().map(describe).transpose()?;
    }
    let is_changed = rule.is_some();
    if let Some(rule) = rule {
        if segment.kind.0 == SegmentKind::Static {
            return Err(Fault::at(rules::AT, FaultCode::Conflict).hint(no_rule()).into());
        }
        segment.rule = Some(Json(rule));
        segment.rule_version += 1;
    }
    let is_opened = patch.state == Some(SegmentState::Active) && segment.state.0 == SegmentState::Archived;
    if let Some(state) = patch.state {
        if state == SegmentState::Archived {
            refuse_if_used(id, &all)?;
        }
        segment.state = AsText(state);
    }
    if let Some(rule) = segment.rule.as_ref().filter(|_| is_changed || is_opened) {
        rules::check_references(db, &rule.0, &segment.unit_id, Some(id), &all)?;
    }
    segment.updated_at = clock::now().naive_utc();
    segment.version += 1;
    if !segments::update(db, &segment, version)? {
        return Err(Code::Stale.into());
    }
    if segment.rule.is_some() && segment.state.0 == SegmentState::Active && (is_changed || is_opened) {
        jobs::enqueue(db, &Refresh::of(id), &actor.id)?;
    }
    if segment.rule_version != before.rule_version {
        authors::note(db, id, &actor.id)?;
    }
    audit::change(db, actor, "segments.change", ("segment", id), (&before, &segment))?;
    Ok(segment)
}

fn no_rule() -> Message {
    message!("a static segment has no rule", "手工名单没有规则")
}

fn describe(description: &str) -> Answer<String> {
    check_paragraphs(description, 500).map_err(|error| text_fields::fault("/description", error).into())
}

/// A segment that the rule of another one in use names stays.
fn refuse_if_used(id: &str, all: &[Segment]) -> Answer<()> {
    let users = all.iter().filter(|other| other.state.0 == SegmentState::Active && other.id != id);
    let users: Vec<&str> =
        users.filter(|other| rules::named_segments(other).contains(&id)).map(|other| other.id.as_str()).collect();
    if users.is_empty() {
        return Ok(());
    }
    let problem =
        Refusal::of(Code::Conflict).detail(message!("other segments are made of this one", "其他客群引用了此客群"));
    Err(problem.member("segments", json!(users)).into())
}

pub fn find(db: &mut Db, id: &str) -> Answer<Segment> {
    segments::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// A segment that somebody with this reach reads.
pub fn seen(db: &mut Db, scope: &Scope, id: &str) -> Answer<Segment> {
    let segment = find(db, id)?;
    belonging::check_readable(db, scope, &segment.unit_id)?;
    Ok(segment)
}

/// Asks for a refresh.
pub fn refresh(db: &mut Db, actor: &Actor, scope: &Scope, id: &str) -> Answer<Job> {
    let segment = find(db, id)?;
    belonging::check_changeable(db, scope, &segment.unit_id)?;
    if segment.kind.0 == SegmentKind::Static {
        return Err(Refusal::of(Code::Conflict).detail(no_rule()).into());
    }
    if segment.state.0 == SegmentState::Archived {
        return Err(Refusal::of(Code::Conflict).detail(message!("the segment is archived", "此客群已归档")).into());
    }
    jobs::enqueue(db, &Refresh::of(id), &actor.id)
}

/// Replaces the members of a static segment, as far as the caller may see them. Who stays keeps the day it came.
pub fn put_members(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    within: Option<&Within>,
    id: &str,
    expected: &ExpectedVersion,
    list: &MemberList,
) -> Answer<Segment> {
    let mut segment = segments::lock(db, id)?.ok_or(Code::NotFound)?;
    belonging::check_changeable(db, scope, &segment.unit_id)?;
    if segment.kind.0 == SegmentKind::Rule {
        return Err(Refusal::of(Code::Conflict)
            .detail(message!("the members of this segment follow from its rule", "此客群的成员由规则决定"))
            .into());
    }
    expected.check(segment.version)?;
    let wanted = wanted(db, within, list)?;
    check_at_home(db, &segment.unit_id, list)?;
    let present = segments::member_ids(db, id)?;
    let seen: BTreeSet<String> = segments::visible(db, &present, within)?.into_iter().collect();
    let went: Vec<String> = seen.into_iter().filter(|member| !wanted.contains(member)).collect();
    let present: BTreeSet<String> = present.into_iter().collect();
    let since = local_day(clock::now(), organisation(db)?.time_zone);
    let came: Vec<String> = wanted.into_iter().filter(|member| !present.contains(member)).collect();
    // Another list is another version, as another rule is.
    if !came.is_empty() || !went.is_empty() {
        segment.rule_version += 1;
        authors::note(db, id, &actor.id)?;
    }
    let came: Vec<Member> = came
        .into_iter()
        .map(|customer_id| Member { customer_id, segment_id: id.to_owned(), since, rule_version: segment.rule_version })
        .collect();
    segments::remove_members(db, id, &went)?;
    segments::insert_members(db, &came)?;
    let version = segment.version;
    segment.size = segments::size(db, id)?;
    segment.came = count(came.len());
    segment.went = count(went.len());
    segment.updated_at = clock::now().naive_utc();
    segment.refreshed_at = Some(segment.updated_at);
    segment.refreshed_version = Some(segment.rule_version);
    segment.version += 1;
    if !segments::update(db, &segment, version)? {
        return Err(Code::Stale.into());
    }
    if segment.came + segment.went > 0 && !segments::naming(db, id)?.is_empty() {
        jobs::enqueue(db, &Refresh::of(id), &actor.id)?;
    }
    let detail = json!({"came": segment.came, "went": segment.went});
    audit::record(db, actor, "segments.put_members", ("segment", id), &detail)?;
    Ok(segment)
}

/// The customers of a list: each given once, there, and one the caller may see.
fn wanted(db: &mut Db, within: Option<&Within>, list: &MemberList) -> Answer<BTreeSet<String>> {
    let found: BTreeSet<String> = segments::visible(db, &list.customer_ids, within)?.into_iter().collect();
    let mut wanted = BTreeSet::new();
    let mut faults = Vec::new();
    for (index, id) in list.customer_ids.iter().enumerate() {
        let at = format!("/customer_ids/{index}");
        if !found.contains(id) {
            faults.push(Fault::at(at, FaultCode::NotFound));
        } else if !wanted.insert(id.clone()) {
            faults.push(Fault::at(at, FaultCode::Duplicate));
        }
    }
    faults.truncate(100);
    if faults.is_empty() { Ok(wanted) } else { Err(Refusal::invalid(faults).into()) }
}

/// Refuses customers who are not at home in the unit the segment belongs to.
fn check_at_home(db: &mut Db, unit_id: &str, list: &MemberList) -> Answer<()> {
    let Scope::Units(units) = belonging::below(db, unit_id)? else { return Ok(()) };
    let home = Within { units, owner_id: String::new() };
    let found: BTreeSet<String> = segments::visible(db, &list.customer_ids, Some(&home))?.into_iter().collect();
    let strangers = list.customer_ids.iter().enumerate().filter(|(_, id)| !found.contains(*id)).take(100);
    let faults = strangers.map(|(index, _)| {
        Fault::at(format!("/customer_ids/{index}"), FaultCode::NotAccepted)
            .hint(message!("this customer is not at home in the segment's unit", "该客户不属于此客群所属的组织单元"))
    });
    let faults: Vec<Fault> = faults.collect();
    if faults.is_empty() { Ok(()) } else { Err(Refusal::invalid(faults).into()) }
}

fn count(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}
