//! Lists of customers and their counts, and lists of what customers have bought.

use regulars_db::customers::profiles;
use regulars_db::customers::profiles::{Filter, Search, Sort, Within, term};
use regulars_db::sales::purchases;
use regulars_db::sales::purchases::{Direction, REACH};
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::sales::purchases::{Channel, PurchaseState};

use super::super::base::{Base, REGULAR};
use super::{Read, pages};

const SORTS: [Sort; 9] = [
    Sort::NewestFirst,
    Sort::OldestFirst,
    Sort::Name,
    Sort::NameDescending,
    Sort::MostSpendFirst,
    Sort::LastPurchaseFirst,
    Sort::MostPurchasesFirst,
    Sort::EarliestChangeFirst,
    Sort::LatestChangeFirst,
];

/// As far as the server counts.
const COUNTED: i64 = 10_000;

pub fn reads(base: &Base) -> Vec<(String, Read)> {
    let mut all: Vec<(String, Read)> = Vec::new();
    for (name, filter) in filters(base) {
        let counted = filter.clone();
        let count: Read = Box::new(move |db| {
            profiles::count_up_to(db, &counted, COUNTED).unwrap();
        });
        all.push((format!("count of customers {name}"), count));
        for sort in SORTS {
            let filter = filter.clone();
            let list = pages(
                move |db, page| profiles::list(db, &filter, sort, page).unwrap(),
                move |row| (profiles::sort_key(sort, row), row.0.id.clone()),
            );
            all.push((format!("customers {name} {sort:?}"), list));
        }
    }
    for (name, filter) in sold(base) {
        let list = pages(
            move |db, page| purchases::list(db, &filter, page).unwrap(),
            |row| (row.occurred_at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(), row.id.clone()),
        );
        all.push((format!("purchases {name}"), list));
    }
    for (name, filter) in sold(base).into_iter().chain(followed()) {
        for direction in [Direction::Earliest, Direction::Latest] {
            let filter = filter.clone();
            let list = pages(
                move |db, page| purchases::changed(db, &filter, direction, page, REACH).unwrap().rows,
                |row| (row.updated_at.format("%Y-%m-%dT%H:%M:%S%.f").to_string(), row.id.clone()),
            );
            all.push((format!("purchases {name} by change {direction:?}"), list));
        }
    }
    all
}

/// What is asked in the order of change only.
fn followed() -> Vec<(&'static str, purchases::Filter)> {
    let of = purchases::Filter::default;
    let late = || "2023-09-01T00:00:00".parse().ok();
    vec![
        ("updated_at", purchases::Filter { changed_from: late(), ..of() }),
        ("recorded_at", purchases::Filter { recorded_from: late(), changed_from: late(), ..of() }),
        ("recorded_at alone", purchases::Filter { recorded_from: late(), ..of() }),
        ("partner=till", purchases::Filter { partner: Some("till".into()), ..of() }),
        ("partner=old", purchases::Filter { partner: Some("old".into()), ..of() }),
        ("external_id", purchases::Filter { reference: Some(("till".into(), "777".into())), ..of() }),
    ]
}

pub fn search(text: &str) -> Option<Search> {
    Some(Search { name: Some(term::name(text)), ..Search::default() })
}

/// What a region manager, and somebody with a few customers in one's unit, may see.
pub fn region(base: &Base) -> Within {
    Within {
        units: vec![base.units.north.clone(), base.units.n1.clone(), base.units.n2.clone()],
        owner_id: "nobody".into(),
    }
}

pub fn few(base: &Base) -> Within {
    Within { units: vec![base.units.group.clone()], owner_id: base.owner.clone() }
}

fn filters(base: &Base) -> Vec<(&'static str, Filter)> {
    let of = Filter::default;
    let tiers = |tiers: &[TierClass]| tiers.to_vec();
    let (n2, group) = (base.units.n2.clone(), base.units.group.clone());
    vec![
        ("all", of()),
        ("q=王", Filter { search: search("王"), ..of() }),
        ("q=李", Filter { search: search("李"), ..of() }),
        ("q=国", Filter { search: search("国"), ..of() }),
        ("q=王伟明", Filter { search: search("王伟明"), ..of() }),
        ("q=nobody", Filter { search: search("nobody"), ..of() }),
        ("q=1234", Filter { search: Some(Search { phone: Some(term::phone("1234")), ..Search::default() }), ..of() }),
        ("q=王 tier=A", Filter { search: search("王"), tiers: tiers(&[TierClass::A]), ..of() }),
        ("q=李 tier=A", Filter { search: search("李"), tiers: tiers(&[TierClass::A]), ..of() }),
        ("q=王 of a region", Filter { search: search("王"), within: Some(region(base)), ..of() }),
        ("q=李 city=三亚", Filter { search: search("李"), city: Some("三亚".into()), ..of() }),
        ("tier=A", Filter { tiers: tiers(&[TierClass::A]), ..of() }),
        ("tier=B", Filter { tiers: tiers(&[TierClass::B]), ..of() }),
        ("tier=C", Filter { tiers: tiers(&[TierClass::C]), ..of() }),
        ("tier=none", Filter { tiers: tiers(&[TierClass::None]), ..of() }),
        ("tier=B tier=C", Filter { tiers: tiers(&[TierClass::B, TierClass::C]), ..of() }),
        ("tier=A city=上海", Filter { tiers: tiers(&[TierClass::A]), city: Some("上海".into()), ..of() }),
        ("tier=B of a region", Filter { tiers: tiers(&[TierClass::B]), within: Some(region(base)), ..of() }),
        ("city=上海", Filter { city: Some("上海".into()), ..of() }),
        ("city=三亚", Filter { city: Some("三亚".into()), ..of() }),
        ("tag=vip", Filter { tags: vec!["vip".into()], ..of() }),
        ("tag=new", Filter { tags: vec!["new".into()], ..of() }),
        ("tag=new tag=vip", Filter { tags: vec!["new".into(), "vip".into()], ..of() }),
        ("tag=nobody", Filter { tags: vec!["nobody".into()], ..of() }),
        ("segment large", Filter { segment_id: Some("seg_large".into()), ..of() }),
        ("segment small", Filter { segment_id: Some("seg_small".into()), ..of() }),
        ("kind=business", Filter { kinds: vec![CustomerKind::Business], ..of() }),
        ("kind=consumer", Filter { kinds: vec![CustomerKind::Consumer], ..of() }),
        ("source=online", Filter { sources: vec![Source::Online], ..of() }),
        ("source=referral", Filter { sources: vec![Source::Referral], ..of() }),
        ("status=active", Filter { statuses: vec![CustomerStatus::Active], ..of() }),
        ("status=lost", Filter { statuses: vec![CustomerStatus::Lost], ..of() }),
        ("status=prospect", Filter { statuses: vec![CustomerStatus::Prospect], ..of() }),
        ("status=merged", Filter { statuses: vec![CustomerStatus::Merged], ..of() }),
        ("home_unit_id large", Filter { home_unit_ids: vec![n2], ..of() }),
        ("home_unit_id small", Filter { home_unit_ids: vec![group], ..of() }),
        ("owner_id", Filter { owner_id: Some(base.owner.clone()), ..of() }),
        ("referrer_id", Filter { referrer_id: Some("cus_10000000".into()), ..of() }),
        ("of a region", Filter { within: Some(region(base)), ..of() }),
        ("of a few", Filter { within: Some(few(base)), ..of() }),
        ("last_purchase_on late", Filter { last_from: "2022-09-25".parse().ok(), ..of() }),
        ("last_purchase_on early", Filter { last_before: "2022-09-25".parse().ok(), ..of() }),
        ("net_spend high", Filter { spend_from: Some(449_000), ..of() }),
        ("net_spend low", Filter { spend_before: Some(90_000), ..of() }),
        ("created_at", Filter { created_before: "2020-01-20T00:00:00".parse().ok(), ..of() }),
        ("updated_at", Filter { changed_from: "2021-11-20T00:00:00".parse().ok(), ..of() }),
        ("updated_at early", Filter { changed_before: "2021-11-20T00:00:00".parse().ok(), ..of() }),
        ("partner=till", Filter { partner: Some("till".into()), ..of() }),
        ("partner=old", Filter { partner: Some("old".into()), ..of() }),
        ("external_id", Filter { identity: Some("external:old:77".into()), ..of() }),
        ("partner=till of a few", Filter { partner: Some("till".into()), within: Some(few(base)), ..of() }),
        ("created_at late", Filter { created_from: "2020-06-01T00:00:00".parse().ok(), ..of() }),
    ]
}

fn sold(base: &Base) -> Vec<(&'static str, purchases::Filter)> {
    let of = purchases::Filter::default;
    let units = |units: &[&String]| Some(units.iter().map(|unit| (*unit).clone()).collect::<Vec<String>>());
    let (n1, n2, group) = (&base.units.n1, &base.units.n2, &base.units.group);
    vec![
        ("all", of()),
        ("channel=in_store", purchases::Filter { channels: vec![Channel::InStore], ..of() }),
        ("channel=agency", purchases::Filter { channels: vec![Channel::Agency], ..of() }),
        ("state=paid", purchases::Filter { states: vec![PurchaseState::Paid], ..of() }),
        ("state=refunded", purchases::Filter { states: vec![PurchaseState::Refunded], ..of() }),
        ("state=reversed", purchases::Filter { states: vec![PurchaseState::Reversed], ..of() }),
        (
            "state=refunded channel=agency",
            purchases::Filter { states: vec![PurchaseState::Refunded], channels: vec![Channel::Agency], ..of() },
        ),
        ("of a region", purchases::Filter { units: units(&[n1, n2]), ..of() }),
        ("of a few", purchases::Filter { units: units(&[group]), ..of() }),
        ("unit_id", purchases::Filter { unit_ids: vec![n1.clone()], ..of() }),
        (
            "unit_id channel=agency",
            purchases::Filter { unit_ids: vec![n1.clone()], channels: vec![Channel::Agency], ..of() },
        ),
        (
            "unit_id state=reversed",
            purchases::Filter { unit_ids: vec![n1.clone()], states: vec![PurchaseState::Reversed], ..of() },
        ),
        ("customer_id", purchases::Filter { customer_id: Some(format!("cus_{}", 10_000_000 + REGULAR)), ..of() }),
        (
            "customer_id state=reversed",
            purchases::Filter {
                customer_id: Some(format!("cus_{}", 10_000_000 + REGULAR)),
                states: vec![PurchaseState::Reversed],
                ..of()
            },
        ),
        ("day", purchases::Filter { from: "2020-01-20".parse().ok(), before: "2020-01-21".parse().ok(), ..of() }),
    ]
}
