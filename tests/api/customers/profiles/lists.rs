//! Lists of customers: filters, orders, pages; the count says what the list shows.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use regulars_tests::{Actor, TestApp, Value, json};

use super::{each, walk};

/// 250 customers whose every sort key has ties.
async fn two_hundred_and_fifty(app: &TestApp, admin: &Actor) {
    let (units, kinds) = ([&app.units.n1, &app.units.n2, &app.units.s1], ["consumer", "business", "internal"]);
    let items: Vec<Value> = (0..250)
        .map(|n| {
            let tags: &[&str] = [&["a"][..], &["a", "b"], &[]][n % 3];
            json!({"name": format!("客户 {}", n % 40), "kind": kinds[n % 7 % 3], "home_unit_id": units[n % 3],
                "city": (["上海", "北京"][n % 2]), "source": (["walk_in", "online", "event"][n % 5 % 3]), "tags": tags,
                "owner_id": (n % 9 == 0).then_some(&admin.id)})
        })
        .collect();
    let made = admin.post("/v1/customers/batch", json!({"items": items})).await.ok();
    app.db()
        .transaction(|db| {
            for (n, row) in made.body["results"].as_array().unwrap().iter().enumerate() {
                let id = row["id"].as_str().unwrap();
                let (day, spend, purchases) = (1 + n % 11, 1000 * (n % 13) as i64 - 1000, n % 5);
                let last = if purchases == 0 { "null".to_owned() } else { format!("'2026-02-{:02}'", 1 + n % 6) };
                let tier = if n % 7 % 3 == 1 { "null" } else { ["'A'", "'B'", "'C'", "'none'"][n % 4] };
                let status = if purchases == 0 { "prospect" } else { ["active", "lost"][n % 2] };
                db.execute(&format!(
                    "update customers set created_at = '2026-01-{day:02} 08:00:00', status = '{status}' where id = '{id}'"
                ))?;
                db.execute(&format!(
                    "update customer_metrics set net_minor = {spend}, purchases = {purchases}, tier = {tier}, \
                     last_purchase_on = {last}, changed_at = '2036-01-{day:02} 08:00:00' where customer_id = '{id}'"
                ))?;
            }
            Ok::<_, diesel::result::Error>(())
        })
        .unwrap();
}

/// Every customer, as the list shows it.
async fn everybody(admin: &Actor) -> Vec<Value> {
    let rows: Vec<Value> = walk(admin, "/v1/customers?limit=100").await.concat();
    assert_eq!(rows.len(), 250);
    rows
}

type Order = fn(&Value, &Value) -> Ordering;

fn text(row: &Value, at: &str) -> String {
    row.pointer(at).and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn number(row: &Value, at: &str) -> i64 {
    row.pointer(at).and_then(Value::as_i64).unwrap()
}

/// Each order, by the key as shown and then by id, in the same direction.
const ORDERS: [(&str, Order); 9] = [
    ("updated_at", |a, b| (text(a, "/updated_at"), text(a, "/id")).cmp(&(text(b, "/updated_at"), text(b, "/id")))),
    ("-updated_at", |a, b| (text(b, "/updated_at"), text(b, "/id")).cmp(&(text(a, "/updated_at"), text(a, "/id")))),
    ("-created_at", |a, b| (text(b, "/created_at"), text(b, "/id")).cmp(&(text(a, "/created_at"), text(a, "/id")))),
    ("created_at", |a, b| (text(a, "/created_at"), text(a, "/id")).cmp(&(text(b, "/created_at"), text(b, "/id")))),
    ("name", |a, b| (text(a, "/name"), text(a, "/id")).cmp(&(text(b, "/name"), text(b, "/id")))),
    ("-name", |a, b| (text(b, "/name"), text(b, "/id")).cmp(&(text(a, "/name"), text(a, "/id")))),
    ("-net_spend", |a, b| {
        let key = |row| (number(row, "/metrics/net_spend/amount"), text(row, "/id"));
        key(b).cmp(&key(a))
    }),
    ("-purchases", |a, b| {
        let key = |row| (number(row, "/metrics/purchases"), text(row, "/id"));
        key(b).cmp(&key(a))
    }),
    ("-last_purchase_on", |a, b| {
        let key = |row| (text(row, "/metrics/last_purchase_on"), text(row, "/id"));
        key(b).cmp(&key(a))
    }),
];

#[actix_web::test]
async fn each_order_walks_every_customer_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    two_hundred_and_fifty(&app, &admin).await;
    let all = everybody(&admin).await;
    for (sort, order) in ORDERS {
        let mut expected = all.clone();
        expected.sort_by(order);
        if sort == "-last_purchase_on" {
            let bought = expected.iter().take_while(|row| !row["metrics"]["last_purchase_on"].is_null()).count();
            assert_eq!(bought, 200, "who never bought comes last");
        }
        let expected = each(&[expected], "id");
        for limit in [7, 50, 100] {
            let pages = walk(&admin, &format!("/v1/customers?sort={sort}&limit={limit}")).await;
            assert_eq!(each(&pages, "id"), expected, "{sort} by {limit}");
            assert!(pages.iter().rev().skip(1).all(|page| page.len() == limit), "only the last page is short");
        }
        let count = admin.get(&format!("/v1/customers/count?sort={sort}")).await.ok();
        assert_eq!(count.body["count"], 250, "{sort}");
        let export = admin.get(&format!("/v1/exports/customers?sort={sort}")).await.ok().bytes;
        assert!(String::from_utf8(export).unwrap().ends_with("{\"count\":250}\n"), "{sort}");
    }
    assert_eq!(admin.get("/v1/customers").await.ok().data().len(), 25, "when nothing is said");
}

#[actix_web::test]
async fn filters_narrow_and_the_count_agrees() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    two_hundred_and_fifty(&app, &admin).await;
    let all = everybody(&admin).await;
    let (n1, s1, owner) = (app.units.n1.clone(), app.units.s1.clone(), admin.id.clone());
    let has = |row: &Value, tag: &str| row["tags"].as_array().unwrap().contains(&json!(tag));
    let spend = |row: &Value| number(row, "/metrics/net_spend/amount");
    let last = |row: &Value| text(row, "/metrics/last_purchase_on");
    type Wanted<'a> = Box<dyn Fn(&Value) -> bool + 'a>;
    let cases: Vec<(String, Wanted)> = vec![
        ("kind=business".into(), Box::new(|row| row["kind"] == "business")),
        ("kind=business&kind=internal".into(), Box::new(|row| row["kind"] != "consumer")),
        ("status=lost".into(), Box::new(|row| row["status"] == "lost")),
        ("tier=A".into(), Box::new(|row| row["tier"]["class"] == "A")),
        ("tier=A&tier=none".into(), Box::new(|row| ["A", "none"].contains(&text(row, "/tier/class").as_str()))),
        (format!("home_unit_id={n1}"), Box::new(|row| row["home_unit_id"] == *n1)),
        (format!("home_unit_id={n1}&home_unit_id={s1}"), Box::new(|row| row["home_unit_id"] != *app.units.n2)),
        (format!("owner_id={owner}"), Box::new(|row| row["owner_id"] == *owner)),
        ("tag=a".into(), Box::new(|row| has(row, "a"))),
        ("tag=a&tag=b".into(), Box::new(|row| has(row, "a") && has(row, "b"))),
        ("tag=none".into(), Box::new(|_| false)),
        ("source=online&source=event".into(), Box::new(|row| row["source"] != "walk_in")),
        ("city=%E4%B8%8A%E6%B5%B7".into(), Box::new(|row| row["city"] == "上海")),
        ("net_spend[gte]=5000".into(), Box::new(|row| spend(row) >= 5000)),
        ("net_spend[gte]=0&net_spend[lt]=1000".into(), Box::new(|row| spend(row) == 0)),
        ("net_spend[lt]=0".into(), Box::new(|row| spend(row) < 0)),
        ("last_purchase_on[gte]=2026-02-04".into(), Box::new(|row| last(row).as_str() >= "2026-02-04")),
        (
            "last_purchase_on[lt]=2026-02-04".into(),
            Box::new(|row| !last(row).is_empty() && last(row).as_str() < "2026-02-04"),
        ),
        (
            "created_at[gte]=2026-01-03T08:00:00Z&created_at[lt]=2026-01-05T08:00:00Z".into(),
            Box::new(|row| ["2026-01-03", "2026-01-04"].contains(&&text(row, "/created_at")[..10])),
        ),
        (
            "created_at[gte]=2026-01-03T16:00:00.001%2B08:00".into(),
            Box::new(|row| text(row, "/created_at").as_str() > "2026-01-03T09"),
        ),
        (
            "tier=B&city=%E5%8C%97%E4%BA%AC&tag=a&kind=consumer".into(),
            Box::new(|row| {
                row["tier"]["class"] == "B" && row["city"] == "北京" && has(row, "a") && row["kind"] == "consumer"
            }),
        ),
        (
            "q=%E5%AE%A2%E6%88%B7%203&tier=C".into(),
            Box::new(|row| text(row, "/name").starts_with("客户 3") && row["tier"]["class"] == "C"),
        ),
    ];
    for (query, wanted) in cases {
        let expected: BTreeSet<String> = all.iter().filter(|row| wanted(row)).map(|row| text(row, "/id")).collect();
        let pages = walk(&admin, &format!("/v1/customers?{query}&limit=30&sort=name")).await;
        let listed = each(&pages, "id");
        assert_eq!(listed.iter().cloned().collect::<BTreeSet<_>>(), expected, "{query}");
        assert_eq!(listed.len(), expected.len(), "{query}: no row twice");
        let count = admin.get(&format!("/v1/customers/count?{query}")).await.ok();
        assert_eq!(count.body["count"], expected.len(), "{query}");
    }
}

#[actix_web::test]
async fn a_wrong_parameter_is_refused_by_its_name() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (query, name, code) in [
        ("colour=red", "colour", "unknown_field"),
        ("tier=D", "tier", "not_accepted"),
        ("sort=age", "sort", "not_accepted"),
        ("status=dead", "status", "not_accepted"),
        ("q=", "q", "too_short"),
        ("limit=0", "limit", "out_of_range"),
        ("limit=101", "limit", "out_of_range"),
        ("net_spend[gt]=1", "net_spend[gt]", "unknown_field"),
        ("created_at[gte]=yesterday", "created_at[gte]", "malformed"),
        ("last_purchase_on[lt]=2026-02-30", "last_purchase_on[lt]", "malformed"),
    ] {
        let refused = admin.get(&format!("/v1/customers?{query}")).await.problem(400, "invalid_parameter");
        refused.fault(name, code);
    }
    let cursor = {
        two_hundred_and_fifty(&app, &admin).await;
        admin.get("/v1/customers?limit=1").await.ok().text("next_cursor").to_owned()
    };
    for other in ["sort=name", "tier=A", "q=x"] {
        admin.get(&format!("/v1/customers?{other}&cursor={cursor}")).await.problem(400, "invalid_cursor");
    }
}

#[actix_web::test]
async fn customers_are_listed_by_their_birthday() {
    use chrono::{Datelike, Days};
    use regulars_domain::customers::birthdays::keys_on;

    let app = TestApp::start().await;
    let admin = app.admin().await;
    let today = (regulars_tests::now() + chrono::Duration::hours(8)).date_naive();
    let create = async |name: &str, birthday: Value| {
        admin.post("/v1/customers", json!({"name": name, "birthday": birthday})).await.created();
    };
    let solar = |day: chrono::NaiveDate| json!({"month": day.month(), "day": day.day(), "calendar": "solar"});
    create("a", solar(today)).await;
    create("b", solar(today + Days::new(5))).await;
    create("c", solar(today + Days::new(100))).await;
    admin.post("/v1/customers", json!({"name": "d"})).await.created();
    // A lunar date that is kept within the next days; a leap month has none.
    let mut expected = vec!["a", "b"];
    let near = keys_on((0..=7).map(|days| today + Days::new(days)));
    if let Some(key) = near.iter().find(|key| key.starts_with('l')) {
        let (month, day) = (key[1..3].parse::<u32>().unwrap(), key[3..].parse::<u32>().unwrap());
        create("e", json!({"month": month, "day": day, "calendar": "lunar"})).await;
        expected.push("e");
    }
    let listed = async |query: &str| {
        let list = admin.get(&format!("/v1/customers?{query}")).await.ok();
        let mut names: Vec<String> = list.each("name").into_iter().map(str::to_owned).collect();
        names.sort_unstable();
        names
    };
    assert_eq!(listed("birthday_within_days=7").await, expected);
    assert!(listed("birthday_within_days=0").await.contains(&"a".to_owned()));
    assert!(!listed("birthday_within_days=0").await.contains(&"b".to_owned()));
    let month = (today + Days::new(100)).month();
    assert!(listed(&format!("birth_month={month}")).await.contains(&"c".to_owned()));
    assert!(!listed(&format!("birth_month={month}&birthday_within_days=7")).await.contains(&"c".to_owned()));
    for (query, parameter) in [
        ("birth_month=0", "birth_month"),
        ("birth_month=13", "birth_month"),
        ("birthday_within_days=-1", "birthday_within_days"),
        ("birthday_within_days=367", "birthday_within_days"),
    ] {
        let refused = admin.get(&format!("/v1/customers?{query}")).await.problem(400, "invalid_parameter");
        refused.fault(parameter, "out_of_range");
    }
}
