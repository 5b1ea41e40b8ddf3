//! The rows of the demo's customers: made in memory by the product's rules, written by the writers of imports.

use std::collections::HashMap;

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, Utc};
use regulars_db::Db;
use regulars_db::customers::bulk;
use regulars_db::customers::facts::Consent;
use regulars_db::customers::metrics::{CATEGORY, Day, Metrics, Tally, TierChange, UNIT};
use regulars_db::customers::profiles::{Customer, Identity};
use regulars_db::loyalty::bulk as loyalty;
use regulars_db::loyalty::memberships::{LevelChange, Membership};
use regulars_db::loyalty::points::{Entry, Lot};
use regulars_db::sales::bulk as sales;
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::metrics::{Fact, Metrics as Sums};
use regulars_domain::customers::posting::{Changes, Posting};
use regulars_domain::customers::profiles::{CustomerStatus, status_of};
use regulars_domain::customers::tiers::{Candidate, Decision, decide};
use regulars_domain::identities::IdentityKind;
use regulars_domain::ids;
use regulars_domain::period::{instant_of, local_day};
use regulars_domain::sales::purchases::PurchaseState;

use super::cases::Recent;
use super::catalogue::SHOPS;
use super::chain::Chain;
use super::dice::Dice;
use super::people::{Person, Visit};
use super::points::{Card, id_at};
use crate::customers::profiles::new::NewCustomers;
use crate::customers::profiles::{figures, new};
use crate::customers::tiers;
use crate::platform::error::{Answer, Error};
use crate::sales::purchases::posting;

/// Rows of some customers, ready to be written.
#[derive(Default)]
pub struct Rows {
    customers: NewCustomers,
    consents: Vec<Consent>,
    purchases: Vec<Purchase>,
    lines: Vec<Line>,
    days: Vec<Day>,
    tallies: Vec<Tally>,
    tier_changes: Vec<TierChange>,
    memberships: Vec<Membership>,
    lots: Vec<Lot>,
    entries: Vec<Entry>,
    level_changes: Vec<LevelChange>,
}

impl Rows {
    /// Adds a person whom somebody may have brought; answers the customer's id. `today` is where time stands.
    pub fn add(
        &mut self,
        chain: &Chain,
        person: &Person,
        referrer_id: Option<&str>,
        seed: u64,
        today: NaiveDate,
    ) -> Answer<String> {
        let id = id_at(ids::CUSTOMER, person.known_since);
        let mut customer = customer(chain, person, &id)?;
        customer.referrer_id = referrer_id.map(str::to_owned);
        self.add_consents(chain, person, &id);
        let bought: Vec<(Purchase, Vec<Line>)> =
            person.visits.iter().map(|visit| purchase(chain, &id, visit)).collect::<Answer<_>>()?;
        self.add_card(chain, person, &bought, seed, today)?;

        let mut metrics = figures::first(&customer, &chain.rule, local_day(person.known_since, chain.zone()));
        let postings: Vec<Posting> = bought.iter().map(|(purchase, lines)| posting::of(purchase, lines)).collect();
        let changes = Changes::of(&postings);
        let tallies = figures::tallies_of(&id, &changes);
        metrics.favourite_unit_id = figures::favourite(&tallies, UNIT);
        metrics.favourite_category_id = figures::favourite(&tallies, CATEGORY);
        let facts: Vec<Fact> = bought
            .iter()
            .map(|(purchase, _)| Fact { on: purchase.occurred_on, net: purchase.net_minor, counted: true })
            .collect();
        let sums = Sums::from_facts(&facts);
        metrics.first_purchase_on = sums.first_purchase_on;
        metrics.last_purchase_on = sums.last_purchase_on;
        metrics.purchases = sums.purchases;
        metrics.purchase_days = sums.purchase_days;
        metrics.net_minor = sums.net_spend;
        let last = bought.iter().map(|(purchase, _)| purchase.updated_at).max();
        metrics.changed_at = last.map_or(metrics.changed_at, |at| at.max(metrics.changed_at));
        customer.status = AsText(status_of(CustomerStatus::Prospect, sums.purchases, sums.purchases > 0));
        self.tier_changes.extend(tier_history(chain, &mut metrics, &bought, today)?);
        self.days.extend(figures::days_of(&id, &changes));
        self.tallies.extend(tallies);
        self.customers.add(customer, metrics, identities(person, &id));
        for (purchase, lines) in bought {
            self.purchases.push(purchase);
            self.lines.extend(lines);
        }
        Ok(id)
    }

    /// How many purchases there are.
    pub fn purchases(&self) -> usize {
        self.purchases.len()
    }

    pub fn members(&self) -> usize {
        self.memberships.len()
    }

    /// The purchases from a day on.
    pub fn since(&self, day: NaiveDate) -> impl Iterator<Item = Recent> {
        let first: HashMap<&str, Option<&String>> = self
            .lines
            .iter()
            .filter(|line| line.number == 1)
            .map(|line| (line.purchase_id.as_str(), line.product_id.as_ref()))
            .collect();
        let recent = self.purchases.iter().filter(move |purchase| purchase.occurred_on >= day);
        recent.map(move |purchase| Recent {
            customer_id: purchase.customer_id.clone(),
            purchase_id: purchase.id.clone(),
            product_id: first.get(purchase.id.as_str()).copied().flatten().cloned(),
            at: purchase.occurred_at.and_utc(),
        })
    }

    /// Writes them all: the order is that of what refers to what.
    pub fn write(&self, db: &mut Db) -> Answer<()> {
        self.customers.write(db)?;
        bulk::insert_consents(db, &self.consents)?;
        sales::insert_purchases(db, &self.purchases)?;
        sales::insert_lines(db, &self.lines)?;
        bulk::add_days(db, &self.days)?;
        bulk::add_tallies(db, &self.tallies)?;
        bulk::insert_tier_changes(db, &self.tier_changes)?;
        loyalty::insert_memberships(db, &self.memberships)?;
        loyalty::insert_lots(db, &self.lots)?;
        loyalty::insert_entries(db, &self.entries)?;
        loyalty::insert_level_changes(db, &self.level_changes)?;
        Ok(())
    }

    fn add_consents(&mut self, chain: &Chain, person: &Person, id: &str) {
        self.consents.extend(person.said.iter().map(|said| Consent {
            id: id_at(ids::CONSENT, said.at),
            customer_id: id.to_owned(),
            channel: AsText(said.channel),
            granted: said.granted,
            source: if said.granted { "counter" } else { "phone" }.to_owned(),
            wording_version: said.granted.then(|| "1".to_owned()),
            occurred_at: said.at.naive_utc(),
            occurred_on: local_day(said.at, chain.zone()),
            recorded_at: said.at.naive_utc(),
            recorded_by: chain.by.clone(),
        }));
    }

    fn add_card(
        &mut self,
        chain: &Chain,
        person: &Person,
        bought: &[(Purchase, Vec<Line>)],
        seed: u64,
        today: NaiveDate,
    ) -> Answer<()> {
        let Some(from) = person.card_at else { return Ok(()) };
        let Some((first, _)) = bought.get(from) else { return Ok(()) };
        let mut dice = Dice::of(seed, person.number.wrapping_mul(2));
        let given = first.occurred_at.and_utc() - chrono::Duration::minutes(1);
        let mut card = Card::give(chain, &first.customer_id, person.card(), given, first.occurred_on)?;
        for (purchase, lines) in bought.get(from..).unwrap_or_default() {
            let amounts: Vec<i64> = lines.iter().map(|line| line.amount).collect();
            card.earn(purchase, &amounts)?;
            card.spend(&mut dice, purchase)?;
        }
        card.forward(today)?;
        card.close();
        self.memberships.push(card.membership);
        self.lots.extend(card.lots);
        self.entries.extend(card.entries);
        self.level_changes.extend(card.changes);
        Ok(())
    }
}

fn customer(chain: &Chain, person: &Person, id: &str) -> Answer<Customer> {
    let mut customer = Customer {
        id: id.to_owned(),
        gender: person.gender.map(AsText),
        city: SHOPS.get(person.home).map(|shop| shop.city.to_owned()),
        source: Some(AsText(person.source)),
        home_unit_id: chain.shops.get(person.home).cloned(),
        tags: Json(if person.is_regular { vec!["老顾客".to_owned()] } else { Vec::new() }),
        ..new::prospect(person.name.clone(), person.known_since.naive_utc())
    };
    new::set_birthday(&mut customer, person.birthday.as_ref());
    Ok(customer)
}

fn identities(person: &Person, id: &str) -> Vec<Identity> {
    let mut given = vec![(IdentityKind::Phone, person.phone())];
    given.extend(person.email().map(|email| (IdentityKind::Email, email)));
    given.extend(person.wechat().map(|wechat| (IdentityKind::Wechat, wechat)));
    given.extend(person.card_at.map(|_| (IdentityKind::Card, person.card())));
    let row = |(kind, value)| Identity {
        id: ids::make(ids::IDENTITY),
        customer_id: id.to_owned(),
        kind: AsText(kind),
        partner: String::new(),
        value,
    };
    given.into_iter().map(row).collect()
}

fn purchase(chain: &Chain, customer_id: &str, visit: &Visit) -> Answer<(Purchase, Vec<Line>)> {
    let id = id_at(ids::PURCHASE, visit.at);
    let lines: Vec<Line> = (1..)
        .zip(&visit.items)
        .map(|(number, item)| {
            let product =
                chain.products.get(item.product).ok_or_else(|| Error::Internal("no such product".to_owned()))?;
            Ok(Line {
                customer_id: customer_id.to_owned(),
                purchase_id: id.clone(),
                number,
                product_id: Some(product.id.clone()),
                category_id: product.category_id.clone(),
                description: Some(product.name.clone()),
                quantity: item.pieces * 1_000,
                unit_price: product.unit_price,
                amount: item.amount,
                discount: item.discount,
                refunded_quantity: 0,
                refunded_amount: 0,
            })
        })
        .collect::<Answer<_>>()?;
    let net: i64 = lines.iter().map(|line| line.amount).sum();
    let discount: i64 = lines.iter().map(|line| line.discount).sum();
    let purchase = Purchase {
        id,
        customer_id: customer_id.to_owned(),
        unit_id: chain.shops.get(visit.shop).cloned(),
        channel: AsText(visit.channel),
        partner: None,
        external_id: None,
        revision: 1,
        import_id: None,
        import_row: None,
        occurred_at: visit.at.naive_utc(),
        occurred_on: visit.on,
        recorded_at: visit.at.naive_utc(),
        currency: AsText(chain.organisation.base_currency),
        gross_minor: net + discount,
        discount_minor: discount,
        refunded_minor: 0,
        net_minor: net,
        state: AsText(PurchaseState::Paid),
        updated_at: visit.at.naive_utc(),
    };
    Ok((purchase, lines))
}

/// The tiers as they were decided after each purchase and in each new year.
fn tier_history(
    chain: &Chain,
    metrics: &mut Metrics,
    bought: &[(Purchase, Vec<Line>)],
    today: NaiveDate,
) -> Answer<Vec<TierChange>> {
    let mut looks: Vec<(NaiveDate, DateTime<Utc>, &str)> =
        bought.iter().map(|(purchase, _)| (purchase.occurred_on, purchase.occurred_at.and_utc(), "purchase")).collect();
    let Some(first) = looks.first().map(|look| look.0) else { return Ok(Vec::new()) };
    let night = NaiveTime::from_hms_opt(3, 0, 0).unwrap_or_default();
    let years = (first.year() + 1..=today.year()).filter_map(|year| NaiveDate::from_ymd_opt(year, 1, 1));
    looks.extend(years.map(|day| (day, instant_of(day, night, chain.zone()), "date")));
    looks.sort_by_key(|look| look.1);
    let mut changes = Vec::new();
    for (day, at, cause) in looks {
        let decision = judged(chain, bought, day, at);
        let change = tiers::change(&chain.rule, metrics, &decision, day, cause);
        changes.extend(change.map(|change| TierChange {
            id: id_at(ids::TIER, at),
            recorded_at: at.naive_utc(),
            ..change
        }));
    }
    Ok(changes)
}

/// What the rule says of all that was bought by a moment.
fn judged(chain: &Chain, bought: &[(Purchase, Vec<Line>)], day: NaiveDate, at: DateTime<Utc>) -> Decision {
    let known = bought.iter().filter(|(purchase, _)| purchase.occurred_at.and_utc() <= at);
    let candidates: Vec<Candidate> = chain
        .rule
        .policy
        .window
        .ranges(day)
        .into_iter()
        .map(|range| Candidate {
            range,
            spend: known.clone().filter(|(one, _)| range.contains(one.occurred_on)).map(|(one, _)| one.net_minor).sum(),
            bounds: chain.bounds,
        })
        .collect();
    decide(&candidates, day)
}
