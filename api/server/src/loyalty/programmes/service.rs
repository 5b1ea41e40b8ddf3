//! Writes of programmes and their levels. Each one makes a new version of the programme's rule, and levels are looked at
//! again by a job.

use regulars_db::Db;
use regulars_db::loyalty::programmes;
use regulars_db::loyalty::programmes::{Level, Programme};
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::loyalty::memberships::{LevelBasis, ProgrammeState};
use regulars_domain::message;
use regulars_domain::money::Money;
use regulars_domain::text::check_paragraphs;
use serde_json::json;

use super::views::{LevelPatch, NewLevel, NewProgramme, ProgrammePatch};
use crate::loyalty::memberships::jobs::enqueue_review;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::codes::code_taken;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::organisation;
use crate::platform::text_fields;
use crate::platform::version::ExpectedVersion;

pub fn create(db: &mut Db, actor: &Actor, new: &NewProgramme) -> Answer<Programme> {
    let now = clock::now().naive_utc();
    let programme = Programme {
        id: ids::make(ids::PROGRAMME),
        code: text_fields::line("/code", &new.code, 40)?,
        name: text_fields::line("/name", &new.name, 120)?,
        state: AsText(ProgrammeState::Active),
        level_basis: AsText(new.level_basis),
        rate: new.points_per_unit.thousandths(),
        valid_months: new.valid_months,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    programmes::insert(db, &programme).map_err(code_taken)?;
    let detail = json!({"code": programme.code});
    audit::record(db, actor, "membership_programmes.create", ("membership_programme", &programme.id), &detail)?;
    Ok(programme)
}

/// Changes a programme. Another rate counts for purchases recorded from now on, another validity for points that come.
pub fn change(
    db: &mut Db,
    actor: &Actor,
    id: &str,
    expected: &ExpectedVersion,
    patch: &ProgrammePatch,
) -> Answer<Programme> {
    let mut programme = lock(db, id)?;
    let before = programme.clone();
    expected.check(programme.version)?;
    if let Some(code) = &patch.code {
        programme.code = text_fields::line("/code", code, 40)?;
    }
    if let Some(name) = &patch.name {
        programme.name = text_fields::line("/name", name, 120)?;
    }
    if let Some(state) = patch.state {
        programme.state = AsText(state);
    }
    if let Some(rate) = patch.points_per_unit {
        programme.rate = rate.thousandths();
    }
    if let Some(months) = patch.valid_months {
        if months.is_some_and(|months| !(1..=120).contains(&months)) {
            return Err(Fault::at("/valid_months", FaultCode::OutOfRange)
                .hint(message!("expected 1 to 120", "应为 1 至 120"))
                .into());
        }
        programme.valid_months = months;
    }
    save(db, &mut programme)?;
    audit::change(db, actor, "membership_programmes.change", ("membership_programme", id), (&before, &programme))?;
    Ok(programme)
}

pub fn create_level(db: &mut Db, actor: &Actor, programme_id: &str, new: &NewLevel) -> Answer<Level> {
    let mut programme = lock(db, programme_id)?;
    let now = clock::now().naive_utc();
    let basis = programme.level_basis.0;
    let level = Level {
        id: ids::make(ids::LEVEL),
        programme_id: programme.id.clone(),
        code: text_fields::line("/code", &new.code, 40)?,
        name: text_fields::line("/name", &new.name, 120)?,
        threshold: threshold(db, basis, new.points, new.spend)?,
        benefits: benefits(new.benefits.as_deref())?,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    check_apart(db, &level, programme.level_basis.0)?;
    programmes::insert_level(db, &level)?;
    save(db, &mut programme)?;
    enqueue_review(db, &actor.id)?;
    let detail = json!({"programme_id": programme.id, "code": level.code, "threshold": level.threshold});
    audit::record(db, actor, "membership_levels.create", ("membership_level", &level.id), &detail)?;
    Ok(level)
}

pub fn change_level(
    db: &mut Db,
    actor: &Actor,
    (programme_id, id): (&str, &str),
    expected: &ExpectedVersion,
    patch: &LevelPatch,
) -> Answer<Level> {
    let mut programme = lock(db, programme_id)?;
    let mut level = programmes::find_level(db, programme_id, id)?.ok_or(Code::NotFound)?;
    let before = level.clone();
    expected.check(level.version)?;
    if let Some(code) = &patch.code {
        level.code = text_fields::line("/code", code, 40)?;
    }
    if let Some(name) = &patch.name {
        level.name = text_fields::line("/name", name, 120)?;
    }
    if patch.points.is_some() || patch.spend.is_some() {
        level.threshold = threshold(db, programme.level_basis.0, patch.points, patch.spend)?;
    }
    if let Some(text) = &patch.benefits {
        level.benefits = benefits(text.as_deref())?;
    }
    level.updated_at = clock::now().naive_utc();
    level.version += 1;
    check_apart(db, &level, programme.level_basis.0)?;
    programmes::update_level(db, &level)?;
    save(db, &mut programme)?;
    enqueue_review(db, &actor.id)?;
    audit::change(db, actor, "membership_levels.change", ("membership_level", id), (&before, &level))?;
    Ok(level)
}

pub fn find(db: &mut Db, id: &str) -> Answer<Programme> {
    programmes::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

fn lock(db: &mut Db, id: &str) -> Answer<Programme> {
    programmes::lock(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// Writes a programme with a new version.
fn save(db: &mut Db, programme: &mut Programme) -> Answer<()> {
    programme.updated_at = clock::now().naive_utc();
    programme.version += 1;
    programmes::update(db, programme).map_err(code_taken)
}

/// The lower bound of a level: points or money, whichever the programme's levels are reached by.
fn threshold(db: &mut Db, basis: LevelBasis, points: Option<i64>, spend: Option<Money>) -> Answer<i64> {
    let (field, other, value) = match basis {
        LevelBasis::Points => ("/points", spend.map(|_| "/spend"), points),
        LevelBasis::Spend => {
            let currency = organisation(db)?.base_currency;
            let amount = spend.map(|spend| spend.amount_in(currency)).transpose();
            let amount = amount.map_err(|error| Fault::at("/spend", FaultCode::OtherCurrency).hint(error))?;
            ("/spend", points.map(|_| "/points"), amount)
        }
    };
    if let Some(other) = other {
        let hint = match basis {
            LevelBasis::Points => {
                message!("levels of this programme are reached by points", "该会员计划按积分评定等级")
            }
            LevelBasis::Spend => message!("levels of this programme are reached by spend", "该会员计划按消费评定等级"),
        };
        return Err(Fault::at(other, FaultCode::Conflict).hint(hint).into());
    }
    match value {
        None => Err(Fault::at(field, FaultCode::Required).into()),
        Some(value) if value < 0 => {
            Err(Fault::at(field, FaultCode::OutOfRange).hint(message!("expected 0 or more", "应为 0 或以上")).into())
        }
        Some(value) => Ok(value),
    }
}

/// No two levels of a programme have one code or one threshold. The programme is locked, so nobody comes between.
fn check_apart(db: &mut Db, level: &Level, basis: LevelBasis) -> Answer<()> {
    let others = programmes::levels_of(db, &[&level.programme_id])?;
    let mut others = others.iter().filter(|other| other.id != level.id);
    let Some(other) = others.find(|other| other.code == level.code || other.threshold == level.threshold) else {
        return Ok(());
    };
    if other.code == level.code {
        return Err(Refusal::of(Code::CodeTaken).fault(Fault::at("/code", FaultCode::Taken)).into());
    }
    let code = &other.code;
    let hint = message!("{code} begins there already", "等级 `{code}` 已从这里开始");
    let fault = Fault::at(format!("/{basis}"), FaultCode::Taken).hint(hint);
    Err(Refusal::of(Code::Conflict).fault(fault).into())
}

fn benefits(value: Option<&str>) -> Answer<Option<String>> {
    value
        .map(|value| check_paragraphs(value, 1000).map_err(|error| text_fields::fault("/benefits", error).into()))
        .transpose()
}
