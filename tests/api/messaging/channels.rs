//! `/v1/channels`: what can send messages, and how fast.

use regulars_tests::{Role, TestApp, json};

#[actix_web::test]
async fn channels_say_what_can_send_and_how_fast() {
    let app = TestApp::with(|config| {
        config.smtp.url = Some("smtp://me:secret@127.0.0.1:9".to_owned());
        config.smtp.from = "hello@shop.example".to_owned();
    })
    .await;
    let marketing = app.actor(Role::Marketing, &app.units.group).await;
    let mut policy = marketing.get("/v1/settings/messaging").await.ok().body["policy"].clone();
    policy["email_per_second"] = json!(20);
    app.admin().await.put("/v1/settings/messaging", policy).if_match("\"0\"").await.ok();
    let channels = marketing.get("/v1/channels").await.ok();
    assert_eq!(
        channels.data()[0],
        json!({"channel": "email", "can_send": true, "by": "smtp", "connections": 8, "per_second": 20,
            "from": "hello@shop.example"})
    );
    assert_eq!(channels.each("channel"), ["email", "sms", "wechat"]);
    assert_eq!(channels.data()[1]["can_send"], false);
}
