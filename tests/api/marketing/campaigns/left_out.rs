//! Who gets no message, and why: when it is planned, and again before it leaves.

use regulars_domain::messaging::messages::MessagingPolicy;
use regulars_tests::json;

use super::{Stage, awake, consent, phone, set_policy};

#[actix_web::test]
async fn each_reason_is_told() {
    let stage = Stage::of(6).await;
    let admin = stage.app.admin().await;
    let [fine, refused, bounced, blocked, silent, homeless] = stage.customers.as_slice() else { panic!() };
    consent(&admin, refused, false).await;
    for (number, reason) in [(2, "bounced"), (3, "by_hand")] {
        let new = json!({"channel": "sms", "address": phone(number)});
        admin.post("/v1/suppressions", new).await.created();
        stage.app.sql(&format!("update suppressions set reason = '{reason}' where address = '{}'", phone(number)));
    }
    stage.app.sql(&format!("delete from consents where customer_id = '{silent}'"));
    stage.app.sql(&format!("delete from customer_identities where customer_id = '{homeless}'"));
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    for (customer, state, reason) in [
        (fine, "sent", json!(null)),
        (refused, "suppressed", json!("opted_out")),
        (bounced, "suppressed", json!("bounced")),
        (blocked, "suppressed", json!("blocked")),
        (silent, "suppressed", json!("no_consent")),
        (homeless, "suppressed", json!("no_address")),
    ] {
        let rows = stage.deliveries(&id, "").await;
        let row = rows.data().iter().find(|row| row["customer_id"] == customer.as_str()).unwrap().clone();
        assert_eq!((&row["state"], &row["reason"]), (&json!(state), &reason), "{row}");
        assert_eq!(row["arm"].is_null(), state == "suppressed", "left out before anybody was assigned: {row}");
    }
    let reasons = stage.get(&id).await.body["progress"]["reasons"].clone();
    assert_eq!(reasons.as_array().unwrap().len(), 5);
    assert_eq!(stage.deliveries(&id, "&reason=no_consent").await.each("customer_id"), [silent]);
    // The customer's own page says the same.
    let told = admin.get(&format!("/v1/customers/{refused}/campaigns")).await.ok();
    let told = &told.data()[0];
    assert_eq!(
        (&told["campaign_id"], &told["state"], &told["reason"]),
        (&json!(id), &json!("suppressed"), &json!("opted_out"))
    );
    assert_eq!(admin.get(&format!("/v1/customers/{fine}/campaigns")).await.ok().data()[0]["state"], "sent");
    assert_eq!(stage.gateway.taken().len(), 1);
}

#[actix_web::test]
async fn nobody_gets_more_than_the_cap_allows() {
    let stage = Stage::of(2).await;
    let admin = stage.app.admin().await;
    set_policy(&admin, &MessagingPolicy { cap_messages: 1, cap_days: 7, ..awake() }).await;
    let first = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&first, "sent").await, 2);
    let second = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.deliveries(&second, "&reason=frequency_cap").await.data().len(), 2);
    // A service message is no marketing.
    let service =
        json!({"name": "通知", "channel": "sms", "purpose": "service", "contents": {"zh-CN": {"text": "积分到账"}}});
    let service = stage.author.post("/v1/templates", service).await.created().id();
    let mut new = stage.whole_plan();
    new["purpose"] = json!("service");
    new["arms"][0]["template_id"] = json!(service);
    let third = stage.launched(new).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&third, "sent").await, 2);
    // A week later marketing goes out again.
    stage.app.sql("update deliveries set sent_at = '2026-01-01 00:00:00' where sent_at is not null");
    let fourth = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&fourth, "sent").await, 2);
}

#[actix_web::test]
async fn two_campaigns_at_once_do_not_pass_the_cap_together() {
    let stage = Stage::of(3).await;
    let admin = stage.app.admin().await;
    set_policy(&admin, &MessagingPolicy { cap_messages: 1, ..quiet_now() }).await;
    // Both are planned while nobody had a message yet, and wait for the end of the quiet hours.
    let first = stage.launched(stage.whole_plan()).await;
    let second = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&first, "pending").await + stage.counted(&second, "pending").await, 6);
    set_policy(&admin, &MessagingPolicy { cap_messages: 1, ..awake() }).await;
    stage.time_passes();
    stage.app.run_jobs().await;
    let sent = stage.counted(&first, "sent").await + stage.counted(&second, "sent").await;
    let capped = stage.counted(&first, "suppressed").await + stage.counted(&second, "suppressed").await;
    assert_eq!((sent, capped), (3, 3), "each customer one message");
}

/// Quiet hours around this very moment, in the time zone of the test's units.
fn quiet_now() -> MessagingPolicy {
    let minutes = |time: chrono::NaiveTime| time.format("%H:%M").to_string().parse().unwrap();
    let local = regulars_tests::now().with_timezone(&chrono::FixedOffset::east_opt(8 * 3600).unwrap()).time();
    let hour = chrono::Duration::hours(1);
    MessagingPolicy { quiet_from: minutes(local - hour), quiet_until: minutes(local + hour), ..awake() }
}

#[actix_web::test]
async fn a_message_waits_for_the_end_of_the_quiet_hours() {
    let stage = Stage::of(2).await;
    let admin = stage.app.admin().await;
    set_policy(&admin, &quiet_now()).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!((stage.counted(&id, "pending").await, stage.gateway.requests().len()), (2, 0));
    let due = stage.deliveries(&id, "").await.data()[0]["due_at"].as_str().unwrap().to_owned();
    let wait = due.parse::<chrono::DateTime<chrono::Utc>>().unwrap() - regulars_tests::now();
    assert!((58..=61).contains(&wait.num_minutes()), "an hour from now: {due}");
    // What is due in the quiet hours all the same waits again.
    stage.time_passes();
    stage.app.run_jobs().await;
    assert_eq!((stage.counted(&id, "pending").await, stage.gateway.requests().len()), (2, 0));
    set_policy(&admin, &awake()).await;
    stage.time_passes();
    stage.app.run_jobs().await;
    assert_eq!((stage.get(&id).await.text("state"), stage.gateway.taken().len()), ("completed", 2));
    // When the quiet hours end later than the time to send, nobody waits for it.
    set_policy(&admin, &quiet_now()).await;
    let mut new = stage.whole_plan();
    new["send_until"] = json!(regulars_tests::now() + chrono::Duration::minutes(30));
    let late = stage.launched(new).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.deliveries(&late, "&reason=quiet_hours_over").await.data().len(), 2);
}

#[actix_web::test]
async fn who_withdraws_before_it_leaves_gets_nothing() {
    let stage = Stage::of(3).await;
    let admin = stage.app.admin().await;
    set_policy(&admin, &quiet_now()).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&id, "pending").await, 3);
    consent(&admin, &stage.customers[0], false).await;
    admin.post("/v1/suppressions", json!({"channel": "sms", "address": phone(1)})).await.created();
    set_policy(&admin, &awake()).await;
    stage.time_passes();
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&id, "sent").await, 1);
    assert_eq!(stage.gateway.requests().len(), 1);
    assert_eq!(stage.gateway.taken()[0].body["to"], phone(2));
    let left_out = stage.deliveries(&id, "&state=suppressed").await;
    let mut reasons = left_out.each("reason");
    reasons.sort_unstable();
    assert_eq!(reasons, ["blocked", "opted_out"]);
    assert!(left_out.data().iter().all(|row| row["arm"] == "a"), "they stay in their arm: intention to treat");
}

#[actix_web::test]
async fn a_link_in_the_message_ends_it_for_the_next_campaign() {
    let stage = Stage::of(2).await;
    let first = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    let message = stage.gateway.taken().into_iter().find(|sent| sent.body["to"] == phone(0)).unwrap();
    let link = message.body["unsubscribe_url"].as_str().unwrap();
    let path = link.split_once("/t/").map(|(_, rest)| format!("/t/{rest}")).unwrap();
    let click = stage
        .app
        .nobody()
        .request(reqwest::Method::POST, &path)
        .body("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click");
    assert_eq!(click.await.status, 200);
    let ended = stage.deliveries(&first, "").await;
    let ended: Vec<&str> = ended
        .data()
        .iter()
        .filter(|row| !row["unsubscribed_at"].is_null())
        .map(|row| row["customer_id"].as_str().unwrap())
        .collect();
    assert_eq!(ended, [&*stage.customers[0]]);
    let second = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!((stage.counted(&first, "sent").await, stage.counted(&second, "sent").await), (2, 1));
    assert_eq!(stage.deliveries(&second, "&reason=opted_out").await.each("customer_id"), [&*stage.customers[0]]);
}
