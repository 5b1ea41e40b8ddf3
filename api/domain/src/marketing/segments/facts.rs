//! Whether a rule holds for one customer: its facts and a day in, yes or no out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, Days, NaiveDate};

use super::{BoughtRule, Choice, Measure, MeasureRule, NotBoughtRule, Rule};
use crate::customers::attributes::Stored;
use crate::customers::birthdays::{days_from, kept_on, months_in};
use crate::customers::profiles::{Birthday, ConsentChannel, CustomerKind, CustomerStatus, Source};
use crate::customers::tiers::TierClass;

/// What is known of a customer, as far as rules look at it. Money is minor units of the base currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Who it is: a consumer, a business, a dealer …
    pub kind: CustomerKind,
    /// Where the customer stands; merged and erased ones match no rule.
    pub status: CustomerStatus,
    /// None for kinds without a value tier, and before one was decided.
    pub tier: Option<TierClass>,
    /// The organisation-local day since which the tier is the present one.
    pub tier_since: Option<NaiveDate>,
    /// How the customer was found.
    pub source: Option<Source>,
    /// As in the profile; rules compare it exactly.
    pub city: Option<String>,
    /// The home unit and every unit above it.
    pub home_units: Vec<String>,
    /// In their one form; rules compare them exactly.
    pub tags: Vec<String>,
    /// By key, in the form in which they are kept.
    pub attributes: BTreeMap<String, Stored>,
    /// None when it is not known.
    pub birthday: Option<Birthday>,
    /// Channels on which the last word was yes.
    pub consents: BTreeSet<ConsentChannel>,
    /// The organisation-local day of the first counted purchase.
    pub first_purchase_on: Option<NaiveDate>,
    /// The organisation-local day of the last counted purchase.
    pub last_purchase_on: Option<NaiveDate>,
    /// Counted purchases of all time.
    pub purchases: i64,
    /// Different days with a counted purchase.
    pub purchase_days: i64,
    /// Minor units after refunds, of all time.
    pub net_spend: i64,
    /// The unit with the most counted purchases, of equals the one with the most net spend; none without a purchase.
    pub favourite_unit_id: Option<String>,
    /// The category with the most counted purchases, of equals the one with the most net spend; none without one.
    pub favourite_category_id: Option<String>,
    /// That category and those above it.
    pub favourite_categories: Vec<String>,
    /// Each day with a purchase or spend.
    pub days: Vec<Day>,
    /// Each category of each counted purchase, and each of those above it.
    pub bought: Vec<Bought>,
    /// Each card that is not closed.
    pub cards: Vec<Card>,
    /// The segments it is a member of.
    pub segments: BTreeSet<String>,
}

/// One organisation-local day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Day {
    /// The day the purchases were made on, not that of a refund.
    pub on: NaiveDate,
    /// Counted purchases.
    pub purchases: i64,
    /// Minor units after refunds.
    pub net: i64,
}

/// What one counted purchase brought in one category.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bought {
    /// The category of some of its lines.
    pub category_id: String,
    /// The organisation-local day of the purchase.
    pub on: NaiveDate,
    /// Minor units after refunds, of the lines of this category.
    pub net: i64,
}

/// One membership.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// The programme the card belongs to.
    pub programme_id: String,
    /// None below the lowest level.
    pub level_id: Option<String>,
    /// The balance; below zero is owed.
    pub points: i64,
}

/// The day after which a window of the last days begins; facts dated ahead of today are inside.
pub fn since(today: NaiveDate, within_days: i64) -> NaiveDate {
    let days = u64::try_from(within_days).unwrap_or(0);
    today.checked_sub_days(Days::new(days)).unwrap_or(NaiveDate::MIN)
}

/// Whether a customer is a member: somebody who is still a customer, and for whom the rule holds.
pub fn matches(rule: &Rule, facts: &Facts, today: NaiveDate) -> bool {
    facts.is_living() && holds(rule, facts, today)
}

/// Whether the rule alone holds.
pub(super) fn holds(rule: &Rule, facts: &Facts, today: NaiveDate) -> bool {
    match rule {
        Rule::All(parts) => parts.iter().all(|part| holds(part, facts, today)),
        Rule::Any(parts) => parts.iter().any(|part| holds(part, facts, today)),
        Rule::Not(part) => !holds(part, facts, today),
        Rule::Choice(choice) => facts.values(choice.of, today).iter().any(|value| choice.among.contains(value)),
        Rule::Measure(measure) => facts.lies_within(measure, today),
        Rule::Attribute(rule) => rule.holds_for(facts.attributes.get(&rule.key)),
        Rule::Consent(consent) => facts.consents.contains(&consent.channel),
        Rule::Birthday(rule) => facts.next_birthday(today, rule.within_days).is_some(),
        Rule::Bought(bought) => facts.has_bought(bought, today),
        Rule::NotBought(not) => facts.has_not_bought(not, today),
        Rule::Membership(membership) => facts.is_enrolled(membership.programme_id.as_deref()),
        Rule::Segment(segment) => facts.segments.contains(&segment.id),
    }
}

impl Facts {
    /// Merged and erased customers are in no segment.
    pub fn is_living(&self) -> bool {
        !matches!(self.status, CustomerStatus::Merged | CustomerStatus::Erased)
    }

    /// What the customer has of an attribute; nothing when it is not known.
    pub(super) fn values(&self, choice: Choice, today: NaiveDate) -> Vec<String> {
        let one = |value: Option<&str>| value.map(str::to_owned).into_iter().collect();
        match choice {
            Choice::Kind => one(Some(self.kind.as_str())),
            Choice::Status => one(Some(self.status.as_str())),
            Choice::Tier => one(self.tier.map(TierClass::as_str)),
            Choice::Source => one(self.source.map(Source::as_str)),
            Choice::City => one(self.city.as_deref()),
            Choice::HomeUnit => self.home_units.clone(),
            Choice::Tag => self.tags.clone(),
            Choice::BirthMonth => {
                let months = self.birthday.map(|birthday| months_in(&birthday, today.year())).unwrap_or_default();
                months.into_iter().map(|month| month.to_string()).collect()
            }
            Choice::FavouriteUnit => one(self.favourite_unit_id.as_deref()),
            Choice::FavouriteCategory => self.favourite_categories.clone(),
            Choice::MembershipLevel => self.cards.iter().filter_map(|card| card.level_id.clone()).collect(),
        }
    }

    /// The first day from today on, so many days ahead at most, on which the birthday is kept.
    pub(super) fn next_birthday(&self, today: NaiveDate, ahead: i64) -> Option<NaiveDate> {
        kept_on(&self.birthday?, days_from(today, ahead)).into_iter().next()
    }

    /// The number of a measure; none when there is none. An average is the sum and by what it is divided.
    pub(super) fn number(&self, measure: Measure, within_days: Option<i64>, today: NaiveDate) -> Option<(i64, i64)> {
        let ago = |day: Option<NaiveDate>| day.map(|day| (today - day).num_days());
        let days = || {
            let from = within_days.map(|days| since(today, days));
            self.days.iter().filter(move |day| from.is_none_or(|from| day.on > from))
        };
        let windowed = within_days.is_some();
        let number = match measure {
            Measure::DaysSinceFirstPurchase => ago(self.first_purchase_on)?,
            Measure::DaysSinceLastPurchase => ago(self.last_purchase_on)?,
            Measure::TierDays => ago(self.tier.and(self.tier_since))?,
            Measure::Purchases if windowed => days().map(|day| day.purchases).sum(),
            Measure::Purchases => self.purchases,
            Measure::PurchaseDays if windowed => {
                i64::try_from(days().filter(|day| day.purchases > 0).count()).unwrap_or(i64::MAX)
            }
            Measure::PurchaseDays => self.purchase_days,
            Measure::NetSpend if windowed => days().map(|day| day.net).sum(),
            Measure::NetSpend => self.net_spend,
            Measure::AverageBasket if self.purchases > 0 => return Some((self.net_spend, self.purchases)),
            Measure::AverageBasket => return None,
            Measure::Points if self.cards.is_empty() => return None,
            Measure::Points => self.cards.iter().map(|card| card.points).sum(),
        };
        Some((number, 1))
    }

    fn lies_within(&self, rule: &MeasureRule, today: NaiveDate) -> bool {
        let Some((sum, count)) = self.number(rule.of, rule.within_days, today) else { return false };
        let times = |bound: i64| i128::from(bound) * i128::from(count);
        let sum = i128::from(sum);
        rule.gte.is_none_or(|gte| sum >= times(gte)) && rule.lte.is_none_or(|lte| sum <= times(lte))
    }

    /// Whether there is a card of this programme, or of any.
    fn is_enrolled(&self, programme_id: Option<&str>) -> bool {
        self.cards.iter().any(|card| programme_id.is_none_or(|id| card.programme_id == id))
    }

    /// How often and for how much a category was bought.
    pub(super) fn bought_of(&self, category_id: &str, within_days: Option<i64>, today: NaiveDate) -> (i64, i64) {
        let from = within_days.map(|days| since(today, days));
        let found = self.bought.iter().filter(|bought| bought.category_id == category_id);
        found
            .filter(|bought| from.is_none_or(|from| bought.on > from))
            .fold((0, 0), |(times, net), bought| (times + 1, net + bought.net))
    }

    fn has_bought(&self, rule: &BoughtRule, today: NaiveDate) -> bool {
        let (times, net) = self.bought_of(&rule.category_id, rule.within_days, today);
        times >= rule.times.unwrap_or(1) && rule.spend.is_none_or(|spend| net >= spend)
    }

    fn has_not_bought(&self, rule: &NotBoughtRule, today: NaiveDate) -> bool {
        match &rule.category_id {
            Some(category_id) => self.bought_of(category_id, Some(rule.within_days), today).0 == 0,
            None => self.last_purchase_on.is_none_or(|last| last <= since(today, rule.within_days)),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::customers::profiles::BirthdayCalendar;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    pub(in super::super) fn today() -> NaiveDate {
        day("2026-06-30")
    }

    pub(in super::super) fn somebody() -> Facts {
        Facts {
            kind: CustomerKind::Consumer,
            status: CustomerStatus::Active,
            tier: Some(TierClass::B),
            tier_since: Some(day("2026-06-01")),
            source: None,
            city: Some("上海".to_owned()),
            home_units: vec!["unit_store".to_owned(), "unit_region".to_owned()],
            tags: vec!["vip".to_owned(), "辣".to_owned()],
            attributes: BTreeMap::from([
                ("taste".to_owned(), Stored::Text("sweet".to_owned())),
                ("seats".to_owned(), Stored::Number(400_000)),
            ]),
            birthday: Some(Birthday { year: None, month: 12, day: 30, calendar: BirthdayCalendar::Lunar }),
            consents: BTreeSet::from([ConsentChannel::Sms]),
            first_purchase_on: Some(day("2026-01-01")),
            last_purchase_on: Some(day("2026-06-20")),
            purchases: 3,
            purchase_days: 2,
            net_spend: 1000,
            favourite_unit_id: Some("unit_store".to_owned()),
            favourite_category_id: Some("cat_taro".to_owned()),
            favourite_categories: vec!["cat_taro".to_owned()],
            days: vec![
                Day { on: day("2026-01-01"), purchases: 1, net: 400 },
                Day { on: day("2026-06-20"), purchases: 2, net: 600 },
            ],
            bought: vec![
                Bought { category_id: "cat_taro".to_owned(), on: day("2026-01-01"), net: 400 },
                Bought { category_id: "cat_taro".to_owned(), on: day("2026-06-20"), net: 250 },
                Bought { category_id: "cat_tea".to_owned(), on: day("2026-06-20"), net: 350 },
            ],
            cards: vec![
                Card { programme_id: "prg_a".to_owned(), level_id: Some("lvl_gold".to_owned()), points: 120 },
                Card { programme_id: "prg_b".to_owned(), level_id: None, points: -20 },
            ],
            segments: BTreeSet::from(["seg_a".to_owned()]),
        }
    }

    fn is(rule: Value) -> bool {
        matches(&serde_json::from_value(rule).unwrap(), &somebody(), today())
    }

    #[test]
    fn conditions_hold_as_their_words_say() {
        let choice = |of: &str, values: &[&str]| json!({"choice": {"of": of, "in": values}});
        let measure = |of: &str, gte: i64, lte: i64| json!({"measure": {"of": of, "gte": gte, "lte": lte}});
        let window = |of: &str, gte: i64, days: i64| json!({"measure": {"of": of, "gte": gte, "within_days": days}});
        let bought =
            |times: i64, days: i64| json!({"bought": {"category_id": "cat_taro", "times": times, "within_days": days}});
        for (rule, expected) in [
            (choice("kind", &["consumer", "dealer"]), true),
            (choice("tier", &["A"]), false),
            (choice("source", &["online"]), false),
            (json!({"not": choice("source", &["online"])}), true),
            (choice("tag", &["x", "辣"]), true),
            (choice("home_unit", &["unit_region"]), true),
            (json!({"attribute": {"key": "taste", "in": ["sweet"]}}), true),
            (json!({"attribute": {"key": "seats", "gte": "40"}}), true),
            (json!({"attribute": {"key": "hat", "in": ["M"]}}), false),
            (choice("favourite_unit", &["unit_region"]), false),
            (choice("birth_month", &["2"]), true),
            (choice("birth_month", &["12"]), false),
            (json!({"birthday": {"within_days": 30}}), false),
            (json!({"birthday": {"within_days": 366}}), true),
            (measure("days_since_last_purchase", 10, 10), true),
            (measure("days_since_last_purchase", 11, 99), false),
            (measure("days_since_first_purchase", 180, 180), true),
            (measure("tier_days", 29, 29), true),
            (measure("purchases", 4, 9), false),
            (measure("average_basket", 333, 334), true),
            (measure("average_basket", 334, 400), false),
            (window("purchases", 2, 11), true),
            (window("purchases", 1, 10), false),
            (window("purchases", 3, 180), false),
            (window("purchases", 3, 181), true),
            (window("purchase_days", 2, 180), false),
            (window("net_spend", 600, 30), true),
            (window("net_spend", 601, 30), false),
            (json!({"consent": {"channel": "sms"}}), true),
            (json!({"consent": {"channel": "post"}}), false),
            (bought(2, 365), true),
            (bought(2, 30), false),
            (json!({"bought": {"category_id": "cat_taro", "spend": 650}}), true),
            (json!({"bought": {"category_id": "cat_taro", "spend": 651}}), false),
            (json!({"bought": {"category_id": "cat_cake"}}), false),
            (json!({"not_bought": {"within_days": 10}}), true),
            (json!({"not_bought": {"within_days": 11}}), false),
            (json!({"not_bought": {"category_id": "cat_cake", "within_days": 90}}), true),
            (choice("membership_level", &["lvl_silver", "lvl_gold"]), true),
            (choice("membership_level", &["lvl_silver"]), false),
            (measure("points", 100, 100), true),
            (measure("points", 101, 200), false),
            (json!({"membership": {}}), true),
            (json!({"membership": {"programme_id": "prg_b"}}), true),
            (json!({"membership": {"programme_id": "prg_c"}}), false),
            (json!({"segment": {"id": "seg_a"}}), true),
            (json!({"all": [choice("tier", &["B"]), choice("city", &["北京"])]}), false),
            (json!({"any": [choice("tier", &["B"]), choice("city", &["北京"])]}), true),
        ] {
            assert_eq!(is(rule.clone()), expected, "{rule}");
        }
    }

    #[test]
    fn who_has_no_card_has_no_points_and_no_level() {
        let facts = Facts { cards: Vec::new(), ..somebody() };
        for (rule, expected) in [
            (json!({"measure": {"of": "points", "lte": 0}}), false),
            (json!({"not": {"measure": {"of": "points", "gte": 1}}}), true),
            (json!({"choice": {"of": "membership_level", "in": ["lvl_gold"]}}), false),
            (json!({"membership": {}}), false),
        ] {
            assert_eq!(matches(&serde_json::from_value(rule.clone()).unwrap(), &facts, today()), expected, "{rule}");
        }
    }

    #[test]
    fn who_is_no_customer_any_more_is_in_no_segment() {
        let anybody: Rule = serde_json::from_value(json!({"not": {"choice": {"of": "city", "in": ["x"]}}})).unwrap();
        for (status, expected) in
            [(CustomerStatus::Lost, true), (CustomerStatus::Merged, false), (CustomerStatus::Erased, false)]
        {
            assert_eq!(matches(&anybody, &Facts { status, ..somebody() }, today()), expected, "{status}");
        }
    }
}
