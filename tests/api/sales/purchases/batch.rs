//! Many purchases in one request.

use regulars_tests::{Action, TestApp, Value, json};

use super::{customer, now, purchase, sums};

#[actix_web::test]
async fn each_purchase_has_its_own_outcome() {
    let app = TestApp::start().await;
    let till =
        app.key(&[Action::CustomersWrite, Action::CustomersRead, Action::PurchasesWrite], &app.units.group).await;
    let id = customer(&app, &till).await;
    let named = |amount: i64, external_id: &str| {
        let mut body = purchase(&id, &app.units.n1, "2026-02-17T08:30:00Z", amount);
        body["external_id"] = json!(external_id);
        body
    };
    let items = json!([
        named(100, "1"),
        named(200, "2"),
        named(100, "1"),
        named(101, "1"),
        named(-1, "3"),
        named(0, "4"),
        purchase("cus_01JD3Q5V8N0000000000000000", &app.units.n1, &now(), 1)
    ]);
    let send = |options: Value| {
        let mut body = options;
        body["items"] = items.clone();
        till.post("/v1/purchases/batch", body)
    };
    send(json!({})).await.problem(400, "idempotency_key_missing");
    for options in [json!({"dry_run": true}), json!({"atomic": true})] {
        let report = send(options).once().await.ok();
        assert_eq!(report.body["summary"], json!({"succeeded": 4, "failed": 3, "kept": false}));
        assert_eq!((app.count("purchases"), sums(&till, &id).await), (0, (0, 0, 0)));
    }

    let report = send(json!({})).idempotency_key("b1").await.ok();

    let results = report.body["results"].as_array().unwrap();
    let statuses: Vec<_> = results.iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 201, 200, 409, 422, 201, 422]);
    assert_eq!(results[2]["id"], results[0]["id"]);
    assert_eq!(results[3]["error"]["purchase_id"], results[0]["id"]);
    assert_eq!(results[4]["error"]["errors"][0]["pointer"], "/lines/0/amount");
    assert_eq!((app.count("purchases"), sums(&till, &id).await), (3, (3, 1, 300)));
    let again = send(json!({})).idempotency_key("b1").await.ok();
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &report.body));
    assert_eq!(app.count("purchases"), 3);
}
