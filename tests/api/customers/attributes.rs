//! `/v1/customer-attributes`: what a chain wants to know of its customers besides, and the values of it.

use regulars_tests::{Actor, Reply, Role, TestApp, Value, json};

/// Defines an attribute of all kinds of customers: its path.
pub async fn define(who: &Actor, key: &str, value_type: &str) -> String {
    let body = json!({"key": key, "names": {"zh-CN": "属性", "en": key}, "value_type": value_type});
    format!("/v1/customer-attributes/{}", who.post("/v1/customer-attributes", body).await.created().id())
}

/// A choice of consumers.
fn flavour() -> Value {
    json!({"key": "flavour", "names": {"zh-CN": "甜度", "en": "Sweetness"}, "value_type": "choice",
        "kinds": ["consumer"], "options": [option("full", "全糖"), option("half", "半糖")]})
}

fn option(code: &str, chinese: &str) -> Value {
    json!({"code": code, "names": {"zh-CN": chinese, "en": code}})
}

async fn create(who: &Actor, name: &str, attributes: Value) -> Reply {
    who.post("/v1/customers", json!({"name": name, "attributes": attributes})).await
}

#[actix_web::test]
async fn an_attribute_is_defined_changed_and_archived() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let made = admin.post("/v1/customer-attributes", flavour()).await.created();
    let path = format!("/v1/customer-attributes/{}", made.id());
    assert_eq!(made.body["names"], json!({"zh-CN": "甜度", "en": "Sweetness"}));
    assert_eq!((&made.body["archived"], &made.body["minimum"]), (&json!(false), &Value::Null));
    let id = create(&admin, "王", json!({"flavour": "half"})).await.created().id();

    let more =
        json!({"names": {"zh-CN": "糖度", "en": "Sugar"}, "options": [option("half", "少糖"), option("none", "无糖")]});
    let changed = admin.patch(&path, more).if_match("\"1\"").await.ok();
    assert_eq!(changed.body["options"], json!([option("half", "少糖"), option("none", "无糖")]));
    assert_eq!((changed.text("key"), changed.text("value_type")), ("flavour", "choice"));
    let fewer = admin.patch(&path, json!({"options": [option("none", "无糖")]})).if_match("\"2\"");
    fewer.await.problem(422, "invalid").fault("/options", "conflict");
    admin.patch(&path, json!({"key": "x"})).if_match("*").await.problem(422, "invalid").fault("/key", "unknown_field");
    admin.patch(&path, json!({"archived": true})).await.problem(428, "precondition_required");
    admin.patch(&path, json!({"archived": true})).if_match("\"1\"").await.problem(412, "stale");
    admin.patch(&path, json!({"archived": true})).if_match("\"2\"").await.ok();

    let customer = format!("/v1/customers/{id}");
    let put = |attributes: Value| admin.patch(&customer, json!({"attributes": attributes})).if_match("*");
    put(json!({"flavour": "none"})).await.problem(422, "invalid").fault("/attributes/flavour", "conflict");
    assert_eq!(put(json!({"flavour": "half"})).await.ok().body["attributes"], json!({"flavour": "half"}));
    assert_eq!(put(json!({"flavour": null})).await.ok().body["attributes"], json!({}));
    assert_eq!(app.count(&format!("customer_attributes where customer_id = '{id}'")), 0);
    for (query, expected) in [("archived=true", 1), ("archived=false", 12)] {
        let list = admin.get(&format!("/v1/customer-attributes?{query}&limit=100")).await.ok();
        assert_eq!(list.body["data"].as_array().unwrap().len(), expected, "{query}");
    }
    assert_eq!(app.count("audit_events where action like 'customer_attributes.%'"), 3);
}

#[actix_web::test]
async fn only_the_root_defines_and_whoever_reads_customers_reads_them() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let path = define(&admin, "shoe", "integer").await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    let body = json!({"key": "hat", "names": {"zh-CN": "帽子", "en": "Hat"}, "value_type": "text"});
    staff.post("/v1/customer-attributes", body).await.problem(403, "forbidden");
    staff.patch(&path, json!({"archived": true})).if_match("*").await.problem(403, "forbidden");
    assert_eq!(staff.get(&path).await.ok().text("key"), "shoe");
}

#[actix_web::test]
async fn what_is_wrong_with_a_definition_is_told_at_its_place() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let many: Vec<Value> = (0..101).map(|n| option(&format!("o{n}"), "项")).collect();
    for (change, pointer, code) in [
        (json!({"key": "Shoe"}), "/key", "malformed"),
        (json!({"key": "鞋"}), "/key", "malformed"),
        (json!({"key": ""}), "/key", "too_short"),
        (json!({"key": "taste"}), "/key", "taken"),
        (json!({"names": {"zh-CN": "鞋"}}), "/names/en", "required"),
        (json!({"names": {"zh-CN": "鞋", "en": " "}}), "/names/en", "too_short"),
        (json!({"names": {"zh-CN": "鞋".repeat(81), "en": "Shoe"}}), "/names/zh-CN", "too_long"),
        (json!({"value_type": "colour"}), "/value_type", "not_accepted"),
        (json!({"kinds": []}), "/kinds", "too_short"),
        (json!({"kinds": ["consumer", "consumer"]}), "/kinds/1", "duplicate"),
        (json!({"kinds": ["alien"]}), "/kinds/0", "not_accepted"),
        (json!({"options": [option("a", "甲")]}), "/options", "conflict"),
        (json!({"value_type": "choice"}), "/options", "too_short"),
        (json!({"value_type": "choice", "options": many}), "/options", "too_long"),
        (json!({"value_type": "choice", "options": [option("A", "甲")]}), "/options/0/code", "malformed"),
        (
            json!({"value_type": "choice", "options": [option("a", "甲"), option("a", "乙")]}),
            "/options/1/code",
            "duplicate",
        ),
        (json!({"value_type": "choice", "options": [option("a", "")]}), "/options/0/names/zh-CN", "too_short"),
        (json!({"value_type": "integer", "minimum": "1.5"}), "/minimum", "out_of_range"),
        (json!({"value_type": "integer", "minimum": "2", "maximum": "1"}), "/maximum", "out_of_range"),
        (json!({"value_type": "date", "minimum": "2026-02-30"}), "/minimum", "out_of_range"),
        (json!({"minimum": "1"}), "/minimum", "conflict"),
        (json!({"max_length": 501}), "/max_length", "out_of_range"),
        (json!({"value_type": "boolean", "max_length": 5}), "/max_length", "out_of_range"),
    ] {
        let mut body = json!({"key": "shoe", "names": {"zh-CN": "鞋", "en": "Shoe"}, "value_type": "text"});
        body.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        let reply = admin.post("/v1/customer-attributes", body).await;
        let (status, problem) = if code == "taken" { (409, "code_taken") } else { (422, "invalid") };
        reply.problem(status, problem).fault(pointer, code);
    }
    assert_eq!(app.count("attribute_definitions where key = 'shoe'"), 0);
}

#[actix_web::test]
async fn a_value_is_held_against_its_definition() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/customer-attributes", flavour()).await.created();
    let bounded = json!({"key": "weight", "names": {"zh-CN": "重量", "en": "Weight"}, "value_type": "decimal",
        "minimum": "0", "maximum": "10.5"});
    admin.post("/v1/customer-attributes", bounded).await.created();
    define(&admin, "since", "date").await;
    for (key, value, code) in [
        ("colour", json!("red"), "unknown_field"),
        ("seats", json!(40), "conflict"),
        ("taste", json!(7), "wrong_type"),
        ("taste", json!(""), "too_short"),
        ("taste", json!("字".repeat(201)), "too_long"),
        ("taste", json!("a\u{202e}b"), "malformed"),
        ("household_size", json!(0), "out_of_range"),
        ("household_size", json!(2.5), "wrong_type"),
        ("flavour", json!("全糖"), "not_accepted"),
        ("flavour", json!(["full"]), "wrong_type"),
        ("weight", json!(10.6), "out_of_range"),
        ("weight", json!(0.00001), "wrong_type"),
        ("since", json!("2026-02-30"), "wrong_type"),
    ] {
        let refused = create(&admin, "王", json!({key: value})).await.problem(422, "invalid");
        refused.fault(&format!("/attributes/{key}"), code);
    }
    let two = create(&admin, "王", json!({"colour": 1, "weight": 11})).await.problem(422, "invalid");
    two.fault("/attributes/colour", "unknown_field").fault("/attributes/weight", "out_of_range");
    assert_eq!(app.count("customers"), 0);

    let fine =
        json!({"flavour": "full", "weight": 10.5, "since": "2026-02-28", "taste": " 清淡 ", "household_size": 3});
    let made = create(&admin, "王", fine).await.created();
    let kept = json!({"flavour": "full", "weight": 10.5, "since": "2026-02-28", "taste": "清淡", "household_size": 3});
    assert_eq!(made.body["attributes"], kept);
    assert_eq!(app.count("customer_attributes where key = 'weight' and number_value = 105000"), 1);
    let business = json!({"name": "店", "kind": "business", "attributes": {"seats": 40, "running_state": "steady"}});
    admin.post("/v1/customers", business).await.created();
}

#[actix_web::test]
async fn customers_are_listed_counted_and_exported_by_attributes() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    admin.post("/v1/customer-attributes", flavour()).await.created();
    define(&admin, "since", "date").await;
    define(&admin, "vegan", "boolean").await;
    for (name, attributes) in [
        ("a", json!({"flavour": "full", "household_size": 2, "since": "2025-12-31", "vegan": true})),
        ("b", json!({"flavour": "half", "household_size": 5, "since": "2026-01-01", "vegan": false})),
        ("c", json!({"flavour": "half", "household_size": 10, "taste": "甜 & 辣"})),
        ("d", json!({})),
    ] {
        create(&admin, name, attributes).await.created();
    }
    for (query, expected) in [
        ("attributes[flavour]=half", "bc"),
        ("attributes%5Bflavour%5D=full", "a"),
        ("attributes[vegan]=false", "b"),
        ("attributes[household_size]=5", "b"),
        ("attributes[household_size][gte]=5", "bc"),
        ("attributes[household_size][gte]=3&attributes[household_size][lt]=10", "b"),
        ("attributes[since][lt]=2026-01-01", "a"),
        ("attributes[since]=2026-01-01", "b"),
        ("attributes[taste]=%E7%94%9C+%26+%E8%BE%A3", "c"),
        ("attributes[flavour]=half&attributes[household_size][lt]=6", "b"),
        ("attributes[flavour]=half&kind=consumer&sort=name", "bc"),
    ] {
        let list = admin.get(&format!("/v1/customers?{query}")).await.ok();
        let mut names: Vec<&str> =
            list.body["data"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
        names.sort_unstable();
        assert_eq!(names.concat(), expected, "{query}");
        let count = admin.get(&format!("/v1/customers/count?{}", query.replace("&sort=name", ""))).await.ok();
        assert_eq!(count.body["count"], expected.len(), "{query}");
    }
    for (query, parameter, code) in [
        ("attributes[colour]=red", "attributes[colour]", "unknown_field"),
        ("attributes[flavour]=sweet", "attributes[flavour]", "not_accepted"),
        ("attributes[flavour][gte]=full", "attributes[flavour]", "conflict"),
        ("attributes[household_size]=many", "attributes[household_size]", "not_accepted"),
        ("attributes[since][gte]=soon", "attributes[since][gte]", "not_accepted"),
    ] {
        let refused = admin.get(&format!("/v1/customers?{query}")).await.problem(400, "invalid_parameter");
        refused.fault(parameter, code);
    }
    admin.get("/v1/customers?attributes=red").await.problem(400, "invalid_parameter");
    admin.get("/v1/customers?attributes[flavour][near]=half").await.problem(400, "invalid_parameter");
    let exported = admin.get("/v1/exports/customers?format=csv&attributes[flavour]=full").await;
    let text = String::from_utf8(exported.bytes.clone()).unwrap();
    let heading = text.lines().next().unwrap();
    assert!(heading.ends_with(",attributes.vegan"), "{heading}");
    assert!(text.contains("2025-12-31") && text.lines().nth(1).unwrap().ends_with(",true"), "{text}");
    let told = admin.get("/v1/exports/customers?format=csv&language=zh-CN&attributes[flavour]=full").await;
    let told = String::from_utf8(told.bytes.clone()).unwrap();
    assert!(told.lines().next().unwrap().contains(",甜度,") && told.contains(",全糖,"), "{told}");
}
