//! Which step may follow which.

use super::severity::Severity;
use crate::message;
use crate::text::Message;

crate::vocabulary! {
    /// Where a complaint stands.
    pub enum CaseState {
        Received = "received",
        /// Judged general: the store handles it.
        Triaged = "triaged",
        /// Judged major: the operations centre finds out whether it is true (核实).
        Verifying = "verifying",
        InProgress = "in_progress",
        /// The customer was asked; the clocks wait.
        WaitingCustomer = "waiting_customer",
        Resolved = "resolved",
        Closed = "closed",
        Reopened = "reopened",
        Withdrawn = "withdrawn",
    }
}

crate::vocabulary! {
    /// What the verification of a major complaint found.
    pub enum Finding {
        /// 属实.
        Founded = "founded",
        /// 不属实.
        Unfounded = "unfounded",
    }
}

/// Something that is done with a complaint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Judging it, again too: a severity may be raised or lowered while it is open.
    Triage(Severity),
    /// The operations centre has found out whether a major complaint is true.
    Verify,
    /// Naming the task force of a founded complaint.
    Staff,
    /// Speaking with the customer.
    Contact,
    /// The customer was asked; the clocks wait for the answer.
    Wait,
    /// The customer answered; what it waited in is told.
    Answer(CaseState),
    /// A compensation is promised, also after the complaint was resolved.
    Promise,
    /// Its cause and what was done about it are named; the clocks stop.
    Resolve,
    /// It ends; whether every promise was kept is asked by [`check_close`].
    Close,
    /// It was resolved or closed, and the customer is not content.
    Reopen,
    /// The customer takes it back before it is resolved.
    Withdraw,
}

/// The present state does not allow the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotNow(pub CaseState);

impl From<NotNow> for Message {
    fn from(NotNow(state): NotNow) -> Message {
        message!("a complaint that is {state} does not allow this", "{state}的投诉不允许此操作", state = label(state))
    }
}

/// A state inside a sentence: "a complaint that is …".
fn label(state: CaseState) -> Message {
    match state {
        CaseState::Received => message!("received", "已受理"),
        CaseState::Triaged => message!("triaged", "已定级"),
        CaseState::Verifying => message!("being verified", "核实中"),
        CaseState::InProgress => message!("in progress", "处理中"),
        CaseState::WaitingCustomer => message!("waiting for the customer", "等待客户"),
        CaseState::Resolved => message!("resolved", "已解决"),
        CaseState::Closed => message!("closed", "已结案"),
        CaseState::Reopened => message!("reopened", "重新处理"),
        CaseState::Withdrawn => message!("withdrawn", "已撤回"),
    }
}

/// Whether somebody still has to act.
pub fn is_open(state: CaseState) -> bool {
    !matches!(state, CaseState::Resolved | CaseState::Closed | CaseState::Withdrawn)
}

/// The state a step leads to.
pub fn next(state: CaseState, step: Step) -> Result<CaseState, NotNow> {
    use CaseState::{Closed, InProgress, Received, Reopened, Resolved, Triaged, Verifying, WaitingCustomer, Withdrawn};
    let to = match (step, state) {
        (Step::Triage(Severity::General), Received | Verifying | InProgress | Reopened) => Triaged,
        (Step::Triage(Severity::Major), Received | Triaged | InProgress | Reopened) => Verifying,
        (Step::Verify, Verifying) => InProgress,
        (Step::Contact, Triaged | Reopened) => InProgress,
        (Step::Contact, Received | Verifying | InProgress | WaitingCustomer) => state,
        (Step::Staff, InProgress | Reopened) => state,
        (Step::Promise, Triaged | Verifying | InProgress | Reopened | WaitingCustomer | Resolved) => state,
        (Step::Wait, Received | Triaged | Verifying | InProgress | Reopened) => WaitingCustomer,
        (Step::Answer(before), WaitingCustomer) => before,
        (Step::Resolve, Triaged | InProgress | Reopened) => Resolved,
        (Step::Close, Resolved) => Closed,
        (Step::Reopen, Resolved | Closed) => Reopened,
        (Step::Withdraw, Received | Triaged | Verifying | InProgress | Reopened | WaitingCustomer) => Withdrawn,
        _ => return Err(NotNow(state)),
    };
    Ok(to)
}

crate::vocabulary! {
    /// A step by the part of the URL that takes it.
    pub enum NextStep {
        Triage = "triage",
        Verification = "verification",
        TaskForce = "task_force",
        Contact = "contact",
        Wait = "wait",
        CustomerAnswer = "customer_answer",
        Compensation = "compensation",
        Resolution = "resolution",
        Close = "close",
        Reopen = "reopen",
        Withdraw = "withdraw",
    }
}

/// The steps a complaint allows now, the one that brings it forward first.
pub fn steps_from(state: CaseState, severity: Option<Severity>, finding: Option<Finding>) -> Vec<NextStep> {
    let triage = |wanted| next(state, Step::Triage(wanted)).is_ok() && may_judge(state, severity, wanted);
    let may = |step| next(state, step).is_ok();
    let steps = [
        (NextStep::CustomerAnswer, may(Step::Answer(state))),
        (NextStep::Verification, may(Step::Verify)),
        (NextStep::Close, may(Step::Close)),
        (NextStep::Resolution, may(Step::Resolve)),
        (NextStep::Triage, triage(Severity::General) || triage(Severity::Major)),
        (NextStep::TaskForce, may(Step::Staff) && finding == Some(Finding::Founded)),
        (NextStep::Contact, may(Step::Contact)),
        (NextStep::Wait, may(Step::Wait)),
        (NextStep::Compensation, may(Step::Promise)),
        (NextStep::Reopen, may(Step::Reopen)),
        (NextStep::Withdraw, may(Step::Withdraw)),
    ];
    steps.into_iter().filter_map(|(step, holds)| holds.then_some(step)).collect()
}

/// Whether a complaint may be judged so: what is judged so already and under way is not judged so again.
pub fn may_judge(state: CaseState, severity: Option<Severity>, wanted: Severity) -> bool {
    severity != Some(wanted) || matches!(state, CaseState::Received | CaseState::Reopened)
}

/// Whether a judgement lowers what was judged or suggested before, and so needs a reason.
pub fn lowers(severity: Option<Severity>, suggested: Severity, wanted: Severity) -> bool {
    severity.unwrap_or(suggested) == Severity::Major && wanted == Severity::General
}

/// What was promised to the customer and not done yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Promises {
    /// Compensations that nobody decided on.
    pub undecided: usize,
    /// Compensations that are granted and not given.
    pub ungiven: usize,
    /// Corrective actions without an owner.
    pub unowned: usize,
}

crate::errors! {
    /// Why a complaint cannot be closed.
    #[derive(Copy)]
    pub enum Unkept {
        Undecided(count: usize) => ("compensations not decided yet: {count}", "尚未审批的补偿：{count} 项"),
        Ungiven(count: usize) => ("compensations granted and not given yet: {count}", "已批准但尚未兑现的补偿：{count} 项"),
        Unowned(count: usize) => ("corrective actions without an owner: {count}", "没有负责人的改进措施：{count} 项"),
    }
}

/// Whether everything that was promised is done.
pub fn check_close(promises: Promises) -> Result<(), Unkept> {
    match promises {
        Promises { undecided, .. } if undecided > 0 => Err(Unkept::Undecided(undecided)),
        Promises { ungiven, .. } if ungiven > 0 => Err(Unkept::Ungiven(ungiven)),
        Promises { unowned, .. } if unowned > 0 => Err(Unkept::Unowned(unowned)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, is_chinese, is_english};

    #[test]
    fn a_general_complaint_goes_from_intake_to_closing() {
        let mut state = CaseState::Received;
        for (step, expected) in [
            (Step::Contact, CaseState::Received),
            (Step::Triage(Severity::General), CaseState::Triaged),
            (Step::Contact, CaseState::InProgress),
            (Step::Wait, CaseState::WaitingCustomer),
            (Step::Answer(CaseState::InProgress), CaseState::InProgress),
            (Step::Resolve, CaseState::Resolved),
            (Step::Reopen, CaseState::Reopened),
            (Step::Resolve, CaseState::Resolved),
            (Step::Close, CaseState::Closed),
        ] {
            state = next(state, step).unwrap();
            assert_eq!(state, expected, "{step:?}");
        }
    }

    #[test]
    fn a_major_complaint_is_verified_before_anything_is_resolved() {
        let verifying = next(CaseState::Received, Step::Triage(Severity::Major)).unwrap();
        assert_eq!(verifying, CaseState::Verifying);
        assert_eq!(next(verifying, Step::Resolve), Err(NotNow(CaseState::Verifying)));
        assert_eq!(next(verifying, Step::Staff), Err(NotNow(CaseState::Verifying)));
        assert_eq!(next(verifying, Step::Verify), Ok(CaseState::InProgress));
        assert_eq!(next(verifying, Step::Triage(Severity::General)), Ok(CaseState::Triaged));
        assert_eq!(next(CaseState::Triaged, Step::Triage(Severity::Major)), Ok(CaseState::Verifying));
        assert_eq!(next(CaseState::Triaged, Step::Verify), Err(NotNow(CaseState::Triaged)));
    }

    #[test]
    fn what_is_over_allows_nothing_but_opening_it_again() {
        let steps = [
            Step::Triage(Severity::General),
            Step::Triage(Severity::Major),
            Step::Verify,
            Step::Staff,
            Step::Contact,
            Step::Wait,
            Step::Answer(CaseState::Triaged),
            Step::Promise,
            Step::Resolve,
            Step::Close,
            Step::Reopen,
            Step::Withdraw,
        ];
        let allowed = |state| steps.iter().filter(|step| next(state, **step).is_ok()).count();
        assert_eq!(allowed(CaseState::Withdrawn), 0);
        assert_eq!(allowed(CaseState::Closed), 1);
        assert_eq!(next(CaseState::Closed, Step::Reopen), Ok(CaseState::Reopened));
        assert_eq!(allowed(CaseState::Resolved), 3);
        for &state in CaseState::ALL {
            assert_eq!(next(state, Step::Withdraw).is_ok(), is_open(state), "{state}");
        }
    }

    #[test]
    fn a_refusal_names_the_state_in_both_languages() {
        let refused = Message::from(next(CaseState::InProgress, Step::Close).unwrap_err());
        assert_eq!(
            refused,
            Message::new("a complaint that is in progress does not allow this", "处理中的投诉不允许此操作")
        );
        for &state in CaseState::ALL {
            let said = Message::from(NotNow(state));
            assert!(is_english(said.text(Language::English)) && is_chinese(said.text(Language::Chinese)), "{said:?}");
        }
    }

    #[test]
    fn the_steps_that_are_allowed_are_told() {
        use NextStep::*;
        let major = Some(Severity::Major);
        assert_eq!(steps_from(CaseState::Received, None, None), [Triage, Contact, Wait, Withdraw]);
        assert_eq!(
            steps_from(CaseState::Verifying, major, None),
            [Verification, Triage, Contact, Wait, Compensation, Withdraw]
        );
        let under_way = steps_from(CaseState::InProgress, major, Some(Finding::Founded));
        assert_eq!(under_way, [Resolution, Triage, TaskForce, Contact, Wait, Compensation, Withdraw]);
        assert!(!steps_from(CaseState::InProgress, major, Some(Finding::Unfounded)).contains(&TaskForce));
        assert_eq!(steps_from(CaseState::Resolved, major, None), [Close, Compensation, Reopen]);
        assert_eq!(steps_from(CaseState::Closed, major, None), [Reopen]);
        assert!(steps_from(CaseState::Withdrawn, major, None).is_empty());
    }

    #[test]
    fn a_judgement_is_made_once_and_lowering_it_needs_a_reason() {
        let (general, major) = (Severity::General, Severity::Major);
        assert!(may_judge(CaseState::Received, None, general));
        assert!(!may_judge(CaseState::InProgress, Some(major), major));
        assert!(may_judge(CaseState::Reopened, Some(major), major));
        assert!(may_judge(CaseState::InProgress, Some(major), general));
        for (severity, suggested, wanted, expected) in [
            (None, general, general, false),
            (None, major, general, true),
            (Some(major), general, general, true),
            (Some(general), major, general, false),
            (Some(general), general, major, false),
        ] {
            assert_eq!(lowers(severity, suggested, wanted), expected, "{severity:?} {suggested} {wanted}");
        }
    }

    #[test]
    fn closing_waits_for_what_was_promised() {
        let promises = |undecided, ungiven, unowned| Promises { undecided, ungiven, unowned };
        assert_eq!(check_close(promises(0, 0, 0)), Ok(()));
        assert_eq!(check_close(promises(1, 2, 3)), Err(Unkept::Undecided(1)));
        assert_eq!(check_close(promises(0, 2, 3)), Err(Unkept::Ungiven(2)));
        assert_eq!(check_close(promises(0, 0, 3)), Err(Unkept::Unowned(3)));
    }
}
