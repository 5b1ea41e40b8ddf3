//! Segments: named groups of customers, by a rule or by hand (domain, Segments).
//!
//! Here: the rule language ([`Rule`]), what a rule may be ([`check`]), whether it holds for a customer's facts
//! ([`matches`], and [`explain`] part by part), and how it reads in words ([`reading`]). Everything is two-valued: what
//! is not known does not match, and `not` turns that round. Not here: how the database answers the same question for
//! the whole base; a test holds that answer against [`matches`].
//!
//! A new attribute with a list of values is one word of [`Choice`], one with a number one word of [`Measure`]; the
//! compiler then asks for its fact, its text and its column.

mod attribute;
mod check;
mod explain;
mod facts;
mod freshness;
mod rule;
mod words;

pub use attribute::{attribute_faults, attribute_names, bound, stored};
pub use check::{MAX_DEPTH, MAX_PARTS, MAX_VALUE, MAX_VALUES, Reference, RuleError, RuleFault, check, references};
pub use explain::{Part, explain};
pub use facts::{Bought, Card, Day, Facts, matches, since};
pub use freshness::{Freshness, Looked, freshness};
pub use rule::{
    AttributeRule, BirthdayRule, BoughtRule, ChoiceRule, ConsentRule, MeasureRule, MemberRule, MembershipRule,
    NotBoughtRule, Rule,
};
pub use words::{Names, Speech, reading};

crate::vocabulary! {
    /// What makes a customer a member.
    pub enum SegmentKind {
        /// A rule, looked at again and again.
        Rule = "rule",
        /// A list put together by hand.
        Static = "static",
    }
}

crate::vocabulary! {
    /// Whether a segment is in use.
    pub enum SegmentState {
        Active = "active",
        Archived = "archived",
    }
}

crate::vocabulary! {
    /// An attribute that has one of a list of values.
    pub enum Choice {
        Kind = "kind",
        Status = "status",
        Tier = "tier",
        Source = "source",
        City = "city",
        /// A unit or one above it.
        HomeUnit = "home_unit",
        /// Any of the customer's tags.
        Tag = "tag",
        /// 1 to 12: the solar month in which the birthday is kept this year.
        BirthMonth = "birth_month",
        FavouriteUnit = "favourite_unit",
        FavouriteCategory = "favourite_category",
        /// Of a card that is not closed; a level belongs to one programme.
        MembershipLevel = "membership_level",
    }
}

crate::vocabulary! {
    /// An attribute that is a number. Money is in minor units of the base currency.
    pub enum Measure {
        DaysSinceFirstPurchase = "days_since_first_purchase",
        DaysSinceLastPurchase = "days_since_last_purchase",
        /// For how many days the tier has been the present one.
        TierDays = "tier_days",
        Purchases = "purchases",
        PurchaseDays = "purchase_days",
        NetSpend = "net_spend",
        /// Net spend for each purchase.
        AverageBasket = "average_basket",
        /// The balance of the customer's cards that are not closed, of all programmes; below zero is owed.
        Points = "points",
    }
}

impl Measure {
    /// Whether it can be taken over the last days only.
    pub fn takes_window(self) -> bool {
        matches!(self, Measure::Purchases | Measure::PurchaseDays | Measure::NetSpend)
    }

    /// Whether it is money.
    pub fn is_money(self) -> bool {
        matches!(self, Measure::NetSpend | Measure::AverageBasket)
    }

    /// Whether it counts days that have gone by.
    pub fn is_days(self) -> bool {
        matches!(self, Measure::DaysSinceFirstPurchase | Measure::DaysSinceLastPurchase | Measure::TierDays)
    }

    /// Whether it can be below zero.
    pub fn can_be_negative(self) -> bool {
        self.is_money() || self == Measure::Points
    }
}
