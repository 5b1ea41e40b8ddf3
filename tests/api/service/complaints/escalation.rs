//! A clock that runs out hands the case up one level, once, whoever looks and however many do.

use regulars::service::complaints::escalate::{Escalate, escalate};
use regulars_tests::{Role, Value, json};

use super::{Scene, clock, step};

impl Scene {
    /// Lets the running clocks of this kind run out.
    fn run_out(&self, kind: &str) {
        let past = "due_at = '2020-01-01 00:00:00'";
        self.app.sql(&format!("update complaint_clocks set {past} where state = 'running' and kind = '{kind}'"));
    }

    /// Runs the job that escalates, as it is made every few minutes.
    async fn look(&self) {
        self.app.enqueue(&Escalate {});
        self.app.run_jobs().await;
    }

    async fn escalations(&self, id: &str) -> Vec<Value> {
        let events = self.admin.get(&format!("/v1/complaints/{id}/events")).await.ok();
        events.data().iter().filter(|event| event["kind"] == "escalated").map(|event| event["data"].clone()).collect()
    }
}

#[actix_web::test]
async fn each_missed_clock_goes_up_one_level_to_the_group_and_no_further() {
    let scene = Scene::new().await;
    let region = scene.app.actor(Role::RegionManager, &scene.app.units.north).await;
    let operations = scene.app.actor(Role::Operations, &scene.app.units.group).await;
    let executive = scene.app.actor(Role::Executive, &scene.app.units.group).await;
    let id = scene.complaint().await;
    scene.look().await;
    assert!(scene.escalations(&id).await.is_empty(), "nothing has run out");

    for (kind, from, to, owner) in [
        ("first_response", "store", "region", &region),
        ("acting", "region", "operations", &operations),
        ("resolution", "operations", "group", &executive),
    ] {
        scene.run_out(kind);
        scene.look().await;
        scene.look().await;
        let escalations = scene.escalations(&id).await;
        let last = escalations.last().unwrap();
        assert_eq!((&last["clock"], &last["from"], &last["to"]), (&json!(kind), &json!(from), &json!(to)));
        let task = scene.admin.get(&format!("/v1/tasks/{}", last["task_id"].as_str().unwrap())).await.ok();
        assert_eq!(task.text("owner_id"), owner.id, "{to}");
        assert_eq!(scene.case(&id).await.text("level"), to);
    }
    assert_eq!(scene.escalations(&id).await.len(), 3);
    scene.run_out("acting");
    scene.look().await;
    assert_eq!(scene.escalations(&id).await.len(), 3, "there is no level above the group");
    assert_eq!(scene.events(&id).await.last().unwrap(), "clock_missed");
    assert_eq!(scene.app.count("events where kind = 'complaint.escalated'"), 3);
    assert_eq!(scene.app.count("tasks"), 3);
    let case = scene.case(&id).await;
    assert_eq!(clock(&case, "first_response")["state"], "missed");
    assert!(case.body["next_due_at"].is_null());
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
}

#[actix_web::test]
async fn two_clocks_that_ran_out_together_go_up_two_levels() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    scene.run_out("first_response");
    scene.run_out("resolution");
    scene.look().await;
    assert_eq!(scene.escalations(&id).await.len(), 2);
    assert_eq!(scene.case(&id).await.text("level"), "operations");
    let case = scene.case(&id).await;
    let levels: Vec<_> =
        case.body["clocks"].as_array().unwrap().iter().filter(|clock| clock["kind"] == "acting").collect();
    let states: Vec<_> = levels.iter().map(|clock| (clock["level"].as_str(), clock["state"].as_str())).collect();
    assert!(states.contains(&(Some("region"), Some("stopped"))), "{states:?}");
    assert!(states.contains(&(Some("operations"), Some("running"))), "{states:?}");
}

#[actix_web::test]
async fn many_runners_at_once_escalate_once() {
    let scene = Scene::new().await;
    let mut ids = vec![scene.complaint().await];
    for code in ["A", "B", "C", "D"] {
        ids.push(scene.other(code).await);
    }
    scene.run_out("first_response");
    let runners: Vec<_> = (0..4)
        .map(|_| {
            let (state, ids) = (scene.app.state.clone(), ids.clone());
            std::thread::spawn(move || {
                for id in ids {
                    state.store.write_now(move |db| escalate(db, &id)).unwrap();
                }
            })
        })
        .collect();
    for runner in runners {
        runner.join().unwrap();
    }
    for id in &ids {
        assert_eq!(scene.escalations(id).await.len(), 1);
        assert_eq!(scene.case(id).await.text("level"), "region");
    }
    assert_eq!(scene.app.count("events where kind = 'complaint.escalated'"), 5);
}

#[actix_web::test]
async fn who_acts_in_time_is_not_escalated() {
    let scene = Scene::new().await;
    let id = scene.complaint().await;
    step(&scene.admin, &id, "wait", json!({"text": "请提供小票"})).await.ok();
    for kind in ["first_response", "resolution"] {
        scene.run_out(kind);
    }
    scene.look().await;
    assert!(scene.escalations(&id).await.is_empty(), "the clocks wait with the customer");
    step(&scene.admin, &id, "events", json!({"kind": "customer_answer", "text": "附上"})).await.created();
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    step(&scene.admin, &id, "resolution", json!({"cause_detail": "taste", "text": "重做"})).await.ok();
    scene.run_out("resolution");
    scene.look().await;
    assert!(scene.escalations(&id).await.is_empty());
}

#[actix_web::test]
async fn one_that_is_late_when_it_is_taken_in_goes_up_at_once() {
    let scene = Scene::new().await;
    let mut body = scene.body();
    body["occurred_at"] = json!("2026-03-02T02:00:00Z");
    let id = scene.admin.post("/v1/complaints", body).await.created().id();
    scene.app.run_jobs().await;
    let escalations = scene.escalations(&id).await;
    let clocks: Vec<_> = escalations.iter().map(|data| data["clock"].as_str().unwrap()).collect();
    assert_eq!(clocks, ["first_response", "resolution"], "the longest overdue first");
    assert_eq!(scene.case(&id).await.text("level"), "operations");
}
