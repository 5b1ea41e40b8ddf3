//! Why rows are rejected, told whole in each language.

use std::collections::BTreeSet;

use regulars_domain::text::{is_chinese, is_english};
use regulars_tests::{Actor, Reply, Value, json};

use super::imports::{app, draft, run, upload, uploaded};

/// Customers: one of each reason, the first row being somebody else's phone.
const CUSTOMERS: &str = "customer_id,name,phone,email,birthday,gender,source,language,unit,tags\n\
    ,李雷,13812345678,,,,,,,\n\
    ,,12,x,soon,?,moon,xx,,\u{202E}\n\
    ,a\u{202E}b,,,2199-01-01,,,,,\n\
    ,Anna,,,,,,,NOWHERE,\n\
    1E+11,Ben,,,2/3/1999,,,,,\n\
    ,Carl,13900000000,x,2/3/1999,?,moon,xx,,\u{202E}\n\
    ,Ben\n";

/// Purchases: the first is there already with another amount, the last two orders fail as a whole.
const PURCHASES: &str = "order_id,customer_id,phone,date,amount,discount,quantity,channel,sku,unit\n\
    A,1,,2020-01-02,2,,,,,\n\
    ,,,2020-01-01,1,,,,,\n\
    ,9,,2020-01-01,1,,,,,\n\
    ,1,,1900-01-01,1,-1,0,fax,,\n\
    ,1,,2020-01-01,$1,,,,,\n\
    ,1,,2020-01-05,5,,,,,\n\
    E,1,,2020-01-01,-1,,,,,\n\
    F,1,,2020-01-01,1,,,,,\n\
    F,1,,2020-01-01,-2,,,,,\n\
    ,1,,,x,,,,,\n\
    ,1,,2020-01-01,1,,,,NONE,\n\
    B,1,,2020-01-01,1,,,,,\n\
    B,1,,2020-01-02,1,,,,,\n\
    C,1,,2020-01-01,9000000000000,,,,,\n\
    C,1,,2020-01-01,9000000000000,,,,,\n\
    D,1,,2020-01-01,1,,,,,\n\
    D,1,,soon,1,,,,,\n";

async fn rejections(admin: &Actor, id: &str, language: &str) -> Vec<Value> {
    let all = "outcome=created&outcome=changed&outcome=unchanged&outcome=held&outcome=refused";
    let path = format!("/v1/imports/{id}/rejections?limit=100&{all}");
    let reply: Reply = admin.get(&path).header("Accept-Language", language).await.ok();
    reply.data().iter().flat_map(|row| row["reasons"].as_array().unwrap().clone()).collect()
}

/// The codes of the rows that an import rejects or takes with a warning, each of which was told in either language.
async fn told(admin: &Actor, id: &str) -> BTreeSet<String> {
    let (english, chinese) = (rejections(admin, id, "en").await, rejections(admin, id, "zh-CN").await);
    assert!(!english.is_empty() && english.len() == chinese.len());
    for (english, chinese) in english.iter().zip(&chinese) {
        assert!(is_english(english["detail"].as_str().unwrap()), "{english}");
        assert!(is_chinese(chinese["detail"].as_str().unwrap()), "{chinese}");
    }
    english.iter().map(|reason| reason["code"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn every_reason_is_whole_in_both_languages() {
    let (app, admin) = app().await;
    admin.post("/v1/customers", json!({"name": "王小明", "phone": "13812345678"})).await.created();
    let customers = uploaded(&admin, "customers", CUSTOMERS).await;
    run(&app, &admin, &customers).await;
    let mut codes = told(&admin, &customers).await;

    let first =
        uploaded(&admin, "purchases", "order_id,customer_id,date,amount\nA,1,2020-01-02,1\n,1,2020-01-05,5\n").await;
    run(&app, &admin, &first).await;
    let options = json!({"partner": "shop", "create_customers": false});
    let purchases = draft(&admin, json!({"kind": "purchases", "options": options})).await;
    let long = format!(",1,,2020-01-01,1,,,,{},\n", "x".repeat(2 << 20));
    upload(&admin, &purchases, format!("{PURCHASES}{long}")).await.ok();
    run(&app, &admin, &purchases).await;
    codes.extend(told(&admin, &purchases).await);

    let lines = draft(&admin, json!({"kind": "customers", "format": "ndjson"})).await;
    upload(&admin, &lines, b"{\"name\": \"Anna\"}\n[1]\n{\"name\": \n{\"name\": \"\xFF\"}\n".to_vec()).await.ok();
    run(&app, &admin, &lines).await;
    codes.extend(told(&admin, &lines).await);

    let expected = [
        "ambiguous_date",
        "birthday",
        "cells",
        "damaged_id",
        "encoding",
        "identity",
        "identity_taken",
        "json",
        "missing",
        "name",
        "negative",
        "not_found",
        "occurred_at",
        "other_currency",
        "other_row",
        "out_of_range",
        "probable_double",
        "purchase_differs",
        "refund_exceeds",
        "return_without_purchase",
        "rows_differ",
        "same_elsewhere",
        "tags",
        "too_long",
        "unknown_word",
        "unreadable",
    ];
    assert_eq!(codes, expected.map(str::to_owned).into());
}
