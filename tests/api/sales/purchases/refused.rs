//! What a purchase cannot be: each fault at its place, and nothing is kept.

use regulars_tests::{TestApp, Value, json};

use super::{cny, customer, now, purchase};

#[actix_web::test]
async fn what_is_wrong_in_a_line_is_told_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let usd = json!({"amount": 100, "currency": "USD"});
    let most = 1_000_000_000_000_000_i64;
    for (member, value, place, code) in [
        ("quantity", json!("0"), "/quantity", "malformed"),
        ("quantity", json!("-1"), "/quantity", "malformed"),
        ("quantity", json!("1.2345"), "/quantity", "malformed"),
        ("quantity", json!("1,5"), "/quantity", "malformed"),
        ("quantity", json!("1e3"), "/quantity", "malformed"),
        ("quantity", json!("99999999999999999999"), "/quantity", "malformed"),
        ("quantity", json!(1.5), "/quantity", "wrong_type"),
        ("amount", cny(-1), "/amount", "out_of_range"),
        ("amount", cny(most + 1), "/amount", "out_of_range"),
        ("amount", usd.clone(), "/amount", "other_currency"),
        ("amount", json!({"amount": 100, "currency": "XXQ"}), "/amount/currency", "not_accepted"),
        ("amount", json!({"amount": "100", "currency": "CNY"}), "/amount/amount", "wrong_type"),
        ("amount", json!({"amount": 1.5, "currency": "CNY"}), "/amount/amount", "wrong_type"),
        (
            "amount",
            json!({"amount": 9_223_372_036_854_775_808_u64, "currency": "CNY"}),
            "/amount/amount",
            "not_accepted",
        ),
        ("amount", json!({"amount": 1e300, "currency": "CNY"}), "/amount/amount", "wrong_type"),
        ("amount", json!({"amount": 100}), "/amount/currency", "required"),
        ("amount", json!(100), "/amount", "wrong_type"),
        ("discount", cny(-1), "/discount", "out_of_range"),
        ("discount", usd.clone(), "/discount", "other_currency"),
        ("unit_price", usd, "/unit_price", "other_currency"),
        ("product_id", json!("prd_01JD3Q5V8N0000000000000000"), "/product_id", "not_found"),
        ("product_code", json!("NO-SUCH"), "/product_code", "not_found"),
        ("product_code", json!(""), "/product_code", "too_short"),
        ("description", json!(""), "/description", "too_short"),
        ("description", json!("x".repeat(201)), "/description", "too_long"),
        ("description", json!("\u{202e}"), "/description", "malformed"),
        ("colour", json!("red"), "/colour", "unknown_field"),
    ] {
        let mut body = purchase(&id, &app.units.n1, &now(), 100);
        body["lines"] = json!([{"amount": cny(1)}, {"amount": cny(1)}]);
        body["lines"][1][member] = value;
        let refused = admin.post("/v1/purchases", body).once().await.problem(422, "invalid");
        refused.fault(&format!("/lines/1{place}"), code);
    }
    let mut both = purchase(&id, &app.units.n1, &now(), 100);
    both["lines"][0] = json!({"amount": cny(1), "product_id": "prd_1", "product_code": "XY"});
    let refused = admin.post("/v1/purchases", both).once().await.problem(422, "invalid");
    refused.fault("/lines/0/product_code", "conflict");
    for table in ["purchases", "purchase_lines", "customer_days", "tier_changes", "idempotency_keys"] {
        assert_eq!(app.count(table), 0, "{table}");
    }
}

#[actix_web::test]
async fn a_purchase_has_one_to_five_hundred_lines_and_a_sum_that_fits() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let with = |lines: Vec<Value>| {
        let mut body = purchase(&id, &app.units.n1, &now(), 0);
        body["lines"] = lines.into();
        admin.post("/v1/purchases", body).once()
    };
    let line = || json!({"amount": cny(1)});
    let largest = || json!({"amount": cny(1_000_000_000_000_000)});
    with(vec![]).await.problem(422, "invalid").fault("/lines", "too_short");
    with(vec![line(); 501]).await.problem(422, "invalid").fault("/lines", "too_long");
    with(vec![largest(), line()]).await.problem(422, "invalid").fault("/lines", "out_of_range");
    assert_eq!(app.count("purchases"), 0);
    assert_eq!(with(vec![line(); 500]).await.created().body["net"], cny(500));
    assert_eq!(with(vec![largest()]).await.created().body["net"], cny(1_000_000_000_000_000));
    assert_eq!(app.count("purchase_lines"), 501);
}

#[actix_web::test]
async fn a_life_whose_sum_would_not_fit_ends_before_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    app.sql(&format!("update customer_metrics set net_minor = {} where customer_id = '{id}'", i64::MAX - 5));
    let buy = |amount| admin.post("/v1/purchases", purchase(&id, &app.units.n1, &now(), amount)).once();
    buy(6).await.problem(422, "invalid").fault("/lines", "out_of_range");
    assert_eq!(app.count("purchases") + app.count("customer_days"), 0);
    buy(5).await.created();
}

#[actix_web::test]
async fn a_purchase_is_of_our_time() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&app, &admin).await;
    let ahead = |minutes: i64| (regulars_tests::now() + chrono::Duration::minutes(minutes)).to_rfc3339();
    let at = |time: &str| admin.post("/v1/purchases", purchase(&id, &app.units.n1, time, 100)).once();
    for (time, code) in [
        ("1900-01-01T00:00:00Z", "too_old"),
        ("1989-12-31T09:59:59Z", "too_old"),
        (ahead(11).as_str(), "in_future"),
        (ahead(8 * 60).as_str(), "in_future"),
        ("9999-12-31T23:59:59Z", "in_future"),
        ("2026-02-30T00:00:00Z", "malformed"),
        ("2026-02-17", "malformed"),
        ("2026-02-17T08:30:00", "malformed"),
    ] {
        at(time).await.problem(422, "invalid").fault("/occurred_at", code);
    }
    let mut body = purchase(&id, &app.units.n1, &now(), 100);
    body["occurred_at"] = json!(1_771_317_000);
    let refused = admin.post("/v1/purchases", body).once().await.problem(422, "invalid");
    refused.fault("/occurred_at", "wrong_type");
    assert_eq!(app.count("purchases"), 0);
    assert_eq!(at("1989-12-31T16:00:00Z").await.created().text("occurred_on"), "1990-01-01", "a day in Shanghai");
    at(&ahead(9)).await.created();
}
