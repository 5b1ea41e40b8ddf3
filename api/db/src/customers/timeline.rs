//! Every fact on one customer in one list, newest first: a page of each kind, merged by time.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use regulars_domain::customers::profiles::TimelineKind;
use serde_json::{Value, json};

use crate::page::Page;
use crate::schema::{
    assignments, competitors, complaints, consents, customers, interactions, membership_level_changes,
    membership_levels, membership_programmes, memberships, point_entries, purchases, refunds, tasks, tier_changes,
};
use crate::{Db, Result, on};

/// One fact.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    pub id: String,
    pub kind: TimelineKind,
    pub occurred_at: NaiveDateTime,
    /// What to show of it.
    pub data: Value,
}

/// A kind of fact that is asked for, and how far it is seen.
#[derive(Clone, Debug)]
pub struct Sought {
    pub kind: TimelineKind,
    /// Only what happened in these units, and what somebody there has to do; everything when none are given.
    pub units: Option<Vec<String>>,
    /// Whose own cases and tasks are seen wherever they belong.
    pub user_id: String,
}

/// One page of the kinds asked for, newest first. Refunds are of the base currency.
pub fn list(db: &mut Db, customer_id: &str, sought: &[Sought], currency: &str, page: &Page) -> Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for one in sought {
        entries.extend(of_kind(db, customer_id, one, currency, page)?);
    }
    entries.sort_by(|a, b| (b.occurred_at, &b.id).cmp(&(a.occurred_at, &a.id)));
    entries.truncate(usize::try_from(page.rows_to_read()).unwrap_or(usize::MAX));
    Ok(entries)
}

/// The names of what entries refer to, by id.
macro_rules! names_of {
    ($db:expr, $table:ident) => {
        on!($db, |c| $table::table.select(($table::id, $table::name)).load::<(String, String)>(c))
            .map(|rows| rows.into_iter().collect::<HashMap<String, String>>())
    };
}

/// A page of one table: its rows after the cursor, by time and id.
macro_rules! page_of {
    ($db:expr, $page:expr, $table:ident, $at:ident, $customer:expr, $columns:expr, $entry:expr) => {
        page_of!($db, $page, $table, $at, $customer, $columns, $entry, query => {})
    };
    ($db:expr, $page:expr, $table:ident, $at:ident, $customer:expr, $columns:expr, $entry:expr, $query:ident => $narrow:block) => {
        on!($db, |c| {
            let mut $query = $table::table
                .filter($table::customer_id.eq($customer))
                .order(($table::$at.desc(), $table::id.desc()))
                .limit($page.rows_to_read())
                .select($columns)
                .into_boxed();
            if let Some(after) = &$page.after
                && let Ok(key) = after.key.parse::<NaiveDateTime>()
            {
                $query =
                    $query.filter($table::$at.le(key)).filter($table::$at.lt(key).or($table::id.lt(after.id.clone())));
            }
            $narrow
            $query.load(c)
        })
        .map(|rows| rows.into_iter().map($entry).collect())
    };
}

/// An interaction, as far as the timeline shows it.
#[derive(Queryable)]
struct Noted {
    id: String,
    occurred_at: NaiveDateTime,
    kind: String,
    direction: String,
    outcome: Option<String>,
    body: Option<String>,
    competitor_id: Option<String>,
    competitor: Option<String>,
}

fn of_kind(db: &mut Db, customer_id: &str, sought: &Sought, currency: &str, page: &Page) -> Result<Vec<Entry>> {
    let Sought { kind, units, user_id } = sought;
    let kind = *kind;
    match kind {
        TimelineKind::Purchase => page_of!(
            db,
            page,
            purchases,
            occurred_at,
            customer_id,
            (
                purchases::id,
                purchases::occurred_at,
                purchases::net_minor,
                purchases::currency,
                purchases::unit_id,
                purchases::channel,
                purchases::state
            ),
            |(id, occurred_at, net, currency, unit_id, channel, state): (
                String,
                NaiveDateTime,
                i64,
                String,
                Option<String>,
                String,
                String
            )| {
                let data = json!({"net": {"amount": net, "currency": currency}, "unit_id": unit_id, "channel": channel, "state": state});
                Entry { id, kind, occurred_at, data }
            },
            query => {
                if let Some(units) = units {
                    query = query.filter(purchases::unit_id.eq_any(units));
                }
            }
        ),
        TimelineKind::Refund => page_of!(
            db,
            page,
            refunds,
            occurred_at,
            customer_id,
            (refunds::id, refunds::occurred_at, refunds::purchase_id, refunds::amount, refunds::reason),
            |(id, occurred_at, purchase_id, amount, reason): (String, NaiveDateTime, String, i64, Option<String>)| {
                Entry {
                    id,
                    kind,
                    occurred_at,
                    data: json!({"purchase_id": purchase_id, "amount": {"amount": amount, "currency": currency}, "reason": reason}),
                }
            },
            query => {
                if let Some(units) = units {
                    query = query.filter(refunds::purchase_id.eq_any(
                        purchases::table
                            .filter(purchases::customer_id.eq(customer_id).and(purchases::unit_id.eq_any(units)))
                            .select(purchases::id),
                    ));
                }
            }
        ),
        TimelineKind::Interaction => {
            let names = names_of!(db, competitors)?;
            page_of!(
                db,
                page,
                interactions,
                occurred_at,
                customer_id,
                (
                    interactions::id,
                    interactions::occurred_at,
                    interactions::kind,
                    interactions::direction,
                    interactions::outcome,
                    interactions::body,
                    interactions::competitor_id,
                    interactions::competitor
                ),
                |one: Noted| {
                    let Noted { id, occurred_at, competitor_id, competitor, .. } = one;
                    let named = competitor_id.as_ref().and_then(|id| names.get(id)).or(competitor.as_ref());
                    let data = json!({"kind": one.kind, "direction": one.direction, "outcome": one.outcome, "text": one.body,
                        "competitor_id": competitor_id, "competitor": named});
                    Entry { id, kind, occurred_at, data }
                }
            )
        }
        TimelineKind::Consent => page_of!(
            db,
            page,
            consents,
            occurred_at,
            customer_id,
            (consents::id, consents::occurred_at, consents::channel, consents::granted, consents::source),
            |(id, occurred_at, channel, granted, source): (String, NaiveDateTime, String, bool, String)| {
                Entry { id, kind, occurred_at, data: json!({"channel": channel, "granted": granted, "source": source}) }
            }
        ),
        TimelineKind::Tier => page_of!(
            db,
            page,
            tier_changes,
            recorded_at,
            customer_id,
            (
                tier_changes::id,
                tier_changes::recorded_at,
                tier_changes::tier,
                tier_changes::previous,
                tier_changes::cause
            ),
            |(id, occurred_at, tier, previous, cause): (String, NaiveDateTime, String, Option<String>, String)| {
                Entry { id, kind, occurred_at, data: json!({"class": tier, "previous": previous, "cause": cause}) }
            }
        ),
        TimelineKind::Task => page_of!(
            db,
            page,
            tasks,
            created_at,
            customer_id,
            (tasks::id, tasks::created_at, tasks::title, tasks::state, tasks::due_on),
            |(id, occurred_at, title, state, due_on): (
                String,
                NaiveDateTime,
                String,
                String,
                Option<chrono::NaiveDate>
            )| {
                Entry { id, kind, occurred_at, data: json!({"title": title, "state": state, "due_on": due_on}) }
            },
            query => {
                if let Some(units) = units {
                    query = query.filter(tasks::owner_id.eq(user_id).or(tasks::owner_id.eq_any(
                        assignments::table.filter(assignments::unit_id.eq_any(units)).select(assignments::user_id),
                    )));
                }
            }
        ),
        TimelineKind::Complaint => page_of!(
            db,
            page,
            complaints,
            occurred_at,
            customer_id,
            (
                complaints::id,
                complaints::occurred_at,
                complaints::state,
                complaints::severity,
                complaints::unit_id,
                complaints::body
            ),
            |(id, occurred_at, state, severity, unit_id, body): (
                String,
                NaiveDateTime,
                String,
                Option<String>,
                String,
                String
            )| {
                let data = json!({"state": state, "severity": severity, "unit_id": unit_id, "text": body});
                Entry { id, kind, occurred_at, data }
            },
            query => {
                if let Some(units) = units {
                    query = query.filter(complaints::unit_id.eq_any(units).or(complaints::owner_id.assume_not_null().eq(user_id).and(complaints::owner_id.is_not_null())));
                }
            }
        ),
        TimelineKind::Enrolment => {
            let names = names_of!(db, membership_programmes)?;
            page_of!(
                db,
                page,
                memberships,
                enrolled_at,
                customer_id,
                (memberships::id, memberships::enrolled_at, memberships::programme_id, memberships::state),
                |(id, occurred_at, programme_id, state): (String, NaiveDateTime, String, String)| {
                    let name = names.get(&programme_id);
                    let data = json!({"programme_id": programme_id, "programme": name, "state": state});
                    Entry { id, kind, occurred_at, data }
                }
            )
        }
        TimelineKind::Level => {
            let names = names_of!(db, membership_levels)?;
            let name = |id: Option<&String>| id.and_then(|id| names.get(id));
            page_of!(
                db,
                page,
                membership_level_changes,
                recorded_at,
                customer_id,
                (
                    membership_level_changes::id,
                    membership_level_changes::recorded_at,
                    membership_level_changes::membership_id,
                    membership_level_changes::level_id,
                    membership_level_changes::previous_id,
                    membership_level_changes::cause
                ),
                |(id, occurred_at, membership_id, level_id, previous_id, cause): (
                    String,
                    NaiveDateTime,
                    String,
                    Option<String>,
                    Option<String>,
                    String
                )| {
                    let data = json!({"membership_id": membership_id, "level": name(level_id.as_ref()),
                        "previous": name(previous_id.as_ref()), "cause": cause});
                    Entry { id, kind, occurred_at, data }
                }
            )
        }
        TimelineKind::Points => page_of!(
            db,
            page,
            point_entries,
            occurred_at,
            customer_id,
            (
                point_entries::id,
                point_entries::occurred_at,
                point_entries::membership_id,
                point_entries::kind,
                point_entries::points,
                point_entries::balance,
                point_entries::note
            ),
            |(id, occurred_at, membership_id, why, points, balance, note): (
                String,
                NaiveDateTime,
                String,
                String,
                i64,
                i64,
                Option<String>
            )| {
                let data = json!({"membership_id": membership_id, "kind": why, "points": points,
                    "balance": balance, "note": note});
                Entry { id, kind, occurred_at, data }
            }
        ),
        TimelineKind::Created => created(db, customer_id, page),
    }
}

fn created(db: &mut Db, customer_id: &str, page: &Page) -> Result<Vec<Entry>> {
    let row: Option<(NaiveDateTime, Option<String>)> = on!(db, |c| customers::table
        .find(customer_id)
        .select((customers::created_at, customers::source))
        .first(c)
        .optional())?;
    let entry = row.map(|(occurred_at, source)| Entry {
        id: customer_id.to_owned(),
        kind: TimelineKind::Created,
        occurred_at,
        data: json!({"source": source}),
    });
    let shown = entry.filter(|entry| match &page.after {
        None => true,
        Some(after) => after
            .key
            .parse::<NaiveDateTime>()
            .is_ok_and(|key| (entry.occurred_at, entry.id.as_str()) < (key, after.id.as_str())),
    });
    Ok(shown.into_iter().collect())
}
