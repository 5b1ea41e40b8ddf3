//! A line of NDJSON, read into the cells that a row of CSV would have.

use regulars_domain::exchange::cells::{join_ids, join_list, neutral};
use regulars_domain::exchange::imports::Target;
use serde_json::{Map, Value};

use super::BadRecord;

/// The members of the object a line is.
pub fn object(raw: &[u8]) -> Result<Map<String, Value>, BadRecord> {
    let text = std::str::from_utf8(raw).ok().filter(|text| !text.contains('\u{FFFD}'));
    let mut object: Map<String, Value> = serde_json::from_str(text.ok_or(BadRecord::Encoding)?)
        .map_err(|error| BadRecord::Json { at: error.column() })?;
    spread_identities(&mut object);
    spread_attributes(&mut object);
    Ok(object)
}

/// A value as a cell of CSV has it, formulas made harmless: whoever reads the cell takes that away again.
pub fn as_in_csv(value: Value) -> String {
    neutral(&cell(value)).into_owned()
}

/// A value as a cell: of a list its texts, as an export parts them.
fn cell(value: Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Array(parts) if parts.iter().all(Value::is_string) => {
            let texts: Vec<String> = parts.into_iter().map(cell).collect();
            join_list(&texts)
        }
        other => other.to_string(),
    }
}

/// An export has the identities of a customer as a list: they become members of their own, named as the columns of CSV.
fn spread_identities(object: &mut Map<String, Value>) {
    let Some(Value::Array(identities)) = object.get("identities") else { return };
    let of = |kind: &str| -> Vec<(String, String)> {
        let text = |identity: &Value, name: &str| identity.get(name).and_then(Value::as_str).map(str::to_owned);
        let found = identities.iter().filter(|identity| identity.get("kind").and_then(Value::as_str) == Some(kind));
        found.filter_map(|one| Some((text(one, "partner").unwrap_or_default(), text(one, "value")?))).collect()
    };
    let plain = |kind: &str| of(kind).into_iter().map(|(_, value)| value).collect::<Vec<_>>().join(" ");
    let external = of("external");
    let ids = join_ids(external.iter().map(|(partner, id)| (partner.as_str(), id.as_str())));
    let members = [
        ("phones", plain("phone")),
        ("emails", plain("email")),
        ("cards", plain("card")),
        ("wechat", plain("wechat")),
        ("external_ids", ids),
    ];
    for (name, cell) in members {
        object.entry(name).or_insert(Value::String(cell));
    }
}

/// An export has the attributes of a customer as an object: they become members of their own, named as the columns of CSV.
fn spread_attributes(object: &mut Map<String, Value>) {
    let Some(Value::Object(attributes)) = object.get("attributes") else { return };
    for (key, value) in attributes.clone() {
        object.entry(Target::Attribute(key).to_string()).or_insert(value);
    }
}

/// Whether a line is the count that ends an export: `{"count":17}`.
pub fn is_counted(raw: &[u8]) -> bool {
    raw.starts_with(b"{\"count\":")
        && serde_json::from_slice::<Map<String, Value>>(raw)
            .is_ok_and(|object| object.len() == 1 && object.get("count").is_some_and(Value::is_u64))
}
