//! A gateway that is slow, away, wants to be left alone, refuses or lies; and what people do in the middle of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use regulars_tests::message_gateway::Reaction;
use regulars_tests::{MessageGateway, json};

use super::{Stage, phone};

/// A gateway that says no in this way until it is told to take.
fn closed(no: Reaction) -> (MessageGateway, Arc<AtomicBool>) {
    let open = Arc::new(AtomicBool::new(false));
    let asked = open.clone();
    let answer = move |_: &_| if asked.load(Ordering::Relaxed) { Reaction::status(200) } else { no.clone() };
    (MessageGateway::answering(answer), open)
}

#[actix_web::test]
async fn a_gateway_that_wants_to_be_left_alone_is() {
    let (gateway, open) = closed(Reaction::status(429).header("Retry-After", "120"));
    let stage = Stage::with(20, gateway).await;
    let id = stage.launched(stage.whole_plan()).await;
    let started = Instant::now();
    stage.app.run_jobs().await;
    assert!(started.elapsed() < Duration::from_secs(100), "the two minutes are not waited for");
    let asked = stage.gateway.requests().len();
    assert!((1..=4).contains(&asked), "one no for each connection, then silence: {asked}");
    assert_eq!((stage.get(&id).await.text("state"), stage.counted(&id, "pending").await), ("running", 20));
    let waiting = stage.app.count("jobs where kind = 'messages.send' and state = 'queued'");
    assert_eq!(waiting, 1, "it is tried again later");

    let paused = stage.step(&stage.author, &id, "pause").await.ok();
    assert_eq!((paused.text("state"), paused.text("paused_reason")), ("paused", "by_hand"));
    open.store(true, Ordering::Relaxed);
    stage.time_passes();
    stage.tick().await;
    assert_eq!(stage.gateway.taken().len(), 0, "paused is paused");
    let resumed = stage.step(&stage.author, &id, "resume").await.ok();
    assert!(resumed.text("state") == "running" && resumed.body["paused_reason"].is_null());
    stage.app.run_jobs().await;
    assert_eq!((stage.get(&id).await.text("state"), stage.gateway.taken().len()), ("completed", 20));
    let rows = stage.deliveries(&id, "").await;
    assert_eq!(rows.data().iter().filter(|row| row["attempts"] == 2).count(), asked);
    stage.step(&stage.author, &id, "pause").await.problem(409, "conflict");
}

#[actix_web::test]
async fn a_campaign_cancelled_in_the_middle_sends_no_more() {
    let (gateway, open) = closed(Reaction::status(503).header("Retry-After", "60"));
    let stage = Stage::with(12, gateway).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    let cancelled = stage.step(&stage.author, &id, "cancel").await.ok();
    assert_eq!(cancelled.text("state"), "cancelled");
    open.store(true, Ordering::Relaxed);
    stage.time_passes();
    stage.tick().await;
    assert_eq!((stage.counted(&id, "cancelled").await, stage.counted(&id, "pending").await), (12, 0));
    assert_eq!(stage.gateway.taken().len(), 0);
    stage.step(&stage.author, &id, "resume").await.problem(409, "conflict");
}

#[actix_web::test]
async fn a_campaign_cancelled_before_it_is_planned_makes_no_delivery() {
    let stage = Stage::of(5).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.step(&stage.author, &id, "cancel").await.ok();
    stage.app.run_jobs().await;
    assert_eq!((stage.app.count("deliveries"), stage.gateway.requests().len()), (0, 0));
    assert_eq!(stage.get(&id).await.text("state"), "cancelled");
}

#[actix_web::test]
async fn too_many_failures_pause_a_campaign() {
    let (gateway, open) = closed(Reaction::status(400).body(json!({"code": "no_credit", "detail": "no credit left"})));
    let stage = Stage::with(90, gateway).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    let paused = stage.get(&id).await;
    assert_eq!((paused.text("state"), paused.text("paused_reason")), ("paused", "failures"));
    let (failed, pending) = (stage.counted(&id, "failed").await, stage.counted(&id, "pending").await);
    assert!((50..=54).contains(&failed), "at fifty, and what was on its way: {failed}");
    assert_eq!(failed + pending, 90);
    let row = &stage.deliveries(&id, "&state=failed").await.data()[0].clone();
    assert_eq!((&row["error_code"], &row["error_detail"]), (&json!("no_credit"), &json!("no credit left")));
    // Once somebody has seen to it, what failed before does not count.
    open.store(true, Ordering::Relaxed);
    stage.step(&stage.author, &id, "resume").await.ok();
    stage.app.run_jobs().await;
    assert_eq!(stage.get(&id).await.text("state"), "completed");
    assert_eq!(stage.counted(&id, "sent").await, pending);
}

#[actix_web::test]
async fn a_dead_number_bounces_and_gets_nothing_more() {
    let dead = phone(1);
    let gateway = MessageGateway::answering(move |sent| {
        if sent.body["to"] == dead.as_str() {
            Reaction::status(410).body(json!({"detail": "no such subscriber"}))
        } else {
            Reaction::status(200).body("not even JSON")
        }
    });
    let stage = Stage::with(3, gateway).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!((stage.counted(&id, "sent").await, stage.counted(&id, "bounced").await), (2, 1));
    let admin = stage.app.admin().await;
    let suppressed = admin.get("/v1/suppressions").await.ok();
    assert_eq!(suppressed.each("reason"), ["bounced"]);
    assert_eq!(suppressed.data()[0]["campaign_id"], id.as_str());
    let next = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.deliveries(&next, "&reason=bounced").await.data().len(), 1);
}

#[actix_web::test]
async fn a_slow_gateway_is_waited_for_and_asked_once() {
    let gateway = MessageGateway::answering(|_| Reaction::status(200).after(Duration::from_millis(300)));
    let stage = Stage::with(12, gateway).await;
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    assert_eq!((stage.get(&id).await.text("state"), stage.gateway.requests().len()), ("completed", 12));
}

#[actix_web::test]
async fn a_rate_is_kept() {
    let stage = Stage::of(12).await;
    let admin = stage.app.admin().await;
    super::set_policy(
        &admin,
        &regulars_domain::messaging::messages::MessagingPolicy { sms_per_second: Some(10), ..super::awake() },
    )
    .await;
    let id = stage.launched(stage.whole_plan()).await;
    let started = Instant::now();
    stage.app.run_jobs().await;
    assert!(started.elapsed() >= Duration::from_millis(1000), "twelve at ten a second: {:?}", started.elapsed());
    assert_eq!(stage.counted(&id, "sent").await, 12);
}

#[actix_web::test]
async fn a_gateway_that_is_away_is_tried_again() {
    let stage = Stage::of(2).await;
    let id = stage.launched(stage.whole_plan()).await;
    let away = MessageGateway::start();
    let url = away.url();
    drop(away);
    // The same campaign, sent by a process whose gateway is away.
    let mut config = stage.app.state.config.as_ref().clone();
    config.sms.url = Some(url);
    let elsewhere = regulars::assembly::open(config).unwrap();
    tokio::task::spawn_blocking(move || regulars::platform::jobs::runner::run_due(&elsewhere).unwrap()).await.unwrap();
    let rows = stage.deliveries(&id, "").await;
    assert!(
        rows.data().iter().all(|row| row["state"] == "pending" && row["error_code"] == "unreachable"),
        "{:?}",
        rows.body
    );
    assert_eq!(stage.gateway.requests().len(), 0);
    stage.time_passes();
    stage.app.run_jobs().await;
    assert_eq!((stage.get(&id).await.text("state"), stage.gateway.taken().len()), ("completed", 2));
}
