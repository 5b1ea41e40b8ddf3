//! A general complaint: the store handles it, the customer's clock waits and goes on, and never begins anew.

use regulars_tests::{Role, json};

use super::{Scene, clock, step};

#[actix_web::test]
async fn from_intake_to_closing() {
    let scene = Scene::new().await;
    let store = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let region = scene.app.actor(Role::RegionManager, &scene.app.units.north).await;
    let opened = store.post("/v1/complaints", scene.body()).await.created();
    let id = opened.id();
    assert_eq!((opened.text("state"), opened.text("level")), ("received", "store"));
    assert_eq!((&opened.body["severity"], opened.text("suggested_severity")), (&json!(null), "general"));
    assert_eq!(opened.body["next_steps"][0], "triage");
    assert_eq!(clock(&opened, "first_response")["limit_days"], 1);
    assert_eq!(clock(&opened, "resolution")["limit_days"], 3);

    step(&store, &id, "triage", json!({"severity": "general"})).await.problem(403, "forbidden");
    let triaged = step(&region, &id, "triage", json!({"severity": "general"})).await.ok();
    assert_eq!((triaged.text("state"), triaged.text("acting_unit_id")), ("triaged", scene.app.units.n1.as_str()));
    step(&region, &id, "triage", json!({"severity": "general"})).await.problem(409, "conflict");

    let call = json!({"kind": "contact", "text": "已致电道歉"});
    step(&store, &id, "events", call).await.created();
    let contacted = scene.case(&id).await;
    assert_eq!(contacted.text("state"), "in_progress");
    assert_eq!(clock(&contacted, "first_response")["state"], "stopped");
    assert_eq!(clock(&contacted, "resolution")["state"], "running");

    let asked = step(&store, &id, "wait", json!({"text": "请告知时间"})).await.ok();
    assert_eq!(asked.text("state"), "waiting_customer");
    assert_eq!(clock(&asked, "resolution")["state"], "paused");
    assert!(asked.body["next_due_at"].is_null(), "nobody is late while the customer is asked");
    assert_eq!(asked.body["next_steps"][0], "customer_answer");
    step(&store, &id, "resolution", json!({"cause_detail": "slow_service", "text": "道歉"}))
        .await
        .problem(409, "conflict");
    step(&store, &id, "events", json!({"kind": "customer_answer", "text": "晚上"})).await.created();
    let answered = scene.case(&id).await;
    assert_eq!(
        (answered.text("state"), clock(&answered, "resolution")["state"].as_str()),
        ("in_progress", Some("running"))
    );

    let due_on = "2027-01-31";
    let resolution = json!({"cause_detail": "slow_service", "text": "道歉并赠送甜品", "lesson": "周末加派人手",
        "actions": [{"title": "调整周末排班", "owner_id": store.id, "due_on": due_on}]});
    let resolved = step(&store, &id, "resolution", resolution).await.ok();
    assert_eq!(
        (resolved.text("state"), resolved.text("cause"), resolved.text("lesson")),
        ("resolved", "service", "周末加派人手")
    );
    assert_eq!(clock(&resolved, "resolution")["state"], "stopped");
    let task = resolved.body["actions"][0]["task_id"].as_str().unwrap();
    let task = store.get(&format!("/v1/tasks/{task}")).await.ok();
    assert_eq!((task.text("title"), task.text("due_on")), ("调整周末排班", due_on));

    let closed = step(&store, &id, "close", json!({})).await;
    assert_eq!(closed.status, 200, "{:#}", closed.body);
    assert_eq!(closed.text("state"), "closed");
    assert_eq!(
        scene.events(&id).await,
        ["opened", "triaged", "contact", "waiting", "customer_answer", "resolved", "closed"]
    );
    assert_eq!(scene.app.count("events where kind in ('complaint.opened', 'complaint.closed')"), 2);
}

#[actix_web::test]
async fn the_customers_clock_goes_on_when_a_case_is_opened_again() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    let done = json!({"cause_detail": "attitude", "text": "已道歉"});
    step(&scene.admin, &id, "resolution", done.clone()).await.ok();
    // Two working days of the office's calendar were used before.
    scene.app.sql("update complaint_clocks set used_seconds = 64800 where kind = 'resolution'");
    let again = step(&scene.admin, &id, "reopen", json!({"text": "仍不满意"})).await.ok();
    assert_eq!(again.text("state"), "reopened");
    let running = clock(&again, "resolution");
    assert_eq!((running["state"].as_str(), running["used_seconds"].as_i64()), (Some("running"), Some(64800)));
    step(&scene.admin, &id, "resolution", done).await.ok();
    step(&scene.admin, &id, "close", json!({})).await.ok();
    step(&scene.admin, &id, "withdraw", json!({"text": "算了"})).await.problem(409, "conflict");
    step(&scene.admin, &id, "reopen", json!({"text": "又来了"})).await.ok();
    let over = step(&scene.admin, &id, "withdraw", json!({"text": "算了"})).await.ok();
    assert_eq!((over.text("state"), over.body["next_steps"].as_array().map(Vec::len)), ("withdrawn", Some(0)));
    assert!(over.body["next_due_at"].is_null());
}

#[actix_web::test]
async fn lowering_what_the_rules_suggest_needs_a_reason() {
    let scene = Scene::new().await;
    scene.complaint().await;
    let again = scene.admin.post("/v1/complaints", scene.body()).await.created();
    assert_eq!(again.text("suggested_severity"), "major");
    assert_eq!(again.body["severity_reasons"], json!(["repeated"]));
    let lower = step(&scene.admin, &again.id(), "triage", json!({"severity": "general"})).await;
    lower.problem(422, "invalid").fault("/reason", "required");
    let reasoned = json!({"severity": "general", "reason": "同一事件"});
    step(&scene.admin, &again.id(), "triage", reasoned).await.ok();
}

#[actix_web::test]
async fn a_change_is_made_upon_the_version_that_was_read() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    let path = format!("/v1/complaints/{id}");
    let read = scene.case(&id).await;
    let changed = scene.admin.patch(&path, json!({"batch": "L-1", "owner_id": scene.admin.id})).if_match(read.etag());
    let changed = changed.await.ok();
    assert_eq!((changed.text("batch"), changed.text("owner_id")), ("L-1", scene.admin.id.as_str()));
    let stale = scene.admin.patch(&path, json!({"batch": null})).if_match(read.etag()).await;
    stale.problem(412, "stale");
    let nobody = scene.admin.patch(&path, json!({"owner_id": "usr_nobody"})).if_match("*").await;
    nobody.problem(422, "invalid").fault("/owner_id", "not_found");
    let same = scene.admin.get(&path).header("If-None-Match", changed.etag()).await;
    assert_eq!(same.status, 304);
}
