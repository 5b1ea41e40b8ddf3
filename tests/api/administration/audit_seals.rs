//! The audit trail is only added to, and what is changed past the database's own refusal is found by `verify`.

use regulars::administration::audit_events::seal::SealAudit;
use regulars_tests::{Actor, TestApp, json, let_audit_be_changed};

/// Sealed deeds in several blocks: the products of each.
async fn sealed() -> (TestApp, Vec<String>) {
    let app = TestApp::with(|config| config.audit.settle_seconds = 0).await;
    let admin = app.admin().await;
    let mut made = Vec::new();
    for block in 1..=3 {
        for number in 1..=2 {
            made.push(product(&admin, &format!("P-{block}-{number}")).await);
        }
        seal(&app).await;
        assert_eq!(app.count("audit_blocks"), block);
    }
    assert!(app.verify().is_clean());
    (app, made)
}

async fn product(admin: &Actor, code: &str) -> String {
    admin.post("/v1/products", json!({"code": code, "name": code})).await.created().id()
}

async fn seal(app: &TestApp) {
    app.enqueue(&SealAudit::default());
    app.run_jobs().await;
}

/// The fields in which `verify` finds something.
fn found(app: &TestApp) -> Vec<String> {
    app.verify().differences.into_iter().map(|difference| difference.field).collect()
}

#[actix_web::test]
async fn the_database_refuses_to_change_or_delete() {
    let (app, _) = sealed().await;
    for statement in [
        "update audit_events set detail = '{}'",
        "update audit_events set actor_id = 'usr_0'",
        "update audit_events set digest = ''",
        "delete from audit_events",
        "update audit_blocks set seal = ''",
        "delete from audit_blocks",
    ] {
        let refused = app.db().execute(statement).unwrap_err().to_string();
        assert!(refused.contains("only added to"), "{statement}: {refused}");
    }
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn a_changed_row_is_found() {
    for (change, fields) in [
        ("detail = '{\"code\":\"Q\"}'", vec!["audit.{id}.detail"]),
        ("actor_name = 'somebody'", vec!["audit.{id}.detail"]),
        ("actor_id = 'usr_0'", vec!["audit.block.2.rows"]),
        ("action = 'products.change'", vec!["audit.block.2.rows"]),
        ("salt = null, digest = ''", vec!["audit.block.2.rows", "audit.{id}.detail"]),
    ] {
        let (app, products) = sealed().await;
        let_audit_be_changed(&mut app.db());
        app.sql(&format!("update audit_events set {change} where subject_id = '{}'", products[2]));
        let id = app
            .verify()
            .differences
            .iter()
            .find_map(|one| one.field.split('.').find(|part| part.starts_with("aud_")).map(str::to_owned));
        let expected: Vec<String> =
            fields.iter().map(|field| field.replace("{id}", id.as_deref().unwrap_or(""))).collect();
        assert_eq!(found(&app), expected, "{change}");
    }
}

#[actix_web::test]
async fn a_removed_and_an_added_row_are_found() {
    let (app, products) = sealed().await;
    let_audit_be_changed(&mut app.db());
    app.sql(&format!("delete from audit_events where subject_id = '{}'", products[2]));
    assert_eq!(found(&app), ["audit.block.2.events", "audit.block.2.rows"]);

    let (app, products) = sealed().await;
    let columns = "at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail, salt, digest";
    app.sql(&format!(
        "insert into audit_events (id, {columns}) select id || '0', {columns} from audit_events where subject_id = '{}'",
        products[2]
    ));
    assert_eq!(found(&app), ["audit.block.2.events", "audit.block.2.rows"]);
}

#[actix_web::test]
async fn a_changed_or_removed_seal_is_found() {
    let (app, _) = sealed().await;
    let_audit_be_changed(&mut app.db());
    app.sql("update audit_blocks set seal = 'x' where number = 2");
    assert_eq!(found(&app), ["audit.block.2.seal", "audit.block.3.previous"]);

    let (app, _) = sealed().await;
    let_audit_be_changed(&mut app.db());
    app.sql("delete from audit_blocks where number = 2");
    let fields = found(&app);
    assert!(fields.contains(&"audit.block.3.number".to_owned()), "{fields:?}");
    assert!(fields.contains(&"audit.block.3.previous".to_owned()), "{fields:?}");
}

#[actix_web::test]
async fn the_seals_hold_when_values_are_erased() {
    let (app, products) = sealed().await;
    // As a customer's values are to be erased; only so may an event be changed.
    let of = &products[2];
    app.sql(&format!(
        "update audit_events set actor_name = '', detail = '{{}}', salt = null where subject_id = '{of}'"
    ));
    let left = "audit_events where detail = '{}' and salt is null and actor_name = ''";
    assert_eq!(app.count(left), 1);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn what_is_past_its_time_leaves_its_seal() {
    let app = TestApp::with(|config| {
        config.audit.settle_seconds = 0;
        config.audit.keep_days = 1;
    })
    .await;
    let admin = app.admin().await;
    product(&admin, "P1").await;
    seal(&app).await;
    product(&admin, "P2").await;
    seal(&app).await;
    assert_eq!((app.count("audit_blocks"), app.count("audit_events")), (2, 2));
    let_audit_be_changed(&mut app.db());
    app.sql("update audit_blocks set sealed_at = '2020-01-01 00:00:00' where number = 1");
    seal(&app).await;
    assert_eq!((app.count("audit_blocks"), app.count("audit_events")), (2, 1));
    assert_eq!(app.count("audit_blocks where dropped_at is not null"), 1);
    assert!(app.verify().is_clean(), "{:?}", found(&app));
}

#[actix_web::test]
async fn a_row_of_a_former_version_is_sealed_too() {
    let app = TestApp::with(|config| config.audit.settle_seconds = 0).await;
    app.sql(
        "insert into audit_events (id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail) \
         values ('aud_0', '2026-01-01 00:00:00', 'user', 'usr_0', 'Anna', 'users.create', 'user', 'usr_1', '{\"email\":\"a\"}')",
    );
    seal(&app).await;
    assert_eq!(app.count("audit_events where digest <> '' and salt is not null"), 1);
    assert!(app.verify().is_clean());
}
