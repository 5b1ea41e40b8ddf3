//! `/v1/users/{id}/handovers`: the work of somebody who leaves goes to somebody else.

use regulars_tests::{Action, Actor, Role, TestApp, Value, json};

/// A customer, an open and a done task, and an open complaint of `owner` in a store.
async fn give_work(admin: &Actor, owner: &Actor, unit: &str, number: u32) -> (String, String, String) {
    let phone = format!("1380013{number:04}");
    let body = json!({"name": "王芳", "phone": phone, "home_unit_id": unit, "owner_id": owner.id});
    let customer = admin.post("/v1/customers", body).await.created().id();
    let task = json!({"title": "回访", "owner_id": owner.id, "customer_id": customer});
    let open = admin.post("/v1/tasks", task.clone()).await.created().id();
    let done = admin.post("/v1/tasks", task).await.created();
    admin.patch(done.header("location"), json!({"state": "done"})).if_match("\"1\"").await.ok();
    let category = json!({"code": format!("HO-{number}"), "name": "服务"});
    let category = admin.post("/v1/complaint-categories", category).await.created().id();
    let body = json!({"customer_id": customer, "unit_id": unit, "category_id": category, "text": "送错了",
        "owner_id": owner.id});
    let complaint = admin.post("/v1/complaints", body).await.created().id();
    (customer, open, complaint)
}

async fn work(caller: &Actor, user: &str) -> Value {
    caller.get(&format!("/v1/users/{user}/work")).await.ok().body
}

#[actix_web::test]
async fn everything_goes_to_the_successor_who_is_told_once() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let leaver = app.actor(Role::StoreManager, &app.units.n1).await;
    let successor = app.actor(Role::StoreManager, &app.units.n1).await;
    let (customer, task, complaint) = give_work(&admin, &leaver, &app.units.n1, 1).await;
    assert_eq!(work(&admin, &leaver.id).await, json!({"customers": 1, "complaints": 1, "tasks": 1}));
    admin.patch(&format!("/v1/users/{}", leaver.id), json!({"state": "disabled"})).if_match("*").await.ok();

    let path = format!("/v1/users/{}/handovers", leaver.id);
    let job = admin.post(&path, json!({"to_user_id": successor.id})).await.accepted().id();
    app.run_jobs().await;
    let job = admin.get(&format!("/v1/jobs/{job}")).await.ok();
    assert_eq!(job.body["result"], json!({"customers": 1, "complaints": 1, "tasks": 1, "left": 0}), "{:#}", job.body);
    assert_eq!(work(&admin, &leaver.id).await, json!({"customers": 0, "complaints": 0, "tasks": 0}));
    assert_eq!(work(&admin, &successor.id).await, json!({"customers": 1, "complaints": 1, "tasks": 1}));
    for path in [format!("customers/{customer}"), format!("tasks/{task}"), format!("complaints/{complaint}")] {
        let thing = admin.get(&format!("/v1/{path}")).await.ok();
        assert_eq!(thing.text("owner_id"), successor.id, "{path}");
        let audit = admin.get(&format!("/v1/audit-events?subject_id={}&limit=1", thing.id())).await.ok();
        let by = &audit.data()[0];
        assert_eq!(by["actor"]["id"], json!(admin.id), "{by:#}");
    }
    assert_eq!(app.count(&format!("tasks where owner_id = '{}' and state = 'done'", leaver.id)), 1, "history stays");
    let told = successor.get("/v1/notifications").await.ok();
    assert_eq!(told.each("kind").iter().filter(|kind| **kind == "work_handed_over").count(), 1, "{:#}", told.body);
}

#[actix_web::test]
async fn a_part_goes_alone_and_what_is_out_of_reach_stays() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let leaver = app.actor(Role::StoreManager, &app.units.n1).await;
    let successor = app.actor(Role::StoreManager, &app.units.n1).await;
    give_work(&admin, &leaver, &app.units.n1, 1).await;
    give_work(&admin, &leaver, &app.units.s1, 2).await;
    let north = app.key(Action::ALL, &app.units.north).await;
    let path = format!("/v1/users/{}/handovers", leaver.id);
    let job = north.post(&path, json!({"to_user_id": successor.id, "parts": ["customers"]})).await.accepted().id();
    app.run_jobs().await;
    let result = admin.get(&format!("/v1/jobs/{job}")).await.ok().body["result"].clone();
    assert_eq!(result, json!({"customers": 1, "complaints": 0, "tasks": 0, "left": 1}));
    assert_eq!(work(&admin, &leaver.id).await, json!({"customers": 1, "complaints": 2, "tasks": 2}));
}

#[actix_web::test]
async fn who_cannot_take_over_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let leaver = app.actor(Role::StoreManager, &app.units.n1).await;
    let gone = app.actor(Role::StoreManager, &app.units.n1).await;
    admin.patch(&format!("/v1/users/{}", gone.id), json!({"state": "disabled"})).if_match("*").await.ok();
    let path = format!("/v1/users/{}/handovers", leaver.id);
    for (body, pointer, code) in [
        (json!({"to_user_id": leaver.id}), "/to_user_id", "not_accepted"),
        (json!({"to_user_id": gone.id}), "/to_user_id", "not_accepted"),
        (json!({"to_user_id": "usr_01ARZ3NDEKTSV4RRFFQ69G5FAV"}), "/to_user_id", "not_found"),
        (json!({}), "/to_user_id", "required"),
    ] {
        admin.post(&path, body).await.problem(422, "invalid").fault(pointer, code);
    }
    let rights = Action::ALL.iter().copied().filter(|right| *right != Action::TasksWrite).collect::<Vec<_>>();
    let only = app.key(&rights, &app.units.group).await;
    let successor = app.actor(Role::StoreManager, &app.units.n1).await;
    only.post(&path, json!({"to_user_id": successor.id, "parts": ["tasks"]})).await.problem(403, "forbidden");
    let manager = app.actor(Role::StoreManager, &app.units.n1).await;
    manager.post(&path, json!({"to_user_id": successor.id})).await.problem(403, "forbidden");
    assert_eq!(app.count("jobs where kind = 'users.hand_over'"), 0);
}
