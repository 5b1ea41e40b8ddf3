//! Figures over a small base are computed for whoever asks. Those over a large one are kept, by scope: they are answered
//! as they are for some minutes, then made anew by a job, for which the next who asks waits. So no request looks at the
//! whole base, and nothing is computed that nobody wants.

use std::time::Duration;

use chrono::{DateTime, NaiveDateTime, Utc};
use regulars_db::Db;
use regulars_db::insight::kept;
use regulars_domain::insight::freshness::{AT_ONCE, KEPT_FOR, is_good};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::figures::{Figures, name_of};
use crate::platform::app::App;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Refusal};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// How often one who waits looks whether the job is done.
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How long one waits who could have older figures.
const WAIT_FOR_NEWER: Duration = Duration::from_secs(3);
/// How long one waits who could have none.
const WAIT_FOR_FIRST: Duration = Duration::from_secs(15);

/// Figures and the moment they are of.
pub type AsOf = (DateTime<Utc>, Figures);

/// What is there for one who asks.
struct Found {
    kept: Option<AsOf>,
    /// Whether nothing better can be had.
    is_good: bool,
}

/// The figures of these units, or of everybody.
pub async fn figures(app: &App, units: Option<Vec<String>>) -> Answer<AsOf> {
    let scope = name_of(units.as_deref());
    let (name, of) = (scope.clone(), units.clone());
    let Found { kept, is_good } = app.store.report(move |db| db.snapshot(|db| look(db, &name, of.as_deref()))).await?;
    if let (Some(kept), true) = (&kept, is_good) {
        return Ok(kept.clone());
    }
    let name = scope.clone();
    app.store.write(move |db| ask(db, &name, units.as_deref())).await?;
    let old = kept.as_ref().map(|(as_of, _)| *as_of);
    let patience = if kept.is_some() { WAIT_FOR_NEWER } else { WAIT_FOR_FIRST };
    let newer = wait(app, &scope, old, patience).await?;
    newer.or(kept).ok_or_else(|| Refusal::of(Code::Unavailable).retry_after(2).into())
}

/// Computes what is small, and finds what is kept of the rest.
fn look(db: &mut Db, scope: &str, units: Option<&[String]>) -> Answer<Found> {
    let now = clock::now();
    if !kept::is_above(db, units, AT_ONCE)? {
        return Ok(Found { kept: Some((now, Figures::compute(db, units)?)), is_good: true });
    }
    let kept = find(db, scope)?;
    let is_good = kept.as_ref().is_some_and(|(as_of, _)| is_good(*as_of, now));
    Ok(Found { kept, is_good })
}

fn find(db: &mut Db, scope: &str) -> Answer<Option<AsOf>> {
    let Some(row) = kept::find(db, scope)? else { return Ok(None) };
    row.as_of.zip(row.figures).map(|(as_of, text)| Ok((as_of.and_utc(), Figures::from_text(&text)?))).transpose()
}

/// Asks for the job.
fn ask(db: &mut Db, scope: &str, units: Option<&[String]>) -> Answer<()> {
    let units = units.map(|units| serde_json::Value::from(units).to_string());
    kept::ask(db, scope, units.as_deref(), clock::now().naive_utc())?;
    jobs::enqueue(db, &Renew { scope: scope.to_owned() }, jobs::BY)?;
    Ok(())
}

/// Waits for figures that are newer than `old`; none when they do not come in time.
async fn wait(app: &App, scope: &str, old: Option<DateTime<Utc>>, patience: Duration) -> Answer<Option<AsOf>> {
    let looks = patience.as_millis() / LOOK_EVERY.as_millis();
    for _ in 0..looks {
        tokio::time::sleep(LOOK_EVERY).await;
        let name = scope.to_owned();
        let found = app.store.read(move |db| find(db, &name)).await?;
        if let Some(found) = found.filter(|(as_of, _)| Some(*as_of) != old) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Computes the figures of a scope again.
#[derive(Serialize, Deserialize)]
pub struct Renew {
    scope: String,
}

impl Kind for Renew {
    const NAME: &'static str = "figures.renew";
    const UNIT: &'static str = "scopes";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let computed = context.store().read_now(|db| db.snapshot(|db| self.compute(db)))?;
        let Some((as_of, text)) = computed else { return Ok(Outcome::Done(json!({"scopes": 0}))) };
        let scope = self.scope.clone();
        context.step(move |db| {
            kept::keep(db, &scope, as_of, &text)?;
            kept::forget(db, as_of - KEPT_FOR)?;
            Ok(Step { value: (), done: 1, total: Some(1), checkpoint: None })
        })?;
        Ok(Outcome::Done(json!({"scopes": 1})))
    }

    fn lock(&self) -> Option<String> {
        Some(format!("{} {}", Self::NAME, self.scope))
    }
}

impl Renew {
    /// What the figures are now; none when another job was faster, or nobody wants them any more.
    fn compute(&self, db: &mut Db) -> Answer<Option<(NaiveDateTime, String)>> {
        let now = clock::now();
        let Some(row) = kept::find(db, &self.scope)? else { return Ok(None) };
        if row.as_of.is_some_and(|as_of| is_good(as_of.and_utc(), now)) {
            return Ok(None);
        }
        let units: Option<Vec<String>> = row
            .units
            .map(|units| serde_json::from_str(&units).map_err(|error| Error::Internal(format!("a scope: {error}"))))
            .transpose()?;
        Ok(Some((now.naive_utc(), Figures::compute(db, units.as_deref())?.to_text()?)))
    }
}
