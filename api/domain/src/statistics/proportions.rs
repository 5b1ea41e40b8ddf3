//! Rates with few cases: Wilson's score interval, and Newcombe's interval of a difference made of two of them.

use super::special::{invert, normal_quantile, normal_tail};
use super::{ALPHA, Difference};

/// Wilson's score interval (1927) of `hits` of `count` for a normal value `z`; from 0 to 1 of nobody.
pub fn wilson(hits: i64, count: i64, z: f64) -> (f64, f64) {
    if count <= 0 {
        return (0.0, 1.0);
    }
    let n = count as f64;
    let p = hits as f64 / n;
    let square = z * z;
    let centre = p + square / (2.0 * n);
    let reach = z * (p * (1.0 - p) / n + square / (4.0 * n * n)).sqrt();
    let whole = 1.0 + square / n;
    (((centre - reach) / whole).max(0.0), ((centre + reach) / whole).min(1.0))
}

/// How much the rate of `one` (hits, count) is above that of `other`: Newcombe's hybrid score interval (1998, method
/// 10). `p` is where the interval would just touch 0. None of an empty group.
pub fn newcombe(one: (i64, i64), other: (i64, i64)) -> Option<Difference> {
    if one.1 <= 0 || other.1 <= 0 {
        return None;
    }
    let value = rate(one) - rate(other);
    let (low, high) = bounds(one, other, normal_quantile(ALPHA / 2.0));
    let touching = |z: f64| {
        let (low, high) = bounds(one, other, z);
        // Falls through 0 where the side that looks at 0 reaches it.
        if value >= 0.0 { low } else { -high }
    };
    let p = if value == 0.0 { 1.0 } else { 2.0 * normal_tail(invert(touching, 0.0)) };
    Some(Difference { value, low, high, p: p.min(1.0) })
}

fn rate((hits, count): (i64, i64)) -> f64 {
    hits as f64 / count as f64
}

fn bounds(one: (i64, i64), other: (i64, i64), z: f64) -> (f64, f64) {
    let (a, b) = (rate(one), rate(other));
    let ((low_a, high_a), (low_b, high_b)) = (wilson(one.0, one.1, z), wilson(other.0, other.1, z));
    let low = a - b - (a - low_a).hypot(high_b - b);
    let high = a - b + (high_a - a).hypot(b - low_b);
    (low.max(-1.0), high.min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: f64, expected: f64) {
        assert!((found - expected).abs() < 5.1e-5, "{found} is not {expected}");
    }

    /// Newcombe 1998a (Statistics in Medicine 17, 857–872), table I, method 3.
    #[test]
    fn wilsons_interval_is_the_printed_one() {
        for (hits, count, low, high) in
            [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]
        {
            let found = wilson(hits, count, normal_quantile(0.025));
            close(found.0, low);
            close(found.1, high);
        }
        assert_eq!(wilson(0, 0, 1.96), (0.0, 1.0));
    }

    /// Newcombe 1998b (Statistics in Medicine 17, 873–890), table II, method 10, contrasts (a) to (h).
    #[test]
    fn newcombes_interval_is_the_printed_one() {
        for (one, other, low, high) in [
            ((56, 70), (48, 80), 0.0524, 0.3339),
            ((9, 10), (3, 10), 0.1705, 0.8090),
            ((6, 7), (2, 7), 0.0582, 0.8062),
            ((5, 56), (0, 29), -0.0381, 0.1926),
            ((0, 10), (0, 20), -0.1611, 0.2775),
            ((0, 10), (0, 10), -0.2775, 0.2775),
            ((10, 10), (0, 20), 0.6791, 1.0),
            ((10, 10), (0, 10), 0.6075, 1.0),
        ] {
            let found = newcombe(one, other).unwrap();
            close(found.low, low);
            close(found.high, high);
            let turned = newcombe(other, one).unwrap();
            close(turned.low, -high);
            close(turned.high, -low);
            close(turned.p, found.p);
        }
        assert_eq!(newcombe((0, 0), (1, 2)), None);
    }

    #[test]
    fn the_interval_leaves_out_zero_exactly_below_five_per_cent() {
        for hits in 0..=100 {
            let found = newcombe((hits, 100), (30, 90)).unwrap();
            assert_eq!(found.low > 0.0 || found.high < 0.0, found.p < ALPHA, "{hits}: {found:?}");
        }
        assert_eq!(newcombe((3, 30), (9, 90)).unwrap().p, 1.0);
    }
}
