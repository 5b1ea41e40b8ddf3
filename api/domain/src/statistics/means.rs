//! The difference of two means whose groups vary differently.

use super::{ALPHA, Difference, student_quantile, student_tail};

/// Number, sum and sum of squares of whole numbers, without any rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Moments {
    /// How many values, those of 0 among them.
    pub count: i64,
    /// The sum of the values.
    pub sum: i128,
    /// The sum of their squares.
    pub squares: i128,
}

impl Moments {
    /// Takes in a value.
    pub fn add(&mut self, value: i64) {
        let value = i128::from(value);
        self.count += 1;
        self.sum = self.sum.saturating_add(value);
        self.squares = self.squares.saturating_add(value.saturating_mul(value));
    }

    /// Takes in that many values of 0.
    pub fn add_zeros(&mut self, count: i64) {
        self.count += count;
    }

    /// Both groups together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            count: self.count + other.count,
            sum: self.sum.saturating_add(other.sum),
            squares: self.squares.saturating_add(other.squares),
        }
    }

    /// None of an empty group.
    pub fn mean(self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// With the divisor n − 1; none below two values. The difference that decides is of whole numbers where they fit.
    pub fn variance(self) -> Option<f64> {
        let count = i128::from(self.count);
        if count < 2 {
            return None;
        }
        let spread = match (count.checked_mul(self.squares), self.sum.checked_mul(self.sum)) {
            (Some(squares), Some(square)) => squares.saturating_sub(square) as f64,
            _ => self.count as f64 * self.squares as f64 - self.sum as f64 * self.sum as f64,
        };
        Some((spread / (self.count as f64 * (self.count as f64 - 1.0))).max(0.0))
    }
}

/// How much the mean of `one` is above that of `other`: Welch (1947) with Satterthwaite's degrees of freedom. None
/// below two values in either group, or where nothing varies at all.
pub fn welch(one: Moments, other: Moments) -> Option<Difference> {
    let part = |group: Moments| Some(group.variance()? / group.count as f64);
    let (a, b) = (part(one)?, part(other)?);
    let value = one.mean()? - other.mean()?;
    let error = (a + b).sqrt();
    if error <= 0.0 {
        return None;
    }
    let df = (a + b).powi(2) / (a * a / (one.count as f64 - 1.0) + b * b / (other.count as f64 - 1.0));
    let reach = student_quantile(ALPHA / 2.0, df) * error;
    let p = (2.0 * student_tail((value / error).abs(), df)).min(1.0);
    Some(Difference { value, low: value - reach, high: value + reach, p })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(values: &[i64]) -> Moments {
        let mut moments = Moments::default();
        values.iter().for_each(|value| moments.add(*value));
        moments
    }

    /// Hours of sleep gained (tenths), Cushny & Peebles 1905 as in Student 1908; R's documentation of `t.test` prints
    /// t = −1.8608, df = 17.776, p = 0.07939, 95 % interval −3.3654832 to 0.2054832.
    #[test]
    fn students_sleep_data_by_welch() {
        let one = of(&[7, -16, -2, -12, -1, 34, 37, 8, 0, 20]);
        let other = of(&[19, 8, 11, 1, -1, 44, 55, 16, 46, 34]);
        let found = welch(one, other).unwrap();
        for (found, expected) in [(found.value, -15.8), (found.low, -33.654_832), (found.high, 2.054_832)] {
            assert!((found - expected).abs() < 1e-5, "{found} is not {expected}");
        }
        assert!((found.p - 0.07939).abs() < 5e-6, "{}", found.p);
    }

    /// By hand: 1, 2, 3 and 2, 4, 6 have means 2 and 4, variances 1 and 4; the error is √(5 ⁄ 3).
    #[test]
    fn moments_are_exact() {
        let (one, other) = (of(&[1, 2, 3]), of(&[2, 4, 6]));
        assert_eq!((one.mean(), one.variance()), (Some(2.0), Some(1.0)));
        assert_eq!((other.mean(), other.variance()), (Some(4.0), Some(4.0)));
        assert_eq!(one.and(other), of(&[1, 2, 3, 2, 4, 6]));
        let mut zeros = of(&[5]);
        zeros.add_zeros(4);
        assert_eq!(zeros, of(&[5, 0, 0, 0, 0]));
        let large = of(&[1_000_000_000_000_000, 1_000_000_000_000_001]);
        assert_eq!(large.variance(), Some(0.5));
    }

    #[test]
    fn what_does_not_vary_or_is_too_small_has_no_interval() {
        assert_eq!(welch(of(&[1]), of(&[1, 2])), None);
        assert_eq!(welch(of(&[]), of(&[1, 2])), None);
        assert_eq!(welch(of(&[0, 0, 0]), of(&[0, 0])), None);
        assert!(welch(of(&[0, 0, 1]), of(&[0, 0])).is_some());
    }

    #[test]
    fn the_interval_leaves_out_zero_exactly_below_five_per_cent() {
        for shift in -40..40 {
            let one: Vec<i64> = [7, -16, -2, -12, -1, 34, 37, 8, 0, 20].iter().map(|value| value + shift).collect();
            let found = welch(of(&one), of(&[19, 8, 11, 1, -1, 44, 55, 16, 46, 34])).unwrap();
            assert_eq!(found.low > 0.0 || found.high < 0.0, found.p < ALPHA, "{shift}");
        }
    }
}
