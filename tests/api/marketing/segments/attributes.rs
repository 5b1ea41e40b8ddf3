//! Rules on attributes that a chain defines: whom they find, how they read, what they may not ask.

use regulars_tests::{TestApp, Value, json};

use super::segment;
use crate::api::customers::attributes::define;

#[actix_web::test]
async fn a_rule_finds_customers_by_attributes_and_says_why() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    define(&admin, "since", "date").await;
    let mut ids = Vec::new();
    for attributes in [
        json!({"education": "college", "household_size": 2, "since": "2025-12-31"}),
        json!({"education": "bachelor", "household_size": 4, "taste": "甜"}),
        json!({}),
    ] {
        let body = json!({"name": "客", "attributes": attributes});
        ids.push(admin.post("/v1/customers", body).await.created().id());
    }
    for (rule, expected, reading) in [
        (
            json!({"key": "education", "in": ["college", "bachelor"]}),
            vec![0, 1],
            "“Education” is one of “College”, “Bachelor”",
        ),
        (json!({"key": "taste", "in": ["甜"]}), vec![1], "“Taste” is “甜”"),
        (json!({"key": "household_size", "gte": "3"}), vec![1], "“Household size” is at least 3"),
        (json!({"key": "household_size", "gte": "2", "lte": "2"}), vec![0], "“Household size” is 2"),
        (json!({"key": "since", "lte": "2026-01-01"}), vec![0], "“since” is at most 2026-01-01"),
    ] {
        let id = segment(&app, &admin, json!({"attribute": rule})).await;
        let members = admin.get(&format!("/v1/segments/{id}/members")).await.ok();
        let mut found = members.each("customer_id");
        found.sort_unstable();
        let expected: Vec<&str> = expected.into_iter().map(|at: usize| ids[at].as_str()).collect();
        assert_eq!(found, expected, "{rule}");
        assert_eq!(admin.get(&format!("/v1/segments/{id}")).await.ok().text("reading"), reading);
        let told = admin.get(&format!("/v1/segments/{id}/explain?customer_id={}", ids[2])).await.ok();
        assert_eq!((&told.body["matches"], &told.body["parts"][0]["found"]), (&json!(false), &json!("not known")));
    }
}

#[actix_web::test]
async fn a_rule_asks_only_what_an_attribute_can_have() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (rule, pointer, code) in [
        (json!({"key": "colour", "in": ["red"]}), "/rule/attribute/key", "not_found"),
        (json!({"key": "education", "in": ["school"]}), "/rule/attribute/in/0", "not_accepted"),
        (json!({"key": "education", "in": []}), "/rule/attribute/in", "too_short"),
        (json!({"key": "education", "gte": "1"}), "/rule/attribute/gte", "conflict"),
        (json!({"key": "household_size"}), "/rule/attribute/in", "required"),
        (json!({"key": "household_size", "gte": "many"}), "/rule/attribute/gte", "not_accepted"),
        (json!({"key": "household_size", "gte": "2", "lte": "1"}), "/rule/attribute/lte", "conflict"),
        (json!({"key": "household_size", "gte": 2}), "/rule/attribute/gte", "wrong_type"),
        (json!({"key": "household_size", "in": ["2"], "gte": "2"}), "/rule/attribute/in", "conflict"),
        (json!({"key": "household_size", "is": "2"}), "/rule/attribute/is", "unknown_field"),
        (Value::Null, "/rule/attribute", "wrong_type"),
    ] {
        let body = json!({"name": "客群", "kind": "rule", "rule": {"attribute": rule}});
        admin.post("/v1/segments", body).await.problem(422, "invalid").fault(pointer, code);
    }
}
