//! Shares of counts, and how figures are told that nothing is booked from.

/// A part of a whole, from 0 to 1; none of nothing.
pub fn share_of(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// A figure as a decimal with six places, such as `0.634571`.
pub fn six_places(value: f64) -> String {
    format!("{value:.6}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_of_something() {
        for (part, whole, expected) in
            [(1, 4, Some("0.250000")), (2, 3, Some("0.666667")), (0, 5, Some("0.000000")), (0, 0, None), (3, -1, None)]
        {
            assert_eq!(share_of(part, whole).map(six_places).as_deref(), expected, "{part} of {whole}");
        }
    }
}
