//! The queue: the clock that runs out first is first; filters; lessons.

use regulars_tests::json;

use super::{Scene, step};

#[actix_web::test]
async fn the_clock_that_runs_out_first_is_first() {
    let scene = Scene::new().await;
    let mut ids = vec![scene.complaint().await];
    for code in ["A", "B", "C", "D"] {
        ids.push(scene.other(code).await);
    }
    for (at, id) in ids.iter().enumerate().take(4) {
        let due = if at == 2 { "null".to_owned() } else { format!("'2026-12-{:02} 08:00:00'", 20 - at) };
        scene.app.sql(&format!("update complaints set next_due_at = {due} where id = '{id}'"));
    }
    scene.app.sql(&format!("update complaints set next_due_at = null where id = '{}'", ids[4]));
    let expected = [&ids[3], &ids[1], &ids[0], &ids[2], &ids[4]];
    for limit in [1, 2, 100] {
        let mut found = Vec::new();
        let mut next = format!("/v1/complaints?limit={limit}");
        loop {
            let reply = scene.admin.get(&next).await.ok();
            found.extend(reply.each("id").into_iter().map(str::to_owned));
            let Some(cursor) = reply.body["next_cursor"].as_str() else { break };
            next = format!("/v1/complaints?limit={limit}&cursor={cursor}");
        }
        assert_eq!(found.iter().collect::<Vec<_>>(), expected, "by {limit}");
    }
}

#[actix_web::test]
async fn a_lesson_is_found_at_the_next_similar_case() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    let other = scene.other("A").await;
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    let resolution = json!({"cause_detail": "slow_service", "text": "道歉", "lesson": "高峰前备好芋圆"});
    step(&scene.admin, &id, "resolution", resolution).await.ok();
    let found = async |query: &str| {
        let reply = scene.admin.get(&format!("/v1/complaints?{query}")).await.ok();
        reply.each("id").into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(found("q=%E8%8A%8B%E5%9C%86").await, [id.as_str()]);
    assert_eq!(found("has_lesson=true").await, [id.as_str()]);
    assert_eq!(found(&format!("has_lesson=true&category_id={}", scene.category)).await, [id.as_str()]);
    assert_eq!(found("state=resolved&state=closed").await, [id.as_str()]);
    assert_eq!(found("severity=general").await, [id.as_str()]);
    assert_eq!(found("state=received&level=store").await, [other.as_str()]);
    assert_eq!(found(&format!("customer_id={}&unit_id={}", scene.customer, scene.app.units.n1)).await.len(), 2);
    assert!(found("level=group").await.is_empty());
    scene.admin.get("/v1/complaints?state=lost").await.problem(400, "invalid_parameter").fault("state", "not_accepted");
}
