//! Changing a customer: merge patches upon a version, and what a client may keep.

use regulars_tests::{TestApp, Value, json};

use super::create;
use crate::api::customers::attributes::define;

#[actix_web::test]
async fn absent_null_and_value_are_three_things() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let full = json!({"name": "王小明", "city": "上海", "gender": "male", "note": "旧", "tags": ["a", "b"],
        "language": "en", "birthday": {"month": 1, "day": 2, "calendar": "solar"}, "owner_id": admin.id,
        "source": "online", "leader_kind": "opinion", "home_unit_id": app.units.n1});
    let id = create(&admin, full).await;
    let path = format!("/v1/customers/{id}");
    let before = admin.get(&path).await.ok();

    let patch = json!({"city": null, "gender": "female", "tags": ["b", "c"], "birthday": null, "owner_id": null,
        "home_unit_id": app.units.s1});
    let after = admin.patch(&path, patch).if_match(before.etag()).await.ok();

    let now = &after.body;
    assert!(now["city"].is_null() && now["birthday"].is_null() && now["owner_id"].is_null());
    assert_eq!((now["gender"].as_str(), &now["tags"]), (Some("female"), &json!(["b", "c"])));
    assert_eq!(now["home_unit_id"], *app.units.s1);
    for untouched in ["name", "note", "language", "source", "leader_kind", "kind", "identities", "metrics"] {
        assert_eq!(now[untouched], before.body[untouched], "{untouched}");
    }
    assert_eq!((now["version"].as_i64(), after.etag()), (Some(2), "\"2-1\""));
    assert_eq!(app.count(&format!("customer_tags where customer_id = '{id}' and tag in ('b', 'c')")), 2);
    assert_eq!(app.count(&format!("customer_tags where customer_id = '{id}'")), 2);
    assert_eq!(app.count(&format!("customers where id = '{id}' and birth_month is null")), 1);
    assert_eq!(app.count("audit_events where action = 'customers.change'"), 1);
    assert_eq!(admin.get(&path).await.ok().body, *now);
}

#[actix_web::test]
async fn attributes_merge_member_by_member() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (key, value_type) in [("likes", "text"), ("visits", "integer"), ("halal", "boolean"), ("vip_since", "text")] {
        define(&admin, key, value_type).await;
    }
    let id = create(&admin, json!({"name": "王", "attributes": {"likes": "甜", "visits": 40, "halal": true}})).await;
    let path = format!("/v1/customers/{id}");
    let change = |attributes: Value| admin.patch(&path, json!({"attributes": attributes})).if_match("*");

    let now = change(json!({"visits": null, "likes": " 咸 ", "vip_since": "2020"})).await.ok();
    assert_eq!(now.body["attributes"], json!({"likes": "咸", "halal": true, "vip_since": "2020"}));
    assert_eq!(app.count(&format!("customer_attributes where customer_id = '{id}'")), 3);
    assert_eq!(app.count("customer_attributes where key = 'likes' and text_value = '咸' and number_value is null"), 1);
    assert_eq!(app.count("customer_attributes where key = 'halal' and text_value = 'true'"), 1);
    let same = change(json!({})).await.ok();
    assert_eq!(same.body["attributes"], now.body["attributes"]);
    change(json!({"likes": {"a": null}})).await.problem(422, "invalid").fault("/attributes/likes", "wrong_type");
    change(Value::Null).await.problem(422, "invalid").fault("/attributes", "wrong_type");
    change(json!({"a/b~c": 1})).await.problem(422, "invalid").fault("/attributes/a~1b~0c", "unknown_field");
    assert_eq!(admin.get(&path).await.ok().body["attributes"], now.body["attributes"]);
}

#[actix_web::test]
async fn a_change_is_made_upon_a_version() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王"})).await;
    let path = format!("/v1/customers/{id}");
    let change = || admin.patch(&path, json!({"city": "上海"}));

    change().await.problem(428, "precondition_required").fault("If-Match", "required");
    change().if_match("\"2-1\"").await.problem(412, "stale");
    change().if_match("\"2\"").await.problem(412, "stale");
    let wrong = admin.patch(&path, json!({"city": "x".repeat(101)}));
    wrong.await.problem(422, "invalid").fault("/city", "too_long");
    let json = admin.request(reqwest::Method::PATCH, &path).if_match("*").body("application/json", "{}");
    json.await.problem(415, "unsupported_media_type");
    change().if_match("\"1-99\"").await.ok();
    change().if_match("\"1-1\"").await.problem(412, "stale");
    assert_eq!(app.count(&format!("customers where id = '{id}' and version = 2")), 1);
}

#[actix_web::test]
async fn what_cannot_be_is_refused_in_a_change_too() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = format!("/v1/customers/{}", create(&admin, json!({"name": "王"})).await);
    for (patch, place, code) in [
        (json!({"name": null}), "/name", "wrong_type"),
        (json!({"name": "a\u{202e}"}), "/name", "malformed"),
        (json!({"tags": null}), "/tags", "wrong_type"),
        (json!({"home_unit_id": null}), "/home_unit_id", "wrong_type"),
        (json!({"home_unit_id": "unit_01JD3Q5V8N0000000000000000"}), "/home_unit_id", "not_found"),
        (json!({"owner_id": "usr_01JD3Q5V8N0000000000000000"}), "/owner_id", "not_found"),
        (json!({"birthday": {"month": 2, "day": 30, "calendar": "solar"}}), "/birthday", "out_of_range"),
        (json!({"kind": "business"}), "/kind", "unknown_field"),
        (json!({"phone": "13812345678"}), "/phone", "unknown_field"),
        (json!({"status": "lost"}), "/status", "unknown_field"),
    ] {
        admin.patch(&path, patch).if_match("*").await.problem(422, "invalid").fault(place, code);
    }
    assert_eq!(app.count("customers where version = 1"), 1);
}

#[actix_web::test]
async fn search_follows_the_name_and_keeps_phone_and_card() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王小明", "phone": "13812345678", "card": "VIP-0001"})).await;
    let path = format!("/v1/customers/{id}");

    admin.patch(&path, json!({"name": "李大红"})).if_match("*").await.ok();

    for (q, hits) in [("小", 0), ("王", 0), ("大红", 1), ("李", 1), ("5678", 1), ("vip-0", 1)] {
        assert_eq!(admin.get(&format!("/v1/customers?q={q}")).await.ok().data().len(), hits, "{q}");
    }
    assert_eq!(app.count(&format!("customer_terms where customer_id = '{id}'")), 5);
}

#[actix_web::test]
async fn what_the_client_has_is_not_sent_again_until_a_purchase_moves_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = create(&admin, json!({"name": "王", "home_unit_id": app.units.n1})).await;
    let path = format!("/v1/customers/{id}");
    let etag = admin.get(&path).await.ok().etag().to_owned();
    let same = admin.get(&path).header("If-None-Match", &etag).await.is(304);
    assert!(same.bytes.is_empty());

    let bought = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": regulars_tests::now().to_rfc3339(),
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    admin.post("/v1/purchases", bought).once().await.created();

    let moved = admin.get(&path).header("If-None-Match", &etag).await.ok();
    assert_eq!((moved.etag(), moved.body["version"].as_i64()), ("\"1-2\"", Some(1)));
    admin.patch(&path, json!({"city": "上海"})).if_match(&etag).await.ok();
    assert_eq!(admin.get(&path).await.ok().etag(), "\"2-2\"", "a purchase is no change of the profile");
}
