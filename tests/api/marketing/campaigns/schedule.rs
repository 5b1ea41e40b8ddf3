//! Campaigns that begin by themselves.

use regulars_tests::json;

use super::Stage;

#[actix_web::test]
async fn a_scheduled_campaign_begins_when_its_time_has_come() {
    let stage = Stage::of(3).await;
    let id = stage.approved(stage.whole_plan()).await;
    let path = format!("/v1/campaigns/{id}/schedule");
    let past = stage.author.post(&path, json!({"scheduled_at": "2026-01-01T00:00:00Z"})).await;
    past.problem(422, "invalid").fault("/scheduled_at", "out_of_range");
    let soon = stage.author.post(&path, json!({"scheduled_at": "2099-01-01T00:00:00Z"})).await.ok();
    assert_eq!((soon.text("state"), soon.text("scheduled_at")), ("scheduled", "2099-01-01T00:00:00.000Z"));
    stage.tick().await;
    assert_eq!(stage.get(&id).await.text("state"), "scheduled");
    stage.app.sql("update campaigns set scheduled_at = '2026-01-01 00:00:00'");
    stage.tick().await;
    let done = stage.get(&id).await;
    assert_eq!((done.text("state"), done.text("launched_by")), ("completed", "system"));
    assert_eq!(stage.gateway.taken().len(), 3);
}

#[actix_web::test]
async fn one_that_cannot_begin_says_why() {
    let stage = Stage::of(1).await;
    let id = stage.approved(stage.whole_plan()).await;
    let path = format!("/v1/campaigns/{id}/schedule");
    stage.author.post(&path, json!({"scheduled_at": "2099-01-01T00:00:00Z"})).await.ok();
    stage.app.sql("delete from segment_members");
    stage.app.sql("update campaigns set scheduled_at = '2026-01-01 00:00:00'");
    stage.tick().await;
    let found = stage.get(&id).await;
    assert_eq!((found.text("state"), found.text("review_note")), ("approved", "audience_empty"));
    assert!(found.body["scheduled_at"].is_null() && found.body["launched_at"].is_null());
}

#[actix_web::test]
async fn a_schedule_can_be_taken_back_or_cancelled() {
    let stage = Stage::of(1).await;
    let time = json!({"scheduled_at": "2099-01-01T00:00:00Z"});
    let id = stage.approved(stage.whole_plan()).await;
    stage.author.post(&format!("/v1/campaigns/{id}/schedule"), time.clone()).await.ok();
    let back = stage.step(&stage.author, &id, "unschedule").await.ok();
    assert!(back.text("state") == "approved" && back.body["scheduled_at"].is_null());
    stage.author.post(&format!("/v1/campaigns/{id}/schedule"), time).await.ok();
    assert_eq!(stage.step(&stage.author, &id, "cancel").await.ok().text("state"), "cancelled");
    stage.app.sql("update campaigns set scheduled_at = '2026-01-01 00:00:00'");
    stage.tick().await;
    assert_eq!(stage.get(&id).await.text("state"), "cancelled");
    assert_eq!(stage.app.count("deliveries"), 0);
    stage.step(&stage.author, &id, "cancel").await.problem(409, "conflict");
}
