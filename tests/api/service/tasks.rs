//! `/v1/tasks`: what somebody has to do by a day.

use regulars_tests::{Action, Role, TestApp, json};

#[actix_web::test]
async fn a_task_is_made_done_and_opened_again() {
    let app = TestApp::start().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;

    let made = staff.post("/v1/tasks", json!({"title": " 回访 ", "due_on": "2026-12-31"})).await.created();
    assert_eq!((made.text("title"), made.text("owner_id")), ("回访", staff.id.as_str()), "one's own by default");
    assert_eq!((made.text("state"), made.text("due_on")), ("open", "2026-12-31"));
    assert!(made.body["done_at"].is_null());

    let path = format!("/v1/tasks/{}", made.id());
    let done = staff.patch(&path, json!({"state": "done"})).if_match("\"1\"").await.ok();
    assert!(done.body["done_at"].is_string(), "{:#}", done.body);
    let at = done.body["done_at"].clone();
    let still = staff.patch(&path, json!({"state": "done", "title": "x"})).if_match("\"2\"").await.ok();
    assert_eq!(still.body["done_at"], at, "done once");
    let open = staff.patch(&path, json!({"state": "open", "due_on": null})).if_match("\"3\"").await.ok();
    assert!(open.body["done_at"].is_null() && open.body["due_on"].is_null(), "{:#}", open.body);
    staff.patch(&path, json!({"state": "dropped"})).if_match("\"3\"").await.problem(412, "stale");
    assert_eq!(app.count("tasks where state = 'open' and version = 4"), 1);
}

#[actix_web::test]
async fn tasks_are_seen_by_their_owner_and_above() {
    let app = TestApp::start().await;
    let units = &app.units;
    let staff = app.actor(Role::StoreStaff, &units.n1).await;
    let colleague = app.actor(Role::StoreStaff, &units.n2).await;
    let manager = app.actor(Role::RegionManager, &units.north).await;
    let south = app.actor(Role::RegionManager, &units.south).await;

    let task = staff.post("/v1/tasks", json!({"title": "mine"})).await.created().id();
    let given = manager.post("/v1/tasks", json!({"title": "given", "owner_id": colleague.id})).await.created();
    let path = format!("/v1/tasks/{task}");
    for (actor, titles, status) in [
        (&staff, vec!["mine"], 200),
        (&colleague, vec!["given"], 404),
        (&manager, vec!["mine", "given"], 200),
        (&south, vec![], 404),
    ] {
        assert_eq!(actor.get("/v1/tasks").await.ok().each("title"), titles);
        actor.get(&path).await.is(status);
    }
    south.patch(&path, json!({"title": "x"})).if_match("*").await.problem(404, "not_found");
    assert_eq!(manager.get("/v1/tasks?owner_id=me").await.ok().data().len(), 0);
    assert_eq!(staff.get("/v1/tasks?owner_id=me").await.ok().each("title"), ["mine"]);
    let of_colleague = format!("/v1/tasks?owner_id={}", colleague.id);
    assert_eq!(manager.get(&of_colleague).await.ok().each("title"), ["given"]);

    let refused = staff.post("/v1/tasks", json!({"title": "x", "owner_id": south.id})).await;
    refused.problem(422, "invalid").fault("/owner_id", "not_found");
    let over = manager.patch(given.header("location"), json!({"owner_id": staff.id})).if_match("\"1\"").await.ok();
    assert_eq!(over.text("owner_id"), staff.id);
    colleague.get(given.header("location")).await.problem(404, "not_found");
}

#[actix_web::test]
async fn the_soonest_due_comes_first_over_all_pages() {
    let app = TestApp::start().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    for (title, due) in [
        ("e", None),
        ("c", Some("2026-03-01")),
        ("a", Some("2026-01-01")),
        ("d", Some("2026-03-01")),
        ("b", Some("2026-02-01")),
        ("f", None),
    ] {
        staff.post("/v1/tasks", json!({"title": title, "due_on": due})).await.created();
    }
    let mut titles = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = staff.get(&format!("/v1/tasks?limit=1{cursor}")).await.ok();
        titles.extend(page.each("title").into_iter().map(str::to_owned));
        if page.body["has_more"] == false {
            break;
        }
        cursor = format!("&cursor={}", page.text("next_cursor"));
    }
    assert_eq!(titles, ["a", "b", "c", "d", "e", "f"]);
}

#[actix_web::test]
async fn a_task_may_be_for_a_customer_who_exists() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let customer = admin.post("/v1/customers", json!({"name": "王小明", "phone": "13812345678"})).await.created().id();

    admin.post("/v1/tasks", json!({"title": "for", "customer_id": customer})).await.created();
    admin.post("/v1/tasks", json!({"title": "other"})).await.created();
    assert_eq!(admin.get(&format!("/v1/tasks?customer_id={customer}")).await.ok().each("title"), ["for"]);
    let nobody = json!({"title": "x", "customer_id": "cus_00000000000000000000000000"});
    admin.post("/v1/tasks", nobody).await.problem(422, "invalid").fault("/customer_id", "not_found");
    assert_eq!(app.count("tasks"), 2);
}

#[actix_web::test]
async fn each_wrong_part_of_a_task_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let gone = app.user("gone@example.com", Role::StoreStaff, &app.units.n1).await;
    app.sql(&format!("UPDATE users SET state = 'disabled' WHERE id = '{}'", gone.id));
    for (member, value, pointer, code) in [
        ("title", json!(""), "/title", "too_short"),
        ("title", json!("a\u{7}"), "/title", "malformed"),
        ("owner_id", json!("usr_x"), "/owner_id", "not_found"),
        ("owner_id", json!(gone.id), "/owner_id", "not_accepted"),
        ("due_on", json!("2026-02-30"), "/due_on", "malformed"),
        ("due_on", json!("1999-12-31"), "/due_on", "out_of_range"),
        ("due_on", json!("+12026-01-01"), "/due_on", "out_of_range"),
        ("state", json!("done"), "/state", "unknown_field"),
    ] {
        let mut body = json!({"title": "x"});
        body[member] = value;
        admin.post("/v1/tasks", body).await.problem(422, "invalid").fault(pointer, code);
    }
    admin.get("/v1/tasks?state=late").await.problem(400, "invalid_parameter").fault("state", "not_accepted");

    let key = app.key(&[Action::TasksRead, Action::TasksWrite], &app.units.group).await;
    key.post("/v1/tasks", json!({"title": "x"})).await.problem(422, "invalid").fault("/owner_id", "required");
    key.get("/v1/tasks?owner_id=me").await.problem(400, "invalid_parameter").fault("owner_id", "not_accepted");
    assert_eq!(app.count("tasks"), 0);
}

#[actix_web::test]
async fn nobody_makes_or_sees_a_task_on_a_customer_out_of_sight() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let units = &app.units;
    let manager = app.actor(Role::RegionManager, &units.north).await;
    let staff = app.actor(Role::StoreStaff, &units.n1).await;
    let mut people = Vec::new();
    for home in [&units.n1, &units.s1] {
        let person = json!({"name": "王小明", "home_unit_id": home});
        people.push(admin.post("/v1/customers", person).await.created().id());
    }
    let task = |owner: &str, customer: &str| json!({"title": "回访", "owner_id": owner, "customer_id": customer});
    manager.post("/v1/tasks", task(&staff.id, &people[0])).await.created();
    manager.post("/v1/tasks", task(&staff.id, &people[1])).await.fault("/customer_id", "not_found");
    let till = app.key(&[Action::TasksWrite], &units.north).await;
    till.post("/v1/tasks", task(&staff.id, &people[1])).await.fault("/customer_id", "not_found");

    let far = admin.post("/v1/tasks", task(&staff.id, &people[1])).await.created().id();
    let path = format!("/v1/tasks/{far}");
    staff.get(&path).await.ok();
    assert_eq!(staff.get("/v1/tasks").await.ok().data().len(), 2, "one's own, whomever they are about");
    manager.get(&path).await.problem(404, "not_found");
    manager.patch(&path, json!({"state": "done"})).if_match("*").await.problem(404, "not_found");
    assert_eq!(manager.get("/v1/tasks").await.ok().data().len(), 1);
    assert_eq!(manager.get(&format!("/v1/tasks?customer_id={}", people[1])).await.ok().data().len(), 0);
    assert_eq!(admin.get("/v1/tasks").await.ok().data().len(), 2);
}
