//! The page of an archive, in the person's language: one table for each kind of what is held.

use chrono::{DateTime, Utc};
use regulars_domain::exchange::person_page as words;
use regulars_domain::message;
use regulars_domain::money::{Money, told};
use regulars_domain::quantity;
use regulars_domain::text::Language;
use serde_json::{Map, Value};

use crate::platform::organisation::Organisation;

/// What is held of one kind.
pub struct Section {
    pub name: &'static str,
    /// In this order.
    pub columns: Vec<&'static str>,
    pub rows: Vec<Map<String, Value>>,
}

const STYLE: &str = "body{font:15px/1.6 system-ui,sans-serif;margin:2rem auto;max-width:70rem;padding:0 1rem;color:#1d1d1b}\
h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2rem}div{overflow-x:auto}\
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid #ddd;overflow-wrap:anywhere}\
th{font-weight:600;white-space:nowrap}@media(prefers-color-scheme:dark){body{background:#161615;color:#eee}th,td{border-color:#444}}";

/// The whole page.
pub fn of(organisation: &Organisation, language: Language, sections: &[Section], now: DateTime<Utc>) -> String {
    let day = now.with_timezone(&organisation.time_zone).format("%Y-%m-%d %H:%M").to_string();
    let name = organisation.name.as_str();
    let title = message!("What {name} holds on you", "{name} 所持有的您的个人数据");
    let made = message!(
        "As of {day}. The same for programs is in `data.json`.",
        "截至 {day}。供程序读取的版本见 `data.json`。"
    );
    let mut page = format!(
        "<!doctype html><html lang=\"{}\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"><title>{2}</title>\
         <style>{STYLE}</style></head><body><h1>{2}</h1><p>{1}</p>",
        language.as_str(),
        escape(&made.text(language).replace('`', "")),
        escape(title.text(language)),
    );
    for section in sections {
        write(&mut page, section, organisation, language);
    }
    page.push_str("</body></html>");
    page
}

fn write(page: &mut String, section: &Section, organisation: &Organisation, language: Language) {
    let title = words::section(section.name);
    let title = title.as_ref().map_or(section.name, |title| title.text(language));
    page.push_str(&format!("<h2>{}</h2><div><table><thead><tr>", escape(title)));
    // A column that says nothing in any row is left out.
    let said = |column: &&str| section.rows.iter().any(|row| row.get(*column).is_some_and(says_something));
    let columns: Vec<&str> = section.columns.iter().copied().filter(said).collect();
    for column in &columns {
        let label = words::column(column);
        let label = label.as_ref().map_or(*column, |label| label.text(language));
        page.push_str(&format!("<th scope=\"col\">{}</th>", escape(label)));
    }
    page.push_str("</tr></thead><tbody>");
    for row in &section.rows {
        page.push_str("<tr>");
        for column in &columns {
            let value = row.get(*column).unwrap_or(&Value::Null);
            let text = shown(section.name, column, value, organisation, language);
            page.push_str(&format!("<td>{}</td>", escape(&text)));
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table></div>");
}

fn says_something(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Object(members) => !members.is_empty(),
        Value::Bool(_) | Value::Number(_) => true,
    }
}

/// A value in words.
fn shown(section: &str, column: &str, value: &Value, organisation: &Organisation, language: Language) -> String {
    match value {
        Value::Null => String::new(),
        Value::Bool(said) => words::answer(*said).text(language).to_owned(),
        Value::Number(number) => match number.as_i64() {
            Some(amount) if words::is_amount(section, column) => told(Money::new(amount, organisation.base_currency)),
            Some(thousandths) if words::is_quantity(column) => quantity::print(thousandths),
            _ => number.to_string(),
        },
        Value::String(text) => match words::value(section, column, text) {
            Some(name) => name.text(language).to_owned(),
            None => time(text, organisation).unwrap_or_else(|| text.clone()),
        },
        Value::Array(items) => {
            let parts: Vec<String> =
                items.iter().map(|item| shown(section, "", item, organisation, language)).collect();
            parts.join("; ")
        }
        Value::Object(members) => {
            let parts: Vec<String> = members
                .iter()
                .map(|(name, value)| format!("{name}: {}", shown(section, "", value, organisation, language)))
                .collect();
            parts.join("; ")
        }
    }
}

/// A moment as the organisation's clocks show it.
fn time(text: &str, organisation: &Organisation) -> Option<String> {
    let at = DateTime::parse_from_rfc3339(text).ok()?;
    Some(at.with_timezone(&organisation.time_zone).format("%Y-%m-%d %H:%M").to_string())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_page_is_in_the_persons_language_and_what_it_says_is_text() {
        let row = json!({"name": "<b>王</b>", "kind": "consumer", "city": null, "net_minor": 123_450,
            "created_at": "2026-11-27T16:30:00Z"});
        let section = Section {
            name: "profiles",
            columns: vec!["name", "kind", "city", "net_minor", "created_at"],
            rows: vec![row.as_object().cloned().unwrap()],
        };
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let page = |language| of(&Organisation::default(), language, std::slice::from_ref(&section), now);
        for (language, texts) in [
            (Language::Chinese, ["lang=\"zh-CN\"", "个人资料", "消费者", "¥1,234.50", "2026-11-28 00:30"]),
            (Language::English, ["lang=\"en\"", "Profile", "Consumer", "¥1,234.50", "&lt;b&gt;王&lt;/b&gt;"]),
        ] {
            let page = page(language);
            for text in texts {
                assert!(page.contains(text), "{text}: {page}");
            }
            assert!(!page.contains("城市") && !page.contains("<b>"), "{page}");
        }
    }
}
