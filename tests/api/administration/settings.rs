//! `/v1/settings/organisation`: name, base currency, time zone, language, phone region.

use regulars_tests::{Role, TestApp, Value, json};

const PATH: &str = "/v1/settings/organisation";

fn wanted() -> Value {
    json!({
        "name": "仙芋世家", "base_currency": "USD", "time_zone": "Europe/Berlin", "language": "en",
        "default_phone_region": "DE",
    })
}

#[actix_web::test]
async fn the_organisation_is_set_by_version() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let before = admin.get(PATH).await.ok();
    assert_eq!(
        (before.text("base_currency"), before.text("time_zone"), before.etag()),
        ("CNY", "Asia/Shanghai", "\"0\"")
    );
    admin.put(PATH, wanted()).await.problem(428, "precondition_required");

    let set = admin.put(PATH, wanted()).if_match("\"0\"").await.ok();
    assert_eq!((&set.body["version"], set.etag()), (&json!(1), "\"1\""));
    assert_eq!(set.text("changed_by"), admin.id);
    admin.put(PATH, wanted()).if_match("\"0\"").await.problem(412, "stale");
    assert_eq!(admin.put(PATH, wanted()).if_match("\"1\"").await.ok().etag(), "\"1\"", "as it was: no new version");

    let all = admin.get("/v1/settings").await.ok();
    assert_eq!(all.body["organisation"]["name"], "仙芋世家");
    for (name, path) in [
        ("organisation", PATH),
        ("tier_policy", "/v1/settings/tier-policy"),
        ("complaint_policy", "/v1/settings/complaint-policy"),
        ("loyalty", "/v1/settings/loyalty"),
        ("messaging", "/v1/settings/messaging"),
    ] {
        assert_eq!(all.body[name], admin.get(path).await.ok().body, "{name}");
    }
    assert_eq!(app.count("settings where name = 'organisation'"), 1);
    assert_eq!(app.count("audit_events where action = 'settings.change'"), 1);
}

#[actix_web::test]
async fn the_base_currency_stays_once_an_amount_is_kept() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let change = |currency: &str, version: &str| {
        let mut body = wanted();
        body["base_currency"] = json!(currency);
        admin.put(PATH, body).if_match(version)
    };
    change("USD", "\"0\"").await.ok();
    change("CNY", "\"1\"").await.ok();

    let price = json!({"amount": 1800, "currency": "CNY"});
    let product = admin.post("/v1/products", json!({"code": "P", "name": "P", "unit_price": price})).await.created();
    change("USD", "\"2\"").await.problem(409, "conflict").fault("/base_currency", "conflict");
    admin.patch(product.header("location"), json!({"unit_price": null})).if_match("\"1\"").await.ok();
    change("EUR", "\"2\"").await.ok();

    let purchase = json!({
        "customer": {"phone": "13812345678"}, "occurred_at": "2026-01-02T03:04:05Z",
        "lines": [{"amount": {"amount": 100, "currency": "EUR"}}],
    });
    admin.post("/v1/customers", json!({"name": "王小明", "phone": "+8613812345678"})).await.created();
    let mut by_phone = purchase;
    by_phone["customer"]["phone"] = json!("+8613812345678");
    admin.post("/v1/purchases", by_phone).once().await.created();
    change("USD", "\"3\"").await.problem(409, "conflict").fault("/base_currency", "conflict");
    change("EUR", "\"3\"").await.ok();
}

#[actix_web::test]
async fn each_wrong_part_is_named_before_the_version_is_looked_at() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (member, value, code) in [
        ("name", json!(" "), "too_short"),
        ("name", json!("a\nb"), "malformed"),
        ("base_currency", json!("XXX"), "not_accepted"),
        ("time_zone", json!("Asia/Peking"), "not_accepted"),
        ("language", json!("de"), "not_accepted"),
        ("default_phone_region", json!("ZZ"), "not_accepted"),
        ("default_phone_region", json!("CHN"), "too_long"),
        ("colour", json!("red"), "unknown_field"),
    ] {
        let mut body = wanted();
        body[member] = value;
        admin.put(PATH, body).await.problem(422, "invalid").fault(&format!("/{member}"), code);
    }
    let mut body = wanted();
    body.as_object_mut().unwrap().remove("time_zone");
    admin.put(PATH, body).await.problem(422, "invalid").fault("/time_zone", "required");
    assert_eq!(app.count("settings where name = 'organisation'"), 0);
}

#[actix_web::test]
async fn everybody_reads_settings_and_the_admin_sets_them() {
    let app = TestApp::start().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get(PATH).await.ok();
    staff.put(PATH, wanted()).if_match("\"0\"").await.problem(403, "forbidden");
}

#[actix_web::test]
async fn who_is_admin_of_a_part_does_not_set_what_counts_for_all() {
    let app = TestApp::start().await;
    let regional = app.actor(Role::Admin, &app.units.north).await;
    let key = app.key(&[regulars_tests::Action::SettingsWrite], &app.units.north).await;
    for who in [&regional, &key] {
        who.put(PATH, wanted()).if_match("\"0\"").await.problem(403, "forbidden");
        let policy = json!({"method": "fixed_bounds", "window": {"kind": "calendar_year"}, "bounds": {"a": 2, "b": 1}});
        who.put("/v1/settings/tier-policy", policy).if_match("\"0\"").await.problem(403, "forbidden");
    }
    regional.get(PATH).await.ok();
    assert_eq!(app.count("settings"), 0);

    let me = regional.get("/v1/auth/me").await.ok();
    assert!(me.body["actions"].as_array().unwrap().contains(&json!("settings:write")));
    assert_eq!(me.body["actions_everywhere"], json!([]));
    let me = app.admin().await.get("/v1/auth/me").await.ok();
    assert_eq!(me.body["actions_everywhere"], me.body["actions"]);
}
