//! Takings: what a shop has taken, whoever bought. A sale counts on its own day with what was charged for it, a refund lowers
//! the takings of the day it was given on (domain, Purchase).

/// The most days that takings are asked of at once.
pub const MOST_DAYS: i64 = 366;

crate::vocabulary! {
    /// How takings are grouped.
    pub enum TakingsBy {
        Unit = "unit",
        Channel = "channel",
        Category = "category",
        Product = "product",
        Day = "day",
    }
}
