//! All purchases of a day as lines of JSON, of which the last tells that they are all.

use regulars_tests::{Action, Actor, TestApp, Value, json};

use super::{customer, now, purchase};

/// The lines before the last, and the last.
async fn streamed(who: &Actor, query: &str) -> (Vec<Value>, Value) {
    let reply = who.get(&format!("/v1/purchases/stream?{query}")).await.ok();
    assert_eq!(reply.header("content-type"), "application/x-ndjson");
    let text = String::from_utf8(reply.bytes).unwrap();
    assert!(text.ends_with('\n'));
    let mut lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let end = lines.pop().unwrap();
    (lines, end)
}

#[actix_web::test]
async fn a_day_is_streamed_in_its_order_and_counted() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let channels = ["in_store", "online", "delivery"];
    let item = |n: i64| {
        let unit_id = if n % 3 == 0 { &app.units.s1 } else { &app.units.n1 };
        // In Shanghai the first of them are of the day before, the last of the day after.
        let at = format!("2026-02-{:02}T{:02}:{:02}:00Z", 16 + n / 1_500, n % 1_500 * 24 / 1_500, n % 60);
        let mut body = purchase(&id, unit_id, &at, 100 + n);
        body["channel"] = json!(channels[usize::try_from(n % 3).unwrap()]);
        body
    };
    for part in 0..3 {
        let items: Vec<Value> = (part * 1_000..(part + 1) * 1_000).map(item).collect();
        let reply = admin.post("/v1/purchases/batch", json!({"items": items})).once().await.ok();
        assert_eq!(reply.body["summary"]["failed"], 0);
    }
    let (rows, end) = streamed(&admin, "on=2026-02-17").await;
    assert_eq!(rows.len() as i64, app.count("purchases where occurred_on = '2026-02-17'"));
    assert_eq!(rows.len(), 1_500, "more than is read at a time");
    let sum: i64 = rows.iter().map(|row| row["net"]["amount"].as_i64().unwrap()).sum();
    assert_eq!((&end["count"], &end["net"]), (&json!(rows.len()), &json!({"amount": sum, "currency": "CNY"})));
    assert!(end["as_of"].is_string());
    let places: Vec<(&str, &str)> =
        rows.iter().map(|row| (row["occurred_at"].as_str().unwrap(), row["id"].as_str().unwrap())).collect();
    assert!(places.is_sorted(), "by time, then by id");
    assert!(rows.iter().all(|row| row["occurred_on"] == "2026-02-17" && row["lines"].as_array().unwrap().len() == 1));
    let first = admin.get(&format!("/v1/purchases/{}", places[0].1)).await.ok().body;
    assert_eq!(rows[0], first, "a line is the purchase as it is read by itself");

    let of = |unit: &str| rows.iter().filter(|row| row["unit_id"] == unit).count();
    let south = app.key(&[Action::PurchasesRead], &app.units.south).await;
    let (seen, end) = streamed(&south, "on=2026-02-17").await;
    assert_eq!((seen.len(), &end["count"]), (of(&app.units.s1), &json!(of(&app.units.s1))));
    let (online, _) = streamed(&admin, &format!("on=2026-02-17&channel=online&unit_id={}", app.units.n1)).await;
    assert!(online.iter().all(|row| row["channel"] == "online") && online.len() > 300);
    let (none, end) = streamed(&admin, "on=2020-01-01").await;
    assert_eq!((none.len(), &end["count"], &end["net"]["amount"]), (0, &json!(0), &json!(0)));
}

#[actix_web::test]
async fn a_stream_is_of_today_when_no_day_is_said() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let bought = admin.post("/v1/purchases", purchase(&id, &app.units.n1, &now(), 3600)).once().await.created().id();
    let (rows, end) = streamed(&admin, "").await;
    assert_eq!((rows[0]["id"].as_str().unwrap(), &end["count"]), (bought.as_str(), &json!(1)));
    admin.get("/v1/purchases/stream?on=today").await.problem(400, "invalid_parameter").fault("on", "malformed");
    let key = app.key(&[Action::CustomersRead], &app.units.group).await;
    key.get("/v1/purchases/stream?on=2026-02-17").await.problem(403, "forbidden");
}
