//! `/v1/api-keys`: what partners call with.

use std::time::Duration;

use regulars_tests::{Action, Actor, Role, TestApp, Value, json, until};

async fn partner(admin: &Actor) -> String {
    admin.post("/v1/partners", json!({"code": "till", "name": "Tills"})).await.created().id()
}

fn wanted(partner_id: &str, unit_id: &str, scopes: &[&str]) -> Value {
    json!({"name": "Tills", "partner_id": partner_id, "unit_id": unit_id, "scopes": scopes})
}

#[actix_web::test]
async fn a_secret_is_shown_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let body = wanted(&partner(&admin).await, &app.units.north, &["units:read"]);

    let made = admin.post("/v1/api-keys", body.clone()).idempotency_key("k1").await.created();
    let secret = made.text("secret").to_owned();
    let path = made.header("location").to_owned();
    assert!(secret.starts_with("rg_live_"), "{secret}");
    assert_eq!(made.body["key"]["state"], "active");
    assert!(secret.ends_with(made.body["key"]["hint"].as_str().unwrap().trim_start_matches("rg_live_…")));

    let till = app.nobody().with_bearer(&secret);
    assert_eq!(till.get("/v1/units").await.ok().each("code"), ["N", "N1", "N2"], "its unit's subtree");
    till.get("/v1/users").await.problem(403, "forbidden");

    let again = admin.post("/v1/api-keys", body).idempotency_key("k1").await.created();
    assert_eq!((&again.body["secret"], again.header("idempotency-replayed")), (&Value::Null, "true"));
    assert_eq!(again.body["key"]["id"], made.body["key"]["id"]);

    let tail = secret.rsplit('_').next().unwrap();
    for table in ["api_keys where secret_hash", "idempotency_keys where body", "audit_events where detail"] {
        assert_eq!(app.count(&format!("{table} like '%{tail}%'")), 0, "{table} holds the secret");
    }
    let kept = app.kept_replies();
    assert!(kept.iter().any(|(_, body)| body.contains(made.body["key"]["id"].as_str().unwrap())), "the reply is kept");
    assert!(kept.iter().all(|(_, body)| !body.contains(tail)), "a kept reply holds the secret");
    until("its use is noted", || app.count("api_keys where last_used_at is not null") == 1).await;
    let seen = admin.get(&path).await.ok();
    assert!(seen.body["last_used_at"].is_string() && seen.body.get("secret").is_none(), "{:#}", seen.body);
}

#[actix_web::test]
async fn a_wrong_secret_is_refused_and_not_noted_as_use() {
    let app = TestApp::start().await;
    let key = app.key(&[Action::UnitsRead], &app.units.group).await;
    let secret = key.bearer.clone().unwrap();
    let id_part = secret.split('_').nth(2).unwrap();
    let forged = format!("rg_live_{id_part}_{}", "0".repeat(48));
    let forged = format!("{forged}{:08x}", crc32(forged.as_bytes()));

    app.nobody().with_bearer(forged).get("/v1/units").await.problem(401, "invalid_key");
    assert_eq!(app.count("api_keys where last_used_at is not null"), 0);
    key.get("/v1/units").await.ok();
    until("its use is noted", || app.count("api_keys where last_used_at is not null") == 1).await;
}

#[actix_web::test]
async fn a_key_is_answered_also_while_its_use_cannot_be_noted() {
    let app = TestApp::start().await;
    let key = app.key(&[Action::UnitsRead], &app.units.group).await;
    let held = app.database.hold_writes();

    // A write would wait 10 seconds for the lock.
    tokio::time::timeout(Duration::from_secs(8), key.get("/v1/units").into_future()).await.unwrap().ok();

    assert_eq!(app.count("api_keys where last_used_at is not null"), 0);
    drop(held);
    until("its use is noted", || app.count("api_keys where last_used_at is not null") == 1).await;
}

#[actix_web::test]
async fn a_key_whose_networks_cannot_be_read_is_good_from_nowhere() {
    let app = TestApp::start().await;
    let key = app.key(&[Action::UnitsRead], &app.units.group).await;
    key.get("/v1/units").await.ok();
    for damaged in [r#"["127.0.0.1", "10.0.0"]"#, "[", "null"] {
        app.sql(&format!("UPDATE api_keys SET addresses = '{damaged}'"));
        key.get("/v1/units").await.problem(500, "internal");
    }
}

/// The check sum of a key's text (CRC-32, IEEE).
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 })
    })
}

#[actix_web::test]
async fn a_key_may_only_what_its_maker_may() {
    let app = TestApp::start().await;
    let units = &app.units;
    let admin = app.admin().await;
    let partner = partner(&admin).await;
    let regional = app.actor(Role::Admin, &units.north).await;

    regional.post("/v1/api-keys", wanted(&partner, &units.n1, &["customers:read"])).await.created();
    let unseen = regional.post("/v1/api-keys", wanted(&partner, &units.s1, &["customers:read"])).await;
    unseen.problem(422, "invalid").fault("/unit_id", "not_found");

    let key = app.key(&[Action::KeysRead, Action::KeysWrite, Action::UnitsRead], &units.group).await;
    let more = key.post("/v1/api-keys", wanted(&partner, &units.n1, &["units:read", "customers:read"])).await;
    more.problem(422, "not_grantable").fault("/scopes/1", "not_accepted");
    key.post("/v1/api-keys", wanted(&partner, &units.n1, &["units:read"])).await.created();

    let strong = app.key_of("other", &[Action::AuditRead], &units.group).await;
    let roll = key.post(&format!("/v1/api-keys/{}/roll", strong.id), json!({"overlap_seconds": 0})).await;
    roll.problem(403, "forbidden");
    strong.get("/v1/audit-events").await.ok();
}

#[actix_web::test]
async fn each_wrong_part_of_a_key_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let partner = partner(&admin).await;
    for (member, value, pointer, code) in [
        ("name", json!(" "), "/name", "too_short"),
        ("partner_id", json!("prt_x"), "/partner_id", "not_found"),
        ("unit_id", json!("unit_x"), "/unit_id", "not_found"),
        ("scopes", json!([]), "/scopes", "too_short"),
        ("scopes", json!(["units:read", "units:burn"]), "/scopes/1", "not_accepted"),
        ("scopes", json!(["units:read", "units:read"]), "/scopes/1", "duplicate"),
        ("expires_at", json!("2020-01-01T00:00:00Z"), "/expires_at", "out_of_range"),
        ("expires_at", json!("+99999-01-01T00:00:00Z"), "/expires_at", "out_of_range"),
        ("expires_at", json!("tomorrow"), "/expires_at", "malformed"),
        ("addresses", json!(["10.0.0.0/8", "10.0.0"]), "/addresses/1", "malformed"),
        ("rate_per_minute", json!(0), "/rate_per_minute", "out_of_range"),
    ] {
        let mut body = wanted(&partner, &app.units.n1, &["units:read"]);
        body[member] = value;
        admin.post("/v1/api-keys", body).await.problem(422, "invalid").fault(pointer, code);
    }
    assert_eq!(app.count("api_keys"), 0);
}

#[actix_web::test]
async fn a_key_obeys_its_address_list_its_rate_and_its_end() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let partner = partner(&admin).await;
    let mut body = wanted(&partner, &app.units.n1, &["units:read"]);
    body["addresses"] = json!(["192.0.2.0/24"]);
    let away = admin.post("/v1/api-keys", body.clone()).await.created();
    app.nobody().with_bearer(away.text("secret")).get("/v1/units").await.problem(401, "invalid_key");

    body["addresses"] = json!(["127.0.0.0/8", "::1"]);
    body["rate_per_minute"] = json!(2);
    let made = admin.post("/v1/api-keys", body).await.created();
    let till = app.nobody().with_bearer(made.text("secret"));
    till.get("/v1/units").await.ok();
    till.get("/v1/units").await.ok();
    let third = till.get("/v1/units").await.problem(429, "too_many_requests");
    assert!(third.header("retry-after").parse::<u32>().unwrap() >= 1);

    let id = made.body["key"]["id"].as_str().unwrap();
    app.sql(&format!("UPDATE api_keys SET expires_at = '2020-01-01 00:00:00' WHERE id = '{id}'"));
    till.get("/v1/units").await.problem(401, "invalid_key");
    assert_eq!(admin.get(&format!("/v1/api-keys/{id}")).await.ok().text("state"), "expired");
    let roll = admin.post(&format!("/v1/api-keys/{id}/roll"), json!({"overlap_seconds": 60})).await;
    roll.problem(409, "conflict");
}

#[actix_web::test]
async fn a_rolled_key_has_two_secrets_for_a_while() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let old = app.key(&[Action::UnitsRead], &app.units.group).await;
    old.get("/v1/units").await.ok();
    let roll = |seconds: i64| admin.post(&format!("/v1/api-keys/{}/roll", old.id), json!({"overlap_seconds": seconds}));

    let rolled = roll(3600).idempotency_key("r1").await.ok();
    let new = old.with_bearer(rolled.text("secret"));
    old.get("/v1/units").await.ok();
    new.get("/v1/units").await.ok();
    assert_eq!(roll(3600).idempotency_key("r1").await.ok().body["secret"], Value::Null, "a replay shows none");

    app.sql("UPDATE api_keys SET previous_until = '2020-01-01 00:00:00'");
    old.get("/v1/units").await.problem(401, "invalid_key");

    let newest = old.with_bearer(roll(0).await.ok().text("secret"));
    new.get("/v1/units").await.problem(401, "invalid_key");
    newest.get("/v1/units").await.ok();
    roll(-1).await.problem(422, "invalid").fault("/overlap_seconds", "out_of_range");
    assert_eq!(app.count("audit_events where action = 'api_keys.roll'"), 2);
}

#[actix_web::test]
async fn a_revoked_key_is_dead_for_ever() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let key = app.key(&[Action::UnitsRead], &app.units.n1).await;
    key.get("/v1/units").await.ok();
    let path = format!("/v1/api-keys/{}", key.id);
    let tag = admin.get(&path).await.ok().etag().to_owned();

    app.actor(Role::Admin, &app.units.south).await.delete(&path).if_match("*").await.problem(404, "not_found");
    admin.delete(&path).await.problem(428, "precondition_required");
    admin.delete(&path).if_match("\"9\"").await.problem(412, "stale");
    admin.delete(&path).if_match(tag).await.nothing();

    key.get("/v1/units").await.problem(401, "invalid_key");
    assert_eq!(admin.get("/v1/api-keys").await.ok().each("state"), ["revoked"]);
    admin.post(&format!("{path}/roll"), json!({"overlap_seconds": 0})).await.problem(409, "conflict");
    admin.delete(&path).if_match("*").await.nothing();
    assert_eq!(app.count("audit_events where action = 'api_keys.revoke'"), 1, "ended once");
}
