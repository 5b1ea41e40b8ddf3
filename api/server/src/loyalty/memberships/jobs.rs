//! What time does to memberships: points expire, levels are looked at on their anniversary. Both look at the state and
//! bring it forward, so running twice changes nothing.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::Membership;
use regulars_db::loyalty::points;
use regulars_domain::loyalty::memberships::{LevelBasis, window};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::LedgerContext;
use super::ledger::Account;
use super::levels;
use super::levels::{Cause, Ladder, ladders};
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::jobs;
use crate::platform::jobs::pass::{Pass, Passed};
use crate::platform::jobs::{Context, Kind, Outcome};
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

/// What a pass counts: points that expired, or levels that changed.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Changed {
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
        let today = context.store().read_now(ledger_context)?.today;
        let next = move |db: &mut Db, after: &str, limit| Ok(points::overdue_after(db, today, after, limit)?);
        run(context, next, expire_some, |passed| json!({"memberships": passed.done, "points": passed.own.changed}))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

impl Kind for Review {
    const NAME: &'static str = "memberships.review";
    const UNIT: &'static str = "memberships";

    fn run(&self, context: &mut Context<'_>) -> Answer<Outcome> {
        let next = |db: &mut Db, after: &str, limit| Ok(memberships::ids_after(db, after, limit)?);
        run(context, next, review_some, |passed| json!({"memberships": passed.done, "changed": passed.own.changed}))
    }

    fn lock(&self) -> Option<String> {
        Some(Self::NAME.to_owned())
    }
}

/// Goes on from the checkpoint until no membership is left.
fn run(
    context: &mut Context<'_>,
    next: impl Fn(&mut Db, &str, i64) -> Answer<Vec<String>>,
    handle: fn(&mut Db, &mut Passed<Changed>, &[String]) -> Answer<()>,
    result: fn(&Passed<Changed>) -> serde_json::Value,
) -> Answer<Outcome> {
    let pass = Pass { page: STEP, step: usize::try_from(STEP).unwrap_or(1), next, handle };
    let mut passed = context.checkpoint()?.unwrap_or_default();
    if !pass.run(context, &mut passed)? {
        return Ok(Outcome::PutDown);
    }
    Ok(Outcome::Done(passed.failures.told_in(result(&passed))))
}

fn ledger_context(db: &mut Db) -> Answer<LedgerContext<'static>> {
    Ok(LedgerContext::of(&organisation(db)?, clock::now(), BY))
}

fn expire_some(db: &mut Db, passed: &mut Passed<Changed>, ids: &[String]) -> Answer<()> {
    let context = ledger_context(db)?;
    for membership in lock(db, ids)? {
        let mut account = Account::open(db, membership, &[], context)?;
        let expired = account.expire(db)?;
        if expired > 0 {
            account.close(db)?;
            passed.done += 1;
            passed.own.changed += expired;
        }
    }
    Ok(())
}

/// These memberships as they are once the figures of their customers are locked, in the order of their customers, as
/// every writer of many locks them.
fn lock(db: &mut Db, ids: &[String]) -> Answer<Vec<Membership>> {
    let mut customer_ids = memberships::customers_of(db, ids)?;
    customer_ids.sort_unstable();
    customer_ids.dedup();
    bulk::lock(db, &customer_ids.iter().map(String::as_str).collect::<Vec<_>>())?;
    let mut members = memberships::of_ids(db, ids)?;
    members.sort_unstable_by(|a, b| (&a.customer_id, &a.id).cmp(&(&b.customer_id, &b.id)));
    Ok(members)
}

fn review_some(db: &mut Db, passed: &mut Passed<Changed>, ids: &[String]) -> Answer<()> {
    let context = ledger_context(db)?;
    let ladders = ladders(db)?;
    let ladder_of = |member: &Membership| ladders.iter().find(|ladder| ladder.programme.id == member.programme_id);
    let members = memberships::of_ids(db, ids)?;
    let values = Values::of(db, &members, context.today)?;
    let moves = |member: &Membership, values: &Values| {
        ladder_of(member).is_some_and(|ladder| {
            let value = values.of_member(member, ladder);
            member.review_on <= context.today || ladder.decide(member, value, false).changed
        })
    };
    let moving: Vec<String> =
        members.into_iter().filter(|member| moves(member, &values)).map(|member| member.id).collect();
    // Somebody may have bought meanwhile: what is judged is what is locked.
    let mut locked = lock(db, &moving)?;
    let values = Values::of(db, &locked, context.today)?;
    for member in &mut locked {
        let Some(ladder) = ladder_of(member) else { continue };
        let cause = if member.review_on <= context.today { Cause::Anniversary } else { Cause::Review };
        let before = member.level_id.clone();
        let value = values.of_member(member, ladder);
        if levels::judge(db, ladder, member, value, cause, context)? {
            member.version += 1;
            member.updated_at = context.now;
            memberships::update(db, member)?;
            passed.own.changed += i64::from(before != member.level_id);
        }
    }
    passed.done += i64::try_from(ids.len()).unwrap_or(0);
    Ok(())
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
