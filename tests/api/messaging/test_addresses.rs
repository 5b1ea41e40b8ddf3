//! `/v1/auth/test-addresses`: where a person's test messages may go.

use regulars::messaging::test_addresses::service::sent_code;
use regulars_db::messaging::test_addresses;
use regulars_domain::messaging::test_sends::{TestSendKind, WRONG_CODES};
use regulars_tests::{Action, Actor, GATEWAY_SECRET, MailServer, MessageGateway, Role, TestApp, json};

const PATH: &str = "/v1/auth/test-addresses";

/// An address of somebody, verified; its id.
pub async fn verified(app: &TestApp, who: &Actor, channel: &str, address: &str) -> String {
    let id = who.post(PATH, json!({"channel": channel, "address": address})).await.created().id();
    let code = code(app, &id);
    who.post(&format!("{PATH}/{id}/verifications"), json!({"code": code})).await.ok();
    id
}

/// The code that is on its way to an address.
fn code(app: &TestApp, id: &str) -> String {
    let salt = test_addresses::find(&mut app.db(), id).unwrap().unwrap().code_salt.unwrap();
    sent_code(&app.state.keys, id, &salt)
}

async fn app_with(mails: &MailServer, texts: &MessageGateway) -> TestApp {
    let (mails, texts) = (mails.url(), texts.url());
    TestApp::with(|config| {
        config.smtp.url = Some(mails);
        config.smtp.from = "hello@shop.example".to_owned();
        config.sms.url = Some(texts);
        config.sms.secret = Some(GATEWAY_SECRET.to_owned());
    })
    .await
}

#[actix_web::test]
async fn an_address_is_ones_own_when_the_code_came_back() {
    let (mails, texts) = (MailServer::start(), MessageGateway::start());
    let app = app_with(&mails, &texts).await;
    let admin = app.admin().await;
    let mail = admin.post(PATH, json!({"channel": "email", "address": " Me@Shop.example "})).await.created();
    assert_eq!((mail.text("address"), &mail.body["verified_at"]), ("me@shop.example", &json!(null)));
    let again = admin.post(PATH, json!({"channel": "email", "address": "ME@shop.example"})).await;
    again.problem(409, "conflict").fault("/address", "taken");
    let text = admin.post(PATH, json!({"channel": "sms", "address": "138 1234 5678"})).await.created();
    app.run_jobs().await;
    let taken = mails.taken();
    assert_eq!(taken[0].to, "me@shop.example");
    let sent = code(&app, &mail.id());
    let texted = texts.taken()[0].body["text"].as_str().unwrap().to_owned();
    assert!(texted.contains(&code(&app, &text.id())), "{texted}");

    let path = format!("{PATH}/{}/verifications", mail.id());
    let wrong = if sent == "000000" { "000001" } else { "000000" };
    admin.post(&path, json!({"code": wrong})).await.problem(422, "invalid").fault("/code", "not_accepted");
    admin.post(&path, json!({"code": "1"})).await.problem(422, "invalid");
    let colleague = app.admin().await;
    colleague.post(&path, json!({"code": sent})).await.problem(404, "not_found");
    let done = admin.post(&path, json!({"code": sent})).await.ok();
    assert!(!done.body["verified_at"].is_null());
    assert_eq!(admin.get(PATH).await.ok().each("address"), ["me@shop.example", "+8613812345678"]);
    assert_eq!(colleague.get(PATH).await.ok().data().len(), 0);
    admin.post(&format!("{PATH}/{}/codes", mail.id()), json!({})).await.problem(409, "conflict");
    admin.delete(&format!("{PATH}/{}", mail.id())).await.nothing();
    admin.delete(&format!("{PATH}/{}", mail.id())).await.problem(404, "not_found");
    assert_eq!(app.count("audit_events where action like 'test_addresses.%'"), 4);
}

#[actix_web::test]
async fn a_code_is_not_guessed_and_nobody_is_flooded_with_codes() {
    let (mails, texts) = (MailServer::start(), MessageGateway::start());
    let app = app_with(&mails, &texts).await;
    let admin = app.admin().await;
    let id = admin.post(PATH, json!({"channel": "email", "address": "you@elsewhere.example"})).await.created().id();
    let (verify, again) = (format!("{PATH}/{id}/verifications"), format!("{PATH}/{id}/codes"));
    let first = code(&app, &id);
    for _ in 0..WRONG_CODES {
        let wrong = if first == "123456" { "123457" } else { "123456" };
        admin.post(&verify, json!({"code": wrong})).await.problem(422, "invalid");
    }
    let late = admin.post(&verify, json!({"code": first})).await;
    late.problem(422, "invalid").fault("/code", "not_accepted");
    admin.post(&again, json!({})).await.ok();
    app.sql("update test_addresses set code_expires_at = '2026-03-01 00:00:00'");
    let second = code(&app, &id);
    admin.post(&verify, json!({"code": second})).await.problem(422, "invalid");
    for _ in 2..TestSendKind::Code.most_a_day() {
        admin.post(&again, json!({})).await.ok();
    }
    admin.post(&again, json!({})).await.problem(429, "too_many_requests");
    let other = json!({"channel": "email", "address": "other@elsewhere.example"});
    admin.post(PATH, other).await.problem(429, "too_many_requests");
    app.run_jobs().await;
    assert_eq!(mails.taken().len(), 1, "of codes that were overtaken none is sent");
    admin.post(&verify, json!({"code": code(&app, &id)})).await.ok();
}

#[actix_web::test]
async fn they_are_for_people_who_write_templates() {
    let (mails, texts) = (MailServer::start(), MessageGateway::start());
    let app = app_with(&mails, &texts).await;
    let key = app.key(&[Action::TemplatesWrite], &app.units.group).await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    let new = json!({"channel": "email", "address": "me@shop.example"});
    for who in [key, staff] {
        who.get(PATH).await.problem(403, "forbidden");
        who.post(PATH, new.clone()).await.problem(403, "forbidden");
    }
    let bare = TestApp::start().await;
    bare.admin().await.post(PATH, new).await.problem(409, "conflict");
    assert_eq!(bare.count("test_addresses"), 0);
}
