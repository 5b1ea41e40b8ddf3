//! Wishes: what a customer asked for and did not get (domain, Customer; 需求).

crate::vocabulary! {
    /// Why it was not had.
    pub enum WishReason {
        /// The chain does not make it.
        NotMade = "not_made",
        /// Other shops have it, this one does not.
        NotHere = "not_here",
        /// There was none left.
        SoldOut = "sold_out",
    }
}

crate::vocabulary! {
    /// What was decided on a wish.
    pub enum WishState {
        /// Nothing yet.
        Open = "open",
        /// It will be made, or be had here.
        Planned = "planned",
        Declined = "declined",
        /// It can be had now.
        Fulfilled = "fulfilled",
    }
}

crate::errors! {
    /// Why a decision is none.
    #[derive(Copy)]
    pub enum DecisionError {
        Nothing => ("a decision is `planned`, `declined` or `fulfilled`", "决定应为 `planned`、`declined` 或 `fulfilled`"),
    }
}

/// The states in which wishes wait for this decision: what is declined or fulfilled stays so, for whoever asks again wishes
/// anew.
pub fn waiting_for(decision: WishState) -> Result<&'static [WishState], DecisionError> {
    match decision {
        WishState::Open => Err(DecisionError::Nothing),
        WishState::Planned => Ok(&[WishState::Open]),
        WishState::Declined | WishState::Fulfilled => Ok(&[WishState::Open, WishState::Planned]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_is_decided_on_and_what_is_over_stays() {
        use WishState::{Declined, Fulfilled, Open, Planned};
        for (decision, expected) in [
            (Open, Err(DecisionError::Nothing)),
            (Planned, Ok(&[Open][..])),
            (Declined, Ok(&[Open, Planned][..])),
            (Fulfilled, Ok(&[Open, Planned][..])),
        ] {
            assert_eq!(waiting_for(decision), expected, "{decision}");
        }
    }
}
