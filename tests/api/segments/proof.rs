//! The proof: for random customers and random rules the database finds exactly those for whom the rule holds by the
//! pure evaluation of the domain. Seeded, so that a failure comes again.

mod base;
mod dice;
mod rules;

use std::collections::BTreeSet;

use regulars_db::segments::{self, Asked, Range, Renewed};
use regulars_db::{Db, units};
use regulars_domain::segments::{Facts, Rule, check, matches};
use regulars_domain::units::UnitTree;
use regulars_tests::TestDatabase;

use base::{Base, TODAY};
use dice::Dice;

const CUSTOMERS: usize = 120;
const RULES: usize = 250;

/// Whom the database finds, and how many it counts.
fn found(db: &mut Db, asked: &Asked<'_>) -> (BTreeSet<String>, i64) {
    let ids = segments::sample(db, asked, None, 10_000).unwrap();
    (ids.into_iter().collect(), segments::count(db, asked, None).unwrap())
}

fn expected(rule: &Rule, facts: &[(String, Facts)]) -> BTreeSet<String> {
    facts.iter().filter(|(_, facts)| matches(rule, facts, TODAY)).map(|(id, _)| id.clone()).collect()
}

#[test]
fn the_database_answers_a_rule_as_the_domain_does() {
    for seed in [1, 20_260_630, 987_654_321] {
        let (database, places) = TestDatabase::founded();
        let mut db = database.connect();
        let mut dice = Dice::new(seed);
        let base = Base::fill(&mut db, &places, &mut dice, CUSTOMERS);
        let tree = UnitTree::new(units::tree(&mut db).unwrap());
        let facts: Vec<(String, Facts)> =
            base.customers.iter().map(|id| (id.clone(), segments::facts(&mut db, id).unwrap().unwrap())).collect();
        let (mut telling, mut members) = (0, 0);
        for number in 0..RULES {
            let rule = rules::random(&mut dice, &base, 4);
            assert_eq!(check(&rule), [], "{}", serde_json::to_string(&rule).unwrap());
            let expected = expected(&rule, &facts);
            let asked = Asked { rule: &rule, today: TODAY, tree: &tree };
            let (found, count) = found(&mut db, &asked);
            let told = || format!("seed {seed}, rule {number}: {}", serde_json::to_string(&rule).unwrap());
            assert_eq!(found, expected, "{}", told());
            assert_eq!(count, i64::try_from(expected.len()).unwrap(), "{}", told());
            telling += usize::from(!expected.is_empty() && expected.len() < base.living);
            // The members become those of the rule, whoever they were before.
            members += renewed(&mut db, &base.spare_segment, &asked, &expected, &told());
        }
        assert!(telling > RULES / 3, "only {telling} rules tell customers apart");
        assert!(members > RULES, "only {members} members came");
    }
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
