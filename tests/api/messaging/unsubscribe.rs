//! `/t/unsubscribe`: the page behind the link in a marketing message.

use regulars::messaging::eligibility::Rules;
use regulars::messaging::{eligibility, links};
use regulars_domain::ids;
use regulars_domain::messaging::deliveries::SkipReason;
use regulars_domain::messaging::messages::{Channel, MessagingPolicy, Purpose};
use regulars_tests::{Actor, Reply, TestApp, json};

/// A customer with two e-mails and a phone who agreed to both, and the path of the link in a mail to them.
async fn subscribed(app: &TestApp, admin: &Actor) -> (String, String) {
    let new = json!({"name": "王小明", "email": "wang@example.com", "phone": "13812345678", "consents": [
        {"channel": "email", "granted": true, "source": "柜台"}, {"channel": "sms", "granted": true, "source": "柜台"}]});
    let id = admin.post("/v1/customers", new).await.created().id();
    let second = json!({"kind": "email", "value": "wang@work.example"});
    admin.post(&format!("/v1/customers/{id}/identities"), second).await.created();
    let link = links::unsubscribe(&app.state, &id, Channel::Email, &ids::make(ids::DELIVERY));
    let path = link.strip_prefix("http://localhost:8080").unwrap().to_owned();
    (id, path)
}

/// What a mail program posts (RFC 8058).
async fn one_click(app: &TestApp, path: &str) -> Reply {
    let post = app.nobody().request(reqwest::Method::POST, path);
    post.body("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click").await
}

async fn granted(admin: &Actor, customer: &str) -> Vec<(String, bool, String)> {
    let consents = admin.get(&format!("/v1/customers/{customer}/consents")).await.ok();
    let read = |row: &regulars_tests::Value| {
        let text = |member: &str| row[member].as_str().unwrap().to_owned();
        (text("channel"), row["granted"].as_bool().unwrap(), text("source"))
    };
    consents.data().iter().map(read).collect()
}

#[actix_web::test]
async fn looking_changes_nothing_and_one_click_ends_it_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (customer, path) = subscribed(&app, &admin).await;
    let page = app.nobody().get(&path).await.ok();
    assert!(page.header("content-type").starts_with("text/html"));
    let shown = String::from_utf8(page.bytes.clone()).unwrap();
    assert!(shown.contains("<form method=\"post\">") && shown.contains("退订") && shown.contains("Unsubscribe"));
    assert!(page.header("content-security-policy").contains("form-action 'self'"));
    assert_eq!(granted(&admin, &customer).await.len(), 2, "a scanner that follows links unsubscribes nobody");

    for _ in 0..2 {
        let done = one_click(&app, &path).await.ok();
        assert!(String::from_utf8(done.bytes).unwrap().contains("已退订"));
    }
    let consents = granted(&admin, &customer).await;
    assert_eq!(consents.len(), 3, "{consents:?}");
    assert_eq!(consents[0], ("email".to_owned(), false, "unsubscribe".to_owned()));
    assert_eq!(app.count("suppressions"), 0, "nothing is wrong with the address");
}

/// Whether marketing by mail may reach the customer now.
fn may_get(app: &TestApp, customer: &str, purpose: Purpose) -> Result<(), SkipReason> {
    let (policy, now) = (MessagingPolicy::default(), regulars_tests::now().naive_utc());
    let known = eligibility::known(&mut app.db(), &app.state.keys, Channel::Email, &policy, now, &[customer]).unwrap();
    let known = known[customer].as_ref().unwrap();
    Rules::of(&policy, purpose, None).judge(known, Channel::Email, now)
}

#[actix_web::test]
async fn the_no_outlives_a_new_address_and_a_yes_at_the_counter_outlives_the_no() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (customer, path) = subscribed(&app, &admin).await;
    assert_eq!(may_get(&app, &customer, Purpose::Marketing), Ok(()));
    one_click(&app, &path).await.ok();
    for identity in admin.get(&format!("/v1/customers/{customer}")).await.ok().body["identities"].as_array().unwrap() {
        if identity["kind"] == "email" {
            let one = format!("/v1/customers/{customer}/identities/{}", identity["id"].as_str().unwrap());
            admin.delete(&one).await.nothing();
        }
    }
    let new = json!({"kind": "email", "value": "wang@new.example"});
    admin.post(&format!("/v1/customers/{customer}/identities"), new).await.created();
    assert_eq!(may_get(&app, &customer, Purpose::Marketing), Err(SkipReason::OptedOut));
    assert_eq!(may_get(&app, &customer, Purpose::Service), Ok(()));
    let again = json!({"channel": "email", "granted": true, "source": "柜台"});
    admin.post(&format!("/v1/customers/{customer}/consents"), again).await.created();
    assert_eq!(may_get(&app, &customer, Purpose::Marketing), Ok(()), "the same address, which nothing suppresses");
    one_click(&app, &path).await.ok();
    assert_eq!(may_get(&app, &customer, Purpose::Marketing), Err(SkipReason::OptedOut));
}

#[actix_web::test]
async fn a_link_that_was_tampered_with_is_told_and_does_nothing() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (customer, path) = subscribed(&app, &admin).await;
    let other = path.replace(".email.", ".sms.");
    let cut = &path[..path.len() - 1];
    for wrong in
        ["/t/unsubscribe", "/t/unsubscribe?token=", "/t/unsubscribe?token=%00", &other, cut, &format!("{path}0")]
    {
        for reply in [app.nobody().get(wrong).await, one_click(&app, wrong).await] {
            let reply = reply.is(400);
            let shown = String::from_utf8(reply.bytes).unwrap();
            assert!(shown.contains("此链接无效") && shown.contains("nothing was changed"), "{wrong}");
            assert!(!shown.contains("<button>"));
        }
    }
    assert_eq!((granted(&admin, &customer).await.len(), app.count("suppressions")), (2, 0));
}

#[actix_web::test]
async fn the_link_of_a_test_message_ends_nothing() {
    let app = TestApp::start().await;
    let path = links::sample(&app.state).replace("http://localhost:8080", "");
    app.nobody().get(&path).await.ok();
    one_click(&app, &path).await.ok();
    assert_eq!((app.count("suppressions"), app.count("consents")), (0, 0));
}

#[actix_web::test]
async fn a_link_is_good_for_ever_whatever_became_of_the_customer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (customer, path) = subscribed(&app, &admin).await;
    let into = admin.post("/v1/customers", json!({"name": "王小明"})).await.created().id();
    app.sql(&format!("update customers set status = 'merged', merged_into = '{into}' where id = '{customer}'"));
    one_click(&app, &path).await.ok();
    assert_eq!(granted(&admin, &into).await, [("email".to_owned(), false, "unsubscribe".to_owned())]);
    let gone = links::unsubscribe(&app.state, &ids::make(ids::CUSTOMER), Channel::Sms, "x");
    one_click(&app, &gone.replace("http://localhost:8080", "")).await.ok();
}
