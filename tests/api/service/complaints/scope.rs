//! Who sees a case: the people of its own store and above, its owner, its task force.

use regulars_tests::{Role, json};

use super::Scene;

#[actix_web::test]
async fn a_case_belongs_to_its_own_store() {
    let scene = Scene::new().await;
    let units = scene.app.units.clone();
    let id = scene.complaint().await;
    let path = format!("/v1/complaints/{id}");
    for (role, unit, sees) in [
        (Role::StoreStaff, &units.n1, true),
        (Role::StoreStaff, &units.n2, false),
        (Role::RegionManager, &units.north, true),
        (Role::RegionManager, &units.south, false),
        (Role::Auditor, &units.group, true),
    ] {
        let who = scene.app.actor(role, unit).await;
        assert_eq!(who.get(&path).await.status, if sees { 200 } else { 404 }, "{role}");
        assert_eq!(who.get("/v1/complaints").await.ok().data().len(), usize::from(sees), "{role}");
        assert_eq!(who.get(&format!("{path}/events")).await.status, if sees { 200 } else { 404 }, "{role}");
    }
    let away = scene.app.actor(Role::ServiceAgent, &units.south).await;
    scene.admin.patch(&path, json!({"owner_id": away.id})).if_match("*").await.ok();
    away.get(&path).await.ok();
    assert_eq!(away.get("/v1/complaints").await.ok().each("id"), [id.as_str()], "the owner always sees it");
    away.post(&format!("{path}/events"), json!({"kind": "contact", "text": "已联系"})).await.created();
    let closed = away.post(&format!("{path}/events"), json!({"kind": "closed", "text": "x"})).await;
    closed.problem(422, "invalid").fault("/kind", "not_accepted");
}
