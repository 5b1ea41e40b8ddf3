//! What is kept on the disk, and who can read it.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use regulars::platform::identity::{keys::Keys, secrets};
use regulars_tests::{Backend, Role, TestApp, backend, json};

fn mode(path: &str) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn app_with_own_secret() -> TestApp {
    TestApp::with(|config| config.auth.secret = None).await
}

/// The database's file; none on PostgreSQL.
fn file_of(app: &TestApp) -> Option<String> {
    app.state.config.database.file().map(|file| file.display().to_string())
}

#[actix_web::test]
async fn the_files_are_their_owners_only() {
    let app = app_with_own_secret().await;
    app.admin().await.get("/v1/units").await.ok();
    let Some(file) = file_of(&app) else { return };
    for tail in ["", "-wal", "-shm", ".secrets"] {
        assert_eq!(mode(&format!("{file}{tail}")), 0o600, "{tail}");
    }
    assert_eq!(app.count("settings where name = 'secret'"), 0, "a copy of the database signs nothing");
}

#[actix_web::test]
async fn a_secret_that_an_earlier_version_kept_in_the_database_moves_beside_it() {
    let app = app_with_own_secret().await;
    let Some(file) = file_of(&app) else { return };
    std::fs::remove_file(format!("{file}.secrets")).unwrap();
    let kept = "an earlier version made this secret, 1234567890";
    app.sql(&format!(
        "insert into settings (name, version, value, effective_from, changed_by, changed_at) \
         values ('secret', 1, '{kept}', '2026-01-01', 'system', '2026-01-01 00:00:00')"
    ));
    let state = app.state.clone();
    let moved = tokio::task::spawn_blocking(move || secrets::of(&state.config, &state.store).unwrap()).await.unwrap();
    assert_eq!(moved, [kept]);
    assert_eq!(std::fs::read_to_string(format!("{file}.secrets")).unwrap().trim(), kept);
    assert_eq!(app.count("settings where name = 'secret'"), 0);
}

#[actix_web::test]
async fn a_rotated_secret_signs_no_more_and_what_it_signed_is_known() {
    let app = app_with_own_secret().await;
    app.user("someone@example.com", Role::Admin, &app.units.group).await;
    let before = secrets::of(&app.state.config, &app.state.store).unwrap();
    let link = app.state.keys.link_tag("a link in a mail");

    let state = app.state.clone();
    tokio::task::spawn_blocking(move || secrets::rotate(&state.config, &state.store).unwrap()).await.unwrap();

    let after = secrets::of(&app.state.config, &app.state.store).unwrap();
    assert_eq!((after.len(), &after[1..]), (2, &before[..]));
    let keys = Keys::ring(&after[0], &after[1..]);
    assert!(keys.is_link("a link in a mail", &link));
    assert_ne!(keys.link_tag("a link in a mail"), link);
    if let Some(file) = file_of(&app) {
        assert_eq!(mode(&format!("{file}.secrets")), 0o600);
        assert!(!PathBuf::from(format!("{file}.secrets.new")).exists());
    }
    assert_eq!(app.count("settings where name = 'secret'"), if backend() == Backend::Sqlite { 0 } else { 2 });
    let body = json!({"email": "someone@example.com", "password": regulars_tests::PASSWORD});
    app.nobody().post("/v1/auth/login", body).await.ok();
}

#[actix_web::test]
async fn a_secret_of_the_settings_is_rotated_there() {
    let app = TestApp::start().await;
    assert!(secrets::rotate(&app.state.config, &app.state.store).is_err());
    let mut config = app.state.config.as_ref().clone();
    config.auth.previous_secrets = vec!["the secret before that one, long enough".to_owned()];
    assert_eq!(secrets::of(&config, &app.state.store).unwrap().len(), 2);
}
