//! What a purchase earns and what its refunds take back, line by line.
//!
//! A point is a whole number of parts; an amount earns `amount × rate` of them. The parts that make no whole point are
//! the carry: the next line, and then the next purchase, begins with them. So over a customer's whole life
//! `points × whole + carry = parts of all net amounts`, whatever is bought and given back in whatever order.
//!
//! A refund looks at each line as if only what is left of it had been bought, with the carry the line began with: any
//! sequence of partial refunds ends with exactly what the line earned. The carry moves with it and may fall below
//! zero; then the next purchase fills it up before it earns.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use crate::money::{Currency, parse_scaled, print_decimal};
use crate::text::Message;

const DIGITS: u8 = 3;

/// Points for one unit of the currency, in thousandths of a point: 1500 is `1.5`. Above zero and at most 1,000 points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Rate(i64);

crate::errors! {
    /// Text that is no rate.
    pub struct RateError => (
        "expected a decimal above 0 and at most 1000, with at most 3 decimal places, such as 1.5",
        "应为大于 0 且不超过 1000 的小数，最多 3 位小数，如 1.5"
    );
}

impl Rate {
    /// A rate of this many thousandths of a point.
    pub fn from_thousandths(thousandths: i64) -> Result<Self, RateError> {
        if (1..=1_000_000).contains(&thousandths) { Ok(Self(thousandths)) } else { Err(RateError) }
    }

    /// From 1 to 1,000,000; 1,000 is one point for each unit of the currency.
    pub const fn thousandths(self) -> i64 {
        self.0
    }
}

impl FromStr for Rate {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        parse_scaled(text, DIGITS).map_err(|_| RateError).and_then(Self::from_thousandths)
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&print_decimal(self.0, DIGITS))
    }
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = std::borrow::Cow::<str>::deserialize(deserializer)?;
        given.parse().map_err(|error: RateError| Message::from(error).in_serde())
    }
}

impl PartialSchema for Rate {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("A decimal with at most 3 places, above 0 and at most 1000."))
            .pattern(Some(r"^[0-9]{1,4}(\.[0-9]{1,3})?$"))
            .examples(["1.5"])
            .into()
    }
}

impl ToSchema for Rate {}

/// By what a purchase earns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    /// Points for each unit of the currency.
    pub rate: Rate,
    /// Parts of one point: 1,000 for each minor unit of a unit of the currency.
    whole: i64,
}

/// What a purchase earned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earned {
    /// Whole points, of all lines together; never below zero.
    pub points: i64,
    /// What the first line began with: kept with the purchase, its refunds need it.
    pub start: i64,
    /// Parts carried to the next purchase.
    pub carry: i64,
}

/// A line with what is left of its amount before and after a refund, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineLeft {
    /// What it was bought for.
    pub amount: i64,
    /// Not above `amount`.
    pub before: i64,
    /// Not above `before`; 0 when all was given back.
    pub after: i64,
}

/// What a refund takes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Whole points, of all lines together.
    pub points: i64,
    /// Added to the carry.
    pub carry: i64,
}

impl Terms {
    /// Terms of a rate in a currency; its decimals decide how many parts make a point.
    pub fn new(rate: Rate, currency: Currency) -> Self {
        Self { rate, whole: 1_000 * 10_i64.pow(u32::from(currency.digits())) }
    }

    /// The parts of an amount that are left over when these points are taken out of it.
    pub fn left_over(&self, amount: i64, points: i64) -> i64 {
        narrow(self.parts(amount) - i128::from(points) * i128::from(self.whole))
    }

    fn parts(&self, amount: i64) -> i128 {
        i128::from(amount) * i128::from(self.rate.0)
    }

    /// Points of a line of this amount that begins with this carry. Nothing earns nothing, even where refunds have
    /// brought the carry to a whole point: that goes to the next line that costs something.
    fn points(&self, amount: i64, carry: i128) -> i128 {
        if amount == 0 {
            return 0;
        }
        (carry + self.parts(amount)).div_euclid(i128::from(self.whole)).max(0)
    }
}

/// What lines of these amounts earn for somebody with this carry.
pub fn earn(terms: Terms, carry: i64, amounts: &[i64]) -> Earned {
    let points = points_of_lines(terms, carry, amounts).iter().map(|(points, _)| points).sum();
    let parts: i128 = amounts.iter().map(|&amount| terms.parts(amount)).sum();
    let left = i128::from(carry) + parts - i128::from(points) * i128::from(terms.whole);
    Earned { points, start: carry, carry: narrow(left) }
}

/// The points of each line, and the carry it begins with.
pub fn points_of_lines(terms: Terms, start: i64, amounts: &[i64]) -> Vec<(i64, i64)> {
    let mut carry = i128::from(start);
    amounts
        .iter()
        .map(|&amount| {
            let (points, began) = (terms.points(amount, carry), carry);
            carry += terms.parts(amount) - points * i128::from(terms.whole);
            (narrow(points), narrow(began))
        })
        .collect()
}

/// What a refund takes back of a purchase that began with `start`; `lines` are all its lines in their order.
pub fn take_back(terms: Terms, start: i64, lines: &[LineLeft]) -> Taken {
    let amounts: Vec<i64> = lines.iter().map(|line| line.amount).collect();
    let mut points = 0;
    let mut parts = 0;
    for (line, (_, began)) in lines.iter().zip(points_of_lines(terms, start, &amounts)) {
        let began = i128::from(began);
        points += terms.points(line.before, began) - terms.points(line.after, began);
        parts += terms.parts(line.before) - terms.parts(line.after);
    }
    Taken { points: narrow(points), carry: narrow(points * i128::from(terms.whole) - parts) }
}

/// Amounts are at most 10¹⁵ minor units and a rate 10⁶, so points are at most 10¹⁸ even in a currency without minor
/// units, and carries far less: everything fits.
fn narrow(value: i128) -> i64 {
    i64::try_from(value).unwrap_or(if value < 0 { i64::MIN } else { i64::MAX })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(rate: &str, currency: &str) -> Terms {
        Terms::new(rate.parse().unwrap(), currency.parse().unwrap())
    }

    #[test]
    fn a_purchase_earns_whole_points_and_carries_the_rest() {
        for (rate, currency, carry, amounts, points, left) in [
            ("1", "CNY", 0, vec![199], 1, 99_000),
            ("1", "CNY", 99_000, vec![1], 1, 0),
            ("1", "CNY", 0, vec![50, 50, 50], 1, 50_000),
            ("0.1", "CNY", 0, vec![999], 0, 99_900),
            ("0.1", "CNY", 99_900, vec![1], 1, 0),
            ("1.5", "CNY", 0, vec![100], 1, 50_000),
            ("1", "JPY", 0, vec![7], 7, 0),
            ("0.001", "JPY", 0, vec![1999], 1, 999),
            ("1", "CNY", 0, vec![0], 0, 0),
            ("1", "CNY", -150_000, vec![100], 0, -50_000),
            ("1", "CNY", -50_000, vec![100, 100], 1, 50_000),
            ("1", "CNY", 185_000, vec![1], 1, 86_000),
            ("1", "CNY", 100_000, vec![0, 100], 2, 0),
            ("1", "CNY", 100_000, vec![0], 0, 100_000),
        ] {
            let earned = earn(terms(rate, currency), carry, &amounts);
            assert_eq!((earned.points, earned.carry), (points, left), "{rate} {currency} {carry} {amounts:?}");
        }
        let most = earn(terms("1000", "JPY"), 999, &[crate::money::MAX_AMOUNT]);
        assert_eq!(most.points, 1_000_000_000_000_000_000);
    }

    #[test]
    fn rates_are_exact_decimals() {
        for (text, thousandths) in [("1", 1000), ("0.001", 1), ("1000", 1_000_000), ("1.25", 1250)] {
            assert_eq!(text.parse::<Rate>().unwrap().thousandths(), thousandths);
        }
        for text in ["0", "-1", "1000.001", "0.0001", "1,5", "", "x"] {
            assert_eq!(text.parse::<Rate>(), Err(RateError), "{text}");
        }
        assert_eq!(serde_json::to_string(&Rate(1500)).unwrap(), "\"1.500\"");
        assert!(serde_json::from_str::<Rate>("1.5").is_err());
    }

    #[test]
    fn a_refund_takes_back_what_its_lines_earned() {
        let terms = terms("1", "CNY");
        // 1.50 and 0.70: the first earns 1 and leaves 50 fen, the second fills them up to 1 point and leaves 20.
        let earned = earn(terms, 0, &[150, 70]);
        assert_eq!((earned.points, earned.carry), (2, 20_000));
        for (left, points, carry) in [
            ([(150, 0), (70, 70)], 1, 20_000 - 50_000),
            ([(150, 150), (70, 0)], 1, 20_000 + 30_000),
            ([(150, 100), (70, 70)], 0, 20_000 - 50_000),
            ([(150, 99), (70, 70)], 1, 20_000 - 51_000 + 100_000),
            ([(150, 0), (70, 0)], 2, 0),
            ([(150, 150), (70, 70)], 0, 20_000),
        ] {
            let lines = [(150, left[0]), (70, left[1])];
            let lines = lines.map(|(amount, (before, after))| LineLeft { amount, before, after });
            let taken = take_back(terms, earned.start, &lines);
            assert_eq!((taken.points, earned.carry + taken.carry), (points, carry), "{left:?}");
        }
    }

    /// Small numbers without end, the same in each run.
    fn dice(seed: &mut u64, sides: i64) -> i64 {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i64::try_from(*seed >> 33).unwrap() % sides
    }

    #[test]
    fn any_sequence_of_partial_refunds_ends_with_exactly_what_was_earned() {
        let mut seed = 7;
        for round in 0..500 {
            let terms = terms(["1", "0.333", "2.5", "0.01"][round % 4], "CNY");
            let (mut carry, mut held, mut parts) = (0, 0, 0_i128);
            let mut bought: Vec<(i64, i64, Vec<LineLeft>)> = Vec::new();
            for _ in 0..12 {
                let amounts: Vec<i64> = (0..=dice(&mut seed, 3)).map(|_| dice(&mut seed, 400)).collect();
                let earned = earn(terms, carry, &amounts);
                (carry, held) = (earned.carry, held + earned.points);
                parts += amounts.iter().map(|&amount| terms.parts(amount)).sum::<i128>();
                let lines = amounts.iter().map(|&amount| LineLeft { amount, before: amount, after: amount }).collect();
                bought.push((earned.points, earned.start, lines));
                let at = usize::try_from(dice(&mut seed, i64::try_from(bought.len()).unwrap())).unwrap();
                let (points, start, lines) = &mut bought[at];
                let line = usize::try_from(dice(&mut seed, i64::try_from(lines.len()).unwrap())).unwrap();
                lines[line].after = lines[line].before - dice(&mut seed, lines[line].before + 1);
                let taken = take_back(terms, *start, lines);
                assert!(taken.points >= 0 && taken.points <= *points, "never more than is left");
                *points -= taken.points;
                (carry, held) = (carry + taken.carry, held - taken.points);
                parts -= terms.parts(lines[line].before - lines[line].after);
                lines[line].before = lines[line].after;
                assert_eq!(i128::from(held) * i128::from(terms.whole) + i128::from(carry), parts, "nothing is lost");
            }
            for (points, start, lines) in &mut bought {
                lines.iter_mut().for_each(|line| line.after = 0);
                let taken = take_back(terms, *start, lines);
                assert_eq!(taken.points, *points, "exactly what was earned");
                (carry, held) = (carry + taken.carry, held - taken.points);
            }
            assert_eq!((held, carry), (0, 0));
        }
    }
}
