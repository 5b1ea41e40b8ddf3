//! From the plan to the last message.

use std::collections::BTreeSet;

use regulars_tests::json;

use super::{Stage, phone};

#[actix_web::test]
async fn a_campaign_is_planned_approved_launched_and_sent() {
    let stage = Stage::of(30).await;
    let mut new = stage.whole_plan();
    new["control_share"] = json!(5000);
    let made = stage.author.post("/v1/campaigns", new).await.created();
    assert!(made.id().starts_with("cam_"));
    assert_eq!((made.text("state"), made.body["attribution_days"].as_i64()), ("draft", Some(14)));
    assert!(made.body["progress"].is_null() && made.text("author_id") == stage.author.id);
    let id = made.id();
    let path = format!("/v1/campaigns/{id}");

    let checklist = stage.author.get(&format!("{path}/checklist")).await.ok();
    assert_eq!((checklist.body["people"].as_i64(), checklist.body["reachable"].as_i64()), (Some(30), Some(30)));
    assert_eq!(checklist.body["held_out"], 15);
    let items = checklist.body["items"].as_array().unwrap();
    let lacking: Vec<&str> = items
        .iter()
        .filter(|item| item["readiness"] == "needed_for_launch")
        .map(|item| item["part"].as_str().unwrap())
        .collect();
    assert_eq!(lacking, ["approval"]);

    let handed_in = stage.step(&stage.author, &id, "review").await.ok();
    assert_eq!(handed_in.text("state"), "in_review");
    let approved = stage.step(&stage.approver, &id, "approve").await.ok();
    assert_eq!((approved.text("state"), approved.text("approved_by")), ("approved", &*stage.approver.id));
    assert_eq!(stage.prepared(&id).await, json!({"people": 30}));
    let launched = stage.author.post(&format!("{path}/launches"), json!({"people": 30})).once().await.accepted();
    assert_eq!((launched.text("kind"), launched.text("subject_id")), ("campaigns.plan", &*id));
    assert_eq!(stage.get(&id).await.text("state"), "running");
    assert_eq!(stage.gateway.taken().len(), 0, "nothing leaves inside the request");
    stage.app.run_jobs().await;

    let done = stage.get(&id).await;
    assert_eq!(done.text("state"), "completed");
    assert!(!done.body["completed_at"].is_null() && !done.body["planned_at"].is_null());
    let counts = &done.body["progress"]["counts"];
    let (held_out, sent) = (counts["held_out"].as_i64().unwrap(), counts["sent"].as_i64().unwrap());
    assert_eq!((counts["total"].as_i64(), held_out + sent), (Some(30), 30));
    assert!((5..=25).contains(&held_out), "half of 30, by a hash: {held_out}");
    let arms = &done.body["progress"]["arms"];
    assert_eq!((&arms[0]["key"], arms[0]["counts"]["held_out"].as_i64()), (&json!("control"), Some(held_out)));
    assert_eq!((&arms[1]["key"], arms[1]["counts"]["sent"].as_i64()), (&json!("a"), Some(sent)));

    let taken = stage.gateway.taken();
    assert_eq!(i64::try_from(taken.len()).unwrap(), sent);
    assert_eq!(stage.gateway.requests().len(), taken.len(), "asked once each");
    let all = stage.deliveries(&id, "").await;
    let rows = all.data();
    for message in &taken {
        let row = rows.iter().find(|row| row["id"] == message.key.as_str()).expect("its delivery");
        assert_eq!((&row["state"], &row["arm"]), (&json!("sent"), &json!("a")));
        assert_eq!(row["gateway_id"], format!("g-{}", message.key));
        assert_eq!(row["attempts"], 1);
        let number = stage.customers.iter().position(|customer| row["customer_id"] == customer.as_str()).unwrap();
        assert_eq!(message.body["to"], phone(number));
        let text = message.body["text"].as_str().unwrap();
        assert!(text.starts_with(&format!("顾客{number}，本周买二送一。退订 http")), "{text}");
        assert!(row["address"].as_str().unwrap().contains("****"), "addresses are masked: {}", row["address"]);
    }
    let held = stage.deliveries(&id, "&state=held_out").await;
    assert_eq!(i64::try_from(held.data().len()).unwrap(), held_out);
    assert!(held.data().iter().all(|row| row["arm"] == "control" && row["sent_at"].is_null()));
    assert_eq!(i64::try_from(stage.deliveries(&id, "&arm=a").await.data().len()).unwrap(), sent);
    let first = stage.author.get(&format!("{path}/deliveries?limit=20")).await.ok();
    let rest = stage.author.get(&format!("{path}/deliveries?limit=20&cursor={}", first.text("next_cursor"))).await.ok();
    let seen: BTreeSet<&str> = first.each("id").into_iter().chain(rest.each("id")).collect();
    assert_eq!(seen.len(), 30, "two pages, everybody once");

    // Run again, nothing leaves again.
    stage.tick().await;
    assert_eq!(stage.gateway.requests().len(), taken.len());
}

#[actix_web::test]
async fn arms_get_their_own_words() {
    let stage = Stage::of(24).await;
    let other = json!({"name": "九折", "channel": "sms", "purpose": "marketing",
        "contents": {"zh-CN": {"text": "九折。退订 {{unsubscribe_url}}"}}});
    let other = stage.author.post("/v1/templates", other).await.created().id();
    let mut new = stage.whole_plan();
    new["arms"] = json!([
        {"key": "a", "name": "买二送一", "template_id": stage.template, "share": 5000},
        {"key": "b", "name": "九折", "template_id": other, "share": 5000},
    ]);
    let id = stage.launched(new).await;
    stage.app.run_jobs().await;
    let rows = stage.deliveries(&id, "&arm=b").await;
    let of_b: BTreeSet<&str> = rows.each("id").into_iter().collect();
    assert!((4..=20).contains(&of_b.len()), "half of 24, by a hash: {}", of_b.len());
    for message in stage.gateway.taken() {
        let is_b = message.body["text"].as_str().unwrap().starts_with("九折");
        assert_eq!(of_b.contains(&*message.key), is_b);
    }
}

#[actix_web::test]
async fn what_was_approved_is_what_is_sent() {
    let stage = Stage::of(3).await;
    let id = stage.approved(stage.whole_plan()).await;
    let path = format!("/v1/templates/{}", stage.template);
    let changed = json!({"contents": {"zh-CN": {"text": "全场一折！{{unsubscribe_url}}"}}});
    stage.author.patch(&path, changed).if_match("*").await.ok();
    stage.author.patch(&path, json!({"state": "archived"})).if_match("*").await.ok();
    let launch = stage.prepared(&id).await;
    stage.author.post(&format!("/v1/campaigns/{id}/launches"), launch).once().await.accepted();
    stage.app.run_jobs().await;
    let taken = stage.gateway.taken();
    assert_eq!(taken.len(), 3);
    assert!(taken.iter().all(|message| message.body["text"].as_str().unwrap().contains("买二送一")));
}
