//! Addresses beyond ASCII: a domain has one form however it is written; what stands before the @ is ASCII.

use regulars_domain::messaging::messages::Channel;
use regulars_tests::{MailServer, TestApp, json};

#[actix_web::test]
async fn an_international_domain_is_one_address_and_gets_mail() {
    let server = MailServer::start();
    let url = server.url();
    let app = TestApp::with(|config| {
        config.smtp.url = Some(url);
        config.smtp.from = "hello@shop.example".to_owned();
        config.smtp.bounces = Some("back+{{id}}@shop.example".to_owned());
    })
    .await;
    let admin = app.admin().await;
    let made = admin.post("/v1/customers", json!({"name": "王", "email": "Wang@B\u{fc}cher.example"})).await.created();
    for same in ["wang@xn--bcher-kva.example", "WANG@bu\u{308}cher.EXAMPLE"] {
        let taken =
            admin.post("/v1/customers", json!({"name": "李", "email": same})).await.problem(409, "identity_taken");
        assert_eq!(taken.body["customer_id"], made.id().as_str(), "{same}");
    }
    let wrong = admin.post("/v1/customers", json!({"name": "李", "email": "用户@商店.中国"})).await;
    let told = wrong.problem(422, "invalid").fault("/email", "malformed");
    assert!(told.body["errors"][0].to_string().contains("ASCII"), "{}", told.body);

    let gateway = regulars::messaging::gateways::Gateway::of(&app.state, Channel::Email).unwrap();
    let message = super::gateways::message(Channel::Email, "wang@xn--bcher-kva.example");
    gateway.send(&message).await;
    let taken = server.taken();
    assert_eq!(taken[0].to, "wang@xn--bcher-kva.example");
    assert_eq!(taken[0].from, format!("back+{}@shop.example", message.delivery_id), "there it comes back to");
}
