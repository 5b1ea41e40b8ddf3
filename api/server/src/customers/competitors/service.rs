//! Writes of competitors, and the one that a body names.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::competitors;
use regulars_db::customers::competitors::Competitor;
use regulars_domain::period::{days_or_last, local_day};
use regulars_domain::{ids, message};
use serde_json::json;

use super::views::{CompetitorPatch, NewCompetitor};
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::version::ExpectedVersion;
use crate::platform::{audit, clock, codes, organisation, text_fields};

/// Days that are counted when none are named.
const DAYS: u64 = 365;

pub fn create(db: &mut Db, actor: &Actor, new: &NewCompetitor) -> Answer<Competitor> {
    let now = clock::now().naive_utc();
    let competitor = Competitor {
        id: ids::make(ids::COMPETITOR),
        code: text_fields::line("/code", &new.code, 64)?,
        name: text_fields::line("/name", &new.name, 200)?,
        archived: false,
        created_at: now,
        updated_at: now,
        version: 1,
    };
    competitors::insert(db, &competitor).map_err(codes::code_taken)?;
    let subject = ("competitor", competitor.id.as_str());
    audit::record(db, actor, "competitors.create", subject, &json!({"code": competitor.code}))?;
    Ok(competitor)
}

pub fn change(
    db: &mut Db,
    actor: &Actor,
    id: &str,
    expected: &ExpectedVersion,
    patch: &CompetitorPatch,
) -> Answer<Competitor> {
    let mut competitor = find(db, id)?;
    expected.check(competitor.version)?;
    let before = competitor.clone();
    if let Some(code) = &patch.code {
        competitor.code = text_fields::line("/code", code, 64)?;
    }
    if let Some(name) = &patch.name {
        competitor.name = text_fields::line("/name", name, 200)?;
    }
    competitor.archived = patch.archived.unwrap_or(competitor.archived);
    competitor.updated_at = clock::now().naive_utc();
    competitor.version += 1;
    codes::written(competitors::update(db, &competitor, before.version))?;
    audit::change(db, actor, "competitors.change", ("competitor", id), (&before, &competitor))?;
    Ok(competitor)
}

pub fn find(db: &mut Db, id: &str) -> Answer<Competitor> {
    competitors::find(db, id)?.ok_or_else(|| Code::NotFound.into())
}

/// The competitor that a body names at `pointer`, unless it is archived.
pub fn named(db: &mut Db, id: &str, pointer: &str) -> Answer<String> {
    let found = competitors::find(db, id)?.ok_or_else(|| Fault::at(pointer, FaultCode::NotFound))?;
    if found.archived {
        let said = message!("this competitor is archived", "该竞争对手已归档");
        return Err(Fault::at(pointer, FaultCode::NotAccepted).hint(said).into());
    }
    Ok(found.id)
}

/// The days that are counted, the first and the one after the last: the last 365 when none are named.
pub fn days(db: &mut Db, from: Option<NaiveDate>, before: Option<NaiveDate>) -> Answer<(NaiveDate, NaiveDate)> {
    let today = local_day(clock::now(), organisation(db)?.time_zone);
    let days = days_or_last(from, before, today, DAYS);
    days.ok_or_else(|| {
        Refusal::of(Code::InvalidParameter).fault(Fault::parameter("occurred_on", FaultCode::OutOfRange)).into()
    })
}
