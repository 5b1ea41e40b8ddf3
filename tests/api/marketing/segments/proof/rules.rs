//! Random rules, each one that may be saved.

use regulars_domain::customers::profiles::{ConsentChannel, CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::marketing::segments::{
    AttributeRule, BirthdayRule, BoughtRule, Choice, ChoiceRule, ConsentRule, Measure, MeasureRule, MemberRule,
    MembershipRule, NotBoughtRule, Rule, bound,
};

use super::base::{Base, CITIES, SEATS, SINCE, TAGS, TASTES};
use super::dice::Dice;

pub fn random(dice: &mut Dice, base: &Base, depth: usize) -> Rule {
    if depth > 0 && dice.once_in(2) {
        return match dice.below(5) {
            0 | 1 => Rule::All(parts(dice, base, depth)),
            2 | 3 => Rule::Any(parts(dice, base, depth)),
            _ => Rule::Not(Box::new(random(dice, base, depth - 1))),
        };
    }
    match dice.below(16) {
        14 | 15 => Rule::Attribute(attribute(dice)),
        0..=3 => Rule::Choice(choice(dice, base)),
        4..=7 => Rule::Measure(measure(dice)),
        8 => Rule::Consent(ConsentRule { channel: dice.one_of(ConsentChannel::ALL) }),
        9 => Rule::Bought(bought(dice, base)),
        13 => Rule::Birthday(BirthdayRule { within_days: dice.one_of(&[0, 1, 7, 30, 366]) }),
        10 => {
            let category = dice.one_of(&base.categories);
            Rule::NotBought(NotBoughtRule { category_id: dice.maybe(category), within_days: window(dice) })
        }
        11 => {
            let programme = dice.one_of(&base.programmes);
            Rule::Membership(MembershipRule { programme_id: dice.maybe(programme) })
        }
        _ => Rule::Segment(MemberRule { id: dice.one_of(&base.segments) }),
    }
}

fn parts(dice: &mut Dice, base: &Base, depth: usize) -> Vec<Rule> {
    (0..=dice.below(2)).map(|_| random(dice, base, depth - 1)).collect()
}

fn window(dice: &mut Dice) -> i64 {
    dice.one_of(&[1, 2, 7, 30, 90, 200, 365, 3650])
}

fn choice(dice: &mut Dice, base: &Base) -> ChoiceRule {
    let of = dice.one_of(Choice::ALL);
    let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    let from = match of {
        Choice::Kind => owned(CustomerKind::WORDS),
        Choice::Status => owned(CustomerStatus::WORDS),
        Choice::Tier => owned(TierClass::WORDS),
        Choice::Source => owned(Source::WORDS),
        Choice::City => owned(CITIES),
        Choice::Tag => owned(TAGS),
        Choice::BirthMonth => (1..=12).map(|month| month.to_string()).collect(),
        Choice::HomeUnit | Choice::FavouriteUnit => base.units.clone(),
        Choice::FavouriteCategory => base.categories.clone(),
        Choice::MembershipLevel => base.levels.iter().map(|(_, level)| level.clone()).collect(),
    };
    let mut among: Vec<String> = (0..=dice.below(3)).map(|_| dice.one_of(&from)).collect();
    among.sort();
    among.dedup();
    ChoiceRule { of, among }
}

fn attribute(dice: &mut Dice) -> AttributeRule {
    let (key, values) = dice.one_of(&[("taste", TASTES), ("seats", SEATS), ("since", SINCE)]);
    let value = |dice: &mut Dice| dice.one_of(values).to_owned();
    if key == "taste" || dice.once_in(2) {
        let mut among: Vec<String> = (0..=dice.below(2)).map(|_| value(dice)).collect();
        among.sort();
        among.dedup();
        return AttributeRule { key: key.to_owned(), among: Some(among), gte: None, lte: None };
    }
    let (one, other) = (value(dice), value(dice));
    let (low, high) = if bound(&one) <= bound(&other) { (one, other) } else { (other, one) };
    let (gte, lte) = match dice.below(3) {
        0 => (Some(low), None),
        1 => (None, Some(high)),
        _ => (Some(low), Some(high)),
    };
    AttributeRule { key: key.to_owned(), among: None, gte, lte }
}

fn measure(dice: &mut Dice) -> MeasureRule {
    let of = dice.one_of(Measure::ALL);
    let most = match of {
        Measure::Purchases | Measure::PurchaseDays => 7,
        Measure::NetSpend | Measure::AverageBasket => 9000,
        Measure::Points => 1500,
        _ => 420,
    };
    let low = if of == Measure::Points { most / 3 } else { 0 };
    let (one, other) = (dice.below(most) - low, dice.below(most) - low);
    let (gte, lte) = match dice.below(4) {
        0 => (None, Some(one)),
        1 => (Some(one), None),
        2 => (Some(0), Some(one.max(0))),
        _ => (Some(one.min(other)), Some(one.max(other))),
    };
    let days = window(dice);
    MeasureRule { of, gte, lte, within_days: dice.maybe(days).filter(|_| of.takes_window()) }
}

fn bought(dice: &mut Dice, base: &Base) -> BoughtRule {
    let (times, spend, days) = (dice.below(3) + 1, dice.below(6000), window(dice));
    BoughtRule {
        category_id: dice.one_of(&base.categories),
        times: dice.maybe(times),
        spend: dice.maybe(spend),
        within_days: dice.maybe(days),
    }
}
