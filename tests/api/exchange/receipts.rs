//! Receipts in files of purchases: taken whole or not at all, wherever their rows stand.

use regulars_tests::{Actor, TestApp, Value, json};

use super::imports::{app, run, uploaded};

const SPLIT: &str = include_str!("../../data/receipts-split.csv");
const WHOLE: &str = include_str!("../../data/receipts-whole.csv");

/// Every purchase with its lines, by receipt number, without ids and moments of recording.
async fn booked(app: &TestApp, admin: &Actor) -> Value {
    let listed = admin.get("/v1/purchases?limit=100").await.ok();
    let mut booked = Vec::new();
    for purchase in listed.data() {
        let read = admin.get(&format!("/v1/purchases/{}", purchase["id"].as_str().unwrap())).await.ok();
        let lines: Vec<Value> = read.body["lines"]
            .as_array()
            .unwrap()
            .iter()
            .map(|line| json!([line["number"], line["description"], line["amount"]]))
            .collect();
        booked.push(json!([read.body["external_id"], read.body["net"], lines]));
    }
    booked.sort_by_key(|purchase| purchase[0].as_str().unwrap_or_default().to_owned());
    let report = app.verify();
    assert!(report.is_clean(), "{:#?}", report.differences);
    json!(booked)
}

fn reasons(row: &Value) -> Vec<&str> {
    row["reasons"].as_array().unwrap().iter().map(|reason| reason["code"].as_str().unwrap()).collect()
}

#[actix_web::test]
async fn a_receipt_is_one_purchase_wherever_its_rows_stand() {
    let mut outcomes = Vec::new();
    for text in [SPLIT, WHOLE] {
        let (app, admin) = app().await;
        let id = uploaded(&admin, "purchases", text).await;
        let done = run(&app, &admin, &id).await;
        assert_eq!((&done["counts"]["purchases_created"], &done["counts"]["rows"]), (&json!(2), &json!(3)));
        outcomes.push(booked(&app, &admin).await);
    }
    assert_eq!(outcomes[0], outcomes[1]);
    let first = &outcomes[0][0];
    assert_eq!(first[0], "R-1");
    assert_eq!(first[1], json!({"amount": 4000, "currency": "CNY"}));
    assert_eq!((&first[2][0][1], &first[2][1][1]), (&json!("芋圆"), &json!("仙草")), "in the order of the file");
}

#[actix_web::test]
async fn the_other_order_is_the_same_purchase() {
    let (app, admin) = app().await;
    let first = uploaded(&admin, "purchases", WHOLE).await;
    run(&app, &admin, &first).await;
    let second = uploaded(&admin, "purchases", SPLIT).await;
    let counts = run(&app, &admin, &second).await["counts"].clone();
    assert_eq!(
        (&counts["unchanged"], &counts["purchases_created"], &counts["rejected"]),
        (&json!(2), &json!(0), &json!(0))
    );
}

#[actix_web::test]
async fn a_receipt_with_a_bad_row_is_refused_whole_and_mended_whole() {
    let (app, admin) = app().await;
    let file = SPLIT.replace("30.00", "thirty");
    let id = uploaded(&admin, "purchases", &file).await;

    let tried = admin.post(&format!("/v1/imports/{id}/dry-runs"), json!({})).await.accepted().id();
    app.run_jobs().await;
    assert_eq!(admin.get(&format!("/v1/jobs/{tried}")).await.ok().text("state"), "succeeded");
    let counts = admin.get(&format!("/v1/imports/{id}")).await.ok().body["counts"].clone();
    assert_eq!((&counts["accepted"], &counts["rejected"]), (&json!(1), &json!(2)), "the dry run says the same");

    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!(
        (&counts["accepted"], &counts["rejected"], &counts["purchases_created"]),
        (&json!(1), &json!(2), &json!(1))
    );
    let refused = admin.get(&format!("/v1/imports/{id}/rejections")).await.ok();
    let rows = refused.data();
    assert_eq!((&rows[0]["line"], &rows[1]["line"]), (&json!(2), &json!(4)));
    assert_eq!((reasons(&rows[0]), reasons(&rows[1])), (vec!["other_row"], vec!["unreadable"]));
    assert!(rows[0]["reasons"][0]["detail"].as_str().unwrap().ends_with("rejected: 4"), "{}", rows[0]);
    assert_eq!(app.count("purchases where external_id = 'R-1'"), 0);

    let csv = admin.get(&format!("/v1/imports/{id}/rejections.csv")).await.ok();
    let mended = String::from_utf8(csv.bytes).unwrap().replace("thirty", "30.00");
    let again = uploaded(&admin, "purchases", &mended).await;
    let counts = run(&app, &admin, &again).await["counts"].clone();
    assert_eq!((&counts["purchases_created"], &counts["rejected"]), (&json!(1), &json!(0)));
    assert_eq!(app.count("purchases where external_id = 'R-1' and net_minor = 4000"), 1);
    booked(&app, &admin).await;
}

#[actix_web::test]
async fn a_receipt_longer_than_a_purchase_may_be_is_refused_wherever_its_rows_stand() {
    let (app, admin) = app().await;
    let row = "R-1,2026-11-02,15400990104,1.00\n";
    let file =
        format!("order_id,date,phone,amount\n{}R-2,2026-11-02,15400990104,5.00\n{}", row.repeat(300), row.repeat(201));
    let id = uploaded(&admin, "purchases", &file).await;
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!((&counts["purchases_created"], &counts["rejected"]), (&json!(1), &json!(501)));
    let refused = admin.get(&format!("/v1/imports/{id}/rejections?limit=1")).await.ok();
    assert_eq!(reasons(&refused.data()[0]), ["too_many_lines"]);

    let file =
        format!("order_id,date,phone,amount\n{}R-2,2026-11-02,15400990104,5.00\n{}", row.repeat(300), row.repeat(200));
    let id = uploaded(&admin, "purchases", &file).await;
    let counts = run(&app, &admin, &id).await["counts"].clone();
    assert_eq!((&counts["purchases_created"], &counts["unchanged"]), (&json!(1), &json!(1)));
    assert_eq!(app.count("purchase_lines where amount = 100"), 500);
    booked(&app, &admin).await;
}
