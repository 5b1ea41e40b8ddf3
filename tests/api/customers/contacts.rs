//! `/v1/customers/{id}/contacts`: the people one deals with at a business.

use regulars_tests::{Actor, Role, TestApp, Value, json};
use reqwest::Method;

async fn business(who: &Actor, unit: &str) -> String {
    let body = json!({"name": "四海酒楼", "kind": "business", "home_unit_id": unit});
    who.post("/v1/customers", body).await.created().id()
}

fn chef() -> Value {
    json!({"name": " 陈师傅 ", "function": "chef", "title": "行政总厨", "leader_kind": "decision",
        "phone": "138 1234 5678", "email": "Chen@Example.com", "note": "下午 3 点后来电"})
}

#[actix_web::test]
async fn a_contact_is_noted_changed_and_removed() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = business(&admin, &app.units.n1).await;
    let path = format!("/v1/customers/{id}/contacts");

    let made = admin.post(&path, chef()).await.created();
    assert_eq!((made.text("name"), made.text("function")), ("陈师傅", "chef"));
    assert_eq!((made.text("phone"), made.text("email")), ("+8613812345678", "chen@example.com"));
    let buyer = admin.post(&path, json!({"name": "小李"})).await.created();
    assert_eq!((buyer.text("function"), &buyer.body["phone"]), ("other", &Value::Null));

    let one = format!("{path}/{}", made.id());
    let change = json!({"function": "owner", "phone": null, "leader_kind": null});
    admin.patch(&one, change.clone()).await.problem(428, "precondition_required");
    let changed = admin.patch(&one, change.clone()).if_match("\"1\"").await.ok();
    assert_eq!((changed.text("function"), &changed.body["phone"]), ("owner", &Value::Null));
    assert_eq!((changed.text("title"), changed.text("note")), ("行政总厨", "下午 3 点后来电"));
    admin.patch(&one, change).if_match("\"1\"").await.problem(412, "stale");
    let listed = admin.get(&path).await.ok();
    assert_eq!(listed.each("name"), ["陈师傅", "小李"]);
    admin.delete(&one).if_match("\"1\"").await.problem(412, "stale");
    admin.delete(&one).if_match("\"2\"").await.nothing();
    admin.delete(&one).if_match("\"2\"").await.problem(404, "not_found");
    assert_eq!(app.count("customer_contacts"), 1);
    assert_eq!(app.count("audit_events where action like 'contacts.%'"), 4);
}

#[actix_web::test]
async fn what_is_wrong_is_told_at_its_place_and_persons_have_none() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = business(&admin, &app.units.n1).await;
    let path = format!("/v1/customers/{id}/contacts");
    for (member, value, code) in [
        ("name", json!(""), "too_short"),
        ("name", json!("字".repeat(201)), "too_long"),
        ("function", json!("waiter"), "not_accepted"),
        ("leader_kind", json!("fashion"), "not_accepted"),
        ("title", json!("a\nb"), "malformed"),
        ("phone", json!("123"), "malformed"),
        ("email", json!("nobody"), "malformed"),
        ("note", json!("字".repeat(1001)), "too_long"),
        ("customer_id", json!(id), "unknown_field"),
    ] {
        let mut body = json!({"name": "陈师傅"});
        body[member] = value;
        admin.post(&path, body).await.problem(422, "invalid").fault(&format!("/{member}"), code);
    }
    assert_eq!(app.count("customer_contacts"), 0);
    let person = admin.post("/v1/customers", json!({"name": "王"})).await.created().id();
    admin.post(&format!("/v1/customers/{person}/contacts"), chef()).await.problem(409, "conflict");
    admin.get("/v1/customers/cus_01JD3Q5V8N0000000000000000/contacts").await.problem(404, "not_found");
}

#[actix_web::test]
async fn phones_are_masked_where_the_customers_own_are() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = business(&admin, &app.units.n1).await;
    let path = format!("/v1/customers/{id}/contacts");
    admin.post(&path, chef()).await.created();
    let analyst = app.actor(Role::Analyst, &app.units.group).await;
    let seen = analyst.get(&path).await.ok();
    assert_eq!(seen.each("phone"), ["+86138****5678"]);
    let elsewhere = app.actor(Role::StoreManager, &app.units.s1).await;
    elsewhere.get(&path).await.problem(404, "not_found");
}

#[actix_web::test]
async fn contacts_follow_a_merge_and_come_back_with_its_undo() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (one, other) = (business(&admin, &app.units.n1).await, business(&admin, &app.units.n1).await);
    let paths = [&one, &other].map(|id| format!("/v1/customers/{id}/contacts"));
    admin.post(&paths[1], chef()).await.created();
    let merge = admin.post(&format!("/v1/customers/{one}/merge"), json!({"merged_id": other})).await;
    let merge = merge.created().id();
    assert_eq!(admin.get(&paths[0]).await.ok().each("name"), ["陈师傅"]);
    admin.request(Method::POST, &format!("/v1/merges/{merge}/undo")).await.ok();
    assert_eq!(admin.get(&paths[0]).await.ok().data().len(), 0);
    assert_eq!(admin.get(&paths[1]).await.ok().each("name"), ["陈师傅"]);
}
