//! The job of every night: ranks all customers, then judges them some at a time, and writes of whom anything is new. Put down or
//! killed, it goes on behind the last customer of the same day; a pass that is done is not made again.

use std::collections::HashSet;

use chrono::NaiveDate;
use regulars_db::insight::life_cycle::Pass;
use regulars_db::insight::{life_cycle, life_time_values};
use regulars_domain::insight::rfm::Ranking;
use regulars_domain::period::local_day;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::judging;
use super::judging::{Judged, Measure};
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::platform::organisation;

/// Works out stages and codes of every customer, once a day of the organisation and again after a new fit of life-time value.
#[derive(Default, Serialize, Deserialize)]
pub struct PassLifeCycle {}

/// How far the pass has come.
#[derive(Clone, Serialize, Deserialize)]
struct Reached {
    measure: Measure,
    customers: i64,
    after: String,
    done: i64,
    changed: i64,
}

impl Kind for PassLifeCycle {
    const NAME: &'static str = "life_cycle.pass";
    const UNIT: &'static str = "customers";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let (as_of, fit_id, latest) = context.store().read_now(|db| {
            let as_of = local_day(clock::now(), organisation(db)?.time_zone);
            // A fit that was refused knows of nobody.
            let fit = life_time_values::current(db)?.filter(|fit| fit.totals.is_some());
            Ok::<_, Error>((as_of, fit.map(|fit| fit.id), life_cycle::latest(db)?))
        })?;
        if latest.is_some_and(|pass| pass.as_of == as_of && pass.fit_id == fit_id) {
            return Ok(Outcome::Done(json!({"changed": 0, "unchanged": true})));
        }
        let is_same = |reached: &Reached| reached.measure.as_of == as_of && reached.measure.fit_id == fit_id;
        let mut reached = match context.checkpoint::<Reached>()?.filter(is_same) {
            Some(reached) => reached,
            None => match begin(context, as_of, fit_id)? {
                Some(reached) => reached,
                None => return Ok(Outcome::PutDown),
            },
        };
        while let Some(judged) = judging::judge(context.store(), &reached.after, &reached.measure)? {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            keep(context, &mut reached, judged)?;
        }
        finish(context, &reached)?;
        Ok(Outcome::Done(json!({"customers": reached.done, "changed": reached.changed})))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Ranks everybody; none when the work was put down meanwhile.
fn begin(context: &mut Context<'_>, as_of: NaiveDate, fit_id: Option<String>) -> Answer<Option<Reached>> {
    let mut ranking = Ranking::default();
    let (mut after, mut customers) = (String::new(), 0);
    while let Some((last, count)) = judging::rank(context.store(), &after, as_of, &mut ranking)? {
        if context.should_stop() {
            return Ok(None);
        }
        after = last;
        customers += count;
    }
    let measure = Measure { as_of, fit_id, scale: ranking.scale() };
    let reached = Reached { measure, customers, after: String::new(), done: 0, changed: 0 };
    let begun = reached.clone();
    context.step(move |_| Step::to((), 0, Some(begun.customers), &begun))?;
    Ok(Some(reached))
}

/// Writes what is new of some customers.
fn keep(context: &mut Context<'_>, reached: &mut Reached, judged: Judged) -> Answer<()> {
    let Judged { last, looked_at, mut standings, mut history } = judged;
    reached.after = last;
    reached.done += looked_at;
    reached.changed += i64::try_from(standings.len()).unwrap_or(0);
    let next = reached.clone();
    context.step(move |db| {
        if !standings.is_empty() {
            // Who was merged or erased since they were read is left as that left them.
            let ids: Vec<&str> = standings.iter().map(|one| one.customer_id.as_str()).collect();
            let living: HashSet<String> = life_cycle::living(db, &ids)?.into_iter().collect();
            standings.retain(|one| living.contains(&one.customer_id));
            history.retain(|one| living.contains(&one.customer_id));
            life_cycle::keep(db, &standings, &history)?;
        }
        Step::to((), next.done, Some(next.customers.max(next.done)), &next)
    })
}

/// Lets the pass count.
fn finish(context: &mut Context<'_>, reached: &Reached) -> Answer<()> {
    let reached = reached.clone();
    context.step(move |db| {
        let pass = Pass {
            as_of: reached.measure.as_of,
            fit_id: reached.measure.fit_id.clone(),
            computed_at: clock::now().naive_utc(),
            customers: reached.done,
        };
        life_cycle::finish(db, &pass)?;
        Step::to((), reached.done, Some(reached.done), &reached)
    })
}
