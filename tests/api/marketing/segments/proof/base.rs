//! Random customers with all that rules look at, written as rows; the figures follow from the purchases.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use regulars_db::Db;
use regulars_db::catalogue::products::categories;
use regulars_db::catalogue::products::categories::Category;
use regulars_db::customers::attributes;
use regulars_db::customers::facts;
use regulars_db::customers::facts::Consent;
use regulars_db::customers::metrics;
use regulars_db::customers::metrics::{CATEGORY, Day, Metrics, Tally};
use regulars_db::customers::profiles;
use regulars_db::customers::profiles::Customer;
use regulars_db::marketing::segments;
use regulars_db::marketing::segments::{Member, Segment};
use regulars_db::sales::bulk;
use regulars_db::sales::purchases::{Line, Purchase};
use regulars_db::text::{AsText, Json};
use regulars_domain::customers::profiles::{
    Birthday, BirthdayCalendar, ConsentChannel, CustomerKind, CustomerStatus, Source,
};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::ids;
use regulars_domain::marketing::segments::{SegmentKind, SegmentState};
use regulars_domain::money::Currency;
use regulars_domain::sales::purchases::{Channel, PurchaseState};
use regulars_tests::Units;
use serde_json::{Map, Value};

use super::cards;
use super::dice::Dice;

pub const TODAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 30).unwrap();
pub const CITIES: &[&str] = &["上海", "北京", "Köln", "O'Fallon"];
pub const TASTES: &[&str] = &["甜", "40", "true"];
pub const SEATS: &[&str] = &["-2", "7.5", "40", "120"];
pub const SINCE: &[&str] = &["2019-12-31", "2026-01-01", "2026-06-30"];
pub const TAGS: &[&str] = &["vip", "辣", "new", "50%_off"];

/// What there is.
pub struct Base {
    pub customers: Vec<String>,
    /// How many can be in a segment.
    pub living: usize,
    pub categories: Vec<String>,
    pub programmes: Vec<String>,
    /// Each programme's levels.
    pub levels: Vec<(String, String)>,
    pub units: Vec<String>,
    /// Segments with members that rules may name.
    pub segments: Vec<String>,
    /// One that no rule names.
    pub spare_segment: String,
}

impl Base {
    pub fn fill(db: &mut Db, units: &Units, dice: &mut Dice, customers: usize) -> Base {
        let now = TODAY.and_hms_opt(12, 0, 0).unwrap();
        // The last one stands below the first.
        let mut above = None;
        let categories = ["仙芋系列", "传统豆花", "古味茶饮"].map(|name| {
            let id = ids::make(ids::CATEGORY);
            let (created_at, updated_at) = (now, now);
            let first = above.get_or_insert_with(|| id.clone()).clone();
            let parent_id = (name == "古味茶饮").then_some(first);
            let (code, name) = (id.clone(), name.to_owned());
            let category = Category { code, id, name, created_at, updated_at, version: 1, parent_id };
            categories::insert(db, &category).unwrap();
            category.id
        });
        let segments: Vec<String> = (0..3).map(|_| add_segment(db)).collect();
        let units = [&units.group, &units.north, &units.south, &units.n1, &units.n2, &units.s1];
        let (programmes, levels) = cards::catalogue(db);
        let mut base = Base {
            customers: Vec::new(),
            living: 0,
            programmes,
            levels,
            categories: categories.to_vec(),
            units: units.map(Clone::clone).to_vec(),
            spare_segment: segments[2].clone(),
            segments: segments[..2].to_vec(),
        };
        for _ in 0..customers {
            base.add(db, dice);
        }
        base
    }

    fn add(&mut self, db: &mut Db, dice: &mut Dice) {
        let customer = self.customer(dice);
        self.living += usize::from(![CustomerStatus::Merged, CustomerStatus::Erased].contains(&customer.status.0));
        profiles::insert(db, &customer).unwrap();
        profiles::put_tags(db, &customer.id, &customer.tags.0).unwrap();
        attributes::put(db, &customer.id, &customer.attributes).unwrap();
        add_consents(db, dice, &customer.id);
        cards::add(db, dice, self, &customer.id);
        let mut bought = Vec::new();
        for _ in 0..dice.one_of(&[0, 0, 1, 2, 3, 6]) {
            bought.push(self.purchase(dice, &customer.id));
        }
        for (purchase, lines) in &bought {
            bulk::insert_purchases(db, std::slice::from_ref(purchase)).unwrap();
            bulk::insert_lines(db, lines).unwrap();
        }
        let metrics = self.metrics(db, dice, &customer.id, &bought);
        metrics::insert(db, &metrics).unwrap();
        for segment_id in &self.segments {
            if dice.once_in(3) {
                let member = Member {
                    customer_id: customer.id.clone(),
                    segment_id: segment_id.clone(),
                    since: TODAY,
                    rule_version: 1,
                };
                segments::insert_members(db, &[member]).unwrap();
            }
        }
        self.customers.push(customer.id);
    }

    fn customer(&self, dice: &mut Dice) -> Customer {
        let now = TODAY.and_hms_opt(12, 0, 0).unwrap();
        let tags: BTreeSet<&str> = (0..dice.below(3)).map(|_| dice.one_of(TAGS)).collect();
        let (city, source, unit) = (dice.one_of(CITIES), dice.one_of(Source::ALL), dice.one_of(&self.units));
        let birthday = birthday(dice);
        let living = [CustomerStatus::Prospect, CustomerStatus::Active, CustomerStatus::Active, CustomerStatus::Lost];
        Customer {
            id: ids::make(ids::CUSTOMER),
            kind: AsText(dice.one_of(CustomerKind::ALL)),
            status: AsText(if dice.once_in(8) { dice.one_of(CustomerStatus::ALL) } else { dice.one_of(&living) }),
            name: "客".to_owned(),
            name_key: "客".to_owned(),
            language: None,
            gender: None,
            birthday: birthday.map(Json),
            birth_month: birthday.map(|birthday| i32::try_from(birthday.month).unwrap()),
            birth_key: birthday.map(|birthday| birthday.key()),
            city: dice.maybe(city.to_owned()),
            address: None,
            occupation: None,
            source: dice.maybe(AsText(source)),
            home_unit_id: dice.maybe(unit),
            owner_id: None,
            leader_kind: None,
            tags: Json(tags.into_iter().map(str::to_owned).collect()),
            attributes: Json(attributes_of(dice)),
            note: None,
            merged_into: None,
            created_at: now,
            updated_at: now,
            version: 1,
            took_over: false,
            referrer_id: None,
        }
    }

    fn purchase(&self, dice: &mut Dice, customer_id: &str) -> (Purchase, Vec<Line>) {
        let id = ids::make(ids::PURCHASE);
        // Many days near the borders of windows, and tomorrow, which a till's clock may be in.
        let ago = dice.one_of(&[-1, 0, 1, 2, 6, 7, 8, 29, 30, 31, 90, 91, 200, 365, 400]);
        let on = match u64::try_from(ago) {
            Ok(ago) => TODAY.checked_sub_days(Days::new(ago)).unwrap(),
            Err(_) => TODAY.succ_opt().unwrap(),
        };
        let wholly_refunded = dice.once_in(5);
        let lines: Vec<Line> = (1..=dice.below(3) + 1)
            .map(|number| {
                let amount = dice.below(3000);
                let category = dice.one_of(&self.categories);
                let given_back = wholly_refunded || dice.once_in(6);
                let refunded = if given_back { amount } else { dice.below(amount + 1) / 2 * dice.below(2) };
                Line {
                    customer_id: customer_id.to_owned(),
                    purchase_id: id.clone(),
                    number: i32::try_from(number).unwrap(),
                    product_id: None,
                    category_id: dice.maybe(category),
                    description: None,
                    quantity: 1000,
                    unit_price: None,
                    amount,
                    discount: 0,
                    refunded_quantity: if given_back { 1000 } else { 0 },
                    refunded_amount: refunded,
                }
            })
            .collect();
        let gross: i64 = lines.iter().map(|line| line.amount).sum();
        let refunded: i64 = lines.iter().map(|line| line.refunded_amount).sum();
        let state = match (wholly_refunded, refunded) {
            (true, _) => PurchaseState::Refunded,
            (false, 0) => PurchaseState::Paid,
            (false, _) => PurchaseState::PartlyRefunded,
        };
        let at = on.and_hms_opt(4, 0, 0).unwrap();
        let purchase = Purchase {
            id,
            customer_id: customer_id.to_owned(),
            unit_id: None,
            channel: AsText(Channel::InStore),
            partner: None,
            external_id: None,
            revision: 1,
            import_id: None,
            import_row: None,
            occurred_at: at,
            occurred_on: on,
            recorded_at: at,
            currency: AsText(Currency::CNY),
            gross_minor: gross,
            discount_minor: 0,
            refunded_minor: refunded,
            net_minor: gross - refunded,
            state: AsText(state),
            updated_at: at,
        };
        (purchase, lines)
    }

    /// Writes days and tallies, answers the sums.
    fn metrics(&self, db: &mut Db, dice: &mut Dice, customer_id: &str, bought: &[(Purchase, Vec<Line>)]) -> Metrics {
        let mut days: BTreeMap<NaiveDate, (i64, i64)> = BTreeMap::new();
        let mut tallies: BTreeMap<&str, (i64, i64)> = BTreeMap::new();
        for (purchase, lines) in bought {
            let counted = i64::from(purchase.state.0 != PurchaseState::Refunded);
            let day = days.entry(purchase.occurred_on).or_default();
            *day = (day.0 + counted, day.1 + purchase.net_minor);
            let lines: Vec<&Line> = lines.iter().filter(|line| line.refunded_quantity < line.quantity).collect();
            let categories: BTreeSet<&str> = lines.iter().filter_map(|line| line.category_id.as_deref()).collect();
            for category in categories {
                let own = lines.iter().filter(|line| line.category_id.as_deref() == Some(category));
                let net: i64 = own.map(|line| line.amount - line.refunded_amount).sum();
                let tally = tallies.entry(category).or_default();
                *tally = (tally.0 + counted, tally.1 + net);
            }
        }
        for (day, (purchases, net_minor)) in &days {
            let customer_id = customer_id.to_owned();
            metrics::add_day(db, &Day { customer_id, day: *day, purchases: *purchases, net_minor: *net_minor })
                .unwrap();
        }
        for (category, (purchases, net_minor)) in &tallies {
            let tally = Tally {
                customer_id: customer_id.to_owned(),
                dimension: CATEGORY.to_owned(),
                member_id: (*category).to_owned(),
                purchases: *purchases,
                net_minor: *net_minor,
            };
            metrics::put_tally(db, &tally).unwrap();
        }
        let counted: Vec<NaiveDate> = days.iter().filter(|(_, day)| day.0 > 0).map(|(on, _)| *on).collect();
        let (tier, unit, category) =
            (dice.one_of(TierClass::ALL), dice.one_of(&self.units), dice.one_of(&self.categories));
        let tier = dice.maybe(AsText(tier));
        let ago = u64::try_from(dice.below(400)).unwrap();
        Metrics {
            customer_id: customer_id.to_owned(),
            first_purchase_on: counted.first().copied(),
            last_purchase_on: counted.last().copied(),
            purchases: days.values().map(|day| day.0).sum(),
            purchase_days: i64::try_from(counted.len()).unwrap(),
            net_minor: days.values().map(|day| day.1).sum(),
            favourite_unit_id: dice.maybe(unit),
            favourite_category_id: dice.maybe(category),
            tier_since: tier.and(TODAY.checked_sub_days(Days::new(ago))),
            tier_rule: tier.map(|_| 1),
            tier,
            version: 1,
            changed_at: TODAY.and_hms_opt(12, 0, 0).unwrap(),
        }
    }
}

/// Of a text, a number and a day each, or not.
fn attributes_of(dice: &mut Dice) -> Map<String, Value> {
    let (taste, seats, since) = (dice.one_of(TASTES), dice.one_of(SEATS), dice.one_of(SINCE));
    let seats: Value = seats.parse::<f64>().map(Value::from).unwrap();
    let all = [("taste", Value::from(taste)), ("seats", seats), ("since", Value::from(since))];
    all.into_iter().filter_map(|(key, value)| Some((key.to_owned(), dice.maybe(value)?))).collect()
}

/// One in either calendar; none one time out of three.
fn birthday(dice: &mut Dice) -> Option<Birthday> {
    let (month, day) = (u32::try_from(dice.below(12) + 1).unwrap(), u32::try_from(dice.below(30) + 1).unwrap());
    let calendar = dice.one_of(BirthdayCalendar::ALL);
    let day = if calendar == BirthdayCalendar::Solar && month == 2 { day.min(29) } else { day };
    dice.maybe(Birthday { year: None, month, day, calendar })
}

fn add_consents(db: &mut Db, dice: &mut Dice, customer_id: &str) {
    for _ in 0..dice.below(4) {
        let on = TODAY.checked_sub_days(Days::new(u64::try_from(dice.below(3)).unwrap())).unwrap();
        let at = on.and_hms_opt(8, 0, 0).unwrap();
        let consent = Consent {
            id: ids::make(ids::CONSENT),
            customer_id: customer_id.to_owned(),
            channel: AsText(dice.one_of(ConsentChannel::ALL)),
            granted: dice.once_in(2),
            source: "柜台".to_owned(),
            wording_version: None,
            // Some were told ahead of their recording.
            occurred_at: at + chrono::Duration::hours(dice.below(2) * 36),
            occurred_on: on,
            recorded_at: at,
            recorded_by: "test".to_owned(),
        };
        facts::insert_consent(db, &consent).unwrap();
    }
}

fn add_segment(db: &mut Db) -> String {
    let now = TODAY.and_hms_opt(12, 0, 0).unwrap();
    let segment = Segment {
        id: ids::make(ids::SEGMENT),
        name: "客群".to_owned(),
        description: None,
        kind: AsText(SegmentKind::Static),
        rule: None,
        rule_version: 1,
        state: AsText(SegmentState::Active),
        size: 0,
        came: 0,
        went: 0,
        refreshed_at: None,
        refreshed_version: None,
        created_by: "test".to_owned(),
        created_at: now,
        updated_at: now,
        version: 1,
        unit_id: String::new(),
    };
    segments::insert(db, &segment).unwrap();
    segment.id
}
