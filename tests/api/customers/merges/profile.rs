//! Which of two profiles counts, field by field, and what a preview shows of it.

use regulars_tests::{TestApp, json};

use super::{buy, merge, undo, verify};
use crate::api::customers::attributes::define;

#[actix_web::test]
async fn the_survivors_value_counts_unless_it_has_none_or_the_others_is_chosen() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (key, value_type) in [("shoe", "integer"), ("hat", "text"), ("coat", "text")] {
        define(&admin, key, value_type).await;
    }
    let home = &app.units.n1;
    let new = json!({"name": "王小明", "home_unit_id": home, "city": "北京", "tags": ["熟客"], "note": "怕辣",
        "attributes": {"shoe": 42, "hat": "M"}});
    let old = json!({"name": "小明", "home_unit_id": app.units.n2, "city": "天津", "gender": "male", "tags": ["学生", "熟客"],
        "note": "爱喝茶", "attributes": {"shoe": 41, "coat": "L"}});
    let new = admin.post("/v1/customers", new).await.created().id();
    let old = admin.post("/v1/customers", old).await.created().id();
    buy(&app, &admin, json!({"customer_id": old}), 400_000).await;
    let body = json!({"merged_id": old, "choices": {"city": "merged"}, "survivor_version": 1, "merged_version": 1});

    let preview = admin.post(&format!("/v1/customers/{new}/merge/preview"), body.clone()).await.ok();

    assert_eq!(preview.body["survivor"]["city"], "北京");
    assert_eq!(preview.body["merged"]["city"], "天津");
    let result = &preview.body["result"];
    assert_eq!(result["id"], *new);
    assert_eq!(
        (&result["name"], &result["city"], &result["gender"]),
        (&json!("王小明"), &json!("天津"), &json!("male"))
    );
    assert_eq!(result["home_unit_id"], **home);
    assert_eq!(result["tags"], json!(["熟客", "学生"]));
    assert_eq!(result["note"], "怕辣\n\n爱喝茶");
    assert_eq!(result["attributes"], json!({"shoe": 42, "hat": "M", "coat": "L"}));
    assert_eq!((&result["tier"]["class"], &result["metrics"]["purchases"]), (&json!("A"), &json!(1)));
    let count = |kind: &str| {
        let follows = preview.body["follows"].as_array().unwrap();
        follows.iter().find(|one| one["kind"] == kind).map(|one| one["count"].clone())
    };
    assert_eq!(
        (count("purchases"), count("refunds"), count("cards")),
        (Some(json!(1)), Some(json!(0)), Some(json!(0)))
    );
    assert_eq!(app.count("customer_merges"), 0, "nothing is kept");
    assert_eq!(app.count("customers where status = 'merged'"), 0);

    let made = merge(&admin, &new, body).await.created().id();

    let after = admin.get(&format!("/v1/customers/{new}")).await.ok().body;
    for field in ["name", "city", "gender", "home_unit_id", "tags", "note", "attributes", "tier", "status"] {
        let (shown, kept) = (&result[field], &after[field]);
        if field == "tier" {
            assert_eq!(shown["class"], kept["class"]);
        } else {
            assert_eq!(shown, kept, "{field}");
        }
    }
    // What somebody changed since stays when it is undone.
    let tag = admin.get(&format!("/v1/customers/{new}")).await.ok().etag().to_owned();
    admin.patch(&format!("/v1/customers/{new}"), json!({"note": "改过"})).if_match(&tag).await.ok();
    undo(&admin, &made).await.ok();
    let back = admin.get(&format!("/v1/customers/{new}")).await.ok().body;
    assert_eq!((&back["city"], &back["gender"], &back["tags"]), (&json!("北京"), &json!(null), &json!(["熟客"])));
    assert_eq!((&back["note"], &back["attributes"]), (&json!("改过"), &json!({"shoe": 42, "hat": "M"})));
    assert_eq!((&back["status"], &back["metrics"]["purchases"]), (&json!("prospect"), &json!(0)));
    let other = admin.get(&format!("/v1/customers/{old}")).await.ok().body;
    assert_eq!((&other["name"], &other["city"], &other["status"]), (&json!("小明"), &json!("天津"), &json!("active")));
    assert_eq!((&other["tier"]["class"], &other["note"]), (&json!("A"), &json!("爱喝茶")));
    verify(&app);
}
