//! Query parameters held against what the document says of each: how many values there are, how long they are, and
//! whether an id is one of its kind. What serde and the rules of the type look at is not looked at again.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use actix_web::{HttpRequest, web};
use regex::Regex;
use regulars_domain::message;
use serde_json::Value;

use crate::platform::app::App;
use crate::platform::error::{Answer, Code, Fault, FaultCode, Refusal};

/// How often a parameter may be repeated where nothing closer is said.
pub const MOST_VALUES: usize = 100;
/// Characters of a text that may be repeated where nothing closer is said.
pub const LONGEST_VALUE: usize = 100;

/// Refuses a value that the document does not allow, with 400 and all faults.
pub fn check(request: &HttpRequest) -> Answer<()> {
    if request.query_string().is_empty() {
        return Ok(());
    }
    let Some(document) = request.app_data::<web::Data<App>>().map(|app| (app.composition.document)()) else {
        return Ok(());
    };
    let Ok(given) = web::Query::<Vec<(String, String)>>::from_query(request.query_string()) else { return Ok(()) };
    let known = parameters_of(document, &request.match_pattern().unwrap_or_default(), request.method().as_str());
    let faults: Vec<Fault> = known.into_iter().filter_map(|parameter| fault_of(document, parameter, &given)).collect();
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Refusal { faults, ..Refusal::of(Code::InvalidParameter) }.into()),
    }
}

/// The query parameters of an operation, as the document has them.
fn parameters_of(document: &'static Value, pattern: &str, method: &str) -> Vec<&'static Value> {
    let method = if method == "HEAD" { "get".to_owned() } else { method.to_ascii_lowercase() };
    let operation = document.get("paths").and_then(|paths| paths.get(pattern)?.get(&method));
    let all = operation.and_then(|operation| operation.get("parameters")?.as_array());
    all.into_iter().flatten().filter(|parameter| parameter["in"] == "query").collect()
}

/// What is wrong with what was given for a parameter.
fn fault_of(document: &'static Value, parameter: &'static Value, given: &[(String, String)]) -> Option<Fault> {
    let name = parameter["name"].as_str()?;
    let schema = parameter.get("schema")?;
    // A list may be written with indices as well: `tag[0]`.
    let is_meant = |key: &str| key == name || key.split_once('[').is_some_and(|(before, _)| before == name);
    let values: Vec<&str> = given.iter().filter(|(key, _)| is_meant(key)).map(|(_, value)| value.as_str()).collect();
    let bound = |schema: &Value, word: &str| schema[word].as_u64().and_then(|bound| usize::try_from(bound).ok());
    if let Some(most) = bound(schema, "maxItems").filter(|most| values.len() > *most) {
        let hint = message!("expected at most {most} items", "应为最多 {most} 项");
        return Some(Fault::parameter(name, FaultCode::TooLong).hint(hint));
    }
    let one = schema.get("items").unwrap_or(schema);
    if let Some(pattern) = one["pattern"].as_str() {
        let is_wrong = |value: &&str| compiled(document).get(pattern).is_some_and(|pattern| !pattern.is_match(value));
        let example = one["example"].as_str().unwrap_or_default();
        let hint = || message!("expected an id such as `{example}`", "应为形如 `{example}` 的 ID");
        return values.iter().any(is_wrong).then(|| Fault::parameter(name, FaultCode::Malformed).hint(hint()));
    }
    let most = bound(one, "maxLength")?;
    let hint = || message!("expected at most {most} characters", "应为最多 {most} 个字符");
    let is_long = values.iter().any(|value| value.chars().nth(most).is_some());
    is_long.then(|| Fault::parameter(name, FaultCode::TooLong).hint(hint()))
}

/// Every pattern of a query parameter, compiled once.
fn compiled(document: &'static Value) -> &'static BTreeMap<&'static str, Regex> {
    static COMPILED: OnceLock<BTreeMap<&'static str, Regex>> = OnceLock::new();
    COMPILED.get_or_init(|| {
        let items = document["paths"].as_object().into_iter().flatten().filter_map(|(_, item)| item.as_object());
        let operations = items.flatten().filter_map(|(_, operation)| operation["parameters"].as_array());
        let schemas = operations.flatten().filter(|parameter| parameter["in"] == "query").map(|one| &one["schema"]);
        let patterns = schemas.filter_map(|schema| schema.get("items").unwrap_or(schema)["pattern"].as_str());
        patterns.filter_map(|pattern| Some((pattern, Regex::new(pattern).ok()?))).collect()
    })
}
