//! The proof: for random customers and random rules the database finds exactly those for whom the rule holds by the
//! pure evaluation of the domain. Seeded, so that a failure comes again.

mod base;
mod cards;
mod dice;
mod rules;

use std::collections::BTreeSet;

use regulars_db::Db;
use regulars_db::catalogue::products::categories;
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::{Asked, Range, Renewed};
use regulars_db::organisation::units;
use regulars_domain::catalogue::categories::CategoryTree;
use regulars_domain::marketing::segments::{Choice, Facts, Measure, Rule, check, matches};
use regulars_domain::permissions::UnitTree;
use regulars_tests::TestDatabase;

use base::{Base, TODAY};
use dice::Dice;

const CUSTOMERS: usize = 120;
const RULES: usize = 250;
/// Rules of one condition, so that each kind of condition is told apart by itself.
const CONDITIONS: usize = 400;

/// Whom the database finds, and how many it counts.
fn found(db: &mut Db, asked: &Asked<'_>) -> (BTreeSet<String>, i64) {
    let ids = segments::sample(db, asked, None, 10_000).unwrap();
    (ids.into_iter().collect(), segments::count(db, asked, None).unwrap())
}

/// What a rule of one condition is about; none of groups.
fn topic(rule: &Rule) -> Option<String> {
    match rule {
        Rule::All(_) | Rule::Any(_) | Rule::Not(_) => None,
        Rule::Choice(choice) => Some(choice.of.to_string()),
        Rule::Measure(measure) => {
            Some(format!("{}{}", measure.of, if measure.within_days.is_some() { " in days" } else { "" }))
        }
        Rule::Attribute(attribute) => Some(format!("attribute {}", attribute.among.is_some())),
        Rule::Consent(_) => Some("consent".to_owned()),
        Rule::Birthday(_) => Some("birthday".to_owned()),
        Rule::Bought(bought) => {
            let bounds = [bought.times.filter(|times| *times > 1), bought.spend, bought.within_days];
            Some(format!("bought {:?}", bounds.map(|bound| bound.is_some())))
        }
        Rule::NotBought(not) => Some(format!("not bought {}", not.category_id.is_some())),
        Rule::Membership(membership) => Some(format!("membership {}", membership.programme_id.is_some())),
        Rule::Segment(_) => Some("segment".to_owned()),
    }
}

/// Every topic that a condition can have.
fn topics() -> BTreeSet<String> {
    let windowed = Measure::ALL.iter().filter(|measure| measure.takes_window());
    let flags = [false, true];
    let mut bought = Vec::new();
    for times in flags {
        for spend in flags {
            bought.extend(flags.map(|days| format!("bought {:?}", [times, spend, days])));
        }
    }
    let either = |what: &str| flags.map(|named| format!("{what} {named}"));
    (Choice::ALL.iter().map(ToString::to_string))
        .chain(Measure::ALL.iter().map(ToString::to_string))
        .chain(windowed.map(|measure| format!("{measure} in days")))
        .chain(bought)
        .chain(either("attribute"))
        .chain(either("not bought"))
        .chain(either("membership"))
        .chain(["birthday".to_owned(), "consent".to_owned(), "segment".to_owned()])
        .collect()
}

fn expected(rule: &Rule, facts: &[(String, Facts)]) -> BTreeSet<String> {
    facts.iter().filter(|(_, facts)| matches(rule, facts, TODAY)).map(|(id, _)| id.clone()).collect()
}

#[test]
fn the_database_answers_a_rule_as_the_domain_does() {
    let mut told_apart = BTreeSet::new();
    for seed in [1, 20_260_630, 987_654_321] {
        let (database, places) = TestDatabase::founded();
        let mut db = database.connect();
        let mut dice = Dice::new(seed);
        let base = Base::fill(&mut db, &places, &mut dice, CUSTOMERS);
        let tree = UnitTree::new(units::tree(&mut db).unwrap());
        let categories = CategoryTree::new(categories::tree(&mut db).unwrap());
        let facts: Vec<(String, Facts)> = base
            .customers
            .iter()
            .map(|id| (id.clone(), segments::facts(&mut db, id, TODAY).unwrap().unwrap()))
            .collect();
        let (mut telling, mut members) = (0, 0);
        for number in 0..RULES + CONDITIONS {
            let rule = rules::random(&mut dice, &base, if number < RULES { 4 } else { 0 });
            assert_eq!(check(&rule), [], "{}", serde_json::to_string(&rule).unwrap());
            let expected = expected(&rule, &facts);
            let asked = Asked { rule: &rule, today: TODAY, tree: &tree, categories: &categories, cut: None };
            let (found, count) = found(&mut db, &asked);
            let told = || format!("seed {seed}, rule {number}: {}", serde_json::to_string(&rule).unwrap());
            assert_eq!(found, expected, "{}", told());
            assert_eq!(count, i64::try_from(expected.len()).unwrap(), "{}", told());
            let tells = !expected.is_empty() && expected.len() < base.living;
            telling += usize::from(tells);
            told_apart.extend(topic(&rule).filter(|_| tells));
            // The members become those of the rule, whoever they were before.
            members += renewed(&mut db, &base.spare_segment, &asked, &expected, &told());
        }
        assert!(telling > RULES / 3, "only {telling} rules tell customers apart");
        assert!(members > RULES, "only {members} members came");
    }
    let left: Vec<String> = topics().difference(&told_apart).cloned().collect();
    assert_eq!(left, Vec::<String>::new(), "no rule of these alone told customers apart");
}

/// Renews a segment in ranges and holds the difference against what was there; how many came.
fn renewed(db: &mut Db, segment_id: &str, asked: &Asked<'_>, expected: &BTreeSet<String>, told: &str) -> usize {
    let before: BTreeSet<String> = segments::member_ids(db, segment_id).unwrap().into_iter().collect();
    let renewed = Renewed { segment_id, rule_version: 1, since: TODAY };
    let mut range = Range::default();
    let (mut came, mut went) = (0, 0);
    loop {
        range.up_to = segments::range_end(db, &range.after, 50).unwrap();
        let part = segments::renew(db, asked, renewed, &range).unwrap();
        (came, went) = (came + part.0, went + part.1);
        match range.up_to.take() {
            Some(up_to) => range.after = up_to,
            None => break,
        }
    }
    let after: BTreeSet<String> = segments::member_ids(db, segment_id).unwrap().into_iter().collect();
    assert_eq!(&after, expected, "{told}");
    let came = usize::try_from(came).unwrap();
    assert_eq!(came, after.difference(&before).count(), "{told}");
    assert_eq!(usize::try_from(went).unwrap(), before.difference(&after).count(), "{told}");
    came
}
