//! Writes of calendars. Who counts in working time is told of each change by an event.

use chrono::NaiveDateTime;
use regulars_db::Db;
use regulars_db::organisation::calendars;
use regulars_db::organisation::calendars::Calendar;
use regulars_db::organisation::units;
use regulars_db::text::Json;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::calendars::Rule;
use regulars_domain::organisation::events::WorkingTimeChanged;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::views::{CalendarPatch, NewCalendar};
use crate::organisation::units::belonging;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::events;
use crate::platform::identity::Actor;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewCalendar) -> Answer<Calendar> {
    check_rule(&new.rule)?;
    let unit_id = belonging::owner(db, scope, new.unit_id.as_deref())?;
    check_units(db, scope, &unit_id, &new.unit_ids)?;
    let now = clock::now().naive_utc();
    let calendar = Calendar {
        id: ids::make(ids::CALENDAR),
        code: text_fields::line("/code", &new.code, 64)?,
        name: text_fields::line("/name", &new.name, 200)?,
        rule: Json(new.rule.clone()),
        created_by: actor.id.clone(),
        created_at: now,
        updated_at: now,
        version: 1,
        unit_id,
    };
    calendars::insert(db, &calendar).map_err(codes::code_taken)?;
    if !new.unit_ids.is_empty() {
        calendars::assign(db, &calendar.id, &new.unit_ids)?;
        working_time_changed(db, actor, &calendar.id, now)?;
    }
    audit::record(db, actor, "calendars.create", ("calendar", &calendar.id), &json!({"code": calendar.code}))?;
    Ok(calendar)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &CalendarPatch,
) -> Answer<Calendar> {
    let mut calendar = seen(db, scope, id)?;
    let before = calendar.clone();
    if !is_use_only(patch) {
        belonging::check_changeable(db, scope, &calendar.unit_id)?;
    }
    patch.rule.as_ref().map_or(Ok(()), check_rule)?;
    expected.check(calendar.version)?;
    let version = calendar.version;
    if let Some(code) = &patch.code {
        calendar.code = text_fields::line("/code", code, 64)?;
    }
    if let Some(name) = &patch.name {
        calendar.name = text_fields::line("/name", name, 200)?;
    }
    if let Some(rule) = &patch.rule {
        calendar.rule = Json(rule.clone());
    }
    if let Some(unit_ids) = &patch.unit_ids {
        check_use(db, scope, &calendar, unit_ids)?;
        calendars::assign(db, id, unit_ids)?;
    }
    calendar.updated_at = clock::now().naive_utc();
    calendar.version += 1;
    codes::written(calendars::update(db, &calendar, version))?;
    if patch.rule.is_some() || patch.unit_ids.is_some() {
        working_time_changed(db, actor, id, calendar.updated_at)?;
    }
    audit::change(db, actor, "calendars.change", ("calendar", id), (&before, &calendar))?;
    Ok(calendar)
}

/// Tells that units may have other working time, because of a unit or a calendar.
pub fn working_time_changed(db: &mut Db, actor: &Actor, subject_id: &str, at: NaiveDateTime) -> Answer<()> {
    events::publish(db, "", subject_id, at, &WorkingTimeChanged { changed_by: actor.id.clone() })
}

/// A calendar that somebody with this reach reads.
pub fn seen(db: &mut Db, scope: &Scope, id: &str) -> Answer<Calendar> {
    let calendar = calendars::find(db, id)?.ok_or(Code::NotFound)?;
    belonging::check_readable(db, scope, &calendar.unit_id)?;
    Ok(calendar)
}

/// Whether a change only says who works by the calendar: that is its use, open to those below too.
fn is_use_only(patch: &CalendarPatch) -> bool {
    let CalendarPatch { code, name, rule, unit_ids } = patch;
    code.is_none() && name.is_none() && rule.is_none() && unit_ids.is_some()
}

/// Refuses units that come or go and are not the caller's, or not below the calendar's own.
fn check_use(db: &mut Db, scope: &Scope, calendar: &Calendar, wanted: &[String]) -> Answer<()> {
    let held = calendars::units_of(db, &[&calendar.id])?;
    let leaves = |id: &String| !wanted.contains(id) && !scope.covers(Some(id));
    if held.iter().any(|(_, unit_id)| leaves(unit_id)) {
        return Err(Refusal::of(Code::Forbidden)
            .detail(message!("units outside your own work by this calendar", "您范围之外的组织单元也在使用此日历"))
            .into());
    }
    let kept: Vec<String> = held.into_iter().map(|(_, unit_id)| unit_id).collect();
    let reach = scope.clone().union(Scope::Units(kept));
    check_units(db, &reach, &calendar.unit_id, wanted)
}

fn check_rule(rule: &Rule) -> Answer<()> {
    rule.check()
        .map_err(|error| Fault::at(format!("/rule{}", error.pointer()), FaultCode::NotAccepted).hint(error).into())
}

/// Each unit once, there, in reach, and below the one the calendar belongs to.
fn check_units(db: &mut Db, scope: &Scope, owner_id: &str, unit_ids: &[String]) -> Answer<()> {
    let below = belonging::below(db, owner_id)?;
    let units = units::of_ids(db, unit_ids.iter().map(String::as_str))?;
    for (at, id) in unit_ids.iter().enumerate() {
        if unit_ids.iter().take(at).any(|before| before == id) {
            return Err(Fault::at(format!("/unit_ids/{at}"), FaultCode::Duplicate).into());
        }
        if !units.iter().any(|unit| unit.id == *id) || !scope.covers(Some(id)) {
            return Err(Fault::at(format!("/unit_ids/{at}"), FaultCode::NotFound).into());
        }
        if !below.covers(Some(id)) {
            let hint = message!("the calendar belongs to another part of the organisation", "此日历属于其他组织单元");
            return Err(Fault::at(format!("/unit_ids/{at}"), FaultCode::NotAccepted).hint(hint).into());
        }
    }
    Ok(())
}
