//! What a caller is told when something is wrong, in either language: every kind of refusal as a snapshot, all in one
//! place.

use regulars_tests::{Role, TestApp, json};
use reqwest::Method;

use super::store;

#[actix_web::test]
async fn each_kind_of_refusal_is_told_in_the_callers_language() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    let unit = format!("/v1/units/{}", app.units.n1);
    let renamed = || json!({"name": "朝阳店"});
    let wrong = || json!({"code": "", "name": "门店", "kind": "kiosk", "colour": "red", "parent_id": 7});
    for language in ["en", "zh-CN"] {
        let asked = [
            (400, admin.get("/v1/units?colour=red")),
            (401, app.nobody().get("/v1/units")),
            (403, staff.post("/v1/units", store(&app, "N9"))),
            (404, admin.get("/v1/units/unit_01JD3Q5V8N0000000000000000")),
            (409, admin.post("/v1/units", store(&app, "N1"))),
            (412, admin.patch(&unit, renamed()).if_match("\"4711\"")),
            (415, admin.request(Method::POST, "/v1/units").body("text/plain", "N9")),
            (422, admin.post("/v1/units", wrong())),
            (428, admin.patch(&unit, renamed())),
        ];
        for (status, request) in asked {
            let reply = request.header("Accept-Language", language).await.is(status);
            insta::assert_snapshot!(format!("{status}_{language}"), reply.snapshot());
        }
    }
}

/// What the libraries find is told in our words: where JSON ends, what was expected in a place, which words there are.
#[actix_web::test]
async fn what_a_library_refuses_is_told_in_the_callers_language() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let json = |body: &str| admin.request(Method::POST, "/v1/units").body("application/json", body.to_owned());
    let unit = format!("/v1/units/{}", app.units.n1);
    let patched = |body| admin.patch(&unit, body).if_match("*");
    let priced = |body| {
        let product = json!({"code": "P9", "name": "芋圆", "unit_price": body});
        admin.post("/v1/products", product)
    };
    for language in ["en", "zh-CN"] {
        let asked = [
            ("syntax", json("{\"code\": \"N9\" \"name\": 1}")),
            ("range", admin.get("/v1/customers?created_at=2026-02-17")),
            ("time", admin.get("/v1/customers?created_at[gte]=soon")),
            ("number", admin.get("/v1/units?limit=many")),
            ("word", admin.get("/v1/units?kind=kiosk")),
            ("list", admin.post("/v1/customers", json!({"name": "王小明", "tags": "vip"}))),
            ("day", patched(json!({"state": "closed", "closed_on": "soon"}))),
            ("currency", priced(json!({"amount": 100, "currency": "RMB"}))),
            ("amount", priced(json!({"amount": "1.00", "currency": "CNY"}))),
            ("length", admin.post("/v1/units", json!({"code": "N9", "name": "", "kind": "store", "ownership": "own"}))),
        ];
        for (name, request) in asked {
            let reply = request.header("Accept-Language", language).await;
            assert!(matches!(reply.status, 400 | 422), "{name} {}", reply.status);
            insta::assert_snapshot!(format!("{name}_{language}"), reply.snapshot());
        }
    }
}
