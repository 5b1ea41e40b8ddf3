//! The functions behind the distributions: log-gamma, incomplete gamma and beta, and what follows from them.
//!
//! Series and continued fractions as in Press et al., Numerical Recipes (3rd ed. 2007), chapter 6; log-gamma by
//! Lanczos (1964) with g = 7 and 9 terms.

use std::f64::consts::PI;

/// Terms of a series or fraction; far more than any of them needs.
const MOST: u32 = 500;
const EXACT: f64 = 1e-15;
/// Below this a term of a fraction would be divided by zero.
const TINY: f64 = 1e-300;

const LANCZOS: [f64; 8] = [
    676.520_368_121_885_1,
    -1_259.139_216_722_402_8,
    771.323_428_777_653_1,
    -176.615_029_162_140_6,
    12.507_343_278_686_905,
    -0.138_571_095_265_720_12,
    9.984_369_578_019_572e-6,
    1.505_632_735_149_311_6e-7,
];

/// The logarithm of the gamma function, for values above 0.
pub fn ln_gamma(x: f64) -> f64 {
    if x < 0.5 {
        return (PI / (PI * x).sin()).ln() - ln_gamma(1.0 - x);
    }
    let x = x - 1.0;
    let t = x + 7.5;
    let sum = LANCZOS.iter().zip(1_u32..).fold(0.999_999_999_999_809_9, |sum, (c, at)| sum + c / (x + f64::from(at)));
    0.5 * (2.0 * PI).ln() + (x + 0.5) * t.ln() - t + sum.ln()
}

/// The regularised upper incomplete gamma function Q(a, x).
fn gamma_tail(a: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum) = (1.0 / a, 1.0 / a);
        for at in 1..MOST {
            term *= x / (a + f64::from(at));
            sum += term;
            if term.abs() < sum.abs() * EXACT {
                break;
            }
        }
        return (1.0 - front * sum).clamp(0.0, 1.0);
    }
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut fraction = d;
    for at in 1..MOST {
        let at = f64::from(at);
        let an = -at * (at - a);
        b += 2.0;
        (c, d) = lentz(an, b, c, d);
        fraction *= c * d;
        if (c * d - 1.0).abs() < EXACT {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

/// One step of Lentz's way through a continued fraction.
fn lentz(numerator: f64, denominator: f64, c: f64, d: f64) -> (f64, f64) {
    let away = |value: f64| if value.abs() < TINY { TINY } else { value };
    (away(denominator + numerator / c), 1.0 / away(denominator + numerator * d))
}

/// The regularised incomplete beta function I_x(a, b).
fn beta(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    let front = (ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p()).exp();
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    let (_, mut d) = lentz(-(a + b) * x / (a + 1.0), 1.0, 1.0, 1.0);
    let mut c = 1.0;
    let mut fraction = d;
    for at in 1..MOST {
        let m = f64::from(at);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        (c, d) = lentz(even, 1.0, c, d);
        fraction *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        (c, d) = lentz(odd, 1.0, c, d);
        fraction *= c * d;
        if (c * d - 1.0).abs() < EXACT {
            break;
        }
    }
    fraction
}

/// How often a standard normal value lies above `z`.
pub fn normal_tail(z: f64) -> f64 {
    let half = 0.5 * gamma_tail(0.5, z * z / 2.0);
    if z >= 0.0 { half } else { 1.0 - half }
}

/// How often Student's t with `df` degrees of freedom lies above `t`.
pub fn student_tail(t: f64, df: f64) -> f64 {
    let half = 0.5 * beta(df / 2.0, 0.5, df / (df + t * t));
    if t >= 0.0 { half } else { 1.0 - half }
}

/// How often chi-square with `df` degrees of freedom lies above `x`.
pub fn chi_square_tail(x: f64, df: f64) -> f64 {
    gamma_tail(df / 2.0, x / 2.0)
}

/// The value above which a standard normal one lies with probability `tail`, which is below one half.
pub fn normal_quantile(tail: f64) -> f64 {
    invert(normal_tail, tail)
}

/// The same for Student's t with `df` degrees of freedom.
pub fn student_quantile(tail: f64, df: f64) -> f64 {
    invert(|t| student_tail(t, df), tail)
}

/// Where a falling function, one half at 0, comes to `tail`.
pub(super) fn invert(falling: impl Fn(f64) -> f64, tail: f64) -> f64 {
    let (mut low, mut high) = (0.0, 1.0);
    while falling(high) > tail && high < 1e12 {
        (low, high) = (high, high * 2.0);
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            break;
        }
        if falling(middle) > tail {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64, within: f64) {
        assert!((found - expected).abs() <= within, "{found} is not {expected}");
    }

    #[test]
    fn log_gamma_of_whole_and_half_numbers() {
        for (x, gamma) in [(1.0, 1.0), (2.0, 1.0), (5.0, 24.0), (11.0, 3_628_800.0), (0.5, PI.sqrt())] {
            close(ln_gamma(x), f64::ln(gamma), 1e-13);
        }
        close(ln_gamma(0.1), 2.252_712_651_734_206, 1e-13);
    }

    /// Abramowitz & Stegun 1972, tables 26.1 (normal) and 26.5 (percentage points).
    #[test]
    fn the_normal_distribution_is_the_printed_one() {
        for (z, tail) in [(0.0, 0.5), (1.0, 0.158_655_253_9), (1.96, 0.024_997_895_1), (3.0, 0.001_349_898_0)] {
            close(normal_tail(z), tail, 1e-10);
            close(normal_tail(-z), 1.0 - tail, 1e-10);
        }
        for (tail, z) in [(0.025, 1.959_964), (0.005, 2.575_829), (0.2, 0.841_621), (0.1, 1.281_552)] {
            close(normal_quantile(tail), z, 1e-6);
        }
    }

    /// Student's table as in Fisher & Yates 1963, table III (two-sided 5 % and 1 %).
    #[test]
    fn students_distribution_is_the_printed_one() {
        for (df, five, one) in [
            (1.0, 12.706, 63.657),
            (2.0, 4.303, 9.925),
            (5.0, 2.571, 4.032),
            (10.0, 2.228, 3.169),
            (30.0, 2.042, 2.750),
            (120.0, 1.980, 2.617),
            (1e7, 1.960, 2.576),
        ] {
            close(student_quantile(0.025, df), five, 5.1e-4);
            close(student_quantile(0.005, df), one, 5.1e-4);
            close(student_tail(student_quantile(0.025, df), df), 0.025, 1e-10);
        }
    }

    /// Fisher & Yates 1963, table IV.
    #[test]
    fn chi_square_is_the_printed_one() {
        for (df, x, tail) in [
            (1.0, 3.841, 0.05),
            (1.0, 6.635, 0.01),
            (2.0, 9.210, 0.01),
            (5.0, 11.070, 0.05),
            (10.0, 18.307, 0.05),
            (30.0, 50.892, 0.01),
            (3.0, 0.352, 0.95),
        ] {
            close(chi_square_tail(x, df), tail, 5e-5);
        }
        close(chi_square_tail(0.0, 3.0), 1.0, 0.0);
    }
}
