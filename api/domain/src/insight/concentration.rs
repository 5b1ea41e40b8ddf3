//! How unevenly customers spend: Gini, share of the top fifth, Lorenz curve (domain, Figures).
//!
//! Over net spend clipped at 0; undefined when all of it is 0. Floats, as in `statistics`: ratios to look at, from
//! which nothing is booked.

/// How many steps the Lorenz curve has at most.
const STEPS: usize = 100;

/// How spend is spread over customers.
#[derive(Debug, Clone, PartialEq)]
pub struct Concentration {
    /// 0 when all spend the same, towards 1 when one spends all.
    pub gini: f64,
    /// The share of spend of the 20 % who spend most. A fifth that is no whole number of customers takes the fitting
    /// part of the next one.
    pub top_20_share: f64,
    /// From (0, 0) to (1, 1), poorest first.
    pub lorenz: Vec<LorenzPoint>,
}

/// A point of the Lorenz curve: this share of customers, poorest first, has that share of spend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LorenzPoint {
    /// From 0 to 1.
    pub customers_share: f64,
    /// From 0 to 1, never above `customers_share`.
    pub spend_share: f64,
}

/// The concentration of these spends (minor units, any order); `None` when nobody spent anything.
pub fn concentration(mut spends: Vec<i64>) -> Option<Concentration> {
    for spend in &mut spends {
        *spend = (*spend).max(0);
    }
    spends.sort_unstable();
    let cumulated = cumulate(&spends);
    let total = cumulated.last().copied().filter(|&total| total > 0)?;
    Some(Concentration {
        gini: gini(&spends, total),
        top_20_share: 1.0 - share_of_poorest(&cumulated, total, 0.8),
        lorenz: lorenz(&cumulated, total),
    })
}

/// Running sums, beginning with 0.
fn cumulate(spends: &[i64]) -> Vec<i128> {
    let sums = spends.iter().scan(0, |sum, &spend| {
        *sum += i128::from(spend);
        Some(*sum)
    });
    std::iter::once(0).chain(sums).collect()
}

/// G = 2 Σ i·x_i ⁄ (n Σ x) − (n + 1) ⁄ n, with x ascending and i from 1; the sums in integers.
fn gini(ascending: &[i64], total: i128) -> f64 {
    let weighted: i128 = (1..).zip(ascending).map(|(rank, &spend): (i128, _)| rank * i128::from(spend)).sum();
    let count = ascending.len() as f64;
    2.0 * weighted as f64 / (count * total as f64) - (count + 1.0) / count
}

/// The share of spend of the poorest part of the customers, in between by a straight line.
fn share_of_poorest(cumulated: &[i128], total: i128, part: f64) -> f64 {
    let customers = cumulated.len().saturating_sub(1);
    let place = part * customers as f64;
    let below = (0..=customers).rev().find(|&whole| whole as f64 <= place).unwrap_or(0);
    let at = |index: usize| cumulated.get(index).copied().unwrap_or(total) as f64;
    let between = (place - below as f64) * (at(below + 1) - at(below));
    (at(below) + between) / total as f64
}

fn lorenz(cumulated: &[i128], total: i128) -> Vec<LorenzPoint> {
    let customers = cumulated.len().saturating_sub(1);
    let steps = customers.clamp(1, STEPS);
    (0..=steps)
        .filter_map(|step| {
            let count = customers * step / steps;
            let sum = cumulated.get(count)?;
            Some(LorenzPoint {
                customers_share: count as f64 / customers as f64,
                spend_share: *sum as f64 / total as f64,
            })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() < 1e-12
    }

    #[test]
    fn gini_and_top_share_of_known_spreads() {
        for (spends, gini, top) in [
            (vec![5; 10], 0.0, 0.2),
            (vec![0, 0, 0, 0, 10], 0.8, 1.0),
            (vec![1, 2, 3, 4, 5], 4.0 / 15.0, 5.0 / 15.0),
            // A fifth of three customers is 0.6 of the best one.
            (vec![1, 1, 2], 1.0 / 6.0, 0.3),
            // Below zero counts as zero.
            (vec![-100, 0, 0, 0, 10], 0.8, 1.0),
        ] {
            let found = concentration(spends.clone()).unwrap();
            assert!(close(found.gini, gini), "{spends:?} {}", found.gini);
            assert!(close(found.top_20_share, top), "{spends:?} {}", found.top_20_share);
        }
    }

    #[test]
    fn without_spend_it_is_undefined() {
        assert_eq!(concentration(vec![]), None);
        assert_eq!(concentration(vec![0, 0, -5]), None);
    }

    #[test]
    fn the_curve_runs_from_corner_to_corner_below_the_diagonal() {
        for count in [1_i64, 2, 99, 100, 101, 2357] {
            let curve = concentration((1..=count).collect()).unwrap().lorenz;
            assert!(curve.len() <= 101);
            let (first, last) = (curve[0], curve[curve.len() - 1]);
            assert_eq!((first.customers_share, first.spend_share), (0.0, 0.0));
            assert_eq!((last.customers_share, last.spend_share), (1.0, 1.0));
            assert!(curve.iter().all(|point| point.spend_share <= point.customers_share + 1e-12));
            assert!(curve.is_sorted_by(|a, b| a.customers_share < b.customers_share));
        }
    }

    #[test]
    fn great_amounts_do_not_overflow() {
        let found = concentration(vec![i64::MAX; 1000]).unwrap();
        assert!(close(found.gini, 0.0) && close(found.top_20_share, 0.2));
    }
}
