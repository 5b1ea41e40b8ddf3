//! Levels: looked at when a member has bought, and by a pass over all of them.

use chrono::NaiveDate;
use regulars_db::Db;
use regulars_db::customers::metrics;
use regulars_db::loyalty::memberships;
use regulars_db::loyalty::memberships::{LevelChange, Membership};
use regulars_db::loyalty::merges;
use regulars_db::loyalty::points;
use regulars_db::loyalty::programmes;
use regulars_db::loyalty::programmes::{Level, Programme};
use regulars_db::text::{AsText, Json};
use regulars_domain::ids;
use regulars_domain::loyalty::events::MembershipLevelChanged;
use regulars_domain::loyalty::memberships as rules;
use regulars_domain::loyalty::memberships::{Decision, LevelBasis, LevelCause, decide, next_review, window};
use regulars_domain::period::DateRange;
use serde_json::{Value, json};

use super::LedgerContext;
use crate::platform::error::{Answer, Code};
use crate::platform::events;

/// Why a level is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause<'a> {
    Enrolment,
    /// The purchase that was recorded.
    Purchase(&'a str),
    Review,
    Anniversary,
    /// The holder was merged with another customer, whose card had this level.
    Merge(Option<&'a str>),
}

impl Cause<'_> {
    fn kind(self) -> LevelCause {
        match self {
            Cause::Enrolment => LevelCause::Enrolment,
            Cause::Purchase(_) => LevelCause::Purchase,
            Cause::Review => LevelCause::Review,
            Cause::Anniversary => LevelCause::Anniversary,
            Cause::Merge(_) => LevelCause::Merge,
        }
    }

    fn purchase_id(self) -> Option<String> {
        match self {
            Cause::Purchase(id) => Some(id.to_owned()),
            _ => None,
        }
    }
}

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
            let own = earned.get(&membership.id).copied().unwrap_or(0);
            if earned.keys().all(|id| *id == membership.id) {
                return Ok(own);
            }
            // What the cards earned that went into this one counts for it.
            let held = memberships::of_customer(db, &membership.customer_id)?;
            let others = earned.iter().filter(|(id, _)| **id != membership.id);
            let joined = others.filter(|(id, _)| merges::root(&held, id) == membership.id);
            Ok(own + joined.map(|(_, points)| points).sum::<i64>())
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
    cause: Cause<'_>,
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
    cause: Cause<'_>,
    context: LedgerContext<'_>,
) -> Answer<bool> {
    let range = window(context.today);
    let anniversary = cause == Cause::Anniversary;
    let mut decision = ladder.decide(membership, value, anniversary);
    if let Cause::Merge(Some(other)) = cause {
        // The better level of the two cards stays.
        decision.level = decision.level.max(ladder.place(Some(other)));
        decision.changed = decision.level != ladder.place(membership.level_id.as_deref());
    }
    if anniversary {
        membership.review_on = next_review(membership.level_since, context.today);
    }
    if !decision.changed {
        return Ok(anniversary);
    }
    let mut inputs = inputs(ladder, value, range, anniversary);
    if let (Cause::Merge(Some(other)), Some(members)) = (cause, inputs.0.as_object_mut()) {
        members.insert("merged".to_owned(), json!({"level": other}));
    }
    let kind = (cause.kind(), cause.purchase_id());
    change(db, ladder, membership, decision.level, context.today, kind, inputs, context)?;
    membership.review_on = next_review(context.today, context.today);
    Ok(true)
}

/// Takes back the level that a purchase reached, which is unmade: the member has the level of before, or a higher one
/// that the rest deserves. A level that something else reached meanwhile stays. The change is written as in [`review`].
pub fn fall_back(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    purchase_id: &str,
    context: LedgerContext<'_>,
) -> Answer<bool> {
    let changes = memberships::level_changes(db, &membership.customer_id, &membership.id)?;
    let by_it = |change: &LevelChange| change.purchase_id.as_deref() == Some(purchase_id);
    let own: Vec<&str> =
        changes.iter().filter(|one| by_it(one) && one.returned_on.is_none()).map(|one| one.id.as_str()).collect();
    if own.is_empty() {
        return Ok(false);
    }
    memberships::mark_returned(db, &membership.customer_id, &own, context.today)?;
    let unmade = changes.iter().take_while(|one| one.returned_on.is_some() || by_it(one)).count();
    let Some(first) = unmade.checked_sub(1).and_then(|place| changes.get(place)) else { return Ok(false) };
    let (base, since) =
        changes.get(unmade).map_or((None, membership.enrolled_on), |one| (one.level_id.clone(), one.since));
    let range = window(context.today);
    let value = value(db, membership, ladder.programme.level_basis.0, range)?;
    let place = ladder.place(base.as_deref());
    let level = rules::fall_back(&ladder.thresholds(), place, value);
    if level >= ladder.place(membership.level_id.as_deref()) {
        return Ok(false);
    }
    let since = if level == place { since } else { context.today };
    // An anniversary that went by while the higher level was there is made up for by the next pass.
    let review_on = next_review(since, first.since);
    let mut inputs = inputs(ladder, value, range, false);
    if let Some(members) = inputs.0.as_object_mut() {
        members.insert("returned".to_owned(), json!({"purchase_id": purchase_id, "level_before": base}));
    }
    let kind = (LevelCause::Return, Some(purchase_id.to_owned()));
    change(db, ladder, membership, level, since, kind, inputs, context)?;
    membership.review_on = review_on;
    Ok(true)
}

/// Lets a card have the level of before a merge again, or a higher one that its facts deserve: the merge is undone. A change
/// is written as in [`review`].
pub fn restore(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    (before, since): (Option<&str>, NaiveDate),
    context: LedgerContext<'_>,
) -> Answer<bool> {
    let range = window(context.today);
    let value = value(db, membership, ladder.programme.level_basis.0, range)?;
    let place = ladder.place(before);
    let level = rules::fall_back(&ladder.thresholds(), place, value);
    if level == ladder.place(membership.level_id.as_deref()) {
        return Ok(false);
    }
    let since = if level == place { since } else { context.today };
    let mut inputs = inputs(ladder, value, range, false);
    if let Some(members) = inputs.0.as_object_mut() {
        members.insert("returned".to_owned(), json!({"level_before": before}));
    }
    change(db, ladder, membership, level, since, (LevelCause::Merge, None), inputs, context)?;
    membership.review_on = next_review(since, context.today);
    Ok(true)
}

/// Writes a change of level into the history and into `membership`.
#[expect(clippy::too_many_arguments, reason = "each is one column of the history")]
fn change(
    db: &mut Db,
    ladder: &Ladder,
    membership: &mut Membership,
    place: Option<usize>,
    since: NaiveDate,
    (cause, purchase_id): (LevelCause, Option<String>),
    inputs: Json<Value>,
    context: LedgerContext<'_>,
) -> Answer<()> {
    let level = place.and_then(|place| ladder.levels.get(place));
    let change = LevelChange {
        id: ids::make(ids::LEVEL_CHANGE),
        customer_id: membership.customer_id.clone(),
        membership_id: membership.id.clone(),
        level_id: level.map(|level| level.id.clone()),
        previous_id: membership.level_id.clone(),
        since,
        recorded_at: context.now,
        rule: ladder.programme.version,
        cause: AsText(cause),
        inputs,
        purchase_id,
        returned_on: None,
    };
    memberships::insert_level_change(db, &change)?;
    publish(db, &change, level)?;
    membership.level_id = change.level_id;
    membership.level_since = since;
    membership.level_rule = ladder.programme.version;
    Ok(())
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
