//! Which step may follow which.

use super::severity::Severity;

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
    Verify,
    /// Naming the task force of a founded complaint.
    Staff,
    /// Speaking with the customer.
    Contact,
    Wait,
    /// The customer answered; what it waited in is told.
    Answer(CaseState),
    Promise,
    Resolve,
    Close,
    Reopen,
    Withdraw,
}

/// The present state does not allow the step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a complaint that is {0} does not allow this")]
pub struct NotNow(pub CaseState);

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

/// Why a complaint cannot be closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unkept {
    #[error("{0} compensations are not decided yet")]
    Undecided(usize),
    #[error("{0} compensations are granted and not given yet")]
    Ungiven(usize),
    #[error("{0} corrective actions have no owner")]
    Unowned(usize),
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
    fn closing_waits_for_what_was_promised() {
        let promises = |undecided, ungiven, unowned| Promises { undecided, ungiven, unowned };
        assert_eq!(check_close(promises(0, 0, 0)), Ok(()));
        assert_eq!(check_close(promises(1, 2, 3)), Err(Unkept::Undecided(1)));
        assert_eq!(check_close(promises(0, 2, 3)), Err(Unkept::Ungiven(2)));
        assert_eq!(check_close(promises(0, 0, 3)), Err(Unkept::Unowned(3)));
    }
}
