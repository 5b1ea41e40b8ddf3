//! `/v1/purchases/{id}/delivery` and `/v1/analytics/deliveries`: what was ordered, promised and delivered.

use regulars_tests::{Actor, Role, TestApp, Value, json};
use reqwest::Method;

async fn customer(admin: &Actor, name: &str) -> String {
    admin.post("/v1/customers", json!({"name": name, "kind": "business"})).await.created().id()
}

/// A purchase of two lines.
async fn purchase(admin: &Actor, customer_id: &str, unit_id: &str) -> String {
    let line = |amount| json!({"amount": {"amount": amount, "currency": "CNY"}, "quantity": "10"});
    let new = json!({"customer_id": customer_id, "unit_id": unit_id, "occurred_at": "2026-03-02T04:00:00Z",
        "lines": [line(1000), line(2000)]});
    admin.post("/v1/purchases", new).once().await.created().id()
}

fn delivery(promised: Option<&str>, delivered: Option<&str>, short: &str) -> Value {
    let mut lines = json!([{"number": 1, "ordered_quantity": "10"}, {"number": 2, "ordered_quantity": "10"}]);
    if short != "0" {
        lines[1]["short_quantity"] = json!(short);
    }
    json!({"ordered_on": "2026-03-01", "promised_on": promised, "delivered_on": delivered, "lines": lines})
}

const MARCH: &str = "promised_on%5Bgte%5D=2026-03-01&promised_on%5Blt%5D=2026-04-01";

#[actix_web::test]
async fn what_was_promised_is_held_against_what_came() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (n1, s1) = (&app.units.n1, &app.units.s1);
    let (hotel, inn) = (customer(&admin, "酒店").await, customer(&admin, "客栈").await);
    let told = async |customer_id: &str, unit: &str, new: Value| {
        let id = purchase(&admin, customer_id, unit).await;
        admin.put(&format!("/v1/purchases/{id}/delivery"), new).if_match("\"0\"").await.ok()
    };
    let first = told(&hotel, n1, delivery(Some("2026-03-05"), Some("2026-03-05"), "0")).await;
    assert_eq!((&first.body["punctuality"], &first.body["is_in_full"]), (&json!("on_time"), &json!(true)));
    let short = told(&hotel, n1, delivery(Some("2026-03-05"), Some("2026-03-04"), "2.5")).await;
    assert_eq!((&short.body["punctuality"], &short.body["is_in_full"]), (&json!("on_time"), &json!(false)));
    assert_eq!(short.body["lines"][1]["short_quantity"], "2.500");
    let late = told(&inn, n1, delivery(Some("2026-03-05"), Some("2026-03-06"), "1.5")).await;
    assert_eq!(late.body["punctuality"], "late");
    let missing = told(&inn, s1, delivery(Some("2026-03-05"), None, "0")).await;
    assert_eq!((&missing.body["punctuality"], &missing.body["is_in_full"]), (&json!("late"), &Value::Null));
    told(&inn, s1, delivery(None, Some("2026-03-06"), "1")).await;
    told(&inn, s1, delivery(Some("2999-01-01"), None, "0")).await;

    let report = admin.get(&format!("/v1/analytics/deliveries?{MARCH}")).await.ok();
    let total = &report.body["total"];
    assert_eq!((&total["on_time"], &total["late"], &total["due"]), (&json!(2), &json!(2), &json!(0)));
    assert_eq!((&total["on_time_rate"], &total["on_time_in_full_rate"]), (&json!("0.500000"), &json!("0.250000")));
    assert_eq!((&total["ordered_quantity"], &total["short_quantity"]), (&json!("60.000"), &json!("4.000")));
    assert_eq!(total["shortage_rate"], "0.066667");
    assert_eq!(report.body["data"][0]["key"], json!(n1));
    let by = |by: &'static str| admin.get(&format!("/v1/analytics/deliveries?by={by}&{MARCH}")).into_future();
    let customers = by("customer").await.ok();
    let names: Vec<&Value> = customers.body["data"].as_array().unwrap().iter().map(|row| &row["name"]).collect();
    assert!(names.contains(&&json!("酒店")) && names.contains(&&json!("客栈")), "{names:?}");
    assert_eq!(by("month").await.ok().body["data"][0]["key"], "2026-03");
    let far = admin.get("/v1/analytics/deliveries?promised_on%5Bgte%5D=2998-12-01&promised_on%5Blt%5D=2999-02-01");
    assert_eq!(far.await.ok().body["total"]["due"], 1);
    let one = admin.get(&format!("/v1/analytics/deliveries?customer_id={hotel}&{MARCH}")).await.ok();
    assert_eq!(one.body["total"]["on_time_rate"], "1.000000");

    let north = app.actor(Role::RegionManager, &app.units.north).await;
    let seen = north.get(&format!("/v1/analytics/deliveries?{MARCH}")).await.ok();
    assert_eq!((&seen.body["total"]["on_time"], &seen.body["total"]["late"]), (&json!(2), &json!(1)));
    let long = admin.get("/v1/analytics/deliveries?promised_on%5Bgte%5D=2026-01-01&promised_on%5Blt%5D=2028-01-01");
    long.await.problem(400, "invalid_parameter").fault("promised_on", "out_of_range");
}

#[actix_web::test]
async fn what_is_told_takes_the_place_of_what_was_and_moves_nothing_else() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let hotel = customer(&admin, "酒店").await;
    let id = purchase(&admin, &hotel, &app.units.n1).await;
    let path = format!("/v1/purchases/{id}/delivery");
    admin.get(&path).await.problem(404, "not_found");
    let before = admin.get(&format!("/v1/customers/{hotel}")).await.ok().body;
    let put = |new: Value, tag: &'static str| admin.put(&path, new).if_match(tag).into_future();
    admin.put(&path, delivery(None, None, "0")).await.problem(428, "precondition_required");
    put(delivery(Some("2026-03-05"), None, "0"), "\"0\"").await.ok();
    put(delivery(Some("2026-03-05"), None, "0"), "\"0\"").await.problem(412, "stale");
    let second = put(json!({"delivered_on": "2026-03-07"}), "\"1\"").await.ok();
    assert_eq!((&second.body["lines"], &second.body["promised_on"]), (&json!([]), &Value::Null));
    assert_eq!((&second.body["punctuality"], &second.body["version"]), (&json!("unpromised"), &json!(2)));
    assert_eq!(admin.get(&path).await.ok().body, second.body);
    assert_eq!(admin.get(&format!("/v1/customers/{hotel}")).await.ok().body, before);

    for (new, pointer, code) in [
        (json!({"ordered_on": "2026-03-02", "promised_on": "2026-03-01"}), "/promised_on", "too_old"),
        (json!({"ordered_on": "2026-03-02", "delivered_on": "2026-03-01"}), "/delivered_on", "too_old"),
        (json!({"delivered_on": "2999-01-01"}), "/delivered_on", "out_of_range"),
        (json!({"lines": [{"number": 3, "ordered_quantity": "1"}]}), "/lines/0/number", "not_found"),
        (
            json!({"lines": [{"number": 1, "ordered_quantity": "1"}, {"number": 1, "ordered_quantity": "1"}]}),
            "/lines/1/number",
            "duplicate",
        ),
        (
            json!({"lines": [{"number": 1, "ordered_quantity": "1", "short_quantity": "1.001"}]}),
            "/lines/0/short_quantity",
            "out_of_range",
        ),
        (json!({"lines": [{"number": 1, "ordered_quantity": "0"}]}), "/lines/0/ordered_quantity", "malformed"),
    ] {
        put(new, "*").await.problem(422, "invalid").fault(pointer, code);
    }
    assert_eq!(admin.get(&path).await.ok().body, second.body);
}

#[actix_web::test]
async fn a_delivery_follows_its_purchase_through_merge_and_undo() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (hotel, twin) = (customer(&admin, "酒店").await, customer(&admin, "酒店二").await);
    let id = purchase(&admin, &twin, &app.units.n1).await;
    let path = format!("/v1/purchases/{id}/delivery");
    admin.put(&path, delivery(Some("2026-03-05"), Some("2026-03-05"), "1")).if_match("*").await.ok();
    let merge = admin.post(&format!("/v1/customers/{hotel}/merge"), json!({"merged_id": twin})).await.created().id();
    let followed = admin.get(&path).await.ok().body;
    assert_eq!((&followed["customer_id"], &followed["lines"][1]["short_quantity"]), (&json!(hotel), &json!("1.000")));
    admin.request(Method::POST, &format!("/v1/merges/{merge}/undo")).await.ok();
    let back = admin.get(&path).await.ok().body;
    assert_eq!((&back["customer_id"], &back["lines"][1]["short_quantity"]), (&json!(twin), &json!("1.000")));
    app.verify();
}
