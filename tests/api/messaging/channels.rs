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
            "from": "hello@shop.example", "set_up_by": null})
    );
    assert_eq!(channels.each("channel"), ["email", "sms", "wechat"]);
    assert_eq!(channels.data()[1]["can_send"], false);
}

#[actix_web::test]
async fn a_channel_that_is_not_set_up_says_who_can_have_it_set_up() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (north, group) = (app.units.north.clone(), app.units.group.clone());
    let disabled = app.admin().await;
    app.sql(&format!("update users set state = 'disabled' where id = '{}'", disabled.id));
    let sms = |list: regulars_tests::Reply| list.data()[1]["set_up_by"].clone();
    let [operations, region, marketing] =
        [(Role::Operations, &group), (Role::RegionManager, &north), (Role::Marketing, &group)]
            .map(|(role, unit)| app.actor(role, unit));
    let found = sms(operations.await.get("/v1/channels").await.ok());
    assert_eq!(found["roles"], json!(["admin"]));
    let ids: Vec<&str> = found["people"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
    assert!(ids.contains(&admin.id.as_str()) && !ids.contains(&disabled.id.as_str()), "{found}");
    // Whoever may not see them is told the role.
    for other in [region.await, marketing.await] {
        let found = sms(other.get("/v1/channels").await.ok());
        assert_eq!(found, json!({"roles": ["admin"], "people": []}));
    }
}
