//! What a person may give away: for the case and in a calendar month, not for one entry, and never alone.

use futures_util::future::join_all;
use regulars_domain::period::{month_of, start_of_day};
use regulars_tests::{Action, Actor, Reply, Role, Value, json};

use super::{Scene, step};

fn gift(amount: i64) -> Value {
    json!({"kind": "gift", "amount": {"amount": amount, "currency": "CNY"}})
}

/// A case that was judged, of a category of its own.
async fn case(scene: &Scene, code: &str) -> String {
    let id = scene.other(code).await;
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    id
}

/// A card of whoever complains: the membership's path.
async fn card(scene: &Scene) -> String {
    let new = json!({"code": "fans", "name": "会员", "level_basis": "points", "points_per_unit": "1"});
    let programme = scene.admin.post("/v1/membership-programmes", new).await.created().id();
    let card = json!({"customer_id": scene.customer, "programme_id": programme, "card": "C-0001"});
    format!("/v1/memberships/{}", scene.admin.post("/v1/memberships", card).await.created().id())
}

fn last(case: &Reply) -> Value {
    case.body["compensations"].as_array().unwrap().last().unwrap().clone()
}

async fn promise(who: &Actor, id: &str, body: Value) -> Value {
    last(&step(who, id, "compensations", body).await.ok())
}

fn state(one: &Value) -> &str {
    one["state"].as_str().unwrap()
}

fn approval(one: &Value) -> String {
    format!("compensations/{}/approval", one["id"].as_str().unwrap())
}

#[actix_web::test]
async fn ten_times_twenty_thousand_points_are_stopped_in_one_case() {
    let scene = Scene::new().await;
    let membership = card(&scene).await;
    let store = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let id = case(&scene, "A").await;
    let points = json!({"kind": "points", "points": 20_000});
    let first = promise(&store, &id, points.clone()).await;
    assert_eq!(state(&first), "paid");
    for _ in 0..9 {
        let more = promise(&store, &id, points.clone()).await;
        assert_eq!((state(&more), more["approval_level"].as_str()), ("proposed", Some("region")));
        step(&store, &id, &approval(&more), json!({"approved": true})).await.problem(403, "own_work");
    }
    assert_eq!(scene.admin.get(&membership).await.ok().body["balance"], 20_000);
    let words = promise(&store, &id, json!({"kind": "apology"})).await;
    assert_eq!(state(&words), "approved", "words are free");
    assert!(scene.app.verify().is_clean());
}

#[actix_web::test]
async fn in_ten_cases_they_are_stopped_by_the_month_of_the_person() {
    let scene = Scene::new().await;
    let membership = card(&scene).await;
    let store = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let region = scene.app.actor(Role::RegionManager, &scene.app.units.north).await;
    let points = json!({"kind": "points", "points": 20_000});
    let mut states = Vec::new();
    for code in ["A", "B", "C", "D", "E", "F"] {
        let id = case(&scene, code).await;
        let one = promise(&store, &id, points.clone()).await;
        states.push(state(&one).to_owned());
        if code == "F" {
            assert_eq!(one["approval_level"], "region");
            assert_eq!(scene.app.count(&format!("tasks where owner_id = '{}'", region.id)), 1, "the region is asked");
            let given = step(&region, &id, &approval(&one), json!({"approved": true})).await.ok();
            assert_eq!(state(&last(&given)), "paid", "it counts for who decides");
        }
    }
    assert_eq!(states, ["paid", "paid", "paid", "paid", "paid", "proposed"]);
    assert_eq!(scene.admin.get(&membership).await.ok().body["balance"], 120_000);

    // What was given before the chain's month began does not count in it, what was given as it began does.
    let (from, _) = month_of(regulars_tests::now(), "Asia/Shanghai".parse().unwrap());
    assert_eq!(from, start_of_day(local_first(), "Asia/Shanghai".parse().unwrap()));
    let moved = |at: chrono::DateTime<chrono::Utc>| {
        let at = at.naive_utc().format("%Y-%m-%d %H:%M:%S");
        scene
            .app
            .sql(&format!("update complaint_compensations set decided_at = '{at}' where decided_by = '{}'", store.id));
    };
    moved(from);
    let id = case(&scene, "G").await;
    assert_eq!(state(&promise(&store, &id, gift(1)).await), "proposed");
    moved(from - chrono::Duration::seconds(1));
    assert_eq!(state(&promise(&store, &id, gift(1)).await), "approved");
}

/// The first day of this month in Shanghai.
fn local_first() -> chrono::NaiveDate {
    use chrono::Datelike;
    regulars_tests::today().with_day(1).unwrap()
}

#[actix_web::test]
async fn two_at_the_same_time_do_not_pass_together() {
    let scene = Scene::new().await;
    let store = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let mut ids = Vec::new();
    for code in ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J"] {
        ids.push(case(&scene, code).await);
    }
    let replies = join_all(ids.iter().map(|id| step(&store, id, "compensations", gift(20_000)))).await;
    let approved = replies.into_iter().filter(|reply| state(&last(reply)) == "approved").count();
    assert_eq!(approved, 5, "the month is 100,000");
    let id = case(&scene, "K").await;
    let other = scene.app.actor(Role::StoreManager, &scene.app.units.n1).await;
    let replies = join_all((0..8).map(|_| step(&other, &id, "compensations", gift(15_000)))).await;
    assert!(replies.iter().all(|reply| reply.status == 200 || reply.status == 409));
    let given = format!("complaint_compensations where complaint_id = '{id}' and state = 'approved'");
    assert_eq!(scene.app.count(&given), 1, "the case is 20,000");
}

#[actix_web::test]
async fn who_opened_a_case_gives_up_to_the_limits_and_never_approves_above_them() {
    let scene = Scene::new().await;
    let other = scene.app.admin().await;
    let id = case(&scene, "A").await;
    assert_eq!(state(&promise(&scene.admin, &id, gift(500_000)).await), "approved", "an administrator too");
    let more = promise(&scene.admin, &id, gift(1)).await;
    assert_eq!((state(&more), more["approval_level"].as_str()), ("proposed", Some("group")));
    assert_eq!(
        scene.app.count(&format!("tasks where owner_id = '{}'", scene.admin.id)),
        0,
        "nobody is asked about their own"
    );
    assert_eq!(scene.app.count(&format!("tasks where owner_id = '{}'", other.id)), 1);
    step(&scene.admin, &id, &approval(&more), json!({"approved": true})).await.problem(403, "own_work");
    step(&other, &id, &approval(&more), json!({"approved": true})).await.ok();

    // Promised by somebody else, the opener still does not approve it above the limits.
    let operations = scene.app.actor(Role::Operations, &scene.app.units.group).await;
    let id = case(&scene, "B").await;
    let large = promise(&operations, &id, gift(600_000)).await;
    step(&operations, &id, &approval(&large), json!({"approved": true})).await.problem(403, "own_work");
    step(&scene.admin, &id, &approval(&large), json!({"approved": true})).await.problem(403, "own_work");
    step(&other, &id, &approval(&large), json!({"approved": true})).await.ok();
}

#[actix_web::test]
async fn a_key_counts_as_its_maker() {
    let scene = Scene::new().await;
    let other = scene.app.admin().await;
    let key = scene
        .app
        .key(&[Action::ComplaintsWrite, Action::ComplaintsRead, Action::ComplaintsCompensate], &scene.app.units.group)
        .await;
    scene.app.sql(&format!("update api_keys set created_by = '{}' where id = '{}'", other.id, key.id));
    let id = key.post("/v1/complaints", scene.body()).await.created().id();
    step(&scene.admin, &id, "triage", json!({"severity": "general"})).await.ok();
    let one = promise(&key, &id, gift(600_000)).await;
    assert_eq!(state(&one), "proposed");
    step(&other, &id, &approval(&one), json!({"approved": true})).await.problem(403, "own_work");
    let small = promise(&key, &id, gift(1)).await;
    step(&other, &id, &approval(&small), json!({"approved": true})).await.ok();
    step(&scene.admin, &id, &approval(&one), json!({"approved": true})).await.ok();
}
