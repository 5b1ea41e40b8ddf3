//! What a customer spent month by month, up to the current month of the organisation.

use chrono::{Datelike, Months, NaiveDate};
use regulars_tests::{Actor, TestApp, Value, json, today};

use super::create;

fn cny(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

/// The first day of the month so many months ago.
fn month(ago: u32) -> NaiveDate {
    today().with_day(1).and_then(|first| first.checked_sub_months(Months::new(ago))).unwrap()
}

/// Records a purchase at a moment of the organisation's time zone and answers its path.
async fn buy(app: &TestApp, who: &Actor, customer_id: &str, at: &str, amount: i64) -> String {
    let body = json!({"customer_id": customer_id, "unit_id": app.units.n1, "occurred_at": format!("{at}+08:00"),
        "lines": [{"amount": cny(amount)}]});
    who.post("/v1/purchases", body).once().await.created().header("location").to_owned()
}

/// Month, net spend in minor units, purchases, purchase days of each month with anything in it.
fn used(months: &[Value]) -> Vec<(&str, i64, i64, i64)> {
    let number = |row: &Value, at: &str| row.pointer(at).and_then(Value::as_i64).unwrap();
    let rows = months.iter().map(|row| {
        let sums = (number(row, "/net_spend/amount"), number(row, "/purchases"), number(row, "/purchase_days"));
        (row["month"].as_str().unwrap(), sums.0, sums.1, sums.2)
    });
    rows.filter(|(_, net, purchases, days)| (*net, *purchases, *days) != (0, 0, 0)).collect()
}

#[actix_web::test]
async fn months_without_purchases_are_zeros_up_to_the_current_one() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明", "home_unit_id": app.units.n1})).await;
    let path = format!("/v1/customers/{id}/metrics/months");

    let nothing = admin.get(&path).await.ok();

    let expected: Vec<String> = (0..24).rev().map(|ago| month(ago).to_string()).collect();
    assert_eq!(nothing.each("month"), expected);
    assert!(used(nothing.data()).is_empty());
    assert!(nothing.data().iter().all(|row| row["net_spend"]["currency"] == "CNY"));
    // The first minute of a month here is still the month before in UTC.
    buy(&app, &admin, &id, &format!("{}T00:01:00", month(1)), 1000).await;
    buy(&app, &admin, &id, &format!("{}T12:00:00", month(1)), 500).await;
    buy(&app, &admin, &id, &format!("{}T23:59:00", month(0).pred_opt().unwrap()), 30).await;
    buy(&app, &admin, &id, &format!("{}T12:00:00", month(23)), 7).await;
    buy(&app, &admin, &id, &format!("{}T12:00:00", month(24)), 90_000).await;
    let listed = admin.get(&path).await.ok();
    assert_eq!(listed.data().len(), 24);
    let (old, last) = (month(23).to_string(), month(1).to_string());
    assert_eq!(used(listed.data()), [(old.as_str(), 7, 1, 1), (last.as_str(), 1530, 3, 2)]);
    let short = admin.get(&format!("{path}?count=2")).await.ok();
    assert_eq!(short.each("month"), [month(1).to_string(), month(0).to_string()]);
    let all = admin.get(&format!("/v1/customers/{id}/metrics")).await.ok();
    let long = admin.get(&format!("{path}?count=25")).await.ok();
    assert_eq!(used(all.body["months"].as_array().unwrap()), used(long.data()), "both say the same");
}

#[actix_web::test]
async fn a_refund_lowers_the_month_of_its_purchase() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明", "home_unit_id": app.units.n1})).await;
    let path = format!("/v1/customers/{id}/metrics/months");
    let partly = buy(&app, &admin, &id, &format!("{}T12:00:00", month(5)), 1000).await;
    let wholly = buy(&app, &admin, &id, &format!("{}T12:00:00", month(3)), 800).await;

    let part = json!({"lines": [{"number": 1, "amount": cny(400)}]});
    admin.post(&format!("{partly}/refunds"), part).once().await.created();
    admin.post(&format!("{wholly}/refunds"), json!({"lines": [{"number": 1}]})).once().await.created();

    let listed = admin.get(&path).await.ok();
    assert_eq!(used(listed.data()), [(month(5).to_string().as_str(), 600, 1, 1)]);
}

#[actix_web::test]
async fn only_so_many_months_are_listed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明"})).await;
    for count in ["0", "121", "-1", "x"] {
        admin.get(&format!("/v1/customers/{id}/metrics/months?count={count}")).await.is(400);
    }
    assert_eq!(admin.get(&format!("/v1/customers/{id}/metrics/months?count=120")).await.ok().data().len(), 120);
    admin.get("/v1/customers/cus_01JD3Q5V8N0000000000000000/metrics/months").await.problem(404, "not_found");
}
