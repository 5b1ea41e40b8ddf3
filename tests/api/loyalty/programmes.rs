//! `/v1/membership-programmes`: what a purchase earns, and the levels one can reach.

use regulars_tests::{Actor, TestApp, json};

async fn programme(admin: &Actor, basis: &str) -> String {
    let body = json!({"code": format!("by-{basis}"), "name": " 仙芋会员 ", "level_basis": basis, "points_per_unit": "1.5",
        "valid_months": 12});
    format!("/v1/membership-programmes/{}", admin.post("/v1/membership-programmes", body).await.created().id())
}

#[actix_web::test]
async fn a_programme_is_made_read_and_changed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = programme(&admin, "points").await;

    let read = admin.get(&path).await.ok();
    assert_eq!((read.text("code"), read.text("name"), read.text("state")), ("by-points", "仙芋会员", "active"));
    assert_eq!((read.text("points_per_unit"), &read.body["valid_months"]), ("1.500", &json!(12)));
    assert_eq!(read.body["levels"], json!([]));
    let patch = json!({"points_per_unit": "2", "valid_months": null, "state": "closed"});
    let changed = admin.patch(&path, patch).if_match(read.etag()).await.ok();
    assert_eq!((changed.text("points_per_unit"), &changed.body["valid_months"]), ("2.000", &json!(null)));
    admin.patch(&path, json!({"name": "x"})).if_match(read.etag()).await.problem(412, "stale");
    assert_eq!(admin.get("/v1/membership-programmes?state=active").await.ok().data().len(), 0);
    assert_eq!(admin.get("/v1/membership-programmes?state=closed").await.ok().each("code"), ["by-points"]);
    assert_eq!(app.count("audit_events where action like 'membership_programmes.%'"), 2);
}

#[actix_web::test]
async fn levels_are_listed_the_lowest_first_and_make_a_new_version() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = programme(&admin, "spend").await;
    let levels = format!("{path}/levels");
    let cny = |amount: i64| json!({"amount": amount, "currency": "CNY"});

    let gold = json!({"code": "gold", "name": "金卡", "spend": cny(300_000), "benefits": "生日礼\n专属客服"});
    let gold = admin.post(&levels, gold).await.created();
    admin.post(&levels, json!({"code": "silver", "name": "银卡", "spend": cny(0)})).await.created();
    let listed = admin.get(&levels).await.ok();
    assert_eq!(listed.each("code"), ["silver", "gold"]);
    assert_eq!((&listed.data()[1]["spend"], &listed.data()[1]["points"]), (&cny(300_000), &json!(null)));
    assert_eq!(admin.get(&path).await.ok().body["version"], 3);
    let one = format!("{levels}/{}", gold.id());
    let changed = admin.patch(&one, json!({"spend": cny(200_000), "benefits": null})).if_match("\"1\"").await.ok();
    assert_eq!((&changed.body["spend"], &changed.body["benefits"]), (&cny(200_000), &json!(null)));
    assert_eq!(admin.get(&path).await.ok().body["version"], 4);
    assert_eq!(app.count("jobs where kind = 'memberships.review'"), 1, "one that waits is enough");
}

#[actix_web::test]
async fn what_makes_no_sense_is_refused_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = programme(&admin, "points").await;
    let again = json!({"code": "by-points", "name": "x", "level_basis": "points", "points_per_unit": "1"});
    admin.post("/v1/membership-programmes", again).await.problem(409, "code_taken").fault("/code", "taken");
    for (field, value, code) in [
        ("points_per_unit", json!("0"), "malformed"),
        ("points_per_unit", json!("1000.001"), "malformed"),
        ("valid_months", json!(0), "out_of_range"),
        ("level_basis", json!("mood"), "not_accepted"),
        ("code", json!(""), "too_short"),
    ] {
        let mut body = json!({"code": "p", "name": "x", "level_basis": "points", "points_per_unit": "1"});
        body[field] = value;
        let refused = admin.post("/v1/membership-programmes", body).await.problem(422, "invalid");
        let faults = refused.body["errors"].to_string();
        assert!(faults.contains(&format!("\"/{field}\"")), "{field} {code}: {faults}");
    }
    admin
        .patch(&path, json!({"valid_months": 121}))
        .if_match("*")
        .await
        .problem(422, "invalid")
        .fault("/valid_months", "out_of_range");

    let levels = format!("{path}/levels");
    admin.post(&levels, json!({"code": "a", "name": "A", "points": 100})).await.created();
    let cny = json!({"amount": 1, "currency": "CNY"});
    for (body, status, code, place, fault) in [
        (json!({"code": "a", "name": "B", "points": 1}), 409, "code_taken", "/code", "taken"),
        (json!({"code": "b", "name": "B", "points": 100}), 409, "conflict", "/points", "taken"),
        (json!({"code": "b", "name": "B"}), 422, "invalid", "/points", "required"),
        (json!({"code": "b", "name": "B", "points": -1}), 422, "invalid", "/points", "out_of_range"),
        (json!({"code": "b", "name": "B", "points": 1, "spend": cny}), 422, "invalid", "/spend", "conflict"),
    ] {
        admin.post(&levels, body).await.problem(status, code).fault(place, fault);
    }
    let by_spend = programme(&admin, "spend").await;
    let euro = json!({"code": "a", "name": "A", "spend": {"amount": 1, "currency": "EUR"}});
    let refused = admin.post(&format!("{by_spend}/levels"), euro).await.problem(422, "invalid");
    refused.fault("/spend", "other_currency");
    let level = admin.get(&levels).await.ok().data()[0]["id"].as_str().unwrap().to_owned();
    admin
        .patch(&format!("{by_spend}/levels/{level}"), json!({"name": "x"}))
        .if_match("*")
        .await
        .problem(404, "not_found");
}
