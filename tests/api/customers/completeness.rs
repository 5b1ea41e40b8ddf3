//! What of a customer's profile is known, and what to ask next.

use regulars_tests::{TestApp, json};

#[actix_web::test]
async fn one_customer_says_what_is_missing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = json!({"name": "王小明", "phone": "13812345678", "home_unit_id": app.units.n1, "city": "上海"});
    let made = admin.post("/v1/customers", body).await.created();
    let missing = ["birthday", "gender", "source", "email", "wechat", "occupation"];
    assert_eq!(made.body["completeness"], json!({"score": 50, "missing": missing}));
    let path = format!("/v1/customers/{}", made.id());
    let change = json!({"birthday": {"month": 5, "day": 20, "calendar": "lunar"}, "gender": "female",
        "source": "walk_in", "occupation": "教师"});
    let changed = admin.patch(&path, change).if_match("*").await.ok();
    assert_eq!(changed.body["completeness"], json!({"score": 90, "missing": ["email", "wechat"]}));
    for (kind, value) in [("email", "a@example.com"), ("wechat", "wx_open_id_1")] {
        admin.post(&format!("{path}/identities"), json!({"kind": kind, "value": value})).await.created();
    }
    assert_eq!(admin.get(&path).await.ok().body["completeness"], json!({"score": 100, "missing": []}));
    let listed = admin.get("/v1/customers").await.ok();
    assert_eq!(listed.data()[0].get("completeness"), None, "not in lists");

    let dealer = json!({"name": "四海商行", "kind": "dealer", "home_unit_id": app.units.n1});
    let dealer = admin.post("/v1/customers", dealer).await.created();
    let missing = ["owner", "phone", "address", "city", "email", "source"];
    assert_eq!(dealer.body["completeness"], json!({"score": 10, "missing": missing}));

    admin.post(&format!("{path}/erase"), json!({"reason": "来函要求"})).once().await.created();
    assert_eq!(admin.get(&path).await.ok().body.get("completeness"), None, "nothing is asked of who was erased");
}
