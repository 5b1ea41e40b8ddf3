//! Whether somebody may get a message now, and if not, why: asked when the message is planned and again
//! before the message leaves.

use chrono::NaiveDateTime;

use super::SkipReason;
use crate::customers::profiles::CustomerStatus;

/// What is known of somebody, for one channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person<'a> {
    /// Where the customer stands: who was merged or erased gets nothing.
    pub status: CustomerStatus,
    /// Where the channel reaches them.
    pub address: Option<&'a str>,
    /// What was last said to the channel: yes, no, or nothing.
    pub consent: Option<bool>,
    /// When the consent that counts was given; none without a yes.
    pub granted_at: Option<NaiveDateTime>,
    /// When somebody was erased who was reached there. Only a consent that was given afterwards lifts it.
    pub erased_at: Option<NaiveDateTime>,
    /// Why the address gets nothing, when it is on that list.
    pub suppressed: Option<SkipReason>,
    /// Marketing messages that left on this channel within the days of the cap.
    pub recent_count: i64,
}

/// How many marketing messages one customer may get on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cap {
    /// So many have been sent already: the next one is skipped.
    pub most: i64,
    /// Within so many days back from the moment.
    pub days: i64,
}

/// Whether the person may get a message. A service message asks for no consent and is not counted, but an address that
/// is dead, or whose owner wants nothing at all, gets none either.
pub fn check_eligibility(person: &Person<'_>, is_marketing: bool, cap: Option<Cap>) -> Result<(), SkipReason> {
    if matches!(person.status, CustomerStatus::Merged | CustomerStatus::Erased) {
        return Err(SkipReason::Erased);
    }
    if person.address.is_none() {
        return Err(SkipReason::NoAddress);
    }
    if person.erased_at.is_some_and(|erased| person.granted_at.is_none_or(|granted| granted <= erased)) {
        return Err(SkipReason::Erased);
    }
    if let Some(reason) = person.suppressed {
        return Err(reason);
    }
    if !is_marketing {
        return Ok(());
    }
    match person.consent {
        None => return Err(SkipReason::NoConsent),
        Some(false) => return Err(SkipReason::OptedOut),
        Some(true) => {}
    }
    if cap.is_some_and(|cap| person.recent_count >= cap.most) {
        return Err(SkipReason::FrequencyCap);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const YES: Person<'static> = Person {
        status: CustomerStatus::Active,
        address: Some("a@example.com"),
        consent: Some(true),
        granted_at: None,
        erased_at: None,
        suppressed: None,
        recent_count: 0,
    };
    const CAP: Option<Cap> = Some(Cap { most: 3, days: 7 });

    #[test]
    fn each_reason_leaves_out_and_the_graver_one_is_told() {
        for (person, marketing, service) in [
            (YES, Ok(()), Ok(())),
            (Person { recent_count: 2, ..YES }, Ok(()), Ok(())),
            (Person { recent_count: 3, ..YES }, Err(SkipReason::FrequencyCap), Ok(())),
            (Person { consent: None, ..YES }, Err(SkipReason::NoConsent), Ok(())),
            (Person { consent: Some(false), recent_count: 9, ..YES }, Err(SkipReason::OptedOut), Ok(())),
            (Person { address: None, consent: None, ..YES }, Err(SkipReason::NoAddress), Err(SkipReason::NoAddress)),
            (
                Person { suppressed: Some(SkipReason::Bounced), ..YES },
                Err(SkipReason::Bounced),
                Err(SkipReason::Bounced),
            ),
            (
                Person { suppressed: Some(SkipReason::Complained), ..YES },
                Err(SkipReason::Complained),
                Err(SkipReason::Complained),
            ),
            (
                Person { suppressed: Some(SkipReason::Blocked), ..YES },
                Err(SkipReason::Blocked),
                Err(SkipReason::Blocked),
            ),
            (Person { status: CustomerStatus::Prospect, ..YES }, Ok(()), Ok(())),
            (Person { status: CustomerStatus::Lost, ..YES }, Ok(()), Ok(())),
            (
                Person { status: CustomerStatus::Erased, address: None, ..YES },
                Err(SkipReason::Erased),
                Err(SkipReason::Erased),
            ),
            (Person { status: CustomerStatus::Merged, ..YES }, Err(SkipReason::Erased), Err(SkipReason::Erased)),
        ] {
            assert_eq!(check_eligibility(&person, true, CAP), marketing, "marketing to {person:?}");
            assert_eq!(check_eligibility(&person, false, CAP), service, "service to {person:?}");
        }
    }

    #[test]
    fn who_was_erased_gets_nothing_until_they_say_yes_anew() {
        let at = |day: u32| chrono::NaiveDate::from_ymd_opt(2026, 11, day).unwrap().and_hms_opt(8, 0, 0);
        for (granted_at, expected) in [
            (None, Err(SkipReason::Erased)),
            (at(1), Err(SkipReason::Erased)),
            (at(2), Err(SkipReason::Erased)),
            (at(3), Ok(())),
        ] {
            let person = Person { erased_at: at(2), granted_at, ..YES };
            assert_eq!(check_eligibility(&person, true, CAP), expected, "{granted_at:?}");
            assert_eq!(check_eligibility(&person, false, CAP), expected, "{granted_at:?}");
        }
    }

    #[test]
    fn without_a_cap_nobody_has_had_too_many() {
        assert_eq!(check_eligibility(&Person { recent_count: 1_000_000, ..YES }, true, None), Ok(()));
        assert_eq!(check_eligibility(&YES, true, Some(Cap { most: 0, days: 7 })), Err(SkipReason::FrequencyCap));
    }
}
