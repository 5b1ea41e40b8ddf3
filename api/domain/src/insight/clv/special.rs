//! The functions the models rest on beside log-gamma: sums of logarithms, Gauss–Legendre nodes, Gauss' 2F1.

use std::f64::consts::PI;
use std::sync::LazyLock;

pub(super) use crate::statistics::ln_gamma;

/// ln(eᵃ + eᵇ) without overflow; minus infinity is nothing.
pub fn ln_sum_exp(a: f64, b: f64) -> f64 {
    let (high, low) = if a >= b { (a, b) } else { (b, a) };
    if low == f64::NEG_INFINITY { high } else { high + (low - high).exp().ln_1p() }
}

/// The chance of one thing, of the logarithm of the odds of the other: 1 ⁄ (1 + exp(ln_odds)), from 0 to 1.
pub fn chance_against(ln_odds: f64) -> f64 {
    1.0 / (1.0 + ln_odds.exp())
}

/// The logarithm of the beta function, for values above 0.
pub fn ln_beta(a: f64, b: f64) -> f64 {
    ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b)
}

/// Nodes between 0 and 1 and their weights, which sum up to 1.
pub type Rule = Vec<(f64, f64)>;

/// 8 nodes, exact up to the 15th power.
pub static SHORT: LazyLock<Rule> = LazyLock::new(|| gauss_legendre(8));
/// 12 nodes.
pub static MIDDLE: LazyLock<Rule> = LazyLock::new(|| gauss_legendre(12));
/// 24 nodes.
pub static LONG: LazyLock<Rule> = LazyLock::new(|| gauss_legendre(24));

/// Gauss–Legendre nodes by Newton's method on the Legendre polynomial (Press et al., Numerical Recipes, section 4.6).
fn gauss_legendre(nodes: u32) -> Rule {
    let n = f64::from(nodes);
    (0..nodes)
        .map(|at| {
            let mut z = (PI * (f64::from(at) + 0.75) / (n + 0.5)).cos();
            let mut slope = 1.0;
            for _ in 0..20 {
                let (mut value, mut before) = (1.0, 0.0);
                for j in 0..nodes {
                    let j = f64::from(j);
                    (value, before) = (((2.0 * j + 1.0) * z * value - j * before) / (j + 1.0), value);
                }
                slope = n * (z * value - before) / (z * z - 1.0);
                z -= value / slope;
            }
            (0.5 * (1.0 - z), 1.0 / ((1.0 - z * z) * slope * slope))
        })
        .collect()
}

/// Terms of the series at most; beyond that `z` is so near 1 that what is left does not show.
const MOST: u32 = 2_000_000;

/// Gauss' 2F1(a, b; c; z) for 0 ≤ z < 1 by its series, for c − a − b above 0, where its terms fall.
///
/// Callers bring their 2F1 into this shape by Euler's transform, 2F1(a, b; c; z) = (1 − z)^(c−a−b) 2F1(c − a, c − b; c; z),
/// whose factor cancels against their own: nothing overflows, and unlike in the transform from z to 1 − z no gamma
/// function stands at a pole when c − a − b is a whole number.
pub fn hypergeometric(a: f64, b: f64, c: f64, z: f64) -> f64 {
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 0..MOST {
        let k = f64::from(k);
        term *= (a + k) * (b + k) / ((c + k) * (k + 1.0)) * z;
        sum += term;
        // What follows is at most a geometric series of z.
        if term.abs() <= 1e-15 * sum.abs() * (1.0 - z) {
            break;
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(left: f64, right: f64) -> bool {
        (left - right).abs() <= 1e-12 * right.abs().max(1.0)
    }

    #[test]
    fn sums_of_logarithms_neither_overflow_nor_vanish() {
        for (a, b, sum) in [
            (0.0, 0.0, 2.0_f64.ln()),
            (-2_000.0, -2_000.0, -2_000.0 + 2.0_f64.ln()),
            (3_000.0, 1.0, 3_000.0),
            (f64::NEG_INFINITY, 5.0, 5.0),
            (f64::NEG_INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY),
        ] {
            assert_eq!(ln_sum_exp(a, b), ln_sum_exp(b, a));
            assert!(ln_sum_exp(a, b) == sum || close(ln_sum_exp(a, b), sum), "{a} {b}");
        }
        assert!(close(ln_beta(2.0, 3.0), (1.0_f64 / 12.0).ln()));
    }

    #[test]
    fn the_nodes_integrate_powers_exactly() {
        for (rule, nodes) in [(&*SHORT, 8), (&*MIDDLE, 12), (&*LONG, 24)] {
            for power in 0..2 * nodes {
                let integral: f64 = rule.iter().map(|(at, weight)| weight * at.powi(power)).sum();
                assert!(close(integral, 1.0 / f64::from(power + 1)), "{nodes} {power}");
            }
        }
    }

    #[test]
    fn hypergeometric_of_known_closed_forms() {
        // Abramowitz & Stegun (1964), 15.1.3, 15.1.5 and 15.1.20.
        for z in [0.0_f64, 0.1, 0.5, 0.9, 0.99, 0.999] {
            let asin = if z == 0.0 { 1.0 } else { z.sqrt().asin() / z.sqrt() };
            assert!(close(hypergeometric(0.5, 0.5, 1.5, z), asin), "{z}");
            let log = if z == 0.0 { 1.0 } else { ((1.0 - z) * (-z).ln_1p() / z + 1.0) * 2.0 / z };
            assert!(close(hypergeometric(1.0, 1.0, 3.0, z), if z == 0.0 { 1.0 } else { log }), "{z}");
        }
        let at_one = (ln_gamma(3.5) + ln_gamma(2.5) - ln_gamma(3.2) - ln_gamma(2.8)).exp();
        assert!((hypergeometric(0.3, 0.7, 3.5, 1.0 - 1e-9) - at_one).abs() < 1e-7);
    }
}
