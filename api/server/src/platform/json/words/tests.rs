use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use regulars_domain::money::Money;
use regulars_domain::quantity::Quantity;
use regulars_domain::text::{Language, is_chinese, is_english};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::platform::error::{Error, Fault, FaultCode, Place};
use crate::platform::json::parse;

regulars_domain::vocabulary! {
    /// A word.
    pub enum Shade {
        Light = "light",
        Dark = "dark",
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Shape {
    Round,
    Sized { _width: u8 },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Thing {
    _name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

fn refused<T: DeserializeOwned + std::fmt::Debug>(body: &str) -> Fault {
    let Err(Error::Refused(problem)) = parse::<T>(body.as_bytes()) else { panic!("{body} was taken") };
    problem.faults.first().unwrap_or_else(|| panic!("{body} has no fault")).clone()
}

/// The code, and both texts, neither with a word of the other language or a name out of the program.
fn told<T: DeserializeOwned + std::fmt::Debug>(body: &str) -> (FaultCode, String, String) {
    let fault = refused::<T>(body);
    let (english, chinese) = (fault.detail(Language::English), fault.detail(Language::Chinese));
    assert!(is_english(&english) && is_chinese(&chinese), "{body}: {english} / {chinese}");
    for name in ["struct", "enum", "variant", "::", "\u{1E}", "i64", "u8"] {
        assert!(!english.contains(name) && !chinese.contains(name), "{body}: {english} / {chinese}");
    }
    (fault.code, english, chinese)
}

#[test]
fn what_was_expected_is_told_in_both_languages() {
    use FaultCode::{Malformed, NotAccepted, Required, UnknownField, WrongType};
    let date = ("expected a date such as 2026-02-17", "应为日期，如 2026-02-17");
    let time = ("expected a time such as 2026-02-17T08:30:00Z", "应为时间，如 `2026-02-17T08:30:00Z`");
    let decimal = QUANTITY;
    for ((code, english, chinese), expected, (in_english, in_chinese)) in [
        (told::<String>("5"), WrongType, ("expected a text", "应为文本")),
        (told::<bool>("5"), WrongType, ("expected true or false", "应为 `true` 或 `false`")),
        (told::<i64>("\"many\""), WrongType, ("expected a whole number", "应为整数")),
        (told::<i64>("1.5"), WrongType, ("expected a whole number", "应为整数")),
        (told::<u8>("300"), NotAccepted, ("expected a whole number from 0 to 255", "应为 0 至 255 的整数")),
        (told::<u64>("-1"), NotAccepted, ("expected a whole number of 0 or more", "应为 0 或以上的整数")),
        (told::<f64>("[]"), WrongType, ("expected a number", "应为数字")),
        (told::<Vec<i64>>("{}"), WrongType, ("expected a list", "应为列表")),
        (told::<[i64; 2]>("[1]"), Malformed, ("expected a list", "应为列表")),
        (told::<Thing>("\"x\""), WrongType, ("expected an object", "应为对象")),
        (told::<BTreeMap<String, i64>>("7"), WrongType, ("expected an object", "应为对象")),
        (told::<Thing>("{}"), Required, ("is needed", "必填")),
        (
            told::<Thing>(r#"{"_name": "x", "type, expected struct": 1}"#),
            UnknownField,
            ("is not known here: expected one of _name", "未知字段，应为 `_name` 之一"),
        ),
        (told::<Nothing>(r#"{"colour": 1}"#), UnknownField, ("is not known here", "未知字段")),
        (told::<Shape>("7"), WrongType, ("expected a text or an object", "应为文本或对象")),
        (told::<Shape>("\"flat\""), NotAccepted, ("expected one of round, sized", "应为 `round`、`sized` 之一")),
        (told::<Shape>(r#"{"sized": 3}"#), WrongType, ("expected an object", "应为对象")),
        (told::<Shade>("\"grey\""), NotAccepted, ("expected one of light, dark", "应为 `light`、`dark` 之一")),
        (told::<Shade>("7"), WrongType, ("expected one of light, dark", "应为 `light`、`dark` 之一")),
        (told::<NaiveDate>("7"), WrongType, date),
        (told::<NaiveDate>("\"\""), Malformed, date),
        (told::<NaiveDate>("\"2026-02-30\""), Malformed, date),
        (told::<Vec<NaiveDate>>("[\"2026-02-17\", \"soon\"]"), Malformed, date),
        (told::<DateTime<Utc>>("7"), WrongType, time),
        (told::<DateTime<Utc>>("\"2026-02-17\""), Malformed, time),
        (told::<BTreeMap<String, DateTime<Utc>>>(r#"{"a/b": "noon"}"#), Malformed, time),
        (told::<Quantity>("\"0\""), Malformed, decimal),
        (
            told::<Money>(r#"{"amount": 1, "currency": "cny"}"#),
            NotAccepted,
            ("expected an ISO 4217 code such as CNY", "应为 ISO 4217 货币代码，如 CNY"),
        ),
    ] {
        assert_eq!((code, english.as_str(), chinese.as_str()), (expected, in_english, in_chinese));
    }
}

const QUANTITY: (&str, &str) = (
    "expected a decimal above 0 and at most 1000000000, with at most 3 decimal places, such as 1.5",
    "应为大于 0 且不超过 1000000000 的小数，最多 3 位小数，如 1.5",
);

#[test]
fn what_a_caller_sends_is_not_taken_for_our_words() {
    let carried = regulars_domain::message!("anything", "任何内容").carried();
    let body = serde_json::to_string(&serde_json::Value::from(carried.clone())).unwrap();
    assert_eq!(told::<i64>(&body).1, "expected a whole number");
    assert_eq!(told::<Shade>(&body).1, "expected one of light, dark");
    let named = serde_json::json!({ carried: 1 }).to_string();
    assert_eq!(refused::<Thing>(&named).detail(Language::English), "is not known here: expected one of _name");
}

#[test]
fn what_is_no_json_is_told_with_its_place() {
    for (body, english, chinese) in [
        ("", "the JSON ends too early (line 1, column 0)", "JSON 不完整（第 1 行第 0 列）"),
        ("{\"a\":\n 1", "the JSON ends too early (line 2, column 2)", "JSON 不完整（第 2 行第 2 列）"),
        ("{\"a\" 1}", "a colon is missing (line 1, column 6)", "缺少冒号（第 1 行第 6 列）"),
        ("[1 2]", "a comma or a closing bracket is missing (line 1, column 4)", "缺少逗号或右括号（第 1 行第 4 列）"),
        ("{a: 1}", "a name must stand in double quotes (line 1, column 2)", "名称须加双引号（第 1 行第 2 列）"),
        ("[1,]", "a comma has nothing after it (line 1, column 4)", "逗号之后没有内容（第 1 行第 4 列）"),
        ("yes", "a value is expected here (line 1, column 1)", "此处应为一个值（第 1 行第 1 列）"),
        ("\"\\q\"", "a character is escaped wrongly (line 1, column 3)", "字符转义有误（第 1 行第 3 列）"),
        ("1 2", "something follows after the end (line 1, column 3)", "结尾之后还有内容（第 1 行第 3 列）"),
        ("1e999", "a number is too large (line 1, column 5)", "数字过大（第 1 行第 5 列）"),
    ] {
        let Err(Error::Refused(problem)) = parse::<serde_json::Value>(body.as_bytes()) else { panic!("{body}") };
        let detail = problem.detail.unwrap();
        assert_eq!((detail.text(Language::English), detail.text(Language::Chinese)), (english, chinese), "{body}");
    }
    assert_eq!(refused::<Thing>("[]").place, Place::Pointer(String::new()));
}
