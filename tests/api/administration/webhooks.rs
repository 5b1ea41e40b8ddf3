//! `/v1/webhooks`: what is posted, to whom, when again, and what becomes of an endpoint that takes nothing.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use regulars_domain::administration::webhooks::SCHEDULE;
use regulars_tests::message_gateway::{Reaction, Sent};
use regulars_tests::{Actor, MessageGateway, Reply, TestApp, Value, json};
use sha2::Sha256;

async fn app() -> TestApp {
    TestApp::with(|config| {
        config.webhooks.allow_private = true;
        config.webhooks.timeout_seconds = 2;
    })
    .await
}

/// An endpoint of the whole organisation that is told of new customers: its id and secret.
async fn endpoint(app: &TestApp, admin: &Actor, url: &str) -> (String, String) {
    let new = json!({"url": url, "unit_id": app.units.group, "types": ["customer.created"], "description": "库存"});
    let made = admin.post("/v1/webhooks", new).once().await.created();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made.body["webhook"]["id"]), text(&made.body["secret"]))
}

async fn customer(app: &TestApp, admin: &Actor) -> String {
    let id = admin.post("/v1/customers", json!({"name": "王小明", "home_unit_id": app.units.n1})).await.created().id();
    app.run_jobs().await;
    id
}

async fn deliveries(admin: &Actor, id: &str) -> Vec<Value> {
    admin.get(&format!("/v1/webhooks/{id}/deliveries")).await.ok().data().to_vec()
}

async fn detail(admin: &Actor, delivery: &Value) -> Reply {
    let (webhook, id) = (delivery["webhook_id"].as_str().unwrap(), delivery["id"].as_str().unwrap());
    admin.get(&format!("/v1/webhooks/{webhook}/deliveries/{id}")).await.ok()
}

/// The signatures over a message that these secrets make, as the specification of Standard Webhooks says.
fn signed(sent: &Sent, secrets: &[&str]) -> String {
    let content = format!("{}.{}.{}", sent.headers["webhook-id"], sent.headers["webhook-timestamp"], sent.text);
    let one = |secret: &&str| {
        let key = STANDARD.decode(secret.strip_prefix("whsec_").unwrap()).unwrap();
        assert!((24..=64).contains(&key.len()), "{} bytes", key.len());
        let mut mac = Hmac::<Sha256>::new_from_slice(&key).unwrap();
        mac.update(content.as_bytes());
        format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
    };
    secrets.iter().map(one).collect::<Vec<_>>().join(" ")
}

/// As if the wait before the next attempt were over.
async fn wait_is_over(app: &TestApp) {
    app.sql("update webhook_deliveries set next_at = '2026-01-01 00:00:00' where next_at is not null");
    app.sql("update jobs set run_at = '2026-01-01 00:00:00' where state = 'queued'");
    app.run_jobs().await;
}

#[actix_web::test]
async fn an_event_is_posted_signed_and_holds_what_the_feed_shows() {
    let (app, receiver) = (app().await, MessageGateway::answering(|_| Reaction::status(204)));
    let admin = app.admin().await;
    let (id, secret) = endpoint(&app, &admin, &receiver.url()).await;
    let customer = customer(&app, &admin).await;

    let [sent] = receiver.requests().try_into().unwrap();
    let event = admin.get("/v1/events?type=customer.created").await.ok().body["data"][0].clone();
    assert_eq!(sent.headers["webhook-id"], event["id"].as_str().unwrap());
    assert_eq!(sent.headers["content-type"], "application/json");
    let age = regulars_tests::now().timestamp() - sent.headers["webhook-timestamp"].parse::<i64>().unwrap();
    assert!((0..60).contains(&age), "{age}");
    assert_eq!(sent.headers["webhook-signature"], signed(&sent, &[&secret]));
    assert_eq!(
        sent.body,
        json!({"type": "customer.created", "timestamp": event["recorded_at"], "data": event["data"], "id": event["id"],
            "number": event["number"], "subject_id": customer, "customer_id": customer})
    );

    let [delivery] = deliveries(&admin, &id).await.try_into().unwrap();
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("delivered"), &json!(1)));
    let shown = detail(&admin, &delivery).await.body;
    assert_eq!(shown["body"], sent.text);
    let attempt = &shown["attempts"][0];
    assert_eq!((&attempt["number"], &attempt["status"], &attempt["error"]), (&json!(1), &json!(204), &Value::Null));
    let webhook = admin.get(&format!("/v1/webhooks/{id}")).await.ok();
    assert!(webhook.body["last_success_at"].is_string());
    assert!(!webhook.body.to_string().contains("whsec_") && !shown.to_string().contains("whsec_"));
    assert_eq!(app.count("audit_events where detail like '%whsec%'"), 0);
}

#[actix_web::test]
async fn a_failed_delivery_keeps_to_the_schedule_and_its_id_until_it_is_taken() {
    let app = app().await;
    let receiver = MessageGateway::answering(|sent| match sent.tries {
        1..=3 => Reaction::status(503).body("later, please"),
        _ => Reaction::status(200),
    });
    let admin = app.admin().await;
    let (id, _) = endpoint(&app, &admin, &receiver.url()).await;
    customer(&app, &admin).await;
    for (attempt, planned) in SCHEDULE.iter().copied().enumerate().take(4).skip(1) {
        let [delivery] = deliveries(&admin, &id).await.try_into().unwrap();
        assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("pending"), &json!(attempt)));
        assert_eq!((&delivery["last_status"], &delivery["last_error"]), (&json!(503), &json!("status")));
        let shown = detail(&admin, &delivery).await.body;
        let last = shown["attempts"].as_array().unwrap().last().unwrap();
        assert_eq!(last["response"], "later, please");
        let at = |value: &Value| value.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let wait = at(&delivery["next_at"]) - at(&last["started_at"]);
        let most = planned * 11 / 10 + chrono::TimeDelta::seconds(2);
        assert!(wait >= planned && wait <= most, "{wait} after attempt {attempt}");
        let jobs = "jobs where kind = 'webhooks.deliver' and state = 'queued'";
        assert_eq!(app.count(jobs), 1, "the next attempt is asked for");
        // The first wait is so short that a busy machine may have sat it out.
        if attempt > 1 {
            assert_eq!(app.run_jobs().await, 0, "and not before its time");
        }
        wait_is_over(&app).await;
    }
    let [delivery] = deliveries(&admin, &id).await.try_into().unwrap();
    assert_eq!(
        (&delivery["state"], &delivery["attempts"], &delivery["last_error"]),
        (&json!("delivered"), &json!(4), &Value::Null)
    );
    let ids: BTreeSet<String> = receiver.requests().iter().map(|sent| sent.headers["webhook-id"].clone()).collect();
    assert_eq!((receiver.requests().len(), ids.len()), (4, 1));
}

#[actix_web::test]
async fn an_endpoint_that_takes_nothing_for_the_whole_schedule_is_switched_off_and_people_are_told() {
    let app = app().await;
    let is_well = Arc::new(AtomicBool::new(false));
    let well = is_well.clone();
    let receiver =
        MessageGateway::answering(move |_| Reaction::status(if well.load(Ordering::Relaxed) { 200 } else { 500 }));
    let admin = app.admin().await;
    let other = app.admin().await;
    let (id, _) = endpoint(&app, &admin, &receiver.url()).await;
    customer(&app, &admin).await;
    for _ in 1..SCHEDULE.len() {
        wait_is_over(&app).await;
    }
    let path = format!("/v1/webhooks/{id}");
    let webhook = admin.get(&path).await.ok();
    assert_eq!((&webhook.body["enabled"], &webhook.body["off_reason"]), (&json!(false), &json!("exhausted")));
    let [delivery] = deliveries(&admin, &id).await.try_into().unwrap();
    assert_eq!(
        (&delivery["state"], &delivery["attempts"], &delivery["next_at"]),
        (&json!("failed"), &json!(10), &Value::Null)
    );
    for person in [&admin, &other] {
        let told = person.get("/v1/notifications").await.ok();
        assert_eq!((&told.data()[0]["kind"], &told.data()[0]["subject_id"]), (&json!("webhook_off"), &json!(id)));
    }

    customer(&app, &admin).await;
    assert_eq!(deliveries(&admin, &id).await.len(), 1, "nothing is posted while it is off");
    let since = json!({"since": "2026-01-01T00:00:00Z"});
    admin.post(&format!("{path}/replay"), since.clone()).once().await.problem(409, "conflict");
    is_well.store(true, Ordering::Relaxed);
    admin.patch(&path, json!({"enabled": true})).if_match(webhook.etag()).await.ok();
    let replayed = admin.post(&format!("{path}/replay"), since).once().await.ok();
    assert_eq!(replayed.body["replayed"], 1);
    app.run_jobs().await;
    let [delivery] = deliveries(&admin, &id).await.try_into().unwrap();
    assert_eq!((&delivery["state"], &delivery["attempts"]), (&json!("delivered"), &json!(11)));
    let ids: BTreeSet<String> = receiver.requests().iter().map(|sent| sent.headers["webhook-id"].clone()).collect();
    assert_eq!(ids.len(), 1, "a replay has the same id");
    let one = format!("{path}/deliveries/{}/replay", delivery["id"].as_str().unwrap());
    admin.post(&one, json!({})).once().await.ok();
    app.run_jobs().await;
    assert_eq!(receiver.requests().len(), 12, "also what was delivered is replayed");
}

#[actix_web::test]
async fn only_2xx_is_success_and_410_switches_off() {
    let app = app().await;
    let elsewhere = MessageGateway::start();
    let (admin, url) = (app.admin().await, elsewhere.url());
    let receiver = MessageGateway::answering(move |sent| match sent.uri.as_str() {
        "/messages?redirect" => Reaction::status(302).header("Location", &url),
        "/messages?gone" => Reaction::status(410),
        _ => Reaction::status(400),
    });
    let mut ids = BTreeMap::new();
    for kind in ["redirect", "gone", "status"] {
        ids.insert(kind, endpoint(&app, &admin, &format!("{}?{kind}", receiver.url())).await.0);
    }
    customer(&app, &admin).await;
    for (kind, id) in &ids {
        let [delivery] = deliveries(&admin, id).await.try_into().unwrap();
        assert_eq!(delivery["last_error"], *kind);
        assert_eq!(delivery["state"], if *kind == "gone" { "failed" } else { "pending" });
    }
    assert!(elsewhere.requests().is_empty(), "a redirect is not followed");
    let gone = admin.get(&format!("/v1/webhooks/{}", ids["gone"])).await.ok();
    assert_eq!((&gone.body["enabled"], &gone.body["off_reason"]), (&json!(false), &json!("gone")));
}

#[actix_web::test]
async fn one_that_hangs_holds_up_no_other_and_a_long_answer_is_cut() {
    let app = app().await;
    let admin = app.admin().await;
    let hanging = MessageGateway::answering(|_| Reaction::status(200).after(Duration::from_secs(30)));
    let at = Arc::new(Mutex::new(Vec::new()));
    let seen = at.clone();
    let quick = MessageGateway::answering(move |_| {
        seen.lock().unwrap().push(std::time::Instant::now());
        Reaction::status(200).body("x".repeat(10_000_000))
    });
    let slow = endpoint(&app, &admin, &hanging.url()).await.0;
    let id = endpoint(&app, &admin, &quick.url()).await.0;
    for _ in 0..30 {
        admin.post("/v1/customers", json!({"name": "王小明"})).await.created();
    }
    let started = std::time::Instant::now();
    app.run_jobs().await;
    let took = started.elapsed();
    assert!(took >= Duration::from_secs(6), "30 requests to the one that hangs, 8 at once, 2 s each: {took:?}");
    let last = at.lock().unwrap().iter().max().copied().unwrap();
    assert!(last - started < took / 2, "the other had all of its own by then: {:?} of {took:?}", last - started);
    for delivery in deliveries(&admin, &slow).await {
        assert_eq!((&delivery["state"], &delivery["last_error"]), (&json!("pending"), &json!("timeout")));
    }
    let delivered = deliveries(&admin, &id).await;
    assert!(delivered.iter().all(|delivery| delivery["state"] == "delivered"));
    let shown = detail(&admin, &delivered[0]).await.body;
    assert_eq!(shown["attempts"][0]["response"].as_str().unwrap().len(), 1024);
}

#[actix_web::test]
async fn a_private_address_is_refused_when_it_is_set_and_when_it_is_connected_to() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let receiver = MessageGateway::start();
    for url in [
        "http://example.com/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
    ] {
        let new = json!({"url": url, "unit_id": app.units.group, "types": ["customer.created"]});
        let refused = admin.post("/v1/webhooks", new).once().await.problem(422, "invalid");
        assert_eq!(refused.body["errors"][0]["pointer"], "/url", "{url}");
    }
    // A name that led elsewhere when it was set, and an address that was let in by another setting.
    let port = receiver.url().rsplit(':').next().unwrap().to_owned();
    let mut ids = Vec::new();
    for url in [format!("http://localhost:{port}"), format!("http://127.0.0.1:{port}")] {
        let (id, _) = endpoint(&app, &admin, "https://example.com/").await;
        app.sql(&format!("update webhooks set url = '{url}' where id = '{id}'"));
        ids.push(id);
    }
    customer(&app, &admin).await;
    for id in ids {
        let [delivery] = deliveries(&admin, &id).await.try_into().unwrap();
        assert_eq!(delivery["last_error"], "private_address");
        assert_eq!((&delivery["state"], &delivery["next_at"]), (&json!("failed"), &Value::Null));
        let off = admin.get(&format!("/v1/webhooks/{id}")).await.ok().body;
        assert_eq!((&off["enabled"], &off["off_reason"]), (&json!(false), &json!("misconfigured")));
        let deeds = admin.get(&format!("/v1/audit-events?action=webhooks.switch_off&subject_id={id}")).await.ok();
        assert_eq!(deeds.data()[0]["detail"]["reason"], "misconfigured");
    }
    assert!(receiver.requests().is_empty());
}

#[actix_web::test]
async fn two_secrets_sign_while_one_is_rotated_and_a_test_is_posted_once() {
    let (app, receiver) = (app().await, MessageGateway::answering(|_| Reaction::status(500)));
    let admin = app.admin().await;
    let (id, first) = endpoint(&app, &admin, &receiver.url()).await;
    let path = format!("/v1/webhooks/{id}");
    let rotated = admin.post(&format!("{path}/rotate"), json!({"overlap_seconds": 3600})).once().await.ok();
    let second = rotated.body["secret"].as_str().unwrap().to_owned();
    assert_ne!(first, second);
    let test = async || {
        let made = admin.post(&format!("{path}/test"), json!({})).once().await.created();
        app.run_jobs().await;
        (receiver.requests().pop().unwrap(), made)
    };
    let (sent, made) = test().await;
    assert_eq!(sent.headers["webhook-signature"], signed(&sent, &[&second, &first]));
    assert_eq!((&sent.body["type"], sent.headers["webhook-id"].as_str()), (&json!("webhook.test"), made.text("id")));
    let shown = detail(&admin, &made.body).await.body;
    assert_eq!((&shown["delivery"]["state"], &shown["delivery"]["next_at"]), (&json!("failed"), &Value::Null));
    assert_eq!(admin.get(&path).await.ok().body["enabled"], true, "a test says nothing of the endpoint");

    app.sql("update webhooks set previous_until = '2026-01-01 00:00:00'");
    let (sent, _) = test().await;
    assert_eq!(sent.headers["webhook-signature"], signed(&sent, &[&second]), "the overlap is over");
    let etag = admin.get(&path).await.ok().etag().to_owned();
    admin.patch(&path, json!({"enabled": false})).if_match(&etag).await.ok();
    test().await;
    assert_eq!(receiver.requests().len(), 3, "a test is posted to one that is switched off, too");
}

#[actix_web::test]
async fn an_endpoint_that_asks_for_time_is_left_alone_that_long() {
    let app = app().await;
    let receiver = MessageGateway::answering(|_| Reaction::status(429).header("retry-after", "3600"));
    let admin = app.admin().await;
    let (id, _) = endpoint(&app, &admin, &receiver.url()).await;
    customer(&app, &admin).await;
    let [delivery] = deliveries(&admin, &id).await.try_into().unwrap();
    let next: chrono::DateTime<chrono::Utc> = delivery["next_at"].as_str().unwrap().parse().unwrap();
    let wait = (next - regulars_tests::now()).num_seconds();
    assert!((3_500..=3_600).contains(&wait), "{wait} s, by the schedule it would be 5");
}

#[actix_web::test]
async fn what_a_key_made_is_told_nothing_once_its_time_is_over() {
    let (app, receiver) = (app().await, MessageGateway::answering(|_| Reaction::status(204)));
    let admin = app.admin().await;
    let scopes = [regulars_tests::Action::WebhooksWrite, regulars_tests::Action::CustomersRead];
    let key = app.key(&scopes, &app.units.group).await;
    endpoint(&app, &key, &receiver.url()).await;
    customer(&app, &admin).await;
    assert_eq!(receiver.requests().len(), 1);
    app.sql(&format!("update api_keys set expires_at = '2026-01-01 00:00:00' where id = '{}'", key.id));
    customer(&app, &admin).await;
    assert_eq!(receiver.requests().len(), 1);
    app.sql(&format!("update api_keys set expires_at = null, ends_at = '2026-01-01 00:00:00' where id = '{}'", key.id));
    customer(&app, &admin).await;
    assert_eq!(receiver.requests().len(), 1);
}

#[actix_web::test]
async fn failed_deliveries_are_replayed_a_part_at_a_time() {
    let (app, receiver) = (app().await, MessageGateway::answering(|_| Reaction::status(410)));
    let admin = app.admin().await;
    let (id, _) = endpoint(&app, &admin, &receiver.url()).await;
    customer(&app, &admin).await;
    admin.patch(&format!("/v1/webhooks/{id}"), json!({"enabled": true})).if_match("*").await.ok();
    let replay = json!({"since": "2026-01-01T00:00:00Z"});
    let told = admin.post(&format!("/v1/webhooks/{id}/replay"), replay).once().await.ok().body;
    assert_eq!(told, json!({"replayed": 1, "has_more": false}));
}

#[actix_web::test]
async fn however_much_waits_for_an_endpoint_ends_with_it() {
    let (app, receiver) = (app().await, MessageGateway::answering(|_| Reaction::status(503)));
    let admin = app.admin().await;
    let (id, _) = endpoint(&app, &admin, &receiver.url()).await;
    customer(&app, &admin).await;
    let copies: Vec<String> = (0..5_200)
        .map(|n| {
            format!(
                "select 'whd_x{n}', webhook_id, event_id, event_number, kind, state, tries, attempts, next_at, created_at \
                 from webhook_deliveries where id like 'whd_0%'"
            )
        })
        .collect();
    for part in copies.chunks(400) {
        let columns = "id, webhook_id, event_id, event_number, kind, state, tries, attempts, next_at, created_at";
        app.sql(&format!("insert into webhook_deliveries ({columns}) {}", part.join(" union all ")));
    }
    assert_eq!(app.count("webhook_deliveries where state = 'pending'"), 5_201);
    admin.patch(&format!("/v1/webhooks/{id}"), json!({"enabled": false})).if_match("*").await.ok();
    assert_eq!(app.count("webhook_deliveries where state = 'pending'"), 201, "the first part ends with it");
    app.run_jobs().await;
    assert_eq!(app.count("webhook_deliveries where state = 'failed' and last_error = 'switched_off'"), 5_201);
    assert_eq!(receiver.requests().len(), 1);
}
