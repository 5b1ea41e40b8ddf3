//! Deliveries of wholesale purchases: what was ordered and promised for when, and what came (domain, Purchase). On time is
//! what came on its promised day or before, in full what came without a shortage; the share of both together is known as
//! OTIF (on time, in full).

use chrono::NaiveDate;

use crate::quantity::Quantity;
use crate::statistics::share_of;

crate::vocabulary! {
    /// How a delivery stands against the day it was promised for.
    pub enum Punctuality {
        /// Came on the promised day or before.
        OnTime = "on_time",
        /// Came later, or has not come though the day is over.
        Late = "late",
        /// Has not come, and the day is not over.
        Due = "due",
        /// No day was promised.
        Unpromised = "unpromised",
    }
}

/// The days of a delivery.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryDays {
    /// When it was ordered.
    pub ordered_on: Option<NaiveDate>,
    /// The day for which it was promised.
    pub promised_on: Option<NaiveDate>,
    /// The day on which it came; none while it has not.
    pub delivered_on: Option<NaiveDate>,
}

/// What is wrong with the days of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeliveryDaysError {
    /// Nothing is promised for a day before it was ordered.
    PromisedBeforeOrdered,
    /// Nothing comes before it was ordered.
    DeliveredBeforeOrdered,
    /// A delivery is recorded once it is there.
    DeliveredAhead,
}

impl DeliveryDays {
    /// Whether they can be so today.
    pub fn check(self, today: NaiveDate) -> Result<(), DeliveryDaysError> {
        let is_before_order =
            |day: Option<NaiveDate>| matches!((self.ordered_on, day), (Some(ordered), Some(day)) if day < ordered);
        if is_before_order(self.promised_on) {
            return Err(DeliveryDaysError::PromisedBeforeOrdered);
        }
        if is_before_order(self.delivered_on) {
            return Err(DeliveryDaysError::DeliveredBeforeOrdered);
        }
        if self.delivered_on.is_some_and(|day| day > today) {
            return Err(DeliveryDaysError::DeliveredAhead);
        }
        Ok(())
    }

    /// How it stands today.
    pub fn punctuality(self, today: NaiveDate) -> Punctuality {
        match (self.promised_on, self.delivered_on) {
            (None, _) => Punctuality::Unpromised,
            (Some(promised), Some(delivered)) if delivered <= promised => Punctuality::OnTime,
            (Some(_), Some(_)) => Punctuality::Late,
            (Some(promised), None) if promised < today => Punctuality::Late,
            (Some(_), None) => Punctuality::Due,
        }
    }
}

/// Whether so much can be missing of what was ordered.
pub fn is_short_of(ordered: Quantity, short: Option<Quantity>) -> bool {
    short.is_none_or(|short| short <= ordered)
}

crate::vocabulary! {
    /// How deliveries are grouped.
    pub enum PurchaseDeliveriesBy {
        Unit = "unit",
        Customer = "customer",
        /// By the month they were promised for.
        Month = "month",
    }
}

/// Deliveries that stand alike put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Delivered {
    /// How each of them stands.
    pub punctuality: Punctuality,
    /// How many.
    pub count: i64,
    /// Of these, how many came without a shortage.
    pub in_full: i64,
    /// Thousandths ordered of those that came.
    pub ordered: i64,
    /// Thousandths missing of them.
    pub short: i64,
}

/// How deliveries that were promised for some time came.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeliveryFigures {
    /// Came on the promised day or before.
    pub on_time: i64,
    /// Of those on time, how many came in full.
    pub on_time_in_full: i64,
    /// Came later, or have not come though the day is over.
    pub late: i64,
    /// Have not come, and the day is not over.
    pub due: i64,
    /// Thousandths ordered of those that came.
    pub ordered: i64,
    /// Thousandths missing of them.
    pub short: i64,
}

impl DeliveryFigures {
    /// Counts some more.
    pub fn add(&mut self, delivered: Delivered) {
        match delivered.punctuality {
            Punctuality::OnTime => {
                self.on_time += delivered.count;
                self.on_time_in_full += delivered.in_full;
            }
            Punctuality::Late => self.late += delivered.count,
            Punctuality::Due => self.due += delivered.count,
            Punctuality::Unpromised => {}
        }
        self.ordered += delivered.ordered;
        self.short += delivered.short;
    }

    /// The two put together.
    pub fn and(mut self, other: DeliveryFigures) -> DeliveryFigures {
        self.on_time += other.on_time;
        self.on_time_in_full += other.on_time_in_full;
        self.late += other.late;
        self.due += other.due;
        self.ordered += other.ordered;
        self.short += other.short;
        self
    }

    /// Those whose day is over or that have come.
    pub fn settled(self) -> i64 {
        self.on_time + self.late
    }

    /// The share of the settled ones that came on time, 0 to 1; none when none is settled.
    pub fn on_time_rate(self) -> Option<f64> {
        share_of(self.on_time, self.settled())
    }

    /// The share of the settled ones that came on time and in full, 0 to 1.
    pub fn on_time_in_full_rate(self) -> Option<f64> {
        share_of(self.on_time_in_full, self.settled())
    }

    /// The share that was missing of what was ordered, 0 to 1; none when no quantity is known.
    pub fn shortage_rate(self) -> Option<f64> {
        share_of(self.short, self.ordered)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(number: u32) -> Option<NaiveDate> {
        NaiveDate::from_ymd_opt(2026, 3, number)
    }

    fn days(ordered: u32, promised: u32, delivered: u32) -> DeliveryDays {
        DeliveryDays { ordered_on: day(ordered), promised_on: day(promised), delivered_on: day(delivered) }
    }

    #[test]
    fn a_delivery_is_on_time_until_the_end_of_its_day() {
        let today = day(10).unwrap();
        for (promised, delivered, expected) in [
            (0, 0, Punctuality::Unpromised),
            (0, 5, Punctuality::Unpromised),
            (5, 4, Punctuality::OnTime),
            (5, 5, Punctuality::OnTime),
            (5, 6, Punctuality::Late),
            (9, 0, Punctuality::Late),
            (10, 0, Punctuality::Due),
            (11, 0, Punctuality::Due),
        ] {
            assert_eq!(days(0, promised, delivered).punctuality(today), expected, "{promised} {delivered}");
        }
    }

    #[test]
    fn days_stand_in_their_order() {
        let today = day(10).unwrap();
        for (given, expected) in [
            (days(0, 0, 0), Ok(())),
            (days(1, 1, 1), Ok(())),
            (days(2, 1, 0), Err(DeliveryDaysError::PromisedBeforeOrdered)),
            (days(2, 0, 1), Err(DeliveryDaysError::DeliveredBeforeOrdered)),
            (days(0, 5, 1), Ok(())),
            (days(0, 0, 10), Ok(())),
            (days(0, 0, 11), Err(DeliveryDaysError::DeliveredAhead)),
            (days(0, 20, 0), Ok(())),
        ] {
            assert_eq!(given.check(today), expected, "{given:?}");
        }
    }

    #[test]
    fn rates_are_of_what_is_settled() {
        let mut figures = DeliveryFigures::default();
        assert_eq!((figures.on_time_rate(), figures.shortage_rate()), (None, None));
        let delivered =
            |punctuality, count, in_full, ordered, short| Delivered { punctuality, count, in_full, ordered, short };
        figures.add(delivered(Punctuality::OnTime, 6, 4, 80_000, 2_000));
        figures.add(delivered(Punctuality::Late, 2, 1, 20_000, 3_000));
        figures.add(delivered(Punctuality::Due, 5, 0, 0, 0));
        figures.add(delivered(Punctuality::Unpromised, 9, 9, 0, 0));
        assert_eq!(figures.on_time_rate(), Some(0.75));
        assert_eq!(figures.on_time_in_full_rate(), Some(0.5));
        assert_eq!(figures.shortage_rate(), Some(0.05));
        assert_eq!(figures.and(figures).settled(), 16);
    }

    #[test]
    fn no_more_is_missing_than_was_ordered() {
        let quantity = |thousandths| Quantity::from_thousandths(thousandths).unwrap();
        assert!(is_short_of(quantity(5), None));
        assert!(is_short_of(quantity(5), Some(quantity(5))));
        assert!(!is_short_of(quantity(5), Some(quantity(6))));
    }
}
