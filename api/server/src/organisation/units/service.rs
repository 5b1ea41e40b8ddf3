//! Writes of units: who may put which unit where.

use regulars_db::Db;
use regulars_db::organisation::units;
use regulars_db::organisation::units::Unit;
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::message;
use regulars_domain::organisation::units::{UnitState, check_placement};
use regulars_domain::period::{FIRST_DAY, local_day};
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::named;
use super::views::{NewUnit, UnitPatch};
use crate::organisation::calendars::service::working_time_changed;
use crate::organisation::units::unit_tree;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes;
use crate::platform::error::{Answer, Code, Fault, FaultCode};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

/// Creates a unit under a parent in the caller's scope.
pub fn create(db: &mut Db, actor: &Actor, scope: &Scope, new: &NewUnit) -> Answer<Unit> {
    let code = text_fields::line("/code", &new.code, 40)?;
    let name = text_fields::line("/name", &new.name, 120)?;
    let parent = match &new.parent_id {
        Some(parent_id) => Some(named::find(db, scope, parent_id, "/parent_id")?),
        None => None,
    };
    check_placement(new.kind, new.ownership, parent.as_ref().map(|parent| parent.kind.0))
        .map_err(|error| Fault::at("/kind", FaultCode::Conflict).hint(error))?;
    if parent.is_none() && units::tree(db)?.iter().any(|(_, parent_id)| parent_id.is_none()) {
        return Err(Fault::at("/kind", FaultCode::Conflict)
            .hint(message!("the organisation has its group already", "组织已有集团"))
            .into());
    }
    let inherit = |given: &Option<String>, of: fn(&Unit) -> &String, default: &str| {
        given.clone().or_else(|| parent.as_ref().map(|parent| of(parent).clone())).unwrap_or_else(|| default.to_owned())
    };
    let now = clock::now().naive_utc();
    let unit = Unit {
        id: ids::make(ids::UNIT),
        code,
        name,
        kind: AsText(new.kind),
        ownership: new.ownership.map(AsText),
        parent_id: new.parent_id.clone(),
        time_zone: inherit(&new.time_zone, |unit| &unit.time_zone, "Asia/Shanghai"),
        currency: inherit(&new.currency, |unit| &unit.currency, "CNY"),
        state: AsText(UnitState::Active),
        created_at: now,
        updated_at: now,
        version: 1,
        closed_on: None,
    };
    check_time_zone(&unit.time_zone)?;
    check_currency(&unit.currency)?;
    units::insert(db, &unit).map_err(codes::code_taken)?;
    audit::record(
        db,
        actor,
        "units.create",
        ("unit", &unit.id),
        &json!({"code": unit.code, "kind": unit.kind.as_str()}),
    )?;
    Ok(unit)
}

/// Changes a unit in the caller's scope.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    id: &str,
    expected: &ExpectedVersion,
    patch: &UnitPatch,
) -> Answer<Unit> {
    let mut unit = find(db, scope, id)?;
    let before = unit.clone();
    expected.check(unit.version)?;
    let version = unit.version;
    let works_by = (unit.time_zone.clone(), unit.parent_id.clone());
    if let Some(code) = &patch.code {
        unit.code = text_fields::line("/code", code, 40)?;
    }
    if let Some(name) = &patch.name {
        unit.name = text_fields::line("/name", name, 120)?;
    }
    if let Some(ownership) = patch.ownership {
        unit.ownership = ownership.map(AsText);
    }
    if let Some(parent_id) = &patch.parent_id {
        if unit_tree(db)?.subtree(id).iter().any(|below| below == parent_id) {
            return Err(Fault::at("/parent_id", FaultCode::Conflict)
                .hint(message!("a unit cannot stand below itself", "组织单元不能设在自身之下"))
                .into());
        }
        unit.parent_id = Some(named::find(db, scope, parent_id, "/parent_id")?.id);
    }
    if let Some(time_zone) = &patch.time_zone {
        check_time_zone(time_zone)?;
        unit.time_zone.clone_from(time_zone);
    }
    if patch.state.is_some() || patch.closed_on.is_some() {
        close(db, &mut unit, patch)?;
    }
    // The parent one has is not asked for: one may stand at the top of one's own units.
    let parent = match &unit.parent_id {
        Some(parent_id) => units::find(db, parent_id)?,
        None => None,
    };
    check_placement(unit.kind.0, unit.ownership.map(|ownership| ownership.0), parent.map(|parent| parent.kind.0))
        .map_err(|error| Fault::at("/parent_id", FaultCode::Conflict).hint(error))?;
    unit.updated_at = clock::now().naive_utc();
    unit.version += 1;
    codes::written(units::update(db, &unit, version))?;
    if works_by != (unit.time_zone.clone(), unit.parent_id.clone()) {
        // Another zone, or another calendar above it: deadlines move.
        working_time_changed(db, actor, id, unit.updated_at)?;
    }
    audit::change(db, actor, "units.change", ("unit", id), (&before, &unit))?;
    Ok(unit)
}

/// Closes a unit, today unless the patch names its last day, or opens it again.
fn close(db: &mut Db, unit: &mut Unit, patch: &UnitPatch) -> Answer<()> {
    let state = patch.state.unwrap_or(unit.state.0);
    let today = local_day(clock::now(), organisation(db)?.time_zone);
    if let Some(day) = patch.closed_on {
        if state != UnitState::Closed {
            let fault = Fault::at("/closed_on", FaultCode::Conflict);
            return Err(fault
                .hint(message!("only a closed unit has a last day", "只有已关闭的组织单元才有最后营业日"))
                .into());
        }
        if !(FIRST_DAY..=today).contains(&day) {
            return Err(Fault::at("/closed_on", FaultCode::OutOfRange)
                .hint(message!("expected a day up to today", "应为今天或更早的一天"))
                .into());
        }
    }
    unit.closed_on = match state {
        UnitState::Active => None,
        UnitState::Closed => patch.closed_on.or(unit.closed_on).or(Some(today)),
    };
    unit.state = AsText(state);
    Ok(())
}

/// A unit in the caller's scope; what lies outside does not exist for them.
pub fn find(db: &mut Db, scope: &Scope, id: &str) -> Answer<Unit> {
    units::find(db, id)?.filter(|unit| scope.covers(Some(&unit.id))).ok_or_else(|| Code::NotFound.into())
}

fn check_time_zone(name: &str) -> Answer<()> {
    match name.parse::<chrono_tz::Tz>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Fault::at("/time_zone", FaultCode::NotAccepted)
            .hint(message!("expected an IANA name such as Asia/Shanghai", "应为 IANA 时区名，如 `Asia/Shanghai`"))
            .into()),
    }
}

fn check_currency(code: &str) -> Answer<()> {
    match code.parse::<regulars_domain::money::Currency>() {
        Ok(_) => Ok(()),
        Err(_) => Err(Fault::at("/currency", FaultCode::NotAccepted)
            .hint(message!("expected an ISO 4217 code such as CNY", "应为 ISO 4217 货币代码，如 CNY"))
            .into()),
    }
}
