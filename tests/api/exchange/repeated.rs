//! The same file again, and the same rows out of another file.

use regulars_tests::{Role, json};

use super::imports::{app, draft, run, upload};

const FILE: &str = include_str!("../../data/same-file-twice.csv");

#[actix_web::test]
async fn the_same_file_is_known_by_its_bytes_and_taken_again_only_when_that_is_said() {
    let (app, admin) = app().await;
    let kind = json!({"kind": "purchases", "options": {"mode": "history"}});
    let first = draft(&admin, kind.clone()).await;
    let sent = upload(&admin, &first, FILE).await.ok();
    assert_eq!(sent.text("fingerprint").len(), 64);
    run(&app, &admin, &first).await;
    let customer = admin.get("/v1/customers").await.ok().data()[0].clone();
    assert_eq!(customer["metrics"]["net_spend"]["amount"], 270_000);

    let second = draft(&admin, kind.clone()).await;
    upload(&admin, &second, FILE).await.ok();
    let runs = format!("/v1/imports/{second}/runs");
    let refused = admin.post(&runs, json!({})).once().await.problem(409, "import_repeated");
    assert_eq!(refused.text("import_id"), first);
    let chinese = admin.post(&runs, json!({})).header("Accept-Language", "zh-CN").once().await;
    assert!(chinese.problem(409, "import_repeated").text("detail").contains("同一文件"));
    assert_eq!(app.count("purchases"), 2);

    // Tried it may be.
    admin.post(&format!("/v1/imports/{second}/dry-runs"), json!({})).await.accepted();
    app.run_jobs().await;
    let tried = admin.get(&format!("/v1/imports/{second}")).await.ok();
    assert_eq!((&tried.body["counts"]["rejected"], tried.text("state")), (&json!(2), "checked"));
    let why = admin.get(&format!("/v1/imports/{second}/rejections")).await.ok();
    assert_eq!(why.data()[0]["reasons"][0]["code"], "same_elsewhere");
    assert!(why.data()[0]["reasons"][0]["detail"].as_str().unwrap().contains(&first));

    let path = format!("/v1/imports/{second}");
    admin.patch(&path, json!({"options": {"repeat": true}})).if_match(tried.etag()).await.ok();
    let done = run(&app, &admin, &second).await;
    assert_eq!((&done["counts"]["purchases_created"], &done["counts"]["rejected"]), (&json!(2), &json!(0)));
    assert_eq!(app.count("purchases"), 4);
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

#[actix_web::test]
async fn packed_it_is_the_same_file_and_a_foreign_one_is_not_named() {
    use std::io::Write;

    let (app, admin) = app().await;
    let first = draft(&admin, json!({"kind": "purchases"})).await;
    upload(&admin, &first, FILE).await.ok();
    run(&app, &admin, &first).await;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(FILE.as_bytes()).unwrap();
    let north = app.actor(Role::Operations, &app.units.north).await;
    let own = draft(&north, json!({"kind": "purchases", "options": {"unit_id": app.units.n1}})).await;
    upload(&north, &own, packed.finish().unwrap()).await.ok();
    let refused = north.post(&format!("/v1/imports/{own}/runs"), json!({})).once().await;
    let refused = refused.problem(409, "import_repeated");
    assert_eq!(refused.body.get("import_id"), None, "the import is another's");
}

#[actix_web::test]
async fn rows_without_a_number_out_of_another_file_are_held() {
    let (app, admin) = app().await;
    let first = draft(&admin, json!({"kind": "purchases"})).await;
    upload(&admin, &first, FILE).await.ok();
    run(&app, &admin, &first).await;
    let overlapping = format!("{FILE}2026-11-12,15400990103,5.00,豆花\n2026-11-10,15400990103,1800.00,豆花\n");
    let second = draft(&admin, json!({"kind": "purchases"})).await;
    upload(&admin, &second, overlapping).await.ok();
    let counts = run(&app, &admin, &second).await["counts"].clone();
    assert_eq!(
        (&counts["purchases_created"], &counts["rejected"], &counts["outcomes"]["held"]),
        (&json!(2), &json!(2), &json!(2))
    );
    let held = admin.get(&format!("/v1/imports/{second}/rejections")).await.ok();
    assert_eq!((&held.data()[0]["line"], &held.data()[1]["line"]), (&json!(2), &json!(3)));
    assert_eq!(app.count("purchases"), 4);
}

#[actix_web::test]
async fn a_file_of_which_no_row_was_taken_may_simply_come_again() {
    let (app, admin) = app().await;
    let file = "phone,date,amount\n,2026-11-10,1.00\n";
    for _ in 0..2 {
        let id = draft(&admin, json!({"kind": "purchases"})).await;
        upload(&admin, &id, file).await.ok();
        assert_eq!(run(&app, &admin, &id).await["counts"]["rejected"], 1);
    }
}
