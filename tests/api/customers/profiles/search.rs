//! Search: any part of a name from one character up, a phone's tail, a card's beginning.

use std::collections::BTreeSet;

use regulars_tests::{Actor, TestApp, Value, json};

use super::{create, each, walk};

const PEOPLE: [(&str, &str, &str); 14] = [
    ("王小明", "13812345678", "VIP-0001"),
    ("小红", "13912345678", "VIP-0002"),
    ("李明", "13800000078", "GOLD-78"),
    ("Zhang Wei", "18612340000", "7890"),
    ("zhang min", "18612340001", "1234567890"),
    ("ＷＡＮＧ Ｌｉ", "15011112222", "A-B-C-D"),
    ("O'Neil 100%", "15011112223", "CARD-5"),
    ("a_b\\c", "15011112224", "CARD-6"),
    ("abc", "15011112225", "CARD-7"),
    ("芋圆 🍡 Team", "15011112226", "CARD-8"),
    ("محمد علي", "15011112227", "CARD-9"),
    ("𠮷田 Yoshi", "15011112228", "CARD-10"),
    ("Straße", "+49 30 1234567", "CARD-11"),
    ("5678 Ltd", "15011112229", "CARD-12"),
];

/// The names that a search finds, in order of the list.
async fn found(who: &Actor, q: &str) -> Vec<String> {
    let q: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let pages = walk(who, &format!("/v1/customers?q={q}&sort=created_at&limit=5")).await;
    let count = who.get(&format!("/v1/customers/count?q={q}")).await.ok();
    let names = each(&pages, "name");
    assert_eq!(count.body["count"], names.len(), "{q}");
    names
}

#[actix_web::test]
async fn a_part_of_what_is_known_finds_the_customer() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    for (name, phone, card) in PEOPLE {
        create(&admin, json!({"name": name, "phone": phone, "card": card})).await;
    }
    for (q, names) in [
        ("小", &["王小明", "小红"][..]),
        ("明", &["王小明", "李明"]),
        ("小明", &["王小明"]),
        ("王明", &[]),
        ("z", &["Zhang Wei", "zhang min"]),
        ("ZHANG", &["Zhang Wei", "zhang min"]),
        ("hang", &["Zhang Wei", "zhang min"]),
        ("g  w", &["Zhang Wei"]),
        ("ｗａｎｇ", &["ＷＡＮＧ Ｌｉ"]),
        ("wang li", &["ＷＡＮＧ Ｌｉ"]),
        ("%", &["O'Neil 100%"]),
        ("_", &["a_b\\c"]),
        ("\\", &["a_b\\c"]),
        ("a_", &["a_b\\c"]),
        ("'", &["O'Neil 100%"]),
        ("🍡", &["芋圆 🍡 Team"]),
        ("علي", &["محمد علي"]),
        ("𠮷", &["𠮷田 Yoshi"]),
        ("ß", &["Straße"]),
        ("78", &["王小明", "小红", "李明", "Zhang Wei", "5678 Ltd"]),
        ("678", &["王小明", "小红", "5678 Ltd"]),
        ("5678", &["王小明", "小红", "5678 Ltd"]),
        ("45678", &["王小明", "小红"]),
        ("345678", &["王小明", "小红"]),
        ("2345678", &["王小明", "小红"]),
        ("12345678", &["王小明", "小红", "zhang min"]),
        ("812345678", &["王小明"]),
        ("3812345678", &["王小明"]),
        ("13812345678", &["王小明"]),
        ("8613812345678", &["王小明"]),
        ("+86 138-1234-5678", &["王小明"]),
        ("３８１２３４５６７８", &["王小明"]),
        ("13812345679", &[]),
        ("8", &["5678 Ltd"]),
        ("vip", &["王小明", "小红"]),
        ("VIP-0002", &["小红"]),
        ("ｖｉｐ-0002", &["小红"]),
        ("1234567890", &["zhang min"]),
        ("a-b", &["ＷＡＮＧ Ｌｉ"]),
        ("IP-0", &[]),
        ("no such", &[]),
    ] {
        assert_eq!(found(&admin, q).await, names, "{q}");
    }
}

/// A name of 40 letters out of few, by a plain generator.
fn name(seed: &mut u64) -> String {
    const LETTERS: [char; 8] = ['a', 'B', '小', '明', ' ', '%', '_', '芋'];
    let mut next = || {
        *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        LETTERS[(*seed >> 33) as usize % LETTERS.len()]
    };
    format!("x{}", (0..40).map(|_| next()).collect::<String>())
}

#[actix_web::test]
async fn a_search_with_thousands_of_hits_finds_what_a_plain_filter_finds() {
    let app = TestApp::start().await;
    let admin = app.admin().await;
    let mut seed = 42;
    let items: Vec<Value> =
        (0..450).map(|_| json!({"name": name(&mut seed), "city": (["A", "B"][seed as usize % 2])})).collect();
    admin.post("/v1/customers/batch", json!({"items": items})).await.ok();
    assert!(app.count("customer_terms where term >= 'na' and term < 'nb'") > 2000, "beyond the few");
    assert!(app.count("customer_terms where term >= 'na小明' and term < 'na小昏'") < 2000, "among the few");
    let all: Vec<Value> = walk(&admin, "/v1/customers?limit=100").await.concat();
    for q in ["a", "小", "明", "%", "_", "芋", "ab", "小明", "a小", "a小明", "%_", "b 芋", "x", "xa", "no", "芋芋芋芋"]
    {
        let plain = |row: &&Value| {
            let name = row["name"].as_str().unwrap().to_lowercase();
            name.split_whitespace().collect::<Vec<_>>().join(" ").contains(q)
        };
        for city in ["", "A"] {
            let expected: BTreeSet<&str> = all
                .iter()
                .filter(plain)
                .filter(|row| city.is_empty() || row["city"] == city)
                .map(|row| row["id"].as_str().unwrap())
                .collect();
            let encoded: String = q.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let filter = if city.is_empty() { String::new() } else { format!("&city={city}") };
            for sort in ["-created_at", "name"] {
                let pages = walk(&admin, &format!("/v1/customers?q={encoded}{filter}&sort={sort}&limit=100")).await;
                let listed = each(&pages, "id");
                assert_eq!(listed.len(), expected.len(), "{q} {city}: no row twice");
                assert_eq!(listed.iter().map(String::as_str).collect::<BTreeSet<_>>(), expected, "{q} {city}");
            }
            let count = admin.get(&format!("/v1/customers/count?q={encoded}{filter}")).await.ok();
            assert_eq!(count.body["count"], expected.len(), "{q} {city}");
        }
    }
}
