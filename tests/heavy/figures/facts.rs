//! The base as it is stored, and what its purchases, lines and refunds say it should be. Plain sums: nothing of the
//! product's own arithmetic is used.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Datelike, NaiveDate};
use diesel::prelude::*;
use regulars_db::customers::metrics::{Day, Metrics, Tally, TierChange};
use regulars_db::customers::profiles::Customer;
use regulars_db::on;
use regulars_db::sales::purchases::{Line, Purchase, RefundLine};
use regulars_db::schema::{
    customer_days, customer_metrics, customer_tallies, customers, purchase_lines, purchases, refund_lines, refunds,
    tier_changes,
};
use regulars_tests::TestApp;

/// Every row that figures are made of or kept in.
pub struct Base {
    pub purchases: Vec<Purchase>,
    lines: Vec<Line>,
    /// Each refunded line with its purchase.
    returned: Vec<(String, RefundLine)>,
    customers: Vec<Customer>,
    metrics: BTreeMap<String, Metrics>,
    days: Vec<Day>,
    tallies: Vec<Tally>,
    tiers: Vec<TierChange>,
}

/// What the facts say of one customer.
#[derive(Default)]
struct Said {
    /// Purchases and net spend by day, unit and category.
    days: BTreeMap<NaiveDate, (i64, i64)>,
    tallies: BTreeMap<(String, String), (i64, i64)>,
}

impl Base {
    pub fn read(app: &TestApp) -> Base {
        let mut db = app.db();
        let db = &mut db;
        Base {
            purchases: on!(db, |c| purchases::table.select(Purchase::as_select()).load(c)).unwrap(),
            lines: on!(db, |c| purchase_lines::table.select(Line::as_select()).load(c)).unwrap(),
            returned: on!(db, |c| refund_lines::table
                .inner_join(refunds::table.on(refunds::id.eq(refund_lines::refund_id)))
                .select((refunds::purchase_id, RefundLine::as_select()))
                .load(c))
            .unwrap(),
            customers: on!(db, |c| customers::table.select(Customer::as_select()).load(c)).unwrap(),
            metrics: on!(db, |c| customer_metrics::table.select(Metrics::as_select()).load(c))
                .unwrap()
                .into_iter()
                .map(|row: Metrics| (row.customer_id.clone(), row))
                .collect(),
            days: on!(db, |c| customer_days::table.select(Day::as_select()).load(c)).unwrap(),
            tallies: on!(db, |c| customer_tallies::table.select(Tally::as_select()).load(c)).unwrap(),
            tiers: on!(db, |c| tier_changes::table.order(tier_changes::id).select(TierChange::as_select()).load(c))
                .unwrap(),
        }
    }

    /// Asserts that every stored figure is what the facts say.
    pub fn check(&self) {
        self.purchases.iter().for_each(|purchase| self.check_purchase(purchase));
        for customer in &self.customers {
            let said = self.said(&customer.id);
            self.check_days(&customer.id, &said);
            self.check_sums(customer, &said);
            self.check_tier(customer, &said);
        }
        let known: BTreeSet<&String> = self.customers.iter().map(|customer| &customer.id).collect();
        assert!(self.days.iter().all(|day| known.contains(&day.customer_id)));
    }

    fn lines_of(&self, purchase: &Purchase) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.purchase_id == purchase.id)
    }

    /// Quantity and amount given back of a line, by the refunds.
    fn returned_of(&self, line: &Line) -> (i64, i64) {
        let rows = self.returned.iter().filter(|(id, row)| *id == line.purchase_id && row.number == line.number);
        rows.fold((0, 0), |(quantity, amount), (_, row)| (quantity + row.quantity, amount + row.amount))
    }

    fn check_purchase(&self, purchase: &Purchase) {
        let (mut gross, mut back, mut all_gone, mut untouched) = (0, 0, true, true);
        for line in self.lines_of(purchase) {
            let (quantity, amount) = self.returned_of(line);
            assert_eq!((line.refunded_quantity, line.refunded_amount), (quantity, amount), "{line:?}");
            assert!(quantity <= line.quantity && amount <= line.amount, "{line:?}");
            gross += line.amount;
            back += amount;
            let gone = if line.amount > 0 { amount == line.amount } else { quantity == line.quantity };
            all_gone &= gone;
            untouched &= quantity == 0 && amount == 0;
        }
        let state = if untouched {
            "paid"
        } else if all_gone {
            "refunded"
        } else {
            "partly_refunded"
        };
        assert_eq!((purchase.refunded_minor, purchase.net_minor), (back, gross - back), "{purchase:?}");
        assert_eq!(purchase.state.as_str(), state, "{purchase:?}");
    }

    fn said(&self, customer_id: &str) -> Said {
        let mut said = Said::default();
        for purchase in self.purchases.iter().filter(|purchase| purchase.customer_id == customer_id) {
            let counted = i64::from(purchase.state.as_str() != "refunded");
            let add = |sum: &mut (i64, i64), net| *sum = (sum.0 + counted, sum.1 + net);
            add(said.days.entry(purchase.occurred_on).or_default(), purchase.net_minor);
            if let Some(unit) = &purchase.unit_id {
                add(said.tallies.entry(("unit".to_owned(), unit.clone())).or_default(), purchase.net_minor);
            }
            let mut categories: BTreeMap<&String, i64> = BTreeMap::new();
            // What was given back is not bought.
            let is_kept = |line: &&Line| {
                let (quantity, amount) = self.returned_of(line);
                quantity < line.quantity && (line.amount == 0 || amount < line.amount)
            };
            for line in self.lines_of(purchase).filter(is_kept) {
                if let Some(category) = &line.category_id {
                    *categories.entry(category).or_default() += line.amount - self.returned_of(line).1;
                }
            }
            for (category, net) in categories {
                add(said.tallies.entry(("category".to_owned(), category.clone())).or_default(), net);
            }
        }
        said.days.retain(|_, sum| *sum != (0, 0));
        said.tallies.retain(|_, sum| *sum != (0, 0));
        said
    }

    fn check_days(&self, customer_id: &str, said: &Said) {
        let days = self.days.iter().filter(|day| day.customer_id == customer_id);
        let days: BTreeMap<_, _> = days.map(|day| (day.day, (day.purchases, day.net_minor))).collect();
        assert_eq!(days, said.days, "{customer_id}");
        let tallies = self.tallies.iter().filter(|tally| tally.customer_id == customer_id);
        let tallies: BTreeMap<_, _> = tallies
            .map(|tally| ((tally.dimension.clone(), tally.member_id.clone()), (tally.purchases, tally.net_minor)))
            .collect();
        assert_eq!(tallies, said.tallies, "{customer_id}");
    }

    fn check_sums(&self, customer: &Customer, said: &Said) {
        let stored = &self.metrics[&customer.id];
        let bought: Vec<NaiveDate> = said.days.iter().filter(|(_, sum)| sum.0 > 0).map(|(day, _)| *day).collect();
        let purchases: i64 = said.days.values().map(|sum| sum.0).sum();
        assert_eq!(
            (stored.first_purchase_on, stored.last_purchase_on),
            (bought.first().copied(), bought.last().copied())
        );
        assert_eq!((stored.purchases, stored.purchase_days), (purchases, bought.len() as i64));
        assert_eq!(stored.net_minor, said.days.values().map(|sum| sum.1).sum::<i64>());
        assert_eq!(customer.status.as_str(), if purchases > 0 { "active" } else { "prospect" }, "{}", customer.id);
        let favourite = |dimension: &str| {
            let mut best: Option<(&String, (i64, i64))> = None;
            for ((_, member), sum) in said.tallies.iter().filter(|((of, _), sum)| of == dimension && sum.0 > 0) {
                if best.is_none_or(|(_, most)| *sum > most) {
                    best = Some((member, *sum));
                }
            }
            best.map(|(member, _)| member.clone())
        };
        assert_eq!(stored.favourite_unit_id, favourite("unit"), "{}", customer.id);
        assert_eq!(stored.favourite_category_id, favourite("category"), "{}", customer.id);
    }

    /// The better of the last and the running year: A from 3500.00, B from 1500.00.
    fn check_tier(&self, customer: &Customer, said: &Said) {
        let stored = &self.metrics[&customer.id];
        let history: Vec<&TierChange> = self.tiers.iter().filter(|tier| tier.customer_id == customer.id).collect();
        if customer.kind.as_str() == "business" {
            assert!(stored.tier.is_none() && history.is_empty());
            return;
        }
        let today = (regulars_tests::now() + chrono::Duration::hours(8)).date_naive();
        let spend =
            |year: i32| said.days.iter().filter(|(day, _)| day.year() == year).map(|(_, sum)| sum.1).sum::<i64>();
        let class = match spend(today.year()).max(spend(today.year() - 1)) {
            350_000.. => "A",
            150_000.. => "B",
            1.. => "C",
            _ => "none",
        };
        assert_eq!(stored.tier.unwrap().as_str(), class, "{}", customer.id);
        let mut before = "none";
        for change in history {
            assert_eq!(change.previous.map(|tier| tier.as_str()), Some(before), "each follows from the one before");
            before = change.tier.as_str();
        }
        assert_eq!(before, class, "the history ends at the present tier");
    }
}
