//! What the libraries say of JSON and of queries, in our own words. Serde and its formats tell an error as an English text
//! with names of Rust types in it; here, and nowhere else, such a text is taken apart.
//!
//! What our own types say while they are read stands in the text in both languages, see
//! [`Message::carried`](regulars_domain::text::Message::carried).

use regulars_domain::message;
use regulars_domain::text::{Message, one_of};

use super::escape;
use crate::platform::error::{Fault, FaultCode};

/// An error of serde as a fault at its place.
pub(crate) fn fault_of(mut pointer: String, text: &str) -> Fault {
    let text = text.trim();
    let named = text.split('`').nth(1).unwrap_or_default();
    if text.starts_with("missing field") {
        pointer.push_str(&format!("/{}", escape(named)));
        return Fault::at(pointer, FaultCode::Required);
    }
    if text.starts_with("unknown field") {
        let tail = format!("/{}", escape(named));
        if !pointer.ends_with(&tail) {
            pointer.push_str(&tail);
        }
        let fault = Fault::at(pointer, FaultCode::UnknownField);
        return match words_of(expected_by(text)) {
            known if known.is_empty() => fault,
            known => {
                let known = one_of(&known);
                fault.hint(message!("is not known here: {known}", "未知字段，{known}", known = known))
            }
        };
    }
    let code = if text.starts_with("invalid type") {
        FaultCode::WrongType
    } else if text.starts_with("unknown variant") || text.starts_with("invalid value") {
        FaultCode::NotAccepted
    } else {
        FaultCode::Malformed
    };
    let fault = Fault::at(pointer, code);
    let hint = Message::carried_in(text).or_else(|| expectation(expected_by(text))).or_else(|| other(text));
    match hint {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

/// What serde says was expected. A caller's own text stands before it.
fn expected_by(text: &str) -> &str {
    text.rsplit_once(", expected ").map(|(_, expected)| expected).unwrap_or_default()
}

/// The words in backticks: those of an enum or the fields of a structure.
fn words_of(expected: &str) -> Vec<&str> {
    expected.split('`').skip(1).step_by(2).collect()
}

/// What a visitor of serde's, of chrono's or a derived one calls that which it takes.
fn expectation(expected: &str) -> Option<Message> {
    let words = words_of(expected);
    if !words.is_empty() {
        return Some(one_of(&words));
    }
    let begins_with = |begin: &str| expected.starts_with(begin);
    Some(match expected {
        "a boolean" => message!("expected true or false", "应为 `true` 或 `false`"),
        "a string" | "a borrowed string" | "string" | "str" | "a character" => message!("expected a text", "应为文本"),
        "a formatted date string" => date(),
        "an RFC 3339 formatted date and time string" => time(),
        "f32" | "f64" => message!("expected a number", "应为数字"),
        "i64" => message!("expected a whole number", "应为整数"),
        "u64" | "usize" => message!("expected a whole number of 0 or more", "应为 0 或以上的整数"),
        "i32" => whole_number(i32::MIN.into(), i32::MAX.into()),
        "i16" => whole_number(i16::MIN.into(), i16::MAX.into()),
        "u32" => whole_number(0, u32::MAX.into()),
        "u16" => whole_number(0, u16::MAX.into()),
        "u8" => whole_number(0, u8::MAX.into()),
        "a sequence" => list(),
        "a map" | "map" | "map with a single key" => object(),
        "string or map" => message!("expected a text or an object", "应为文本或对象"),
        _ if begins_with("struct ") || begins_with("internally tagged") || begins_with("adjacently tagged") => object(),
        _ if begins_with("a tuple ") || begins_with("an array ") || begins_with("tuple struct ") => list(),
        _ if begins_with("enum ") => message!("expected a text or an object", "应为文本或对象"),
        _ => return None,
    })
}

fn whole_number(least: i64, most: i64) -> Message {
    message!("expected a whole number from {least} to {most}", "应为 {least} 至 {most} 的整数")
}

fn object() -> Message {
    message!("expected an object", "应为对象")
}

fn list() -> Message {
    message!("expected a list", "应为列表")
}

fn date() -> Message {
    message!("expected a date such as {DATE}", "应为日期，如 {DATE}")
}

fn time() -> Message {
    message!("expected a time such as {TIME}", "应为时间，如 `{TIME}`")
}

fn other(text: &str) -> Option<Message> {
    let known = [
        ("duplicate field", message!("is given more than once", "重复给出")),
        ("parsing failed", message!("the query cannot be parsed", "查询参数无法解析")),
    ];
    known.into_iter().find(|(begin, _)| text.starts_with(begin)).map(|(_, said)| said)
}

const DATE: &str = "2026-02-17";
const TIME: &str = "2026-02-17T08:30:00Z";

/// What was expected where chrono refused a text, for its errors do not tell: `takes` says whether a text would be taken
/// in its place. `None` when the error is not one of chrono's.
pub(crate) fn day_or_time(text: &str, takes: impl Fn(&str) -> bool) -> Option<Message> {
    const OF_CHRONO: [&str; 4] =
        ["premature end of input", "input contains invalid characters", "input is out of range", "trailing input"];
    if !OF_CHRONO.contains(&text.trim()) {
        return None;
    }
    if takes(DATE) {
        return Some(date());
    }
    takes(TIME).then(time)
}

/// What is wrong with a text that is no JSON, and where.
pub(super) fn no_json(error: &serde_json::Error) -> Message {
    let (text, line, column) = (error.to_string(), error.line(), error.column());
    let said = SYNTAX.iter().find(|(begin, ..)| text.starts_with(begin)).map_or_else(
        || message!("this is no JSON", "不是有效的 JSON"),
        |(_, english, chinese)| Message::new(*english, *chinese),
    );
    message!("{said} (line {line}, column {column})", "{said}（第 {line} 行第 {column} 列）", said = said)
}

/// How the errors of serde_json begin, and what they mean.
const SYNTAX: &[(&str, &str, &str)] = &[
    ("EOF", "the JSON ends too early", "JSON 不完整"),
    ("expected `,`", "a comma or a closing bracket is missing", "缺少逗号或右括号"),
    ("expected `:`", "a colon is missing", "缺少冒号"),
    ("expected `\"`", "a name must stand in double quotes", "名称须加双引号"),
    ("key must be a string", "a name must stand in double quotes", "名称须加双引号"),
    ("expected value", "a value is expected here", "此处应为一个值"),
    ("expected ident", "a value is expected here", "此处应为一个值"),
    ("invalid escape", "a character is escaped wrongly", "字符转义有误"),
    ("lone leading surrogate", "a character is escaped wrongly", "字符转义有误"),
    ("unexpected end of hex escape", "a character is escaped wrongly", "字符转义有误"),
    ("invalid unicode", "the text is not UTF-8", "文本不是 UTF-8 编码"),
    ("control character", "a text holds a control character that is not escaped", "文本含有未转义的控制字符"),
    ("invalid number", "a number is malformed", "数字格式有误"),
    ("number out of range", "a number is too large", "数字过大"),
    ("trailing comma", "a comma has nothing after it", "逗号之后没有内容"),
    ("trailing characters", "something follows after the end", "结尾之后还有内容"),
    ("recursion limit", "it is nested too deeply", "嵌套过深"),
];

#[cfg(test)]
mod tests;
