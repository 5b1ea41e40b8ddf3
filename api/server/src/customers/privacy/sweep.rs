//! The job that looks for an erased person where only a search finds them: files, kept replies, notices, the audit trail.

use chrono::TimeDelta;
use regulars_db::customers::erasures;
use regulars_db::customers::erasures::{ID, TEXT};
use regulars_domain::customers::erasures::{ErasureState, names_any};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::platform::error::{Answer, Code, Error};
use crate::platform::jobs::{Context, Kind, Outcome};
use crate::platform::personal_data::{PersonalDataParts, Sought};
use crate::platform::{clock, jobs};

/// After how long something is looked into that could not be looked into now.
const AGAIN: TimeDelta = TimeDelta::minutes(1);

/// Completes an erasure.
#[derive(Serialize, Deserialize)]
pub struct Sweep {
    erasure_id: String,
}

impl Sweep {
    /// The work of this erasure.
    pub fn of(erasure_id: &str) -> Sweep {
        Sweep { erasure_id: erasure_id.to_owned() }
    }
}

impl Kind for Sweep {
    const NAME: &'static str = "customers.erase";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let id = self.erasure_id.clone();
        let (erasure, terms) = context.store().read_now(|db| {
            let erasure = erasures::find(db, &id)?.ok_or(Code::NotFound)?;
            Ok::<_, Error>((erasure, erasures::terms(db, &id)?))
        })?;
        if erasure.state.0 == ErasureState::Done {
            return Ok(Outcome::Done(Value::Null));
        }
        let of = |kind: &str| terms.iter().filter(|term| term.kind == kind).map(|term| term.term.clone()).collect();
        let sought = Sought { ids: of(ID), texts: of(TEXT), is_named: names_any, erased_at: erasure.erased_at };
        let mut removed = erasure.removed.0;
        let mut again = false;
        for part in PersonalDataParts::of(context.app)?.0 {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let swept = part.sweep(context.app, &sought)?;
            again |= swept.again;
            for (kind, count) in swept.counts.into_iter().filter(|(_, count)| *count > 0) {
                *removed.entry(kind).or_default() += count;
            }
        }
        let by = context.created_by().to_owned();
        context.store().write_now(move |db| {
            let now = clock::now().naive_utc();
            match again {
                true => jobs::enqueue_at(db, &Sweep::of(&id), &by, now + AGAIN).map(|_| ()),
                false => Ok(erasures::complete(db, &id, &removed, now)?),
            }
        })?;
        Ok(Outcome::Done(json!({"again": again})))
    }

    fn subject(&self) -> Option<String> {
        Some(self.erasure_id.clone())
    }

    fn lock(&self) -> Option<String> {
        Some(format!("{}:{}", Self::NAME, self.erasure_id))
    }
}
