//! What a customer cannot be: each fault at its place, and nothing is kept.

use regulars_tests::{TestApp, Value, json};

/// A birthday as JSON.
fn birthday(year: Option<i32>, month: u32, day: u32, calendar: &str) -> Value {
    json!({"year": year, "month": month, "day": day, "calendar": calendar})
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let many_tags: Vec<String> = (0..51).map(|n| format!("t{n}")).collect();
    for (member, value, code) in [
        ("name", json!(""), "too_short"),
        ("name", json!(" \u{3000}"), "too_short"),
        ("name", json!("字".repeat(201)), "too_long"),
        ("name", json!("a\nb"), "malformed"),
        ("name", json!("\u{7}"), "malformed"),
        ("name", json!("\u{202e}gnaw"), "malformed"),
        ("name", json!("a\u{2066}b"), "malformed"),
        ("name", json!("a\u{0}b"), "malformed"),
        ("name", json!(7), "wrong_type"),
        ("name", Value::Null, "wrong_type"),
        ("kind", json!("alien"), "not_accepted"),
        ("language", json!("fr"), "not_accepted"),
        ("gender", json!("X"), "not_accepted"),
        ("source", json!("dream"), "not_accepted"),
        ("leader_kind", json!("fashion"), "not_accepted"),
        ("phone", json!("123"), "malformed"),
        ("phone", json!("call me"), "malformed"),
        ("phone", json!("1".repeat(41)), "too_long"),
        ("phone", json!(13812345678_i64), "wrong_type"),
        ("email", json!("nobody"), "malformed"),
        ("email", json!("a@b@c"), "malformed"),
        ("card", json!("ab"), "too_short"),
        ("card", json!("VIP 1234"), "malformed"),
        ("wechat", json!("小明小明小明"), "malformed"),
        ("city", json!("x".repeat(101)), "too_long"),
        ("city", json!("\u{202e}上海"), "malformed"),
        ("address", json!("a\nb"), "malformed"),
        ("note", json!("字".repeat(4001)), "too_long"),
        ("note", json!("bell\u{7}"), "malformed"),
        ("birthday", birthday(Some(2999), 1, 1, "solar"), "out_of_range"),
        ("birthday", birthday(Some(1899), 1, 1, "solar"), "out_of_range"),
        ("birthday", birthday(None, 2, 30, "solar"), "out_of_range"),
        ("birthday", birthday(Some(2023), 2, 29, "solar"), "out_of_range"),
        ("birthday", birthday(None, 13, 1, "solar"), "out_of_range"),
        ("birthday", birthday(None, 0, 1, "solar"), "out_of_range"),
        ("birthday", birthday(None, 8, 31, "lunar"), "out_of_range"),
        ("tags", json!(["x".repeat(41)]), "malformed"),
        ("tags", json!([" "]), "malformed"),
        ("tags", json!(["a\u{202e}b"]), "malformed"),
        ("tags", json!(many_tags), "too_long"),
        ("tags", json!("vip"), "wrong_type"),
        ("attributes", json!([]), "wrong_type"),
        ("owner_id", json!("usr_01JD3Q5V8N0000000000000000"), "not_found"),
        ("home_unit_id", json!("unit_01JD3Q5V8N0000000000000000"), "not_found"),
        ("home_unit_id", json!("nonsense"), "not_found"),
        ("status", json!("active"), "unknown_field"),
        ("id", json!("cus_01JD3Q5V8N0000000000000000"), "unknown_field"),
    ] {
        let mut body = json!({"name": "王小明"});
        body[member] = value;
        let refused = admin.post("/v1/customers", body).await.problem(422, "invalid");
        refused.fault(&format!("/{member}"), code);
    }
    admin.post("/v1/customers", json!({})).await.problem(422, "invalid").fault("/name", "required");
    for table in ["customers", "customer_metrics", "customer_terms", "customer_tags", "identity_owners", "events"] {
        assert_eq!(app.count(table), 0, "{table}");
    }
}

#[actix_web::test]
async fn what_is_wrong_deeper_is_told_there() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    app.key_of("till", &[], &app.units.n1).await;
    let external = |partner: &str, id: &str| json!({"external_ids": [{"partner": partner, "id": id}]});
    let consent = |more: Value| {
        let mut consent = json!({"channel": "sms", "granted": true, "source": "counter"});
        consent.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        json!({"consents": [consent]})
    };
    for (part, place, code) in [
        (external("nobody", "1"), "/external_ids/0", "not_found"),
        (external("till", " 1"), "/external_ids/0", "malformed"),
        (external("till", "a\tb"), "/external_ids/0", "malformed"),
        (external("till", ""), "/external_ids/0/id", "too_short"),
        (external("till", &"x".repeat(129)), "/external_ids/0/id", "too_long"),
        (consent(json!({"channel": "pigeon"})), "/consents/0/channel", "not_accepted"),
        (consent(json!({"source": ""})), "/consents/0/source", "too_short"),
        (consent(json!({"granted": "yes"})), "/consents/0/granted", "wrong_type"),
        (consent(json!({"at": "2999-01-01T00:00:00Z"})), "/consents/0/at", "in_future"),
        (consent(json!({"at": "1900-01-01T00:00:00Z"})), "/consents/0/at", "too_old"),
        (json!({"birthday": {"month": 1, "day": 1}}), "/birthday/calendar", "required"),
        (json!({"birthday": {"month": 1, "day": 1, "calendar": "maya"}}), "/birthday/calendar", "not_accepted"),
    ] {
        let mut body = json!({"name": "王小明", "phone": "13812345678"});
        body.as_object_mut().unwrap().extend(part.as_object().unwrap().clone());
        admin.post("/v1/customers", body).await.problem(422, "invalid").fault(place, code);
    }
    assert_eq!(app.count("customers") + app.count("identity_owners") + app.count("consents"), 0);
}

#[actix_web::test]
async fn birthdays_that_exist_are_taken() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let today = regulars_tests::today();
    use chrono::Datelike;
    for day in [
        birthday(None, 2, 29, "solar"),
        birthday(Some(2024), 2, 29, "solar"),
        birthday(None, 8, 30, "lunar"),
        birthday(Some(1900), 1, 1, "solar"),
        birthday(Some(today.year()), today.month(), today.day(), "solar"),
    ] {
        let made = admin.post("/v1/customers", json!({"name": "王", "birthday": day})).await.created();
        assert_eq!(made.body["birthday"], day);
    }
    let tomorrow = today.succ_opt().unwrap();
    let born = birthday(Some(tomorrow.year()), tomorrow.month(), tomorrow.day(), "solar");
    let refused = admin.post("/v1/customers", json!({"name": "王", "birthday": born})).await.problem(422, "invalid");
    refused.fault("/birthday", "out_of_range");
}
