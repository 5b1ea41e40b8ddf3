//! Files of customers as other systems and people write them: each row is created, changed, unchanged, held or refused.

use regulars_domain::customers::profiles::{ConsentChannel, CustomerKind, CustomerStatus, Gender, Source};
use regulars_domain::customers::tiers::TierClass;
use regulars_domain::exchange::words::{Named, read_word};
use regulars_domain::sales::purchases::Channel;
use regulars_domain::text::Language;
use regulars_tests::{Actor, Role, TestApp, Value, json};

use super::imports::{app, draft, run, upload, uploaded};

macro_rules! file {
    ($name:literal) => {
        include_str!(concat!("../../data/files/", $name, ".csv"))
    };
}

/// How the rows ended: created, changed, unchanged, held, refused.
fn ended(import: &Value) -> [i64; 5] {
    let outcomes = &import["counts"]["outcomes"];
    ["created", "changed", "unchanged", "held", "refused"].map(|word| outcomes[word].as_i64().unwrap())
}

/// Imports a file with the shop's ids.
async fn import(app: &TestApp, admin: &Actor, text: &str) -> Value {
    let id = uploaded(admin, "customers", text).await;
    run(app, admin, &id).await
}

/// The reasons of the rows with these outcomes, as (line, field, code).
async fn said(admin: &Actor, import: &Value, outcomes: &str) -> Vec<(i64, String, String)> {
    let id = import["id"].as_str().unwrap();
    let list = admin.get(&format!("/v1/imports/{id}/rejections?limit=100&{outcomes}")).await.ok();
    let mut told = Vec::new();
    for row in list.data() {
        for reason in row["reasons"].as_array().unwrap() {
            let field = reason["field"].as_str().unwrap_or_default().to_owned();
            told.push((row["line"].as_i64().unwrap(), field, reason["code"].as_str().unwrap().to_owned()));
        }
    }
    told
}

async fn customer(admin: &Actor, q: &str) -> Value {
    let found = admin.get(&format!("/v1/customers?q={q}")).await.ok();
    assert_eq!(found.data().len(), 1, "{q}: {:#}", found.body);
    let id = found.data()[0]["id"].as_str().unwrap().to_owned();
    admin.get(&format!("/v1/customers/{id}")).await.ok().body
}

fn identities(customer: &Value, kind: &str) -> Vec<String> {
    let all = customer["identities"].as_array().unwrap().iter();
    all.filter(|one| one["kind"] == kind).map(|one| one["value"].as_str().unwrap().to_owned()).collect()
}

#[actix_web::test]
async fn ids_that_a_spreadsheet_damaged_are_refused() {
    let (app, admin) = app().await;
    let done = import(&app, &admin, file!("member-id-sci")).await;
    assert_eq!(ended(&done), [0, 0, 0, 0, 3]);
    assert!(
        said(&admin, &done, "").await.iter().all(|(_, field, code)| field == "external_id" && code == "damaged_id")
    );
    assert_eq!(app.count("customers"), 0);
}

#[actix_web::test]
async fn a_row_that_contradicts_what_is_known_is_held() {
    let (app, admin) = app().await;
    let first = import(&app, &admin, "会员编号,姓名,手机\nM1,数甲,15400990601\nM1,数乙,15400990602\n").await;
    assert_eq!(ended(&first), [1, 0, 0, 1, 0], "in one file");
    let later = import(&app, &admin, "会员编号,姓名,手机\nM1,数丙,15400990603\n,家人,15400990601\nM1,数甲,\n").await;
    assert_eq!(ended(&later), [0, 0, 1, 2, 0]);
    let told = |line: i64, field: &str, code: &str| (line, field.to_owned(), code.to_owned());
    let reasons = said(&admin, &later, "").await;
    assert_eq!(reasons, [told(2, "external_id", "contradicts"), told(3, "phone", "identity_taken")]);
    assert_eq!(said(&admin, &later, "outcome=refused").await, []);
    assert_eq!((app.count("customers"), app.count("identity_owners")), (1, 2));
    assert_eq!((&later["counts"]["accepted"], &later["counts"]["rejected"]), (&json!(1), &json!(2)));
}

#[actix_web::test]
async fn an_optional_cell_that_cannot_be_read_costs_the_cell() {
    let (app, admin) = app().await;
    let done = import(&app, &admin, file!("birthdays")).await;
    assert_eq!(ended(&done), [12, 0, 0, 0, 0]);
    assert_eq!(done["counts"]["warned"], 3);
    let warned = said(&admin, &done, "outcome=created").await;
    assert_eq!(warned.iter().map(|(line, ..)| *line).collect::<Vec<_>>(), [10, 11, 12], "Zero, Y2 and Dash");
    let birthday =
        |year: Value, month: u32, day: u32| json!({"year": year, "month": month, "day": day, "calendar": "solar"});
    for (name, expected) in [
        ("SqlDump", birthday(json!(1988), 5, 1)),
        ("ExcelTime", birthday(json!(1988), 5, 1)),
        ("ISO", birthday(json!(1988), 5, 1)),
        ("Serial", birthday(json!(1988), 5, 1)),
        ("NoYearZh", birthday(Value::Null, 5, 1)),
        ("OwnForm", birthday(Value::Null, 5, 1)),
        ("DMY", birthday(json!(1985), 5, 15)),
        ("Leap", birthday(json!(2000), 2, 29)),
        ("Zero", Value::Null),
        ("Dash", Value::Null),
    ] {
        assert_eq!(customer(&admin, name).await["birthday"], expected, "{name}");
    }

    let strict = draft(&admin, json!({"kind": "customers", "options": {"strict": true}})).await;
    upload(&admin, &strict, "name,phone,birthday\nA,15400990301,-\nB,15400990302,1988-05-01\n").await.ok();
    assert_eq!(ended(&run(&app, &admin, &strict).await), [1, 0, 0, 0, 1]);
}

#[actix_web::test]
async fn the_words_of_the_console_and_names_of_shops_are_understood() {
    let (app, admin) = app().await;
    let done = import(&app, &admin, file!("own-words")).await;
    assert_eq!((ended(&done), &done["counts"]["warned"]), ([4, 0, 0, 0, 0], &json!(0)));
    assert_eq!(customer(&admin, "自甲").await["kind"], "business");
    assert_eq!(customer(&admin, "自乙").await["source"], "delivery_platform");
    assert_eq!(customer(&admin, "自丙").await["source"], "referral");

    let unit = admin.get(&format!("/v1/units/{}", app.units.n1)).await.ok();
    let file = format!(
        "name,phone,store,type\nBy name,15400990311,{},Business\nBy code,15400990312,{},dealer\nLost,15400990313,Nowhere,queen\n",
        unit.text("name"),
        unit.text("code")
    );
    let done = import(&app, &admin, &file).await;
    assert_eq!((ended(&done), &done["counts"]["warned"]), ([3, 0, 0, 0, 0], &json!(1)));
    for name in ["By%20name", "By%20code"] {
        assert_eq!(customer(&admin, name).await["home_unit_id"], json!(app.units.n1), "{name}");
    }
    assert_eq!(customer(&admin, "Lost").await["home_unit_id"], Value::Null);
}

/// The texts of the console in a language.
fn console(language: &str) -> Value {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../web/src/text").join(language);
    let mut all = serde_json::Map::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        all.extend(serde_json::from_str::<serde_json::Map<String, Value>>(&text).unwrap());
    }
    Value::Object(all)
}

fn assert_named<W: Named + std::fmt::Debug>(group: &str) {
    for language in [Language::English, Language::Chinese] {
        let texts = console(language.as_str());
        for value in W::VALUES {
            let shown = texts[format!("words.{group}.{}", value.as_str())].as_str().unwrap();
            assert_eq!(value.name().text(language), shown, "{value:?}");
            assert_eq!(read_word::<W>(shown), Some(*value), "{shown}");
        }
    }
}

#[test]
fn words_have_the_names_they_have_in_the_console() {
    assert_named::<CustomerKind>("customer_kind");
    assert_named::<CustomerStatus>("customer_status");
    assert_named::<Gender>("gender");
    assert_named::<Source>("source");
    assert_named::<Language>("language");
    assert_named::<Channel>("channel");
    assert_named::<TierClass>("tier");
    assert_named::<ConsentChannel>("consent_channel");
}

#[actix_web::test]
async fn words_of_a_file_are_said_to_mean_ours() {
    let (app, admin) = app().await;
    let file = "name,phone,type,store\nA,15400990321,饭店,总店\nB,15400990322,饭店,\nC,15400990323,?,\n";
    let id = uploaded(&admin, "customers", file).await;
    admin.post(&format!("/v1/imports/{id}/dry-runs"), json!({})).await.accepted();
    app.run_jobs().await;
    let preview = admin.get(&format!("/v1/imports/{id}/preview")).await.ok();
    let word = |field: &str, word: &str, rows: i64| json!({"field": field, "word": word, "rows": rows});
    assert_eq!(
        preview.body["unknown_words"],
        json!([word("kind", "饭店", 2), word("kind", "?", 1), word("unit_code", "总店", 1)])
    );
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    let patch = |words: Value| json!({"options": {"words": words}});
    let wrong = admin
        .patch(&format!("/v1/imports/{id}"), patch(json!({"kind": {"饭店": "queen"}})))
        .if_match(import.etag())
        .await;
    wrong.problem(422, "invalid").fault("/options/words/kind", "not_accepted");
    let words = patch(json!({"kind": {"饭店": "business", "?": ""}, "unit_code": {"总店": "N1"}}));
    admin.patch(&format!("/v1/imports/{id}"), words).if_match(import.etag()).await.ok();
    let done = run(&app, &admin, &id).await;
    assert_eq!((ended(&done), &done["counts"]["warned"]), ([3, 0, 0, 0, 0], &json!(0)));
    let found = customer(&admin, "15400990321").await;
    assert_eq!((&found["kind"], &found["home_unit_id"]), (&json!("business"), &json!(app.units.n1)));
    assert_eq!(customer(&admin, "15400990323").await["kind"], "consumer");
}

#[actix_web::test]
async fn a_date_that_can_be_read_in_two_ways_is_asked_about() {
    let (app, admin) = app().await;
    let id = uploaded(&admin, "customers", "name,phone,birthday\nA,15400990331,5/6/1985\n").await;
    admin.post(&format!("/v1/imports/{id}/dry-runs"), json!({})).await.accepted();
    app.run_jobs().await;
    let preview = admin.get(&format!("/v1/imports/{id}/preview")).await.ok();
    assert_eq!(preview.body["ambiguous_dates"], 1);
    let import = admin.get(&format!("/v1/imports/{id}")).await.ok();
    let order = json!({"options": {"date_order": "day_first"}});
    admin.patch(&format!("/v1/imports/{id}"), order).if_match(import.etag()).await.ok();
    run(&app, &admin, &id).await;
    assert_eq!(customer(&admin, "15400990331").await["birthday"]["month"], 6);
}

#[actix_web::test]
async fn rows_of_commas_and_titles_are_no_customers() {
    let (app, admin) = app().await;
    let done = import(&app, &admin, file!("blank-rows")).await;
    assert_eq!((ended(&done), &done["counts"]["rows"]), ([2, 0, 0, 0, 0], &json!(2)));
    let done = import(&app, &admin, file!("title-row")).await;
    assert_eq!(done["columns"], json!(["姓名", "手机", "性别"]));
    assert_eq!(ended(&done), [1, 0, 0, 0, 0]);
    assert_eq!(customer(&admin, "标题甲").await["gender"], "female");
}

#[actix_web::test]
async fn both_phone_columns_are_kept() {
    let (app, admin) = app().await;
    let done = import(&app, &admin, file!("two-phones")).await;
    assert_eq!(done["mapping"]["phone"], json!({"columns": ["手机", "电话"]}));
    assert_eq!(identities(&customer(&admin, "双号甲").await, "phone"), ["+8615400990114", "+861088880001"]);
}

#[actix_web::test]
async fn rejected_rows_come_back_whole_and_can_be_imported_again() {
    let (app, admin) = app().await;
    let done = import(&app, &admin, file!("short-rows")).await;
    assert_eq!(ended(&done), [0, 0, 0, 0, 2]);
    let path = format!("/v1/imports/{}/rejections.csv", done["id"].as_str().unwrap());
    let csv = String::from_utf8(admin.get(&path).await.ok().bytes).unwrap();
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines[0], "\u{FEFF}姓名,手机,城市,备注,line,reasons");
    assert!(lines[1].starts_with("短甲,15400990116,,,2,"), "{csv}");
    assert!(lines[2].starts_with("短乙,15400990117,上海,好,3,") && lines[2].ends_with(",多"), "{csv}");
    let mended = format!("{}\n{}\n", lines[0], lines[1]);
    assert_eq!(ended(&import(&app, &admin, &mended).await), [1, 0, 0, 0, 0]);
}

#[actix_web::test]
async fn what_a_later_file_changes_is_changed_and_told_so() {
    let (app, admin) = app().await;
    assert_eq!(ended(&import(&app, &admin, file!("revised-file-1")).await), [1, 0, 0, 0, 0]);
    assert_eq!(ended(&import(&app, &admin, file!("revised-file-1")).await), [0, 0, 1, 0, 0]);
    let before = customer(&admin, "修甲").await;
    let revised = import(&app, &admin, file!("revised-file-2")).await;
    assert_eq!((ended(&revised), &revised["counts"]["customers_changed"]), ([0, 1, 0, 0, 0], &json!(1)));
    let after = customer(&admin, "修甲").await;
    assert_eq!((&after["city"], &after["version"]), (&json!("北京"), &json!(before["version"].as_i64().unwrap() + 1)));
    assert_eq!(identities(&after, "phone"), ["+8615400990501", "+8615400990502"]);
    assert_eq!(customer(&admin, "15400990502").await["id"], after["id"], "the new phone is found by");
    assert_eq!(ended(&import(&app, &admin, file!("revised-file-2")).await), [0, 0, 1, 0, 0]);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn a_known_person_gets_the_partners_id() {
    let (app, admin) = app().await;
    admin.post("/v1/customers", json!({"name": "测试甲", "phone": "15400990104"})).await.created();
    let file = file!("link-partner-id");
    assert_eq!(ended(&import(&app, &admin, file).await), [0, 1, 0, 0, 0]);
    assert_eq!(ended(&import(&app, &admin, file).await), [0, 0, 1, 0, 0]);
    assert_eq!(identities(&customer(&admin, "测试甲").await, "external"), ["M2"]);
    assert_eq!(app.count("customers"), 1);
}

#[actix_web::test]
async fn who_is_known_by_a_purchase_alone_gets_a_name() {
    let (app, admin) = app().await;
    let id = uploaded(&admin, "purchases", "customer_id,date,amount\nM7,2026-01-05,1\n").await;
    run(&app, &admin, &id).await;
    assert_eq!(ended(&import(&app, &admin, "会员编号,姓名,手机\nM7,王小明,15400990701\n").await), [0, 1, 0, 0, 0]);
    assert_eq!(customer(&admin, "小明").await["metrics"]["purchases"], 1);
    assert!(app.verify().is_clean());
}

#[actix_web::test]
async fn people_of_whom_only_a_name_is_known_are_held_the_second_time() {
    let (app, admin) = app().await;
    let file = file!("name-only-twice");
    assert_eq!(ended(&import(&app, &admin, file).await), [2, 0, 0, 0, 0]);
    let again = import(&app, &admin, file).await;
    assert_eq!(ended(&again), [0, 0, 0, 2, 0]);
    assert!(said(&admin, &again, "").await.iter().all(|(_, field, code)| field == "name" && code == "probable_double"));
    assert_eq!(ended(&import(&app, &admin, "name,city\nNameOnly A,广州\n").await), [1, 0, 0, 0, 0], "of another city");
    assert_eq!(ended(&import(&app, &admin, "name,city\nNew,\nNew,\n").await), [1, 0, 0, 1, 0], "in one file");
}

#[actix_web::test]
async fn consents_come_from_columns_and_never_overrule_a_later_no() {
    let (app, admin) = app().await;
    let id = admin.post("/v1/customers", json!({"name": "甲", "phone": "15400990801"})).await.created().id();
    let consent = json!({"channel": "sms", "granted": false, "source": "counter"});
    admin.post(&format!("/v1/customers/{id}/consents"), consent).await.created();
    let file = "姓名,手机,短信许可,邮件许可\n甲,15400990801,是,是\n乙,15400990802,退订,maybe\n";
    let done = import(&app, &admin, file).await;
    assert_eq!(ended(&done), [1, 1, 0, 0, 0]);
    let told = |line: i64, field: &str, code: &str| (line, field.to_owned(), code.to_owned());
    assert_eq!(said(&admin, &done, "outcome=changed").await, [told(2, "consent_sms", "refused_before")]);
    assert_eq!(said(&admin, &done, "outcome=created").await, [told(3, "consent_email", "unknown_word")]);
    assert_eq!(app.count(&format!("consents where customer_id = '{id}' and channel = 'email' and granted")), 1);
    assert_eq!(app.count("consents where channel = 'sms' and not granted"), 2);
    assert_eq!(ended(&import(&app, &admin, file).await), [0, 0, 2, 0, 0], "said once");

    let dated = "姓名,手机,短信许可,许可日期\n甲,15400990801,是,2020-01-05\n";
    assert_eq!(ended(&import(&app, &admin, dated).await), [0, 1, 0, 0, 0]);
    assert_eq!(ended(&import(&app, &admin, dated).await), [0, 0, 1, 0, 0]);
    let known = admin.get(&format!("/v1/customers/{id}/consents")).await.ok();
    let newest = known.data().iter().find(|one| one["channel"] == "sms").unwrap();
    assert_eq!(newest["granted"], false, "the no is later");
}

#[actix_web::test]
async fn a_region_changes_nobody_elses_customers() {
    let (app, admin) = app().await;
    let body = json!({"name": "南客", "phone": "15400990901", "home_unit_id": app.units.s1});
    let south = admin.post("/v1/customers", body).await.created().id();
    let north = app.actor(Role::Operations, &app.units.north).await;
    let id = draft(&north, json!({"kind": "customers", "options": {"unit_id": app.units.n1}})).await;
    upload(&north, &id, "name,phone,city\n南客,15400990901,北京\n").await.ok();
    assert_eq!(ended(&run(&app, &north, &id).await), [0, 0, 0, 1, 0]);
    assert_eq!(admin.get(&format!("/v1/customers/{south}")).await.ok().body["city"], Value::Null);
}

/// Customers with everything an export can hold, and what does not fit into a plain cell.
async fn everybody(app: &TestApp, admin: &Actor) -> usize {
    let bodies = [
        json!({"name": "王小明", "phone": "15400990001", "email": "a@b.cn", "card": "VIP-1", "wechat": "oX_-123456", "gender": "female",
            "birthday": {"year": 1988, "month": 5, "day": 1, "calendar": "solar"}, "city": "上海", "address": "南京路 1 号",
            "occupation": "教师", "source": "referral", "home_unit_id": app.units.n1, "language": "zh-CN",
            "tags": ["a,b", "c;d", "back\\slash", "VIP"], "note": "two\nlines, \"q\"",
            "external_ids": [{"partner": "shop", "id": "A 1:2"}, {"partner": "shop", "id": "50%"}]}),
        json!({"name": "=1+1", "phone": "+33612345678", "kind": "business", "source": "outreach", "note": "-"}),
        json!({"name": "'-quoted", "birthday": {"month": 2, "day": 30, "calendar": "lunar"}, "city": "'=x"}),
        json!({"name": "Leap", "birthday": {"month": 2, "day": 29, "calendar": "solar"}, "kind": "public_interest"}),
        json!({"name": "Lunar", "birthday": {"year": 1985, "month": 8, "day": 30, "calendar": "lunar"}, "gender": "other"}),
        json!({"name": "同名"}),
        json!({"name": "同名"}),
        json!({"name": "No shop", "home_unit_id": app.units.s1, "note": "x".repeat(3_500)}),
    ];
    for body in &bodies {
        admin.post("/v1/customers", body.clone()).await.created();
    }
    let two = customer(admin, "王小明").await;
    let path = format!("/v1/customers/{}/identities", two["id"].as_str().unwrap());
    admin.post(&path, json!({"kind": "phone", "value": "010-88880001"})).await.created();
    admin.post(&path, json!({"kind": "email", "value": "c@d.cn"})).await.created();
    bodies.len()
}

#[actix_web::test]
async fn what_is_exported_is_taken_back_and_everybody_is_unchanged() {
    let (app, admin) = app().await;
    let count = everybody(&app, &admin).await;
    let before = admin.get("/v1/exports/customers").await.ok().bytes;
    for query in ["", "&bom=true", "&language=zh-CN&bom=true", "&language=en"] {
        let export = admin.get(&format!("/v1/exports/customers?format=csv{query}")).await.ok();
        let id = draft(&admin, json!({"kind": "customers"})).await;
        upload(&admin, &id, export.bytes).await.ok();
        let done = run(&app, &admin, &id).await;
        assert_eq!(said(&admin, &done, "outcome=unchanged&outcome=changed").await, [], "{query}");
        assert_eq!(
            ended(&done),
            [0, 0, i64::try_from(count).unwrap(), 0, 0],
            "{query}: {:?}",
            said(&admin, &done, "").await
        );
    }
    let lines = draft(&admin, json!({"kind": "customers", "format": "ndjson"})).await;
    upload(&admin, &lines, before.clone()).await.ok();
    assert_eq!(ended(&run(&app, &admin, &lines).await), [0, 0, i64::try_from(count).unwrap(), 0, 0]);
    assert_eq!(admin.get("/v1/exports/customers").await.ok().bytes, before, "nothing of anybody changed");
    assert_eq!(app.count("customers"), i64::try_from(count).unwrap());
}

#[actix_web::test]
async fn an_export_of_another_base_brings_everybody_with_their_phones_once() {
    let (app, admin) = app().await;
    let text = file!("own-export-roundtrip");
    let done = import(&app, &admin, text).await;
    assert_eq!(ended(&done), [12, 0, 0, 0, 0], "{:?}", said(&admin, &done, "").await);
    let warned = said(&admin, &done, "outcome=created").await;
    let fields: Vec<&str> = warned.iter().map(|(_, field, _)| field.as_str()).filter(|field| *field != "id").collect();
    assert_eq!(fields, ["phone", "birthday"], "no such number in China, no 30 February");
    assert_eq!(app.count("identity_owners"), 11);
    let birthday = &customer(&admin, "15400990401").await["birthday"];
    assert_eq!(*birthday, json!({"year": null, "month": 2, "day": 29, "calendar": "solar"}));
    let again = import(&app, &admin, text).await;
    assert_eq!(ended(&again), [0, 0, 11, 1, 0], "known by their phones, and one by the name alone");
    assert_eq!(app.count("customers"), 12);
}

#[actix_web::test]
async fn an_export_speaks_a_language_and_names_what_it_can() {
    let (app, admin) = app().await;
    everybody(&app, &admin).await;
    let unit = admin.get(&format!("/v1/units/{}", app.units.n1)).await.ok().text("name").to_owned();
    for (language, head, kind, source, lunar) in [
        ("zh-CN", "系统编号,客户类型,状态,姓名,", "商业客户", "他人介绍", "农历1985-08-30"),
        ("en", "System ID,Kind,Status,Name,", "Business", "Referral", "Lunar 1985-08-30"),
    ] {
        let export = admin.get(&format!("/v1/exports/customers?format=csv&language={language}")).await.ok();
        let text = String::from_utf8(export.bytes).unwrap();
        assert!(text.starts_with(head), "{text}");
        for said in [kind, source, lunar, &unit] {
            assert!(text.contains(&format!(",{said},")), "{said}: {text}");
        }
        assert!(!text.contains(&app.units.n1), "a name in place of an id");
    }
    admin.get("/v1/exports/customers?language=fr").await.problem(400, "invalid_parameter");
}

#[actix_web::test]
async fn a_dry_run_tells_what_the_run_will_do() {
    let (app, admin) = app().await;
    import(&app, &admin, file!("revised-file-1")).await;
    let file = format!("{}M9,新甲,15400990509,\nM9,新乙,15400990510,\nM8,旧甲,1.5E+10,\n", file!("revised-file-2"));
    let id = uploaded(&admin, "customers", &file).await;
    admin.post(&format!("/v1/imports/{id}/dry-runs"), json!({})).await.accepted();
    app.run_jobs().await;
    let tried = admin.get(&format!("/v1/imports/{id}")).await.ok().body;
    let done = run(&app, &admin, &id).await;
    assert_eq!(ended(&tried), [1, 1, 0, 1, 1]);
    assert_eq!(tried["counts"], done["counts"]);
}

#[actix_web::test]
async fn columns_of_attributes_are_mapped_read_and_taken_back() {
    let (app, admin) = app().await;
    let text = "会员编号,姓名,教育程度,家庭人数,口味\nM1,甲,本科,4,清淡\nM2,乙,college,很多,\nM3,丙,,,\n";
    let done = import(&app, &admin, text).await;
    assert_eq!(ended(&done), [3, 0, 0, 0, 0]);
    assert_eq!(done["mapping"]["attributes.education"], json!({"column": "教育程度"}));
    let warned = said(&admin, &done, "outcome=created").await;
    assert_eq!(warned, [(3, "attributes".to_owned(), "attribute".to_owned())]);
    let attributes = async |name: &str| customer(&admin, name).await["attributes"].clone();
    assert_eq!(attributes("甲").await, json!({"education": "bachelor", "household_size": 4, "taste": "清淡"}));
    assert_eq!(attributes("乙").await, json!({"education": "college"}));
    assert_eq!(app.count("customer_attributes"), 4);

    let again = import(&app, &admin, "会员编号,姓名,家庭人数\nM1,甲,5\nM2,乙,\n").await;
    assert_eq!(ended(&again), [0, 1, 1, 0, 0]);
    assert_eq!(attributes("甲").await, json!({"education": "bachelor", "household_size": 5, "taste": "清淡"}));
    assert_eq!(app.count("customer_attributes where key = 'household_size' and number_value = 50000"), 1);
    let business = import(&app, &admin, "会员编号,姓名,类型,座位数,口味\nB1,店,商业客户,40,辣\n").await;
    assert_eq!(said(&admin, &business, "outcome=created").await.len(), 1, "a business has no taste");
    assert_eq!(attributes("店").await, json!({"seats": 40}));

    for language in ["", "&language=zh-CN", "&language=en"] {
        let exported = admin.get(&format!("/v1/exports/customers?format=csv{language}")).await;
        let taken_back = import(&app, &admin, &String::from_utf8(exported.bytes.clone()).unwrap()).await;
        assert_eq!(ended(&taken_back), [0, 0, 4, 0, 0], "{language}");
    }
}

#[actix_web::test]
async fn an_attribute_that_is_not_there_is_not_mapped() {
    let (_app, admin) = app().await;
    let id = uploaded(&admin, "customers", "姓名,颜色\n甲,红\n").await;
    let path = format!("/v1/imports/{id}");
    let map = |target: &str| json!({"mapping": {target: {"column": "颜色"}}});
    let unknown = admin.patch(&path, map("attributes.colour")).if_match("*").await.problem(422, "invalid");
    unknown.fault("/mapping/attributes.colour", "not_found");
    for (target, code) in
        [("attributes.Colour", "not_accepted"), ("colour", "not_accepted"), ("attributes", "not_accepted")]
    {
        let refused = admin.patch(&path, map(target)).if_match("*").await.problem(422, "invalid");
        refused.fault(&format!("/mapping/{target}"), code);
    }
    admin.patch(&path, map("attributes.taste")).if_match("*").await.ok();
}
