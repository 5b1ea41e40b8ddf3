//! The job: reads the base, fits the models, scores everybody, and only then lets the fit count. Put down or killed while it
//! scores, it goes on with the same fit behind the last customer; before that it begins anew.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::insight::life_time_values;
use regulars_db::insight::life_time_values::Fit;
use regulars_domain::ids;
use regulars_domain::insight::life_time_value::LifeTimeValuePolicy;
use regulars_domain::period::local_day;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::base;
use super::models;
use super::models::Parameters;
use super::scoring;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::platform::organisation;
use crate::platform::versioned_setting;
use crate::platform::versioned_setting::VersionedSetting;

/// Scores of earlier fits that are dropped at once.
const DROPPED: i64 = 1_000;

/// Fits the models of life-time value and scores every customer.
#[derive(Default, Serialize, Deserialize)]
pub struct FitLifeTimeValue {}

/// How far the scoring has come.
#[derive(Clone, Serialize, Deserialize)]
struct Scoring {
    fit_id: String,
    /// The version of the setting that it reckons by; another one starts the job anew.
    setting: i32,
    as_of: NaiveDate,
    parameters: Parameters,
    customers: i64,
    after: String,
    done: i64,
}

/// What the fit of a run came to.
enum Begun {
    PutDown,
    /// The same purchases under the same setting: what counts, counts on.
    Unchanged,
    Refused(String),
    Scoring(Scoring),
}

impl Kind for FitLifeTimeValue {
    const NAME: &'static str = "life_time_value.fit";
    const UNIT: &'static str = "customers";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let setting = context.store().read_now(versioned_setting::current::<LifeTimeValuePolicy>)?;
        let begun = match going_on(context, setting.version)? {
            Some(scoring) => Begun::Scoring(scoring),
            None => begin(context, &setting)?,
        };
        let (fit_id, scored, result) = match begun {
            Begun::PutDown => return Ok(Outcome::PutDown),
            Begun::Unchanged => return Ok(Outcome::Done(json!({"scored": 0, "unchanged": true}))),
            Begun::Refused(fit_id) => (fit_id, 0, json!({"scored": 0, "refused": true})),
            Begun::Scoring(mut scoring) => {
                if !score(context, &mut scoring, &setting.value)? {
                    return Ok(Outcome::PutDown);
                }
                (scoring.fit_id, scoring.done, json!({"scored": scoring.done}))
            }
        };
        while drop_some(context, &fit_id, scored)? {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
        }
        Ok(Outcome::Done(result))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Where the job stopped before, unless the setting has changed since or another fit counts that is newer.
fn going_on(context: &Context<'_>, setting: i32) -> Answer<Option<Scoring>> {
    let Some(scoring) = context.checkpoint::<Scoring>()?.filter(|scoring| scoring.setting == setting) else {
        return Ok(None);
    };
    let fit_id = scoring.fit_id.clone();
    let holds = context.store().read_now(move |db| {
        let newest = life_time_values::current(db)?.is_none_or(|current| current.id <= fit_id);
        Ok::<_, Error>(newest && life_time_values::find(db, &fit_id)?.is_some())
    })?;
    Ok(holds.then_some(scoring))
}

/// Reads the base and fits the models; a refused fit counts at once, for there is nobody to score.
fn begin(context: &mut Context<'_>, setting: &VersionedSetting<LifeTimeValuePolicy>) -> Answer<Begun> {
    let (first, as_of) = context.store().read_now(|db| {
        let today = local_day(clock::now(), organisation(db)?.time_zone);
        base::days(db, today)
    })?;
    let Some(base) = base::read(context, first, as_of)? else { return Ok(Begun::PutDown) };
    let current = context.store().read_now(|db| Ok::<_, Error>(life_time_values::current(db)?))?;
    let is_same = |fit: &Fit| {
        fit.as_of == base.as_of && fit.setting_version == setting.version && fit.fingerprint == base.fingerprint
    };
    if current.as_ref().is_some_and(is_same) {
        return Ok(Begun::Unchanged);
    }
    let (kept, parameters) = models::fit(&base);
    let now = clock::now().naive_utc();
    let row = Fit {
        id: ids::make(ids::LIFE_TIME_VALUE_FIT),
        as_of: base.as_of,
        setting_version: setting.version,
        fingerprint: base.fingerprint,
        fitted_at: now,
        finished_at: parameters.is_none().then_some(now),
        fit: text(&kept)?,
        totals: None,
    };
    let customers = i64::try_from(kept.customers).unwrap_or(i64::MAX);
    let scoring = parameters.map(|parameters| Scoring {
        fit_id: row.id.clone(),
        setting: setting.version,
        as_of: row.as_of,
        parameters,
        customers,
        after: String::new(),
        done: 0,
    });
    let (fit_id, begun) = (row.id.clone(), scoring.clone());
    context.step(move |db| {
        life_time_values::insert(db, &row)?;
        match &begun {
            Some(scoring) => Step::to((), 0, Some(customers), scoring),
            None => Ok(Step { value: (), done: customers, total: Some(customers), checkpoint: None }),
        }
    })?;
    Ok(scoring.map_or(Begun::Refused(fit_id), Begun::Scoring))
}

/// Scores everybody behind the last one, and lets the fit count; false when the work was put down before.
fn score(context: &mut Context<'_>, scoring: &mut Scoring, policy: &LifeTimeValuePolicy) -> Answer<bool> {
    let appraiser = scoring.parameters.appraiser(policy);
    while let Some((last, buyers)) = base::buyers(context.store(), &scoring.after, scoring.as_of)? {
        if context.should_stop() {
            return Ok(false);
        }
        let rows: Vec<_> = buyers.iter().map(|buyer| scoring::score(&appraiser, &scoring.fit_id, buyer)).collect();
        scoring.after = last;
        scoring.done += i64::try_from(rows.len()).unwrap_or(0);
        let reached = scoring.clone();
        context.step(move |db| {
            life_time_values::keep(db, &rows)?;
            Step::to((), reached.done, Some(reached.customers.max(reached.done)), &reached)
        })?;
    }
    let reached = scoring.clone();
    context.step(move |db| {
        finish(db, &reached.fit_id)?;
        Step::to((), reached.done, Some(reached.done), &reached)
    })?;
    Ok(true)
}

/// Lets a fit count; again, nothing.
fn finish(db: &mut Db, fit_id: &str) -> Answer<()> {
    if life_time_values::find(db, fit_id)?.is_some_and(|fit| fit.finished_at.is_none()) {
        let totals = text(&scoring::sums(db, fit_id, None)?)?;
        life_time_values::finish(db, fit_id, clock::now().naive_utc(), &totals)?;
    }
    Ok(())
}

fn drop_some(context: &mut Context<'_>, fit_id: &str, done: i64) -> Answer<bool> {
    let fit_id = fit_id.to_owned();
    context.step(move |db| {
        let has_more = life_time_values::drop_others(db, &fit_id, DROPPED)?;
        Ok(Step { value: has_more, done, total: Some(done), checkpoint: None })
    })
}

fn text(value: &impl Serialize) -> Answer<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.to_string()))
}
