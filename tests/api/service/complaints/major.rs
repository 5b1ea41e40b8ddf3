//! A major complaint: the operations centre verifies it, a task force or the region handles it.

use regulars_tests::{Role, json};

use super::{Scene, clock, step};

#[actix_web::test]
async fn a_founded_one_goes_to_a_task_force_that_sees_it_anywhere() {
    let scene = Scene::new().await;
    let region = scene.app.actor(Role::RegionManager, &scene.app.units.north).await;
    let operations = scene.app.actor(Role::Operations, &scene.app.units.group).await;
    let specialist = scene.app.actor(Role::Specialist, &scene.app.units.south).await;
    let id = scene.complaint().await;
    specialist.get(&format!("/v1/complaints/{id}")).await.problem(404, "not_found");

    let triaged = step(&region, &id, "triage", json!({"severity": "major"})).await.ok();
    assert_eq!((triaged.text("state"), triaged.text("level")), ("verifying", "operations"));
    assert_eq!(triaged.text("acting_unit_id"), scene.app.units.group);
    assert_eq!(clock(&triaged, "verification")["limit_days"], 1);
    assert_eq!(clock(&triaged, "resolution")["limit_days"], 7, "the customer's clock has longer, and began before");
    assert_eq!(triaged.body["next_steps"][0], "verification");
    step(&region, &id, "resolution", json!({"cause_detail": "spoiled", "text": "x"})).await.problem(409, "conflict");
    step(&region, &id, "verification", json!({"finding": "founded"})).await.problem(403, "forbidden");

    let alone = step(&operations, &id, "verification", json!({"finding": "founded"})).await;
    alone.problem(422, "invalid").fault("/task_force", "required");
    let stranger = json!({"finding": "founded", "task_force": ["usr_nobody"]});
    step(&operations, &id, "verification", stranger).await.problem(422, "invalid").fault("/task_force/0", "not_found");
    let found = json!({"finding": "founded", "task_force": [specialist.id], "explanation": "抽检不合格"});
    let verified = step(&operations, &id, "verification", found).await.ok();
    assert_eq!((verified.text("state"), verified.text("finding")), ("in_progress", "founded"));
    assert_eq!(verified.body["task_force"], json!([specialist.id]));
    assert_eq!(clock(&verified, "verification")["state"], "stopped");

    specialist.get(&format!("/v1/complaints/{id}")).await.ok();
    assert_eq!(specialist.get("/v1/complaints").await.ok().each("id"), [id.as_str()]);
    let done = json!({"cause_detail": "spoiled", "text": "下架该批次"});
    step(&specialist, &id, "resolution", done).await.ok();
    let closed = step(&operations, &id, "close", json!({})).await.ok();
    assert_eq!(closed.text("state"), "closed");
    assert_eq!(scene.events(&id).await, ["opened", "triaged", "verified", "resolved", "closed"]);

    let other = scene.other("B").await;
    step(&region, &other, "triage", json!({"severity": "major"})).await.ok();
    step(&operations, &other, "verification", json!({"finding": "founded", "task_force": [specialist.id]})).await.ok();
    let changed = step(&operations, &other, "task-force", json!({"user_ids": [region.id]})).await.ok();
    assert_eq!(changed.body["task_force"], json!([region.id]));
    specialist.get(&format!("/v1/complaints/{other}")).await.problem(404, "not_found");
}

#[actix_web::test]
async fn an_unfounded_one_goes_back_to_the_region_with_the_explanation() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    step(&scene.admin, &id, "triage", json!({"severity": "major"})).await.ok();
    let silent = step(&scene.admin, &id, "verification", json!({"finding": "unfounded"})).await;
    silent.problem(422, "invalid").fault("/explanation", "required");
    let found = json!({"finding": "unfounded", "explanation": "录像显示并无此事"});
    let back = step(&scene.admin, &id, "verification", found).await.ok();
    assert_eq!((back.text("level"), back.text("acting_unit_id")), ("region", scene.app.units.north.as_str()));
    assert_eq!((back.text("state"), back.text("explanation")), ("in_progress", "录像显示并无此事"));
    let nobody = step(&scene.admin, &id, "task-force", json!({"user_ids": [scene.admin.id]})).await;
    nobody.problem(409, "conflict");
}

#[actix_web::test]
async fn a_severity_that_is_raised_or_lowered_moves_the_clocks() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    let general = step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    let started = clock(&general, "resolution")["started_at"].clone();
    let major = step(&scene.admin, &id, "triage", json!({"severity": "major"})).await.ok();
    assert_eq!(
        (clock(&major, "resolution")["limit_days"].as_i64(), &clock(&major, "resolution")["started_at"]),
        (Some(7), &started)
    );
    assert!(clock(&major, "resolution")["due_at"].as_str() > clock(&general, "resolution")["due_at"].as_str());
    let lowered = step(&scene.admin, &id, "triage", json!({"severity": "general"})).await;
    lowered.problem(422, "invalid").fault("/reason", "required");
    let lowered = step(&scene.admin, &id, "triage", json!({"severity": "general", "reason": "误判"})).await.ok();
    assert_eq!((lowered.text("state"), lowered.text("level")), ("triaged", "store"));
    assert_eq!(clock(&lowered, "resolution")["due_at"], clock(&general, "resolution")["due_at"]);
    assert_eq!(clock(&lowered, "verification")["state"], "stopped");
}
