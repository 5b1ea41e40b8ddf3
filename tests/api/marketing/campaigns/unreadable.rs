//! A campaign that cannot be read: the scheduler goes on with the others, and tries it again the next time.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use regulars_tests::message_gateway::Reaction;
use regulars_tests::{MessageGateway, Value, json};

use super::Stage;

/// The result of the latest run of the scheduler.
async fn result(stage: &Stage) -> Value {
    let admin = stage.app.admin().await;
    let jobs = admin.get("/v1/jobs?kind=campaigns.advance").await.ok();
    assert_eq!(jobs.data()[0]["state"], "succeeded", "{:#}", jobs.body);
    jobs.data()[0]["result"].clone()
}

#[actix_web::test]
async fn an_unreadable_campaign_does_not_hold_up_the_others() {
    let stage = Stage::of(2).await;
    let mut ids = Vec::new();
    for _ in 0..2 {
        let id = stage.approved(stage.whole_plan()).await;
        let time = json!({"scheduled_at": "2099-01-01T00:00:00Z"});
        stage.author.post(&format!("/v1/campaigns/{id}/schedule"), time).await.ok();
        ids.push(id);
    }
    stage.app.run_jobs().await;
    stage.app.sql("update campaigns set scheduled_at = '2026-01-01 00:00:00'");
    stage.app.sql(&format!("update campaigns set audience = '{{' where id = '{}'", ids[0]));

    stage.tick().await;

    assert_eq!(result(&stage).await, json!({"due": 1, "failed": 1, "failed_ids": [ids[0]]}));
    assert_eq!(stage.get(&ids[1]).await.text("launched_by"), "system");
    assert_eq!(stage.app.count(&format!("campaigns where id = '{}' and state = 'scheduled'", ids[0])), 1);
    let audience = format!("(select audience from campaigns where id = '{}')", ids[1]);
    stage.app.sql(&format!("update campaigns set audience = {audience} where id = '{}'", ids[0]));
    stage.tick().await;
    assert_eq!(stage.get(&ids[0]).await.text("launched_by"), "system", "it is tried again");
}

#[actix_web::test]
async fn an_unreadable_customer_does_not_hold_back_the_messages_of_others() {
    let open = Arc::new(AtomicBool::new(false));
    let is_open = Arc::clone(&open);
    let gateway =
        MessageGateway::answering(move |_| Reaction::status(if is_open.load(Ordering::Relaxed) { 200 } else { 503 }));
    let stage = Stage::with(5, gateway).await;
    let damage = |id: &str| stage.app.sql(&format!("update customers set language = 'strange' where id = '{id}'"));
    let (planned, sent) = (&stage.customers[1], &stage.customers[3]);
    damage(planned);
    let id = stage.launched(stage.whole_plan()).await;
    stage.app.run_jobs().await;
    // The second one is damaged between its planning and its sending.
    damage(sent);
    open.store(true, Ordering::Relaxed);
    stage.time_passes();
    stage.app.run_jobs().await;

    assert_eq!((stage.counted(&id, "sent").await, stage.counted(&id, "suppressed").await), (3, 2));
    let skipped = stage.deliveries(&id, "&state=suppressed").await;
    let (mut whom, mut expected) = (skipped.each("customer_id"), vec![planned.as_str(), sent]);
    whom.sort();
    expected.sort();
    assert_eq!((whom, skipped.each("reason")), (expected, vec!["unreadable"; 2]));
}
