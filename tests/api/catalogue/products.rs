//! `/v1/products` and `/v1/product-categories`: the catalogue.

use regulars_tests::{Role, TestApp, json};

#[actix_web::test]
async fn a_product_has_a_price_in_the_base_currency() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let category = admin.post("/v1/product-categories", json!({"code": "XY", "name": "仙芋系列"})).await.created().id();

    let body = json!({
        "code": " XY-01 ", "name": "招牌仙芋", "category_id": category,
        "unit_price": {"amount": 1800, "currency": "CNY"}, "margin": "0.350",
    });
    let made = admin.post("/v1/products", body).await.created();
    assert_eq!((made.text("code"), made.text("margin"), made.text("state")), ("XY-01", "0.35", "active"));
    assert_eq!(made.body["unit_price"], json!({"amount": 1800, "currency": "CNY"}));
    assert_eq!(app.count("products where unit_price = 1800 and margin = '0.35'"), 1);

    let path = format!("/v1/products/{}", made.id());
    let cleared = json!({"unit_price": null, "margin": null, "category_id": null, "state": "retired"});
    let changed = admin.patch(&path, cleared).if_match("\"1\"").await.ok();
    for member in ["unit_price", "margin", "category_id"] {
        assert!(changed.body[member].is_null(), "{member}");
    }
    assert_eq!((changed.text("state"), changed.text("name")), ("retired", "招牌仙芋"));
    assert_eq!(app.count("products where unit_price is null and category_id is null and version = 2"), 1);
}

#[actix_web::test]
async fn each_wrong_part_of_a_product_is_named() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let money = |amount: i64, currency: &str| json!({"amount": amount, "currency": currency});
    for (member, value, pointer, code) in [
        ("code", json!(""), "/code", "too_short"),
        ("code", json!("a\tb"), "/code", "malformed"),
        ("name", json!(5), "/name", "wrong_type"),
        ("category_id", json!("cat_x"), "/category_id", "not_found"),
        ("unit_price", money(1, "USD"), "/unit_price/currency", "other_currency"),
        ("unit_price", money(1, "XXX"), "/unit_price/currency", "not_accepted"),
        ("unit_price", money(-1, "CNY"), "/unit_price/amount", "out_of_range"),
        ("unit_price", money(i64::MAX, "CNY"), "/unit_price/amount", "out_of_range"),
        ("unit_price", json!({"amount": 1.5, "currency": "CNY"}), "/unit_price/amount", "wrong_type"),
        ("unit_price", json!({"amount": 1e30, "currency": "CNY"}), "/unit_price/amount", "wrong_type"),
        ("margin", json!("1.2"), "/margin", "malformed"),
        ("margin", json!(0.2), "/margin", "wrong_type"),
    ] {
        let mut body = json!({"code": "P", "name": "P"});
        body[member] = value;
        admin.post("/v1/products", body).await.problem(422, "invalid").fault(pointer, code);
    }
    assert_eq!(app.count("products"), 0);
}

#[actix_web::test]
async fn codes_are_unique_among_their_kind() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for path in ["/v1/products", "/v1/product-categories"] {
        admin.post(path, json!({"code": "A", "name": "a"})).await.created();
        let other = admin.post(path, json!({"code": "B", "name": "b"})).await.created();
        admin.post(path, json!({"code": "A", "name": "c"})).await.problem(409, "code_taken").fault("/code", "taken");
        let taken = admin.patch(other.header("location"), json!({"code": "A"})).if_match("\"1\"").await;
        taken.problem(409, "code_taken").fault("/code", "taken");
        assert_eq!(admin.get(path).await.ok().each("code"), ["A", "B"], "by code");
    }
}

#[actix_web::test]
async fn the_catalogue_is_found_by_part_category_and_state() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let category =
        admin.post("/v1/product-categories", json!({"code": "Tea", "name": "古味茶饮"})).await.created().id();
    for (code, name) in [("T-3", "Milk Tea"), ("T-1", "乌龙茶"), ("T-2", "芋圆 100%"), ("T-4", "milk cap")] {
        let body = json!({"code": code, "name": name, "category_id": (code == "T-1").then_some(&category)});
        admin.post("/v1/products", body).await.created();
    }
    let last = admin.get("/v1/products?q=t-4").await.ok().data()[0]["id"].as_str().unwrap().to_owned();
    admin.patch(&format!("/v1/products/{last}"), json!({"state": "retired"})).if_match("\"1\"").await.ok();

    for (query, codes) in [
        ("", vec!["T-1", "T-2", "T-3", "T-4"]),
        ("q=茶", vec!["T-1"]),
        ("q=MILK", vec!["T-3", "T-4"]),
        ("q=0%25", vec!["T-2"]),
        ("q=_", vec![]),
        ("state=retired", vec!["T-4"]),
        ("q=milk&state=active", vec!["T-3"]),
        (&format!("category_id={category}"), vec!["T-1"]),
    ] {
        assert_eq!(admin.get(&format!("/v1/products?{query}")).await.ok().each("code"), codes, "{query}");
    }
    assert_eq!(admin.get("/v1/product-categories?q=tea").await.ok().each("name"), ["古味茶饮"]);

    let first = admin.get("/v1/products?limit=3").await.ok();
    let rest = admin.get(&format!("/v1/products?limit=3&cursor={}", first.text("next_cursor"))).await.ok();
    assert_eq!(rest.each("code"), ["T-4"]);
    admin.get("/v1/products?state=gone").await.problem(400, "invalid_parameter").fault("state", "not_accepted");
    admin.get("/v1/products?colour=red").await.problem(400, "invalid_parameter").fault("colour", "unknown_field");
    admin.get("/v1/products?q=%00").await.problem(400, "invalid_parameter").fault("q", "malformed");
}

#[actix_web::test]
async fn staff_reads_the_catalogue_and_changes_nothing() {
    let app = TestApp::start().await;
    let staff = app.actor(Role::StoreStaff, &app.units.n1).await;
    for path in ["/v1/products", "/v1/product-categories"] {
        staff.get(path).await.ok();
        staff.post(path, json!({"code": "A", "name": "a"})).await.problem(403, "forbidden");
    }
}

#[actix_web::test]
async fn categories_stand_below_each_other_without_circles() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let make = |code: &str, parent: Option<&str>| {
        admin.post("/v1/product-categories", json!({"code": code, "name": code, "parent_id": parent}))
    };
    let top = make("top", None).await.created().id();
    let mut above = top.clone();
    for code in ["2", "3", "4", "5", "6"] {
        above = make(code, Some(&above)).await.created().id();
    }
    make("7", Some(&above)).await.problem(422, "invalid").fault("/parent_id", "out_of_range");
    make("8", Some("cat_01JD3Q5V8N0000000000000000")).await.problem(422, "invalid").fault("/parent_id", "not_found");
    let path = format!("/v1/product-categories/{top}");
    let circle = admin.patch(&path, json!({"parent_id": above})).if_match("*").await;
    circle.problem(422, "invalid").fault("/parent_id", "conflict");
    admin.patch(&path, json!({"parent_id": null, "name": "all"})).if_match("*").await.ok();

    let body =
        json!({"code": "P", "name": "P", "category_id": above, "unit_margin": {"amount": 250, "currency": "CNY"}});
    let made = admin.post("/v1/products", body).await.created();
    assert_eq!(made.body["unit_margin"]["amount"], 250);
    for id in [&top, &above] {
        assert_eq!(admin.get(&format!("/v1/products?category_id={id}")).await.ok().data().len(), 1);
    }
    let product = format!("/v1/products/{}", made.id());
    let both = admin.patch(&product, json!({"margin": "0.3"})).if_match("*").await;
    both.problem(422, "invalid").fault("/unit_margin", "conflict");
    let share = admin.patch(&product, json!({"margin": "0.3", "unit_margin": null})).if_match("*").await.ok();
    assert_eq!((share.text("margin"), share.body["unit_margin"].is_null()), ("0.30", true));
}
