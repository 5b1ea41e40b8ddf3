//! Taking complaints in: of anybody, at any unit, by partners.

use regulars_tests::{Action, Role, json};

use super::Scene;

#[actix_web::test]
async fn who_is_not_known_becomes_a_prospect() {
    let scene = Scene::new().await;
    let mut body = scene.body();
    body.as_object_mut().unwrap().remove("customer_id");
    body["complainant"] = json!({"name": "李雷", "phone": "139 0013 9000"});
    let opened = scene.admin.post("/v1/complaints", body.clone()).await.created();
    let customer = scene.admin.get(&format!("/v1/customers/{}", opened.text("customer_id"))).await.ok();
    assert_eq!((customer.text("name"), customer.text("status")), ("李雷", "prospect"));
    assert_eq!(customer.text("home_unit_id"), scene.app.units.n1);
    let again = scene.admin.post("/v1/complaints", body.clone()).await.created();
    assert_eq!(again.text("customer_id"), opened.text("customer_id"), "whoever has the phone");
    assert_eq!(scene.admin.get("/v1/customers?q=9000").await.ok().data().len(), 1, "and search finds them");

    body["complainant"] = json!({});
    let unnamed = scene.admin.post("/v1/complaints", body.clone()).await.created();
    assert_ne!(unnamed.text("customer_id"), opened.text("customer_id"));
    assert_eq!(scene.app.count("customers where name = '匿名顾客' and status = 'prospect'"), 1);

    body.as_object_mut().unwrap().remove("complainant");
    body["customer"] = json!({"phone": "13800138000"});
    let known = scene.admin.post("/v1/complaints", body).await.created();
    assert_eq!(known.text("customer_id"), scene.customer);
    let timeline = scene.admin.get(&format!("/v1/customers/{}/timeline?kind=complaint", scene.customer)).await.ok();
    assert_eq!(timeline.each("id"), [known.id()]);
    assert_eq!(timeline.data()[0]["data"]["text"], "等了一个小时");
}

#[actix_web::test]
async fn a_partner_takes_in_by_its_key() {
    let scene = Scene::new().await;
    let key = scene.app.key(&[Action::ComplaintsWrite], &scene.app.units.n1).await;
    let body = json!({"complainant": {"phone": "13900139000"}, "category_id": scene.category, "text": "外卖洒了"});
    let first = key.post("/v1/complaints", body.clone()).idempotency_key("review-1").await.created();
    assert_eq!((first.text("channel"), first.text("unit_id")), ("partner", scene.app.units.n1.as_str()));
    let again = key.post("/v1/complaints", body).idempotency_key("review-1").await.created();
    assert_eq!((again.id(), again.header("idempotency-replayed")), (first.id(), "true"));
    assert_eq!(scene.app.count("complaints"), 1);
}

#[actix_web::test]
async fn the_customers_clock_runs_from_when_they_complained() {
    let scene = Scene::new().await;
    let mut body = scene.body();
    // A Monday, 10:00 in Shanghai; without a calendar an office works from 09:00 to 18:00.
    body["occurred_at"] = json!("2026-03-02T02:00:00Z");
    let opened = scene.admin.post("/v1/complaints", body).await.created();
    assert_eq!(super::clock(&opened, "first_response")["due_at"], "2026-03-03T02:00:00.000Z");
    assert_eq!(super::clock(&opened, "resolution")["due_at"], "2026-03-05T02:00:00.000Z");
    assert_eq!(opened.body["next_due_at"], "2026-03-03T02:00:00.000Z");
    assert_eq!(opened.text("occurred_on"), "2026-03-02");
}

#[actix_web::test]
async fn the_rules_suggest_a_severity_and_say_why() {
    let scene = Scene::new().await;
    let product = json!({"code": "DH", "name": "传统豆花"});
    let product = scene.admin.post("/v1/products", product).await.created().id();
    let serious = json!({"code": "FOOD", "name": "食品安全", "is_serious": true});
    let serious = scene.admin.post("/v1/complaint-categories", serious).await.created().id();
    let open = async |change: &[(&str, regulars_tests::Value)]| {
        let mut body = scene.body();
        let members = body.as_object_mut().unwrap();
        members.remove("customer_id");
        members.insert("complainant".to_owned(), json!({}));
        for (member, value) in change {
            members.insert((*member).to_owned(), value.clone());
        }
        scene.admin.post("/v1/complaints", body).await.created().body["severity_reasons"].clone()
    };
    assert_eq!(open(&[]).await, json!([]));
    assert_eq!(open(&[("category_id", json!(serious))]).await, json!(["serious_category"]));
    assert_eq!(open(&[("value", json!({"amount": 50_001, "currency": "CNY"}))]).await, json!(["value"]));
    let of_product = [("product_id", json!(product))];
    assert_eq!(open(&of_product).await, json!([]));
    assert_eq!(open(&of_product).await, json!([]));
    assert_eq!(open(&of_product).await, json!(["cluster"]));
}

#[actix_web::test]
async fn each_wrong_part_is_named() {
    let scene = Scene::new().await;
    let other = json!({"name": "韩梅梅", "home_unit_id": scene.app.units.n1});
    let other = scene.admin.post("/v1/customers", other).await.created().id();
    let bought = json!({"customer_id": other, "unit_id": scene.app.units.n1, "occurred_at": "2026-02-17T08:30:00Z",
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    let purchase = scene.admin.post("/v1/purchases", bought).once().await.created().id();
    for (member, value, pointer, code) in [
        ("customer_id", json!("cus_x"), "/customer_id", "not_found"),
        ("customer", json!({"phone": "13800138000"}), "/customer_id", "conflict"),
        ("unit_id", json!("unit_x"), "/unit_id", "not_found"),
        ("category_id", json!("cct_x"), "/category_id", "not_found"),
        ("product_id", json!("prd_x"), "/product_id", "not_found"),
        ("purchase_id", json!(purchase), "/purchase_id", "not_found"),
        ("owner_id", json!("usr_x"), "/owner_id", "not_found"),
        ("text", json!(""), "/text", "too_short"),
        ("value", json!({"amount": 1, "currency": "USD"}), "/value", "other_currency"),
        ("value", json!({"amount": -1, "currency": "CNY"}), "/value/amount", "out_of_range"),
        ("occurred_at", json!("1980-01-01T00:00:00Z"), "/occurred_at", "too_old"),
        ("occurred_at", json!("2999-01-01T00:00:00Z"), "/occurred_at", "in_future"),
        ("channel", json!("pigeon"), "/channel", "not_accepted"),
    ] {
        let mut body = scene.body();
        body[member] = value;
        scene.admin.post("/v1/complaints", body).await.problem(422, "invalid").fault(pointer, code);
    }
    let staff = scene.app.actor(Role::StoreStaff, &scene.app.units.s1).await;
    staff.post("/v1/complaints", scene.body()).await.problem(422, "invalid").fault("/unit_id", "not_found");
    let auditor = scene.app.actor(Role::Auditor, &scene.app.units.group).await;
    auditor.post("/v1/complaints", scene.body()).await.problem(403, "forbidden");
    assert_eq!(scene.app.count("complaints"), 0);
}
