//! What is kept of each customer, computed again: days, tallies, sums, status, tier, search terms, tags and owners of
//! identities.

use std::collections::{BTreeMap, HashMap};

use regulars_db::Db;
use regulars_db::customers::attributes;
use regulars_db::customers::attributes::Attribute;
use regulars_db::customers::metrics::{CATEGORY, Metrics, Tally, UNIT};
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_db::verify;
use regulars_db::verify::Slice;
use regulars_domain::customers::metrics::{Fact, Metrics as Sums};
use regulars_domain::customers::profiles::{CustomerStatus, has_tier, status_of};
use regulars_domain::customers::tiers::{Candidate, decide};
use regulars_domain::identities::stored_key;
use regulars_domain::sales::purchases::counts_as_purchase;

use super::{Basis, Differences};
use crate::customers::profiles::figures::favourite;
use crate::customers::profiles::identities::all_terms;
use crate::platform::error::Answer;
use crate::sales::purchases::refunds;

/// The facts of one customer.
#[derive(Default)]
struct Facts<'a> {
    purchases: Vec<&'a Purchase>,
    lines: HashMap<&'a str, Vec<&'a Line>>,
    identities: Vec<Identity>,
}

pub fn look(db: &mut Db, slice: &Slice, basis: &Basis, found: &mut Differences) -> Answer<()> {
    let mut facts: HashMap<&str, Facts<'_>> = HashMap::new();
    for purchase in &slice.purchases {
        facts.entry(&purchase.customer_id).or_default().purchases.push(purchase);
    }
    for line in &slice.lines {
        let of = facts.entry(&line.customer_id).or_default();
        of.lines.entry(&line.purchase_id).or_default().push(line);
    }
    for identity in &slice.identities {
        facts.entry(&identity.customer_id).or_default().identities.push(identity.clone());
    }
    let stored: HashMap<&str, &Metrics> =
        slice.metrics.iter().map(|metrics| (metrics.customer_id.as_str(), metrics)).collect();
    let nothing = Facts::default();
    for customer in &slice.customers {
        let facts = facts.get(customer.id.as_str()).unwrap_or(&nothing);
        let days = days(facts);
        compare_days(slice, customer, &days, found);
        let tallies = tallies(customer, facts);
        compare_tallies(slice, customer, &tallies, found);
        match stored.get(customer.id.as_str()) {
            None => found.compare(&customer.id, "metrics", "nothing", "a row"),
            Some(stored) => sums(basis, customer, facts, &days, &tallies, stored, found),
        }
        compare_words(slice, customer, facts, found);
    }
    compare_history(slice, &stored, found);
    owners(db, slice, found)
}

type Days = BTreeMap<chrono::NaiveDate, (i64, i64)>;

fn days(facts: &Facts<'_>) -> Days {
    let mut days = Days::new();
    for purchase in &facts.purchases {
        let day = days.entry(purchase.occurred_on).or_default();
        day.0 += i64::from(counts_as_purchase(purchase.state.0));
        day.1 += purchase.net_minor;
    }
    days.retain(|_, day| *day != (0, 0));
    days
}

fn told((purchases, net): &(i64, i64)) -> String {
    format!("purchases {purchases}, net {net}")
}

fn compare_days(slice: &Slice, customer: &Customer, expected: &Days, found: &mut Differences) {
    let own = part(&slice.days, &customer.id, |day| &day.customer_id);
    let stored = own.iter().map(|day| (day.day, told(&(day.purchases, day.net_minor)))).collect();
    let expected = expected.iter().map(|(day, sums)| (*day, told(sums))).collect();
    found.compare_all(&customer.id, "days", &stored, &expected);
}

fn tallies(customer: &Customer, facts: &Facts<'_>) -> Vec<Tally> {
    let mut sums: BTreeMap<(&str, &str), (i64, i64)> = BTreeMap::new();
    for purchase in &facts.purchases {
        let counted = i64::from(counts_as_purchase(purchase.state.0));
        if let Some(unit_id) = &purchase.unit_id {
            let tally = sums.entry((UNIT, unit_id)).or_default();
            tally.0 += counted;
            tally.1 += purchase.net_minor;
        }
        let mut categories: BTreeMap<&str, i64> = BTreeMap::new();
        let lines = facts.lines.get(purchase.id.as_str()).into_iter().flatten();
        for line in lines.filter(|line| refunds::plain(line).is_kept()) {
            if let Some(category_id) = &line.category_id {
                *categories.entry(category_id).or_default() += line.amount - line.refunded_amount;
            }
        }
        for (category_id, net) in categories {
            let tally = sums.entry((CATEGORY, category_id)).or_default();
            tally.0 += counted;
            tally.1 += net;
        }
    }
    sums.into_iter()
        .filter(|(_, sums)| *sums != (0, 0))
        .map(|((dimension, member_id), (purchases, net_minor))| Tally {
            customer_id: customer.id.clone(),
            dimension: dimension.to_owned(),
            member_id: member_id.to_owned(),
            purchases,
            net_minor,
        })
        .collect()
}

fn compare_tallies(slice: &Slice, customer: &Customer, expected: &[Tally], found: &mut Differences) {
    let row =
        |tally: &Tally| (format!("{}.{}", tally.dimension, tally.member_id), told(&(tally.purchases, tally.net_minor)));
    let own = part(&slice.tallies, &customer.id, |tally| &tally.customer_id);
    let (stored, expected) = (own.iter().map(row).collect(), expected.iter().map(row).collect());
    found.compare_all(&customer.id, "tallies", &stored, &expected);
}

fn sums(
    basis: &Basis,
    customer: &Customer,
    facts: &Facts<'_>,
    days: &Days,
    tallies: &[Tally],
    stored: &Metrics,
    found: &mut Differences,
) {
    let plain: Vec<Fact> = facts
        .purchases
        .iter()
        .map(|purchase| Fact {
            on: purchase.occurred_on,
            net: purchase.net_minor,
            counted: counts_as_purchase(purchase.state.0),
        })
        .collect();
    let expected = Sums::from_facts(&plain);
    let mut compare = |field: &str, stored: String, expected: String| {
        found.compare(&customer.id, &format!("metrics.{field}"), &stored, &expected);
    };
    let day = |day: Option<chrono::NaiveDate>| day.map_or_else(|| "none".to_owned(), |day| day.to_string());
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    compare("first_purchase_on", day(stored.first_purchase_on), day(expected.first_purchase_on));
    compare("last_purchase_on", day(stored.last_purchase_on), day(expected.last_purchase_on));
    compare("purchases", stored.purchases.to_string(), expected.purchases.to_string());
    compare("purchase_days", stored.purchase_days.to_string(), expected.purchase_days.to_string());
    compare("net_minor", stored.net_minor.to_string(), expected.net_spend.to_string());
    compare("favourite_unit_id", text(&stored.favourite_unit_id), text(&favourite(tallies, UNIT)));
    compare("favourite_category_id", text(&stored.favourite_category_id), text(&favourite(tallies, CATEGORY)));
    let class = stored.tier.map_or("none at all", |tier| tier.0.as_str());
    compare("tier", class.to_owned(), tier_of(basis, customer, days).to_owned());
    let status = status_of(customer.status.0, expected.purchases, false);
    found.compare(&customer.id, "status", customer.status.as_str(), status.as_str());
}

/// The class for the rule in force, today.
fn tier_of(basis: &Basis, customer: &Customer, days: &Days) -> &'static str {
    if !has_tier(customer.kind.0) {
        return "none at all";
    }
    let ranges = basis.rule.policy.window.ranges(basis.today);
    let candidates: Vec<Candidate> = ranges
        .into_iter()
        .zip(&basis.bounds)
        .map(|(range, bounds)| Candidate {
            range,
            spend: days.range(range.from..=range.to).map(|(_, (_, net))| net).sum(),
            bounds: *bounds,
        })
        .collect();
    decide(&candidates, basis.today).class.as_str()
}

/// The present tier is the last of the history; who has no history has never been anything but `none`.
fn compare_history(slice: &Slice, stored: &HashMap<&str, &Metrics>, found: &mut Differences) {
    let mut last: HashMap<&str, &str> = HashMap::new();
    for change in &slice.tier_changes {
        last.insert(&change.customer_id, change.tier.0.as_str());
    }
    for (id, metrics) in stored {
        if let Some(tier) = metrics.tier {
            let expected = last.get(id).copied().unwrap_or("none");
            found.compare(id, "tier_changes.last", tier.0.as_str(), expected);
        }
    }
}

/// What search finds the customer by, its tags and attributes.
fn compare_words(slice: &Slice, customer: &Customer, facts: &Facts<'_>, found: &mut Differences) {
    if matches!(customer.status.0, CustomerStatus::Erased | CustomerStatus::Merged) {
        return;
    }
    let there = |word: &String| (word.clone(), "there".to_owned());
    let own = |rows: &[(String, String)]| -> BTreeMap<String, String> {
        part(rows, &customer.id, |(id, _)| id).iter().map(|(_, word)| there(word)).collect()
    };
    let terms = all_terms(&customer.name, &facts.identities).iter().map(there).collect();
    found.compare_all(&customer.id, "terms", &own(&slice.terms), &terms);
    let tags = customer.tags.iter().map(there).collect();
    found.compare_all(&customer.id, "tags", &own(&slice.tags), &tags);
    let told = |one: &Attribute| (one.key.clone(), format!("{:?} {:?}", one.text_value, one.number_value));
    let stored = part(&slice.attributes, &customer.id, |one| &one.customer_id).iter().map(told).collect();
    let attributes = attributes::rows(&customer.id, &customer.attributes).map(|one| told(&one)).collect();
    found.compare_all(&customer.id, "attributes", &stored, &attributes);
}

fn owners(db: &mut Db, slice: &Slice, found: &mut Differences) -> Answer<()> {
    let keys: Vec<String> = slice
        .identities
        .iter()
        .map(|identity| stored_key(identity.kind.0, &identity.partner, &identity.value))
        .collect();
    let stored: HashMap<String, String> = verify::owners(db, &keys)?.into_iter().collect();
    for (identity, key) in slice.identities.iter().zip(&keys) {
        let owner = stored.get(key).map_or("nobody", String::as_str);
        found.compare(&identity.customer_id, &format!("identity_owners.{key}"), owner, &identity.customer_id);
    }
    Ok(())
}

/// The rows of one customer among rows in the order of customers.
fn part<'a, T>(rows: &'a [T], id: &str, of: impl Fn(&T) -> &String) -> &'a [T] {
    let from = rows.partition_point(|row| of(row).as_str() < id);
    let rest = rows.get(from..).unwrap_or_default();
    rest.get(..rest.partition_point(|row| of(row).as_str() <= id)).unwrap_or_default()
}
