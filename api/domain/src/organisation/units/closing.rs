//! What a closed unit still takes: facts up to its last day, and what follows earlier visits.

use chrono::NaiveDate;

use super::UnitState;

/// A fact of a unit, as far as the unit's closing matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitFact {
    /// Something that happens at the unit: a purchase, an enrolment, points spent, a customer's new home there.
    Visit,
    /// Something that follows an earlier visit: a refund or a complaint.
    Aftercare,
}

crate::errors! {
    /// Why a unit does not take a fact.
    pub struct ClosedError => (
        "the unit is closed",
        "该组织单元已关闭"
    );
}

/// Whether a unit takes a fact of this organisation-local day. A closed unit whose last day is not known takes no
/// visit at all.
pub fn check_open(
    state: UnitState,
    closed_on: Option<NaiveDate>,
    fact: UnitFact,
    day: NaiveDate,
) -> Result<(), ClosedError> {
    match (state, fact) {
        (UnitState::Active, _) | (UnitState::Closed, UnitFact::Aftercare) => Ok(()),
        (UnitState::Closed, UnitFact::Visit) if closed_on.is_some_and(|last| day <= last) => Ok(()),
        (UnitState::Closed, UnitFact::Visit) => Err(ClosedError),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_unit_takes_visits_up_to_its_last_day_and_aftercare_always() {
        use UnitFact::{Aftercare, Visit};
        use UnitState::{Active, Closed};
        let last = "2026-03-31".parse().ok();
        for (state, closed_on, fact, day, taken) in [
            (Active, None, Visit, "2026-04-01", true),
            (Active, None, Aftercare, "2026-04-01", true),
            (Closed, last, Visit, "2025-12-31", true),
            (Closed, last, Visit, "2026-03-31", true),
            (Closed, last, Visit, "2026-04-01", false),
            (Closed, last, Aftercare, "2026-03-31", true),
            (Closed, last, Aftercare, "2026-04-01", true),
            (Closed, None, Visit, "2025-12-31", false),
            (Closed, None, Aftercare, "2025-12-31", true),
        ] {
            let checked = check_open(state, closed_on, fact, day.parse().unwrap());
            assert_eq!(checked.is_ok(), taken, "{state} {closed_on:?} {fact:?} {day}");
        }
    }
}
