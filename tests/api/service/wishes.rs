//! `/v1/wishes`: what customers asked for and did not get.

use regulars_tests::{Role, TestApp, json};

const PATH: &str = "/v1/wishes";

#[actix_web::test]
async fn a_wish_is_noted_counted_decided_on_and_told() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (n1, s1) = (app.units.n1.clone(), app.units.s1.clone());
    let product = json!({"code": "T1", "name": "招牌仙芋"});
    let product = admin.post("/v1/products", product).await.created().id();
    let customer = admin.post("/v1/customers", json!({"name": "王小明", "home_unit_id": n1})).await.created().id();
    let staff = app.actor(Role::StoreStaff, &n1).await;
    let words = |text: &str| json!({"unit_id": n1, "wanted": text, "reason": "not_made"});
    staff.post(PATH, words("无糖 Tea")).once().await.created();
    let asked = json!({"unit_id": n1, "wanted": "无糖 tea", "reason": "not_here", "customer_id": customer});
    let noted = staff.post(PATH, asked).once().await.created();
    assert_eq!((noted.text("state"), noted.text("unit_id")), ("open", n1.as_str()));
    let of_product = json!({"unit_id": s1, "product_id": product, "reason": "sold_out"});
    admin.post(PATH, of_product).once().await.created();

    let counts = admin.get("/v1/wishes/counts").await.ok();
    let first = &counts.data()[0];
    assert_eq!((counts.data().len(), &first["wishes"], &first["customers"]), (2, &json!(2), &json!(1)));
    assert_eq!((&first["not_made"], &first["not_here"], &first["waiting"]), (&json!(1), &json!(1), &json!(2)));
    let who = admin.get("/v1/wishes?wanted=%E6%97%A0%E7%B3%96%20TEA").await.ok();
    assert_eq!(who.data().len(), 2, "those who asked are listed, however it is written");

    let decision = json!({"wanted": "无糖 tea", "state": "planned", "note": "12 月起供应"});
    staff.post("/v1/wishes/decisions", decision.clone()).once().await.problem(403, "forbidden");
    let marketing = app.actor(Role::Marketing, &app.units.group).await;
    let done = marketing.post("/v1/wishes/decisions", decision.clone()).once().await.ok();
    assert_eq!(done.body, json!({"decided": 2, "told": 1, "has_more": false}));
    let task = staff.get("/v1/tasks?owner_id=me").await.ok();
    assert_eq!(task.data()[0]["customer_id"], json!(customer));
    assert!(task.data()[0]["title"].as_str().unwrap().contains("无糖"), "{:?}", task.data()[0]);
    let again = marketing.post("/v1/wishes/decisions", decision).once().await.ok();
    assert_eq!(again.body["decided"], 0, "what is planned waits for no plan");
    let shown = admin.get(&format!("{PATH}/{}", noted.id())).await.ok();
    assert_eq!((shown.text("state"), shown.text("decision_note")), ("planned", "12 月起供应"));
}

#[actix_web::test]
async fn a_wish_is_of_one_thing_in_a_shop_of_ones_own() {
    let app = TestApp::start().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    let (n1, unknown) = (app.units.n1.clone(), "prd_01JD3Q5V8N0000000000000000");
    for (changes, place, code) in [
        (json!({}), "/product_id", "conflict"),
        (json!({"wanted": "a", "product_id": unknown}), "/product_id", "conflict"),
        (json!({"product_id": unknown}), "/product_id", "not_found"),
        (json!({"wanted": "a", "unit_id": app.units.s1}), "/unit_id", "not_found"),
        (json!({"wanted": "a", "asked_on": "2999-01-01"}), "/asked_on", "out_of_range"),
    ] {
        let mut body = json!({"unit_id": n1, "reason": "not_made"});
        for (name, value) in changes.as_object().unwrap() {
            body[name] = value.clone();
        }
        staff.post(PATH, body).once().await.problem(422, "invalid").fault(place, code);
    }
    let admin = app.admin().await;
    let open = json!({"wanted": "a", "state": "open", "note": "x"});
    admin.post("/v1/wishes/decisions", open).once().await.problem(422, "invalid").fault("/state", "not_accepted");
    let elsewhere = json!({"wanted": "a", "reason": "not_made", "unit_id": app.units.s1});
    let elsewhere = admin.post(PATH, elsewhere).once().await.created().id();
    staff.get(&format!("{PATH}/{elsewhere}")).await.problem(404, "not_found");
    assert_eq!(staff.get(PATH).await.ok().data().len(), 0);
}
