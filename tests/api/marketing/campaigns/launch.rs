//! Launching: once, with the people one saw, and not without what it needs.

use regulars_tests::{MessageGateway, json};

use super::Stage;

#[actix_web::test]
async fn an_empty_audience_is_not_launched() {
    let stage = Stage::of(0).await;
    let id = stage.approved(stage.whole_plan()).await;
    let path = format!("/v1/campaigns/{id}/launches");
    stage.author.post(&path, json!({"people": 0})).await.problem(400, "idempotency_key_missing");
    stage.author.post(&path, json!({})).once().await.problem(422, "invalid").fault("/people", "required");
    stage.author.post(&path, json!({"people": 0})).once().await.problem(409, "audience_empty");
    assert_eq!(stage.get(&id).await.text("state"), "approved");
}

#[actix_web::test]
async fn who_saw_other_people_looks_again() {
    let stage = Stage::of(3).await;
    let id = stage.approved(stage.whole_plan()).await;
    let path = format!("/v1/campaigns/{id}/launches");
    stage.prepared(&id).await;
    let refused = stage.author.post(&path, json!({"people": 2})).once().await.problem(409, "audience_changed");
    assert_eq!(refused.body["people"], 3);
    stage.author.post(&path, json!({"people": 3})).once().await.accepted();
}

#[actix_web::test]
async fn of_two_launches_at_once_one_wins() {
    let stage = Stage::of(5).await;
    let id = stage.approved(stage.whole_plan()).await;
    let path = format!("/v1/campaigns/{id}/launches");
    let people = stage.prepared(&id).await;
    let launch = || stage.author.post(&path, people.clone()).once();
    let replies: [_; 4] = {
        let (a, b, c, d) = tokio::join!(launch(), launch(), launch(), launch());
        [a, b, c, d]
    };
    let statuses: Vec<u16> = replies.iter().map(|reply| reply.status).collect();
    assert_eq!(statuses.iter().filter(|status| **status == 202).count(), 1, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 409).count(), 3, "{statuses:?}");
    stage.app.run_jobs().await;
    assert_eq!(stage.app.count("deliveries"), 5);
    assert_eq!(stage.gateway.requests().len(), 5);
}

#[actix_web::test]
async fn a_launch_sent_again_is_answered_as_the_first_time() {
    let stage = Stage::of(2).await;
    let id = stage.approved(stage.whole_plan()).await;
    let path = format!("/v1/campaigns/{id}/launches");
    let people = stage.prepared(&id).await;
    let first = stage.author.post(&path, people.clone()).idempotency_key("launch-1").await.accepted();
    stage.app.run_jobs().await;
    let again = stage.author.post(&path, people).idempotency_key("launch-1").await.accepted();
    assert_eq!((again.header("Idempotency-Replayed"), again.id()), ("true", first.id()));
    stage.app.run_jobs().await;
    assert_eq!(stage.gateway.requests().len(), 2);
}

#[actix_web::test]
async fn without_a_gateway_or_time_nothing_is_launched() {
    let stage = Stage::of(2).await;
    let mut late = stage.whole_plan();
    late["send_until"] = json!("2026-01-01T00:00:00Z");
    let id = stage.approved(late).await;
    let launch = |id: &str| stage.author.post(&format!("/v1/campaigns/{id}/launches"), json!({"people": 2})).once();
    assert_eq!(launch(&id).await.problem(409, "not_ready").body["lacking"], json!(["times"]));

    let template = json!({"name": "微信", "channel": "wechat", "purpose": "marketing",
        "contents": {"zh-CN": {"text": "退订 {{unsubscribe_url}}"}}});
    let template = stage.author.post("/v1/templates", template).await.created().id();
    let mut new = stage.whole_plan();
    new["channel"] = json!("wechat");
    new["arms"][0]["template_id"] = json!(template);
    let id = stage.approved(new).await;
    assert_eq!(launch(&id).await.problem(409, "not_ready").body["lacking"], json!(["gateway"]));
}

#[actix_web::test]
async fn who_is_in_two_segments_gets_one_message_and_who_is_left_out_none() {
    let stage = Stage::with(4, MessageGateway::start()).await;
    let overlapping = super::segment(&stage.author, &stage.customers[1..]).await;
    let excluded = super::segment(&stage.author, &stage.customers[3..]).await;
    let mut new = stage.whole_plan();
    new["audience"] = json!({"segments": [stage.segment, overlapping], "exclude": [excluded]});
    let id = stage.launched(new).await;
    stage.app.run_jobs().await;
    assert_eq!(stage.counted(&id, "total").await, 3);
    let rows = stage.deliveries(&id, "").await;
    let mut reached = rows.each("customer_id");
    reached.sort_unstable();
    let mut expected: Vec<&str> = stage.customers[..3].iter().map(String::as_str).collect();
    expected.sort_unstable();
    assert_eq!(reached, expected);
}
