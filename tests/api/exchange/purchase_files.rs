//! What rows of purchases say: currencies, moments, channels, returned goods, numbers that are the file's own.

use regulars_tests::{Actor, TestApp, Value, json};

use super::imports::{app, draft, run, upload, uploaded};

/// The rejected rows: line and code of the first reason.
async fn refused(admin: &Actor, id: &str) -> Vec<(i64, String)> {
    let listed = admin.get(&format!("/v1/imports/{id}/rejections?limit=100")).await.ok();
    let row = |row: &Value| (row["line"].as_i64().unwrap(), row["reasons"][0]["code"].as_str().unwrap().to_owned());
    listed.data().iter().map(row).collect()
}

fn rows(expected: &[(i64, &str)]) -> Vec<(i64, String)> {
    expected.iter().map(|(line, code)| (*line, (*code).to_owned())).collect()
}

fn clean(app: &TestApp) {
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
}

/// Runs a file without ids of a partner as history.
async fn history(app: &TestApp, admin: &Actor, text: &str) -> (String, Value) {
    let id = draft(admin, json!({"kind": "purchases", "options": {"mode": "history"}})).await;
    upload(admin, &id, text).await.ok();
    let done = run(app, admin, &id).await;
    (id, done["counts"].clone())
}

#[actix_web::test]
async fn an_amount_of_another_currency_is_refused() {
    let (app, admin) = app().await;
    let (id, counts) = history(&app, &admin, include_str!("../../data/foreign-sign.csv")).await;
    assert_eq!((&counts["accepted"], &counts["rejected"]), (&json!(0), &json!(2)));
    assert_eq!(refused(&admin, &id).await, rows(&[(2, "other_currency"), (3, "other_currency")]));
    assert_eq!(app.count("purchases"), 0);
}

#[actix_web::test]
async fn a_day_and_its_time_may_stand_in_two_columns() {
    let (app, admin) = app().await;
    let (_, counts) = history(&app, &admin, include_str!("../../data/date-and-time-cols.csv")).await;
    assert_eq!(counts["purchases_created"], 2);
    let listed = admin.get("/v1/purchases").await.ok();
    assert_eq!(listed.each("occurred_at"), ["2026-11-03T01:10:00.000Z", "2026-11-02T05:05:00.000Z"]);
    clean(&app);
}

#[actix_web::test]
async fn channels_are_understood_in_a_shops_own_words() {
    let (app, admin) = app().await;
    let (_, counts) = history(&app, &admin, include_str!("../../data/own-words-purchases.csv")).await;
    assert_eq!((&counts["purchases_created"], &counts["rejected"]), (&json!(4), &json!(0)));
    for (channel, purchases) in [("delivery", 2), ("in_store", 1), ("online", 1)] {
        assert_eq!(app.count(&format!("purchases where channel = '{channel}'")), purchases, "{channel}");
    }
    clean(&app);
}

#[actix_web::test]
async fn goods_that_came_back_are_a_refund_of_their_purchase() {
    let (app, admin) = app().await;
    let file = include_str!("../../data/returns.csv");
    let id = uploaded(&admin, "purchases", file).await;
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!(
        (&counts["purchases_created"], &counts["refunds_created"], &counts["rejected"]),
        (&json!(1), &json!(1), &json!(1)),
        "{counts}"
    );
    assert_eq!(refused(&admin, &id).await, rows(&[(4, "return_without_purchase")]), "a person decides");
    let bought = "purchases where external_id = 'T-1' and refunded_minor = 1000 and net_minor = 1000";
    assert_eq!(app.count(bought), 1);
    assert_eq!(app.count("refund_lines where quantity = 1000 and amount = 1000"), 1);
    assert_eq!(app.count("customer_metrics where net_minor = 1000 and purchases = 1"), 1);
    clean(&app);

    let again = uploaded(&admin, "purchases", &format!("{file}\n")).await;
    let counts = run(&app, &admin, &again).await["counts"].clone();
    assert_eq!((&counts["unchanged"], &counts["refunds_created"]), (&json!(1), &json!(0)), "the refund is known");
    assert_eq!(app.count("refunds"), 1);

    let more = "order no,date,phone,amount,qty\nT-1,2026-11-04,15400990104,-10.00,-1\n";
    let later = uploaded(&admin, "purchases", more).await;
    let counts = run(&app, &admin, &later).await["counts"].clone();
    assert_eq!((&counts["refunds_created"], &counts["rejected"]), (&json!(1), &json!(0)), "its purchase is known");
    assert_eq!(app.count("purchases where external_id = 'T-1' and state = 'refunded' and net_minor = 0"), 1);
    clean(&app);

    let beyond = uploaded(&admin, "purchases", &more.replace("11-04", "11-05")).await;
    let counts = run(&app, &admin, &beyond).await["counts"].clone();
    assert_eq!((&counts["refunds_created"], &counts["rejected"]), (&json!(0), &json!(1)), "nothing is left of it");
    assert_eq!(refused(&admin, &beyond).await, rows(&[(2, "refund_exceeds")]));
}

#[actix_web::test]
async fn a_purchase_that_came_back_whole_counts_for_nothing() {
    let (app, admin) = app().await;
    let file = "order no,date,phone,amount,product\nT-1,2026-11-02,15400990104,20.00,tea\nT-1,2026-11-02,15400990104,5.00,cake\n\
        T-1,2026-11-03,15400990104,-5.00,cake\nT-1,2026-11-03,15400990104,-20.00,tea\n";
    let id = uploaded(&admin, "purchases", file).await;
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!((&counts["purchases_created"], &counts["refunds_created"]), (&json!(1), &json!(2)));
    assert_eq!(app.count("purchases where state = 'refunded' and net_minor = 0"), 1);
    assert_eq!(app.count("customer_metrics where purchases = 0 and net_minor = 0"), 1);
    assert_eq!(app.count("purchase_lines where number = 2 and refunded_amount = 500"), 1, "the goods that are named");
    clean(&app);
}

#[actix_web::test]
async fn receipt_numbers_may_be_the_files_own() {
    let (app, admin) = app().await;
    let file = include_str!("../../data/receipts-split.csv");
    let id = draft(&admin, json!({"kind": "purchases", "options": {"mode": "history"}})).await;
    upload(&admin, &id, file).await.ok();
    let run_path = format!("/v1/imports/{id}/runs");
    admin.post(&run_path, json!({})).once().await.problem(422, "invalid").fault("/options/partner", "required");
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    let own = json!({"options": {"own_numbers": true}});
    admin.patch(&format!("/v1/imports/{id}"), own).if_match(import.etag()).await.ok();
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!(counts["purchases_created"], 2);
    assert_eq!(app.count("purchases where external_id = 'R-1' and net_minor = 4000 and partner is null"), 1);
    assert_eq!(app.count("external_refs"), 0, "the number means nothing beyond the file");
    clean(&app);

    let other = file.replace("11-02", "11-03");
    let id = draft(&admin, json!({"kind": "purchases", "options": {"own_numbers": true}})).await;
    upload(&admin, &id, other).await.ok();
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!((&counts["purchases_created"], &counts["rejected"]), (&json!(2), &json!(0)), "another R-1");
    clean(&app);
}

#[actix_web::test]
async fn a_file_that_unpacks_to_more_than_is_taken_is_refused() {
    use std::io::Write;

    let app = TestApp::with(|config| config.http.max_unpacked = 1 << 20).await;
    let admin = app.admin().await;
    let packed = |text: &[u8]| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packed.write_all(text).unwrap();
        packed.finish().unwrap()
    };
    let bomb = packed(&[b"name,phone\n".to_vec(), vec![b'0'; 20 << 20]].concat());
    assert!(bomb.len() < 40_000);
    let id = draft(&admin, json!({"kind": "customers"})).await;
    upload(&admin, &id, bomb).await.problem(413, "body_too_large");
    admin.get(&format!("/v1/imports/{id}/preview")).await.problem(409, "conflict");
    admin.post(&format!("/v1/imports/{id}/runs"), json!({})).once().await.problem(409, "conflict");
    upload(&admin, &id, packed(b"name,phone\nAnna,13812345678\n")).await.ok();
    assert_eq!(run(&app, &admin, &id).await["counts"]["customers_created"], 1);
}
