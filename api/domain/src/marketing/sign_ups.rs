//! Sign-ups: people who give their name and how they are reached by a form that anybody may open (domain, Customer).
//!
//! Here: the words, what a form may ask ([`check_form`]), how a robot is told from a person ([`judge_page`]), and whose a
//! contact is once it was confirmed ([`bind`]). Nobody becomes a customer, and no consent counts, before the person has
//! shown that they are reached there: by the link in a mail or the code in a text message.

mod form;

use chrono::{NaiveDateTime, TimeDelta};

use crate::messaging::messages::Channel;

pub use form::{
    Asked, FormFault, FormPart, LONGEST_ORIGIN, LONGEST_WORDING, SignUpAsk, Wording, check_form, check_origin,
};

crate::vocabulary! {
    /// Whether a form takes sign-ups.
    pub enum SignUpFormState {
        Open = "open",
        /// Its page says so and takes nothing.
        Closed = "closed",
    }
}

crate::vocabulary! {
    /// Where a sign-up stands.
    pub enum SignUpState {
        /// Nothing was confirmed yet.
        Pending = "pending",
        /// The person has shown that they are reached at what they gave.
        Confirmed = "confirmed",
        /// Nothing was confirmed in time: what was given is forgotten.
        Expired = "expired",
        /// Not taken: the reason says why. What was given is not kept.
        Refused = "refused",
    }
}

crate::vocabulary! {
    /// Why a sign-up was not taken.
    pub enum SignUpRefusal {
        /// A field was filled in that people do not see.
        Trap = "trap",
        /// The page came back faster than people type.
        TooFast = "too_fast",
        /// So many sign-ups named the same address or number in a day that nothing more is sent there.
        TooMany = "too_many",
    }
}

crate::vocabulary! {
    /// A channel that a form can ask consent for: what was given is confirmed on the channel itself.
    pub enum SignUpChannel {
        Email = "email",
        Sms = "sms",
    }
}

impl SignUpChannel {
    /// The channel of messages.
    pub fn channel(self) -> Channel {
        match self {
            Self::Email => Channel::Email,
            Self::Sms => Channel::Sms,
        }
    }
}

/// How long a sign-up may be confirmed; afterwards it has expired.
pub const CONFIRMED_WITHIN: TimeDelta = TimeDelta::days(7);
/// How long what was refused is kept, for the counts.
pub const REFUSED_KEPT: TimeDelta = TimeDelta::days(7);
/// Sign-ups within [`A_DAY`] that may name the same address or number: each has a message sent there, which somebody else
/// may have asked for.
pub const MOST_OF_A_CONTACT: i64 = 3;
/// See [`MOST_OF_A_CONTACT`].
pub const A_DAY: TimeDelta = TimeDelta::hours(24);
/// Sign-ups that a form takes in a minute, whoever sends them.
pub const MOST_A_MINUTE: i64 = 60;
/// The seconds that a person needs at least between opening the page and sending it.
pub const LEAST_SECONDS: i64 = 3;
/// How long a page may be filled in.
pub const PAGE_LASTS: TimeDelta = TimeDelta::hours(24);

/// What is to be done with a page that comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageVerdict {
    /// It is taken.
    Taken,
    /// It is refused, and that is counted.
    Refused(SignUpRefusal),
    /// Its mark is not ours, too old, or of another wording than counts now: it is shown anew.
    Stale,
}

/// Judges a page that comes back: when its mark says it was opened (none: the mark is not one of ours for what the form
/// says now), whether the field that people do not see is empty, and the time it came back.
pub fn judge_page(opened_at: Option<NaiveDateTime>, is_trap_empty: bool, now: NaiveDateTime) -> PageVerdict {
    if !is_trap_empty {
        return PageVerdict::Refused(SignUpRefusal::Trap);
    }
    let Some(opened_at) = opened_at.filter(|opened_at| *opened_at <= now && now - *opened_at <= PAGE_LASTS) else {
        return PageVerdict::Stale;
    };
    if now - opened_at < TimeDelta::seconds(LEAST_SECONDS) {
        return PageVerdict::Refused(SignUpRefusal::TooFast);
    }
    PageVerdict::Taken
}

/// Whose a contact is once it was confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound<'a> {
    /// The customer who has it: nothing of the profile is written over.
    Owner(&'a str),
    /// The customer for whom another contact of the same sign-up was confirmed before: it is added there.
    AddedTo(&'a str),
    /// Nobody: a new customer.
    New,
}

/// Whose a contact is that was just confirmed: of `owner`, who has it already, else of `confirmed_for`, for whom another
/// contact of the sign-up was confirmed before. What was typed and not confirmed binds nobody.
pub fn bind<'a>(owner: Option<&'a str>, confirmed_for: Option<&'a str>) -> Bound<'a> {
    match (owner, confirmed_for) {
        (Some(owner), _) => Bound::Owner(owner),
        (None, Some(customer)) => Bound::AddedTo(customer),
        (None, None) => Bound::New,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_taken_that_a_person_has_filled_in() {
        let now = "2026-11-27T10:00:00".parse::<NaiveDateTime>().unwrap();
        let ago = |seconds| Some(now - TimeDelta::seconds(seconds));
        let (trap, fast) = (PageVerdict::Refused(SignUpRefusal::Trap), PageVerdict::Refused(SignUpRefusal::TooFast));
        for (opened_at, is_trap_empty, expected) in [
            (ago(20), true, PageVerdict::Taken),
            (ago(3), true, PageVerdict::Taken),
            (ago(2), true, fast),
            (ago(0), true, fast),
            (ago(86_400), true, PageVerdict::Taken),
            (ago(86_401), true, PageVerdict::Stale),
            (ago(-1), true, PageVerdict::Stale),
            (None, true, PageVerdict::Stale),
            (ago(20), false, trap),
            (None, false, trap),
        ] {
            assert_eq!(judge_page(opened_at, is_trap_empty, now), expected, "{opened_at:?} {is_trap_empty}");
        }
    }

    #[test]
    fn a_confirmed_contact_is_of_who_has_it_and_nothing_typed_binds_anybody() {
        for (owner, confirmed_for, expected) in [
            (None, None, Bound::New),
            (Some("a"), None, Bound::Owner("a")),
            (Some("a"), Some("a"), Bound::Owner("a")),
            (Some("a"), Some("b"), Bound::Owner("a")),
            (None, Some("b"), Bound::AddedTo("b")),
        ] {
            assert_eq!(bind(owner, confirmed_for), expected, "{owner:?} {confirmed_for:?}");
        }
    }
}
