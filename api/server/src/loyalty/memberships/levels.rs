//! Levels: looked at when a member has bought, and by a pass over all of them.

use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::{LevelChange, Membership};
use regulars_db::loyalty::points;
use regulars_db::loyalty::programmes;
use regulars_db::loyalty::programmes::{Level, Programme};
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::loyalty::events::MembershipLevelChanged;
use regulars_domain::loyalty::memberships::{Decision, LevelBasis, LevelCause, decide, next_review, window};
use regulars_domain::period::DateRange;
use serde_json::{Value, json};

use super::LedgerContext;
use crate::platform::error::{Answer, Code};
use crate::platform::events;

/// A programme with its levels, the lowest first.
#[derive(Clone, Debug)]
pub struct Ladder {
    pub programme: Programme,
    pub levels: Vec<Level>,
}

impl Ladder {
    pub fn of(db: &mut Db, programme_id: &str) -> Answer<Ladder> {
        let programme = programmes::find(db, programme_id)?.ok_or(Code::NotFound)?;
        let levels = programmes::levels_of(db, &[programme_id])?;
        Ok(Ladder { programme, levels })
    }

    /// The place of a level.
    pub fn place(&self, level_id: Option<&str>) -> Option<usize> {
        level_id.and_then(|id| self.levels.iter().position(|level| level.id == id))
    }

    pub fn thresholds(&self) -> Vec<i64> {
        self.levels.iter().map(|level| level.threshold).collect()
    }

    /// The level that a member who has come to `value` has or gets.
    pub fn decide(&self, membership: &Membership, value: i64, anniversary: bool) -> Decision {
        decide(&self.thresholds(), self.place(membership.level_id.as_deref()), value, anniversary)
    }
}

/// Every programme with its levels.
pub fn ladders(db: &mut Db) -> Answer<Vec<Ladder>> {
    let levels = programmes::all_levels(db)?;
    let of = |id: &str| levels.iter().filter(|level| level.programme_id == id).cloned().collect();
    Ok(programmes::all(db)?.into_iter().map(|programme| Ladder { levels: of(&programme.id), programme }).collect())
}

/// What a member has come to within the 12 months up to today: points earned, or net spend in minor units.
pub fn value(db: &mut Db, membership: &Membership, basis: LevelBasis, range: DateRange) -> Answer<i64> {
    match basis {
        LevelBasis::Points => {
            let earned = points::earned(db, &[&membership.customer_id], range.from, range.to)?;
            Ok(earned.get(&membership.id).copied().unwrap_or(0))
        }
        LevelBasis::Spend => {
            let days = metrics::days_between(db, &membership.customer_id, range.from, range.to)?;
            Ok(days.iter().map(|day| day.net_minor).sum())
        }
    }
}

/// Whether a programme has levels by spend, which history that comes in may raise.
pub fn any_by_spend(db: &mut Db) -> Answer<bool> {
    Ok(programmes::all(db)?.iter().any(|programme| programme.level_basis.0 == LevelBasis::Spend))
}

/// Looks at a member's level. A change is written into its history and into `membership`, which the caller saves; true
/// when `membership` has changed.
pub fn review(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    cause: LevelCause,
    context: LedgerContext<'_>,
) -> Answer<bool> {
    let value = value(db, membership, ladder.programme.level_basis.0, window(context.today))?;
    judge(db, ladder, membership, value, cause, context)
}

/// The same for a member who is known to have come to `value` within the 12 months up to today.
pub fn judge(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    value: i64,
    cause: LevelCause,
    context: LedgerContext<'_>,
) -> Answer<bool> {
    let range = window(context.today);
    let anniversary = cause == LevelCause::Anniversary;
    let decision = ladder.decide(membership, value, anniversary);
    if anniversary {
        membership.review_on = next_review(membership.level_since, context.today);
    }
    if !decision.changed {
        return Ok(anniversary);
    }
    let level = decision.level.and_then(|place| ladder.levels.get(place));
    let change = LevelChange {
        id: ids::make(ids::LEVEL_CHANGE),
        customer_id: membership.customer_id.clone(),
        membership_id: membership.id.clone(),
        level_id: level.map(|level| level.id.clone()),
        previous_id: membership.level_id.clone(),
        since: context.today,
        recorded_at: context.now,
        rule: ladder.programme.version,
        cause: AsText(cause),
        inputs: inputs(ladder, value, range, anniversary),
    };
    memberships::insert_level_change(db, &change)?;
    publish(db, &change, level)?;
    membership.level_id = change.level_id;
    membership.level_since = context.today;
    membership.level_rule = ladder.programme.version;
    membership.review_on = next_review(context.today, context.today);
    Ok(true)
}

/// What decided.
pub fn inputs(ladder: &Ladder, value: i64, range: DateRange, anniversary: bool) -> Json<Value> {
    let levels: Vec<_> =
        ladder.levels.iter().map(|level| json!({"id": level.id, "threshold": level.threshold})).collect();
    Json(json!({"basis": ladder.programme.level_basis.0, "from": range.from, "to": range.to, "value": value,
        "levels": levels, "anniversary": anniversary}))
}

fn publish(db: &mut Db, change: &LevelChange, level: Option<&Level>) -> Answer<()> {
    let data = MembershipLevelChanged {
        before: change.previous_id.clone(),
        after: change.level_id.clone(),
        code: level.map(|level| level.code.clone()),
    };
    events::publish(db, &change.customer_id, &change.membership_id, change.recorded_at, &data)
}
