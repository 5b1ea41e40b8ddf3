//! Creating customers: what is filled in, where they are at home.

use regulars_tests::{Action, Role, TestApp, json};

use super::create;

#[actix_web::test]
async fn a_name_is_enough() {
    let app = TestApp::start().await;
    let admin = app.admin().await;

    let made = admin.post("/v1/customers", json!({"name": "  王小明 "})).await.created();

    let body = &made.body;
    assert_eq!((body["name"].as_str(), body["kind"].as_str()), (Some("王小明"), Some("consumer")));
    assert_eq!(body["status"], "prospect");
    assert_eq!((&body["tags"], &body["attributes"], &body["identities"]), (&json!([]), &json!({}), &json!([])));
    assert_eq!((body["tier"]["class"].as_str(), body["tier"]["rule_version"].as_i64()), (Some("none"), Some(0)));
    assert_eq!(body["metrics"]["net_spend"], json!({"amount": 0, "currency": "CNY"}));
    assert_eq!(body["metrics"]["purchases"], 0);
    for unknown in ["language", "gender", "birthday", "city", "home_unit_id", "owner_id", "note", "source"] {
        assert!(body[unknown].is_null(), "{unknown}");
    }
    assert_eq!(made.etag(), "\"1-1\"", "the version of the profile and that of the figures");
    assert_eq!(admin.get(made.header("location")).await.ok().body, *body);
    let id = made.id();
    assert_eq!(app.count(&format!("customers where id = '{id}' and name_key = '王小明'")), 1);
    assert_eq!(app.count(&format!("customer_metrics where customer_id = '{id}' and tier = 'none'")), 1);
    assert_eq!(app.count(&format!("customer_terms where customer_id = '{id}'")), 3, "王小明, 小明, 明");
    assert_eq!(app.count(&format!("events where customer_id = '{id}' and kind = 'customer.created'")), 1);
}

#[actix_web::test]
async fn everything_that_is_known_is_kept() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/partners", json!({"code": "meituan", "name": "美团"})).await.created();
    let body = json!({
        "kind": "consumer", "name": "李 Lei", "phone": "(138) 1234-5678", "email": "Lei@Example.COM",
        "wechat": "oAbc_123", "card": "vip-000123", "external_ids": [{"partner": "meituan", "id": "C 47/11"}],
        "language": "zh-CN", "gender": "female",
        "birthday": {"year": 1988, "month": 8, "day": 30, "calendar": "lunar"},
        "city": "上海", "address": "南京西路 1 号", "occupation": "厨师", "source": "walk_in",
        "home_unit_id": app.units.n1, "owner_id": admin.id, "leader_kind": "consumption",
        "tags": ["老客户", " ＶＩＰ", "VIP"], "attributes": {"taste": "甜", "household_size": 4, "education": "bachelor"},
        "note": "喜欢靠窗\n不要香菜", "consents": [{"channel": "sms", "granted": true, "source": "counter"}],
    });

    let made = admin.post("/v1/customers", body.clone()).await.created();

    let kept = &made.body;
    for member in ["name", "language", "gender", "birthday", "city", "address", "occupation", "source"] {
        assert_eq!(kept[member], body[member], "{member}");
    }
    for member in ["home_unit_id", "owner_id", "leader_kind", "attributes", "note"] {
        assert_eq!(kept[member], body[member], "{member}");
    }
    assert_eq!(kept["tags"], json!(["老客户", "VIP"]), "each tag once, in its plain form");
    let identities = kept["identities"].as_array().unwrap();
    let mut values: Vec<_> =
        identities.iter().map(|row| (row["kind"].as_str().unwrap(), row["value"].clone())).collect();
    values.sort_by_key(|(kind, _)| *kind);
    assert_eq!(
        values,
        [
            ("card", json!("VIP-000123")),
            ("email", json!("lei@example.com")),
            ("external", json!("C 47/11")),
            ("phone", json!("+8613812345678")),
            ("wechat", json!("oAbc_123")),
        ]
    );
    assert_eq!(app.count("identity_owners"), 5);
    assert_eq!(app.count("consents where granted and channel = 'sms'"), 1);
    assert_eq!(admin.get(made.header("location")).await.ok().body, *kept);
}

#[actix_web::test]
async fn names_in_any_script_are_kept_as_they_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let longest = "字".repeat(200);
    for name in ["芋圆 🍡", "محمد علي", "שרה", "Zoë O'Neil-Łuk", "𠮷田", "👨‍👩‍👧", "%_\\", longest.as_str()]
    {
        let made = admin.post("/v1/customers", json!({"name": name})).await.created();
        assert_eq!(admin.get(made.header("location")).await.ok().body["name"], *name);
    }
}

#[actix_web::test]
async fn a_customer_is_at_home_where_it_enrolled() {
    let app = TestApp::start().await;
    let units = &app.units;
    let home = |reply: regulars_tests::Reply| reply.created().body["home_unit_id"].clone();
    let nobody_said = || json!({"name": "王"});

    let till = app.key(&[Action::CustomersWrite], &units.n1).await;
    assert_eq!(home(till.post("/v1/customers", nobody_said()).await), *units.n1, "a key's own unit");
    let staff = app.actor(Role::StoreStaff, &units.n2).await;
    assert_eq!(home(staff.post("/v1/customers", nobody_said()).await), *units.n2, "the only unit one has");
    assert!(home(app.admin().await.post("/v1/customers", nobody_said()).await).is_null());

    let manager = app.actor(Role::RegionManager, &units.north).await;
    manager.post("/v1/customers", nobody_said()).await.problem(422, "invalid").fault("/home_unit_id", "required");
    let at = |unit: &str| json!({"name": "王", "home_unit_id": unit});
    assert_eq!(home(manager.post("/v1/customers", at(&units.n2)).await), *units.n2);
    for foreign in [units.s1.as_str(), &units.group, "unit_01JD3Q5V8N0000000000000000", "nonsense"] {
        let refused = manager.post("/v1/customers", at(foreign)).await.problem(422, "invalid");
        refused.fault("/home_unit_id", "not_found");
    }
    assert_eq!(app.count("customers"), 4);
}

#[actix_web::test]
async fn only_people_have_a_tier() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (kind, has_tier) in
        [("consumer", true), ("internal", true), ("public_interest", true), ("business", false), ("dealer", false)]
    {
        let made = admin.post("/v1/customers", json!({"name": "仙芋世家", "kind": kind})).await.created();
        assert_eq!(made.body["tier"].is_object(), has_tier, "{kind}");
    }
}

#[actix_web::test]
async fn the_same_request_twice_makes_one_customer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let send = || admin.post("/v1/customers", json!({"name": "王", "phone": "13812345678"})).idempotency_key("k1");
    let first = send().await.created();
    let again = send().await.created();
    assert_eq!((again.header("idempotency-replayed"), &again.body), ("true", &first.body));
    assert_eq!(app.count("customers"), 1);
    let id = create(&admin, json!({"name": "王"})).await;
    assert_ne!(id, first.id(), "without a key a name may be there twice");
}
