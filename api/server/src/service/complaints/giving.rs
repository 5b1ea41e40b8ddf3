//! What a person may give for a case: their limits there, and what was given already, for the case and by them this month.

use regulars_db::Db;
use regulars_db::service::complaints::Complaint;
use regulars_db::service::complaints::parts;
use regulars_db::service::complaints::parts::Compensation;
use regulars_domain::period::month_of;
use regulars_domain::permissions::Role;
use regulars_domain::service::complaints::{CompensationState, Limits, Policy, limits_of};

use crate::organisation::standing;
use crate::platform::clock;
use crate::platform::error::Answer;
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::organisation;

/// Holds the caller until the transaction ends, so that what they give at the same time is counted one after the other.
pub fn hold(db: &mut Db, actor: &Actor) -> Answer<()> {
    if actor.kind == Kind::User { standing::hold(db, &actor.id) } else { Ok(()) }
}

/// Whether somebody decides on a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    May,
    /// Above their limits nobody decides on a case they opened, or on what they promised themselves, also not by a key.
    Own,
    /// They have given too much this month.
    AboveMonth,
    /// It is for another level.
    AboveLevel,
}

/// Whether the caller decides on a promise: it is within their limits, with all that was given.
pub fn judge(
    db: &mut Db,
    actor: &Actor,
    complaint: &Complaint,
    policy: &Policy,
    compensation: &Compensation,
    approved: bool,
) -> Answer<Verdict> {
    let standing = Standing::of(db, actor, complaint, policy, Some(&compensation.promised_by))?;
    let amount = compensation.amount.unwrap_or(0);
    // Nothing is given by declining.
    let may = if approved { standing.allows(amount) } else { standing.limits.allow(amount, 0, 0) };
    Ok(match may {
        true => Verdict::May,
        false if standing.is_own => Verdict::Own,
        false if standing.limits.allow(amount, standing.for_case, 0) => Verdict::AboveMonth,
        false => Verdict::AboveLevel,
    })
}

/// What the caller may promise for a case, and what was given already.
pub struct Standing {
    pub limits: Limits,
    /// In minor units, for the case by anybody.
    pub for_case: i64,
    /// The same by the caller this month.
    by_person: i64,
    /// Whether the caller opened the case, or made the promise.
    is_own: bool,
    /// Who opened the case.
    pub opener: String,
}

impl Standing {
    /// Of the caller; `promised_by` made the promise that is decided on.
    pub fn of(
        db: &mut Db,
        actor: &Actor,
        complaint: &Complaint,
        policy: &Policy,
        promised_by: Option<&str>,
    ) -> Answer<Standing> {
        let caller = standing::maker_of(db, &actor.id)?;
        let opener = standing::maker_of(db, &complaint.recorded_by)?;
        let promiser = promised_by.map(|id| standing::maker_of(db, id)).transpose()?;
        let is_own = opener == caller || promiser.as_ref() == Some(&caller);
        let limits = limits(db, actor, &complaint.unit_id, policy)?;
        let given = parts::compensations_of(db, &complaint.customer_id, &complaint.id)?;
        let given = given.iter().filter(|one| is_given(one.state.0)).filter_map(|one| one.amount);
        let (from, before) = month_of(clock::now(), organisation(db)?.time_zone);
        Ok(Standing {
            limits: if is_own { limits.in_own_case(policy) } else { limits },
            for_case: given.fold(0, i64::saturating_add),
            by_person: parts::given_by(db, &actor.id, from.naive_utc(), before.naive_utc())?,
            is_own,
            opener,
        })
    }

    /// Whether they may give this much more.
    pub fn allows(&self, amount: i64) -> bool {
        self.limits.allow(amount, self.for_case, self.by_person)
    }
}

fn is_given(state: CompensationState) -> bool {
    matches!(state, CompensationState::Approved | CompensationState::Paid)
}

/// What the caller may promise for a case of this unit: the most that one of their roles there may.
fn limits(db: &mut Db, actor: &Actor, unit_id: &str, policy: &Policy) -> Answer<Limits> {
    match actor.kind {
        Kind::Key => return Ok(Limits::WORDS),
        Kind::Operator => return Ok(limits_of(Role::Admin, policy)),
        Kind::User => {}
    }
    let held = standing::roles_over(db, &actor.id, Some(unit_id))?;
    Ok(held.into_iter().map(|role| limits_of(role, policy)).max().unwrap_or(Limits::WORDS))
}
