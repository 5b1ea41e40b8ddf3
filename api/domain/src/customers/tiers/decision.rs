//! One customer's class: the better of the candidates, and what is missing to the next.

use chrono::NaiveDate;

use super::{Bounds, TierClass};
use crate::period::DateRange;

/// The class of a spend. Bounds are lower bounds, so there is no gap and no overlap.
pub fn tier_for(spend: i64, bounds: Bounds) -> TierClass {
    if spend <= 0 {
        TierClass::None
    } else if spend >= bounds.a {
        TierClass::A
    } else if spend >= bounds.b {
        TierClass::B
    } else {
        TierClass::C
    }
}

/// A customer's spend in one of the window's ranges, and the bounds that hold there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// The days whose purchases the spend is of.
    pub range: DateRange,
    /// Net spend in minor units.
    pub spend: i64,
    /// The lower bounds that the spend is held against.
    pub bounds: Bounds,
}

/// A candidate with its class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// As in the candidate.
    pub range: DateRange,
    /// Net spend in minor units, as in the candidate.
    pub spend: i64,
    /// As in the candidate.
    pub bounds: Bounds,
    /// What [`tier_for`] makes of the spend and the bounds.
    pub class: TierClass,
}

/// The next better class and the spend still missing to it, in the range that is running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Next {
    /// The class that is reached with `missing` more.
    pub class: TierClass,
    /// Minor units.
    pub missing: i64,
}

/// A class with everything that decided it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The best class of all candidates; [`TierClass::None`] when there is none.
    pub class: TierClass,
    /// The candidate that gave the class; none only when there was no candidate at all.
    pub deciding: Option<Judged>,
    /// All candidates, as given.
    pub candidates: Vec<Judged>,
    /// None for an A, and where no range is running in which more could be spent.
    pub next: Option<Next>,
}

/// The class of a customer: the better of the candidates; of equally good ones the greater spend, then the later.
pub fn decide(candidates: &[Candidate], today: NaiveDate) -> Decision {
    let candidates: Vec<Judged> = candidates.iter().map(judge).collect();
    let deciding = candidates
        .iter()
        .min_by_key(|judged| (judged.class, std::cmp::Reverse((judged.spend, judged.range.to))))
        .copied();
    let class = deciding.map_or(TierClass::None, |judged| judged.class);
    let running = candidates.iter().rev().find(|judged| judged.range.contains(today));
    let next = running.and_then(|running| next_above(class, running));
    Decision { class, deciding, candidates, next }
}

fn judge(candidate: &Candidate) -> Judged {
    let Candidate { range, spend, bounds } = *candidate;
    Judged { range, spend, bounds, class: tier_for(spend, bounds) }
}

/// Empty classes are skipped: where the bounds of A and B are one, the next after C is A.
fn next_above(class: TierClass, running: &Judged) -> Option<Next> {
    let Bounds { a, b } = running.bounds;
    let (class, bound) = match class {
        TierClass::A => return None,
        TierClass::B => (TierClass::A, a),
        TierClass::C if a <= b => (TierClass::A, a),
        TierClass::C => (TierClass::B, b),
        TierClass::None => (tier_for(1, running.bounds), 1),
    };
    Some(Next { class, missing: bound.saturating_sub(running.spend) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUSE: Bounds = Bounds { a: 350_000, b: 150_000 };

    fn year(year: i32, spend: i64) -> Candidate {
        Candidate { range: DateRange::year(year), spend, bounds: HOUSE }
    }

    fn today() -> NaiveDate {
        "2026-05-01".parse().unwrap()
    }

    #[test]
    fn bounds_are_lower_bounds_without_gap_or_overlap() {
        for (spend, class) in [
            (350_001, TierClass::A),
            (350_000, TierClass::A),
            (349_999, TierClass::B),
            (150_000, TierClass::B),
            (149_999, TierClass::C),
            (1, TierClass::C),
            (0, TierClass::None),
            (-1, TierClass::None),
        ] {
            assert_eq!(tier_for(spend, HOUSE), class, "{spend}");
        }
    }

    #[test]
    fn the_better_of_last_and_running_year_counts() {
        for (last, running, class, deciding_year, next) in [
            (400_000, 0, TierClass::A, 2025, None),
            (0, 400_000, TierClass::A, 2026, None),
            (200_000, 10_000, TierClass::B, 2025, Some((TierClass::A, 340_000))),
            (10_000, 200_000, TierClass::B, 2026, Some((TierClass::A, 150_000))),
            (200_000, 160_000, TierClass::B, 2025, Some((TierClass::A, 190_000))),
            (100, 0, TierClass::C, 2025, Some((TierClass::B, 150_000))),
            (0, 0, TierClass::None, 2026, Some((TierClass::C, 1))),
            (0, -500, TierClass::None, 2025, Some((TierClass::C, 501))),
        ] {
            let decision = decide(&[year(2025, last), year(2026, running)], today());
            assert_eq!(decision.class, class, "{last} {running}");
            assert_eq!(decision.deciding.unwrap().range, DateRange::year(deciding_year));
            assert_eq!(decision.next.map(|next| (next.class, next.missing)), next);
            assert_eq!(decision.candidates.len(), 2);
        }
    }

    #[test]
    fn a_closed_range_promises_nothing() {
        assert_eq!(decide(&[year(2020, 100)], today()).next, None);
        let nothing = decide(&[], today());
        assert_eq!((nothing.class, nothing.deciding, nothing.next), (TierClass::None, None, None));
    }

    #[test]
    fn an_empty_class_is_skipped() {
        let bounds = Bounds { a: 1000, b: 1000 };
        let candidate = Candidate { bounds, ..year(2026, 400) };
        let decision = decide(&[candidate], today());
        assert_eq!(decision.class, TierClass::C);
        assert_eq!(decision.next, Some(Next { class: TierClass::A, missing: 600 }));
    }
}
