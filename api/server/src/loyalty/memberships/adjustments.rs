//! Points by hand: one person asks with a reason, another one decides. Only what is approved is booked, and nobody gives
//! more than they may in a month.

use chrono::{DateTime, Utc};
use regulars_db::Db;
use regulars_db::customers::profiles;
use regulars_db::loyalty::points;
use regulars_db::loyalty::points::{Adjustment, GivenPoints};
use regulars_db::text::AsText;
use regulars_domain::ids;
use regulars_domain::loyalty::points::{AdjustmentState, MOST_POINTS, may_decide};
use regulars_domain::message;
use regulars_domain::period::month_of;
use regulars_domain::permissions::Scope;
use serde_json::json;

use super::LedgerContext;
use super::approvals;
use super::ledger::{Account, Reason};
use super::service::{check_usable, lock};
use super::views::NewAdjustment;
use crate::loyalty::policy;
use crate::organisation::standing;
use crate::platform::audit;
use crate::platform::clock;
use crate::platform::error::{Answer, Code, Error, Fault, FaultCode, Refusal};
use crate::platform::identity::Actor;
use crate::platform::identity::principal::Kind;
use crate::platform::organisation;
use crate::platform::text_fields;

/// Asks for points to be added or taken away.
pub fn ask(db: &mut Db, actor: &Actor, scope: &Scope, id: &str, new: &NewAdjustment) -> Answer<Adjustment> {
    if new.points == 0 || !(-MOST_POINTS..=MOST_POINTS).contains(&new.points) {
        let hint = message!(
            "expected a number of points other than 0, at most {MOST_POINTS} either way",
            "应为不等于 0 的积分数，增减均不超过 {MOST_POINTS}"
        );
        return Err(Fault::at("/points", FaultCode::OutOfRange).hint(hint).into());
    }
    let reason = text_fields::line("/reason", &new.reason, 200)?;
    let membership = lock(db, actor, scope, id)?;
    check_usable(&membership)?;
    let today = LedgerContext::of(&organisation(db)?, clock::now(), &actor.id).today;
    let overdue = points::overdue(db, &[&membership.customer_id], today)?;
    let most = (membership.balance - overdue.of(&membership.id)).max(0);
    if new.points < 0 && new.points.saturating_neg() > most {
        let fault = Fault::at("/points", FaultCode::Exceeds);
        let hint = message!("only {most} points can be taken away", "最多可扣减 {most} 积分");
        return Err(Refusal::of(Code::PointsExceed).fault(fault.hint(hint)).into());
    }
    let adjustment = Adjustment {
        id: ids::make(ids::ADJUSTMENT),
        customer_id: membership.customer_id,
        membership_id: membership.id,
        points: new.points,
        reason,
        state: AsText(AdjustmentState::Asked),
        asked_by: actor.id.clone(),
        asked_at: clock::now().naive_utc(),
        decided_by: None,
        decided_at: None,
        decision_note: None,
    };
    points::insert_adjustment(db, &adjustment)?;
    let detail = json!({"adjustment_id": adjustment.id, "points": adjustment.points});
    audit::record(db, actor, "points.ask", ("membership", id), &detail)?;
    approvals::tell_deciders(db, &adjustment, &actor.id)?;
    Ok(adjustment)
}

/// Decides on an adjustment that somebody else asked for; an approved one is booked.
pub fn decide(
    db: &mut Db,
    actor: &Actor,
    scope: &Scope,
    (id, adjustment_id): (&str, &str),
    decision: &Decision,
) -> Answer<Adjustment> {
    if actor.kind != Kind::User {
        return Err(Refusal::of(Code::Forbidden)
            .detail(message!("this is for people, not for keys", "此操作仅限登录用户，不能用 API 密钥"))
            .into());
    }
    let organisation = organisation(db)?;
    let now = clock::now();
    let context = LedgerContext::of(&organisation, now, &actor.id);
    // Before the member: what a person decides on at the same time is counted one after the other.
    standing::hold(db, &actor.id)?;
    let membership = lock(db, actor, scope, id)?;
    let found = points::find_adjustment(db, &membership.customer_id, id, adjustment_id)?;
    let mut adjustment = found.ok_or(Code::NotFound)?;
    if *adjustment.state != AdjustmentState::Asked {
        return Err(Refusal::of(Code::Conflict).detail(message!("it is decided already", "已作决定")).into());
    }
    // A key is who made it.
    if !may_decide(&standing::maker_of(db, &adjustment.asked_by)?, &actor.id) {
        return Err(Refusal::of(Code::Forbidden)
            .detail(message!("somebody else decides on what you asked for", "您提出的申请须由他人审批"))
            .into());
    }
    let state = decision.state;
    adjustment.state = AsText(state);
    adjustment.decision_note =
        decision.reason.as_deref().map(|reason| text_fields::line("/reason", reason, 200)).transpose()?;
    adjustment.decided_by = Some(actor.id.clone());
    adjustment.decided_at = Some(context.now);
    if state == AdjustmentState::Approved {
        check_usable(&membership)?;
        if !may_give(db, &actor.id, &adjustment, month_of(now, organisation.time_zone))? {
            return Err(above_limit());
        }
        let mut account = Account::open(db, membership, &[], context)?;
        let reason = Reason {
            adjustment_id: Some(adjustment.id.clone()),
            note: Some(adjustment.reason.clone()),
            ..Reason::default()
        };
        account.adjust(db, adjustment.points, reason)?;
        account.close(db)?;
    }
    points::update_adjustment(db, &adjustment)?;
    let detail = json!({"adjustment_id": adjustment.id, "state": state, "points": adjustment.points});
    audit::record(db, actor, "points.decide", ("membership", id), &detail)?;
    approvals::tell_asker(db, &adjustment, &actor.id)?;
    Ok(adjustment)
}

/// What somebody decides.
#[derive(Clone, Debug)]
pub struct Decision {
    pub state: AdjustmentState,
    /// Why it is declined.
    pub reason: Option<String>,
}

/// Whether a person may give what an adjustment gives: to one customer, and to all of them, in a calendar month.
pub fn may_give(
    db: &mut Db,
    user_id: &str,
    adjustment: &Adjustment,
    (from, before): (DateTime<Utc>, DateTime<Utc>),
) -> Answer<bool> {
    if adjustment.points <= 0 {
        return Ok(true);
    }
    let home = profiles::find(db, &adjustment.customer_id)?.and_then(|customer| customer.home_unit_id);
    let policy = policy::current(db)?;
    let roles = standing::roles_over(db, user_id, home.as_deref())?;
    let most = roles.into_iter().map(|role| policy.allowance_of(role)).max();
    let (from, before) = (from.naive_utc(), before.naive_utc());
    let to_customer = points::given(db, GivenPoints::To(&adjustment.customer_id), from, before)?;
    let by_person = points::given(db, GivenPoints::By(user_id), from, before)?;
    Ok(most.is_some_and(|most| most.allows(adjustment.points, to_customer, by_person)))
}

fn above_limit() -> Error {
    let detail = message!(
        "it is more than you may give to one customer, or to all, in a month: somebody who may give more decides",
        "超出您本月对单个客户或全部客户可给予的积分，须由额度更高的人审批"
    );
    Refusal::of(Code::AboveLimit).detail(detail).into()
}
