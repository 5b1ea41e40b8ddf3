use super::super::{ImportKind, guess_attributes, guess_mapping};
use super::*;
use crate::customers::attributes::{AttributeOption, AttributeType};
use crate::text::{Bilingual, is_chinese, is_english};

static WORDS: std::sync::OnceLock<SaidWords> = std::sync::OnceLock::new();

static ATTRIBUTES: std::sync::OnceLock<Vec<Definition>> = std::sync::OnceLock::new();

/// One of each type, called by its word.
fn attributes() -> Vec<Definition> {
    let name = |text: &str| Bilingual { chinese: text.to_owned(), english: text.to_owned() };
    let option = |code: &str, text: &str| AttributeOption { code: code.to_owned(), names: name(text) };
    let attribute = |value_type: &AttributeType| Definition {
        key: value_type.as_str().to_owned(),
        names: name(value_type.as_str()),
        value_type: *value_type,
        kinds: CustomerKind::ALL.to_vec(),
        options: match value_type {
            AttributeType::Choice => vec![option("sweet", "甜"), option("salty", "咸")],
            _ => Vec::new(),
        },
        minimum: None,
        maximum: None,
        max_length: None,
        is_archived: false,
    };
    AttributeType::ALL.iter().map(attribute).collect()
}

fn layout(kind: ImportKind, headers: &[&str]) -> Layout {
    let columns: Vec<String> = headers.iter().map(|&header| header.to_owned()).collect();
    let mut mapping = guess_mapping(kind, &columns, &[]);
    guess_attributes(&mut mapping, &columns, &attributes());
    mapping.layout(kind, &columns).unwrap()
}

fn reader(layout: &Layout) -> Reader<'_> {
    Reader {
        layout,
        currency: "CNY".parse().unwrap(),
        zone: period::parse_zone("Asia/Shanghai").unwrap(),
        phone_region: "CN",
        dates: DateForm::default(),
        words: WORDS.get_or_init(SaidWords::default),
        attributes: ATTRIBUTES.get_or_init(attributes),
        strict: false,
        now: "2026-05-01T00:00:00Z".parse().unwrap(),
    }
}

/// What is wrong with a row; each is told in both languages.
fn codes(errors: &[RowError]) -> Vec<(&'static str, &'static str)> {
    for RowError { detail, .. } in errors {
        assert!(is_english(detail.text(Language::English)), "{detail:?}");
        assert!(is_chinese(detail.text(Language::Chinese)), "{detail:?}");
    }
    errors.iter().map(|error| (error.field.as_str(), error.code)).collect()
}

#[test]
fn a_plain_purchase_file_is_read() {
    let layout = layout(ImportKind::Purchases, &["customer_id", "date", "quantity", "amount"]);
    let row = reader(&layout).purchase(&["1", "1997-01-12", "2", "12.0"]).unwrap().value;
    assert_eq!(row.customer_external_id.as_deref(), Some("1"));
    assert_eq!(row.occurred_on, "1997-01-12".parse().unwrap());
    assert_eq!(row.occurred_at, "1997-01-11T16:00:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!((row.amount, row.discount, row.quantity.thousandths()), (1200, 0, 2000));
    let free = reader(&layout).purchase(&["1", "1997-01-12", "", "0"]).unwrap().value;
    assert_eq!((free.amount, free.quantity), (0, Quantity::ONE));
    let timed = reader(&layout).purchase(&["1", "1997-01-12 23:30", "", "0"]).unwrap().value;
    assert_eq!(timed.occurred_on, free.occurred_on);
}

#[test]
fn a_till_file_in_chinese_is_read() {
    let headers = ["订单号", "手机号", "姓名", "下单时间", "商品名称", "数量", "实付金额", "优惠金额", "门店", "渠道"];
    let layout = layout(ImportKind::Purchases, &headers);
    let row = reader(&layout)
        .purchase(&[
            "A-1",
            "138 1234 5678",
            "王小明",
            "2026/4/30 18:30",
            "仙芋2号",
            "1.5",
            "¥1,234.50",
            "10",
            "S01",
            "外卖",
        ])
        .unwrap()
        .value;
    assert_eq!(row.external_id.as_deref(), Some("A-1"));
    assert_eq!(row.customer_phone.as_deref(), Some("+8613812345678"));
    assert_eq!(row.customer_name.as_deref(), Some("王小明"));
    assert_eq!(row.occurred_at, "2026-04-30T10:30:00Z".parse::<DateTime<Utc>>().unwrap());
    assert_eq!((row.amount, row.discount), (123_450, 1000));
    assert_eq!((row.unit_code.as_deref(), row.channel), (Some("S01"), Some(Channel::Delivery)));
}

#[test]
fn everything_wrong_with_a_row_is_told_by_field() {
    let layout = layout(ImportKind::Purchases, &["customer_id", "手机号", "date", "quantity", "amount", "channel"]);
    let reader = reader(&layout);
    for (row, expected) in [
        (["", "", "2026-04-01", "1", "1", ""], vec![("customer_external_id", "missing")]),
        (["", "12", "2026-04-01", "1", "1", ""], vec![("customer_phone", "identity")]),
        (["1", "", "", "1", "", ""], vec![("occurred_on", "missing"), ("amount", "missing")]),
        (["1", "", "1900-01-01", "1", "1", ""], vec![("occurred_on", "occurred_at")]),
        (["1", "", "2026-05-03", "1", "1", ""], vec![("occurred_on", "occurred_at")]),
        (
            ["1", "", "1/2/2026", "0", "abc", "fax"],
            vec![
                ("occurred_on", "ambiguous_date"),
                ("amount", "unreadable"),
                ("quantity", "unreadable"),
                ("channel", "unknown_word"),
            ],
        ),
        (["1", "", "2026-04-01", "-1", "5", ""], vec![("quantity", "negative")]),
        (["1", "", "2026-04-01", "1", "99999999999999999999", ""], vec![("amount", "unreadable")]),
    ] {
        assert_eq!(codes(&reader.purchase(&row).unwrap_err()), expected, "{row:?}");
    }
    let errors = reader.purchase(&["1", "", "soon", "1", "1", ""]).unwrap_err();
    assert!(errors[0].detail.text(Language::English).starts_with("expected a date such as"), "{errors:?}");
    let short: [&str; 1] = ["1"];
    assert_eq!(codes(&reader.purchase(&short).unwrap_err()), [("occurred_on", "missing"), ("amount", "missing")]);
}

#[test]
fn an_optional_cell_of_a_purchase_costs_the_cell() {
    let layout = layout(ImportKind::Purchases, &["customer_id", "手机号", "date", "quantity", "amount", "channel"]);
    let reader = reader(&layout);
    let read = reader.purchase(&["1", "12", "2026-04-01", "1", "1", "fax"]).unwrap();
    assert_eq!(codes(&read.warnings), [("customer_phone", "identity"), ("channel", "unknown_word")]);
    assert_eq!((read.value.customer_phone, read.value.channel, read.value.amount), (None, None, 100));
    let strict = Reader { strict: true, ..reader };
    let refused = strict.purchase(&["1", "12", "2026-04-01", "1", "1", "fax"]).unwrap_err();
    assert_eq!(codes(&refused), [("customer_phone", "identity"), ("channel", "unknown_word")]);
}

#[test]
fn customers_are_read_with_their_profile() {
    let headers = ["客户编号", "姓名", "手机", "邮箱", "性别", "生日", "标签", "来源", "短信许可", "许可日期"];
    let layout = layout(ImportKind::Customers, &headers);
    let reader = reader(&layout);
    let row = [
        "7",
        "王小明",
        "13812345678；13912345678",
        "A@B.cn",
        "女",
        "1988年8月15日",
        "老客户，VIP",
        "他人介绍",
        "是",
        "2026-03-01",
    ];
    let Read { value: row, warnings } = reader.customer(&row).unwrap();
    assert_eq!(warnings, []);
    assert_eq!((row.name.as_str(), row.kind), ("王小明", None));
    assert_eq!(row.phones, ["+8613812345678", "+8613912345678"]);
    assert_eq!(row.emails, ["a@b.cn"]);
    assert_eq!((row.gender, row.source), (Some(Gender::Female), Some(Source::Referral)));
    assert_eq!(row.birthday.unwrap().month, 8);
    assert_eq!(row.tags, ["老客户", "VIP"]);
    assert_eq!(row.consents, [(ConsentChannel::Sms, true)]);
    assert_eq!(row.consented_at, Some("2026-02-28T16:00:00Z".parse().unwrap()));

    let odd = ["7", "王小明", "1", "x", "?", "2030-01-01", "a\u{202E}", "moon", "perhaps", "soon"];
    let read = reader.customer(&odd).unwrap();
    let told = [
        ("consent_sms", "unknown_word"),
        ("phone", "identity"),
        ("email", "identity"),
        ("gender", "unknown_word"),
        ("birthday", "birthday"),
        ("source", "unknown_word"),
        ("tags", "tags"),
    ];
    assert_eq!(codes(&read.warnings), told);
    let strict = Reader { strict: true, ..reader };
    assert_eq!(codes(&strict.customer(&odd).unwrap_err()), told);
    let nameless = reader.customer(&["7", "", "", "", "", "", "", "", "", ""]).unwrap_err();
    assert_eq!(codes(&nameless), [("name", "missing")]);
}

#[test]
fn ids_damaged_by_a_spreadsheet_are_refused() {
    let layout = layout(ImportKind::Customers, &["会员编号", "姓名", "手机", "卡号"]);
    let reader = reader(&layout);
    for (row, field) in [
        (["1.00026E+11", "数甲", "15400990601", ""], "external_id"),
        (["100026.0", "数甲", "15400990601", ""], "external_id"),
        (["#N/A", "数甲", "15400990601", ""], "external_id"),
        (["1", "数甲", "1.5401E+10", ""], "phone"),
        (["1", "数甲", "", "6.2E+18"], "card"),
    ] {
        let errors = reader.customer(&row).unwrap_err();
        assert_eq!(errors.iter().map(|error| error.field.as_str()).collect::<Vec<_>>(), [field], "{row:?}");
    }
}

#[test]
fn several_values_stand_in_one_cell() {
    for (kind, cell, read) in [
        (IdentityKind::Phone, "138 1234 5678", vec!["+8613812345678"]),
        (IdentityKind::Phone, "+8613812345678 +85261234567", vec!["+8613812345678", "+85261234567"]),
        (IdentityKind::Phone, "138 1234 5678 / 010-88880001", vec!["+8613812345678", "+861088880001"]),
        (IdentityKind::Email, "a@b.cn; c@d.cn", vec!["a@b.cn", "c@d.cn"]),
        (IdentityKind::Card, "vip1 vip2", vec!["VIP1", "VIP2"]),
    ] {
        assert_eq!(reading::values(kind, cell, "CN").unwrap(), read, "{cell}");
    }
    assert!(reading::values(IdentityKind::Phone, "13812345678 12", "CN").is_err());
}

#[test]
fn a_day_and_its_time_in_two_columns_are_one_moment() {
    let layout = layout(ImportKind::Purchases, &["日期", "时间", "手机", "金额"]);
    for (day, time, at) in [
        ("2026-04-01", "13:05:00", "2026-04-01T05:05:00Z"),
        ("2026-04-01 00:00:00", "9:10", "2026-04-01T01:10:00Z"),
        ("2026-04-01", "", "2026-03-31T16:00:00Z"),
        ("", "2026-04-01 13:05", "2026-04-01T05:05:00Z"),
        ("2026-04-01", "2026-04-02 13:05", "2026-04-02T05:05:00Z"),
    ] {
        let row = reader(&layout).purchase(&[day, time, "15400990104", "7.00"]).unwrap().value;
        assert_eq!(row.occurred_at, at.parse::<DateTime<Utc>>().unwrap(), "{day} {time}");
    }
    let alone = reader(&layout).purchase(&["", "13:05", "15400990104", "7.00"]).unwrap_err();
    assert_eq!(codes(&alone), [("occurred_at", "unreadable")]);
}

#[test]
fn goods_that_came_back_have_an_amount_below_zero() {
    let layout = layout(ImportKind::Purchases, &["order no", "date", "phone", "amount", "qty", "discount"]);
    let read = |amount: &str, quantity: &str, discount: &str| {
        reader(&layout).purchase(&["T-1", "2026-04-01", "15400990104", amount, quantity, discount])
    };
    for (amount, quantity, minor, thousandths, said) in
        [("-10.00", "-1", 1000, 1000, true), ("-10.00", "2", 1000, 2000, true), ("-¥0.50", "", 50, 1000, false)]
    {
        let row = read(amount, quantity, "-3").unwrap().value;
        assert_eq!((row.returned, row.amount, row.discount), (true, minor, 0));
        assert_eq!((row.quantity.thousandths(), row.said_quantity), (thousandths, said));
    }
    assert_eq!(codes(&read("10", "-1", "").unwrap_err()), [("quantity", "negative")]);
    assert_eq!(codes(&read("10", "1", "-3").unwrap_err()), [("discount", "negative")]);
    assert_eq!(codes(&read("$10", "1", "").unwrap_err()), [("amount", "other_currency")]);
}

#[test]
fn cells_of_attributes_become_values_of_their_type() {
    use serde_json::json;
    let layout =
        layout(ImportKind::Customers, &["name", "attributes.text", "integer", "decimal", "boolean", "date", "choice"]);
    let row = reader(&layout).customer(&["A", "甜", "1,200", "0.5", "是", "2026/5/1", "甜"]).unwrap();
    let told = |key: &str, value| (key.to_owned(), value);
    assert_eq!(
        row.value.attributes,
        [
            told("text", json!("甜")),
            told("integer", json!(1200)),
            told("decimal", json!(0.5)),
            told("boolean", json!(true)),
            told("date", json!("2026-05-01")),
            told("choice", json!("sweet")),
        ]
    );
    let row = reader(&layout).customer(&["A", "", "1.5", "x", "maybe", "soon", "sour"]).unwrap();
    assert_eq!(row.value.attributes, []);
    assert_eq!(codes(&row.warnings).len(), 5);
    assert!(codes(&row.warnings).iter().all(|(field, _)| *field == "attributes"), "{:?}", row.warnings);
}
