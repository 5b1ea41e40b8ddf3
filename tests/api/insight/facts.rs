//! Facts in files: whatever becomes of the files, the answer is that of the database.

use std::fs;
use std::path::{Path, PathBuf};

use parquet::file::reader::{FileReader, SerializedFileReader};
use regulars_tests::{Actor, Process, TestApp, Value, json};

use super::structure::{bought, customer, recorded_then};

const PATH: &str = "/v1/analytics/structure?by=unit";

/// An app that seals facts in a folder of its own.
async fn sealing(folder: &Path) -> TestApp {
    let path = folder.to_owned();
    TestApp::with(move |config| config.facts_folder = Some(path)).await
}

fn new_folder() -> PathBuf {
    std::env::temp_dir().join(format!("facts-{}", regulars_domain::ids::make("")))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    files_of("facts-", folder)
}

fn files_of(kind: &str, folder: &Path) -> Vec<PathBuf> {
    let all = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    all.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with(kind)).collect()
}

/// Changes one bit in the middle of a file.
fn damage(path: &Path) {
    let mut bytes = fs::read(path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(path, bytes).unwrap();
}

fn manifest(folder: &Path) -> Value {
    serde_json::from_slice(&fs::read(folder.join("manifest.json")).unwrap()).unwrap()
}

fn write_manifest(folder: &Path, manifest: &Value) {
    fs::write(folder.join("manifest.json"), manifest.to_string()).unwrap();
}

/// How many rows a file has.
fn rows(path: &Path) -> i64 {
    let reader = SerializedFileReader::new(fs::File::open(path).unwrap()).unwrap();
    reader.metadata().file_metadata().num_rows()
}

async fn end(admin: &Actor) -> i64 {
    admin.get(PATH).await.ok().body["total"]["end"].as_i64().unwrap()
}

/// Three customers who bought when nobody had sealed yet, and an anonymous sale.
async fn fill(app: &TestApp, admin: &Actor) -> Vec<String> {
    let mut ids = Vec::new();
    for days in [30, 40, 50] {
        let id = customer(admin, &app.units.n1).await;
        bought(admin, &id, &app.units.n1, days).await;
        ids.push(id);
    }
    let sale = json!({"anonymous": true, "unit_id": app.units.n1, "occurred_at": regulars_tests::now().to_rfc3339(),
        "lines": [{"amount": {"amount": 100, "currency": "CNY"}}]});
    admin.post("/v1/purchases", sale).once().await.created();
    recorded_then(app);
    ids
}

#[actix_web::test]
async fn what_is_sealed_and_what_is_younger_make_one_answer() {
    let folder = new_folder();
    let app = sealing(&folder).await;
    let admin = app.admin().await;
    let ids = fill(&app, &admin).await;
    assert_eq!(end(&admin).await, 3);
    let sealed = manifest(&folder);
    assert_eq!(sealed["files"][0]["rows"], 3, "the anonymous sale of just now is too young");
    assert_eq!(files(&folder).len(), 1);
    // A late purchase, a refund and a merge after the mark.
    let late = customer(&admin, &app.units.n1).await;
    bought(&admin, &late, &app.units.n1, 35).await;
    let purchase = admin.get(&format!("/v1/purchases?customer_id={}", ids[0])).await.ok().data()[0]["id"].clone();
    let path = format!("/v1/purchases/{}/refunds", purchase.as_str().unwrap());
    admin.post(&path, json!({"lines": [{"number": 1}]})).once().await.created();
    admin.post(&format!("/v1/customers/{}/merge", ids[1]), json!({"merged_id": ids[2]})).await.created();
    assert_eq!(end(&admin).await, 2);
    assert_eq!(manifest(&folder), sealed, "nothing is sealed twice within an hour");
    // Older by two hours, it is brought forward by what changed since, and a later file replaces an earlier one.
    let mut older = sealed.clone();
    older["mark"] = json!((regulars_tests::now() - chrono::TimeDelta::hours(2)).naive_utc());
    write_manifest(&folder, &older);
    let then = (regulars_tests::now() - chrono::TimeDelta::hours(1)).format("%Y-%m-%d %H:%M:%S");
    app.sql(&format!("update purchases set updated_at = '{then}' where updated_at > '{then}'"));
    assert_eq!(end(&admin).await, 2);
    assert_eq!(files(&folder).len(), 2);
    let whole = admin.get(PATH).await.ok().body;
    fs::remove_dir_all(&folder).unwrap();
    assert_eq!(admin.get(PATH).await.ok().body, whole, "made anew, it is the same");
    fs::remove_dir_all(&folder).unwrap();
}

#[actix_web::test]
async fn what_cannot_be_trusted_is_made_anew() {
    let folder = new_folder();
    let app = sealing(&folder).await;
    let admin = app.admin().await;
    fill(&app, &admin).await;
    let expected = admin.get(PATH).await.ok().body;
    let good = manifest(&folder);
    type Damage = fn(&Path, &Value);
    let damages: [(&str, Damage); 9] = [
        ("a damaged file", |folder, _| damage(&files(folder)[0])),
        ("damaged people", |folder, _| damage(&files_of("people-", folder)[0])),
        ("people who are gone", |folder, _| fs::remove_file(&files_of("people-", folder)[0]).unwrap()),
        ("a file that was cut short", |folder, _| {
            let path = files(folder).remove(0);
            let bytes = fs::read(&path).unwrap();
            fs::write(path, &bytes[..bytes.len() / 2]).unwrap();
        }),
        ("a file that is gone", |folder, _| fs::remove_file(files(folder).remove(0)).unwrap()),
        ("no manifest", |folder, _| fs::remove_file(folder.join("manifest.json")).unwrap()),
        ("half a manifest", |folder, good| {
            let text = good.to_string();
            fs::write(folder.join("manifest.json"), &text[..text.len() / 2]).unwrap();
        }),
        ("an older format", |folder, good| {
            let mut other = good.clone();
            other["format"] = json!(0);
            write_manifest(folder, &other);
        }),
        ("another database", |folder, good| {
            let mut other = good.clone();
            other["database"] = json!("unit_01ARZ3NDEKTSV4RRFFQ69G5FAV");
            write_manifest(folder, &other);
        }),
    ];
    for (name, damage) in damages {
        damage(&folder, &good);
        fs::write(folder.join("new.parquet"), "left over").unwrap();
        assert_eq!(admin.get(PATH).await.ok().body, expected, "{name}");
        let mut again = manifest(&folder);
        again["mark"] = good["mark"].clone();
        assert_eq!(again, good, "{name}");
        let names: Vec<PathBuf> = files(&folder);
        assert_eq!(names.len(), 1, "{name}: {names:?}");
    }
    let mut restored = good.clone();
    restored["newest"] = json!("pur_01ARZ3NDEKTSV4RRFFQ69G5FAV");
    write_manifest(&folder, &restored);
    assert_eq!(admin.get(PATH).await.ok().body, expected, "of a database that was put back to an older copy");
    assert_eq!(manifest(&folder)["newest"], good["newest"]);
    fs::remove_dir_all(&folder).unwrap();
}

#[actix_web::test]
async fn verify_holds_what_is_sealed_against_the_rows() {
    let folder = new_folder();
    let app = sealing(&folder).await;
    let admin = app.admin().await;
    fill(&app, &admin).await;
    end(&admin).await;
    assert!(manifest(&folder)["files"][0]["rows"] == 3);
    assert!(app.verify().is_clean());
    app.sql("update purchase_lines set quantity = quantity + 1000 where purchase_id = (select min(id) from purchases)");
    let report = app.verify();
    let facts: Vec<_> = report.differences.iter().filter(|one| one.field.starts_with("facts.")).collect();
    assert_eq!(facts.len(), 1, "{:?}", report.differences);
    assert!(facts[0].field.ends_with(".sales"), "{}", facts[0]);
    assert!(facts[0].stored.starts_with("1 lines, quantity 1000,"), "{}", facts[0]);
    assert!(facts[0].expected.starts_with("1 lines, quantity 2000,"), "{}", facts[0]);
    fs::remove_dir_all(&folder).unwrap();
}

#[actix_web::test]
async fn two_at_once_do_no_harm_and_a_folder_that_cannot_be_written_costs_time_only() {
    let folder = new_folder();
    let app = sealing(&folder).await;
    let admin = app.admin().await;
    fill(&app, &admin).await;
    let (one, two) = futures_util::future::join(async { admin.get(PATH).await }, async { admin.get(PATH).await }).await;
    assert_eq!(one.ok().body, two.ok().body);
    assert_eq!(manifest(&folder)["files"].as_array().unwrap().len(), 1);
    fs::remove_dir_all(&folder).unwrap();
    fs::write(&folder, "no folder").unwrap();
    assert_eq!(end(&admin).await, 3);
    fs::remove_file(&folder).unwrap();
}

#[actix_web::test]
async fn the_export_has_every_fact_and_what_its_numbers_stand_for() {
    let folder = new_folder();
    let app = sealing(&folder).await;
    let admin = app.admin().await;
    let ids = fill(&app, &admin).await;
    let purchase = admin.get(&format!("/v1/purchases?customer_id={}", ids[0])).await.ok().data()[0]["id"].clone();
    let path = format!("/v1/purchases/{}/refunds", purchase.as_str().unwrap());
    admin.post(&path, json!({"lines": [{"number": 1}]})).once().await.created();
    admin.post(&format!("/v1/customers/{}/merge", ids[1]), json!({"merged_id": ids[2]})).await.created();
    let (out, changes) = (new_folder(), app.count("tier_changes"));
    assert!(changes >= 3);

    let (said, code) = Process::run(&app.database.url, &["facts", "export", out.to_str().unwrap()], "");

    assert_eq!(code, Some(0), "{said}");
    assert!(said.starts_with("5 facts "), "three purchases, a refund and an anonymous sale: {said}");
    let units = app.count("units");
    for (name, expected) in
        [("facts", 5), ("customers", 3), ("units", units), ("products", 0), ("tiers", changes), ("merges", 1)]
    {
        assert_eq!(rows(&out.join(format!("{name}.parquet"))), expected, "{name}");
    }
    // Never over what is there.
    let (_, code) = Process::run(&app.database.url, &["facts", "export", out.to_str().unwrap()], "");
    assert_ne!(code, Some(0));
    fs::remove_dir_all(&out).unwrap();
    let _ = fs::remove_dir_all(&folder);
}
