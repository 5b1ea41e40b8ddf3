//! Classes by cumulative share of revenue (ABC analysis), drawn from the whole base.
//!
//! Customers are ranked by spend, highest first. A customer is an A while those who spent more bring less than the
//! first share of all positive spend, a B while they bring less than the second, else a C: so the customer at the border
//! belongs to the higher class. Equal spend is one class. Spend of 0 or less is no class and no revenue.

use super::{Bounds, Shares, TierClass, tier_for};

/// The lowest spend of A and of B under these shares, in minor units; with them [`tier_for`] gives each customer's class.
/// An empty B has the bound of A; when nobody spent anything, whoever spends first is an A.
///
/// Takes the spends of the whole base in any order and sorts them.
pub fn cumulative_bounds(spends: &mut [i64], shares: Shares) -> Bounds {
    spends.sort_unstable_by(|left, right| right.cmp(left));
    let positive = spends.iter().copied().take_while(|&spend| spend > 0);
    let total: i128 = positive.clone().map(i128::from).sum();
    let within = |sum: i128, share: i64| sum * 1_000_000 < total * i128::from(share);

    let mut bounds = Bounds { a: 1, b: 1 };
    let mut above: i128 = 0;
    let mut above_equals: i128 = 0;
    let mut previous = 0;
    for spend in positive {
        if spend != previous {
            above_equals = above;
            previous = spend;
        }
        above += i128::from(spend);
        if within(above_equals, shares.a.parts_per_million()) {
            bounds = Bounds { a: spend, b: spend };
        } else if within(above_equals, shares.b.parts_per_million()) {
            bounds.b = spend;
        } else {
            break;
        }
    }
    bounds
}

/// The class of each customer of a base, in the order given, with the bounds that came out.
pub fn cumulative_share<Id: Clone>(spends: &[(Id, i64)], shares: Shares) -> (Vec<(Id, TierClass)>, Bounds) {
    let mut sorted: Vec<i64> = spends.iter().map(|(_, spend)| *spend).collect();
    let bounds = cumulative_bounds(&mut sorted, shares);
    let classes = spends.iter().map(|(id, spend)| (id.clone(), tier_for(*spend, bounds))).collect();
    (classes, bounds)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shares() -> Shares {
        Shares { a: "0.80".parse().unwrap(), b: "0.95".parse().unwrap() }
    }

    fn classes(spends: &[i64]) -> String {
        let base: Vec<(usize, i64)> = spends.iter().copied().enumerate().collect();
        let (classes, _) = cumulative_share(&base, shares());
        classes.iter().map(|(_, class)| class.as_str().chars().next().unwrap()).collect()
    }

    #[test]
    fn the_border_goes_up_and_equals_stay_together() {
        for (spends, expected) in [
            // 80 of 100 come first: the next begins at exactly 80 % and is a B, the last begins at 95 %.
            (vec![80, 15, 5], "ABC"),
            // The second begins at 79 %, below the border, and is an A still.
            (vec![79, 16, 5], "AAC"),
            (vec![5, 15, 80], "CBA"),
            // The three equal ones begin together at 70 %.
            (vec![70, 10, 10, 10], "AAAA"),
            // Together at 80 %.
            (vec![80, 5, 5, 5, 5], "ABBBB"),
            (vec![10; 10], "AAAAAAAAAA"),
            (vec![100], "A"),
            // 99 % with the first; who follows begins beyond both borders.
            (vec![99, 1], "AC"),
            (vec![0, -5, 10], "nnA"),
            (vec![0, -1], "nn"),
            (vec![], ""),
        ] {
            assert_eq!(classes(&spends), expected, "{spends:?}");
        }
    }

    #[test]
    fn bounds_are_the_lowest_spend_of_each_class() {
        let bounds = |spends: &mut [i64]| cumulative_bounds(spends, shares());
        assert_eq!(bounds(&mut [5, 15, 80]), Bounds { a: 80, b: 15 });
        assert_eq!(bounds(&mut [79, 16, 5]), Bounds { a: 16, b: 16 });
        assert_eq!(bounds(&mut [99, 1]), Bounds { a: 99, b: 99 });
        assert_eq!(bounds(&mut [0, -3]), Bounds { a: 1, b: 1 });
        assert_eq!(bounds(&mut [i64::MAX; 100]), Bounds { a: i64::MAX, b: i64::MAX });
    }
}
