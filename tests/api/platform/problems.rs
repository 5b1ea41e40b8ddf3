//! What a caller is told when something is wrong, in either language: every kind of refusal as a snapshot, all in one
//! place.

use regulars_tests::{Role, TestApp, json};

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
            (415, admin.request(reqwest::Method::POST, "/v1/units").body("text/plain", "N9")),
            (422, admin.post("/v1/units", wrong())),
            (428, admin.patch(&unit, renamed())),
        ];
        for (status, request) in asked {
            let reply = request.header("Accept-Language", language).await.is(status);
            insta::assert_snapshot!(format!("{status}_{language}"), reply.snapshot());
        }
    }
}
