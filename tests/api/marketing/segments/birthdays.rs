//! Lunar birthdays are kept on this year's day of their date. Made from a public report; the days themselves are held against
//! the calendar in the domain.

use chrono::Datelike;
use regulars_domain::customers::birthdays::{days_of_month, keys_on, months_in};
use regulars_domain::customers::profiles::{Birthday, BirthdayCalendar};
use regulars_tests::{TestApp, Value, json};

use super::segment;

#[actix_web::test]
async fn a_lunar_birthday_is_found_in_its_solar_month_and_on_its_day() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let create = |birthday: Value| admin.post("/v1/customers", json!({"name": "客", "birthday": birthday}));
    let mid_autumn = json!({"year": 1988, "month": 8, "day": 15, "calendar": "lunar"});
    let mid_autumn = create(mid_autumn).await.created().id();
    let eve = create(json!({"month": 12, "day": 30, "calendar": "lunar"})).await.created().id();
    let today = (regulars_tests::now() + chrono::Duration::hours(8)).date_naive();
    let members = async |rule: Value| {
        let id = segment(&app, &admin, json!({"all": [rule]})).await;
        let listed = admin.get(&format!("/v1/segments/{id}/members")).await.ok();
        let found: Vec<String> = listed.each("customer_id").into_iter().map(str::to_owned).collect();
        for customer in [&mid_autumn, &eve] {
            let told = admin.get(&format!("/v1/segments/{id}/explain?customer_id={customer}")).await.ok();
            assert_eq!(told.body["matches"], json!(found.contains(customer)));
        }
        found
    };
    let lunar = |month, day| Birthday { year: None, month, day, calendar: BirthdayCalendar::Lunar };
    for (customer, birthday) in [(&mid_autumn, lunar(8, 15)), (&eve, lunar(12, 30))] {
        for month in months_in(&birthday, today.year()) {
            let of_month = json!({"choice": {"of": "birth_month", "in": [month.to_string()]}});
            assert!(members(of_month).await.contains(customer));
        }
    }
    assert_eq!(members(json!({"choice": {"of": "birth_month", "in": ["12"]}})).await, [""; 0]);

    // Somebody whose lunar birthday is today, or was when this month's leap twin has no name of its own.
    let key = keys_on([today]).into_iter().find(|key| key.starts_with('l'));
    if let Some(key) = key {
        let (month, day) = (key[1..3].parse::<u32>().unwrap(), key[3..].parse::<u32>().unwrap());
        let new = create(json!({"month": month, "day": day, "calendar": "lunar"})).await.created().id();
        assert!(members(json!({"birthday": {"within_days": 0}})).await.contains(&new));
    }
    let solar = create(json!({"month": today.month(), "day": today.day(), "calendar": "solar"})).await.created().id();
    assert!(members(json!({"birthday": {"within_days": 0}})).await.contains(&solar));
    assert!(members(json!({"birthday": {"within_days": 7}})).await.contains(&solar));
    assert_eq!(members(json!({"birthday": {"within_days": 366}})).await.len(), app.count("customers") as usize);
    assert_eq!(days_of_month(today.year(), 2).count(), if today.leap_year() { 29 } else { 28 });
    // Who has no birthday any more is in none.
    admin.patch(&format!("/v1/customers/{solar}"), json!({"birthday": null})).if_match("*").await.ok();
    assert!(!members(json!({"birthday": {"within_days": 366}})).await.contains(&solar));
    let bad = json!({"rule": {"all": [{"birthday": {"within_days": 367}}]}});
    let refused = admin.post("/v1/segments/preview", bad).await;
    refused.problem(422, "invalid").fault("/rule/all/0/birthday/within_days", "out_of_range");
}
