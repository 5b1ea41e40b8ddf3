//! Held purchases become those of a customer by themselves when somebody has what they name, and anonymous sales when
//! nobody did for long. Running it again changes nothing.

use chrono::TimeDelta;
use regulars_db::Db;
use regulars_db::sales::held_purchases;
use regulars_db::sales::held_purchases::HeldPurchase;
use regulars_domain::sales::held_purchases::{HeldState, KEPT_DAYS};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::service::{open, settle_as};
use crate::organisation::principals;
use crate::platform::clock;
use crate::platform::error::{Answer, Error};
use crate::platform::identity::Actor;
use crate::platform::jobs::pass::Failures;
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::sales::purchases::views::NewPurchase;

/// Rows looked up at once.
const SOME: i64 = 200;

/// Settles what can be settled.
#[derive(Default, Serialize, Deserialize)]
pub struct MatchHeldPurchases {}

impl Kind for MatchHeldPurchases {
    const NAME: &'static str = "held_purchases.match";
    const UNIT: &'static str = "held_purchases";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let actor = context.store().read_now(principals::scheduled)?;
        let mut pass = Pass { actor, done: 0, failures: Failures::default() };
        let matched = pass.over(context, held_purchases::to_match, |content| content)?;
        let long_ago = clock::now().naive_utc() - TimeDelta::days(KEPT_DAYS);
        let released = pass.over(
            context,
            move |db, after, limit| held_purchases::held_before(db, long_ago, after, limit),
            |content| NewPurchase { customer_id: None, customer: None, anonymous: Some(true), ..content },
        )?;
        let (Some(matched), Some(released)) = (matched, released) else { return Ok(Outcome::PutDown) };
        Ok(Outcome::Done(pass.failures.told_in(json!({"matched": matched, "released": released}))))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

struct Pass {
    actor: Actor,
    done: i64,
    failures: Failures,
}

impl Pass {
    /// Records, each in a transaction of its own, what `find` finds as `said` makes it; how many. None when it is to stop.
    fn over(
        &mut self,
        context: &mut Context<'_>,
        find: impl Fn(&mut Db, &str, i64) -> regulars_db::Result<Vec<String>>,
        said: fn(NewPurchase) -> NewPurchase,
    ) -> Answer<Option<i64>> {
        let (mut after, mut settled) = (String::new(), 0);
        loop {
            let ids = context.store().read_now(|db| Ok::<_, Error>(find(db, &after, SOME)?))?;
            let Some(last) = ids.last() else { return Ok(Some(settled)) };
            after.clone_from(last);
            for id in &ids {
                if context.should_stop() {
                    return Ok(None);
                }
                self.done += 1;
                let (one, done, actor) = (id.clone(), self.done, self.actor.clone());
                let step = context.step(move |db| {
                    let value = settle(db, &actor, &one, said)?;
                    Ok(Step { value, done, total: None, checkpoint: None })
                });
                match step {
                    Ok(is_settled) => settled += i64::from(is_settled),
                    Err(error) => self.failures.record(context, id, error)?,
                }
            }
        }
    }
}

/// Whether it was settled. What stands in the way is noted on the row, for a person to see.
fn settle(db: &mut Db, actor: &Actor, id: &str, said: fn(NewPurchase) -> NewPurchase) -> Answer<bool> {
    let Some(held) = held_purchases::find(db, id)?.filter(|held| *held.state == HeldState::Held) else {
        return Ok(false);
    };
    let content = said(open(&held)?);
    match db.transaction(|db| settle_as(db, actor, held.clone(), &content)) {
        Ok(after) => Ok(*after.state != HeldState::Held),
        Err(Error::Refused(refusal)) if refusal.code.status() < 500 => {
            let version = held.version;
            let noted = HeldPurchase { problem: Some(refusal.code.as_str().to_owned()), version: version + 1, ..held };
            held_purchases::update(db, &noted, version)?;
            Ok(false)
        }
        Err(error) => Err(error),
    }
}
