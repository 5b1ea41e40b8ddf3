//! `/v1/assortments`: a unit sells what its own list says, else that of the unit above it, else everything.

use regulars_tests::{Action, Actor, Role, TestApp, Value, json};

fn bought(customer_id: &str, unit_id: &str, code: &str) -> Value {
    json!({"customer_id": customer_id, "unit_id": unit_id, "occurred_at": regulars_tests::now(),
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}, "description": "袋"},
            {"amount": {"amount": 100, "currency": "CNY"}, "product_code": code}]})
}

async fn product(admin: &Actor, code: &str) -> String {
    admin.post("/v1/products", json!({"code": code, "name": code})).await.created().id()
}

#[actix_web::test]
async fn lists_are_inherited_and_what_is_not_on_them_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (taro, tofu) = (product(&admin, "taro").await, product(&admin, "tofu").await);
    let id = admin.post("/v1/customers", json!({"name": "王小明"})).await.created().id();
    let buy = |unit: &str, code: &str| admin.post("/v1/purchases", bought(&id, unit, code)).once();
    let path = |unit: &str| format!("/v1/assortments/{unit}");
    let (north, n1, s1) = (&app.units.north, &app.units.n1, &app.units.s1);
    let free = admin.get(&path(n1)).await.ok();
    assert_eq!((&free.body["list_unit_id"], &free.body["version"]), (&Value::Null, &json!(0)));
    buy(n1, "tofu").await.created();

    admin.put(&path(north), json!({"product_ids": [taro]})).await.problem(428, "precondition_required");
    admin.put(&path(north), json!({"product_ids": [taro]})).if_match("\"0\"").await.ok();
    admin.put(&path(north), json!({"product_ids": [taro]})).if_match("\"0\"").await.problem(412, "stale");
    let inherited = admin.get(&path(n1)).await.ok();
    assert_eq!((&inherited.body["list_unit_id"], &inherited.body["product_ids"]), (&json!(north), &json!([taro])));
    let refused = buy(n1, "tofu").await.problem(422, "product_not_sold_here");
    refused.fault("/lines/1/product_code", "not_sold_here");
    buy(n1, "taro").await.created();
    buy(s1, "tofu").await.created();
    let batch = json!({"items": [bought(&id, n1, "taro"), bought(&id, n1, "tofu"), bought(&id, s1, "tofu")]});
    let report = admin.post("/v1/purchases/batch", batch).once().await.ok();
    let statuses: Vec<_> =
        report.body["results"].as_array().unwrap().iter().map(|row| row["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [201, 422, 201]);

    admin.put(&path(n1), json!({"product_ids": [tofu]})).if_match("*").await.ok();
    buy(n1, "tofu").await.created();
    buy(n1, "taro").await.problem(422, "product_not_sold_here");
    assert_eq!(admin.get("/v1/assortments").await.ok().data().len(), 2);
    for (ids, code) in [(json!([tofu, tofu]), "duplicate"), (json!([tofu, "prd_x"]), "not_found")] {
        let wrong = admin.put(&path(n1), json!({"product_ids": ids})).if_match("*").await;
        wrong.problem(422, "invalid").fault("/product_ids/1", code);
    }
    let manager = app.actor(Role::Marketing, &app.units.south).await;
    manager.put(&path(n1), json!({"product_ids": []})).if_match("*").await.problem(404, "not_found");
    admin.delete(&path(n1)).if_match("*").await.nothing();
    buy(n1, "tofu").await.problem(422, "product_not_sold_here");
    admin.delete(&path(n1)).if_match("*").await.problem(404, "not_found");
}

#[actix_web::test]
async fn a_partner_may_be_let_pass_and_what_is_there_already_is_answered() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let taro = product(&admin, "taro").await;
    product(&admin, "tofu").await;
    let id = admin.post("/v1/customers", json!({"name": "王小明"})).await.created().id();
    let till = app.key(&[Action::PurchasesWrite], &app.units.n1).await;
    let mut sent = bought(&id, &app.units.n1, "tofu");
    sent["external_id"] = json!("1");
    till.post("/v1/purchases", sent.clone()).once().await.created();
    let path = format!("/v1/assortments/{}", app.units.group);
    admin.put(&path, json!({"product_ids": [taro]})).if_match("*").await.ok();
    till.post("/v1/purchases", sent.clone()).once().await.is(200);
    sent["external_id"] = json!("2");
    till.post("/v1/purchases", sent.clone()).once().await.problem(422, "product_not_sold_here");
    let partner = admin.get("/v1/partners").await.ok().data()[0]["id"].as_str().unwrap().to_owned();
    let patch = json!({"allow_unlisted_products": true});
    admin.patch(&format!("/v1/partners/{partner}"), patch).if_match("*").await.ok();
    till.post("/v1/purchases", sent).once().await.created();
}
