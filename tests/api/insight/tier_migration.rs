//! `/v1/analytics/tier-migration`: classes of years, who moved between them, and what other bounds would do.

use chrono::{Datelike, NaiveDate};
use regulars_tests::{Actor, Role, TestApp, Value, json};

use super::structure::{customer, recorded_then};

const PATH: &str = "/v1/analytics/tier-migration";
const WAYS: [&str; 5] = ["rose", "stayed", "fell", "came", "went"];

/// A year so many years ago.
fn year(ago: i32) -> i32 {
    regulars_tests::today().year() - ago
}

/// A purchase in the middle of a year: its id.
async fn bought(admin: &Actor, customer: &str, unit: &str, year: i32, amount: i64) -> String {
    let body = json!({"customer_id": customer, "unit_id": unit, "occurred_at": format!("{year}-06-15T04:00:00Z"),
        "lines": [{"amount": {"amount": amount, "currency": "CNY"}}]});
    admin.post("/v1/purchases", body).once().await.created().id()
}

/// Who moved how from year to year, in the order of the years; both sides add up to the classes of the years.
fn moves(found: &Value) -> Vec<[i64; 5]> {
    let customers = |year: &Value| -> i64 {
        year["classes"].as_array().unwrap().iter().map(|class| class["customers"].as_i64().unwrap()).sum()
    };
    let years = found["years"].as_array().unwrap();
    let steps = found["data"].as_array().unwrap();
    assert_eq!(years.len(), steps.len() + 1);
    let mut all = Vec::new();
    for (pair, step) in years.windows(2).zip(steps) {
        let [rose, stayed, fell, came, went] = WAYS.map(|way| step[way]["customers"].as_i64().unwrap());
        assert_eq!(customers(&pair[0]), rose + stayed + fell + went, "{step}");
        assert_eq!(customers(&pair[1]), rose + stayed + fell + came, "{step}");
        let cells: i64 = step["cells"].as_array().unwrap().iter().map(|cell| cell["customers"].as_i64().unwrap()).sum();
        assert_eq!(cells, rose + stayed + fell + came + went);
        all.push([rose, stayed, fell, came, went]);
    }
    all
}

async fn ids(who: &Actor, query: &str) -> Vec<String> {
    let found = who.get(&format!("{PATH}{query}")).await.ok();
    found.data().iter().map(|row| row["customer_id"].as_str().unwrap().to_owned()).collect()
}

/// Under the house rule (A from 3500.00, B from 1500.00), of the three years before this one: one B A C, one C C C, one - B -,
/// and of the other region one A - -; all recorded when it happened. With the purchase that made the A.
async fn movers(app: &TestApp, admin: &Actor) -> ([String; 4], String) {
    let (n1, s1) = (app.units.n1.as_str(), app.units.s1.as_str());
    let mut ids = Vec::new();
    let mut great = String::new();
    for (unit, spends) in
        [(n1, [200_000, 400_000, 100]), (n1, [100, 100, 100]), (n1, [0, 160_000, 0]), (s1, [400_000, 0, 0])]
    {
        let id = customer(admin, unit).await;
        for (ago, amount) in [3, 2, 1].into_iter().zip(spends).filter(|(_, amount)| *amount > 0) {
            let purchase = bought(admin, &id, unit, year(ago), amount).await;
            if (ago, amount) == (2, 400_000) {
                great = purchase;
            }
        }
        ids.push(id);
    }
    let business = json!({"name": "B", "kind": "business", "home_unit_id": n1});
    let business = admin.post("/v1/customers", business).await.created().id();
    bought(admin, &business, n1, year(2), 900_000).await;
    recorded_then(app);
    (ids.try_into().unwrap(), great)
}

/// The three years, as they stood when the last of them was over.
fn closed() -> String {
    format!("from_year={}&to_year={}&as_of={}-12-31", year(3), year(1), year(1))
}

#[actix_web::test]
async fn the_matrix_adds_up_and_leads_to_those_behind_it() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    assert_eq!(moves(&admin.get(PATH).await.ok().body), [[0; 5]; 2]);
    let ([up, steady, new, gone], _) = movers(&app, &admin).await;
    let found = admin.get(&format!("{PATH}?{}", closed())).await.ok().body;
    assert_eq!(moves(&found), [[1, 1, 0, 1, 1], [0, 1, 1, 0, 1]]);
    assert!(found["definition"]["zh-CN"].as_str().unwrap().contains("自然年"));
    let cell = |from: &str, to: &str| {
        let cells = found["data"][0]["cells"].as_array().unwrap();
        cells.iter().find(|cell| cell["from"] == from && cell["to"] == to).unwrap().clone()
    };
    let risen = cell("B", "A");
    assert_eq!((&risen["move"], &risen["customers"]), (&json!("rose"), &json!(1)));
    assert_eq!(risen["net_spend_before"]["amount"], 200_000);
    assert_eq!(risen["net_spend"], json!({"amount": 400_000, "currency": "CNY"}));
    assert_eq!(cell("none", "B")["net_spend"]["amount"], 160_000);
    let first = &found["years"][0];
    assert_eq!((&first["complete"], &first["a_from"]["amount"]), (&json!(true), &json!(350_000)));
    assert_eq!(
        first["classes"][0],
        json!({"class": "A", "customers": 1, "net_spend": {"amount": 400_000, "currency": "CNY"}})
    );

    let asked = format!("year={}&as_of={}-12-31", year(2), year(1));
    for (rest, expected) in [
        ("from=B&to=A", vec![&up]),
        ("move=came", vec![&new]),
        ("from=A&to=none", vec![&gone]),
        ("move=stayed", vec![&steady]),
        ("to=B&move=rose", vec![]),
    ] {
        assert_eq!(
            ids(&admin, &format!("/customers?{asked}&{rest}")).await,
            expected.into_iter().cloned().collect::<Vec<_>>()
        );
    }
    let row = admin.get(&format!("{PATH}/customers?{asked}&move=rose")).await.ok().data()[0].clone();
    assert_eq!((&row["net_spend_before"]["amount"], &row["net_spend"]["amount"]), (&json!(200_000), &json!(400_000)));
    let page = admin.get(&format!("{PATH}/customers?{asked}&limit=3")).await.ok();
    let next = ids(&admin, &format!("/customers?{asked}&limit=3&cursor={}", page.text("next_cursor"))).await;
    assert_eq!((page.data().len(), next.len()), (3, 1));

    let south = admin.get(&format!("{PATH}?{}&unit_id={}", closed(), app.units.south)).await.ok().body;
    assert_eq!(moves(&south), [[0, 0, 0, 0, 1], [0; 5]], "only those at home there or below");
    let north = app.actor(Role::RegionManager, &app.units.north).await;
    assert_eq!(moves(&north.get(&format!("{PATH}?{}", closed())).await.ok().body), [[1, 1, 0, 1, 0], [0, 1, 1, 0, 1]]);
    assert!(ids(&north, &format!("/customers?{asked}&move=went")).await.is_empty());
    app.actor(Role::StoreStaff, &app.units.n1).await.get(PATH).await.problem(403, "forbidden");
}

#[actix_web::test]
async fn a_year_that_is_not_over_is_incomplete() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    movers(&app, &admin).await;
    let found = admin.get(PATH).await.ok().body;
    let is_over = regulars_tests::today() == NaiveDate::from_ymd_opt(year(0), 12, 31).unwrap();
    assert_eq!((&found["from_year"], &found["to_year"]), (&json!(year(2)), &json!(year(0))));
    assert_eq!((&found["years"][1]["complete"], &found["years"][2]["complete"]), (&json!(true), &json!(is_over)));
    assert_eq!((&found["data"][0]["complete"], &found["data"][1]["complete"]), (&json!(true), &json!(is_over)));
    let before = format!("{PATH}?from_year={}&to_year={}&as_of={}-06-14", year(3), year(2), year(2));
    let before = admin.get(&before).await.ok().body;
    assert_eq!(moves(&before), [[0, 0, 0, 0, 3]], "nothing of the year had happened");
    assert_eq!(before["data"][0]["complete"], false);
}

#[actix_web::test]
async fn a_closed_year_stays_as_it_stood() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ([_, steady, new, _], great) = movers(&app, &admin).await;
    let asked = format!("{PATH}?{}", closed());
    let known = admin.get(&asked).await.ok().body;

    // A purchase comes late, the great one is given back, and two are merged: all known from today on.
    bought(&admin, &steady, &app.units.n1, year(2), 200_000).await;
    let refund = json!({"lines": [{"number": 1}]});
    admin.post(&format!("/v1/purchases/{great}/refunds"), refund).once().await.created();
    let merge = admin.post(&format!("/v1/customers/{steady}/merge"), json!({"merged_id": new})).await.created();
    assert_eq!(admin.get(&asked).await.ok().body, known);
    let restated = format!("{asked}&restated=true");
    let found = admin.get(&restated).await.ok().body;
    assert_eq!(moves(&found), [[1, 0, 0, 0, 2], [0, 0, 1, 1, 0]]);
    let survivor = &found["data"][0]["rose"];
    assert_eq!(
        (&survivor["net_spend_before"]["amount"], &survivor["net_spend"]["amount"]),
        (&json!(100), &json!(360_100))
    );

    admin.request(reqwest::Method::POST, &format!("/v1/merges/{}/undo", merge.id())).await.ok();
    assert_eq!(moves(&admin.get(&restated).await.ok().body), [[1, 0, 0, 1, 2], [0, 0, 1, 1, 1]]);

    // So does the policy by which it was judged.
    let present = admin.get("/v1/settings/tier-policy").await.ok();
    let policy = json!({"method": "cumulative_share", "window": {"kind": "calendar_year"}, "shares": {"a": "0.80", "b": "0.95"}});
    admin.put("/v1/settings/tier-policy", policy).if_match(present.etag()).await.ok();
    assert_eq!(admin.get(&asked).await.ok().body, known);
    let found = admin.get(&restated).await.ok().body;
    assert_eq!(found["method"], "cumulative_share");
    // 4000.00 + 2000.00 + 1.00: the first begins at 0 %, the second at 67 %, the third beyond 95 %.
    let bounds = (&found["years"][0]["a_from"]["amount"], &found["years"][0]["b_from"]["amount"]);
    assert_eq!(bounds, (&json!(200_000), &json!(200_000)));
}

#[actix_web::test]
async fn a_partial_refund_lowers_the_year_of_its_purchase() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let id = customer(&admin, &app.units.n1).await;
    let body = json!({"customer_id": id, "unit_id": app.units.n1, "occurred_at": format!("{}-06-15T04:00:00Z", year(2)),
        "lines": [{"amount": {"amount": 340_000, "currency": "CNY"}}, {"amount": {"amount": 20_000, "currency": "CNY"}}]});
    let purchase = admin.post("/v1/purchases", body).once().await.created().id();
    let refund = json!({"lines": [{"number": 2}]});
    admin.post(&format!("/v1/purchases/{purchase}/refunds"), refund).once().await.created();
    let found = admin.get(&format!("{PATH}?restated=true")).await.ok().body;
    assert_eq!(found["years"][0]["classes"][1]["net_spend"]["amount"], 340_000);
    assert_eq!(moves(&found), [[0, 0, 0, 0, 1], [0; 5]]);
}

#[actix_web::test]
async fn other_bounds_say_who_would_move() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let ([up, steady, new, _], _) = movers(&app, &admin).await;
    let asked = format!("year={}&as_of={}-12-31", year(2), year(1));
    for (bounds, expected, a, b) in [
        ("a_from=150000&b_from=100", [2, 1, 0], 560_000, 100),
        ("a_from=500000&b_from=450000", [0, 1, 2], 0, 0),
        ("a_from=350000&b_from=150000", [0, 3, 0], 400_000, 160_000),
    ] {
        let found = admin.get(&format!("{PATH}/what-if?{asked}&{bounds}")).await.ok().body;
        assert_eq!(
            ["rose", "stayed", "fell"].map(|way| found[way]["customers"].as_i64().unwrap()),
            expected,
            "{bounds}"
        );
        let spend = |side: &str, place: usize| found[side]["classes"][place]["net_spend"]["amount"].as_i64().unwrap();
        assert_eq!((spend("present", 0), spend("present", 1), spend("present", 2)), (400_000, 160_000, 100));
        assert_eq!((spend("proposed", 0), spend("proposed", 1)), (a, b), "{bounds}");
    }
    let mut both = [up.clone(), new.clone()];
    both.sort();
    let list = |rest: &str| format!("/what-if/customers?{asked}&{rest}");
    assert_eq!(ids(&admin, &list("a_from=500000&b_from=450000&move=fell")).await, both);
    assert_eq!(ids(&admin, &list("a_from=150000&b_from=100&from=C&to=B")).await, [steady]);
    let as_it_is = admin.get(&format!("{PATH}/what-if?year={}", year(1))).await.ok().body;
    assert_eq!(as_it_is["present"], as_it_is["proposed"], "without bounds nothing is proposed");
    let closed = admin.get(&format!("{PATH}/what-if?a_from=2&b_from=1&as_of={}-01-15", year(0))).await;
    if regulars_tests::today() >= NaiveDate::from_ymd_opt(year(0), 1, 15).unwrap() {
        assert_eq!(closed.ok().body["year"], year(1), "the last that was over");
    }
}

#[actix_web::test]
async fn what_cannot_be_answered_is_refused() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let (now, next) = (year(0), year(-1));
    for (rest, parameter) in [
        (format!("?to_year={next}"), "to_year"),
        (format!("?from_year={now}"), "from_year"),
        (format!("?from_year={}", now - 10), "from_year"),
        (format!("?to_year={now}&as_of={}-12-31", year(1)), "to_year"),
        (format!("?as_of={next}-12-31"), "as_of"),
        (format!("/customers?year={next}"), "year"),
        ("/what-if?a_from=100&b_from=100".to_owned(), "a_from"),
        ("/what-if?a_from=9000000000000000&b_from=100".to_owned(), "a_from"),
        ("/what-if?a_from=100&b_from=0".to_owned(), "b_from"),
        ("/what-if/customers?a_from=1&b_from=2".to_owned(), "a_from"),
        ("/what-if?b_from=900000".to_owned(), "b_from"),
        (format!("/what-if?a_from=2&b_from=1&year={next}"), "year"),
    ] {
        admin.get(&format!("{PATH}{rest}")).await.problem(400, "invalid_parameter").fault(parameter, "out_of_range");
    }
    for rest in ["/customers?from=D", "/customers?move=flew"] {
        admin.get(&format!("{PATH}{rest}")).await.problem(400, "invalid_parameter");
    }
}
