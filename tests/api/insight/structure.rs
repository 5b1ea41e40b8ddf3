//! `/v1/analytics/structure` and `/v1/analytics/cohorts`: who came, stayed and left, by what was known when.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use regulars_tests::{Action, Actor, Role, TestApp, Value, json};
use reqwest::Method;

const PATH: &str = "/v1/analytics/structure";
const COHORTS: &str = "/v1/analytics/cohorts";

fn ago(days: i64) -> DateTime<Utc> {
    regulars_tests::now() - TimeDelta::days(days)
}

fn day(days: i64) -> NaiveDate {
    regulars_tests::today() - TimeDelta::days(days)
}

pub async fn customer(admin: &Actor, unit: &str) -> String {
    admin.post("/v1/customers", json!({"name": "C", "home_unit_id": unit})).await.created().id()
}

/// A purchase so many days ago that is recorded now: its id.
pub async fn bought(admin: &Actor, customer: &str, unit: &str, days: i64) -> String {
    let body = json!({"customer_id": customer, "unit_id": unit, "occurred_at": ago(days).to_rfc3339(),
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    admin.post("/v1/purchases", body).once().await.created().id()
}

/// Lets everything that was recorded until now have been recorded on the day it happened.
pub fn recorded_then(app: &TestApp) {
    for table in ["purchases", "refunds", "anonymous_sales", "anonymous_refunds"] {
        app.sql(&format!("update {table} set recorded_at = occurred_at"));
    }
    for table in ["purchases", "anonymous_sales"] {
        app.sql(&format!("update {table} set updated_at = occurred_at"));
    }
}

async fn refund(admin: &Actor, purchase: &str) {
    admin.post(&format!("/v1/purchases/{purchase}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();
}

/// start, new, won back, moved in, lost, moved out, end, retained.
fn parts(figure: &Value) -> [i64; 8] {
    ["start", "new", "won_back", "moved_in", "lost", "moved_out", "end", "retained"]
        .map(|name| figure[name].as_i64().unwrap())
}

async fn total(who: &Actor, query: &str) -> [i64; 8] {
    let found = who.get(&format!("{PATH}?{query}")).await.ok();
    for figure in found.data().iter().chain([&found.body["total"]]) {
        let [start, new, won_back, moved_in, lost, moved_out, end, _] = parts(figure);
        assert_eq!(start + new + won_back + moved_in - lost - moved_out, end, "{figure}");
    }
    parts(&found.body["total"])
}

/// One of each course within the last 100 days: retained, lost, new, new at another shop, won back.
async fn one_of_each(app: &TestApp, admin: &Actor) -> [String; 5] {
    let (n1, s1) = (app.units.n1.as_str(), app.units.s1.as_str());
    let mut ids = Vec::new();
    for (unit, days) in [(n1, vec![150, 50]), (n1, vec![200]), (n1, vec![20]), (s1, vec![10]), (s1, vec![900, 5])] {
        let id = customer(admin, unit).await;
        for days in days {
            bought(admin, &id, unit, days).await;
        }
        ids.push(id);
    }
    recorded_then(app);
    ids.try_into().unwrap()
}

#[actix_web::test]
async fn the_structure_balances_and_leads_to_those_behind_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(total(&admin, "").await, [0; 8]);
    let [stayed, left, new, other, back] = one_of_each(&app, &admin).await;
    let period = format!("from={}&to={}", day(99), day(0));
    assert_eq!(total(&admin, &period).await, [2, 2, 1, 0, 1, 0, 4, 1]);
    let found = admin.get(&format!("{PATH}?{period}&by=unit")).await.ok();
    assert_eq!(found.body["total"]["retention_rate"], "0.500000");
    assert!(found.body["definition"]["zh-CN"].as_str().unwrap().contains("流失"));
    let units: Vec<(Value, [i64; 8])> = found.data().iter().map(|row| (row["key"].clone(), parts(row))).collect();
    assert!(units.contains(&(json!(app.units.n1), [2, 1, 0, 0, 1, 0, 2, 1])), "{units:?}");
    assert!(units.contains(&(json!(app.units.s1), [0, 1, 1, 0, 0, 0, 2, 0])), "{units:?}");
    let regions = admin.get(&format!("{PATH}?{period}&by=region")).await.ok();
    let north = regions.data().iter().find(|row| row["key"] == json!(app.units.north)).unwrap().clone();
    assert_eq!(parts(&north), [2, 1, 0, 0, 1, 0, 2, 1]);
    assert!(north["name"].is_string());
    assert_eq!(admin.get(&format!("{PATH}?{period}&by=source")).await.ok().data().len(), 1);

    let mut both = [new.clone(), other.clone()];
    both.sort();
    for (rest, expected) in [
        ("part=lost".to_owned(), vec![&left]),
        ("part=won_back".to_owned(), vec![&back]),
        ("part=retained".to_owned(), vec![&stayed]),
        ("part=new".to_owned(), both.iter().collect()),
        (format!("part=new&by=unit&key={}", app.units.s1), vec![&other]),
        ("part=new&by=unit&key=".to_owned(), vec![]),
    ] {
        let found = admin.get(&format!("{PATH}/customers?{period}&{rest}")).await.ok();
        let ids: Vec<&str> = found.data().iter().map(|row| row["customer_id"].as_str().unwrap()).collect();
        assert_eq!(ids, expected, "{rest}");
    }
    let first = admin.get(&format!("{PATH}/customers?{period}&part=new&limit=1")).await.ok();
    let cursor = first.text("next_cursor");
    let second = admin.get(&format!("{PATH}/customers?{period}&part=new&limit=1&cursor={cursor}")).await.ok();
    assert_eq!(
        (second.data()[0]["customer_id"].clone(), second.body["has_more"].clone()),
        (json!(both[1]), json!(false))
    );

    let north = app.actor(Role::RegionManager, &app.units.north).await;
    assert_eq!(total(&north, &period).await, [2, 1, 0, 0, 1, 0, 2, 1], "only those at home in one's units");
    assert_eq!(north.get(&format!("{PATH}/customers?{period}&part=won_back")).await.ok().data().len(), 0);
    app.actor(Role::StoreStaff, &app.units.n1).await.get(PATH).await.problem(403, "forbidden");
}

#[actix_web::test]
async fn tiers_move_customers_from_group_to_group() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&admin, &app.units.n1).await;
    bought(&admin, &id, &app.units.n1, 150).await;
    recorded_then(&app);
    app.sql(&format!(
        "update tier_changes set tier = 'B', since = '{}', recorded_at = '{} 00:00:00'",
        day(150),
        day(150)
    ));
    app.sql(&format!(
        "insert into tier_changes (id, customer_id, tier, previous, since, recorded_at, rule, cause, inputs) \
         select 'tch_7', customer_id, 'A', 'B', '{0}', '{0} 12:00:00', rule, cause, inputs from tier_changes",
        day(20)
    ));
    let found = admin.get(&format!("{PATH}?from={}&to={}", day(99), day(0))).await.ok();
    let row = |key: &str| found.data().iter().find(|row| row["key"] == key).map(parts);
    assert_eq!(row("A"), Some([0, 0, 0, 1, 0, 0, 1, 0]));
    assert_eq!(row("B"), Some([1, 0, 0, 0, 0, 1, 0, 0]));
    assert_eq!(parts(&found.body["total"]), [1, 0, 0, 0, 0, 0, 1, 1]);
    assert_eq!((&found.body["total"]["upgraded"], &found.body["total"]["downgraded"]), (&json!(1), &json!(0)));
    let before = admin.get(&format!("{PATH}?from={}&to={}&as_of={}", day(99), day(30), day(30))).await.ok();
    assert_eq!(before.body["total"]["upgraded"], 0);
}

#[actix_web::test]
async fn what_was_known_on_a_day_stays_answered() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let [stayed, left, new, ..] = one_of_each(&app, &admin).await;
    let asked = format!("from={}&to={}&as_of={}", day(99), day(3), day(3));
    let cohorts = format!("{COHORTS}?from={}&to={}&as_of={}", day(200), day(3), day(3));
    let known = total(&admin, &asked).await;
    assert_eq!(known, [2, 2, 1, 0, 1, 0, 4, 1]);
    let retained = admin.get(&cohorts).await.ok().body["data"].clone();

    // Somebody else is enrolled and bought then, the new one gave everything back, and one is merged into another: all known
    // from today on.
    let late = customer(&admin, &app.units.n1).await;
    bought(&admin, &late, &app.units.n1, 30).await;
    bought(&admin, &left, &app.units.n1, 40).await;
    let gone = admin.get(&format!("/v1/purchases?customer_id={new}")).await.ok().data()[0]["id"].clone();
    refund(&admin, gone.as_str().unwrap()).await;
    let merge = admin.post(&format!("/v1/customers/{stayed}/merge"), json!({"merged_id": left})).await.created();
    assert_eq!(total(&admin, &asked).await, known);
    assert_eq!(admin.get(&cohorts).await.ok().body["data"], retained);
    let restated = format!("{asked}&restated=true");
    assert_eq!(total(&admin, &restated).await, [1, 2, 1, 0, 0, 0, 4, 1]);
    let again = admin.get(&format!("{cohorts}&restated=true")).await.ok();
    assert_ne!(again.body["data"], retained);

    admin.request(Method::POST, &format!("/v1/merges/{}/undo", merge.id())).await.ok();
    assert_eq!(total(&admin, &asked).await, known);
    assert_eq!(total(&admin, &restated).await, [2, 2, 1, 0, 0, 0, 5, 2]);
}

#[actix_web::test]
async fn a_new_revision_changes_what_was_bought_and_not_when_it_was_known() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&admin, &app.units.n1).await;
    let body = |revision: i64, days: i64| {
        json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": ago(days).to_rfc3339(), "partner": "till",
            "external_id": "r1", "revision": revision, "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]})
    };
    let till = app.key_of("till", &[Action::PurchasesWrite], &app.units.group).await;
    let mut first = body(1, 20);
    first.as_object_mut().unwrap().remove("partner");
    till.post("/v1/purchases", first).once().await.created();
    let mut second = body(2, 25);
    second.as_object_mut().unwrap().remove("partner");
    till.post("/v1/purchases", second).once().await.ok();
    app.sql("update purchases set recorded_at = '2999-01-01 00:00:00' where revision = 2");
    let found = total(&admin, &format!("from={}&to={}", day(22), day(0))).await;
    assert_eq!(found, [1, 0, 0, 0, 0, 0, 1, 1], "its newest content, since it was first recorded");
}

#[actix_web::test]
async fn cohorts_count_who_bought_again_by_month() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let month = |months: u32| {
        let first = chrono::Datelike::with_day(&day(0), 1).unwrap();
        first.checked_sub_months(chrono::Months::new(months)).unwrap()
    };
    let since = |on: NaiveDate| (day(0) - on).num_days();
    for months in [vec![3, 1], vec![3, 2, 1], vec![3], vec![2, 0]] {
        let id = customer(&admin, &app.units.n1).await;
        for months in months {
            bought(&admin, &id, &app.units.n1, since(month(months))).await;
        }
    }
    let found = admin.get(&format!("{COHORTS}?from={}", month(3))).await.ok();
    let rows: Vec<(Value, Value, Vec<Value>)> = found
        .data()
        .iter()
        .map(|row| {
            let months = row["months"].as_array().unwrap();
            (
                row["month"].clone(),
                row["customers"].clone(),
                months.iter().map(|one| one["customers"].clone()).collect(),
            )
        })
        .collect();
    assert_eq!(rows[0], (json!(month(3)), json!(3), vec![json!(3), json!(1), json!(2), json!(0)]));
    assert_eq!(rows[1], (json!(month(2)), json!(1), vec![json!(1), json!(0), json!(1)]));
    assert_eq!((rows.len(), &rows[3].1), (4, &json!(0)));
    let last = found.data()[0]["months"][2].clone();
    assert_eq!((&last["rate"], &last["complete"]), (&json!("0.666667"), &json!(true)));
    let is_over = chrono::Datelike::month(&(day(0) + TimeDelta::days(1))) != chrono::Datelike::month(&day(0));
    assert_eq!(found.data()[0]["months"][3]["complete"], is_over);
    let south = app.actor(Role::RegionManager, &app.units.south).await;
    assert_eq!(south.get(COHORTS).await.ok().data()[0]["customers"], 0);
}

#[actix_web::test]
async fn windows_that_cannot_be_answered_are_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (query, parameter) in [
        (format!("from={}&to={}", day(1), day(2)), "from"),
        ("from=2000-01-01".to_owned(), "from"),
        (format!("to={}", day(-1)), "to"),
        (format!("to={}&as_of={}", day(1), day(2)), "to"),
        (format!("as_of={}", day(-1)), "as_of"),
        ("to=0001-01-01".to_owned(), "to"),
    ] {
        for path in [PATH.to_owned(), COHORTS.to_owned()] {
            let path = format!("{path}?{query}");
            // Cohorts are asked by month: the days of one month are the same to them.
            if path.starts_with(COHORTS)
                && !query.contains("2000")
                && !query.contains("0001")
                && !query.starts_with("as_of")
            {
                continue;
            }
            admin.get(&path).await.problem(400, "invalid_parameter").fault(parameter, "out_of_range");
        }
    }
    admin.get(&format!("{PATH}?by=weather")).await.problem(400, "invalid_parameter");
    admin.get(&format!("{PATH}/customers?part=lots")).await.problem(400, "invalid_parameter");
}
