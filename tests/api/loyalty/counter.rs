//! The look-up at the counter: chain-wide by exact phone or card, masked, and logged.

use regulars_tests::{Role, TestApp, Value, json};

#[actix_web::test]
async fn the_counter_finds_anybody_masked_and_it_is_logged() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "王小明", "phone": "13812345678", "card": "VIP-0001", "email": "ming@example.com",
        "home_unit_id": app.units.s1, "note": "secret", "address": "secret"});
    let id = admin.post("/v1/customers", person).await.created().id();
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    staff.get(&format!("/v1/customers/{id}")).await.problem(404, "not_found");

    for query in ["phone=13812345678", "phone=%2B86%20138-1234-5678", "card=vip-0001"] {
        let seen = staff.get(&format!("/v1/customers/lookup?{query}")).await.ok();
        assert_eq!((seen.id(), seen.text("name")), (id.clone(), "王*明"));
        assert_eq!(seen.body["is_visible"], false, "at home elsewhere");
        let mut values =
            seen.body["identities"].as_array().unwrap().iter().map(|row| row["value"].clone()).collect::<Vec<_>>();
        values.sort_by_key(Value::to_string);
        assert_eq!(
            values,
            [json!("****1"), json!("+86138****5678"), json!("m***@example.com")].map(|v| if v == "****1" {
                json!("****01")
            } else {
                v
            })
        );
        assert_eq!(seen.body["tier"]["class"], "none");
        assert!(!String::from_utf8_lossy(&seen.bytes).contains("secret"));
    }
    let logged =
        format!("audit_events where action = 'customers.lookup' and subject_id = '{id}' and actor_id = '{}'", staff.id);
    assert_eq!(app.count(&logged), 3);
}

#[actix_web::test]
async fn a_plus_lost_in_the_address_finds_nobody_else() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let american = admin.post("/v1/customers", json!({"name": "A", "phone": "+14155552671"})).await.created().id();
    for phone in ["1-415-555-2671", "14155552671", "+8613812345", "+86138123456789"] {
        let refused = admin.post("/v1/customers", json!({"name": "B", "phone": phone})).await;
        refused.problem(422, "invalid").fault("/phone", "malformed");
    }
    let lost = admin.get("/v1/customers/lookup?phone=+14155552671").await.problem(400, "invalid_parameter");
    lost.fault("phone", "malformed");
    let found = admin.get("/v1/customers/lookup?phone=%2B14155552671").await.ok();
    assert_eq!(found.id(), american);
}

#[actix_web::test]
async fn what_nobody_sees_is_no_part_of_a_name_or_number() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "\u{FEFF}王\u{200B}小明", "phone": "\u{202D}138 1234 5678\u{202C}", "card": "VIP\u{200B}-1", "email": "a\u{200B}@b.cn"});
    let made = admin.post("/v1/customers", person).await.created();
    assert_eq!(made.text("name"), "王小明");
    let seen = admin.get(&format!("/v1/customers/{}", made.id())).await.ok();
    let mut values: Vec<&str> =
        seen.body["identities"].as_array().unwrap().iter().map(|one| one["value"].as_str().unwrap()).collect();
    values.sort_unstable();
    assert_eq!(values, ["+8613812345678", "VIP-1", "a@b.cn"]);
    let again = json!({"name": "Ben", "phone": "13812345678\u{200B}"});
    admin.post("/v1/customers", again).await.problem(409, "identity_taken");
    admin.post("/v1/partners", json!({"code": "shop", "name": "Shop"})).await.created();
    let hidden = json!({"name": "Carl", "external_ids": [{"partner": "shop", "id": "A\u{200B}1"}]});
    admin.post("/v1/customers", hidden).await.problem(422, "invalid").fault("/external_ids/0", "malformed");
}

#[actix_web::test]
async fn only_the_exact_number_finds() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "王小明", "phone": "13812345678", "card": "VIP-0001"});
    admin.post("/v1/customers", person).await.created();
    for query in ["phone=13812345679", "card=VIP-000", "card=13812345678"] {
        admin.get(&format!("/v1/customers/lookup?{query}")).await.problem(404, "not_found");
    }
    for (query, name, code) in [
        ("phone=5678", "phone", "malformed"),
        ("card=V", "card", "too_short"),
        ("phone=13812345678&card=VIP-0001", "phone", "required"),
        ("email=ming@example.com", "email", "unknown_field"),
    ] {
        let refused = admin.get(&format!("/v1/customers/lookup?{query}")).await.problem(400, "invalid_parameter");
        refused.fault(name, code);
    }
    admin.get("/v1/customers/lookup").await.problem(400, "invalid_parameter");
    let analyst = app.actor(Role::Analyst, &app.units.group).await;
    analyst.get("/v1/customers/lookup?phone=13812345678").await.problem(403, "forbidden");
    assert_eq!(app.count("audit_events where action = 'customers.lookup_missed'"), 3, "nobody was found");
    assert_eq!(app.count("audit_events where action = 'customers.lookup'"), 0);
    assert_eq!(app.count("audit_events where detail like '%13812345679%'"), 0, "what was tried is not kept");
}

#[actix_web::test]
async fn a_phone_or_card_goes_in_the_body() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let person = json!({"name": "王小明", "phone": "13812345678", "card": "VIP-0001"});
    let id = admin.post("/v1/customers", person).await.created().id();
    let look_up = |body: Value| admin.post("/v1/customers/lookups", body);
    for body in [json!({"phone": "+86 138-1234-5678"}), json!({"card": "vip-0001"})] {
        assert_eq!(look_up(body).await.ok().id(), id);
    }
    look_up(json!({"phone": "13812345679"})).await.problem(404, "not_found");
    for (body, pointer, code) in [
        (json!({"phone": "5678"}), "/phone", "malformed"),
        (json!({"card": "V"}), "/card", "too_short"),
        (json!({"phone": "13812345678", "card": "VIP-0001"}), "/phone", "required"),
        (json!({}), "/phone", "required"),
    ] {
        look_up(body).await.problem(422, "invalid").fault(pointer, code);
    }
    assert_eq!(app.count("audit_events where action = 'customers.lookup'"), 2);
    assert_eq!(app.count("audit_events where action = 'customers.lookup_missed'"), 1);
}

#[actix_web::test]
async fn a_person_looks_up_so_many_in_an_hour_and_a_till_as_many_as_it_needs() {
    let app = TestApp::with(|config| config.limits.lookups_per_hour = 2).await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    let key = app.key(&[regulars_tests::Action::CustomersLookup], &app.units.n1).await;
    staff.post("/v1/customers/lookups", json!({"phone": "13812345678"})).await.problem(404, "not_found");
    staff.get("/v1/customers/lookup?phone=13812345679").await.problem(404, "not_found");
    let refused = staff.post("/v1/customers/lookups", json!({"phone": "13812345670"})).await;
    let refused = refused.problem(429, "too_many_requests");
    assert!(refused.header("retry-after").parse::<u64>().unwrap() > 60);
    for _ in 0..4 {
        key.post("/v1/customers/lookups", json!({"phone": "13812345678"})).await.problem(404, "not_found");
    }
}
