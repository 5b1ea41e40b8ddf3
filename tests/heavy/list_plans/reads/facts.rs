//! Lists of what hangs on customers, and of what was done. Not among them are those that still look for what is rare among
//! all: complaints, memberships of very many customers, what became of few deliveries, and the deeds in some units.

use regulars_db::customers::facts;
use regulars_db::customers::timeline;
use regulars_db::customers::timeline::Sought;
use regulars_db::loyalty::{memberships, points};
use regulars_db::marketing::segments;
use regulars_db::messaging::{deliveries, suppressions};
use regulars_db::organisation::notifications;
use regulars_db::platform::audit;
use regulars_db::service::tasks;
use regulars_domain::customers::profiles::{TaskState, TimelineKind};
use regulars_domain::loyalty::memberships::MembershipState;
use regulars_domain::messaging::deliveries::DeliveryState;
use regulars_domain::messaging::messages::SuppressionReason;

use super::super::base::{Base, REGULAR};
use super::customers::{few, region, search};
use super::{Read, pages};

fn regular() -> String {
    format!("cus_{}", 10_000_000 + REGULAR)
}

pub fn reads(base: &Base) -> Vec<(String, Read)> {
    [of_one_customer(base), of_members(base), of_memberships(base), of_deliveries(base), of_tasks(base), of_deeds(base)]
        .into_iter()
        .flatten()
        .collect()
}

fn time(at: chrono::NaiveDateTime) -> String {
    at.format("%Y-%m-%dT%H:%M:%S%.f").to_string()
}

fn of_one_customer(base: &Base) -> Vec<(String, Read)> {
    let user_id = base.owner.clone();
    let units = vec![base.units.n1.clone()];
    let timeline = |name: &str, kinds: &'static [TimelineKind], units: Option<Vec<String>>| {
        let sought: Vec<Sought> =
            kinds.iter().map(|kind| Sought { kind: *kind, units: units.clone(), user_id: user_id.clone() }).collect();
        let list = pages(
            move |db, page| timeline::list(db, &regular(), &sought, "CNY", page).unwrap(),
            |entry| (time(entry.occurred_at), entry.id.clone()),
        );
        (format!("timeline {name}"), list)
    };
    let membership = format!("mem_{}", 10_000_000 + REGULAR);
    vec![
        timeline("of all", TimelineKind::ALL, None),
        timeline("of some units", TimelineKind::ALL, Some(units)),
        timeline("of purchases", &[TimelineKind::Purchase], None),
        timeline("of interactions", &[TimelineKind::Interaction], None),
        timeline("of points", &[TimelineKind::Points], None),
        (
            "interactions".to_owned(),
            pages(
                |db, page| facts::interactions_of(db, &regular(), page).unwrap(),
                |row| (time(row.occurred_at), row.id.clone()),
            ),
        ),
        (
            "points".to_owned(),
            pages(
                move |db, page| points::entries(db, &regular(), &membership, page).unwrap(),
                |row| (row.number.to_string(), row.id.clone()),
            ),
        ),
    ]
}

fn of_members(base: &Base) -> Vec<(String, Read)> {
    let mut all: Vec<(String, Read)> = Vec::new();
    for segment in ["seg_large", "seg_small"] {
        for (name, within) in [("of all", None), ("of a region", Some(region(base))), ("of a few", Some(few(base)))] {
            let list = pages(
                move |db, page| segments::list_members(db, segment, within.as_ref(), page).unwrap(),
                |(_, customer, _)| (String::new(), customer.id.clone()),
            );
            all.push((format!("members {segment} {name}"), list));
        }
    }
    all
}

fn of_memberships(base: &Base) -> Vec<(String, Read)> {
    use memberships::Filter;
    let of = Filter::default;
    let filters = [
        ("all", of()),
        ("q=王伟明", Filter { search: search("王伟明"), ..of() }),
        ("q=王 of a few", Filter { search: search("王"), within: Some(few(base)), ..of() }),
        ("of a few", Filter { within: Some(few(base)), ..of() }),
        ("customer_id", Filter { customer_id: Some(regular()), ..of() }),
        ("programme_id large", Filter { programme_id: Some("prg_large".into()), ..of() }),
        ("programme_id small", Filter { programme_id: Some("prg_small".into()), ..of() }),
        ("level_id large", Filter { level_ids: vec!["lvl_silver".into()], ..of() }),
        ("level_id small", Filter { level_ids: vec!["lvl_gold".into()], ..of() }),
        ("state=active", Filter { states: vec![MembershipState::Active], ..of() }),
        ("state=suspended", Filter { states: vec![MembershipState::Suspended], ..of() }),
        (
            "programme_id small state=suspended",
            Filter { programme_id: Some("prg_small".into()), states: vec![MembershipState::Suspended], ..of() },
        ),
    ];
    let list = |(name, filter): (&str, Filter)| {
        let list = pages(
            move |db, page| memberships::list(db, &filter, page).unwrap(),
            |(membership, _)| (String::new(), membership.id.clone()),
        );
        (format!("memberships {name}"), list)
    };
    filters.into_iter().map(list).collect()
}

fn of_deliveries(base: &Base) -> Vec<(String, Read)> {
    use deliveries::Filter;
    let of = Filter::default;
    let filters = [
        ("all", of(), None),
        ("of a region", of(), Some(region(base))),
        ("of a few", of(), Some(few(base))),
        ("state=sent", Filter { states: vec![DeliveryState::Sent], ..of() }, None),
        ("arm=b", Filter { arms: vec!["b".into()], ..of() }, None),
    ];
    let list = |(name, filter, within): (&str, Filter, Option<_>)| {
        let list = pages(
            move |db, page| deliveries::list(db, "cmp_one", &filter, Option::as_ref(&within), page).unwrap(),
            |(delivery, _)| (String::new(), delivery.customer_id.clone()),
        );
        (format!("deliveries {name}"), list)
    };
    filters.into_iter().map(list).collect()
}

fn of_tasks(base: &Base) -> Vec<(String, Read)> {
    let mut all: Vec<(String, Read)> = Vec::new();
    let owner = base.owner.clone();
    for (name, states) in
        [("all", vec![]), ("state=open", vec![TaskState::Open]), ("state=done", vec![TaskState::Done])]
    {
        let filter = tasks::Filter { owner_id: Some(owner.clone()), states, ..tasks::Filter::default() };
        let list = pages(
            move |db, page| tasks::list(db, &filter, page).unwrap(),
            |row| (row.due_on.map(|day| day.to_string()).unwrap_or_default(), row.id.clone()),
        );
        all.push((format!("tasks of somebody {name}"), list));
    }
    all
}

fn of_deeds(base: &Base) -> Vec<(String, Read)> {
    use audit::Filter;
    let of = Filter::default;
    let owner = base.owner.clone();
    let filters = [
        ("all", of()),
        ("subject_id", Filter { subject_id: Some("pur_10000100".into()), ..of() }),
        ("actor_id rare", Filter { actor_id: Some(owner.clone()), ..of() }),
        ("actor_id busy", Filter { actor_id: Some("usr_busy".into()), ..of() }),
        ("action rare", Filter { action: Some("users.create".into()), ..of() }),
        ("action common", Filter { action: Some("purchases.create".into()), ..of() }),
    ];
    let list = |(name, filter): (&str, Filter)| {
        let list =
            pages(move |db, page| audit::list(db, &filter, page).unwrap(), |row| (String::new(), row.id.clone()));
        (format!("audit events {name}"), list)
    };
    let mut all: Vec<(String, Read)> = filters.into_iter().map(list).collect();
    for unread in [false, true] {
        let owner = owner.clone();
        let list = pages(
            move |db, page| notifications::list(db, &owner, unread, page).unwrap(),
            |row| (String::new(), row.id.clone()),
        );
        all.push((format!("notifications unread={unread}"), list));
    }
    for (name, reasons) in [("all", vec![]), ("reason rare", vec![SuppressionReason::Complained])] {
        let filter = suppressions::Filter { reasons, ..suppressions::Filter::default() };
        let list = pages(
            move |db, page| suppressions::list(db, &filter, page).unwrap(),
            |row| (time(row.recorded_at), row.id.clone()),
        );
        all.push((format!("suppressions {name}"), list));
    }
    all
}
