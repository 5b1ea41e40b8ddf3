//! What time does to memberships: points expire, levels are looked at on their anniversary. Both look at the state and
//! bring it forward, so running twice changes nothing.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::metrics;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_domain::loyalty::memberships::{LevelBasis, LevelCause, window};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Moment;
use super::ledger::Account;
use super::levels;
use super::levels::{Ladder, ladders};
use crate::platform::clock;
use crate::platform::error::{Answer, Code};
use crate::platform::jobs;
use crate::platform::jobs::{Context, Kind, Outcome, Step};
use crate::platform::organisation;

/// Memberships in one step.
const STEP: i64 = 200;
/// Who is named where no person did it.
const BY: &str = "system";

/// Drops points that were not spent in time.
#[derive(Default, Serialize, Deserialize)]
pub struct Expire {}

/// Looks at the level of every member.
#[derive(Default, Serialize, Deserialize)]
pub struct Review {}

/// Where a pass is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Place {
    after: String,
    done: i64,
    /// Points that expired, or levels that changed.
    changed: i64,
}

/// Asks for a look at all levels in the caller's transaction.
pub fn enqueue_review(db: &mut Db, by: &str) -> Answer<()> {
    jobs::enqueue(db, &Review {}, by).map(|_| ())
}

impl Kind for Expire {
    const NAME: &'static str = "memberships.expire";
    const UNIT: &'static str = "memberships";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        pass(context, expire_some, |place| json!({"memberships": place.done, "points": place.changed}))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

impl Kind for Review {
    const NAME: &'static str = "memberships.review";
    const UNIT: &'static str = "memberships";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        pass(context, review_some, |place| json!({"memberships": place.done, "changed": place.changed}))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Goes on from the checkpoint, step by step, until a step finds nothing more.
fn pass(
    context: &mut Context<'_>,
    some: fn(&mut Db, Place) -> Answer<(Place, bool)>,
    result: fn(&Place) -> serde_json::Value,
) -> Answer<Outcome> {
    let mut place = context.checkpoint::<Place>()?.unwrap_or_default();
    loop {
        if context.should_stop() {
            return Ok(Outcome::PutDown);
        }
        let from = place.clone();
        let (next, over) = context.step(move |db| {
            let (next, over) = some(db, from.clone())?;
            let (done, kept) = (next.done, next.clone());
            Step::to((next, over), done, None, &kept)
        })?;
        place = next;
        if over {
            return Ok(Outcome::Done(result(&place)));
        }
    }
}

fn moment(db: &mut Db) -> Answer<Moment<'static>> {
    Ok(Moment::of(&organisation(db)?, clock::now(), BY))
}

fn expire_some(db: &mut Db, mut place: Place) -> Answer<(Place, bool)> {
    let moment = moment(db)?;
    let mut due = points::overdue(db, moment.today, &place.after, STEP)?;
    let over = i64::try_from(due.len()).unwrap_or(0) < STEP;
    if let Some((_, last)) = due.last() {
        place.after.clone_from(last);
    }
    // Locked in the order of their customers, as every writer of many does.
    due.sort_unstable();
    for (customer_id, membership_id) in due {
        metrics::lock(db, &customer_id)?;
        let membership = memberships::find(db, &membership_id)?.ok_or(Code::NotFound)?;
        let mut account = Account::open(db, membership, &[], moment)?;
        let expired = account.expire(db)?;
        if expired > 0 {
            account.close(db)?;
            place.done += 1;
            place.changed += expired;
        }
    }
    Ok((place, over))
}

fn review_some(db: &mut Db, mut place: Place) -> Answer<(Place, bool)> {
    let moment = moment(db)?;
    let mut members = memberships::after(db, &place.after, STEP)?;
    let over = i64::try_from(members.len()).unwrap_or(0) < STEP;
    if let Some(last) = members.last() {
        place.after.clone_from(&last.id);
    }
    let ladders = ladders(db)?;
    let values = Values::of(db, &members, moment.today)?;
    members.sort_unstable_by(|a, b| (&a.customer_id, &a.id).cmp(&(&b.customer_id, &b.id)));
    place.done += i64::try_from(members.len()).unwrap_or(0);
    for member in members {
        let Some(ladder) = ladders.iter().find(|ladder| ladder.programme.id == member.programme_id) else { continue };
        let due = member.review_on <= moment.today;
        if !due && !ladder.decide(&member, values.of_member(&member, ladder), false).changed {
            continue;
        }
        // Somebody may have bought meanwhile: what is judged is what is locked.
        metrics::lock(db, &member.customer_id)?;
        let mut member = memberships::find(db, &member.id)?.ok_or(Code::NotFound)?;
        let cause = if member.review_on <= moment.today { LevelCause::Anniversary } else { LevelCause::Review };
        let before = member.level_id.clone();
        if levels::review(db, ladder, &mut member, cause, moment)? {
            member.version += 1;
            member.updated_at = moment.now;
            memberships::update(db, &member)?;
            place.changed += i64::from(before != member.level_id);
        }
    }
    Ok((place, over))
}

/// What the members of a step have come to, in two queries for all of them.
struct Values {
    earned: std::collections::HashMap<String, i64>,
    spent: std::collections::HashMap<String, i64>,
}

impl Values {
    fn of(db: &mut Db, members: &[Membership], today: NaiveDate) -> Answer<Values> {
        let ids: Vec<&str> = members.iter().map(|member| member.customer_id.as_str()).collect();
        let range = window(today);
        let earned = points::earned(db, &ids, range.from, range.to)?;
        let spent = bulk::spends(db, &ids, range.from, range.to)?;
        Ok(Values { earned, spent })
    }

    fn of_member(&self, member: &Membership, ladder: &Ladder) -> i64 {
        let found = match ladder.programme.level_basis.0 {
            LevelBasis::Points => self.earned.get(&member.id),
            LevelBasis::Spend => self.spent.get(&member.customer_id),
        };
        found.copied().unwrap_or(0)
    }
}
