//! What every list and count looks at in a base that is large beside a page: on PostgreSQL as many rows as it touched, on
//! SQLite its plans, which do not depend on the size. The bounds of the ways to a page are as small beside this base as
//! those of the product are beside one of a million.

use std::sync::{Arc, Mutex};

use diesel::connection::{Connection, InstrumentationEvent};
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use regulars_db::customers::profiles::{self, Bounds, Filter, Search, Sort, term};
use regulars_db::insight::analytics;
use regulars_db::page::{After, Page};
use regulars_db::sales::purchases;
use regulars_db::{Backend, Db};
use regulars_domain::customers::profiles::{CustomerKind, CustomerStatus, Source};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::sales::purchases::{Channel, PurchaseState};
use regulars_tests::{TestApp, alone};

const CUSTOMERS: i64 = 40_000;
const BOUNDS: Bounds = Bounds { few: 100, many: 500, reach: 1_000 };
/// Rows and entries of indexes that a statement may touch, however large the base is.
const TOUCHED: i64 = 9_000;

/// Numbers from 1 as the table `g`.
fn numbers(backend: Backend, count: i64) -> String {
    match backend {
        Backend::Postgres => format!("(SELECT n FROM generate_series(1, {count}) AS s (n)) g"),
        Backend::Sqlite => format!(
            "(WITH RECURSIVE s (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) SELECT n FROM s) g"
        ),
    }
}

/// 40,000 customers, half of whom bought four times; one in 100 is of tier A, has a tag, or is looked for.
fn fill(db: &mut Db, unit: &str) {
    let backend = db.backend();
    let (g, one, of) = (numbers(backend, CUSTOMERS), numbers(backend, CUSTOMERS * 2), "cus_' || (10000000 + ");
    let moment = |n: &str| match backend {
        Backend::Postgres => format!("timestamp '2020-01-01' + ({n}) * interval '1 minute'"),
        Backend::Sqlite => format!("strftime('%Y-%m-%d %H:%M:%f', '2020-01-01', '+' || ({n}) || ' minutes')"),
    };
    let day = |n: &str| match backend {
        Backend::Postgres => format!("date '2020-01-01' + ({n}) % 1000"),
        Backend::Sqlite => format!("date('2020-01-01', '+' || (({n}) % 1000) || ' days')"),
    };
    let name = "case when n % 100 = 7 then '明 ' else '王 ' end || n";
    let (created, last) = (moment("n"), day("n"));
    let statements = [
        format!(
            "INSERT INTO customers (id, kind, status, name, name_key, city, source, home_unit_id, tags, attributes, created_at, \
             updated_at, version) SELECT '{of} n), case when n % 5000 = 0 then 'business' else 'consumer' end, \
             case when n % 1000 = 0 then 'merged' else 'active' end, {name}, {name}, \
             case when n % 6 = 0 then '上海' when n % 1500 = 1 then '三亚' else '北京' end, 'walk_in', '{unit}', '[]', '{{}}', \
             {created}, {created}, 1 FROM {g}"
        ),
        format!(
            "INSERT INTO customer_metrics (customer_id, last_purchase_on, purchases, purchase_days, net_minor, tier, version) \
             SELECT '{of} n), case when n % 2 = 0 then {last} end, case when n % 2 = 0 then 4 else 0 end, 0, \
             case when n % 2 = 0 then 100 * (n % 9973) else 0 end, \
             case when n % 100 = 2 then 'A' when n % 8 = 0 then 'B' when n % 8 in (2, 4) then 'C' else 'none' end, 1 FROM {g}"
        ),
        format!("INSERT INTO customer_terms (customer_id, term) SELECT '{of} n), 'n' || {name} FROM {g}"),
        format!("INSERT INTO customer_tags (customer_id, tag) SELECT '{of} n), 'vip' FROM {g} WHERE n % 100 = 3"),
        format!(
            "INSERT INTO purchases (id, customer_id, unit_id, channel, revision, occurred_at, occurred_on, recorded_at, currency, \
             gross_minor, discount_minor, refunded_minor, net_minor, state) SELECT 'pur_' || (10000000 + n), \
             '{of} 2 * (1 + n % {CUSTOMERS} / 2)), case when n % 4000 = 0 then '{unit}' end, \
             case when n % 7000 = 0 then 'agency' else 'in_store' end, 1, {created}, \
             {}, {created}, 'CNY', 100, 0, 0, 100, case when n % 9000 = 0 then 'refunded' else 'paid' end FROM {one}",
            match backend {
                Backend::Postgres => format!("cast({created} as date)"),
                Backend::Sqlite => format!("date({created})"),
            },
        ),
    ];
    db.transaction(|db| statements.iter().try_for_each(|statement| db.execute(statement))).unwrap();
    if backend == Backend::Postgres {
        db.execute("ANALYZE").unwrap();
        db.execute("VACUUM").unwrap();
    }
}

type Read = Box<dyn Fn(&mut Db)>;

fn customers(filter: Filter, sort: Sort) -> Read {
    Box::new(move |db| {
        let filter = Filter { bounds: BOUNDS, ..filter.clone() };
        let mut page = Page::first(50);
        for _ in 0..2 {
            let rows = profiles::list(db, &filter, sort, &page).unwrap();
            let Some(last) = rows.last() else { return };
            page.after = Some(After { key: profiles::sort_key(sort, last), id: last.0.id.clone() });
        }
    })
}

fn counted(filter: Filter) -> Read {
    Box::new(move |db| {
        let filter = Filter { bounds: BOUNDS, ..filter.clone() };
        profiles::count_up_to(db, &filter, BOUNDS.many).unwrap();
    })
}

fn sold(filter: purchases::Filter) -> Read {
    Box::new(move |db| {
        let page = Page { after: Some(After { key: "2020-02-20T00:00:00".into(), id: "pur_".into() }), limit: 50 };
        for page in [Page::first(50), page] {
            purchases::list(db, &filter, &page).unwrap();
        }
    })
}

/// Every list and count, with what narrows it.
fn reads(unit: &str) -> Vec<(String, Read)> {
    let of = Filter::default;
    let search = |text: &str| Some(Search { name: Some(term::name(text)), ..Search::default() });
    let filters = [
        ("all", of()),
        ("q=王", Filter { search: search("王"), ..of() }),
        ("q=明", Filter { search: search("明"), ..of() }),
        ("q=王 1234", Filter { search: search("王 1234"), ..of() }),
        ("q=明 tier=A", Filter { search: search("明"), tiers: vec![TierClass::A], ..of() }),
        ("tier=A", Filter { tiers: vec![TierClass::A], ..of() }),
        ("tier=B", Filter { tiers: vec![TierClass::B], ..of() }),
        ("tier=C", Filter { tiers: vec![TierClass::C], ..of() }),
        ("tier=C tier=none", Filter { tiers: vec![TierClass::C, TierClass::None], ..of() }),
        ("city=上海", Filter { city: Some("上海".into()), ..of() }),
        ("city=三亚", Filter { city: Some("三亚".into()), ..of() }),
        ("tag=vip", Filter { tags: vec!["vip".into()], ..of() }),
        ("tag=nobody", Filter { tags: vec!["nobody".into()], ..of() }),
        ("kind=business", Filter { kinds: vec![CustomerKind::Business], ..of() }),
        ("source=online", Filter { sources: vec![Source::Online], ..of() }),
        ("status=merged", Filter { statuses: vec![CustomerStatus::Merged], ..of() }),
        ("home_unit_id", Filter { home_unit_ids: vec![unit.into()], ..of() }),
        ("owner_id", Filter { owner_id: Some("nobody".into()), ..of() }),
        ("last_purchase_on", Filter { last_from: "2022-09-20".parse().ok(), ..of() }),
    ];
    let sorts = [
        Sort::NewestFirst,
        Sort::OldestFirst,
        Sort::Name,
        Sort::MostSpendFirst,
        Sort::LastPurchaseFirst,
        Sort::MostPurchasesFirst,
    ];
    let mut all: Vec<(String, Read)> = Vec::new();
    for (name, filter) in filters {
        all.push((format!("count of customers {name}"), counted(filter.clone())));
        for sort in sorts {
            all.push((format!("customers {name} {sort:?}"), customers(filter.clone(), sort)));
        }
    }
    let of = purchases::Filter::default;
    for (name, filter) in [
        ("all", of()),
        ("channel=in_store", purchases::Filter { channels: vec![Channel::InStore], ..of() }),
        ("channel=agency", purchases::Filter { channels: vec![Channel::Agency], ..of() }),
        ("channel=online", purchases::Filter { channels: vec![Channel::Online], ..of() }),
        ("state=paid", purchases::Filter { states: vec![PurchaseState::Paid], ..of() }),
        ("state=refunded", purchases::Filter { states: vec![PurchaseState::Refunded], ..of() }),
        ("state=reversed", purchases::Filter { states: vec![PurchaseState::Reversed], ..of() }),
        ("unit", purchases::Filter { units: Some(vec![unit.into()]), ..of() }),
        ("unit of none", purchases::Filter { unit_ids: vec!["unit_none".into()], ..of() }),
        ("customer", purchases::Filter { customer_id: Some("cus_10000002".into()), ..of() }),
        ("day", purchases::Filter { from: "2020-01-20".parse().ok(), before: "2020-01-21".parse().ok(), ..of() }),
    ] {
        all.push((format!("purchases {name}"), sold(filter)));
    }
    all
}

#[derive(QueryableByName)]
struct Touched {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

#[derive(QueryableByName)]
struct Step {
    #[diesel(sql_type = Text)]
    detail: String,
}

/// PostgreSQL: rows and entries of indexes that a read touched.
fn touched(db: &mut Db, read: &Read) -> i64 {
    const SUM: &str = "SELECT CAST(coalesce(sum(pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid)), 0) \
        AS bigint) AS n FROM pg_class c JOIN pg_namespace s ON s.oid = c.relnamespace AND s.nspname = 'public'";
    let sum = |db: &mut Db| {
        let Db::Pg(c) = db else { return 0 };
        diesel::sql_query(SUM).get_result::<Touched>(c).unwrap().n
    };
    db.transaction(|db| {
        let before = sum(db);
        read(db);
        Ok::<_, diesel::result::Error>(sum(db) - before)
    })
    .unwrap()
}

/// SQLite: the steps of each statement of a read, with the statement.
fn steps(db: &mut Db, read: &Read) -> Vec<(String, Vec<String>)> {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&seen);
    let note = move |event: InstrumentationEvent<'_>| {
        if let InstrumentationEvent::StartQuery { query, .. } = event {
            kept.lock().unwrap().push(query.to_string());
        }
    };
    let Db::Sqlite(c) = db else { return Vec::new() };
    c.set_instrumentation(note);
    read(db);
    let Db::Sqlite(c) = db else { return Vec::new() };
    c.set_instrumentation(|_: InstrumentationEvent<'_>| {});
    let statements = std::mem::take(&mut *seen.lock().unwrap());
    let plan = |statement: String| {
        let sql = statement.split("-- binds").next().unwrap_or_default().to_owned();
        let rows: Vec<Step> = diesel::sql_query(format!("EXPLAIN QUERY PLAN {sql}")).load(c).unwrap();
        (sql, rows.into_iter().map(|row| row.detail).collect())
    };
    statements.into_iter().map(plan).collect()
}

/// Why a plan walks the base: a table gone through without an index, or rows sorted that are not a few (`z`, and the rows
/// of a page, whose ids are given).
fn walks(sql: &str, steps: &[String]) -> Option<String> {
    let is_few = sql.contains(") z WHERE") || (sql.contains("json_each") && !sql.contains("`purchases`.`occurred_at`"));
    let is_base = |step: &str| {
        let of = step.strip_prefix("SCAN ").unwrap_or_default();
        ["c", "m", "customers", "customer_metrics", "customer_terms", "purchases"].contains(&of)
    };
    steps.iter().find(|step| is_base(step) || (step.contains("FOR ORDER BY") && !is_few)).cloned()
}

#[actix_web::test]
async fn no_list_walks_the_base() {
    let _alone = alone().await;
    let app = TestApp::start().await;
    let mut db = app.db();
    fill(&mut db, &app.units.n1);
    let mut faults = Vec::new();
    for (name, read) in reads(&app.units.n1) {
        match db.backend() {
            Backend::Postgres => {
                let touched = touched(&mut db, &read);
                if touched > TOUCHED {
                    faults.push(format!("{name}: touches {touched} rows"));
                }
            }
            Backend::Sqlite => {
                for (sql, steps) in steps(&mut db, &read) {
                    if let Some(step) = walks(&sql, &steps) {
                        faults.push(format!("{name}: {step}\n  {sql}\n  {}", steps.join("\n  ")));
                    }
                }
            }
        }
    }
    assert!(faults.is_empty(), "{} walk:\n{}", faults.len(), faults.join("\n"));
}

/// The figures over everybody come from indexes, without a look at the rows themselves.
#[actix_web::test]
async fn figures_over_everybody_come_from_an_index() {
    let _alone = alone().await;
    let app = TestApp::start().await;
    let mut db = app.db();
    if db.backend() == Backend::Postgres {
        return;
    }
    for read in [
        Box::new(|db: &mut Db| drop(analytics::tiers(db, None).unwrap())) as Read,
        Box::new(|db: &mut Db| drop(analytics::spends(db, None).unwrap())),
    ] {
        for (sql, steps) in steps(&mut db, &read) {
            let of_metrics = steps.iter().filter(|step| step.contains("customer_metrics"));
            assert!(of_metrics.clone().all(|step| step.contains("COVERING INDEX")), "{sql}\n{}", steps.join("\n"));
            assert!(of_metrics.count() > 0, "{sql}");
        }
    }
}
