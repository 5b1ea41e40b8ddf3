//! `/v1/suppressions`: addresses that get no message any more.

use regulars_domain::ids;
use regulars_tests::{Role, TestApp, json};

const PATH: &str = "/v1/suppressions";

#[actix_web::test]
async fn an_address_is_suppressed_in_its_one_form_listed_and_lifted() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"name": "王", "email": "wang@example.com"});
    let customer = admin.post("/v1/customers", new).await.created().id();
    let made =
        admin.post(PATH, json!({"channel": "email", "address": " Wang@Example.com ", "cause": "打电话要求"})).await;
    let made = made.created();
    assert!(ids::is(ids::SUPPRESSION, made.text("id")), "no address is in it: {}", made.text("id"));
    assert_eq!(made.text("reason"), "by_hand");
    assert_eq!((made.text("customer_id"), made.text("recorded_by")), (customer.as_str(), admin.id.as_str()));
    let phone = json!({"channel": "sms", "address": "138 1234 5678", "reason": "complained"});
    let phone = admin.post(PATH, phone).await.created();
    assert_eq!(phone.header("location"), format!("{PATH}/{}", phone.text("id")));
    for path in [phone.header("location"), "/v1/suppressions/sms:+8613812345678"] {
        assert_eq!(admin.get(path).await.ok().body, phone.body, "{path}");
    }

    let again = admin.post(PATH, json!({"channel": "email", "address": "WANG@example.com"})).await;
    again.problem(409, "conflict").fault("/address", "taken");
    for (query, addresses) in [
        ("", vec!["+8613812345678", "wang@example.com"]),
        ("?q=Wang", vec!["wang@example.com"]),
        ("?channel=sms", vec!["+8613812345678"]),
        ("?reason=by_hand", vec!["wang@example.com"]),
        ("?q=example", vec![]),
    ] {
        assert_eq!(admin.get(&format!("{PATH}{query}")).await.ok().each("address"), addresses, "{query}");
    }
    let first = admin.get(&format!("{PATH}?limit=1")).await.ok();
    let next = format!("{PATH}?limit=1&cursor={}", first.text("next_cursor"));
    assert_eq!(admin.get(&next).await.ok().each("address"), ["wang@example.com"]);

    let one = format!("{PATH}/{}", made.text("id"));
    admin.delete(&one).await.nothing();
    admin.delete(&one).await.problem(404, "not_found");
    admin.get(&one).await.problem(404, "not_found");
    admin.get(&format!("{PATH}/email:wang@example.com")).await.problem(404, "not_found");
    admin.delete(&format!("{PATH}/sms:+8613812345678")).await.nothing();
    assert_eq!(app.count("audit_events where action = 'suppressions.delete'"), 2);
    assert_eq!(app.count("audit_events where subject_id like '%@%' or subject_id like '%+86%'"), 0);
}

#[actix_web::test]
async fn what_is_no_address_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (channel, address) in
        [("email", "wang"), ("email", "wang@example.com\r\nBcc: x@example.com"), ("sms", "12"), ("wechat", "a b")]
    {
        let reply = admin.post(PATH, json!({"channel": channel, "address": address})).await;
        reply.problem(422, "invalid").fault("/address", "malformed");
    }
    admin
        .post(PATH, json!({"channel": "phone", "address": "1"}))
        .await
        .problem(422, "invalid")
        .fault("/channel", "not_accepted");
    for id in ["email", "fax:1", "email:", "email:%00", "email:nobody@example.com"] {
        admin.get(&format!("{PATH}/{id}")).await.problem(404, "not_found");
    }
    let agent = app.actor(Role::ServiceAgent, &app.units.n1).await;
    agent.get(PATH).await.ok();
    agent.post(PATH, json!({"channel": "email", "address": "a@example.com"})).await.problem(403, "forbidden");
}

#[actix_web::test]
async fn who_wants_no_marketing_is_no_address() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let new = json!({"channel": "email", "address": "wang@example.com", "reason": "unsubscribed"});
    admin.post(PATH, new).await.problem(422, "invalid").fault("/reason", "not_accepted");
    assert_eq!(app.count("suppressions"), 0);
}
