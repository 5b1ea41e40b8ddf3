//! What was given back is not bought: neither in conditions nor in favourites.

use regulars_tests::{Actor, TestApp, Value, json};

use super::segment;

async fn product(admin: &Actor, name: &str) -> (String, String) {
    let category = admin.post("/v1/product-categories", json!({"code": name, "name": name})).await.created().id();
    let new = json!({"code": name, "name": name, "category_id": category});
    (admin.post("/v1/products", new).await.created().id(), category)
}

#[actix_web::test]
async fn a_line_that_was_given_back_was_not_bought() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (tea, teas) = product(&admin, "tea").await;
    let (cake, cakes) = product(&admin, "cake").await;
    let unit = &app.units.n1;
    let id = admin.post("/v1/customers", json!({"name": "客", "home_unit_id": unit})).await.created().id();
    let line =
        |product: &str, amount: i64| json!({"product_id": product, "amount": {"amount": amount, "currency": "CNY"}});
    let buy = |lines: Value| {
        let new = json!({"customer_id": id, "unit_id": unit, "occurred_at": regulars_tests::now(), "lines": lines});
        admin.post("/v1/purchases", new).once()
    };
    let first = buy(json!([line(&tea, 500), line(&cake, 300)])).await.created();
    let first = first.body["id"].as_str().or(first.body["purchase"]["id"].as_str()).unwrap().to_owned();
    let favourite = async || admin.get(&format!("/v1/customers/{id}")).await.ok().body["metrics"].clone();
    assert_eq!(favourite().await["favourite_category_id"], *teas);
    let bought = |category: &str, days: Value| match days {
        Value::Null => json!({"bought": {"category_id": category}}),
        days => json!({"bought": {"category_id": category, "within_days": days}}),
    };
    let not_bought = |category: &str| json!({"not_bought": {"category_id": category, "within_days": 30}});
    let holds = async |rule: Value| {
        let segment = segment(&app, &admin, json!({"all": [rule]})).await;
        let told = admin.get(&format!("/v1/segments/{segment}/explain?customer_id={id}")).await.ok();
        let is_member = app.count(&format!("segment_members where segment_id = '{segment}'")) == 1;
        assert_eq!(told.body["matches"], json!(is_member), "the rule and its SQL differ");
        is_member
    };
    assert!(holds(bought(&teas, json!(null))).await && holds(bought(&teas, json!(30))).await);

    // The tea comes back; the purchase still is one, of cake.
    let lines = json!({"lines": [{"number": 1}]});
    admin.post(&format!("/v1/purchases/{first}/refunds"), lines).once().await.created();
    for rule in [bought(&teas, json!(null)), bought(&teas, json!(30)), not_bought(&cakes)] {
        assert!(!holds(rule.clone()).await, "{rule}");
    }
    for rule in [bought(&cakes, json!(null)), bought(&cakes, json!(30)), not_bought(&teas)] {
        assert!(holds(rule.clone()).await, "{rule}");
    }
    assert_eq!(favourite().await["favourite_category_id"], *cakes);
    // A lower price is no return.
    let second = buy(json!([line(&tea, 500)])).await.created();
    let second = second.body["id"].as_str().or(second.body["purchase"]["id"].as_str()).unwrap().to_owned();
    let lower = json!({"lines": [{"number": 1, "amount": {"amount": 100, "currency": "CNY"}}]});
    admin.post(&format!("/v1/purchases/{second}/refunds"), lower).once().await.created();
    assert!(holds(bought(&teas, json!(null))).await && holds(bought(&teas, json!(30))).await);
    assert!(app.verify().differences.is_empty());
}
