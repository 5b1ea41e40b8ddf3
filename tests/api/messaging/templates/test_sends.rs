//! One real message to its author.

use regulars_domain::messaging::test_sends::TestSendKind;
use regulars_tests::mail_server::{Answer, Stage};
use regulars_tests::message_gateway::Reaction;
use regulars_tests::{Action, Actor, GATEWAY_SECRET, MailServer, MessageGateway, TestApp, Value, json};

use super::{email, text};
use crate::api::messaging::test_addresses::verified;

async fn app_with(mails: Option<&MailServer>, texts: Option<&MessageGateway>) -> TestApp {
    let (mails, texts) = (mails.map(MailServer::url), texts.map(MessageGateway::url));
    TestApp::with(|config| {
        config.smtp.url = mails;
        config.smtp.from = "hello@shop.example".to_owned();
        config.sms.url = texts;
        config.sms.secret = Some(GATEWAY_SECRET.to_owned());
    })
    .await
}

/// Orders a test message, runs the job and answers its result.
async fn sent(app: &TestApp, who: &Actor, template: &str, order: Value) -> Value {
    let reply = who.post(&format!("/v1/templates/{template}/test-sends"), order).once().await.accepted();
    app.run_jobs().await;
    let job = who.get(&format!("/v1/jobs/{}", reply.id())).await.ok();
    assert_eq!(job.text("state"), "succeeded", "{:#}", job.body);
    job.body["result"].clone()
}

#[actix_web::test]
async fn a_test_mail_goes_to_the_callers_own_address() {
    let server = MailServer::start();
    let app = app_with(Some(&server), None).await;
    let admin = app.admin().await;
    let me = admin.get("/v1/auth/me").await.ok().text("email").to_owned();
    let template = admin.post("/v1/templates", email()).once().await.created().id();
    let path = format!("/v1/templates/{template}/test-sends");
    admin.post(&path, json!({})).await.problem(422, "invalid").fault("/to", "required");
    admin.post(&path, json!({"to": me})).await.problem(422, "invalid").fault("/to", "not_accepted");

    verified(&app, &admin, "email", &me).await;
    let result = sent(&app, &admin, &template, json!({"language": "zh-CN"})).await;
    assert_eq!(result["outcome"], "taken");
    let taken = server.taken();
    let [mail] = taken.as_slice() else { panic!("{taken:?}") };
    assert_eq!(mail.to, me);
    assert_eq!(mail.header("List-Unsubscribe"), "<http://localhost:8080/t/unsubscribe?token=sample>");

    let other = json!({"to": "somebody@example.com"});
    admin.post(&path, other).await.problem(422, "invalid").fault("/to", "not_accepted");
    let colleague = app.admin().await;
    colleague.post(&path, json!({"to": me})).await.problem(422, "invalid").fault("/to", "not_accepted");
    let key = app.key(&[Action::TemplatesWrite, Action::CustomersRead], &app.units.group).await;
    key.post(&path, json!({})).await.problem(403, "forbidden");
    assert_eq!(server.taken().len(), 1);
}

#[actix_web::test]
async fn a_test_text_goes_to_a_number_that_is_verified() {
    let gateway = MessageGateway::start();
    let app = app_with(None, Some(&gateway)).await;
    let admin = app.admin().await;
    let customer = admin.post("/v1/customers", json!({"name": "李雷", "city": "上海"})).await.created().id();
    let template = text("{{customer.name|客人}}，{{customer.city|贵地}}");
    let template = admin.post("/v1/templates", template).once().await.created().id();
    let path = format!("/v1/templates/{template}/test-sends");
    for (order, code) in
        [(json!({}), "required"), (json!({"to": "12"}), "malformed"), (json!({"to": "13812345678"}), "not_accepted")]
    {
        admin.post(&path, order).await.problem(422, "invalid").fault("/to", code);
    }
    verified(&app, &admin, "sms", "13812345678").await;
    let result = sent(&app, &admin, &template, json!({"to": "138 1234 5678", "customer_id": customer})).await;
    let taken = gateway.taken();
    let text = taken.last().unwrap();
    assert_eq!((text.body["to"].as_str(), text.body["text"].as_str()), (Some("+8613812345678"), Some("李雷，上海")));
    assert_eq!(text.body["unsubscribe_url"], json!(null), "a service message has none");
    assert_eq!(result, json!({"outcome": "taken", "gateway_id": format!("g-{}", text.key)}));
}

#[actix_web::test]
async fn nobody_sends_test_messages_without_end() {
    let server = MailServer::start();
    let app = app_with(Some(&server), None).await;
    let admin = app.admin().await;
    verified(&app, &admin, "email", "me@shop.example").await;
    let template = admin.post("/v1/templates", email()).once().await.created().id();
    let path = format!("/v1/templates/{template}/test-sends");
    let most = TestSendKind::Test.most_a_day();
    for _ in 0..most {
        admin.post(&path, json!({})).await.accepted();
    }
    admin.post(&path, json!({})).await.problem(429, "too_many_requests");
    assert_eq!(app.count("jobs where kind = 'templates.test_send'"), i64::from(most));
    let colleague = app.admin().await;
    verified(&app, &colleague, "email", "you@shop.example").await;
    colleague.post(&path, json!({})).await.accepted();
    app.sql("update test_send_counts set day = '2026-03-01'");
    admin.post(&path, json!({})).await.accepted();
}

#[actix_web::test]
async fn the_result_says_what_the_other_side_said() {
    let server = MailServer::answering(|asked| match asked.stage {
        Stage::Recipient => Answer::Say("550 5.1.1 no such user"),
        _ => Answer::Take,
    });
    let gateway = MessageGateway::answering(|_| Reaction::status(429));
    let app = app_with(Some(&server), Some(&gateway)).await;
    let admin = app.admin().await;
    verified(&app, &admin, "email", "me@shop.example").await;
    verified(&app, &admin, "sms", "13812345678").await;
    let mail = admin.post("/v1/templates", email()).once().await.created().id();
    let refused = sent(&app, &admin, &mail, json!({})).await;
    assert_eq!(
        refused,
        json!({"outcome": "refused", "code": "smtp_550", "detail": "5.1.1 no such user", "is_dead": true})
    );
    let words = admin.post("/v1/templates", text("您好")).once().await.created().id();
    let later = sent(&app, &admin, &words, json!({"to": "13812345678"})).await;
    assert_eq!(later, json!({"outcome": "later", "code": "http_429", "detail": ""}));
    assert_eq!(gateway.requests().len(), 1, "a test is not tried again by itself");
}

#[actix_web::test]
async fn a_channel_without_a_way_out_is_told_at_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let template = admin.post("/v1/templates", email()).once().await.created().id();
    admin.post(&format!("/v1/templates/{template}/test-sends"), json!({})).await.problem(409, "conflict");
    assert_eq!(app.count("jobs where kind = 'templates.test_send'"), 0);
}
