//! Merging all pairs that are certain enough, one after the other, each in a transaction of its own.

use regulars_db::Db;
use regulars_db::customers::duplicates;
use regulars_db::customers::duplicates::Duplicate;
use regulars_db::customers::metrics;
use regulars_domain::customers::merges::Choices;
use regulars_domain::permissions::Scope;
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::customers::merges::merging;
use crate::customers::merges::merging::Wanted;
use crate::customers::merges::parts::MergeParts;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::{Actor, Asker};
use crate::platform::jobs::pass::{Failures, Passed};
use crate::platform::jobs::{Context, Kind, Outcome, Step};

/// Merges every open pair with at least this score.
#[derive(Serialize, Deserialize)]
pub struct MergeDuplicates {
    pub least: i32,
    pub asker: Asker,
}

/// What the pass counts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Counted {
    merged: i64,
}

impl Kind for MergeDuplicates {
    const NAME: &'static str = "customers.merge_duplicates";
    const UNIT: &'static str = "pairs";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let parts = MergeParts::of(context.app)?;
        let actor = self.asker.actor();
        let mut passed: Passed<Counted> = context.checkpoint()?.unwrap_or_default();
        let total = context.store().read_now(|db| Ok::<_, Error>(duplicates::count(db, self.least)?))? + passed.done;
        loop {
            if context.should_stop() {
                return Ok(Outcome::PutDown);
            }
            let (after, least) = (passed.after.clone(), self.least);
            let next = context.store().read_now(|db| Ok::<_, Error>(duplicates::next(db, &after, least)?))?;
            let Some(pair) = next else { break };
            passed = match step(context, parts, &actor, &passed, &pair, total) {
                Ok(passed) => passed,
                Err(error) => skip(context, passed, &pair, total, error)?,
            };
        }
        let result = passed.failures.told_in(json!({"merged": passed.own.merged}));
        Ok(Outcome::Done(result))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

fn step(
    context: &mut Context<'_>,
    parts: MergeParts,
    actor: &Actor,
    passed: &Passed<Counted>,
    pair: &Duplicate,
    total: i64,
) -> Answer<Passed<Counted>> {
    let (actor, from, pair) = (actor.clone(), passed.clone(), pair.clone());
    context.step(move |db| {
        let mut next = Passed { after: pair.id.clone(), done: from.done + 1, ..from.clone() };
        merge(db, parts, &actor, &pair)?;
        next.own.merged += 1;
        Step::to(next.clone(), next.done, Some(total), &next)
    })
}

/// Records a pair that cannot be merged, and goes on.
fn skip(
    context: &mut Context<'_>,
    mut passed: Passed<Counted>,
    pair: &Duplicate,
    total: i64,
    error: Error,
) -> Answer<Passed<Counted>> {
    let mut failures: Failures = passed.failures.clone();
    failures.record(context, &pair.id, error)?;
    passed.failures = failures;
    passed.after.clone_from(&pair.id);
    passed.done += 1;
    let kept = passed.clone();
    context.step(move |_| Step::to((), kept.done, Some(total), &kept))?;
    Ok(passed)
}

/// Who has bought more stays, of equals who has been known for longer.
fn merge(db: &mut Db, parts: MergeParts, actor: &Actor, pair: &Duplicate) -> Answer<()> {
    let bought = |db: &mut Db, id: &str| Ok::<_, Error>(metrics::find(db, id)?.map_or(0, |metrics| metrics.purchases));
    let first = bought(db, &pair.customer_id)? >= bought(db, &pair.other_id)?;
    let (survivor, merged) =
        if first { (&pair.customer_id, &pair.other_id) } else { (&pair.other_id, &pair.customer_id) };
    let choices = Choices::new();
    let wanted = Wanted { survivor, merged, choices: &choices, versions: (None, None) };
    merging::merge(db, parts, actor, &Scope::All, &wanted).map(|_| ())
}
