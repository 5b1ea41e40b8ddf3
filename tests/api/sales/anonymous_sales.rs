//! `/v1/anonymous-sales`: what was sold without a customer counts for the store and for nobody.

use regulars_tests::{Action, Role, TestApp, Value, json};

fn cny(amount: i64) -> Value {
    json!({"amount": amount, "currency": "CNY"})
}

fn sale(unit_id: &str, at: &str, lines: Value) -> Value {
    json!({"anonymous": true, "unit_id": unit_id, "occurred_at": at, "lines": lines})
}

fn verify(app: &TestApp) {
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

#[actix_web::test]
async fn it_is_recorded_shown_revised_and_given_back() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let scopes = [Action::PurchasesWrite, Action::PurchasesRead, Action::RefundsWrite];
    let till = app.key(&scopes, &app.units.n1).await;
    let mut sent = sale(
        &app.units.n1,
        "2026-02-17T08:30:00Z",
        json!([{"amount": cny(1_000), "discount": cny(200)},
        {"amount": cny(501), "quantity": "3"}]),
    );
    sent["external_id"] = json!("T-1");

    let made = till.post("/v1/purchases", sent.clone()).once().await.created();
    let path = made.header("location").to_owned();
    assert_eq!(path, format!("/v1/anonymous-sales/{}", made.id()));
    assert_eq!(
        (&made.body["net"], &made.body["gross"], &made.body["anonymous"]),
        (&cny(1_501), &cny(1_701), &json!(true))
    );
    assert_eq!(till.post("/v1/purchases", sent.clone()).once().await.is(200).id(), made.id());
    sent["lines"][0]["amount"] = cny(999);
    let differs = till.post("/v1/purchases", sent.clone()).once().await.problem(409, "purchase_differs");
    assert_eq!(differs.body["anonymous_sale_id"], made.body["id"]);
    sent["revision"] = json!(2);
    let revised = till.post("/v1/purchases", sent.clone()).once().await.is(200);
    assert_eq!((revised.id(), &revised.body["net"]), (made.id(), &cny(1_500)));

    let refund = json!({"external_id": "R-1", "lines": [{"number": 2, "quantity": "1"}]});
    let wrong = till.post("/v1/purchases/ext:till:T-1/refunds", refund.clone()).once().await;
    assert_eq!(wrong.problem(409, "sale_anonymous").body["anonymous_sale_id"], made.body["id"]);
    let back = till.post("/v1/anonymous-sales/ext:till:T-1/refunds", refund.clone()).once().await.created();
    assert_eq!((&back.body["amount"], &back.body["sale"]["net"]), (&cny(167), &cny(1_333)));
    let again = till.post("/v1/anonymous-sales/ext:till:T-1/refunds", refund).once().await.created();
    assert_eq!(again.body["id"], back.body["id"]);
    let much = json!({"lines": [{"number": 2, "quantity": "3"}]});
    till.post(&format!("{path}/refunds"), much).once().await.problem(422, "refund_exceeds");
    till.post(&format!("{path}/refunds"), json!({"lines": [{"number": 1}, {"number": 2}]})).once().await.created();
    let shown = admin.get(&path).await.ok();
    assert_eq!((shown.text("state"), &shown.body["net"]), ("refunded", &cny(0)));
    assert_eq!(admin.get(&format!("{path}/refunds")).await.ok().data().len(), 2);
    let csv = admin.get("/v1/exports/anonymous-sales?format=csv").await.ok().bytes;
    let csv = String::from_utf8(csv).unwrap();
    assert!(csv.starts_with("id,unit_id,channel,") && csv.contains("\n#count,1"), "{csv}");
    assert_eq!(csv.lines().count(), 4, "{csv}");
    sent["revision"] = json!(3);
    sent["lines"][0]["amount"] = cny(1);
    till.post("/v1/purchases", sent).once().await.problem(409, "conflict");
    assert_eq!((app.count("customers"), app.count("purchases"), app.count("events")), (0, 0, 0));
    verify(&app);
}

#[actix_web::test]
async fn it_names_no_customer_and_only_says_so() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut wrong = sale(&app.units.n1, "2026-02-17T08:30:00Z", json!([{"amount": cny(1)}]));
    wrong["customer"] = json!({"phone": "13912345678"});
    admin.post("/v1/purchases", wrong).once().await.problem(422, "invalid").fault("/anonymous", "conflict");
    let mut silent = sale(&app.units.n1, "2026-02-17T08:30:00Z", json!([{"amount": cny(1)}]));
    silent["anonymous"] = json!(false);
    admin.post("/v1/purchases", silent).once().await.problem(422, "invalid").fault("/customer_id", "required");
    let south = app.actor(Role::StoreManager, &app.units.s1).await;
    let made = admin
        .post("/v1/purchases", sale(&app.units.n1, "2026-02-17T08:30:00Z", json!([{"amount": cny(1)}])))
        .once()
        .await
        .created();
    south.get(made.header("location")).await.problem(404, "not_found");
    assert_eq!(south.get("/v1/anonymous-sales").await.ok().data().len(), 0);
    assert_eq!(
        admin.get("/v1/anonymous-sales?channel=in_store&occurred_on[gte]=2026-02-17").await.ok().data().len(),
        1
    );
    assert_eq!(admin.get("/v1/anonymous-sales?state=refunded").await.ok().data().len(), 0);
}

#[actix_web::test]
async fn takings_have_both_and_customers_figures_have_none() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = admin.post("/v1/customers", json!({"name": "王小明", "home_unit_id": app.units.n1})).await.created().id();
    let upper = admin.post("/v1/product-categories", json!({"code": "D", "name": "点心"})).await.created().id();
    let lower = json!({"code": "T", "name": "芋", "parent_id": upper});
    let lower = admin.post("/v1/product-categories", lower).await.created().id();
    let taro = json!({"code": "XY", "name": "仙芋", "category_id": lower});
    let taro = admin.post("/v1/products", taro).await.created().id();
    let lines = json!([{"amount": cny(400), "product_id": taro}, {"amount": cny(100)}]);
    let bought =
        json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": "2026-02-10T04:00:00Z", "lines": lines});
    let bought = admin.post("/v1/purchases", bought).once().await.created().id();
    let sold = sale(&app.units.s1, "2026-02-11T04:00:00Z", json!([{"amount": cny(900), "product_code": "XY"}]));
    admin.post("/v1/purchases", sold).once().await.created();
    let back = json!({"occurred_at": "2026-03-02T04:00:00Z", "lines": [{"number": 1, "amount": cny(150)}]});
    admin.post(&format!("/v1/purchases/{bought}/refunds"), back).once().await.created();

    let february = "occurred_on[gte]=2026-02-01&occurred_on[lt]=2026-03-01";
    let takings = |by: &str, days: &str| admin.get(&format!("/v1/analytics/takings?by={by}&{days}"));
    let by_unit = takings("unit", february).await.ok();
    assert_eq!(by_unit.body["total"]["net"], cny(1_400), "the refund is of March");
    assert_eq!(by_unit.body["data"][0]["key"], json!(app.units.s1));
    assert_eq!(by_unit.body["data"][0]["anonymous"], json!({"sales": 1, "sold": cny(900), "refunded": cny(0)}));
    let march = takings("day", "occurred_on[gte]=2026-03-01&occurred_on[lt]=2026-04-01").await.ok();
    assert_eq!((&march.body["data"][0]["key"], &march.body["total"]["net"]), (&json!("2026-03-02"), &cny(-150)));
    let by_category = takings("category", &format!("{february}&category_id={upper}")).await.ok();
    assert_eq!(by_category.body["data"][0]["name"], json!("芋"), "what is below it is in it");
    assert_eq!(by_category.body["total"]["net"], cny(1_300));
    for by in ["product", "channel"] {
        assert_eq!(takings(by, february).await.ok().body["total"]["net"], cny(1_400), "{by}");
    }
    let south = app.actor(Role::RegionManager, &app.units.south).await;
    let own = south.get(&format!("/v1/analytics/takings?{february}")).await.ok();
    assert_eq!((own.data().len(), &own.body["total"]["net"]), (1, &cny(900)));
    takings("unit", "occurred_on[gte]=2020-01-01&occurred_on[lt]=2026-01-01").await.problem(400, "invalid_parameter");

    let figures = admin.get("/v1/analytics/concentration").await.ok();
    assert_eq!((&figures.body["customers"], &figures.body["net_spend"]), (&json!(1), &cny(350)));
    verify(&app);
}
