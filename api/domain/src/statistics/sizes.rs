//! Sizes of groups: whether they are as planned, what many looks at once are worth, and what a size could show.

use super::special::normal_quantile;
use super::{ALPHA, POWER, chi_square_tail};

/// How often chance alone would bring sizes as far from the planned shares as these (Pearson 1900). The shares need
/// not sum to anything. None below two groups, or where nobody is there or a share is not above 0.
pub fn chi_square(sizes: &[i64], shares: &[f64]) -> Option<f64> {
    let total: i64 = sizes.iter().sum();
    let whole: f64 = shares.iter().sum();
    if sizes.len() < 2 || sizes.len() != shares.len() || total <= 0 || shares.iter().any(|share| *share <= 0.0) {
        return None;
    }
    let statistic: f64 = sizes
        .iter()
        .zip(shares)
        .map(|(size, share)| {
            let expected = total as f64 * share / whole;
            (*size as f64 - expected).powi(2) / expected
        })
        .sum();
    Some(chi_square_tail(statistic, (sizes.len() - 1) as f64))
}

/// The p-values of a family, each raised so that one of them below the limit by chance stays as rare as for a single
/// one (Holm 1979); in the order given.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let mut order: Vec<(usize, f64)> = p.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    let mut raised = Vec::with_capacity(p.len());
    let mut highest = 0.0_f64;
    for (rank, (at, value)) in order.into_iter().enumerate() {
        highest = highest.max((value * (p.len() - rank) as f64).min(1.0));
        raised.push((at, highest));
    }
    raised.sort_by_key(|(at, _)| *at);
    raised.into_iter().map(|(_, value)| value).collect()
}

/// The smallest difference of two rates that groups of these sizes would show with [`POWER`], where the rate is
/// `rate` in both.
pub fn smallest_rate_effect(rate: f64, one: i64, other: i64) -> Option<f64> {
    smallest_mean_effect(rate * (1.0 - rate), one, other)
}

/// The same of two means, where both groups vary by `variance`.
pub fn smallest_mean_effect(variance: f64, one: i64, other: i64) -> Option<f64> {
    if one <= 0 || other <= 0 || variance <= 0.0 {
        return None;
    }
    let reach = normal_quantile(ALPHA / 2.0) + normal_quantile(1.0 - POWER);
    Some(reach * (variance * (1.0 / one as f64 + 1.0 / other as f64)).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Mendel's peas (1866), 9:3:3:1: χ² = 0.470 and P between 0.90 and 0.95 (Fisher 1936); and the case of Kohavi,
    /// Tang & Xu, Trustworthy Online Controlled Experiments (2020), chapter 3: p = 1.8e−6.
    #[test]
    fn sizes_as_printed() {
        let peas = chi_square(&[315, 108, 101, 32], &[9.0, 3.0, 3.0, 1.0]).unwrap();
        assert!((peas - 0.925).abs() < 5e-4, "{peas}");
        let users = chi_square(&[821_588, 815_482], &[0.5, 0.5]).unwrap();
        assert!((users - 1.8e-6).abs() < 5e-8, "{users}");
        assert_eq!(chi_square(&[10, 30], &[0.25, 0.75]), Some(1.0));
    }

    #[test]
    fn without_groups_there_is_nothing_to_compare() {
        assert_eq!(chi_square(&[10], &[1.0]), None);
        assert_eq!(chi_square(&[0, 0], &[0.5, 0.5]), None);
        assert_eq!(chi_square(&[1, 2], &[1.0, 0.0]), None);
    }

    /// The usual worked example of Holm's method: .01, .04, .03, .005.
    #[test]
    fn holm_raises_step_by_step() {
        let raised = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, expected) in raised.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - expected).abs() < 1e-12, "{raised:?}");
        }
        assert_eq!(holm(&[0.2]), [0.2]);
        assert_eq!(holm(&[0.9, 0.8]), [1.0, 1.0]);
        assert!(holm(&[]).is_empty());
    }

    /// Kohavi, Longbotham, Sommerfield & Henne 2009, section 3: a conversion of 5 % and a change of a twentieth of it
    /// need 16 · 0.05 · 0.95 / 0.0025² = 121,600 people in each group; 16 is their rounding of 15.7.
    #[test]
    fn the_smallest_effect_of_a_size() {
        let found = smallest_rate_effect(0.05, 121_600, 121_600).unwrap();
        assert!((found - 0.0025).abs() < 0.0025 * 0.011, "{found}");
        let exact = 2.801_585_f64 * (0.05_f64 * 0.95 * 2.0 / 121_600.0).sqrt();
        assert!((found - exact).abs() < 1e-8, "{found} {exact}");
        assert_eq!(smallest_rate_effect(0.0, 100, 100), None);
        assert_eq!(smallest_mean_effect(4.0, 0, 100), None);
    }
}
